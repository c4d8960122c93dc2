"""JSON of experiment logs, read within bounds, with every number as it is written.

`json.loads` turns 0.50 into 0.5 and 1e999 into an infinity; a log's value is evidence and keeps its digits. NaN and the
infinities, which JSON does not have and every training library writes, are the numbers "nan", "inf" and "-inf".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from synth.records import Problem
from synth.runs.files import LogFile

LARGEST = 64 * 2**20
"""Bytes of one JSON document, which has to be in memory whole: some ten times as much while it is being read."""
LONGEST_LINE = 2**20
"""Bytes of one line of JSON lines; a longer one is no row of measurements."""
LONGEST_NUMBER = 400
"""Characters of a number and the size of its exponent: no float has more (1.8e308 is the largest)."""
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+))?", re.ASCII)
_NAMED = {"nan": "nan", "inf": "inf", "infinity": "inf", "-inf": "-inf", "-infinity": "-inf"}
_DEEPEST = 20
"""Levels of nested objects that hold measurements or settings in any log."""
_SETTINGS = 300
"""Settings of one run that are kept."""
_SETTING_LENGTH = 300
"""Characters of one setting that are kept: a model's name is shorter, a chat template is not."""


class Number(str):
    """A number as a log has it: a decimal string that `decimal.Decimal` reads, or "nan", "inf", "-inf"."""

    __slots__ = ()


Json: TypeAlias = "dict[str, Json] | list[Json] | str | bool | None"
"""A JSON value; its numbers are `Number`, its texts are `str` that are not `Number`."""


def number(text: str) -> Number | None:
    """The number that a text is, None where it is none. Signs of a NaN are dropped; "Infinity" and "inf" are one."""
    stripped = text.strip()
    if len(stripped) > LONGEST_NUMBER:
        return None
    match = _NUMBER.fullmatch(stripped)
    if match is None:
        named = _NAMED.get(stripped.lower().removeprefix("+").replace("-nan", "nan"))
        return Number(named) if named is not None else None
    exponent = match[1]
    if exponent is not None and abs(int(exponent)) > LONGEST_NUMBER:
        return None
    return Number(stripped.removeprefix("+"))


def float_number(value: float) -> Number:
    """A float that a library stored in binary, with the fewest digits that give it back."""
    return number(repr(value)) or Number("nan")


def decode(data: bytes) -> str:
    """The text of bytes in whichever Unicode encoding JSON allows; a byte that does not fit becomes U+FFFD."""
    return data.decode(json.detect_encoding(data), "replace").removeprefix("\N{BYTE ORDER MARK}")


def parse(text: str) -> Json:
    """The value of one JSON document. Raises ValueError for anything else, too deep a nesting among it."""
    try:
        value: Json = json.loads(text, parse_float=_kept, parse_int=_kept, parse_constant=_kept)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return value


def _kept(text: str) -> str:
    return number(text) or text


def read_json(file: LogFile) -> Json | Problem:
    """The JSON document that a file holds, or why it holds none."""
    if file.size > LARGEST:
        return Problem(file.name, f"a JSON file of {file.size:,} bytes is larger than {LARGEST:,}; it was not read")
    try:
        with file.path.open("rb") as stream:
            data = stream.read(LARGEST)
    except OSError as error:
        return Problem(file.name, f"the file could not be read: {error.strerror or error}")
    try:
        return parse(decode(data))
    except ValueError as error:
        return Problem(
            file.name, f"damaged or half-written JSON: {error}", "run the evaluation again, or remove the file"
        )


def read_object(file: LogFile) -> dict[str, Json] | Problem:
    """The JSON object that a file holds, or why it holds none."""
    value = read_json(file)
    if isinstance(value, (dict, Problem)):
        return value
    return Problem(file.name, "its JSON is no object")


def json_lines(file: LogFile) -> Iterator[tuple[int, dict[str, Json] | Problem]]:
    """The objects of a file of JSON lines with their 1-based lines, or why a line gives none; empty lines are none.

    A last line that ends without a line end and is no JSON is a run still going: it was being written.
    """
    try:
        with file.path.open("rb") as stream:
            line = 0
            while data := stream.readline(LONGEST_LINE):
                line += 1
                if len(data) == LONGEST_LINE and not data.endswith(b"\n"):
                    yield (
                        line,
                        Problem(f"{file.name}:{line}", f"a line longer than {LONGEST_LINE:,} bytes was left out"),
                    )
                    while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                        continue
                elif data.strip():
                    yield line, _object_of(file, line, data)
    except OSError as error:
        yield line, Problem(file.name, f"the file could not be read: {error.strerror or error}")


def _object_of(file: LogFile, line: int, data: bytes) -> dict[str, Json] | Problem:
    where = f"{file.name}:{line}"
    try:
        value = parse(decode(data))
    except ValueError as error:
        if not data.endswith(b"\n"):
            return Problem(where, "the last line is half-written: the run may still be going")
        return Problem(where, f"damaged JSON line: {error}")
    return value if isinstance(value, dict) else Problem(where, "a JSON line that is no object was left out")


def numbers(value: Json, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Number]]:
    """The numbers at the leaves of nested objects with the keys that lead to them; lists are passed over."""
    if isinstance(value, Number):
        yield path, value
    elif isinstance(value, dict) and len(path) < _DEEPEST:
        for key, inner in value.items():
            yield from numbers(inner, (*path, key))


def text_of(value: Json) -> str | None:
    """A text or a number as text; None for everything else and for an empty text."""
    return str(value) if isinstance(value, str) and value else None


def whole(value: Json) -> int | None:
    """The integer that a number is ("500", "500.0"), None where it is none."""
    if not isinstance(value, Number) or not re.fullmatch(r"-?\d{1,18}(?:\.0+)?", value):
        return None
    return int(value.partition(".")[0])


def settings_of(options: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    """Options as sorted (name, value) pairs: nested ones with dotted names, without empty ones and lists of objects."""
    found: dict[str, str] = {}
    pending: list[tuple[str, Json]] = [(name, options[name]) for name in sorted(options, reverse=True)]
    while pending and len(found) < _SETTINGS:
        name, value = pending.pop()
        if isinstance(value, dict):
            if name.count(".") < _DEEPEST:
                pending += [(f"{name}.{inner}", value[inner]) for inner in sorted(value, reverse=True)]
        elif isinstance(value, list):
            if value and all(isinstance(part, str) for part in value):
                found[name] = ",".join(str(part) for part in value)[:_SETTING_LENGTH]
        elif isinstance(value, bool):
            found[name] = "true" if value else "false"
        elif value:
            found[name] = str(value)[:_SETTING_LENGTH]
    return tuple(sorted(found.items()))
