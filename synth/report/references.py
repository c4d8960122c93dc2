"""References from real metadata alone, and the only links that a report ever makes."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from synth.records import Paper
from synth.report_records import UsedPaper

ARXIV = re.compile(
    r"(?:arxiv:)?((?:\d{4}\.\d{4,5}|[a-z][a-z-]{1,15}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?)", re.IGNORECASE
)
DOI = re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S{1,200})", re.IGNORECASE)


def link(paper: Paper) -> str | None:
    """Where a reader can open the paper: arXiv, else its DOI, else the first http(s) link its metadata gave."""
    if arxiv := ARXIV.fullmatch(paper.id):
        return f"https://arxiv.org/abs/{arxiv[1]}"
    for name in (paper.id, paper.doi or ""):
        if doi := DOI.fullmatch(name):
            return f"https://doi.org/{quote(doi[1], safe='/:;()')}"
    return next((safe for each in paper.links if (safe := web_address(each))), None)


def web_address(address: str) -> str | None:
    """A link out of metadata made safe to print inside any format, or None where it is no plain http(s) address."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or parts.username is not None:
        return None
    return quote(address.strip(), safe="/:?&=#%@+,;~-._")


def authors_and_year(paper: Paper) -> str:
    """Every author and the year, "A, B and C (2020)"; says so where one of them is not known."""
    names = list(paper.authors)
    who = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names) or "Authors not known"
    return f"{who} ({paper.year if paper.year is not None else 'year not known'})"


def identity(paper: Paper) -> str:
    """Id, version and DOI as printed in a reference; the version only where the id does not carry it."""
    name = f"arXiv:{paper.id}" if re.match(r"\d{4}\.\d{4,5}", paper.id) else paper.id
    version = paper.version or ""
    whole = name if not version or paper.id.endswith(version) else f"{name}, version {version}"
    printed = DOI.fullmatch(paper.doi or "")
    # A preprint that was published since: both names, so that either can be looked up.
    return f"{whole}, published as doi:{printed[1]}" if printed and printed[1] not in paper.id else whole


def remarks(used: UsedPaper) -> list[str]:
    """What a reader must know of a paper before relying on it: that it was recalled, and what was said of it since."""
    paper = used.paper
    marks = [word for word, holds in (("WITHDRAWN", paper.withdrawn), ("RETRACTED", paper.retracted)) if holds]
    return [*marks, *used.notices]
