"""The recipe: sentences of general texts, abstracts without labels, whole texts, then SciFact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from synth.models.train.contrast import contrasted, orders
from synth.models.train.export import save
from synth.models.train.fit import Recipe, predict, train
from synth.models.train.general import general_pairs
from synth.models.train.network import new_network
from synth.models.train.pairs import Pair
from synth.models.train.readings import Reading, lone
from synth.models.train.scientific import (
    Abstract,
    ScientificClaim,
    abstract_nearness,
    folds,
    read_abstracts,
    read_claims,
    scientific_pairs,
    scientific_readings,
)
from synth.models.train.silver import silver_pairs
from synth.models.train.texts import text_readings
from synth.models.verifier import Part
from synth.records import Progress, silent

if TYPE_CHECKING:
    from torch import nn

FOLDS = 4
GENERAL = Recipe(rate=1e-4)
SILVER = Recipe(rate=5e-5)
TEXTS = Recipe(rate=7e-5, tokens=3072, seed=31)
LONE = Recipe(rate=7e-5, texts=(1.0, 1.2, 0.7), sentences=(1.0, 1.2, 0.7))
SCIENTIFIC = Recipe(rate=8e-5, texts=(1.0, 1.2, 0.8), sentences=(1.0, 1.2, 0.4), least=0.15, averaged=0.3)
PASSES = 5
"""Over SciFact's claims; each pass reads the abstracts with other sentences left out and other claims reversed."""


def general_stages(data: Path, start: Path, *, share: float = 1.0, progress: Progress = silent) -> None:
    """Trains on what is not SciFact's labels, and keeps in the file `start` the states from which each network goes on.

    Of the readings of each part only this share is used: a small one shows in minutes that everything runs.
    """
    import torch

    abstracts = read_abstracts(data / "scifact" / "corpus.jsonl")
    random = Random(7)
    pairs = general_pairs(data, random, tables=True)
    pairs += contrasted(pairs, random, 0.2)
    network = new_network()
    train(network, [_lone(pairs, random, share)] * 2, GENERAL, progress=progress)
    random = Random(9)
    silver = silver_pairs(abstracts, random, 2000)
    train(network, [_lone(silver, random, share)], SILVER, progress=progress)
    alone = deepcopy(network.state_dict())
    network["sentence"].load_state_dict(network["text"].state_dict())
    texts = text_readings(data, abstracts, Random(31))
    train(network, [_part(texts, share)], TEXTS, progress=progress)
    torch.save({"whole": network.state_dict(), "alone": alone}, start)


def scientific_stage(data: Path, start: Path, out: Path, *, share: float = 1.0, progress: Progress = silent) -> str:
    """Trains on all of SciFact's training claims and writes what ships into the folder `out`; its SHA-256."""
    claims, abstracts = _scifact(data)
    return save(_networks(start, claims, abstracts, FOLDS, share, progress), out)


def fold(data: Path, start: Path, number: int, out: Path, share: float = 1.0) -> None:
    """What a network trained without one fold of the claims says to it, into `out`/fold-`number`.npz.

    `keys`, int64 (sentences, 3): claim, paper, sentence; `told`, float32 (sentences, 3).
    """
    import numpy as np
    import torch

    torch.set_num_threads(1)  # the other core has a fold of its own
    claims, abstracts = _scifact(data)
    place = folds(claims, FOLDS)
    known = [claim for claim in claims if place[claim.id] != number]
    networks = _networks(start, known, abstracts, number, share, silent)
    asked = [(claim, paper) for claim in claims if place[claim.id] == number for paper in claim.cited]
    read = predict(
        networks, [(claim.text, abstracts[paper].sentences, abstracts[paper].title) for claim, paper in asked]
    )
    keys = [
        (claim.id, paper, index) for (claim, paper), told in zip(asked, read, strict=True) for index in range(len(told))
    ]
    np.savez(out / f"fold-{number}.npz", keys=np.array(keys, dtype=np.int64), told=np.concatenate(read))


def _scifact(data: Path) -> tuple[list[ScientificClaim], dict[int, Abstract]]:
    folder = data / "scifact"
    return read_claims(folder / "claims_train.jsonl"), read_abstracts(folder / "corpus.jsonl")


def _lone(pairs: Sequence[Pair], random: Random, share: float) -> Sequence[Reading]:
    return _part([lone(pair) for pair in random.sample(pairs, len(pairs))], share)


def _part(readings: Sequence[Reading], share: float) -> Sequence[Reading]:
    return readings[: max(1, round(share * len(readings)))]


def _networks(
    start: Path,
    claims: Sequence[ScientificClaim],
    abstracts: Mapping[int, Abstract],
    seed: int,
    share: float,
    progress: Progress,
) -> dict[Part, nn.ModuleDict]:
    """The network that reads whole texts and the one that reads sentences alone."""
    nearness = abstract_nearness(abstracts)
    random = Random(100 + seed)
    passes = [_part(scientific_readings(claims, abstracts, nearness, random), share) for _ in range(PASSES)]
    random = Random(200 + seed)
    pairs = scientific_pairs(claims, abstracts, nearness, random)
    pairs += [*contrasted(pairs, random, 0.6), *orders([claim.text for claim in claims], random, 60)]
    return {
        "whole": _trained(start, "whole", passes, SCIENTIFIC, progress),
        "alone": _trained(start, "alone", [_lone(pairs, random, share)] * 2, LONE, progress),
    }


def _trained(
    start: Path, part: Part, passes: Sequence[Sequence[Reading]], recipe: Recipe, progress: Progress
) -> nn.ModuleDict:
    import torch

    network = new_network()
    network.load_state_dict(torch.load(start, weights_only=True)[part])
    train(network, passes, recipe, progress=progress)
    return network
