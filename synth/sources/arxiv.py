"""arXiv: its API through the `arxiv` package, its sources (and PDFs where there is no source) as files.

The package retries at a constant pause, has no timeout, retries a malformed id (HTTP 400) in vain, takes an empty first
page for "no results" and half a feed for a whole one. So it is asked for one page at a time, without retries, and what
it sends goes through the client of all sources, which looks at each reply before the package does.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from synth.records import Paper
from synth.sources.cache import Reply
from synth.sources.download import downloaded, is_web_page
from synth.sources.hits import Bounds, Hit, Page, Request
from synth.sources.identifiers import identifiers
from synth.sources.manners import TRIES, FaultyReplyError, RefusedError
from synth.sources.queries import SearchQuery, arxiv_text
from synth.sources.source import check_full
from synth.sources.web import PORTAL, Site, Web

if TYPE_CHECKING:
    import arxiv

HOME = "https://export.arxiv.org"
COURTESY = 3.0
"""Seconds between two requests, as arXiv's terms of use ask."""
PAGE = 100
"""Entries; the API gives up to 2,000 at once and is slow and often empty-handed then."""
MOST = 30_000
"""Entries of one query that the API gives in all, by its manual."""
VERSION = re.compile(r"v(\d+)$")
WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)
TOTAL = re.compile(rb"<opensearch:totalResults[^>]*>\s*(\d{1,9})\s*<")
ENTRY = re.compile(rb"<entry[\s>]")
ERROR = re.compile(rb"<id>[^<]{0,60}arxiv\.org/api/errors#([\w.%-]*)")


@dataclass(frozen=True, slots=True)
class Arxiv:
    """Where arXiv is and how often it may be asked; `SYNTH_ARXIV_URL` names a mirror."""

    site: Site
    largest_page: int = PAGE
    most: int = MOST
    start: str = "0"
    unapplied: tuple[str, ...] = ()

    @staticmethod
    def from_environment() -> Arxiv:
        """The real arXiv, or the mirror that the environment names; a mirror on this machine needs no courtesy."""
        return Arxiv(Site.from_environment("arXiv", "SYNTH_ARXIV_URL", HOME, COURTESY))

    @property
    def base(self) -> str:
        """Its address."""
        return self.site.base

    def text_of(self, query: SearchQuery) -> str:
        """Every field, words and phrases in quotes."""
        return arxiv_text(query)

    def page(self, web: Web, request: Request, *, tries: int = TRIES, anew: bool = False) -> Page:
        """One page of a search, the most relevant first. Raises SourceError, RefusedError."""
        import arxiv

        search = arxiv.Search(query=bounded_query(request.query, request.bounds), max_results=None)
        return self._page(web, search, request, tries, anew)

    def by_id(self, web: Web, ids: Sequence[str]) -> tuple[Paper, ...]:
        """The papers with these ids, in their newest version where an id names none; unknown ids are left out.

        Raises RefusedError for an id that is none, SourceError when arXiv does not answer.
        """
        import arxiv

        # Asked with ids, arXiv counts those that it knows: fewer than were asked for is no fault.
        request = Request(",".join(ids), Bounds(), self.start, len(ids))
        page = self._page(web, arxiv.Search(id_list=list(ids), max_results=None), request, TRIES, anew=False)
        return tuple({hit.paper.id: hit.paper for hit in page.hits}.values())

    def _page(self, web: Web, search: arxiv.Search, request: Request, tries: int, anew: bool) -> Page:
        begin = int(request.cursor)
        blank = 0
        shape: Page | None = None

        def look(reply: Reply) -> Reply:
            """The reply, where it is a whole feed; an empty beginning is believed when it comes twice."""
            nonlocal blank, shape
            shape = feed_shape(reply)
            check_full(shape, request)
            if not shape.records and not blank and not web.offline:
                blank += 1
                raise FaultyReplyError("an empty first page")
            return reply

        def ask(url: str) -> Reply:
            if shape is not None and shape.records:
                raise _OnePageError
            return web.ask(self.site, url, look, tries=tries, anew=anew)

        client = _client(self.site, min(request.size, PAGE), ask)
        hits: list[Hit] = []
        try:
            with suppress(_OnePageError):  # what comes after this page is asked for by itself
                hits.extend(hit_of(result) for result in client.results(search, offset=begin))
        except RefusedError as error:
            raise RefusedError(
                f"arXiv does not understand the query {request.query[:200]}: {error.message}", error.hint
            ) from error
        records, total = (shape.records, shape.total or 0) if shape is not None else (0, 0)
        following = begin + records
        return Page(tuple(hits), str(following) if records and following < min(total, MOST) else None, total, records)

    @contextmanager
    def fetched(self, web: Web, paper: str) -> Iterator[tuple[str, bytes]]:
        """A paper's source as (file name, bytes), or its PDF where arXiv has no source of it.

        What came is dropped from the disk when the block ends well: by then its user has kept it. Raises SourceError
        when arXiv does not answer, RefusedError when it has neither.
        """
        safe = paper.replace("/", "_")
        for path, suffix in ((f"e-print/{paper}", ""), (f"pdf/{paper}", ".pdf")):
            with ExitStack() as stack:
                try:
                    body = stack.enter_context(downloaded(web, f"{self.site.base}/{path}", _is_paper, site=self.site))
                except RefusedError:
                    continue
                yield f"{safe}{suffix or _suffix(body)}", body
                return
        raise RefusedError(f"arXiv has neither source nor PDF of {paper}")


class _OnePageError(Exception):
    """The package wants the next page by itself."""


def bounded_query(query: str, bounds: Bounds) -> str:
    """The query kept to days of submission and to a category, in arXiv's syntax."""
    parts = [f"({query})"] if bounds != Bounds() else [query]
    if bounds.category:
        parts.append(f"cat:{re.sub(r'[^A-Za-z.*-]', '', bounds.category)}")
    if bounds.since or bounds.until:
        since, until = (
            re.sub(r"\D", "", day or fallback)
            for day, fallback in ((bounds.since, "1991-01-01"), (bounds.until, "2999-12-31"))
        )
        parts.append(f"submittedDate:[{since}0000 TO {until}2359]")
    return " AND ".join(parts)


def feed_shape(reply: Reply) -> Page:
    """How many entries a feed has and says that there are in all.

    Raises FaultyReplyError for what is no whole feed, RefusedError for a feed that holds an error.
    """
    if b"<feed" not in reply.body[:2000]:
        raise FaultyReplyError("something else in place of a feed", PORTAL if is_web_page(reply.body) else None)
    if not reply.body.rstrip().endswith(b"</feed>"):
        raise FaultyReplyError("a feed that is cut off")
    if error := ERROR.search(reply.body):
        said = error[1].decode("ascii", "replace").replace("_", " ")
        raise RefusedError(said, "check the ids")
    total = TOTAL.search(reply.body)
    if total is None:
        raise FaultyReplyError("a feed that does not say how many there are")
    return Page((), None, int(total[1]), len(ENTRY.findall(reply.body)))


def _client(site: Site, page: int, ask: Callable[[str], Reply]) -> arxiv.Client:
    """The package's client, with a session that asks in our manner."""
    import arxiv
    import requests
    from requests.adapters import BaseAdapter

    class Polite(BaseAdapter):
        def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
            reply = ask(str(request.url))
            response = requests.Response()
            response.status_code = 200
            response.url = str(request.url)
            response.request = request
            response.raw = io.BytesIO(reply.body)
            return response

        def close(self) -> None:
            """Nothing is open."""

    client = arxiv.Client(page_size=page, delay_seconds=0, num_retries=0)
    client.query_url_format = f"{site.base}/api/query?{{}}"
    for scheme in ("http://", "https://"):
        client._session.mount(scheme, Polite())  # the package offers no other way to a session
    return client


def _is_paper(body: bytes, kind: str) -> None:
    """Raises for a page that says that there is none, somebody else's login page, or nothing at all."""
    if not body:
        raise FaultyReplyError("an empty file")
    if is_web_page(body) or kind == "text/html":
        raise RefusedError("a web page in place of a paper")


def _suffix(body: bytes) -> str:
    if body.startswith(b"%PDF"):
        return ".pdf"
    return ".tar.gz" if body.startswith(b"\x1f\x8b") else ".tex"


def hit_of(result: arxiv.Result) -> Hit:
    """What arXiv says of a paper; its id carries the version."""
    identity = result.get_short_id()
    version = VERSION.search(identity)
    ids = replace(identifiers(result.doi or ""), arxiv=identity)
    paper = Paper(
        id=identity,
        title=" ".join(result.title.split()),
        authors=tuple(author.name for author in result.authors),
        year=result.published.year,
        version=version[0] if version else None,
        abstract=" ".join(result.summary.split()),
        doi=result.doi or None,
        links=(f"https://arxiv.org/abs/{identity}",),
        text="abstract",
        withdrawn=WITHDRAWN.search(result.comment or "") is not None,
        found="arXiv",
    )
    return Hit("arXiv", 0, paper, ids, venue=result.journal_ref or "", kind=result.primary_category, pdf=())
