"""Whose change it is: what tells that a change is not that of two cells, however near the two are.

The counterpart of `foreign` and `stands` for gains and losses. A change may be of a work that is cited beside it, be
what the sentence's own numbers give, or compare with something that neither side is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from synth.quantity import Quantity
from synth.records import Claim
from synth.verify.align import AVERAGING, ERRING
from synth.verify.cues import proper
from synth.verify.foreign import AROUND, REMAINING
from synth.verify.index import Line, TableIndex
from synth.verify.names import Mention, cites, words
from synth.verify.nearness import A_NUMBER, beside, beside_number
from synth.verify.pair_reading import PairReading, is_right_way
from synth.verify.pairs import Pair

NAMED = 0.7
"""Share of a side's name that the claim's baseline must say where the direction is held against it."""
IN_FULL = 0.95
"""The same from which a name is said in full."""
ONE_OF_MANY = 0.1
"""Probability below which a pair is one of many that a change may be read from."""
UNNAMED = frozenset({"sota"})
"""Words of a baseline that are written like names and name none."""
BEHIND = re.compile(r"\s?%?(?:\s(?:points?|percent))?\s(?:on|over|than|against|above)\s(?:the\s)?(?P<name>[\w.+*-]+)")
"""What a change is told to be against, right behind its number."""
MOST_NUMBERS = 40
"""Numbers of one sentence from which it is a table that lost its lines."""
NUMBER = r"[+−-]?\d+(?:\.\d+)?(?:\s?%)?(?:\s(?:points?|pp|percent|BLEU|F1|dB))?"
LIST = re.compile(rf"(?<![\w.]){NUMBER}(?:,\s{NUMBER}){{0,8}},?\sand\s{NUMBER}(?![\w.]*\d)")
"""Numbers in a row."""
REFERENCE = re.compile(r"\b(?:Tab(?:le)?|Fig(?:ure)?|Sec(?:tion)?|Eq(?:uation)?)s?\.?\s*\d+", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")


def is_another_change(
    claim: Claim, quantity: Quantity, reading: PairReading, pair: Pair, tables: Sequence[TableIndex]
) -> bool:
    """Whether a change cannot be meant to be that of a pair which it looks like a slip of."""
    averaged = any(line is not None and line.average for line in pair.sides)
    index = next(index for index in tables if index.table.number == pair.first.table)
    return (
        _is_told_by_two(claim, quantity)
        or is_of_another_work(claim, quantity, pair, tables)
        or any(_is_said_in_full(each, claim, tables) for each in reading.giving)
        or not _may_be_meant(pair, reading.pointed, claim, tables)
        or not is_right_way(quantity, pair, claim)
        or _is_against_another(claim, quantity, pair, tables)
        # A change of errors, where the table prints scores.
        or (ERRING.search(claim.text) is not None and "error" not in index.all_words)
        # An average of other cells, or of the others.
        or (pair.second is not None and not averaged and AVERAGING.search(claim.text) is not None)
        or (averaged and REMAINING.search(claim.text) is not None)
        or (averaged and _is_one_of_several(claim, quantity, pair))
        or not _is_like_its_list(claim, quantity, reading)
    )


def _said(pair: Pair, claim: Claim, tables: Sequence[TableIndex]) -> list[float]:
    """How well (0 to 1) the claim's own words say each line of a pair that has a name; the place's head counts too."""
    index = next(index for index in tables if index.table.number == pair.first.table)
    scores = index.labels.scores(Mention.of(claim.text))
    first, second, place = pair.sides
    over = max((scores.get(name, 0.0) for name in place.context), default=1.0)
    told = [scores.get(line.key, 0.0) for line in (first, second) if line is not None]
    where = 1.0 if place.average and AVERAGING.search(claim.text) else scores.get(place.key, 0.0)
    return [*told, min(where, over)]


def _is_said_in_full(pair: Pair, claim: Claim, tables: Sequence[TableIndex]) -> bool:
    """Whether the claim says all names of a pair that gives its change, so that it need not be a slip of another."""
    return min(_said(pair, claim, tables)) >= IN_FULL


def _may_be_meant(pair: Pair, pointed: float, claim: Claim, tables: Sequence[TableIndex]) -> bool:
    """Whether a pair is said well enough to speak against a change: not one of many whose first side nobody names."""
    first = pair.sides[0]
    return pointed >= ONE_OF_MANY or not first.key or _said(pair, claim, tables)[0] > 0 or Mention.of(claim.text).own


def _is_against_another(claim: Claim, quantity: Quantity, pair: Pair, tables: Sequence[TableIndex]) -> bool:
    """Whether what the claim compares with is none of the pair's sides.

    Another line of the table that is named right behind the number ("0.6 on AGG"), or a baseline by a name of its own.
    """
    first, second, _ = pair.sides
    if second is None:
        return False
    index = next(index for index in tables if index.table.number == pair.first.table)
    if _are_both_in(claim.subject, first, second, index):
        return True
    if claim.baseline and proper(f"the {claim.baseline}") - UNNAMED:
        baseline = Mention.of(claim.baseline)
        if not any(index.labels.match(name, baseline) for name in (second.key, *second.context)):
            return True
    behind = BEHIND.match(claim.text.partition(quantity.text)[2])
    told = Mention.of(behind["name"]) if behind else None
    lines = index.rows if pair.by_row else index.columns
    return told is not None and any(
        line.key not in (first.key, second.key) and index.labels.match(line.key, told) >= IN_FULL
        for line in lines
        if line.key
    )


def _are_both_in(subject: str, first: Line, second: Line, index: TableIndex) -> bool:
    """Whether a subject lists both sides: "A, B and C bring 2.4" compares none of them with another."""
    mine, other = frozenset(words(first.key)), frozenset(words(second.key))
    if " and " not in subject or mine <= other or other <= mine:
        return False
    told = Mention.of(subject)
    return min(index.labels.match(line.key, told) for line in (first, second)) >= NAMED


def is_of_another_work(claim: Claim, quantity: Quantity, pair: Pair, tables: Sequence[TableIndex]) -> bool:
    """Whether a work is cited beside the number that neither side cites: its number, or one compared with that.

    A baseline that is named as its line is called needs no citation there.
    """
    near = beside(claim.text, quantity.text, AROUND)
    if "[@" not in near or _sides_named(pair, claim, tables):
        return False
    names = " ".join(name for line in pair.sides if line is not None for name in (line.key, *line.context))
    return not cites(claim.text) & cites(names)


def _is_like_its_list(claim: Claim, quantity: Quantity, reading: PairReading) -> bool:
    """Whether the other numbers of a number's list ("8.5%, 9.8% and 20%") are changes of its kind; True without one.

    A list goes on over places, over what changed or over what it is compared with.
    """
    others = [number for number in _list_of(claim.text, quantity.text) if number != quantity.text]
    return not others or any(all(_is_among(number, sizes) for number in others) for sizes in reading.kin)


def _list_of(text: str, number: str) -> list[str]:
    for match in LIST.finditer(text.partition(" [number:")[0]):
        found = re.findall(r"\d+(?:\.\d+)?", match[0])
        if number.lstrip("+-−") in found:
            return found
    return []


def _is_among(number: str, sizes: Sequence[float]) -> bool:
    unit = 10.0 ** -len(number.partition(".")[2])
    return any(abs(float(number) - size) < 1.01 * unit for size in sizes)


def _is_told_by_two(claim: Claim, quantity: Quantity) -> bool:
    """Whether two numbers of the sentence itself give the change: "by 4.7 points (85.6% vs. 80.9%)".

    Of more than `MOST_NUMBERS` some two always do.
    """
    numbers = sorted(_numbers(claim.text))
    size, unit = abs(quantity.value), Decimal(1).scaleb(-quantity.decimals)
    return len(numbers) > MOST_NUMBERS or any(
        (low.same_quantum(high) and high.same_quantum(unit) and high - low == size)
        or any(base and abs((high - low) / base * 100 - size) <= unit / 2 for base in (low, high))
        for low, high in combinations(numbers, 2)
    )


def _is_one_of_several(claim: Claim, quantity: Quantity, pair: Pair) -> bool:
    """Whether a number of several is not called the average; the scores of its own sides and years do not count."""
    near = beside_number(claim.text, quantity.text)
    if not near or AVERAGING.search(near):
        return False
    own = {abs(value.value) for value in (pair.first, pair.second) if value is not None} | {abs(quantity.value)}
    return any(number not in own and not YEAR.fullmatch(str(number)) for number in _numbers(claim.text))


def _numbers(text: str) -> set[Decimal]:
    """The numbers of a claim that are no references."""
    body = REFERENCE.sub(" ", text.partition(" [number:")[0])
    return {Decimal(match[0].replace(",", "")) for match in A_NUMBER.finditer(body)}


def _sides_named(pair: Pair, claim: Claim, tables: Sequence[TableIndex]) -> bool:
    """Whether the claim's subject names the first side better than the second, and its baseline the second."""
    first, second, _ = pair.sides
    if second is None:
        return True
    if not claim.subject or not claim.baseline:
        return False
    index = next(index for index in tables if index.table.number == pair.first.table)
    subject, baseline = index.labels.scores(Mention.of(claim.subject)), index.labels.scores(Mention.of(claim.baseline))
    return (
        subject.get(first.key, 0.0) > subject.get(second.key, 0.0)
        and baseline.get(second.key, 0.0) >= NAMED
        and baseline.get(second.key, 0.0) > baseline.get(first.key, 0.0)
    )
