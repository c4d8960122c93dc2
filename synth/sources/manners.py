"""How synth behaves on the network: one request at a time to a host, spaced out, bounded, retried ever more slowly."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from synth import __version__
from synth.errors import SourceError, StorageError
from synth.store.home import data_home

if TYPE_CHECKING:
    import httpx

USER_AGENT = f"synth/{__version__}"
TIMEOUT = 30.0
"""Seconds for connecting and for each read."""
LARGEST_REPLY = 100_000_000
"""Bytes; a paper's source archive is rarely over 50 MB."""
TRIES = 4
PAUSES = (1.0, 4.0, 16.0)
"""Seconds before the second, third and fourth try; a server's Retry-After is waited for instead, up to a minute."""
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


class RefusedError(SourceError):
    """The server answered, and will answer the same again: there is no such thing."""

    retryable = False


@contextmanager
def turn(host: str, seconds: float) -> Iterator[None]:
    """Waits until `seconds` have passed since any process of this user last asked `host`, and holds the line."""
    folder = data_home() / "courtesy"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / f"{host.replace(':', '_')}.lock").open("a+")
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be written: {error.strerror}", "set SYNTH_HOME to another folder"
        ) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        last = _seconds(handle.read())
        wait = last + seconds - time.time()
        if 0 < wait <= seconds:
            time.sleep(wait)
        try:
            yield
        finally:
            handle.seek(0)
            handle.truncate()
            handle.write(repr(time.time()))
            handle.flush()


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def fetch(url: str, *, courtesy: float, pause: Callable[[float], None] = time.sleep) -> tuple[bytes, str]:
    """The body and content type of `url` after redirects, at most `LARGEST_REPLY` bytes.

    Raises SourceError when the server did not answer properly after retries (no answer, 429, 5xx), RefusedError when it
    answered that there is no such thing (404).
    """
    import httpx

    host = urlsplit(url).netloc
    last = ""
    with httpx.Client(
        timeout=TIMEOUT, follow_redirects=True, max_redirects=5, headers={"User-Agent": USER_AGENT}
    ) as client:
        for attempt in range(TRIES):
            asked = 0.0
            try:
                with turn(host, courtesy):
                    status, body, kind, retry_after = _get(client, url)
            except httpx.HTTPError as error:
                last = str(error) or type(error).__name__
            else:
                if status == 200:
                    return body, kind
                last = f"HTTP {status}"
                if status not in RETRIED:
                    raise RefusedError(f"{url}: {last}", "the server has no such thing")
                asked = min(retry_after, 60.0)
            if attempt + 1 < TRIES:
                pause(asked or PAUSES[attempt])
    raise SourceError(f"{url}: {last} after {TRIES} tries", "try again later; what was finished is kept")


def _get(client: httpx.Client, url: str) -> tuple[int, bytes, str, float]:
    import httpx

    with client.stream("GET", url) as reply:
        chunks: list[bytes] = []
        size = 0
        for chunk in reply.iter_bytes():
            size += len(chunk)
            if size > LARGEST_REPLY:
                raise httpx.DecodingError(f"the reply is larger than {LARGEST_REPLY:,} bytes", request=reply.request)
            chunks.append(chunk)
        after = reply.headers.get("retry-after", "")
        return reply.status_code, b"".join(chunks), reply.headers.get("content-type", ""), _seconds(after)
