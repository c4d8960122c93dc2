"""Reviewers of a language model: what they name must be there, and what they take off is worked out by the panel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.report.sections import panel
from synth.report_records import Report
from synth.review.model import (
    BY_MODEL,
    PERSONAS,
    Fault,
    Faults,
    Persona,
    agreement_with_rules,
    persona_review,
    personas,
)
from synth.review.panel import review_report
from tests.report.made import made_report

REPORT: Report = review_report(made_report())
ASKED = personas(REPORT.question.text, REPORT.claims)


def test_each_persona_is_asked_alone_and_sees_no_score() -> None:
    assert [each.name for each in ASKED] == [BY_MODEL + name.removeprefix("reviewer-") for name in PERSONAS]
    for each in ASKED:
        assert len(each.claims) == len(REPORT.claims)
        for review in REPORT.reviews:
            assert f"{review.score}" not in each.request.instructions
            assert all(taken.reason not in each.request.material for taken in review.deductions)


@pytest.mark.parametrize("persona", ASKED, ids=lambda persona: persona.name)
@given(
    faults=st.lists(
        st.tuples(
            st.sampled_from(["unnamed", "weak_evidence", "beside", "made", "97.3 points by Smith (2019)"]),
            st.lists(st.sampled_from(["c1", "c2", "c99", "c-made", ""]), max_size=4),
        ),
        max_size=6,
    )
)
def test_deductions_point_at_claims_that_exist_in_the_panels_own_words(
    persona: Persona, faults: list[tuple[str, list[str]]]
) -> None:
    review, refused = persona_review(REPORT, persona, Faults([Fault(*each) for each in faults]))
    known = {judged.claim.id for judged in REPORT.claims}
    words = [text for _, text in persona.prompt.criteria.values()]
    assert 0 <= review.score <= 10
    assert round(sum(taken.points for taken in review.deductions) + review.score, 2) == 10
    for taken in review.deductions:
        assert set(taken.claims) <= known
        assert taken.claims
        assert any(taken.reason.endswith(text) for text in words)
    good = [f for f, names in faults if f in persona.prompt.criteria and names and {*names} <= {"c1", "c2"}]
    assert len(faults) - refused == len(good)


def test_scores_stay_those_of_the_rules_and_agreement_is_shown() -> None:
    answer = Faults([Fault("weak_evidence", ["c1", "c2"])])
    reviews = [persona_review(REPORT, each, answer)[0] for each in ASKED]
    assert [review.score < 10 for review in reviews] == [False, True, False]
    alpha = agreement_with_rules(REPORT, reviews)
    shown = replace(
        REPORT,
        reviews=(*REPORT.reviews, *reviews),
        made_by={**REPORT.made_by, "agreement of model and rules": f"{alpha}"},
    )
    told = " ".join(statement.text for statement in panel(shown))
    assert "Six reviewers, rules" in told
    assert "Three reviewers more, personas of a language model" in told
    assert f"{alpha}." in told
    assert all("language model" not in statement.text for statement in panel(REPORT))


def test_agreement_is_full_where_both_sides_fault_the_same_claims() -> None:
    rules = {name for review in REPORT.reviews for taken in review.deductions for name in taken.claims}
    ids = [judged.claim.id for judged in REPORT.claims]
    clean = [name for name in ids if name not in rules]
    same = Faults([Fault("weak_evidence", [f"c{ids.index(name) + 1}" for name in sorted(rules & set(ids))])])
    review, _ = persona_review(REPORT, ASKED[1], same)
    alpha = agreement_with_rules(REPORT, [review])
    assert alpha == (1.0 if clean and rules else None)


def test_nothing_is_asked_about_no_claims(tmp_path: Path) -> None:
    assert personas("Made?", ()) == ()
