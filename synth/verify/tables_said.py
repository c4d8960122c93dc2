"""What a check against tables says: formula and value in words, the table's name, the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from synth.quantity import Quantity, is_truncated
from synth.records import Against, CellsAnchor, Check, Status
from synth.verify.algebra import Candidate
from synth.verify.index import TableIndex

BOUNDS = {">": "at least", "<": "at most", "~": "about"}


def said(candidate: Candidate, quantity: Quantity, tables: Sequence[TableIndex]) -> str:
    """Formula, value and table: "cell(A, B) = 1.2 in Table 3"."""
    return f"{candidate.formula} = {_shown(candidate, quantity)} in {_table_name(tables, candidate.table)}"


def agreeing(candidate: Candidate, quantity: Quantity) -> str:
    """How a value that agrees with a number does: "which is 1.2 at the precision printed"."""
    if quantity.high is not None:
        return f"which is within {quantity.text}"
    size, printed = abs(candidate.value), abs(quantity.value)
    unit = Decimal(1).scaleb(-quantity.decimals)
    if quantity.bound is not None and not (quantity.bound == "<" and size > printed):
        return f"which is {BOUNDS[quantity.bound]} {quantity.text}"
    if abs(size - printed) <= unit / 2 and not _is_coarser(candidate, quantity):
        return f"which is {quantity.text} at the precision printed"
    if _is_coarser(candidate, quantity):
        return f"which {quantity.text} rounds to"
    if is_truncated(replace(quantity, value=printed), candidate.interval.absolute()):
        return f"which is {quantity.text} cut off instead of rounded"
    return f"which may be {quantity.text} but for the rounding of its cells"


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
    shown = _shown(candidate, quantity)
    return Check(against, status, round(confidence, 4), reason, shown, candidate.formula, (anchor,))


def _shown(candidate: Candidate, quantity: Quantity) -> str:
    """A candidate's value as `show_value` has it, with no more decimals than the cell prints."""
    if _is_coarser(candidate, quantity):
        return f"{candidate.value:f}"
    return show_value(candidate.value, quantity)


def _is_coarser(candidate: Candidate, quantity: Quantity) -> bool:
    """Whether a cell prints fewer decimals than the claim."""
    return candidate.decimals is not None and candidate.decimals < quantity.decimals


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
