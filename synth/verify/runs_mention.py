"""What a claim's words name, and where in the claim they stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a claim that name keys of one facet.

    Several keys: the words may mean any of them, or all (`runs_bind` tells). None: what is named no log holds.
    """

    facet: str
    keys: frozenset[object]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that a claim says of what it speaks of. `mentions` stand in the claim's order."""

    text: str
    mentions: tuple[Mention, ...]
    unknown: tuple[str, ...] = ()
    """Names in the claim that nothing in the logs bears."""

    def of(self, facet: str) -> tuple[Mention, ...]:
        """The mentions of one facet."""
        return tuple(mention for mention in self.mentions if mention.facet == facet)

    def covers(self, place: int) -> bool:
        """Whether a character of the claim belongs to a mention."""
        return any(mention.start <= place < mention.end for mention in self.mentions)
