"""Can a reader use it as it stands? The rubric is prompts/review-clarity.md."""

from __future__ import annotations

import re
from collections import defaultdict

from synth.records import Claim, JudgedClaim
from synth.report_records import Report, Review
from synth.review.scoring import aspects, deduct, ids, nothing_to_judge, on_topic, plural, review, share
from synth.review.terms import stems_of

ABSTRACT_WORDS = (40, 200)
CLAIM_WORDS = 60
TITLE_WORDS = 25
SAME = 95
"""Similarity (0 to 100) from which two claims with the same numbers say one thing twice."""

END = re.compile(r"[.!?]['\"”’»)\]]*(?:\s*\[[^\]]*\])?$")
ELLIPSIS = re.compile(r"(?:…|\.\.\.)['\"”’»)\]]*$")
PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))


def cut(claim: Claim) -> bool:
    """Whether a claim's text stops before its sentence does: an ellipsis, no end mark, mid-word, an open bracket."""
    text = claim.text.strip()
    if not text or ELLIPSIS.search(text):
        return True
    if any(text.count(opening) > text.count(closing) for opening, closing in PAIRS):
        return True
    if END.search(text):
        return False
    tail = text[-24:]
    at = claim.anchor.quote.find(tail)
    after = claim.anchor.quote[at + len(tail) :][:1] if at >= 0 else ""
    return after.isalnum() or claim.role in ("abstract", "body", "footnote")


def repeated(report: Report) -> tuple[JudgedClaim, ...]:
    """Claims that say what an earlier claim of the same paper says, with the same numbers."""
    from rapidfuzz import fuzz

    found: list[JudgedClaim] = []
    said: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for judged in report.claims:
        values = tuple(str(quantity.value) for quantity in judged.claim.quantities)
        before = said[judged.claim.anchor.paper, values]
        text = judged.claim.text.casefold()
        if any(fuzz.ratio(text, other, score_cutoff=SAME) for other in before):
            found.append(judged)
        before.append(text)
    return tuple(found)


def clarity(report: Report) -> Review:
    """Claims whole, once, and readable; an abstract of the right length that speaks of the question; a title."""
    if not report.claims:
        return nothing_to_judge("clarity")
    base = len(on_topic(report))
    stopped = [judged for judged in report.claims if cut(judged.claim)]
    twice = repeated(report)
    long = [judged for judged in report.claims if len(judged.claim.text.split()) > CLAIM_WORDS]
    abstract = " ".join(statement.text for statement in report.answer.statements)
    words = len(abstract.split())
    low, high = ABSTRACT_WORDS
    misfit = not low <= words <= high or not END.search(abstract)
    stems = stems_of(abstract)
    asked = [word for aspect in aspects(report) for word in aspect.words]
    said = share(sum(word.said_in(stems) for word in asked), len(asked)) if asked else 1.0
    titled = 0 < len(report.title.split()) <= TITLE_WORDS
    taken = [
        *deduct(4 * share(len(stopped), base), f"{plural(len(stopped), 'claim')} cut short", ids(stopped)),
        *deduct(2 * share(len(twice), base), f"{plural(len(twice), 'claim')} said before", ids(twice)),
        *deduct(1 * share(len(long), base), f"{plural(len(long), 'claim')} of over {CLAIM_WORDS} words", ids(long)),
        *deduct(1.0 * misfit, f"an abstract of {words} words, outside {low} to {high}, or cut"),
        *deduct(1.5 * (1 - said), "the abstract leaves out words of the question"),
        *deduct(0.5 * (not titled), f"a title that is empty or of over {TITLE_WORDS} words"),
    ]
    return review("clarity", taken)
