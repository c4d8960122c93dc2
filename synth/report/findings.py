"""Claims grouped by what they speak of.

First what distinguishes the question (an aspect that at most half of the claims speak of), then a dataset that claims
name, then the common ground of the question, and at last what no other claim speaks of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from synth.records import JudgedClaim
from synth.report.words import Citations, capital, is_are, listed, many, number, quoted, sentence
from synth.report_records import Finding, Statement
from synth.review.terms import aspects_of, claim_stems, covers, rarity

QUOTED = 4
"""Claims that a finding quotes; the table lists them all."""

COMMON = 0.5
"""An aspect that a larger share of the claims speaks of tells them apart no more."""


def _datasets(judged: JudgedClaim) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(name.split()) for name in judged.claim.dataset if name.strip()))


def _grouped(
    claims: Sequence[JudgedClaim], names: Callable[[JudgedClaim], tuple[str, ...]]
) -> tuple[list[tuple[str, list[JudgedClaim]]], list[JudgedClaim]]:
    """Groups of at least two claims that share a name, and the claims left over.

    The name carried by most papers, then by most claims, takes its claims first, so that groups do not overlap.
    """
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    carriers: dict[str, list[JudgedClaim]] = defaultdict(list)
    for judged in claims:
        for name in names(judged):
            spelled[name.casefold()][name] += 1
            carriers[name.casefold()].append(judged)

    def rank(key: str) -> tuple[int, int, str]:
        papers = len({judged.claim.anchor.paper for judged in carriers[key]})
        return -papers, -len(carriers[key]), key

    left = {judged.claim.id: judged for judged in claims}
    groups: list[tuple[str, list[JudgedClaim]]] = []
    for key in sorted(carriers, key=rank):
        mine = [judged for judged in carriers[key] if judged.claim.id in left]
        if len(mine) > 1:
            surface = min(spelled[key].items(), key=lambda pair: (-pair[1], pair[0]))[0]
            groups.append((surface, mine))
            for judged in mine:
                del left[judged.claim.id]
    return groups, [judged for judged in claims if judged.claim.id in left]


def _summary(mine: Sequence[JudgedClaim], about: str) -> Statement:
    papers = len({judged.claim.anchor.paper for judged in mine})
    counts = Counter(judged.verdict.status for judged in mine)
    open_ = counts["unresolved"] + counts["not_comparable"]
    parts = [
        f"{number(count)} {rest}"
        for count, rest in (
            (counts["supported"], f"{is_are(counts['supported'])} supported"),
            (counts["contradicted"], f"{is_are(counts['contradicted'])} contradicted"),
            (open_, "could not be decided"),
        )
        if count
    ]
    verb = "speaks" if len(mine) == 1 else "speak"
    return Statement(
        f"{capital(many(len(mine), 'claim'))} of {many(papers, 'paper')} {verb} {about}; {listed(parts)}.",
        tuple(judged.claim.id for judged in mine),
    )


def _agreement(mine: Sequence[JudgedClaim]) -> list[Statement]:
    """What the claims of a group say of a direction, and what other papers say of them, in counts."""
    said: list[Statement] = []
    up = [judged.claim.id for judged in mine if judged.claim.direction == "up"]
    down = [judged.claim.id for judged in mine if judged.claim.direction == "down"]
    level = [judged.claim.id for judged in mine if judged.claim.direction == "none"]
    if len(up) + len(down) + len(level) > 1:
        parts = [
            f"{number(len(names))} {verb if len(names) == 1 else plural}"
            for names, verb, plural in (
                (up, "states a rise", "state a rise"),
                (down, "states a fall", "state a fall"),
                (level, "states no change", "state no change"),
            )
            if names
        ]
        split = "they do not all point the same way" if len(parts) > 1 else "they point the same way"
        said.append(Statement(f"Of those with a direction, {listed(parts)}: {split}.", (*up, *down, *level)))
    for_, against = (
        [
            judged.claim.id
            for judged in mine
            if any(check.against == "other_paper" and check.status == status for check in judged.verdict.checks)
        ]
        for status in ("supported", "contradicted")
    )
    if for_ or against:
        said.append(
            Statement(
                f"Other papers support {number(len(for_))} and contradict {number(len(against))} of them.",
                tuple(dict.fromkeys((*for_, *against))),
            )
        )
    return said


def _finding(heading: str, about: str, mine: Sequence[JudgedClaim], cite: Citations, *, alike: bool = True) -> Finding:
    statements = [_summary(mine, about)]
    statements += [
        Statement(f"{cite.says(judged)} {sentence(judged.verdict.reason)}", (judged.claim.id,))
        for judged in mine[:QUOTED]
    ]
    statements += _agreement(mine) if alike else []
    if len(mine) > QUOTED:
        rest = tuple(judged.claim.id for judged in mine[QUOTED:])
        statements.append(Statement(f"The claim table lists {many(len(rest), 'further claim')} of this group.", rest))
    return Finding(heading, tuple(statements), tuple(judged.claim.id for judged in mine))


def findings(question: str, claims: Sequence[JudgedClaim], cite: Citations) -> tuple[Finding, ...]:
    """Every claim in exactly one finding; the finding with the claim nearest to the question comes first.

    `claims` come in the order of the claim table and keep it inside a finding.
    """
    aspects = aspects_of(question)
    stems = {judged.claim.id: claim_stems(judged) for judged in claims}
    weights = rarity(aspects, list(stems.values()))
    spoken = {name: [aspect for aspect in aspects if covers(each, aspect, weights)] for name, each in stems.items()}
    shares = Counter(aspect for each in spoken.values() for aspect in each)
    common = {aspect for aspect, speakers in shares.items() if speakers > COMMON * len(claims)}

    def telling(judged: JudgedClaim) -> tuple[str, ...]:
        return tuple(aspect.text for aspect in spoken[judged.claim.id] if aspect not in common)

    def shared(judged: JudgedClaim) -> tuple[str, ...]:
        return tuple(aspect.text for aspect in spoken[judged.claim.id] if aspect in common)

    by_telling, left = _grouped(claims, telling)
    by_dataset, left = _grouped(left, _datasets)
    by_shared, left = _grouped(left, shared)
    groups = [(f"On {quoted(name)}", quoted(name), mine) for name, mine in (*by_telling, *by_shared)]
    groups += [(f"Results on {name}", name, mine) for name, mine in by_dataset]
    order = {judged.claim.id: place for place, judged in enumerate(claims)}
    groups.sort(key=lambda group: (order[group[2][0].claim.id], group[0]))
    made = [_finding(heading, f"of {name}", mine, cite) for heading, name, mine in groups]
    if left:
        made.append(_finding("Single results" if made else "Results", "of something else", left, cite, alike=False))
    return tuple(made)
