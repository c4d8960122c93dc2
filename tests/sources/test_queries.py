import re

from hypothesis import given
from hypothesis import strategies as st

from synth.sources.queries import arxiv_text, boolean, other_forms, question_terms, search_queries

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
    texts = [arxiv_text(query) for query in search_queries(QUESTION)]
    exact, broad = texts[0], texts[-1]
    assert exact == 'all:"intermediate task" AND all:"fine tuning" AND all:"cross lingual" AND all:"XTREME R"'
    assert broad.startswith('all:"order" OR all:"intermediate task" OR ')


@given(st.text(max_size=200))
def test_a_question_never_becomes_query_syntax(question: str) -> None:
    for query in map(arxiv_text, search_queries(question)):
        assert all(re.fullmatch(r'\(?all:"[^"():]*"\)?', part) for part in re.split(" AND | OR ", query))


def test_queries_of_a_question_by_kind() -> None:
    queries = {query.kind: boolean(query, " AND ", " OR ") for query in reversed(search_queries(QUESTION))}
    assert queries["names"] == '"intermediate task" AND "fine tuning" AND "cross lingual" AND "XTREME R"'
    assert queries["phrases"] == (
        '"intermediate task fine tuning" AND "cross lingual transfer" AND "XTREME R" AND "order"'
    )
    assert queries["compared"] == '"sequential" AND "intermediate task fine tuning"'
    assert queries["negated"].startswith(
        '"intermediate task fine tuning" AND "cross lingual transfer" AND ("no improve'
    )
    assert queries["terms"].startswith('"order" OR "intermediate task" OR ')


def test_both_sides_of_a_comparison_are_looked_for() -> None:
    question = "Does XLM-R outperform mBERT on NER for low-resource languages?"
    sides = [boolean(query, " AND ", " OR ") for query in search_queries(question) if query.kind == "compared"]
    assert sides == ['"XLM R" AND "low resource languages"', '"mBERT" AND "low resource languages"']


def test_long_and_short_forms_both_ways() -> None:
    assert other_forms("NER", "") == ("NER", "named entity recognition")
    assert other_forms("named entity recognition", "") == ("named entity recognition", "NER")
    assert other_forms("LLMs", "") == ("LLMs", "large language model")
    question = "Does quick rain forecasting (QRF) help?"
    assert other_forms("QRF", question) == ("QRF", "quick rain forecasting")
    assert other_forms("quick rain forecasting", question) == ("quick rain forecasting", "QRF")


@given(st.text(max_size=200))
def test_queries_are_the_same_each_time_and_hold_no_syntax(question: str) -> None:
    queries = search_queries(question)
    assert queries == search_queries(question)
    assert len({query.groups for query in queries}) == len(queries)
    for query in queries:
        assert all(re.fullmatch(r"\w+( \w+)*", way) for group in query.groups for way in group)
