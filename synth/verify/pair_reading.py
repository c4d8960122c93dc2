"""Whether a change is what its two cells give, or a slip of it, or comes from elsewhere.

With P(p) the probability that the change is read from pair p (`pairs`), three explanations are weighed, as
`misreading` does for single cells: it is what a pair gives (Σ P(p) · agreement), it is a slip of that (Σ P(p) · slip),
or no pair is meant and it was drawn from its surroundings (P(none) · density).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf, log

from synth.quantity import Interval, Quantity, agrees_with
from synth.records import Claim
from synth.verify.algebra import Candidate, is_change
from synth.verify.axis import single
from synth.verify.cells import Value
from synth.verify.index import TableIndex, told_apart
from synth.verify.misreading import TINY, density
from synth.verify.names import Mention
from synth.verify.nearness import own_clause
from synth.verify.pair_cues import Change
from synth.verify.pair_lines import is_lacking, is_turned
from synth.verify.pairs import Pair, Scored, score_pairs
from synth.verify.slips import slip_steps
from synth.verify.surroundings import Surroundings, mention_of, said_before
from synth.verify.trail import Trails

EXACT, OFF = 0.88, 0.06
"""How often a change is printed as its printed cells give it, and one unit off, worked out before they were rounded."""
CUT = 0.05
"""How often it is cut off instead of rounded."""
JUST, FARTHER = 0.7, 0.03
"""How often a bound ("by over 3") is the last whole unit below what the cells give, and farther off."""
WIDE = 0.3
"""How often "about" means a number one unit off, either way."""
FEW, MANY = 3, 0.5
"""Cells that a stated number may stand in and say where it stands; what it says when there are more."""
SAME_SENTENCE, NEXT_SENTENCE, PARAGRAPH = 1.0, 0.6, 0.35


@dataclass(frozen=True, slots=True)
class PairReading:
    """What explains a change: the most likely pair that agrees, the one that it is most likely a slip of, the odds."""

    right: Pair | None
    stands: float
    """The probability that the change is read from that pair."""
    agreed: float
    slipped: float
    elsewhere: float
    wrong: Pair | None = None
    pointed: float = 0.0
    """The pair that it is most likely a slip of, and the probability that it is read from that."""
    turned: float = 0.0
    """Σ P(p) · agreement over the pairs that have its size but change the other way."""
    back: Pair | None = None
    """The most likely of those."""
    kin: tuple[tuple[float, ...], ...] = ()
    """Sizes of the pairs that share two names with `wrong`: its sides, its place and one side or the other."""
    giving: tuple[Pair, ...] = ()
    """The pairs that give the change at the precision printed, in its direction."""

    @property
    def agreeing(self) -> float:
        """The probability that the change is what its cells give."""
        return self.agreed / (self.agreed + self.elsewhere + self.slipped + self.turned + TINY)

    @property
    def turning(self) -> float:
        """The probability that the change is that of its cells, the other way round."""
        return self.turned / (self.agreed + self.elsewhere + self.slipped + self.turned + TINY)

    @property
    def score(self) -> float:
        """The log odds of a slip, up to the share of slips among all changes."""
        return log(self.slipped + TINY) - log(self.agreed + self.turned + self.elsewhere + TINY)


def read_change(
    claim: Claim,
    quantity: Quantity,
    tables: Sequence[TableIndex],
    mention: Mention,
    trails: Trails,
    system: frozenset[str],
    paper: Surroundings,
) -> PairReading | None:
    """The explanations of one change of a claim of the paper; None for what is no single change."""
    if not is_change(quantity) or quantity.high is not None or not tables:
        return None
    change, distances = asked_change(claim, quantity, mention, trails, system, paper)
    return weigh(change, score_pairs(change, tables, distances))


def asked_change(
    claim: Claim,
    quantity: Quantity,
    mention: Mention,
    trails: Trails,
    system: frozenset[str],
    paper: Surroundings,
) -> tuple[Change, Mapping[int, float]]:
    """The change as it is asked for, and how far off (0 to 1) each table stands."""
    if (own := own_clause(claim.text, quantity.text)) != claim.text:
        claim = replace(claim, text=own)
        mention = mention_of(claim, paper.aliases)
    stated = stated_cells(claim, quantity, trails)
    trail, heard = trails.around(claim, quantity), paper.changes.around(claim, quantity, trails)
    before = said_before(trails.place(claim), paper)
    change = Change.of(claim, quantity, mention, paper.aliases, system, trail, stated, heard, before)
    starts = paper.order.get((claim.anchor.file, claim.anchor.page), ())
    rank = sum(start < claim.anchor.start for start, _ in starts)
    return change, {number: min(abs(k + 0.5 - rank), 12) / 12 for k, (_, number) in enumerate(starts)}


def stated_cells(claim: Claim, quantity: Quantity, trails: Trails) -> Mapping[tuple[int, int, int], float]:
    """The cells that other numbers of the sentence and of its paragraph stand in, each with how near they are."""
    here = trails.place(claim)
    found: dict[tuple[int, int, int], float] = {}
    if here is None:
        return found
    for place in range(max(0, here - 4), here + 5):
        if place >= len(trails.paragraphs) or trails.paragraphs[place] != trails.paragraphs[here]:
            continue
        near = SAME_SENTENCE if place == here else NEXT_SENTENCE if abs(place - here) == 1 else PARAGRAPH
        for start, end, cells, _ in trails.matches.get(place, ()):
            if place == here and start < quantity.end and quantity.start < end:
                continue
            for cell in cells:
                found[cell] = max(found.get(cell, 0.0), near * (1.0 if len(cells) <= FEW else MANY))
    return found


def weigh(change: Change, scored: Scored) -> PairReading:
    """Weighs the explanations; linear in the pairs."""
    quantity = change.quantity
    probabilities, nowhere = scored.probabilities()
    steps = slip_steps(quantity) if quantity.bound is None else {}
    unit = 10.0**-quantity.decimals
    agreed = slipped = turned = 0.0
    best: tuple[float, Pair, float] | None = None
    slip: tuple[float, Pair, float] | None = None
    back: tuple[float, Pair] | None = None
    giving: list[Pair] = []
    sizes = [pair_size(pair, quantity) for pair in scored.pairs]
    least, most = agreeing_sizes(quantity)
    for pair, probability, size in zip(scored.pairs, probabilities, sizes, strict=True):
        if least <= size <= most and (told := agreement(quantity, pair, size)):
            if is_right_way(quantity, pair, change.claim):
                agreed += probability * told
                if told >= EXACT:
                    giving.append(pair)
                if best is None or probability * told > best[0]:
                    best = probability * told, pair, probability
            else:
                turned += probability * told
                if back is None or probability * told > back[0]:
                    back = probability * told, pair
            continue
        if likelihood := steps.get(round(size / unit), 0.0) if size < 1e15 else 0.0:
            slipped += probability * likelihood
            if slip is None or probability * likelihood > slip[0]:
                slip = probability * likelihood, pair, probability
    likely = density(abs(float(quantity.value)), unit, sizes)
    right, wrong = best or (0.0, None, 0.0), slip or (0.0, None, 0.0)
    return PairReading(right[1], right[2], agreed, slipped, nowhere * likely, wrong[1], wrong[2], turned,
                       back[1] if back else None, _kin(wrong[1], scored.pairs, sizes) if wrong[1] else (),
                       tuple(giving))  # fmt: skip


def _kin(pair: Pair, pairs: Sequence[Pair], sizes: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    names = _names(pair)
    alike: tuple[list[float], list[float], list[float]] = ([], [], [])
    for other, size in zip(pairs, sizes, strict=True):
        if other.relative == pair.relative and other.by_row == pair.by_row:
            same = [a == b for a, b in zip(names, _names(other), strict=True)]
            for free, found in enumerate(alike):
                if all(same[:free] + same[free + 1 :]):
                    found.append(size)
    return tuple(map(tuple, alike))


def _names(pair: Pair) -> tuple[str, str, str]:
    first, second, place = pair.sides
    return first.key, second.key if second is not None else "", place.key


def is_percent(pair: Pair, quantity: Quantity) -> bool:
    """Whether the pair's fractions are compared with a change in percent."""
    if quantity.unit not in ("%", "points"):
        return False
    return _is_fraction(pair.first) and (pair.second is None or _is_fraction(pair.second))


def _is_fraction(value: Value) -> bool:
    return value.decimals >= 2 and not value.percent and abs(value.value) <= 1


def pair_size(pair: Pair, quantity: Quantity) -> float:
    """How large the change of a pair is, in the unit of the printed one."""
    first = float(pair.first.value)
    if pair.second is None:
        size = abs(first)
    elif pair.relative:
        return abs(first / float(pair.second.value) - 1) * 100
    else:
        size = abs(first - float(pair.second.value))
    return size * 100 if is_percent(pair, quantity) else size


def agreeing_sizes(quantity: Quantity) -> tuple[float, float]:
    """The least and the largest size of a change that may be the printed one: of most pairs no more need be known."""
    if quantity.bound in ("<", ">"):
        return -inf, inf
    printed, reach = abs(float(quantity.value)), 2.1 * 10.0**-quantity.decimals
    return printed - reach, printed + reach


def agreement(quantity: Quantity, pair: Pair, size: float) -> float:
    """How likely the printed change is, if it is that of the pair; 0 where nothing lets it be.

    `size` is the pair's change as a float: what is far off is not worked out exactly.
    """
    if quantity.bound in ("<", ">"):
        unit, printed = 10.0**-quantity.decimals, abs(float(quantity.value))
        apart = (size - printed) / unit if quantity.bound == ">" else (printed - size) / unit
        if apart < -0.5 or (apart < 0 and not agrees_with(*_as_sizes(pair, quantity))):
            return 0.0
        return JUST if apart < 1.0 + 1e-9 else FARTHER
    least, most = agreeing_sizes(quantity)
    if not least <= size <= most:
        return 0.0
    exact, decimals = exact_size(pair, quantity)
    step = Decimal(1).scaleb(-quantity.decimals)
    apart_exact = abs(exact - abs(quantity.value))
    if decimals is not None and decimals < quantity.decimals:
        return EXACT * 0.1 ** (quantity.decimals - decimals) if apart_exact <= Decimal(1).scaleb(-decimals) else 0.0
    if apart_exact <= step / 2:
        return EXACT
    if quantity.bound == "~" and apart_exact <= step * 2:
        return WIDE
    if apart_exact < step and exact > abs(quantity.value):
        return CUT
    reach = Decimal(1).scaleb(-decimals) if decimals is not None else step / 2
    return OFF if apart_exact <= step / 2 + reach else 0.0


def _as_sizes(pair: Pair, quantity: Quantity) -> tuple[Quantity, Interval]:
    """The printed change and the pair's without their signs."""
    candidate = pair_candidate(pair, 1.0, percent=is_percent(pair, quantity))
    return replace(quantity, value=abs(quantity.value)), candidate.interval.absolute()


def exact_size(pair: Pair, quantity: Quantity) -> tuple[Decimal, int | None]:
    """The size of a pair's change as an exact decimal, and the decimals it is printed with (None for a share)."""
    if pair.second is None:
        value, decimals = abs(pair.first.value), pair.first.decimals
    elif pair.relative:
        return abs(pair.first.value / pair.second.value - 1) * 100, None
    else:
        value = abs(pair.first.value - pair.second.value)
        decimals = min(pair.first.decimals, pair.second.decimals)
    return (value * 100, decimals - 2) if is_percent(pair, quantity) else (value, decimals)


def is_right_way(quantity: Quantity, pair: Pair, claim: Claim) -> bool:
    """Whether a pair changes in the direction that the words give; either way where lower is better.

    Or where a line lacks something: what it loses is what that brings.
    """
    if quantity.sign is None or (pair.second is None and not pair.first.signed):
        return True
    if any(line is not None and is_lacking(line) for line in pair.sides[:2]):
        return True
    rises = pair.first.value >= (pair.second.value if pair.second is not None else 0)
    return rises == (quantity.sign > 0) or is_turned(pair.sides[2], claim)


def pair_candidate(pair: Pair, probability: float, *, percent: bool) -> Candidate:
    """The formula of a pair; with `percent` fractions are read as percent."""
    first, second, place = pair.sides
    x = single(pair.first)
    if second is None or pair.second is None:
        formula = f"cell({first.name}, {place.whole})"
        named = frozenset({first.folded, place.folded} - {""})
        return Candidate("delta", formula, pair.first.table, x.cells, x.value, x.interval, named, probability, 1.0)
    y = single(pair.second)
    mine, other = told_apart(first, second)
    names = f"{mine} − {other} in {place.whole}"
    cells = x.cells + y.cells
    keys = frozenset({first.folded, second.folded, place.folded} - {""})
    value, interval = x.value - y.value, x.interval - y.interval
    if pair.relative:
        quotient = x.interval.divided(y.interval)
        value, names = (x.value / y.value - 1) * 100, f"100 × ({names}) / {other}"
        interval = type(interval)((quotient.low - 1) * 100, (quotient.high - 1) * 100)
        return Candidate("relative", names, pair.first.table, cells, value, interval, keys, probability, 1.0, True)
    if percent:
        value, interval, names = value * 100, interval.scaled(type(value)(100)), f"100 × ({names})"
    return Candidate("difference", names, pair.first.table, cells, value, interval, keys, probability, 1.0, True)
