"""What kind of quantity a number is and which way it points, from the words around it."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Literal

from synth.extract.levels import is_level
from synth.extract.lexicon import (
    COUNT_UNITS,
    DOWN_WORDS,
    ENDS_CHANGE,
    ENDS_CLAUSE,
    GAIN_VERBS,
    GAP_WORDS,
    IMPROVING,
    LEVEL_WORDS,
    LOWER_IS_BETTER,
    METRICS,
    MODIFIERS,
    UNIT_METRICS,
    UP_WORDS,
)
from synth.extract.vocabulary import BEATS, NOUN_VERBS, VERBS
from synth.quantity import Kind, Quantity

Sign = Literal[1, -1]

_WORD = re.compile(r"[A-Za-z][\w'-]*|[;:()%]|(?<!i\.e)(?<!e\.g)(?<!ca)(?<!vs)\.(?=\s+[^a-z\s]|\s*$)|,(?!\d)")
_RELATIVE = re.compile(
    r"\brelative(?:ly)?\b(?! to)|\berror(?:[- ]rate)? reductions?\b|\breductions? (?:in|of) (?:the )?(?:\w+ )?error",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"\babsolute(?:ly)?\b|\bpoints?\b")
_ENDS_HERE = re.compile(r"\s?(?:\]|\.(?:\s|$))")
_BEHIND_VALUE = re.compile(r"\d ?%? ?\($")
"""Before the change in brackets of "an F-score of 64.5 (-21.9)"."""
_IN_BRACKETS = re.compile(r"\([^()]*\)")
"""All that stands in brackets: "a similar accuracy (-1.4%)"."""
_SIZES = re.compile(
    r"\b(?:perplexit\w+|time|latency|memory|parameters?|compute|cost|speed|size|errors?|wer|cer|loss|flops"
    r"|training data"
    r"|faster|slower|smaller|larger|fewer)\b"
)
_CLAUSE = re.compile(r"[,;:]|\b(?:and|but|while|whereas)\b")
_AMOUNTS = re.compile(
    r".*\b(improvements?|gains?|increases?|drops?|reductions?|differences?|gaps?|margins?|degradations?|decreases?)\b"
    r"(?:(?: (?!which\b|whose\b|while\b|but\b)[^.;, ]+){0,9} (?:is|are|was|were)"
    r"|(?: (?!and\b|which\b|that\b|to\b|over\b)[^.;, ]+){0,6} reach(?:es)?)"
    r"(?: only| even| just| up to| about| around| on average)*$"
)
_LOSS = re.compile(r"\bthe (loss)(?: (?:in|of) [\w-]+){0,2} (?:is|was)(?: only| even| just| about| around)*$")
"""With points or percent behind it a loss is a drop; else it is what training makes small."""
_APPOSED = re.compile(
    r"\b(improvements?|gains?|increases?|drops?|reductions?|degradations?|decreases?|gaps?|margins?|differences?)"
    r"(?: (?:in|of|on|for|over) [^.;,()\d]{1,40})?, (?:about |around |roughly |only |i\.e\.,? |of )*$",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?: (?:of|in|on) (?:the )?[\w@-]+)?\s?[,.;()]")
"""The amount in apposition, up to the next mark: "the largest gain, 0.021 of mAP, is due to …"."""
_IN_BRACKET = re.compile(
    r"\b(improvements?|gains?|increases?|drops?|reductions?|degradations?|decreases?|margins?)"
    r"(?: (?:in|of|on) (?!to)(?:[\w-]+ ?){1,3})? ?\($"
    r"|\b(improvements?|gains?|increases?|drops?|reductions?|differences?|gaps?)\b[^.;,()]{0,80} (?:is|are|was|were)"
    r" (?:\w+ )?(?:small|large|minor|modest|marginal|limited|slight|minimal|substantial|negligible) \($"
    r"|\b(better|worse|higher|lower)(?: (?:on|in|at) (?:[\w-]+ ?){1,3})? ?\($"
)
_AMOUNT_OF = re.compile(r"\b(drop|increase|decrease|reduction|improvement|gain)s? (?:of |the )+\w+$")
_AN_AVERAGE_OF = re.compile(r"\b(?:by|with) (?:an? |the )?(?:\w+ )?(?:average|mean|total|median|maximum|margin) of\b")
_IMPROVED = frozenset(word for word in UP_WORDS | DOWN_WORDS if word.endswith("ed"))
_TOTALS = frozenset({"by", "factor", "average", "mean", "total", "median", "maximum", "max", "in", "on", "for", "over"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "our", "their", "this", "these"})
_ENDS_NOUN = _DETERMINERS | (VERBS - NOUN_VERBS - UP_WORDS - DOWN_WORDS) | frozenset({"it", "we"})
_NEVER_NOUNS = frozenset({"improve", "improves", "reduce", "reduces", "degrade", "degrades", "enhances", "worsens"})
"""Of the words of change those that are always verbs."""
_AMOUNT_NOUNS = frozenset({"gains", "losses", "wins", "reductions"})
_MORE = frozenset({"another", "additional", "further", "extra"})
_ORDER_OF = ["the", "order", "of"]
_OF_WHOLE = re.compile(r"\s*(?:out )?of (?:the |all |these |our |its )*(?:\d|[a-z]+ )")
_NUMBER_OF = re.compile(
    r"\bnumber of (?!the\b)[a-z][\w /-]{1,40} (?:is|was|are|were|amounts? to|reach(?:es|ed)|equals?|totals?|comes to)"
    r"(?: about| around| only| over)? $"
)
_PART_OF = re.compile(r"\d\s*(?:out )?of (?:the |all |these |our |its )*$")
MAX_POINTS = 100
"""A change in points is no larger; "2.6 trillion points" are counted."""
MAX_BARE = 50
"""A larger number behind a verb of change alone is the level that was reached: "the system gains 74.62"."""
REACH = 18
REACH_OF_BY = 26
"""Words before a number among which its word of change is sought; behind "by" it has one, however far."""
MAX_OF = 3
MAX_OF_DIFFERENCE = 12
"""Words between the word of change and its "of 2.1", without and with "between A and B"."""
_RATIO_WORDS = frozenset({"twice", "thrice", "half"})


def kind_and_sign(text: str, quantity: Quantity, *, signed: bool, counted: bool) -> tuple[Kind, Sign | None]:
    """Kind and direction of a quantity with offsets into `text`.

    `signed`: a sign is printed; `counted`: what follows is a plural noun.
    """
    end = quantity.unit_end if quantity.unit_end is not None else quantity.end
    before = _tokens(text[max(0, quantity.start - 150) : quantity.start])[-REACH_OF_BY:]
    after = _tokens(text[end : end + 60])[:6]
    capital = text[end : end + 2].strip()[:1].isupper()
    pointed = quantity.unit in {"points", "%"} or (quantity.unit or "").lower() in UNIT_METRICS
    change = None if _ENDS_HERE.match(text, end) else _change_behind(before, after, quantity)
    if change is None and (signed or not is_level(text, quantity)):
        change = _change_before(before, quantity, named=capital and quantity.unit is None)
    if change is None and (pointed or quantity.decimals > 0) and not signed and _ALONE.match(text, end):
        apposed = _APPOSED.search(text[max(0, quantity.start - 90) : quantity.start])
        change = _direction(apposed[1].lower()) if apposed is not None else None
    words_sign: Sign | None = 1 if change == 1 else -1 if change == -1 else None
    if words_sign == 1 and _improves_downwards([*before, (quantity.unit or "").lower()], after):
        words_sign = -1
    if quantity.unit == "x" or quantity.text.lower() in _RATIO_WORDS or before[-2:] == ["factor", "of"]:
        return "ratio", words_sign
    metric = (quantity.unit or "").lower() in UNIT_METRICS
    printed: Sign | None = None
    if signed:
        printed = -1 if quantity.value < 0 else 1
    size = counted or quantity.unit in COUNT_UNITS
    told = before[-1:] == ["by"] and not quantity.text.isalpha()
    if change is not None and not (size and not told):
        if quantity.high is not None and quantity.unit not in {"points", "%"} and quantity.decimals <= 0:
            return "range", printed or words_sign
        clause = list(takewhile(lambda word: word not in ENDS_CLAUSE, after))
        near = [word for word in before[-4:] if word != "loss" or not _LOSS.search(" ".join(before))] + clause
        relative = quantity.unit == "%" and _is_relative(text, quantity.start, end, near)
        return ("relative_gain" if relative else "gain"), printed or words_sign
    if printed == -1 and _BEHIND_VALUE.search(text, max(0, quantity.start - 12), quantity.start):
        return "gain", printed
    if printed == -1 and quantity.unit in {"points", "%"} and _IN_BRACKETS.match(text, quantity.start - 1, end + 1):
        return "gain", printed
    if quantity.high is not None:
        return "range", printed
    if signed and (quantity.unit == "points" or (printed == 1 and (quantity.unit in {None, "%"} or metric))):
        return "gain", printed
    if quantity.decimals <= 0 and (size or (quantity.unit is None and _is_count(text, quantity, end))):
        return "count", None
    return "value", None


def _improves_downwards(before: list[str], after: list[str]) -> bool:
    """Whether better means less: "improves perplexity by 2.1" is a number that falls."""
    start = max((index + 1 for index, word in enumerate(before) if word in ENDS_CLAUSE), default=0)
    end = next((index for index, word in enumerate(after) if word in ENDS_CLAUSE), len(after))
    near = before[start:] + after[:end]
    falling = any(METRICS.get(word) in LOWER_IS_BETTER for word in near) or "error rate" in " ".join(near)
    return falling and any(word.startswith(IMPROVING) for word in near)


def _tokens(text: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(text)]


def _is_relative(text: str, start: int, end: int, near: list[str]) -> bool:
    """Whether a change in percent is a share of what it was before, not a difference of two percentages."""
    words = " ".join(near)
    behind = _CLAUSE.search(text, end, end + 50)
    if _RELATIVE.search(text[max(0, start - 60) : behind.start() if behind else end + 50]):
        return True
    return _SIZES.search(words) is not None and _ABSOLUTE.search(words) is None


def _is_count(text: str, quantity: Quantity, end: int) -> bool:
    """Part or whole of "8 out of the 9 tasks", or a number in thousands without a unit."""
    if _NUMBER_OF.search(text, max(0, quantity.start - 80), quantity.start):
        return True
    part = _OF_WHOLE.match(text[end : end + 24]) or _PART_OF.search(text[max(0, quantity.start - 24) : quantity.start])
    return part is not None or quantity.decimals < 0


def _change_before(before: list[str], quantity: Quantity, *, named: bool) -> int | None:
    """1 or -1 for a change up or down, 0 for a difference of unknown direction, None where the number is no change.

    `named`: a name follows the number, of which it may be a part.
    """
    before = _AN_AVERAGE_OF.sub("by", " ".join(before)).split()
    pointed = quantity.unit in {"points", "%"} or (quantity.unit or "").lower() in UNIT_METRICS
    if before[-3:] == _ORDER_OF and pointed:
        return _latest(before)
    place = len(before) - 1
    while place >= 0 and before[place] in MODIFIERS:
        place -= 1
    if place < 0:
        return None
    governor = before[place]
    if (
        (pointed or place < len(before) - 1)
        and governor == "("
        and (bracket := _IN_BRACKET.search(" ".join(before[: place + 1])))
    ):
        return _direction(next(filter(None, bracket.groups())))
    if pointed and _MORE & set(before[place + 1 :]):
        return -1 if any(_direction(word) == -1 for word in before[-6:]) else 1
    if governor == "for" and pointed and (amount := _AMOUNT_OF.search(" ".join(before[:place]))):
        return _direction(amount[1])
    if governor not in {"by", "of"}:
        copula = _AMOUNTS.match(" ".join(before)) or (_LOSS.search(" ".join(before)) if pointed else None)
        if copula is not None:
            return _direction(copula[1])
        plain = quantity.decimals > 0 and not governor.startswith("cost") and before[-1] != "in"
        reached = abs(quantity.value) > MAX_BARE and quantity.unit not in {"points", "%"}
        if reached and governor in GAIN_VERBS:
            return None
        if governor in GAIN_VERBS and (pointed or plain) and "to" not in before[place + 1 :]:
            return _direction(governor) or (-1 if governor.startswith("cost") else 1)
        softened = place < len(before) - 1 and (before[-1] != "to" or before[-2] == "up")
        if pointed and softened and (verb := GAIN_VERBS & set(before[max(0, place - 2) : place])):
            return _direction(min(verb)) or 1  # "improves the performance about 1.4%"
        beaten = place > 0 and before[place - 1].startswith(BEATS) and governor != "(" and not named
        if beaten and quantity.decimals > 0:
            return 1  # "outperforms X 0.8", but not "outperforms X 2.0 Large"
        return _latest(before[-REACH:]) if quantity.unit == "points" and abs(quantity.value) <= MAX_POINTS else None
    reach = MAX_OF_DIFFERENCE if governor == "of" and "between" in before[:place] else MAX_OF
    for distance, word in enumerate(reversed(before[:place])):
        if word in {".", ";"} or (governor == "of" and (word in {",", ":"} or distance > reach)):
            return None
        direction = _direction(word)
        if direction is not None and not (governor == "of" and _of_level(before[:place], distance)):
            return direction
    return None


def _of_level(before: list[str], distance: int) -> bool:
    """Whether a word of change, so many words before "of", says nothing of the number: "an improved score of 87.5"."""
    word, behind = before[-1 - distance], before[len(before) - distance :]
    if word in LEVEL_WORDS:
        return distance > 0 or word not in {"lead", "win"}
    leads = word.startswith("lead") and behind[:1] == ["to"]
    return leads or (word in _IMPROVED and bool(behind) and not _TOTALS & set(behind))


def _change_behind(before: list[str], after: list[str], quantity: Quantity) -> int | None:
    """The change in "2.1 points better", "a 5.4 point improvement", "a smaller (0.8%) drop"."""
    if quantity.unit is None and quantity.decimals == 0:
        return None  # "the schemes in 2 and 3 improve"
    if before[-1:] == ["("] and after[:1] == [")"]:
        after = after[1:]
        if after[:1] and after[0] in VERBS and after[0].endswith("s") and after[0] not in _AMOUNT_NOUNS:
            return None  # "the score (72.2) falls short"
    if after[:1] == ["or"]:
        after = after[2:]  # "5 % or more"
    for index, word in enumerate(after[:4]):
        if word in ENDS_CHANGE or word in _ENDS_NOUN:
            return None
        direction = _direction(word)
        if direction is None or (word in {"over", "above", "below"} and index > 0):
            continue
        following = after[index + 1] if index + 1 < len(after) else ""
        if word.endswith(("ing", "ed")) or word.startswith(BEATS) or word in _NEVER_NOUNS:
            return None  # "86.3 % accuracy, surpassing …" says another number
        if following in _DETERMINERS and word not in {"over", "above", "below", "behind"}:
            return None  # "a size of 100 % increases its …"
        if (word == "lead" and following == "to") or (word in {"up", "down"} and following in {"from", "to"}):
            return None  # "1 % lead to …", "12.8 %, down from 16.3 %"
        if direction == 0 or quantity.unit is not None or word not in LEVEL_WORDS:
            return direction
    return None


def _direction(word: str) -> int | None:
    for part in (word, word.rpartition("-")[2]):
        if part in UP_WORDS:
            return 1
        if part in DOWN_WORDS:
            return -1
        if part in GAP_WORDS:
            return 0
    return None


def _latest(before: list[str]) -> int | None:
    """What that a later number of points takes from words before it: "2.1 points on A and 0.4 points on B"."""
    for word in reversed(before):
        if word in {".", ";", ":"}:
            return None
        direction = _direction(word)
        if direction is not None and word not in LEVEL_WORDS:
            return direction
    return None
