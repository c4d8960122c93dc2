from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.extract.quantities import find_quantities
from synth.pipeline.given_tables import given_table
from synth.records import STATUSES
from synth.verify.index import index_table
from synth.verify.statement import check_statement, look
from synth.verify.statement_board import Board, board
from synth.verify.statement_model import statement_model

HEADER = ["System", "Rain F1", "Snow F1", "Hail error"]
ROWS = [
    ["Baseline", "61.2", "70.4", "12.0"],
    ["Alpha", "64.9", "73.1", "11.0"],
    ["Alpha + Gamma", "66.0", "74.8", "9.5"],
    ["Omega", "60.1", "69.8", "12.5"],
]
CHANGES = [["Gamma", "+4.1", "-2.0"], ["Sigma", "+2.7", "-1.1"]]


def _asked(header: list[str] = HEADER, rows: list[list[str]] = ROWS, caption: str = "Table 1: made systems") -> Board:
    table, _ = given_table("made", 1, caption, header, rows)
    return board(index_table(table))


def _scores(text: str, asked: Board) -> list[tuple[str, float]]:
    return [(fact.kind, round(fact.score, 2)) for fact in look(text, find_quantities(text), asked).facts]


@pytest.mark.parametrize(
    ("text", "kind", "holds"),
    [
        ("Alpha outperforms Baseline on Rain.", "compare", True),
        ("Baseline outperforms Alpha on Rain.", "compare", False),
        ("Alpha does not outperform Baseline on Rain.", "compare", False),
        ("Omega is worse than Baseline on Snow.", "compare", True),
        ("Alpha is better than Baseline on Hail.", "compare", True),
        ("Alpha has a higher error on Hail than Baseline.", "compare", False),
        ("Alpha + Gamma achieves the best F1 on Snow.", "rank", True),
        ("Omega achieves the best F1 on Snow.", "rank", False),
        ("Omega gives the lowest F1 on Rain.", "rank", True),
        ("Alpha has the second best F1 on Rain.", "rank", True),
        ("Gamma improves F1 on Snow.", "change", True),
        ("Gamma hurts F1 on Snow.", "change", False),
    ],
)
def test_what_a_statement_compares_is_decided_by_the_cells(text: str, kind: str, holds: bool) -> None:
    scores = _scores(text, _asked())
    assert scores, "no fact"
    assert {(each, score > 0) for each, score in scores} == {(kind, holds)}


@pytest.mark.parametrize(("text", "score"), [("Gamma improves Rain.", 1), ("Gamma improves Snow.", -1)])
def test_printed_changes_say_which_way_it_goes(text: str, score: int) -> None:
    assert _scores(text, _asked(["Step", "Rain", "Snow"], CHANGES)) == [("change", score)]


def test_the_longer_name_is_the_one_that_is_meant() -> None:
    links = look("Alpha + Gamma beats Alpha.", (), _asked()).links
    assert [(link.phrase, sorted(link.lines)) for link in links] == [("Alpha + Gamma", [3]), ("Alpha", [2])]


def test_a_number_tells_which_of_two_names_is_meant() -> None:
    text = "Alpha reaches 66.0 on Rain."
    links = look(text, find_quantities(text), _asked()).links
    assert [sorted(link.lines) for link in links if link.by_row] == [[3]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Alpha reaches an F1 of 64.9 on Rain.", "named"),
        ("Alpha reaches an F1 of 64.8 on Rain.", "absent"),
        ("Alpha improves Rain by 3.7 points over Baseline.", "formula"),
    ],
)
def test_numbers_are_looked_for_where_the_statement_points(text: str, found: str) -> None:
    assert [state for state, _, _ in look(text, find_quantities(text), _asked()).numbers] == [found]


def test_codes_and_initials_name_what_they_stand_for() -> None:
    asked = _asked(["System", "DE", "FR"], [["BoC", "1.5", "2.5"], ["LR", "3.5", "4.5"], ["SVM", "2.0", "2.0"]])
    links = look("Logistic regression beats bag-of-concepts on German.", (), asked).links
    assert [(link.by_row, sorted(link.lines)) for link in links] == [(True, [2]), (True, [1]), (False, [1])]


def test_a_statement_about_something_else_is_left_open() -> None:
    told = check_statement("Annotators were paid by the hour.", (), _asked())
    assert told.check.status == "unresolved"
    assert told.check.anchors == ()


def test_a_check_names_the_cells_that_speak_for_it() -> None:
    told = check_statement("Alpha outperforms Baseline on Rain and Snow.", (), _asked())
    assert told.check.status == "supported"
    assert told.check.formula == "Alpha better than Baseline in 2 of 2"
    assert told.check.confidence == told.probabilities["supported"]


WORDS = (
    "Alpha Baseline Omega Gamma Rain Snow F1 outperforms not best the is worse than by 3.7 64.9 , improves our model"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=14))
def test_any_statement_gets_probabilities_that_sum_to_one(said: list[str]) -> None:
    text = " ".join(said)
    told = check_statement(text, find_quantities(text), _asked())
    assert [*told.probabilities] == list(STATUSES)
    assert sum(told.probabilities.values()) == pytest.approx(1)
    assert told.check.confidence == max(told.probabilities.values())


@given(st.permutations(ROWS))
def test_the_order_of_rows_changes_no_score(rows: list[list[str]]) -> None:
    text = "Alpha outperforms Baseline and Omega gives the lowest F1 on Rain."
    assert _scores(text, _asked(rows=rows)) == _scores(text, _asked())


def test_the_weights_are_those_of_features_that_exist() -> None:
    read = tomllib.loads(files("synth.verify").joinpath("statement_weights.toml").read_text(encoding="utf-8"))
    known = look("Alpha beats Omega.", (), _asked()).features
    assert set(read) == {"open", "holds"}
    assert {name for part in read.values() for name in part["weights"]} <= set(known)
    assert statement_model().holds.weights["compare"] > 0
