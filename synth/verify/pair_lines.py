"""What lines of a table are to a change: how they are called, counted out and ranked, and which way is better there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import Claim
from synth.verify.index import Line
from synth.verify.measures import ERRORS, IN_TIME, LOWER_IS_BETTER
from synth.verify.names import SELF, name_words, words

WITHOUT = frozenset({"w/o", "without", "no", "remove", "removing", "-", "−", "–", "minus"})
"""Words by which tables call a line that lacks something."""
LACKING = re.compile(r"\s*(?:[-−–]\s?[^\W\d]|w\.?/?o\.?\b)", re.IGNORECASE)
"""Beginnings of such a line, written in one word with what it lacks or shortened otherwise."""
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
COUNTED = re.compile(
    rf"\b(?:(?P<words>(?:{'|'.join(ORDINALS)}|last)(?:(?:,|,?\s+and|\s+to)\s+(?:the\s+)?(?:{'|'.join(ORDINALS)}|last)){{0,3}})"
    r"\s+(?P<kind>line|row|column)s?|(?P<named>line|row|column)s?\s+(?P<numbers>\d{1,2}(?:(?:,|,?\s+and|\s*-|\s+to)\s*\d{1,2}){0,3}))\b",
    re.IGNORECASE,
)
"""Lines that a claim counts out: "the first and third rows", "rows 2 and 4"."""


@dataclass(frozen=True, slots=True)
class Leaders:
    """The cells (row, column) of the best two lines at a place, and that of the best one that cites a work."""

    best: frozenset[tuple[int, int]]
    cited: tuple[int, int] | None


def line_names(lines: Sequence[Line]) -> dict[int, frozenset[str]]:
    """The words of each line's own name."""
    return {line.position: frozenset(words(line.key)) | _marks(line.key) for line in lines}


def counted_out(text: str, lines: Sequence[Line], *, by_row: bool) -> frozenset[int]:
    """The positions of the lines that a text counts out by their order."""
    found: set[int] = set()
    for match in COUNTED.finditer(text):
        if ((match["kind"] or match["named"]).lower() == "column") == by_row:
            continue
        if match["numbers"]:
            places = [int(number) - 1 for number in re.findall(r"\d+", match["numbers"])]
        else:
            said = re.findall(r"[a-z]+", match["words"].lower())
            places = [len(lines) - 1 if word == "last" else ORDINALS.index(word)
                      for word in said if word == "last" or word in ORDINALS]  # fmt: skip
        found.update(lines[place].position for place in places if 0 <= place < len(lines))
    return frozenset(found)


def is_turned(line: Line, claim: Claim) -> bool:
    """Whether lower values are better in a line: by its name, by the claim's metric, or because its best is bold."""
    names = (line.key, *line.context)
    lower = (LOWER_IS_BETTER, ERRORS, IN_TIME)
    if any(measure.search(name) for name in (*names, claim.metric or "") for measure in lower):
        return True
    scores = [value for value in line.values if not value.signed]
    bold = [value.value for value in scores if value.bold]
    return len(bold) == 1 and len(scores) > 2 and bold[0] == min(value.value for value in scores)


def is_lacking(line: Line) -> bool:
    """Whether a line is called by what it lacks ("w/o tags", "- tags", "−tags")."""
    return bool(_marks(line.key)) or LACKING.match(line.key) is not None


def _marks(key: str) -> frozenset[str]:
    return frozenset(part for part in key.lower().split() if part in WITHOUT)


def is_own(line: Line, system: frozenset[str]) -> bool:
    """Whether a line is marked as the authors' own or carries the name of their system."""
    said, stems = name_words(line.folded)
    return bool(said & SELF) or (bool(system) and system <= stems)
