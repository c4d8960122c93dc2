import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.records import Anchor, Cell, Claim, Document, Paper, SourceFile, Table, Traced, content_id


@given(st.lists(st.text(max_size=8), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_an_id_tells_different_contents_apart(first: list[str], second: list[str]) -> None:
    assert (content_id("x", *first) == content_id("x", *second)) == (first == second)


SOURCE = r"We gain \green{+\ 8.2\%} on \anli."
# "We gain +8.2% on ANLI." with the macro `\anli` mapped as a whole
READABLE = Traced(
    "We gain +8.2% on ANLI.",
    (
        (0, 8, 0, 8),
        (8, 9, 15, 16),
        (9, 12, 18, 21),
        (12, 13, 21, 23),
        (13, 17, 24, 28),
        (17, 21, 28, 33),
        (21, 22, 33, 34),
    ),
)


def test_readable_text_knows_its_source() -> None:
    start, end = READABLE.source_span(9, 12)
    assert SOURCE[start:end] == "8.2"
    start, end = READABLE.source_span(17, 21)
    assert SOURCE[start:end] == r"\anli"
    start, end = READABLE.source_span(18, 19)
    assert SOURCE[start:end] == r"\anli"


@given(st.integers(0, 22), st.integers(0, 22))
def test_cutting_keeps_every_character_where_it_was(a: int, b: int) -> None:
    start, end = min(a, b), max(a, b)
    cut = READABLE.cut(start, end)
    assert cut.text == READABLE.text[start:end]
    for position in range(len(cut.text)):
        assert cut.source_span(position, position + 1) == READABLE.source_span(start + position, start + position + 1)


def test_generated_text_has_no_source() -> None:
    with pytest.raises(ValueError, match="no source"):
        Traced("made").source_span(0, 4)


def test_a_grid_repeats_spanning_cells() -> None:
    cells = (Cell(0, 0, "A", 0, 1, rowspan=2), Cell(0, 1, "B", 2, 3, colspan=2), Cell(1, 1, "c", 4, 5))
    grid = Table("p", 1, cells, rows=2, columns=3).grid()
    assert [[cell.text if cell else None for cell in row] for row in grid] == [["A", "B", "B"], ["A", "c", None]]


def test_a_claim_id_depends_on_paper_place_and_text() -> None:
    anchor = Anchor("p", "a.tex", None, 0, 4, "text")
    same = Claim.make_id(anchor, "x")
    assert same == Claim.make_id(anchor, "x")
    assert len({same, Claim.make_id(anchor, "y"), Claim.make_id(Anchor("q", "a.tex", None, 0, 4, "text"), "x")}) == 3


def test_a_document_gives_its_own_characters() -> None:
    document = Document(
        Paper("p"), (SourceFile("a.tex", "hello", "0"), SourceFile("b.pdf", "", "1", ("one", "two"))), (), (), ()
    )
    assert document.quote("a.tex", None, 1, 3) == "el"
    assert document.quote("b.pdf", 2, 0, 2) == "tw"
    with pytest.raises(KeyError, match="has no file"):
        document.quote("c.tex", None, 0, 1)


@given(st.integers(0, 33), st.integers(1, 34))
def test_text_and_source_spans_lead_to_each_other(start: int, length: int) -> None:
    end = start + length
    try:
        text_start, text_end = READABLE.text_span(start, end)
    except ValueError:
        return
    source_start, source_end = READABLE.source_span(text_start, text_end)
    assert source_start < end
    assert source_end > start
