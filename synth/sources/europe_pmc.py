"""Europe PMC: the life sciences, with preprints, and the full text as XML where it is open."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from synth.records import Paper
from synth.sources.cache import Reply
from synth.sources.fields import at, list_at, number_at, text_at, year_of
from synth.sources.hits import Hit, Page, Relation, Request, Tie
from synth.sources.identifiers import Identifiers, identifiers
from synth.sources.manners import TRIES, FaultyReplyError, RefusedError
from synth.sources.markup import plain_text
from synth.sources.queries import SearchQuery, boolean
from synth.sources.source import read_page
from synth.sources.web import Site, Web, read_json

CORRECTIONS: dict[str, Tie] = {
    "retraction in": "retraction",
    "partial retraction in": "retraction",
    "expression of concern in": "concern",
    "erratum in": "correction",
    "corrected and republished in": "correction",
    "preprint in": "preprint",
    "preprint of": "published",
}
"""Types of Europe PMC's comment and correction list that say something of the paper itself."""
ARTICLE = (b"<article", b"</article>")


@dataclass(frozen=True, slots=True)
class EuropePmc:
    """Where Europe PMC is; `SYNTH_EUROPE_PMC_URL` names a mirror."""

    site: Site
    largest_page: int = 500
    most: int = 1_000_000
    start: str = "*"
    unapplied: tuple[str, ...] = ("category",)

    @staticmethod
    def from_environment() -> EuropePmc:
        """The real one or its mirror; it needs no key."""
        base = "https://www.ebi.ac.uk/europepmc/webservices/rest"
        return EuropePmc(Site.from_environment("Europe PMC", "SYNTH_EUROPE_PMC_URL", base, 0.5))

    def text_of(self, query: SearchQuery) -> str:
        """Words and phrases with AND and OR."""
        return boolean(query, " AND ", " OR ")

    def page(self, web: Web, request: Request, *, tries: int = TRIES, anew: bool = False) -> Page:
        """One page in the order of relevance."""
        bounds = request.bounds
        query = request.query
        if bounds.since or bounds.until:
            query = f"({query}) AND FIRST_PDATE:[{bounds.since or '1500-01-01'} TO {bounds.until or '3000-12-31'}]"
        wanted = {
            "query": query,
            "format": "json",
            "resultType": "core",
            "pageSize": str(request.size),
            "cursorMark": request.cursor,
        }
        url = f"{self.site.base}/search?{urlencode(wanted, quote_via=quote)}"
        return read_page(self.site, web, request, url, _page, tries=tries, anew=anew)

    def full_text(self, web: Web, pmcid: str, *, tries: int = TRIES) -> bytes:
        """The JATS XML of an open article ("PMC123"). Raises RefusedError where it is not open, SourceError."""
        if not pmcid.startswith("PMC") or not pmcid[3:].isdigit():
            raise RefusedError(f"{pmcid!r} is no PMC id")

        def read(reply: Reply) -> bytes:
            if ARTICLE[0] not in reply.body:
                raise FaultyReplyError("something else in place of an article's XML")
            if ARTICLE[1] not in reply.body:
                raise FaultyReplyError("an article that is cut off")
            return reply.body

        return web.ask(self.site, f"{self.site.base}/{pmcid}/fullTextXML", read, tries=tries)


def _page(reply: Reply) -> Page:
    found = read_json(reply)
    if at(found, "hitCount") is None:
        raise FaultyReplyError(text_at(found, "errMsg") or "the reply has no count of hits")
    records = list_at(found, "resultList", "result")
    hits = tuple(hit for record in records if (hit := hit_of(record)) is not None)
    return Page(hits, text_at(found, "nextCursorMark") or None, number_at(found, "hitCount"), len(records))


def hit_of(record: object) -> Hit | None:
    """A record as Europe PMC gives it with resultType=core; None for what has neither id nor title."""
    name = text_at(record, "id")
    title = plain_text(text_at(record, "title")).removesuffix(".")
    if not name or not title:
        return None
    own = f"{text_at(record, 'source')}:{name}".strip(":")
    relations = _relations(record)
    kinds = [text_at(kind) for kind in list_at(record, "pubTypeList", "pubType")]
    retracted = any(kind.casefold() == "retracted publication" for kind in kinds)
    ids = identifiers(text_at(record, "doi"), pmid=text_at(record, "pmid"), pmcid=text_at(record, "pmcid"))
    addresses = [each for each in list_at(record, "fullTextUrlList", "fullTextUrl") if _is_open_pdf(each)]
    paper = Paper(
        id=ids.paper_id(own),
        title=title,
        authors=_authors(record),
        year=year_of(at(record, "pubYear")) or year_of(at(record, "firstPublicationDate")),
        abstract=plain_text(text_at(record, "abstractText")),
        doi=ids.doi,
        links=(f"https://europepmc.org/article/{own.replace(':', '/', 1)}",),
        text="abstract",
        retracted=retracted or any(tie.tie == "retraction" for tie in relations),
        found="Europe PMC",
    )
    return Hit(
        "Europe PMC",
        0,
        paper,
        ids,
        venue=text_at(record, "journalInfo", "journal", "title"),
        kind=", ".join(kinds),
        pdf=tuple(dict.fromkeys(text_at(each, "url") for each in addresses)),
        relations=relations,
    )


def _authors(record: object) -> tuple[str, ...]:
    listed = [_name(author) for author in list_at(record, "authorList", "author")]
    if not any(listed):
        listed = [name.strip(" .") for name in text_at(record, "authorString").split(",")]
    return tuple(name for name in listed if name)


def _name(author: object) -> str:
    """First name and last name where both stand there: "fullName" is "Made A"."""
    whole = f"{text_at(author, 'firstName')} {text_at(author, 'lastName')}"
    if text_at(author, "firstName") and text_at(author, "lastName"):
        return whole
    return text_at(author, "fullName") or text_at(author, "collectiveName")


def _is_open_pdf(address: object) -> bool:
    code = text_at(address, "availabilityCode")
    return text_at(address, "documentStyle") == "pdf" and code in ("OA", "F") and bool(text_at(address, "url"))


def _relations(record: object) -> tuple[Relation, ...]:
    found = []
    for each in list_at(record, "commentCorrectionList", "commentCorrection"):
        tie = CORRECTIONS.get(text_at(each, "type").casefold())
        if tie is not None:
            name = text_at(each, "id")
            found.append(Relation(tie, Identifiers(pmid=name) if name.isdigit() else Identifiers()))
    return tuple(dict.fromkeys(found))
