"""Which cell a number is read from, and whether it is a slip of it: how often that is right, and the fit of both.

Reads the papers of ../shared/data/papers. For every number that may be read from a cell and stands in one, the rank of
that cell before the number is looked at. `--fit` writes `synth/verify/cue_weights.py` anew, from the half of the papers
that `planted.py` calls tuned: first the weights of the cues, by maximum marginal likelihood with an L2 penalty (no cell
is labelled: a number is that of its cell, or a slip of it, or drawn from its surroundings); then, with those, a
logistic model that tells planted slips from untouched numbers (`synth.verify.suspicion`).

    PYTHONPATH=. python tests/benchmarks/reading.py [--papers N] [--fit cues|suspicion]
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from synth.quantity import Quantity, is_truncated, plain_decimal
from synth.read import read_path
from synth.records import Claim, Verdict
from synth.verify import Witness, cue_weights
from synth.verify.algebra import is_readable
from synth.verify.cell_cues import CELL, NOWHERE
from synth.verify.cues import LINE, TABLE
from synth.verify.foreign import SIGNS, is_another, stands_elsewhere
from synth.verify.misreading import agreement, density, misreading, steps_of
from synth.verify.reading import Asked, cued, read_number
from synth.verify.slips import slip_steps
from synth.verify.surroundings import around_number, mention_of
from synth.verify.suspicion import SUSPICION, suspicions
from synth.verify.text import content_words
from tests.benchmarks.planted import altered_number, audited, decided, half, neighbours_of, papers, slipped

WEIGHTS = Path(__file__).parents[2] / "synth" / "verify" / "cue_weights.py"
SLIPS = 0.02
"""Share of numbers that are taken to be slips while the cues are fitted."""
PENALTY = 3e-3
FOR = {"score", "same decimals", "share printed", "cell told again", "names of the cell", "row said", "column said",
       "unit here", "row told", "column told", "pointed", "top"}  # fmt: skip
AGAINST = {"told again", "others not printed", "names not here", "names nowhere", "unit not here", "round",
           "repeated", "slips", "nowhere"}  # fmt: skip
"""Cues that can only speak for a slip, and only against one, whatever the few papers of the half say."""
DOUBT = 1.0
"""What a sign that a number is another's weighs at least; too few stand in the papers for the fit to tell."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Case:
    """One number: cues of all cells (cells × cues), how likely each makes the number, the cues of none, density."""

    paper: str
    decimals: int
    cues: NDArray[np.float16]
    likely: Floats
    agrees: NDArray[np.bool_]
    none: Floats
    density: float


def asked_for(claim: Claim, quantity: Quantity, own: Witness) -> Asked:
    """A number as `synth.verify.tables` asks for it."""
    mention = mention_of(claim, own.document.aliases)
    place = own.trails.place(claim)
    around = around_number(claim, quantity, mention, own.system, place, own.surroundings)
    trail = own.trails.around(claim, quantity)
    return Asked(claim, quantity, around, trail, place, own.surroundings.known)


def numbers(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Quantity]]:
    """Every number that may be read from a cell, once."""
    seen: set[tuple[str | None, int, int]] = set()
    for claim in claims:
        for quantity in claim.quantities:
            key = claim.anchor.file, quantity.start, quantity.end
            if key not in seen and is_readable(quantity):
                seen.add(key)
                yield claim, quantity


def case_of(paper: str, claim: Claim, quantity: Quantity, own: Witness) -> Case:
    """The cues of a number and what each cell makes of it."""
    tables, none = cued(asked_for(claim, quantity, own), own.tables, own.surroundings)
    cells = [(value, (*t.rows[value.row], *t.columns[value.column], *t.table, *cues))
             for t in tables for value, cues in t.cells]  # fmt: skip
    steps, unit = slip_steps(quantity), 10.0**-quantity.decimals
    agreed = np.array([agreement(quantity, value) for value, _ in cells], dtype=np.float32)
    slips = np.array([steps.get(steps_of(value, quantity, unit), 0.0) for value, _ in cells], dtype=np.float32)
    likely = (1 - SLIPS) * agreed + SLIPS * np.where(agreed > 0, 0, slips) + 1e-9
    drawn = density(abs(float(quantity.value)), unit, [abs(float(value.value)) for value, _ in cells])
    return Case(paper, quantity.decimals, np.array([cues for _, cues in cells], dtype=np.float16),
                likely.astype(np.float32), agreed >= 1, np.array(none, dtype=np.float32), drawn)  # fmt: skip


def fit_reading(cases: Sequence[Case], penalty: float = PENALTY) -> tuple[Floats, Floats]:
    """Weights of the cues of cells and of none: L-BFGS on the mean negative log marginal likelihood."""
    x = np.concatenate([case.cues for case in cases]).astype(np.float32)
    likely = np.log(np.concatenate([case.likely for case in cases]))
    starts = np.concatenate([[0], np.cumsum([len(case.likely) for case in cases])[:-1]])
    sizes = np.array([len(case.likely) for case in cases])
    z = np.stack([case.none for case in cases])
    drawn = np.log(np.array([case.density for case in cases]))
    width, n = x.shape[1], len(cases)

    def grouped(scores: Floats) -> tuple[Floats, Floats]:
        top = np.maximum.reduceat(scores, starts)
        part = np.exp(scores - np.repeat(top, sizes))
        total = np.add.reduceat(part, starts)
        return top + np.log(total), part / np.repeat(total, sizes)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w, u = weights[:width].astype(np.float32), weights[width:].astype(np.float32)
        cells, none = x @ w, z @ u
        over, shares = grouped(cells + likely)
        all_, priors = grouped(cells)
        right, every = np.logaddexp(over, none + drawn), np.logaddexp(all_, none)
        p_right, p_all = np.exp(over - right), np.exp(all_ - every)
        by_cell = priors * np.repeat(p_all, sizes) - shares * np.repeat(p_right, sizes)
        gradient = np.concatenate([x.T @ by_cell, z.T @ ((1 - p_all) - (1 - p_right))]) / n
        held = weights.copy()
        held[width] = 0.0  # the constant of "no table" is free
        value = float((every - right).mean() + penalty * (held @ held))
        return value, gradient.astype(np.float64) + 2 * penalty * held

    first = np.zeros(width + z.shape[1])
    first[0] = first[len(LINE)] = 2.0
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 120})
    return found.x[:width].astype(np.float32), found.x[width:].astype(np.float32)


def show_ranks(name: str, cases: Sequence[Case], weights: Floats) -> None:
    """How often the cell that a number stands in ranks first, before the number is looked at."""
    for title, wanted in (("decimals", True), ("whole numbers", False)):
        ranks = []
        for case in cases:
            if case.agrees.any() and (case.decimals > 0) == wanted:
                scores = case.cues.astype(np.float32) @ weights
                ranks.append(int((scores > scores[case.agrees].max()).sum()))
        top = [sum(rank < k for rank in ranks) / max(len(ranks), 1) for k in (1, 3, 10)]
        print(f"{name}: {len(ranks)} {title} that stand in a cell: it ranks first {top[0]:.3f}, "
              f"among three {top[1]:.3f}, among ten {top[2]:.3f}")  # fmt: skip


def shipped() -> Floats:
    """The weights that the package holds, in the order of the cues."""
    parts = ((cue_weights.ROW, LINE), (cue_weights.COLUMN, LINE), (cue_weights.TABLE, TABLE), (cue_weights.CELL, CELL))
    return np.array([weights[name] for weights, names in parts for name in names], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Look:
    """What `suspicion` sees of one number: the cues, its paper, and the kind of slip ("" where it is untouched)."""

    paper: str
    kind: str
    weight: float
    cues: Floats
    ruled_out: bool
    """Whether it cannot be a slip of that cell, for the cell is another number's or the number is another's."""
    beside: bool
    text: str


def look(paper: str, kind: str, weight: float, claim: Claim, quantity: Quantity, own: Witness) -> Look | None:
    """A second look at a number; None where it is a slip of no cell."""
    asked = asked_for(claim, quantity, own)
    reading = read_number(asked, own.tables, own.surroundings)
    again = partial(own.surroundings.retold.again, claim, content_words(claim.text), quantity)
    found = misreading(quantity, reading, again)
    if found.value is None or is_truncated(quantity, found.value.interval):
        return None
    if quantity.kind == "count" and found.value.decimals > 0:
        return None
    index = next(index for index in own.tables if index.table.number == found.value.table)
    cues = suspicions(asked, reading, found, index, own.surroundings.retold, own.tables)
    place = found.value.table, found.value.row, found.value.column
    ruled_out = (
        place in asked.trail.taken
        or is_another(asked, found.value, index)
        or stands_elsewhere(found.value, found.right)
    )
    told = f"{quantity.text} for {found.value.value} ({found.value.row_name}, {found.value.column_name}): {claim.text}"
    return Look(
        paper,
        kind,
        weight,
        np.array(cues, dtype=np.float32),
        ruled_out,
        found.beside,
        told,
    )


def looks(paper: str, claims: Sequence[Claim], verdicts: Sequence[Verdict], own: Witness, draw: random.Random,
          each: int = 2) -> Iterator[Look]:  # fmt: skip
    """Every untouched number of a paper, and `each` slips of every kind of those that a table decides."""
    for claim, quantity in numbers(claims):
        if (seen := look(paper, "", 1.0, claim, quantity, own)) is not None:
            yield seen
    done: set[tuple[str | None, int, int]] = set()
    for claim, verdict in zip(claims, verdicts, strict=True):
        for _, quantity in decided(claim, verdict, own):
            key = claim.anchor.file, quantity.start, quantity.end
            if key in done or not is_readable(quantity) or not re.fullmatch(r"\d[\d,]*(?:\.\d+)?", quantity.text):
                continue
            done.add(key)
            near = neighbours_of(quantity, own)
            right = plain_decimal(quantity.text)[0]
            for kind in ("digit", "swap", "off", "neighbour"):
                for _ in range(each):
                    text = slipped(quantity.text, kind, draw, near)
                    unit = Decimal(1).scaleb(-max(quantity.decimals, 0))
                    if text is None or abs(plain_decimal(text)[0] - right) <= unit:
                        continue
                    at = quantity.start, quantity.end
                    wrong = altered_number(claim, at, text)
                    altered = next(q for q in wrong.quantities if (q.start, q.end) == at)
                    seen = look(paper, kind, 1 / each, wrong, altered, own) if is_readable(altered) else None
                    if seen is not None:
                        yield seen


def fit_looks(seen: Sequence[Look], penalty: float = 10.0) -> tuple[float, Floats]:
    """Constant and weights of a logistic model with an L2 penalty on the standardised cues."""
    x = np.array([each.cues for each in seen], dtype=np.float64)
    planted = np.array([bool(each.kind) for each in seen], dtype=np.float64)
    weight = np.array([each.weight for each in seen])
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])

    def loss(b: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = z @ b
        gradient = z.T @ (weight * (1 / (1 + np.exp(-scores)) - planted))
        gradient[1:] += penalty * b[1:]
        value = float((weight * (np.logaddexp(0, scores) - planted * scores)).sum() + penalty / 2 * (b[1:] @ b[1:]))
        return value, gradient

    most = [-DOUBT if cue in (*SIGNS, "reported") else 0.0 if cue in AGAINST else None for cue in SUSPICION]
    bounds = [(None, None), *((0.0 if cue in FOR else None, None if top is None else top * wide)
                              for cue, top, wide in zip(SUSPICION, most, spread, strict=True))]  # fmt: skip
    found = minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[1:] / spread
    return float(found[0] - weights @ mean), weights.astype(np.float32)


def show_looks(name: str, seen: Sequence[Look], count: int, fitted: Mapping[str, Mapping[str, float]]) -> None:
    """Slips found where so many of the untouched numbers are suspected."""
    for beside in (False, True):
        each = [look for look in seen if look.beside == beside and not look.ruled_out]
        weights = fitted["BESIDE" if beside else "SUSPICION"]
        told = np.array([weights[cue] for cue in SUSPICION], dtype=np.float32)
        scores = np.array([weights["always"] + look.cues @ told for look in each])
        kinds = np.array([look.kind for look in each])
        right = np.sort(scores[kinds == ""])[::-1]
        for suspected in (0.02, 0.05, 0.1):
            least = right[min(int(suspected * count), len(right) - 1)]
            shares = [f"{kind} {(scores[kinds == kind] > least).mean():.3f}" for kind in sorted(set(kinds) - {""})]
            print(f"{name}, {'beside its cell' if beside else 'elsewhere'}: from {least:.2f}, {suspected} a paper "
                  f"suspected wrongly at most: found {', '.join(shares)}")  # fmt: skip


HEAD = '''"""The weights of the cues, by name, as `tests/benchmarks/reading.py` fitted them, rounded to two places."""

from __future__ import annotations
'''


SUSPECTED = "Of the features of a suspected slip (`suspicion.SUSPICION`)."
STANDS_BESIDE = "Of the same where the number stands in the cell beside the one that it is read from."


def write_weights(read: Sequence[tuple[str, str, Mapping[str, float]]]) -> None:
    """Name, docstring and weights of each model, in order."""
    body: list[str] = []
    for name, told, weights in read:
        lines = "".join(f'    "{cue}": {round(float(weight), 2) + 0.0},\n' for cue, weight in weights.items())
        body.append(f'{name} = {{\n{lines}}}\n"""{told}"""\n')
    WEIGHTS.write_text(f"{HEAD}\n{''.join(body)}", encoding="utf-8")


def named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    """Weights by the names of their cues."""
    return {name: float(weight) for name, weight in zip(names, weights, strict=True)}


def reading_weights(w: Floats, u: Floats) -> list[tuple[str, str, Mapping[str, float]]]:
    """What `fit_reading` gives, as `write_weights` takes it."""
    line, table = len(LINE), len(TABLE)
    return [
        ("ROW", "Of the features of a row (`cues.LINE`).", named(LINE, w[:line])),
        ("COLUMN", "Of the features of a column (`cues.LINE`).", named(LINE, w[line : 2 * line])),
        ("TABLE", "Of the features of a table (`cues.TABLE`).", named(TABLE, w[2 * line : 2 * line + table])),
        ("CELL", "Of the features of a cell (`cell_cues.CELL`).", named(CELL, w[2 * line + table :])),
        ("NOWHERE", "Of the case that no table holds the number (`cell_cues.NOWHERE`).", named(NOWHERE, u)),
    ]


def looks_weights(seen: Sequence[Look]) -> list[tuple[str, str, Mapping[str, float]]]:
    """Fitted weights of the second look, as `write_weights` takes them."""
    found: list[tuple[str, str, Mapping[str, float]]] = []
    for name, beside, told in (
        ("SUSPICION", False, SUSPECTED),
        ("BESIDE", True, STANDS_BESIDE),
    ):
        always, weights = fit_looks([each for each in seen if each.beside == beside and not each.ruled_out])
        found.append((name, told, {"always": always} | named(SUSPICION, weights)))
    return found


def main() -> None:
    """Prints the figures of both halves, and fits one of the two models where that is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=0, help="a sample of that size (all)")
    parser.add_argument("--fit", choices=("cues", "suspicion"), help="write these weights anew, in this order")
    given = parser.parse_args()
    paths = papers(given.papers)
    cases: dict[str, list[Case]] = {"tuned": [], "reported": []}
    seen: dict[str, list[Look]] = {"tuned": [], "reported": []}
    for path in paths:
        claims, own, verdicts = audited(read_path(path))
        if not own.tables:
            continue
        if given.fit != "suspicion":
            cases[half(path.stem)].extend(case_of(path.stem, *each, own) for each in numbers(claims))
        if given.fit != "cues":
            seen[half(path.stem)].extend(looks(path.stem, claims, verdicts, own, random.Random(f"0 {path.stem}")))
    weights = shipped()
    suspected: list[tuple[str, str, Mapping[str, float]]]
    suspected = [("SUSPICION", SUSPECTED, cue_weights.SUSPICION), ("BESIDE", STANDS_BESIDE, cue_weights.BESIDE)]
    if given.fit == "cues":
        weights, none = fit_reading(cases["tuned"])
        write_weights([*reading_weights(weights, none), *suspected])
    elif given.fit == "suspicion":
        none = np.array([cue_weights.NOWHERE[cue] for cue in NOWHERE], dtype=np.float32)
        suspected = looks_weights(seen["tuned"])
        write_weights([*reading_weights(weights, none), *suspected])
    for name in ("tuned", "reported"):
        if cases[name]:
            show_ranks(name, cases[name], weights)
        if seen[name]:
            count = sum(half(path.stem) == name for path in paths)
            show_looks(name, seen[name], count, {title: found for title, _, found in suspected})


if __name__ == "__main__":
    main()
