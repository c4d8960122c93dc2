"""Which papers and which claims bear on a question.

Relevance is judged against the question alone (`relevance.py`), sentence by sentence. Among claims that bear on the
question, those that state a result of the paper's own go first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from synth.pipeline.relevance import Said, asked_of, bearing, is_finding, least, model_for, relevance_models
from synth.pipeline.relevance_features import Embed as Embed
from synth.pipeline.relevance_features import features
from synth.pipeline.relevance_words import Wanted, wanted_of
from synth.records import Claim
from synth.verify.names import words

POOL = 300
"""Sentences that are read with the question: the best by which of its words they say and by their passage."""
LONGEST = 2000
"""Characters of a sentence that are read; a longer one is no sentence."""
PIECE = 0.15
"""How much more of the question a sentence may say than the one claim of it."""
PER_SENTENCE = 2
"""Claims of one sentence that are listed; it says the same with each of its numbers."""
SETTING = 0.7
"""What the rank of a claim is multiplied by that only counts ("nine tasks") or states no number."""
BORROWED = 0.75
"""The same for a claim that opens with a citation: another paper's result, better taken from that paper."""
OTHERS = re.compile(
    r"^(?:\W*\[@|(?:in addition,? )?(?:recent|previous|prior|earlier|existing)\b)"
    r"|\b(?:found|show(?:ed|n)|report(?:ed)?) that\b.*\[@",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim with the score of the passage that it stands in (0 to 1), its whole sentence and its paper's title."""

    claim: Claim
    passage: float
    sentence: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A claim that bears on the question, and how much (0 to 1)."""

    claim: Claim
    relevance: float


def choose_claims(
    question: str, candidates: Sequence[Candidate], embed: Embed, *, limit: int, per_paper: int
) -> tuple[Chosen, ...]:
    """The claims that bear on the question, best first, at most `limit` and `per_paper` of one paper.

    Every paper with a claim over the threshold gives its best one before any gives a second, so that one paper does
    not speak for all.
    """
    wanting = least(asked_of(question))
    bear = [entry for entry in relevances(question, candidates, embed) if entry.relevance >= wanting]
    ranked = sorted(bear, key=lambda entry: (-_rank(entry), *_place(entry.claim)))
    return _share_out(_distinct(ranked), limit, per_paper)


def relevances(question: str, candidates: Sequence[Candidate], embed: Embed) -> list[Chosen]:
    """How much each claim of the `POOL` most likely sentences bears on the question."""
    question = question[:LONGEST]
    wanted = wanted_of(question)
    pool = sentences_of(question, candidates)
    scores = sentence_scores(question, pool, embed)
    chosen: list[Chosen] = []
    for mine, score in zip(pool, scores, strict=True):
        for entry in mine:
            part = score * _part(question, wanted, entry) if score else 0.0
            chosen.append(Chosen(entry.claim, round(part, 2)))
    return chosen


def sentences_of(question: str, candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """The candidates of each of the `POOL` most likely sentences, in the sentences' own order."""
    asked, wanted = asked_of(question), wanted_of(question)
    by_place: dict[tuple[str, str, int, int], list[Candidate]] = {}
    for entry in sorted(candidates, key=lambda each: each.claim.id):
        by_place.setdefault(_sentence(entry.claim), []).append(entry)
    likely: list[tuple[float, tuple[str, str, int, int]]] = []
    for place, mine in by_place.items():
        said = _said(mine)
        likely.append((-round(bearing(asked, said) + _spoken(wanted, said.text) + said.passage, 4), place))
    return [by_place[place] for place in sorted(place for _, place in sorted(likely)[:POOL])]


def sentence_features(question: str, pool: Sequence[Sequence[Candidate]], embed: Embed) -> list[dict[str, float]]:
    """The features of each sentence of the pool."""
    return features(question, asked_of(question), [_said(mine) for mine in pool], embed)


def sentence_scores(question: str, pool: Sequence[Sequence[Candidate]], embed: Embed) -> list[float]:
    """How much each sentence of the pool bears on the question (0 to 1); what is no finding bears on none."""
    if not pool:
        return []
    model = relevance_models()[model_for(asked_of(question))]
    told = sentence_features(question, pool, embed)
    return [model.probability(each) if is_finding(_said(mine)) else 0.0 for mine, each in zip(pool, told, strict=True)]


def _part(question: str, wanted: Wanted, entry: Candidate) -> float:
    """How much of what its sentence says of the question the claim says by itself: a piece may say nothing of it."""
    asked, whole = asked_of(question), _said([entry])
    alone = replace(whole, text=entry.claim.text[:LONGEST])
    if asked.known:
        of_it, all_of_it = bearing(asked, alone), bearing(asked, whole)
    else:
        of_it, all_of_it = _spoken(wanted, alone.text), _spoken(wanted, whole.text)
    if not all_of_it:
        return 1.0
    return min(1.0, (of_it + PIECE) / all_of_it) if of_it else 0.0


def _spoken(wanted: Wanted, text: str) -> float:
    """The share of the question's words that a text says."""
    return sum(wanted.said(text).values()) / max(1, len(wanted.words))


def _is_result(claim: Claim) -> bool:
    """Whether it states a number that is no count ("nine tasks")."""
    return any(quantity.kind != "count" or quantity.decimals > 0 for quantity in claim.quantities)


def _sentence(claim: Claim) -> tuple[str, str, int, int]:
    anchor = claim.anchor
    return anchor.paper, anchor.file or "", anchor.page or 0, anchor.start


def _said(mine: Sequence[Candidate]) -> Said:
    """The claims of one sentence as it puts them; without a sentence at hand, as the first puts it itself."""
    first = mine[0]
    return Said(
        (first.sentence or first.claim.text)[:LONGEST],
        first.claim.section,
        first.title,
        paper=first.claim.anchor.paper,
        passage=first.passage,
        result=any(_is_result(entry.claim) for entry in mine),
    )


def _place(claim: Claim) -> tuple[str, str, int, int, int, str]:
    """Where a claim stands: of one sentence's claims that of its first number comes first."""
    return *_sentence(claim), min((quantity.start for quantity in claim.quantities), default=-1), claim.id


def _rank(entry: Chosen) -> float:
    claim = entry.claim
    compared = bool(claim.subject and claim.baseline) and claim.direction is not None
    rank = entry.relevance * (1.0 if _is_result(claim) or compared else SETTING)
    rank *= BORROWED if OTHERS.search(claim.text) else 1.0
    return round(rank, 4)


def _distinct(ranked: Sequence[Chosen]) -> list[Chosen]:
    """One of several claims of a paper that say the same in the same words (an abstract repeated in a conclusion).

    Of one sentence at most `PER_SENTENCE` are kept.
    """
    kept: list[Chosen] = []
    seen: set[tuple[str, frozenset[str]]] = set()
    given: Counter[tuple[str, str, int, int]] = Counter()
    for entry in ranked:
        anchor = entry.claim.anchor
        key = (anchor.paper, frozenset(words(entry.claim.text)))
        place = _sentence(entry.claim)
        if key not in seen and given[place] < PER_SENTENCE:
            seen.add(key)
            given[place] += 1
            kept.append(entry)
    return kept


def _share_out(ranked: Sequence[Chosen], limit: int, per_paper: int) -> tuple[Chosen, ...]:
    turns: dict[str, int] = {}
    numbered: list[tuple[int, Chosen]] = []
    for entry in ranked:
        paper = entry.claim.anchor.paper
        turn = turns.get(paper, 0)
        turns[paper] = turn + 1
        if turn < per_paper:
            numbered.append((0 if turn == 0 else 1, entry))
    first = sorted(numbered, key=lambda pair: pair[0])[:limit]
    return tuple(sorted((entry for _, entry in first), key=lambda entry: (-entry.relevance, entry.claim.id)))
