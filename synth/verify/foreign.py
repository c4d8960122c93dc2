"""Whose number it is: what tells that a number is not the one that a cell holds, however near the two are.

A number may be of a work that is cited beside it, of what others did, of another run that is only alike, of another
measure than the table's, or of a dataset or a split that the table does not speak of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.records import Claim
from synth.verify.cells import Value
from synth.verify.cues import SPLITS
from synth.verify.index import TableIndex
from synth.verify.names import STOP, cites, words
from synth.verify.reading import Asked

AROUND = 45
"""Characters before and after a number in which a citation says whose it is."""
NAMED = 0.7
"""Share of a row's name from which a claim says it."""
A_NAME = r"(?P<name>(?=[\w.+-]*[A-Z\d])[A-Za-z][\w.+-]*)"
ON_NAME = re.compile(rf"\b(?:on|in|for)\s+(?:the\s+)?(?:\w+\s+){{0,2}}?{A_NAME}")
OPENING = re.compile(rf"(?:On|In|For)\s+(?:the\s+)?(?:\w+\s+){{0,2}}?{A_NAME}")
STATISTIC = re.compile(
    r"\b(?:standard deviations?|deviations?|std|variances?|correlations?|coefficients?|kappa|p-values?|utilization"
    r"|(?:maximum|limit|budget) of)\b",
    re.IGNORECASE,
)
"""Measures of a number that a table has beside its values, if at all."""
ALIKE = re.compile(r"\b(?:similar|comparable|near-identical)\s+(?:\w+\s+){0,2}?(?:to|with)\b", re.IGNORECASE)
"""What is told of another run than the table's: alike, not the same."""
OTHERS = re.compile(
    r"\b(?:previous(?:ly)?|prior|published|leader-?board|he|she|they|literature|winner|winning)\b", re.IGNORECASE
)
"""Words of what others did."""
A_GAIN = re.compile(r"\bmargins? of\s[^;:]{1,60}\band\s*$", re.IGNORECASE)
"""What stands before the second of two gains: "by a margin of 0.3 on A, and"."""
SEVERAL = 3
"""Numbers of one cell from which it is not known which of them is meant."""
VARIANT = re.compile(r"\b(?:ensembl\w*|multi-?scale|lower-?cas\w+|subset|instead of|crops?)\b", re.IGNORECASE)
"""Words of a setting that tables name where they print it."""


def is_foreign(asked: Asked, value: Value, index: TableIndex, tables: Sequence[TableIndex]) -> bool:
    """Whether a number is another's than the cell's: of a work cited, of a set no table names, another measure."""
    claim, around = asked.claim, asked.around
    text = beside(claim.text, asked.quantity.text, AROUND)
    names = " ".join((*value.row_names, *value.column_names, value.group))
    said = set(words(names))
    named = any(index.labels.match(name, around.claim) >= NAMED for name in value.row_names)
    if (works := cites(claim.text)) and not works & cites(names):
        if not named and not (around.claim.own and "[@" not in text):
            return True
        if asked.quantity.kind == "count" or ("[@" in text and not around.names_beside & said):
            return True
    if value.parts >= SEVERAL or A_GAIN.search(claim.text.partition(asked.quantity.text)[0]):
        return True
    if ALIKE.search(claim.text) or (OTHERS.search(text) and not named):
        return True
    for measure in (*STATISTIC.findall(text), *VARIANT.findall(text)):
        if not (set(words(measure)) - STOP) & index.all_words:
            return True
    if _of_another_metric(claim, value, index):
        return True
    known = frozenset(word for each in tables for word in each.all_words)
    openings = [opening] if (opening := OPENING.match(claim.text)) else []
    told = [frozenset(words(match["name"])) for match in (*ON_NAME.finditer(text), *openings)]
    return any(name & around.names and not name & known for name in told)


def _of_another_metric(claim: Claim, value: Value, index: TableIndex) -> bool:
    """Whether the claim names a metric of the table that is not the cell's."""
    here = index.caption_words | {word for name in (*value.row_names, *value.column_names) for word in words(name)}
    metric = set(words(claim.metric or "")) & index.all_words
    return bool(metric) and not metric & here


def is_elsewhere(claim: Claim, tables: Sequence[TableIndex], number: int) -> bool:
    """Whether a table lacks the claim's dataset, or its metric where another has it, or is of the other split."""
    index = next(index for index in tables if index.table.number == number)
    named = {word for name in claim.dataset for word in words(name)}
    if named and not named & index.all_words:
        return True
    metric = set(words(claim.metric or ""))
    if metric and not metric & index.all_words and any(metric <= each.all_words for each in tables):
        return True
    other = {"dev": "test", "test": "dev"}.get(claim.split or "")
    return (
        other is not None and bool(SPLITS[other] & index.all_words) and not SPLITS[claim.split or ""] & index.all_words
    )


def beside(text: str, number: str, reach: int) -> str:
    """The characters around a number's first place in a text; "" where it does not stand."""
    place = text.find(number)
    return text[max(0, place - reach) : place + len(number) + reach] if place >= 0 else ""
