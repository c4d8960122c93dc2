"""What points a number to a cell before the number is looked at: the words and numbers around it, as features.

Rows, columns and tables are each described by a short tuple of features between −1 and 1 (`LINE`, `TABLE`), cells and
the case that no table is meant by others (`cell_cues`). `reading` weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synth.quantity import Quantity
from synth.records import Claim
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
IN_FULL = 0.95
"""The same from which all of its telling words are said."""
FAR = 12
"""Tables in between from which distance tells nothing more."""

LINE = (
    "named", "behind the best named", "context", "beside", "before", "section", "subject",
    "baseline", "dataset", "own said", "own unsaid", "nearby number", "average asked", "average unasked",
    "no average", "habit", "nameless", "last", "split", "other split", "words left", "alone beside", "nearest",
    "nearest before", "others nearer", "unit", "carried", "said in full", "not the one in full",
)  # fmt: skip
TABLE = (
    "referred to", "other referred to", "paragraph", "other paragraph", "caption dataset", "section words", "distance",
    "numbers around", "numbers elsewhere", "other split", "unit", "words telling", "caption before", "caption beside",
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
            before.get(key, 0.0) * nobody,
            float(score >= IN_FULL),
            float(score < IN_FULL <= best),
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


TOKEN = re.compile(r"[^\W_][\w+*]*(?:[-/.][\w+]+)*")
COMMON = frozenset("table fig figure section appendix eq equation see as for on if".split())
