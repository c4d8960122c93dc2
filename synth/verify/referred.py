"""A number that is left open where its paragraph refers to a table: most likely that table has it, unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from synth.quantity import Quantity
from synth.records import Check
from synth.verify.breach import table_name
from synth.verify.index import TableIndex

REFERRED = 0.12
"""What is left there of how surely a number is open; by the log loss of papers left out, which 0.25 leaves the same."""


def as_referred(
    check: Check | None, quantity: Quantity, tables: Sequence[TableIndex], referred: frozenset[str]
) -> Check | None:
    """The check of a number, less sure where it leaves it open; `referred` are the printed numbers of those tables.

    Of 90 numbers read by hand that were left open there, tables decide 69; of 400 that were left open elsewhere, 97.
    """
    here = [index for index in tables if index.table.printed in referred]
    if not here or (check is not None and check.status != "unresolved"):
        return check
    if check is not None:
        return replace(check, confidence=round(check.confidence * REFERRED, 4))
    names = " and ".join(sorted({table_name(index.table) for index in here}))
    reason = f"nothing in {names}, which the paragraph refers to, could be tied to {quantity.text}"
    return Check("own_table", "unresolved", REFERRED, reason)
