"""What other programs read: claims as CSV and JSONL, references as BibTeX and CSL-JSON."""

from __future__ import annotations

import csv
import io
import json
import re

from synth.records import AGAINST, STATUSES, Paper
from synth.report.evidence import columns
from synth.report.references import ARXIV, link
from synth.report.to_json import Json, plain
from synth.report.words import family_name, visible
from synth.report_records import Report

NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # spreadsheets take the wide ones too
"""How text begins that a spreadsheet would take for a formula."""

HEAD = (
    *("number", "id", "claim", "status", "confidence"),
    *(f"p_{status}" for status in STATUSES),
    *AGAINST,
    *("values", "units", "recomputed", "formula", "reason", "relevance"),
    *("paper", "file", "page", "start", "end", "quote"),
)


def spreadsheet_text(text: str) -> str:
    """Text that no spreadsheet runs: what looks like a formula gets an apostrophe before it, plain numbers do not."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(FORMULA) and not NUMBER.fullmatch(shown) else shown


def to_csv(report: Report) -> str:
    """The claim table as CSV (RFC 4180), one row a claim, in the report's order; numbers as they are written."""
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\r\n")
    rows.writerow(HEAD)
    for number, judged in enumerate(report.claims, start=1):
        claim, verdict = judged.claim, judged.verdict
        computed = next((check for check in verdict.checks if check.recomputed is not None), None)
        cells: list[object] = [number, claim.id, claim.text, verdict.status, verdict.confidence]
        cells += [verdict.probabilities[status] for status in STATUSES]
        cells += columns(judged)
        cells += ["; ".join(format(each.value, "f") for each in claim.quantities)]
        cells += ["; ".join(each.unit or "" for each in claim.quantities)]
        cells += [computed.recomputed if computed else "", (computed.formula or "") if computed else ""]
        cells += [verdict.reason, judged.relevance, claim.anchor.paper, claim.anchor.file, claim.anchor.page]
        cells += [claim.anchor.start, claim.anchor.end, claim.anchor.quote]
        rows.writerow([spreadsheet_text("" if cell is None else str(cell)) for cell in cells])
    return stream.getvalue()


def to_jsonl(report: Report) -> str:
    """One claim with its verdict a line, as in report.json."""
    return "".join(json.dumps(plain(judged), ensure_ascii=False, allow_nan=False) + "\n" for judged in report.claims)


def _eprint(paper: Paper) -> str | None:
    """The arXiv id, where the paper has one."""
    found = ARXIV.fullmatch(paper.id)
    return found[1] if found else None


def _split(author: str) -> tuple[str, str]:
    """Family and given names."""
    family = family_name(author)
    given = author.partition(",")[2] if "," in author else author[: -len(family)] if family else author
    return family, " ".join(given.split())


SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "$&%#_"},
}


def bibtex_text(text: str) -> str:
    """Text as a BibTeX value, on one line: no character of it can end the value or be a command."""
    return "".join(SPECIAL.get(letter, letter) for letter in " ".join(visible(text).split()))


def to_bibtex(report: Report) -> str:
    """The references as BibTeX in UTF-8, in the order of the report; keys are made of the papers' ids."""
    entries: list[str] = []
    for number, used in enumerate(report.papers, start=1):
        paper = used.paper
        key = re.sub(r"[^A-Za-z0-9.-]+", "-", paper.id).strip("-") or f"ref{number}"
        eprint = _eprint(paper)
        authors = [bibtex_text(", ".join(filter(None, _split(author)))) for author in paper.authors]
        values = {
            "title": f"{{{bibtex_text(paper.title)}}}" if paper.title.strip() else None,
            "author": " and ".join(authors) or None,
            "year": str(paper.year) if paper.year is not None else None,
            "eprint": eprint,
            "archiveprefix": "arXiv" if eprint else None,
            "doi": bibtex_text(paper.doi) if paper.doi else None,
            "url": link(paper),
            "note": "withdrawn" if paper.withdrawn else "retracted" if paper.retracted else None,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in values.items() if value]
        entries.append("\n".join([f"@misc{{{number}-{key},", *lines, "}"]))
    return "\n\n".join(entries) + "\n" if entries else ""


def to_csl_json(report: Report) -> str:
    """The references as CSL-JSON, in the order of the report; what is not known is not there."""
    entries: list[Json] = []
    for used in report.papers:
        paper = used.paper
        entry: dict[str, Json] = {"id": paper.id, "type": "article", "title": paper.title}
        if paper.authors:
            names = [_split(author) for author in paper.authors]
            entry["author"] = [{"family": family, "given": given} for family, given in names]
        if paper.year is not None:
            entry["issued"] = {"date-parts": [[paper.year]]}
        if paper.doi:
            entry["DOI"] = paper.doi
        if (address := link(paper)) is not None:
            entry["URL"] = address
        if eprint := _eprint(paper):
            entry["number"] = f"arXiv:{eprint}"
        entries.append(entry)
    return json.dumps(entries, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
