"""A paper's tables made ready for the algebra: values by row and column, and what tells rows and columns apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from synth.records import Document, Table
from synth.verify.cells import Value, is_average, table_values
from synth.verify.names import Labels, Mention, fold_label, shown, words
from synth.verify.units import cell_units

if TYPE_CHECKING:
    from synth.verify.algebra import Candidate


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row or a column of a table: its key name (what tells it apart, also folded), its context, its values.

    A line is equal to itself alone, so that what is worked out of it can be kept by it.
    """

    position: int
    key: str
    folded: str
    context: tuple[str, ...]
    values: tuple[Value, ...]
    average: bool = False
    """Whether this line holds averages of others."""
    at: Mapping[int, tuple[Value, ...]] = field(default_factory=dict, repr=False)
    """Its values by position on the other axis; a dual cell has several."""
    words: frozenset[str] = frozenset()
    """The words of its names."""
    span: tuple[float, float] = (0.0, 0.0)
    """The smallest and the largest size of its values."""
    place: str = ""
    """"row 5" or "column 2", counted from 1."""
    name: str = ""
    """What a formula calls it: its key, or its place where it has none."""
    whole: str = ""
    """The same with its context."""


@dataclass(frozen=True, slots=True)
class TableIndex:
    """One table as lines of values."""

    table: Table
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    labels: Labels
    caption_words: frozenset[str]
    all_words: frozenset[str] = frozenset()
    """Words of the caption and of all names."""
    row_keys: Mapping[int, str] = field(default_factory=dict)
    column_keys: Mapping[int, str] = field(default_factory=dict)
    """The folded key of each row and of each column by its position."""
    values: tuple[Value, ...] = ()
    """Every value, in reading order, and its number as a float in `floats`."""
    floats: tuple[float, ...] = ()
    readings: dict[tuple[int, int, int, str | None], tuple[Candidate, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """What a cell (row, column, part) says by itself to a number in "%" or in a unit; made when asked."""
    units: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The unit that a cell (row, column) prints behind its number."""


def index_tables(document: Document) -> tuple[TableIndex, ...]:
    """The paper's tables that hold numbers, in source order."""
    indexed = (index_table(table) for table in document.tables)
    return tuple(index for index in indexed if index.rows)


def index_table(table: Table) -> TableIndex:
    """Lines of one table; a value belongs to one row and one column."""
    values = table_values(table)
    rows = _lines(values, by_row=True)
    columns = _lines(values, by_row=False)
    names = [name for line in rows + columns for name in (line.key, *line.context)]
    caption = frozenset(words(table.caption))
    said = caption.union(*(words(name) for name in dict.fromkeys(names)))
    row_keys, column_keys = ({line.position: line.folded for line in lines} for lines in (rows, columns))
    ordered = tuple(value for row in rows for value in row.values)
    floats = tuple(float(value.value) for value in ordered)
    return TableIndex(
        table, rows, columns, Labels(names), caption, said, row_keys, column_keys, ordered, floats,
        units=cell_units(table),
    )  # fmt: skip


def _lines(values: Iterable[Value], *, by_row: bool) -> tuple[Line, ...]:
    grouped: dict[int, list[Value]] = {}
    for value in values:
        grouped.setdefault(value.row if by_row else value.column, []).append(value)
    names: dict[int, tuple[str, ...]] = {}
    for position, members in grouped.items():
        own = members[0].row_names if by_row else members[0].column_names
        names[position] = own
    frequency = Counter(name for own in names.values() for name in own)
    lines: list[Line] = []
    for position in sorted(grouped):
        own = names[position]
        # The rarest name tells the line apart ("POS" among many "F1"), words before bare numbers ("# langs: 15").
        key = min(reversed(own), key=lambda name: (not _has_letters(name), frequency[name])) if own else ""
        group = grouped[position][0].group if by_row else ""
        context = tuple(name for name in (group, *own) if name and name != key)
        average = any(map(is_average, (key, *context)))
        own_values = tuple(grouped[position])
        at = _by_place(own_values, by_row=by_row)
        said = frozenset(word for name in (key, *context) for word in words(name))
        sizes = [abs(float(value.value)) for value in own_values]
        span = min(sizes), max(sizes)
        place = f"{'row' if by_row else 'column'} {position + 1}"
        name, whole = shown(key) or place, shown(" ".join((*context, key))) or place
        lines.append(
            Line(position, key, fold_label(key), context, own_values, average, at, said, span, place, name, whole)
        )
    return tuple(lines)


def told_apart(first: Line, second: Line) -> tuple[str, str]:
    """What a formula calls two lines of one axis: by their context or else place where their names are alike."""
    if first.name != second.name:
        return first.name, second.name
    if first.whole != second.whole:
        return first.whole, second.whole
    return f"{first.name} ({first.place})", f"{second.name} ({second.place})"


def _by_place(values: Iterable[Value], *, by_row: bool) -> Mapping[int, tuple[Value, ...]]:
    found: dict[int, list[Value]] = {}
    for value in values:
        found.setdefault(value.column if by_row else value.row, []).append(value)
    return {place: tuple(members) for place, members in found.items()}


def _has_letters(name: str) -> bool:
    return any(char.isalpha() for char in name)


@dataclass(frozen=True, slots=True)
class Named:
    """How well a claim names each line of a table (0 to 1), and which key names (folded) it says in full."""

    rows: dict[int, float]
    columns: dict[int, float]
    said: frozenset[str]


CONTEXT_SHARE = 0.15
"""How much of a line's score its group and upper heads make out: enough to break ties between equal keys."""


def name_lines(index: TableIndex, mention: Mention) -> Named:
    """Scores of all lines of a table for one claim."""
    known = index.labels.scores(mention)
    rows = {line.position: _line_score(known, line) for line in index.rows}
    columns = {line.position: _line_score(known, line) for line in index.columns}
    full = {
        line.folded
        for lines, scores in ((index.rows, rows), (index.columns, columns))
        for line in lines
        if line.key and scores[line.position] >= 0.8 and known[line.key] >= 0.95
    }
    return Named(rows, columns, frozenset(full))


TITLED = 0.8
"""How well a line is named by the title of the claim's section alone."""


def titled(index: TableIndex, named: Named, title: str) -> Named:
    """The scores with those of lines raised that are called like the folded title of the claim's section."""
    rows, columns = (
        {line.position: TITLED for line in lines if line.folded == title and scores[line.position] < TITLED}
        for lines, scores in ((index.rows, named.rows), (index.columns, named.columns))
    )
    if not title or not (rows or columns):
        return named
    return Named(named.rows | rows, named.columns | columns, named.said)


RIVAL = 0.7
"""Score from which a line takes part in the question which of several named lines a number belongs to."""
AWAY = 0.7
"""What remains of the score of a line that is named elsewhere in the sentence when a rival is named at the number."""


def nearest_lines(index: TableIndex, named: Named, nearby: Mention) -> Named:
    """The scores with those of lines lowered that have a rival, as well named, in the words beside the number."""
    rows = _nearest(index, index.rows, named.rows, nearby)
    columns = _nearest(index, index.columns, named.columns, nearby)
    return named if rows is named.rows and columns is named.columns else Named(rows, columns, named.said)


def _nearest(index: TableIndex, lines: tuple[Line, ...], scores: dict[int, float], nearby: Mention) -> dict[int, float]:
    rivals = [line for line in lines if line.key and scores[line.position] >= RIVAL]
    if len({line.key for line in rivals}) < 2:
        return scores
    here = {line.position: index.labels.match(line.key, nearby) for line in rivals}
    if max(here.values()) < 0.95:
        return scores
    return scores | {place: scores[place] * AWAY for place, score in here.items() if score < RIVAL}


def longest_names(names: frozenset[str]) -> frozenset[str]:
    """The names that are no part of another one: of "xlm-r" and "xlm-r large" the second."""
    parts = {name: frozenset(words(name)) for name in names}
    return frozenset(name for name in names if not any(parts[name] < parts[other] for other in names))


def _line_score(known: Mapping[str, float], line: Line) -> float:
    key = known[line.key] if line.key else 0.0
    context = max((known[name] for name in line.context), default=0.0)
    if not line.context:
        return key
    return (1 - CONTEXT_SHARE) * key + CONTEXT_SHARE * context
