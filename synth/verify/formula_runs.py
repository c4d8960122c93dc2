"""Formulas over measurements: which of them a formula names, and what those come to.

Values, means and differences are worked out by the same arithmetic and held to the same rounding as those that the
rules bind by themselves (`runs_algebra`, `runs_decide`, `runs_change`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from synth.verify.formula import FACETS, Binary, Call, Constant, Expression, FormulaError, MeasuredOf
from synth.verify.formula_shape import Shape
from synth.verify.runs_algebra import Statistic, scaled, statistic
from synth.verify.runs_change import decide_gain, decide_ratio
from synth.verify.runs_decide import Leeway, Outcome, decide_value
from synth.verify.runs_fact import Fact
from synth.verify.runs_numbers import Number, Role
from synth.verify.runs_sides import Way

LONGEST_NAME = 160
"""Characters of a measurement's name that are told."""
ROLES: dict[Shape, Role] = {
    "cell": "value",
    "complement": "value",
    "mean": "value",
    "extreme": "value",
    "difference": "gain",
    "relative": "relative",
    "ratio": "ratio",
}
"""What a number must be for a formula of a shape to give it; of other shapes measurements make none."""


def names_of(fact: Fact) -> Mapping[str, str]:
    """What a measurement is called, by facet; a facet that its log does not tell is absent."""
    told = fact.measurement
    named = {
        "model": fact.model,
        "task": told.task,
        "dataset": told.dataset,
        "metric": told.metric,
        "split": told.split,
        "shots": told.shots,
        "language": told.language,
        "seed": told.seed,
        "step": told.step,
        "pick": told.pick,
        "run": told.run,
    }
    plain = {
        facet: " ".join(str(named[facet]).replace('"', "'").split()) for facet in FACETS if named[facet] is not None
    }
    return {facet: name for facet, name in plain.items() if 0 < len(name) <= LONGEST_NAME}


class Measured:
    """The measurements that a question showed, by the names that formulas use; `pooled`: means take all alike."""

    def __init__(self, facts: Sequence[Fact], *, pooled: bool = False) -> None:
        self._named = [(fact, names_of(fact)) for fact in facts]
        self._pooled = pooled

    def facts(self, expression: Expression) -> tuple[Fact, ...]:
        """The measurements that a formula names, each once. Raises FormulaError where a name means none."""
        match expression:
            case MeasuredOf(names):
                found = tuple(fact for fact, own in self._named if all(own.get(facet) == n for facet, n in names))
                if not found:
                    raise FormulaError("there is no such measurement")
                return found
            case Constant():
                return ()
            case Call(_, parts):
                return tuple(dict.fromkeys(fact for part in parts for fact in self.facts(part)))
            case Binary(_, left, right):
                return tuple(dict.fromkeys((*self.facts(left), *self.facts(right))))
        raise FormulaError("a cell is no measurement")

    def decide(
        self,
        shape: Shape | None,
        expression: Expression,
        sides: Sequence[Expression],
        number: Number,
        way: Way,
        leeway: Leeway,
    ) -> Outcome | None:
        """What a formula's measurements say to a number; None where such a formula gives no such number.

        Raises FormulaError where it names what is not there, or takes a mean of what is not alike.
        """
        if shape is None or ROLES.get(shape) != number.role:
            return None
        if shape == "difference" or shape == "relative":
            return decide_gain(number, self._side(sides[0]), self._side(sides[1]), way, leeway, "")
        if shape == "ratio":
            return decide_ratio(number, self._side(sides[0]), self._side(sides[1]), "", inverse=False)
        if shape == "complement":
            return decide_value(number.quantity, leeway, _complement(self._side(sides[0])), "")
        return decide_value(number.quantity, leeway, self._side(_unscaled(expression)), "")

    def _side(self, expression: Expression) -> Statistic:
        facts = self.facts(expression)
        try:
            match expression:
                case MeasuredOf():
                    if len(facts) > 1:
                        raise FormulaError(f"{len(facts)} measurements have these names")
                    return statistic(facts)
                case Call("mean", parts) if all(isinstance(part, MeasuredOf) for part in parts):
                    return self._mean(facts)
                case Call("max" | "min" as function, parts) if all(isinstance(part, MeasuredOf) for part in parts):
                    return statistic(((max if function == "max" else min)(facts, key=scaled),))
        except ValueError as error:  # a NaN among them
            raise FormulaError(str(error)) from error
        raise FormulaError("measurements are taken alone, or a mean, a maximum or a minimum of them")

    def _mean(self, facts: Sequence[Fact]) -> Statistic:
        """The mean over tasks, languages and repetitions of measurements that are alike in everything else."""
        alike = {
            (fact.model, fact.metric, fact.split, fact.measurement.shots, fact.measurement.scale) for fact in facts
        }
        found = statistic(facts, pooled=self._pooled)
        if len(facts) < 2 or len(alike) > 1 or len(found.facts) < len(facts):
            raise FormulaError("a mean is of several measurements that differ in task, language or repetition alone")
        return found


def _unscaled(expression: Expression) -> Expression:
    """A formula without the 100 that makes percent of a fraction: measurements are compared in percent anyway."""
    match expression:
        case Binary("*", Constant(), inner) | Binary("*", inner, Constant()):
            return inner
    return expression


def _complement(found: Statistic) -> Statistic:
    """What a share leaves of the whole. Raises FormulaError for what is no share."""
    if found.facts[0].measurement.scale is None:
        raise FormulaError("only of a share something is left")
    return replace(found, value=100 - found.value, runs=tuple(100 - run for run in found.runs))
