"""Sentences of a corpus's papers that say what a row of a text report says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from synth.pipeline.shelves import Shelf
from synth.records import Sentence
from synth.report.diff_align import base_id
from synth.report.diff_likeness import Number, Profile, alike, numbers, opposed, part_of, profile, weigh
from synth.report.diff_table import READ, ClaimRow, Source, text_row
from synth.report.words import listed
from synth.verify import Witness

PASSAGES = 20
"""Passages of a corpus that are looked at for each claim."""
SAYS = 0.65
"""Likeness from which a sentence is taken to say a claim."""
VERBATIM = 0.85
"""Share of a claim's words from which a sentence is taken to be where it comes from, whatever its numbers are."""
WORDS = 4
"""Words that such a claim has at least."""
SEVERAL = 3
"""Sentences that are named for one claim."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a paper that says a claim; `index` is its place in the document, from 0.

    `misquoted`: it has the claim's words and other numbers.
    """

    paper: str
    index: int
    sentence: Sentence
    likeness: float
    misquoted: bool = False
    digest: bool = False
    """Its words are those of a digest of the paper."""

    @property
    def place(self) -> str:
        """Where it stands in its paper, in words."""
        anchor = self.sentence.anchor
        where = f"p. {anchor.page}" if anchor.page is not None else " › ".join(self.sentence.section)
        return where or (self.sentence.role if self.sentence.role != "body" else "its text")


def places(said: Sequence[Said]) -> str:
    """Where sentences stand, in words, paper by paper: "paper A (Abstract; Conclusion) and paper B (p. 3)"."""
    by_paper: dict[str, list[str]] = {}
    for each in said:
        name = f"a digest of paper {each.paper}" if each.digest else f"paper {each.paper}"
        by_paper.setdefault(name, []).append(each.place)
    return listed([f"{name} ({'; '.join(dict.fromkeys(where))})" for name, where in by_paper.items()])


class Library:
    """The papers of open corpora, their sentences ready to be compared with; what was read of a paper is kept.

    `cited` are the papers that a text report names: their every sentence is looked at, in whatever version they are.
    """

    def __init__(self, shelves: Sequence[Shelf], cited: Mapping[str, Source]) -> None:
        self._homes: dict[str, Shelf] = {}
        for shelf in shelves:
            for paper in shelf.corpus.papers():
                self._homes.setdefault(paper.id, shelf)
        self._shelves = shelves
        named = {base_id(source) for source in cited}
        self._cited = sorted(paper for paper in self._homes if base_id(paper) in named)
        self._profiles: dict[tuple[str, int], Profile] = {}

    def witness(self, paper: str) -> Witness:
        """A paper made ready to be asked."""
        return self._homes[paper].witness(paper)

    @property
    def cited(self) -> Sequence[str]:
        """The papers of the corpora that the text report names, by id."""
        return self._cited

    def near(self, row: ClaimRow) -> list[tuple[str, int]]:
        """Sentences that may say the claim, as paper and index, those of the passages found first, each once."""
        found: dict[tuple[str, int], None] = {}
        for shelf in self._shelves:
            for hit in shelf.searcher.passages(row.sentence[:READ], PASSAGES):
                if self._homes[hit.passage.paper] is shelf:
                    places = range(hit.passage.first, hit.passage.last + 1)
                    found.update(dict.fromkeys((hit.passage.paper, index) for index in places))
        for paper in self._cited:
            places = range(len(self.witness(paper).document.sentences))
            found.update(dict.fromkeys((paper, index) for index in places))
        return list(found)

    def said(self, row: ClaimRow, near: Iterable[tuple[str, int]]) -> tuple[Said, ...]:
        """The sentences among `near` that say the claim, the likest first, else those with other numbers."""
        claim = profile(row)
        places = [place for place in near if self._profile(place).bag]
        weights = weigh([claim, *(self._profile(place) for place in places)])
        found: list[Said] = []
        for paper, index in places:
            other = self._profile((paper, index))
            if opposed(claim, other):
                continue
            missing = _missing(row, claim, other.said)
            score = max(alike(claim, other, weights), part_of(claim, other, weights))
            shared = weights.words(claim.bag & other.bag)
            verbatim = len(claim.bag) >= WORDS and shared >= VERBATIM * weights.words(claim.bag)
            misquoted = bool(missing) and verbatim and bool(other.said - claim.numbers)
            if misquoted or (score >= SAYS and not missing):
                document = self.witness(paper).document
                digest = document.paper.text == "digest"
                likeness = shared / weights.words(claim.bag) if misquoted else score
                found.append(Said(paper, index, document.sentences[index], round(likeness, 6), misquoted, digest))
        right = [said for said in found if not said.misquoted] or found
        return tuple(sorted(right, key=lambda said: (-said.likeness, said.paper, said.index))[:SEVERAL])

    def _profile(self, place: tuple[str, int]) -> Profile:
        if place not in self._profiles:
            paper, index = place
            text = self.witness(paper).document.sentences[index].text
            self._profiles[place] = profile(text_row(index, text, "unresolved", None))
        return self._profiles[place]


def _missing(row: ClaimRow, claim: Profile, said: frozenset[Number]) -> frozenset[Number]:
    """The numbers of a row that a sentence does not have; one that ends a cut text may go on there."""
    missing = claim.numbers - said
    last = max(row.quantities, key=lambda quantity: quantity.end, default=None)
    if last is None or row.noted or last.end < len(row.text.rstrip()):
        return missing
    goes_on = any(format(value, "f").startswith(format(abs(last.value), "f")) for value, _ in said)
    return missing - numbers([last]) if goes_on else missing
