"""OpenAlex: all works of science, with the order of their abstracts' words in place of the abstracts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote, urlencode

from synth.records import Paper
from synth.sources.cache import Reply
from synth.sources.fields import at, list_at, number_at, text_at, year_of
from synth.sources.hits import Bounds, Hit, Page, Relation, Request
from synth.sources.identifiers import Identifiers, arxiv_of, identifiers
from synth.sources.manners import TRIES, FaultyReplyError
from synth.sources.markup import plain_text
from synth.sources.queries import SearchQuery, boolean
from synth.sources.source import Gathered, one_page, read_page
from synth.sources.web import Secrets, Site, Web, read_json

KEY = "SYNTH_OPENALEX_KEY"
MAILTO = "SYNTH_MAILTO"
COST = (
    "a key is free at openalex.org/settings/api and pays for 1 US dollar a day, about 1,000 pages of search; without"
    " one a day's allowance ends after some 10 to 100 pages"
)
"""As OpenAlex's documentation said in 2026; a page of search costs 0.001 US dollars."""
FIELDS = (
    "id,doi,display_name,publication_year,authorships,abstract_inverted_index,ids,type,is_retracted,best_oa_location,"
    "primary_location,locations,referenced_works"
)
LONGEST_ABSTRACT = 20_000
"""Words."""


@dataclass(frozen=True, slots=True)
class OpenAlex:
    """Where OpenAlex is (`SYNTH_OPENALEX_URL` names a mirror) and what goes along with each request."""

    site: Site
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    largest_page: int = 100
    most: int = 1_000_000
    start: str = "*"
    unapplied: tuple[str, ...] = ("category",)

    @staticmethod
    def from_environment() -> OpenAlex:
        """The real OpenAlex or its mirror, with the key and the e-mail address of the environment."""
        # It says 403 where others say 429.
        site = Site.from_environment(
            "OpenAlex", "SYNTH_OPENALEX_URL", "https://api.openalex.org", 0.2, busy=frozenset({403})
        )
        named = {"api_key": os.environ.get(KEY, ""), "mailto": os.environ.get(MAILTO, "")}
        return OpenAlex(site, Secrets({name: value for name, value in named.items() if value}))

    def text_of(self, query: SearchQuery) -> str:
        """Words and phrases with AND and OR."""
        return boolean(query, " AND ", " OR ")

    def page(self, web: Web, request: Request, *, tries: int = TRIES, anew: bool = False) -> Page:
        """One page of works, the most relevant first."""
        dates = {"from_publication_date": request.bounds.since, "to_publication_date": request.bounds.until}
        kept_to = ",".join(f"{name}:{value}" for name, value in dates.items() if value)
        wanted = {"search": request.query} | ({"filter": kept_to} if kept_to else {})
        return self._works(web, wanted, request, tries, anew)

    def links(self, web: Web, ids: Identifiers, limit: int) -> tuple[Gathered, ...]:
        """What a paper cites, and what cites it, the most cited first; () for one that is unknown here."""
        if not ids.openalex:
            return ()
        request = Request(ids.openalex, Bounds(), self.start, min(limit, self.largest_page))
        return tuple(
            one_page(f"{which} of {ids.openalex}", partial(self._works, web, wanted, request, TRIES, False), limit)
            for which, wanted in (
                ("references", {"filter": f"cited_by:{ids.openalex}", "sort": "cited_by_count:desc"}),
                ("citations", {"filter": f"cites:{ids.openalex}", "sort": "cited_by_count:desc"}),
            )
        )

    def _works(self, web: Web, wanted: dict[str, str], request: Request, tries: int, anew: bool) -> Page:
        parameters = wanted | {"per_page": str(request.size), "cursor": request.cursor, "select": FIELDS}
        url = f"{self.site.base}/works?{urlencode(parameters, quote_via=quote)}"
        return read_page(self.site, web, request, url, _page, secrets=self.secrets, tries=tries, anew=anew)


def _page(reply: Reply) -> Page:
    found = read_json(reply)
    if not isinstance(at(found, "results"), list):
        raise FaultyReplyError("the reply has no results")
    works = list_at(found, "results")
    hits = tuple(hit for work in works if (hit := hit_of(work)) is not None)
    return Page(hits, text_at(found, "meta", "next_cursor") or None, number_at(found, "meta", "count"), len(works))


def hit_of(work: object) -> Hit | None:
    """A work as OpenAlex gives it; None for what has no id."""
    name = short_id(text_at(work, "id"))
    if not name:
        return None
    places = [at(work, "primary_location"), at(work, "best_oa_location"), *list_at(work, "locations")]
    landings = [text_at(place, "landing_page_url") for place in places]
    arxiv = next((found for each in landings if "arxiv.org" in each and (found := arxiv_of(each))), "")
    pdf = tuple(dict.fromkeys(url for place in places if (url := text_at(place, "pdf_url"))))
    ids = identifiers(
        text_at(work, "doi") or text_at(work, "ids", "doi"),
        arxiv=arxiv,
        acl=next((each for each in landings if "aclanthology.org" in each), ""),
        openalex=name,
        pmid=text_at(work, "ids", "pmid").rpartition("/")[2],
        pmcid=text_at(work, "ids", "pmcid").rpartition("/")[2],
    )
    retracted = at(work, "is_retracted") is True
    paper = Paper(
        id=ids.paper_id(name),
        title=plain_text(text_at(work, "display_name") or text_at(work, "title")),
        authors=tuple(
            found for each in list_at(work, "authorships") if (found := text_at(each, "author", "display_name"))
        ),
        year=year_of(at(work, "publication_year")),
        abstract=abstract_of(at(work, "abstract_inverted_index")),
        doi=ids.doi,
        links=(f"https://openalex.org/{name}",),
        text="abstract",
        retracted=retracted,
        found="OpenAlex",
    )
    return Hit(
        "OpenAlex",
        0,
        paper,
        ids,
        venue=text_at(work, "primary_location", "source", "display_name"),
        kind=text_at(work, "type"),
        pdf=pdf,
        relations=(Relation("retraction", Identifiers()),) if retracted else (),
        references=tuple(found for each in list_at(work, "referenced_works") if (found := short_id(str(each)))),
    )


def abstract_of(index: object) -> str:
    """The abstract from {"word": [positions]}: OpenAlex gives its words with their places in place of the text."""
    if not isinstance(index, dict):
        return ""
    placed = [
        (position, word)
        for word, positions in index.items()
        if isinstance(positions, list)
        for position in positions
        if isinstance(position, int)
    ]
    words = [text_at(word) for _, word in sorted(placed)[:LONGEST_ABSTRACT]]
    return plain_text(" ".join(word for word in words if word))


def short_id(text: str) -> str:
    """`W123` of `https://openalex.org/W123`; "" for anything else."""
    name = text.rpartition("/")[2]
    return name if name[:1] == "W" and name[1:].isdigit() else ""
