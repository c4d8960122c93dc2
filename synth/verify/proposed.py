"""Formulas that a language model proposes: worked out here, and counted for no more than the claim's words bear out.

A model may have looked for whatever gives the number, so that a match says little by itself. What the rules' own
algebra can write they have weighed already, with all that is known of the claim's surroundings; there a model's word
adds nothing. Beyond it a formula supports a claim only where the claim's own words name every row and every column that
the formula uses (as firmly as they must for a contradiction), ask for what it does (an average, a total, errors turned
round), and say which side of a change is which; and where a chance match is unlikely among all formulas that could have
been written as well. With `a` how well the words name it, p how likely a random number of that size and precision would
match, and k how many formulas over lines named as well there are, it is meant with probability
a / (a + (1 − a) · (1 − exp(−k p))). Everything else that comes out is shown as a place to look at and decides nothing;
what does not come out is dropped.
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
from synth.verify.axis import Axis, Context, table_axes
from synth.verify.cues import SPLITS
from synth.verify.formula import Binary, Call, CellOf, Constant, Expression, FormulaError, parse_formula, written
from synth.verify.formula_shape import Shape, shape_of
from synth.verify.formula_value import Named, Tables, Worked
from synth.verify.index import Line, TableIndex, name_lines
from synth.verify.names import Mention, words
from synth.verify.tables import FIRM, SURE

UNSEEN = 0.5
"""What the prior of a formula is multiplied by: the rules looked at what the words name, and found nothing."""
WRITINGS = 4
"""Ways to write a formula, for each cell or line in it: a cell, its complement, a mean, a sum, a change, a ratio."""
AS_WELL = 0.95
"""Share of a line's score from which another line is named as well."""
SLOTS: dict[Shape, Operation] = {
    "cell": "cell",
    "complement": "difference",
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


def check_formula(asked: Asked, text: str) -> Check | None:
    """What a proposed formula says to a number: supported or unresolved; None where it does not come out.

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
    said = f"{written(expression)} = {_show(worked.value, quantity)}"
    anchors = tuple(
        CellsAnchor(
            asked.claim.anchor.paper,
            table,
            tuple(sorted((row, column) for t, row, column in worked.cells if t == table)),
        )
        for table in sorted({table for table, _, _ in worked.cells})
    )
    shown = _show(worked.value, quantity)
    if why is None and meant >= SURE:
        reason = f"{said}, which is {quantity.text} at the precision printed (formula proposed by {asked.by})"
        return Check("own_table", "supported", round(meant, 4), reason, shown, written(expression), anchors)
    tied = why or "so many formulas could be written that it may be chance"
    reason = f"{asked.by} points at {said}, which agrees with {quantity.text}, but {tied}"
    return Check("own_table", "unresolved", 0.5, reason, shown, written(expression), anchors)


def is_weighed(shape: Shape, sides: tuple[Expression, ...]) -> bool:
    """Whether the rules' own algebra writes such formulas: cells, means and counts of lines, and two of a kind."""
    if shape in ("cell", "mean", "count"):
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
    if shape == "complement":  # who says "accuracy" need not say "error"
        mention = replace(mention, words=mention.words | ERRORS)
    axes = {
        each.index.table.number: table_axes(each.index, name_lines(each.index, mention), context)
        for each in worked.named
    }
    if (why := _unasked(claim, shape, worked, context)) is not None:
        return 0.0, why
    if any(_is_elsewhere(claim, each.index) for each in worked.named):
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
    if is_change(quantity) and quantity.sign is not None and (why := _wrong_way(axes, sides, asked, worked)):
        return 0.0, why
    prior = min(grips) * SIMPLICITY[candidate.operation] * UNSEEN
    prior = prior**2 if is_small(quantity) else prior
    tables = sum(_names_as_well(index, mention) for index in asked.tables) or 1
    parts = {(each.index.table.number, _position(each.row), _position(each.column)) for each in worked.named}
    writings = WRITINGS ** min(len(parts), 8)
    chance = 1 - exp(-prod(rivals) * writings * tables * _match(quantity, candidate))
    return prior / (prior + (1 - prior) * chance), None


def _position(line: Line | None) -> int:
    return -1 if line is None else line.position


def _names_as_well(index: TableIndex, mention: Mention) -> bool:
    """Whether the claim names a row and a column of a table, so that the formula might be written over it too."""
    named = name_lines(index, mention)
    return max(named.rows.values(), default=0.0) >= FIRM and max(named.columns.values(), default=0.0) >= FIRM


def _match(quantity: Quantity, candidate: Candidate) -> float:
    """How likely a random number of the claim's size matches: what counts as a match, of all within 30 % either way."""
    if quantity.bound in ("<", ">") or quantity.high is not None:
        return 0.5
    unit = 10.0**-quantity.decimals
    half = max(20 * unit, 0.3 * abs(float(quantity.value)))
    return min(1.0, (unit + float(candidate.interval.width)) / (2 * half))


def _unasked(claim: Claim, shape: Shape, worked: Worked, context: Context) -> str | None:
    """Why the claim's words do not ask for what a formula of this shape does; None where they do."""
    said = set(words(claim.text))
    names = {
        word
        for each in worked.named
        for name in (
            each.index.table.caption,
            *(n for line in (each.row, each.column) if line for n in (line.key, *line.context)),
        )
        for word in words(name)
    }
    if shape == "complement" and not names & ERRORS:
        return "nothing says that these cells are errors"
    if shape == "complement" and said & ERRORS:
        return "the claim speaks of errors itself"
    if shape == "mean" and not context.averaging:
        return "the claim speaks of no average"
    if shape == "sum" and not said & TOTALS:
        return "the claim speaks of no total"
    if shape in ("count", "extreme") and not said & FARTHEST:
        return "the claim asks for no such count or limit"
    return None


ERRORS = frozenset(words("error errors err wer cer ter misclassification"))
TOTALS = frozenset(words("total totals totalling sum altogether together combined overall all"))
FARTHEST = frozenset(words("best worst highest lowest maximum minimum most least up range all each every out"))


def _wrong_way(
    axes: dict[int, tuple[Axis, Axis]], sides: tuple[Expression, ...], asked: Asked, worked: Worked
) -> str | None:
    """Why the sides of a change cannot be told apart, or go the other way; None where all is well.

    The model's own order of the sides counts for nothing: the claim must name what it compares with.
    """
    if len(sides) != 2:
        printed = all(value.signed for each in worked.named for value in each.values)
        right = printed and (worked.value >= 0) == (asked.quantity.sign == 1)
        return None if right else "the direction of that cell is not told"
    first, second = (asked.names.work_out(side) for side in sides)
    told = [_apart(a, b) for a in first.named for b in second.named]
    known = [pair for pair in told if pair is not None]
    if not known or len(known) < len(told):
        return "it compares cells that differ in more than one way"
    for number, by_row, line, other in known:
        if axes[number][0 if by_row else 1].direction(line, other) != "right":
            return "the claim's words do not say which side is which"
    if (worked.value >= 0) != (asked.quantity.sign == 1):
        return "it goes the other way"
    return None


def _apart(a: Named, b: Named) -> tuple[int, bool, Line, Line] | None:
    """The table, the axis and the two lines in which two sides differ; None where that is not one axis of one table."""
    if a.index is not b.index or (a.row is None) != (b.row is None) or (a.column is None) != (b.column is None):
        return None
    rows = a.row is not None and b.row is not None and a.row.position != b.row.position
    columns = a.column is not None and b.column is not None and a.column.position != b.column.position
    if rows == columns:
        return None
    number = a.index.table.number
    if rows and a.row is not None and b.row is not None:
        return number, True, a.row, b.row
    if a.column is not None and b.column is not None:
        return number, False, a.column, b.column
    return None


def _is_elsewhere(claim: Claim, index: TableIndex) -> bool:
    """Whether a table does not speak of the claim's datasets, or is of the other split."""
    named = {word for name in claim.dataset for word in words(name)}
    other = {"dev": "test", "test": "dev"}.get(claim.split or "")
    wrong_split = other is not None and bool(SPLITS[other] & index.all_words)
    return (bool(named) and not named & index.all_words) or (
        wrong_split and not SPLITS[claim.split or ""] & index.all_words
    )


def _show(value: Decimal, quantity: Quantity) -> str:
    """A value with one digit more than the claim prints, so that its rounding can be seen."""
    decimals = min(max(quantity.decimals, 0), 30)
    with localcontext(prec=300):  # a cell may hold any number of digits
        rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
        finer = value.quantize(Decimal(1).scaleb(-decimals - 1), ROUND_HALF_EVEN)
    return f"{rounded if rounded == value else finer:f}"


__all__ = ["Asked", "FormulaError", "check_formula"]
