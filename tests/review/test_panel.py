"""Planted defects: each lowers the right reviewer's score and raises no other's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError
from synth.records import Check, JudgedClaim, Paper
from synth.report_records import Deduction, Report, Review, SourceSearch, Statement, UsedPaper
from synth.review import rubric
from synth.review.independence import author_key
from synth.review.panel import REVIEWERS, agreement, review_report
from synth.review.rubric import load_rubric
from synth.review.scoring import review
from synth.shipped import shipped_folder
from tests.report.made import (
    empty_report,
    made_claim,
    made_paper,
    made_report,
    made_verdict,
    other_paper,
    own_table,
    own_text,
)


def scores(report: Report) -> dict[str, float]:
    return {each.reviewer: each.score for each in review_report(report).reviews}


def with_claims(report: Report, change: Callable[[int, JudgedClaim], JudgedClaim]) -> Report:
    return replace(report, claims=tuple(change(place, judged) for place, judged in enumerate(report.claims)))


def drop_half_of_the_evidence(report: Report) -> Report:
    def change(place: int, judged: JudgedClaim) -> JudgedClaim:
        verdict = replace(made_verdict("unresolved", ()), reason="nothing was found.")
        return replace(judged, verdict=verdict) if place % 2 == 0 else judged

    return with_claims(report, change)


def keep_the_ticks_without_evidence(report: Report) -> Report:
    return with_claims(report, lambda _, judged: replace(judged, verdict=replace(judged.verdict, checks=())))


def swap_numbers(report: Report) -> Report:
    def change(_: int, judged: JudgedClaim) -> JudgedClaim:
        checks = [
            replace(check, status="contradicted", recomputed="99.9") if check.against == "own_table" else check
            for check in judged.verdict.checks
        ]
        status = "contradicted" if checks != list(judged.verdict.checks) else judged.verdict.status
        return replace(judged, verdict=made_verdict(status, checks))

    return with_claims(report, change)


def off_topic(relevance: float) -> Callable[[Report], Report]:
    def plant(report: Report) -> Report:
        paper = report.papers[0].paper.id
        more = tuple(
            made_claim(
                f"The soup of day {day} weighs 5{day} grams.",
                paper,
                f"5{day}",
                checks=(own_table(paper, f"5{day}"),),
                relevance=relevance,
                subject="soup",
                dataset=(),
            )
            for day in range(1, 7)
        )
        return replace(report, claims=(*report.claims, *more))

    return plant


def cut_references(report: Report) -> Report:
    return replace(report, papers=report.papers[:3])


def empty_references(report: Report) -> Report:
    return replace(report, papers=tuple(replace(used, paper=Paper(used.paper.id)) for used in report.papers))


def cut_claims(report: Report) -> Report:
    return with_claims(
        report, lambda _, judged: replace(judged, claim=replace(judged.claim, text=judged.claim.text[:-4]))
    )


def say_twice(report: Report) -> Report:
    again = tuple(
        replace(judged, claim=replace(judged.claim, id=f"c-again{place}")) for place, judged in enumerate(report.claims)
    )
    return replace(report, claims=(*report.claims, *again))


def shift_quotes(report: Report) -> Report:
    return with_claims(
        report,
        lambda _, judged: replace(
            judged, claim=replace(judged.claim, anchor=replace(judged.claim.anchor, quote="x" * 80))
        ),
    )


def same_authors_everywhere(report: Report) -> Report:
    return replace(
        report,
        papers=tuple(replace(used, paper=replace(used.paper, authors=("Ada Made",))) for used in report.papers),
    )


def retract(report: Report) -> Report:
    first, *rest = report.papers
    return replace(report, papers=(replace(first, paper=replace(first.paper, retracted=True)), *rest))


def only_digests(report: Report) -> Report:
    return replace(
        report, papers=tuple(replace(used, paper=replace(used.paper, text="digest")) for used in report.papers)
    )


def fail_a_source(report: Report) -> Report:
    return replace(report, search=(*report.search, SourceSearch("made database", (), 0, (), failed="no answer")))


def ask_something_else(report: Report) -> Report:
    return replace(report, question=replace(report.question, text="Does sequential transfer save inference memory?"))


def say_nothing(report: Report) -> Report:
    return replace(report, answer=replace(report.answer, statements=(Statement("A made abstract", ("claims",)),)))


def make_things_up(report: Report) -> Report:
    hanging = tuple(replace(finding, statements=(Statement("So it is.", ()),)) for finding in report.findings)
    return replace(report, findings=hanging)


DEFECTS: list[tuple[Callable[[Report], Report], str]] = [
    (drop_half_of_the_evidence, "grounding"),
    (drop_half_of_the_evidence, "independence"),
    (drop_half_of_the_evidence, "numbers"),
    (keep_the_ticks_without_evidence, "grounding"),
    (shift_quotes, "grounding"),
    (make_things_up, "grounding"),
    (off_topic(0.05), "coverage"),
    (off_topic(0.9), "coverage"),
    (ask_something_else, "coverage"),
    (swap_numbers, "numbers"),
    (same_authors_everywhere, "independence"),
    (cut_references, "sources"),
    (empty_references, "sources"),
    (retract, "sources"),
    (only_digests, "sources"),
    (fail_a_source, "sources"),
    (cut_claims, "clarity"),
    (say_twice, "clarity"),
    (say_nothing, "clarity"),
]


@pytest.mark.parametrize(("plant", "reviewer"), DEFECTS)
def test_a_planted_defect_lowers_the_right_score_and_raises_none(
    plant: Callable[[Report], Report], reviewer: str
) -> None:
    sound = scores(made_report())
    spoiled = scores(plant(made_report()))
    assert spoiled[reviewer] < sound[reviewer]
    assert {name: score for name, score in spoiled.items() if score > sound[name]} == {}


def test_more_of_a_defect_costs_more() -> None:
    def spoiled(report: Report, count: int) -> Report:
        bare = tuple(replace(judged, verdict=made_verdict("unresolved", ())) for judged in report.claims[:count])
        return replace(report, claims=(*bare, *report.claims[count:]))

    taken = [scores(spoiled(made_report(), count))["grounding"] for count in range(6)]
    assert taken == sorted(taken, reverse=True)
    assert len(set(taken)) == len(taken)


def test_deductions_add_up_to_what_is_missing_and_point_at_claims_of_the_report() -> None:
    for plant, _ in DEFECTS:
        report = review_report(plant(made_report()))
        known = {judged.claim.id for judged in report.claims}
        for each in report.reviews:
            assert round(10 - sum(taken.points for taken in each.deductions), 2) == each.score
            assert 0 <= each.score <= 10
            assert all(taken.points > 0 and taken.reason for taken in each.deductions)
            assert {name for taken in each.deductions for name in taken.claims} <= known


@given(st.lists(st.integers(0, 1500), max_size=12))
def test_a_score_never_falls_below_zero_and_its_deductions_still_add_up(points: list[int]) -> None:
    made = review("made", [Deduction(value / 100, "made") for value in points])
    assert made.score >= 0
    assert round(10 - sum(taken.points for taken in made.deductions), 2) == made.score
    assert made.score == max(0, round(10 - sum(points) / 100, 2))


def test_a_report_with_nothing_in_it_scores_nothing() -> None:
    report = review_report(empty_report())
    assert {each.score for each in report.reviews} == {0.0}
    assert report.score is not None
    assert (report.score.median, report.score.spread, report.score.alpha) == (0.0, 0.0, None)


def test_no_reviewer_sees_another_s_review_and_their_order_does_not_matter() -> None:
    once = review_report(made_report())
    assert review_report(once).reviews == once.reviews
    assert [reviewer.review(made_report()) for reviewer in reversed(REVIEWERS)] == list(reversed(once.reviews))


def test_the_panel_gives_median_and_spread() -> None:
    report = review_report(made_report())
    values = sorted(each.score for each in report.reviews)
    assert len(values) >= 6
    assert report.score is not None
    assert report.score.median == round((values[2] + values[3]) / 2, 2)
    assert report.score.spread == round(values[-1] - values[0], 2)


def findings_of(report: Report, faults: dict[str, set[int]]) -> list[Review]:
    names = [judged.claim.id for judged in report.claims]
    return [
        Review(
            reviewer.name,
            5.0,
            (Deduction(5.0, "made", tuple(names[place] for place in faults.get(reviewer.name, ()))),),
        )
        for reviewer in REVIEWERS
    ]


def test_alpha_is_one_when_all_fault_the_same_claims_and_undefined_without_variation() -> None:
    report = made_report()
    numeric = {place for place, judged in enumerate(report.claims) if judged.claim.quantities}
    faulty = {min(numeric), max(numeric)}
    same = {reviewer.name: faulty for reviewer in REVIEWERS}
    assert agreement(report, findings_of(report, same)) == 1.0
    assert agreement(report, findings_of(report, {})) is None
    apart = agreement(report, findings_of(report, {"grounding": {0}, "clarity": {1}, "sources": {2}}))
    assert apart is not None
    assert apart < 0.1


def test_a_check_that_points_at_the_claim_s_own_sentence_is_no_evidence() -> None:
    report = made_report()

    def repeat(_: int, judged: JudgedClaim) -> JudgedClaim:
        check = Check("own_text", "supported", 0.99, "it says so itself", anchors=(judged.claim.anchor,))
        return replace(judged, verdict=made_verdict("supported", (check,)))

    repeated = scores(with_claims(report, repeat))
    assert repeated["grounding"] <= 4
    assert repeated["independence"] <= 2


def test_other_papers_of_the_same_authors_or_of_nobody_known_are_not_independent() -> None:
    one, two = made_paper(1), made_paper(2)
    claim = made_claim("Joint training gains 8.2 points.", one.paper.id, "8.2", checks=(other_paper(two.paper.id),))
    alone = made_claim("Joint training gains 8.2 points.", one.paper.id, "8.2", checks=(own_text(one.paper.id),))

    def independence(*papers: UsedPaper, claims: tuple[JudgedClaim, ...] = (claim,)) -> float:
        return scores(made_report(claims=claims, papers=papers))["independence"]

    others = independence(one, two)
    shared = independence(one, made_paper(2, authors=("Ned New", "A. Made1")))
    unknown = independence(one, made_paper(2, authors=()))
    assert others > shared == unknown > independence(one, two, claims=(alone,))


def test_one_author_is_known_under_several_spellings() -> None:
    assert {author_key(name) for name in ("Ada M. Lovely", "A. Lovely", "Lovely, Ada", "ada lovely")} == {"lovely a"}
    assert author_key("Made") != author_key("Lovely")


def test_each_reviewer_has_a_rubric_and_the_report_holds_it() -> None:
    report = review_report(made_report())
    for reviewer in REVIEWERS:
        loaded = load_rubric(reviewer.name)
        assert report.made_by[f"rubric {reviewer.name}"] == f"{loaded.task} {loaded.text}"
        assert loaded.sha256 in report.made_by[f"prompt review-{reviewer.name}"]
    assert {path.stem for path in shipped_folder("prompts").glob("review-*.md")} == {
        f"review-{reviewer.name}" for reviewer in REVIEWERS
    }


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"no front matter",
        b"---\ntask: made\n---\ntext\n",
        b"---\ntask: [\nversion: 1\n---\ntext\n",
        b"\xff\xfe",
        b"---\ntask: made\nversion: 1\n---\n\n",
    ],
)
def test_a_missing_or_broken_rubric_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    monkeypatch.setattr(rubric, "shipped_folder", lambda name: tmp_path)
    if content is not None:
        (tmp_path / "review-made.md").write_bytes(content)
    with pytest.raises(InputError, match=r"review-made\.md"):
        load_rubric("made")
