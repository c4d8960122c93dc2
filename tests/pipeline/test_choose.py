from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from synth.pipeline.choose import Candidate, choose_claims
from synth.quantity import Quantity, plain_decimal
from synth.records import Anchor, Claim

QUESTION = "Does made rain help the growth of made barley?"


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Made vectors: which of a few words a text has."""
    vocabulary = ("rain", "growth", "barley", "stone")
    rows = np.array([[float(word in text.casefold()) for word in vocabulary] for text in texts], dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit


def candidate(text: str, paper: str = "p1", number: str | None = "3.1", passage: float = 0.5) -> Candidate:
    start = sum(text.encode())  # another sentence, another place
    anchor = Anchor(paper, f"{paper}.md", None, start, start + len(text), text)
    quantities = (Quantity(number, *plain_decimal(number), 0, 1),) if number else ()
    return Candidate(Claim(Claim.make_id(anchor, text), text, anchor, quantities), passage)


def chosen(candidates: Sequence[Candidate], limit: int = 10, per_paper: int = 10) -> list[str]:
    return [entry.claim.text for entry in choose_claims(QUESTION, candidates, embed, limit=limit, per_paper=per_paper)]


def test_what_does_not_bear_on_the_question_is_left_out() -> None:
    assert chosen([candidate("Rain raises barley growth by 3.1 points."), candidate("Stone weighs 3.1 tons.")]) == [
        "Rain raises barley growth by 3.1 points."
    ]


def test_every_paper_speaks_before_one_speaks_twice() -> None:
    many = [candidate(f"Rain raises barley growth by 3.1 points in field {name}.") for name in "abc"]
    other = candidate("Rain helps growth a little, 3.1 points.", "p2")
    texts = chosen([*many, other], limit=2)
    assert other.claim.text in texts
    assert len(texts) == 2


def test_no_paper_gives_more_than_its_share() -> None:
    many = [candidate(f"Rain raises barley growth by 3.1 points in field {name}.") for name in "abcdef"]
    assert len(chosen(many, per_paper=3)) == 3


def test_a_repeated_claim_of_a_paper_is_listed_once() -> None:
    twice = [
        candidate("Rain raises barley growth by 3.1 points."),
        candidate("rain raises barley growth by 3.1 points"),
    ]
    assert len(chosen(twice)) == 1


def test_a_sentence_gives_at_most_two_claims() -> None:
    first = candidate("Rain raises barley growth by 3.1 points.")
    several = [
        replace(first, claim=replace(first.claim, id=f"c-{name}", text=f"Rain raises barley growth in field {name}."))
        for name in "abcd"
    ]
    assert len(chosen([replace(each, sentence=first.claim.text) for each in several])) == 2


def test_a_piece_that_says_nothing_of_the_question_is_left_out() -> None:
    whole = "Rain raises barley growth by 3.1 points, stone by 2.2."
    piece = replace(candidate("It weighs 2.2 by stone."), sentence=whole)
    assert chosen([piece]) == []


def test_results_go_before_settings_and_borrowed_results() -> None:
    own = candidate("Rain raises barley growth by 3.1 points.")
    setting = candidate("Rain and barley growth are studied.", "p2", None)
    borrowed = candidate("[@made] raised barley growth by rain by 3.1 points.", "p3")
    assert chosen([setting, borrowed, own], limit=1) == [own.claim.text]


def test_no_candidates_no_claims() -> None:
    assert chosen([]) == []


@given(st.permutations(range(6)))
def test_the_order_of_the_candidates_does_not_matter(order: list[int]) -> None:
    made = [
        candidate(f"Rain raises barley growth by 3.1 points in {name}.", f"p{i % 3}") for i, name in enumerate("abcdef")
    ]
    assert chosen([made[i] for i in order], limit=4) == chosen(made, limit=4)
