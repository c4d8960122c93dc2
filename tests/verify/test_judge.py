from random import Random
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from synth.records import AGAINST, STATUSES, Check, Status
from synth.verify.judge import judge

checks = st.lists(
    st.builds(
        Check,
        st.sampled_from(AGAINST),
        st.sampled_from(STATUSES),
        st.floats(0, 1),
        st.just("made reason"),
    ),
    max_size=5,
)


@given(checks)
def test_probabilities_sum_to_one_and_name_the_status(given_checks: list[Check]) -> None:
    verdict = judge(given_checks)
    assert abs(sum(verdict.probabilities.values()) - 1) < 1e-9
    assert set(verdict.probabilities) == set(get_args(Status))
    assert verdict.confidence == verdict.probabilities[verdict.status] == max(verdict.probabilities.values())
    assert all(0 <= value <= 1 for value in verdict.probabilities.values())


@given(checks, st.randoms(use_true_random=False))
def test_the_order_of_the_checks_does_not_matter(given_checks: list[Check], random: Random) -> None:
    one_of_each = list({check.against: check for check in given_checks}.values())
    shuffled = random.sample(one_of_each, len(one_of_each))
    assert judge(one_of_each) == judge(shuffled)


@given(checks, st.floats(0, 1))
def test_more_support_never_lowers_support(given_checks: list[Check], confidence: float) -> None:
    more = [*given_checks, Check("own_table", "supported", confidence, "made reason")]
    assert judge(more).probabilities["supported"] >= judge(given_checks).probabilities["supported"] - 1e-4


def test_own_words_count_less_than_own_tables() -> None:
    text = judge([Check("own_text", "supported", 0.8, "made")])
    table = judge([Check("own_table", "supported", 0.8, "made")])
    assert text.confidence < table.confidence


def test_disagreeing_checks_leave_it_open_or_say_why() -> None:
    verdict = judge([Check("own_table", "supported", 0.9, "for"), Check("run", "contradicted", 0.9, "against")])
    assert verdict.status == "unresolved"
    assert "disagree" in verdict.reason
