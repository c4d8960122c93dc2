"""What a list of papers gives, and how one of its records becomes a hit."""

from __future__ import annotations

from dataclasses import dataclass

from synth.records import Paper, Problem
from synth.sources.fields import WHITE, year_of
from synth.sources.hits import Hit
from synth.sources.identifiers import identifiers


@dataclass(frozen=True, slots=True)
class Listed:
    """The papers of a list in its order, and what was stepped over."""

    hits: tuple[Hit, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a list, in words; `key` is what the list calls it, `files` are the paths of its attachments."""

    key: str
    title: str
    authors: tuple[str, ...] = ()
    year: str = ""
    abstract: str = ""
    doi: str = ""
    arxiv: str = ""
    pmid: str = ""
    venue: str = ""
    kind: str = ""
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def hit_of(entry: Entry, rank: int, source: str) -> Hit:
    """A record as a hit; its addresses, too, may say what it is called on arXiv and in the ACL Anthology."""
    links = tuple(dict.fromkeys(link for link in entry.links if link))
    web = [link for link in links if link.startswith(("http://", "https://"))]
    arxiv = entry.arxiv or next((link for link in web if "arxiv.org/" in link.casefold()), "")
    doi = entry.doi or next((link for link in web if "doi.org/" in link.casefold()), "")
    anthology = next((link for link in web if "aclanthology.org/" in link), "")
    ids = identifiers(doi, arxiv=arxiv, acl=anthology, pmid=entry.pmid if entry.pmid.isdigit() else "")
    paper = Paper(
        id=ids.paper_id(entry.key or f"{source}:{rank}"),
        title=WHITE.sub(" ", entry.title).strip(),
        authors=tuple(name for author in entry.authors if (name := _natural(author))),
        year=year_of(entry.year),
        abstract=WHITE.sub(" ", entry.abstract).strip(),
        doi=ids.doi,
        links=tuple(web),
        text="abstract",
        found=source,
    )
    pdf = tuple(link for link in web if link.casefold().endswith(".pdf"))
    return Hit(source, rank, paper, ids, venue=entry.venue, kind=entry.kind, pdf=pdf, files=entry.files)


def _natural(name: str) -> str:
    """Ada Made, of "Made, Ada" and "Made, Jr., Ada"; a name in braces or without a comma stays."""
    name = WHITE.sub(" ", name).strip()
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if len(parts) == 2:
        return f"{parts[1]} {parts[0]}"
    return f"{parts[2]} {parts[0]} {parts[1]}" if len(parts) == 3 else " ".join(parts)
