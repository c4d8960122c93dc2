"""Changes read from two cells, ranges of changes, counts of wins, and what a score lacks to the whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.extract.claims import extract_claims
from synth.quantity import Quantity
from synth.read import read_bytes
from synth.records import Check
from synth.verify import verify_claim, witness
from synth.verify.pair_cues import RELATION, Change
from synth.verify.pair_lines import counted_out
from synth.verify.pair_reading import agreement, asked_change, exact_size, pair_size, weigh
from synth.verify.pairs import MOST_RELATED, RELATION_WEIGHTS, Scored, score_pairs, weighed
from synth.verify.surroundings import mention_of
from tests.verify.made import PAPER, claim, document, verdict

GAIN: dict[str, Any] = {"kind": "gain", "unit": "points", "sign": 1, "subject": "Beta", "baseline": "Baseline"}
TABLE = """# A made paper on made mixtures

{text}

Table 1: {caption}

| System | {head} |
| --- | --- | --- | --- | --- |
| Baseline | 8.1 | 7.3 | 9.4 | 6.2 |
| Gamma | 7.7 | 6.1 | 8.8 | 6.3 |
| Delta | 9.0 | 7.9 | 9.9 | 6.9 |
"""


def own_table(text: str, caption: str, head: str = "Rain | Snow | Hail | Fog") -> Check | None:
    """What the made table says of the first number of a sentence of the paper itself."""
    made = read_bytes(TABLE.format(text=text, caption=caption, head=head).encode(), "made.md")
    claims = extract_claims(made)
    own = witness(made, claims)
    checks = verify_claim(next(each for each in claims if each.quantities), own).checks
    return next((check for check in checks if check.against == "own_table"), None)


def scored(text: str, number: str) -> tuple[Quantity, tuple[Change, Scored]]:
    """A made change and its pairs."""
    made = claim(text, number, **GAIN)
    own = witness(document(PAPER), (made,))
    change, distances = asked_change(
        made, made.quantities[0], mention_of(made, ()), own.trails, own.system, own.surroundings
    )
    return made.quantities[0], (change, score_pairs(change, own.tables, distances))


@settings(max_examples=30)  # a machine that is busy is no failure
@given(st.integers(min_value=1, max_value=999))
def test_the_probabilities_sum_to_one_and_do_not_look_at_the_number(tenths: int) -> None:
    number = f"{tenths // 10}.{tenths % 10}"
    _, (_, pairs) = scored(f"Beta gains {number} points over Baseline on Rain.", number)
    likely, nowhere = pairs.probabilities()
    assert abs(sum(likely) + nowhere - 1) < 1e-9
    best = max(pairs.pairs, key=lambda pair: pair.score)
    assert [line.key for line in best.sides if line is not None] == ["Beta", "Baseline", "Rain"]


@pytest.mark.parametrize(("bound", "number", "agrees"), [(">", "4", True), (">", "5", False), ("<", "5", True)])
def test_a_change_below_a_least_bound_is_not_rounded_up_to_it(bound: Any, number: str, agrees: bool) -> None:
    quantity, (_, pairs) = scored(f"Beta gains {number} points over Baseline on Rain.", number)
    pair = max(pairs.pairs, key=lambda pair: pair.score)
    bounded = replace(quantity, bound=bound)
    assert pair_size(pair, bounded) == pytest.approx(4.8)
    assert (agreement(bounded, pair, pair_size(pair, bounded)) > 0) == agrees


@pytest.mark.parametrize(
    ("number", "told"), [("4.8", "most"), ("4.9", "little"), ("5", "most"), ("4.6", "none"), ("5.8", "none")]
)
def test_a_change_agrees_at_the_precision_that_it_is_printed_with(number: str, told: str) -> None:
    quantity, (_, pairs) = scored(f"Beta gains {number} points over Baseline on Rain.", number)
    pair = max(pairs.pairs, key=lambda pair: pair.score)
    assert exact_size(pair, quantity) == (Decimal("4.8"), 1)
    found = agreement(quantity, pair, pair_size(pair, quantity))
    assert told == ("none" if found == 0 else "little" if found < 0.2 else "most")


def test_a_bound_agrees_with_what_lies_just_beyond_it() -> None:
    quantity, (_, pairs) = scored("Beta gains 4 points over Baseline on Rain.", "4")
    pair = max(pairs.pairs, key=lambda pair: pair.score)
    over, under = replace(quantity, bound=">"), replace(quantity, bound="<")
    assert agreement(over, pair, 4.8) > agreement(replace(over, value=Decimal(2)), pair, 4.8) > 0
    assert agreement(under, pair, 4.8) == 0


def test_a_slip_of_the_pair_that_is_named_is_contradicted_and_the_pair_is_said() -> None:
    found = verdict("Beta gains 8.4 points over Baseline on Rain.", "8.4", **GAIN)
    assert found.status != "supported"
    _, (change, pairs) = scored("Beta gains 8.4 points over Baseline on Rain.", "8.4")
    assert weigh(change, pairs).score > 0


@pytest.mark.parametrize(
    ("text", "caption", "formula"),
    [
        ("Delta gains 1.4 points over Baseline on Rain.", "made scores", "Delta − Baseline in Rain"),
        ("Delta improves accuracy by 1.4 points over Baseline on Rain.", "made Acc", "Delta − Baseline in Rain"),
        ("Gamma outperforms Baseline by 1.2 points on Snow.", "made scores", "Gamma − Baseline in Snow"),
        ("Gamma outperforms Baseline by 1.2 points on Snow.", "made perplexity", None),
        ("Delta gains 1.4 points over Baseline on Rain (9.5 vs. 8.1).", "made scores", None),
        ("Delta gains 17.3 % over Baseline on Rain (9.5 vs. 8.1).", "made scores", None),
    ],
)
def test_a_change_is_contradicted_unless_less_is_better_or_its_own_numbers_give_it(
    text: str, caption: str, formula: str | None
) -> None:
    found = own_table(text, caption)
    said = found.formula if found is not None and found.status == "contradicted" else None
    assert said == formula


@pytest.mark.parametrize("extra", [60, 5000])
def test_of_very_many_numbers_of_a_sentence_some_two_give_any_change(extra: int) -> None:
    few = "Delta gains 1.4 points over Baseline on Rain with 5000."
    many = f"Delta gains 1.4 points over Baseline on Rain with {' '.join(map(str, range(extra)))}."
    found = own_table(few, "made scores")
    assert found is not None
    assert found.status == "contradicted"
    paper = TABLE.format(text=few, caption="made scores", head="Rain | Snow | Hail | Fog")
    assert verdict(many, "1.4", paper, **{**GAIN, "subject": "Delta"}).status == "unresolved"


def test_a_metric_of_another_table_is_found_in_each_of_its_forms() -> None:
    made = TABLE.format(text="Delta improves accuracy by 1.4 points over Baseline on Rain.", caption="{}", head="{}")
    other = "\nTable 2: accuracy elsewhere\n\n| Made | Sleet |\n| --- | --- |\n| Pebbles | 3.3 |\n"
    for caption, status in (("top-1 of made sets", "contradicted"), ("made F1", "unresolved")):
        read = read_bytes((made.format(caption, "Rain | Snow | Hail | Fog") + other).encode(), "made.md")
        claims = extract_claims(read)
        assert verify_claim(claims[0], witness(read, claims)).status == status


@pytest.mark.parametrize(
    ("text", "by_row", "places"),
    [
        ("Comparing the first and third rows, it helps.", True, {0, 2}),
        ("From rows 2 and 3 it is seen.", True, {1, 2}),
        ("The last column is best.", False, {3}),
        ("The last column is best.", True, set()),
        ("It comes first in the 2 rows.", True, set()),
    ],
)
def test_lines_are_counted_out(text: str, by_row: bool, places: set[int]) -> None:
    index = witness(document(PAPER), ()).tables[0]
    lines = index.rows if by_row else index.columns
    assert counted_out(text, lines, by_row=by_row) == {lines[place].position for place in places}


def test_what_is_right_is_what_lacks_of_what_is_wrong() -> None:
    found = own_table("Gamma has an accuracy of 92.3 % on Rain.", "error rates of made systems")
    assert found is not None
    assert (found.status, found.formula) == ("supported", "100 − cell(Gamma, Rain)")
    other = own_table("Gamma has a latency of 92.3 ms on Rain.", "error rates of made systems")
    assert other is None or other.status != "supported"


def test_a_range_of_gains_is_the_least_and_the_greatest_of_two_lines() -> None:
    found = own_table("Delta brings gains of 0.5-0.9 points over Baseline.", "made scores")
    assert found is not None
    assert (found.status, found.formula) == ("supported", "least and greatest of Delta − Baseline")
    wrong = own_table("Delta brings gains of 0.3-0.9 points over Baseline.", "made scores")
    assert wrong is None or wrong.status != "supported"


def test_places_where_a_line_beats_another_are_counted() -> None:
    found = own_table("Delta outperforms Baseline on 4 out of 4 tasks.", "made scores")
    assert found is not None
    assert (found.status, found.formula) == ("supported", "places where Delta beats Baseline")
    best = own_table("Our best mixture, Delta, shows gains over Baseline in 4 out of the 4 tasks.", "made scores")
    assert best is not None
    assert best.formula == "places where Delta beats Baseline"
    wrong = own_table("Gamma outperforms Baseline on 3 out of 4 tasks.", "made scores")
    assert wrong is None or wrong.status != "supported"


def test_places_are_counted_against_both_baselines_of_the_same_block() -> None:
    steps = "".join(f"| Baseline step {step} | +0.{step % 9 + 1} | -0.2 | +0.3 | -0.1 |\n" for step in range(20))
    made = f"""# A made paper on made mixtures

Our best mixture shows gains on 3 out of the 4 tasks relative to both baseline implementations.

Table 1: made scores

| System | Rain | Snow | Hail | Fog |
| --- | --- | --- | --- | --- |
| Dev scores | | | | |
| Baseline | 8.9 | 7.9 | 9.8 | 6.1 |
{steps}| Test scores | | | | |
| Baseline | 8.1 | 7.3 | 9.4 | 7.2 |
| Baseline (Ours) | 8.0 | 7.5 | 9.3 | 6.3 |
| Our best mixture | 9.0 | 7.9 | 9.9 | 6.9 |
"""
    read = read_bytes(made.encode(), "made.md")
    claims = extract_claims(read)
    found = verify_claim(claims[0], witness(read, claims))
    assert found.status == "supported"
    assert "Our best mixture beats" in found.reason
    assert "Baseline (Ours)" in found.reason


def test_places_where_a_line_is_the_best_are_counted() -> None:
    found = own_table("As Table 1 shows, Delta achieves the best results on 4 of the 4 tasks.", "made scores")
    assert found is not None
    assert (found.status, found.formula) == ("supported", "places where Delta is the best")
    wrong = own_table("As Table 1 shows, Gamma achieves the best results on 3 of the 4 tasks.", "made scores")
    assert wrong is None or wrong.status != "supported"


@pytest.mark.parametrize("row", ["- syllable marks", "w/o syllable marks", "−syllable marks", "without syllable marks"])
def test_what_a_score_loses_without_something_is_what_that_brings(row: str) -> None:
    made = f"""# A made paper on made mixtures

As Table 1 shows, the syllable marks improve the accuracy by 1.37 points.

Table 1: Accuracy when a part of the made mixture is left out.

| Parts | Accuracy | Delta |
| --- | --- | --- |
| All | 71.52 | – |
| {row} | 70.15 | -1.37 |
| - stress marks | 71.10 | -0.42 |
"""
    document_ = read_bytes(made.encode(), "made.md")
    claims = extract_claims(document_)
    checks = [check for each in claims for check in verify_claim(each, witness(document_, claims)).checks]
    assert {check.status for check in checks if check.against == "own_table"} == {"supported"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Delta degrades the accuracy by 3.4 points over Baseline on Rain.", "contradicted"),
        ("Delta improves the accuracy by 3.4 points over Baseline on Rain.", "supported"),
        ("Delta degrades the accuracy by 3.4 points from our Gamma on Rain.", "open"),
        ("The gap of Delta shrinks the accuracy by 3.4 points over Baseline on Rain.", "open"),
        ("Delta reduces the error by 3.4 points over Baseline on Rain.", "open"),
    ],
)
def test_a_direction_that_the_cells_do_not_have_is_contradicted(text: str, status: str) -> None:
    made = TABLE.replace("| Delta | 9.0", "| Delta | 11.5")
    document_ = read_bytes(
        made.format(text=text, caption="made accuracy", head="Rain | Snow | Hail | Fog").encode(), "m.md"
    )
    claims = extract_claims(document_)
    checks = [check for each in claims for check in verify_claim(each, witness(document_, claims)).checks]
    found = {check.status for check in checks if check.against == "own_table"}
    assert found == {status} if status != "open" else not found & {"contradicted"}


def test_a_number_of_a_list_is_contradicted_only_where_the_list_is_read_alike() -> None:
    alone = own_table("Delta improves by an average of 0.9 and 7.7 over Baseline on Rain.", "made scores")
    assert alone is None or alone.status != "contradicted"


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=len(RELATION), max_size=len(RELATION)))
def test_no_two_sides_are_left_out_that_could_count(cues: list[float]) -> None:
    assert weighed(tuple(cues), RELATION_WEIGHTS) <= MOST_RELATED
