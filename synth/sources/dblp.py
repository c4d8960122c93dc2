"""DBLP: the bibliography of computer science; titles and authors, no abstracts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from synth.records import Paper
from synth.sources.cache import Reply
from synth.sources.fields import at, list_at, number_at, text_at, year_of
from synth.sources.hits import Hit, Page, Request
from synth.sources.identifiers import arxiv_of, identifiers
from synth.sources.manners import TRIES, FaultyReplyError
from synth.sources.markup import plain_text
from synth.sources.queries import SearchQuery
from synth.sources.source import read_page
from synth.sources.web import Site, Web, read_json

HOMONYM = re.compile(r"\s\d{4}$")
"""The number by which DBLP tells authors of one name apart."""
CORR = re.compile(r"journals/corr/abs-(\d{4})-(\d{4,5})$")
"""DBLP's key of a paper on arXiv."""
WITHDRAWN = re.compile(r"^(?:withdrawn|retracted)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dblp:
    """Where DBLP is; `SYNTH_DBLP_URL` names a mirror. It asks for a pause of one or two seconds between requests."""

    site: Site
    largest_page: int = 1000
    most: int = 10_000
    start: str = "0"
    unapplied: tuple[str, ...] = ("category", "since", "until")

    @staticmethod
    def from_environment() -> Dblp:
        """The real one or its mirror; it needs no key."""
        return Dblp(Site.from_environment("DBLP", "SYNTH_DBLP_URL", "https://dblp.org", 2.0))

    def text_of(self, query: SearchQuery) -> str:
        """Words with | for "or"; DBLP looks for all of them in titles, names and venues, by their beginnings.

        Where one side of an "or" has several words it cannot be said, and the first way of saying it stands alone.
        """
        parts = []
        for group in query.groups:
            single = all(" " not in way and "-" not in way for way in group)
            parts.append("|".join(group) if single else group[0].replace("-", " "))
        return " ".join(parts) if query.all else "|".join(word for part in parts for word in part.split())

    def page(self, web: Web, request: Request, *, tries: int = TRIES, anew: bool = False) -> Page:
        """One page; the mark is the number of the first record, and the next follows on what really came."""
        wanted = {"q": request.query, "format": "json", "h": str(request.size), "f": request.cursor, "c": "0"}
        url = f"{self.site.base}/search/publ/api?{urlencode(wanted, quote_via=quote)}"

        def read(reply: Reply) -> Page:
            found = at(read_json(reply), "result", "hits")
            total = number_at(found, "@total")
            if total is None:
                raise FaultyReplyError("the reply has no count of hits")
            records = list_at(found, "hit")
            hits = tuple(hit for record in records if (hit := hit_of(record)) is not None)
            following = int(request.cursor) + len(records)
            return Page(hits, str(following) if following < min(total, self.most) else None, total, len(records))

        return read_page(self.site, web, request, url, read, tries=tries, anew=anew)


def hit_of(record: object) -> Hit | None:
    """A record as DBLP gives it; None for what has no key or title. One author alone is an object, not a list."""
    info = at(record, "info")
    key = text_at(info, "key")
    title = plain_text(text_at(info, "title")).removesuffix(".")
    if not key or not title:
        return None
    links = [text_at(each) for each in list_at(info, "ee")]
    corr = CORR.search(key)
    arxiv = f"{corr[1]}.{corr[2]}" if corr else next((arxiv_of(each) for each in links if "arxiv.org" in each), None)
    anthology = next((each for each in links if "aclanthology.org" in each), "")
    ids = identifiers(text_at(info, "doi"), arxiv=arxiv or "", acl=anthology, dblp=key)
    authors = (_name(author) for author in list_at(info, "authors", "author"))
    paper = Paper(
        id=ids.paper_id(f"dblp:{key}"),
        title=title,
        authors=tuple(name for name in authors if name),
        year=year_of(at(info, "year")),
        doi=ids.doi,
        links=(f"https://dblp.org/rec/{key}", *(link for link in links if link)),
        text="abstract",
        withdrawn=text_at(info, "type") == "Withdrawn Items",
        retracted=WITHDRAWN.search(title) is not None,
        found="DBLP",
    )
    return Hit("DBLP", 0, paper, ids, venue=text_at(list_at(info, "venue"), 0), kind=text_at(info, "type"))


def _name(author: object) -> str:
    return HOMONYM.sub("", plain_text(text_at(author, "text") or text_at(author)))
