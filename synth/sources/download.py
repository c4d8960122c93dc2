"""Files from the network: resumed where they broke off, checked, whole or not there at all."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from synth.errors import SourceError, StorageError
from synth.sources.addresses import netloc
from synth.sources.cache import write_atomically
from synth.sources.manners import TRIES, FaultyReplyError, backoff, gives_up, turn
from synth.sources.web import Site, Web, bounded, check_status, content_type, did_not_answer
from synth.store.home import data_home

LARGEST_FILE = 100_000_000
"""Bytes; a paper's source archive is rarely over 50 MB."""
DEADLINE = 600.0
"""Seconds for one try."""
ELSEWHERE = 1.0
"""Seconds between two requests to a host of which nothing is known."""
HTML = (b"<!doctype html", b"<html", b"<head")


def elsewhere(url: str) -> Site:
    """The host of an address that a source gave, as a site."""
    return Site(netloc(url), url, ELSEWHERE)


@contextmanager
def downloaded(
    web: Web,
    url: str,
    check: Callable[[bytes, str], None],
    *,
    site: Site | None = None,
    largest: int = LARGEST_FILE,
    tries: int = TRIES,
) -> Iterator[bytes]:
    """The bytes of a file, fetched now or before; they are dropped from the disk when the block ends well.

    `check(bytes, content type)` raises FaultyReplyError (asked again) or RefusedError (it is something else) for what
    is not the file that was wanted. What came before a connection broke stays and is not fetched again, where the
    server says by ETag or date that the file is still the same. Raises RefusedError, SourceError, StorageError.
    """
    folder = data_home() / "downloads"
    name = hashlib.sha256(url.encode()).hexdigest()
    whole, part = folder / name, folder / f"{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two processes must not write into one part
            if not whole.exists():
                _fetch(web, site or elsewhere(url), url, part, check, largest, tries)
                part.replace(whole)
            body = whole.read_bytes()
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be written: {error.strerror}", "free some space, or set SYNTH_HOME to another folder"
        ) from error
    yield body
    for path in (whole, folder / f"{name}.lock", folder / f"{name}.json"):
        path.unlink(missing_ok=True)


def _fetch(
    web: Web, site: Site, url: str, part: Path, check: Callable[[bytes, str], None], largest: int, tries: int
) -> None:
    """Fills `part` with the whole file, checked."""
    last: FaultyReplyError | None = None
    for attempt in range(tries):
        try:
            with turn(netloc(url), site.courtesy) as hold:
                kind = _append(web, site, url, part, hold, largest)
            _keep_if(part, kind, check)
        except FaultyReplyError as error:
            last = error
            if gives_up(error, attempt, tries):
                break
        else:
            return
        web.pause(backoff(url, attempt, site.pause))
    raise did_not_answer(site, last)


def _keep_if(part: Path, kind: str, check: Callable[[bytes, str], None]) -> None:
    """What came to its end and is not what was wanted must not be gone on with."""
    try:
        check(part.read_bytes(), kind)
    except SourceError:
        part.unlink()
        raise


def _append(web: Web, site: Site, url: str, part: Path, hold: Callable[[float], None], largest: int) -> str:
    """What is missing of the file, behind what is there; its content type."""
    mark = part.with_suffix(".json")
    held = part.stat().st_size if part.exists() else 0
    same = _mark(mark) if held else ""
    headers = {"Accept-Encoding": "identity"}
    if same:
        headers |= {"Range": f"bytes={held}-", "If-Range": same}
    with web.open(site, url, headers=headers) as reply:
        if reply.status_code == 416:  # more is here than there: begin anew
            part.unlink()
            raise FaultyReplyError("the file has changed")
        check_status(site, reply, hold)
        goes_on = reply.status_code == 206 and reply.headers.get("content-range", "").startswith(f"bytes {held}-")
        if reply.status_code == 206 and not goes_on:
            part.unlink(missing_ok=True)
            raise FaultyReplyError("another part came than was asked for")
        etag = reply.headers.get("etag", "")
        strong = etag if etag and not etag.startswith("W/") else reply.headers.get("last-modified", "")
        kind = content_type(reply)
        write_atomically(mark, json.dumps(strong).encode())
        with part.open("ab" if goes_on else "wb") as file:
            for piece in bounded(reply, largest, DEADLINE, held if goes_on else 0):
                file.write(piece)
    total = reply.headers.get("content-range", "").rpartition("/")[2] if goes_on else ""
    if total.isdigit() and part.stat().st_size != int(total):
        raise FaultyReplyError("the file is not whole")
    return kind


def _mark(path: Path) -> str:
    """By what the server knows the version of the file that was begun; "" where it gave nothing."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return ""
    return found if isinstance(found, str) else ""


def check_pdf(body: bytes, kind: str) -> None:
    """Nothing for a whole PDF. Raises FaultyReplyError for a web page, an empty file or one that is cut off."""
    head = body[:1024]
    if is_web_page(body) or (kind == "text/html" and b"%PDF" not in head):
        raise FaultyReplyError("a web page in place of a PDF", "the publisher may want a login; open it in a browser")
    if b"%PDF" not in head:
        raise FaultyReplyError("not a PDF")
    if b"%%EOF" not in body:
        raise FaultyReplyError("a PDF that is cut off")


def is_web_page(body: bytes) -> bool:
    """Whether a file is HTML, whatever it is called."""
    return body[:512].lstrip().lower().startswith(HTML)
