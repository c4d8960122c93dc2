"""Crossref: what publishers register with each DOI, with errata, retractions and preprints."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from synth.records import Paper
from synth.sources.cache import Reply
from synth.sources.fields import at, list_at, number_at, text_at, year_of
from synth.sources.hits import Hit, Page, Relation, Request, Tie
from synth.sources.identifiers import arxiv_of, doi_of, identifiers
from synth.sources.manners import TRIES, FaultyReplyError, RefusedError
from synth.sources.markup import plain_text
from synth.sources.queries import SearchQuery
from synth.sources.source import read_page
from synth.sources.web import Secrets, Site, Web, read_json

MAILTO = "SYNTH_MAILTO"
FIELDS = (
    "DOI,title,subtitle,author,issued,published,abstract,type,container-title,relation,update-to,updated-by,link,URL"
)
UPDATES: dict[str, Tie] = {
    "retraction": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "partial_retraction": "retraction",
    "expression_of_concern": "concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "addendum": "correction",
    "clarification": "correction",
    "new_version": "version",
    "new_edition": "version",
}
"""Crossref's kinds of update, as its documentation lists them."""
RELATIONS: dict[str, Tie] = {
    "has-preprint": "preprint",
    "is-preprint-of": "published",
    "is-version-of": "version",
    "has-version": "version",
    "is-same-as": "version",
}


@dataclass(frozen=True, slots=True)
class Crossref:
    """Where Crossref is (`SYNTH_CROSSREF_URL` names a mirror); an e-mail address gets its politer servers."""

    site: Site
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    largest_page: int = 500
    most: int = 1_000_000
    start: str = "*"
    unapplied: tuple[str, ...] = ("category",)

    @staticmethod
    def from_environment() -> Crossref:
        """The real Crossref or its mirror; it needs no key."""
        site = Site.from_environment("Crossref", "SYNTH_CROSSREF_URL", "https://api.crossref.org", 1.0)
        mailto = os.environ.get(MAILTO, "")
        return Crossref(site, Secrets({"mailto": mailto} if mailto else {}))

    def text_of(self, query: SearchQuery) -> str:
        """Words alone: Crossref knows no AND; it ranks what holds most of them first."""
        return " ".join(dict.fromkeys(word for group in query.groups for word in group[0].split()))

    def page(self, web: Web, request: Request, *, tries: int = TRIES, anew: bool = False) -> Page:
        """One page of works in the order of their score."""
        dates = {"from-pub-date": request.bounds.since, "until-pub-date": request.bounds.until}
        kept_to = ",".join(f"{name}:{value}" for name, value in dates.items() if value)
        wanted = {"query.bibliographic": request.query, "rows": str(request.size), "cursor": request.cursor}
        wanted |= {"select": FIELDS} | ({"filter": kept_to} if kept_to else {})
        url = f"{self.site.base}/works?{urlencode(wanted, quote_via=quote)}"
        return read_page(self.site, web, request, url, _page, secrets=self.secrets, tries=tries, anew=anew)

    def by_doi(self, web: Web, doi: str) -> Hit | None:
        """What Crossref says of one DOI, None where it does not know it. Raises SourceError."""
        url = f"{self.site.base}/works/{quote(doi, safe='')}"
        try:
            return web.ask(self.site, url, lambda reply: hit_of(at(read_json(reply), "message")), secrets=self.secrets)
        except RefusedError:
            return None


def _page(reply: Reply) -> Page:
    message = at(read_json(reply), "message")
    if not isinstance(at(message, "items"), list):
        raise FaultyReplyError("the reply has no items")
    works = list_at(message, "items")
    hits = tuple(hit for work in works if (hit := hit_of(work)) is not None)
    return Page(hits, text_at(message, "next-cursor") or None, number_at(message, "total-results"), len(works))


def hit_of(work: object) -> Hit | None:
    """A work as Crossref gives it; None for what has no DOI or no title."""
    doi = doi_of(text_at(work, "DOI"))
    title = _title(work)
    if doi is None or not title:
        return None
    relations = _relations(work)
    links = [text_at(link, "URL") for link in list_at(work, "link") if "pdf" in text_at(link, "content-type")]
    preprint = next((tie.other.arxiv for tie in relations if tie.tie == "preprint" and tie.other.arxiv), None)
    ids = identifiers(doi, arxiv=preprint or "")
    paper = Paper(
        id=ids.paper_id(doi),
        title=title,
        authors=tuple(name for each in list_at(work, "author") if (name := _name(each))),
        year=year_of(at(work, "issued", "date-parts", 0, 0)) or year_of(at(work, "published", "date-parts", 0, 0)),
        abstract=plain_text(text_at(work, "abstract")),
        doi=doi,
        links=(f"https://doi.org/{doi}",),
        text="abstract",
        retracted=any(tie.tie == "retraction" and not tie.notice for tie in relations),
        found="Crossref",
    )
    return Hit(
        "Crossref",
        0,
        paper,
        ids,
        venue=plain_text(text_at(work, "container-title", 0)),
        kind=text_at(work, "type"),
        pdf=tuple(dict.fromkeys(link for link in links if link)),
        relations=relations,
    )


def _title(work: object) -> str:
    title = plain_text(text_at(work, "title", 0))
    subtitle = plain_text(text_at(work, "subtitle", 0))
    if not title or not subtitle or subtitle.casefold() in title.casefold():
        return title
    return f"{title}: {subtitle}"


def _name(author: object) -> str:
    whole = f"{text_at(author, 'given')} {text_at(author, 'family')}".strip()
    return whole or text_at(author, "name") or text_at(author, "literal")


def _relations(work: object) -> tuple[Relation, ...]:
    """Retractions and corrections of the work and by it, its preprints and its published versions."""
    found: list[Relation] = []
    for way, notice in (("updated-by", False), ("update-to", True)):
        for update in list_at(work, way):
            tie = UPDATES.get(text_at(update, "type").casefold().replace("-", "_").replace(" ", "_"))
            if tie is not None:
                found.append(Relation(tie, identifiers(text_at(update, "DOI")), notice))
    for name, tie in RELATIONS.items():
        for other in list_at(work, "relation", name):
            text = text_at(other, "id")
            is_arxiv = text_at(other, "id-type").casefold() == "arxiv" or "arxiv" in text.casefold()
            found.append(Relation(tie, identifiers(text, arxiv=(arxiv_of(text) or "") if is_arxiv else "")))
    return tuple(dict.fromkeys(found))
