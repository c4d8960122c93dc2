"""How independent another paper's word is: of the claim's own authors, and of a paper that was heard before.

Papers that share an author do not add up like two that do not: the second may tell the same experiment again. A digest
is what somebody wrote about a paper, so it counts for less than the paper itself; an abstract gives a paper's best
numbers without what they hold for; the cells of a PDF's table are put together from places on a page. (What the
verifier of texts says was fitted on abstracts, and counts in full there.) The shares are set by rule: no labelled data
at hand tells them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from synth.records import CellsAnchor, Check, Paper

OWN_LAB = 0.6
"""What is left of the confidence of a check against a paper that shares an author with the claim's own."""
SAME_LAB = 0.5
"""The same where it shares one with another paper that was heard before it."""
DIGEST = 0.8
"""The same where only a digest of the paper was read."""
ABSTRACT = 0.9
"""The same where only its abstract was read."""
PRINTED = 0.9
"""The same where the check rests on a table that was read from a PDF."""

_LETTERS = re.compile(r"[^\W\d_]+")


def shared_author(one: Paper, other: Paper) -> str | None:
    """The first author of `one` who is an author of `other` too; None where there is none.

    Names are the same when family names are and the given names are, or one is the other's initial.
    """
    theirs = [_parts(author) for author in other.authors]
    for author in one.authors:
        mine = _parts(author)
        if any(mine[0] and mine[0] == each[0] and _same_given(mine[1], each[1]) for each in theirs):
            return author
    return None


def as_independent(check: Check, witness: Paper, own: Paper, before: Sequence[Paper] = ()) -> Check:
    """The check against another paper, believed less where that paper is not independent, and then saying why.

    `own` is the claim's paper, `before` are the papers that count already.
    """
    left, told = 1.0, []
    if author := shared_author(witness, own):
        left *= OWN_LAB
        told.append(f"{author} wrote both papers")
    heard = next((paper for paper in before if shared_author(witness, paper)), None)
    if heard is not None:
        left *= SAME_LAB
        told.append(f"{shared_author(witness, heard)} wrote {heard.id} too, so that it adds little")
    if witness.text == "digest":
        left *= DIGEST
        told.append("only a digest of that paper was read")
    elif witness.text == "abstract":
        left *= ABSTRACT
        told.append("only the abstract of that paper was read")
    elif witness.text == "pdf" and any(isinstance(anchor, CellsAnchor) for anchor in check.anchors):
        left *= PRINTED
        told.append("that table was read from a PDF")
    if not told:
        return check
    reason = f"{check.reason.rstrip('.')}, but it counts for less: {' and '.join(told)}"
    return replace(check, confidence=round(check.confidence * left, 4), reason=reason)


def _parts(author: str) -> tuple[str, tuple[str, ...]]:
    """Family name and given names, without case and accents: "Doe, Jane M." and "Jane M. Doe" alike."""
    folded = unicodedata.normalize("NFKD", author).casefold()
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    family, comma, given = plain.partition(",")
    names = _LETTERS.findall(plain)
    if comma:
        return " ".join(_LETTERS.findall(family)), tuple(_LETTERS.findall(given))
    return (names[-1], tuple(names[:-1])) if names else ("", ())


def _same_given(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the first given names are the same, or one is the other's initial; somebody without any is nobody's."""
    if not one or not other:
        return one == other
    first, second = one[0], other[0]
    return first == second or (min(len(first), len(second)) == 1 and first[0] == second[0])
