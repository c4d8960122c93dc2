"""A report from its records: title, answer, findings; no sentence that is not a quotation or computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synth.records import JudgedClaim, Problem, Question, Table
from synth.report.answer import answer
from synth.report.findings import findings
from synth.report.words import capital, citations
from synth.report_records import Context, Drift, PrismaCounts, Report, SourceSearch, UsedPaper

SCHEMA = 1
"""The version of report.json's shape."""

RANK = {"supported": 0, "contradicted": 1, "unresolved": 2, "not_comparable": 3}


def title_of(question: Question) -> str:
    """The title given with the question, else the question itself without its question mark."""
    given = " ".join((question.title or "").split())
    return given or capital(" ".join(question.text.split()).rstrip("?").rstrip())


def compose(
    *,
    question: Question,
    date: str,
    made_by: Mapping[str, str],
    search: Sequence[SourceSearch],
    prisma: PrismaCounts,
    papers: Sequence[UsedPaper],
    claims: Sequence[JudgedClaim],
    tables: Sequence[Table],
    logs: str,
    problems: Sequence[Problem],
    contexts: Sequence[Context] = (),
    drift: Sequence[Drift] = (),
) -> Report:
    """The report before its review: reviews empty, score None.

    The order of `papers`, `claims`, `tables` and `problems` does not matter. Claims are listed by relevance; papers
    that claims come from are cited first, by relevance, then those kept without a claim.
    """
    spoken = {judged.claim.anchor.paper for judged in claims}
    used = sorted(papers, key=lambda each: (each.paper.id not in spoken, -each.relevance, each.paper.id))
    judged = sorted(claims, key=lambda each: (-each.relevance, RANK[each.verdict.status], each.claim.id))
    cite = citations(used)
    return Report(
        schema=SCHEMA,
        question=question,
        title=title_of(question),
        date=date,
        made_by=dict(made_by),
        search=tuple(search),
        prisma=prisma,
        papers=tuple(used),
        answer=answer(question, search=search, prisma=prisma, papers=len(used), claims=judged, cite=cite),
        findings=findings(question.text, judged, cite),
        claims=tuple(judged),
        reviews=(),
        score=None,
        logs=logs,
        problems=tuple(sorted(problems, key=lambda each: (each.where, each.message, each.hint or ""))),
        tables=tuple(sorted(tables, key=lambda each: (each.paper, each.number))),
        contexts=tuple(contexts),
        drift=tuple(drift),
    )
