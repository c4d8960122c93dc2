"""One sentence, several numbers: a text for each number that says only what the sentence says of that number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from synth.extract.bundles import Bundle, Edit
from synth.extract.comparisons import ANNOUNCES, compares
from synth.extract.distribute import distributions
from synth.extract.grammar import clauses
from synth.extract.numerals import SPACES
from synth.extract.units import counted_noun
from synth.quantity import Quantity

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """The text of one claim, its quantities (offsets into the sentence), and where its number stands in `plain`.

    `plain` is the text without the note "[number: …]" that tells apart what rewriting could not.
    """

    text: str
    quantities: tuple[Quantity, ...]
    plain: str = ""
    place: int | None = None


_FRACTION = re.compile(rf"[{SPACES}](?:\w+[{SPACES}])?(?:out )?of (?:the |all |all the |these |our |its )?")
_VERSUS = re.compile(rf"[{SPACES}]?(?:vs\.?|versus|against|instead of|rather than|compared (?:to|with))[{SPACES}]")
_FROM = re.compile(r"\bfrom (?:\w+ )?$", re.IGNORECASE)
_TO = re.compile(
    rf"[{SPACES}]?(?:\([^()]{{0,40}}\)[{SPACES}])?(?:[^.;:,()]{{0,70}}[{SPACES}])?(?:up |down )?to (?:about |around "
    rf"|over |nearly |almost )?"
)


def split_sentence(text: str, quantities: tuple[Quantity, ...], stated: tuple[Quantity, ...]) -> list[Part]:
    """A part for each stated number (or inseparable pair of numbers), in order, no two with the same text.

    A number that stands in one list with a stated one is stated too: "392,702 examples for A and 87,599 for B".
    """
    if not stated:
        return [Part(said, (), said) for said in _compared_clauses(text)]
    bundles = _bundles(text, quantities)
    told = [bundle for bundle in bundles if any(quantity in stated for quantity in bundle)]
    parts: list[Part] = []
    for pieces in _numbered_clauses(text, told):
        start, end = pieces[-1]
        inside = [bundle for bundle in bundles if start <= bundle[0].start < end]
        shared = distributions(text, inside, pieces[-1])
        lists = {edits[0][:2] for bundle, (_, edits) in zip(inside, shared, strict=True) if bundle in told and edits}
        for bundle, (same, edits) in zip(inside, shared, strict=True):
            if bundle in told or (edits and edits[0][:2] in lists):
                plain = _rewritten(text, pieces, edits)
                parts.append(Part(plain, same, plain))
    return _distinct(text, parts)


def _compared_clauses(text: str) -> list[str]:
    """Of a sentence without numbers the clauses, where each compares for itself or only announces; else the sentence.

    "We also investigate X, but neither Y nor Z improves it" says its second clause.
    """
    found = [_rewritten(text, pieces, ()) for pieces in clauses(text)]
    said = [body for body in found if compares(body)]
    rest = [body for body in found if body not in said]
    whole = not said or len(set(found)) < len(found) or not all(ANNOUNCES.match(body) for body in rest)
    return [text] if whole else said


def _bundles(text: str, quantities: tuple[Quantity, ...]) -> list[Bundle]:
    """The quantities in order, where two that are one claim stand together: "8 of the 9 tasks", "from 68.1 to 73.5"."""
    bundles: list[Bundle] = []
    for quantity in quantities:
        first = bundles[-1][0] if bundles and len(bundles[-1]) == 1 else None
        if first is not None and _is_pair(text, first, quantity):
            bundles[-1] = (first, quantity)
        else:
            bundles.append((quantity,))
    return bundles


def _is_pair(text: str, first: Quantity, second: Quantity) -> bool:
    unit_end = first.unit_end if first.unit_end is not None and first.unit_end <= second.start else first.end
    gap = text[max(first.end, unit_end) : second.start]
    if first.kind == "count" and _FRACTION.fullmatch(gap):
        return True
    if gap == "/":
        return second.kind == "count" and 0 <= first.value <= second.value
    if {first.kind, second.kind} <= {"value", "count"} and _VERSUS.fullmatch(gap):
        return True
    return _FROM.search(text[max(0, first.start - 14) : first.start]) is not None and _TO.fullmatch(gap) is not None


def _numbered_clauses(text: str, bundles: list[Bundle]) -> list[list[Range]]:
    """Clauses, where more than one of them has numbers; else the sentence."""
    if len(bundles) < 2 or re.search(r"\brespectively\b", text):
        return [[(0, len(text))]]
    merged: list[list[Range]] = []
    numbered: list[bool] = []
    for pieces in clauses(text):
        start, end = pieces[-1]
        has_number = any(start <= bundle[0].start < end for bundle in bundles)
        if merged and not (has_number and numbered[-1]):
            # a clause without a number stays with its neighbour, so that nothing of the sentence is lost
            merged[-1][-1] = (merged[-1][-1][0], end)
            numbered[-1] = numbered[-1] or has_number
        else:
            merged.append(list(pieces))
            numbered.append(has_number)
    covered = sum(a <= bundle[0].start < b for bundle in bundles for *_, (a, b) in merged)
    return merged if covered == len(bundles) else [[(0, len(text))]]


def _rewritten(text: str, pieces: list[Range], edits: tuple[Edit, ...]) -> str:
    """The pieces of the sentence with the edits that fall into them, tidied."""
    out: list[str] = []
    for start, end in pieces:
        place = start
        for edit in sorted(edits):
            if edit.start < place or edit.end > end:
                continue
            out.append(text[place : edit.start] + edit.text)
            place = edit.end
        out.append(text[place:end])
    return _tidy("".join(out), whole=pieces == [(0, len(text))] and not edits)


def _tidy(text: str, *, whole: bool) -> str:
    if whole:
        return text
    text = re.sub(r",?\s*\brespectively\b|^\s*(?:additionally |also )?that ", "", text)
    text = re.sub(r"\s+([,.;:)])", r"\1", re.sub(r"\s+", " ", text)).strip(" ,;:")
    text = re.sub(r"\b(?:the|an?) (?=(?:the|an?) )|\b([A-Za-z]{2,}) (?=\1\b)", "", text)
    text = re.sub(r",(?=[.;])|,\s*(?=,)", "", text)
    if text and text[0].islower() and not re.match(r"[a-z]+[A-Z]", text):
        text = text[0].upper() + text[1:]
    return text if text[-1:] in ".!?" else f"{text}."


def _note(text: str, bundle: Bundle) -> str:
    first, last = bundle[0], bundle[-1]
    noun = counted_noun(text, last.end) if last.unit_end is None and last.kind == "count" else None
    end = max(last.end, last.unit_end or 0, noun[1] if noun else 0)
    written = text[first.start : end]
    if first.unit and first.unit_end is None and len(bundle) == 1:
        written = f"{written}%" if first.unit == "%" else f"{written} {first.unit}"
    return written


def _distinct(text: str, parts: list[Part]) -> list[Part]:
    """Adds "[number: …]" where two parts would have the same text, and a count where even that is the same."""
    texts = [part.plain for part in parts]
    seen: dict[str, int] = {}
    out: list[Part] = []
    for part in parts:
        said = part.plain
        if texts.count(part.plain) > 1:
            said = f"{part.plain} [number: {_note(text, part.quantities)}]"
        seen[said] = seen.get(said, 0) + 1
        if seen[said] > 1:
            said = f"{said[:-1]}, occurrence {seen[said]}]" if said.endswith("]") else said
        place = part.plain.find(part.quantities[0].text) if part.quantities else -1
        out.append(Part(said, part.quantities, part.plain, place if place >= 0 else None))
    return out
