"""What the other changes of a paper say to one of them; every paper here is made."""

from __future__ import annotations

from itertools import product

import pytest

from synth.extract.claims import extract_claims
from synth.read import read_bytes
from synth.records import Claim
from synth.verify import Witness, witness
from synth.verify.pair_habits import NOTHING_HEARD, Habits, LineOf, NameOf, Told
from synth.verify.pair_reading import asked_change, read_change
from synth.verify.pairs import score_pairs
from synth.verify.surroundings import mention_of
from synth.verify.trail_survey import MOST_SURVEYED

PAPER = """# A made paper on made mixtures

{text}

Table 1: made scores

| System | Rain | Snow | Hail |
| --- | --- | --- | --- |
| Alpha | 71.4 | 64.2 | 58.9 |
| Brine | 69.1 | 63.0 | 55.2 |
| Cedar | 74.8 | 66.7 | 61.3 |
| Delta | 77.3 | 69.5 | 62.6 |
"""
OTHERS = ("Cedar gains 5.7 points over Brine on Rain. Alpha gains 1.2 points over Brine on Snow. "
          "Cedar gains 6.1 points over Brine on Hail. ")  # fmt: skip
ASKED = "Delta gains 8.2 points on Rain."


def made(text: str) -> tuple[list[Claim], Witness]:
    """The claims of a made paper and the paper as a witness."""
    document = read_bytes(PAPER.format(text=text).encode(), "made.md")
    claims = list(extract_claims(document))
    return claims, witness(document, claims)


def compared_with(text: str) -> dict[str, float]:
    """For each line how likely the last change of the text is a comparison with it, before its number is looked at."""
    claims, own = made(text)
    last = [claim for claim in claims if claim.quantities][-1]
    mention = mention_of(last, own.document.aliases)
    change, distances = asked_change(last, last.quantities[0], mention, own.trails, own.system, own.surroundings)
    scored = score_pairs(change, own.tables, distances)
    found: dict[str, float] = {}
    for pair, likely in zip(scored.pairs, scored.probabilities()[0], strict=True):
        if pair.sides[1] is not None:
            found[pair.sides[1].key] = found.get(pair.sides[1].key, 0.0) + likely
    return found


def test_a_change_that_names_no_baseline_is_compared_with_that_of_the_others() -> None:
    alone, among = compared_with(ASKED), compared_with(OTHERS + ASKED)
    assert among["Brine"] > 2 * alone["Brine"]
    assert max(among, key=lambda name: among[name]) == "Brine"
    claims, own = made(OTHERS + ASKED)
    last = [claim for claim in claims if claim.quantities][-1]
    mention = mention_of(last, own.document.aliases)
    read = read_change(last, last.quantities[0], own.tables, mention, own.trails, own.system, own.surroundings)
    assert read is not None
    assert read.right is not None
    assert [line.key for line in read.right.sides if line is not None] == ["Delta", "Brine", "Rain"]


def test_a_change_does_not_speak_for_itself() -> None:
    claims, own = made("Cedar gains 5.7 points over Brine on Rain. Delta gains 5.3 points over Alpha on Snow.")
    first, second = (claim for claim in claims if claim.quantities)
    mine: NameOf = ("sides", "cedar", "brine")
    heard = [own.surroundings.changes.around(claim, claim.quantities[0], own.trails) for claim in (first, second)]
    assert mine not in heard[0].names
    assert heard[1].names[mine] > 0.1


def test_what_is_heard_is_a_share_and_grows_with_those_that_say_it() -> None:
    claims, own = made(OTHERS + ASKED)
    last = [claim for claim in claims if claim.quantities][-1]
    line: LineOf = ("second", 1, True, 1)
    name: NameOf = ("second", "brine")
    shares = []
    for count in (0, 1, 2, 5):
        told = [Told(place, 0, 1, {line: 0.9}, {name: 0.9}) for place in range(count)]
        heard = Habits.of(told).around(last, last.quantities[0], own.trails)
        shares.append(heard.names.get(name, 0.0))
        assert all(0 <= share <= 1 for share in (*heard.lines.values(), *heard.names.values()))
    assert shares == sorted(shares)
    assert shares[0] == 0 < shares[1] < shares[-1] < 1


def test_a_paper_without_changes_says_nothing() -> None:
    claims, own = made("Delta reaches 77.3 points on Rain.")
    (claim,) = (each for each in claims if each.quantities)
    assert own.surroundings.changes.around(claim, claim.quantities[0], own.trails) == NOTHING_HEARD


@pytest.mark.parametrize("text", [OTHERS, ASKED, "Delta reaches 77.3 on Rain, 69.5 on Snow and 62.6 on Hail."])
def test_the_cells_of_a_number_are_those_that_print_it_and_their_shares_sum_to_one(text: str) -> None:
    _, own = made(text)
    printed = {(value.table, value.row, value.column) for index in own.tables for value in index.values}
    for matches in own.trails.matches.values():
        for _, _, cells, telling in matches:
            assert set(cells) <= printed
            assert 0.9 < sum(cells.values()) < 1 + 1e-9
            assert 0 <= telling <= 1


def test_numbers_of_one_line_tell_which_of_two_equal_cells_is_meant() -> None:
    twice = PAPER.replace("| Brine | 69.1 | 63.0 | 55.2 |", "| Brine | 69.1 | 69.5 | 55.2 |")
    document = read_bytes(twice.format(text="It reaches 77.3, 69.5 and 62.6 there.").encode(), "made.md")
    claims = extract_claims(document)
    own = witness(document, claims)
    (matches,) = own.trails.matches.values()
    cells = next(cells for start, end, cells, _ in matches if len(cells) == 2)
    rows = {row: share for (_, row, _), share in cells.items()}
    delta, brine = max(rows), min(rows)
    assert rows[delta] > rows[brine]
    assert set(product((delta, brine), (2,))) == {(row, column) for _, row, column in cells}


def test_tables_of_very_many_numbers_are_looked_at_once_and_that_is_said() -> None:
    rows = "".join(f"| Made {n} | {n % 89}.1 | {n % 83}.2 | {n % 79}.3 |\n" for n in range(MOST_SURVEYED // 3 + 1))
    document = read_bytes((PAPER.format(text=OTHERS) + rows).encode(), "made.md")
    own = witness(document, extract_claims(document))
    assert any("looked at once" in problem.message for problem in own.problems)
    assert own.surroundings.changes.told
    _, small = made(OTHERS)
    assert not any("looked at once" in problem.message for problem in small.problems)
