from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from synth.review.terms import aspects_of, covers, rarity, stems_of, unsaid


def said(question: str, text: str) -> list[str]:
    aspects = aspects_of(question)
    weights = rarity(aspects, [])
    return [aspect.text for aspect in aspects if covers(stems_of(text), aspect, weights)]


def test_aspects_are_the_runs_of_words_that_name_something() -> None:
    question = "Does the size of made models (sharp or blunt) affect glorp retrieval on WUG-2, e.g., made search?"
    assert [aspect.text for aspect in aspects_of(question)] == [
        "size",
        "made",
        "sharp",
        "blunt",
        "glorp retrieval",
        "WUG-2",
        "made search",
    ]


def test_an_aspect_is_found_in_other_forms_of_its_words() -> None:
    assert said("Does fine-tuning help?", "We finetune it.") == ["fine-tuning"]
    assert said("Does finetuning help?", "Fine tuning is done.") == ["finetuning"]
    assert said("Are labels scaled?", "Scaling the labelled set.") == ["labels scaled"]
    assert said("What of NER?", "On named entity recognition it is better.") == ["NER"]


def test_a_name_is_not_found_in_a_shorter_or_longer_name() -> None:
    assert said("What of WUG-R?", "On WUG it is better.") == []
    assert said("What of non-English text?", "On English text it is better.") == ["non-English text"]
    assert said("What of non-English?", "On English it is better.") == []


def test_in_order_to_says_nothing_of_order() -> None:
    assert said("Does order matter?", "In order to train, we wait.") == []
    assert said("Does the order affect it?", "The order of training is kept.") == ["order"]


def test_what_is_unsaid_is_named_in_the_question_s_words() -> None:
    (aspect,) = aspects_of("inference latency")
    assert unsaid(aspect, [stems_of("Inference is done.")]) == "latency"
    assert unsaid(aspect, []) == "inference latency"


@given(st.text(max_size=200))
def test_any_text_is_taken_apart_and_says_its_own_aspects(text: str) -> None:
    stems = stems_of(text)
    aspects = aspects_of(text)
    weights = rarity(aspects, [stems])
    assert len(set(aspects)) == len(aspects)
    assert all(isinstance(covers(stems, aspect, weights), bool) for aspect in aspects)


@given(st.lists(st.sampled_from("glorp wug flimp sharp-made blunt retrieval".split()), min_size=1, max_size=6))
def test_a_question_of_plain_words_says_all_of_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert said(text, text) == [aspect.text for aspect in aspects_of(text)]
