"""Levels and changes: which numbers beside a word of change are the ends of a change. All sentences here are made."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.extract.claims import extract_claims
from synth.extract.quantities import find_quantities
from synth.records import Anchor, Document, Paper, Sentence, SourceFile, Traced

LEVELS = [
    ("Dropout lifts the accuracy of FooNet further to 57.4 %.", "v"),
    ("The mAP of FooNet climbs and improves from 71.2 % to 74.6 % when crops get smaller.", "vv"),
    ("On Plumish (pl) the error drops from 31.1 to 28.0 WER.", "vv"),
    ("Accuracy declined from close to 75 % to 40 %.", "vv"),
    ("FooNet gains 0.9 % over BarNet and reaches 90.8 % accuracy which outperforms BazNet by 1.6 %.", "gvg"),
    ("FooNet shows an improved performance of 87.5 % F1.", "v"),
    ("FooNet outperforms (57.0 % F1) the audio model (41.8 % F1).", "vv"),
    ("FooNet (30.8 FID) is better than BarNet.", "v"),
    ("Longer training leads to a BLEU of 30.9 which is better.", "v"),
    ("We see an average improvement of 3.3 BLEU (20.9 BLEU to 24.2 BLEU).", "gvv"),
    ("There is only a small degradation of the averages (54.3 % versus 48.9 %).", "vv"),
    ("We improved the accuracy from 81.0 to 84.1, by 3.1 points.", "vvg"),
    ("FooNet improves the accuracy by 2.1 points to 57.4 %.", "gv"),
    ("The error rate is 12.8 % down from 16.3 %.", "vv"),
    ("FooNet reaches 68.3 % mAP, about 1.3 % mAP higher than BarNet.", "vg"),
]
CHANGES = [
    "FooNet improves accuracy by up to 5.2 points.",
    "The gap shrinks from 5.4 to 2.1 points.",
    "The gains grow from 2.1 to 5.4 points.",
    "FooNet has a 5.4 point improvement over BarNet.",
    "The overhead is high, rising to over 40 % higher at low loads.",
    "Removing the head induces a 3 point drop comparing to a 9 point drop for the tail.",
    "Its accuracy is only 3.2 % and 3.3 % below the supervised model.",
    "FooNet outperforms all systems of the last years that we could run in our own setting by an average of 1.4 BLEU.",
    "FooNet shows an F1 of 64.5 (-21.9) without nouns.",
]
SHORT = {"v": "value", "g": "gain"}

numbers = st.decimals(min_value="1.00", max_value="99.99", places=2).map(lambda d: d.quantize(Decimal("0.01")))


@pytest.mark.parametrize(("text", "kinds"), LEVELS)
def test_levels_beside_a_word_of_change(text: str, kinds: str) -> None:
    sentence = Sentence(Traced(text, ((0, len(text), 0, len(text)),)), Anchor("m", "m.txt", None, 0, len(text), text))
    document = Document(Paper("m", title="FooNet"), (SourceFile("m.txt", text, ""),), (sentence,), (), ())
    claims = extract_claims(document)
    found = {quantity.start: quantity.kind for claim in claims for quantity in claim.quantities}
    assert [found[place] for place in sorted(found)] == [SHORT[kind] for kind in kinds]


@pytest.mark.parametrize("text", CHANGES)
def test_changes_stay_changes(text: str) -> None:
    kinds = [quantity.kind for quantity in find_quantities(text)]
    assert kinds[-1] in {"gain", "relative_gain"}


@given(numbers, numbers, numbers, st.sampled_from(["improves", "increases", "drops", "rises"]))
def test_the_ends_of_a_change_are_levels_and_the_change_is_none(
    low: Decimal, high: Decimal, change: Decimal, verb: str
) -> None:
    ends = find_quantities(f"The accuracy {verb} from {low} % to {high} %.")
    assert [(quantity.value, quantity.kind) for quantity in ends] == [(low, "value"), (high, "value")]
    (end,) = find_quantities(f"The accuracy {verb} to {high} %.")
    assert (end.kind, end.sign) == ("value", None)
    (by,) = find_quantities(f"The accuracy {verb} by {change} points.")
    assert (by.kind, by.sign) == ("gain", -1 if verb == "drops" else 1)


def test_a_letter_apart_scales_a_size() -> None:
    (size,) = find_quantities("FooNet has 1.4 M parameters.")
    assert (size.value, size.unit, size.kind) == (Decimal(1_400_000), "parameters", "count")
    (degrees,) = find_quantities("The sample melts at 1300 K here.")
    assert degrees.value == 1300
