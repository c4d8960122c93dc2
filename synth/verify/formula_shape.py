"""What kind of formula a formula is: of all that the language can say, the few that papers use."""

from __future__ import annotations

from typing import Literal

from synth.verify.formula import Binary, Call, CellOf, Constant, Expression, MeasuredOf

Shape = Literal["cell", "complement", "mean", "sum", "extreme", "count", "difference", "relative", "ratio"]
FUNCTION: dict[str, Shape] = {"mean": "mean", "sum": "sum", "max": "extreme", "min": "extreme", "count": "count"}
HUNDRED = Constant(100)
ONE = Constant(1)


def shape_of(expression: Expression) -> tuple[Shape | None, tuple[Expression, ...]]:
    """The shape of a formula and, of a change or a ratio, its two sides; None for one that papers do not use."""
    match expression:
        case CellOf() | MeasuredOf():
            return "cell", ()
        case Call(function):
            return FUNCTION[function], ()
        case Binary("*", Constant(100), inner) | Binary("*", inner, Constant(100)):
            return _of_percent(inner)
        case Binary("/", Binary("*", Constant(100), Binary("-") as change), base):
            return _relative(Binary("/", change, base))
        case Binary("-", Constant(), (CellOf() | MeasuredOf()) as leaf):
            return "complement", (leaf,)
        case Binary("-", left, right) if _is_side(left) and _is_side(right):
            return "difference", (left, right)
        case Binary("/", left, right) if _is_side(left) and _is_side(right):
            return "ratio", (left, right)
    return None, ()


def _of_percent(inner: Expression) -> tuple[Shape | None, tuple[Expression, ...]]:
    """100 times something: a fraction as percent, or a relative change."""
    match inner:
        case CellOf() | MeasuredOf():
            return "cell", ()
        case Call("mean"):
            return "mean", ()
        case Binary("/"):
            return _relative(inner)
        case Binary("-", Binary("/", left, right), Constant(1)) if _is_side(left) and _is_side(right):
            return "relative", (left, right)
        case Binary("-", Constant(1), (CellOf() | MeasuredOf()) as leaf):
            return "complement", (leaf,)
        case Binary("-", left, right) if _is_side(left) and _is_side(right):
            return "difference", (left, right)
    return None, ()


def _relative(quotient: Expression) -> tuple[Shape | None, tuple[Expression, ...]]:
    """(A - B) / B, as which relative changes are written."""
    match quotient:
        case Binary("/", Binary("-", left, right), base) if base == right and _is_side(left) and _is_side(right):
            return "relative", (left, right)
    return None, ()


def _is_side(expression: Expression) -> bool:
    return isinstance(expression, (CellOf, MeasuredOf)) or (
        isinstance(expression, Call) and expression.function != "count"
    )
