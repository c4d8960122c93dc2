"""Planted errors: one number that a table of the paper decides is made wrong, and the paper is audited again.

A number is taken as decided where the audit of the untouched paper supports it by an own table ("supported"), or,
without asking the audit, where it stands in exactly one cell of all tables and its sentence says every word of that
cell's row and column names ("literal"). Apart from these, and in no total, stand the numbers that a reader found
supported by an own table ("hand": the verdicts of `tests/gold`), whatever the audit says of them: among
those that the audit supports some agree with a cell by chance, and nobody could say of such a number that it is wrong.
Slips: a digit changed, two digits swapped, a few units of the last place
off, the value of a neighbouring cell, and for changes the other direction. A planted number that a rounding of the
right one could print is no error and is drawn again. Papers are split by a hash of their id; `tuned` is the half that
rules were tuned on, `reported` the other.

Planting alters the claims that hold the number; for a share of the plants (`--proof N`) the source itself is altered,
read, extracted and audited anew, and the two must agree. Prints figures, asserts nothing.

    python tests/benchmarks/planted.py [--papers N] [--seed N] [--proof N] [--show]
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from synth.extract.claims import extract_claims
from synth.pipeline.audit import place_in_line
from synth.quantity import Quantity, plain_decimal
from synth.read import read_bytes, read_path
from synth.records import Claim, Document, Verdict
from synth.verify import Witness, verify_claim, witness
from synth.verify.cells import Value
from synth.verify.index import TableIndex
from synth.verify.names import STOP, words

PAPERS = Path(__file__).parents[2].parent / "shared" / "data" / "papers"
GOLD = tuple(Path(__file__).parents[1] / "gold" / name for name in ("extraction.csv", "verdicts.csv"))
Decided = tuple[Claim, Verdict, str, Quantity]
"""A number with its claim, the claim's verdict and what says that a table decides it."""
KINDS = ("digit", "swap", "off", "neighbour", "direction")
FLIPPED = {
    "improves": "degrades", "improve": "degrade", "improved": "degraded", "improving": "degrading",
    "improvement": "degradation", "improvements": "degradations", "increases": "decreases", "increase": "decrease",
    "increased": "decreased", "increasing": "decreasing", "gain": "loss", "gains": "losses",
    "outperforms": "underperforms",
    "outperform": "underperform", "outperforming": "underperforming", "higher": "lower", "better": "worse",
}  # fmt: skip
FLIPS = FLIPPED | {down: up for up, down in FLIPPED.items()}


@dataclass(frozen=True, slots=True)
class Plant:
    """One slip: the number at `start`–`end` of a file becomes `text`; a direction has its word's offsets instead."""

    kind: str
    basis: str
    start: int
    end: int
    text: str
    claims: tuple[Claim, ...]
    at: tuple[int, int]
    """Where the quantity stands, that was made wrong."""


def papers(sample: int = 0, seed: int = 0) -> list[Path]:
    """The LaTeX papers, or a sample of that many. Raises SystemExit where they are not here."""
    if not PAPERS.is_dir():
        raise SystemExit("../shared/data/papers is not here")
    paths = sorted([*PAPERS.glob("tex/*.tex"), *PAPERS.glob("library/*.tex")])
    return sorted(random.Random(seed).sample(paths, min(sample, len(paths)))) if sample else paths


def half(paper: str) -> str:
    """`tuned` or `reported`, by a hash of the paper's id."""
    return "tuned" if sha256(paper.encode()).digest()[0] % 2 else "reported"


def literal_cell(claim: Claim, quantity: Quantity, tables: Sequence[TableIndex]) -> bool:
    """Whether the number is that of exactly one cell, and the sentence says all words of its row and column names."""
    if quantity.high is not None or quantity.bound is not None or len(str(quantity.value).strip("0.")) < 2:
        return False
    found = [
        (index, value)
        for index in tables
        for value in index.values
        if abs(value.value) == abs(quantity.value) and value.decimals == quantity.decimals
    ]
    if len(found) != 1:
        return False
    said = set(words(claim.text))
    index, value = found[0]
    names = [line.key for line in index.rows if line.position == value.row]
    names += [line.key for line in index.columns if line.position == value.column]
    wanted = [{word for word in words(name) if word not in STOP} for name in names]
    return all(each and each <= said for each in wanted)


def decided(claim: Claim, verdict: Verdict, own: Witness) -> Iterator[tuple[str, Quantity]]:
    """The numbers of a claim that a table decides, each with what says so."""
    tables = [check for check in verdict.checks if check.against == "own_table"]
    supported = any(check.status == "supported" for check in tables)
    for quantity in claim.quantities:
        literal = literal_cell(claim, quantity, own.tables)
        if quantity.high is None and quantity.bound is None and (supported or literal):
            yield "literal" if literal else "supported", quantity


def all_decided(claims: Sequence[Claim], verdicts: Sequence[Verdict], own: Witness) -> Iterator[Decided]:
    """The numbers of a paper that a table decides."""
    for claim, verdict in zip(claims, verdicts, strict=True):
        for basis, quantity in decided(claim, verdict, own):
            yield claim, verdict, basis, quantity


def read_by_hand() -> dict[str, frozenset[tuple[int, int]]]:
    """Start and end of the numbers that a reader found supported by an own table, by the name of their file."""
    found: dict[str, set[tuple[int, int]]] = {}
    for path in GOLD:
        with path.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if row["verdict"] == "supported":
                    found.setdefault(Path(row["file"]).name, set()).add((int(row["start"]), int(row["end"])))
    return {name: frozenset(places) for name, places in found.items()}


def decided_by_hand(
    claims: Sequence[Claim], verdicts: Sequence[Verdict], places: frozenset[tuple[int, int]]
) -> Iterator[Decided]:
    """The numbers at these places, if they are extracted."""
    for claim, verdict in zip(claims, verdicts, strict=True):
        for quantity in claim.quantities:
            if (quantity.start, quantity.end) in places:
                yield claim, verdict, "hand", quantity


def slipped(number: str, kind: str, draw: random.Random, neighbours: Sequence[Value]) -> str | None:
    """The printed number with a slip of a kind; None where it has no such slip."""
    places = [place for place, char in enumerate(number) if char.isascii() and char.isdigit()]
    if not places:
        return None
    if kind == "digit":
        place = draw.choice(places)
        other = draw.choice([char for char in "123456789" if char != number[place]])
        return number[:place] + other + number[place + 1 :]
    if kind == "swap":
        pairs = [(a, b) for a, b in pairwise(places) if number[a] != number[b]]
        pairs = [(a, b) for a, b in pairs if a != places[0] or number[b] != "0"]
        if not pairs:
            return None
        a, b = draw.choice(pairs)
        return number[:a] + number[b] + number[a + 1 : b] + number[a] + number[b + 1 :]
    value, decimals = plain_decimal(number)
    if kind == "off":
        moved = value + draw.choice((-1, 1)) * draw.choice((2, 3, 4, 5)) * Decimal(1).scaleb(-decimals)
        return None if moved <= 0 else f"{moved:,f}" if "," in number else f"{moved:f}"
    if kind == "neighbour" and neighbours:
        other_value = abs(draw.choice(neighbours).value).quantize(Decimal(1).scaleb(-decimals))
        return f"{other_value:,f}" if "," in number else f"{other_value:f}"
    return None


def neighbours_of(quantity: Quantity, own: Witness) -> list[Value]:
    """Values beside the cells that print the number, in the row and in the column, of the same precision."""
    found: list[Value] = []
    for index in own.tables:
        for value in index.values:
            if value.value == quantity.value and value.decimals == quantity.decimals:
                for other in index.values:
                    apart = abs(other.row - value.row) + abs(other.column - value.column)
                    if apart == 1 and other.decimals == value.decimals and other.value != value.value:
                        found.append(other)
    return found


def altered_number(claim: Claim, at: tuple[int, int], number: str) -> Claim:
    """The claim as it is read when its number at `at` is another."""
    value, decimals = plain_decimal(number)
    text, quantities = claim.text, []
    for quantity in claim.quantities:
        if (quantity.start, quantity.end) == at:
            pattern = rf"(?<![\d.,]){re.escape(quantity.text)}(?!\d|[.,]\d)"
            text = re.sub(pattern, lambda _: number, text)
            quantity = replace(quantity, text=number, value=value, decimals=decimals)
        quantities.append(quantity)
    return replace(claim, text=text, quantities=tuple(quantities))


def altered_direction(claim: Claim, word: str) -> Claim:
    """The claim as it is read when its word of direction is turned."""
    text = re.sub(rf"\b{word}\b", FLIPS[word], claim.text)
    turned = tuple(replace(q, sign=-q.sign if q.sign else None) for q in claim.quantities)
    return replace(claim, text=text, quantities=turned, direction="down" if claim.direction == "up" else "up")


def plants(document: Document, claims: Sequence[Claim], verdicts: Sequence[Verdict], own: Witness, draw: random.Random,
           by_hand: frozenset[tuple[int, int]] | None = None) -> Iterator[Plant]:  # fmt: skip
    """One slip of one kind for every decided number of a paper, kinds in turn; or for those `by_hand` instead."""
    numbers = all_decided(claims, verdicts, own) if by_hand is None else decided_by_hand(claims, verdicts, by_hand)
    sources = {source.name: source.text for source in document.files}
    seen: set[tuple[int, int]] = set()
    for claim, verdict, basis, quantity in numbers:
        at = (quantity.start, quantity.end)
        source = sources.get(claim.anchor.file or "", "")[slice(*at)]
        if at in seen or not re.fullmatch(r"\d[\d,]*(?:\.\d+)?", source):
            continue
        seen.add(at)
        concerned = tuple(each for each in claims if each.anchor.file == claim.anchor.file
                          and any((q.start, q.end) == at for q in each.quantities))  # fmt: skip
        near = neighbours_of(quantity, own)
        for kind in draw.sample(KINDS, len(KINDS)):
            if kind == "direction":
                plant = _turned(claim, quantity, basis, sources[claim.anchor.file or ""], concerned)
            else:
                plant = _misprinted(source, kind, basis, at, verdict, concerned, draw, near)
            if plant is not None:
                yield plant
                break


def _misprinted(source: str, kind: str, basis: str, at: tuple[int, int], verdict: Verdict, concerned: tuple[Claim, ...],
                draw: random.Random, near: Sequence[Value]) -> Plant | None:  # fmt: skip
    number = slipped(source, kind, draw, near)
    if number is None:
        return None
    (value, decimals), (right, _) = plain_decimal(number), plain_decimal(source)
    unit = Decimal(1).scaleb(-decimals)
    given = [check.recomputed for check in verdict.checks if check.against == "own_table" and check.recomputed]
    if abs(value - right) <= unit or any(abs(value - abs(Decimal(text))) <= unit for text in given):
        return None
    return Plant(kind, basis, *at, number, tuple(altered_number(claim, at, number) for claim in concerned), at)


def _turned(claim: Claim, quantity: Quantity, basis: str, source: str, concerned: tuple[Claim, ...]) -> Plant | None:
    if quantity.kind not in ("gain", "relative_gain") or quantity.sign is None:
        return None
    found = [m for m in re.finditer(r"[a-z]+", source[claim.anchor.start : claim.anchor.end]) if m[0] in FLIPS]
    if len(found) != 1 or found[0][0] not in claim.text:
        return None
    start, word = claim.anchor.start + found[0].start(), found[0][0]
    at = (quantity.start, quantity.end)
    turned = tuple(altered_direction(each, word) for each in concerned)
    return Plant("direction", basis, start, start + len(word), FLIPS[word], turned, at)


def audited(document: Document) -> tuple[tuple[Claim, ...], Witness, list[Verdict]]:
    """A paper's claims, the paper as a witness, and a verdict for each claim."""
    claims = extract_claims(document)
    own = witness(document, claims)
    return claims, own, [verify_claim(claim, own) for claim in claims]


def read_again(plant: Plant, own: Witness) -> list[tuple[Claim, Verdict]]:
    """The claims that hold the planted error with their verdicts, what most needs a look first."""
    return sorted(((claim, verify_claim(claim, own)) for claim in plant.claims), key=lambda each: place_in_line(*each))


def share_before(each: tuple[Claim, Verdict], claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> float:
    """The share of a paper's open claims that an audit lists before a claim."""
    own = place_in_line(*each)[:-1]
    pairs = zip(claims, verdicts, strict=True)
    left = [place_in_line(*other)[:-1] for other in pairs if other[1].status == "unresolved"]
    return (sum(other < own for other in left) + sum(other == own for other in left) / 2) / max(len(left), 1)


def found_in_source(plant: Plant, document: Document) -> bool:
    """The same with the paper read, extracted and audited anew."""
    source = document.files[0]
    text = source.text[: plant.start] + plant.text + source.text[plant.end :]
    claims, _, verdicts = audited(read_bytes(text.encode(), source.name))
    moved = (
        len(plant.text) - (plant.end - plant.start) if plant.kind == "direction" and plant.start < plant.at[0] else 0
    )
    return any(
        verdict.status == "contradicted" and any(q.start == plant.at[0] + moved for q in claim.quantities)
        for claim, verdict in zip(claims, verdicts, strict=True)
    )


class Figures:
    """Counts of one half of the papers."""

    def __init__(self) -> None:
        self.papers = self.numbers = self.decided = self.contradicted = self.refuted = 0
        self.seconds = 0.0
        self.planted: Counter[tuple[str, str]] = Counter()
        self.found: Counter[tuple[str, str]] = Counter()
        self.by_hand: Counter[tuple[str, bool]] = Counter()
        self.left_open: list[float] = []
        self.passed = 0

    def show(self, name: str) -> None:
        """Prints the figures."""
        planted, found = sum(self.planted.values()), sum(self.found.values())
        print(f"{name}: {self.papers} papers, {planted} planted, detected {found / max(planted, 1):.3f}")
        for place, title in ((0, "slip"), (1, "decided by")):
            for part in sorted({key[place] for key in self.planted}):
                total = sum(count for key, count in self.planted.items() if key[place] == part)
                hit = sum(count for key, count in self.found.items() if key[place] == part)
                print(f"  {title} {part:10s} {hit:4d} of {total:4d} = {hit / total:.3f}")
        before = sum(self.left_open) / max(len(self.left_open), 1)
        print(f"  left open {len(self.left_open)}, listed after {before:.3f} of the open claims on average; "
              f"called supported {self.passed}")  # fmt: skip
        for part in (*KINDS, ""):
            hits, misses = (
                sum(count for (kind, hit), count in self.by_hand.items() if hit is wanted and part in (kind, ""))
                for wanted in (True, False)
            )
            if hits + misses:
                print(f"  by hand {part or 'all':10s} {hits:4d} of {hits + misses:4d} = {hits / (hits + misses):.3f}")
        print(f"  numeric claims contradicted by a table, untouched: {self.contradicted} of {self.numbers} = "
              f"{self.contradicted / max(self.numbers, 1):.4f}; of those decided "
              f"{self.contradicted / max(self.decided, 1):.4f}; all contradicted claims a paper "
              f"{self.refuted / max(self.papers, 1):.3f}; coverage {self.decided / max(self.numbers, 1):.3f}; "
              f"{self.seconds / max(self.papers, 1):.3f} s a paper")  # fmt: skip


def measure(path: Path, figures: Figures, seed: int, proof: int, by_hand: Mapping[str, frozenset[tuple[int, int]]],
            *, show: bool) -> None:  # fmt: skip
    """One paper, with as many proofs as `proof`; `by_hand` is what `read_by_hand` gives."""
    started = time.process_time()
    document = read_path(path)
    claims, own, verdicts = audited(document)
    figures.seconds += time.process_time() - started
    figures.papers += 1
    for claim, verdict in zip(claims, verdicts, strict=True):
        tables = {check.status for check in verdict.checks if check.against == "own_table"}
        figures.refuted += verdict.status == "contradicted"
        if claim.quantities:
            figures.numbers += 1
            figures.decided += bool(tables & {"supported", "contradicted"})
            figures.contradicted += "contradicted" in tables
            if show and "contradicted" in tables:
                print(f"    {path.stem}: {claim.text[:200]!r}: {verdict.reason[:160]}")
    used = 0
    draw = random.Random(f"{seed} {path.stem}")
    for plant in plants(document, claims, verdicts, own, draw):
        figures.planted[plant.kind, plant.basis] += 1
        worst = read_again(plant, own)[0]
        found = worst[1].status == "contradicted"
        figures.found[plant.kind, plant.basis] += found
        figures.passed += worst[1].status == "supported"
        if worst[1].status == "unresolved":
            figures.left_open.append(share_before(worst, claims, verdicts))
        if used < proof:
            used += 1
            again = found_in_source(plant, document)
            if again != found:
                print(f"    {path.stem}: quick {found}, in full {again}: {plant.kind} {plant.text!r}")
    draw = random.Random(f"{seed} by hand {path.stem}")
    for plant in plants(document, claims, verdicts, own, draw, by_hand.get(path.name, frozenset())):
        figures.by_hand[plant.kind, read_again(plant, own)[0][1].status == "contradicted"] += 1


def main() -> None:
    """Prints the figures of both halves."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=0, help="a sample of that size (all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--proof", type=int, default=0, help="plants a paper that are audited in full")
    parser.add_argument("--show", action="store_true", help="print the contradicted claims of untouched papers")
    given = parser.parse_args()
    paths = papers(given.papers, given.seed)
    figures = {"tuned": Figures(), "reported": Figures()}
    by_hand = read_by_hand()
    for path in paths:
        measure(path, figures[half(path.stem)], given.seed, given.proof, by_hand, show=given.show)
    for name, each in figures.items():
        each.show(name)


if __name__ == "__main__":
    main()
