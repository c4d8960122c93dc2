"""Passages: they fit the window, keep the order, drop nothing and mix nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.models.tokens import token_counts
from synth.read.passages import LIMIT, build_passages
from synth.records import Anchor, Passage, Role, Sentence, Traced

WORDS = st.sampled_from(
    ["model", "84.30", "cross-lingual", "[@key]", "é", "漢字", "각각", "(", "...", "Σ", "x" * 120, "[SEP]"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=120).map(" ".join)
ROLES: st.SearchStrategy[Role] = st.sampled_from(["title", "abstract", "body", "caption", "footnote", "list"])


def sentence(text: str, role: Role = "body", section: str = "Made", paragraph: int = 0) -> Sentence:
    traced = Traced(text, ((0, len(text), 0, len(text)),))
    return Sentence(traced, Anchor("made", "made.md", None, 0, len(text), text), role, (section,), paragraph)


SENTENCES = st.lists(
    st.builds(sentence, TEXTS, ROLES, st.sampled_from(["Made", "Other"]), st.integers(0, 3)), max_size=12
)


@settings(max_examples=60)
@given(SENTENCES)
def test_laws(sentences: list[Sentence]) -> None:
    passages = build_passages("made", sentences)
    assert all(count <= LIMIT for count in token_counts([passage.text for passage in passages]))
    held = {index for passage in passages for index in range(passage.first, passage.last + 1)}
    assert held == {index for index, part in enumerate(sentences) if part.role != "title"}
    assert len({passage.id for passage in passages}) == len(passages)
    for passage in passages:
        parts = sentences[passage.first : passage.last + 1]
        assert {part.section for part in parts} == {passage.section}
        if passage.first < passage.last:
            assert passage.text == " ".join(part.text for part in parts)
        if {part.role for part in parts} & {"caption", "footnote"}:
            assert len({(part.role, part.paragraph) for part in parts}) == 1
    assert build_passages("made", sentences) == passages


@given(st.lists(TEXTS, min_size=2, max_size=6))
def test_joining_by_a_space_adds_the_counts(texts: list[str]) -> None:
    assert token_counts([" ".join(texts)])[0] == sum(token_counts(texts))


def total(passages: tuple[Passage, ...]) -> str:
    return " ".join(passage.text for passage in passages)


@pytest.mark.parametrize(
    "text",
    ["word " * 3000 + "end", "(" * 5000, "漢" * 3000, "각(" * 2000, "https://example.org/" + "a.b/" * 900, "x" * 9000],
)
def test_an_overlong_sentence_is_split_and_whole(text: str) -> None:
    passages = build_passages("made", [sentence("Short."), sentence(text)])
    assert all(count <= LIMIT for count in token_counts([passage.text for passage in passages]))
    assert {(passage.first, passage.last) for passage in passages} == {(0, 0), (1, 1)}
    if len(set(text)) > 3:  # not the same word over and over, of which one passage is enough
        assert total(passages).replace(" ", "").endswith(text.replace(" ", "")[-200:])


def test_passages_of_a_long_section_are_of_about_equal_length() -> None:
    sentences = [sentence("This made sentence has about ten word pieces in it.", paragraph=n // 5) for n in range(100)]
    counts = token_counts([passage.text for passage in build_passages("made", sentences)])
    assert min(counts) > 150
