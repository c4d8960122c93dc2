from typing import Any

import pytest

from synth.extract.claims import extract_claims
from synth.records import CellsAnchor
from synth.verify import verify_claim, witness
from tests.verify.made import PAPER, document, verdict


@pytest.mark.parametrize(
    ("text", "number", "slots", "status", "formula"),
    [
        ("Alpha reaches 73.1 on Snow.", "73.1", {}, "supported", "cell(Alpha, Snow)"),
        ("Alpha reaches 73.7 on Snow.", "73.7", {}, "contradicted", "cell(Alpha, Snow)"),
        (
            "Beta gains 4.8 points over Baseline on Rain.",
            "4.8",
            {"kind": "gain", "unit": "points", "sign": 1},
            "supported",
            "Beta − Baseline in Rain",
        ),
        (
            "Beta loses 0.6 points against Baseline on Snow.",
            "0.6",
            {"kind": "gain", "unit": "points", "sign": -1, "subject": "Beta", "baseline": "Baseline"},
            "supported",
            "Beta − Baseline in Snow",
        ),
        (
            "Beta gains 0.6 points over Baseline on Snow.",
            "0.6",
            {"kind": "gain", "unit": "points", "sign": 1, "subject": "Beta", "baseline": "Baseline"},
            "contradicted",
            "Beta − Baseline in Snow",
        ),
        (
            "Gamma improves the average by 1.7 points.",
            "1.7",
            {"kind": "gain", "unit": "points", "sign": 1, "subject": "Gamma"},
            "supported",
            "mean(Gamma row)",
        ),
        (
            "Delta lowers Rain by 2.7 points.",
            "2.7",
            {"kind": "gain", "unit": "points", "sign": -1},
            "supported",
            "cell(Delta, Rain)",
        ),
        ("Gamma scores 65.3 on Rain.", "65.3", {}, "supported", "Baseline + Gamma in Rain"),
        (
            "Pebbles has 392,702 examples.",
            "392,702",
            {"kind": "count", "unit": "examples"},
            "supported",
            "cell(Pebbles, Examples)",
        ),
        (
            "Pebbles covers 17 languages.",
            "17",
            {"kind": "count", "unit": "languages"},
            "contradicted",
            "cell(Pebbles, Languages)",
        ),
    ],
)
def test_a_number_is_decided_by_a_formula(
    text: str, number: str, slots: dict[str, Any], status: str, formula: str
) -> None:
    found = verdict(text, number, **slots)
    check = found.checks[0]
    assert (found.status, check.formula) == (status, formula), found
    assert isinstance(check.anchors[0], CellsAnchor)


def test_a_recomputation_is_shown_with_one_digit_more() -> None:
    assert (
        verdict("Gamma improves the average by 1.7 points.", "1.7", kind="gain", sign=1).checks[0].recomputed == "1.67"
    )


@pytest.mark.parametrize(
    "text",
    ["We trained for 9.3 hours.", "Some other system reaches 88.8 elsewhere.", "It is 3.1 times as fast."],
)
def test_what_the_tables_do_not_speak_of_stays_open(text: str) -> None:
    number = next(word for word in text.split() if word[0].isdigit())
    assert verdict(text, number).status == "unresolved"


def test_a_match_by_chance_is_no_support() -> None:
    assert verdict("About 7 of them were nice.", "7", kind="count").status == "unresolved"


def test_truncation_is_supported_and_named() -> None:
    paper = PAPER.replace("73.1", "73.18")
    found = verdict("Alpha reaches 73.1 on Snow.", "73.1", paper)
    assert found.status == "supported"
    assert "cut off instead of rounded" in found.reason


def test_equal_precision_must_be_equal() -> None:
    assert verdict("Alpha reaches 73.2 on Snow.", "73.2").status == "contradicted"


def test_a_paper_without_tables_leaves_numbers_open() -> None:
    found = verdict("Alpha reaches 73.1 on Snow.", "73.1", "# A made paper\n\nNo tables here.\n")
    assert (found.status, found.checks) == ("unresolved", ())
    assert "nothing to check it against" in found.reason


def test_where_a_table_is_referred_to_it_is_less_sure_that_none_has_the_number() -> None:
    told = []
    for lead in ("Table 1 has what we found.", "We found what follows."):
        paper = f"{PAPER}\n## Results\n\n{lead} One more made system reaches 17.3 there.\n"
        read = document(paper)
        claims = extract_claims(read)
        told.append(verify_claim(claims[-1], witness(read, claims)))
    referred, other = told
    assert referred.status == other.status == "unresolved"
    assert referred.reason == "nothing in Table 1, which the paragraph refers to, could be tied to 17.3"
    assert "nothing to check it against" in other.reason
    assert referred.confidence < other.confidence


def test_a_number_of_another_split_or_dataset_is_not_held_against_a_table() -> None:
    paper = PAPER.replace("accuracy on the made tasks", "accuracy on the made test sets")
    text = "Alpha reaches 73.7 on the validation set of Snow."
    assert verdict(text, "73.7", paper, split="dev").status == "unresolved"
    assert verdict("Alpha reaches 73.7 on Snow.", "73.7", paper).status == "contradicted"
    assert verdict("Alpha reaches 73.7 on Snow.", "73.7", dataset=("Sleet",)).status == "unresolved"


def test_a_number_that_is_cited_is_not_a_slip_of_an_unnamed_cell() -> None:
    assert verdict("The best of the rest reaches 84.7 on Hail [@made].", "84.7").status != "contradicted"


def test_a_lead_over_the_best_other_line_is_what_the_state_of_the_art_means() -> None:
    paper = PAPER.replace("| Beta |", "| Ours |", 1)
    found = verdict(
        "We improve the state of the art by 1.1 points on Rain.",
        "1.1",
        paper,
        kind="gain",
        unit="points",
        sign=1,
        subject="We",
        baseline="state of the art",
    )
    assert (found.status, found.checks[0].formula) == ("supported", "Ours − Alpha in Rain")


def test_a_count_that_stands_in_a_table_of_something_else_is_no_support() -> None:
    table = "| Setting | Value |\n| --- | --- |\n| Steps | 50 |\n| Width | 12 |\n"
    paper = f"# A made paper\n\nTable 1: made settings\n\n{table}"
    assert verdict("The made set holds 50 questions.", "50", paper, kind="count").status == "unresolved"


def test_a_number_on_a_set_that_no_table_names_is_not_held_against_them() -> None:
    assert verdict("Alpha reaches 73.7 on Sleetcorp.", "73.7").status == "unresolved"


@pytest.mark.parametrize(
    "text",
    [
        "Alpha with our extra drops gives results similar to those, 73.7 on Snow.",
        "Beaver [@beaver1999] reaches an accuracy of 73.7 on Snow.",
        "The best previously published system reaches 73.7 on Snow.",
        "Alpha with a standard deviation of 73.7 on Snow.",
        "An ensemble of Alpha reaches 73.7 on Snow.",
        "Alpha stops at a maximum of 73.7 on Snow.",
        "Alpha wins by a margin of 12.5 on Rain, and 73.7 on Snow.",
        "In Sleet2020 the accuracy of Alpha is 73.7 on Snow.",
    ],
)
def test_what_is_told_of_other_runs_or_measures_is_not_held_against_a_cell(text: str) -> None:
    assert verdict(text, "73.7").status != "contradicted"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The corpus Shells has 49,041 examples.", "contradicted"),
        ("We take 49,041 examples of Shells to train and the remaining 360 to test.", "unresolved"),
        ("We take 49,041 examples of Shells to train and the remaining 361 to test.", "contradicted"),
    ],
)
def test_a_part_of_a_count_is_no_slip_of_it(text: str, status: str) -> None:
    assert verdict(text, "49,041", kind="count").status == status


PAIRS = """# Made pairs

Table 1: P@5 of made word translation

| System | English-Rainish P@1 | English-Rainish P@5 | English-Snowish P@1 | English-Snowish P@5 |
| --- | --- | --- | --- | --- |
| Baseline | 41.2 | 60.4 | 41.9 | 63.8 |
| Alpha | 44.9 | 63.1 | 52.7 | 76.5 |
"""


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The P@5 of Alpha for English-Snowish is 67.5.", "contradicted"),
        ("The P@5 of Alpha for English-Hailish is 67.5.", "unresolved"),
        ("As Table 1 shows, Alpha has an accuracy of 67.5 from Hailish to Snowish.", "unresolved"),
    ],
)
def test_a_number_of_a_pair_is_not_held_against_another_pair(text: str, status: str) -> None:
    assert verdict(text, "67.5", PAIRS).status == status


def test_a_relative_reduction_of_errors_is_worked_out_from_scores() -> None:
    text = "Alpha reduces the error of Baseline by 9.1% on Snow."
    found = verdict(text, "9.1", kind="relative_gain", unit="%", sign=-1, subject="Alpha", baseline="Baseline")
    assert found.status == "supported"
    assert "errors of Alpha / errors of Baseline" in found.reason


SIZES = """# Made sizes

Table 1: made scores of every language

| System | de | fr | sw | zh | Avg. |
| --- | --- | --- | --- | --- | --- |
| Alpha | 61.2 | 70.4 | 80.3 | 51.1 | 65.8 |

Table 2: made corpora

| Corpus | Train | Dev | Test | Words |
| --- | --- | --- | --- | --- |
| Pebbles | 9,003 | 1,000 | 3,080 | 5,028 |
| Shells | 15,000 | 3,000 | 5,700 | 8,376 |
"""


@pytest.mark.parametrize(
    ("text", "number", "unit", "section", "status"),
    [
        ("We try it in 4 languages.", "4", "languages", (), "supported"),
        ("We try it in 6 languages.", "6", "languages", (), "unresolved"),
        ("We try it with 4 annotators.", "4", "annotators", (), "unresolved"),
        ("It contains 13,083 queries.", "13,083", None, ("Data", "Pebbles"), "supported"),
        ("Pebbles contains 13,083 queries.", "13,083", None, ("Data",), "supported"),
        ("It contains 13,083 queries.", "13,083", None, ("Data",), "unresolved"),
        ("Pebbles contains 14,083 queries.", "14,083", None, (), "unresolved"),
    ],
)
def test_sizes_are_counted_and_summed_up(
    text: str, number: str, unit: str | None, section: tuple[str, ...], status: str
) -> None:
    made = verdict(text, number, SIZES, kind="count", unit=unit, section=section)
    assert made.status == status, made.reason
