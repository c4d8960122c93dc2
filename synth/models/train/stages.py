"""The recipe: general entailment, then abstracts without labels, then SciFact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from synth.models.train.contrast import contrasted, orders
from synth.models.train.export import save
from synth.models.train.fit import Recipe, predict, train
from synth.models.train.general import general_pairs
from synth.models.train.network import new_network
from synth.models.train.pairs import Pair
from synth.models.train.scientific import (
    Abstract,
    ScientificClaim,
    folds,
    read_abstracts,
    read_claims,
    scientific_pairs,
)
from synth.models.train.silver import silver_pairs
from synth.records import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

FOLDS = 4
GENERAL = Recipe(passes=2, rate=1e-4)
SILVER = Recipe(passes=1, rate=5e-5)
SCIENTIFIC = Recipe(passes=2, rate=7e-5, weights=(1.0, 1.2, 0.7))


def general_stages(data: Path, start: Path, *, share: float = 1.0, progress: Progress = silent) -> None:
    """Trains on what is not SciFact's labels, and keeps the network's state in the file `start`.

    Of the pairs of each part only this share is used: a small one shows in minutes that everything runs.
    """
    import torch

    random = Random(7)
    pairs = general_pairs(data, random, tables=True)
    pairs += contrasted(pairs, random, 0.2)
    random.shuffle(pairs)
    network = new_network()
    train(network, _part(pairs, share), GENERAL, progress=progress)
    random = Random(9)
    silver = silver_pairs(read_abstracts(data / "scifact" / "corpus.jsonl"), random, 2000)
    random.shuffle(silver)
    train(network, _part(silver, share), SILVER, progress=progress)
    torch.save(network.state_dict(), start)


def scientific_stage(data: Path, start: Path, out: Path, *, share: float = 1.0, progress: Progress = silent) -> str:
    """Trains on all of SciFact's training claims and writes what ships into the folder `out`; its SHA-256."""
    claims, abstracts = _scifact(data)
    return save(_scientific(start, claims, abstracts, 10, share, progress), out)


def fold(data: Path, start: Path, number: int, out: Path, share: float = 1.0) -> None:
    """What a network trained without one fold of the claims says to it, into `out`/fold-`number`.npz.

    `keys`, int64 (pairs, 3): claim, paper, sentence (-1 for the title); `told`, float32 (pairs, 4).
    """
    import numpy as np
    import torch

    torch.set_num_threads(1)  # the other core has a fold of its own
    claims, abstracts = _scifact(data)
    place = folds(claims, FOLDS)
    network = _scientific(
        start, [each for each in claims if place[each.id] != number], abstracts, 11 + number, share, silent
    )
    keys, told = read_cited(network, [each for each in claims if place[each.id] == number], abstracts)
    np.savez(out / f"fold-{number}.npz", keys=keys, told=told)


def read_cited(
    network: nn.ModuleDict, claims: Sequence[ScientificClaim], abstracts: Mapping[int, Abstract]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Every claim with every sentence, and the title, of every abstract that it cites: `fold`'s keys and told."""
    import numpy as np

    keys, pairs = [], []
    for claim in claims:
        for paper in claim.cited:
            title = abstracts[paper].title
            for index, text in enumerate((title, *abstracts[paper].sentences), -1):
                keys.append((claim.id, paper, index))
                pairs.append(Pair(claim.text, text, "unresolved", "" if index < 0 else title))
    return np.array(keys, dtype=np.int64), predict(network, pairs)


def _scifact(data: Path) -> tuple[list[ScientificClaim], dict[int, Abstract]]:
    folder = data / "scifact"
    return read_claims(folder / "claims_train.jsonl"), read_abstracts(folder / "corpus.jsonl")


def _part(pairs: Sequence[Pair], share: float) -> Sequence[Pair]:
    return pairs[: max(1, round(share * len(pairs)))]


def _scientific(
    start: Path,
    claims: Sequence[ScientificClaim],
    abstracts: Mapping[int, Abstract],
    seed: int,
    share: float,
    progress: Progress,
) -> nn.ModuleDict:
    import torch

    random = Random(seed)
    pairs = scientific_pairs(claims, abstracts, random)
    pairs += [*contrasted(pairs, random, 0.6), *orders([claim.text for claim in claims], random, 60)]
    random.shuffle(pairs)
    network = new_network()
    network.load_state_dict(torch.load(start, weights_only=True))
    train(network, _part(pairs, share), SCIENTIFIC, progress=progress)
    return network
