"""The judge: its weights, and how often a verdict of a confidence is right, on claims that it was not fitted to.

    python tests/benchmarks/judge.py [--fit [statements]] [--papers N]

Without an option prints the report card by cross-validation over papers; `--fit` then fits on everything and writes
`synth/verify/judge_weights.toml`; `--fit statements` fits anew what statements about tables take their confidence from,
and leaves the rest, for which what `make folds` leaves is needed. Quick to do again (about three minutes on one core),
and it should be whenever the arithmetic over tables, logs or text changes. The same inputs give the same bytes.

Fitted on: numbers with a verdict by hand (`tests/gold/extraction.csv`, `verdicts.csv`), numbers that an earlier program
contradicted, read by hand (`tests/gold/audit_verdicts.csv`), claims about experiment logs (`run_claims.csv`,
`run_claims_independent.csv`), what the verifier says to SciFact's training claims (by networks that did not see them,
as `make folds` leaves them), and errors planted in the tables' numbers of a sample of papers (`planted.py`), which are
fitted to and never reported on. What a source weighs (`WEIGHT`) was chosen by Brier score on the gold audit claims.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from math import fsum, log
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize

from synth.extract.claims import extract_claims
from synth.read import read_path
from synth.records import AGAINST, STATUSES, Against, Anchor, Check, Claim, Status
from synth.runs import load_runs
from synth.verify import verify_claim, witness
from synth.verify.calibration import (
    Labelled,
    accuracy,
    area_under_risk,
    bins,
    bootstrap,
    brier,
    consistency,
    ece,
    f1,
    macro_f1,
    risk_coverage,
)
from synth.verify.confidence import Beta, as_sure, held_back, most_probable
from synth.verify.judge import DECIDED, JudgeModel, judge
from synth.verify.judge_features import OPEN, Kind, Weight, features, openness
from synth.verify.runs_check import check_runs
from synth.verify.runs_index import RunIndex, index_runs
from synth.verify.statement import backed
from synth.verify.text import check_text
from synth.verify.text import statements as known_statements
from tests.benchmarks import planted, scifact, scitab
from tests.benchmarks.run_claims import claim as lone_claim

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
GOLD = ROOT / "tests" / "gold"
WEIGHTS = ROOT / "synth" / "verify" / "judge_weights.toml"
HANDS: dict[str, Status] = {
    "supported": "supported",
    "contradicted": "contradicted",
    "undecidable": "unresolved",
}
READ_BY_HAND = (("extraction.csv", "read"), ("verdicts.csv", "drawn"), ("audit_verdicts.csv", "audited"))
"""Files of numbers with a verdict by hand, and what a number of each is called: all of a passage, drawn at random from
60 papers' numbers, or once contradicted by the program."""
AUDIT = tuple(source for _, source in READ_BY_HAND)
FOLDS = 10
WEIGHT = {"planted": 0.1, "documents": 0.1, "logs": 0.3}
"""What a case of a source weighs beside a number of a paper read by hand: these say what their own kinds of evidence
are worth, and should say little of how probable a status is where nothing was checked."""
AHEAD = 0.02
"""Log-odds by which `unresolved` is ahead of every status while nothing was checked, so that nothing is supported
without evidence. Hardly more than shows in four decimals: the log loss of papers left out is greater at 0.25."""
STRENGTH = 1.0
"""Of the penalty on a weight's squared distance from what is assumed of it."""
SMALL = 4.0
"""Of the penalty on the square of what an open claim's own look adds, of which nothing is assumed; by the log loss of
papers left out, which is 0.527 at 0.1, 0.519 at 1 and 0.515 here."""
APART_PLANTED = 0.01
"""Of the penalty on the square of how far planted errors start from other claims: all of them are contradicted, which
says what evidence is worth and nothing of how probable a status is without any."""
ASSUMED: dict[Against, Weight] = {
    "own_text": (0.2, 0.2),
    "own_table": (1.0, 1.0),
    "other_paper": (0.8, 0.8),
    "run": (1.0, 1.0),
}
"""What is assumed of a kind of evidence before any data: surer kinds first. Where no data speak it is what ships."""
HEARD: Mapping[Against, float] = {"other_paper": 0.05}
"""The least that it is worth that a kind of evidence says so at all. Of other papers each must count for something, or
a second one of the same authors, which halves its confidence, would add nothing to the first."""
APART: Weight = (4.0, 1.0)
"""What is assumed of a check that finds a claim not comparable: a rule says so, and few labelled claims are such."""
DECISIVE = 0.55
"""Confidence from which a contradiction by an own table is the verdict where nothing else speaks. Such checks are made
beyond thresholds of their own; some twenty read by hand say how sure a verdict may be, not that there is none."""
COPIED = 0.8
"""Confidence of a contradiction by an own table that the surest word of the paper's own text must not outweigh."""
T = TypeVar("T")
COVERAGES = (0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Case:
    """Checks of one claim with what it is; `group` is kept whole in cross-validation."""

    source: str
    group: str
    checks: tuple[Check, ...]
    label: Status
    claim: Claim | None = None
    """Where it is a number of a paper, held against the paper's own tables."""


# ---------------------------------------------------------------- the claims


def gold_cases() -> Iterator[Case]:
    """Numbers with a verdict by hand: of hand-read passages, drawn at random, and once contradicted by the program."""
    wanted: dict[str, list[tuple[dict[str, str], Status, str]]] = defaultdict(list)
    for name, source in READ_BY_HAND:
        with (GOLD / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["verdict"] in HANDS:
                    wanted[row["file"]].append((row, HANDS[row["verdict"]], source))
    for file, rows in sorted(wanted.items()):
        document = read_path(SHARED / file)
        claims = extract_claims(document)
        own = witness(document, claims)
        starts = [0, *accumulate(len(line) for line in document.files[0].text.splitlines(keepends=True))]
        for row, label, source in rows:
            found = next((claim for claim in claims if _holds(claim, row, starts)), None)
            if found is not None:
                yield Case(source, Path(file).stem, verify_claim(found, own).checks, label, found)


def _holds(claim: Claim, row: dict[str, str], starts: Sequence[int]) -> bool:
    """Whether a claim holds the number of a row, which is named by its offsets or by its line and how it is written."""
    for quantity in claim.quantities:
        if "start" in row:
            if (quantity.start, quantity.end) == (int(row["start"]), int(row["end"])):
                return True
        elif quantity.text.lstrip("+-") == row["claimed"].lstrip("+-") and (
            bisect_right(starts, quantity.start) == int(row["line"])
        ):
            return True
    return False


def run_cases() -> Iterator[Case]:
    """Claims about experiment logs."""
    held: dict[str, RunIndex] = {}
    for name in ("run_claims.csv", "run_claims_independent.csv"):
        with (GOLD / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                logs = row.get("logs", "")
                if logs not in held:
                    folder = ROOT / "tests" / "runs" / logs if logs.startswith("made/") else SHARED / "logs" / logs
                    runs = load_runs(folder)
                    held[logs] = index_runs(runs.results(), runs.runs, at_step=_steps(runs))
                check = check_runs(lone_claim(row["claim"]), held[logs])
                label = next(status for status in STATUSES if status == row["label"].split("|")[0])
                yield Case("logs", f"{logs} {row['id']}", (check,) if check else (), label)


def _steps(runs: Any) -> Callable[[int], tuple[Any, ...]]:
    return lambda step: tuple(runs.measurements(step=step))


def document_cases() -> Iterator[Case]:
    """What the verifier decides of SciFact's training claims, as a check by another paper."""
    if not list(scifact.FOLDS.glob("fold-*.npz")):
        return
    for case, told, _ in scifact.judged(scifact.cases(scifact.FOLDS)):
        status = max(scifact.LABELS, key=lambda label: told[label])
        if status != "unresolved":
            anchor = Anchor("abstract", None, None, 0, 1, "")
            check = Check("other_paper", status, told[status], "as the verifier reads it", anchors=(anchor,))
            yield Case("documents", f"scifact {case.fold}", (check,), case.label)


def planted_cases(papers: int) -> Iterator[Case]:
    """Errors planted in a sample of papers, one of each number that a table decides."""
    paths = sorted([*planted.PAPERS.glob("tex/*.tex"), *planted.PAPERS.glob("library/*.tex")])
    for path in sorted(random.Random(1).sample(paths, min(papers, len(paths)))):
        document = read_path(path)
        claims, own, verdicts = planted.audited(document)
        for plant in planted.plants(document, claims, verdicts, own, random.Random(f"0 {path.stem}")):
            claim = plant.claims[0]
            yield Case("planted", path.stem, verify_claim(claim, own).checks, "contradicted", claim)


# ---------------------------------------------------------------- the fit


def fit(cases: Sequence[Case]) -> JudgeModel:
    """Penalised maximum likelihood with no weight below 0 and `unresolved` ahead where nothing was checked."""
    kinds: list[Kind] = [(against, status) for against in AGAINST for status in DECIDED]
    seen: NDArray[Any] = np.zeros((len(cases), len(kinds), 2))
    for row, case in enumerate(cases):
        for kind, strength in features(case.checks).items():
            seen[row, kinds.index(kind)] = strength
    side = np.array([DECIDED.index(status) for _, status in kinds])
    towards = np.where(side[None, :] == np.arange(len(DECIDED))[:, None], 1.0, -1.0)  # (statuses, kinds)
    gold = np.array([([*DECIDED, "unresolved"]).index(case.label) for case in cases])
    weight = np.array([WEIGHT.get(case.source, 1.0) for case in cases])
    assumed = np.array([APART if status == "not_comparable" else ASSUMED[against] for against, status in kinds])
    left_open = np.array([[openness(case.claim, case.checks).get(name, 0.0) for name in OPEN] for case in cases])
    planted_ones = np.array([[float(case.source == "planted")] for case in cases])
    parts = np.cumsum([len(DECIDED), len(OPEN), len(DECIDED)])

    def cost(values: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        start, opened, moved, rest = np.split(values, parts)
        weights = rest.reshape(len(kinds), 2)
        begin = start + planted_ones * moved - (left_open @ opened)[:, None]
        raised = np.hstack([(seen * weights).sum(2) @ towards.T + begin, np.zeros((len(cases), 1))])
        top = raised.max(1, keepdims=True)
        told = np.exp(raised - top)
        told /= told.sum(1, keepdims=True)
        apart = told.copy()
        apart[np.arange(len(cases)), gold] -= 1
        apart *= weight[:, None]
        likely = np.log(told[np.arange(len(cases)), gold])
        decided = apart[:, : len(DECIDED)]
        slope = np.einsum("ck,ckp->kp", decided @ towards, seen) + 2 * STRENGTH * (weights - assumed)
        penalty = STRENGTH * ((weights - assumed) ** 2).sum() + SMALL * (opened**2).sum()
        penalty += APART_PLANTED * (moved**2).sum()
        slopes = (
            decided.sum(0),
            2 * SMALL * opened - decided.sum(1) @ left_open,
            (decided * planted_ones).sum(0) + 2 * APART_PLANTED * moved,
            slope.ravel(),
        )
        return float(penalty - (weight * likely).sum()), np.concatenate(slopes)

    begun = np.concatenate([[-0.5, -1.0, -3.0], [0.5] * len(OPEN), [0.0] * len(DECIDED), assumed.ravel()])
    bounds = [(-6.0, -AHEAD)] * len(DECIDED) + [(0.0, 6.0)] * len(OPEN)
    bounds += [(-8.0, 8.0)] * len(DECIDED)
    bounds += [bound for against, _ in kinds for bound in ((HEARD.get(against, 0.0), 6.0), (0.0, 6.0))]
    values = minimize(cost, begun, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000}).x
    start_values, opened_values, _, rest = np.split(values, parts)
    pairs = rest.reshape(len(kinds), 2)
    weights = {kind: (round(float(a), 3), round(float(b), 3)) for kind, (a, b) in zip(kinds, pairs, strict=True)}
    start = {status: round(float(value), 3) for status, value in zip(DECIDED, start_values, strict=True)}
    opened = {name: round(float(value), 3) for name, value in zip(OPEN, opened_values, strict=True)}
    return _kept_in_rules(JudgeModel("fitted", start, weights, Beta(1.0, 1.0, 0.0), opened))


def _kept_in_rules(model: JudgeModel) -> JudgeModel:
    """The model with a table's contradiction strong enough to be a verdict, the paper's own words weaker than it."""
    table: Kind = ("own_table", "contradicted")
    words: Kind = ("own_text", "supported")
    weights = dict(model.weights)

    def contradicted(*checks: Check) -> bool:
        return judge(checks, replace(model, weights=weights)).status == "contradicted"

    while not contradicted(Check(*table, DECISIVE, "")):
        said, surely = weights[table]
        weights[table] = (round(said + 0.01, 3), surely)
    while not contradicted(Check(*table, COPIED, ""), Check(*words, 1.0, "")):
        said, surely = weights[words]
        weights[words] = (round(0.95 * said, 3), round(0.95 * surely, 3))
    return replace(model, weights=weights)


def cross_validated(cases: Sequence[Case]) -> list[tuple[Case, Labelled]]:
    """Every case that was not planted, judged by weights that were fitted without its paper."""
    groups = sorted({case.group for case in cases})
    order = random.Random(0).sample(groups, len(groups))
    fold = {group: place % FOLDS for place, group in enumerate(order)}
    made = []
    for number in range(FOLDS):
        model = fit([case for case in cases if fold[case.group] != number])
        made += [
            (case, Labelled(judge(case.checks, model, claim=case.claim).probabilities, case.label))
            for case in cases
            if fold[case.group] == number and case.source != "planted"
        ]
    return made


# ---------------------------------------------------------------- the report card


def statements() -> list[tuple[str, Labelled]]:
    """SciTab's statements by weights fitted without their papers, as `synth verify` gives them: by paper."""
    known = [*scitab.examples(0), *scitab.examples(1)]
    papers = sorted({each.paper for each in known})
    order = random.Random(0).sample(papers, len(papers))
    fold = {paper: place % FOLDS for place, paper in enumerate(order)}
    made = []
    for number in range(FOLDS):
        model = scitab.fit([each for each in known if fold[each.paper] != number])
        for each in known:
            if fold[each.paper] == number:
                raw = {status: round(value, 4) for status, value in model.probabilities(each.features).items()}
                made.append((each.paper, Labelled(_as_shipped(raw, each), each.label)))
    return made


def _as_shipped(raw: dict[Status, float], each: scitab.Example) -> dict[Status, float]:
    """The model's probabilities, held back where no cell speaks for the most probable status."""
    status = most_probable(raw)
    spoken = status == "unresolved" or backed(raw, each.seen)[status] == raw[status]
    return raw if spoken else held_back(raw, status)


def statement_map(judged: Sequence[tuple[str, Labelled]]) -> Beta:
    """How often a statement's confidence is right, by maximum likelihood."""
    sure = np.array([each.confidence for _, each in judged])
    right = np.array([float(each.right) for _, each in judged])
    parts = np.stack([np.log(sure), -np.log(1 - sure), np.ones_like(sure)])

    def cost(weights: NDArray[Any]) -> float:
        score = weights @ parts
        return float(np.logaddexp(0, np.where(right == 1, -score, score)).sum() + 0.01 * (weights**2).sum())

    made = minimize(cost, np.array([1.0, 1.0, 0.0]), method="L-BFGS-B", bounds=[(0, 6), (0, 6), (-6, 6)]).x
    return Beta(*(round(float(value), 3) for value in made))


def mapped_statements(judged: Sequence[tuple[str, Labelled]]) -> list[Labelled]:
    """The statements with the confidence that a map fitted on other papers gives them."""
    return [
        Labelled(as_sure(each.probabilities, learned), each.label)
        for learned, rest in _apart(judged, statement_map)
        for each in rest
    ]


def _apart(
    judged: Sequence[tuple[str, Labelled]], learn: Callable[[Sequence[tuple[str, Labelled]]], T]
) -> Iterator[tuple[T, list[Labelled]]]:
    """What is learned without each tenth of the papers, with that tenth."""
    groups = sorted({group for group, _ in judged})
    order = random.Random(1).sample(groups, len(groups))
    fold = {group: place % FOLDS for place, group in enumerate(order)}
    for number in range(min(FOLDS, len(groups))):
        rest = [each for group, each in judged if fold[group] == number]
        yield learn([pair for pair in judged if fold[pair[0]] != number]), rest


def documents() -> list[tuple[str, Labelled]]:
    """SciFact's claims with the abstracts that they cite, by networks and weights that saw none of the fold."""
    return [
        (str(case.fold), Labelled(told, case.label)) for case, told, _ in scifact.judged(scifact.cases(scifact.FOLDS))
    ]


def log_loss(labelled: Sequence[Labelled]) -> float:
    """Mean negative logarithm of what the label was given."""
    return fsum(-log(each.probabilities[each.label]) for each in labelled) / len(labelled)


def show(name: str, labelled: Sequence[Labelled]) -> None:
    """Prints the figures of one collection."""
    told = {label: bootstrap(labelled, figure) for label, figure in (("ece", ece), ("accuracy", accuracy))}
    chance = consistency(labelled)
    shown = ", ".join(
        f"{status} {f1(labelled, status):.3f}" for status in STATUSES if any(e.label == status for e in labelled)
    )
    print(f"{name}: n {len(labelled)}, macro-F1 {macro_f1(labelled):.3f} ({shown})")
    print(
        f"  accuracy {told['accuracy'].value:.3f} [{told['accuracy'].low:.3f}, {told['accuracy'].high:.3f}], "
        f"ECE {told['ece'].value:.3f} [{told['ece'].low:.3f}, {told['ece'].high:.3f}] "
        f"(right confidences would show {chance.value:.3f} [{chance.low:.3f}, {chance.high:.3f}]), "
        f"Brier {brier(labelled):.3f}, log loss {log_loss(labelled):.3f}"
    )
    curve = risk_coverage(labelled)
    points = [next(point for point in curve if point[0] >= wanted - 1e-9) for wanted in COVERAGES]
    print(f"  risk by coverage (area {area_under_risk(labelled):.3f}):", *(f"{c:.0%} {r:.3f}" for c, r in points))
    counts = Counter((each.label, each.status) for each in labelled)
    for label in STATUSES:
        if any(counts[label, status] for status in STATUSES):
            print(f"    {label:14s}", *(f"{status} {counts[label, status]:4d} " for status in STATUSES))
    print(
        "    right of those as sure:",
        *(f"{each.confidence:.2f}:{each.accuracy:.2f}({each.count})" for each in bins(labelled)),
    )


def show_own_text() -> None:
    """Prints how often a sentence that gives the claim's number gives it for the same thing, by half of the papers.

    `tests/gold/own_text.csv` names a number by file and line, the line of the other sentence, and what a person reads:
    "same" or "other". A pair that the program no longer makes is left out and counted.
    """
    with (GOLD / "own_text.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    told: Counter[tuple[str, Status, str]] = Counter()
    missed = 0
    for file in sorted({row["file"] for row in rows}):
        document = read_path(SHARED / file)
        claims = extract_claims(document)
        said = known_statements(claims)
        lines = [0, *accumulate(len(line) for line in document.files[0].text.splitlines(keepends=True))]
        for row in (row for row in rows if row["file"] == file):
            found = next((claim for claim in claims if _holds(claim, row, lines)), None)
            check = check_text(found, said, against="own_text") if found is not None else None
            at = (
                [bisect_right(lines, each.start) for each in check.anchors if isinstance(each, Anchor)] if check else []
            )
            if check is None or int(row["other_line"]) not in at:
                missed += 1
            else:
                told[planted.half(Path(file).stem), check.status, row["verdict"]] += 1
    print(f"numbers told again in the paper's own text: {len(rows)} read by hand, {missed} no longer found")
    called: tuple[Status, ...] = ("supported", "unresolved")
    for half in ("tuned", "reported"):
        for status in called:
            same, other = told[half, status, "same"], told[half, status, "other"]
            print(f"    {half}: called {status} {same + other}, of the same thing {same}")


Map = Callable[[NDArray[Any]], NDArray[Any]]


def recalibrated(judged: Sequence[tuple[str, Labelled]]) -> dict[str, float]:
    """ECE with maps of the confidence fitted on other papers: none, beta (Kull et al. 2017), isotonic."""

    def isotonic(known: Sequence[tuple[str, Labelled]]) -> Map:
        ordered = sorted((each.confidence, float(each.right)) for _, each in known)
        sure = np.array([confidence for confidence, _ in ordered])
        fitted = isotonic_regression([right for _, right in ordered]).x
        return lambda asked: np.interp(asked, sure, fitted)

    def beta(known: Sequence[tuple[str, Labelled]]) -> Map:
        learned = statement_map(known)
        return lambda asked: np.array([learned(float(each)) for each in asked])

    made = {"none": ece([each for _, each in judged])}
    for name, learn in (("beta", beta), ("isotonic", isotonic)):
        told = [
            _with_confidence(each, float(learned(np.array([each.confidence]))[0]))
            for learned, rest in _apart(judged, learn)
            for each in rest
        ]
        made[name] = ece(told)
    return made


def _with_confidence(each: Labelled, confidence: float) -> Labelled:
    """The same status with another confidence, never so low that another status would be ahead."""
    status, kept = each.status, max(0.26, min(0.99, confidence))
    rest = {other: (1 - kept) / 3 for other in STATUSES if other != status}
    return Labelled({**rest, status: kept}, each.label)


def written(model: JudgeModel, counts: Counter[str]) -> str:
    """The weights as the file has them."""
    data = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    lines = [
        "# What each kind of evidence is worth to a verdict (synth/verify/judge.py), in log-odds against `unresolved`:",
        "# `said` that a check says so at all, `surely` each unit of its log-odds beyond one half.",
        f"# Made by tests/benchmarks/judge.py --fit from {data}.",
        "# Where no labelled claim speaks of a kind, its weights are what is assumed of it there.",
        "version = 1",
        "",
        "[start]",
        *(f"{status} = {model.start[status]}" for status in DECIDED),
    ]
    for against in AGAINST:
        lines += ["", f"[{against}]"]
        for status in DECIDED:
            said, surely = model.weights[against, status]
            lines.append(f"{status} = {{ said = {said}, surely = {surely} }}")
    lines += [
        "",
        "# What `unresolved` gains where nothing decides a number of a paper (synth/verify/judge_features.py).",
        "[open]",
    ]
    lines += [f"{name} = {model.open[name]}" for name in OPEN]
    return with_statement_map("\n".join(lines) + "\n\n[statement]", model.statement)


def with_statement_map(text: str, learned: Beta) -> str:
    """The weights with another map for statements, which stands last."""
    lines = [f"{name} = {value}" for name, value in asdict(learned).items()]
    return "\n".join([text.partition("[statement]")[0] + "[statement]", *lines]) + "\n"


def main() -> int:
    """Prints the report card; with `--fit` writes the weights."""
    parser = argparse.ArgumentParser()
    told = "fit on everything, or the map of the statements alone, and write the weights that ship"
    parser.add_argument("--fit", nargs="?", const="all", choices=("all", "statements"), help=told)
    parser.add_argument("--papers", type=int, default=60, help="papers that errors are planted in")
    given = parser.parse_args()
    if not SHARED.is_dir():
        print("../shared/data is not here: nothing to measure")
        return 0
    if given.fit == "statements":
        WEIGHTS.write_text(with_statement_map(WEIGHTS.read_text(encoding="utf-8"), statement_map(statements())))
        return 0
    if given.fit and not list(scifact.FOLDS.glob("fold-*.npz")):
        parser.error(f"what the verifier says of SciFact is not in {scifact.FOLDS}: `make folds` leaves it there")
    begun = perf_counter()
    cases = [*gold_cases(), *run_cases(), *document_cases(), *planted_cases(given.papers)]
    print(f"{len(cases)} cases in {perf_counter() - begun:.0f} s")
    judged = cross_validated(cases)
    for name, sources in (
        ("gold audit claims", AUDIT),
        ("  of them, read in passages", ("read",)),
        ("  of them, drawn at random", ("drawn",)),
        ("  of them, once contradicted", ("audited",)),
        ("claims about logs", ("logs",)),
    ):
        part = [each for case, each in judged if case.source in sources]
        show(name, part)
        decided = [each for each in part if each.status in ("supported", "contradicted")]
        print(f"    decided alone: n {len(decided)}, right {accuracy(decided):.3f}, ECE {ece(decided):.3f}")
    show_own_text()
    audit = [(case.group, each) for case, each in judged if case.source in AUDIT]
    collections = {"gold audit claims": audit, "SciTab": statements()}
    show("SciTab statements", mapped_statements(collections["SciTab"]))
    if list(scifact.FOLDS.glob("fold-*.npz")):
        collections["SciFact"] = documents()
        show("SciFact claims with the abstracts that they cite", [each for _, each in collections["SciFact"]])
    for name, parts in collections.items():
        told = ", ".join(f"{way} {value:.3f}" for way, value in recalibrated(parts).items())
        print(f"ECE of {name} with a further map of the confidence, fitted on other papers: {told}")
    if given.fit:
        model = replace(fit(cases), statement=statement_map(collections["SciTab"]))
        WEIGHTS.write_text(written(model, Counter(case.source for case in cases)), encoding="utf-8")
        print(f"{WEIGHTS.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
