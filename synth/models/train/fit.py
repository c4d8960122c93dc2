"""Passes over pairs: the same pairs, options and seed give the same weights on one machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from synth.models.train.network import batches, loss, outputs
from synth.models.train.pairs import Pair
from synth.records import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a stage is trained: AdamW with a linear warm-up and a linear way down to nothing."""

    passes: int
    rate: float
    weights: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """What an error on a supported, a contradicted, an unresolved pair costs."""
    tokens: int = 2560
    """Word pieces a step, padding included."""
    warm_up: float = 0.06
    decay: float = 0.01
    seed: int = 20


def train(
    network: nn.ModuleDict, pairs: Sequence[Pair], recipe: Recipe, *, progress: Progress = silent, every: int = 20
) -> None:
    """Trains the network in place; says the loss every so many steps."""
    import torch

    random = Random(recipe.seed)
    torch.manual_seed(recipe.seed)
    learning = [weight for weight in network.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=recipe.rate, weight_decay=recipe.decay, foreach=True)
    total = recipe.passes * sum(1 for _ in batches(pairs, recipe.tokens, Random(recipe.seed)))
    cost = torch.tensor(recipe.weights)
    network.train()
    step = 0
    for _ in range(recipe.passes):
        for _, batch in batches(pairs, recipe.tokens, random):
            share = min((step + 1) / max(1.0, recipe.warm_up * total), max(0.0, 1 - step / (total * 1.01)))
            for group in optimiser.param_groups:
                group["lr"] = recipe.rate * share
            error = loss(outputs(network, batch), batch, cost)
            error.backward()  # type: ignore[no-untyped-call]  # torch leaves this one untyped
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            step += 1
            if step % every == 0:
                progress(f"loss {float(error.detach()):.3f}", step, total)


def predict(network: nn.ModuleDict, pairs: Sequence[Pair]) -> NDArray[np.float32]:
    """What the network gives for each pair, float32 of shape (pairs, 4), in the order of the pairs."""
    import numpy as np
    import torch

    made = np.zeros((len(pairs), 4), dtype=np.float32)
    network.eval()
    with torch.no_grad():
        for places, batch in batches(pairs, 4096, None):
            made[places] = outputs(network, batch).numpy()
    return made
