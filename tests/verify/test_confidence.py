"""Probabilities made honest keep their sum, their status, and what nothing speaks for does not win."""

from __future__ import annotations

from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.records import STATUSES, Status
from synth.verify.confidence import Beta, as_sure, held_back, most_probable


@st.composite
def probabilities(draw: st.DrawFn) -> dict[Status, float]:
    parts = draw(st.lists(st.integers(0, 1000), min_size=4, max_size=4).filter(any))
    made = {status: floor(part / sum(parts) * 10000) / 10000 for status, part in zip(STATUSES, parts, strict=True)}
    made["unresolved"] = round(1 - sum(value for status, value in made.items() if status != "unresolved"), 4)
    return made


betas = st.builds(Beta, st.floats(0, 4), st.floats(0, 4), st.floats(-3, 3))


@given(probabilities(), betas)
def test_another_confidence_keeps_sum_and_status(told: dict[Status, float], true: Beta) -> None:
    made = as_sure(told, true)
    assert sum(made.values()) == pytest.approx(1)
    assert min(made.values()) >= 0
    assert most_probable(made) == most_probable(told)


@given(betas, st.floats(0, 1), st.floats(0, 1))
def test_the_surer_stays_the_surer(true: Beta, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= true(low) <= true(high) <= 1


def test_a_confidence_that_is_right_as_often_stays() -> None:
    told: dict[Status, float] = {"supported": 0.7, "contradicted": 0.1, "unresolved": 0.2, "not_comparable": 0.0}
    assert as_sure(told, Beta(1, 1, 0)) == pytest.approx(told, abs=2e-4)
    assert as_sure(told, Beta(0.5, 0.5, 0))["supported"] == pytest.approx(0.604, abs=1e-3)


@given(probabilities())
def test_what_nothing_speaks_for_is_just_behind_unresolved(told: dict[Status, float]) -> None:
    best = most_probable(told)
    if best not in ("unresolved", "not_comparable"):
        made = held_back(told, best)
        assert sum(made.values()) == pytest.approx(1)
        assert 0 < made["unresolved"] - made[best] <= 4e-4
        assert all(made[other] == told[other] for other in STATUSES if other not in (best, "unresolved"))
