"""A number that the paper gives otherwise elsewhere: a like sentence has one that is a slip away and that tables give.

Authors repeat their headline numbers, and a copy goes wrong or stale. Where a sentence's number is found in no table,
no other sentence has it, and a like sentence has one that differs as slips do and that a table bears out, the two most
likely mean the same. How alike they are is weighed by a logistic model, fitted to 214 errors planted in the tuned half
of the papers against the 90 pairs of different numbers that stand there (`tests/benchmarks/planted.py` says which
half). Where each names near its number what the other never says, they are of different things.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import exp

from synth.quantity import Quantity
from synth.records import Check, Claim
from synth.verify.cues import proper
from synth.verify.foreign import left_out
from synth.verify.names import words
from synth.verify.retold import Retold, Told
from synth.verify.slips import slips
from synth.verify.text import POINT_LIKE, content_words, likeness, where_told

START, ALIKE, NAMES, OTHER_NUMBERS, DIGITS, METRIC = -3.7, 2.2, 1.1, -3.4, 3.8, 1.9
"""Log odds that a slip is meant: before anything, for likeness 1, for five names in common, for four numbers that only
one of the sentences has, for a number of five digits, and for the same metric (or none) in both."""
LEAST = 2.0
"""Log odds from which the number is contradicted: no untouched number of 467 papers is; from 1.5, half a dozen were."""
AGAIN = 0.2
"""Likeness of a sentence with the same number from which it speaks for the number."""
FAINT = 0.3
"""Likeness below which no sentence is compared."""
NEAR = 14
"""Words on each side of a number among which its names stand."""
SMALL = 20
"""Whole numbers up to here are met by chance."""


def check_retold(claim: Claim, known: Retold, check: Callable[[Claim], Check | None]) -> Check | None:
    """Contradicted where a like sentence has another number, a slip away, that tables give; `check` asks the tables."""
    best: tuple[float, Quantity, Claim, Quantity] | None = None
    bag = content_words(claim.text)
    for quantity in claim.quantities:
        if not is_plain(quantity) or known.echo(claim, bag, (abs(quantity.value), quantity.decimals)) > AGAIN:
            continue
        for size in sorted(slips(quantity)):
            for told in known.told.get((size, quantity.decimals), ()):
                score = _score(claim, quantity, bag, told, known.weights)
                if score >= LEAST and (best is None or score > best[0]):
                    best = score, quantity, told[0], told[1]
    if best is None:
        return None
    score, quantity, other, right = best
    found = check(other)
    if found is None or found.status != "supported":
        return None
    where = where_told(other, "own_text")
    reason = f"{where} gives {right.text} in like words, not {quantity.text}: {found.reason}"
    return replace(found, status="contradicted", confidence=round(1 / (1 + exp(LEAST - score - 0.3)), 4), reason=reason)


def is_plain(quantity: Quantity) -> bool:
    """Whether it is one exact number of at least two digits that hardly stands twice by chance."""
    size = abs(quantity.value)
    digits = (size if quantity.decimals > 0 else size.normalize()).as_tuple().digits
    single = quantity.high is None and quantity.bound is None and quantity.kind not in ("rank", "range")
    return single and len(digits) > 1 and (quantity.decimals > 0 or size > SMALL)


def _score(claim: Claim, quantity: Quantity, bag: frozenset[str], told: Told, weights: dict[str, float]) -> float:
    """The log odds that one of the two numbers is a slip of the other."""
    other, right, other_bag = told
    units = {quantity.unit, right.unit}
    if left_out(claim.text) != left_out(other.text):
        return START
    if other.anchor == claim.anchor or quantity.kind != right.kind or not is_plain(right):
        return START
    if len(units) > 1 and not units <= {*POINT_LIKE, None}:
        return START
    alike = likeness(bag, other_bag, weights)
    if alike < FAINT or (_strange(claim.text, quantity, other.text) and _strange(other.text, right, claim.text)):
        return START
    mine = {abs(each.value) for each in claim.quantities if each.value != quantity.value and is_plain(each)}
    theirs = {abs(each.value) for each in other.quantities if each.value != right.value and is_plain(each)}
    return (
        START
        + ALIKE * alike
        + NAMES * min(len(proper(claim.text) & proper(other.text)), 5) / 5
        + OTHER_NUMBERS * min(len(mine ^ theirs), 4) / 4
        + DIGITS * min(len(str(int(abs(quantity.value).scaleb(max(quantity.decimals, 0))))), 5) / 5
        + METRIC * (claim.metric == other.metric)
    )


def _strange(text: str, quantity: Quantity, other: str) -> bool:
    """Whether a name near the number is not in the other text."""
    plain = re.sub(r"\[@[^\]]*\]|\[number:[^\]]*\]", " ", text)
    before, _, after = plain.partition(quantity.text.lstrip("+-"))
    near = " ".join((*before.split()[-NEAR:], *after.split()[:NEAR]))
    return not proper(near) <= proper(other).union(words(other))
