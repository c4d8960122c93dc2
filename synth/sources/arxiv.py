"""arXiv: its API through the `arxiv` package, its sources (and PDFs where there is no source) over HTTP.

The package retries at a constant pause, has no timeout, retries a malformed id (HTTP 400) in vain and takes an empty
first page for "no results"; so it is asked for one page at a time here, and retried by our own rule.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from synth.errors import SourceError
from synth.records import Paper
from synth.sources.manners import PAUSES, TIMEOUT, TRIES, RefusedError, fetch, turn

if TYPE_CHECKING:
    import arxiv

HOME = "https://export.arxiv.org"
COURTESY = 3.0
"""Seconds between two requests, as arXiv's terms of use ask."""
PAGE = 100
VERSION = re.compile(r"v(\d+)$")
WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Arxiv:
    """Where arXiv is and how often it may be asked; `SYNTH_ARXIV_URL` names a mirror."""

    base: str = HOME
    courtesy: float = COURTESY

    @staticmethod
    def from_environment() -> Arxiv:
        """The real arXiv, or the mirror that the environment names; a mirror on this machine needs no courtesy."""
        base = os.environ.get("SYNTH_ARXIV_URL", HOME).rstrip("/")
        local = urlsplit(base).hostname in ("127.0.0.1", "::1", "localhost")
        return Arxiv(base, 0.0 if local else COURTESY)

    def search(self, query: str, limit: int, *, pause: Callable[[float], None] = time.sleep) -> tuple[Paper, ...]:
        """At most `limit` papers for a query in arXiv's syntax, in its order of relevance.

        Raises SourceError when arXiv does not answer after retries; what it had given by then is lost with it only
        where it is the first page.
        """
        import arxiv

        return self._collect(arxiv.Search(query=query, max_results=limit), limit, pause)

    def by_id(self, ids: Sequence[str], *, pause: Callable[[float], None] = time.sleep) -> tuple[Paper, ...]:
        """The papers with these ids; ids that arXiv does not know are left out. Raises SourceError."""
        import arxiv

        return self._collect(arxiv.Search(id_list=list(ids), max_results=len(ids)), len(ids), pause)

    def _collect(self, search: arxiv.Search, limit: int, pause: Callable[[float], None]) -> tuple[Paper, ...]:
        import arxiv
        from requests import exceptions

        client = self._client(min(PAGE, limit))
        papers: dict[str, Paper] = {}
        seen = 0
        failures = 0
        while seen < limit:
            try:
                with turn(urlsplit(self.base).netloc, self.courtesy):
                    page = [paper_of(result) for result in client.results(_slice(search, seen), offset=seen)]
            except arxiv.HTTPError as error:
                if error.status == 400:
                    raise RefusedError(
                        f"arXiv does not understand the query {search.query or search.id_list}"
                    ) from error
                last = f"HTTP {error.status}"
            except (arxiv.ArxivError, exceptions.RequestException) as error:
                last = str(error)
            else:
                papers.update({paper.id: paper for paper in page})
                seen += len(page)
                if page and len(page) == min(PAGE, limit):
                    continue  # there may be another page
                if page or failures:
                    return tuple(papers.values())
                last = ""  # an empty first page is asked for twice before it is believed
            failures += 1
            if failures >= TRIES:
                raise SourceError(f"arXiv did not answer: {last}", "try again later; what was finished is kept")
            if last:
                pause(PAUSES[failures - 1])
        return tuple(papers.values())

    def _client(self, page: int) -> arxiv.Client:
        import arxiv
        from requests.adapters import HTTPAdapter

        class Timed(HTTPAdapter):
            def send(self, request: Any, **options: Any) -> Any:  # type: ignore[override]
                options["timeout"] = options.get("timeout") or TIMEOUT
                return super().send(request, **options)

        client = arxiv.Client(page_size=page, delay_seconds=0, num_retries=0)
        client.query_url_format = f"{self.base}/api/query?{{}}"
        for scheme in ("http://", "https://"):
            client._session.mount(scheme, Timed())  # the package offers no other way to set a timeout
        return client

    def fetch(self, paper: str, *, pause: Callable[[float], None] = time.sleep) -> tuple[str, bytes]:
        """A paper's source as (file name, bytes), or its PDF where arXiv has no source of it.

        Raises SourceError when arXiv does not answer, RefusedError when it has neither.
        """
        safe = paper.replace("/", "_")
        for path, suffix in ((f"e-print/{paper}", ""), (f"pdf/{paper}", ".pdf")):
            try:
                body, kind = fetch(f"{self.base}/{path}", courtesy=self.courtesy, pause=pause)
            except RefusedError:
                continue
            if "html" in kind.casefold() or body[:64].lstrip()[:1] == b"<":
                continue  # a page that says that there is none, or somebody else's login page
            if body:
                return f"{safe}{suffix or _suffix(body)}", body
        raise RefusedError(f"arXiv has neither source nor PDF of {paper}")


def _slice(search: arxiv.Search, offset: int) -> arxiv.Search:
    """One page of a search: as far as the page that begins at `offset`."""
    import arxiv

    end = min(search.max_results or PAGE, offset + PAGE)
    return arxiv.Search(query=search.query, id_list=search.id_list, max_results=end)


def _suffix(body: bytes) -> str:
    if body.startswith(b"%PDF"):
        return ".pdf"
    return ".tar.gz" if body.startswith(b"\x1f\x8b") else ".tex"


def paper_of(result: arxiv.Result) -> Paper:
    """What arXiv says of a paper, as a record; its id carries the version."""
    identity = result.get_short_id()
    version = VERSION.search(identity)
    return Paper(
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
