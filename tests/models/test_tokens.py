"""Word pieces are counted as the embedder sees them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from synth.models.tokens import model_folder, token_counts, tokenizer

texts = st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=5)


@given(texts)
def test_a_text_counts_the_same_alone_and_among_others(texts: list[str]) -> None:
    assert token_counts(texts) == [token_counts([text])[0] for text in texts]


@given(texts)
def test_the_two_special_tokens_are_not_counted(texts: list[str]) -> None:
    assert token_counts(texts) == [len(tokenizer().encode(text).ids) - 2 for text in texts]


def test_nothing_is_cut_or_padded() -> None:
    assert token_counts(["word " * 1000, "word"]) == [1000, 1]


def test_the_model_is_in_its_package() -> None:
    assert (model_folder() / "model.safetensors").is_file()
