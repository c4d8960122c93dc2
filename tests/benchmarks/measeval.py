"""Quantity spans and units on MeasEval (SemEval-2021 task 8): rules are tuned on `train`, `trial` is reported.

A predicted span is a number with its unit and the words or signs that modify it; it counts when it overlaps an
annotated Quantity, and an annotated one is found when a predicted one overlaps it. Units are compared in their normal
form on matched spans. Run: python tests/benchmarks/measeval.py [train] [trial] (a split's name prints its errors).
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from synth.extract.quantities import find_quantities, modified_span
from synth.extract.units import normal_unit

MEASEVAL = Path(__file__).parents[2].parent / "shared" / "data" / "measeval"
Gold = tuple[int, int, str | None]


def paragraphs(split: str) -> Iterator[tuple[str, str, list[Gold]]]:
    """(name, text, annotated quantities as start, end, unit) of every paragraph."""
    texts = MEASEVAL / split / ("text" if split == "train" else "txt")
    for path in sorted((MEASEVAL / split / "tsv").glob("*.tsv")):
        text = (texts / f"{path.stem}.txt").read_text(encoding="utf-8")
        gold: list[Gold] = []
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["annotType"] == "Quantity":
                    other = json.loads(row["other"]) if row["other"] else {}
                    gold.append((int(row["startOffset"]), int(row["endOffset"]), other.get("unit")))
        yield path.stem, text, gold


def shown(text: str, start: int, end: int) -> str:
    """The span with some text around it, on one line."""
    return " ".join(f"{text[max(0, start - 50) : start]}⟦{text[start:end]}⟧{text[end : end + 40]}".split())


def measure(split: str, errors: bool = False) -> dict[str, float]:
    right = predicted = found = annotated = units = units_right = named = named_right = 0
    for name, text, gold in paragraphs(split):
        quantities = find_quantities(text)
        spans = [modified_span(text, quantity) for quantity in quantities]
        predicted += len(spans)
        annotated += len(gold)
        for (start, end), quantity in zip(spans, quantities, strict=True):
            match = next((g for g in gold if g[0] < end and start < g[1]), None)
            if match is None:
                if errors:
                    print("EXTRA", name, shown(text, start, end))
                continue
            right += 1
            units += 1
            same = (normal_unit(match[2]) if match[2] else None) == quantity.unit
            units_right += same
            if match[2]:
                named += 1
                named_right += same
            if errors and not same:
                print(f"UNIT   {name}: {text[match[0] : match[1]]!r} {match[2]!r} {quantity.unit!r}")
        for start, end, _ in gold:
            hit = any(a < end and start < b for a, b in spans)
            found += hit
            if errors and not hit:
                print("MISSED", name, shown(text, start, end))
    precision, recall = right / predicted, found / annotated
    return {
        "precision": precision,
        "recall": recall,
        "F1": 2 * precision * recall / (precision + recall),
        "unit accuracy": units_right / units,
        "unit accuracy where annotated": named_right / named,
    }


def main() -> None:
    if not MEASEVAL.is_dir():
        raise SystemExit("../shared/data/measeval is not here")
    for split in ("train", "trial"):
        figures = measure(split, errors=split in sys.argv)
        print(split, " ".join(f"{name} {value:.3f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
