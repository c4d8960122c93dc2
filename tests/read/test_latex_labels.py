"""Row labels that are printed once for several rows, in made tables: `#` marks a head, `×n` the rows it names."""

import pytest

from synth.read import read_bytes

HEAD = r"\hline Set & Kind & Foo \\ \hline "


def cells(rows: str, columns: str = "llc") -> list[str]:
    source = rf"\begin{{document}}\begin{{tabular}}{{{columns}}}{rows}\end{{tabular}} Words.\end{{document}}"
    (table,) = read_bytes(source.encode(), "made.tex").tables
    return [
        f"{cell.row},{cell.column} {'#' if cell.header else ''}{cell.text}{f'×{cell.rowspan}' * (cell.rowspan > 1)}"
        for cell in table.cells
        if cell.column == 0 and cell.row > 0
    ]


def test_a_label_on_the_first_row_names_the_rows_below_it() -> None:
    rows = HEAD + r"NER & P & 81.2 \\ & R & 70.2 \\ & F & 75.1 \\ POS & P & 91.2 \\ & R & 90.2 \\ & F & 90.1 \\ \hline"
    assert cells(rows) == ["1,0 #NER×3", "4,0 #POS×3"]


def test_a_label_in_the_middle_names_its_block() -> None:
    rows = HEAD + r"& 2 & 81.2 \\ A & 4 & 70.2 \\ & 8 & 75.1 \\ \hline & 1 & 9.2 \\ B & 5 & 90.2 \\ & 9 & 9.1 \\ \hline"
    assert cells(rows) == ["1,0 #A×3", "4,0 #B×3"]


def test_a_label_above_the_same_settings_in_each_block() -> None:
    rows = HEAD + r"A & 2 & 81.2 \\ & 4 & 70.2 \\ \hline B & 2 & 91.2 \\ & 4 & 90.2 \\ \hline"
    assert cells(rows) == ["1,0 #A×2", "3,0 #B×2"]


@pytest.mark.parametrize(
    "rows",
    [
        HEAD + r"Foo & 81.1 & 81.2 \\ & 82.1 & 70.2 \\ \hline Bar & 84.1 & 91.2 \\ & 85.3 & 90.2 \\ \hline",
        HEAD + r"Foo & base & 81.2 \\ & base & 70.2 \\ Bar & base & 91.2 \\ & large & 90.2 \\ \hline",
        HEAD + r"Foo & base & 81.2 \\ Bar & base & 71.2 \\ Baz & base & 70.2 \\ & large & 91.2 \\ \hline",
        HEAD + r"Foo & 1/2 & 99.3 \\ & 1/2 & 99.4 \\ Bar & 1/2 & 99.6 \\ \hline Foo & 1/6 & 97 \\ & 1/6 & 96 \\ \hline",
    ],
    ids=["results alone", "rows alike", "one name missing", "no settings"],
)
def test_a_row_that_may_have_lost_its_own_name_is_given_none(rows: str) -> None:
    assert not any("×" in cell for cell in cells(rows))


def test_numbers_and_a_word_that_name_rows() -> None:
    rows = r"\hline Unseen & Foo & Bar \\ \hline 4 & 81.2 & 81.0 \\ 3 & 82.1 & 70.2 \\ Ave. & 85.3 & 90.2 \\ \hline"
    assert cells(rows, "ccc") == ["1,0 #4", "2,0 #3", "3,0 #Ave."]


def test_a_dash_among_labels_is_a_label() -> None:
    rows = HEAD + r"Base & NYU & 81.2 \\ -- & NYU & 70.2 \\ --- & NYU & 91.2 \\ \hline"
    assert cells(rows) == ["1,0 #Base", "2,0 #–", "3,0 #—"]
