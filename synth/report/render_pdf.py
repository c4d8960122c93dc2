"""report.pdf: typeset by Typst with the fonts that it brings, so that every machine gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

from synth.errors import UsageError
from synth.records import Anchor, CellsAnchor, Check, JudgedClaim, RunAnchor
from synth.report import sections
from synth.report.evidence import (
    KINDS,
    MARKS,
    READ_AS,
    WORDS,
    Contexts,
    columns,
    contexts_of,
    place,
    table_of,
    used_cells,
)
from synth.report.figures import figures
from synth.report.references import authors_and_year, identity, link, remarks
from synth.report.settle import settling
from synth.report.to_json import Json
from synth.report.words import citations, sentence, visible
from synth.report_records import Report, Statement, UsedPaper

HINT = "pip install 'synth[pdf]', or leave pdf out of --format"


def to_pdf(report: Report) -> bytes:
    """The report as a PDF. Raises UsageError where the extra that typesets it is not installed."""
    try:
        import typst
    except ImportError as error:
        raise UsageError("a PDF cannot be typeset: the package typst is not installed", HINT) from error
    template = (Path(__file__).parent / "report.typ").read_bytes()
    data = json.dumps(_shown(_data(report)), ensure_ascii=False, allow_nan=False)
    return typst.compile(template, format="pdf", ignore_system_fonts=True, sys_inputs={"report": data}, timestamp=0)


def _shown(value: Json) -> Json:
    """The data with every character that could disguise text shown as U+FFFD, but in pictures, which are our own."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if isinstance(value, dict):
        return {key: each if key == "svg" else _shown(each) for key, each in value.items()}
    return value


def _prose(statements: tuple[Statement, ...]) -> str:
    return " ".join(statement.text for statement in statements)


def _texts(statements: tuple[Statement, ...]) -> list[Json]:
    return [statement.text for statement in statements]


def _data(report: Report) -> dict[str, Json]:
    """What the template shows."""
    numbers = citations(report.papers).numbers
    rows = {judged.claim.id: number for number, judged in enumerate(report.claims, start=1)}
    spoken = {judged.claim.anchor.paper for judged in report.claims}
    contexts = contexts_of(report)
    score = report.score
    return {
        "title": report.title,
        "date": report.date,
        "score": None if score is None else f"panel score {score.median:.1f} of 10 (spread {score.spread:.1f})",
        "abstract": _prose(report.answer.statements),
        "introduction": _prose(sections.introduction(report)),
        "methodology": _texts(sections.methodology(report)),
        "verification": _prose(sections.verification(report)),
        "panel": _prose(sections.panel(report)),
        "reviews": [
            {
                "name": review.reviewer.capitalize(),
                "score": f"{review.score:.1f}",
                "rubric": report.made_by.get(f"rubric {review.reviewer}", ""),
                "deductions": [
                    {
                        "points": f"{deduction.points:.2f}",
                        "reason": deduction.reason,
                        "claims": [rows[name] for name in deduction.claims if name in rows],
                    }
                    for deduction in review.deductions
                ],
            }
            for review in report.reviews
        ],
        "findings": [{"heading": each.heading, "statements": _texts(each.statements)} for each in report.findings],
        "disagreements": _texts(sections.disagreements(report)),
        "settled": _texts(settling(report)),
        "limitations": _texts(sections.limitations(report)),
        "kinds": list(KINDS.values()),
        "claims": [
            _claim(report, judged, numbers.get(judged.claim.anchor.paper), contexts) for judged in report.claims
        ],
        "references": [_reference(used, spoken) for used in report.papers],
        "problems": [
            f"{problem.where}: {problem.message}" + (f" ({problem.hint})" if problem.hint else "")
            for problem in report.problems
        ],
        "made_by": [[key, report.made_by[key]] for key in sorted(report.made_by) if not key.startswith("rubric ")],
        "figures": [
            {"part": each.part, "caption": each.caption, "alt": each.alt, "svg": each.svg} for each in figures(report)
        ],
    }


def _claim(report: Report, judged: JudgedClaim, number: int | None, contexts: Contexts) -> dict[str, Json]:
    claim, verdict = judged.claim, judged.verdict
    return {
        "text": claim.text,
        "status": verdict.status,
        "mark": MARKS[verdict.status],
        "outcome": f"{WORDS[verdict.status]}, {verdict.confidence:.2f}",
        "confidence": f"{verdict.confidence:.2f}",
        "columns": list(columns(judged)),
        "paper": claim.anchor.paper,
        "paper_number": number,
        "reason": sentence(verdict.reason),
        "place": place(claim.anchor, contexts),
        "quote": claim.anchor.quote,
        "checks": [_check(report, check, contexts) for check in verdict.checks],
    }


def _check(report: Report, check: Check, contexts: Contexts) -> dict[str, Json]:
    return {
        "kind": KINDS[check.against],
        "status": check.status,
        "mark": MARKS[check.status],
        "confidence": f"{check.confidence:.2f}",
        "reason": sentence(check.reason),
        "formula": check.formula,
        "recomputed": check.recomputed,
        "places": [_place(report, anchor, contexts) for anchor in check.anchors],
    }


def _place(report: Report, anchor: Anchor | CellsAnchor | RunAnchor, contexts: Contexts) -> dict[str, Json]:
    cells = ""
    if isinstance(anchor, CellsAnchor) and (held := table_of(report, anchor)) is not None:
        caption = f" ({held.caption})" if held.caption.strip() else ""
        cells = f"{caption}: {', '.join(text for text in used_cells(held, anchor) if text.strip()) or 'empty cells'}"
    return {
        "place": f"In {place(anchor, contexts)}{cells}.",
        "quote": anchor.quote if isinstance(anchor, Anchor) else None,
    }


def _reference(used: UsedPaper, spoken: set[str]) -> dict[str, Json]:
    paper = used.paper
    parts = [f"{authors_and_year(paper)}. {paper.title or 'title not known'}. {identity(paper)}; {READ_AS[paper.text]}"]
    parts += remarks(used)
    parts += ["no claim taken from it"] if paper.id not in spoken else []
    return {"text": "; ".join(parts) + ".", "address": link(paper)}
