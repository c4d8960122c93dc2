"""Laws of the judge, and what single kinds of evidence come to."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from random import Random
from time import perf_counter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.quantity import Quantity
from synth.records import AGAINST, STATUSES, Anchor, Check, Claim, Status
from synth.verify.confidence import Beta
from synth.verify.judge import DECIDED, LEAST, JudgeModel, judge, judge_model
from synth.verify.judge_features import OPEN, openness

ROUNDING = 1.5e-4
"""What four decimals, and what rounding leaves to `unresolved`, may come to."""


def anchor(paper: str) -> Anchor:
    return Anchor(paper, None, None, 0, 4, "made")


def made_check(against: str, status: str, confidence: float, paper: str, reason: str) -> Check:
    return Check(against, status, confidence, reason, anchors=(anchor(paper),))  # type: ignore[arg-type]  # drawn


checks = st.lists(
    st.builds(
        made_check,
        st.sampled_from(AGAINST),
        st.sampled_from(STATUSES),
        st.floats(0, 1),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["made reason", "another made reason"]),
    ),
    max_size=6,
)


@given(checks)
def test_probabilities_sum_to_one_and_name_the_status(given_checks: list[Check]) -> None:
    verdict = judge(given_checks)
    assert abs(sum(verdict.probabilities.values()) - 1) < 1e-9
    assert set(verdict.probabilities) == set(get_args(Status))
    assert verdict.confidence == verdict.probabilities[verdict.status] == max(verdict.probabilities.values())
    assert all(LEAST - ROUNDING <= value < 1 for value in verdict.probabilities.values())


@given(checks, st.randoms(use_true_random=False))
def test_the_order_of_the_checks_does_not_matter(given_checks: list[Check], random: Random) -> None:
    assert judge(given_checks) == judge(random.sample(given_checks, len(given_checks)))


@given(checks, st.sampled_from(AGAINST), st.floats(0, 1), st.sampled_from(["a", "b", "d"]))
def test_more_support_never_lowers_support(given_checks: list[Check], against: str, sure: float, paper: str) -> None:
    more = [*given_checks, made_check(against, "supported", sure, paper, "made reason")]
    before, after = judge(given_checks).probabilities, judge(more).probabilities
    assert after["supported"] >= before["supported"]
    assert after["contradicted"] <= before["contradicted"]


@given(checks, st.data())
def test_a_surer_check_raises_its_own_status(given_checks: list[Check], data: st.DataObject) -> None:
    decided = [place for place, check in enumerate(given_checks) if check.status != "unresolved"]
    if decided:
        place = data.draw(st.sampled_from(decided))
        check = given_checks[place]
        surer = replace(check, confidence=data.draw(st.floats(check.confidence, 1)))
        changed = [*given_checks[:place], surer, *given_checks[place + 1 :]]
        assert judge(changed).probabilities[check.status] >= judge(given_checks).probabilities[check.status]


@given(checks, st.data())
def test_the_same_witness_again_changes_nothing(given_checks: list[Check], data: st.DataObject) -> None:
    if given_checks:
        again = data.draw(st.sampled_from(given_checks))
        weaker = replace(again, confidence=again.confidence * data.draw(st.floats(0, 1)), reason="in other words")
        assert judge([*given_checks, again, weaker]).probabilities == judge(given_checks).probabilities


@given(checks, st.sampled_from(AGAINST), st.floats(0, 1))
def test_what_a_check_leaves_open_is_no_evidence(given_checks: list[Check], against: str, sure: float) -> None:
    more = [*given_checks, made_check(against, "unresolved", sure, "a", "open")]
    assert judge(more).probabilities == judge(given_checks).probabilities


@given(
    st.floats(0.8, 1), st.lists(st.tuples(st.sampled_from(["supported", "unresolved"]), st.floats(0, 1)), max_size=9)
)
def test_a_table_that_contradicts_is_not_outvoted_by_the_papers_own_words(
    sure: float, copies: list[tuple[str, float]]
) -> None:
    words = [made_check("own_text", status, confidence, "own", "says it again") for status, confidence in copies]
    assert judge([made_check("own_table", "contradicted", sure, "own", "no"), *words]).status == "contradicted"


@given(checks.map(lambda drawn: [check for check in drawn if check.status == "unresolved"]))
def test_without_evidence_a_claim_is_unresolved(nothing: list[Check]) -> None:
    assert judge(nothing).status == "unresolved"


def number(kind: str) -> Claim:
    quantity = Quantity("2.5", Decimal("2.5"), 1, 8, 11, kind=kind)  # type: ignore[arg-type]  # drawn
    return Claim("c", "Made 2.5.", anchor("own"), (quantity,))


claims = st.sampled_from(["value", "gain", "relative_gain", "ratio", "count"]).map(number)


@given(checks, claims)
def test_what_a_claim_is_never_decides_it(given_checks: list[Check], claim: Claim) -> None:
    without, verdict = judge(given_checks), judge(given_checks, claim=claim)
    assert abs(sum(verdict.probabilities.values()) - 1) < 1e-9
    assert verdict.probabilities["unresolved"] >= without.probabilities["unresolved"] - ROUNDING
    assert verdict.status in (without.status, "unresolved")
    one, other = verdict.probabilities, without.probabilities
    assert (one["supported"] - one["contradicted"]) * (other["supported"] - other["contradicted"]) >= -ROUNDING


@given(checks, claims, st.sampled_from(AGAINST), st.floats(0.5, 1), st.sampled_from(["supported", "contradicted"]))
def test_of_what_is_surely_decided_nothing_is_left_open(
    given_checks: list[Check], claim: Claim, against: str, sure: float, status: str
) -> None:
    decided = [*given_checks, made_check(against, status, sure, "a", "made reason")]
    assert judge(decided, claim=claim).probabilities == judge(decided).probabilities


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_nearer_a_cell_comes_the_less_sure_is_it_that_nothing_decides(one: float, other: float) -> None:
    far, near = (judge([Check("own_table", "unresolved", sure, "")], claim=number("value")) for sure in (one, other))
    if one >= other:
        assert far.confidence >= near.confidence
    assert judge([], claim=number("value")).confidence >= far.confidence
    assert far.status == near.status == "unresolved"


def test_a_change_may_be_one_that_many_cells_give() -> None:
    check = Check("own_table", "unresolved", 0.9, "agrees, but may be chance")
    assert judge([check], claim=number("gain")).confidence < judge([check], claim=number("value")).confidence
    assert not any(openness(replace(number("value"), role="abstract"), []).values())
    assert openness(None, [check]) == {}
    assert openness(replace(number("value"), quantities=()), []) == {}
    assert set(openness(number("gain"), [check])) == set(judge_model().open) == set(OPEN)


def test_a_second_paper_adds_less_than_the_first_and_a_third_nothing() -> None:
    papers = [made_check("other_paper", "supported", 0.8, paper, f"{paper} finds it") for paper in "abc"]
    told = [judge(papers[:count]).probabilities["supported"] for count in range(4)]
    assert told[2] - told[1] < told[1] - told[0]
    assert told[1] < told[2] == told[3]
    assert judge(papers).reason == "a finds it; b finds it" or judge(papers).reason == "c finds it; b finds it"


def test_own_words_count_less_than_own_tables_and_those_less_than_logs() -> None:
    told = [
        judge([Check(against, "supported", 0.9, "made")]).confidence for against in ("own_text", "own_table", "run")
    ]
    assert told == sorted(told)
    assert len(set(told)) == 3


@pytest.mark.parametrize("against", AGAINST)
def test_no_weight_is_below_nothing(against: str) -> None:
    weights = [weight for (kind, _), weight in judge_model().weights.items() if kind == against]
    assert len(weights) == 3
    assert all(value >= 0 for weight in weights for value in weight)
    assert all(start < 0 for start in judge_model().start.values())


def test_disagreeing_checks_leave_it_open_and_say_why() -> None:
    even = JudgeModel(
        "even", dict.fromkeys(DECIDED, -0.5), {(a, s): (1.0, 1.0) for a in AGAINST for s in DECIDED}, Beta(1, 1, 0)
    )
    given_checks = [Check("own_table", "supported", 0.9, "for"), Check("run", "contradicted", 0.9, "against")]
    verdict = judge(given_checks, even)
    assert verdict.status == "unresolved"
    assert "disagree" in verdict.reason
    assert verdict.reason.endswith("for; against")


def test_what_a_rule_finds_not_comparable_is() -> None:
    for against in AGAINST:
        assert judge([Check(against, "not_comparable", 0.9, "other split")]).status == "not_comparable"


def test_a_verdict_costs_less_than_the_checks_do() -> None:
    asked = [
        made_check("own_table", "supported", 0.9, "own", "yes"),
        made_check("own_text", "unresolved", 0.9, "own", ""),
    ]
    judge(asked)
    took = []
    for _ in range(50):
        begun = perf_counter()
        judge(asked)
        took.append(perf_counter() - begun)
    assert min(took) < 1e-4


def test_judging_needs_no_numpy() -> None:
    code = "import sys; from synth.verify.judge import judge; judge([]); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
