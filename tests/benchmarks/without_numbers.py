"""Claims without numbers: how many their paper's tables bear out, and how many of those with one word turned round.

What papers claim is nearly always true, so that a claim turned round ("underperforms" for "outperforms") is nearly
always false: the share of these that is called supported tells how much a tick is worth. Papers are split as in
`planted.py`. `--show` prints the claims that are decided, with the reason. Asserts nothing.

    PYTHONPATH=. python tests/benchmarks/without_numbers.py [--papers N] [--seed N] [--show]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import replace

from synth.read import read_path
from synth.records import Claim, Status
from synth.verify import verify_claim
from tests.benchmarks.planted import FLIPS, audited, half, papers

TURNED = FLIPS | {
    "best": "worst", "worst": "best", "highest": "lowest", "lowest": "highest", "larger": "smaller",
    "smaller": "larger", "largest": "smallest", "smallest": "largest", "lower": "higher", "faster": "slower",
    "surpasses": "falls behind", "surpass": "fall behind", "superior": "inferior",
}  # fmt: skip
WORD = re.compile(rf"\b(?:{'|'.join(sorted(TURNED, key=len, reverse=True))})\b")


def turned_round(claim: Claim) -> Claim | None:
    """The claim with its word of comparison turned round; None where it has none, or several."""
    found = list(WORD.finditer(claim.text))
    if len(found) != 1:
        return None
    match = found[0]
    text = f"{claim.text[: match.start()]}{TURNED[match[0]]}{claim.text[match.end() :]}"
    if claim.direction == "up":
        return replace(claim, text=text, direction="down")
    return replace(claim, text=text, direction="up" if claim.direction == "down" else claim.direction)


def main() -> None:
    """Prints the figures of both halves."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=0, help="a sample of that size (all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print what is decided")
    given = parser.parse_args()
    counts: Counter[tuple[str, str, Status]] = Counter()
    for path in papers(given.papers, given.seed):
        claims, own, verdicts = audited(read_path(path))
        for claim, verdict in zip(claims, verdicts, strict=True):
            if claim.quantities:
                continue
            counts[half(path.stem), "all", verdict.status] += 1
            if given.show and verdict.status != "unresolved":
                print(
                    f"    {half(path.stem)} {path.stem}: {verdict.status}: {claim.text[:300]!r}: {verdict.reason[:300]}"
                )
            if other := turned_round(claim):
                counts[half(path.stem), "that can be turned round", verdict.status] += 1
                counts[half(path.stem), "turned round", verify_claim(other, own).status] += 1
    for name in ("tuned", "reported"):
        for what in ("all", "that can be turned round", "turned round"):
            told = {status: number for (part, kind, status), number in counts.items() if (part, kind) == (name, what)}
            total = sum(told.values())
            shares = ", ".join(f"{told[status]} {status} ({told[status] / total:.3f})" for status in sorted(told))
            print(f"{name}, {what}: {total}: {shares}")


if __name__ == "__main__":
    main()
