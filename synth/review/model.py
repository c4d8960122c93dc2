"""Reviewers that are personas of a language model: they find faults with claims, and the panel works the points out.

Each is asked alone and sees neither scores nor other reviewers. A persona names faults from its prompt's list and the
claims that have them; it writes no text and no number. A fault that is not on the list or names no claim of the report
is refused. What they give stands beside the rules' reviews and does not enter the report's score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.extract.proposed_orders import speaks_to_a_model
from synth.models.llm import Request
from synth.prompts import Prompt, load_prompt
from synth.records import JudgedClaim
from synth.report_records import Deduction, Report, Review
from synth.review.scoring import deduct, ids, on_topic, plural, review, share

PERSONAS = ("reviewer-method", "reviewer-skeptic", "reviewer-reader")
BY_MODEL = "model "
"""How the name of a reviewer begins who is a language model."""
MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault by the name that the prompt gives it, and the claims that have it."""

    fault: str
    claims: list[str]


@dataclass(frozen=True, slots=True)
class Faults:
    """What a persona answers."""

    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class Persona:
    """One reviewer to ask: its prompt, its question, and the claims as the question calls them ("c1", "c2", …)."""

    prompt: Prompt
    request: Request
    claims: tuple[str, ...]

    @property
    def name(self) -> str:
        """How its review is called."""
        return BY_MODEL + self.prompt.name.removeprefix("reviewer-")


def personas(question: str, claims: Sequence[JudgedClaim]) -> tuple[Persona, ...]:
    """The reviewers to ask about some claims; none where there is no claim."""
    asked: list[Persona] = []
    for name in PERSONAS:
        prompt = load_prompt(name)
        shown: list[JudgedClaim] = []
        lines: list[str] = []
        for judged in claims:
            verdict = judged.verdict
            text = " ".join(judged.claim.text.split())
            line = f"c{len(lines) + 1} [{verdict.status}, {verdict.confidence:.2f}]: {text} Reason: {verdict.reason}"
            fits = sum(map(len, lines)) + len(lines) + len(line) <= prompt.variables["claims"]
            if fits and not speaks_to_a_model(line):
                lines.append(line)
                shown.append(judged)
        if lines and len(question) <= prompt.variables["question"]:
            papers = tuple(sorted({judged.claim.anchor.paper for judged in shown}))
            request = prompt.fill({"question": question, "claims": "\n".join(lines)}, papers)
            asked.append(Persona(prompt, request, ids(shown)))
    return tuple(asked)


def persona_review(report: Report, persona: Persona, answer: Faults) -> tuple[Review, int]:
    """The review that an answer comes to, and how many of its faults were refused."""
    known = {f"c{number}": name for number, name in enumerate(persona.claims, 1)}
    faulty: dict[str, set[str]] = {}
    refused = max(0, len(answer.faults) - MOST_FAULTS)
    for each in answer.faults[:MOST_FAULTS]:
        named = {known[claim] for claim in each.claims if claim in known}
        if each.fault not in persona.prompt.criteria or not named or len(named) < len(set(each.claims)):
            refused += 1
        else:
            faulty.setdefault(each.fault, set()).update(named)
    base = len(on_topic(report))
    taken: list[Deduction] = []
    for fault, (most, words) in persona.prompt.criteria.items():
        names = tuple(name for name in ids(report.claims) if name in faulty.get(fault, ()))
        taken += deduct(most * share(len(names), base), f"{plural(len(names), 'claim')} that {words}", names)
    return review(persona.name, taken), refused


def agreement_with_rules(report: Report, reviews: Sequence[Review]) -> float | None:
    """Krippendorff's alpha (nominal) between the personas together and the rules together, over the report's claims.

    A rating is whether any deduction of the side names the claim. None where all ratings are equal.
    """
    rules = {name for each in report.reviews for taken in each.deductions for name in taken.claims}
    model = {name for each in reviews for taken in each.deductions for name in taken.claims}
    ratings = [(name in rules) + (name in model) for name in ids(report.claims)]
    counts = [[2 - rated, rated] for rated in ratings]
    if not any(clean for clean, _ in counts) or not any(faulty for _, faulty in counts):
        return None
    import krippendorff

    return round(float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")), 4)
