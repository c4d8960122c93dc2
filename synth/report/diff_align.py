"""Which claims of two tables are the same claim: one to one, one to several (a sentence split), several to one.

First the best assignment of claim to claim over all likenesses at once, so that no claim is taken by a worse partner;
then claims that are left, or that fit poorly where they are, join a claim of which they are a piece. Both tables are
put into an order that depends on their claims alone, and the pair of tables too, so that neither the order of rows nor
which table is called A changes the outcome.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synth.report.diff_candidates import assign, candidates
from synth.report.diff_likeness import Profile, Weights, alike, part_of, profile, weigh
from synth.report.diff_table import READ, ClaimRow, ClaimTable, Source
from synth.verify.compare import NEGATED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Meaning = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Vectors of length 1 for texts, as `Embedder.embed` gives them."""

LEAST = 0.45
"""Likeness from which two claims are one. Among 2,000 claims of 68 papers, cut, renumbered and thinned, 0.35 pairs
nearly twice as many strangers as 0.5, and 0.55 loses 3 % more of the claims whose number changed than 0.5; the gold
alignments come out the same from 0.4 to 0.5."""
PIECE = 0.55
"""Likeness from which a claim is a piece of another, beside one that is as sure; 0.5 to 0.65 do the same on gold."""
ALONE = 0.7
"""The same for a piece that is alone: what the rest of the whole became cannot be seen, so that it may be chance."""
PIECE_AS_PARTNER = 0.95
"""What the likeness of a piece counts when it is looked at as the only partner of its whole."""
BETTER = 0.1
"""How much better a claim must fit as a piece than where it is, to be moved."""
NEW = 0.1
"""Share of a whole's words that a further piece must add to those that are there already."""
MOST_MEANT = 400
"""Claims left over whose meaning is still compared; beyond that the model would take too long."""


@dataclass(frozen=True, slots=True)
class Match:
    """Rows of A and of B that say one thing; one side is empty where the other table has nothing of it."""

    a: tuple[ClaimRow, ...]
    b: tuple[ClaimRow, ...]


def align(a: ClaimTable, b: ClaimTable, meaning: Meaning | None = None) -> tuple[Match, ...]:
    """All rows of both tables, each in one match, in the order of A's rows and then of B's.

    `meaning` is asked only about claims that words and numbers leave over.
    """
    if _order(b) < _order(a):
        return tuple(sorted((Match(m.b, m.a) for m in align(b, a, meaning)), key=_place))
    first, second = _sorted(a), _sorted(b)
    pairs = _equal(first, second)
    left = [profile(row) for row in first if row.number not in pairs]
    taken = set(pairs.values())
    right = [profile(row) for row in second if row.number not in taken]
    papers = _Papers(a.sources, b.sources)
    groups = _join(left, right, papers, meaning)
    rows_a, rows_b = {row.number: row for row in a.rows}, {row.number: row for row in b.rows}
    groups += [((x,), (y,)) for x, y in pairs.items()]
    used_a, used_b = {x for xs, _ in groups for x in xs}, {y for _, ys in groups for y in ys}
    groups += [((x,), ()) for x in rows_a if x not in used_a] + [((), (y,)) for y in rows_b if y not in used_b]
    matches = (Match(tuple(rows_a[x] for x in sorted(xs)), tuple(rows_b[y] for y in sorted(ys))) for xs, ys in groups)
    return tuple(sorted(matches, key=_place))


def _place(match: Match) -> tuple[bool, int, int]:
    """Where a match stands in a list: by its first row of A, then those of B alone."""
    return (not match.a, match.a[0].number if match.a else 0, match.b[0].number if match.b else 0)


def _said(row: ClaimRow) -> tuple[str, str, str, str]:
    confidence = "" if row.confidence is None else format(row.confidence.normalize(), "f")
    return row.text, row.paper or "", row.status, confidence


def _sorted(table: ClaimTable) -> list[ClaimRow]:
    """The rows in an order that depends on what they say; rows that say the same in their own order."""
    return sorted(table.rows, key=lambda row: (_said(row), row.number))


def _order(table: ClaimTable) -> list[tuple[str, str, str, str]]:
    return sorted(_said(row) for row in table.rows)


def _equal(first: Sequence[ClaimRow], second: Sequence[ClaimRow]) -> dict[int, int]:
    """Rows with the same text, by number: with the same verdict first, then of the same paper, in order.

    The same words in two papers are two claims; a table that knows no papers has only the words.
    """
    keys: list[Callable[[ClaimRow], object]] = [_said, lambda row: (row.text, base_id(row.paper or ""))]
    if all(row.paper is None for row in first) or all(row.paper is None for row in second):
        keys.append(lambda row: row.text)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for key in keys:
        waiting: dict[object, list[int]] = defaultdict(list)
        for row in reversed(second):
            if row.number not in taken:
                waiting[key(row)].append(row.number)
        for row in first:
            if row.number not in pairs and (held := waiting[key(row)]):
                pairs[row.number] = held.pop()
                taken.add(pairs[row.number])
    return pairs


class _Papers:
    """Whether two claims can come from one paper: another version of it is the same paper."""

    def __init__(self, a: Mapping[str, Source], b: Mapping[str, Source]) -> None:
        self._titles = (
            {paper: _folded(s.title) for paper, s in a.items()},
            {p: _folded(s.title) for p, s in b.items()},
        )

    def fit(self, first: Profile, second: Profile) -> bool:
        x, y = first.row.paper, second.row.paper
        if x is None or y is None or base_id(x) == base_id(y):
            return True
        title = self._titles[0].get(x) or ""
        return bool(title) and title == self._titles[1].get(y)


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def base_id(paper: str) -> str:
    """A paper's id without its version."""
    head, mark, version = paper.rpartition("v")
    return head if mark and version.isdigit() and head[-1:].isdigit() else paper


Group = tuple[tuple[int, ...], tuple[int, ...]]


def _join(left: list[Profile], right: list[Profile], papers: _Papers, meaning: Meaning | None) -> list[Group]:
    """Groups of row numbers of the claims that are not the same word for word."""
    if not left or not right:
        return []
    weights = weigh([*left, *right])
    near = [(x, y) for x, y in candidates(left, right, weights) if papers.fit(left[x], right[y])]
    edges: dict[tuple[int, int], float] = {}
    pieces: dict[tuple[int, int, bool], float] = {}
    for x, y in near:
        into_left, into_right = part_of(right[y], left[x], weights), part_of(left[x], right[y], weights)
        pieces[x, y, True], pieces[x, y, False] = into_left, into_right
        score = max(alike(left[x], right[y], weights), PIECE_AS_PARTNER * max(into_left, into_right))
        if score >= LEAST:
            edges[x, y] = score
    partners = assign(edges, len(left), len(right))
    by_left = {x: [y] for x, y in partners.items()}
    by_right = {y: [x] for x, y in partners.items()}
    _attach(left, right, by_left, by_right, edges, pieces, weights)
    for x, y in [(x, ys[0]) for x, ys in by_left.items() if len(ys) == 1 and len(by_right[ys[0]]) == 1]:
        fits = max(pieces[x, y, True], pieces[x, y, False]) >= ALONE
        if not fits and alike(left[x], right[y], weights) < LEAST:
            del by_left[x], by_right[y]
    free = [x for x in range(len(left)) if x not in by_left], [y for y in range(len(right)) if y not in by_right]
    if meaning is not None:
        for x, y in _meant([left[x] for x in free[0]], [right[y] for y in free[1]], papers, weights, meaning).items():
            by_left[free[0][x]] = [free[1][y]]
    groups: list[Group] = [
        ((left[x].row.number,), tuple(right[y].row.number for y in ys))
        for x, ys in by_left.items()
        if len(ys) > 1 or len(by_right.get(ys[0], ())) < 2
    ]
    groups += [
        (tuple(left[x].row.number for x in xs), (right[y].row.number,)) for y, xs in by_right.items() if len(xs) > 1
    ]
    return groups


def _attach(
    left: Sequence[Profile],
    right: Sequence[Profile],
    by_left: dict[int, list[int]],
    by_right: dict[int, list[int]],
    edges: Mapping[tuple[int, int], float],
    pieces: Mapping[tuple[int, int, bool], float],
    weights: Weights,
) -> None:
    """Lets claims join the partner of which they are a piece, the best fitting first; changes both mappings."""
    tries = sorted(((score, key) for key, score in pieces.items() if score >= PIECE), key=lambda t: (-t[0], t[1]))
    for score, (x, y, splits) in tries:
        # `splits`: the claim y of the right is a piece of x of the left, which then is split; else the other way round.
        whole, piece = (x, y) if splits else (y, x)
        of_whole, of_piece = (by_left, by_right) if splits else (by_right, by_left)
        wholes, others = (left, right) if splits else (right, left)
        held = of_whole.get(whole, [])
        if not held or piece in held or len(of_piece.get(held[0], ())) > 1:
            continue
        if (now := of_piece.get(piece)) is not None:
            edge = (now[0], piece) if splits else (piece, now[0])
            if len(now) > 1 or len(of_whole[now[0]]) > 1 or edges[edge] + BETTER > score:
                continue
        first = pieces.get((whole, held[0], True) if splits else (held[0], whole, False), 0.0)
        if first < PIECE or not _adds(others[piece], [others[each] for each in held], wholes[whole], weights):
            continue
        if now is not None:
            del of_whole[now[0]]
        of_whole[whole] = [*held, piece]
        of_piece[piece] = [whole]


def _adds(piece: Profile, held: Iterable[Profile], whole: Profile, weights: Weights) -> bool:
    """Whether a piece says something of the whole that the pieces before it do not."""
    held = tuple(held)
    words = frozenset[str]().union(*(each.bag for each in held))
    numbers = frozenset[object]().union(*({value for value, _ in each.numbers} for each in held))
    if any(value not in numbers for value, _ in piece.numbers):
        return True
    if whole.cut and not piece.bag <= whole.bag | words:
        return True
    if all((NEGATED.search(each.flat[:READ]) is None) != (NEGATED.search(piece.flat[:READ]) is None) for each in held):
        return True  # "but not the other way round"
    return weights.words((piece.bag & whole.bag) - words) >= NEW * weights.words(whole.bag)


def _meant(
    left: Sequence[Profile], right: Sequence[Profile], papers: _Papers, weights: Weights, meaning: Meaning
) -> dict[int, int]:
    """Of the claims that are left over those that mean nearly the same and give no other number or name."""
    if not left or not right or len(left) + len(right) > MOST_MEANT:
        return {}
    vectors = meaning([each.row.sentence for each in (*left, *right)])
    near = vectors[: len(left)] @ vectors[len(left) :].T
    edges: dict[tuple[int, int], float] = {}
    for x, one in enumerate(left):
        for y, other in enumerate(right):
            score = min(1.0, round((float(near[x, y]) + alike(one, other, weights)) / 2, 6))
            if score >= LEAST and papers.fit(one, other) and _agree(one, other):
                edges[x, y] = score
    return assign(edges, len(left), len(right))


def _agree(first: Profile, second: Profile) -> bool:
    """Whether neither claim has a number or a name that stands against one of the other's."""
    values = {value for value, _ in first.numbers}, {value for value, _ in second.numbers}
    names = first.names - second.bag, second.names - first.bag
    return (values[0] <= values[1] or values[1] <= values[0]) and not (names[0] and names[1])
