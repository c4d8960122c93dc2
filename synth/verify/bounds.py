"""Which bounds of the search over a paper's tables were reached, so that a reader knows what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.records import Document, Problem
from synth.verify.align import MOST_LOOKED_AT
from synth.verify.axis import MAX_LINES
from synth.verify.breach import table_name
from synth.verify.cells import MAX_VALUES
from synth.verify.index import TableIndex
from synth.verify.pairs import MOST_PLACES, MOST_SIDES
from synth.verify.reading import MOST_CELLS
from synth.verify.trail_survey import is_surveyed


def bounds_reached(document: Document, tables: Sequence[TableIndex]) -> Iterator[Problem]:
    """One Problem for all tables together, where there is one, and one for each that is too large, in table order."""
    if not is_surveyed(tables):
        message = "its tables hold so many numbers that what stands around a number is looked at once, not again"
        yield Problem(document.paper.id, message)
    for index in tables:
        where = f"{document.paper.id}, {table_name(index.table)}"
        if len(index.values) >= MAX_VALUES:
            message = f"only its first {MAX_VALUES} numbers are looked at"
            yield Problem(where, message, "split the table, or check what lies beyond by hand")
            continue
        if len(index.values) > MOST_CELLS:
            message = (
                f"of its {len(index.values)} numbers a claim's is read from the {MOST_CELLS} best named and from those "
                f"like it; formulas over single numbers are made of the {MOST_LOOKED_AT} best named"
            )
            yield Problem(where, message)
        elif len(index.values) > MOST_LOOKED_AT:
            message = (
                f"formulas over single numbers are made of the {MOST_LOOKED_AT} best named of its {len(index.values)}, "
                "and of those like the claim's"
            )
            yield Problem(where, message)
        for lines, kind in ((index.rows, "rows"), (index.columns, "columns")):
            if len(lines) > MAX_LINES:
                message = (
                    f"means are worked out over the {MAX_LINES} best named of its {len(lines)} {kind}, differences "
                    f"over {MOST_SIDES} of them on each side at {MOST_PLACES} places"
                )
                yield Problem(where, message)
