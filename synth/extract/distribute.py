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

from synth.extract.bundles import Bundle, Edit, Run, alike, apposed, end_of, own_end, own_metric, scale_of
from synth.extract.coordination import coordinations
from synth.extract.ellipsis import JOIN, LEAD, bracketed, name_first, number_first
from synth.extract.units import counted_noun

_NUMBERS_GAP = re.compile(rf"{JOIN}{LEAD}")


def distributions(text: str, bundles: list[Bundle], piece: tuple[int, int]) -> list[tuple[Bundle, tuple[Edit, ...]]]:
    """Each bundle, with what its list says once for all members, and the edits that leave only what is said of it."""
    same: list[Bundle] = []
    runs: list[Run] = []
    while len(same) < len(bundles):
        index = len(same)
        size = _group_size(text, bundles, index)
        if size > 1:
            run = _paired(text, bundles[index : index + size], piece) or [()] * size
        else:
            tried = (form(text, bundles, index, piece) for form in (bracketed, number_first, name_first))
            run = next(filter(None, tried), [()])
        same += _harmonised(text, bundles[index : index + len(run)])
        runs.append(run)
    return list(zip(same, [edits for run in _joined(runs) for edits in run], strict=True))


def _joined(runs: list[Run]) -> list[Run]:
    """Two groups of numbers over one list of names are cut down together: "1 and 2 F1 and 3 and 4 EM on A and B"."""
    lists = [tuple(edit[:2] for edit in run[0][1:]) for run in runs]
    return [
        [
            edits
            + tuple(other[which][0] for place, other in enumerate(runs) if place != own and _shares(lists, own, place))
            for which, edits in enumerate(run)
        ]
        for own, run in enumerate(runs)
    ]


def _shares(lists: list[tuple[tuple[int, int], ...]], one: int, other: int) -> bool:
    return bool(lists[one]) and lists[one] == lists[other]


def _harmonised(text: str, members: list[Bundle]) -> list[Bundle]:
    """The members of one list share unit, kind and direction where only one of them has it written."""
    units = [member[0].unit for member in members if member[0].unit]
    gain = next((member[0] for member in members if member[0].kind not in {"value", "count", "range"}), None)
    counted = any(member[0].kind == "count" for member in members)
    alike: list[Bundle] = []
    for first, *rest in members:
        same = first
        if first.unit is None and units and counted_noun(text, first.end) is None:
            same = replace(first, unit=units[0])
        if first.kind == "value" and gain is not None and gain.kind != "rank":
            same = replace(same, kind=gain.kind, sign=gain.sign, unit=scale_of(same.unit) if same.unit else None)
        elif first.kind == "value" and counted and first.decimals <= 0:
            same = replace(same, kind="count")
        alike.append((same, *rest))
    return alike


def _group_size(text: str, bundles: list[Bundle], index: int) -> int:
    """How many numbers from `index` on stand side by side: "8.2, 7.5 and 7.0 points"."""
    last = index
    while last + 1 < len(bundles) and alike(bundles[last], bundles[last + 1]):
        this, following = bundles[last], bundles[last + 1]
        if not _NUMBERS_GAP.fullmatch(text[own_end(this, following) : following[0].start]):
            break
        if apposed(text, this, following) or re.search(r", an? $", text[this[-1].end : following[0].start]):
            break  # "a score of 73.5, a 5.4 point improvement"
        own = own_end(this, following) > this[-1].end
        if own and (this[-1].kind == "count" or own_metric(this, following)):
            break  # "11 datasets, 5 tasks", "92.6 F1 and 94.6 UAS": each says its own
        last += 1
    return last - index + 1


def _paired(text: str, group: list[Bundle], piece: tuple[int, int]) -> Run | None:
    size = len(group)
    start, end = group[0][0].start, end_of(group[-1])
    lists = _item_lists(text, size, piece, (start, end))
    if not lists:
        return None
    slashed = "/" in text[group[0][-1].end : group[1][0].start]
    lists = [items for items in lists if ("/" in text[items[0][1] : items[1][0]]) == slashed] or lists
    respectively = re.search(r"\brespectively\b", text[piece[0] : piece[1]]) is not None
    if respectively:
        named = [items for items in lists if all(_names(text[a:b]) for a, b in items)]
        lists = named or lists
    else:
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
        own = text[bundle[0].start : own_end(bundle, following)]
        if bundle[-1].end == own_end(bundle, following):
            own += shared
        changes = [Edit(start, end, own)]
        for items in lists:
            said = text[slice(*items[which])] + _shared_noun(text, items, which)
            closing = items[-1][1] + (5 if text.startswith(" both ", items[-1][1]) else 0)
            opening = items[0][0] - (5 if text[: items[0][0]].endswith(" both ") else 0)
            changes.append(Edit(opening, closing, said))
        run.append(tuple(changes))
    return run


def _names(phrase: str) -> bool:
    """Whether a phrase is a name or names something by a sign of its own, and is no general word."""
    return any(char.isupper() or char.isdigit() for char in phrase)


def _shared_noun(text: str, items: list[tuple[int, int]], which: int) -> str:
    """The noun that only the last of the items carries: " limits" for "upper" in "upper and lower limits"."""
    item, last = text[slice(*items[which])].split(), text[slice(*items[-1])].split()
    if text[items[0][1] : items[1][0]].strip() == "/" and len(item) == 1 < len(last) and item[0].islower():
        return " " + " ".join(last[1:])  # "the validation/test set loss"
    noun = last[-1]
    shared = len(last) > len(item) and noun.islower() and noun.endswith("s") and not item[-1].endswith("s")
    return f" {noun}" if shared else ""


def _item_lists(text: str, size: int, piece: tuple[int, int], numbers: tuple[int, int]) -> list[list[tuple[int, int]]]:
    """Coordinations of exactly `size` short phrases outside the group of numbers, in order, not overlapping."""
    return [
        items
        for region in ((piece[0], numbers[0]), (numbers[1], piece[1]))
        for items in coordinations(text, *region)
        if len(items) == size and not any(text[start].isdigit() for start, _ in items)
    ]
