"""Replies kept on disk, so that a repeated search costs nobody anything and works without the network.

The rules of HTTP caching don't serve here: the databases send no freshness or forbid keeping, their keys must stay out
of what is kept, and an empty or broken page must never be kept as the answer. So each reply stands in a file of its
own, named by the hash of its address without keys, compressed (a damaged file fails its checksum and counts as absent)
and put in place in one step.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from synth.errors import StorageError
from synth.store.home import data_home

FRESH = 7 * 86_400.0
"""Seconds for which a reply is used in place of asking again."""
LARGEST = 500_000_000
"""Bytes on the disk; a search over four databases keeps about two million."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said: its content type without parameters, in lower case, and the body."""

    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of replies."""

    folder: Path

    @staticmethod
    def at_home() -> Cache:
        """The cache in the data folder."""
        return Cache(data_home() / "replies")

    def get(self, address: str, oldest: float | None) -> Reply | None:
        """What `address` answered, at most `oldest` seconds ago (None: ever); None where nothing usable is kept."""
        try:
            with gzip.open(self._file(address), "rb") as handle:
                head = json.loads(handle.readline(100_000))
                if head["address"] != address or (oldest is not None and time.time() - head["at"] > oldest):
                    return None
                return Reply(str(head["kind"]), handle.read())
        except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
            return None  # not there, or not whole: as good as never asked

    def put(self, address: str, reply: Reply) -> None:
        """Keeps a reply. Raises StorageError when the disk refuses."""
        head = json.dumps({"address": address, "kind": reply.kind, "at": time.time()})
        write_atomically(self._file(address), gzip.compress(head.encode() + b"\n" + reply.body, 6))

    def prune(self, largest: int = LARGEST) -> None:
        """Drops the oldest replies until what stays takes at most `largest` bytes; what another process drops is gone.

        What cannot be dropped stays: a cache that is too large is no reason to stop.
        """
        found: list[tuple[float, str, int]] = []
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime, str(path), status.st_size))
        size = sum(each for _, _, each in found)
        for _, name, each in sorted(found):
            if size <= largest:
                return
            with suppress(OSError):
                Path(name).unlink()
                size -= each

    def _file(self, address: str) -> Path:
        name = hashlib.sha256(address.encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.gz"


def write_atomically(path: Path, body: bytes) -> None:
    """A file that is there whole or not at all, whatever happens meanwhile. Raises StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(
            f"{path.parent} cannot be written: {error.strerror}", "free some space, or set SYNTH_HOME to another folder"
        ) from error
