"""What became of a claim from one report to the other, and why, as far as both reports record it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Literal, get_args

from synth.quantity import Quantity
from synth.records import AGAINST, Check
from synth.report.diff_align import Match, base_id
from synth.report.diff_likeness import Profile, is_start, opposed, profile
from synth.report.diff_table import ClaimRow, ClaimTable
from synth.report.evidence import KINDS, MARKS
from synth.report.words import capital, listed, quoted

Class = Literal[
    "split",
    "merged",
    "only_a",
    "only_b",
    "status_changed",
    "number_changed",
    "reworded",
    "confidence_changed",
    "same",
]
CLASSES: tuple[Class, ...] = get_args(Class)
"""In the order in which a pair names its own: what became of the rows, then what became of what they say."""
BY_WEIGHT: tuple[Class, ...] = ("status_changed", "number_changed", *CLASSES)
"""What a reader should see first stands first."""

MOVED = Decimal("0.02")
"""Confidence is printed with two decimals: up to this, a difference is rounding and noise."""
MEASURES = frozenset({"%", "points", "x"})
"""Units that make one number mean different things; that "tasks" became "target tasks" is wording."""


def classes_of(match: Match) -> tuple[Class, ...]:
    """What became of the claim: `same` alone, or all that changed."""
    a, b = match.a, match.b
    if not a or not b:
        return ("only_b",) if not a else ("only_a",)
    found: set[Class] = set()
    if len(a) != len(b):
        found.add("split" if len(b) > len(a) else "merged")
    if len({row.status for row in (*a, *b)}) > 1:
        found.add("status_changed")
    if any(_moved(x, y) for x in a for y in b):
        found.add("confidence_changed")
    if len(a) == len(b) == 1:
        first, second = profile(a[0]), profile(b[0])
        if not _reads_alike(first, second):
            changed = number_changes(a[0], b[0])
            if changed:
                found.add("number_changed")
            if not changed or _without_numbers(a[0]) != _without_numbers(b[0]):
                found.add("reworded")
    return tuple(name for name in CLASSES if name in found) or ("same",)


def _moved(a: ClaimRow, b: ClaimRow) -> bool:
    return a.confidence is not None and b.confidence is not None and abs(a.confidence - b.confidence) > MOVED


def _reads_alike(first: Profile, second: Profile) -> bool:
    """Whether two claims are one text, or one the other cut short; the numbers that their notes name must agree."""
    if first.row.noted and second.row.noted and first.numbers != second.numbers:
        return False
    return first.flat == second.flat or is_start(first, second) or is_start(second, first)


def _without_numbers(row: ClaimRow) -> str:
    """The sentence folded, its numbers blanked: equal where nothing but numbers changed."""
    text, end = "", 0
    for quantity in sorted(row.said, key=lambda quantity: quantity.start):
        text += row.sentence[end : quantity.start] + "0"
        end = max(end, quantity.end)
    return " ".join((text + row.sentence[end:]).casefold().split()).rstrip(" .…")


def number_changes(a: ClaimRow, b: ClaimRow) -> list[str]:
    """The numbers that became others, in words; a number that only one side states changes the wording alone."""
    gone = [x for x in a.quantities if not any(_same(x, y) for y in b.quantities)]
    come = [y for y in b.quantities if not any(_same(x, y) for x in a.quantities)]
    if _at_cut_end(a, gone, come) or _at_cut_end(b, come, gone):
        return []
    if not gone or not come:
        return []
    if len(gone) == len(come):
        return [f"{_shown(x)} became {_shown(y)}" for x, y in zip(gone, come, strict=True)]
    return [f"{listed([_shown(x) for x in gone])} became {listed([_shown(y) for y in come])}"]


def _same(x: Quantity, y: Quantity) -> bool:
    """Whether two numbers promise the same: value, precision, direction, points or percent."""
    if (abs(x.value), x.decimals, x.high) != (abs(y.value), y.decimals, y.high):
        return False
    if x.sign is not None and y.sign is not None and x.sign != y.sign:
        return False
    return x.unit == y.unit or not {x.unit, y.unit} <= MEASURES


def _at_cut_end(row: ClaimRow, mine: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    """Whether the only number that differs is the last thing of a cut text: its digits may go on."""
    if len(mine) != 1 or mine[0].end < len(row.sentence.rstrip()) or not profile(row).cut:
        return False
    return any(other.text.startswith(mine[0].text) for other in others)


def _shown(quantity: Quantity) -> str:
    """A number as it is written, with its direction where the words give one and its unit where that matters."""
    sign = {1: "+", -1: "−", None: ""}[quantity.sign] if quantity.kind in ("gain", "relative_gain") else ""
    unit = f" {quantity.unit}" if quantity.unit in MEASURES and quantity.unit not in quantity.text else ""
    return f"{sign}{quantity.text}{unit}"


def why(match: Match, classes: Sequence[Class], a: ClaimTable, b: ClaimTable) -> str | None:
    """What changed, in a sentence or several, or None where there is nothing to say."""
    said: list[str] = []
    if "split" in classes or "merged" in classes:
        said.append(_parts(match))
    if len(match.a) == len(match.b) == 1:
        said += _of_texts(match.a[0], match.b[0])
    if "status_changed" in classes:
        said += _statuses(match)
    if "confidence_changed" in classes:
        said.append(f"confidence {_confidences(match.a)} became {_confidences(match.b)}")
    judged = "status_changed" in classes or "confidence_changed" in classes
    if match.a and match.b:
        said += _evidence(match, a, b, judged=judged)
    return ". ".join(capital(each) for each in said) + "." if said else None


def _parts(match: Match) -> str:
    one, several = (match.a, match.b) if len(match.b) > len(match.a) else (match.b, match.a)
    here, there = ("A", "B") if several is match.b else ("B", "A")
    parts = []
    for row in several:
        others = {value.value for other in several if other is not row for value in other.quantities}
        own = [_shown(quantity) for quantity in row.quantities if quantity.value not in others]
        parts.append(f"{there}{row.number}" + (f" ({', '.join(own)})" if own else ""))
    verb = "is split into" if several is match.b else "merges"
    return f"{here}{one[0].number} {verb} {listed(parts)}"


def _of_texts(a: ClaimRow, b: ClaimRow) -> list[str]:
    first, second = profile(a), profile(b)
    if _reads_alike(first, second):
        if first.flat == second.flat:
            return []
        short, side = (first, "A") if len(first.flat) < len(second.flat) else (second, "B")
        return [f"the claim is cut in {side} after {len(short.row.sentence)} characters"]
    said = number_changes(a, b)
    if not said:
        more = [(row, _extra(row, other)) for row, other in ((a, b), (b, a))]
        said += [f"only {'A' if row is a else 'B'} states {listed(extra)}" for row, extra in more if extra]
    if opposed(first, second):
        said.append("one denies what the other says")
    return said


def _extra(row: ClaimRow, other: ClaimRow) -> list[str]:
    cut = profile(other).cut
    return [] if cut else [_shown(x) for x in row.quantities if not any(_same(x, y) for y in other.quantities)]


def _statuses(match: Match) -> list[str]:
    if len(match.a) == len(match.b) == 1:
        return [f"{MARKS[match.a[0].status]} became {MARKS[match.b[0].status]}"]
    if len(match.a) == 1:
        turned = [row for row in match.b if row.status != match.a[0].status]
        return [f"B{row.number} turned from {MARKS[match.a[0].status]} to {MARKS[row.status]}" for row in turned]
    turned = [row for row in match.a if row.status != match.b[0].status]
    return [f"A{row.number} turned from {MARKS[row.status]} to {MARKS[match.b[0].status]}" for row in turned]


def _confidences(rows: Sequence[ClaimRow]) -> str:
    return ", ".join("none" if row.confidence is None else f"{row.confidence:.2f}" for row in rows)


def _evidence(match: Match, a: ClaimTable, b: ClaimTable, *, judged: bool) -> list[str]:
    """Another version of the source, other evidence, another checker."""
    said = _versions(match, a, b)
    if any(row.checks is None for row in (*match.a, *match.b)):
        return said
    if len(match.a) == len(match.b) == 1:
        said += _checks(match.a[0].checks or (), match.b[0].checks or ())
    if judged and not said:
        makers = made_by_changes(a.made_by, b.made_by)
        said.append(f"made by another {listed(makers)}" if makers else "neither report records why")
    return said


def _versions(match: Match, a: ClaimTable, b: ClaimTable) -> list[str]:
    pairs = {(x.paper, y.paper) for x in match.a for y in match.b if x.paper is not None and y.paper is not None}
    said: list[str] = []
    for x, y in sorted(pairs):
        if x != y:
            same = base_id(x) == base_id(y)
            said.append(f"the source is {y} instead of {x}" if not same else f"the source is another version: {x}, {y}")
        elif x in a.sources and y in b.sources:
            hashes = a.sources[x].sha256, b.sources[y].sha256
            if None not in hashes and hashes[0] != hashes[1]:
                said.append(f"the text of {x} is another one")
    return said


def _checks(a: Sequence[Check], b: Sequence[Check]) -> list[str]:
    said: list[str] = []
    for kind in AGAINST:
        here, there = ([check for check in checks if check.against == kind] for checks in (a, b))
        for x, y in zip_longest(here, there):
            if x is None or y is None or _decided(x) != _decided(y):
                said.append(f"{KINDS[kind].lower()}: {_check(x)} became {_check(y)}")
    return said


def _decided(check: Check) -> tuple[str, str | None, str | None]:
    return check.status, check.recomputed, check.formula


def _check(check: Check | None) -> str:
    if check is None:
        return "nothing"
    computed = f" {check.formula or 'recomputed'} = {check.recomputed}" if check.recomputed else ""
    return f"{MARKS[check.status]}{computed or f' {quoted(check.reason)}'}"


def made_by_changes(a: Mapping[str, str], b: Mapping[str, str]) -> list[str]:
    """What made the one report and not the other, by name: code, corpus, embedder, options, prompts."""
    return [name for name in sorted(a.keys() | b.keys()) if a.get(name) != b.get(name)]
