"""A look at all changes of a paper before one is asked for: what each is most likely read from (`pair_habits`).

The first look takes each change by itself; in the next one it hears what the others were read from before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from synth.quantity import Quantity
from synth.records import Claim
from synth.verify.algebra import is_change
from synth.verify.index import TableIndex
from synth.verify.misreading import TINY, density
from synth.verify.pair_habits import KINDS, Habits, LineOf, NameOf, Told
from synth.verify.pair_reading import agreeing_sizes, agreement, asked_change, is_right_way, pair_size
from synth.verify.pairs import Pair, score_pairs
from synth.verify.surroundings import Surroundings, mention_of
from synth.verify.trail import Trails

FAINT = 0.005
"""Probability from which a pair is told."""


def changes(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Quantity]]:
    """Every single gain or loss, once."""
    seen: set[tuple[str | None, int, int]] = set()
    for claim in claims:
        for quantity in claim.quantities:
            key = claim.anchor.file, quantity.start, quantity.end
            if is_change(quantity) and quantity.high is None and key not in seen:
                seen.add(key)
                yield claim, quantity


def survey(
    claims: Sequence[Claim], tables: Sequence[TableIndex], trails: Trails, system: frozenset[str], paper: Surroundings
) -> Habits:
    """What the changes of these claims are read from, with the habits that `paper` knows so far.

    Costs what checking each of them once costs.
    """
    asked = list(changes(claims))
    if not tables or len(asked) < 2:
        return Habits()  # nobody would hear it
    found = (told(*each, tables, trails, system, paper) for each in asked)
    return Habits.of([each for each in found if each is not None])


def told(
    claim: Claim,
    quantity: Quantity,
    tables: Sequence[TableIndex],
    trails: Trails,
    system: frozenset[str],
    paper: Surroundings,
) -> Told | None:
    """The pairs that give a change, weighed against each other and against coincidence; None where there are none."""
    sentence = trails.place(claim)
    if sentence is None or quantity.bound is not None:
        return None
    mention = mention_of(claim, paper.aliases)
    change, distances = asked_change(claim, quantity, mention, trails, system, paper)
    scored = score_pairs(change, tables, distances)
    probabilities, nowhere = scored.probabilities()
    sizes = [pair_size(pair, quantity) for pair in scored.pairs]
    least, most = agreeing_sizes(quantity)
    likely = [
        (pair, probability * agreement(quantity, pair, size))
        for pair, probability, size in zip(scored.pairs, probabilities, sizes, strict=True)
        if least <= size <= most
    ]
    giving = [(pair, share) for pair, share in likely if share > 0 and is_right_way(quantity, pair, claim)]
    drawn = nowhere * density(abs(float(quantity.value)), 10.0**-quantity.decimals, sizes)
    whole = sum(share for _, share in likely) + drawn + TINY
    kept = [(pair, share / whole) for pair, share in giving if share / whole >= FAINT]
    return _told(sentence, quantity, kept) if kept else None


def _told(sentence: int, quantity: Quantity, pairs: Sequence[tuple[Pair, float]]) -> Told:
    lines: defaultdict[LineOf, float] = defaultdict(float)
    names: defaultdict[NameOf, float] = defaultdict(float)
    for pair, share in pairs:
        first, second, _ = pair.sides
        if second is not None:
            names["sides", first.folded, second.folded] += share
        for kind, line in zip(KINDS, pair.sides, strict=True):
            if line is not None:
                lines[kind, pair.first.table, pair.by_row == (kind != "place"), line.position] += share
                names[kind, line.folded] += share
    return Told(sentence, quantity.start, quantity.end, lines, {name: names[name] for name in names if all(name)})
