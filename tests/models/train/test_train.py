"""The training code trains: a few steps on made pairs, and what comes out is what ships."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.models.train.contrast import contrasted, opposites, other_number
from synth.models.train.export import save
from synth.models.train.fit import Recipe, predict, train
from synth.models.train.network import new_network
from synth.models.train.pairs import Label, Pair
from synth.models.train.readings import LONGEST, Reading, lone, order_readings, reversed_reading, thinned
from synth.models.train.scientific import (
    Abstract,
    Evidence,
    ScientificClaim,
    abstract_nearness,
    folds,
    scientific_readings,
)
from synth.models.train.silver import silver_pairs
from synth.models.train.texts import title_texts
from synth.models.verifier import open_verifier

if TYPE_CHECKING:
    from torch import nn

# Made sentences.
KINDS = ("Rain", "Hail", "Snow", "Fog")
LABELS: tuple[Label, Label] = ("supported", "contradicted")
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
READINGS = [
    *(lone(pair) for pair in PAIRS),
    *(
        Reading(
            f"{kind} increases made yield.",
            ("The towers are built of brick.", f"{kind} {verb} the yield of the made fields.", "It is cold."),
            label,
            ("unresolved", label, None),
            f"On {kind}",
        )
        for kind in KINDS
        for verb, label in (("raised", LABELS[0]), ("lowered", LABELS[1]))
    ),
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
    recipe = Recipe(rate=2e-4, tokens=160, least=0.1, averaged=0.1)
    texts = [(each.claim, each.sentences, each.title) for each in READINGS]

    def trained() -> tuple[nn.ModuleDict, list[float]]:
        losses: list[float] = []
        network = new_network()
        train(
            network, [READINGS] * 6, recipe, progress=lambda stage, *_: losses.append(float(stage.split()[1])), every=1
        )
        return network, losses

    (network, losses), (again, same) = trained(), trained()
    told = np.concatenate(predict({"whole": network, "alone": network}, texts))
    assert losses == same
    assert np.array_equal(told, np.concatenate(predict({"whole": again, "alone": again}, texts)))
    assert np.mean(losses[-5:]) < np.mean(losses[:5]) - 0.1
    save({"whole": network, "alone": network}, tmp_path)
    verifier = open_verifier(tmp_path)
    shipped = np.concatenate([verifier.read(text) for text in texts])
    assert np.abs(shipped - told).max() < 0.5
    assert (shipped.argmax(1) == told.argmax(1)).mean() >= 0.9


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


def test_readings_of_scientific_claims_have_their_labels_and_other_papers_have_none() -> None:
    nearness = abstract_nearness(ABSTRACTS)
    made = [each for seed in range(9) for each in scientific_readings(CLAIMS, ABSTRACTS, nearness, Random(seed))]
    labels = {("Rain raises yield.", 0): "supported", ("Hail lowers yield.", 1): "contradicted"}
    for each in made:
        assert len(each.sentences) == len(each.told)
        assert (each.label == "unresolved") == (set(each.told) <= {"unresolved"})
        if each.relevant is False:
            assert each.label == "unresolved"
        for (claim, index), label in labels.items():
            sentence = ABSTRACTS[index + 1].sentences[1]
            if each.claim == claim and sentence in each.sentences and each.relevant:
                assert each.label == each.told[each.sentences.index(sentence)] == label
    assert {each.label for each in made} == {"supported", "contradicted", "unresolved"}
    assert len({len(each.sentences) for each in made if each.claim == "Hail lowers yield."}) > 1
    assert made[:3] == scientific_readings(CLAIMS, ABSTRACTS, nearness, Random(0))[:3]


@given(st.lists(st.sampled_from([*LABELS, "unresolved", None]), max_size=30), st.integers(0, 200), st.floats(0, 1))
def test_a_thinned_text_keeps_what_decides(told: list[Label | None], size: int, rate: float) -> None:
    label: Label = next((each for each in LABELS if each in told), "unresolved")
    sentences = tuple(f"{index} {'a' * size}" for index in range(len(told)))
    made = thinned(Reading("", sentences, label, tuple(told)), Random(0), rate)
    kept = dict(zip(made.sentences, made.told, strict=True))
    assert kept.items() <= dict(zip(sentences, told, strict=True)).items()
    decisive = {text for text, each in zip(sentences, told, strict=True) if each in LABELS}
    assert decisive <= kept.keys()
    assert sum(map(len, made.sentences)) <= LONGEST or decisive == kept.keys()


def test_a_reversed_reading_turns_what_its_sentences_say() -> None:
    reading = Reading(
        "Rain raises yield.", ("Rain raised it.", "Hail.", "Fog."), "supported", ("supported", "unresolved", None)
    )
    turned = reversed_reading(reading, Random(0))
    assert turned is not None
    assert (turned.label, turned.told) == ("contradicted", ("contradicted", "unresolved", None))
    assert turned.claim != reading.claim
    assert reversed_reading(turned, Random(0)) is None or " not " in turned.claim
    assert reversed_reading(Reading("Rain raises yield.", ("Rain.",), "not_supported", (None,)), Random(0)) is None


def test_a_title_that_states_something_is_supported_by_its_abstract_and_its_opposite_is_not() -> None:
    made = silver_pairs(ABSTRACTS, Random(0), 10)
    assert {pair.label for pair in made if pair.claim == "Rain increases made yield."} == {"supported"}
    assert any(pair.label == "contradicted" for pair in made)
    texts = [each for each in title_texts(ABSTRACTS, Random(0), 10) if each.relevant is None]
    assert {each.label for each in texts if each.claim == "Rain increases made yield."} == {"supported"}
    assert any(each.label == "contradicted" for each in texts)


def test_orders_decide_nothing() -> None:
    made = order_readings(["Rain falls.", "Hail falls."], Random(0), 9)
    assert {each.claim for each in made} == {"Rain falls.", "Hail falls."}
    assert {label for each in made for label in (each.label, *each.told)} == {"unresolved"}


def test_the_command_hands_its_stages_to_processes_of_their_own(tmp_path: Path) -> None:
    """Without data the first stage fails in its own process, and not because it never got there."""
    for name in ("scifact", "nli"):
        (tmp_path / name).mkdir()
    command = [sys.executable, "-m", "synth.models.train", str(tmp_path), str(tmp_path / "out")]
    made = subprocess.run(
        [*command, "--start", str(tmp_path / "start.pt")], capture_output=True, text=True, check=False
    )
    assert made.returncode == 1
    assert made.stderr.rstrip().endswith(f"No such file or directory: '{tmp_path / 'scifact' / 'corpus.jsonl'}'")
