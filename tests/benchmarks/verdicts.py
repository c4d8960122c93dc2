"""Verdicts of tables against verdicts by hand: the numbers of `extraction.csv` and `verdicts.csv` of `tests/gold`.

    python tests/benchmarks/verdicts.py [HALF]

Prints, by half of the papers, how the hand's verdict and the program's own-table check fall together; with the name of
a half also its disagreements. Asserts nothing.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from synth.extract.claims import extract_claims
from synth.read import read_path
from synth.records import Claim
from synth.verify import verify_claim, witness
from tests.benchmarks.extraction import half_of

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
GOLD = tuple(ROOT / "tests" / "gold" / name for name in ("extraction.csv", "verdicts.csv"))
HANDS = ("supported", "contradicted", "undecidable")


@dataclass(frozen=True)
class Compared:
    """One number: what the hand found, what the program found, and why."""

    half: str
    paper: str
    number: str
    hand: str
    formula: str
    program: str
    why: str


def compare() -> Iterator[Compared]:
    """Every number of the gold with a verdict by hand."""
    rows: list[dict[str, str]] = []
    for path in GOLD:
        with path.open(encoding="utf-8") as stream:
            rows.extend(row for row in csv.DictReader(stream) if row["verdict"] in HANDS)
    for file in sorted({row["file"] for row in rows}):
        document = read_path(SHARED / file)
        claims = extract_claims(document)
        own = witness(document, claims)
        at: dict[tuple[int, int], Claim] = {}
        for claim in claims:
            for quantity in claim.quantities:
                at.setdefault((quantity.start, quantity.end), claim)
        for row in (row for row in rows if row["file"] == file):
            claim_here = at.get((int(row["start"]), int(row["end"])))
            program, why = "not extracted", ""
            if claim_here is not None:
                checks = verify_claim(claim_here, own).checks
                table = next((check for check in checks if check.against == "own_table"), None)
                program, why = (table.status, table.reason) if table else ("no check", "")
            yield Compared(
                half_of(row["paper"]), row["paper"], row["number"], row["verdict"], row["formula"], program, why
            )


def main() -> None:
    """Prints the counts of both halves, and the disagreements of the one that is named."""
    if not SHARED.is_dir():
        print("../shared/data is not here: nothing to measure")
        return
    wanted = sys.argv[1] if len(sys.argv) > 1 else None
    compared = list(compare())
    for half in sorted({each.half for each in compared}):
        mine = [each for each in compared if each.half == half]
        print(f"{half}: {len(mine)} numbers")
        for (hand, program), count in sorted(Counter((each.hand, each.program) for each in mine).items()):
            print(f"    by hand {hand:<13} by program {program:<14} {count:4}")
        if half == wanted:
            for each in mine:
                if each.hand != each.program:
                    print(
                        f"  {each.paper} {each.number} by hand {each.hand} ({each.formula}): {each.program}: {each.why}"
                    )


if __name__ == "__main__":
    main()
