"""Which two cells a change is read from, and whether it is a slip of them: how often that is right, and the fit.

Reads the papers of ../shared/data/papers. For every gain and loss that some pair of cells gives, the rank of the first
such pair before the number is looked at; and of planted slips of changes how many are contradicted, beside the share of
untouched changes that are. Papers that `extraction.py` reports on are left out of the half that `planted.py` calls
tuned. `--fit` writes `synth/verify/pair_weights.py` anew from that half: maximum marginal likelihood (no pair is
labelled: a change is that of its pair, or drawn from its surroundings) with an L2 penalty that draws the weights to
`START`. The pairs that are looked at, and the habits of a paper, are those that the present weights give: fit twice.

    PYTHONPATH=. python tests/benchmarks/pairs.py [--papers N] [--fit]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from synth.extract.claims import extract_claims
from synth.quantity import Quantity, plain_decimal
from synth.read import read_path
from synth.records import Claim
from synth.verify import Witness, pair_weights, witness
from synth.verify.index import TableIndex
from synth.verify.misreading import density
from synth.verify.pair_cells import (
    FIRST_CELL,
    FORM,
    SECOND_CELL,
    WAY,
    first_cell_cues,
    form_cues,
    second_cell_cues,
    way_cues,
)
from synth.verify.pair_cues import (
    NO_PAIR,
    PLACE,
    RELATION,
    SIDE,
    TABLE,
    Change,
    no_pair_cues,
    place_cues,
    relation_cues,
    side_cues,
    table_cues,
)
from synth.verify.pair_lines import Leaders, is_turned, line_names
from synth.verify.pair_reading import agreement, asked_change, pair_size
from synth.verify.pair_survey import changes
from synth.verify.pairs import PRINTED, Pair, leaders, printed_cues, score_pairs
from synth.verify.surroundings import mention_of
from synth.verify.tables import check_quantity
from tests.benchmarks.extraction import gold_papers, half_of
from tests.benchmarks.planted import altered_number, half, papers, slipped

WEIGHTS = Path(__file__).parents[2] / "synth" / "verify" / "pair_weights.py"
PENALTY = 1.5
"""Of the sum of squared distances from `START`, beside the sum of the log likelihoods."""
MOST_PAIRS = 1200
"""Pairs of one change that are fitted: those of the highest scores."""
STEPS = 100
BLOCKS: dict[str, tuple[tuple[str, ...], str]] = {
    "TABLE": (TABLE, "Of a table (`pair_cues.TABLE`)."),
    "FIRST": (SIDE, "Of the line that changed (`pair_cues.SIDE`)."),
    "SECOND": (SIDE, "Of the line that it is compared with (`pair_cues.SIDE`)."),
    "RELATION": (RELATION, "Of both lines together (`pair_cues.RELATION`)."),
    "PLACE": (PLACE, "Of the place where they are compared (`pair_cues.PLACE`)."),
    "FIRST_CELL": (FIRST_CELL, "Of the first cell (`pair_cells.FIRST_CELL`)."),
    "SECOND_CELL": (SECOND_CELL, "Of the second cell (`pair_cells.SECOND_CELL`)."),
    "WAY": (WAY, "Of both cells together (`pair_cells.WAY`)."),
    "FORM": (FORM, "Of how they are compared (`pair_cells.FORM`)."),
    "NO_PAIR": (NO_PAIR, "Of the case that no table holds the change (`pair_cues.NO_PAIR`)."),
    "PRINTED": (PRINTED, "Of a change that the table prints (`pairs.PRINTED`)."),
}
"""The features of each group of weights, in order, and its docstring."""
START: dict[str, dict[str, float]] = {
    "TABLE": {
        "referred to": 0.9, "other referred to": -0.7, "paragraph": 1.0, "other paragraph": -0.6, "caption": 0.6,
        "numbers around": 1.2, "numbers elsewhere": -0.8, "other split": -0.3, "metric": 0.3, "dataset": 0.4,
        "dataset missing": -0.3, "distance": -1.0,
    },
    "FIRST": {
        "named": 1.0, "named in full": 0.5, "behind the best named": -0.3, "context": 0.3, "as subject": 1.0,
        "as baseline": -0.8, "beside": 0.3, "own said": 1.0, "own unsaid": 0.6, "cited": -0.5, "last": 0.3,
        "nearby number": 0.7, "same sentence": 0.6, "standard": -0.7, "average asked": 0.3, "context as subject": 0.7,
        "counted out": 1.0,
    },
    "SECOND": {
        "named": 0.8, "named in full": 0.4, "context": 0.2, "as subject": -0.5, "as baseline": 1.5,
        "standard alone": 1.0, "standard": 0.4, "own said": -0.6, "own unsaid": -0.3, "cites the same": 1.0,
        "cited before": 0.5, "first": 0.3, "nearby number": 0.5, "same sentence": 0.5, "context as baseline": 0.7,
        "counted out": 1.0,
    },
    "RELATION": {
        "one context": 0.5, "adjacent": 0.2, "part of the other": 0.5, "part of the other, rest named": 0.8,
        "without something": 0.2, "without what is named": 0.5,
    },
    "PLACE": {
        "named": 1.0, "named in full": 0.5, "behind the best named": -0.5, "context": 0.3, "dataset": 0.5,
        "metric": 0.5, "average asked": 1.0, "average unasked": 0.5, "nameless": 0.3, "only": 0.5,
        "nearby number": 0.7, "same sentence": 0.7, "beside": 0.5, "last": 0.2,
    },
    "FIRST_CELL": {"stated": 1.0, "stated near": 0.4, "bold": 0.5, "decimals": 0.5},
    "SECOND_CELL": {"stated": 0.6, "stated near": 0.5, "bold": -0.3, "best asked": 0.6, "best cited asked": 1.2},
    "WAY": {"right way": 0.7, "wrong way": -1.7, "both stated": 1.0},
    "FORM": {"columns": -1.0, "relative": -1.3, "relative said": 2.2},
    "NO_PAIR": {"always": 6.0, "digits": 0.8, "whole": 0.5},
    "PRINTED": {"delta": 2.0, "delta named": 1.0, "right way": 0.5, "bold": 0.3, "other baseline": -1.0},
}  # fmt: skip
"""What the features are taken to say before any paper is read; those left out say nothing."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One change: cues of its pairs (pairs × cues), how well each gives the number, the cues of none, density."""

    cues: NDArray[np.float32]
    agreed: Floats
    none: NDArray[np.float32]
    density: float


class Axis:
    """The cues of the lines of one axis of a table, and of those across, as `synth.verify.pairs` works them out."""

    def __init__(self, index: TableIndex, change: Change, *, by_row: bool) -> None:
        self.change = change
        self.lines, cross = (index.rows, index.columns) if by_row else (index.columns, index.rows)
        self.sides = side_cues(index, self.lines, change, by_row=by_row)
        self.places = place_cues(index, cross, change, by_row=not by_row)
        self.names = line_names(self.lines)
        self.near = {place: cues[0] for place, cues in self.sides.items()}
        self.ahead: dict[int, Leaders] = {}

    def cues(self, pair: Pair) -> list[tuple[str, tuple[float, ...]]]:
        """The cues of one pair by group, that of its table left out."""
        first, second, place = pair.sides
        found = [("FIRST", self.sides[first.position]), ("PLACE", self.places[place.position])]
        if second is None or pair.second is None:
            return [*found, ("PRINTED", printed_cues(pair.first, self.change, self.lines))]
        turned = is_turned(place, self.change.claim)
        if place.position not in self.ahead:
            self.ahead[place.position] = leaders(self.lines, place.position, turned=turned)
        one = first_cell_cues(pair.first, self.change)
        other = second_cell_cues(pair.second, self.change, self.ahead[place.position])
        rises, stated = pair.first.value > pair.second.value, one[0] > 0 and other[0] > 0
        return [
            *found,
            ("SECOND", self.sides[second.position]),
            ("RELATION", relation_cues(first, second, self.change, self.names, self.near)),
            ("FIRST_CELL", one),
            ("SECOND_CELL", other),
            ("WAY", way_cues(self.change, rises=rises, turned=turned, stated=stated)),
            ("FORM", form_cues(self.change, by_row=pair.by_row, relative=pair.relative)),
        ]


PAIR_BLOCKS = [name for name in BLOCKS if name != "NO_PAIR"]
ENDS = np.cumsum([len(BLOCKS[name][0]) for name in PAIR_BLOCKS])
AT = {name: int(end) - len(BLOCKS[name][0]) for name, end in zip(PAIR_BLOCKS, ENDS, strict=True)}
WIDTH = int(ENDS[-1])


def case_of(claim: Claim, quantity: Quantity, own: Witness) -> Case:
    """The cues of a change and what each of its likeliest pairs makes of it."""
    mention = mention_of(claim, own.document.aliases)
    change, distances = asked_change(claim, quantity, mention, own.trails, own.system, own.surroundings)
    scored = score_pairs(change, own.tables, distances).pairs
    order = sorted(range(len(scored)), key=lambda place: -scored[place].score)[:MOST_PAIRS]
    pairs = [scored[place] for place in order]
    by_number = {index.table.number: index for index in own.tables}
    heads: dict[int, tuple[float, ...]] = {}
    axes: dict[tuple[int, bool], Axis] = {}
    cues = np.zeros((len(pairs), WIDTH), np.float32)
    for row, pair in enumerate(pairs):
        number = pair.first.table
        if (number, pair.by_row) not in axes:
            axes[number, pair.by_row] = Axis(by_number[number], change, by_row=pair.by_row)
            heads[number] = table_cues(by_number[number], change, distances.get(number, 1.0))
        for name, part in (("TABLE", heads[number]), *axes[number, pair.by_row].cues(pair)):
            cues[row, AT[name] : AT[name] + len(part)] = part
    sizes = [pair_size(pair, quantity) for pair in pairs]
    agreed = np.array([agreement(quantity, pair, size) for pair, size in zip(pairs, sizes, strict=True)])
    drawn = density(abs(float(quantity.value)), 10.0**-quantity.decimals, sizes)
    return Case(cues, agreed, np.array(no_pair_cues(change), np.float32), drawn)


def fit_pairs(cases: Sequence[Case], start: Floats, penalty: float = PENALTY) -> Floats:
    """Weights of the cues of pairs and then of none: L-BFGS on the negative log marginal likelihood."""
    x = np.concatenate([case.cues for case in cases])
    agreed = np.concatenate([case.agreed for case in cases])
    sizes = np.array([len(case.agreed) for case in cases])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    z = np.stack([case.none for case in cases])
    drawn = np.array([case.density for case in cases])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = (x @ weights[:WIDTH].astype(np.float32)).astype(np.float64)
        none = (z @ weights[WIDTH:].astype(np.float32)).astype(np.float64)
        top = np.maximum(np.maximum.reduceat(scores, starts), none)
        likely, nowhere = np.exp(scores - np.repeat(top, sizes)), np.exp(none - top)
        whole = np.add.reduceat(likely, starts) + nowhere
        right = np.add.reduceat(likely * agreed, starts) + nowhere * drawn + 1e-9 * whole
        by_pair = likely * (1 / np.repeat(whole, sizes) - (agreed + 1e-9) / np.repeat(right, sizes))
        by_none = nowhere * (1 / whole - (drawn + 1e-9) / right)
        gradient = np.concatenate([x.T @ by_pair.astype(np.float32), z.T @ by_none.astype(np.float32)])
        away = weights - start
        value = float(-np.log(right / whole).sum() + penalty * (away @ away))
        return value, gradient.astype(np.float64) + 2 * penalty * away

    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x


def show_ranks(name: str, cases: Sequence[Case], weights: Floats) -> None:
    """How often a pair that gives the number ranks first, before the number is looked at; and the mean likelihood."""
    ranks: list[int] = []
    told: list[float] = []
    for case in cases:
        scores, none = case.cues @ weights[:WIDTH], float(case.none @ weights[WIDTH:])
        top = max(float(scores.max()), none)
        likely, nowhere = np.exp(scores - top), np.exp(none - top)
        told.append(float(np.log((likely @ case.agreed + nowhere * case.density) / (likely.sum() + nowhere) + 1e-9)))
        if case.agreed.any():
            ranks.append(int((scores > scores[case.agreed > 0].max()).sum()))
    first, third = (sum(rank < k for rank in ranks) / max(len(ranks), 1) for k in (1, 3))
    print(f"{name}: {len(cases)} changes, {len(ranks)} that some pair gives: it ranks first {first:.3f}, "
          f"among three {third:.3f}; mean log likelihood {sum(told) / max(len(told), 1):.3f}")  # fmt: skip


def count_slips(counts: Counter[str], claims: Sequence[Claim], own: Witness, draw: random.Random) -> None:
    """Untouched changes and one slip of each kind of them, and how many of each are contradicted."""
    for claim, quantity in changes(claims):
        variants = [("untouched", claim, quantity)]
        for kind in ("digit", "swap", "off"):
            text = slipped(f"{abs(quantity.value)}", kind, draw, ())
            unit = Decimal(1).scaleb(-quantity.decimals)
            if quantity.bound is None and text and abs(plain_decimal(text)[0] - abs(quantity.value)) > unit:
                wrong = altered_number(claim, (quantity.start, quantity.end), text)
                value, decimals = plain_decimal(text)
                variants.append((kind, wrong, replace(quantity, text=text, value=value, decimals=decimals)))
        for kind, given, asked in variants:
            mention = mention_of(given, own.document.aliases)
            check = check_quantity(
                given, asked, own.tables, mention, "own_table", own.trails, own.system, own.surroundings
            )
            counts[kind] += 1
            counts[f"{kind} contradicted"] += check is not None and check.status == "contradicted"


def show_slips(name: str, counts: Counter[str]) -> None:
    """The share of each kind that is contradicted."""
    shares = [f"{kind} {counts[f'{kind} contradicted']} of {counts[kind]} = "
              f"{counts[f'{kind} contradicted'] / max(counts[kind], 1):.3f}"
              for kind in ("digit", "swap", "off", "untouched")]  # fmt: skip
    print(f"{name}: contradicted {', '.join(shares)}")


def packed(weights: Mapping[str, Mapping[str, float]]) -> Floats:
    """Weights by name in the order of the cues, those of none last."""
    order = [*PAIR_BLOCKS, "NO_PAIR"]
    return np.array([weights[block].get(name, 0.0) for block in order for name in BLOCKS[block][0]])


def shipped() -> Floats:
    """The weights that the package holds."""
    return packed({block: getattr(pair_weights, block) for block in BLOCKS})


def write_weights(weights: Floats) -> None:
    """Writes all groups anew, rounded to two places."""
    body = ""
    for block, (names, told) in BLOCKS.items():
        at = AT.get(block, WIDTH)
        found = (round(float(weight), 2) + 0.0 for weight in weights[at : at + len(names)])
        lines = "".join(f'    "{name}": {weight:.2f},\n' for name, weight in zip(names, found, strict=True))
        body += f'{block} = {{\n{lines}}}\n"""{told}"""\n'
    WEIGHTS.write_text(f"{HEAD}\n{body}", encoding="utf-8")


HEAD = '''"""The weights of the features of changes, by name, as `tests/benchmarks/pairs.py` fitted them, rounded."""

from __future__ import annotations
'''


def main() -> None:
    """Prints the figures of both halves, with weights fitted anew where that is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=0, help="a sample of that size (all)")
    parser.add_argument("--fit", action="store_true", help="fit the weights on the tuned half and write them")
    given = parser.parse_args()
    paths = papers(given.papers)
    reported = {paper for paper in gold_papers() if half_of(paper) == "report"}
    cases: dict[str, list[Case]] = {"tuned": [], "reported": []}
    counts: dict[str, Counter[str]] = {"tuned": Counter(), "reported": Counter()}
    for path in paths:
        name = half(path.stem)
        if name == "tuned" and path.stem in reported:
            continue
        document = read_path(path)
        claims = extract_claims(document)
        own = witness(document, claims)
        if not own.tables:
            continue
        found = (case_of(claim, quantity, own) for claim, quantity in changes(claims))
        cases[name].extend(case for case in found if len(case.agreed))
        count_slips(counts[name], claims, own, random.Random(f"0 {path.stem}"))
    for name in ("tuned", "reported"):
        show_ranks(name, cases[name], shipped())
        show_slips(name, counts[name])
    if given.fit:
        weights = fit_pairs(cases["tuned"], packed(START))
        print(f"fitted weights differ from the present ones by {np.abs(weights - shipped()).max():.2f} at most, "
              f"{np.abs(weights - shipped()).mean():.3f} on average")  # fmt: skip
        for name in ("tuned", "reported"):
            show_ranks(f"{name}, fitted", cases[name], weights)
        write_weights(weights)


if __name__ == "__main__":
    main()
