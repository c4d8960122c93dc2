"""Two claim tables compared: what is the same, what changed and why, what stands in one of them alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from synth.records import Problem
from synth.report.diff_align import Match, Meaning, align, base_id
from synth.report.diff_classes import BY_WEIGHT, CLASSES, Class, classes_of, made_by_changes, why
from synth.report.diff_table import ClaimRow, ClaimTable
from synth.report.words import listed

Ignored = Literal["confidence", "wording"]
IGNORED: Mapping[Ignored, Class] = {"confidence": "confidence_changed", "wording": "reworded"}
LONGEST_VALUE = 40
NAMED = 8
"""Sources that are named one by one."""


@dataclass(frozen=True, slots=True)
class DiffPair:
    """Rows that say one thing, what became of it, and why as far as it can be told."""

    a: tuple[ClaimRow, ...]
    b: tuple[ClaimRow, ...]
    classes: tuple[Class, ...]
    why: str | None

    @property
    def weight(self) -> int:
        """The place in `BY_WEIGHT` of the class that matters most: the smaller, the more it matters."""
        return min(BY_WEIGHT.index(name) for name in self.classes)


@dataclass(frozen=True, slots=True)
class Diff:
    """A comparison of two claim tables. `context` says what the reports record of how each was made."""

    a: ClaimTable
    b: ClaimTable
    pairs: tuple[DiffPair, ...]
    context: tuple[str, ...]

    @property
    def summary(self) -> dict[Class, int]:
        """How many pairs have each class."""
        return {name: sum(name in pair.classes for pair in self.pairs) for name in CLASSES}

    @property
    def differences(self) -> tuple[DiffPair, ...]:
        """The pairs that are not the same, what matters first."""
        changed = (pair for pair in self.pairs if pair.classes != ("same",))
        return tuple(sorted(changed, key=lambda pair: pair.weight))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read in either table."""
        return (*self.a.problems, *self.b.problems)


def diff_tables(
    a: ClaimTable, b: ClaimTable, *, ignore: Collection[Ignored] = (), meaning: Meaning | None = None
) -> Diff:
    """Compares B with A. What is ignored makes no difference; a pair with nothing else is the same.

    `meaning` gives vectors for the claims that words and numbers leave over; None leaves them unaligned.
    """
    passed = {IGNORED[each] for each in ignore}
    return Diff(a, b, tuple(_pair(match, passed, a, b) for match in align(a, b, meaning)), _context(a, b))


def _pair(match: Match, passed: Collection[Class], a: ClaimTable, b: ClaimTable) -> DiffPair:
    classes: tuple[Class, ...] = tuple(each for each in classes_of(match) if each not in passed) or ("same",)
    return DiffPair(match.a, match.b, classes, why(match, classes, a, b))


def _context(a: ClaimTable, b: ClaimTable) -> tuple[str, ...]:
    """What both reports record of their making, where it differs; what a text report cannot record is said."""
    said: list[str] = []
    if a.made_by and b.made_by:
        for name in made_by_changes(a.made_by, b.made_by):
            values = a.made_by.get(name, "none"), b.made_by.get(name, "none")
            short = max(len(value) for value in values) <= LONGEST_VALUE
            said.append(f"{name}: {values[0]} became {values[1]}" if short else f"{name} is another one")
    if a.sources and b.sources:
        said += _source_changes(a, b)
    texts = [side for side, table in (("A", a), ("B", b)) if table.legacy]
    if texts:
        verb = "is a text report" if len(texts) == 1 else "are text reports"
        said.append(f"{listed(texts)} {verb}, which {'records' if len(texts) == 1 else 'record'} no evidence")
    return tuple(said)


def _source_changes(a: ClaimTable, b: ClaimTable) -> list[str]:
    """Papers of which the reports have different versions, and papers that one alone has."""
    by_base = [{base_id(paper): paper for paper in sorted(table.sources)} for table in (a, b)]
    said: list[str] = [
        f"of {paper} A has {by_base[0][paper]} and B has {by_base[1][paper]}"
        for paper in sorted(by_base[0].keys() & by_base[1].keys())
        if by_base[0][paper] != by_base[1][paper]
    ]
    for side, here, there in (("A", by_base[0], by_base[1]), ("B", by_base[1], by_base[0])):
        if only := sorted(here[paper] for paper in here.keys() - there.keys()):
            shown = [*only[:NAMED], *([f"{len(only) - NAMED} more"] if len(only) > NAMED else [])]
            said.append(f"only {side} names {listed(shown)} among its sources")
    return said


def diff_to_json(made: Diff) -> str:
    """The comparison as JSON, every pair in the order of A's rows and then of B's."""
    legacy = made.a.legacy or made.b.legacy
    record = {
        "a": made.a.name,
        "b": made.b.name,
        "legacy": legacy,
        "summary": made.summary,
        "pairs": [
            {
                "classes": list(pair.classes),
                "a": [row.number for row in pair.a],
                "b": [row.number for row in pair.b],
                "text_a": [row.text for row in pair.a],
                "text_b": [row.text for row in pair.b],
                "status_a": [row.status for row in pair.a],
                "status_b": [row.status for row in pair.b],
                "confidence_a": [_number(row) for row in pair.a],
                "confidence_b": [_number(row) for row in pair.b],
                "why": pair.why,
                "legacy": (made.a.legacy and bool(pair.a)) or (made.b.legacy and bool(pair.b)),
            }
            for pair in made.pairs
        ],
        "context": list(made.context),
        "problems": [{"where": p.where, "message": p.message, "hint": p.hint} for p in made.problems],
    }
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _number(row: ClaimRow) -> float | None:
    return None if row.confidence is None else float(row.confidence)
