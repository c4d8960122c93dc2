from hypothesis import given
from hypothesis import strategies as st

from synth.verify.names import Labels, Mention

WORDS = st.lists(st.text("abc1", min_size=1, max_size=8), max_size=6).map(" ".join)


def _plainly(part: str, said: frozenset[str]) -> float:
    """The match of one word as it is defined, word by word."""
    if part in said:
        return 1.0
    if len(part) < 3:
        return 0.0
    if len(part) == 3:
        return 0.75 * any(len(word) >= 6 and word.startswith(part) for word in said)
    shared = [
        min(len(part), len(word)) / max(len(part), len(word))
        for word in said
        if len(word) >= 4 and (part.startswith(word) or word.startswith(part))
    ]
    return max(shared, default=0.0)


@given(st.text("abc1", min_size=1, max_size=8), WORDS)
def test_a_word_is_matched_by_beginnings(word: str, text: str) -> None:
    mention = Mention.of(text)
    label = Labels([word])
    parts = [part for part in [word] if part]
    stemmed = {stem for part in parts for stem in Mention.of(part).words}
    expected = {_plainly(stem, mention.words) for stem in stemmed}
    assert label.match(word, mention) in expected


@given(st.lists(WORDS, min_size=1, max_size=5), WORDS)
def test_all_scores_are_the_single_matches(labels: list[str], text: str) -> None:
    known, mention = Labels(labels), Mention.of(text)
    scores = known.scores(mention)
    assert all(abs(scores[label] - known.match(label, mention)) < 1e-9 for label in labels)
