"""How long a paper takes to audit, and each of its tables by itself; prints figures, asserts nothing.

Each LaTeX paper of ../shared/data/papers is read, extracted and audited whole, and all its claims are then held against
each of its tables alone: no table may take the algebra over two seconds. Seconds are those of the processor, on one
core, so that what else the machine does hardly shows. Last a made table of 5,000 rows.

    PYTHONPATH=. python tests/benchmarks/speed.py [--papers N]
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import replace

from synth.extract.claims import extract_claims
from synth.read import read_bytes, read_path
from synth.records import Claim, Document
from synth.verify import verify_claim, witness
from tests.benchmarks.planted import papers

LONGEST = 2.0
"""Seconds that a table may take."""
ROWS = 5000
SHARES = (0.5, 0.9, 0.99, 1.0)


def audit_seconds(document: Document, claims: Sequence[Claim]) -> float:
    """Processor seconds of holding the claims against the document's tables and text."""
    started = time.process_time()
    own = witness(document, claims)
    for claim in claims:
        verify_claim(claim, own)
    return time.process_time() - started


def made_paper() -> bytes:
    """A made paper with one table of `ROWS` rows and sentences of its numbers."""
    draw = random.Random(0)
    rows = "".join(f"System {n} & {draw.uniform(10, 90):.2f} & {draw.uniform(10, 90):.2f} \\\\\n" for n in range(ROWS))
    said = "".join(f"System {n} reaches {draw.uniform(10, 90):.2f} F1 on A.\n" for n in range(0, ROWS, 250))
    table = f"\\begin{{tabular}}{{lrr}}\nSystem & A & B \\\\\n{rows}\\end{{tabular}}"
    body = f"\\begin{{table}}\\caption{{Made F1}}{table}\\end{{table}}\n{said}"
    return f"\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}".encode()


def show(name: str, seconds: Sequence[float]) -> None:
    """Prints how many there are, their mean and some quantiles."""
    ordered = sorted(seconds)
    told = ", ".join(f"{share:.0%} {ordered[round(share * (len(ordered) - 1))]:.3f}" for share in SHARES)
    print(f"{name}: {len(ordered)}, mean {sum(ordered) / len(ordered):.3f} s; {told}")


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=0, help="a sample of that size (all)")
    given = parser.parse_args()
    paths = papers(given.papers)
    whole: list[float] = []
    tables: list[tuple[float, str, int]] = []
    for path in paths:
        started = time.process_time()
        document = read_path(path)
        claims = extract_claims(document)
        audit_seconds(document, claims)
        whole.append(time.process_time() - started)
        for table in document.tables:
            taken = audit_seconds(replace(document, tables=(table,)), claims)
            tables.append((taken, path.stem, table.number))
    show("papers, read, extracted and audited", whole)
    show("tables, each with all claims of its paper", [taken for taken, _, _ in tables])
    print(f"tables over {LONGEST} s: {sum(taken > LONGEST for taken, _, _ in tables)}; the slowest:")
    for taken, paper, number in sorted(tables, reverse=True)[:5]:
        print(f"  {taken:.2f} s: table {number} of {paper}")
    document = read_bytes(made_paper(), "made.tex")
    claims = extract_claims(document)
    print(f"a made table of {ROWS} rows, {len(claims)} claims: {audit_seconds(document, claims):.2f} s")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
