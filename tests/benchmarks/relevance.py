"""Which claims bear on a question: held against hand-read labels, question by question.

    PYTHONPATH=. python tests/benchmarks/relevance.py [SLUG ...]

`tests/gold/relevance.csv` says of sentences of the bundled corpus whether they bear on a question. What is counted is
sentences: listed, of those the ones that bear (precision), the share of all that bear (recall; also those that the
search never found), and average precision over the order in which claims are ranked. With slugs, what is wrongly listed
and missed is shown. Asserts nothing.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from synth.models.embedder import Embedder, load_embedder
from synth.pipeline.choose import Chosen, choose_claims, relevances
from synth.pipeline.report import claim_candidates, found_passages, make_question
from synth.pipeline.screen import screen
from synth.pipeline.shelves import DEFAULT, Shelf, open_shelf

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold"
Place = tuple[str, int]
"""A sentence: its paper and where it starts in the paper's file."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a question: the sentences in the order of their claims, those listed, and those that bear."""

    slug: str
    group: str
    ranked: tuple[Place, ...]
    listed: frozenset[Place]
    bear: frozenset[Place]

    @property
    def hits(self) -> int:
        """Listed sentences that bear on the question."""
        return len(self.listed & self.bear)

    @property
    def average_precision(self) -> float:
        """The mean, over all sentences that bear, of the precision down to each; 0 for one that is not ranked."""
        found, total = 0, 0.0
        for rank, place in enumerate(self.ranked, 1):
            if place in self.bear:
                found += 1
                total += found / rank
        return total / len(self.bear) if self.bear else 0.0


def questions() -> Iterator[tuple[str, str, str]]:
    """Slug, group and text of each question, those of the committed reports first."""
    for entry in tomllib.loads((ROOT / "reports" / "questions.toml").read_text())["question"]:
        yield entry["slug"], "reports", entry["text"]
    for entry in tomllib.loads((GOLD / "relevance_questions.toml").read_text())["question"]:
        yield entry["slug"], entry["group"], entry["text"]


def labels() -> dict[tuple[str, Place], bool]:
    """By question and place, whether a sentence bears."""
    with (GOLD / "relevance.csv").open(newline="", encoding="utf-8") as lines:
        return {
            (row["question"], (row["paper"], int(row["start"]))): row["bears"] == "yes" for row in csv.DictReader(lines)
        }


def measure(
    slug: str, group: str, text: str, shelf: Shelf, embedder: Embedder, known: Mapping[tuple[str, Place], bool]
) -> Measured:
    """The question put to the corpus as a report puts it, but with no bound on the number of claims."""
    question = make_question(text, slug=slug)
    kept = screen(question, (shelf,), DEFAULT).kept
    for entry in kept:
        shelf.witness(entry.used.paper.id)
    candidates = claim_candidates(kept, found_passages(question, (shelf,), kept))
    every = sorted(
        relevances(question.text, candidates, embedder.embed), key=lambda each: (-each.relevance, each.claim.id)
    )
    chosen = choose_claims(question.text, candidates, embedder.embed, limit=1000, per_paper=1000)

    def places(claims: Sequence[Chosen]) -> tuple[Place, ...]:
        found = (each.claim.anchor for each in claims)
        return tuple(dict.fromkeys((anchor.paper, anchor.start) for anchor in found))

    bear = frozenset(place for (asked, place), yes in known.items() if asked == slug and yes)
    return Measured(slug, group, places(every), frozenset(places(chosen)), bear)


def row(name: str, some: Sequence[Measured]) -> str:
    """One line of figures; of several questions together, each sentence counts once for each question."""
    listed, hits = sum(len(each.listed) for each in some), sum(each.hits for each in some)
    bear = sum(len(each.bear) for each in some)
    precision = f"{hits / listed:.2f}" if listed else "   –"
    recall = f"{hits / bear:.2f}" if bear else "   –"
    mean = sum(each.average_precision for each in some) / len(some)
    return f"{name:34}{listed:7}{hits:6}{bear:6}   {precision}   {recall}   {mean:.2f}"


def main(shown: Sequence[str]) -> None:
    """Prints the table."""
    embedder, known = load_embedder(), labels()
    shelf = open_shelf("xtreme", embedder)
    with shelf.corpus:
        done = [measure(*question, shelf, embedder, known) for question in questions()]
    print(f"{len(known)} labelled pairs of question and sentence")
    print(f"{'question':34} listed  bear of all   prec  recall   AP")
    for group in dict.fromkeys(each.group for each in done):
        some = [each for each in done if each.group == group]
        for each in some:
            print(row(each.slug, [each]))
        print(row(f"  all of group: {group}", some))
    for each in done:
        if each.slug in shown:
            for name, wrong in (("wrongly listed", each.listed - each.bear), ("missed", each.bear - each.listed)):
                for paper, start in sorted(wrong):
                    found = (s for s in shelf.documents[paper].sentences if s.anchor.start == start)
                    print(f"{each.slug}: {name}: {paper} {start}: {next(found).text}")


if __name__ == "__main__":
    main(sys.argv[1:])
