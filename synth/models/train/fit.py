"""Passes over readings: the same readings, recipe and seed give the same weights on one machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from synth.models.pairing import Row, Text, lone_rows, whole_rows
from synth.models.train.network import batches, collate, loss, outputs
from synth.models.train.readings import Reading
from synth.models.verifier import OUTPUTS, Part, averaged, lone_pairs, most_telling
from synth.records import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

Costs = tuple[float, float, float]
"""What an error on supported, on contradicted, on unresolved costs."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a stage is trained: AdamW with a linear warm-up and a linear way down to `least` of the rate.

    What the weights were in the last `averaged` of the steps is averaged (Izmailov et al. 2018, arXiv:1803.05407).
    """

    rate: float
    texts: Costs = (1.0, 1.0, 1.0)
    sentences: Costs = (1.0, 1.0, 0.5)
    tokens: int = 2560
    """Word pieces a step, padding included."""
    warm_up: float = 0.06
    least: float = 0.0
    averaged: float = 0.0
    decay: float = 0.01
    seed: int = 20


def train(
    network: nn.ModuleDict,
    passes: Sequence[Sequence[Reading]],
    recipe: Recipe,
    *,
    progress: Progress = silent,
    every: int = 20,
) -> None:
    """Trains the network in place on one list of readings after the other; says the loss every so many steps."""
    import torch

    torch.manual_seed(recipe.seed)
    learning = [weight for weight in network.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=recipe.rate, weight_decay=recipe.decay, foreach=True)
    random = Random(recipe.seed)
    steps = [batch for each in passes for _, batch in batches(each, recipe.tokens, random)]
    texts, sentences = torch.tensor(recipe.texts), torch.tensor(recipe.sentences)
    means: list[torch.Tensor] = []
    seen = 0
    network.train()
    for step, batch in enumerate(steps):
        rising = (step + 1) / max(1.0, recipe.warm_up * len(steps))
        share = min(rising, max(recipe.least, 1 - step / (len(steps) * 1.01)))
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * share
        error = loss(outputs(network, batch), batch, texts, sentences)
        error.backward()  # type: ignore[no-untyped-call]  # torch leaves this one untyped
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if recipe.averaged and step + 1 > len(steps) * (1 - recipe.averaged):
            seen += 1
            now = [weight.detach() for weight in learning]
            means = means or [torch.zeros_like(weight) for weight in now]
            for mean, weight in zip(means, now, strict=True):
                mean.lerp_(weight, 1 / seen)
        if (step + 1) % every == 0:
            progress(f"loss {float(error.detach()):.3f}", step + 1, len(steps))
    with torch.no_grad():
        for weight, mean in zip(learning, means, strict=bool(means)):
            weight.copy_(mean)


def predict(networks: Mapping[Part, nn.ModuleDict], texts: Sequence[Text]) -> list[NDArray[np.float32]]:
    """What the networks say of each text, as `Verifier.read` gives it, in their order."""
    made = []
    for text, rows in zip(texts, whole_rows(texts), strict=True):
        told = _told(networks, "whole", rows)
        places = most_telling(told)
        made.append(averaged(told, places, _told(networks, "alone", lone_rows(lone_pairs(text, places)))))
    return made


def _told(networks: Mapping[Part, nn.ModuleDict], part: Part, rows: Sequence[Row]) -> NDArray[np.float32]:
    """What a network gives for the spans of rows, one row after the other, as `Verifier.judge` does."""
    import numpy as np
    import torch

    network = networks[part].eval()
    made = []
    with torch.no_grad():
        for row in rows:
            open_ = Reading("", (), "unresolved", (None,) * len(row.spans), alone=part == "alone")
            text, sentences = outputs(network, collate([row], [open_]))
            made.append((text if part == "alone" else sentences[0])[:, : len(OUTPUTS)].numpy())
    return np.concatenate(made)
