"""Two versions of one paper that differ in a number."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.read import read_bytes, read_path
from synth.records import Document
from synth.verify.drift import drift

pytestmark = pytest.mark.untraced

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
MADE = """# A made paper on rain

## Results

Our made system Alpha reaches an accuracy of {accuracy} on the Rain benchmark after training on {tasks} made tasks.
It needs 12 hours of made computing time for every one of these made runs.
On Snow the made baseline stays ahead of all other made systems by {gain} points.
"""


def version(number: int, **figures: str) -> Document:
    text = MADE.format(**({"accuracy": "71.4", "tasks": "seven", "gain": "2.30"} | figures))
    read = read_bytes(text.encode(), f"2401.00001v{number}.md")
    return replace(read, paper=replace(read.paper, id=f"2401.00001v{number}"))


def pairs(earlier: Document, later: Document) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(each.earlier.numbers, each.later.numbers) for each in drift("made", earlier, later)]


def test_every_number_that_changed_is_told_with_both_sentences() -> None:
    found = drift("2401.00001", version(1), version(2, accuracy="69.0", tasks="9", gain="2.5"))
    assert [(each.earlier.numbers, each.later.numbers) for each in found] == [
        (("71.4", "seven"), ("69.0", "9")),
        (("2.30",), ("2.5",)),
    ]
    assert "71.4" in found[0].earlier.anchor.quote
    assert "69.0" in found[0].later.text
    assert found[0].work == "2401.00001"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"gain": "2.30"}, {"gain": "2.3"}),
        ({"tasks": "seven"}, {"tasks": "7"}),
        ({"accuracy": "71.4"}, {"accuracy": "71.40"}),
    ],
)
def test_a_number_written_in_another_way_is_no_difference(earlier: dict[str, str], later: dict[str, str]) -> None:
    assert pairs(version(1, **earlier), version(2, **later)) == []


def test_a_sentence_about_another_thing_is_not_compared() -> None:
    left = read_bytes(b"Training mAlpha with made rain gains 2.1 points on the test of SQuAD.", "a.md")
    right = read_bytes(b"Training mAlpha with made rain gains 3.4 points on the test of XNLI.", "b.md")
    assert pairs(left, right) == []


FIGURE = st.decimals(min_value=10, max_value=99, places=1).map(str)


@given(FIGURE, FIGURE)
def test_the_same_version_never_differs_and_turning_the_order_turns_the_numbers(one: str, other: str) -> None:
    left, right = version(1, accuracy=one), version(2, accuracy=other)
    assert pairs(left, left) == []
    assert pairs(left, right) == [(after, before) for before, after in pairs(right, left)]
    assert bool(pairs(left, right)) == (one != other)


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_a_real_paper_whose_versions_differ() -> None:
    papers = SHARED / "papers"
    earlier, later = read_path(papers / "pdf" / "2005.13013v1.pdf"), read_path(papers / "tex" / "2005.13013v2.tex")
    found = pairs(earlier, later)
    assert (("6.1",), ("5.4",)) in found
    assert (("7",), ("nine",)) in found
    assert len(found) == 8  # read by hand: each is a real difference
    assert pairs(earlier, earlier) == pairs(later, later) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_different_papers_of_one_field_hardly_say_the_same() -> None:
    papers = [read_path(path) for path in sorted((SHARED / "papers" / "tex").glob("*.tex"))[:6]]
    found = [pairs(left, right) for left, right in combinations(papers, 2)]
    assert sum(len(each) for each in found) <= 1
