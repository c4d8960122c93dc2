"""Lists of phrases in a sentence: "A, B and C", "A/B/C"."""

from __future__ import annotations

import re

from synth.extract.grammar import phrase_left, phrase_right
from synth.extract.numerals import SPACES

_SPACE = f"[{SPACES}]"
_LIST_JOIN = re.compile(
    rf"{_SPACE}?,{_SPACE}(?:and|or|&){_SPACE}|{_SPACE}?,{_SPACE}|{_SPACE}(?:and|or|&){_SPACE}|{_SPACE}?/{_SPACE}?"
)


_BEATING = re.compile(r"(?:outperform|surpass|beat|exceed|improv|compar|us|reach|achiev)(?:t?ing) (?=\[@|[A-Z])")
_ADVERB = re.compile(
    r"(?:ly|[Hh]owever|[Mm]oreover|[Ff]urthermore|[Oo]verall|[Aa]lso|[Tt]hus|[Tt]herefore|[Ff]irst|[Ss]econd)$"
)


def coordinations(text: str, start: int, end: int) -> list[list[tuple[int, int]]]:
    """Runs of phrases joined by commas, "and" or slashes within [start, end)."""
    joins = [
        match for match in _LIST_JOIN.finditer(text, start, end) if not _inside_brackets(text, match.start(), start)
    ]
    runs: list[list[tuple[int, int]]] = []
    index = 0
    while index < len(joins):
        first = joins[index]
        left = max(phrase_left(text, first.start()), start)
        if left >= first.start() or _ADVERB.search(text[left : first.start()]):
            index += 1
            continue
        beating = _BEATING.match(text, left, first.start())
        left = beating.end() if beating is not None else left  # "outperforming A and B"
        items = [(left, first.start())]
        slash = "/" in first[0]
        closed = "and" in first[0] or "or" in first[0] or "&" in first[0]
        place = index
        while True:
            begin = joins[place].end()
            following = joins[place + 1] if place + 1 < len(joins) else None
            if "and" not in joins[place][0] and _BEATING.match(text, begin):
                break
            stop = min(phrase_right(text, begin), end)
            if stop <= begin:
                break
            items.append((begin, stop))
            if (
                following is None
                or following.start() != stop
                or ("/" in following[0]) != slash
                or (closed and not slash)
            ):
                break
            closed = "and" in following[0] or "or" in following[0] or "&" in following[0]
            place += 1
        if len(items) > 1 and (closed or slash):
            runs.append(items)
            index = place + 1
        else:
            index += 1
    return runs


def _inside_brackets(text: str, place: int, start: int) -> bool:
    return text.count("(", start, place) > text.count(")", start, place) or text.count("[", start, place) > text.count(
        "]", start, place
    )
