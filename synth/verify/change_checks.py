"""What is said of a change: whether two cells give it, or what they give instead."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from synth.quantity import Quantity, is_truncated
from synth.records import Check, Claim
from synth.verify.algebra import Candidate
from synth.verify.align import AVERAGING, ERRING, Aligned, Alignment, beside_number
from synth.verify.baselines import other_baselines
from synth.verify.compare import LOWER_IS_BETTER
from synth.verify.foreign import AROUND, beside, is_elsewhere
from synth.verify.index import TableIndex
from synth.verify.names import Mention
from synth.verify.pair_reading import PairReading, is_percent, pair_candidate
from synth.verify.pairs import Pair
from synth.verify.tables_said import made_check, said, show_value

SURE = 0.8
"""A change is supported where it is read from cells that give it with at least this probability."""
BOUND_SURE = 0.92
"""The same for a bound ("up to 15"), which many cells keep."""
SLIPPED, POINTED = 3.0, 0.02
"""Log odds from which a change is contradicted, and the probability of its pair that this needs."""
OTHERWISE = frozenset({"cell", "delta", "sum", "mean", "mean_difference", "count", "relative"})
"""Aligned formulas that are no pair of two cells ("relative" is that of errors there)."""
OTHERWISE_SURE = 0.7
STANDS = 0.8
"""Probability from which another formula explains the number better than a slip would."""
NAMED = 0.7
"""Share of a side's name that the claim's baseline must say where the direction is held against it."""
MOST_HITS = 50
TURNED = 0.75
"""Probability of the other direction that a contradiction needs."""


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
    if reading.right is not None and reading.agreeing >= max(SURE if quantity.bound is None else BOUND_SURE, meant):
        candidate = _recomputation(_candidate(reading.right, quantity), others)
        return _support(quantity, candidate, reading.agreeing, tables)
    if other is not None and meant >= OTHERWISE_SURE:
        return _support(quantity, _recomputation(other.candidate, others), meant, tables)
    if reading.right is not None and reading.agreeing >= meant:
        candidate, probability = _candidate(reading.right, quantity), reading.agreeing
    elif other is not None:
        candidate, probability = other.candidate, meant
    else:
        return None
    words_said = said(candidate, quantity, tables)
    reason = f"{words_said} agrees with {quantity.text}, but so weakly tied to the claim's words that it may be chance"
    return made_check("own_table", "unresolved", 1 - probability, reason, quantity, candidate, tables)


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
    reason = f"{said(candidate, quantity, tables)}, which is {as_stated(quantity)} at the precision printed"
    index = next(index for index in tables if index.table.number == candidate.table)
    for name, value in other_baselines(candidate, index):
        reason += f"; against {name} it would be {show_value(value, quantity)}"
    return made_check("own_table", "supported", probability, reason, quantity, candidate, tables)


def as_stated(quantity: Quantity) -> str:
    """The number as the claim states it, its bound in words: a cell of 71.5 is no 70.2, but it is at least that."""
    if quantity.high is not None:
        return f"within {quantity.text}"
    bound = {">": "at least", "<": "at most", "~": "about"}.get(quantity.bound or "")
    return f"{bound} {quantity.text}" if bound else quantity.text


def _slipped_check(
    claim: Claim, quantity: Quantity, reading: PairReading, tables: Sequence[TableIndex]
) -> Check | None:
    """Contradicted, where a change is most likely a slip of what its two cells give."""
    if reading.wrong is None or reading.score < SLIPPED or reading.pointed < POINTED:
        return None
    candidate = _candidate(reading.wrong, quantity)
    if "[@" in beside(claim.text, quantity.text, AROUND):
        return None  # a number of the paper that is cited there
    index = next(index for index in tables if index.table.number == candidate.table)
    if ERRING.search(claim.text) and "error" not in index.all_words:
        return None  # a change of errors, where the table prints scores
    averaged = any(line is not None and line.average for line in reading.wrong.sides)
    if reading.wrong.second is not None and not averaged and AVERAGING.search(claim.text):
        return None  # an average of other cells
    if averaged and (near := beside_number(claim.text, quantity.text)) and not AVERAGING.search(near):
        return None  # one of several numbers, which is not called the average
    if is_truncated(quantity, candidate.interval) or is_elsewhere(claim, tables, candidate.table):
        return None
    reason = f"{said(candidate, quantity, tables)}, not {quantity.text}"
    confidence = 1 / (1 + exp(SLIPPED - reading.score - 0.3))
    return made_check("own_table", "contradicted", confidence, reason, quantity, candidate, tables)


def _turned_check(claim: Claim, quantity: Quantity, reading: PairReading, tables: Sequence[TableIndex]) -> Check | None:
    """Contradicted, where the two cells give the change the other way round."""
    if reading.back is None or reading.turning < TURNED or LOWER_IS_BETTER.search(claim.text):
        return None
    if not _sides_named(reading.back, claim, tables):
        return None  # "a drop of 2 from our full model": which side changed is not plain
    candidate = _candidate(reading.back, quantity)
    if is_elsewhere(claim, tables, candidate.table) or "[@" in beside(claim.text, quantity.text, AROUND):
        return None
    reason = f"{said(candidate, quantity, tables)}: the other direction"
    return made_check("own_table", "contradicted", reading.turning * 0.9, reason, quantity, candidate, tables)


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
