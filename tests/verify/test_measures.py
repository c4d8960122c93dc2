"""Which end of a measure is the good one; captions and names here are made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.verify.measures import lower_is_better


@pytest.mark.parametrize(
    ("caption", "columns", "rows", "lower"),
    [
        ("", ("WER",), ("Alpha",), True),
        ("", ("WER ↑",), ("Alpha",), False),
        ("", ("F1",), ("Alpha, window size 5",), False),
        ("", ("Model size",), ("Alpha",), True),
        ("", ("Accuracy",), ("Alpha with sand loss",), False),
        ("", ("Val. loss",), ("Alpha",), True),
        ("", ("Time [ms]",), ("Alpha",), True),
        ("", ("mR@20",), ("Alpha",), False),
        ("Words per hour of made sets", ("Rain",), ("Alpha",), False),
        ("Results on MS-COCO", ("Rain",), ("Alpha",), False),
        ("Word error rates of made sets", ("Rain",), ("Alpha",), True),
        ("Made results in terms of WER. Others had an inferior accuracy.", ("Rain",), ("Alpha",), True),
        ("Made scores. Bold is best and underlined the second best.", ("Rain",), ("Alpha",), False),
        ("Accuracy on Rain and perplexity on Snow", ("Snow",), ("Alpha",), True),
        ("Accuracy on Rain and perplexity on Snow", ("Rain",), ("Alpha",), False),
        ("Lower is better", ("Rain",), ("Alpha",), True),
        ("Lower is better", ("Rain F1",), ("Alpha",), False),
        ("Recall (higher is better) and median rank (MdR, lower is better)", ("MdR",), ("Alpha",), True),
        ("Recall (higher is better) and median rank (MdR, lower is better)", ("R@5",), ("Alpha",), False),
        ("Higher is better for Fog, lower is better for Mist", ("Mist",), ("Alpha",), True),
        ("Higher is better for Fog, lower is better for Mist", ("Fog",), ("Alpha",), False),
    ],
)
def test_names_and_captions_say_which_end_is_the_good_one(
    caption: str, columns: tuple[str, ...], rows: tuple[str, ...], lower: bool
) -> None:
    assert lower_is_better(caption, columns, rows) is lower


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=3))
def test_an_arrow_decides_whatever_else_is_said(caption: str, names: list[str]) -> None:
    assert not lower_is_better(caption, ("↑", *names), ())
