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
from synth.verify.statement import backed, check_statement, look
from synth.verify.statement_board import Board, board
from synth.verify.statement_model import statement_model
from tests.timing import LINEAR, growth

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


def test_captions_say_what_labels_stand_for() -> None:
    caption = "Table 2: made. Mean dryness (MD) is shown. 's' indicates a sieving step is added."
    asked = _asked(["System", "MD"], [["Alpha", "61.2"], ["Alpha s", "64.0"], ["Omega", "60.0"]], caption)
    links = look("The sieving step improves mean dryness of Alpha.", (), asked).links
    assert [(link.phrase, link.by_row, sorted(link.lines)) for link in links] == [
        ("sieving step", True, [2]),
        ("mean dryness", False, [1]),
        ("Alpha", True, [1]),
    ]


def test_the_caption_says_whose_a_system_is() -> None:
    asked = _asked(caption="Table 1: our Omega beside made systems")
    assert [sorted(link.lines) for link in look("Our model is worse.", (), asked).links] == [[4]]


def test_citations_are_no_part_of_a_name() -> None:
    asked = _asked(["System", "F1"], [["Alpha Smith and Wei ( 2018 )", "61.2"], ["Alpha+Gamma", "64.0"]])
    assert _scores("Gamma improves F1.", asked) == [("change", 1)]


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Removing Gamma hurts.", 1),
        ("Gamma hurts.", -1),
        ("Gamma is essential.", 1),
        ("Gamma has no effect.", -1),
        ("Without Sigma, the score drops.", 1),
    ],
)
def test_what_is_taken_away_is_told_from_what_is_added(text: str, score: int) -> None:
    asked = _asked(["Model", "F1"], [["full", "72.0"], ["- Gamma", "60.0"], ["- Sigma", "66.0"]])
    assert [(kind, value > 0) for kind, value in _scores(text, asked)] == [("change", score > 0)]


@pytest.mark.parametrize(
    ("text", "score"),
    [("As depth grows, accuracy drops.", 1), ("As depth grows, accuracy rises.", -1), ("Smaller depth hurts.", -1)],
)
def test_ordered_lines_make_a_trend(text: str, score: int) -> None:
    asked = _asked(["depth", "accuracy"], [["1", "72.0"], ["2", "70.5"], ["4", "66.1"], ["8", "61.7"]])
    assert _scores(text, asked) == [("change", score)]


def test_a_grid_is_compared_within_its_metrics() -> None:
    header = ["Set", "Alpha P", "Alpha R", "Omega P", "Omega R"]
    asked = _asked(header, [["north", "90.0", "50.0", "80.0", "40.0"], ["south", "91.0", "51.0", "81.0", "41.0"]])
    found = look("Alpha outperforms Omega.", (), asked).facts
    assert [(fact.score, fact.formula) for fact in found] == [
        (1.0, "Alpha P, Alpha R better than Omega P, Omega R in 4 of 4")
    ]


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("Rain F1 goes up from 61.2 to 64.9.", [1.0]),
        ("Rain F1 drops from 64.9 to 66.0.", [-1.0]),
        ("Rain F1 drops from 11.1 to 22.2.", []),
    ],
)
def test_two_numbers_say_which_way_a_change_went(text: str, scores: list[float]) -> None:
    found = [fact for fact in look(text, (), _asked()).facts if fact.sure == 1]
    assert [fact.score for fact in found] == scores


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Alpha reaches 64.9 on Rain F1.", 1),
        ("Alpha reaches 64.8 on Rain F1.", -1),
        ("Alpha reaches 60.1 on Rain F1.", -1),
        ("Alpha reaches 99.99 on Fog.", 0),
    ],
)
def test_a_number_is_held_against_the_cell_that_is_named_for_it(text: str, score: int) -> None:
    found = [fact for fact in look(text, find_quantities(text), _asked()).facts if fact.kind == "number"]
    assert [fact.score for fact in found] == [score] * abs(score)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Compared to Omega, Alpha improves F1 on Snow.", [("compare", 1)]),
        ("Compared with Alpha, Omega improves F1 on Snow.", [("compare", -1)]),
        ("Alpha leads on both Rain and Snow, outperforming Omega.", [("compare", 1)]),
        ("Alpha is stronger and more precise than Omega on Rain.", [("compare", 1), ("compare", 1)]),
        ("Omega is stronger and more precise than Alpha on Rain.", [("compare", -1), ("compare", -1)]),
        ("Alpha has a higher Rain F1 than Omega.", [("compare", 1)]),
    ],
)
def test_the_sides_of_a_comparison_are_found_wherever_they_stand(text: str, found: list[tuple[str, int]]) -> None:
    assert _scores(text, _asked()) == found


@pytest.mark.parametrize(
    ("text", "score"), [("When Gamma is removed, F1 drops.", 1), ("If Gamma is not used, F1 rises.", -1)]
)
def test_a_part_may_be_said_to_be_left_out_behind_its_name(text: str, score: int) -> None:
    asked = _asked(["Model", "F1"], [["complete", "72.0"], ["- Gamma", "60.0"], ["- Sigma", "66.0"]])
    assert _scores(text, asked) == [("change", score)]


@pytest.mark.parametrize(
    ("caption", "holds"), [("Table 1: made gaps", True), ("Table 1: made gaps; smaller is better", False)]
)
def test_a_caption_says_which_end_is_the_good_one(caption: str, holds: bool) -> None:
    asked = _asked(["System", "Rain", "Snow"], [["Alpha", "9.5", "8.5"], ["Omega", "7.5", "6.5"]], caption)
    assert [(kind, score > 0) for kind, score in _scores("Alpha is better than Omega.", asked)] == [("compare", holds)]


@pytest.mark.parametrize(
    ("text", "sure"), [("Alpha has a larger gain than Omega.", 0.4), ("Alpha is larger than Omega.", 1.0)]
)
def test_a_comparison_of_differences_is_bound_less_plainly(text: str, sure: float) -> None:
    assert [fact.sure for fact in look(text, (), _asked()).facts if fact.kind == "compare"] == [pytest.approx(sure)]


def test_a_part_is_not_held_against_another_line_that_has_it() -> None:
    asked = _asked(["System", "F1"], [["Base", "50.0"], ["Gamma with sieve", "60.0"], ["Gamma", "61.0"]])
    assert [score > 0 for _, score in _scores("Gamma improves F1.", asked)] == [True]


def test_a_statement_is_not_supported_where_most_cells_speak_against_it() -> None:
    seen = look("Omega outperforms Alpha.", (), _asked())
    told = backed({"supported": 0.8, "contradicted": 0.1, "unresolved": 0.1, "not_comparable": 0.0}, seen)
    assert told["supported"] < told["unresolved"]


def test_a_statement_is_not_contradicted_where_no_cell_speaks_against_it() -> None:
    seen = look("Alpha outperforms Omega.", (), _asked())
    told = backed({"supported": 0.1, "contradicted": 0.8, "unresolved": 0.1, "not_comparable": 0.0}, seen)
    assert told["contradicted"] < told["unresolved"]


def test_a_rival_named_after_a_preposition_is_no_assertion() -> None:
    assert _scores("Alpha is compared to the best system.", _asked()) == []


def test_codes_and_initials_name_what_they_stand_for() -> None:
    asked = _asked(["System", "DE", "FR"], [["BoC", "1.5", "2.5"], ["LR", "3.5", "4.5"], ["SVM", "2.0", "2.0"]])
    links = look("Logistic regression beats bag-of-concepts on German.", (), asked).links
    assert [(link.by_row, sorted(link.lines)) for link in links] == [(True, [2]), (True, [1]), (False, [1])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Alpha performs best.", [("rank", 1)]),  # a person is no rival, and each measure has its own good end
        ("Omega performs best.", [("rank", -1)]),
        ("Alpha is slightly better than chance.", [("compare", 1)]),
    ],
)
def test_each_measure_has_its_own_good_end(text: str, found: list[tuple[str, float]]) -> None:
    rows = [["Alpha", "61.2", "9.5"], ["Omega", "60.0", "12.5"], ["Human", "70.0", "1.0"]]
    caption = "Table 1: made systems. Recall (higher is better) and distance (FID, lower is better)."
    assert _scores(text, _asked(["System", "Recall", "FID"], rows, caption)) == found


@pytest.mark.parametrize(
    ("caption", "row", "holds"),
    [
        ("Table 1: made scores. Bold is best, underlined second best.", "Alpha", True),
        ("Table 1: made accuracy on Rain and perplexity on Snow.", "Alpha", False),
        ("Table 1: made scores on Snow.", "Alpha, window size 5", True),
    ],
)
def test_what_a_caption_says_besides_does_not_turn_a_measure_round(caption: str, row: str, holds: bool) -> None:
    asked = _asked(["System", "Snow F1" if "size" in row else "Snow"], [[row, "9.5"], ["Omega", "7.5"]], caption)
    assert [score > 0 for _, score in _scores("Alpha is better than Omega on Snow.", asked)] == [holds]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The lowest F1 on Rain is obtained by Omega, and the best by Alpha + Gamma.", [("rank", 1), ("rank", 1)]),
        ("Alpha has the best F1 on Rain and Omega has the best F1 on Snow.", [("rank", -0.6), ("rank", -1)]),
        ("Omega dominates Alpha.", [("compare", -1)]),
        ("For Omega, scores are worse than those of Alpha.", [("compare", 1)]),
        ("Omega produces poor scores for Rain and Snow.", [("level", 1)]),
        ("Alpha is among the best systems.", []),
        ("We train the best system on Rain.", []),
        ("The smallest gap is that of the sun.", []),
        ("A loss of 2 points from Alpha is seen.", []),
        ("Alpha is better than Omega, whereas chance is worse.", [("compare", 1)]),
        ("Using Alpha instead of Omega performs better.", [("compare", 1)]),
        ("Using Omega instead of Alpha performs better.", [("compare", -1)]),
    ],
)
def test_what_is_asserted_is_told_from_what_is_only_spoken_of(text: str, found: list[tuple[str, float]]) -> None:
    assert _scores(text, _asked()) == found


def test_what_is_excepted_is_no_place_to_look() -> None:
    header = ["System", "Rain F1", "Snow F1"]
    asked = _asked(header, [["Alpha", "9.0", "1.0"], ["Omega", "8.0", "2.0"], ["Sigma", "7.0", "1.5"]])
    assert _scores("Alpha performs best on all sets.", asked)[0][1] < 1
    assert _scores("Alpha performs best on all sets except Snow.", asked) == [("rank", 1)]


def test_scores_are_high_but_for_the_one_that_is_named() -> None:
    asked = _asked(["Domain", "F1"], [["Apparel", "72.0"], ["Cars", "80.0"], ["Transport", "60.0"]])
    assert _scores("F1 is high, with the exception of Transport.", asked) == [("level", 1)]
    assert _scores("F1 is high, with the exception of Cars.", asked) == [("level", -1)]


def test_rows_with_the_same_marks_are_compared() -> None:
    rows = [["Alpha", "✓", "", "60.0"], ["Omega", "✓", "", "61.0"], ["Alpha", "✓", "✓", "70.0"]]
    asked = _asked(["System", "Images", "Boxes", "F1"], rows)
    assert _scores("Alpha outperforms Omega.", asked) == [("compare", -1)]


def test_a_number_beside_a_name_counts_and_names_no_column() -> None:
    asked = _asked(["# steps", "Reach", "Step score"], [["1", "3.0", "3.8"], ["2", "2.8", "3.9"], ["3", "2.3", "4.0"]])
    links = look("3-step chains are lower than the others.", (), asked).links
    assert [(link.by_row, sorted(link.lines)) for link in links] == [(True, [3])]


@pytest.mark.parametrize(
    ("text", "score"),
    [("Reducing the number of heads decreases performance.", 1), ("Adding heads decreases performance.", -1)],
)
def test_what_somebody_does_to_a_number_drives_the_rest(text: str, score: int) -> None:
    asked = _asked(["# heads", "accuracy", "loss"], [["1", "61.0", "0.9"], ["2", "66.0", "0.8"], ["4", "70.0", "0.5"]])
    assert _scores(text, asked) == [("change", score)]


def test_a_name_of_a_column_compares_nothing() -> None:
    asked = _asked(["Control", "Gains"], [["made", "-3.0"], ["another", "-1.5"]])
    assert _scores("The gains are given in Table 1.", asked) == []


def test_a_prefix_of_many_words_shortens_none_of_them() -> None:
    asked = _asked(["System", "In", "Out"], [["Alpha", "72.8", "71.5"], ["Omega", "64.8", "54.3"]])
    assert _scores("Alpha outperforms Omega.", asked) == [("compare", 1)]


def test_a_letter_inside_a_name_is_no_row() -> None:
    asked = _asked(["Style", "S-Net", "Net"], [["S", "72.8", "71.5"], ["P", "94.8", "94.3"]])
    links = look("S-Net beats Net.", (), asked).links
    assert [link.by_row for link in links] == [False, False]


def test_a_removal_that_is_a_name_takes_nothing_away() -> None:
    caption = "Table 1: made. 'r' indicates a redundancy removal step."
    asked = _asked(["System", "F1"], [["Alpha", "60.0"], ["Alpha r", "63.0"], ["Omega", "59.0"]], caption)
    assert _scores("When redundancy removal was applied to Alpha, F1 improves.", asked) == [("change", 1)]


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


@given(st.lists(st.sampled_from(WORDS.split()), max_size=14))
def test_no_status_rests_on_words_alone(said: list[str]) -> None:
    text = " ".join(said)
    told, seen = check_statement(text, find_quantities(text), _asked()), look(text, find_quantities(text), _asked())
    if told.check.status == "supported":
        given_ = any(state in ("named", "formula") for state, _, _ in seen.numbers)
        assert given_ or any(fact.score > -0.2 for fact in seen.facts)
    if told.check.status == "contradicted":
        assert any(fact.score < 1 for fact in seen.facts)
    assert (told.check.formula is not None) or told.check.status == "unresolved"


@given(st.text(max_size=60), st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=5), st.text(max_size=60))
def test_no_table_and_no_statement_is_too_strange(text: str, rows: list[list[str]], caption: str) -> None:
    asked = _asked(["Alpha", "Rain"], [*rows, ["Omega", "1.5"]], caption)
    told = check_statement(text, find_quantities(text), asked)
    assert told.check.status in STATUSES


@pytest.mark.untraced
def test_a_long_table_is_asked_in_linear_time() -> None:
    text = "Gamma outperforms all others, part 17 drops from 17.5 to 3.5 and Gamma is similar to part 3 on Rain."

    def rows(number: int) -> list[list[str]]:
        return [[f"part {each} Gamma", f"{each % 97}.5", f"{each % 89}.25"] for each in range(number)]

    def check(rows: list[list[str]]) -> None:
        check_statement(text, find_quantities(text), _asked(["System", "Rain F1", "Snow F1"], rows))

    assert growth(rows, check, 500) < LINEAR


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("unit", "end"),
    [("Alpha, and ", "beats Omega"), (" , ", "Alpha improves compared to Omega")],
    ids=["names", "commas"],
)
def test_a_long_statement_is_looked_at_in_linear_time(unit: str, end: str) -> None:
    asked = _asked()

    def text(times: int) -> str:
        return "Compared to " + unit * times + end

    assert growth(text, lambda text: check_statement(text, (), asked), 2_000) < LINEAR


@given(st.permutations(ROWS))
def test_the_order_of_rows_changes_no_score(rows: list[list[str]]) -> None:
    text = "Alpha outperforms Baseline and Omega gives the lowest F1 on Rain."
    assert _scores(text, _asked(rows=rows)) == _scores(text, _asked())


def test_the_weights_are_those_of_features_that_exist() -> None:
    read = tomllib.loads(files("synth.verify").joinpath("statement_weights.toml").read_text(encoding="utf-8"))
    known = look("Alpha beats Omega.", (), _asked()).features
    assert set(read) == {"open", "holds"}
    assert {name for part in read.values() for name in part["weights"]} <= set(known)
    assert statement_model().holds.weights["facts"] > 0
