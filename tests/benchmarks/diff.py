"""Aligning 2,000 claims with 2,000: seconds, and how many of the right pairs are found.

    python tests/benchmarks/diff.py

The claims are those of real papers where ../shared/data is there, else made ones. B is A in another order: a fifth of
the rows as they are, a fifth cut to 120 characters, a fifth with one number changed, a fifth with a tenth of its words
gone, a fifth replaced by other claims of the same papers. Prints figures, asserts nothing about time.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from synth.extract.claims import extract_claims
from synth.models.embedder import load_embedder
from synth.read import read_path
from synth.report.diff_align import align
from synth.report.diff_table import ClaimTable, text_row

TEX = Path(__file__).parents[2].parent / "shared" / "data" / "papers" / "tex"
SIZE = 2_000


def real_claims() -> Iterator[str]:
    """Claims of the papers, each text once."""
    seen: set[str] = set()
    for path in sorted(TEX.glob("*.tex")):
        for claim in extract_claims(read_path(path)):
            # Without the note that names a number: text reports have none.
            text = re.sub(r" \[number: [^\]]*\]$", "", claim.text)
            if text not in seen:
                seen.add(text)
                yield text


def made_claims() -> Iterator[str]:
    """Claims in one mould, so that only their names and numbers tell them apart."""
    rng = random.Random(7)
    for number in range(4 * SIZE):
        yield f"Made system K{number} reaches {rng.randint(100, 999) / 10} points on task T{rng.randint(1, 300)}."


def change(text: str, way: int, rng: random.Random) -> str:
    """The claim as another report might have it."""
    if way == 1:
        return text[:120].rstrip()
    if way == 2 and (found := list(re.finditer(r"\d(?=\D*$)", text))):
        at = found[-1].start()
        return text[:at] + str((int(text[at]) + 3) % 10) + text[at + 1 :]
    if way == 3:
        words = text.split()
        return " ".join(word for word in words if rng.random() > 0.1)
    return text


def table(name: str, texts: list[str]) -> ClaimTable:
    """The texts as the claim table of a text report."""
    return ClaimTable(name, tuple(text_row(n, text, "supported", None) for n, text in enumerate(texts, 1)), legacy=True)


def main() -> None:
    """Prints all figures."""
    rng = random.Random(1)
    pool = list(real_claims()) if TEX.is_dir() else list(made_claims())
    rng.shuffle(pool)
    size = min(SIZE, len(pool) * 5 // 6)  # a fifth of the rows is replaced by the others
    first, spare = pool[:size], pool[size:]
    order = rng.sample(range(size), size)
    ways = {place: place % 5 for place in order}
    second = [change(first[p], ways[p], rng) if ways[p] < 4 else spare.pop() for p in order]
    names = ("as it was", "cut", "number changed", "words gone")
    for words, meaning in (("words and numbers", None), ("and meaning", load_embedder().embed)):
        begin = time.perf_counter()
        a, b = table("a", first), table("b", second)
        read = time.perf_counter() - begin
        matches = align(a, b, meaning)
        seconds = time.perf_counter() - begin
        got = {(x.number - 1, y.number - 1) for match in matches for x in match.a for y in match.b}
        right = {(p, at) for at, p in enumerate(order) if ways[p] < 4}
        f1 = 2 * len(got & right) / (len(got) + len(right))
        by_way = ", ".join(
            f"{name} {sum(pair in got for pair in right if ways[pair[0]] == way) * 5 / size:.3f}"
            for way, name in enumerate(names)
        )
        print(f"{size} x {size}, {words}: {seconds:.2f} s ({read:.2f} s of it finding numbers); pair F1 {f1:.4f}")
        print(f"  found: {by_way}; wrong pairs {len(got - right)}")
        if "-v" in sys.argv:
            for x, y in sorted(got - right)[:20]:
                print(f"  A{x + 1} {first[x]}\n  B{y + 1} {second[y]}\n")


if __name__ == "__main__":
    main()
