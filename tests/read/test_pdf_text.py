"""Readable text of hand-made lines: every character traced, hyphens, ligatures, accents and raised marks undone."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.read.pdf_characters import Face, Word
from synth.read.pdf_lines import make_line
from synth.read.pdf_text import PlacedLine, Wording, cited, readable
from synth.records import Traced

NOTHING = Wording(Counter())
TEXT = Face(10.0, bold=False, italic=False, math=False, mono=False, angle=0)
SMALL = Face(6.0, bold=False, italic=False, math=False, mono=False, angle=0)


def page(*lines: str) -> tuple[str, list[PlacedLine]]:
    """Lines of words; "^" begins a raised piece that touches what stands before it."""
    placed: list[PlacedLine] = []
    text = ""
    for number, line in enumerate(lines):
        x, y = 0.0, 700.0 - 12 * number
        words: list[Word] = []
        offsets: list[int] = []
        for group in line.split(" "):
            for index, piece in enumerate(group.split("^")):
                face, base = (TEXT, y) if index % 2 == 0 else (SMALL, y + 4)
                if not piece:
                    continue
                if words and index == 0:
                    text += " "
                    x += 3
                offsets.append(len(text))
                words.append(Word(piece, x, x + 5 * len(piece), base, base, base + 8, face, space=index == 0))
                text += piece
                x += 5 * len(piece)
        placed.append(PlacedLine(make_line(words), tuple(offsets)))
        text += "\n"
    return text, placed


def read(*lines: str, words: Wording = NOTHING, notes: frozenset[str] = frozenset()) -> str:
    _, placed = page(*lines)
    return readable(placed, words, notes)[0].text


LETTERS = st.text("abcdefgﬁﬂé", min_size=2, max_size=8)
LINE = st.lists(LETTERS, min_size=1, max_size=6).map(" ".join)


@given(st.lists(st.tuples(LINE, st.sampled_from(["", "-"])).map("".join), min_size=1, max_size=5))
def test_segments_hold_the_page_s_own_characters(lines: list[str]) -> None:
    text, placed = page(*lines)
    traced, _ = readable(placed, NOTHING, frozenset())
    end = source = 0
    for text_start, text_end, source_start, source_end in traced.segments:
        assert end <= text_start < text_end
        assert source <= source_start < source_end
        if text_end - text_start == source_end - source_start:
            assert traced.text[text_start:text_end] == text[source_start:source_end]
        end, source = text_end, source_end
    assert "ﬁ" not in traced.text
    joined = text.replace("ﬁ", "fi").replace("ﬂ", "fl")
    assert [c for c in traced.text if c.isalpha()] == [c for c in joined if c.isalpha()]


@pytest.mark.parametrize(
    ("counts", "lines", "expected"),
    [
        ({}, ("the perfor-", "mance rises"), "the performance rises"),
        ({"zero-shot": 1}, ("a zero-", "shot model"), "a zero-shot model"),
        ({"inter-mediate": 1, "intermediate": 4}, ("an inter-", "mediate task"), "an intermediate task"),
        ({}, ("the XLM-", "R model"), "the XLM-R model"),
        ({}, ("a non-", "English one"), "a non-English one"),
        ({"question": 2, "answering": 2}, ("for question-", "answering tasks"), "for question-answering tasks"),
        ({}, ("from 3 -", "4 on"), "from 3 - 4 on"),
    ],
)
def test_hyphens_at_line_ends(counts: dict[str, int], lines: tuple[str, ...], expected: str) -> None:
    assert read(*lines, words=Wording(Counter(counts))) == expected


@pytest.mark.parametrize(
    ("line", "notes", "expected", "doubtful"),
    [
        ("about 10^4 steps", (), "about 10⁴ steps", False),
        ("a rate of 3×10^−5", (), "a rate of 3×10⁻⁵", False),
        ("with K = 2^17 at most", (), "with K = 2¹⁷ at most", False),
        ("the benchmark.^5 It", ("5",), "the benchmark. It", False),
        ("in 2019^3 they", (), "in 2019 they", False),
        ("reaches 85.3^4 here", ("4",), "reaches 85.3 here", False),
        ("reaches 85.3^4 here", (), "reaches 85.3⁴ here", True),
        ("an R^2 of 0.9", (), "an R² of 0.9", False),
        ("the 5^th one", (), "the 5th one", False),
        ("the authors^∗ say", (), "the authors say", False),
    ],
)
def test_raised_pieces(line: str, notes: tuple[str, ...], expected: str, doubtful: bool) -> None:
    _, placed = page(line)
    traced, doubt = readable(placed, NOTHING, frozenset(notes))
    assert (traced.text, doubt) == (expected, doubtful)


def test_ligatures_and_loose_accents_map_whole_to_whole() -> None:
    text, placed = page("eﬃcient Agi´c")
    traced, _ = readable(placed, NOTHING, frozenset())
    assert traced.text == "efficient Agić"
    assert text[slice(*traced.source_span(1, 4))] == "ﬃ"
    assert text[slice(*traced.source_span(13, 14))] == "´c"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as in [12, 3].", "as in [@12; @3]."),
        ("as in [2–4]", "as in [@2; @3; @4]"),
        ("in [0, 1] it is", "in [0, 1] it is"),
        ("a [99] too far", "a [99] too far"),
        ("[D1] stays, (Li et al., 2016) too", "[D1] stays, (Li et al., 2016) too"),
    ],
)
def test_citations_by_number(text: str, expected: str) -> None:
    traced = cited(Traced(text, ((0, len(text), 5, 5 + len(text)),)), 20)
    assert traced.text == expected
    if expected != text:
        start = expected.index("[@")
        low, high = traced.source_span(start, expected.index("]") + 1)
        assert text[low - 5 : high - 5] == text[text.index("[") : text.index("]") + 1]
    assert cited(Traced(text), 0).text == text
