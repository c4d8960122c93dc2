"""One step along references and citations, bounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from synth.sources.identifiers import Identifiers
from synth.sources.source import Gathered
from synth.sources.web import Web


@runtime_checkable
class Linking(Protocol):
    """A database that knows what a paper cites and what cites it."""

    def links(self, web: Web, ids: Identifiers, limit: int) -> tuple[Gathered, ...]:
        """At most `limit` references and as many citations of a paper, each as a search of its own."""
        ...


def linked(source: Linking, web: Web, papers: Sequence[Identifiers], limit: int) -> tuple[Gathered, ...]:
    """References and citations of these papers, until the source does not answer."""
    found: list[Gathered] = []
    for ids in papers:
        found += source.links(web, ids, limit)
        if any(each.down for each in found):
            break
    return tuple(found)
