"""What the verifier is worth: on SciFact's training claims by cross-validation, and on HealthVer, never trained on.

`make folds` leaves in build/verifier/folds what networks trained without each quarter of SciFact's claims say to that
quarter (claims that share an abstract are in one quarter). The weights that put sentences together are fitted on three
quarters and judge the fourth; `--fit` prints those that ship, fitted on all. The figures are of the folds' networks in
float, but for HealthVer, the speed and the loading, which are of what ships.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synth.models.train.scientific import Abstract, Evidence, ScientificClaim, read_abstracts, read_claims
from synth.models.verifier import load_verifier
from synth.records import Status
from synth.verify.calibration import Labelled, bootstrap, brier, consistency, ece
from synth.verify.entail import Weights, combine, entail
from synth.verify.entail_features import document_features
from synth.verify.statement_model import Logistic

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
FOLDS = ROOT / "build" / "verifier" / "folds"
LABELS: tuple[Status, ...] = ("supported", "contradicted", "unresolved")
DECIDED = ("first", "shared_once")
HOLDS = ("way_first", "way_words")
STRENGTH = 1.0
"""Of the penalty on each weight, in units of its feature's spread."""
STEPS = 30


@dataclass(frozen=True)
class Case:
    """A claim with one abstract, and what a network that saw neither says to each sentence."""

    claim: str
    texts: tuple[str, ...]
    told: NDArray[np.float32]
    evidence: Evidence | None
    fold: int
    features: Mapping[str, float]

    @property
    def label(self) -> Status:
        """What the annotators say."""
        if self.evidence is None:
            return "unresolved"
        return "supported" if self.evidence.label == "supported" else "contradicted"


def cases(folder: Path) -> list[Case]:
    """The claims of all folds with each abstract that they cite."""
    abstracts = read_abstracts(DATA / "scifact" / "corpus.jsonl")
    claims = {claim.id: claim for claim in read_claims(DATA / "scifact" / "claims_train.jsonl")}
    made = []
    for path in sorted(folder.glob("fold-*.npz")):
        saved = np.load(path)
        rows: dict[tuple[int, int], dict[int, Any]] = {}
        for (claim, paper, index), told in zip(saved["keys"].tolist(), saved["told"], strict=True):
            rows.setdefault((claim, paper), {})[index] = told
        for (claim, paper), told_by in rows.items():
            known, abstract = claims[claim], abstracts[paper]
            told = np.stack([told_by[index] for index in range(len(abstract.sentences))])
            features, _, _ = document_features(known.text, abstract.sentences, told)
            fold = int(path.stem.removeprefix("fold-"))
            made.append(Case(known.text, abstract.sentences, told, known.evidence.get(paper), fold, features))
    return made


def fit(known: Sequence[Case]) -> Weights:
    """The weights that put sentences together: how likely a text decides a claim, and which way a decided one goes."""
    decided = [case for case in known if case.evidence is not None]
    return Weights(
        _logistic(known, DECIDED, [case.evidence is not None for case in known]),
        _logistic(decided, HOLDS, [case.label == "supported" for case in decided]),
    )


def _logistic(known: Sequence[Case], names: Sequence[str], yes: Sequence[bool]) -> Logistic:
    """Penalised maximum likelihood by Newton's method, told in the features' own units."""
    seen: NDArray[Any] = np.array([[case.features[name] for name in names] for case in known])
    gold = np.array(yes, dtype=float)
    mean, spread = seen.mean(0), seen.std(0)
    inputs = np.hstack([(seen - mean) / spread, np.ones((len(known), 1))])
    penalty = np.diag([STRENGTH] * len(names) + [0.0])
    weights = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        told = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (told - gold) + penalty @ weights
        curve = (inputs * (told * (1 - told))[:, None]).T @ inputs + penalty
        weights -= np.linalg.solve(curve, slope)
    scaled = weights[:-1] / spread
    return Logistic(float(weights[-1] - scaled @ mean), dict(zip(names, scaled.tolist(), strict=True)))


def judged(known: Sequence[Case]) -> Iterator[tuple[Case, Mapping[Status, float], tuple[int, ...]]]:
    """Each case by weights that were fitted without its fold: probabilities and the sentences named."""
    for fold in sorted({case.fold for case in known}):
        weights = fit([case for case in known if case.fold != fold])
        for case in known:
            if case.fold == fold:
                made = combine(case.claim, case.texts, range(len(case.texts)), case.told, weights)
                yield case, made.probabilities, made.sentences


def macro_f1(gold: Sequence[Status], told: Sequence[Status]) -> tuple[float, list[float]]:
    """The mean of the labels' F1, and each."""
    scores = []
    for label in LABELS:
        both = sum(g == t == label for g, t in zip(gold, told, strict=True))
        scores.append(2 * both / max(1, sum(g == label for g in gold) + sum(t == label for t in told)))
    return sum(scores) / len(scores), scores


def report(name: str, gold: Sequence[Status], told: Sequence[Mapping[Status, float]]) -> None:
    """Macro-F1, confusion (rows: gold), calibration as `synth eval` measures it, Brier score, risk by coverage."""
    said: list[Status] = [max(LABELS, key=lambda label: each[label]) for each in told]
    mean, each_f1 = macro_f1(gold, said)
    shown = ", ".join(f"{label} {score:.3f}" for label, score in zip(LABELS, each_f1, strict=True))
    print(f"{name}: n {len(gold)}, macro-F1 {mean:.3f} ({shown})")
    for label in LABELS:
        row = [sum(g == label and t == other for g, t in zip(gold, said, strict=True)) for other in LABELS]
        print(f"  {label:13s}", *(f"{number:5d}" for number in row))
    sure = np.array([max(each.values()) for each in told])
    right = np.array([g == t for g, t in zip(gold, said, strict=True)], dtype=float)
    labelled = [Labelled(each, label) for each, label in zip(told, gold, strict=True)]
    error, chance = bootstrap(labelled, ece), consistency(labelled)
    print(
        f"  ECE {error.value:.3f} (95 % {error.low:.3f} to {error.high:.3f}; right confidences would show "
        f"{chance.value:.3f}, {chance.low:.3f} to {chance.high:.3f}), Brier {brier(labelled):.3f}"
    )
    order = np.argsort(-sure, kind="stable")
    shares = [
        f"{part:.0%}: {1 - right[order[: int(part * len(order))]].mean():.3f}" for part in (0.1, 0.25, 0.5, 0.75, 1.0)
    ]
    print("  share judged, surest first, and wrong among it:", *shares)


def cross_validated(folder: Path) -> None:
    """The figures of SciFact."""
    known = cases(folder)
    made = list(judged(known))
    report(
        "SciFact, cited abstracts, cross-validated", [case.label for case, _, _ in made], [told for _, told, _ in made]
    )
    right = said = 0
    for case, told, sentences in made:
        status = max(LABELS, key=lambda label: told[label])
        said += status != "unresolved"
        whole = case.evidence is not None and any(set(each) <= set(sentences) for each in case.evidence.sets)
        right += status == case.label and whole
    gold = sum(case.evidence is not None for case in known)
    print(
        f"  abstract label and rationale: F1 {2 * right / (said + gold):.3f} ({right} right, {said} said, {gold} gold)"
    )


def print_weights(weights: Weights) -> None:
    """The weights as `entail_weights.toml` has them."""
    print(
        "# How likely a text decides a claim, and how likely a decided claim holds; logistic, in the features' units."
    )
    print("# Fitted on SciFact's training claims by tests/benchmarks/scifact.py --fit.")
    for name, logistic in (("decided", weights.decided), ("holds", weights.holds)):
        print(f"\n[{name}]\nintercept = {logistic.intercept:.4f}\n\n[{name}.weights]")
        for feature, weight in logistic.weights.items():
            print(f"{feature} = {weight:.4f}")


def elsewhere(name: str, claims: Sequence[ScientificClaim], abstracts: Mapping[int, Abstract]) -> None:
    """What ships, on claims of another collection."""
    gold: list[Status] = []
    told = []
    begun, count = time.process_time(), 0
    for claim in claims:
        for paper in claim.cited:
            found = claim.evidence.get(paper)
            gold.append(
                "unresolved" if found is None else "supported" if found.label == "supported" else "contradicted"
            )
            told.append(entail(claim.text, abstracts[paper].sentences, abstracts[paper].title).probabilities)
            count += len(abstracts[paper].sentences)
    report(name, gold, told)
    print(f"  {count / (time.process_time() - begun):.0f} sentences a second of one core's time")


def speed() -> None:
    """Pairs a second of a process that has one core, and the time until a fresh process has its first answer."""
    abstracts = read_abstracts(DATA / "scifact" / "corpus.jsonl")
    claims = read_claims(DATA / "scifact" / "claims_train.jsonl")[:60]
    texts = [
        (claim.text, abstracts[paper].sentences, abstracts[paper].title) for claim in claims for paper in claim.cited
    ]
    verifier = load_verifier()
    verifier.read(("Made syrup is sweet.", ["Made syrup was sweet."], ""))
    begun = time.process_time()
    for text in texts:
        verifier.read(text)
    count, taken = sum(len(sentences) for _, sentences, _ in texts), time.process_time() - begun
    print(f"{count / taken:.0f} pairs a second of one core's time (claim, sentence of an abstract, title)")
    code = "from synth.models.verifier import load_verifier as l; l().read(('a', ['b'], ''))"
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True)
    print(f"{time.monotonic() - begun:.2f} s from the start of a process to its first answer")


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if not DATA.is_dir():
        raise SystemExit("../shared/data is not here")
    if not list(FOLDS.glob("fold-*.npz")):
        print("build/verifier/folds is not here: `make folds` makes what cross-validation needs", file=sys.stderr)
    elif "--fit" in sys.argv:
        print_weights(fit(cases(FOLDS)))
        return
    else:
        cross_validated(FOLDS)
    folder = DATA / "nli" / "healthver"
    elsewhere("HealthVer, dev", read_claims(folder / "claims_dev.jsonl"), read_abstracts(folder / "corpus.jsonl"))
    speed()


if __name__ == "__main__":
    main()
