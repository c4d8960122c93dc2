"""One sentence, several numbers: a text for each number that says only what the sentence says of that number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from synth.extract.distribute import Bundle, Edit, distributions
from synth.extract.grammar import clauses
from synth.extract.numerals import SPACES
from synth.extract.select import compares
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
_SLASH = re.compile("/")
_VERSUS = re.compile(rf"[{SPACES}]?(?:vs\.?|versus|against|compared (?:to|with))[{SPACES}]")
_FROM = re.compile(r"\bfrom (?:\w+ )?$", re.IGNORECASE)
_TO = re.compile(
    rf"^[{SPACES}]?(?:[A-Z]\w*[{SPACES}])?(?:\([^()]{{0,40}}\)[{SPACES}])?(?:up |down )?to (?:about |around |over "
    rf"|nearly |almost )?$"
)


def split_sentence(text: str, quantities: tuple[Quantity, ...], stated: tuple[Quantity, ...]) -> list[Part]:
    """A part for each stated number (or inseparable pair of numbers), in order, no two with the same text."""
    if not stated:
        return [Part(said, (), said) for said in _compared_clauses(text)]
    bundles = _bundles(text, quantities, stated)
    parts: list[Part] = []
    for pieces in _numbered_clauses(text, bundles):
        inside = [bundle for bundle in bundles if any(a <= bundle[0].start < b for a, b in pieces[-1:])]
        if not inside:
            continue
        for bundle, edits in distributions(text, inside, pieces[-1]):
            plain = _rewritten(text, pieces, edits)
            parts.append(Part(plain, bundle, plain))
    return _distinct(text, parts)


def _compared_clauses(text: str) -> list[str]:
    """Of a sentence without numbers the clauses, where each of them compares for itself; else the sentence."""
    found = [_rewritten(text, pieces, ()) for pieces in clauses(text)]
    return (
        found if len(found) > 1 and all(compares(body) for body in found) and len(set(found)) == len(found) else [text]
    )


def _bundles(text: str, quantities: tuple[Quantity, ...], stated: tuple[Quantity, ...]) -> list[Bundle]:
    """Pairs that are one claim: "8 of the 9 tasks", "from 68.1 to 73.5"."""
    bundles: list[Bundle] = []
    skip = False
    for index, quantity in enumerate(quantities):
        if skip:
            skip = False
            continue
        following = quantities[index + 1] if index + 1 < len(quantities) else None
        if following is not None:
            gap = text[
                max(quantity.end, quantity.unit_end or 0)
                if (quantity.unit_end or 0) <= following.start
                else quantity.end : following.start
            ]
            pair = _FRACTION.fullmatch(gap) if quantity.kind == "count" else None
            if gap == "/" and following.kind == "count" and 0 <= quantity.value <= following.value:
                pair = _SLASH.match(gap)
            if quantity.kind == "value" and following.kind == "value":
                pair = pair or _VERSUS.fullmatch(gap)
            if pair is None and _FROM.search(text[max(0, quantity.start - 14) : quantity.start]):
                pair = _TO.search(gap)
            if pair is not None and (quantity in stated or following in stated):
                bundles.append((quantity, following))
                skip = True
                continue
        if quantity in stated:
            bundles.append((quantity,))
    return bundles


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
    text = re.sub(r",(?=[.;])|,\s*(?=,)", "", text)
    if text and text[0].islower() and not re.match(r"[a-z]+[A-Z]", text):
        text = text[0].upper() + text[1:]
    return text if text[-1:] in ".!?" else f"{text}."


def _note(text: str, bundle: Bundle) -> str:
    first, last = bundle[0], bundle[-1]
    end = max(last.end, last.unit_end or 0)
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
