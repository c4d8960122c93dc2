"""What a check against tables says: formula and value in words, the table's name, the cells."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from synth.quantity import Quantity
from synth.records import Against, CellsAnchor, Check, Status
from synth.verify.algebra import Candidate
from synth.verify.index import TableIndex


def said(candidate: Candidate, quantity: Quantity, tables: Sequence[TableIndex]) -> str:
    """Formula, value and table: "cell(A, B) = 1.2 in Table 3"."""
    return f"{candidate.formula} = {show_value(candidate.value, quantity)} in {_table_name(tables, candidate.table)}"


def made_check(
    against: Against,
    status: Status,
    confidence: float,
    reason: str,
    quantity: Quantity,
    candidate: Candidate,
    tables: Sequence[TableIndex],
) -> Check:
    """A check whose anchor is the cells of a candidate."""
    table = next(index.table for index in tables if index.table.number == candidate.table)
    anchor = CellsAnchor(table.paper, candidate.table, tuple(sorted(set(candidate.cells))))
    shown = show_value(candidate.value, quantity)
    return Check(against, status, round(confidence, 4), reason, shown, candidate.formula, (anchor,))


def _table_name(tables: Sequence[TableIndex], number: int) -> str:
    table = next(index.table for index in tables if index.table.number == number)
    return f"Table {table.printed}" if table.printed else f"the paper's {_ordinal(number)} table"


def _ordinal(number: int) -> str:
    """A number in order: 1st, 2nd, 3rd, 4th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def show_value(value: Decimal, quantity: Quantity) -> str:
    """A computed value with one digit more than the claim prints, so that its rounding can be seen."""
    decimals = max(quantity.decimals, 0)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return f"{rounded if rounded == value else value.quantize(Decimal(1).scaleb(-decimals - 1), ROUND_HALF_EVEN):f}"
