"""The ladder: a claimed number against what measurements come to.

Supported is what the measurements round to at the printed precision, or what lies in an interval that the reason
names: the claim's own (±, "about"), one that the user allowed, or the 95 % prediction interval of repeated runs. The
standard error of a single run is that of its sample of examples, not of a repetition: a number inside it that the run
does not round to is still not what this run gave, so it decides nothing in favour of the claim.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from synth.quantity import Interval, Quantity, rounding_interval
from synth.records import Status
from synth.verify.runs_algebra import PRECISION, Statistic, half_width, median, statistic, t_quantile, variation
from synth.verify.runs_fact import Fact
from synth.verify.runs_metrics import MILLISECONDS, lower_is_better

EXACT, ROUNDED, INSIDE, CONSISTENT = 0.95, 0.8, 0.8, 0.7
"""How surely each rung of the ladder supports; set by rule."""
WRONG, UNSURE = 0.9, 0.7
SAMPLING = Decimal("1.96")
ONE_OF_THEM = frozenset({"best", "worst", "highest", "lowest"})
"""What a claim may give of repeated runs that is the value of one of them."""
BOUND_WORDS = {"<": "at most ", ">": "at least ", "~": "about "}
PAIR = 0.55
"""Two runs: their interval is so wide that nearly any number lies inside."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reading of the logs says to a claim."""

    status: Status
    confidence: float
    reason: str
    recomputed: str | None = None
    formula: str | None = None
    facts: tuple[Fact, ...] = ()
    uncertainty: str | None = None
    """As in `Check`."""


@dataclass(frozen=True, slots=True)
class Leeway:
    """How far a claim may be off, and what of repeated runs it says it gives."""

    tolerance: Decimal | None = None
    """What the user allows, in the claim's own units."""
    statistic: str = ""
    """ "mean", "median", "best", "worst", "highest", "lowest", or "" where the claim does not say."""
    runs: int | None = None
    target: bool = False
    """Whether the number is one to be reached ("trains to 3.28 in 5 minutes"): the run may end a little beyond it."""


def intervals(quantity: Quantity, fact: Fact, *, change: bool = False) -> tuple[tuple[Interval, Decimal], ...]:
    """What the printed number stands for, at the scale that facts are compared at, with what it was multiplied by.

    Two where it may be a fraction or percent; none where its unit is not that of the measurement.
    """
    unit = quantity.unit
    printed = rounding_interval(quantity.value, quantity.decimals)
    if quantity.high is not None:
        printed = Interval(printed.low, rounding_interval(quantity.high, quantity.decimals).high)
    timed = fact.measurement.unit in MILLISECONDS
    if unit in MILLISECONDS or timed:
        if unit not in MILLISECONDS or not timed:
            return () if unit in MILLISECONDS or unit is not None else ((printed, Decimal(1)),)
        scale = Decimal(MILLISECONDS[unit])
        return ((printed.scaled(scale), scale),)
    percent = fact.measurement.scale is not None
    fraction = unit not in ("%", "points") and abs(quantity.value) <= 1 and quantity.decimals >= 2
    if percent:
        plain, whole = (printed, Decimal(1)), (printed.scaled(Decimal(100)), Decimal(100))
        if fraction and quantity.decimals > 2:
            return (whole,) if not change else (whole, plain)
        return (whole, plain) if fraction else (plain,)
    if unit == "%" and fact.value is not None and abs(fact.value) <= 1:
        return ((printed, Decimal(100)),) if change else ((printed.scaled(Decimal("0.01")), Decimal("0.01")),)
    if unit in ("%", "points") and not change and fact.measurement.metric.endswith("loss"):
        return ()
    if fact.value is not None and abs(fact.value) <= 1 < abs(quantity.value) <= 100 and quantity.decimals >= 0:
        hundredth = Decimal("0.01")
        return ((printed, Decimal(1)), (printed.scaled(hundredth), hundredth))
    return ((printed, Decimal(1)),)


def decide_value(quantity: Quantity, leeway: Leeway, found: Statistic, where: str) -> Outcome:
    """A printed value against what one reading comes to."""
    options = intervals(quantity, found.facts[0])
    if not options:
        unit = found.facts[0].measurement.unit or "no such unit"
        reason = f"the claim is in {quantity.unit or 'no unit'}, the log in {unit}"
        return Outcome("not_comparable", WRONG, reason, None, found.formula, found.facts)
    told = [_value_at(quantity, found, leeway, where, interval, scale) for interval, scale in options]
    return max(told, key=lambda outcome: (outcome.status == "supported", outcome.status == "unresolved"))


def decide_span(quantity: Quantity, leeway: Leeway, found: Statistic, where: str) -> Outcome:
    """A range ("from 34.9 to 53.9") against the least and the greatest of a reading's tasks or languages, else runs."""
    if quantity.high is None or len(found.facts) < 2:
        return decide_value(quantity, leeway, found, where)
    cells: dict[tuple[str | None, str | None], list[Fact]] = defaultdict(list)
    for fact in found.facts:
        cells[fact.task, fact.language].append(fact)
    parts = [statistic(part) for part in (cells.values() if len(cells) > 1 else ([fact] for fact in found.facts))]
    ends: list[Outcome] = []
    for printed, pick in ((quantity.value, min), (quantity.high, max)):
        end = replace(quantity, value=printed, high=None, text=f"{printed}")
        part = pick(parts, key=lambda one: one.value)
        ends.append(decide_value(end, replace(leeway, statistic=""), part, f"{pick.__name__} of {where}"))
    wrong = next((end for end in ends if end.status != "supported"), None)
    if wrong is not None:
        return replace(wrong, facts=found.facts)
    reason = "; ".join(end.reason for end in ends)
    return replace(ends[0], reason=reason, formula=f"least and greatest of {found.formula}", facts=found.facts)


def _value_at(
    quantity: Quantity, found: Statistic, leeway: Leeway, where: str, interval: Interval, scale: Decimal
) -> Outcome:
    wanted = _statistic(found, leeway)
    status, confidence, said = _rung(quantity, found, wanted, leeway, interval, scale)
    if status == "supported" and confidence == EXACT and (other := _other_spread(quantity, found, scale)):
        status, confidence, said = "unresolved", UNSURE, f"{said}, but {other}"
    shown = show(wanted / scale, quantity.decimals)
    unit = f" {quantity.unit}" if quantity.unit in MILLISECONDS else ""
    named = leeway.statistic in ("median", *ONE_OF_THEM) and found.n > 1
    formula = f"{leeway.statistic} of {found.n} runs of {found.formula}" if named else found.formula
    reason = f"{where}: {formula} = {shown}{unit}, {said}{_spread(found, scale, quantity.decimals)}"
    spread = None if named else _uncertainty(found, scale, quantity.decimals)
    return Outcome(status, confidence, reason, shown, formula, found.facts, spread)


def _uncertainty(found: Statistic, scale: Decimal, decimals: int) -> str | None:
    """Half of the 95 % interval of what a reading comes to; None for one value without a standard error."""
    width = half_width(found)
    if width is None and found.stderr is not None:
        with localcontext(prec=PRECISION):
            width = SAMPLING * found.stderr
    return show(width / scale, decimals) if width else None


def _rung(
    quantity: Quantity, found: Statistic, wanted: Decimal, leeway: Leeway, interval: Interval, scale: Decimal
) -> tuple[Status, float, str]:
    """The first rung of the ladder that a value stands on: status, how surely, and why in words."""
    printed = f"{BOUND_WORDS.get(quantity.bound or '', '')}{quantity.text}"
    if _agrees(quantity, interval, wanted):
        return "supported", EXACT, f"which is {printed} at the precision printed (exact)"
    if quantity.bound in ("<", ">"):
        return "contradicted", WRONG, f"on the other side of {quantity.text}"
    if leeway.target and _passed(found.facts[0].metric, interval, wanted):
        return (
            "supported",
            ROUNDED,
            f"which reaches {quantity.text} and passes it by less than a unit of its last place",
        )
    own = _own_interval(quantity, interval, scale)
    if own is not None and own.holds(wanted):
        said = f"± {quantity.uncertainty}" if quantity.uncertainty is not None else "about"
        return "supported", INSIDE, f"inside the interval that the claim states ({said} {quantity.text})"
    allowed = leeway.tolerance
    if allowed is not None and Interval(interval.low - allowed * scale, interval.high + allowed * scale).holds(wanted):
        return "supported", INSIDE, f"within the tolerance of {allowed} that was given, not {printed} as printed"
    middle, width = (interval.low + interval.high) / 2, half_width(found)
    if width is not None and found.spread and abs(middle - found.value) <= width:
        return _consistent(quantity, found, leeway, interval, width / scale)
    coarse = found.digits is not None and found.digits < quantity.decimals and scale == 1
    if coarse and found.digits is not None and rounding_interval(wanted, found.digits).meets(interval):
        return "unresolved", UNSURE, f"which has fewer digits than the claim's {printed}"
    return "contradicted", WRONG, f"not {printed}{_why_not(quantity, found, wanted, interval, scale)}"


def _consistent(
    quantity: Quantity, found: Statistic, leeway: Leeway, interval: Interval, width: Decimal
) -> tuple[Status, float, str]:
    """Inside the prediction interval of repeated runs, which says little where the claim says what they average to."""
    if leeway.statistic in ONE_OF_THEM:
        return "contradicted", WRONG, f"not {quantity.text}"
    reach = show(width, quantity.decimals)
    said = f"{quantity.text} lies inside the 95 % prediction interval, ± {reach} over {found.n} runs"
    extreme = any(interval.holds(run) for run in (min(found.runs), max(found.runs)))
    if leeway.statistic == "mean" and leeway.runs == found.n and extreme:
        said = f"not {quantity.text}, which is that of the best or the worst run, not of their mean"
        return "contradicted", WRONG, said
    if leeway.statistic == "mean" and leeway.runs == found.n:
        return "unresolved", UNSURE, f"{said} (consistent), but is not the mean of as many runs as the claim names"
    if leeway.statistic == "mean" and extreme:
        return "unresolved", UNSURE, f"{said} (consistent), but is that of the best or the worst run, not of their mean"
    if found.n == 2:
        return "supported", PAIR, f"{said} (consistent; with two runs that says very little)"
    return "supported", CONSISTENT, f"{said} (consistent)"


def _statistic(found: Statistic, leeway: Leeway) -> Decimal:
    if leeway.statistic == "median":
        return median(found.runs)
    if leeway.statistic not in ONE_OF_THEM or found.n < 2:
        return found.value
    lower = lower_is_better(found.facts[0].metric)
    least = leeway.statistic == "lowest" or leeway.statistic == ("best" if lower else "worst")
    return min(found.runs) if least else max(found.runs)


def _agrees(quantity: Quantity, interval: Interval, value: Decimal) -> bool:
    if quantity.bound == "<":
        return value <= interval.high
    if quantity.bound == ">":
        return value >= interval.low
    return interval.holds(value)


def _passed(metric: str, interval: Interval, value: Decimal) -> bool:
    """Whether a value lies beyond a target, on its good side, by less than the width of what is printed."""
    if lower_is_better(metric):
        return interval.low - interval.width / 2 <= value <= interval.high
    return interval.low <= value <= interval.high + interval.width / 2


def _other_spread(quantity: Quantity, found: Statistic, scale: Decimal) -> str:
    """What to say where the claim's ± is none of the usual spreads of the runs; "" where it is one, or none is known.

    Usual are the deviation of the sample and of the population, the standard error and its 95 % interval, by the normal
    distribution or by Student's, and half the range.
    """
    given = quantity.uncertainty
    if given is None or (found.spread is None and not found.stderr):
        return ""
    with localcontext(prec=PRECISION):
        if found.spread is None:
            usual = [found.stderr or Decimal(0), SAMPLING * (found.stderr or Decimal(0))]
        else:
            error = found.spread / Decimal(found.n).sqrt()
            population = found.spread * (Decimal(found.n - 1) / found.n).sqrt()
            reach = t_quantile(found.n - 1) * error
            usual = [found.spread, population, error, SAMPLING * error, reach, (max(found.runs) - min(found.runs)) / 2]
    exponent = given.as_tuple().exponent
    printed = rounding_interval(given, -exponent if isinstance(exponent, int) else 0).scaled(scale)
    if any(printed.holds(spread) for spread in usual):
        return ""
    name = "standard error of its sample" if found.spread is None else "deviation of the runs"
    return f"± {given} is no spread of it: the {name} is {show(usual[0] / scale, quantity.decimals)}"


def _own_interval(quantity: Quantity, interval: Interval, scale: Decimal) -> Interval | None:
    """What the claim itself allows: its ±, or a unit of the last place either way for "about"."""
    if quantity.uncertainty is not None:
        width = quantity.uncertainty * scale
    elif quantity.bound == "~":
        width = Decimal(1).scaleb(-quantity.decimals) * scale
    else:
        return None
    return Interval(interval.low - width, interval.high + width)


def _why_not(quantity: Quantity, found: Statistic, wanted: Decimal, interval: Interval, scale: Decimal) -> str:
    """What a reader wants to know of a number that does not hold: cut off, not rounded; within the sampling error."""
    said: list[str] = []
    unit = Decimal(1).scaleb(-quantity.decimals) * scale
    low = quantity.value.copy_abs() * scale
    if low <= abs(wanted) < low + unit:
        said.append("its digits are cut off, not rounded")
    off = max(interval.low - wanted, wanted - interval.high)
    if found.n == 1 and found.stderr and off <= SAMPLING * found.stderr:
        width = show(SAMPLING * found.stderr / scale, quantity.decimals + 1)
        said.append(f"within the log's standard error (1.96 × s.e. = {width}), which is of its sample, not of this run")
    return f" ({'; '.join(said)})" if said else ""


def _spread(found: Statistic, scale: Decimal, decimals: int) -> str:
    """n, spread and coefficient of variation of repeated runs, in words."""
    if found.spread is None:
        return ""
    if not found.spread:
        return f"; n = {found.n}, all the same"
    varied = variation(found)
    cv = "" if varied is None else f", CV* {show(varied, 2)} %"
    low, high = show(min(found.runs) / scale, decimals), show(max(found.runs) / scale, decimals)
    return f"; n = {found.n}, s = {show(found.spread / scale, decimals + 1)}, from {low} to {high}{cv}"


def show(value: Decimal, decimals: int) -> str:
    """A computed value with two decimals more than the claim has, at least none."""
    with localcontext(prec=PRECISION):
        return format(value.quantize(Decimal(1).scaleb(-max(decimals + 2, 0)), rounding=ROUND_HALF_EVEN), "f")
