"""Claims about experiment logs: how many get the right status, and how many altered ones are called supported.

    python tests/benchmarks/run_claims.py

`tests/gold/run_claims.csv` holds claims over `../shared/data/logs`, phrased by hand: half of them true at their printed
precision, half altered by a slip. Odd ids up to 200 were developed on; even ones were looked at once, when 0.88 of them
were right and no altered one was supported, and then developed on too; those above 200 were written after the rules and
looked at once. The times that the authors of the NanoGPT speedrun claim follow, each with what the logs say.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from synth.extract.quantities import find_quantities
from synth.pipeline.logged import open_logs
from synth.records import Anchor, Claim
from synth.verify.runs_check import check_runs

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold" / "run_claims.csv"
LOGS = ROOT.parent / "shared" / "data" / "logs"
GROUPS = ("odd ids to 200 (developed on)", "even ids to 200 (looked at)", "above 200 (written after)")


def claim(text: str) -> Claim:
    """A claim that comes alone."""
    anchor = Anchor("gold", None, None, 0, len(text), text)
    return Claim(Claim.make_id(anchor, text), text, anchor, find_quantities(text))


def group(number: int) -> str:
    """Which part of the gold a claim belongs to."""
    return GROUPS[2] if number > 200 else GROUPS[0] if number % 2 else GROUPS[1]


def nanogpt() -> Iterator[str]:
    """The speedrun's claimed times as sentences."""
    with (LOGS / "nanogpt_speedrun" / "claims.tsv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            yield f"The {row['folder']} record trains in {row['claimed_time']}."


def main() -> int:
    """Prints the figures, and every claim whose status is not the one in the gold."""
    if not LOGS.is_dir():
        print("../shared/data is not here")
        return 0
    start = time.perf_counter()
    logs = open_logs([LOGS])
    assert logs is not None
    print(f"{len(logs.index.facts)} results of {logs.runs} runs in {time.perf_counter() - start:.1f} s")
    with GOLD.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    claims = [claim(row["claim"]) for row in rows]
    start = time.perf_counter()
    checks = [check_runs(each, logs.index) for each in claims]
    print(f"{len(claims) / (time.perf_counter() - start):.0f} claims a second")
    counts: Counter[tuple[str, str]] = Counter()
    for row, check in zip(rows, checks, strict=True):
        status = check.status if check else "none"
        part = group(int(row["id"]))
        altered = bool(row["slip"])
        counts[part, "claims"] += 1
        counts[part, "right"] += status == row["label"]
        counts[part, "altered"] += altered
        counts[part, "altered, supported"] += altered and status == "supported"
        if status != row["label"]:
            print(f"{row['id']} {row['label']} but {status}: {row['claim']}\n    {check.reason if check else ''}")
    for part in GROUPS:
        total, altered_total = counts[part, "claims"], counts[part, "altered"]
        right, wrong = counts[part, "right"] / total, counts[part, "altered, supported"]
        print(f"{part}: {total} claims, right status {right:.3f}, altered called supported {wrong} of {altered_total}")
    for text in nanogpt():
        told = check_runs(claim(text), logs.index)
        print(f"{told.status if told else 'none'}: {text} {told.reason if told else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
