"""What kind of quantity a number is and which way it points, from the words around it."""

from __future__ import annotations

import re
from typing import Literal

from synth.extract.lexicon import COUNT_UNITS, DOWN_WORDS, GAP_WORDS, LOWER_IS_BETTER, METRICS, UP_WORDS
from synth.quantity import Kind, Quantity

Sign = Literal[1, -1]

_WORD = re.compile(r"[A-Za-z][\w'-]*|[.;:,()%]")
_RELATIVE = re.compile(r"\brelative(?:ly)?\b(?! to)|\berror(?:[- ]rate)? reductions?\b|\breductions? (?:in|of) (?:the )?(?:\w+ )?error", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\babsolute(?:ly)?\b|\bpoints?\b", re.IGNORECASE)
_SIZES = re.compile(
    r"\b(?:perplexit\w+|time|latency|memory|parameters?|compute|cost|speed|size|error|errors|wer|cer|loss|flops|training data|faster|slower|smaller|larger)\b",
    re.IGNORECASE,
)
_BEFORE = 9
_AFTER = 6


def _tokens(text: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(text)]


def kind_and_sign(text: str, quantity: Quantity, *, signed: bool, counted: bool) -> tuple[Kind, Sign | None]:
    """Kind and direction of a quantity with offsets into `text`; `signed`: a sign is printed; `counted`: a plural noun follows."""
    end = quantity.unit_end if quantity.unit_end is not None else quantity.end
    before = _tokens(text[max(0, quantity.start - 90) : quantity.start])[-_BEFORE:]
    after = _tokens(text[end : end + 60])[:_AFTER]
    change = _change(before, after, quantity)
    if quantity.unit == "x" or text[quantity.start : quantity.end].lower() in {"twice", "thrice", "half"}:
        sign = change if isinstance(change, int) else None
        return "ratio", sign if sign in (1, -1) else None
    printed: Sign | None = None
    if signed:
        printed = -1 if quantity.value < 0 else 1
    size = counted or quantity.unit in COUNT_UNITS
    if change is not None and not (size and not _by(before)):
        sign = printed or (1 if change == 1 else -1 if change == -1 else None)
        near = " ".join(before[-6:] + after)
        relative = quantity.unit == "%" and (
            _RELATIVE.search(text[max(0, quantity.start - 60) : end + 50]) or (_SIZES.search(near) and not _ABSOLUTE.search(near))
        )
        if quantity.high is not None and quantity.unit not in {"points", "%"}:
            return "range", sign
        return ("relative_gain" if relative else "gain"), sign
    if quantity.high is not None:
        return "range", printed
    if signed and quantity.unit in {None, "points", "%"} and text[quantity.start] in "+＋":
        return "gain", printed
    if size and quantity.decimals <= 0:
        return "count", None
    if re.match(r"\s*(?:out )?of (?:the |all |these |our |its )?(?:\d|[a-z]+ )", text[end : end + 24]) and quantity.decimals == 0 and quantity.unit is None:
        return "count", None
    if re.search(r"\d\s*(?:out )?of (?:the |all |these |our |its )?$", text[max(0, quantity.start - 24) : quantity.start]) and quantity.decimals == 0:
        return "count", None
    if quantity.decimals < 0 and quantity.unit is None:
        return "count", None
    return "value", None


def _by(before: list[str]) -> bool:
    return bool(before) and before[-1] in {"by"}


_SKIPPED = frozenset("about around roughly approximately nearly almost over than more at least most up to as much high many an a the of some only an average on overall absolute in".split())


def _change(before: list[str], after: list[str], quantity: Quantity) -> int | None:
    """1 or -1 for a change up or down, 0 for a difference of unknown direction, None where the number is no change."""
    # "X points better", "a 5.4 point improvement", "2.1 % absolute gain over"
    for index, word in enumerate(after[:4]):
        if word in ".;:,()":
            break
        if word in {"from", "on", "for", "in", "with", "and", "of", "at", "to", "vs", "when", "while"}:
            break
        direction = _direction(word)
        if direction is not None and not (word in {"over", "above", "below"} and index > 0 and quantity.unit is None):
            if direction == 0 or word not in {"lead", "leads", "short", "up", "down", "less", "more"} or quantity.unit is not None:
                return _with_neighbour(after, index, direction)
    if not before:
        return None
    # the phrase that governs the number: "... by", "gains of", "improvement of up to"
    place = len(before) - 1
    while place >= 0 and before[place] in _SKIPPED - {"of", "in", "to"}:
        place -= 1
    governed = place >= 0 and before[place] in {"by", "of"}
    if not governed:
        if place >= 0 and before[place] in {"gain", "gains", "gaining", "gained", "lose", "loses", "lost", "losing", "adds", "plus", "saves", "saving"}:
            return _direction(before[place]) or 1
        return _listed(before, quantity)
    preposition = before[place]
    window = before[max(0, place - 8) : place]
    for offset, word in enumerate(reversed(window)):
        if word in ".;:" or (word == "," and preposition == "of"):
            break
        if preposition == "of" and offset > 3:
            break
        direction = _direction(word)
        if word == "loss" and preposition == "of":
            return -1
        if direction is not None and not (preposition == "of" and word in {"more", "higher", "lower", "larger", "less", "better", "above", "below", "over", "best", "win", "lead"} and offset > 0):
            return direction
    if preposition == "by":
        return _listed(before, quantity)
    return None


def _with_neighbour(after: list[str], index: int, direction: int) -> int:
    """ "lower error" is down; "error reduction" is down; "improvement" of anything is up."""
    return direction


def _direction(word: str) -> int | None:
    for part in (word, *word.split("-")[-1:]):
        if part in UP_WORDS:
            return 1
        if part in DOWN_WORDS:
            return -1
        if part in GAP_WORDS:
            return 0
    return None


def _listed(before: list[str], quantity: Quantity) -> int | None:
    """A later number of "improves A by 2.1 and B by 0.4"; the list's first number carries the words."""
    if quantity.unit != "points":
        return None
    for word in reversed(before):
        if word in ".;:":
            break
        direction = _direction(word)
        if direction is not None:
            return direction
    return None


def lower_is_better(metric: str | None) -> bool:
    """Whether a smaller value of the metric (in its normal form) is a better one."""
    return metric in LOWER_IS_BETTER or METRICS.get((metric or "").lower()) in LOWER_IS_BETTER
