"""A language model beside a report: what it adds before the report is put together, and after it is reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from synth.models.llm import ModelError, Request
from synth.models.llm_account import money
from synth.pipeline.choose import Candidate, choose_claims
from synth.pipeline.logged import Logged
from synth.pipeline.proposed import BY, Asked, Helper, propose, verdict_on_found, with_proposals
from synth.prompts import load_prompt
from synth.records import Claim, JudgedClaim, Problem, Question
from synth.report.synthesis import PROMPT, Offered, Synthesis, offer, synthesised
from synth.report.words import capital, citations, many
from synth.report_records import Finding, Report, Review, Statement
from synth.review.model import Faults, Persona, agreement_with_rules, persona_review, personas

if TYPE_CHECKING:
    from synth.pipeline.choose import Embed
    from synth.verify import Witness

FOUND = "Pointed at by the language model alone, and not decided"
TOLD = "What the language model was asked"
TASKS = {
    "claims": "sentences that the rules passed over",
    "alignment": "cells for numbers that the rules left open",
    "measurements": "measurements for numbers that the rules left open",
    "reviewer-method": "a review of the method",
    "reviewer-reader": "a reader's review",
    "reviewer-skeptic": "a sceptic's review",
    "synthesis": "a summary (“In short”)",
}
MOST_FOUND = 10
"""Claims that only a model found, in one report; they come beside those of the rules and displace none."""


@dataclass(frozen=True, slots=True)
class Found:
    """The rules' claims with the verdicts that formulas changed, the claims that only the model found, and problems."""

    judged: tuple[JudgedClaim, ...]
    found: tuple[JudgedClaim, ...]
    problems: tuple[Problem, ...]


def helped_claims(
    question: Question,
    witnesses: Mapping[str, Witness],
    claims: Mapping[str, Sequence[Claim]],
    judged: Sequence[JudgedClaim],
    passages: Mapping[str, float],
    embed: Embed,
    helper: Helper,
    *,
    per_paper: int,
    logs: Logged | None = None,
) -> Found:
    """Asks about the passages that bear on the question and about the claims that are open."""
    asked = list(_asked(witnesses, claims, judged, passages))
    proposed = propose(asked, helper, _later(question, judged), logs)
    candidates = [
        Candidate(claim, max((passages.get(p.id, 0.0) for p in each.own.document.passages), default=0.0))
        for each in asked
        for claim in proposed.claims.get(each.own.document.paper.id, ())
    ]
    chosen = choose_claims(question.text, candidates, embed, limit=MOST_FOUND, per_paper=per_paper)
    found = [
        JudgedClaim(each.claim, verdict_on_found(each.claim, own, BY), each.relevance)
        for each in chosen
        for own in (witnesses[each.claim.anchor.paper],)
    ]
    return Found(with_proposals(judged, proposed), tuple(found), proposed.problems)


def _asked(
    witnesses: Mapping[str, Witness],
    claims: Mapping[str, Sequence[Claim]],
    judged: Sequence[JudgedClaim],
    passages: Mapping[str, float],
) -> Iterator[Asked]:
    for paper in sorted(witnesses):
        document = witnesses[paper].document
        places = {
            place
            for passage in document.passages
            if passage.id in passages
            for place in range(passage.first, passage.last + 1)
        }
        own = [each for each in judged if each.claim.anchor.paper == paper]
        yield Asked(witnesses[paper], claims[paper], own, places)


def _later(question: Question, judged: Sequence[JudgedClaim]) -> list[tuple[Request, type[Any]]]:
    """What reviewers and summary would be asked about the claims as they are now: near enough for an estimate."""
    questions: list[tuple[Request, type[Any]]] = [(each.request, Faults) for each in personas(question.text, judged)]
    offered = offer(question.text, judged, load_prompt(PROMPT))
    return [*questions, *([(offered.request, Synthesis)] if offered else [])]


def helped_report(report: Report, found: Sequence[JudgedClaim], helper: Helper) -> Report:
    """A reviewed report with the personas' reviews, the summary, and the claims that only the model found, apart.

    Answer, findings and score stay those of the rules.
    """
    asked = personas(report.question.text, report.claims)
    reviews = _reviews(report, asked, helper)
    offered = offer(report.question.text, report.claims, load_prompt(PROMPT))
    summary, dropped = _summary(report, offered, helper) if offered else (report, ())
    made_by = dict(report.made_by)
    for persona in asked:
        faults = "; ".join(words for _, words in persona.prompt.criteria.values())
        made_by[f"rubric {persona.name}"] = f"{persona.prompt.task} Takes points off for claims that {faults}."
    if reviews:
        alpha = agreement_with_rules(report, reviews)
        made_by["agreement of model and rules"] = "not defined" if alpha is None else f"{alpha:.2f}"
    problems = sorted(
        {*report.problems, *dropped, *helper.problems}, key=lambda each: (each.where, each.message, each.hint or "")
    )
    cite = citations(report.papers)
    pointed = tuple(Statement(cite.says(judged), (judged.claim.id,)) for judged in found)
    listed = Finding(FOUND, pointed, tuple(judged.claim.id for judged in found))
    return replace(
        summary,
        claims=(*summary.claims, *found),
        findings=(*summary.findings, *([listed] if found else []), _told(helper)),
        reviews=(*report.reviews, *reviews),
        made_by={**made_by, **helper.made_by},
        problems=tuple(problems),
    )


def _told(helper: Helper) -> Finding:
    """What the model was asked, what it proposed and what that took, so that a reader knows its part in the report."""
    account = helper.model.account
    whole = account.took.answers
    answers = many(whole.asked + whole.replayed, "answer")
    said = [
        f"The language model {helper.model.id} gave {answers}: {whole.tokens_in:,} tokens in, {whole.tokens_out:,} "
        f"out, ${money(whole.cost)}. It only proposes: each claim of the rules has the verdict it has without it."
    ]
    for name in sorted(account.tasks):
        task = account.tasks[name]
        made, lost = helper.proposals[name], helper.refused[name]
        came = f", of which {made - lost} came to something" if made else ""
        left = f"; {many(task.failed, 'question')} left to the rules" if task.failed else ""
        said.append(
            f"{capital(TASKS.get(name, name))}: {many(task.asked + task.replayed, 'answer')} with "
            f"{many(made, 'proposal')}{came}{left}."
        )
    return Finding(TOLD, tuple(Statement(text, ("made_by",)) for text in said), ())


def _reviews(report: Report, asked: Sequence[Persona], helper: Helper) -> list[Review]:
    reviews: list[Review] = []
    answers = helper.model.complete_all([persona.request for persona in asked], Faults)
    for persona, answer in zip(asked, answers, strict=True):
        if isinstance(answer, ModelError):
            helper.failed(persona.prompt.name, answer)
            continue
        review, refused = persona_review(report, persona, answer)
        helper.count(persona.prompt.name, len(answer.faults), refused)
        reviews.append(review)
    return reviews


def _summary(report: Report, offered: Offered, helper: Helper) -> tuple[Report, tuple[Problem, ...]]:
    """The report with a summary before its findings, and how many sentences were dropped."""
    try:
        answer = helper.model.complete(offered.request, Synthesis)
    except ModelError as error:
        helper.failed(PROMPT, error)
        return report, ()
    finding, dropped = synthesised(offered, answer, citations(report.papers))
    helper.count(PROMPT, len(answer.sentences), dropped)
    findings = (finding, *report.findings) if finding else report.findings
    told = f"{dropped} sentences of the summary were dropped: they are not their claims in the claims' own words"
    return replace(report, findings=findings), ((Problem("model, task synthesis", told),) if dropped else ())
