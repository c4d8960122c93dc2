"""What points a change to two cells before its number is looked at: the names of both sides, as features.

A change is read from a pair: the cells of two lines (rows or columns) at one place of the other axis. The line that
changed is its first side, the line that it is compared with its second. Tables, sides, the relation of the sides, the
place are described by short tuples of features (`TABLE`, `SIDE`, `RELATION`, `PLACE`), the cells by those of
`pair_cells`, and the case that no table is meant by another (`NO_PAIR`). `pairs` weighs them; each is worked out once
for a line, a cell or a pair of lines, so that a pair of cells costs a few additions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synth.quantity import Quantity
from synth.records import Claim
from synth.verify.align import LEADING
from synth.verify.cues import AVERAGING, SPLITS
from synth.verify.index import Line, TableIndex
from synth.verify.names import Mention, cites, words
from synth.verify.nearness import beside_number
from synth.verify.pair_habits import Heard
from synth.verify.pair_lines import WITHOUT, counted_out, is_own
from synth.verify.trail import Trail, named_tables

SAID = 0.7
"""Share of a line's telling words from which it is named."""
FULL = 0.95
STANDARD = frozenset({"baseline", "vanilla", "base", "standard", "plain", "original", "default"})
"""Words by which tables call the line that the others are compared with."""
LESS = re.compile(r"\b(?:without|remov\w+|w/o|drop\w*|ablat\w+|exclud\w+|disabl\w+|absence|lacks?)\b", re.IGNORECASE)
BEFORE = re.compile(r"\b(?:previous\w*|prior|published|state[- ]of[- ]the[- ]art|sota|existing)\b", re.IGNORECASE)

TABLE = (
    "referred to", "other referred to", "paragraph", "other paragraph", "caption", "numbers around",
    "numbers elsewhere", "other split", "metric", "dataset", "dataset missing", "distance",
)  # fmt: skip
SIDE = (
    "named", "named in full", "behind the best named", "context", "as subject", "as baseline", "beside", "own said",
    "own unsaid", "cited", "cited before", "cites the same", "standard", "standard alone", "average", "average asked",
    "first", "last", "nameless", "nearby number", "same sentence",
    "context as subject", "context as baseline", "counted out", "first around", "second around", "first habit",
    "second habit", "before",
)  # fmt: skip
RELATION = (
    "one context", "adjacent", "part of the other", "part of the other, rest named", "without something",
    "without what is named", "one name", "one name, other context", "both named", "both nameless", "both in full",
    "habit",
)  # fmt: skip
PLACE = (
    "named", "named in full", "behind the best named", "context", "dataset", "metric", "average", "average asked",
    "average unasked", "nameless", "only", "first", "last", "nearby number", "same sentence", "no place named",
    "beside", "around", "habit",
)  # fmt: skip
NO_PAIR = (
    "always", "referred to", "paragraph", "whole", "digits", "cited", "numbers around", "abstract", "leading",
    "bound", "relative", "other unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change as it is asked for: the claim, its number, what it mentions where, and what stands around it."""

    claim: Claim
    quantity: Quantity
    mention: Mention
    subject: Mention | None
    baseline: Mention | None
    beside: Mention | None
    dataset: Mention | None
    metric: Mention | None
    system: frozenset[str]
    trail: Trail
    stated: Mapping[tuple[int, int, int], float]
    """Cells (table, row, column) that other numbers stand in: 1 shared by those of its sentence, less farther off."""
    averaging: bool
    leading: bool
    before: bool
    less: bool
    heard: Heard
    """What the other changes of the paper are read from."""
    said_before: Mention | None
    """What the sentences before it say."""

    @staticmethod
    def of(
        claim: Claim,
        quantity: Quantity,
        mention: Mention,
        aliases: Sequence[tuple[str, str]],
        system: frozenset[str],
        trail: Trail,
        stated: Mapping[tuple[int, int, int], float],
        heard: Heard,
        said_before: Mention | None,
    ) -> Change:
        """`mention` is everything that the claim names; `aliases` are the short forms of the paper."""

        def said(text: str | None) -> Mention | None:
            return Mention.of(text, aliases) if text else None

        text = claim.text
        return Change(
            claim, quantity, mention, said(claim.subject), said(claim.baseline),
            said(beside_number(text, quantity.text)), said(" ".join(claim.dataset)), said(claim.metric), system, trail,
            stated, AVERAGING.search(text) is not None, LEADING.search(text) is not None,
            BEFORE.search(text) is not None, LESS.search(text) is not None,
            heard, said_before,
        )  # fmt: skip


def table_cues(index: TableIndex, change: Change, distance: float) -> tuple[float, ...]:
    """The features of a table, in the order of `TABLE`; `distance` (0 to 1) is how far off it stands."""
    trail, printed = change.trail, index.table.printed
    wanted = named_tables(change.claim.text)
    spoken = trail.tables.get(index.table.number, 0.0)
    split = change.claim.split
    other = {"dev": "test", "test": "dev"}.get(split or "", "")
    known = index.all_words
    dataset = change.dataset.words & known if change.dataset else frozenset()
    return (
        float(printed in wanted),
        float(bool(wanted) and printed not in wanted),
        float(printed in trail.printed),
        float(bool(trail.printed) and printed not in trail.printed),
        min(len(index.caption_words & change.mention.words), 6) / 6,
        spoken,
        max(max(trail.tables.values(), default=0.0) - spoken, 0.0),
        float(bool(other) and bool(SPLITS[other] & known) and not SPLITS[split or ""] & known),
        float(change.metric is not None and bool(change.metric.words & known)),
        float(bool(dataset)),
        float(change.dataset is not None and not dataset),
        distance,
    )


def side_cues(
    index: TableIndex, lines: Sequence[Line], change: Change, *, by_row: bool
) -> dict[int, tuple[float, ...]]:
    """The features of each line as a side of a change, by its position, in the order of `SIDE`."""
    told = index.labels.scores(change.mention)
    empty: dict[str, float] = {}
    subject = index.labels.scores(change.subject) if change.subject else empty
    baseline = index.labels.scores(change.baseline) if change.baseline else empty
    beside = index.labels.scores(change.beside) if change.beside else empty
    best = max((told[line.key] for line in lines if line.key), default=0.0)
    number, trail, heard = index.table.number, change.trail, change.heard
    lifts = trail.rows if by_row else trail.columns
    stated = _stated_lines(number, change, by_row=by_row)
    before = index.labels.scores(change.said_before) if change.said_before else empty
    standard = [line.position for line in lines if set(words(line.key)) & STANDARD]
    works = cites(change.claim.text)
    counted = counted_out(change.claim.text, lines, by_row=by_row)
    found: dict[int, tuple[float, ...]] = {}
    for line in lines:
        score = told.get(line.key, 0.0) if line.key else 0.0
        own = is_own(line, change.system)
        keys = cites(" ".join((line.key, *line.context)))
        found[line.position] = (
            score,
            float(score >= FULL),
            best - score,
            max((told.get(name, 0.0) for name in line.context), default=0.0),
            subject.get(line.key, 0.0) if line.key else 0.0,
            baseline.get(line.key, 0.0) if line.key else 0.0,
            beside.get(line.key, 0.0) if line.key else 0.0,
            float(own and change.mention.own),
            float(own and not change.mention.own),
            float(bool(keys)),
            float(bool(keys) and change.before),
            float(bool(keys & works)),
            float(line.position in standard),
            float(line.position in standard and change.claim.baseline is None),
            float(line.average),
            float(line.average and change.averaging),
            float(line is lines[0]),
            float(line is lines[-1]),
            float(not line.key),
            lifts.get((number, line.position), 0.0),
            stated.get(line.position, 0.0),
            max((subject.get(name, 0.0) for name in line.context), default=0.0),
            max((baseline.get(name, 0.0) for name in line.context), default=0.0),
            float(line.position in counted),
            heard.lines.get(("first", number, by_row, line.position), 0.0),
            heard.lines.get(("second", number, by_row, line.position), 0.0),
            heard.names.get(("first", line.folded), 0.0),
            heard.names.get(("second", line.folded), 0.0),
            before.get(line.key, 0.0) if line.key else 0.0,
        )
    return found


def place_cues(
    index: TableIndex, lines: Sequence[Line], change: Change, *, by_row: bool
) -> dict[int, tuple[float, ...]]:
    """The features of each line as the place where two others are compared, in the order of `PLACE`."""
    told = index.labels.scores(change.mention)
    empty: dict[str, float] = {}
    dataset = index.labels.scores(change.dataset) if change.dataset else empty
    metric = index.labels.scores(change.metric) if change.metric else empty
    beside = index.labels.scores(change.beside) if change.beside else empty
    best = max((told[line.key] for line in lines if line.key), default=0.0)
    number, trail, heard = index.table.number, change.trail, change.heard
    lifts = trail.rows if by_row else trail.columns
    stated = _stated_lines(number, change, by_row=by_row)
    found: dict[int, tuple[float, ...]] = {}
    for line in lines:
        score = told.get(line.key, 0.0) if line.key else 0.0
        names = (line.key, *line.context)
        found[line.position] = (
            score,
            float(score >= FULL),
            best - score,
            max((told.get(name, 0.0) for name in line.context), default=0.0),
            max((dataset.get(name, 0.0) for name in names if name), default=0.0),
            max((metric.get(name, 0.0) for name in names if name), default=0.0),
            float(line.average),
            float(line.average and change.averaging),
            float(line.average and best < SAID),
            float(not line.key),
            float(len(lines) == 1),
            float(line is lines[0]),
            float(line is lines[-1]),
            lifts.get((number, line.position), 0.0),
            stated.get(line.position, 0.0),
            float(best < SAID and not line.average),
            beside.get(line.key, 0.0) if line.key else 0.0,
            heard.lines.get(("place", number, by_row, line.position), 0.0),
            heard.names.get(("place", line.folded), 0.0),
        )
    return found


def relation_cues(
    first: Line, second: Line, change: Change, names: Mapping[int, frozenset[str]], near: Mapping[int, float]
) -> tuple[float, ...]:
    """The features of two sides together; `names` are the words of each line's name, `near` how far each is named."""
    mine, other = names[first.position], names[second.position]
    more, less = mine - other, other - mine
    said = change.mention.words
    part = bool(other) and other < mine
    lacking = (bool(less) and mine < other) or (bool(mine & WITHOUT) and not other & WITHOUT)
    return (
        float(first.context == second.context),
        float(abs(first.position - second.position) == 1),
        float(part),
        float(part and more <= said),
        float(lacking),
        float(lacking and bool((more | less) & said)),
        float(bool(mine) and mine == other),
        float(bool(mine) and mine == other and first.context != second.context),
        min(near[first.position], near[second.position]),
        float(not mine and not other),
        float(min(near[first.position], near[second.position]) >= FULL),
        change.heard.names.get(("sides", first.folded, second.folded), 0.0),
    )


def no_pair_cues(change: Change) -> tuple[float, ...]:
    """The features of the case that the change is none of two cells, in the order of `NO_PAIR`."""
    quantity, trail = change.quantity, change.trail
    return (
        1.0,
        float(bool(named_tables(change.claim.text))),
        float(bool(trail.printed)),
        float(quantity.decimals <= 0),
        len(quantity.value.as_tuple().digits) / 4,
        float("[@" in change.claim.text),
        max(trail.tables.values(), default=0.0),
        float(change.claim.role == "abstract"),
        float(change.leading),
        float(quantity.bound is not None),
        float(quantity.kind == "relative_gain"),
        float(quantity.unit not in (None, "points", "%", "F1", "EM", "BLEU", "accuracy")),
    )


def _stated_lines(number: int, change: Change, *, by_row: bool) -> dict[int, float]:
    found: dict[int, float] = {}
    for (table, row, column), weight in change.stated.items():
        if table == number:
            place = row if by_row else column
            found[place] = max(found.get(place, 0.0), weight)
    return found
