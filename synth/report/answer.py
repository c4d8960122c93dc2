"""What the papers say to the question: the stance, decided from the aspects that supported claims speak of.

An aspect that most claims speak of ("cross-lingual transfer") is common ground of the corpus; what distinguishes the
question is what few speak of ("inference latency"). A question is answered when supported claims speak of every
distinguishing aspect together with the common ground, and one of them alone of at least three quarters of all that
was asked, by weight: aspects that only come up apart have not been held against each other. It is answered in part
when supported claims speak of a third of what distinguishes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synth.records import STATUSES, JudgedClaim, Question
from synth.report.words import Citations, capital, ended, is_are, listed, many, number, quoted, was_were
from synth.report_records import Answer, PrismaCounts, SourceSearch, Stance, Statement
from synth.review.terms import (
    Aspect,
    Word,
    aspects_of,
    bears_on,
    claim_stems,
    covers,
    placed_stems,
    rarity,
    unsaid,
    weight_of_all,
)

FEWEST, MOST = 100, 200
"""Words of an abstract; the fewer only where the claims give that much to say."""

COMMON = 0.25
"""An aspect that a larger share of the claims speaks of is common ground."""

PART = 1 / 3
"""The weight of the distinguishing aspects from which a question counts as answered in part."""

LINKED = 1 / 3
"""The weight of the distinguishing aspects that one claim alone has to speak of for an answer in part.

Claims that each speak of one aspect ("contrastive learning" here, "intermediate tasks" there) say nothing of how these
go together, which is what a question asks.
"""

TOGETHER = 3 / 4
"""The weight of the aspects that one claim alone has to speak of for a full answer."""

LONGEST_QUESTION = 60
QUOTES = 4
QUOTABLE = 40
"""Claims that are put in order for quoting; 200 words hold fewer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question held against the claims: those that bear on it, in the order to quote them, and what is unsaid."""

    stance: Stance
    bearing: tuple[JudgedClaim, ...]
    said: tuple[str, ...]
    missing: tuple[str, ...]


def read(question: str, claims: Sequence[JudgedClaim], titles: Mapping[str, str]) -> Reading:
    """The stance that the claims allow, the claims in order of nearness, and the aspects said and missing.

    A paper's title (`titles`, by id) may place a claim on common ground that the claim does not repeat; what
    distinguishes the question has to be said by a claim itself.
    """
    aspects = aspects_of(question)
    bearing = [judged for judged in claims if bears_on(judged, aspects)]
    stems = {judged.claim.id: claim_stems(judged) for judged in bearing}
    weights = rarity(aspects, list(stems.values()))
    spoken = {
        name: frozenset(aspect for aspect in aspects if covers(each, aspect, weights)) for name, each in stems.items()
    }
    placed = {judged.claim.id: placed_stems(judged, titles) for judged in bearing}
    grounded = {
        name: frozenset(aspect for aspect in aspects if covers(each, aspect, weights)) for name, each in placed.items()
    }
    speakers = {aspect: sum(aspect in each for each in grounded.values()) for aspect in aspects}
    common = frozenset(aspect for aspect in aspects if speakers[aspect] > COMMON * len(bearing))
    telling = [aspect for aspect in aspects if aspect not in common]
    joined: set[Aspect] = set()
    best = linked = 0.0
    for judged in bearing:
        ground = grounded[judged.claim.id] & common
        if judged.verdict.status == "supported" and (ground or not common):
            mine = spoken[judged.claim.id] | ground
            joined |= mine
            best = max(best, weight_of_all(mine, weights))
            linked = max(linked, weight_of_all((aspect for aspect in telling if aspect in mine), weights))
    whole = weight_of_all(telling, weights)
    reached = weight_of_all((aspect for aspect in telling if aspect in joined), weights)
    stance: Stance = "not_answered"
    if joined and all(aspect in joined for aspect in aspects) and best >= TOGETHER * weight_of_all(aspects, weights):
        stance = "answered"
    elif joined and reached >= PART * whole and linked >= LINKED * whole:
        stance = "partly"

    about = {name: spoken[name] | (grounded[name] & common) for name in spoken}

    def nearness(judged: JudgedClaim) -> tuple[float, float, float, str]:
        near = weight_of_all(about[judged.claim.id], weights)
        return -near, -judged.relevance, -judged.verdict.confidence, judged.claim.id

    missing = [unsaid(aspect, placed.values()) or aspect.text for aspect in aspects if aspect not in joined]
    return Reading(
        stance,
        _to_quote(sorted(bearing, key=nearness), about, weights),
        tuple(aspect.text for aspect in aspects if aspect in joined),
        tuple(dict.fromkeys(missing)),
    )


def _is_result(judged: JudgedClaim) -> bool:
    """Whether a claim says how something came out: a direction, or a number that is not just a count."""
    claim = judged.claim
    return claim.direction is not None or any(quantity.kind != "count" for quantity in claim.quantities)


def _to_quote(
    claims: Sequence[JudgedClaim], about: Mapping[str, frozenset[Aspect]], weights: Mapping[Word, float]
) -> tuple[JudgedClaim, ...]:
    """The claims in the order to quote them: supported ones first, of those results before plans and sizes.

    Each next one adds most to what the ones before speak of; where nothing is left to add, a paper that was not quoted
    yet goes first, then the order of `claims` holds.
    """
    ordered: list[JudgedClaim] = []
    told: set[Aspect] = set()
    heard: set[str] = set()
    left = list(claims)
    while left and len(ordered) < QUOTABLE:
        worth = [
            (
                judged.verdict.status != "supported",
                not _is_result(judged),
                -weight_of_all(about[judged.claim.id] - told, weights),
                judged.claim.anchor.paper in heard,
                place,
            )
            for place, judged in enumerate(left)
        ]
        picked = left.pop(min(worth)[-1])
        ordered.append(picked)
        told |= about[picked.claim.id]
        heard.add(picked.claim.anchor.paper)
    return (*ordered, *left)


def _names(parts: Sequence[str], word: str = "or") -> str:
    return listed([quoted(part) for part in parts], word)


def _asked(question: Question) -> str:
    fits = len(question.text.split()) <= LONGEST_QUESTION
    return f"the question {quoted(question.text)}" if fits else "the question of this report"


def _opening(question: Question, reading: Reading, papers: int) -> list[Statement]:
    supported = [judged for judged in reading.bearing if judged.verdict.status == "supported"]
    sayers = len({judged.claim.anchor.paper for judged in supported})
    carried = ("question", *(judged.claim.id for judged in supported))
    said = f"{many(len(supported), 'supported claim')} from {many(sayers, 'paper')}"
    if reading.stance == "answered":
        return [Statement(f"{capital(_asked(question))} is answered by {said}.", carried)]
    if reading.stance == "partly":
        gap = (
            f"none of them speaks of {_names(reading.missing)}"
            if reading.missing
            else "none of them speaks of all of these at once"
        )
        return [
            Statement(f"{capital(_asked(question))} is answered in part.", ("question", "claims")),
            Statement(
                f"{capital(said)} {'bear' if len(supported) > 1 else 'bears'} on it and together speak of "
                f"{_names(reading.said, 'and')}; {gap}.",
                carried,
            ),
        ]
    none = "The one paper read does not answer" if papers == 1 else f"None of the {papers} papers read answers"
    opening = [Statement(ended(f"{none} {_asked(question)}"), ("question", "papers", "claims"))]
    if not reading.bearing:
        return [*opening, Statement("No claim that was taken from them bears on it.", ("claims",))]
    if reading.missing:
        opening.append(
            Statement(f"No supported claim speaks of {_names(reading.missing)} in that connection.", ("claims",))
        )
    elif len(reading.said) > 1:
        apart = f"Supported claims speak of {_names(reading.said, 'and')}, but none connects them as the question does."
        opening.append(Statement(apart, ("claims",)))
    return opening


def _closing(claims: Sequence[JudgedClaim]) -> Statement:
    counts = {status: sum(judged.verdict.status == status for judged in claims) for status in STATUSES}
    open_ = counts["unresolved"] + counts["not_comparable"]
    return Statement(
        f"Of the {many(len(claims), 'claim')} listed, {number(counts['supported'])} {is_are(counts['supported'])} "
        f"supported by evidence beyond their own sentence, {number(counts['contradicted'])} "
        f"{is_are(counts['contradicted'])} contradicted, and {number(open_)} could not be decided.",
        ("claims",),
    )


def _quotations(reading: Reading, cite: Citations) -> list[Statement]:
    words = {"supported": "supported", "contradicted": "contradicted", "unresolved": "not decided"}
    return [
        Statement(
            f"{cite.says(judged)} ({words.get(judged.verdict.status, 'not comparable')}, "
            f"{judged.verdict.confidence:.2f}).",
            (judged.claim.id,),
        )
        for judged in reading.bearing
    ]


def _words(statements: Sequence[Statement]) -> int:
    return sum(len(statement.text.split()) for statement in statements)


def _search_statement(search: Sequence[SourceSearch], prisma: PrismaCounts) -> Statement:
    queries = sum(len(each.queries) for each in search)
    silent = sum(bool(each.failed) and not each.found for each in search)
    if search and silent == len(search):
        said = "The source did not answer" if silent == 1 else f"None of the {number(silent)} sources answered"
        return Statement(f"{said}, so nothing could be searched.", ("search", "prisma"))
    read_ = prisma.read_in_full + prisma.digest + prisma.abstract_only
    return Statement(
        f"{capital(many(queries, 'query'))} to {many(len(search), 'source')} found {many(prisma.identified, 'paper')}, "
        f"of which {number(read_)} {was_were(read_)} read."
        if prisma.identified
        else f"{capital(many(queries, 'query'))} to {many(len(search), 'source')} found nothing.",
        ("search", "prisma"),
    )


def answer(
    question: Question,
    *,
    search: Sequence[SourceSearch],
    prisma: PrismaCounts,
    papers: int,
    claims: Sequence[JudgedClaim],
    cite: Citations,
) -> Answer:
    """The abstract: what the papers say to this question, in at most 200 words, no claim in it ever cut."""
    if not papers:
        return Answer(
            "not_answered",
            (
                Statement(ended(f"No paper was found on {_asked(question)}"), ("question", "search")),
                _search_statement(search, prisma),
                Statement("So this report makes no claim, and the question stays open.", ("papers", "claims")),
            ),
        )
    reading = read(question.text, claims, {name: paper.title for name, paper in cite.papers.items()})
    opening = _opening(question, reading, papers)
    if not claims:
        closing = Statement(f"{capital(many(papers, 'paper'))} gave no claim that could be listed.", ("claims",))
        return Answer(reading.stance, (*opening, _search_statement(search, prisma), closing))
    closing = _closing(claims)
    lead = "What comes nearest:" if reading.stance == "not_answered" else ""
    body: list[Statement] = []
    room = MOST - _words([*opening, closing]) - len(lead.split())
    for told, statement in enumerate(_quotations(reading, cite)):
        if told >= QUOTES and _words([*opening, *body, closing]) >= FEWEST:
            break
        if (needed := _words([statement])) <= room:
            body.append(Statement(f"{lead} {statement.text}", statement.rests_on) if lead else statement)
            lead, room = "", room - needed
    found = _search_statement(search, prisma)
    if _words([*opening, *body, closing]) < FEWEST and _words([found]) <= room:
        body.append(found)
    return Answer(reading.stance, (*opening, *body, closing))
