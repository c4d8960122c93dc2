from decimal import Decimal

from synth.verify import witness
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
    assert (4, 3) in found[0].anchor.cells


def test_an_average_that_its_row_gives_is_no_breach() -> None:
    assert breaches(witness(document(paper(("Delta", "60.0", "70.1", "65.1"))), ()).tables) == ()


def test_where_no_row_gives_its_average_it_is_taken_over_something_else() -> None:
    text = paper(("Delta", "60.0", "70.0", "56.0")).replace("68.5", "70.5").replace("68.0", "71.0")
    assert breaches(witness(document(text), ()).tables) == ()
