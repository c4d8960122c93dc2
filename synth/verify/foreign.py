"""Whose number it is: what tells that a number is not the one that a cell holds, however near the two are.

A number may be of a work that is cited beside it, of what others did, of another run that is only alike, of another
measure than the table's, or of a dataset or a split that the table does not speak of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from synth.extract.lexicon import METRICS
from synth.quantity import Quantity
from synth.records import Claim
from synth.verify.cells import Value
from synth.verify.cues import SPLITS
from synth.verify.index import Line, TableIndex
from synth.verify.names import STOP, cites, words
from synth.verify.nearness import A_NUMBER, beside
from synth.verify.reading import Asked
from synth.verify.trail import named_tables

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
ALIKE = re.compile(
    r"\b(?:similar|comparable|near-identical)\s+(?:\w+\s+){0,2}?(?:to|with)\b|\bin[ -]between\s+the\b", re.IGNORECASE
)
"""What is told of another run than the table's: alike, or between two of them, not the same."""
COMPETITION = re.compile(rf"{A_NAME}\s+(?:competition|challenge|shared task|leader-?board)\b")
"""What else than the table's data a system was tried on."""
AVERAGED = re.compile(
    r"\b(?:averaged?|mean)\s+(?:\w+\s+)?(?:scores?|accurac(?:y|ies)|performances?|results?|F1|EM|BLEU)\b", re.IGNORECASE
)
A_PERCENTAGE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?%")
FEWEST_PARTS = 3
OTHERS = re.compile(
    r"\b(?:previous(?:ly)?|prior|published|leader-?board|he|she|they|literature|winner|winning)\b", re.IGNORECASE
)
"""Words of what others did."""
AS_REPORTED = re.compile(
    r"\b(?:as\s+)?reported\s+(?:in|by)\s+\[@|\[@[^\]]*\]\s+reports?\b|\breports?\s+(?:a|an|the)\s|\baccording to\s+\[@"
)
"""What names another work as the source of a number."""
LEFT_OUT = re.compile(
    r"\b(?:without|w/o|removing|excluding|omitting|leaving out|disabling)\s+([^.;:()]{1,60}?)"
    r"(?=,\s+(?:our|the|we|it|this|its)\b|[.;:()]|$)",
    re.IGNORECASE,
)
"""What a claim says to be left out: "without ARN, ACL and ARF, our method"."""
CASING = re.compile(r"\b(?:lower-?cas\w+|uncased|case-insensitive)\b", re.IGNORECASE)
"""How texts are changed before they are scored, which moves every score."""
FREE_OF = re.compile(r"\b([A-Za-z]\w*)-free\b", re.IGNORECASE)
"""The same in one word: "in the Transformer-free setup"."""
A_GAIN = re.compile(r"\b(?:margins? of|by)\s\d[^;:]{1,60}\band\s*$|\bmargins? of\s[^;:]{1,60}\band\s*$", re.IGNORECASE)
"""What stands before the second of two gains: "by a margin of 0.3 on A, and"."""
FROM_OTHERS = re.compile(r"\b(?:previous|prior|existing)\b[^.;:]{0,40}\bfrom\s+$", re.IGNORECASE)
"""What stands before the result of another work that is improved on: "reduces the previous best error from"."""
PUBLISHED = re.compile(r"\b(?:previously (?:published|reported)|in the literature)\b", re.IGNORECASE)
"""What says of all numbers behind it that they are others'."""
REMAINING = re.compile(r"\b(?:remaining|rest|others?|of which)\b", re.IGNORECASE)
"""What says that numbers are parts of a whole."""
LONGEST_COUNT = 12
"""Digits of a count."""
PAIR = re.compile(r"\b([A-Z][a-z]{2,})\s?(?:-|–|→|to)\s?([A-Z][a-z]{2,})\b")
"""Two names of a pair, of languages or of domains: "English-Esperanto", "English to French"."""
SEVERAL = 3
"""Numbers of one cell from which it is not known which of them is meant."""
VARIANT = re.compile(r"\b(?:ensembl\w*|multi-?scale|lower-?cas\w+|subset|instead of|crops?)\b", re.IGNORECASE)
"""Words of a setting that tables name where they print it."""


TOLD_TWICE = 2
"""Other sentences that say a number from which it is none that was copied wrongly: a slip is rarely made thrice."""
SIGNS = (
    "cited alone", "cited count", "cited beside", "others", "measure", "metric", "set", "dataset lacking",
    "metric elsewhere", "other split",
)  # fmt: skip
"""What may speak for a number being another's, in the order of `signs`."""


def signs(asked: Asked, value: Value, index: TableIndex, tables: Sequence[TableIndex]) -> tuple[bool, ...]:
    """Which signs there are that a number is another's than the cell's, in the order of `SIGNS`."""
    claim, around = asked.claim, asked.around
    text = beside(claim.text, asked.quantity.text, AROUND)
    names = " ".join((*value.row_names, *value.column_names, value.group))
    said = set(words(names))
    named = _names_row(asked, value, index)
    works = cites(claim.text)
    other = bool(works) and not works & cites(names)
    telling = (*STATISTIC.findall(text), *VARIANT.findall(text))
    known = frozenset(word for each in tables for word in each.all_words)
    openings = [opening] if (opening := OPENING.match(claim.text)) else []
    told = [frozenset(words(match["name"])) for match in (*ON_NAME.finditer(text), *openings)]
    return (
        other and not named and not (around.claim.own and "[@" not in text),
        other and asked.quantity.kind == "count",
        other and "[@" in text and not around.names_beside & said,
        OTHERS.search(text) is not None and not named,
        any(not (set(words(measure)) - STOP) & index.all_words for measure in telling),
        _of_another_metric(claim, value, index),
        any(name & around.names and not name & known for name in told),
        *_elsewhere(claim, tables, index),
    )


def is_foreign(asked: Asked, value: Value, index: TableIndex, tables: Sequence[TableIndex]) -> bool:
    """Whether any sign of the number itself says so; those of its table are left to `is_elsewhere`."""
    nameless = not value.row_names or not value.column_names  # nobody could say which is meant
    return nameless or any(signs(asked, value, index, tables)[:-3]) or is_another(asked, value, index)


def is_another(asked: Asked, value: Value, index: TableIndex) -> bool:
    """Whether a number cannot be meant to be the cell's, however near the two are.

    The number is told only to be like it, or to be reported by a work that the cell does not cite; the sentence names
    other tables or says that what the cell is named after is left out, or the number is one of several gains; other
    sentences say it too; or one is negative and the other is not.
    """
    text, quantity = asked.claim.text, asked.quantity
    tables = named_tables(text)
    return (
        ALIKE.search(text) is not None
        or A_GAIN.search(text.partition(quantity.text)[0]) is not None
        or value.parts >= SEVERAL
        or any(_is_left_out(name, text) for name in (*value.row_names[:1], *value.column_names[:1]))
        or _of_another_value(asked, value, index)
        or _is_share_of_counts(quantity, value, index)
        or (bool(tables) and index.table.printed not in tables)
        or asked.trail.repeated >= TOLD_TWICE
        or (quantity.value < 0) != (value.value < 0)
        or (
            AS_REPORTED.search(text) is not None
            and not cites(text) & cites(" ".join((*value.row_names, *value.column_names)))
            and not _names_row(asked, value, index)
        )
    )


def _of_another_value(asked: Asked, value: Value, index: TableIndex) -> bool:
    """Whether the words beside a number tell that it is of what the cell is not of.

    It is a part of a count beside the other part ("36 to train, the remaining 7 to test" where a cell holds 43), or of
    works that are only spoken of, or of another pair of languages, or of a competition, or an average, or
    a count where the cell counts what another work has.
    """
    text, quantity = asked.claim.text, asked.quantity
    if _is_of_another_pair(text, value):
        return True
    if any(not set(words(match["name"])) & asked.known for match in COMPETITION.finditer(text)):
        return True
    cased, names = CASING.search(text), " ".join((*value.row_names, *value.column_names))
    if _is_part_of_hundred(text, quantity) or (cased and not CASING.search(names)):
        return True
    if AVERAGED.search(text) and not _is_average(value, index) and any(line.average for line in _lines(index)):
        return True
    ahead, _, _ = text.partition(quantity.text)
    if FROM_OTHERS.search(ahead) and not cites(" ".join(value.row_names)):
        return True
    if quantity.decimals <= 0 and _is_part(text, quantity.value, index):
        return True
    if quantity.kind == "count" and _is_of_unsaid_work(asked, value, index):
        return True
    return PUBLISHED.search(ahead) is not None and not _names_row(asked, value, index)


def _is_part_of_hundred(text: str, quantity: Quantity) -> bool:
    """Whether a percentage and the others of its sentence, three at least, are the parts of a whole."""
    if quantity.unit != "%":
        return False
    parts = {match[0]: Decimal(match[1]) for match in A_PERCENTAGE.finditer(text.partition(" [number:")[0])}
    sizes = list(parts.values())
    total = sum(sizes, Decimal(0))
    return len(sizes) >= FEWEST_PARTS and abs(total - 100) <= 1 and quantity.value in sizes


def _is_of_unsaid_work(asked: Asked, value: Value, index: TableIndex) -> bool:
    """Whether the cell's row is another work's, which the claim neither names nor cites."""
    works = cites(" ".join(value.row_names))
    return bool(works) and not works & cites(asked.claim.text) and not _names_row(asked, value, index)


def _lines(index: TableIndex) -> tuple[Line, ...]:
    return index.rows + index.columns


def _is_average(value: Value, index: TableIndex) -> bool:
    """Whether the cell's row or column is an average, or nothing says what it is."""
    own = [line for line in index.rows if line.position == value.row]
    own += [line for line in index.columns if line.position == value.column]
    return any(line.average or not line.key for line in own)


def _is_share_of_counts(quantity: Quantity, value: Value, index: TableIndex) -> bool:
    """Whether a percentage is held against a count, in a table that has a column of percentages beside it."""
    if quantity.unit != "%" or value.decimals > 0 or value.percent:
        return False
    return not any("%" in name for name in value.column_names) and any("%" in line.key for line in index.columns)


def _is_of_another_pair(text: str, value: Value) -> bool:
    """Whether a text names pairs, and the cell is of a pair that shares a name with one of them and is none of them."""
    said = [frozenset(pair) for pair in PAIR.findall(text)]
    here = [frozenset(pair) for name in (*value.row_names, *value.column_names) for pair in PAIR.findall(name)]
    return bool(said) and any(pair not in said and any(pair & other for other in said) for pair in here)


def _is_part(text: str, part: Decimal, index: TableIndex) -> bool:
    """Whether a text says of a number that it and another one that stands there are the whole that a cell holds."""
    if REMAINING.search(text) is None:
        return False
    said = (match[0].replace(",", "") for match in A_NUMBER.finditer(text))
    wholes = {part + Decimal(each) for each in said if each.isdecimal() and len(each) <= LONGEST_COUNT}
    return any(value.value in wholes for value in index.values)


def _is_left_out(name: str, text: str) -> bool:
    """Whether a claim says all words of a name only as those of what is left out."""
    left = left_out(text)
    own = set(words(name)) - STOP
    return bool(left) and bool(own) and own <= left - set(words(FREE_OF.sub(" ", LEFT_OUT.sub(" ", text))))


def left_out(text: str) -> frozenset[str]:
    """The words of what a text says to be left out."""
    return frozenset(word for phrase in (*LEFT_OUT.findall(text), *FREE_OF.findall(text)) for word in words(phrase))


def stands_elsewhere(value: Value, right: Value | None) -> bool:
    """Whether a number is that of the cell `right`, beside this one, whose row or column has no name."""
    if (
        right is None
        or right.table != value.table
        or abs(right.row - value.row) + abs(right.column - value.column) != 1
    ):
        return False
    return not right.row_names or not right.column_names


def _names_row(asked: Asked, value: Value, index: TableIndex) -> bool:
    return any(index.labels.match(name, asked.around.claim) >= NAMED for name in value.row_names)


def _of_another_metric(claim: Claim, value: Value, index: TableIndex) -> bool:
    """Whether the claim names a metric of the table that is not the cell's."""
    here = index.caption_words | {word for name in (*value.row_names, *value.column_names) for word in words(name)}
    metric = set(words(claim.metric or "")) & index.all_words
    return bool(metric) and not metric & here


def _has(metric: str | None, index: TableIndex) -> bool:
    """Whether a table names a metric, in any of its forms ("accuracy": "Acc", "top-1")."""
    return any(form <= index.all_words for form in _forms(metric or ""))


@lru_cache(maxsize=256)
def _forms(metric: str) -> tuple[frozenset[str], ...]:
    """The words of each form of a metric."""
    return tuple(frozenset(words(form)) for form in (metric, *(form for form in METRICS if METRICS[form] == metric)))


def is_elsewhere(claim: Claim, tables: Sequence[TableIndex], number: int) -> bool:
    """Whether a table lacks the claim's dataset, or its metric where another has it, or is of the other split."""
    return any(_elsewhere(claim, tables, next(index for index in tables if index.table.number == number)))


def _elsewhere(claim: Claim, tables: Sequence[TableIndex], index: TableIndex) -> tuple[bool, bool, bool]:
    named = {word for name in claim.dataset for word in words(name)}
    other = {"dev": "test", "test": "dev"}.get(claim.split or "")
    return (
        bool(named) and not named & index.all_words,
        bool(claim.metric) and not _has(claim.metric, index) and any(_has(claim.metric, each) for each in tables),
        other is not None and bool(SPLITS[other] & index.all_words) and not SPLITS[claim.split or ""] & index.all_words,
    )
