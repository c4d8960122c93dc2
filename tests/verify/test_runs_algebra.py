from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.records import Measurement
from synth.verify.runs_algebra import Statistic, deviation, half_width, mean, median, statistic, t_quantile, variation
from synth.verify.runs_index import index_runs

NUMBERS = st.lists(st.decimals(-1000, 1000, places=3), min_size=2, max_size=12)


def made(*cells: tuple[str, str | None, str, str]) -> Statistic:
    """What facts (task, language, seed, value in percent) come to."""
    measurements = [
        Measurement(
            "made", "made", "gust", task, None, language, None, "acc", value, None, None, seed, None, "percent", "f"
        )
        for task, language, seed, value in cells
    ]
    return statistic(index_runs(measurements).facts)


@given(NUMBERS)
def test_mean_and_median_lie_among_the_values(values: list[Decimal]) -> None:
    for middle in (mean(values), median(values)):
        assert min(values) - Decimal("1e-20") <= middle <= max(values) + Decimal("1e-20")


@given(NUMBERS, st.decimals(-100, 100, places=2))
def test_spread_does_not_depend_on_the_level(values: list[Decimal], shift: Decimal) -> None:
    first, second = deviation(values), deviation([value + shift for value in values])
    assert first is not None
    assert second is not None
    assert abs(first - second) < Decimal("1e-15")


def test_student_s_t_against_published_tables() -> None:
    for freedom, quantile in ((1, "12.706"), (4, "2.776"), (30, "2.042"), (40, "2.021"), (60, "2.000"), (120, "1.980")):
        assert abs(t_quantile(freedom) - Decimal(quantile)) <= Decimal("0.0005")
    quantiles = [t_quantile(freedom) for freedom in range(1, 200)]
    assert quantiles == sorted(quantiles, reverse=True)


def test_a_mean_goes_over_languages_first() -> None:
    found = made(("rain", "de", "0", "10"), ("rain", "fr", "0", "20"), ("snow", None, "0", "45"))
    assert found.value == 30
    assert (found.n, found.spread, half_width(found), variation(found)) == (1, None, None, None)


def test_seeds_give_a_spread_of_their_means() -> None:
    found = made(
        ("rain", None, "0", "10"), ("rain", None, "1", "12"), ("snow", None, "0", "20"), ("snow", None, "1", "26")
    )
    assert found.runs == (Decimal(15), Decimal(19))
    assert found.value == 17
    spread = Decimal(8).sqrt()
    assert found.spread is not None
    assert abs(found.spread - spread) < Decimal("1e-20")
    width, varied = half_width(found), variation(found)
    assert width is not None
    assert varied is not None
    assert abs(width - Decimal("12.7062047362") * spread * Decimal("1.5").sqrt()) < Decimal("1e-7")
    assert abs(varied - Decimal("1.125") * spread / 17 * 100) < Decimal("1e-10")


def test_nothing_has_no_mean() -> None:
    with pytest.raises(ValueError, match="nothing"):
        statistic(())
    with pytest.raises(ValueError, match="nothing"):
        mean([])
