"""Cells and ends of lines that are a number with or without a unit: "0.5385", "45 minutes", "301825ms", "84.1%"."""

from __future__ import annotations

import re

from synth.runs.json_values import number

DECIMAL = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
PLAIN = re.compile(DECIMAL)
UNIT = re.compile(
    r"\s?(%|(?:tokens|tok|samples|it)/s|[mnu]?s\b|secs?\b|seconds?\b|min(?:ute)?s?\b|h(?:ou)?rs?\b|[hm]\b"
    r"|[mg]ib\b|[kmg]b\b)",
    re.IGNORECASE,
)
UNITS = {
    "%": "%", "ms": "ms", "us": "us", "ns": "ns", "m": "min", "h": "h", "mib": "MiB", "gib": "GiB", "kb": "kB",
    "mb": "MB", "gb": "GB", "it/s": "it/s", "tok/s": "tok/s", "tokens/s": "tok/s", "samples/s": "samples/s",
}  # fmt: skip
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
WITH_SPREAD = re.compile(rf"({DECIMAL})\s*(?:±|\+/-|\+-)\s*{DECIMAL}\s*%?")
LONGEST = 64
"""Characters of a cell that may hold a number with its unit."""


def unit(text: str) -> str | None:
    """The unit that a text begins with, by one name each ("seconds" is "s"); None where it begins with none."""
    match = UNIT.match(text)
    if match is None:
        return None
    word = match[1].lower()
    return UNITS.get(word) or {"s": "s", "m": "min", "h": "h"}[word[0]]


def numeral(text: str) -> tuple[str, str | None] | None:
    """The value and unit of a cell that is a number and nothing else; None for any other.

    "0.5385" stays as it is, "1,024" is "1024", "45 minutes" is ("45", "min"), "NaN" is "nan", "84.1 ± 0.3" is "84.1".
    """
    stripped = text.strip()
    if len(stripped) > LONGEST:
        return None
    plain = number(stripped)
    if plain is not None:
        return str(plain), None
    if GROUPED.fullmatch(stripped):
        return stripped.replace(",", ""), None
    spread = WITH_SPREAD.fullmatch(stripped)
    if spread is not None:
        return spread[1], "%" if stripped.endswith("%") else None
    leading = PLAIN.match(stripped)
    if leading is None or not UNIT.fullmatch(stripped[leading.end() :]):
        return None
    return leading[0], unit(stripped[leading.end() :])


def whole(text: str) -> int | None:
    """The integer that a text is ("12", "12.0"); None for any other."""
    stripped = text.strip()
    if len(stripped) > 18:
        return None
    if stripped.isascii() and stripped.isdigit():
        return int(stripped)
    head, dot, tail = stripped.partition(".")
    return int(head) if dot and head.isascii() and head.isdigit() and not tail.strip("0") else None
