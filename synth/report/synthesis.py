"""A summary of the supported claims that a language model puts together, in the claims' own words.

A model chooses which claims belong together and in which order. A clause counts only where it is its claim, word for
word, but for an opening that says nothing, citations and what stands in brackets; its numbers are put in from the
claim's record and never written by the model. Only claims that the rules support are offered. What is refused is
dropped and counted among the problems, without a word of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synth.extract.proposed_orders import speaks_to_a_model
from synth.extract.quantities import find_quantities
from synth.models.llm import Request
from synth.prompts import Prompt
from synth.records import Claim, JudgedClaim
from synth.report.words import NOTE, Citations, capital
from synth.report_records import Finding, Statement

PROMPT = "synthesis"
HEADING = "In short"
MOST_SENTENCES = 8
MOST_CLAUSES = 3
OPENING = re.compile(
    r"^(?:(?:however|moreover|furthermore|finally|interestingly|surprisingly|notably|overall|in addition|additionally"
    r"|specifically|in particular|also|again|indeed|first|second|third|lastly), )?"
    r"(?:(?:(?:here|also|further), )?(?:we|our (?:results|experiments|findings|analysis)|(?:the )?results|it can be"
    r"|table \d+) (?:also |further |clearly )?(?:see|observe|find|found|note|notice|show|shows|showed|shown|seen"
    r"|report|demonstrate|demonstrates|indicate|indicates|suggest|suggests) that )?",
    re.IGNORECASE,
)
"""How a claim may open without saying anything."""
ASIDE = re.compile(r"\s?\[@[^\]]{0,300}\]|\s?\([^()]{0,200}\)")
"""Citations, and what stands in brackets."""
PLACE = re.compile(r"\{(\d)\}")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence, out of one claim ("c1"); its numbers stand as {1}, {2}."""

    claim: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one to three clauses."""

    clauses: list[Clause]


@dataclass(frozen=True, slots=True)
class Synthesis:
    """What a model answers."""

    sentences: list[Sentence]


@dataclass(frozen=True, slots=True)
class Offered:
    """The question to a model and the claims in it, each with its text whose numbers are places ("{1}")."""

    request: Request
    claims: tuple[tuple[Claim, str], ...]


def offer(question: str, claims: Sequence[JudgedClaim], prompt: Prompt) -> Offered | None:
    """The question about some claims; None where none of them is supported."""
    offered: list[tuple[Claim, str]] = []
    lines: list[str] = []
    for judged in claims:
        text = placed(judged.claim) if judged.verdict.status == "supported" else None
        if text is None or speaks_to_a_model(text):
            continue
        line = f"c{len(lines) + 1}: {text}"
        if sum(map(len, lines)) + len(lines) + len(line) <= prompt.variables["claims"]:
            lines.append(line)
            offered.append((judged.claim, text))
    if not lines or len(question) > prompt.variables["question"]:
        return None
    papers = tuple(sorted({claim.anchor.paper for claim, _ in offered}))
    return Offered(prompt.fill({"question": question, "claims": "\n".join(lines)}, papers), tuple(offered))


def placed(claim: Claim) -> str | None:
    """A claim with a place in its text for each number that its record has; None where it does not have them so."""
    note = NOTE.match(claim.text)
    text = " ".join((note[1] if note else claim.text).split())
    if "{" in text or note is not None or len(claim.quantities) > 9:
        return None  # of several numbers it is not plain which one is checked
    for number, quantity in enumerate(claim.quantities, 1):
        found = list(re.finditer(rf"(?<![\w.]){re.escape(quantity.text)}(?![\w]|\.\d)", text))
        if len(found) != 1:
            return None
        text = f"{text[: found[0].start()]}{{{number}}}{text[found[0].end() :]}"
    # A number without a record was checked by nobody.
    return None if find_quantities(PLACE.sub("", text)) else text


def is_claim(text: str, claim: str) -> bool:
    """Whether a clause says what a claim says, both with places for numbers, in the claim's own words."""
    opening = OPENING.match(claim)
    start = opening.end() if opening else 0
    pattern = f"(?:{re.escape(claim[:start])})?" if start else ""
    place = start
    for aside in ASIDE.finditer(claim, start):
        if PLACE.search(aside[0]):
            continue  # a number is left out only with all that it belongs to
        pattern += f"{re.escape(claim[place : aside.start()])}(?:{re.escape(aside[0])})?"
        place = aside.end()
    pattern += re.escape(claim[place:].rstrip(" .!"))
    said = " ".join(text.split()).rstrip(" .!")
    ways = (said, said[:1].lower() + said[1:], capital(said))  # where an opening is left out, the rest gets a capital
    return any(re.fullmatch(pattern, way) for way in ways)


def synthesised(offered: Offered, answer: Synthesis, cite: Citations) -> tuple[Finding | None, int]:
    """The summary that an answer comes to, None where nothing of it stands, and how many sentences were dropped."""
    known = {f"c{number}": entry for number, entry in enumerate(offered.claims, 1)}
    said: list[Statement] = []
    dropped = max(0, len(answer.sentences) - MOST_SENTENCES)
    used: set[str] = set()
    for each in answer.sentences[:MOST_SENTENCES]:
        clauses = each.clauses
        names = [clause.claim for clause in clauses]
        fresh = len(set(names)) == len(names) and not used.intersection(names)
        if not 0 < len(clauses) <= MOST_CLAUSES or not fresh or not all(_stands(clause, known) for clause in clauses):
            dropped += 1
            continue
        used.update(names)
        parts = [_written(clause.text, known[clause.claim][0], cite) for clause in clauses]
        said.append(Statement(f"{capital('; '.join(parts))}.", tuple(known[name][0].id for name in names)))
    return (Finding(HEADING, tuple(said), ()) if said else None), dropped


def _stands(clause: Clause, known: dict[str, tuple[Claim, str]]) -> bool:
    return clause.claim in known and is_claim(clause.text, known[clause.claim][1])


def _written(text: str, claim: Claim, cite: Citations) -> str:
    """A clause with its numbers put in and its paper cited."""
    numbered = PLACE.sub(lambda match: claim.quantities[int(match[1]) - 1].text, " ".join(text.split()).rstrip(" .!"))
    return f"{numbered} {cite.mark(claim.anchor.paper)}"
