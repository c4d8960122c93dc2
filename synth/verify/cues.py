"""What points a number to a cell before the number is looked at: the words and numbers around it, as features.

Rows, columns, tables and cells are each described by a short tuple of features between −1 and 1 (`LINE`, `TABLE`,
`CELL`), and the case that no table is meant by another (`NOWHERE`). `reading` weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log10

from synth.quantity import Quantity
from synth.records import Claim
from synth.verify.cells import Value
from synth.verify.index import Line, TableIndex
from synth.verify.names import SELF, STOP, WORD, Mention, stem, words
from synth.verify.nearness import UNNAMED, nearness
from synth.verify.trail import Trail, named_tables

AVERAGING = re.compile(r"\b(?:average|averaged|averages|avg|mean|overall|across|macro)\b", re.IGNORECASE)
BEST = re.compile(r"\b(?:best|highest|top|state[- ]of[- ]the[- ]art|sota|lowest|strongest)\b", re.IGNORECASE)
SCORES = frozenset({None, "points", "%", "F1", "EM", "BLEU", "accuracy"})
"""Units that tables of results leave out."""
SPLITS = {
    "dev": frozenset({"dev", "development", "val", "valid", "validation"}),
    "test": frozenset({"test", "testing"}),
}
SAID = 0.7
"""Share of a line's telling words from which it is named."""
FAR = 12
"""Tables in between from which distance tells nothing more."""

LINE = (
    "named", "behind the best named", "context", "beside", "before", "section", "subject",
    "baseline", "dataset", "own said", "own unsaid", "nearby number", "average asked", "average unasked",
    "no average", "habit", "nameless", "last", "split", "other split", "words left", "alone beside", "nearest",
    "nearest before", "others nearer", "unit",
)  # fmt: skip
TABLE = (
    "referred to", "other referred to", "paragraph", "other paragraph", "caption dataset", "section words", "distance",
    "numbers around", "numbers elsewhere", "other split", "unit", "words telling", "caption before", "caption beside",
)  # fmt: skip
CELL = (
    "decimals", "coarser", "size", "column size", "percent", "signed", "bold", "bold best", "taken", "covered",
    "covered beside", "both named", "whole", "along the row", "down the column", "same row as next",
    "same column as next", "names covered", "names covered beside", "counted in tenths", "percent whole", "bold own",
)  # fmt: skip
NOWHERE = (
    "always", "referred to", "paragraph", "other unit", "count", "whole", "digits", "figure", "abstract",
    "numbers around", "strange beside", "reported", "unit of its own", "row named", "column named", "lines named",
    "count of no unit", "background", "cited beside",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Around:
    """What a claim says around one of its numbers, as mentions, and what is known of the paper."""

    claim: Mention
    beside: Mention
    before: Mention
    section: Mention
    subject: Mention
    baseline: Mention
    dataset: Mention
    system: frozenset[str]
    averaging: bool
    best: bool
    names: frozenset[str]
    names_beside: frozenset[str]
    """Words that are written like names, in the claim and beside the number."""
    apart: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    """How far from the number each word of the claim stands (see `nearness`)."""
    cited: bool = False
    """Whether a work is cited beside the number."""


def line_cues(
    index: TableIndex,
    lines: Sequence[Line],
    around: Around,
    claim: Claim,
    quantity: Quantity,
    lifts: Mapping[int, float],
    habits: Mapping[str, float],
) -> dict[int, tuple[float, ...]]:
    """The features of each row (or column) by its position, in the order of `LINE`."""
    told = {
        name: index.labels.scores(mention)
        for name, mention in (
            ("claim", around.claim),
            ("beside", around.beside),
            ("before", around.before),
            ("section", around.section),
            ("subject", around.subject),
            ("baseline", around.baseline),
            ("dataset", around.dataset),
        )
        if mention.words or mention.own
    }
    empty: dict[str, float] = {}
    claimed, beside, before, section = (told.get(name, empty) for name in ("claim", "beside", "before", "section"))
    best = max((claimed.get(line.key, 0.0) for line in lines if line.key), default=0.0)
    nobody = all(claimed.get(line.key, 0.0) < SAID for line in lines if line.key)
    last = lines[-1].position if lines else -1
    alone_beside = dict.fromkeys(_only({line.folded: beside.get(line.key, 0.0) for line in lines if line.key}), 1.0)
    wanted, unwanted = SPLITS.get(claim.split or "", frozenset()), _other_split(claim)
    near = nearness({line.key for line in lines if line.key and claimed.get(line.key, 0.0) >= SAID}, around.apart)
    units = set(words(quantity.unit or "")) if quantity.unit not in SCORES else set()
    found: dict[int, tuple[float, ...]] = {}
    for line in lines:
        key = line.key
        score = claimed.get(key, 0.0) if key else 0.0
        own = _is_own(line, around.system)
        said = set(line.folded.replace("-", " ").split())
        for name in line.context:
            said.update(words(name))
        found[line.position] = (
            score,
            best - score,
            max((claimed.get(name, 0.0) for name in line.context), default=0.0),
            beside.get(key, 0.0),
            before.get(key, 0.0),
            section.get(key, 0.0),
            told.get("subject", empty).get(key, 0.0),
            told.get("baseline", empty).get(key, 0.0),
            max((told.get("dataset", empty).get(name, 0.0) for name in (key, *line.context)), default=0.0),
            float(own and nobody and around.claim.own),
            float(own and nobody and not around.claim.own),
            lifts.get(line.position, 0.0),
            float(line.average and around.averaging),
            float(line.average and not around.averaging),
            float(around.averaging and not line.average),
            habits.get(line.folded, 0.0),
            float(not key),
            float(line.position == last),
            float(bool(wanted & said)),
            float(bool(unwanted & said) and not wanted & said),
            (1 - score) * min(len(words(key)), 6) / 6,
            alone_beside.get(line.folded, 0.0),
            *near.get(key, UNNAMED),
            float(bool(units & said)) if units else 0.0,
        )
    return found


def _only(scores: Mapping[str, float]) -> list[str]:
    """The one name that is said, where no other is as well."""
    named = [key for key, score in scores.items() if score >= SAID]
    return named if len(named) == 1 else []


def _other_split(claim: Claim) -> frozenset[str]:
    return SPLITS.get({"dev": "test", "test": "dev"}.get(claim.split or "", ""), frozenset())


def _is_own(line: Line, system: frozenset[str]) -> bool:
    """Whether a line is marked as the authors' own or carries the name of their system."""
    said = set(WORD.findall(line.folded))
    return bool(said & SELF) or (bool(system) and system <= {stem(word) for word in said})


def table_cues(
    index: TableIndex,
    around: Around,
    claim: Claim,
    quantity: Quantity,
    trail: Trail,
    distance: float,
    captions: Mapping[str, int],
    contents: Mapping[str, int],
) -> tuple[float, ...]:
    """The features of a table, in the order of `TABLE`; `distance` is how many tables lie between, 0 to 1."""
    referred = named_tables(claim.text)
    printed = index.table.printed
    spoken = trail.tables.get(index.table.number, 0.0)
    caption = index.caption_words
    wanted, unwanted = SPLITS.get(claim.split or "", frozenset()), _other_split(claim)
    units = set(words(quantity.unit or ""))
    return (
        float(printed in referred),
        float(bool(referred) and printed not in referred),
        float(not referred and printed in trail.printed),
        float(not referred and bool(trail.printed) and printed not in trail.printed),
        _share(around.dataset.words, index.all_words),
        min(len(caption & around.section.words - STOP), 3) / 3,
        distance,
        spoken,
        max(max(trail.tables.values(), default=0.0) - spoken, 0.0),
        float(bool(unwanted & caption) and not wanted & caption),
        float(bool(units & index.all_words)) if quantity.unit not in SCORES else 0.0,
        _rare(around.claim.words, index.all_words, contents),
        _rare(around.before.words, caption, captions),
        _rare(around.beside.words, caption, captions),
    )


def _rare(said: frozenset[str], here: frozenset[str], spread: Mapping[str, int]) -> float:
    """How many of the words that are said stand here, each worth the less the more tables have it; at most 1."""
    return min(sum(1 / spread[word] for word in said & here if word in spread and word not in STOP), 3.0) / 3


def _share(wanted: frozenset[str], said: frozenset[str]) -> float:
    """1 where all words are said, −1 where none is, 0 where none is wanted."""
    telling = wanted - STOP
    return 2 * len(telling & said) / len(telling) - 1 if telling else 0.0


def cell_cues(
    value: Value,
    quantity: Quantity,
    around: Around,
    sizes: tuple[float, float],
    taken: bool,
    covered: tuple[float, ...],
    trail: Trail,
) -> tuple[float, ...]:
    """The features of one cell, in the order of `CELL`.

    `sizes` are the smallest and the largest size in its column, `covered` what share of the words that name
    anything in the tables it has, of all and of those beside the number, and the lower score of its two lines.
    """
    here, there = abs(float(quantity.value)), abs(float(value.value))
    apart = min(abs(log10(here / there)), 1.0) if here and there else 1.0
    low, high = sizes
    return (
        float(value.decimals == quantity.decimals),
        float(value.decimals < quantity.decimals),
        float(apart > 0.35),
        float(low * 0.7 <= here <= high * 1.3),
        float(value.percent and quantity.unit in ("%", "points")),
        float(value.signed),
        float(value.bold),
        float(value.bold and around.best),
        float(taken),
        covered[0],
        covered[1],
        covered[2],
        float(value.decimals <= 0 and quantity.decimals > 0),
        *_step(value, trail),
        *covered[3:],
        float(quantity.kind == "count" and value.decimals > 0),
        float(quantity.unit in ("%", "points") and value.decimals <= 0),
        float(value.bold and around.claim.own),
    )


def _step(value: Value, trail: Trail) -> tuple[float, float, float, float]:
    """Whether the cell follows the number before (or leads to the one after) along its row, or down its column."""
    if not trail.before and not trail.after:
        return 0.0, 0.0, 0.0, 0.0
    right = down = row = column = 0.0
    for cells, way in ((trail.before, 1), (trail.after, -1)):
        for table, at_row, at_column in cells:
            if table != value.table:
                continue
            share = 1 / len(cells)
            if at_row == value.row and at_column != value.column:
                row = max(row, share)
                right = max(right, share * (0 < (value.column - at_column) * way <= 2))
            if at_column == value.column and at_row != value.row:
                column = max(column, share)
                down = max(down, share * ((value.row - at_row) * way == 1))
    return right, down, row, column


def nowhere_cues(
    claim: Claim,
    quantity: Quantity,
    trail: Trail,
    known: frozenset[str],
    around: Around,
    named: tuple[float, float, float],
) -> tuple[float, ...]:
    """The features of a number that no table may hold, in the order of `NOWHERE`.

    `named` is how well the best named row, the best named column, and the lesser of both in one table are named.
    """
    digits = quantity.value.as_tuple().digits
    foreign = quantity.unit not in SCORES and not set(words(quantity.unit or "")) & known
    return (
        1.0,
        float(bool(named_tables(claim.text))),
        float(bool(trail.printed)),
        float(foreign),
        float(quantity.kind == "count"),
        float(quantity.decimals <= 0),
        min(len(digits), 6) / 6,
        float("Fig" in claim.text),
        float(claim.role in ("abstract", "title")),
        max(trail.tables.values(), default=0.0),
        _strange(around.names_beside, known),
        float(REPORTED.search(claim.text) is not None and "[@" in claim.text),
        float(quantity.unit not in SCORES),
        *named,
        float(quantity.kind == "count" and not set(words(quantity.unit or "")) & known),
        float(bool(BACKGROUND & around.section.words)),
        float(around.cited),
    )


def _strange(names: frozenset[str], known: frozenset[str]) -> float:
    """How many of the names no table of the paper says; at most 1, for three."""
    return min(len(names - known), 3) / 3


def proper(text: str) -> frozenset[str]:
    """The folded words of a text that are written like names: with a capital, or letters and digits mixed."""
    plain = re.sub(r"\[@[^\]]*\]|\[number:[^\]]*\]", " ", text)
    found: set[str] = set()
    for match in TOKEN.finditer(plain):
        token = match[0]
        opening = match.start() == 0 or plain[: match.start()].rstrip()[-1:] in (".", ":", "(")
        capitals = sum(char.isupper() for char in token)
        if (
            capitals >= 2
            or (capitals and not opening)
            or (any(map(str.isdigit, token)) and any(map(str.isalpha, token)))
        ):
            found.update(word for word in words(token) if not word.isdigit() and len(word) > 1)
    return frozenset(found) - STOP - COMMON


BACKGROUND = frozenset(
    stem(word)
    for word in """introduction related background prior previous preliminaries dataset datasets data corpus corpora
    implementation setup settings training details hyperparameters""".split()
)
"""Words of the titles of sections that tell little of results."""
TOKEN = re.compile(r"[^\W_][\w+*]*(?:[-/.][\w+]+)*")
COMMON = frozenset("table fig figure section appendix eq equation see as for on if".split())
REPORTED = re.compile(r"\b(?:report|reports|reported|according to|published|leader-?board)\b", re.IGNORECASE)
