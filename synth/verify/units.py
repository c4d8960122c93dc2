"""Units of tables: what a head, a cell or a caption says that its numbers are in, and what that is in another unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from synth.extract.lexicon import TIME_UNITS
from synth.records import Table

UNITS: Mapping[str, str] = {
    **{written: written.rstrip("s") for written in TIME_UNITS.values()},
    **{unit: unit for unit in "MB GB TB mm cm m km g kg Hz kHz MHz GHz".split()},
    "kb": "kB", "KB": "kB", "kB": "kB", "KiB": "kB", "MiB": "MB", "GiB": "GB",
}  # fmt: skip
"""Units that numbers may be converted between, as claims and tables write them, with the name that pint has."""
_WRITTEN = "|".join(sorted({*UNITS, *TIME_UNITS}, key=lambda unit: (-len(unit), unit)))
_BRACKETED = re.compile(rf"[(\[]\s*(?:in\s+)?({_WRITTEN})\.?\s*[)\]]")
_IN_WORDS = re.compile(rf"\b(?:in|,)\s+({'|'.join(sorted(unit for unit in TIME_UNITS if len(unit) > 2))})\b")
_OF_TIME = re.compile(r"time|latenc|durat|delay|speed|clock|length|cost|train|inferen", re.IGNORECASE)
SHORT = 3
"""Letters of short forms of times, which may stand for something else."""
_CELL = re.compile(rf"\d\s?({_WRITTEN})\.?\s*$")


def cell_units(table: Table) -> dict[tuple[int, int], str]:
    """The unit that each value cell prints behind its number, by row and column, as pint calls it."""
    found = {}
    for cell in table.cells:
        if not cell.header and (match := _CELL.search(cell.text)):
            found[cell.row, cell.column] = _called(match[1])
    return found


def named_unit(names: Iterable[str], caption: str) -> str | None:
    """The unit that one of the names gives ("Time (s)"), or else the caption, as pint calls it."""
    for name in names:
        if found := _units(name):
            return found[0]
    told = set(_units(caption))
    return told.pop() if len(told) == 1 else None


def _units(text: str) -> list[str]:
    """The units that a text gives; short forms of times only where it speaks of time ("Model(s)", "Error (min)")."""
    written = [match[1] for match in (*_BRACKETED.finditer(text), *_IN_WORDS.finditer(text))]
    timed = _OF_TIME.search(text) is not None
    return [_called(each) for each in written if timed or each not in TIME_UNITS or len(each) > SHORT]


@cache
def conversion(unit: str, into: str) -> Decimal | None:
    """How many of one unit make one of the other; None where they are the same or measure different things."""
    if unit == into:
        return None
    from pint import DimensionalityError

    try:
        return Decimal(_registry().convert(Decimal(1), unit, into))
    except DimensionalityError:
        return None


def _called(written: str) -> str:
    return UNITS[TIME_UNITS.get(written, written)]


@cache
def _registry() -> Any:
    from pint import UnitRegistry

    return UnitRegistry(non_int_type=Decimal)
