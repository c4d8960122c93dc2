"""What is known of a paper before one of its numbers is asked for: its sentences, its words, its habits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synth.quantity import Quantity
from synth.records import Claim, Document
from synth.verify.cues import AVERAGING, BEST, Around, proper
from synth.verify.index import TableIndex
from synth.verify.names import STOP, Mention
from synth.verify.nearness import apart, beside_number
from synth.verify.nearness import beside as beside_it
from synth.verify.pair_habits import NO_HABITS, Habits
from synth.verify.retold import NOTHING_RETOLD, Retold
from synth.verify.trail import Trails

CITED_WITHIN = 45
"""Characters before and after a number within which a work is cited beside it."""
NO_MENTION = Mention(frozenset(), own=False)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A paper's sentences and tables as they are asked for every number, and what its sentences mostly speak of."""

    texts: tuple[str, ...] = ()
    paragraphs: tuple[int, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    known: frozenset[str] = frozenset()
    order: Mapping[tuple[str | None, int | None], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Start and number of the tables of each file (or page), in order."""
    habits: Mapping[str, float] = field(default_factory=dict)
    """How many numbers of the claims stand in a single line of that (folded) name."""
    shares: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    """The part that each sentence has in that."""
    contents: Mapping[str, int] = field(default_factory=dict)
    captions: Mapping[str, int] = field(default_factory=dict)
    """How many tables, and how many captions, say a word."""
    retold: Retold = NOTHING_RETOLD
    changes: Habits = NO_HABITS
    """What its gains and losses are read from."""


NO_SURROUNDINGS = Surroundings()


def surroundings(
    document: Document, tables: Sequence[TableIndex], trails: Trails, told: Retold = NOTHING_RETOLD
) -> Surroundings:
    """Linear in the paper and its tables."""
    known = frozenset(word for index in tables for word in index.all_words) - STOP
    order: dict[tuple[str | None, int | None], list[tuple[int, int]]] = {}
    for index in tables:
        order.setdefault((index.table.file, index.table.page), []).append((index.table.start, index.table.number))
    keys: dict[tuple[int, str, int], str] = {}
    for index in tables:
        for kind, lines in (("row", index.rows), ("column", index.columns)):
            keys.update({(index.table.number, kind, line.position): line.folded for line in lines})
    total: dict[str, float] = {}
    shares: dict[int, dict[str, float]] = {}
    for place, matches in trails.matches.items():
        mine = shares.setdefault(place, {})
        for _, _, cells, telling in matches:
            for (table, row, column), share in cells.items():
                weight = telling * share
                for name in (keys.get((table, "row", row), ""), keys.get((table, "column", column), "")):
                    if name:
                        mine[name] = mine.get(name, 0.0) + weight
        for name, weight in mine.items():
            total[name] = total.get(name, 0.0) + weight
    return Surroundings(
        tuple(sentence.text for sentence in document.sentences),
        tuple(sentence.paragraph for sentence in document.sentences),
        document.aliases,
        known,
        {key: tuple(sorted(found)) for key, found in order.items()},
        total,
        shares,
        Counter(word for index in tables for word in index.all_words),
        Counter(word for index in tables for word in index.caption_words),
        told,
    )


def mention_of(claim: Claim, aliases: Sequence[tuple[str, str]]) -> Mention:
    """Everything a claim names: its words, and what its slots resolved."""
    parts = (claim.text, claim.subject, claim.baseline or "", claim.metric or "", *claim.dataset)
    return Mention.of(" ".join(parts), aliases)


def said_before(place: int | None, paper: Surroundings) -> Mention | None:
    """What the sentences before one say, two of the same paragraph at most; `place` is its own in the paper."""
    if place is None:
        return None
    first = place
    while first > 0 and place - first < 2 and paper.paragraphs[first - 1] == paper.paragraphs[place]:
        first -= 1
    return Mention.of(" ".join(paper.texts[first:place]), paper.aliases) if first < place else None


def around_number(
    claim: Claim, quantity: Quantity, mention: Mention, system: frozenset[str], place: int | None, paper: Surroundings
) -> Around:
    """What a claim says around one of its numbers; `place` is its sentence's in the paper, None where unknown."""
    beside = beside_number(claim.text, quantity.text)
    return Around(
        mention,
        Mention.of(beside, paper.aliases) if beside else mention,
        said_before(place, paper) or NO_MENTION,
        Mention.of(" ".join(claim.section), paper.aliases) if claim.section else NO_MENTION,
        Mention.of(claim.subject, paper.aliases) if claim.subject else NO_MENTION,
        Mention.of(claim.baseline, paper.aliases) if claim.baseline else NO_MENTION,
        Mention.of(" ".join(claim.dataset), paper.aliases) if claim.dataset else NO_MENTION,
        system,
        AVERAGING.search(claim.text) is not None,
        BEST.search(claim.text) is not None,
        proper(claim.text),
        proper(beside) if beside else proper(claim.text),
        apart(claim.text, quantity.text),
        "[@" in beside_it(claim.text, quantity.text, CITED_WITHIN),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a claim that some table says, as bits, so that cells are quickly asked which of them they have.

    `all` are all of them, `near` those beside the number, `names` and `near_names` those written like names.
    """

    bits: Mapping[str, int]
    all: int
    near: int
    names: int
    near_names: int

    @staticmethod
    def of(around: Around, known: frozenset[str]) -> Said:
        """`known` are the words of the paper's tables."""
        bits = {word: 1 << place for place, word in enumerate(sorted((around.claim.words & known) - STOP))}

        def mask(said: frozenset[str]) -> int:
            return sum(bit for word, bit in bits.items() if word in said)

        beside = mask(around.beside.words)
        return Said(bits, mask(around.claim.words), beside, mask(around.names), mask(around.names_beside))

    def mask(self, said: frozenset[str]) -> int:
        """The bits of the words that are among these."""
        return sum(bit for word, bit in self.bits.items() if word in said)

    def covered(self, here: int, both: float) -> tuple[float, ...]:
        """Shares of all, near, named and near named words that a cell has, `both` in their midst (see `cues.CELL`)."""
        return (
            _share(here, self.all),
            _share(here, self.near),
            both,
            _share(here, self.names),
            _share(here, self.near_names),
        )


def _share(here: int, wanted: int) -> float:
    return (here & wanted).bit_count() / wanted.bit_count() if wanted else 0.0
