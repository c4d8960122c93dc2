"""Arithmetic over measurements: means over languages, tasks and repetitions, their spread, and what they differ by.

All in exact decimals. Scores between nothing and all are taken in percent, times in milliseconds, everything else as
it was logged. A mean goes over languages first and then over tasks (macro), so that a task in many languages weighs no
more than one in few; pooled means take every measurement alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache

from synth.verify.runs_fact import Fact
from synth.verify.runs_metrics import MILLISECONDS

PRECISION = 40
PRINTED = ("csv", "tsv", "text", "log", "txt", "plain")
"""Formats that print numbers rounded; a JSON number is all that the run knew."""
CONFIDENCE = 0.975
"""Of the upper end of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """What measurements come to. `runs` are the values of repeated runs, one alone where nothing was repeated.

    `spread` is their sample standard deviation (n − 1). `stderr` is what the log itself says of one run's value.
    `digits` is how many decimals the log printed, where it printed rounded.
    """

    value: Decimal
    runs: tuple[Decimal, ...]
    spread: Decimal | None
    stderr: Decimal | None
    formula: str
    facts: tuple[Fact, ...]
    digits: int | None = None

    @property
    def n(self) -> int:
        """Repeated runs."""
        return len(self.runs)


def scaled(fact: Fact) -> Decimal:
    """A fact's value in percent, in milliseconds, or as logged. Raises ValueError for a NaN or an infinity."""
    if fact.value is None:
        raise ValueError(f"{fact.measurement.metric} of {fact.measurement.run} is {fact.measurement.value}")
    return fact.value * factor(fact)


def factor(fact: Fact) -> Decimal:
    """What a fact's own number is multiplied with."""
    if fact.measurement.scale == "fraction":
        return Decimal(100)
    return Decimal(MILLISECONDS.get(fact.measurement.unit or "", 1))


def statistic(facts: Sequence[Fact], *, pooled: bool = False) -> Statistic:
    """The mean of facts that differ in task, language and repetition only.

    Repetitions that every task and language has are means of their own, with a spread; where some lack them, each
    task's repetitions are averaged first. Raises ValueError for a NaN among the facts, and where there are none.
    """
    if not facts:
        raise ValueError("nothing to average")
    cells: dict[tuple[str, str], dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        cells[fact.task or "", fact.language or ""].setdefault(fact.trial, fact)
    ordered = sorted(cells)
    trials = sorted(cells[ordered[0]])
    repeated = len(trials) > 1 and all(sorted(cells[cell]) == trials for cell in ordered)
    with localcontext(prec=PRECISION):
        if repeated:
            runs = tuple(
                _macro({cell: scaled(cells[cell][trial]) for cell in ordered}, pooled=pooled) for trial in trials
            )
            value = mean(runs)
        elif all(len(cells[cell]) == len(trials) for cell in ordered) and len(trials) > 1:
            columns = zip(*(sorted(cells[cell].items()) for cell in ordered), strict=True)
            runs = tuple(
                _macro({cell: scaled(fact) for cell, (_, fact) in zip(ordered, column, strict=True)}, pooled=pooled)
                for column in columns
            )
            value = mean(runs)
        else:
            value = _macro(
                {cell: mean([scaled(fact) for _, fact in sorted(cells[cell].items())]) for cell in ordered},
                pooled=pooled,
            )
            runs = (value,)
    used = tuple(fact for cell in ordered for _, fact in sorted(cells[cell].items()))
    return Statistic(
        value,
        runs,
        deviation(runs),
        _stderr(used),
        _formula(used, ordered, len(runs), pooled=pooled),
        used,
        _digits(used),
    )


def mean(values: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean. Raises ValueError where there are none."""
    if not values:
        raise ValueError("nothing to average")
    with localcontext(prec=PRECISION):
        return sum(values, Decimal(0)) / len(values)


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else mean(ordered[half - 1 : half + 1])


def deviation(values: Sequence[Decimal]) -> Decimal | None:
    """The sample standard deviation (n − 1); None for fewer than two values."""
    if len(values) < 2:
        return None
    with localcontext(prec=PRECISION):
        middle = mean(values)
        return (sum(((value - middle) ** 2 for value in values), Decimal(0)) / (len(values) - 1)).sqrt()


@lru_cache(maxsize=256)
def t_quantile(freedom: int) -> Decimal:
    """Student's t at 0.975 for so many degrees of freedom, to ten significant digits."""
    from scipy.special import stdtrit

    return Decimal(f"{float(stdtrit(freedom, CONFIDENCE)):.10g}")


def half_width(found: Statistic) -> Decimal | None:
    """Half the 95 % prediction interval for one more run: t(0.975, n−1)·s·√(1 + 1/n). None for a single run."""
    if found.spread is None:
        return None
    with localcontext(prec=PRECISION):
        return t_quantile(found.n - 1) * found.spread * (1 + Decimal(1) / found.n).sqrt()


def variation(found: Statistic) -> Decimal | None:
    """The coefficient of variation in percent, corrected for small samples: CV* = (1 + 1/(4n))·s/|mean|·100.

    Belz et al., "Quantified reproducibility assessment of NLP results" (2022). None for one run and a mean of nothing.
    """
    if found.spread is None or found.value == 0:
        return None
    with localcontext(prec=PRECISION):
        return (1 + Decimal(1) / (4 * found.n)) * found.spread / abs(found.value) * 100


def _macro(values: dict[tuple[str, str], Decimal], *, pooled: bool) -> Decimal:
    if pooled:
        return mean([values[cell] for cell in sorted(values)])
    tasks: dict[str, list[Decimal]] = defaultdict(list)
    for task, language in sorted(values):
        tasks[task].append(values[task, language])
    return mean([mean(tasks[task]) for task in sorted(tasks)])


def _stderr(facts: Sequence[Fact]) -> Decimal | None:
    """The standard error of a mean of independent values with standard errors of their own; None where one has none."""
    if any(fact.stderr is None for fact in facts):
        return None
    with localcontext(prec=PRECISION):
        squares = sum(((fact.stderr or Decimal(0)) * factor(fact)) ** 2 for fact in facts)
        return Decimal(squares).sqrt() / len(facts)


def _digits(facts: Sequence[Fact]) -> int | None:
    """Decimals that a log printed of its only value, at the scale it is compared at; None where it printed them all."""
    fact = facts[0]
    if len(facts) > 1 or not any(word in fact.measurement.format.lower() for word in PRINTED):
        return None
    exponent = Decimal(fact.measurement.value).as_tuple().exponent
    return -int(exponent) - (2 if fact.measurement.scale == "fraction" else 0) if isinstance(exponent, int) else None


def _formula(facts: Sequence[Fact], cells: Sequence[tuple[str, str]], runs: int, *, pooled: bool) -> str:
    tasks, languages = sorted({task for task, _ in cells}), sorted({language for _, language in cells})
    metric = facts[0].measurement.metric
    over: list[str] = []
    if len(languages) > 1:
        over.append(f"{len(languages)} languages")
    if len(tasks) > 1:
        over.append(f"{len(tasks)} tasks")
    if pooled and len(over) == 2:
        over = [f"{len(cells)} pairs of task and language"]
    if runs > 1:
        over.append(f"{runs} runs")
    models = sorted({fact.model or "" for fact in facts})
    short = models[0].rpartition("/")[2] if len(models) == 1 else ""
    place = " ".join(
        part for part in (tasks[0] if len(tasks) == 1 else "", languages[0] if len(languages) == 1 else "") if part
    )
    name = ", ".join(part for part in (short, place) if part)
    if " " in metric.strip():
        metric = f"“{metric.strip(' .')}”"
    called = f"{metric}({name})" if name else metric
    return f"mean of {called} over {', then '.join(over)}" if over else called
