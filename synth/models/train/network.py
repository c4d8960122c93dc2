"""The network in torch, as it is trained: MiniLM's encoder and one linear layer over what it makes of a pair.

The word vectors stay those of all-MiniLM-L6-v2, so that what ships is the encoder's layers alone; leaving them out also
makes a step faster. Dropout is off: with it a step on a CPU takes several times as long, and one or two passes over
the pairs do not overfit an encoder that starts from trained weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from synth.models.pairing import encode_pairs
from synth.models.tokens import model_folder
from synth.models.train.pairs import Pair

if TYPE_CHECKING:
    from torch import Tensor, nn

OUTPUTS = ("supported", "contradicted", "unresolved", "relevant")
"""Rows of the last layer; the first three are one distribution, the fourth a yes or no of its own."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs padded to one length: int64 and bool of shape (pairs, length), and what each should give."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    allowed: Tensor
    """Bool (pairs, 3): the labels that a pair may have; two for `not_supported`."""
    relevant: Tensor
    """Float (pairs,): 1, 0, or -1 where it is not known."""


def new_network() -> nn.ModuleDict:
    """The encoder of all-MiniLM-L6-v2 with a last layer of zeros; the word vectors do not learn."""
    import torch
    from transformers import BertConfig, BertModel
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # transformers leaves these two untyped
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = model_folder()
    config = BertConfig.from_pretrained(folder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    # "eager" is 1.6 times as fast as torch's fused attention on short texts on a CPU.
    encoder = BertModel.from_pretrained(folder, config=config, add_pooling_layer=False, attn_implementation="eager")
    encoder.embeddings.word_embeddings.requires_grad_(False)
    last = torch.nn.Linear(2 * config.hidden_size, len(OUTPUTS))
    torch.nn.init.zeros_(last.weight)
    torch.nn.init.zeros_(last.bias)
    return torch.nn.ModuleDict({"encoder": encoder, "last": last})


def outputs(network: nn.ModuleDict, batch: Batch) -> Tensor:
    """Float (pairs, 4), one column for each of `OUTPUTS`: from the first piece's vector and the mean of all."""
    import torch

    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = network["encoder"](
            input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask
        ).last_hidden_state
    hidden = hidden.float()
    weight = batch.mask.unsqueeze(-1).float()
    mean = (hidden * weight).sum(1) / weight.sum(1)
    made: Tensor = network["last"](torch.cat([hidden[:, 0], mean], dim=1))
    return made


def loss(made: Tensor, batch: Batch, weights: Tensor) -> Tensor:
    """Cross-entropy of the label, each weighed by `weights` (3,), and half as much that of relevance where it is known.

    Of a pair that may have two labels, what both have together is made likely.
    """
    import torch
    from torch.nn import functional

    told = torch.log_softmax(made[:, :3], dim=1).masked_fill(~batch.allowed, -1e4)
    share = (weights * batch.allowed).sum(1) / batch.allowed.sum(1)
    label = -(torch.logsumexp(told, dim=1) * share).sum() / share.sum()
    known = batch.relevant >= 0
    if not bool(known.any()):
        return label
    relevance = functional.binary_cross_entropy_with_logits(made[known, 3], batch.relevant[known])
    return label + 0.5 * relevance


def batches(pairs: Sequence[Pair], tokens: int, random: Random | None) -> Iterator[tuple[list[int], Batch]]:
    """The pairs in batches of about so many word pieces, pairs of like length together; with `random`, shuffled.

    With each batch come the places of its pairs.
    """
    encoded = encode_pairs([(pair.claim, pair.sentence, pair.context) for pair in pairs])
    jitter = [random.uniform(0, 8) if random else 0.0 for _ in encoded]
    order = sorted(range(len(encoded)), key=lambda index: (len(encoded[index][0]) + jitter[index], index))
    groups: list[list[int]] = [[]]
    for index in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(encoded[index][0]) > tokens:
            groups.append([])
        groups[-1].append(index)
    if random:
        random.shuffle(groups)
    for group in groups:
        if group:
            yield group, _batch([pairs[index] for index in group], [encoded[index] for index in group])


def _batch(pairs: Sequence[Pair], encoded: Sequence[tuple[list[int], list[int]]]) -> Batch:
    import torch

    longest = max(len(ids) for ids, _ in encoded)
    padded = [[*ids, *[0] * (longest - len(ids))] for ids, _ in encoded]
    types = [[*kinds, *[0] * (longest - len(kinds))] for _, kinds in encoded]
    mask = [[True] * len(ids) + [False] * (longest - len(ids)) for ids, _ in encoded]
    names = OUTPUTS[:3]
    allowed = [
        [pair.label == name or (pair.label == "not_supported" and name != "supported") for name in names]
        for pair in pairs
    ]
    relevant = [-1.0 if pair.relevant is None else float(pair.relevant) for pair in pairs]
    return Batch(
        torch.tensor(padded),
        torch.tensor(types),
        torch.tensor(mask),
        torch.tensor(allowed),
        torch.tensor(relevant),
    )
