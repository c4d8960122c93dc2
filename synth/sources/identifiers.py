"""The names that papers have in databases, each in one spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from urllib.parse import unquote

DOI = re.compile(r"10\.\d{4,9}/\S+")
ARXIV = re.compile(
    r"(?<![\d.])(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]{2,10}(?:\.[a-z]{2})?/\d{7})(v\d{1,3})?(?![\d.]*\d)",
    re.IGNORECASE,
)
ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
ACL_DOI = re.compile(r"10\.(?:18653/v1|3115/v1)/(.+)", re.IGNORECASE)
ACL = re.compile(r"[A-Z]\d{2}-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+", re.IGNORECASE)
PMCID = re.compile(r"(?:PMC)?(\d{1,12})", re.IGNORECASE)
"""PubMed Central's ids; OpenAlex and Semantic Scholar leave the letters out."""
ACL_LINK = re.compile(r"aclanthology\.org/(?:anthology/)?([A-Za-z0-9._-]+?)(?:\.pdf|\.bib)?/?(?:[?#].*)?$")


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What a paper is called where. `arxiv` carries the version where it is known; `doi` is in lower case."""

    arxiv: str | None = None
    doi: str | None = None
    openalex: str | None = None
    s2: str | None = None
    dblp: str | None = None
    acl: str | None = None
    pmid: str | None = None
    pmcid: str | None = None

    @property
    def work(self) -> tuple[str, ...]:
        """Each name with its kind and without a version: two records that share one are the same work."""
        named = ((field.name, getattr(self, field.name)) for field in fields(self))
        return tuple(
            f"{kind}:{without_version(name) if kind == 'arxiv' else name.casefold()}" for kind, name in named if name
        )

    def paper_id(self, fallback: str) -> str:
        """The id of the paper's record: its arXiv id, else its DOI, else what its source calls it."""
        return self.arxiv or self.doi or fallback

    def joined(self, other: Identifiers) -> Identifiers:
        """These names, and the other's where one is missing; of two arXiv ids the one with a version."""
        mine = {field.name: getattr(self, field.name) or getattr(other, field.name) for field in fields(self)}
        if self.arxiv and other.arxiv and without_version(self.arxiv) == self.arxiv != other.arxiv:
            mine["arxiv"] = other.arxiv
        return Identifiers(**mine)


def identifiers(doi: str = "", *, arxiv: str = "", acl: str = "", pmcid: str = "", **others: str | None) -> Identifiers:
    """The names of one paper, each brought into its one spelling; a DOI that arXiv or the ACL made is their id too."""
    found = doi_of(doi)
    given = arxiv_of(arxiv)
    if found and (made := ARXIV_DOI.fullmatch(found)):
        given, found = given or arxiv_of(made[1]), None
    anthology = acl_of(acl)
    if found and not anthology and (made := ACL_DOI.fullmatch(found)):
        anthology = acl_of(made[1])
    central = PMCID.fullmatch(pmcid.strip())
    rest = {name: value or None for name, value in others.items()}
    return Identifiers(given, found, acl=anthology, pmcid=f"PMC{central[1]}" if central else None, **rest)


def doi_of(text: str) -> str | None:
    """The DOI in a text ("https://doi.org/10.1/X", "doi:10.1/X"), in lower case, since DOIs don't know case."""
    found = DOI.search(unquote(text))
    return found[0].rstrip(".,;)]}>\"'").casefold() if found else None


def arxiv_of(text: str) -> str | None:
    """The arXiv id in a text, with its version where there is one."""
    found = ARXIV.search(text)
    return f"{found[1].casefold()}{(found[2] or '').casefold()}" if found else None


def acl_of(text: str) -> str | None:
    """The ACL Anthology id that a text or an address is ("P19-1001", "2020.acl-main.467"), None for others."""
    link = ACL_LINK.search(text)
    name = link[1] if link else text.strip()
    found = ACL.fullmatch(name)
    return (name.upper() if re.match("[A-Za-z]", name) else name.casefold()) if found else None


def without_version(arxiv: str) -> str:
    """An arXiv id without its version: what all versions of a paper share."""
    return re.sub(r"v\d+$", "", arxiv)
