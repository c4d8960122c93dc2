"""Differences, ratios and orders of two sides of a comparison, decided by what both sides' measurements come to."""

from __future__ import annotations

from decimal import Decimal, localcontext

from synth.quantity import Interval
from synth.verify.runs_algebra import PRECISION, Statistic, deviation, mean, t_quantile
from synth.verify.runs_decide import (
    CONSISTENT,
    EXACT,
    INSIDE,
    PAIR,
    ROUNDED,
    UNSURE,
    WRONG,
    Leeway,
    Outcome,
    intervals,
    show,
)
from synth.verify.runs_numbers import Number
from synth.verify.runs_sides import Way


def decide_gain(number: Number, first: Statistic, second: Statistic, way: Way, leeway: Leeway, where: str) -> Outcome:
    """A difference, absolute or relative, of the first side from the second: its sign first, then its size."""
    quantity, metric = number.quantity, first.facts[0].metric
    facts = (*first.facts, *second.facts)
    sign = way.of(metric)
    if number.role == "relative":
        if second.value == 0:
            return Outcome("unresolved", UNSURE, f"{where}: a share of nothing is not defined", None, None, facts)
        with localcontext(prec=PRECISION):
            computed = (first.value - second.value) / abs(second.value) * 100
        options: tuple[tuple[Interval, Decimal], ...] = ((_printed(number), Decimal(1)),)
        formula = f"({first.formula} − {second.formula}) / {second.formula}"
    else:
        computed = first.value - second.value
        options = intervals(quantity, first.facts[0], change=True)
        formula = f"{first.formula} − {second.formula}"
    told = [
        _gain_at(number, first, second, computed, interval, scale, sign, leeway, where, formula)
        for interval, scale in options
    ]
    if not told:
        reason = f"{where}: the claim is in {quantity.unit}, the logs are not"
        return Outcome("not_comparable", WRONG, reason, None, formula, facts)
    return max(told, key=lambda outcome: (outcome.status == "supported", outcome.status == "unresolved"))


def _printed(number: Number) -> Interval:
    half = Decimal(5).scaleb(-number.quantity.decimals - 1)
    return Interval(number.quantity.value - half, number.quantity.value + half)


def _gain_at(
    number: Number,
    first: Statistic,
    second: Statistic,
    computed: Decimal,
    interval: Interval,
    scale: Decimal,
    sign: int,
    leeway: Leeway,
    where: str,
    formula: str,
) -> Outcome:
    quantity = number.quantity
    facts = (*first.facts, *second.facts)
    shown = show(computed / scale, quantity.decimals)
    unit = " %" if number.role == "relative" else ""
    start = f"{where}: {formula} = {shown}{unit}"
    paired = _paired_width(first, second) if number.role == "gain" else None
    spread = show(paired[0] / scale, quantity.decimals) if paired is not None and paired[0] > 0 else None
    printed = abs(interval.low + interval.high) / 2
    size = Interval(max(printed - interval.width / 2, Decimal(0)), printed + interval.width / 2)
    if sign == 0 and quantity.value < 0:
        sign = -1
    if sign and computed * sign < 0 and not size.holds(Decimal(0)):
        exact = ", of the size printed" if size.holds(abs(computed)) else ""
        reason = f"{start}: the difference goes the other way{exact}"
        return Outcome("contradicted", WRONG, reason, shown, formula, facts, spread)
    held = abs(computed)
    if (
        (quantity.bound == "<" and held <= size.high)
        or (quantity.bound == ">" and held >= size.low)
        or size.holds(held)
    ):
        reason = f"{start}, as printed (exact)"
        return Outcome("supported", EXACT, reason, shown, formula, facts, spread)
    if number.role == "gain" and size.holds(abs(_of_rounded(first, second, quantity.decimals, scale))):
        reason = f"{start}; {quantity.text} is the difference of both values rounded as printed"
        return Outcome("supported", ROUNDED, reason, shown, formula, facts, spread)
    width = Decimal(1).scaleb(-quantity.decimals) * scale if quantity.bound == "~" else None
    if quantity.uncertainty is not None:
        width = quantity.uncertainty * scale
    if leeway.tolerance is not None:
        width = max(width or Decimal(0), leeway.tolerance * scale)
    if width is not None and Interval(size.low - width, size.high + width).holds(held):
        reason = f"{start}, inside the interval that is allowed"
        return Outcome("supported", INSIDE, reason, shown, formula, facts, spread)
    if paired is not None and spread is not None and abs(printed - held) <= paired[0]:
        little = "; with two runs that says very little" if paired[1] == 2 else ""
        said = f"{quantity.text} lies inside the 95 % prediction interval ± {spread}"
        sure = PAIR if paired[1] == 2 else CONSISTENT
        reason = f"{start}, {said} of {paired[1]} runs (consistent{little})"
        return Outcome("supported", sure, reason, shown, formula, facts, spread)
    other = _other_change(number, first, second, size)
    return Outcome("contradicted", WRONG, f"{start}, not {quantity.text}{other}", shown, formula, facts, spread)


def _of_rounded(first: Statistic, second: Statistic, decimals: int, scale: Decimal) -> Decimal:
    place = Decimal(1).scaleb(-decimals)
    return ((first.value / scale).quantize(place) - (second.value / scale).quantize(place)) * scale


def _paired_width(first: Statistic, second: Statistic) -> tuple[Decimal, int] | None:
    """Half the prediction interval of the difference of repeated runs that pair by seed, and their number."""
    if first.n != second.n or first.n < 2:
        return None
    differences = [a - b for a, b in zip(first.runs, second.runs, strict=True)]
    spread = deviation(differences)
    if spread is None or mean(differences) != first.value - second.value:
        return None
    with localcontext(prec=PRECISION):
        return t_quantile(first.n - 1) * spread * (1 + Decimal(1) / first.n).sqrt(), first.n


def _other_change(number: Number, first: Statistic, second: Statistic, size: Interval) -> str:
    """What the printed size is instead: points written as percent, or the other way."""
    if number.role == "relative" and size.holds(abs(first.value - second.value)):
        return ": that is the difference in points, not in percent"
    if number.role == "relative" and first.value:
        with localcontext(prec=PRECISION):
            turned = (first.value - second.value) / abs(first.value) * 100
        if size.holds(abs(turned)):
            return ": that is the difference as a share of the first, not of the second"
    if number.role == "gain" and second.value:
        with localcontext(prec=PRECISION):
            relative = (first.value - second.value) / abs(second.value) * 100
        if size.holds(abs(relative)):
            return ": that is the relative difference in percent, not in points"
    return ""


def decide_ratio(number: Number, first: Statistic, second: Statistic, where: str, *, inverse: bool) -> Outcome:
    """How many times the one side is the other; `inverse` for "faster", which counts times the other way."""
    facts, quantity = (*first.facts, *second.facts), number.quantity
    above, below = (second, first) if inverse else (first, second)
    formula = f"{above.formula} / {below.formula}"
    if below.value == 0:
        return Outcome("unresolved", UNSURE, f"{where}: a ratio to nothing is not defined", None, formula, facts)
    with localcontext(prec=PRECISION):
        computed = above.value / below.value
    shown, printed = show(computed, quantity.decimals), _printed(number)
    if (
        (quantity.bound == ">" and computed >= printed.low)
        or (quantity.bound == "<" and computed <= printed.high)
        or printed.holds(computed)
    ):
        return Outcome("supported", EXACT, f"{where}: {formula} = {shown}, as printed (exact)", shown, formula, facts)
    if quantity.bound == "~" and Interval(printed.low - printed.width, printed.high + printed.width).holds(computed):
        return Outcome(
            "supported", INSIDE, f"{where}: {formula} = {shown}, about {quantity.text}", shown, formula, facts
        )
    return Outcome("contradicted", WRONG, f"{where}: {formula} = {shown}, not {quantity.text}", shown, formula, facts)


def decide_order(first: Statistic, second: Statistic, way: Way, where: str, *, denied: bool) -> Outcome:
    """Which side is ahead, without a number."""
    facts = (*first.facts, *second.facts)
    difference = first.value - second.value
    right = difference * way.of(first.facts[0].metric) > 0
    holds = right != denied
    formula = f"{first.formula} {'>' if difference > 0 else '<' if difference < 0 else '='} {second.formula}"
    shown = show(difference, 1)
    reason = f"{where}: {show(first.value, 1)} against {show(second.value, 1)}, a difference of {shown}"
    return Outcome("supported" if holds else "contradicted", WRONG, reason, shown, formula, facts)
