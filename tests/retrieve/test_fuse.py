"""The fused ranking follows both scores and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from synth.retrieve.fuse import fuse

names = st.text("abcdef", min_size=1, max_size=3)
lexical_scores = st.dictionaries(names, st.floats(0.001, 40), max_size=8)
dense_scores = st.dictionaries(names, st.floats(-1, 1), max_size=8)


@given(lexical_scores, dense_scores)
def test_everything_that_was_found_is_ranked_once_best_first_and_equals_by_id(
    lexical: dict[str, float], dense: dict[str, float]
) -> None:
    found = fuse(lexical, dense)
    assert {each.id for each in found} == lexical.keys() | dense.keys()
    assert list(found) == sorted(found, key=lambda each: (-each.score, each.id))


@given(lexical_scores, dense_scores)
def test_the_order_in_which_scores_are_given_changes_nothing(
    lexical: dict[str, float], dense: dict[str, float]
) -> None:
    assert fuse(dict(reversed(lexical.items())), dict(reversed(dense.items()))) == fuse(lexical, dense)


@given(lexical_scores, dense_scores, st.floats(0, 1))
def test_what_is_better_on_both_sides_is_not_worse_fused(
    lexical: dict[str, float], dense: dict[str, float], weight: float
) -> None:
    scores = {each.id: each.score for each in fuse(lexical, dense, weight=weight)}
    for one in lexical.keys() & dense.keys():
        for other in lexical.keys() & dense.keys():
            if lexical[one] >= lexical[other] and dense[one] >= dense[other]:
                assert scores[one] >= scores[other]


@given(lexical_scores, dense_scores)
def test_a_score_does_not_depend_on_what_was_found_far_below(
    lexical: dict[str, float], dense: dict[str, float]
) -> None:
    with_more = {each.id: each for each in fuse({**lexical, "last": 0.0005}, {**dense, "last": -1.0})}
    for each in fuse(lexical, dense) if lexical else ():
        assert with_more[each.id] == each


def test_made_scores() -> None:
    found = fuse({"a": 10.0, "b": 5.0}, {"b": 1.0, "c": 0.5}, weight=0.5)
    assert [(each.id, each.score, each.lexical, each.dense) for each in found] == [
        ("b", 0.75, 5.0, 1.0),
        ("a", 0.5, 10.0, None),
        ("c", 0.25, 0.0, 0.5),
    ]
    assert fuse({}, {}) == ()
