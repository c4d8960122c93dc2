"""Careful hands for JSON that strangers wrote: a field that is absent or of another kind than promised is nothing."""

from __future__ import annotations

import re

WHITE = re.compile(r"\s+")
YEARS = range(1500, 2200)


def at(value: object, *path: str | int) -> object:
    """What stands under these keys and positions, None where the way there is not as expected."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_at(value: object, *path: str | int) -> str:
    """A string with its white space made single, "" where there is none; a number as it is written.

    Half characters (lone surrogates, which JSON can hold and UTF-8 cannot) become question marks.
    """
    found = at(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    if not isinstance(found, str):
        return ""
    return WHITE.sub(" ", found.encode("utf-8", "replace").decode()).strip()


def number_at(value: object, *path: str | int) -> int | None:
    """A whole number, also where it is written as a string ("@total": "12")."""
    found = at(value, *path)
    if isinstance(found, str) and re.fullmatch(r"-?\d{1,15}", found.strip()):
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def list_at(value: object, *path: str | int) -> list[object]:
    """A list; one thing alone is a list of one (DBLP gives a single author so), nothing is none."""
    found = at(value, *path)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def year_of(text: object) -> int | None:
    """The year that a date begins with ("2020-05-01", 2020, "2020"), None for anything else."""
    found = re.match(r"\s*(\d{4})(?!\d)", str(text)) if isinstance(text, str | int) else None
    return int(found[1]) if found and int(found[1]) in YEARS else None
