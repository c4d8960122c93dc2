"""Short names with their long forms (Schwartz and Hearst 2003), on made sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.read.aliases import best_long_form, find_aliases
from synth.records import Anchor, Sentence, Traced


def sentence(text: str) -> Sentence:
    return Sentence(Traced(text, ((0, len(text), 0, len(text)),)), Anchor("made", "made.md", None, 0, len(text), text))


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("We do named entity recognition (NER) here.", [("NER", "named entity recognition")]),
        ("We do NER (named entity recognition) here.", [("NER", "named entity recognition")]),
        ("A masked language model (MLM) is used.", [("MLM", "masked language model")]),
        ("Machine reading comprehension (MRC; [@a]) is hard.", [("MRC", "Machine reading comprehension")]),
        ("Natural Language Inference (“NLI”) is easy.", [("NLI", "Natural Language Inference")]),
        ("The multilingual BERT (mBERT) model.", [("mBERT", "multilingual BERT")]),
        (
            "The translation language modelling (TLM) and masked one (see below).",
            [("TLM", "translation language modelling")],
        ),
        ("We gain a lot (see Table 2) in all of it (ours).", []),
        ("It holds (Smith, 2020) and (XLM) nothing.", []),
        ("The score (F1) and its error (2.3).", []),
    ],
)
def test_gold(text: str, pairs: list[tuple[str, str]]) -> None:
    assert list(find_aliases([sentence(text)])) == pairs


@given(st.lists(st.from_regex(r"[a-m][n-z]{2,8}", fullmatch=True), min_size=2, max_size=5), st.text(max_size=30))
def test_initials_find_their_words(words: list[str], before: str) -> None:
    short = "".join(word[0].upper() for word in words)
    assert best_long_form(short, f"{before} {' '.join(words)}") == " ".join(words)


@given(st.lists(st.text("aA (BERT)NLI;[@]", max_size=60), max_size=5))
def test_pairs_are_sorted_unique_and_from_the_text(texts: list[str]) -> None:
    pairs = find_aliases([sentence(text) for text in texts])
    assert list(pairs) == sorted(set(pairs))
    assert all(any(short in text and long in text for text in texts) for short, long in pairs)
