"""Quantities: laws over generated texts, a gold table of made sentences, and the shape of a traced sentence."""

from __future__ import annotations

import csv
import itertools
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.extract.quantities import find_quantities, modified_span, sentence_quantities
from synth.extract.units import normal_unit
from synth.quantity import agrees_with, rounding_interval
from synth.records import Anchor, Sentence, Traced
from tests.timing import LINEAR, growth

GOLD = Path(__file__).parents[1] / "gold" / "quantities.csv"


def gold_rows() -> list[tuple[str, list[dict[str, str]]]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (text, [row for row in group if row["number"]]) for text, group in itertools.groupby(rows, lambda r: r["text"])
    ]


decimals = st.decimals(min_value="0.1", max_value="999.99", places=2).map(lambda d: d.quantize(Decimal("0.01")))


@pytest.mark.parametrize(
    ("text", "expected"), gold_rows(), ids=lambda value: value[:40] if isinstance(value, str) else ""
)
def test_gold(text: str, expected: list[dict[str, str]]) -> None:
    found = [
        {
            "text": text,
            "number": q.text,
            "value": str(q.value),
            "high": "" if q.high is None else str(q.high),
            "unit": q.unit or "",
            "kind": q.kind,
            "sign": "" if q.sign is None else str(q.sign),
            "bound": q.bound or "",
            "uncertainty": "" if q.uncertainty is None else str(q.uncertainty),
        }
        for q in find_quantities(text)
    ]
    assert found == expected


@given(st.text(max_size=300))
def test_any_text_gives_quantities_that_lie_in_it_in_order(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.high is None or quantity.high > quantity.value
        end = quantity.end


@given(st.text(alphabet="0123456789.,-–−+±%×^e/()[]~<>≤ abFkKMx\u2009\u00a0５", max_size=120))
def test_numeric_rubbish_never_fails(text: str) -> None:
    assert find_quantities(text) == find_quantities(text)


@given(decimals)
def test_a_printed_number_keeps_its_precision(value: Decimal) -> None:
    (quantity,) = find_quantities(f"The score improves by {value} points.")
    assert str(quantity.value) == str(value)
    assert quantity.decimals == 2
    assert (quantity.unit, quantity.kind, quantity.sign) == ("points", "gain", 1)
    assert agrees_with(quantity, rounding_interval(value, 2))


@given(st.integers(min_value=1000, max_value=10**9), st.sampled_from([",", "\u2009", "\u202f", "\u00a0"]))
def test_thousands_separators_do_not_change_the_value(value: int, separator: str) -> None:
    (quantity,) = find_quantities(f"The corpus has {value:,} tokens.".replace(",", separator))
    assert quantity.value == value
    assert (quantity.unit, quantity.kind, quantity.decimals) == ("tokens", "count", 0)


@given(decimals, decimals, decimals)
def test_each_number_of_a_list_is_a_quantity_with_the_shared_unit(a: Decimal, b: Decimal, c: Decimal) -> None:
    found = find_quantities(f"X gives gains of {a}, {b}, and {c} points.")
    assert [q.value for q in found] == [a, b, c]
    assert {(q.unit, q.kind, q.sign) for q in found} == {("points", "gain", 1)}


@pytest.mark.parametrize("minus", ["-", "−", "–", "﹣", "－"])
def test_every_printed_minus_is_a_minus(minus: str) -> None:
    (quantity,) = find_quantities(f"The value is {minus}45.4 here.")
    assert quantity.value == Decimal("-45.4")
    assert quantity.text == f"{minus}45.4"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("percentage points", "points"),
        ("BLEU points", "points"),
        ("pp", "points"),
        ("per cent", "%"),
        ("×", "x"),
        ("-fold", "x"),
        ("secs", "seconds"),
        ("hrs", "hours"),
        ("mmol/L", "mmol/L"),
    ],
)
def test_normal_units(written: str, normal: str) -> None:
    assert normal_unit(written) == normal
    assert normal_unit(normal) == normal


def test_offsets_are_the_sources_own() -> None:
    source = r"A gain of $+8.2$\,\% over 392{,}702 examples."
    text = "A gain of +8.2 % over 392,702 examples."
    segments = (
        (0, 10, 0, 10),
        (10, 14, 11, 15),
        (15, 16, 18, 20),
        (16, 22, 20, 26),
        (22, 29, 26, 35),
        (29, 39, 35, 45),
    )
    traced = Traced(text, segments)
    sentence = Sentence(traced, Anchor("p", "p.tex", None, 0, len(source), source))
    gain, count = sentence_quantities(sentence)
    assert source[gain.start : gain.end] == "+8.2"
    assert gain.unit_start is not None
    assert source[gain.unit_start : gain.unit_end] == r"\%"
    assert source[count.start : count.end] == "392{,}702"
    assert (gain.unit, count.unit) == ("%", "examples")


def test_the_span_with_unit_and_modifier() -> None:
    text = "It takes at least 3.5 hours."
    (quantity,) = find_quantities(text)
    start, end = modified_span(text, quantity)
    assert text[start:end] == "at least 3.5 hours"


@pytest.mark.untraced
def test_long_input_takes_linear_time() -> None:
    def text(times: int) -> str:
        return "We gain 1.2 points on A and 3,4 on (5) of [6] x 10^7 tasks, - " * times

    assert len(find_quantities(text(100))) > 100
    assert growth(text, find_quantities, 100) < LINEAR


def test_an_uncertainty_that_lost_its_sign_is_no_number_of_its_own() -> None:
    found = find_quantities("The score falls from 9.55 0.11 to 9.02 0.14% on Snow, and 34.5 12.1 elsewhere.")
    assert [(each.text, each.uncertainty) for each in found] == [
        ("9.55", Decimal("0.11")),
        ("9.02", Decimal("0.14")),
        ("34.5", None),
        ("12.1", None),
    ]
    assert found[1].unit == "%"
