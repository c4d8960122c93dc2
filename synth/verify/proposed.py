"""Formulas that a language model proposes: worked out here, shown where they come out, and never decisive.

A model may have looked for whatever gives the number, so its pointing at a match is no evidence, and a model that lies
looks no different from one that helps. So no formula that a model proposes changes a status or a probability: only what
the rules find by themselves does. What comes out is shown beside the claim with how likely it is to be more than
chance, so that a reader knows where to look first; what does not come out is dropped.

That likelihood is by the claim's own words: they must name every row and every column that the formula uses (as firmly
as they must for a contradiction), ask for what it does (an average, a total, a limit), and say which side
of a change is which. With `a` how well the words name it, p how likely a random number of that size and precision would
match, and k how many formulas could be written over lines named as well, it is meant with probability
a / (a + (1 − a) · (1 − exp(−k p))).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from math import exp, prod

from synth.quantity import Interval, Quantity
from synth.records import CellsAnchor, Check, Claim
from synth.verify.algebra import SIMPLICITY, Candidate, Operation, is_change
from synth.verify.align import AVERAGING, LEADING, WINNING, fit, is_small
from synth.verify.axis import Context, table_axes
from synth.verify.foreign import is_elsewhere
from synth.verify.formula import Binary, Call, CellOf, Constant, Expression, FormulaError, parse_formula, written
from synth.verify.formula_shape import Shape, shape_of
from synth.verify.formula_value import Tables, Worked
from synth.verify.index import Line, TableIndex, name_lines
from synth.verify.names import Mention
from synth.verify.proposed_words import unasked, wrong_way
from synth.verify.tables import FIRM

UNDECIDED = 0.5
"""The confidence of a check that shows a place and decides nothing."""
SUREST = 0.99
"""The greatest probability that is told."""
UNSEEN = 0.5
"""What the prior of a formula is multiplied by: the rules looked at what the words name, and found nothing."""
WRITINGS = 4
"""Ways to write a formula, for each cell or line in it: a cell, its complement, a mean, a sum, a change, a ratio."""
AS_WELL = 0.95
"""Share of a line's score from which another line is named as well."""
SLOTS: dict[Shape, Operation] = {
    "cell": "cell",
    "complement": "complement",
    "mean": "mean",
    "sum": "sum",
    "extreme": "mean",
    "count": "count",
    "difference": "difference",
    "relative": "relative",
    "ratio": "ratio",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One number of a claim, over the tables of its paper; `mention` is what the claim names, `by` who proposed."""

    claim: Claim
    quantity: Quantity
    tables: Sequence[TableIndex]
    names: Tables
    mention: Mention
    system: frozenset[str]
    by: str


@dataclass(frozen=True, slots=True)
class Place:
    """A formula that gives a number: the check that shows it (unresolved), and how likely it is more than chance."""

    check: Check
    meant: float


def check_formula(asked: Asked, text: str) -> Place | None:
    """Where a proposed formula points for a number; None where it does not come out.

    Raises FormulaError where the text is no formula over these tables.
    """
    expression = parse_formula(text)
    worked = asked.names.work_out(expression)
    shape, sides = shape_of(expression)
    if not worked.named or shape is None:
        return None
    if shape == "relative":  # the base stands in it twice, which plain interval arithmetic would count twice
        first, second = (asked.names.work_out(side) for side in sides)
        quotient = first.interval.divided(second.interval)
        whole = Interval((quotient.low - 1) * 100, (quotient.high - 1) * 100)
        worked = replace(worked, interval=whole)
    candidate = _candidate(shape, text, worked, scaled=_is_scaled(expression))
    quantity = asked.quantity
    printed = replace(quantity, value=abs(quantity.value)) if is_change(quantity) else quantity
    if not _fits_kind(shape, quantity, worked) or fit(printed, candidate) <= 0:
        return None
    if is_weighed(shape, sides):
        meant: float = 0.0
        why: str | None = "the rules weighed it, and the claim's words tie it too weakly to these cells"
    elif _is_scaled(expression) and shape != "relative" and not _is_fraction(worked, quantity):
        meant, why = 0.0, "these cells are no fractions"
    else:
        meant, why = _meant(asked, shape, sides, worked, candidate)
    shown = _show(worked.value, quantity)
    anchors = tuple(
        CellsAnchor(
            asked.claim.anchor.paper,
            table,
            tuple(sorted((row, column) for t, row, column in worked.cells if t == table)),
        )
        for table in sorted({table for table, _, _ in worked.cells})
    )
    reason = pointed(asked.by, f"{written(expression)} = {shown}", quantity, meant, why)
    return Place(Check("own_table", "unresolved", UNDECIDED, reason, shown, written(expression), anchors), meant)


def pointed(by: str, said: str, quantity: Quantity, meant: float, why: str | None) -> str:
    """What is told of a formula that comes out; `why` says what speaks against its being meant, where anything does."""
    shown = f"{by} points at {said}, which agrees with {quantity.text}"
    if why is not None:
        return f"{shown}, but {why}"
    likely = f"by the claim's own words it is meant with probability {min(meant, SUREST):.2f}"
    return f"{shown}; {likely}, but what a model picks decides nothing"


def is_weighed(shape: Shape, sides: tuple[Expression, ...]) -> bool:
    """Whether the rules' own algebra writes such formulas: of a cell, means and counts of lines, and two of a kind."""
    if shape in ("cell", "complement", "mean", "count"):
        return True
    cells = all(isinstance(side, CellOf) for side in sides)
    means = all(isinstance(side, Call) and side.function == "mean" for side in sides)
    return shape in ("difference", "relative", "ratio") and (cells or means)


def _is_scaled(expression: Expression) -> bool:
    """Whether the whole formula is multiplied by 100."""
    match expression:
        case Binary("*", Constant(100), _) | Binary("*", _, Constant(100)):
            return True
    return False


def _is_fraction(worked: Worked, quantity: Quantity) -> bool:
    """Whether all cells may be fractions that the claim gives as percent."""
    cells = [value for each in worked.named for value in each.values]
    small = all(abs(value.value) <= 1 and value.decimals >= 2 and not value.percent for value in cells)
    return small and quantity.unit in ("%", "points")


def _candidate(shape: Shape, text: str, worked: Worked, *, scaled: bool) -> Candidate:
    """The formula as the algebra's own candidates are, so that numbers are compared in one place."""
    printed = {value.decimals for each in worked.named for value in each.values}
    single = shape in ("cell", "complement", "extreme") and len(printed) == 1 and not scaled
    table = worked.named[0].index.table.number
    return Candidate(
        SLOTS[shape],
        text,
        table,
        tuple((row, column) for _, row, column in worked.cells),
        worked.value,
        worked.interval,
        frozenset(),
        1.0,
        1.0,
        decimals=printed.pop() if single else None,
    )


def _fits_kind(shape: Shape, quantity: Quantity, worked: Worked) -> bool:
    """Whether a number of that kind can be what a formula of that shape gives."""
    if is_change(quantity):
        printed = all(value.signed for each in worked.named for value in each.values)
        return (
            shape == "difference"
            or (shape == "relative" and quantity.unit == "%")
            or (shape in ("cell", "mean") and printed)
        )
    if quantity.kind == "ratio":
        return shape in ("ratio", "cell")
    if quantity.kind == "count":
        return shape in ("cell", "count", "sum", "difference", "mean", "extreme")
    return quantity.kind in ("value", "range") and shape not in ("count", "ratio", "relative")


def _meant(
    asked: Asked, shape: Shape, sides: tuple[Expression, ...], worked: Worked, candidate: Candidate
) -> tuple[float, str | None]:
    """The probability that a match is meant, and why it cannot be told where it cannot."""
    claim, quantity = asked.claim, asked.quantity
    context = Context(
        Mention.of(claim.subject) if claim.subject else None,
        Mention.of(claim.baseline) if claim.baseline else None,
        AVERAGING.search(claim.text) is not None,
        WINNING.search(claim.text) is not None,
        asked.mention.own,
        asked.system,
        LEADING.search(claim.baseline or "") is not None,
    )
    mention = asked.mention
    axes = {
        each.index.table.number: table_axes(each.index, name_lines(each.index, mention), context)
        for each in worked.named
    }
    if (why := unasked(claim, shape, context)) is not None:
        return 0.0, why
    if any(is_elsewhere(claim, [each.index], each.index.table.number) for each in worked.named):
        return 0.0, "that table is of another dataset or split"
    grips: list[float] = []
    rivals: list[int] = []
    lines = {
        (each.index.table.number, by_row, line.position): line
        for each in worked.named
        for by_row, line in ((True, each.row), (False, each.column))
        if line is not None
    }
    for number, by_row, position in sorted(lines):
        axis = axes[number][0 if by_row else 1]
        grip = 1.0 if len(axis.lines) == 1 else axis.grips[position]
        grips.append(grip)
        rivals.append(
            sum(len(axis.lines) > 1 and axis.grips[line.position] >= grip * AS_WELL for line in axis.lines) or 1
        )
    if min(grips) < FIRM:
        return 0.0, "the claim's words do not name these cells, so it may be chance"
    if is_change(quantity) and quantity.sign is not None:
        apart = [asked.names.work_out(side) for side in sides]
        if (why := wrong_way(axes, apart, worked, quantity.sign)) is not None:
            return 0.0, why
    prior = min(grips) * SIMPLICITY[candidate.operation] * UNSEEN
    prior = prior**2 if is_small(quantity) else prior
    tables = sum(_names_as_well(index, mention) for index in asked.tables) or 1
    parts = {(each.index.table.number, _position(each.row), _position(each.column)) for each in worked.named}
    writings = WRITINGS ** min(len(parts), 8)
    chance = 1 - exp(-prod(rivals) * writings * tables * match_chance(quantity, candidate.interval))
    return prior / (prior + (1 - prior) * chance), None


def _position(line: Line | None) -> int:
    return -1 if line is None else line.position


def _names_as_well(index: TableIndex, mention: Mention) -> bool:
    """Whether the claim names a row and a column of a table, so that the formula might be written over it too."""
    named = name_lines(index, mention)
    return max(named.rows.values(), default=0.0) >= FIRM and max(named.columns.values(), default=0.0) >= FIRM


def match_chance(quantity: Quantity, computed: Interval) -> float:
    """How likely a random number of the claim's size matches: what counts as a match, of all within 30 % either way."""
    if quantity.bound in ("<", ">") or quantity.high is not None:
        return 0.5
    unit = 10.0**-quantity.decimals
    half = max(20 * unit, 0.3 * abs(float(quantity.value)))
    return min(1.0, (unit + float(computed.width)) / (2 * half))


def _show(value: Decimal, quantity: Quantity) -> str:
    """A value with one digit more than the claim prints, so that its rounding can be seen."""
    decimals = min(max(quantity.decimals, 0), 30)
    with localcontext(prec=300):  # a cell may hold any number of digits
        rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
        finer = value.quantize(Decimal(1).scaleb(-decimals - 1), ROUND_HALF_EVEN)
    return f"{rounded if rounded == value else finer:f}"


__all__ = ["Asked", "FormulaError", "Place", "check_formula", "match_chance", "pointed"]
