import pytest

from synth.extract.claims import extract_claims
from synth.verify import verify_claim, witness
from synth.verify.trail import NO_TRAIL, named_tables
from tests.verify.made import PAPER, claim, document

TEXT = (
    PAPER
    + """
On Hail the best score is 84.1, on Rain it is 66.0, and the worst on Rain is 61.2.
"""
)


def test_numbers_beside_speak_for_table_row_and_column() -> None:
    read = document(TEXT)
    claims = extract_claims(read)
    own = witness(read, claims)
    last = [each for each in claims if each.anchor.quote.startswith("On Hail")]
    quantity = last[0].quantities[0]
    trail = own.trails.around(last[0], quantity)
    assert trail.tables[1] > 0.8
    assert trail.rows[1, 3] > 0.8
    assert (1, 3, 3) not in trail.taken  # its own cell does not speak for itself
    assert (1, 3, 1) in trail.taken


def test_a_claim_of_nowhere_has_no_trail() -> None:
    read = document()
    own = witness(read, extract_claims(read))
    made = claim("Alpha reaches 73.1 on Snow.", "73.1")
    assert own.trails.around(made, made.quantities[0]) == NO_TRAIL


def test_a_number_that_stands_twice_is_counted() -> None:
    read = document(PAPER + "\nAlpha reaches 73.1 on Snow.\n\nWith Alpha, Snow improves to 73.1 in all.\n")
    claims = extract_claims(read)
    own = witness(read, claims)
    repeated = [own.trails.around(each, each.quantities[0]).repeated for each in claims if each.quantities]
    assert repeated == [1, 1]


def test_tables_are_named_by_their_printed_number() -> None:
    assert named_tables("as Tables 2 and 3 show (cf. Table IV)") == {"2", "3", "IV"}


def test_a_slip_in_a_sentence_is_contradicted_and_the_right_number_is_not() -> None:
    for number, status in (("84.1", "supported"), ("81.4", "contradicted")):
        read = document(PAPER + f"\nBeta reaches {number} on Hail.\n")
        claims = extract_claims(read)
        own = witness(read, claims)
        found = [verify_claim(each, own).status for each in claims if each.quantities and number in each.text]
        assert found == [status]


def test_of_several_cells_that_hold_a_number_the_named_one_has_the_largest_share() -> None:
    read = document(PAPER.replace("| Beta | 66.0 |", "| Beta | 64.9 |") + "\nBeta reaches 64.9 on Rain.\n")
    own = witness(read, extract_claims(read))
    [(_, _, shares, _)] = [match for matches in own.trails.matches.values() for match in matches]
    assert sum(shares.values()) == pytest.approx(1)
    assert shares[1, 3, 1] > 0.8 > shares[1, 2, 1]
