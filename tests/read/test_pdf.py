"""PDFs made here with fpdf2 (all their text is made up), and damaged ones."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import InputError
from synth.read.parsed import Block, Parsed
from synth.read.pdf import parse_pdf

FILLER = (
    "This made up sentence speaks of nothing in particular and only fills a line. Another one follows it so that the "
    "paragraph has enough words to look like prose on a page. A third one ends what was begun."
)


class Sheet(FPDF):
    """A page on which lines are put at exact places, points from the top left corner."""

    def __init__(self) -> None:
        super().__init__(unit="pt", format="letter")
        self.set_auto_page_break(auto=False)
        self.add_page()

    def put(self, x: float, y: float, text: str, size: float = 10, style: str = "") -> float:
        """Prints the text and gives the x at which it ends."""
        self.set_font("Times", style, size)
        self.text(x, y, text)
        return x + self.get_string_width(text)

    def column(self, x: float, y: float, lines: Sequence[str], size: float = 10) -> float:
        """Prints lines under each other and gives the y of the next."""
        for line in lines:
            self.put(x, y, line, size)
            y += 1.2 * size
        return y

    def bytes(self) -> bytes:
        return bytes(self.output())


def check_anchors(parsed: Parsed) -> None:
    """Every segment lies on the block's page; one of equal length has the page's own characters, ligatures aside."""
    for block in parsed.blocks:
        assert block.page is not None
        page = parsed.files[0].pages[block.page - 1]
        end = 0
        for text_start, text_end, source_start, source_end in block.traced.segments:
            assert end <= text_start < text_end <= len(block.traced.text)
            assert 0 <= source_start < source_end <= len(page)
            end = text_end
        for word_start, word_end in _words(block.traced.text):
            block.traced.source_span(word_start, word_end)
    for table in parsed.tables:
        assert table.page is not None
        page = parsed.files[0].pages[table.page - 1]
        for cell in table.cells:
            assert table.start <= cell.start <= cell.end <= table.end
            quote = page[cell.start : cell.end]
            assert quote == cell.text or not quote.isascii() or not cell.text.isascii()


def _words(text: str) -> list[tuple[int, int]]:
    spans, position = [], 0
    for word in text.split():
        position = text.index(word, position)
        spans.append((position, position + len(word)))
        position += len(word)
    return spans


def roles(parsed: Parsed, role: str) -> list[Block]:
    return [block for block in parsed.blocks if block.role == role]


def body(parsed: Parsed) -> str:
    return "\n".join(block.traced.text for block in roles(parsed, "body"))


WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9), min_size=30, max_size=90)


@settings(max_examples=8)
@given(st.lists(WORDS, min_size=1, max_size=3), st.booleans())
def test_reading_gives_back_what_was_printed(paragraphs: list[list[str]], two: bool) -> None:
    sheet = Sheet()
    width, places = (45, [(60.0, 80.0), (330.0, 80.0)]) if two else (95, [(60.0, 80.0)])
    for x, top in places:
        y = top
        for words in paragraphs:
            y = sheet.column(x, y, textwrap.wrap(" ".join(words) + ".", width)) + 8
    parsed = parse_pdf(sheet.bytes(), "made.pdf")
    check_anchors(parsed)
    expected = [" ".join(words) + "." for _ in places for words in paragraphs]
    assert body(parsed).split() == " ".join(expected).split()


def two_columns() -> Sheet:
    sheet = Sheet()
    sheet.put(120, 70, "A Made Title That Runs Across the Page", 17, "B")
    sheet.put(200, 95, "Ada Maker   Bob Writer", 12)
    sheet.put(60, 130, "Abstract", 12, "B")
    y = sheet.column(60, 146, textwrap.wrap("We say little here. Our zero-shot score is 71.2 on average.", 45))
    sheet.put(60, y + 10, "1   Introduction", 12, "B")
    lines = [*textwrap.wrap(FILLER, 45), *textwrap.wrap(FILLER, 45), "The left column is about cross-lingual trans-"]
    sheet.column(60, y + 26, lines)
    right = ["fer, and a zero-shot model gains 3.5 points of a zero-", "shot score. The word transfer stands here."]
    end = sheet.column(320, 130, [*right, *textwrap.wrap(FILLER, 45)])
    sheet.put(320, end + 12, "2   Results", 12, "B")
    sheet.column(320, end + 28, textwrap.wrap(FILLER, 45) * 2)
    return sheet


def test_two_columns_title_authors_abstract_sections_and_hyphens() -> None:
    parsed = parse_pdf(two_columns().bytes(), "made.pdf")
    check_anchors(parsed)
    assert parsed.title == "A Made Title That Runs Across the Page"
    assert parsed.authors == ("Ada Maker", "Bob Writer")
    assert parsed.abstract == "We say little here. Our zero-shot score is 71.2 on average."
    assert {block.section for block in roles(parsed, "body")} == {("Introduction",), ("Results",)}
    assert "about cross-lingual transfer, and a zero-shot model gains 3.5 points of a zero-shot score." in body(parsed)
    page = parsed.files[0].pages[0]
    block = next(block for block in parsed.blocks if "cross-lingual transfer" in block.traced.text)
    start = block.traced.text.index("transfer")
    low, high = block.traced.source_span(start, start + 8)
    assert page[low:high] == "trans-\nfer"


def test_sections_as_ieee_prints_them() -> None:
    sheet = Sheet()
    sheet.put(120, 70, "A Made Title of Some Length", 22)
    sheet.put(220, 100, "Ada Maker and Bob Writer", 11)
    y = sheet.column(60, 140, textwrap.wrap("Abstract-We say little. " + FILLER, 48), 9)
    for heading, style in (("I. INTRODUCTION", ""), ("A. Made Part", "I"), ("II. METHOD", "")):
        sheet.put(120, y + 10, heading, 10, style)
        y = sheet.column(60, y + 26, textwrap.wrap(FILLER, 48) * 2)
    sheet.column(320, 140, textwrap.wrap(FILLER, 48) * 6)
    parsed = parse_pdf(sheet.bytes(), "made.pdf")
    check_anchors(parsed)
    assert (parsed.title, parsed.authors) == ("A Made Title of Some Length", ("Ada Maker", "Bob Writer"))
    assert parsed.abstract == "We say little. " + FILLER
    sections = dict.fromkeys(block.section for block in roles(parsed, "body"))
    assert list(sections) == [("INTRODUCTION",), ("INTRODUCTION", "Made Part"), ("METHOD",)]


def test_running_heads_and_page_numbers_are_no_blocks() -> None:
    sheet = Sheet()
    for number in range(1, 5):
        sheet.put(60, 30, f"Made Proceedings of Nothing, page {number}", 8)
        sheet.column(60, 80, textwrap.wrap(FILLER, 90) * 5)
        sheet.put(300, 770, str(number))
        if number < 4:
            sheet.add_page()
    parsed = parse_pdf(sheet.bytes(), "made.pdf")
    assert "Proceedings" not in "".join(block.traced.text for block in parsed.blocks)
    assert all("Proceedings" in page for page in parsed.files[0].pages)
    assert not any(block.traced.text.strip().isdigit() for block in parsed.blocks)


def raised_sheet() -> Sheet:
    sheet = Sheet()
    sheet.column(60, 80, textwrap.wrap(FILLER, 90))
    x = sheet.put(60, 130, "We train for 10")
    x = sheet.put(x, 126, "4", 6)
    x = sheet.put(x + 2.5, 130, "steps on one machine")
    x = sheet.put(x, 126, "1", 6)
    x = sheet.put(x + 2.5, 130, "and reach 88.85")
    x = sheet.put(x, 126, "7", 6)
    sheet.put(x + 2.5, 130, "in the end.")
    sheet.column(60, 142, textwrap.wrap(FILLER, 90) * 4)
    sheet.line(60, 700, 150, 700)
    x = sheet.put(70, 708, "1", 5)
    sheet.put(x, 711, "A made footnote that says which machine it was.", 8)
    return sheet


def test_raised_numbers_and_footnotes() -> None:
    parsed = parse_pdf(raised_sheet().bytes(), "made.pdf")
    check_anchors(parsed)
    assert "We train for 10⁴ steps on one machine and reach 88.85⁷ in the end." in body(parsed)
    assert [block.traced.text for block in roles(parsed, "footnote")] == [
        "A made footnote that says which machine it was."
    ]
    assert [problem.where for problem in parsed.problems] == ["made.pdf, page 1"]
    assert "raised number" in parsed.problems[0].message


def test_numbered_citations_are_marked_and_references_are_no_blocks() -> None:
    sheet = Sheet()
    sheet.put(60, 60, "1   Introduction", 12, "B")
    lines = [*textwrap.wrap(FILLER, 90), "Others did it before [1, 3-4] and the interval is [0, 1] as in [12]."]
    y = sheet.column(60, 80, lines + textwrap.wrap(FILLER, 90))
    sheet.put(60, y + 20, "References", 12, "B")
    sheet.column(60, y + 40, [f"[{n}] A. Nobody. A made title number {n}. 2020." for n in range(1, 13)])
    parsed = parse_pdf(sheet.bytes(), "made.pdf")
    check_anchors(parsed)
    assert "Others did it before [@1; @3; @4] and the interval is [0, 1] as in [@12]." in body(parsed)
    assert "Nobody" not in body(parsed)
    assert "Nobody" in parsed.files[0].pages[0]


def table_sheet() -> Sheet:
    sheet = Sheet()
    columns = (80, 170, 230, 290)
    rows = [
        ("Model", "XNLI", "QA", "Avg."),
        ("Base", "80.1", "76.1 / 60.0", "72.4"),
        ("Ours", "- 0.3", "+ 1.1 / + 1.3", "+ 0.4"),
    ]
    for y in (90, 106, 136):
        sheet.line(75, y, 340, y)
    for y, row in zip((102, 118, 131), rows, strict=True):
        for x, text in zip(columns, row, strict=True):
            sheet.put(x, y, text, 9)
    sheet.put(75, 155, "Table 2: A made table of scores.", 9)
    sheet.column(60, 190, textwrap.wrap("Table 2 shows that little changes. " + FILLER, 90) * 4)
    return sheet


TABLE_SHEET = table_sheet().bytes()


def test_a_ruled_table_comes_out_as_cells() -> None:
    parsed = parse_pdf(TABLE_SHEET, "made.pdf")
    check_anchors(parsed)
    (table,) = parsed.tables
    grid = [[cell.text if cell else "" for cell in row] for row in table.grid()]
    assert grid == [
        ["Model", "XNLI", "QA", "Avg."],
        ["Base", "80.1", "76.1 / 60.0", "72.4"],
        ["Ours", "-0.3", "+1.1 / +1.3", "+0.4"],
    ]
    assert (table.printed, table.caption, table.rules) == ("2", "A made table of scores.", (0, 1, 3))
    assert [cell.text for cell in table.cells if cell.header] == ["Model", "XNLI", "QA", "Avg.", "Base", "Ours"]
    assert "80.1" not in "".join(block.traced.text for block in parsed.blocks)
    assert [block.traced.text for block in roles(parsed, "caption")] == ["Table 2: A made table of scores."]


def test_the_same_bytes_give_the_same_document() -> None:
    data = two_columns().bytes()
    assert parse_pdf(data, "made.pdf") == parse_pdf(data, "made.pdf")


def encrypted() -> bytes:
    sheet = two_columns()
    sheet.set_encryption("the owner's", "the user's", permissions=AccessPermission.none())
    return sheet.bytes()


def picture_only() -> bytes:
    from PIL import Image

    sheet = Sheet()
    sheet.image(Image.new("RGB", (40, 40), "gray"), 60, 60, 200, 200)
    return sheet.bytes()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"This is no PDF at all.", "not a readable PDF"),
        (b"%PDF-1.5\n" + bytes(range(256)) * 20, "not a readable PDF"),
        (encrypted(), "encrypted"),
        (picture_only(), "scanned"),
    ],
    ids=["empty", "text", "binary", "encrypted", "scanned"],
)
def test_what_cannot_be_read_is_one_clear_error(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse_pdf(data, "bad.pdf")
    assert "bad.pdf" in caught.value.message
    assert caught.value.hint


def parse_or_refuse(data: bytes) -> Parsed | InputError:
    try:
        return parse_pdf(data, "bad.pdf")
    except InputError as error:
        return error


@pytest.mark.parametrize("share", range(1, 20, 2))
def test_a_cut_file_is_read_as_far_as_it_goes_or_refused(share: int) -> None:
    data = two_columns().bytes()
    outcome = parse_or_refuse(data[: len(data) * share // 20])
    if isinstance(outcome, Parsed):
        assert any("cut off" in problem.message for problem in outcome.problems)
        check_anchors(outcome)
    else:
        assert "bad.pdf" in outcome.message


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=12))
def test_damaged_bytes_never_raise_anything_else(damage: list[tuple[float, int]]) -> None:
    data = bytearray(TABLE_SHEET)
    for place, byte in damage:
        data[int(place * len(data))] = byte
    outcome = parse_or_refuse(bytes(data))
    if isinstance(outcome, Parsed):
        check_anchors(outcome)
    else:
        assert outcome.hint


def test_a_page_on_its_side_is_read_upright() -> None:
    sheet = Sheet()
    lines = textwrap.wrap(FILLER, 90)
    with sheet.rotation(90, 300, 300):
        sheet.column(60, 200, lines)
    assert body(parse_pdf(sheet.bytes(), "made.pdf")).split() == FILLER.split()


def test_a_page_without_text_is_a_problem() -> None:
    sheet = two_columns()
    sheet.add_page()
    sheet.rect(50, 50, 100, 100)
    parsed = parse_pdf(sheet.bytes(), "made.pdf")
    assert [problem.where for problem in parsed.problems] == ["made.pdf, page 2"]


def test_a_crowded_page_is_bounded() -> None:
    sheet = Sheet()
    sheet.set_font("Times", "", 4)
    for number in range(5200):
        sheet.text(20 + 12 * (number * 7 % 47), 40 + 6.5 * (number * 13 % 110), chr(97 + number % 26))
    parsed = parse_pdf(sheet.bytes(), "made.pdf")
    assert [problem.message for problem in parsed.problems] == [
        "too much stands on the page to put it in reading order"
    ]
    assert len(parsed.files[0].pages[0].split()) >= 5000
