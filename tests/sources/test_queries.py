import re

from hypothesis import given
from hypothesis import strategies as st

from synth.sources.queries import arxiv_queries, question_terms

QUESTION = (
    "Does the order of intermediate-task fine-tuning (sequential or joint) affect cross-lingual transfer on XTREME-R?"
)


def test_terms_carry_the_meaning() -> None:
    assert question_terms(QUESTION) == (
        "order",
        "intermediate-task",
        "fine-tuning",
        "sequential",
        "joint",
        "cross-lingual",
        "transfer",
        "XTREME-R",
    )


def test_names_first_then_any_word() -> None:
    exact, broad = arxiv_queries(QUESTION)
    assert exact == 'all:"intermediate task" AND all:"fine tuning" AND all:"cross lingual" AND all:"XTREME R"'
    assert broad.startswith('all:"order" OR all:"intermediate task" OR ')


@given(st.text(max_size=200))
def test_a_question_never_becomes_query_syntax(question: str) -> None:
    for query in arxiv_queries(question):
        assert all(re.fullmatch(r'all:"[^"():]*"', part) for part in re.split(" AND | OR ", query))
