"""Semantic Scholar: bulk search with a token from page to page, references and citations."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote, urlencode

from synth.records import Paper
from synth.sources.cache import Reply
from synth.sources.fields import at, list_at, number_at, text_at, year_of
from synth.sources.hits import Bounds, Hit, Page, Request
from synth.sources.identifiers import Identifiers, identifiers, without_version
from synth.sources.manners import TRIES, FaultyReplyError
from synth.sources.queries import SearchQuery, boolean
from synth.sources.source import Gathered, one_page, read_page
from synth.sources.web import Secrets, Site, Web, read_json

KEY = "SYNTH_SEMANTIC_SCHOLAR_KEY"
FIELDS = "title,abstract,year,authors,externalIds,venue,publicationTypes,openAccessPdf"
AREAS = {
    "cs": "Computer Science",
    "math": "Mathematics",
    "stat": "Mathematics",
    "physics": "Physics",
    "eess": "Engineering",
    "econ": "Economics",
    "q-bio": "Biology",
    "q-fin": "Economics",
}
"""Fields of study by arXiv's archives: the nearest that there is to a category."""


@dataclass(frozen=True, slots=True)
class SemanticScholar:
    """Where Semantic Scholar is (`SYNTH_SEMANTIC_SCHOLAR_URL` names a mirror), and the key where there is one."""

    site: Site
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    largest_page: int = 1000
    most: int = 10_000_000
    start: str = ""
    unapplied: tuple[str, ...] = ("category",)
    """Of a category only its field can be asked for."""

    @staticmethod
    def from_environment() -> SemanticScholar:
        """The real one or its mirror; a key goes along as a header."""
        site = Site.from_environment(
            "Semantic Scholar", "SYNTH_SEMANTIC_SCHOLAR_URL", "https://api.semanticscholar.org", 1.0
        )
        key = os.environ.get(KEY, "")
        return SemanticScholar(site, Secrets(headers={"x-api-key": key} if key else {}))

    def text_of(self, query: SearchQuery) -> str:
        """Words and phrases with + and |."""
        return boolean(query, " + ", " | ")

    def page(self, web: Web, request: Request, *, tries: int = TRIES, anew: bool = False) -> Page:
        """One page, a thousand whatever size is asked; the most cited first, since it cannot rank by relevance."""
        bounds = request.bounds
        wanted = {"query": request.query, "fields": FIELDS, "sort": "citationCount:desc"}
        if bounds.since or bounds.until:
            wanted["publicationDateOrYear"] = f"{bounds.since or ''}:{bounds.until or ''}"
        area = AREAS.get((bounds.category or "").partition(".")[0])
        if area:
            wanted["fieldsOfStudy"] = area
        if request.cursor:
            wanted["token"] = request.cursor
        return self._read(web, "paper/search/bulk", wanted, request, _page, tries, anew)

    def links(self, web: Web, ids: Identifiers, limit: int) -> tuple[Gathered, ...]:
        """What a paper cites, in its own order, and what cites it, the newest first; () for one without a name here."""
        name = api_name(ids)
        if not name:
            return ()
        request = Request(name, Bounds(), "", min(limit, self.largest_page))
        return tuple(
            one_page(f"{which} of {name}", partial(self._linked, web, name, which, inside, request), limit)
            for which, inside in (("references", "citedPaper"), ("citations", "citingPaper"))
        )

    def _linked(self, web: Web, name: str, which: str, inside: str, request: Request) -> Page:
        wanted = {"fields": FIELDS, "limit": str(request.size)}

        def read(reply: Reply) -> Page:
            papers = [at(each, inside) for each in _data(read_json(reply))]
            return Page(_hits(papers), None, None, len(papers))

        return self._read(web, f"paper/{quote(name, safe=':')}/{which}", wanted, request, read, TRIES, False)

    def _read(
        self,
        web: Web,
        path: str,
        wanted: dict[str, str],
        request: Request,
        read: Callable[[Reply], Page],
        tries: int,
        anew: bool,
    ) -> Page:
        url = f"{self.site.base}/graph/v1/{path}?{urlencode(wanted, quote_via=quote)}"
        return read_page(self.site, web, request, url, read, secrets=self.secrets, tries=tries, anew=anew)


def api_name(ids: Identifiers) -> str:
    """What Semantic Scholar lets a paper be called by in an address, "" where it knows none of its names."""
    named = (
        ("", ids.s2),
        ("ARXIV:", without_version(ids.arxiv) if ids.arxiv else None),
        ("DOI:", ids.doi),
        ("ACL:", ids.acl),
        ("PMID:", ids.pmid),
    )
    return next((f"{prefix}{name}" for prefix, name in named if name), "")


def _data(found: object) -> list[object]:
    if not isinstance(at(found, "data"), list):
        raise FaultyReplyError(text_at(found, "message") or "the reply has no data")
    return list_at(found, "data")


def _page(reply: Reply) -> Page:
    found = read_json(reply)
    papers = _data(found)
    return Page(_hits(papers), text_at(found, "token") or None, number_at(found, "total"), len(papers))


def _hits(papers: list[object]) -> tuple[Hit, ...]:
    return tuple(hit for paper in papers if (hit := hit_of(paper)) is not None)


def hit_of(found: object) -> Hit | None:
    """A paper as Semantic Scholar gives it; None for one that it has no id of (a reference that it could not place)."""
    name = text_at(found, "paperId")
    if not name:
        return None
    given = at(found, "externalIds")
    ids = identifiers(
        text_at(given, "DOI"),
        arxiv=text_at(given, "ArXiv"),
        acl=text_at(given, "ACL"),
        s2=name,
        dblp=text_at(given, "DBLP"),
        pmid=text_at(given, "PubMed"),
        pmcid=text_at(given, "PubMedCentral"),
    )
    pdf = text_at(found, "openAccessPdf", "url")
    paper = Paper(
        id=ids.paper_id(f"s2:{name}"),
        title=text_at(found, "title"),
        authors=tuple(person for each in list_at(found, "authors") if (person := text_at(each, "name"))),
        year=year_of(at(found, "year")),
        abstract=text_at(found, "abstract"),
        doi=ids.doi,
        links=(f"https://www.semanticscholar.org/paper/{name}",),
        text="abstract",
        found="Semantic Scholar",
    )
    kinds = ", ".join(kind for each in list_at(found, "publicationTypes") if (kind := text_at(each)))
    return Hit("Semantic Scholar", 0, paper, ids, venue=text_at(found, "venue"), kind=kinds, pdf=(pdf,) if pdf else ())
