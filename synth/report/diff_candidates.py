"""Which pairs of claims are worth a closer look, and the best assignment over their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from synth.report.diff_likeness import Profile, Weights, telling

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

CANDIDATES = 12
"""Partners that are looked at for each claim."""
CHUNK = 1000
"""Claims whose likeness with all others is held in memory at a time."""
TIE = 1e-7
NUMBER_IN_SEARCH = 5.0
"""The weight of a fully telling number among the words."""


def candidates(left: Sequence[Profile], right: Sequence[Profile], weights: Weights) -> list[tuple[int, int]]:
    """Pairs worth a closer look: for each claim the others that share most weight of words and numbers with it."""
    import numpy as np

    features: dict[object, int] = {}
    vectors = [[_vector(each, weights, features) for each in profiles] for profiles in (left, right)]
    one, other = (_matrix(each, len(features)) for each in vectors)
    pairs: set[tuple[int, int]] = set()
    for rows, columns, turned in ((one, other, False), (other, one, True)):
        across = columns.T.tocsc()
        for start in range(0, rows.shape[0], CHUNK):
            dense = np.round((rows[start : start + CHUNK] @ across).toarray(), 6)
            # Of equally near claims those at the same place in their table, or many alike would all look at the same
            # few; a stable sort, so that what is still equal stands in the tables' own order.
            places = np.arange(start, start + dense.shape[0]) / rows.shape[0]
            dense -= TIE * (dense > 0) * np.abs(places[:, None] - np.arange(columns.shape[0]) / columns.shape[0])
            best = np.argsort(-dense, axis=1, kind="stable")[:, :CANDIDATES]
            for at, line in enumerate(best):
                near = [(start + at, int(other_at)) for other_at in line if dense[at, other_at] > 0]
                pairs.update((y, x) if turned else (x, y) for x, y in near)
    return sorted(pairs)


def _vector(each: Profile, weights: Weights, features: dict[object, int]) -> dict[int, float]:
    """A claim's words and numbers with their weights, by the place that `features` gives to each, of length 1."""
    found: dict[int, float] = {}
    for word in sorted(each.bag):
        found[features.setdefault(word, len(features))] = weights.of_word[word]
    for number in sorted(each.numbers):
        tells = weights.of_number.get(number[0], 1.0) * telling(number) * NUMBER_IN_SEARCH
        found[features.setdefault(number[0], len(features))] = tells
    length = sum(value * value for value in found.values()) ** 0.5 or 1.0
    return {place: value / length for place, value in found.items()}


def _matrix(vectors: Sequence[Mapping[int, float]], width: int) -> csr_array[np.float64]:
    """One vector a row, of shape (number of vectors, width)."""
    import numpy as np
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *(len(vector) for vector in vectors)])
    places = np.array([place for vector in vectors for place in vector], dtype=np.int64)
    values = np.array([value for vector in vectors for value in vector.values()], dtype=np.float64)
    return csr_array((values, places, starts), shape=(len(vectors), width))


def assign(edges: Mapping[tuple[int, int], float], rows: int, columns: int) -> dict[int, int]:
    """The one-to-one assignment with the largest sum of scores (0 to 1) over these edges; nobody has to be assigned.

    Each row may also go to a column of its own that stands for "nobody", at no score (Jonker and Volgenant's algorithm
    for sparse matrices, as scipy has it).
    """
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    if not edges:
        return {}
    order = sorted(edges)
    # Costs are whole numbers, so that the sum does not depend on the order in which it is formed; none is zero, which
    # a sparse matrix would take for "no edge".
    costs = [1 + round((1 - edges[edge]) * 1_000_000) for edge in order] + [1 + 1_000_000] * rows
    x = np.array([edge[0] for edge in order] + list(range(rows)))
    y = np.array([edge[1] for edge in order] + [columns + row for row in range(rows)])
    graph = csr_array((np.array(costs, dtype=np.float64), (x, y)), shape=(rows, columns + rows))
    matched = zip(*min_weight_full_bipartite_matching(graph), strict=True)
    return {int(row): int(column) for row, column in matched if column < columns}
