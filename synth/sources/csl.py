"""CSL-JSON, as Zotero and Pandoc write it."""

from __future__ import annotations

import json

from synth.records import Problem
from synth.sources.fields import at, list_at, text_at
from synth.sources.hits import Hit
from synth.sources.listed import Entry, Listed, hit_of
from synth.sources.markup import plain_text


def read_csl(text: str, source: str) -> Listed:
    """The items of a CSL-JSON list (an array, or an object with `items`); others are Problems."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Listed((), (Problem(source, f"not JSON: {str(error)[:200]}"),))
    items = found if isinstance(found, list) else list_at(found, "items")
    hits: list[Hit] = []
    problems: list[Problem] = []
    for rank, item in enumerate(items, start=1):
        entry = _entry(item)
        if entry.title:
            hits.append(hit_of(entry, rank, source))
        else:
            problems.append(Problem(f"{source}, item {rank}", "it has no title"))
    return Listed(tuple(hits), tuple(problems))


def _entry(item: object) -> Entry:
    date = at(item, "issued")
    return Entry(
        key=text_at(item, "citation-key") or text_at(item, "id"),
        title=plain_text(text_at(item, "title")),
        authors=tuple(_name(author) for author in list_at(item, "author")),
        year=text_at(date, "date-parts", 0, 0) or text_at(date, "raw") or text_at(date, "literal"),
        abstract=plain_text(text_at(item, "abstract")),
        doi=text_at(item, "DOI"),
        arxiv=text_at(item, "number") if "arxiv" in text_at(item, "number").casefold() else "",
        pmid=text_at(item, "PMID"),
        venue=text_at(item, "container-title"),
        kind=text_at(item, "type"),
        links=(text_at(item, "URL"),),
    )


def _name(author: object) -> str:
    parts = (text_at(author, part) for part in ("given", "non-dropping-particle", "family", "suffix"))
    return " ".join(part for part in parts if part) or text_at(author, "literal")
