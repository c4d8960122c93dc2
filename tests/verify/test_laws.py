from decimal import Decimal

from synth.records import CellsAnchor
from synth.verify import witness
from synth.verify.index import index_tables
from synth.verify.laws import breaches
from tests.verify.made import document

ROWS = [("Alpha", "64.0", "73.0", "68.5"), ("Beta", "66.0", "70.0", "68.0"), ("Gamma", "61.0", "70.4", "65.7")]


def paper(last: tuple[str, ...]) -> str:
    rows = "\n".join(f"| {' | '.join(row)} |" for row in [*ROWS, last])
    return f"# Made\n\nTable 1: made\n\n| System | Rain | Snow | Avg. |\n| --- | --- | --- | --- |\n{rows}\n"


def test_an_average_that_its_row_does_not_give_is_found() -> None:
    found = breaches(witness(document(paper(("Delta", "60.0", "70.0", "56.0"))), ()).tables)
    assert [(each.formula, str(each.printed), each.computed) for each in found] == [
        ("mean(Delta row)", "56.0", Decimal(65))
    ]
    assert isinstance(found[0].anchor, CellsAnchor)
    assert (4, 3) in found[0].anchor.cells


def test_an_average_that_its_row_gives_is_no_breach() -> None:
    assert breaches(witness(document(paper(("Delta", "60.0", "70.1", "65.1"))), ()).tables) == ()


def test_where_no_row_gives_its_average_it_is_taken_over_something_else() -> None:
    text = paper(("Delta", "60.0", "70.0", "56.0")).replace("68.5", "70.5").replace("68.0", "71.0")
    assert breaches(witness(document(text), ()).tables) == ()


def test_a_cell_in_bold_that_another_one_beats() -> None:
    head = "| System | A | B | C | D | E | F |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    rows = "| One | 1 | 2 | 3 | 4 | 5 | 9 |\n| Two | **2** | **3** | **4** | **5** | **6** | **7** |\n"
    text = f"# Made\n\nWe made it.\n\nTable 1: made scores\n\n{head}{rows}| Three | 0 | 1 | 2 | 3 | 4 | 5 |\n"
    made = document(text)
    (breach,) = breaches(index_tables(made), made)
    assert (str(breach.printed), str(breach.computed)) == ("7", "9")
    assert "One; Two is in bold" in breach.formula


def test_a_share_that_its_count_and_total_do_not_give() -> None:
    made = document("# Made\n\nWe kept 31 of 124 made stones (26%). Of these, 10 of the 40 heavy ones (25%) fell.\n")
    (breach,) = breaches(index_tables(made), made)
    assert (breach.formula, str(breach.printed), str(breach.computed)) == ("100 × 31 / 124", "26", "25")


def test_a_total_that_its_column_does_not_give() -> None:
    head = "| Kind | A | B | C | D | E |\n| --- | --- | --- | --- | --- | --- |\n"
    rows = "| One | 10 | 20 | 30 | 40 | 50 |\n| Two | 11 | 21 | 31 | 41 | 51 |\n| Total | 21 | 41 | 61 | 81 | 111 |\n"
    made = document(f"# Made\n\nWe made it.\n\nTable 1: made stones\n\n{head}{rows}")
    (breach,) = breaches(index_tables(made), made)
    assert (str(breach.printed), str(breach.computed.normalize())) == ("111", "101")


def test_an_average_over_the_columns_that_its_name_says_is_no_breach() -> None:
    rows = [(f"System {n}", f"{50 + n}.0", f"{60 + n}.0", f"{54 + n}.0", f"{54 + n}.0") for n in range(5)]
    rows.append(("System 9", "59.0", "67.0", "63.0", "63.0"))
    body = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    text = (
        f"# Made\n\nTable 1: made\n\n| Name | Prec. | Rec. | F1 | Avg. F1 |\n| --- | --- | --- | --- | --- |\n{body}\n"
    )
    assert breaches(witness(document(text), ()).tables) == ()


def test_a_line_with_a_gap_breaks_no_average() -> None:
    assert breaches(witness(document(paper(("Delta", "60.0", "", "56.0"))), ()).tables) == ()


def test_a_share_that_stands_before_its_count_is_not_that_of_the_next() -> None:
    made = document("# Made\n\nStones fell (25.0% or 31/124, 26.6% or 33/124) after the made storm.\n")
    assert breaches(index_tables(made), made) == ()
