"""Two scores made one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DENSE_WEIGHT = 0.7
"""Share of the dense score. Chosen on the 809 training queries of SciFact, for papers and for passages alike."""

DECIMALS = 6
"""Beyond these, scores are the noise of float32 sums: rounded off, so that equals are equal and go by id."""


@dataclass(frozen=True, slots=True)
class Fused:
    """What was found with its scores: `lexical` is BM25, `dense` the cosine (None where there was nothing to embed)."""

    id: str
    score: float
    lexical: float
    dense: float | None


def fuse(
    lexical: Mapping[str, float], dense: Mapping[str, float], *, weight: float = DENSE_WEIGHT
) -> tuple[Fused, ...]:
    """Everything that has a score, best first, ties by id: (1 - weight) · BM25 / best BM25 + weight · cosine.

    The convex combination of Bruch, Gai and Ingber 2023 (arXiv:2210.11934, TM2C2) up to a constant: BM25 is scaled from
    its least possible value, 0, to the query's best, and the cosine keeps its own scale. Unlike with min-max scaling or
    reciprocal ranks, the score of one text does not depend on which others were found far below it. What has no score
    on one side counts as 0 there. A perfect cosine and the best BM25 give 1.
    """
    best = max(lexical.values(), default=0.0) or 1.0
    fused = [
        Fused(
            id=each,
            score=round((1 - weight) * lexical.get(each, 0.0) / best + weight * dense.get(each, 0.0), DECIMALS),
            lexical=round(lexical.get(each, 0.0), DECIMALS),
            dense=round(dense[each], DECIMALS) if each in dense else None,
        )
        for each in lexical.keys() | dense.keys()
    ]
    return tuple(sorted(fused, key=lambda each: (-each.score, each.id)))
