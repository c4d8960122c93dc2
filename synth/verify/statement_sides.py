"""What stands on the two sides of a cue: whom it is said of, and what that is compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from synth.verify.statement_links import Link
from synth.verify.statement_words import Clause, Cue

LISTED = re.compile(r"\s*(?:and|or|as well as|&)\b", re.IGNORECASE)
OPENING = re.compile(
    r"\W*(?:and |but |with )?(?:when|compared|comparing|unlike|despite|although|while|in contrast|after|before"
    r"|besides)\b",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"[\s,.;:(]{0,6}(?:(?:and|but|also|however|moreover|furthermore|for example|for instance|specifically|here|then)"
    r",? ){0,2}"
    r"(?:when |if |as )?(?:compared|comparing|unlike|in (?:comparison|contrast)|relative|over|against)(?: to| with)?"
    r"\b[^,;]{2,120},",
    re.IGNORECASE,
)
NEAR = 24
"""Characters before a name in which it may be said to be what is compared with."""
INSTEAD = re.compile(r"\b(?:instead of|rather than|as opposed to|in place of)(?: (?:the|a|an|our))?\s$", re.IGNORECASE)
"""Before what is compared with, left of the comparison ("A instead of B is better")."""
THAN = re.compile(r"\bthan\b", re.IGNORECASE)
JOINED = re.compile(r"(?:\s(?!than\b)[\w-]+){0,3},? and (?:[\w-]+ ){0,2}", re.IGNORECASE)
"""Between two comparatives that share what they compare with."""
ADJECTIVE = re.compile(
    r"(?:lower|less|smaller|fewer|shorter|slower|higher|greater|larger|more|bigger|longer|faster|better|worse|stronger"
    r"|inferior|superior|lowest|highest|best|worst|most|the most|the least|largest|smallest|greatest)",
    re.IGNORECASE,
)
"""Cues right before the name of what is measured ("a higher recall")."""
BESIDES = re.compile(r"\s+(?:(?:the|in|on|of|its|their|overall|average) )?", re.IGNORECASE)
TWO_SIDED = frozenset({"better", "worse", "more", "less"})
SUPERLATIVES = frozenset({"best", "worst", "most", "least"})


def sides(text: str, inside: Sequence[Link], clause: Clause, number: int) -> tuple[list[Link], list[Link], bool]:
    """Of a clause's links those left and right of a cue, the latter with what an opening compares with.

    The third is whether there is such an opening ("Compared to A, B improves").
    """
    cue = clause.cues[number]
    left = _before(text, inside, clause, number)
    stop, shared = _reach(text, clause, number)
    right = [
        _as_measured(link, text, cue, left) for link in inside if cue.end <= link.start < stop or shared <= link.start
    ]
    opened = _opened(text, clause, cue)

    def against(link: Link) -> bool:
        if link.metric or link.end > cue.start:
            return False
        return link.end <= opened or INSTEAD.search(text, max(clause.start, link.start - NEAR), link.start) is not None

    compared = [link for link in inside if against(link)]
    return [link for link in left if not against(link)], [*compared, *right], bool(compared)


def _before(text: str, inside: Sequence[Link], clause: Clause, number: int) -> list[Link]:
    """The links that a cue's subject is among: those left of it, but not what an earlier comparison speaks against."""
    cue = clause.cues[number]
    earlier = [each for each in clause.cues[:number] if each.kind in (*TWO_SIDED, "same")]
    left = [link for link in inside if link.end <= cue.start]
    before = [each for each in clause.cues[:number] if each.kind in SUPERLATIVES]
    if before and cue.kind in SUPERLATIVES:
        cut = max(text.rfind(mark, before[-1].end, cue.start) for mark in (",", ";", " and ", " where "))
        own = [link for link in left if cut >= 0 and link.start > cut]
        if any(not link.metric for link in own):
            return own
    if not earlier:
        comma = text.rfind(",", clause.start, cue.start)
        nearer = [link for link in left if link.start > comma]
        axes = {link.by_row for link in nearer if not link.metric}
        listed = LISTED.match(text, comma + 1) is not None and not OPENING.match(text, clause.start)
        if comma < 0 or not axes or listed:
            return left
        return [link for link in left if link in nearer or link.by_row not in axes]
    comma = max(text.rfind(mark, earlier[0].end, cue.start) for mark in (",", ";", ":", " that "))
    nearer = [link for link in left if comma >= 0 and link.start > comma]
    return (
        nearer if any(not link.metric for link in nearer) else [link for link in left if link.end <= earlier[0].start]
    )


def _reach(text: str, clause: Clause, number: int) -> tuple[int, int]:
    """Where what a cue is about ends, and from where on it is about what comparatives after it share.

    "A is faster and more precise than B": both comparatives reach behind "than".
    """
    cue = clause.cues[number]
    ends = TWO_SIDED | SUPERLATIVES if cue.kind in SUPERLATIVES else TWO_SIDED
    stop = next((each.start for each in clause.cues[number + 1 :] if each.kind in ends), clause.end)
    than = THAN.search(text, stop, clause.end) if JOINED.fullmatch(text, cue.end, stop) else None
    return stop, than.end() if than is not None and cue.kind in TWO_SIDED else clause.end


def _opened(text: str, clause: Clause, cue: Cue) -> int:
    """The end of an opening that names what the clause compares with ("Compared to A, B is better"), else 0."""
    match = COMPARED.match(text, clause.start, cue.start)
    return match.end() if match else 0


def _as_measured(link: Link, text: str, cue: Cue, left: Sequence[Link]) -> Link:
    """A link that is what the cue says something of ("a higher recall", "X improves recall"), marked as a metric."""
    if link.metric or not BESIDES.fullmatch(text, cue.end, link.start):
        return link
    if ADJECTIVE.fullmatch(text, cue.start, cue.end):
        return replace(link, metric=True)
    subjects = [each for each in left if not each.metric]
    other = bool(subjects) and all(each.by_row is not link.by_row for each in subjects)
    return replace(link, metric=True) if cue.kind in ("up", "down") and other else link
