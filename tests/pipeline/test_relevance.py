"""A claim bears on a question when it speaks of what the question is about, not of its field."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from synth.pipeline.facet_words import FACETS
from synth.pipeline.relevance import (
    Said,
    asked_of,
    bearing,
    beyond_facets,
    is_finding,
    least,
    model_for,
    relevance_models,
)
from synth.pipeline.relevance_features import features
from synth.pipeline.relevance_words import phrases, wanted_of, word_weights
from synth.report.to_json import report_from_json

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"
PLAIN = 0.6
"""From here the facets say plainly that a claim bears."""
BEARING = 0.9
"""The share of listed claims that have to bear on their question."""

ORDER = "Does the order of intermediate tasks (sequential or joint) affect cross-lingual transfer on GLORP?"
COST = "How do the latency and memory of models with English intermediate training compare to multilingual training?"


def letters(texts: Sequence[str]) -> NDArray[np.float32]:
    """Made vectors: how often a text has each letter."""
    rows = np.array([[1.0, *(text.count(letter) for letter in "abcdefghij")] for text in texts], dtype=np.float32)
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def facets(question: str) -> set[str]:
    asked = asked_of(question)
    return {each.name for each in (*asked.varied, *asked.costs, *asked.tasks)}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (ORDER, {"order of training", "intermediate training"}),
        (COST, {"cost", "intermediate training"}),
        ("Does more training data help cross-lingual NER?", {"amount of data", "sequence labelling"}),
        ("Does translated training data help multilingual retrieval?", {"translated data", "retrieval"}),
        ("Are larger models better in a target language?", {"size of the model"}),
        ("Who grows barley?", set()),
    ],
)
def test_a_question_is_taken_apart_into_facets(question: str, names: set[str]) -> None:
    assert facets(question) == names


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        (ORDER, "Training on Frob and then on Blick in sequence gains 3.1 points in zero-shot transfer."),
        (ORDER, "Joint multi-task training drops to 40.2 on zero-shot GLORP."),
        (COST, "The made encoder needs 3.1 GB of memory for transfer and is slower."),
        (COST, "Multilingual training data reaches 51.2, English data alone 48.7."),
    ],
)
def test_a_claim_in_other_words_bears(question: str, claim: str) -> None:
    assert bearing(asked_of(question), Said(claim, near=0.3)) >= PLAIN


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        (ORDER, "The made model Frob averages 71.2 in zero-shot transfer."),
        (ORDER, "The paper asks whether sequential training on intermediate tasks helps zero-shot transfer."),
        (COST, "The made model Frob gains 3.1 points on GLORP."),
        (
            "Does translated training data help multilingual retrieval?",
            "Translated data lowers question answering by 2.",
        ),
    ],
)
def test_a_claim_of_the_same_field_alone_does_not(question: str, claim: str) -> None:
    assert bearing(asked_of(question), Said(claim, near=0.6)) < PLAIN


def test_a_title_says_less_than_the_claim_itself() -> None:
    asked = asked_of(ORDER)
    claim, title = "Training in sequence gains 3.1 points.", "Sequential Training on Blick"
    apart = bearing(asked, Said("It gains 3.1 points.", title=title))
    assert 0 < apart < bearing(asked, Said(claim))


@pytest.mark.parametrize("heading", ["3 Experimental Setup", "Related Work", "2.1 Data", "Methods"])
def test_set_up_and_background_are_no_findings(heading: str) -> None:
    assert not is_finding(Said("Frob gains 3.1 points.", (heading,)))
    assert is_finding(Said("Frob gains 3.1 points.", ("Results on Data",)))


@pytest.mark.parametrize(
    "question",
    [
        "Does a memory of frames slow the made tracker down?",
        "Are larger networks better at seeing barley in images?",
        "Does sequential training on speech help?",
    ],
)
def test_one_fields_vocabulary_says_nothing_of_another_field(question: str) -> None:
    assert not asked_of(question).known
    assert model_for(asked_of(question)) == "words"


def test_what_is_not_known_is_left_of_a_question() -> None:
    assert beyond_facets("Does more data help barley?").split() == ["Does", "help", "barley?"]
    asked = asked_of("Does rain help barley?")
    assert not asked.known
    assert model_for(asked) == "words"
    assert least(asked) < least(asked_of(ORDER))
    assert bearing(asked, Said("Rain helps barley by 3.1 points.")) == 0


def test_the_rarest_of_the_questions_words_tells_most() -> None:
    wanted = wanted_of("Does rain help barley on fields?")
    texts = ["Fields are wide.", "Fields of barley gain.", "Fields lose.", "Fields rest."]
    weights = word_weights([wanted.said(text) for text in texts], wanted.words)
    assert weights["rain"] > weights["barley"] > weights["field"] > 0


def test_a_word_is_said_by_its_family_and_by_initials() -> None:
    wanted = wanted_of("Does contrastive learning help named entity recognition?")
    assert wanted.said("Without contrast it drops.")["contrastive"] > 0
    assert wanted.said("It gains in NER.")["entity"] == 1
    assert wanted.said("It gains in the ner.")["entity"] == 0


def test_phrases_are_what_a_question_is_about() -> None:
    assert phrases("Does the made rain, in spring, help barley growth?") == ["rain", "spring", "barley growth"]
    assert phrases("Why is it so?") == ["so"]
    assert phrases("?") == ["?"]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Does rain help barley?", (("rain",), ("barley",))),
        ("Is rain better than dew for barley?", (("rain",), ("barley", "dew"))),
        ("Which barley?", (("barley",),)),
        ("Does it improve?", ()),
    ],
)
def test_a_question_has_the_part_before_and_the_part_after_what_relates_them(
    question: str, parts: tuple[tuple[str, ...], ...]
) -> None:
    assert wanted_of(question).parts == parts


def test_the_heading_and_the_title_say_less_than_the_sentence_and_more_than_nothing() -> None:
    question = "Does rain help barley?"
    pool = [Said("Rain gains 3.1."), Said("It gains 3.1.", ("Rain",)), Said("It gains 3.1."), Said("Stone is grey.")]
    own, headed, without, _ = (told["first_part"] for told in features(question, asked_of(question), pool, letters))
    assert own > headed > without == 0


def test_a_part_of_common_words_alone_is_never_said_for_certain() -> None:
    question = "Does rain help barley?"
    pool = [Said("Rain."), Said("Rain and rain."), Said("Rain, rain, barley.")]
    told = features(question, asked_of(question), pool, letters)
    assert told[0]["first_part"] < told[2]["first_part"] + 1e-9 < 0.6


@pytest.mark.parametrize("name", ["facets", "words"])
def test_no_weight_says_the_reverse_of_its_feature(name: str) -> None:
    model = relevance_models()[name]
    assert model.weights
    assert all(weight > 0 for weight in model.weights.values())


@pytest.mark.parametrize("question", ["Does rain help barley?", ORDER, "?"])
def test_features_of_a_sentence_do_not_depend_on_its_place(question: str) -> None:
    pool = [Said("Rain helps barley.", (), "Rain"), Said("Training in sequence gains 3.1.", result=True), Said("")]
    told = features(question, asked_of(question), pool, letters)
    turned = features(question, asked_of(question), pool[::-1], letters)
    for each, other in zip(told, turned[::-1], strict=True):
        assert each == pytest.approx(other, abs=1e-6)
    for model in relevance_models().values():
        assert all(0 < model.probability(each) < 1 for each in told)


TEXTS = st.lists(
    st.sampled_from("order joint sequential data size memory zero-shot NER translated gains no Frob 3.1".split()),
    max_size=9,
).map(" ".join)


@given(TEXTS, TEXTS, TEXTS, st.floats(-1, 1))
def test_relevance_lies_between_nothing_and_all_and_rises_with_closeness(
    question: str, text: str, title: str, near: float
) -> None:
    asked = asked_of(question)
    told = bearing(asked, Said(text, (), title, near))
    assert 0 <= told <= 1
    assert told <= bearing(asked, Said(text, (), title, 1.0))


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_asked_and_said(question: str, text: str) -> None:
    assert 0 <= bearing(asked_of(question), Said(text)) <= 1


def test_long_texts_are_read_in_time() -> None:
    hostile = ("more " * 400, "hundred " * 400, "number of " * 400, "1B " * 400, "Base " * 400, "1" * 4000, "in " * 400)
    for each in FACETS:
        assert all(0 <= each.said(text) <= 1 for text in hostile)


def test_claims_listed_by_the_committed_reports_bear_on_their_questions() -> None:
    """By hand-read labels; a sentence that is not labelled yet has to be read and labelled first."""
    with (ROOT / "tests" / "gold" / "relevance.csv").open(newline="", encoding="utf-8") as lines:
        labels = {(row["question"], row["paper"], int(row["start"])): row["bears"] for row in csv.DictReader(lines)}
    right = listed = 0
    for question in tomllib.loads((REPORTS / "questions.toml").read_text())["question"]:
        slug = question["slug"]
        report = report_from_json((REPORTS / slug / "report.json").read_text())
        places = [(slug, each.claim.anchor.paper, each.claim.anchor.start) for each in report.claims]
        unread = sorted({place for place in places if place not in labels})
        assert not unread, f"read these sentences and label them in tests/gold/relevance.csv: {unread}"
        right += sum(labels[place] == "yes" for place in places)
        listed += len(places)
    assert right >= BEARING * listed, f"{right} of {listed} listed claims bear on their question"
