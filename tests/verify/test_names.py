from hypothesis import given
from hypothesis import strategies as st

from synth.verify.names import Labels, Mention, fold_label

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


def test_a_label_that_gives_author_and_year_is_cited_by_the_key() -> None:
    labels = Labels(["Maid et al. (2016)", "Maid and Bo (2018)", "Made (2016)", "Nobody and Bo (2017)"])
    cited = Mention.of("We outperform [@maid2016fog].")
    assert labels.match("Maid et al. (2016)", cited) >= 0.9
    assert max(labels.match(other, cited) for other in ("Maid and Bo (2018)", "Made (2016)")) < 0.6
    assert labels.match("Nobody and Bo (2017)", Mention.of("as in [@nobody:15]")) >= 0.9  # nobody else is called so
    assert labels.match("Made (2016)", Mention.of("as in [@2016made]")) == 0.0


def test_this_work_is_ours() -> None:
    labels = Labels(["This work + Fog", "Maid et al."])
    assert labels.match("This work + Fog", Mention.of("our Fog")) > 0.9
    assert fold_label("This Work+Fog") == "ours+fog"


def test_without_is_what_a_table_heads_w_o() -> None:
    labels = Labels(["LAS", "LAS w/o ens."])
    assert labels.match("LAS w/o ens.", Mention.of("an LAS of 75.3 without ensembling")) > 0.8
    assert labels.match("LAS w/o ens.", Mention.of("an LAS of 75.3 with ensembling")) < 0.75
