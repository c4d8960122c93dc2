"""Lists that leave out what they said once.

"2.1 points on A and 0.4 on B", "A by 2.1 and B by 0.4", "A (81.2), B (79.9)". Each form looks at the numbers from
`index` on and gives the edits of every member of the list that begins there, or None.
"""

from __future__ import annotations

import re

from synth.extract.bundles import Bundle, Edit, Run, alike, apposed, end_of, own_end, own_metric
from synth.extract.grammar import Word, finite_verbs, phrase_left, phrase_right, words_of
from synth.extract.lexicon import DOWN_WORDS, UP_WORDS
from synth.extract.numerals import SPACES

_S = f"[{SPACES}]"
JOIN = (
    rf"(?:{_S}?,{_S}?(?:and|or|but|&){_S}|{_S}?[,;]{_S}|{_S}(?:and|or|but|&|vs\.?|versus){_S}|{_S}?/{_S}?"
    rf"|{_S}?;{_S}?and{_S})"
)
LEAD = (
    r"(?:(?:about|around|nearly|almost|roughly|over|up to|at least|more than|only|even|a|an|the|another|~|∼|≈|\+)[ ]?)*"
)
_PREPOSITIONS = frozenset("on for in to at with over from against when across compared than using of after by".split())
_SEGMENT_GAP = re.compile(
    rf"(?P<tail>.*?)(?P<join>{JOIN})(?P<lead>(?:by |of |from |a gain of |an improvement of )?{LEAD})$", re.DOTALL
)
_NAME_GAP = re.compile(
    rf"(?P<tail>.*?)(?P<join>{JOIN})(?P<name>[^,;()]+?)(?P<prep>{_S}(?:by|to|at|with|of|is|=|:){_S}|:{_S}"
    rf"|{_S}?={_S}?|{_S})(?P<lead>{LEAD})$",
    re.DOTALL,
)
_BRACKET_GAP = re.compile(rf"^(?P<tail>[^()]{{0,25}}\)){JOIN}(?P<name>[^()]{{1,80}}?){_S}?\($")
_BRACKET = re.compile(r" ?\([^()]*\)")
_SHORT_BRACKET = re.compile(r" \([^()\d]{1,20}\)")
_NO_NAME = re.compile(r"[a-z]+ing\b|an? (?:gain|improvement|increase|drop|reduction|decrease|boost)\b")
_EACH = re.compile(r" (?:(?:for|in|of|from) (?:each|every) (?:of (?:them|these|those)\b|[\w-]+)|per [\w-]+)")
_CITATION = re.compile(r" ?\[[^\[\]]*@[^\]]*\]")
MAX_TAIL = 90
MAX_NAME = 10
MAX_GAP = 250
"""Characters between two numbers of one list."""


def _has_verb(text: str) -> bool:
    words = words_of(f"x {text}")
    return next(finite_verbs(words), None) is not None


def number_first(text: str, bundles: list[Bundle], index: int, piece: tuple[int, int]) -> Run | None:
    """Such as "2.1 points on A, 0.4 on B": each member begins with its number."""
    segments: list[tuple[int, int]] = []
    last = index
    preposition: str | None = None
    first_tail: list[Word] = []
    lead_word = ""
    while last + 1 < len(bundles) and alike(bundles[index], bundles[last + 1]):
        if bundles[last + 1][0].start - bundles[last][-1].end > MAX_GAP:
            break
        gap = _SEGMENT_GAP.fullmatch(text[bundles[last][-1].end : bundles[last + 1][0].start])
        if gap is None or len(gap["tail"]) > MAX_TAIL or _has_verb(gap["tail"]) or _unfit_tail(gap["tail"]):
            break
        told = gap["lead"].startswith(("a gain", "an improvement")) and bundles[last][-1].kind == "value"
        if told or apposed(text, bundles[last], bundles[last + 1]):
            break  # "a score of 74.0, a gain of 4.2"
        tail_words = words_of(text, own_end(bundles[last], bundles[last + 1]), bundles[last][-1].end + len(gap["tail"]))
        kind = next((word.lower for word in tail_words if word.lower in _PREPOSITIONS), "")
        own = bundles[last][-1].kind == "count" or own_metric(bundles[last], bundles[last + 1])
        if not tail_words and not own:
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
    each = _EACH.match(text, final) if not preposition else None
    segments.append((bundles[last][0].start, each.end() if each is not None else final))
    start = segments[0][0]
    run: Run = []
    for which, (a, b) in enumerate(segments):
        said = text[a:b]
        quantity = bundles[index + which][-1]
        if bundles[last][-1].kind == "count" and which < len(segments) - 1:
            said += _shared_plural(said[quantity.end - a :], text[quantity.end : final])
        if quantity.unit is None or quantity.unit_end is None:
            unit = _first_unit(text, bundles[index : last + 1])
            cut = quantity.end - a
            bare = not said[cut:].strip() or said[cut:].split()[0].lower() in _PREPOSITIONS
            if unit and quantity.kind != "count" and bare:
                said = f"{said[:cut]}{unit}{said[cut:]}"
        run.append((Edit(start, segments[-1][1], said),))
    if lead_word and not re.search(rf"\b{lead_word} (?:\w+ ){{0,2}}$", text[:start]):
        return None
    return run


def _shared_plural(tail: str, rest: str) -> str:
    """The plural that only the last member carries: " classes" for "289 noun and 97 verb classes"."""
    last = rest.split()[-1:]
    needs = re.fullmatch(r" [a-z-]+(?<!s)(?: [a-z-]+(?<!s))?", tail)
    return f" {last[0]}" if needs and last and last[0].endswith("s") else ""


def _unfit_tail(tail: str) -> bool:
    """Whether what stands behind a number is more than its own phrase."""
    return re.search(r"[;:]|, |\. ", tail) is not None or tail.count("(") != tail.count(")")


def _first_unit(text: str, group: list[Bundle]) -> str:
    for bundle in group:
        quantity = bundle[-1]
        if quantity.unit_end is not None:
            return text[quantity.end : quantity.unit_end]
    return ""


def _final_end(text: str, bundle: Bundle, tail: list[Word], limit: int) -> int | None:
    """Where the last member of a number-first list ends: behind as many prepositions as the first member has."""
    place = end_of(bundle)
    words = words_of(text, place, limit)
    heads = [word.lower for word in tail if word.lower in _PREPOSITIONS]
    if not heads:
        bracket = _BRACKET.match(text, place)
        if tail and tail[0].text == "(" and bracket is not None:
            return bracket.end()
        end = place
        if words and words[0].lower in _PREPOSITIONS and tail and tail[0].is_word:
            return None  # "6 blocks, 2 at each scale": the second says something else
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
            end = max(word.end, phrase_right(text, word.end + 1, nominal=True))
    behind = _SHORT_BRACKET.match(text, end) or _CITATION.match(text, end)
    return behind.end() if behind else end


def name_first(text: str, bundles: list[Bundle], index: int, piece: tuple[int, int]) -> Run | None:
    """Such as "A by 2.1 and B by 0.4": each member ends with its number."""
    segments: list[tuple[int, int]] = []
    last = index
    while last + 1 < len(bundles) and alike(bundles[index], bundles[last + 1]):
        offset = own_end(bundles[last], bundles[last + 1])
        if bundles[last + 1][0].start - offset > MAX_GAP:
            break
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
        if _NO_NAME.match(gap["name"]):
            break  # "set to 16, leading to 0.52M", "74.0, a gain of 4.2"
        if last == index:
            first = _first_name(text, bundles[index], gap["prep"], piece[0])
            if first is None:
                return None
            segments.append((first, offset + len(gap["tail"])))
        else:
            segments[-1] = (segments[-1][0], offset + len(gap["tail"]))
        cited = _CITATION.match(text, end_of(bundles[last + 1]))
        segments.append((offset + gap.start("name"), cited.end() if cited else end_of(bundles[last + 1])))
        last += 1
    if len(segments) < 2:
        return None
    tail = words_of(text, own_end(bundles[index], bundles[index + 1]), segments[0][1])
    if any(word.lower in _PREPOSITIONS for word in tail):
        final = _final_end(text, bundles[last], tail, piece[1])
        if final is None:
            return None
        segments[-1] = (segments[-1][0], final)
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
    colon = before.rfind(": ", name.start)
    opening = colon + 2 if colon >= 0 else name.start
    between = before[opening:]
    if word == name.lower or re.search(r"[,;()]|\d\.\d", between) or len(between.split()) > MAX_NAME:
        return None  # "averages 69.3, above A with 68.9" opens no list of names
    if not word and any(part in _PREPOSITIONS for part in between.split()):
        return None  # "A obtains a score of 88.5 and B 90.5"
    return limit + opening


def _is_name(phrase: str) -> bool:
    words = phrase.lower().split()
    return len(words) <= 6 and not any(
        word in UP_WORDS | DOWN_WORDS | {"over", "than", "to", "against"} for word in words
    )


def bracketed(text: str, bundles: list[Bundle], index: int, piece: tuple[int, int]) -> Run | None:
    """Such as "A (81.2), B (79.9)": each member has its number in brackets."""
    open_at = bundles[index][0].start - 1
    if open_at < 0 or text[open_at] != "(":
        return None
    segments: list[tuple[int, int]] = []
    name_end = len(text[:open_at].rstrip())
    start = max(phrase_left(text, name_end), piece[0])
    participle = re.match(r"[a-z]+ing ", text[start:name_end])
    start += participle.end() if participle is not None else 0
    if start >= name_end:
        return None
    last = index
    while last + 1 < len(bundles):
        offset = bundles[last][-1].end
        gap = _BRACKET_GAP.fullmatch(text[offset : bundles[last + 1][0].start])
        if gap is None or _has_verb(gap["name"]) or not _is_name(gap["name"]):
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
