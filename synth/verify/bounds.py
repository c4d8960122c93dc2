"""Which bounds of the search over a paper's tables were reached, so that a reader knows what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.records import Document, Problem
from synth.verify.axis import MAX_LINES
from synth.verify.breach import table_name
from synth.verify.cells import MAX_VALUES
from synth.verify.index import TableIndex


def bounds_reached(document: Document, tables: Sequence[TableIndex]) -> Iterator[Problem]:
    """One Problem for each table that is larger than the search looks at, in table order."""
    for index in tables:
        where = f"{document.paper.id}, {table_name(index.table)}"
        if len(index.values) >= MAX_VALUES:
            message = f"only its first {MAX_VALUES} numbers are looked at"
            yield Problem(where, message, "split the table, or check what lies beyond by hand")
            continue
        for lines, kind in ((index.rows, "rows"), (index.columns, "columns")):
            if len(lines) > MAX_LINES:
                message = (
                    f"differences and means are worked out over the {MAX_LINES} best named of its {len(lines)} {kind}"
                )
                yield Problem(where, message)
