"""What the numbers of a log line are values of, told from the text between them.

Lines of one kind differ only in their numbers: the text between them, a line's skeleton, is looked at once, and the
plan that comes of it serves every other line of that kind. So a million lines cost a split and a look-up each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from synth.runs.numerals import UNIT, unit
from synth.runs.vocabulary import EPOCHS, IDLE, MEASURED_WHILE_TRAINING, OPTIONS, STEPS, fold, is_metric, parts_of

NUMBER = re.compile(
    r"(?<![\w.@])(?<![A-Za-z]-)"
    r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
    r"|[+-]?(?:nan|NaN|NAN|inf|Inf|INF|infinity|Infinity)(?=(?:ms|s|%)?(?:[\s,;|)\]}]|$)))"
)
LONGEST = 4_000
"""Characters of a line that is looked at; longer ones are dumps."""
WORD = r"[A-Za-z_][\w@%/.+-]*"
KEY = re.compile(
    rf"(?P<words>{WORD}(?:[ \t]{{1,4}}{WORD}){{0,3}})(?:[ \t]?\([^()]{{0,20}}\))?['\"]?[ \t]{{0,12}}"
    rf"(?P<told>[:=]|->|→)?[ \t]{{0,12}}[\[(]?[ \t]{{0,4}}$"
)
SPLIT_WORD = re.compile(
    r"(?<![\w/.-])(train(?:ing)?|val(?:id(?:ation)?)?|dev|test|eval(?:uation)?)(?![\w/.-])", re.IGNORECASE
)
CODE = re.compile(
    r"^\s*(?:@\w|#|//|/\*|import\b|from \S+ import|def \w|class \w|return\b"
    r"|(?:if|elif|for|while|with|try|except|else)\b.*:\s*$|print\w*\("
    r"|assert\b|raise\b|static\b|void\b|const\b|using\b|#include|export |\$ |>>> )"
    r"|\w\([^()]*\w=|\s--[a-z]|[\w\])]\s*=\s*\w+[.(]|[;{]\s*$|=\s*f?[\"']"
)
"""Source code, a comment, or a command line."""
NO_METRIC = re.compile(
    r"\.(?:py|cc|cpp|cu|h|go)\b|^(?:INFO|DEBUG|WARN(?:ING)?|ERROR)\b|\b(?:pid|gpu|rank|worker|node|batch|world_size)$",
    re.IGNORECASE,
)
"""A program's line, a process, a place: numbered, but not measured."""
BEST = frozenset("best highest lowest max min maximum minimum".split())
FILLERS = frozenset(
    "with and the a an of at was is got reached to in for on by after current final last so far".split()
)
UNMEASURED = (IDLE | OPTIONS) - MEASURED_WHILE_TRAINING
COMMON = frozenset("average avg mean overall total".split())


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a line that is a measurement: its place among the numbers, and what it is a value of.

    `n` is the place of the number of examples ("9836/10000").
    """

    place: int
    key: str
    metric: str
    split: str | None
    task: str | None
    language: str | None
    unit: str | None
    best: bool
    known: bool
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read lines of one skeleton; `step`, `total` and `epoch` are places among the numbers."""

    values: tuple[Value, ...] = ()
    step: int | None = None
    total: int | None = None
    epoch: int | None = None
    code: bool = False
    counted: bool = False
    """Whether the line says which step or epoch it is of."""
    whole_end: bool = True
    """Whether text follows the last number, so that a cut number would show."""


def plan_of(texts: tuple[str, ...]) -> Plan:
    """The plan for lines whose text around the numbers is `texts`: one more than there are numbers."""
    line = "0".join(texts)
    if CODE.search(line):
        return Plan(code=True)
    found: list[Value] = []
    counters: dict[str, int] = {}
    totals: dict[str, int] = {}
    last: str | None = None
    split: str | None = None
    share_of: int | None = None
    for place in range(len(texts) - 1):
        before, after = _without_unit(texts[place]) if place else texts[place], texts[place + 1]
        before = before[-120:]
        if place and before.strip().lower() in {"/", "of"}:
            if last is not None:
                totals[last] = place
            else:
                share_of = place
            continue
        if share_of == place - 1 and before.strip() == "(" and after.startswith("%") and found:
            # "Accuracy: 9836/10000 (98%)": the share is the value, the total is how many there were
            counted = found.pop()
            found.append(_value(place, counted.key, split, "%", share_of))
            continue
        last = None
        here = SPLIT_WORD.findall(before)
        key = KEY.search(before)
        name = _name(key["words"]) if key else None
        if key is None or name is None:
            split = _split_word(here) or split
            continue
        kind = _counter(name)
        if kind is not None and key["told"] is None and fold(name) in {"s", "it"}:
            kind = None
        if kind is not None:
            split = _split_word(here) or split
            counters.setdefault(kind, place)
            last = kind
            continue
        if not is_metric(name) and (key["told"] is None or NO_METRIC.search(name) or fold(name) in UNMEASURED):
            continue
        told = unit(after) if _is_unit(after) else None
        own = parts_of(_plain(name)).split
        if own is None:
            split = _split_word(SPLIT_WORD.findall(before[: key.start()])) or split
        found.append(_value(place, name, split, told, None))
    kept = found if counters else [value for value in found if value.known]
    return Plan(
        tuple(kept), counters.get("step"), totals.get("step") or totals.get("epoch"), counters.get("epoch"),
        counted=bool(counters), whole_end=bool(texts[-1].strip()),
    )  # fmt: skip


def _split_word(found: list[str]) -> str | None:
    return found[-1] if found else None


def _without_unit(text: str) -> str:
    """The text behind a number without the number's unit ("ms step_avg:")."""
    match = UNIT.match(text)
    return text[match.end() :] if match is not None and _is_unit(text) else text


def _is_unit(after: str) -> bool:
    match = UNIT.match(after)
    return match is not None and not after[match.end() :].lstrip().startswith((":", "="))


def _name(words: str) -> str | None:
    """A key less the words of prose before it ("Finished with train loss"); None where nothing is left."""
    kept = words.split()
    while kept and kept[0].lower() in FILLERS:
        kept.pop(0)
    for first in range(len(kept)):
        if kept[first].lower() in FILLERS:
            return _name(" ".join(kept[first + 1 :]))
    name = " ".join(kept)
    return name.strip("-./") or None


def _counter(name: str) -> str | None:
    """Whether a name counts steps or epochs."""
    folded = fold(name)
    word = folded.rpartition("_")[2]
    if folded in STEPS or (word in STEPS and " " in name):
        return "step"
    return "epoch" if folded in EPOCHS or (word in EPOCHS and " " in name) else None


def _plain(name: str) -> str:
    """A metric's name without what says that it is the best of several or a mean: "best val acc" is "val acc"."""
    words = re.split(r"(?<=[a-z])_(?=[a-z])|\s+", name)
    if len(words) > 1 and words[0].lower() in BEST:
        return name[len(words[0]) + 1 :].strip()
    if " " in name and words[0].lower() in COMMON and is_metric(name[len(words[0]) :].strip()):
        return name[len(words[0]) :].strip()
    return name


def _value(place: int, name: str, line_split: str | None, told: str | None, n: int | None) -> Value:
    plain = _plain(name)
    parts = parts_of(plain)
    known = is_metric(parts.metric)
    split = parts.split
    if split is None and line_split is not None and known and fold(parts.metric) not in MEASURED_WHILE_TRAINING:
        split = parts_of(f"{line_split.lower()}_loss").split
    best = name.split()[0].split("_")[0].lower() in BEST and plain != name
    return Value(place, name, parts.metric, split, parts.task, parts.language, told, best, known, n)
