"""What every database can do, and how a search is read from it page by page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from synth.errors import SourceError
from synth.sources.cache import Reply
from synth.sources.hits import Bounds, Hit, Page, Request
from synth.sources.manners import TRIES, FaultyReplyError, RefusedError
from synth.sources.queries import SearchQuery
from synth.sources.web import NONE, Secrets, Site, Web

PATIENT = 2 * TRIES
"""Tries for a page after the first: a server that gave one is there, and what it gave is worth going on for."""


class Source(Protocol):
    """A database that can be searched."""

    @property
    def site(self) -> Site:
        """Where it is and how it is asked."""
        ...

    @property
    def largest_page(self) -> int:
        """Records that are asked for at once."""
        ...

    @property
    def most(self) -> int:
        """Records that can be had for one query."""
        ...

    @property
    def start(self) -> str:
        """The mark of the first page."""
        ...

    @property
    def unapplied(self) -> tuple[str, ...]:
        """Bounds ("category") that it cannot keep to."""
        ...

    def text_of(self, query: SearchQuery) -> str:
        """The query in the source's own syntax; "" where it cannot be said in it."""
        ...

    def page(self, web: Web, request: Request, *, tries: int = TRIES, anew: bool = False) -> Page:
        """One page. Raises SourceError, RefusedError."""
        ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one query gave in one source, in its order, each paper once.

    `total` is how many the source says that there are; `failed` why it broke off, None where all that was wanted came;
    `down` that the source did not answer, so that asking it more is in vain for now.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int | None
    failed: str | None = None
    down: bool = False


def gather(source: Source, web: Web, query: str, bounds: Bounds, limit: int) -> Gathered:
    """At most `limit` records for a query; a failure is said in what it gives, with all that came before it."""
    try:
        return _gather(source, web, query, bounds, limit, anew=False)
    except _LostPlaceError:
        # A mark is only good for some minutes; one that was kept from an earlier, broken-off search may have died.
        return _gather(source, web, query, bounds, limit, anew=True)


class _LostPlaceError(Exception):
    """The server no longer knows the mark of a page in the middle."""


def _gather(source: Source, web: Web, query: str, bounds: Bounds, limit: int, *, anew: bool) -> Gathered:
    hits: dict[str, Hit] = {}
    request = Request(query, bounds, source.start, min(source.largest_page, limit))
    marks = {request.cursor}
    total: int | None = None
    wanted = min(limit, source.most)
    while request.seen < wanted:
        first = request.cursor == source.start
        try:
            page = source.page(web, request, tries=TRIES if first else PATIENT, anew=anew)
        except RefusedError as error:
            if first or anew or web.offline:
                return Gathered(query, tuple(hits.values()), total, error.message)
            raise _LostPlaceError from error
        except SourceError as error:
            return Gathered(query, tuple(hits.values()), total, error.message, down=True)
        total = page.total
        for hit in page.hits:
            hits.setdefault(hit.paper.id, replace(hit, rank=len(hits) + 1))
        seen = request.seen + page.records
        at_end = total is not None and seen >= total and page.records < request.size
        if page.next is None or page.next in marks or not page.records or at_end:
            break
        marks.add(page.next)
        request = replace(request, cursor=page.next, seen=seen)
    kept = tuple(hits.values())[:wanted]
    failed = None
    if limit > wanted and total is not None and total > wanted:
        failed = f"{source.site.name} gives at most {source.most:,} of the {total:,} records of this query"
    return Gathered(query, kept, total, failed)


def one_page(name: str, page: Callable[[], Page], limit: int) -> Gathered:
    """What one page gives, as a search of its own called `name`; a failure is said in it."""
    try:
        found = page()
    except RefusedError as error:
        return Gathered(name, (), None, error.message)
    except SourceError as error:
        return Gathered(name, (), None, error.message, down=True)
    hits = {hit.paper.id: hit for hit in reversed(found.hits[:limit])}
    ranked = enumerate(reversed(hits.values()), start=1)
    return Gathered(name, tuple(replace(hit, rank=rank) for rank, hit in ranked), found.total)


def read_page(
    site: Site,
    web: Web,
    request: Request,
    url: str,
    read: Callable[[Reply], Page],
    *,
    secrets: Secrets = NONE,
    tries: int = TRIES,
    anew: bool = False,
) -> Page:
    """The page at `url`; an empty one before the end is asked for again. Raises SourceError, RefusedError."""

    def checked(reply: Reply) -> Page:
        page = read(reply)
        check_full(page, request)
        return page

    return web.ask(site, url, checked, secrets=secrets, tries=tries, anew=anew)


def check_full(page: Page, request: Request) -> None:
    """Raises FaultyReplyError for a page without records where the source itself says that there are more."""
    if not page.records and page.total is not None and page.total > request.seen:
        raise FaultyReplyError(f"an empty page after {request.seen:,} of {page.total:,} records")
