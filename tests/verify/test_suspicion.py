from dataclasses import replace

import pytest

from synth.extract.claims import extract_claims
from synth.verify import witness
from synth.verify.cue_weights import BESIDE
from synth.verify.cue_weights import SUSPICION as WEIGHTS
from synth.verify.misreading import Misreading, misreading
from synth.verify.reading import Asked, Reading, read_number
from synth.verify.retold import NOTHING_RETOLD
from synth.verify.surroundings import around_number, mention_of
from synth.verify.suspicion import SUSPICION, suspicion, suspicions
from tests.verify.made import claim, document


def _asked(text: str, number: str) -> tuple[Asked, Reading, Misreading, float]:
    made = claim(text, number)
    read = document()
    own = witness(read, extract_claims(read))
    quantity = made.quantities[0]
    around = around_number(made, quantity, mention_of(made, ()), own.system, None, own.surroundings)
    asked = Asked(made, quantity, around, own.trails.around(made, quantity), None)
    reading = read_number(asked, own.tables, own.surroundings)
    found = misreading(quantity, reading)
    assert found.value is not None
    index = next(index for index in own.tables if index.table.number == found.value.table)
    return asked, reading, found, suspicion(asked, reading, found, index, NOTHING_RETOLD, [index])


def test_every_cue_has_a_weight() -> None:
    assert tuple(WEIGHTS) == tuple(BESIDE) == ("always", *SUSPICION)


def test_a_slip_of_the_named_cell_is_suspected_and_its_own_number_is_not() -> None:
    right = _asked("Alpha reaches an accuracy of 73.1 on Snow.", "73.1")[-1]
    wrong = _asked("Alpha reaches an accuracy of 73.7 on Snow.", "73.7")[-1]
    assert right < 0 < wrong


def test_the_less_is_said_of_the_cell_the_less_a_number_is_suspected() -> None:
    named = _asked("Alpha reaches an accuracy of 73.7 on Snow.", "73.7")[-1]
    unnamed = _asked("The made box weighs 73.7 grams.", "73.7")[-1]
    assert unnamed < named


def test_a_number_that_is_a_slip_of_nothing_has_no_features() -> None:
    asked, reading, found, _ = _asked("Alpha reaches an accuracy of 73.7 on Snow.", "73.7")
    index = witness(document(), ()).tables[0]
    with pytest.raises(ValueError, match="no cell"):
        suspicions(asked, reading, replace(found, value=None), index, NOTHING_RETOLD, [index])
