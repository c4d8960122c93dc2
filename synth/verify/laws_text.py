"""A law of sentences: a percentage that its own count and total do not give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from synth.quantity import plain_decimal
from synth.records import Document
from synth.verify.breach import Breach, place_of

COUNT = r"(?P<count>\d{1,3}(?:,\d{3})+|\d{1,7})"
TOTAL = r"(?P<total>\d{1,3}(?:,\d{3})+|\d{1,7})"
SHARE = re.compile(
    rf"(?<![\d.,/]){COUNT}\s?(?:/|\s(?:out\s)?of(?:\s(?:the|all))?\s){TOTAL}(?![\d/]|[.,]\d)"
    r"(?:\s[a-z][\w-]*){0,3}\s?[(,]\s?(?:i\.e\.,?\s|or\s)?(?P<percent>\d{1,3}(?:\.\d{1,3})?)\s?%"
)

STATED_BEFORE = re.compile(r"%\s?(?:,|or|[(\[]|i\.e\.,?)?\s?$")
"""What stands before a count whose percentage was told already: "25 % or 31/124, 30 % or 37/124"."""


def share_breaches(document: Document) -> Iterator[Breach]:
    """Percentages behind a count and its total that these do not give: "31 of 124 (26 %)"."""
    for sentence in document.sentences:
        for match in SHARE.finditer(sentence.text):
            count, total = (plain_decimal(match[name])[0] for name in ("count", "total"))
            printed, decimals = plain_decimal(match["percent"])
            if not 0 < count <= total or total < 3 or STATED_BEFORE.search(sentence.text, 0, match.start()):
                continue
            given = 100 * count / total
            unit = Decimal(1).scaleb(-decimals)
            if printed - unit / 2 <= given < printed + unit:  # rounded, or cut off
                continue
            anchor = sentence.anchor
            formula = f"100 × {match['count']} / {match['total']}"
            yield Breach(formula, printed, given, anchor, place_of(document, anchor))
