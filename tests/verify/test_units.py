"""What tables say that their numbers are in, and the same in another unit, on made tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from synth.verify.units import UNITS, conversion, named_unit
from tests.verify.made import verdict

PAPER = """# Made times

Table 1: how long each made system takes

| System | Training (hours) | Answer time (s) | Memory (GB) |
| --- | --- | --- | --- |
| Alpha | 36.0 | 0.95 | 1.5 |
| Beta | 51.5 | 1.20 | 2.25 |

Table 2: a made corpus

| Property | Value |
| --- | --- |
| Total Duration | 1600 mins |
| Clips | 13,320 |
"""


@pytest.mark.parametrize("unit", sorted(set(UNITS.values())))
def test_every_unit_is_known(unit: str) -> None:
    assert conversion(unit, unit) is None
    others = [made for other in sorted(set(UNITS.values())) if (made := conversion(unit, other)) is not None]
    assert others, f"{unit} is converted into nothing"
    assert all(made > 0 for made in others)


def test_there_and_back() -> None:
    there, back = conversion("minute", "hour"), conversion("hour", "minute")
    assert there is not None
    assert back is not None
    assert abs(there * back - 1) < Decimal("1e-20")
    assert conversion("second", "GB") is None


@pytest.mark.parametrize(
    ("names", "caption", "unit"),
    [
        (["Alpha", "Time (s)"], "", "second"),
        (["Time [in hours]"], "", "hour"),
        (["Alpha", "Score"], "Time costs of made methods (seconds).", "second"),
        (["Alpha", "Score"], "Made time in minutes and memory (GB)", None),
        (["System (m. a.)", "Size (M)"], "", None),
        (["Model(s)", "Error (min)"], "", None),
        (["Inference time(s)"], "", "second"),
    ],
)
def test_what_names_and_captions_say(names: list[str], caption: str, unit: str | None) -> None:
    assert named_unit(names, caption) == unit


@pytest.mark.parametrize(
    ("text", "number", "unit", "status"),
    [
        ("Alpha gives its answer in 950 ms.", "950", "milliseconds", "supported"),
        ("Alpha gives its answer in 870 ms.", "870", "milliseconds", "unresolved"),
        ("The training of Beta takes 2.15 days.", "2.15", "days", "supported"),
        ("The training of Alpha takes 1.5 hours.", "1.5", "hours", "unresolved"),
        ("The memory of Beta is 2,250 MB.", "2,250", "MB", "supported"),
        ("The total duration is 26.7 hours.", "26.7", "hours", "supported"),
    ],
)
def test_numbers_in_another_unit(text: str, number: str, unit: str, status: str) -> None:
    made = verdict(text, number, PAPER, unit=unit)
    assert made.status == status, made.reason
    if status == "supported":
        assert "instead of" in made.reason
