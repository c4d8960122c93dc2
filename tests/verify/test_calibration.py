"""Figures over labelled verdicts: laws, and values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.records import STATUSES, Status
from synth.verify.calibration import (
    Labelled,
    accuracy,
    area_under_risk,
    bins,
    bootstrap,
    brier,
    consistency,
    ece,
    f1,
    macro_f1,
    risk_coverage,
)


def made(status: Status, confidence: float, label: Status) -> Labelled:
    rest = (1 - confidence) / 3
    return Labelled({each: confidence if each == status else rest for each in STATUSES}, label)


@st.composite
def verdicts(draw: st.DrawFn) -> Labelled:
    weights = draw(st.lists(st.integers(1, 100), min_size=4, max_size=4))
    total = sum(weights)
    return Labelled(
        {status: weight / total for status, weight in zip(STATUSES, weights, strict=True)},
        draw(st.sampled_from(STATUSES)),
    )


lists = st.lists(verdicts(), min_size=1, max_size=60)


@given(lists)
def test_figures_stay_in_their_ranges_whatever_the_order(labelled: list[Labelled]) -> None:
    for figure, most in ((accuracy, 1), (macro_f1, 1), (brier, 2), (ece, 1), (area_under_risk, 1)):
        value = figure(labelled)
        assert 0 <= value <= most
        assert figure(labelled[::-1]) == value


@given(lists)
def test_bins_hold_every_claim_once_in_order_of_confidence(labelled: list[Labelled]) -> None:
    made_bins = bins(labelled)
    assert sum(each.count for each in made_bins) == len(labelled)
    confidences = [each.confidence for each in made_bins]
    assert confidences == sorted(confidences)
    assert all(each.count >= min(len(labelled), 20) for each in made_bins)
    assert len(made_bins) <= 15


@given(lists)
def test_the_last_point_of_the_risk_curve_is_the_error_of_all(labelled: list[Labelled]) -> None:
    curve = risk_coverage(labelled)
    assert curve[-1][0] == 1
    assert curve[-1][1] == pytest.approx(1 - accuracy(labelled))
    assert [coverage for coverage, _ in curve] == sorted({coverage for coverage, _ in curve})


@given(st.lists(verdicts(), min_size=1, max_size=12))
@settings(max_examples=10)
def test_an_interval_holds_its_figure_and_comes_out_again(labelled: list[Labelled]) -> None:
    interval = bootstrap(labelled, accuracy)
    assert interval.low <= interval.value <= interval.high
    assert interval == bootstrap(labelled[::-1], accuracy)


def test_figures_worked_out_by_hand() -> None:
    labelled = [
        made("supported", 0.9, "supported"),
        made("supported", 0.7, "contradicted"),
        made("contradicted", 0.8, "contradicted"),
        made("unresolved", 0.6, "unresolved"),
    ]
    assert accuracy(labelled) == 0.75
    assert f1(labelled, "supported") == pytest.approx(2 / 3)
    assert f1(labelled, "contradicted") == pytest.approx(2 / 3)
    assert f1(labelled, "not_comparable") == 0
    assert macro_f1(labelled) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert ece(labelled) == pytest.approx(abs(0.75 - 0.75))
    assert risk_coverage(labelled) == ((0.25, 0), (0.5, 0), (0.75, 1 / 3), (1, 0.25))
    assert area_under_risk(labelled) == pytest.approx(0.25 * (1 / 3) + 0.25 * 0.25)
    sure = [Labelled({"supported": 1.0, "contradicted": 0.0, "unresolved": 0.0, "not_comparable": 0.0}, "supported")]
    assert (brier(sure), ece(sure)) == (0, 0)
    wrong = [Labelled(sure[0].probabilities, "contradicted")]
    assert (brier(wrong), ece(wrong)) == (2, 1)


@given(lists)
@settings(max_examples=10)
def test_what_chance_makes_of_right_confidences_depends_on_them_alone(labelled: list[Labelled]) -> None:
    told = consistency(labelled)
    assert 0 <= told.low <= told.value <= told.high <= 1
    others = [Labelled(each.probabilities, "supported") for each in labelled]
    assert consistency(others) == told


def test_right_confidences_lie_within_chance_and_boasting_does_not() -> None:
    honest = [made("supported", 0.7, "supported" if n % 10 < 7 else "contradicted") for n in range(300)]
    assert ece(honest) <= consistency(honest).high < 0.08
    boasting = [made("supported", 0.95, "supported" if n % 10 < 7 else "contradicted") for n in range(300)]
    assert ece(boasting) > consistency(boasting).high
    certain = [made("supported", 1.0, "supported")] * 40
    assert consistency(certain).high == 0


def test_calibration_is_seen_bin_by_bin() -> None:
    honest = [made("supported", 0.5, "supported" if n % 2 else "contradicted") for n in range(200)]
    assert ece(honest) == pytest.approx(0)
    boasting = [made("supported", 0.99, "supported" if n % 2 else "contradicted") for n in range(200)]
    assert ece(boasting) > 0.4
