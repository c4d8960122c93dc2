from synth.verify import witness
from synth.verify.align import MOST_LOOKED_AT
from synth.verify.axis import MAX_LINES
from tests.verify.made import document


def _paper(rows: int) -> str:
    lines = "\n".join(f"| System {number} | {number}.5 |" for number in range(rows))
    return f"# Made\n\nWe made it.\n\nTable 1: made scores\n\n| System | Rain |\n| --- | --- |\n{lines}\n"


def test_a_table_that_is_looked_at_whole_is_no_problem() -> None:
    assert witness(document(_paper(MAX_LINES)), ()).problems == ()


def test_a_bound_that_is_reached_is_said_with_the_table() -> None:
    (problem,) = witness(document(_paper(MAX_LINES + 1)), ()).problems
    assert "Table 1" in problem.where
    assert str(MAX_LINES + 1) in problem.message


def test_a_search_over_named_cells_that_was_cut_is_said() -> None:
    problems = witness(document(_paper(MOST_LOOKED_AT + 1)), ()).problems
    assert any(str(MOST_LOOKED_AT) in problem.message for problem in problems)
    assert all("Table 1" in problem.where for problem in problems)
