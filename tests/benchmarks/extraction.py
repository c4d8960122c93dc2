"""Claims against hand-read passages of real papers: rules are tuned on one half of the papers, the other is reported.

`tests/gold/extraction.csv` names passages by offsets into the papers of ../shared/data and, of every number in them,
what it claims: its kind is that of `Quantity.kind`, "none" for a number that claims nothing (a setting, a year) and
"optional" for a count of settings that may be taken or left. A row without a number is a sentence without claims. A
"?" is a slot that was not judged, an empty one has nothing to say. A claim is found where an extracted quantity
overlaps its number; an extracted quantity of the passages that overlaps no claim is a false positive. Slots are
compared on found claims. Run: python tests/benchmarks/extraction.py [tune] [report] (a half's name prints its errors).
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from synth.extract.claims import extract_claims
from synth.quantity import Quantity
from synth.read import read_path
from synth.records import Claim, Document

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
GOLD = ROOT / "tests" / "gold" / "extraction.csv"
HALVES = ("tune", "report")
OVERLAP = 0.5
"""A phrase is right when this share of the words of both phrases together is common to both (Dice)."""

Row = dict[str, str]
Found = tuple[Quantity, Claim]

_WORD = re.compile(r"@?[\w.]*\w")
_FILLERS = frozenset("the a an our of in with and for by on to using this that".split())


def half_of(paper: str) -> str:
    """The half a paper belongs to, by the hash of its id."""
    return HALVES[int(sha256(paper.encode()).hexdigest(), 16) % 2]


def gold_papers() -> dict[str, list[Row]]:
    """The gold rows of each paper, in the order of the file."""
    papers: dict[str, list[Row]] = defaultdict(list)
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            papers[row["paper"]].append(row)
    return dict(papers)


def alike(one: str, other: str) -> bool:
    """Whether two phrases name the same thing, by the words they share; `one` may give choices ("MFF / the module")."""
    if " / " in one:
        return any(alike(choice, other) for choice in one.split(" / "))
    first, second = ({*_WORD.findall(text.lower())} - _FILLERS for text in (one, other))
    if not first or not second:
        return first == second
    return 2 * len(first & second) >= OVERLAP * (len(first) + len(second))


def same_slot(slot: str, row: Row, quantity: Quantity, claim: Claim) -> bool:
    """Whether a slot of a found claim is what was read by hand."""
    gold = row[slot]
    if slot == "unit":
        return gold == (quantity.unit or "")
    if slot == "kind":
        return gold == quantity.kind
    if slot == "sign":
        return gold == {1: "+", -1: "-", None: ""}[quantity.sign]
    if slot == "dataset":
        if not gold or not claim.dataset:
            return not gold and not claim.dataset
        return alike(gold, " ".join(claim.dataset))
    told = getattr(claim, slot) or ""
    if slot in {"subject", "baseline"}:
        return alike(gold, told)
    return bool(gold.lower() == told.lower())


SLOTS = ("unit", "kind", "sign", "subject", "baseline", "metric", "dataset", "split", "direction")


def measure(papers: Iterable[tuple[Document, list[Row]]], *, errors: bool = False) -> tuple[Counter[str], float]:
    """Counts of found, missed and extra numbers and of right and judged slots, and the seconds spent in extraction."""
    counts: Counter[str] = Counter()
    seconds = 0.0
    for document, rows in papers:
        began = time.perf_counter()
        claims = extract_claims(document)
        seconds += time.perf_counter() - began
        found = list({(q.start, q.end): (q, claim) for claim in claims for q in claim.quantities}.values())
        _count(document, rows, found, counts, errors)
    return counts, seconds


def _count(document: Document, rows: list[Row], found: list[Found], counts: Counter[str], errors: bool) -> None:
    text = document.files[0].text
    passages = {(int(row["sentence_start"]), int(row["sentence_end"])) for row in rows}
    taken: set[int] = set()
    for row in rows:
        if row["kind"] == "none":
            continue
        start, end = int(row["start"]), int(row["end"])
        hits = [index for index, (q, _) in enumerate(found) if q.start < end and start < q.end]
        taken.update(hits)
        if row["kind"] == "optional":
            continue
        counts["gold"] += 1
        counts["found"] += bool(hits)
        if not hits:
            if errors:
                _show("MISSED", document, text, start, end, row["kind"])
            continue
        counts["hits"] += len(hits)
        quantity, claim = found[hits[0]]
        for slot in SLOTS:
            if row[slot] == "?":
                continue
            right = same_slot(slot, row, quantity, claim)
            counts[f"{slot} judged"] += 1
            counts[f"{slot} right"] += right
            if errors and not right:
                told = getattr(quantity, slot) if slot in SLOTS[:3] else getattr(claim, slot)
                _show(slot.upper(), document, text, start, end, f"{row[slot]!r} is not {told!r}")
    for index, (quantity, _) in enumerate(found):
        if index not in taken and any(a <= quantity.start < b for a, b in passages):
            counts["extra"] += 1
            if errors:
                _show("EXTRA", document, text, quantity.start, quantity.end, quantity.kind)


def _show(what: str, document: Document, text: str, start: int, end: int, more: str) -> None:
    around = " ".join(f"{text[max(0, start - 90) : start]}⟦{text[start:end]}⟧{text[end : end + 60]}".split())
    print(f"{what:9} {document.paper.id} {more} | {around}")


def shares(counts: Counter[str]) -> dict[str, float]:
    """Precision, recall and F1 of the numbers, and the accuracy of each slot on found claims."""
    precision = counts["hits"] / max(1, counts["hits"] + counts["extra"])
    recall = counts["found"] / max(1, counts["gold"])
    figures = {"precision": precision, "recall": recall, "F1": 2 * precision * recall / max(1e-9, precision + recall)}
    return figures | {slot: counts[f"{slot} right"] / max(1, counts[f"{slot} judged"]) for slot in SLOTS}


def main() -> None:
    if not SHARED.is_dir():
        print("extraction: skipped, ../shared/data is not here")
        return
    gold = gold_papers()
    for half in HALVES:
        chosen = {paper: rows for paper, rows in gold.items() if half_of(paper) == half}
        papers = [(read_path(SHARED / rows[0]["file"]), rows) for rows in chosen.values()]
        counts, seconds = measure(papers, errors=half in sys.argv[1:])
        print(f"{half}: {len(papers)} papers, {counts['gold']} claims, {seconds / len(papers):.3f} s a paper")
        for name, share in shares(counts).items():
            judged = f" of {counts[f'{name} judged']}" if name in SLOTS else ""
            print(f"  {name:10} {share:.3f}{judged}")


if __name__ == "__main__":
    main()
