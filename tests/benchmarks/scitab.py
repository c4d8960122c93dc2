"""Statements about result tables on SciTab: supports, refutes, not enough info; the weights are fitted on one half.

The half is the parity of the first byte of the SHA-256 of a statement's id; rules and features were made on the first.
When those were known by heart, the failures of half of the other half were read too (by the parity of the second byte);
the last quarter was not. Printed are macro-F1 and confusion matrices on the tuning half with weights fitted on other
papers (cross-validation by paper), statements a second, and, with `--report`, each half with weights of the other
one, the unread quarter with the weights of all that was read, both halves by cross-validation (as what is shipped is
fitted), each with its calibration error, and twenty failures that were read by hand. `--fit` prints what is shipped in
`synth/verify/statement_weights.toml`, fitted on both halves.
Run: python tests/benchmarks/scitab.py [--fit] [--report].
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synth.extract.quantities import find_quantities
from synth.pipeline.given_tables import clean, given_table
from synth.records import Status
from synth.verify.calibration import Labelled, bootstrap, ece
from synth.verify.index import index_table
from synth.verify.statement import Look, backed, board, look
from synth.verify.statement_model import Logistic, StatementModel

SCITAB = Path(__file__).parents[2].parent / "shared" / "data" / "scitab" / "sci_tab.dev.json"
LABELS: dict[str, Status] = {"supports": "supported", "refutes": "contradicted", "not enough info": "unresolved"}
OPEN = ("share_known", "any_link", "no_fact", "length", "adverse", "number_named")
HOLDS = (
    "facts", "worst_fact", "for_it", "against", "negated_gain", "negated_other", "bad_own", "adverse",
    "number_named",
)  # fmt: skip
STRENGTH = {"open": 0.05, "holds": 0.1}
"""Inverse strength of the L2 penalty on standardised features."""
FOLDS, SEEDS, STEPS = 10, 4, 30
READ = {
    "f80d1fe5": "three columns a system: better than one rival, not than the other",
    "3a75d020": "what improves is named by a caption of another table",
    "5854ce90": "a stage is named inside a row's name (S: 3)",
    "7e8e2c4f": "'slightly' against a margin that the table leaves open",
    "34bd9559": "numbers of another paper's table beside names of this one",
    "c596a875": "'well against' others whose kind no name tells",
    "3f8320d5": "'consistent' asks for the spread of printed changes",
    "33bbe459": "a relative gain that no two cells give; the direction alone holds",
    "84e4fdca": "an explanation in words that happen to be row names",
    "f447aac8": "the numbers are right, 'not a considerable amount' is wrong",
    "e41db642": "a gain that is itself said to be high",
    "3de653b7": "no metric named: precision says yes, F1 no",
    "f0eebd6c": "an error reduction averaged over three rows",
    "6d1edb41": "a disparity is the ratio of two columns",
    "3197bce9": "a confusion matrix read along its row",
    "98afd6c9": "a variant that the table does not have",
    "438c0d33": "three of five columns peak at a row that is named by its number",
    "2b0d604e": "references for each meaning representation: the ratio of two columns",
    "7994ec04": "small differences go with large ones: an association of two columns",
    "dc829323": "'under oracle setup' compares a group of columns with the other one",
}
"""Failures among what was read, by the first characters of their ids, and why they failed."""


@dataclass(frozen=True, slots=True)
class Example:
    """A statement with what was seen of it beside its table."""

    id: str
    paper: str
    text: str
    label: Status
    seen: Look

    @property
    def features(self) -> dict[str, float]:
        """What the model is asked with."""
        return self.seen.features


def examples(half: int) -> list[Example]:
    """The statements of one half, in the file's order."""
    found = []
    for each in json.loads(SCITAB.read_text(encoding="utf-8")):
        if hashlib.sha256(each["id"].encode()).digest()[0] % 2 != half:
            continue
        header, rows = each["table_column_names"], each["table_content_values"]
        table, _ = given_table("t", 1, each["table_caption"], header, rows)
        text = clean(each["claim"])
        seen = look(text, find_quantities(text), board(index_table(table)))
        found.append(Example(each["id"], each["paper_id"], text, LABELS[each["label"]], seen))
    return found


def was_read(each: Example) -> bool:
    """Whether the failures of this part of the other half were read when rules were made."""
    return hashlib.sha256(each.id.encode()).digest()[1] % 2 == 0


def fit(known: Sequence[Example]) -> StatementModel:
    """Two logistic regressions, each with both of its classes weighing the same."""
    decided = [each for each in known if each.label != "unresolved"]
    left_open = _logistic(known, OPEN, [each.label == "unresolved" for each in known], STRENGTH["open"])
    holds = _logistic(decided, HOLDS, [each.label == "supported" for each in decided], STRENGTH["holds"])
    # Open is one outcome of three, not of two.
    return StatementModel(Logistic(left_open.intercept - log(2), left_open.weights), holds)


def _logistic(known: Sequence[Example], names: Sequence[str], yes: Sequence[bool], strength: float) -> Logistic:
    """Newton's method on standardised features; the penalty leaves the intercept alone."""
    seen: NDArray[Any] = np.array([[each.features[name] for name in names] for each in known])
    gold = np.array(yes, dtype=float)
    mean, spread = seen.mean(0), seen.std(0)
    spread[spread == 0] = 1.0
    inputs = np.hstack([(seen - mean) / spread, np.ones((len(known), 1))])
    share = np.where(gold == 1, 0.5 / gold.mean(), 0.5 / (1 - gold.mean())) * strength
    penalty = np.diag([1.0] * len(names) + [0.0])
    weights = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        told = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (share * (told - gold)) + penalty @ weights
        curve = (inputs * (share * told * (1 - told))[:, None]).T @ inputs + penalty
        weights -= np.linalg.solve(curve, slope)
    scaled = weights[:-1] / spread
    return Logistic(float(weights[-1] - scaled @ mean), dict(zip(names, scaled.tolist(), strict=True)))


def predict(model: StatementModel, each: Example) -> Status:
    """The most probable status, as `synth verify` gives it: only what cells speak for."""
    told = backed(model.probabilities(each.features), each.seen)
    return max(told, key=lambda status: told[status])


def decide(model: StatementModel, each: Example) -> Status:
    """Supported or contradicted, for a statement that is known to be decided."""
    return "supported" if model.holds.probability(each.features) > 0.5 else "contradicted"


def macro_f1(gold: Sequence[Status], told: Sequence[Status], labels: Sequence[Status]) -> float:
    """The mean of the labels' F1."""
    scores = []
    for label in labels:
        both = sum(g == t == label for g, t in zip(gold, told, strict=True))
        scores.append(2 * both / max(1, sum(g == label for g in gold) + sum(t == label for t in told)))
    return sum(scores) / len(scores)


def report(name: str, known: Sequence[Example], three: Sequence[Status], two: Sequence[Status]) -> None:
    """Macro-F1 of three and of two classes, and the confusion matrix (rows: gold)."""
    labels = tuple(LABELS.values())
    gold = [each.label for each in known]
    decided = [index for index, label in enumerate(gold) if label != "unresolved"]
    pairs = [gold[index] for index in decided], [two[index] for index in decided]
    print(f"{name}: macro-F1 {macro_f1(gold, three, labels):.3f} of three, {macro_f1(*pairs, labels[:2]):.3f} of two")
    for label in labels:
        row = [sum(g == label and t == other for g, t in zip(gold, three, strict=True)) for other in labels]
        print(f"  {label:13s}", *(f"{number:4d}" for number in row))


def cross_validate(name: str, known: Sequence[Example], *, seeds: int = SEEDS) -> None:
    """Every statement judged by weights that were fitted without its paper."""
    papers = sorted({each.paper for each in known})
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(papers))
        fold = {paper: int(order[index]) % FOLDS for index, paper in enumerate(papers)}
        models = [fit([each for each in known if fold[each.paper] != number]) for number in range(FOLDS)]
        three = [predict(models[fold[each.paper]], each) for each in known]
        two = [decide(models[fold[each.paper]], each) for each in known]
        report(f"{name}, other papers' weights ({seed})", known, three, two)
        calibration([(models[fold[each.paper]], each) for each in known])


def calibration(known: Sequence[tuple[StatementModel, Example]]) -> None:
    """The calibration error over adaptive bins, with its bootstrap interval, before `judge` maps the confidence."""
    told = [Labelled(backed(model.probabilities(each.features), each.seen), each.label) for model, each in known]
    error = bootstrap(told, ece)
    print(f"  ECE {error.value:.3f} [{error.low:.3f}, {error.high:.3f}] of {len(told)}, unmapped")


def across(name: str, fitted: Sequence[Example], asked: Sequence[Example]) -> None:
    """One half judged by the weights of the other."""
    model = fit(fitted)
    report(name, asked, [predict(model, each) for each in asked], [decide(model, each) for each in asked])
    calibration([(model, each) for each in asked])


def main() -> None:
    if not SCITAB.is_file():
        raise SystemExit("../shared/data/scitab is not here")
    began = process_time()
    known = examples(0)
    print(f"{len(known) / (process_time() - began):.0f} statements a second on one core, each with its table read anew")
    cross_validate("tuning half", known)
    if "--fit" in sys.argv:
        made = fit([*known, *examples(1)])
        for name, logistic in (("open", made.open), ("holds", made.holds)):
            print(f"\n[{name}]\nintercept = {logistic.intercept:.3f}\n\n[{name}.weights]")
            for feature, weight in logistic.weights.items():
                print(f"{feature} = {weight:.3f}")
    if "--report" in sys.argv:
        other, model = examples(1), fit(known)
        across("other half, the tuning half's weights", known, other)
        across("tuning half, the other half's weights", other, known)
        seen = [*known, *filter(was_read, other)]
        across("unread quarter, the weights of the rest", seen, [each for each in other if not was_read(each)])
        cross_validate("both halves", [*known, *other], seeds=2)
        print("failures that were read by hand (weights of the tuning half):")
        for each in seen:
            if each.id[:8] in READ:
                told = predict(model, each)
                print(f"  {each.id[:8]} {each.label} → {told}: {READ[each.id[:8]]}\n    {each.text}")


if __name__ == "__main__":
    main()
