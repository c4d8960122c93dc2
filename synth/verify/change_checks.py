"""What is said of a change: whether two cells give it, or what they give instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from math import exp

from synth.quantity import Interval, Quantity, agrees_with, is_truncated
from synth.records import Check, Claim
from synth.verify.algebra import Candidate
from synth.verify.align import AVERAGING, ERRING, Aligned, Alignment
from synth.verify.baselines import other_baselines
from synth.verify.cues import proper
from synth.verify.foreign import AROUND, REMAINING, is_elsewhere
from synth.verify.index import TableIndex
from synth.verify.measures import LOWER_IS_BETTER
from synth.verify.names import Mention, cites, words
from synth.verify.nearness import A_NUMBER, beside, beside_number
from synth.verify.pair_reading import PairReading, is_percent, is_right_way, pair_candidate
from synth.verify.pairs import Pair
from synth.verify.tables_said import agreeing, made_check, said, show_value

SURE = 0.3
"""A change is supported where it is read from cells that give it with at least this probability. Of 38 changes read by
hand whose probability is from there to .7, tables bear 33 out (of those to .4, 7 of 10), and of 77 from .7 on, 72."""
BOUND_SURE = 0.92
"""The same for a bound ("up to 15"), which many cells keep."""
CLOSE = Decimal("0.1")
"""Share of a bound that what it is said of is at most away from: "up to 8.76" is said of no 1.94."""
SLIPPED, POINTED = 0.3, 0.01
"""Log odds from which a change is contradicted, and the probability of its pair that this needs. Of the 1,111
changes of 467 papers five are, two of them faults, and four in ten of those that were made wrong; from 0.45 eight are,
the three more no faults."""
NAMELESS_SLIPPED = 1.7
"""The same where a side or the place has no name."""
OTHERWISE = frozenset({"cell", "delta", "sum", "mean", "mean_difference", "mean_relative", "count", "relative"})
"""Aligned formulas that are no pair of two cells ("relative" is that of errors there)."""
OTHERWISE_SURE = 0.7
STANDS = 0.8
"""Probability from which another formula explains the number better than a slip would."""
NAMED = 0.7
"""Share of a side's name that the claim's baseline must say where the direction is held against it."""
IN_FULL = 0.95
"""The same from which a name is said in full."""
ONE_OF_MANY = 0.1
"""Probability below which a pair is one of many that a change may be read from."""
A_SENTENCE = 8
"""Words from which a line is called by a sentence: an example, and nothing that is compared there."""
UNNAMED = frozenset({"sota"})
"""Words of a baseline that are written like names and name none."""
BEHIND = re.compile(r"\s?%?(?:\s(?:points?|percent))?\s(?:on|over|than|against|above)\s(?:the\s)?(?P<name>[\w.+*-]+)")
"""What a change is told to be against, right behind its number."""
MOST_HITS = 50
MOST_NUMBERS = 40
"""Numbers of one sentence from which it is a table that lost its lines."""
TURNED = 0.35
"""Probability of the other direction that a contradiction needs: no change of 467 papers is contradicted from here, and
two in five of those whose direction was turned."""
UNPLAIN = re.compile(
    r"\b(?:not|no|never|neither|nor|without|w/o|remov\w+|ablat\w+|exclud\w+|disabl\w+|absence|gaps?|dispar\w+"
    r"|differences?|discrepanc\w+|instead of|replac\w+|fewer|less|underfit\w*|overfit\w*|forgetting"
    r"|from our|from the)\b",
    re.IGNORECASE,
)
"""Words that turn a direction round, or say from which side a change is told."""
NUMBER = r"[+−-]?\d+(?:\.\d+)?(?:\s?%)?(?:\s(?:points?|pp|percent|BLEU|F1|dB))?"
LIST = re.compile(rf"(?<![\w.]){NUMBER}(?:,\s{NUMBER}){{0,8}},?\sand\s{NUMBER}(?![\w.]*\d)")
"""Numbers in a row."""
A_LOSS = re.compile(r"\bloss(?:es)?\s+(?:of|in)\b", re.IGNORECASE)
"""A drop, and no measure of which less is better."""
REFERENCE = re.compile(r"\b(?:Tab(?:le)?|Fig(?:ure)?|Sec(?:tion)?|Eq(?:uation)?)s?\.?\s*\d+", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")


def check_change(
    claim: Claim,
    quantity: Quantity,
    reading: PairReading,
    alignment: Alignment,
    hits: Sequence[Aligned],
    tables: Sequence[TableIndex],
) -> Check | None:
    """One change of a claim against the paper's own tables; `hits` are the aligned formulas that agree, best first."""
    others = [hit for hit in hits[:MOST_HITS] if _is_otherwise(hit.candidate)]
    other = max(others, key=lambda hit: (alignment.meant(hit, quantity), hit.weight), default=None)
    meant = alignment.meant(other, quantity) if other is not None else 0.0
    if meant < STANDS:
        if slipped := _slipped_check(claim, quantity, reading, tables):
            return slipped
        if turned := _turned_check(claim, quantity, reading, tables):
            return turned
    right = None if reading.right is None else _candidate(reading.right, quantity)
    if right is not None and not is_close(quantity, right.value):
        right = None
    if right is not None and reading.agreeing >= max(SURE if quantity.bound is None else BOUND_SURE, meant):
        return _support(quantity, _recomputation(right, others), reading.agreeing, tables)
    if other is not None and meant >= OTHERWISE_SURE:
        return _support(quantity, _recomputation(other.candidate, others), meant, tables)
    if right is not None and reading.agreeing >= meant:
        candidate, probability = right, reading.agreeing
    elif other is not None:
        candidate, probability = other.candidate, meant
    else:
        return None
    words_said = said(candidate, quantity, tables)
    reason = f"{words_said} agrees with {quantity.text}, but so weakly tied to the claim's words that it may be chance"
    return made_check("own_table", "unresolved", 1 - probability, reason, quantity, candidate, tables)


def is_close(quantity: Quantity, value: Decimal) -> bool:
    """Whether a value is near enough to a number's bound to be what the bound is told of; True without a bound."""
    if quantity.bound not in ("<", ">"):
        return True
    printed, size = abs(quantity.value), abs(value)
    return abs(size - printed) <= max(Decimal(1).scaleb(-quantity.decimals), printed * CLOSE)


def _recomputation(candidate: Candidate, others: Sequence[Aligned]) -> Candidate:
    """A mean worked out from the cells in place of the average that the table prints of the same lines."""
    means = [
        each
        for each in others
        if each.candidate.operation == "mean"
        and each.candidate.table == candidate.table
        and each.candidate.keys
        and each.candidate.keys < candidate.keys
    ]
    best = max(means, key=lambda each: each.weight, default=None)
    return candidate if best is None else best.candidate


def _is_otherwise(candidate: Candidate) -> bool:
    return candidate.operation in OTHERWISE or "dual cells" in candidate.formula


def _candidate(pair: Pair, quantity: Quantity) -> Candidate:
    return pair_candidate(pair, 1.0, percent=is_percent(pair, quantity))


def _support(quantity: Quantity, candidate: Candidate, probability: float, tables: Sequence[TableIndex]) -> Check:
    reason = f"{said(candidate, quantity, tables)}, {agreeing(candidate, quantity)}"
    index = next(index for index in tables if index.table.number == candidate.table)
    for name, value in other_baselines(candidate, index):
        reason += f"; against {name} it would be {show_value(value, quantity)}"
    return made_check("own_table", "supported", probability, reason, quantity, candidate, tables)


def _slipped_check(
    claim: Claim, quantity: Quantity, reading: PairReading, tables: Sequence[TableIndex]
) -> Check | None:
    """Contradicted, where a change is most likely a slip of what its two cells give."""
    if reading.wrong is None or reading.pointed < POINTED:
        return None
    nameless = any(line is not None and not line.key for line in reading.wrong.sides)
    least = NAMELESS_SLIPPED if nameless else SLIPPED
    if reading.score < least or _is_told_by_two(claim, quantity):
        return None
    candidate = _candidate(reading.wrong, quantity)
    if _is_of_another_work(claim, quantity, reading.wrong, tables):
        return None
    if any(_is_said_in_full(pair, claim, tables) for pair in reading.giving):
        return None
    if not _may_be_meant(reading.wrong, reading.pointed, claim, tables):
        return None
    if not is_right_way(quantity, reading.wrong, claim) or _is_against_another(claim, quantity, reading.wrong, tables):
        return None
    index = next(index for index in tables if index.table.number == candidate.table)
    if ERRING.search(claim.text) and "error" not in index.all_words:
        return None  # a change of errors, where the table prints scores
    averaged = any(line is not None and line.average for line in reading.wrong.sides)
    if reading.wrong.second is not None and not averaged and AVERAGING.search(claim.text):
        return None  # an average of other cells
    if averaged and REMAINING.search(claim.text):
        return None  # an average of the others
    if averaged and _is_one_of_several(claim, quantity, reading.wrong):
        return None
    if not _is_like_its_list(claim, quantity, reading):
        return None
    if agrees_with(replace(quantity, value=abs(quantity.value)), candidate.interval.absolute()):
        return None  # the cells before they were rounded may give it
    if _is_cut_off(quantity, candidate) or is_elsewhere(claim, tables, candidate.table):
        return None
    reason = f"{said(candidate, quantity, tables)}, not {quantity.text}"
    confidence = 1 / (1 + exp(least - reading.score - 0.3))
    return made_check("own_table", "contradicted", confidence, reason, quantity, candidate, tables)


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
    """Whether a pair is said well enough to speak against a change.

    Not a pair among many whose first side nobody names, nor at a place that is called by a whole sentence.
    """
    said = _said(pair, claim, tables)
    first, _, place = pair.sides
    if said[-1] < NAMED and len(words(place.key)) >= A_SENTENCE:
        return False
    return pointed >= ONE_OF_MANY or said[0] > 0 or Mention.of(claim.text).own or not first.key


def _is_against_another(claim: Claim, quantity: Quantity, pair: Pair, tables: Sequence[TableIndex]) -> bool:
    """Whether what the claim compares with is none of the pair's sides.

    Another line of the table that is named right behind the number ("0.6 on AGG"), or a baseline by a name of its own.
    """
    first, second, _ = pair.sides
    if second is None:
        return False
    index = next(index for index in tables if index.table.number == pair.first.table)
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


def _is_cut_off(quantity: Quantity, candidate: Candidate) -> bool:
    """Whether the printed digits are those of the change cut off; two cells are hardly ever both off by half a unit."""
    half = candidate.interval.width / (2 * len(candidate.cells))
    return is_truncated(quantity, Interval(candidate.value - half, candidate.value + half))


def _is_of_another_work(claim: Claim, quantity: Quantity, pair: Pair, tables: Sequence[TableIndex]) -> bool:
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


def _turned_check(claim: Claim, quantity: Quantity, reading: PairReading, tables: Sequence[TableIndex]) -> Check | None:
    """Contradicted, where the two cells give the change the other way round.

    Its subject must be known, and neither side told to be the other: "a drop of 2 from our full model" says what the
    change is from, "the gap shrinks by 2" what less is better of.
    """
    if reading.back is None or LOWER_IS_BETTER.search(A_LOSS.sub("", claim.text)):
        return None
    if reading.turning < TURNED or not claim.subject:
        return None
    if UNPLAIN.search(claim.text) or not _sides_kept(reading.back, claim, tables):
        return None
    candidate = _candidate(reading.back, quantity)
    index = next(index for index in tables if index.table.number == candidate.table)
    if claim.metric is None and LOWER_IS_BETTER.search(index.table.caption):
        return None
    if is_elsewhere(claim, tables, candidate.table) or _is_of_another_work(claim, quantity, reading.back, tables):
        return None
    reason = f"{said(candidate, quantity, tables)}: the other direction"
    odds = (reading.turning / (1 - reading.turning)) / (TURNED / (1 - TURNED)) * exp(0.3)
    return made_check("own_table", "contradicted", odds / (1 + odds), reason, quantity, candidate, tables)


def _sides_kept(pair: Pair, claim: Claim, tables: Sequence[TableIndex]) -> bool:
    """Whether the claim's subject names the second side no better than the first, and its baseline the first."""
    first, second, _ = pair.sides
    if second is None:
        return True
    index = next(index for index in tables if index.table.number == pair.first.table)
    subject = index.labels.scores(Mention.of(claim.subject))
    if subject.get(second.key, 0.0) > subject.get(first.key, 0.0):
        return False
    if not claim.baseline:
        return True
    baseline = index.labels.scores(Mention.of(claim.baseline))
    return baseline.get(first.key, 0.0) <= baseline.get(second.key, 0.0)


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
