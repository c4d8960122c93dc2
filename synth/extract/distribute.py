"""Lists that a sentence distributes over its numbers: which words belong to which number.

Four forms, each found from the text between neighbouring numbers:
- paired lists: "A, B and C give 1, 2 and 3 points", "1/2/3 on A/B/C", with or without "respectively";
- number first: "2.1 points on A, 0.4 on B and 0.3 on C", "11 datasets, 5 tasks and 24 languages";
- name first: "improves A by 2.1 and B by 0.4";
- in brackets: "A (81.2), B (79.9) and C (78.0)".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from synth.extract.coordination import coordinations
from synth.extract.grammar import Word, finite_verbs, phrase_left, phrase_right, words_of
from synth.extract.lexicon import UNIT_METRICS
from synth.extract.numerals import SPACES
from synth.quantity import Quantity

Bundle = tuple[Quantity, ...]


class Edit(NamedTuple):
    """Characters [start, end) of the sentence become `text`."""

    start: int
    end: int
    text: str


_S = f"[{SPACES}]"
_JOIN = (
    rf"(?:{_S}?,{_S}?(?:and|or|but|&){_S}|{_S}?[,;]{_S}|{_S}(?:and|or|&|vs\.?|versus){_S}|{_S}?/{_S}?"
    rf"|{_S}?;{_S}?and{_S})"
)
_LEAD = (
    r"(?:(?:about|around|nearly|almost|roughly|over|up to|at least|more than|only|even|a|an|the|another|~|∼|≈|\+)[ ]?)*"
)
_NUMBERS_GAP = re.compile(rf"{_JOIN}{_LEAD}")
_PREPOSITIONS = frozenset("on for in to at with over from against when across compared than using of after by".split())
_SEGMENT_GAP = re.compile(
    rf"(?P<tail>.*?)(?P<join>{_JOIN})(?P<lead>(?:by |of |from |a gain of |an improvement of )?{_LEAD})$", re.DOTALL
)
_NAME_GAP = re.compile(
    rf"(?P<tail>.*?)(?P<join>{_JOIN})(?P<name>[^,;()]+?)(?P<prep>{_S}(?:by|to|at|with|of|is|=|:){_S}|:{_S}"
    rf"|{_S}?={_S}?|{_S})(?P<lead>{_LEAD})$",
    re.DOTALL,
)
_BRACKET_GAP = re.compile(rf"^(?P<tail>[^()]{{0,25}}\)){_JOIN}(?P<name>[^()]{{1,80}}?){_S}?\($")
MAX_TAIL = 90


def distributions(text: str, bundles: list[Bundle], piece: tuple[int, int]) -> list[tuple[Bundle, tuple[Edit, ...]]]:
    """Each bundle, with what its list says once for all members, and the edits that leave only what is said of it."""
    found: list[tuple[Bundle, tuple[Edit, ...]]] = []
    while len(found) < len(bundles):
        index = len(found)
        size = _group_size(text, bundles, index)
        if size > 1:
            run: Run = _paired(text, bundles[index : index + size], piece) or [()] * size
        else:
            run = next(
                (
                    run
                    for form in (_bracketed, _number_first, _name_first)
                    if (run := form(text, bundles, index, piece))
                ),
                [()],
            )
        found += zip(_harmonised(bundles[index : index + len(run)]), run, strict=True)
    return found


def _harmonised(members: list[Bundle]) -> list[Bundle]:
    """The members of one list share unit, kind and direction where only one of them has it written."""
    units = [member[0].unit for member in members if member[0].unit]
    gain = next((member[0] for member in members if member[0].kind not in {"value", "count", "range"}), None)
    counted = any(member[0].kind == "count" for member in members)
    alike: list[Bundle] = []
    for first, *rest in members:
        same = replace(first, unit=first.unit or (units[0] if units else None))
        if first.kind == "value" and gain is not None and gain.kind != "rank":
            same = replace(same, kind=gain.kind, sign=gain.sign, unit=_scale(same.unit) if same.unit else None)
        elif first.kind == "value" and counted and first.decimals <= 0:
            same = replace(same, kind="count")
        alike.append((same, *rest))
    return alike


def _end(bundle: Bundle) -> int:
    last = bundle[-1]
    return max(last.end, last.unit_end or 0)


def _own_unit_end(bundle: Bundle, following: Bundle | None) -> int:
    """The end of a number with the unit that belongs to it, before the next number begins."""
    end = _end(bundle)
    return end if following is None or end <= following[0].start else bundle[-1].end


Run = list[tuple[Edit, ...]]


def _group_size(text: str, bundles: list[Bundle], index: int) -> int:
    """How many numbers from `index` on stand side by side: "8.2, 7.5 and 7.0 points"."""
    last = index
    while last + 1 < len(bundles) and _alike(bundles[last], bundles[last + 1]):
        this, following = bundles[last], bundles[last + 1]
        if not _NUMBERS_GAP.fullmatch(text[_own_unit_end(this, following) : following[0].start]):
            break
        if this[-1].kind == "count" and this[-1].unit_end is not None and this[-1].unit != following[-1].unit:
            break  # "11 datasets, 5 tasks": each says its own
        last += 1
    return last - index + 1


def _paired(text: str, group: list[Bundle], piece: tuple[int, int]) -> Run | None:
    size = len(group)
    start, end = group[0][0].start, _end(group[-1])
    lists = _item_lists(text, size, piece, (start, end))
    if not lists:
        return None
    respectively = re.search(r"\brespectively\b", text[piece[0] : piece[1]]) is not None
    if not respectively:
        before = [
            items
            for items in lists
            if items[-1][1] <= start and re.fullmatch(r"[^,;()]{0,60}", text[items[-1][1] : start])
        ]
        after = [items for items in lists if items[0][0] >= end]
        near_after = [
            items
            for items in after
            if re.fullmatch(r"[\w\s%-]{0,30}?\b(?:on|for|in|with|over|from|to)\b[\w\s]{0,12}", text[end : items[0][0]])
            or text[end : items[0][0]].strip() in {"", "("}
        ]
        lists = near_after[:1] or before[-1:]
        if not lists:
            return None
    shared = text[group[-1][-1].end : end]
    run: Run = []
    for which, bundle in enumerate(group):
        following = group[which + 1] if which + 1 < size else None
        own = text[bundle[0].start : _own_unit_end(bundle, following)]
        if bundle[-1].end == _own_unit_end(bundle, following):
            own += shared
        changes = [Edit(start, end, own)]
        for items in lists:
            item = items[which]
            changes.append(Edit(items[0][0], items[-1][1], text[item[0] : item[1]]))
        run.append(tuple(changes))
    return run


def _item_lists(text: str, size: int, piece: tuple[int, int], numbers: tuple[int, int]) -> list[list[tuple[int, int]]]:
    """Coordinations of exactly `size` short phrases outside the group of numbers, in order, not overlapping."""
    return [
        items
        for region in ((piece[0], numbers[0]), (numbers[1], piece[1]))
        for items in coordinations(text, *region)
        if len(items) == size and not any(text[start].isdigit() for start, _ in items)
    ]


def _has_verb(text: str) -> bool:
    words = words_of(f"x {text}")
    return next(finite_verbs(words), None) is not None


def _alike(one: Bundle, other: Bundle) -> bool:
    """Whether two numbers can be members of one list."""
    a, b = one[-1], other[-1]
    if (a.kind == "ratio") != (b.kind == "ratio"):
        return False
    if (a.kind == "count") != (b.kind == "count"):
        plain = a if b.kind == "count" else b
        return plain.unit is None and plain.decimals <= 0 and plain.kind == "value"
    if a.kind == "count":
        return True
    return a.unit is None or b.unit is None or _scale(a.unit) == _scale(b.unit)


def _scale(unit: str) -> str:
    """A unit; a metric's name behind a number ("2.1 F1") is as good as "points"."""
    return "points" if unit.lower() in UNIT_METRICS else unit


def _number_first(text: str, bundles: list[Bundle], index: int, piece: tuple[int, int]) -> Run | None:
    segments: list[tuple[int, int]] = []
    last = index
    preposition: str | None = None
    first_tail: list[Word] = []
    lead_word = ""
    while last + 1 < len(bundles) and _alike(bundles[index], bundles[last + 1]):
        gap = _SEGMENT_GAP.fullmatch(text[bundles[last][-1].end : bundles[last + 1][0].start])
        if (
            gap is None
            or len(gap["tail"]) > MAX_TAIL
            or _has_verb(gap["tail"])
            or re.search(r"[;:]|, |\. ", gap["tail"])
        ):
            break
        tail_words = words_of(
            text, _own_unit_end(bundles[last], bundles[last + 1]), bundles[last][-1].end + len(gap["tail"])
        )
        kind = next((word.lower for word in tail_words if word.lower in _PREPOSITIONS), "")
        if not tail_words and bundles[last][-1].kind != "count":
            break  # "2.9 and 1.3 points": nothing says which is which
        if last == index:
            first_tail = tail_words
            preposition, lead_word = (
                kind,
                gap["lead"].split(" ")[0] if gap["lead"].startswith(("by ", "of ", "from ")) else "",
            )
        elif bool(kind) != bool(preposition):
            break
        segments.append((bundles[last][0].start, bundles[last][-1].end + len(gap["tail"])))
        last += 1
    if not segments:
        return None
    final = _final_end(text, bundles[last], first_tail, piece[1])
    if final is None:
        return None
    segments.append((bundles[last][0].start, final))
    start = segments[0][0]
    run: Run = []
    for which, (a, b) in enumerate(segments):
        said = text[a:b]
        quantity = bundles[index + which][-1]
        if quantity.unit is None or quantity.unit_end is None:
            unit = _first_unit(text, bundles[index : last + 1])
            if unit and quantity.kind != "count":
                cut = quantity.end - a
                said = f"{said[:cut]}{unit}{said[cut:]}"
        run.append((Edit(start, segments[-1][1], said),))
    if lead_word and not re.search(rf"\b{lead_word} (?:\w+ ){{0,2}}$", text[:start]):
        return None
    return run


def _first_unit(text: str, group: list[Bundle]) -> str:
    for bundle in group:
        quantity = bundle[-1]
        if quantity.unit_end is not None:
            return text[quantity.end : quantity.unit_end]
    return ""


def _final_end(text: str, bundle: Bundle, tail: list[Word], limit: int) -> int | None:
    """Where the last member of a number-first list ends: behind as many prepositions as the first member has."""
    place = _end(bundle)
    words = words_of(text, place, limit)
    heads = [word.lower for word in tail if word.lower in _PREPOSITIONS]
    if not heads:
        end = place
        for word in words:
            if not word.is_word or word.lower in _PREPOSITIONS | {"and", "or", "which", "that"} or _has_verb(word.text):
                break
            end = word.end
        return end
    first = next((word.lower for word in words[:4] if word.lower in _PREPOSITIONS), None)
    if first is None or (first != heads[0] and {first, heads[0]} - {"on", "for", "in", "at"}):
        return None
    end, left = place, len(heads)
    for word in words:
        if left == 0 or not (word.is_word or word.text in "[]@"):
            break
        if word.lower in _PREPOSITIONS:
            left -= 1
            end = max(word.end, phrase_right(text, word.end + 1))
    bracket = re.compile(r" \([^()\d]{1,20}\)").match(text, end)
    return bracket.end() if bracket else end


def _name_first(text: str, bundles: list[Bundle], index: int, piece: tuple[int, int]) -> Run | None:
    segments: list[tuple[int, int]] = []
    last = index
    while last + 1 < len(bundles) and _alike(bundles[index], bundles[last + 1]):
        offset = _own_unit_end(bundles[last], bundles[last + 1])
        gap = _NAME_GAP.fullmatch(text[offset : bundles[last + 1][0].start])
        if (
            gap is None
            or len(gap["tail"]) > MAX_TAIL
            or len(gap["name"].split()) > 8
            or _has_verb(gap["tail"])
            or _has_verb(gap["name"])
        ):
            break
        if not gap["prep"].strip() and not gap["name"][:1].isupper():
            break
        if last == index:
            first = _first_name(text, bundles[index], gap["prep"], piece[0])
            if first is None:
                return None
            segments.append((first, offset + len(gap["tail"])))
        else:
            segments[-1] = (segments[-1][0], offset + len(gap["tail"]))
        segments.append((offset + gap.start("name"), _end(bundles[last + 1])))
        last += 1
    if len(segments) < 2:
        return None
    run: Run = []
    for which, (a, b) in enumerate(segments):
        said = text[a:b]
        quantity = bundles[index + which][-1]
        if quantity.unit_end is None and (unit := _first_unit(text, bundles[index : last + 1])):
            cut = quantity.end - a
            said = f"{said[:cut]}{unit}{said[cut:]}"
        run.append((Edit(segments[0][0], segments[-1][1], said),))
    return run


def _first_name(text: str, bundle: Bundle, prep: str, limit: int) -> int | None:
    """Where the first name of "improves A by 2.1 and B by 0.4" begins: behind the verb."""
    before = text[limit : bundle[0].start]
    word = prep.strip()
    if word and not re.search(rf"{re.escape(word)}\s*(?:\w+ ){{0,2}}$", before):
        return None
    words = words_of(before)
    verbs = [number for number in finite_verbs(words) if words[number].lower != word]
    participles = [number for number, w in enumerate(words) if w.lower.endswith("ing") and w.text.islower()]
    heads = verbs[-1:] + participles[-1:]
    if not heads or max(heads) + 1 >= len(words):
        return None
    name = words[max(heads) + 1]
    return limit + name.start if word != name.lower else None


def _bracketed(text: str, bundles: list[Bundle], index: int, piece: tuple[int, int]) -> Run | None:
    open_at = bundles[index][0].start - 1
    if open_at < 0 or text[open_at] != "(":
        return None
    segments: list[tuple[int, int]] = []
    name_end = len(text[:open_at].rstrip())
    start = max(phrase_left(text, name_end), piece[0])
    if start >= name_end:
        return None
    last = index
    while last + 1 < len(bundles):
        offset = bundles[last][-1].end
        gap = _BRACKET_GAP.fullmatch(text[offset : bundles[last + 1][0].start])
        if gap is None or _has_verb(gap["name"]) or len(gap["name"].split()) > 8:
            break
        segments.append((start, offset + gap.end("tail")))
        start = offset + gap.start("name")
        last += 1
    if last == index:
        return None
    close = text.find(")", bundles[last][-1].end, bundles[last][-1].end + 30)
    if close < 0:
        return None
    segments.append((start, close + 1))
    return [(Edit(segments[0][0], segments[-1][1], text[a:b]),) for a, b in segments]
