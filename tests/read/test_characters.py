"""Characters as a reader takes them: invisible ones leave no trace, tables have points before their decimals."""

from hypothesis import given
from hypothesis import strategies as st

from synth.read import read_bytes
from synth.read.characters import INVISIBLE, plain_table, visible
from synth.records import Cell, Table, Traced

HIDDEN = ["\u00ad", "\u200b", "\u200e", "\u200f", "\u202a", "\u202e", "\u2060", "\u2069", "\ufeff"]


def table(*texts: str, caption: str = "") -> Table:
    cells = tuple(Cell(row, 0, text, row, row + 1) for row, text in enumerate(texts))
    return Table("p", 1, cells, len(texts), 1, caption)


def texts(made: Table) -> list[str]:
    return [cell.text for cell in made.cells]


@given(st.lists(st.sampled_from([*"aB1.5 €", *HIDDEN]), max_size=40).map("".join))
def test_what_is_seen_keeps_its_source(text: str) -> None:
    seen = visible(Traced(text, ((0, len(text), 7, 7 + len(text)),) if text else ()))
    assert seen.text == INVISIBLE.sub("", text)
    places = [place for place, char in enumerate(text) if not INVISIBLE.match(char)]
    for place, char in enumerate(seen.text):
        assert seen.source_span(place, place + 1) == (7 + places[place], 8 + places[place])
        assert text[places[place]] == char


def test_text_without_invisible_characters_is_the_same_object() -> None:
    plain = Traced("a plain text", ((0, 12, 0, 12),))
    assert visible(plain) is plain


def test_joiners_of_persian_and_indic_letters_stay() -> None:
    assert visible(Traced("می\u200cخواهم", ())).text == "می\u200cخواهم"


def test_a_table_in_decimal_commas_gets_points() -> None:
    assert texts(plain_table(table("Model", "81,2", "75,1 ± 0,3", "(7,5)"))) == ["Model", "81.2", "75.1 ± 0.3", "(7.5)"]


def test_commas_that_part_thousands_or_labels_stay() -> None:
    for made in (("392,702", "1,104,934"), ("81.2", "1,2"), ("1,2", "word", "3 lines", "4 lines", "5 lines")):
        assert texts(plain_table(table(*made))) == list(made)


def test_arabic_separators_and_invisible_cells() -> None:
    made = plain_table(table("٨١٫٢", "٣٩٢٬٧٠٢", "7\u200b5.1", "\u200f", caption="Sco\u00adres"))
    assert texts(made) == ["٨١.٢", "٣٩٢,٧٠٢", "75.1"]
    assert made.caption == "Scores"


def test_a_document_is_read_through() -> None:
    source = "\\begin{document}\u202eFoo scores 8\u200b1.2 here.\u202c \u200fBar is\u00ad worse.\\end{document}"
    document = read_bytes(source.encode(), "made.tex")
    assert [sentence.text for sentence in document.sentences] == ["Foo scores 81.2 here.", "Bar is worse."]
    for sentence in document.sentences:
        anchor = sentence.anchor
        assert document.files[0].text[anchor.start : anchor.end] == anchor.quote
