"""How synth behaves on the network: one request at a time to a host, spaced out, retried ever more slowly.

SourceError
├── RefusedError      the server answered, and will answer the same again
└── FaultyReplyError  what came is not what was asked for: cut off, a login page, an empty page in the middle
    └── UnreachedError    nobody was reached: the name is not known here, or no connection came about
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from synth.errors import SourceError, StorageError
from synth.store.home import data_home

TRIES = 4
UNREACHED_TRIES = 2
"""Tries where nobody is reached: without a network, a person waits for each of them in vain."""
PAUSE = 1.0
"""Seconds before the second try; each pause after it is four times as long."""
LONGEST_PAUSE = 30.0
LONGEST_WAIT = 60.0
"""Seconds that a server's Retry-After is waited for; one that asks for more is left alone for now."""
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


class RefusedError(SourceError):
    """The server answered, and will answer the same again: there is no such thing."""

    retryable = False


class FaultyReplyError(SourceError):
    """A reply that is not what was asked for; asking again may help."""


class UnreachedError(FaultyReplyError):
    """Nobody was reached: the host's name is not known here, or no connection to it came about in time."""


def gives_up(error: FaultyReplyError, attempt: int, tries: int) -> bool:
    """Whether nothing is tried after `attempt` (from 0) of `tries`, which ended so."""
    return attempt + 1 >= (min(tries, UNREACHED_TRIES) if isinstance(error, UnreachedError) else tries)


@contextmanager
def turn(host: str, seconds: float) -> Iterator[Callable[[float], None]]:
    """Waits until `seconds` have passed since any process of this user last asked `host`, and holds the line.

    What it gives can be called with the seconds that the server asked to be left alone (Retry-After); everybody who
    asks the same host then waits so long. Raises StorageError when the data folder cannot be written.
    """
    folder = data_home() / "courtesy"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / f"{re.sub(r'[^A-Za-z0-9.-]', '_', host)}.lock").open("a+")
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be written: {error.strerror}", "set SYNTH_HOME to another folder"
        ) from error
    asked_to_wait = 0.0

    def hold(wanted: float) -> None:
        nonlocal asked_to_wait
        asked_to_wait = max(asked_to_wait, min(wanted, LONGEST_WAIT))

    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        last, held = _moments(handle.read())
        now = time.time()
        wait = max(last + seconds, held) - now
        # A clock that was set back must not hold up anybody for longer than any wait that there is.
        if 0 < wait <= max(seconds, LONGEST_WAIT):
            time.sleep(wait)
        try:
            yield hold
        finally:
            now = time.time()
            handle.seek(0)
            handle.truncate()
            handle.write(f"{now!r} {now + asked_to_wait if asked_to_wait else 0.0!r}")
            handle.flush()


def _moments(text: str) -> tuple[float, float]:
    """When the host was last asked and until when it wants to be left alone, as `turn` wrote it; 0 for neither."""
    try:
        last, held = text.split()
        return float(last), float(held)
    except ValueError:
        return 0.0, 0.0


def retry_after(value: str) -> float:
    """Seconds to wait, from a Retry-After header: a number of seconds or an HTTP date; 0 for anything else."""
    if re.fullmatch(r"\s*\d{1,9}(\.\d{1,6})?\s*", value):
        return float(value)
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def backoff(address: str, attempt: int, pause: float) -> float:
    """Seconds before the try after `attempt` (from 0): `pause` × 4^attempt, spread by up to a quarter either way.

    The spread comes from the address and the process, so that processes that failed together don't return together.
    """
    digest = hashlib.sha256(f"{address} {attempt} {os.getpid()}".encode()).digest()
    spread = 0.75 + digest[0] / 510
    return min(LONGEST_PAUSE, pause * 4.0**attempt) * spread
