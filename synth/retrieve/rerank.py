"""The second stage of a search for papers: those that come first are read sentence by sentence.

The vector of a passage is a mean of what it says, and what answers a query is often one sentence of ten. So half of a
paper's cosine is that of its best sentence, its title among them: late interaction with sentences where ColBERT has
word pieces (Khattab and Zaharia 2020, arXiv:2004.12832, equation 3). On SciFact's training queries this gains 0.007 of
nDCG@10 (standard error 0.004). Three cross-encoders of the embedder's size were tried in its place, the verifier with
an output for relevance among them: beside the best sentence none gained another 0.002.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from synth.read.sentences import sentence_spans
from synth.retrieve.fuse import DECIMALS, DENSE_WEIGHT, Fused

DEPTH = 20
"""Papers that are read: nine in ten of SciFact's right ones are among so many of the first stage; 50 find no more."""
SHARE = 0.5
"""Of the dense score that is the best sentence's; from 0.3 to 0.7 nDCG@10 is the same within 0.002."""


def to_read(title: str, passages: Sequence[str]) -> list[str]:
    """A paper's title and the sentences of its passages, each once, in order."""
    found = [title.strip(), *(text[start:end] for text in passages for start, end in sentence_spans(text))]
    return list(dict.fromkeys(text for text in found if text))


def rerank(first: Sequence[Fused], best: Mapping[str, float]) -> tuple[Fused, ...]:
    """What came first in the order that the cosines of the `best` sentences give it; ties by id.

    Only the `DEPTH` first move. The others keep their order behind them, with no better a score than the last of them.
    """
    read = [
        replace(each, score=round(each.score + DENSE_WEIGHT * SHARE * (best[each.id] - (each.dense or 0.0)), DECIMALS))
        if each.id in best
        else each
        for each in first[:DEPTH]
    ]
    read.sort(key=lambda each: (-each.score, each.id))
    least = read[-1].score if read else 0.0
    return *read, *(replace(each, score=min(each.score, least)) for each in first[DEPTH:])
