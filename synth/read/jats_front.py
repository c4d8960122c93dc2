"""What a JATS article says of itself: names, authors, year, and what was published about it since."""

from __future__ import annotations

import re
from dataclasses import dataclass

from synth.read.assemble import arxiv_id
from synth.read.xml_tree import Element
from synth.records import Problem

DOI = re.compile(r"10\.\d{4,9}/\S+")
YEAR = re.compile(r"(1[5-9]|20|21)\d\d")
NOT_YET = frozenset({"received", "accepted", "rev-recd", "rev-request", "preprint", "pmc-release", "retracted"})
"""Kinds of dates that are not those of publication."""
RETRACTED = re.compile(r"\W{0,3}(?:retracted|withdrawn)(?: article)?\s{0,3}[:.\]\N{EM DASH}-]", re.IGNORECASE)
"""How publishers begin the title of an article that they have retracted."""
SINCE = {
    "correction-forward": "a correction of it was published",
    "partial-retraction-forward": "a part of it was retracted",
    "expression-of-concern-forward": "an expression of concern about it was published",
    "addendum": "an addendum to it was published",
    "retraction-forward": "it was retracted",
    "republished-article": "it was published again",
}
"""Kinds of related articles that speak of this one (JATS, @related-article-type)."""
NOTICES = {
    "retracted-article": "is the retraction of another article",
    "partial-retraction": "is the retraction of a part of another article",
    "corrected-article": "is a correction of another article",
    "object-of-concern": "is an expression of concern about another article",
}
"""Kinds that say that this article speaks of another."""


@dataclass(frozen=True, slots=True)
class Front:
    """Metadata; `problems` say what was published about it since."""

    title: Element | None
    authors: tuple[str, ...]
    year: int | None
    id: str | None
    doi: str | None
    retracted: bool
    problems: tuple[Problem, ...]


def read_front(article: Element, where: str) -> Front:
    """The metadata of an article, from `front/article-meta`."""
    meta = article.first("front", "article-meta") or article.first("front-stub") or Element("article-meta", {}, 0)
    title = meta.first("title-group", "article-title")
    ids = {each.attributes.get("pub-id-type", ""): each.text for each in meta.elements("article-id")}
    doi = DOI.search(ids.get("doi", ""))
    named = arxiv_id(ids.get("arxiv", "")) or (None if doi else _pmcid(ids))
    retracted, problems = _related(meta, where)
    return Front(
        title,
        tuple(dict.fromkeys(_authors(meta))),
        _year(meta),
        named,
        doi[0].casefold() if doi else None,
        retracted or (title is not None and RETRACTED.match(title.text) is not None),
        problems,
    )


def _pmcid(ids: dict[str, str]) -> str | None:
    """PMC's id, which is written with and without the letters."""
    digits = next((ids[kind].upper().removeprefix("PMC") for kind in ("pmcid", "pmc", "pmc-aid") if kind in ids), "")
    return f"PMC{digits}" if digits.isdecimal() else None


def _authors(meta: Element) -> list[str]:
    found: list[str] = []
    for group in meta.elements("contrib-group"):
        contributors = group.elements("contrib")
        found += [_name(each) for each in contributors if each.attributes.get("contrib-type", "author") == "author"]
    return [name for name in found if name]


def _name(contributor: Element) -> str:
    around = contributor.first("name-alternatives") or contributor
    name = around.first("name") or around.first("string-name")
    if name is None:
        group = around.first("collab")
        # The members of a group stand inside it, by name; the group itself is what signs.
        return "" if group is None else " ".join(_own_text(group).split())
    surname, given, suffix = (name.first(part) for part in ("surname", "given-names", "suffix"))
    parts = [part.text for part in (given, surname, suffix) if part is not None and part.text]
    if name.attributes.get("name-style") == "eastern" and given is not None and surname is not None:
        parts = [surname.text, given.text]
    return " ".join(parts) or name.text


def _own_text(group: Element) -> str:
    return "".join(
        child.text
        for child in group.children
        if not isinstance(child, Element) or child.name in {"named-content", "institution", "italic"}
    )


def _year(meta: Element) -> int | None:
    """The earliest year of publication."""
    years = []
    for date in meta.elements("pub-date"):
        kinds = {date.attributes.get("pub-type", ""), date.attributes.get("date-type", "")}
        year = date.first("year")
        if year is not None and not kinds & NOT_YET and YEAR.fullmatch(year.text):
            years.append(int(year.text))
    return min(years, default=None)


def _related(meta: Element, where: str) -> tuple[bool, tuple[Problem, ...]]:
    retracted = False
    problems = []
    for related in meta.elements("related-article", "related-object"):
        kind = related.attributes.get("related-article-type", "")
        doi = DOI.search(related.attributes.get("href", "") or related.text)
        place = f": https://doi.org/{doi[0].casefold()}" if doi else ""
        if kind in SINCE:
            retracted = retracted or kind == "retraction-forward"
            problems.append(Problem(where, f"{SINCE[kind]}{place}", "read it together with the article"))
        elif kind in NOTICES:
            problems.append(Problem(where, f"this article {NOTICES[kind]}{place}"))
    return retracted, tuple(dict.fromkeys(problems))
