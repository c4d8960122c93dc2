"""What a number may be besides a slip of a cell; the papers here are made."""

import pytest

from synth.extract.claims import extract_claims
from synth.read import read_bytes
from synth.records import Verdict
from synth.verify import verify_claim, witness

ROWS = (
    ("Model", "Features", "Flow", "Time", "Test", "Test w/o ens."),
    ("Alpha", "2.3", "39.8", "44.1", "73.1", "70.4"),
    ("Alpha (ms)", "2.3", "39.8", "", "", ""),
    ("Beta", "2.6", "41.2", "45.8", "75.8", "72.6"),
    ("Gamma", "2.9", "38.5", "43.4", "77.3", "74.9"),
)
SAID = (
    "Alpha reaches 73.1 on Test. Beta reaches 75.8 on Test. "
    "Gamma reaches 77.3 on Test, with 2.9 Features and a Time of 43.4."
)


def verdict_of(sentence: str, number: str) -> Verdict:
    """What is said of a sentence of a made paper that tells its table's numbers rightly besides."""
    body = " \\\\\n".join(" & ".join(row) for row in ROWS) + " \\\\\n"
    table = (
        f"\\begin{{table}}\\caption{{Made accuracy}}\\begin{{tabular}}{{lrrrrr}}{body}\\end{{tabular}}\\end{{table}}"
    )
    text = f"\\section{{Results}} {SAID}\n\n{sentence}\n\n{table}"
    document = read_bytes(f"\\documentclass{{article}}\\begin{{document}}{text}\\end{{document}}".encode(), "made.tex")
    claims = extract_claims(document)
    own = witness(document, claims)
    said = [
        each for each in claims if each.text.startswith(sentence[:20]) and number in {q.text for q in each.quantities}
    ]
    assert said, [each.text for each in claims]
    return verify_claim(said[0], own)


def test_a_slip_of_the_named_cell_is_contradicted() -> None:
    assert verdict_of("In all, Beta reaches an accuracy of 75.3 on Test.", "75.3").status == "contradicted"


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("The result is in between the others: an accuracy of 75.3 on Test for Beta.", "75.3"),
        ("With uncased references, Beta reaches an accuracy of 75.3 on Test.", "75.3"),
        ("In the Made2031 challenge, Beta reaches an accuracy of 75.3 on Test.", "75.3"),
        ("In all, Beta reaches a better accuracy on Test than Delta (75.3) \\cite{other}.", "75.3"),
        ("In all, Beta reaches a Time of 43.8.", "43.8"),
    ],
)  # fmt: skip
def test_what_says_that_a_number_is_of_something_else_leaves_it_open(sentence: str, number: str) -> None:
    assert verdict_of(sentence, number).status != "contradicted"


def test_a_change_whose_two_cells_are_named_is_no_slip_of_another() -> None:
    told = "In all, Gamma gains 1.5 points over Beta on Test, but Alpha is still better than Delta on other sets."
    assert verdict_of(told, "1.5").status == "supported"


@pytest.mark.parametrize(
    ("sentence", "number", "status"),
    [
        ("In all, Gamma reaches an accuracy of 77.3 on Test, and Beta 75.8 there.", "77.3", "supported"),
        ("In all, both Beta and Gamma reach an accuracy of 75.8 on Test.", "75.8", "supported"),
        ("In all, Gamma is 1.5 better on Test than Beta (77.3 against 75.8).", "77.3", "supported"),
        ("In all, Gamma reaches an accuracy of 77.8 on Test, and Beta 75.8 there.", "77.8", "contradicted"),
    ],
)
def test_a_number_that_a_named_cell_holds_is_no_slip_of_its_neighbour(sentence: str, number: str, status: str) -> None:
    assert verdict_of(sentence, number).status == status
