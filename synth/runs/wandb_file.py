"""The transaction log of Weights & Biases (`run-<id>.wandb`), which an offline run leaves instead of JSON files.

Its framing is that of LevelDB's log: a head of 7 bytes, then blocks of 32 KiB of records (CRC-32, length, type), a long
record cut into parts. What the records hold is read by the classes of the library itself (the extra `wandb`), which has
offered no reader of its own since 0.2x moved it into its service.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol

from synth.records import Problem
from synth.runs.files import LogFile
from synth.runs.json_values import Json, Number, parse, whole

MAGIC = b":W&B"
_HEAD = 7
_BLOCK = 32 * 1024
_RECORD = struct.Struct("<IHB")
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4
_LONGEST = 16 * 2**20
"""Bytes of one record: a larger one is no row of measurements."""


class Item(Protocol):
    """A key with its value as JSON; a nested key is a list of keys."""

    key: str
    nested_key: list[str]
    value_json: str


@dataclass(slots=True)
class Transactions:
    """What a transaction log says: rows of the history, the summary, the configuration, and how the run ended."""

    history: list[tuple[int | None, dict[str, Json]]] = field(default_factory=list)
    summary: dict[str, Json] = field(default_factory=dict)
    config: dict[str, Json] = field(default_factory=dict)
    name: str | None = None
    ended: int | None = None
    """The exit status, None where the run has not ended."""


def transactions(file: LogFile) -> tuple[Transactions | None, tuple[Problem, ...]]:
    """The transactions of a log file; None with a Problem where the library is not installed."""
    try:
        record_class = import_module("wandb.proto.wandb_internal_pb2").Record
        damaged = import_module("google.protobuf.message").DecodeError
    except ImportError:
        message = "the transaction log of an offline run can't be read: wandb is not installed"
        return None, (Problem(file.name, message, 'pip install "synth[wandb]"'),)
    found = Transactions()
    problems: list[Problem] = []
    try:
        for data in _records(file, problems):
            record = record_class.FromString(data)
            kind = record.WhichOneof("record_type")
            if kind == "history":
                row = dict(_items(record.history.item))
                step = record.history.step.num if record.history.HasField("step") else whole(row.get("_step"))
                found.history.append((step, row))
            elif kind == "summary":
                _update(found.summary, record.summary)
            elif kind == "config":
                _update(found.config, record.config)
            elif kind == "run":
                _update(found.config, record.run.config)
                found.name = record.run.display_name or found.name
            elif kind == "exit":
                found.ended = record.exit.exit_code
    except (OSError, damaged) as error:
        problems.append(Problem(file.name, f"damaged transaction log: {error}"))
    return found, tuple(problems)


def _records(file: LogFile, problems: list[Problem]) -> Iterator[bytes]:
    """The records of the log, up to where it is damaged or half-written."""
    with file.path.open("rb") as stream:
        place = len(stream.read(_HEAD))
        parts: list[bytes] = []
        while True:
            room = _BLOCK - place % _BLOCK
            if room < _RECORD.size:  # the rest of a block that has no room for a record's head is padding
                place += len(stream.read(room))
                continue
            head = stream.read(_RECORD.size)
            if not head:
                break
            if len(head) < _RECORD.size or head == b"\x00" * _RECORD.size:
                problems.append(_half_written(file))
                return
            checksum, length, kind = _RECORD.unpack(head)
            data = stream.read(length)
            place += len(head) + len(data)
            if len(data) < length or zlib.crc32(data, zlib.crc32(bytes([kind]))) != checksum:
                problems.append(_half_written(file))
                return
            if kind in (_FULL, _FIRST):
                parts = []
            if sum(len(part) for part in parts) + len(data) <= _LONGEST:
                parts.append(data)
            if kind in (_FULL, _LAST):
                yield b"".join(parts)
        if parts and kind in (_FIRST, _MIDDLE):
            problems.append(_half_written(file))


def _half_written(file: LogFile) -> Problem:
    return Problem(file.name, "the log is half-written or damaged from some point on: the run may still be going")


def _items(items: list[Item]) -> Iterator[tuple[str, Json]]:
    for item in items:
        try:
            yield ".".join(item.nested_key) or item.key, parse(item.value_json)
        except ValueError:
            continue


def _update(fields: dict[str, Json], change: object) -> None:
    """Sets and removes what a summary or configuration record says."""
    fields.update(_items(getattr(change, "update", [])))
    for item in getattr(change, "remove", []):
        fields.pop(".".join(item.nested_key) or item.key, None)


def rows(found: Transactions) -> Iterator[tuple[int | None, str, Number]]:
    """The numbers of the history: step, key and value."""
    for step, row in found.history:
        for key, value in row.items():
            if isinstance(value, Number) and not key.startswith("_"):
                yield step, key, value
