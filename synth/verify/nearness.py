"""How near to a number a sentence says the name of a row or a column: of several that are named, the nearest is meant.

Distances are counted in words of the sentence, at the number's first place in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from synth.verify.names import words

A_NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-]|\.\d)")
CLOSER = 3
"""Named lines between a number and a line's name from which more tell nothing."""
Nearness = tuple[float, float, float]
"""Whether a name is the nearest to the number, the nearest before it, and how many others are closer (0 to 1)."""
UNNAMED: Nearness = (0.0, 0.0, 0.0)


TURN = re.compile(r"[,;)] (?:but|while|whereas|although|though)\b")
"""Where the clause of a number ends, and another begins that says something else."""


def own_clause(text: str, number: str) -> str:
    """The text without the clauses behind that of a number: "A gains 1.8, but B is still better" speaks of A's gain."""
    body, mark, label = text.partition(" [number:")
    ahead, found, behind = body.partition(number)
    turn = TURN.search(behind) if found else None
    return text if turn is None else f"{ahead}{found}{behind[: turn.start() + 1]}{mark}{label}"


def around_it(text: str, number: str) -> tuple[str, str] | None:
    """What stands before a number and behind it, where it stands by itself ("51", not in "HMDB51"); None without it."""
    found = re.search(rf"(?<![\w.]){re.escape(number)}(?!\w)", text.partition(" [number:")[0])
    return None if found is None else (text[: found.start()], text[found.end() :])


def apart(text: str, number: str) -> dict[str, tuple[int, int | None]]:
    """By folded, stemmed word how many words lie between it and the number, on either side and before it.

    The second is None for a word that only follows the number. Empty where the number does not stand in the text.
    """
    body = text.partition(" [number:")[0]
    ahead, found, behind = body.partition(number)
    if not found:
        return {}
    distances: dict[str, tuple[int, int | None]] = {}
    for away, chunk in enumerate(reversed(ahead.split())):
        for word in words(chunk):
            distances.setdefault(word, (away, away))
    for away, chunk in enumerate(behind.split()):
        for word in words(chunk):
            near, before = distances.get(word, (away, None))
            distances[word] = min(near, away), before
    return distances


def nearness(names: Iterable[str], distances: Mapping[str, tuple[int, int | None]]) -> dict[str, Nearness]:
    """For each of the names that a sentence says, which of them stand nearest; names of no such word are left out."""
    sides: dict[str, float] = {}
    before: dict[str, float] = {}
    for name in names:
        found = [distances[word] for word in words(name) if word in distances]
        if not found:
            continue
        sides[name] = sum(near for near, _ in found) / len(found)
        ahead = [away for _, away in found if away is not None]
        if len(ahead) == len(found):
            before[name] = sum(ahead) / len(ahead)
    ordered = sorted(sides.values())
    nearest, leading = min(ordered, default=0.0), min(before.values(), default=0.0)
    return {
        name: (
            float(away == nearest),
            float(name in before and before[name] == leading),
            min(sum(other < away for other in ordered), CLOSER) / CLOSER,
        )
        for name, away in sides.items()
    }


def beside(text: str, number: str, reach: int) -> str:
    """The characters around a number's first place in a text; "" where it does not stand."""
    place = text.find(number)
    return text[max(0, place - reach) : place + len(number) + reach] if place >= 0 else ""


def beside_number(text: str, number: str) -> str:
    """What stands with a number between the numbers on its either side; "" where it is the only one or not there.

    "A 3.71, B 3.76 and C 3.39": with 3.76 stands B, for after a number only what no comma parts from it counts.
    """
    body = text.partition(" [number:")[0]
    found = next(iter(re.finditer(rf"(?<![\w.]){re.escape(number)}(?![\w]|\.\d)", body)), None)
    others = [match.span() for match in A_NUMBER.finditer(body)]
    if found is None or len(others) < 2:
        return ""
    before = max((end for _, end in others if end <= found.start()), default=0)
    after = min((start for start, _ in others if start >= found.end()), default=len(body))
    behind = re.split(PART, body[found.end() : after], maxsplit=1)[0]
    ahead = body[before : found.start()]
    if before and len(parts := re.split(PART, ahead)) > 1:
        ahead = " ".join(parts[1:])  # "97.42 UAS and 96.26 LAS": what follows a number at once is its own
    return f"{ahead} {behind}"


PART = r"[,;()]|\b(?:and|while|whereas|but|versus|vs|compared)\b"
"""What parts the words of one number from those of the next."""
