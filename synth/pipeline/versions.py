"""Versions of one work: kept apart, never taken for each other's witness, and held against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from synth.pipeline.same_work import hit_of, same_work
from synth.pipeline.screen import Kept
from synth.pipeline.shelves import Shelf
from synth.pipeline.titles import comparable
from synth.records import Document, Paper, Progress, silent
from synth.report_records import Drift
from synth.sources.hits import Hit
from synth.sources.identifiers import without_version
from synth.verify.drift import drift

Key = tuple[bool, int, str]


def versions_of(paper: Paper, papers: Sequence[Paper]) -> tuple[str, ...]:
    """The ids of those of the papers that are other versions of one, sorted; its own is none."""
    one = hit_of(paper, "")
    return tuple(sorted(each.id for each in papers if each.id != paper.id and same_work(one, hit_of(each, ""))))


def drifts(
    kept: Sequence[Kept], shelves: Sequence[Shelf], documents: Mapping[str, Document], *, progress: Progress = silent
) -> tuple[Drift, ...]:
    """Where versions of the kept papers differ in a number, be the other version kept or only at hand in a corpus.

    Each version is held against the next one. A digest is nobody's version. `documents` are those read already.
    """
    wanted = {each.used.paper.id: hit_of(each.used.paper, "") for each in kept if each.used.paper.text != "digest"}
    others = _at_hand(shelves)
    works: dict[str, dict[str, Hit]] = {}
    for name, hit in wanted.items():
        like = {each.paper.id: each for key in _keys(hit) for each in others[key] if same_work(hit, each)}
        group = {name: hit, **like}
        if len(group) > 1:
            works.setdefault(min(group), {}).update(group)
    found: list[Drift] = []
    for done, (_, group) in enumerate(sorted(works.items())):
        progress("comparing versions", done, len(works))
        ordered = sorted(group.values(), key=_age)
        read = [documents.get(hit.paper.id) or _read(shelves, hit.paper.id) for hit in ordered]
        work = without_version(ordered[0].paper.id)
        for earlier, later in pairwise(read):
            found += drift(work, earlier, later)
    return tuple(found)


def _at_hand(shelves: Sequence[Shelf]) -> Mapping[str, list[Hit]]:
    """Every paper of the corpora by what can tell that another is the same work."""
    found: defaultdict[str, list[Hit]] = defaultdict(list)
    for shelf in shelves:
        for paper in shelf.corpus.papers():
            if paper.text != "digest":
                hit = hit_of(paper, "")
                for key in _keys(hit):
                    found[key].append(hit)
    return found


def _keys(hit: Hit) -> tuple[str, ...]:
    title = comparable(hit.paper.title).squashed
    return (*hit.ids.work, *([f"title:{title}"] if title else []))


def _age(hit: Hit) -> Key:
    """Preprints by version before the print."""
    arxiv = hit.ids.arxiv or ""
    number = arxiv.removeprefix(without_version(arxiv))
    return not arxiv, int(number[1:] or 0), hit.paper.id


def _read(shelves: Sequence[Shelf], paper: str) -> Document:
    shelf = next(shelf for shelf in shelves if paper in shelf.corpus.hashes())
    return shelf.corpus.document(paper)
