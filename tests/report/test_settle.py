"""What would settle what is open is computed from the records, and each sentence names those it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from synth.records import Check, JudgedClaim
from synth.report.render import render
from synth.report.settle import MOST, settling
from synth.report_records import Report, Statement
from tests.report.made import logged, made_claim, made_paper, made_report, other_paper, own_table

ONE, TWO = (made_paper(number).paper.id for number in (1, 2))
APART = Check("own_table", "unresolved", 0.6, "no formula gives it", "7.1", "cell(Joint, Rain)")
CHANCE = replace(APART, recomputed="8.2", reason="weakly tied")


def told(*claims: JudgedClaim, digest: bool = False) -> list[Statement]:
    papers = [made_paper(1), made_paper(2)]
    if digest:
        papers = [replace(used, paper=replace(used.paper, text="digest")) for used in papers]
    return list(settling(made_report(claims=claims, papers=papers)))


def needs(*claims: JudgedClaim, digest: bool = False) -> list[str]:
    """The sentences without the one on the question as a whole."""
    return [each.text for each in told(*claims, digest=digest) if "question" not in each.rests_on]


def open_(text: str, number: str | None = None, checks: Sequence[Check] = (), **fields: object) -> JudgedClaim:
    judged = made_claim(text, ONE, number, status="unresolved", checks=checks)
    return replace(judged, claim=replace(judged.claim, **fields))  # type: ignore[arg-type]  # fields of a claim


def test_the_comparison_that_the_question_asks_for_comes_first() -> None:
    first = told(made_claim("Joint training gains 8.2 points on GLORP.", ONE, "8.2"))[0]
    assert first.rests_on == ("question", "claims")
    assert first.text == (
        "One experiment that reports on “cross-lingual transfer” as the question asks: no supported claim here does."
    )


@pytest.mark.parametrize(
    ("checks", "why"),
    [
        ((), "no cell, no other sentence and no log speaks of it"),
        ((APART,), "no formula over the tables gives it"),
        ((CHANCE,), "a cell agrees, but may do so by chance"),
        ((logged("unresolved"),), "the logs speak of it without deciding"),
    ],
)
def test_an_open_number_needs_a_cell_or_a_log(checks: Sequence[Check], why: str) -> None:
    claim = open_("Joint gains 8.2 points over Plain.", "8.2", checks, baseline="Plain", split="dev")
    assert needs(claim) == [
        f"A table cell or a log of “Joint” on GLORP (dev) with its accuracy and of “Plain”: {why} (C1 [1])."
    ]


def test_a_gain_without_its_baseline_needs_it() -> None:
    (text,) = needs(open_("Joint gains 8.2 points.", "8.2"))
    assert text.startswith(
        "The baseline's value beside “Joint” on GLORP with its accuracy, on the same data and split:"
    )


def test_a_comparison_without_numbers_needs_both_values() -> None:
    (text,) = needs(open_("Joint beats Plain.", baseline="Plain"))
    assert text.startswith("Values of “Joint” on GLORP with its accuracy and of “Plain”, on the same data:")


def test_a_subject_that_is_no_name_is_not_offered() -> None:
    assert needs(open_("It rains: much.", subject="It rains: much")) == []
    assert needs(open_("The model rains.", subject="model")) == []


def test_texts_that_were_not_read_come_before_single_claims() -> None:
    claims = [open_("Joint gains 8.2 points.", "8.2"), open_("Joint gains 9.2 points more.", "9.2")]
    first, *_ = needs(*claims, digest=True)
    assert first == (
        "The full text of [1], known here by digest alone: "
        "two open claims (C1, C2) could be held against all its tables."
    )
    assert needs(*claims)[0] != first


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (replace(own_table(ONE, "7.1"), status="contradicted"), "its paper's cells give 7.1"),
        (logged("contradicted"), "the logged run made-run does not give what C1 states"),
        (other_paper(TWO, "contradicted"), "another paper says otherwise than C1"),
    ],
)
def test_a_contradicted_number_needs_the_run_behind_it(check: Check, said: str) -> None:
    claim = made_claim("Joint {0} gains 8.2 points.", ONE, "8.2", status="contradicted", checks=(check,))
    (statement,) = [each for each in told(claim) if "question" not in each.rests_on]
    assert said in statement.text
    assert statement.rests_on == (claim.claim.id,)


def test_papers_that_state_opposite_changes_need_one_run_of_both() -> None:
    up = made_claim("Joint training gains 8.2 points on GLORP.", ONE, "8.2", subject="joint training", relevance=0.9)
    down = made_claim("Joint training loses on GLORP.", TWO, direction="down", subject="Joint training")
    (text,) = needs(up, down)
    assert text == (
        "One run of both settings, with the same model and split of GLORP: "
        "C1 and C2 of [1] and [2] state opposite changes."
    )
    assert needs(up, replace(down, claim=replace(down.claim, dataset=("Snow",)))) == []
    assert needs(up, replace(down, claim=replace(down.claim, subject="Sleet"))) == []


def test_at_most_five_and_each_names_records_that_are_there() -> None:
    claims = [
        open_(f"Made{place} gains {place}.2 points.", f"{place}.2", subject=f"Made{place}") for place in range(1, 9)
    ]
    report: Report = made_report(claims=claims, papers=[made_paper(1)])
    said = settling(report)
    assert len(said) == MOST
    known = {each.claim.id for each in report.claims} | {"question", "claims"}
    assert all(set(each.rests_on) <= known and each.rests_on for each in said)
    for kind in ("md", "html"):
        (shown,) = [content for name, content in render(report, kind).items() if name.startswith("report")]
        assert b"What would settle what is open" in shown


def test_nothing_open_nothing_to_settle() -> None:
    assert settling(made_report(claims=[], papers=[])) == ()
