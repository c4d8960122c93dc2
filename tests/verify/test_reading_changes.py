from synth.extract.claims import extract_claims
from synth.quantity import Quantity
from synth.verify import witness
from synth.verify.align import align
from synth.verify.reading_changes import Misread, misread_change
from synth.verify.tables import mention_of
from synth.verify.trail import NO_TRAIL
from tests.verify.made import PAPER, claim, document


def _misread(number: str, kind: str = "gain") -> tuple[Quantity, Misread | None]:
    made = claim(f"Beta gains {number} points over Baseline on Hail.", number, kind=kind, unit="points", sign=1)
    read = document(PAPER)
    own = witness(read, extract_claims(read))
    quantity = made.quantities[0]
    return quantity, misread_change(quantity, align(made, quantity, own.tables, mention_of(made, ())).entries, NO_TRAIL)


def test_a_slip_of_the_difference_is_likelier_than_the_difference() -> None:
    (_, right), (_, wrong) = _misread("3.8"), _misread("3.3")
    assert wrong is not None
    assert wrong.entry.candidate.formula == "Beta − Baseline in Hail"
    assert right is None or right.score < wrong.score


def test_what_is_no_change_is_left_alone() -> None:
    assert _misread("3.3", "value")[1] is None
