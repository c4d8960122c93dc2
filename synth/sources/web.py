"""The one HTTP client of all sources: bounded, polite, cached, retried; keys travel to their own host only."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from synth import __version__
from synth.errors import SourceError, UsageError
from synth.sources.addresses import NETWORK, check_address, is_public, netloc
from synth.sources.cache import FRESH, Cache, Reply
from synth.sources.manners import (
    LONGEST_WAIT,
    PAUSE,
    RETRIED,
    TRIES,
    FaultyReplyError,
    RefusedError,
    UnreachedError,
    backoff,
    gives_up,
    retry_after,
    turn,
)

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
USER_AGENT = f"synth/{__version__}"
TIMEOUT = 30.0
"""Seconds for each read."""
CONNECT = 10.0
"""Seconds for connecting."""
DEADLINE = 180.0
"""Seconds for one reply as a whole: a server that sends a byte now and then is not waited for."""
LARGEST_REPLY = 100_000_000
"""Bytes; a page of a thousand records has about five million."""
REDIRECTS = 5
COURTESY = "SYNTH_COURTESY"
LOGIN = 511
"""The status by which a network says that it wants a login first (RFC 6585)."""
ERRNO = re.compile(r"\[Errno -?\d+\] ")
LATER = "try again later; what was finished is kept"
PORTAL = "a web page came in place of data; does this network want a login in the browser first?"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a source is and how it is asked: `courtesy` seconds between requests, `pause` before the second try.

    `configured` says that the user named the address. `busy` are statuses that mean "slow down" with this source alone.
    """

    name: str
    base: str
    courtesy: float
    configured: bool = False
    pause: float = PAUSE
    busy: frozenset[int] = frozenset()

    @staticmethod
    def from_environment(
        name: str, variable: str, base: str, courtesy: float, busy: frozenset[int] = frozenset()
    ) -> Site:
        """The real source, or the mirror that `variable` names.

        A mirror is asked every SYNTH_COURTESY seconds where that is set; one on this machine needs no courtesy. Raises
        UsageError when the variable holds no address.
        """
        named = os.environ.get(variable, "").rstrip("/")
        if not named:
            return Site(name, base, courtesy, busy=busy)
        try:
            sound = netloc(named) and urlsplit(named).scheme in ("http", "https")
        except ValueError:
            sound = False  # a port that is no number
        if not sound:
            raise UsageError(f"{variable} is {named!r}, which is no address", "use https://host or http://host:port")
        if urlsplit(named).hostname in ("127.0.0.1", "::1", "localhost"):
            return Site(name, named, _seconds(os.environ.get(COURTESY, ""), 0.0), True, 0.0, busy)
        return Site(name, named, _seconds(os.environ.get(COURTESY, ""), courtesy), True, busy=busy)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What goes along with a request and is never kept, shown or sent to another host: a key, an e-mail address."""

    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


NONE = Secrets()


class Web:
    """Asks servers. Threads may share one; used as a context, it closes its connections at the end.

    Offline, it answers from the cache alone and touches no socket.
    """

    def __init__(
        self,
        *,
        cache: Cache | None = None,
        offline: bool = False,
        fresh: float = FRESH,
        pause: Callable[[float], None] = time.sleep,
        timeout: float = TIMEOUT,
        deadline: float = DEADLINE,
    ) -> None:
        self.cache = cache
        self.offline = offline
        self.pause = pause
        self._fresh = None if offline else fresh
        self._timeout = timeout
        self._deadline = deadline
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Web:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections; a later request opens new ones."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def ask(
        self,
        site: Site,
        url: str,
        read: Callable[[Reply], T],
        *,
        secrets: Secrets = NONE,
        tries: int = TRIES,
        anew: bool = False,
    ) -> T:
        """What `read` makes of the reply of `url` (without keys), from the cache or, retried, from the server.

        `read` raises FaultyReplyError for a reply that is not what was asked for; only what it accepts is kept.
        `anew` asks the server although a reply is kept. Raises RefusedError when the server says that there is no such
        thing, SourceError when it does not answer properly or, offline, nothing is kept.
        """
        if not anew and (kept := self._kept(url)) is not None:
            try:
                return read(kept)
            except FaultyReplyError:
                pass  # kept by a version that was less careful
        if self.offline:
            raise SourceError(f"{site.name}: no reply to this was kept", "the network is off; leave out --offline")
        last: FaultyReplyError | None = None
        for attempt in range(tries):
            try:
                with turn(netloc(url), site.courtesy) as hold:
                    # While it waited, another process may have asked the same.
                    kept = None if anew else self._kept(url)
                    reply = kept or self._get(site, url, secrets, hold)
                    value = read(reply)
                    if kept is None and self.cache is not None:
                        self.cache.put(url, reply)
                    return value
            except FaultyReplyError as error:
                last = error
                if gives_up(error, attempt, tries):
                    break
            self.pause(backoff(url, attempt, site.pause))
        raise did_not_answer(site, last)

    def _kept(self, url: str) -> Reply | None:
        return self.cache.get(url, self._fresh) if self.cache is not None else None

    def _get(self, site: Site, url: str, secrets: Secrets, hold: Callable[[float], None]) -> Reply:
        """One reply of status 200. Raises FaultyReplyError for what may pass, RefusedError, SourceError."""
        with self.open(site, url, secrets) as reply:
            check_status(site, reply, hold)
            body = b"".join(bounded(reply, LARGEST_REPLY, self._deadline))
            return Reply(content_type(reply), body)

    @contextmanager
    def open(
        self, site: Site, url: str, secrets: Secrets = NONE, headers: Mapping[str, str] | None = None
    ) -> Iterator[httpx.Response]:
        """A reply of which the head has come, after redirects; every address on the way is checked.

        Raises FaultyReplyError for all that may pass, RefusedError for addresses that may not be asked.
        """
        import httpx

        if self.offline:
            raise SourceError(f"{site.name} was not asked, since the network is off", "leave out --offline")
        allowed = frozenset({netloc(site.base)} if site.configured else ())
        proxied = _has_proxy()
        address = url
        try:
            for _ in range(REDIRECTS + 1):
                check_address(address, allowed, resolve=not proxied)
                own = netloc(address) == netloc(site.base) and address.startswith(site.base[: site.base.index(":")])
                sent = {**(headers or {}), **(secrets.headers if own else {})}
                request = self._http().build_request("GET", address, headers=sent)
                if own and secrets.parameters:
                    request.url = request.url.copy_merge_params(dict(secrets.parameters))
                reply = self._http().send(request, stream=True)
                try:
                    if not reply.has_redirect_location:
                        _check_peer(reply, netloc(address) in allowed or proxied)
                        yield reply
                        return
                    address = urljoin(address, reply.headers["location"])
                finally:
                    reply.close()
        except httpx.ConnectTimeout as error:
            raise UnreachedError(f"no connection came about in {CONNECT:.0f} s", NETWORK) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise FaultyReplyError(_said(error, secrets)) from error
        raise FaultyReplyError(f"more than {REDIRECTS} redirects")

    def _http(self) -> httpx.Client:
        import httpx

        with self._lock:
            if self._client is None:
                limits = httpx.Timeout(self._timeout, connect=min(CONNECT, self._timeout))
                self._client = httpx.Client(timeout=limits, headers={"User-Agent": USER_AGENT})
            return self._client


def did_not_answer(site: Site, last: FaultyReplyError | None) -> SourceError:
    """What is raised after the last try."""
    said, hint = (last.message, last.hint) if last is not None else ("it was not asked", None)
    return SourceError(f"{site.name} did not answer: {said}", hint or LATER)


def check_status(site: Site, reply: httpx.Response, hold: Callable[[float], None]) -> None:
    """Nothing for status 200 and 206, an error for every other; a Retry-After is told to `hold`."""
    status = reply.status_code
    if status in (200, 206):
        return
    if status == LOGIN:
        raise SourceError(f"{site.name} could not be reached: this network wants a login first", PORTAL)
    if status not in RETRIED and status not in site.busy:
        hint = "is its key right?" if status in (401, 403) else "the server has no such thing"
        raise RefusedError(f"{site.name} refused: HTTP {status}", hint)
    wanted = retry_after(reply.headers.get("retry-after", ""))
    if wanted > LONGEST_WAIT:
        raise SourceError(f"{site.name} did not answer: HTTP {status}, asks to be left alone for {wanted:.0f} s", LATER)
    hold(wanted)
    raise FaultyReplyError(f"HTTP {status}")


def bounded(reply: httpx.Response, largest: int, deadline: float, held: int = 0) -> Iterator[bytes]:
    """The pieces of a body. Raises RefusedError past `largest` bytes (with `held`), FaultyReplyError past the time."""
    begin = time.monotonic()
    size = held
    for piece in reply.iter_bytes():
        size += len(piece)
        if size > largest:
            raise RefusedError(f"the reply is larger than {largest:,} bytes", "nothing so large is read")
        if time.monotonic() - begin > deadline:
            raise FaultyReplyError(f"the reply was not whole after {deadline:.0f} s")
        yield piece


def content_type(reply: httpx.Response) -> str:
    """The content type without parameters, in lower case."""
    return str(reply.headers.get("content-type", "")).partition(";")[0].strip().casefold()


def read_json(reply: Reply) -> object:
    """The JSON of a reply. Raises FaultyReplyError for anything else: a login page, half a reply, a nest of lists."""
    import json

    if reply.body[:300].lstrip()[:1] == b"<":
        raise FaultyReplyError("a web page in place of JSON", PORTAL)
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise FaultyReplyError("the reply is not whole JSON") from error


def _check_peer(reply: httpx.Response, trusted: bool) -> None:
    """That the connection was made to a public address: a name can mean another one from one moment to the next."""
    stream = reply.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    if not trusted and peer is not None and not is_public(str(peer[0])):
        raise RefusedError(f"{reply.url.host} led to this machine or a private network")


def _said(error: Exception, secrets: Secrets) -> str:
    """What a library says of a failure, without any secret and without numbers that differ between systems."""
    said = ERRNO.sub("", str(error)) or type(error).__name__
    for secret in (*secrets.parameters.values(), *secrets.headers.values()):
        said = said.replace(secret, "…") if secret else said
    return said


def _has_proxy() -> bool:
    from urllib.request import getproxies

    return any(name in getproxies() for name in ("http", "https", "all"))


def _seconds(text: str, default: float) -> float:
    try:
        return min(3600.0, max(0.0, float(text)))
    except ValueError:
        return default
