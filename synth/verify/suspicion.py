"""Whether a number that is not in the cell that it is read from is a slip: the second look at what `misreading` found.

A logistic model over how likely each explanation is, how the number and the cell differ, how the cell is named, what
the paper says besides, and what may speak for the number being another's (`foreign`). Its weights tell slips that were
planted in the half of the papers that `tests/benchmarks/planted.py` calls tuned from all the numbers that stand there
untouched (`tests/benchmarks/reading.py --fit`); a number that stands in the cell beside has weights of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, log10

from synth.verify import cue_weights
from synth.verify.cell_cues import REPORTED
from synth.verify.cues import SCORES
from synth.verify.foreign import SIGNS, signs
from synth.verify.index import TableIndex
from synth.verify.misreading import Misreading
from synth.verify.names import words
from synth.verify.reading import Asked, Reading
from synth.verify.retold import Retold
from synth.verify.text import content_words

SUSPICION = (
    "score", "density", "behind what agrees", "top", "slips", "one off", "many off", "leading digit", "apart",
    "names of the cell", "other table", "same decimals", "round", "told again", "cell told again",
    "others not printed", "share printed", "pointed", "nowhere", "row said", "column said", "counted",
    "names not here", "names nowhere", "unit here", "unit not here", "row told", "column told",
    "repeated", "reported", "stands somewhere", *SIGNS,
)  # fmt: skip
TINY = 1e-9


def suspicion(
    asked: Asked,
    reading: Reading,
    found: Misreading,
    index: TableIndex,
    known: Retold,
    tables: Sequence[TableIndex],
) -> float:
    """The log odds of a slip against none, up to the share of slips among all numbers.

    `index` is the table of the cell that the number may be a slip of, `tables` are all of the paper.
    """
    cues = suspicions(asked, reading, found, index, known, tables)
    weights = cue_weights.BESIDE if found.beside else cue_weights.SUSPICION
    return weights["always"] + sum(weights[name] * cue for name, cue in zip(SUSPICION, cues, strict=True))


def suspicions(
    asked: Asked,
    reading: Reading,
    found: Misreading,
    index: TableIndex,
    known: Retold,
    tables: Sequence[TableIndex],
) -> tuple[float, ...]:
    """The features, in the order of `SUSPICION`. Raises ValueError where the number is a slip of no cell."""
    if found.value is None:
        raise ValueError("a slip of no cell")
    claim, quantity, around, trail, value = asked.claim, asked.quantity, asked.around, asked.trail, found.value
    names = frozenset(word for name in (*value.row_names, *value.column_names, value.group) for word in words(name))
    units = set(words(quantity.unit or "")) if quantity.unit not in SCORES else set()
    bag = content_words(claim.text)
    unit = 10.0**-quantity.decimals
    mine, other = round(abs(float(quantity.value)) / unit), round(abs(float(value.value)) / unit)
    return (
        found.score,
        log(found.density),
        log((found.pointed + TINY) / (found.stands + TINY)) if found.right else 0.0,
        float(all(read.probability <= found.pointed for read in reading.cells)),
        log(1 + found.slips),
        float(abs(mine - other) == 1),
        float(6 <= abs(mine - other) <= 9),
        float(len(str(mine)) != len(str(other)) or str(mine)[0] != str(other)[0]),
        log10(abs(mine - other) / (mine + TINY) + 1e-4),
        float(min(len(around.names_beside & (names | index.caption_words)), 4)),
        max((weight for table, weight in trail.tables.items() if table != value.table), default=0.0),
        float(value.decimals == quantity.decimals),
        float(quantity.decimals <= 0 and quantity.value % 10 == 0),
        known.echo(claim, bag, (abs(quantity.value), quantity.decimals)),
        known.again(claim, bag, quantity, value),
        float(min(known.beside(claim, quantity), 4)),
        known.share(claim, quantity.decimals),
        log(found.pointed + TINY),
        log(reading.nowhere + TINY),
        max((index.labels.match(name, around.claim) for name in value.row_names), default=0.0),
        max((index.labels.match(name, around.claim) for name in value.column_names), default=0.0),
        float(quantity.kind == "count"),
        min(len(around.names_beside - index.all_words), 3) / 3,
        min(len(around.names - asked.known), 3) / 3,
        float(bool(units & (names | index.caption_words))),
        float(bool(units) and not units & (names | index.caption_words)),
        trail.rows.get((value.table, value.row), 0.0),
        trail.columns.get((value.table, value.column), 0.0),
        min(trail.repeated, 3) / 3,
        float(REPORTED.search(claim.text) is not None and "[@" in claim.text),
        float(found.right is not None),
        *map(float, signs(asked, value, index, tables)),
    )
