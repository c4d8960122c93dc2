"""The training code trains: a few steps on made pairs, and what comes out is what ships."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.models.train.contrast import contrasted, opposites, orders, other_number
from synth.models.train.export import save
from synth.models.train.fit import Recipe, predict, train
from synth.models.train.network import new_network
from synth.models.train.pairs import Pair
from synth.models.train.scientific import Abstract, Evidence, ScientificClaim, folds, scientific_pairs
from synth.models.train.silver import silver_pairs
from synth.models.verifier import open_verifier

if TYPE_CHECKING:
    from torch import nn

# Made sentences.
KINDS = ("Rain", "Hail", "Snow", "Fog")
PAIRS = [
    pair
    for kind in KINDS
    for pair in (
        Pair(f"{kind} increases made yield.", f"{kind} raised the yield of the made fields.", "supported", "", True),
        Pair(f"{kind} increases made yield.", f"{kind} lowered the yield of the made fields.", "contradicted"),
        Pair(f"{kind} increases made yield.", "The towers are built of brick.", "unresolved", "On towers", False),
        Pair(f"{kind} decreases made yield.", "It is said to be otherwise.", "not_supported"),
    )
]
ABSTRACTS = {
    1: Abstract(
        "Rain increases made yield", ("We watched fields.", "Rain increased the yield of made fields by 12 %.")
    ),
    2: Abstract("On hail", ("Hail is common.", "Hail does not change the yield of made fields.", "It is cold.")),
    3: Abstract("Towers", ("Made towers are of brick.",)),
}
CLAIMS = [
    ScientificClaim(1, "Rain raises yield.", (1,), {1: Evidence("supported", ((1,),))}),
    ScientificClaim(2, "Hail lowers yield.", (2, 3), {2: Evidence("contradicted", ((1,),))}),
    ScientificClaim(3, "Towers lower yield.", (3,), {}),
]


def test_a_few_steps_lower_the_loss_the_same_way_each_time_and_what_ships_says_the_same(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    recipe = Recipe(passes=6, rate=2e-4, tokens=160)

    def trained() -> tuple[nn.ModuleDict, list[float]]:
        losses: list[float] = []
        network = new_network()
        train(network, PAIRS, recipe, progress=lambda stage, *_: losses.append(float(stage.split()[1])), every=1)
        return network, losses

    (network, losses), (again, same) = trained(), trained()
    told = predict(network, PAIRS)
    assert losses == same
    assert np.array_equal(told, predict(again, PAIRS))
    assert np.mean(losses[-5:]) < np.mean(losses[:5]) - 0.1
    save(network, tmp_path)
    shipped = open_verifier(tmp_path).read([(pair.claim, pair.sentence, pair.context) for pair in PAIRS])
    assert np.abs(shipped - told).max() < 0.5
    assert (shipped[:, :3].argmax(1) == told[:, :3].argmax(1)).mean() >= 0.9


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(st.integers(0, 5), max_size=3)), max_size=12), st.integers(1, 5))
def test_claims_that_share_an_abstract_share_a_fold(cited: list[tuple[int, list[int]]], number: int) -> None:
    claims = [ScientificClaim(index, "", tuple(papers), {}) for index, (_, papers) in enumerate(cited)]
    made = folds(claims, number)
    assert set(made) == {claim.id for claim in claims}
    assert set(made.values()) <= set(range(number))
    for one in claims:
        for other in claims:
            if set(one.cited) & set(other.cited):
                assert made[one.id] == made[other.id]


@given(st.text(max_size=60) | st.sampled_from([pair.claim for pair in PAIRS]))
def test_an_opposite_is_another_text_and_none_comes_twice(text: str) -> None:
    made = opposites(text)
    assert text not in made
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    ("text", "opposite"),
    [
        ("Rain increases yield.", "Rain decreases yield."),
        ("Rain regulates yield.", "Rain does not regulate yield."),
        ("Rain is useful.", "Rain is not useful."),
        ("Rain can fall.", "Rain cannot fall."),
        ("Rain is not useful.", "Rain is useful."),
        ("Rain does not regulate yield.", "Rain regulates yield."),
        ("Yield was Higher.", "Yield was Lower."),
    ],
)
def test_a_claim_is_reversed_by_one_word(text: str, opposite: str) -> None:
    assert opposite in opposites(text)


def test_a_number_becomes_another_with_as_many_decimals() -> None:
    for seed in range(20):
        made = other_number("Yield rose by 12.50 in fields of E2F1 and 3T3.", Random(seed))
        assert made is None or made.startswith("Yield rose by ")
        assert made is None or (len(made.split()[3].partition(".")[2]) == 2 and "12.50" not in made)
    assert other_number("Yield rose.", Random(0)) is None


def test_what_contradicts_a_claim_need_not_support_its_opposite() -> None:
    pair = Pair("Rain increases yield.", "No effect of rain on yield was found.", "contradicted")
    assert contrasted([pair], Random(0), 1.0) == []
    denied = Pair("Rain does not regulate yield.", "Rain regulates yield.", "contradicted")
    assert [(each.claim, each.label) for each in contrasted([denied], Random(0), 1.0)] == [
        ("Rain regulates yield.", "supported")
    ]
    told = contrasted([Pair("Rain increases yield.", "Rain raised yield.", "supported")], Random(0), 1.0)
    assert {each.label for each in told} == {"contradicted"}


def test_pairs_of_scientific_claims_have_their_labels_and_other_papers_sentences_have_none() -> None:
    made = scientific_pairs(CLAIMS, ABSTRACTS, Random(0))
    assert {pair.label for pair in made if pair.sentence == ABSTRACTS[1].sentences[1] and "Rain" in pair.claim} == {
        "supported"
    }
    assert {pair.label for pair in made if pair.sentence == ABSTRACTS[2].sentences[1] and "Hail" in pair.claim} == {
        "contradicted"
    }
    assert all(pair.label == "unresolved" for pair in made if pair.relevant is False)
    assert made == scientific_pairs(CLAIMS, ABSTRACTS, Random(0))


def test_a_title_that_states_something_is_supported_by_its_abstract_and_its_opposite_is_not() -> None:
    made = silver_pairs(ABSTRACTS, Random(0), 10)
    assert {pair.label for pair in made if pair.claim == "Rain increases made yield."} == {"supported"}
    assert any(pair.label == "contradicted" for pair in made)


def test_orders_decide_nothing() -> None:
    assert {pair.label for pair in orders(["Rain falls."], Random(0), 9)} == {"unresolved"}
