"""report.md: CommonMark with tables. Text out of papers is escaped: none of it can become markup or leave its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from synth.records import Anchor, CellsAnchor, Check, JudgedClaim
from synth.report import sections
from synth.report.drawing import Figure
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
from synth.report.words import Citations, citations, sentence, visible
from synth.report_records import Report, Statement, UsedPaper

SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~$&#!]|(?<=\bwww)\.|:(?=//)", re.IGNORECASE)
LINE_START = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)]))")


def inline(text: str) -> str:
    """Text for the middle of a line: on one line, every character that could be markup escaped."""
    return SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(visible(text).split()))


def paragraph(text: str) -> str:
    """Text that starts a line: as `inline`, and unable to start a list, a rule or a heading."""
    escaped = inline(text)
    found = LINE_START.match(escaped)
    if found is None:
        return escaped
    head, rest = found[0], escaped[found.end() :]
    return f"{head}\\{rest}" if head.isdigit() else f"\\{head}{rest}"


def code(text: str) -> str:
    """Text as a code span on one line."""
    line = " ".join(visible(text).split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}" if len(fence) > 1 or line.startswith("`") else f"{fence}{line}{fence}"


def fenced(text: str) -> str:
    """Text as a block of code, its lines and characters as they are."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}text\n{visible(text)}\n{fence}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table out of cells that are already escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _prose(statements: Iterable[Statement]) -> str:
    return paragraph(" ".join(statement.text for statement in statements))


def _bullets(statements: Iterable[Statement]) -> str:
    return "\n".join(f"- {paragraph(statement.text)}" for statement in statements)


def _claim_table(report: Report, cite: Citations) -> str:
    head = ["Claim", "Verified", "Confidence", *KINDS.values(), "Paper", "Evidence"]
    return table(
        head,
        (
            [
                inline(judged.claim.text),
                MARKS[judged.verdict.status],
                f"{judged.verdict.confidence:.2f}",
                *columns(judged),
                inline(cite.mark(judged.claim.anchor.paper)),
                f"[C{number}](#c{number})",
            ]
            for number, judged in enumerate(report.claims, start=1)
        ),
    )


def _check(report: Report, check: Check, contexts: Contexts) -> list[str]:
    computed = f" Formula: {code(check.formula)}." if check.formula else ""
    value = f" Recomputed: {inline(check.recomputed)}." if check.recomputed else ""
    kind = f"**{KINDS[check.against]} {MARKS[check.status]}** {check.confidence:.2f}:"
    parts = [f"{kind} {inline(sentence(check.reason))}{computed}{value}"]
    for anchor in check.anchors:
        where = f"In {inline(place(anchor, contexts))}"
        parts.append(f"{where}:" if isinstance(anchor, Anchor) else f"{where}.")
        if isinstance(anchor, Anchor):
            parts.append(fenced(anchor.quote))
        elif isinstance(anchor, CellsAnchor) and (held := table_of(report, anchor)) is not None:
            cells = ", ".join(code(text) for text in used_cells(held, anchor) if text.strip())
            caption = f" ({inline(held.caption)})" if held.caption.strip() else ""
            parts[-1] = f"{where}{caption}: {cells or 'empty cells'}."
    return parts


def _evidence(report: Report, judged: JudgedClaim, number: int, cite: Citations, contexts: Contexts) -> list[str]:
    claim, verdict = judged.claim, judged.verdict
    outcome = f"{MARKS[verdict.status]} {WORDS[verdict.status]}, {verdict.confidence:.2f}"
    parts = [
        f"### C{number}",
        paragraph(claim.text),
        f"**{outcome}**: {inline(sentence(verdict.reason))}",
        f"Taken from {inline(cite.mark(claim.anchor.paper))} {inline(place(claim.anchor, contexts))}:",
        fenced(claim.anchor.quote),
    ]
    for check in verdict.checks:
        parts += _check(report, check, contexts)
    if not verdict.checks:
        parts.append("No evidence beyond this sentence was found to check it with.")
    return parts


def _reference(used: UsedPaper, spoken: frozenset[str]) -> str:
    paper = used.paper
    title = inline(paper.title) or "title not known"
    parts = [f"{inline(authors_and_year(paper))}. *{title}*. {inline(identity(paper))}; {READ_AS[paper.text]}"]
    parts += [f"**{inline(word)}**" for word in remarks(used)]
    if paper.id not in spoken:
        parts.append("no claim taken from it")
    if (address := link(paper)) is not None:
        parts.append(f"<{address}>")
    return "; ".join(parts)


def _reviews(report: Report) -> list[str]:
    parts = [_prose(sections.panel(report))]
    for review in report.reviews:
        rubric = report.made_by.get(f"rubric {review.reviewer}", "")
        parts.append(f"**{inline(review.reviewer.capitalize())}: {review.score:.1f}**. {inline(rubric)}")
        numbers = {judged.claim.id: number for number, judged in enumerate(report.claims, start=1)}
        taken = []
        for deduction in review.deductions:
            names = [f"[C{numbers[name]}](#c{numbers[name]})" for name in deduction.claims if name in numbers]
            named = f" ({', '.join(names)})" if names else ""
            taken.append(f"- −{deduction.points:.2f}: {inline(deduction.reason)}{named}")
        if taken:
            parts.append("\n".join(taken))
    return parts


def _pictures(drawn: Sequence[Figure], part: str) -> list[str]:
    """Figures as images that lie beside the report, each with its caption."""
    return [
        f"![{inline(figure.alt)}](figures/{figure.name}.svg)\n\n*{inline(figure.caption)}*"
        for figure in drawn
        if figure.part == part
    ]


def to_markdown(report: Report) -> str:
    """The report as Markdown."""
    cite = citations(report.papers)
    drawn, contexts = figures(report), contexts_of(report)
    spoken = frozenset(judged.claim.anchor.paper for judged in report.claims)
    parts = [
        f"# {inline(report.title) or 'Report'}",
        inline(report.date),
        "## Abstract",
        _prose(report.answer.statements),
    ]
    parts += ["## 1 Introduction", _prose(sections.introduction(report))]
    parts += ["## 2 Methodology", "### Search and selection", _bullets(sections.methodology(report))]
    parts += _pictures(drawn, "methodology")
    parts += ["### Verification", _prose(sections.verification(report)), "### Review", *_reviews(report)]
    parts += ["## 3 Results", *_pictures(drawn, "results")]
    for finding in report.findings:
        parts += [f"### {inline(finding.heading)}", _bullets(finding.statements)]
    if not report.findings:
        parts.append("No claim was found, so there is no result to report.")
    parts += ["## 4 Contradictions and version differences"]
    parts.append(_bullets(sections.disagreements(report)) or "There is nothing to compare.")
    if settled := settling(report):
        parts += ["### What would settle what is open", _bullets(settled)]
    parts += ["## 5 Limitations", _bullets(sections.limitations(report)) or "None beyond an empty search."]
    parts += ["## 6 Claims", *_pictures(drawn, "claims")]
    parts.append(_claim_table(report, cite) if report.claims else "No claim.")
    parts.append("## 7 Evidence")
    for number, judged in enumerate(report.claims, start=1):
        parts += _evidence(report, judged, number, cite, contexts)
    if not report.claims:
        parts.append("No evidence.")
    parts.append("## References")
    entries = [f"{number}. {_reference(used, spoken)}" for number, used in enumerate(report.papers, start=1)]
    parts.append("\n".join(entries) or "No paper was used.")
    if report.problems:
        parts.append("## Problems met")
        parts.append(
            "\n".join(
                f"- {paragraph(problem.where)}: {inline(problem.message)}"
                + (f" ({inline(problem.hint)})" if problem.hint else "")
                for problem in report.problems
            )
        )
    parts.append("## What made this report")
    rows = [
        [inline(key), inline(report.made_by[key])] for key in sorted(report.made_by) if not key.startswith("rubric ")
    ]
    parts.append(table(["Part", "Version"], rows) if rows else "Not recorded.")
    return "\n\n".join(parts) + "\n"
