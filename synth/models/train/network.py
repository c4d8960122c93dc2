"""The network in torch, as it is trained: MiniLM's encoder and two linear layers, for a text and for its sentences.

The word vectors stay those of all-MiniLM-L6-v2, so that what ships is the encoder's layers alone; leaving them out also
makes a step faster. Dropout is off: with it a step on a CPU takes several times as long, and a few passes over the
readings do not overfit an encoder that starts from trained weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from synth.models.pairing import Row, lone_rows, whole_rows
from synth.models.tokens import model_folder
from synth.models.train.pairs import Label
from synth.models.train.readings import Reading
from synth.models.verifier import OUTPUTS

if TYPE_CHECKING:
    from torch import Tensor, nn

ROWS = len(OUTPUTS) + 1
"""Of a last layer: those of `OUTPUTS`, and whether the text is about the claim at all."""
SENTENCES, RELEVANCE = 1.0, 0.3
"""What an error on the sentences and on relevance costs beside one on the text."""
SPREAD = 24
"""Word pieces by which rows of one batch may differ more than they must, so that batches differ from pass to pass."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows padded to one length: `ids`, `types` and `mask` of shape (rows, length).

    `means`, float (rows, 1 + sentences, length), averages the row and each sentence; `marks`, int64 (rows, 1 +
    sentences), are the places of [CLS] and of each sentence's [SEP]. `text`, bool (rows, 3), and `told`, bool (rows,
    sentences, 3), are the labels that are allowed; `known`, bool (rows, sentences), is false for sentences of which
    nobody knows what they say; `relevant`, float (rows,), is 1, 0, or -1 where that is not known.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    means: Tensor
    marks: Tensor
    text: Tensor
    told: Tensor
    known: Tensor
    relevant: Tensor


def new_network() -> nn.ModuleDict:
    """The encoder of all-MiniLM-L6-v2 with last layers of zeros; the word vectors do not learn."""
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
    made = torch.nn.ModuleDict({"encoder": encoder})
    for name in ("text", "sentence"):
        last = torch.nn.Linear(2 * config.hidden_size, ROWS)
        torch.nn.init.zeros_(last.weight)
        torch.nn.init.zeros_(last.bias)
        made[name] = last
    return made


def outputs(network: nn.ModuleDict, batch: Batch) -> tuple[Tensor, Tensor]:
    """Float (rows, 4) of the texts and (rows, sentences, 4) of their sentences, columns as in `ROWS`.

    From the vector of [CLS], or of the [SEP] that closes the sentence, and the mean of the row's or sentence's vectors.
    """
    import torch

    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = network["encoder"](
            input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask
        ).last_hidden_state
    hidden = hidden.float()
    last = torch.gather(hidden, 1, batch.marks.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
    pooled = torch.cat([last, torch.bmm(batch.means, hidden)], dim=-1)
    return network["text"](pooled[:, 0]), network["sentence"](pooled[:, 1:])


def loss(made: tuple[Tensor, Tensor], batch: Batch, text: Tensor, sentence: Tensor) -> Tensor:
    """Cross-entropy of the texts' labels, of their sentences' and of relevance, as far as they are known.

    `text` and `sentence`, float (3,), are what an error on each label costs. Of what may have two labels, what both
    have together is made likely.
    """
    from torch.nn import functional

    texts, sentences = made
    total = _cross_entropy(texts, batch.text, text * batch.text)
    if bool(batch.known.any()):
        total = total + SENTENCES * _cross_entropy(
            sentences, batch.told, sentence * batch.told * batch.known.unsqueeze(-1)
        )
    known = batch.relevant >= 0
    if not bool(known.any()):
        return total
    return total + RELEVANCE * functional.binary_cross_entropy_with_logits(texts[known, 3], batch.relevant[known])


def _cross_entropy(made: Tensor, allowed: Tensor, costs: Tensor) -> Tensor:
    import torch

    told = torch.log_softmax(made[..., :3], dim=-1).masked_fill(~allowed, -1e4)
    share = costs.sum(-1) / allowed.sum(-1).clamp(min=1)
    return -(torch.logsumexp(told, dim=-1) * share).sum() / share.sum()


def batches(readings: Sequence[Reading], tokens: int, random: Random | None) -> Iterator[tuple[list[int], Batch]]:
    """The readings in batches of about so many word pieces, rows of like length together; with `random`, shuffled.

    With each batch come the places of its readings.
    """
    encoded = [row_of(reading) for reading in readings]
    jitter = [random.uniform(0, SPREAD) if random else 0.0 for _ in encoded]
    order = sorted(range(len(encoded)), key=lambda index: (len(encoded[index].ids) + jitter[index], index))
    groups: list[list[int]] = [[]]
    for index in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(encoded[index].ids) > tokens:
            groups.append([])
        groups[-1].append(index)
    if random:
        random.shuffle(groups)
    for group in groups:
        if group:
            yield group, collate([encoded[index] for index in group], [readings[index] for index in group])


def row_of(reading: Reading) -> Row:
    """The reading as a row; of a text that does not fit into one the first."""
    if reading.alone:
        return lone_rows([(reading.claim, reading.sentences[0], reading.title)])[0]
    return whole_rows([(reading.claim, reading.sentences, reading.title)])[0][0]


def collate(rows: Sequence[Row], readings: Sequence[Reading]) -> Batch:
    """The rows as one batch, with what the readings say of them."""
    import torch

    sentences = [() if reading.alone else row.spans for row, reading in zip(rows, readings, strict=True)]
    length = max(len(row.ids) for row in rows)
    count = max(map(len, sentences))
    ids, types = torch.zeros(len(rows), length, dtype=torch.long), torch.zeros(len(rows), length, dtype=torch.long)
    mask, known = torch.zeros(len(rows), length, dtype=torch.bool), torch.zeros(len(rows), count, dtype=torch.bool)
    means, marks = torch.zeros(len(rows), 1 + count, length), torch.zeros(len(rows), 1 + count, dtype=torch.long)
    told = torch.ones(len(rows), count, 3, dtype=torch.bool)
    for place, (row, reading) in enumerate(zip(rows, readings, strict=True)):
        size = len(row.ids)
        ids[place, :size], types[place, :size] = torch.tensor(row.ids), torch.tensor(row.types)
        mask[place, :size] = True
        means[place, 0, :size] = 1 / size
        for index, (start, end, mark) in enumerate(sentences[place]):
            means[place, 1 + index, start:end] = 1 / (end - start)
            marks[place, 1 + index] = mark
            label = reading.told[index]
            if label is not None:
                told[place, index] = torch.tensor(_allowed(label))
                known[place, index] = True
    text = torch.tensor([_allowed(reading.label) for reading in readings])
    relevant = [-1.0 if reading.relevant is None else float(reading.relevant) for reading in readings]
    return Batch(ids, types, mask, means, marks, text, told, known, torch.tensor(relevant))


def _allowed(label: Label) -> list[bool]:
    return [label == name or (label == "not_supported" and name != "supported") for name in OUTPUTS]
