"""A claim bears on a question when it speaks of what the question is about, not of its field."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.pipeline.facet_words import FACETS
from synth.pipeline.relevance import LEAST, Said, asked_of, bearing, beyond_facets, is_finding, least
from synth.report.to_json import report_from_json

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"
BEARING = 0.9
"""The share of listed claims that have to bear on their question."""

ORDER = "Does the order of intermediate tasks (sequential or joint) affect zero-shot transfer on GLORP?"
COST = "How do the latency and memory of models with English intermediate training compare to multilingual training?"


def facets(question: str) -> set[str]:
    asked = asked_of(question)
    return {each.name for each in (*asked.varied, *asked.costs, *asked.tasks)}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (ORDER, {"order of training", "intermediate training"}),
        (COST, {"cost", "intermediate training"}),
        ("Does more training data help named entity recognition?", {"amount of data", "sequence labelling"}),
        ("Does translated training data help retrieval?", {"translated data", "retrieval"}),
        ("Are larger models better?", {"size of the model"}),
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
    assert bearing(asked_of(question), Said(claim, near=0.3)) >= LEAST


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        (ORDER, "The made model Frob averages 71.2 in zero-shot transfer."),
        (ORDER, "The paper asks whether sequential training on intermediate tasks helps zero-shot transfer."),
        (COST, "The made model Frob gains 3.1 points on GLORP."),
        ("Does translated training data help retrieval?", "Translated training data lowers question answering by 2."),
    ],
)
def test_a_claim_of_the_same_field_alone_does_not(question: str, claim: str) -> None:
    assert bearing(asked_of(question), Said(claim, near=0.6)) < LEAST


def test_a_title_says_less_than_the_claim_itself() -> None:
    asked = asked_of(ORDER)
    claim, title = "Training in sequence gains 3.1 points.", "Sequential Training on Blick"
    apart = bearing(asked, Said("It gains 3.1 points.", title=title))
    assert 0 < apart < bearing(asked, Said(claim))


@pytest.mark.parametrize("heading", ["3 Experimental Setup", "Related Work", "2.1 Data", "Methods"])
def test_set_up_and_background_are_no_findings(heading: str) -> None:
    assert not is_finding(Said("Frob gains 3.1 points.", (heading,)))
    assert is_finding(Said("Frob gains 3.1 points.", ("Results on Data",)))


def test_what_is_not_known_is_left_of_a_question() -> None:
    assert beyond_facets("Does more data help barley?").split() == ["Does", "help", "barley?"]
    asked = asked_of("Does rain help barley?")
    assert not asked.known
    assert least(asked) < LEAST
    assert bearing(asked, Said("Rain helps.", covered=1.0)) > bearing(asked, Said("Rain helps.", covered=0.2))


TEXTS = st.lists(
    st.sampled_from("order joint sequential data size memory zero-shot NER translated gains no Frob 3.1".split()),
    max_size=9,
).map(" ".join)


@given(TEXTS, TEXTS, TEXTS, st.floats(-1, 1), st.floats(0, 1))
def test_relevance_lies_between_nothing_and_all_and_rises_with_closeness(
    question: str, text: str, title: str, near: float, covered: float
) -> None:
    asked = asked_of(question)
    told = bearing(asked, Said(text, (), title, near, covered))
    assert 0 <= told <= 1
    assert told <= bearing(asked, Said(text, (), title, 1.0, covered))


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
