"""Words and signs that bound a number ("at least 3.5", "< 0.01"), told apart from those that compare it."""

from __future__ import annotations

import re
from decimal import Decimal

from synth.extract.lexicon import BOUND_SIGNS, BOUNDS
from synth.extract.numerals import SPACES, Numeral
from synth.quantity import Bound

_BOUND_SIGN = re.compile(rf"[{''.join(BOUND_SIGNS)}][=]?[{SPACES}]?$")
_BOUND_WORDS = re.compile(
    rf"(?<![\w-])({'|'.join(re.escape(words) for words, _ in sorted(BOUNDS, key=lambda b: -len(b[0])))})(?: an?"
    rf"| the| some| about)? ?$",
    re.IGNORECASE,
)
_BOUND_OF = dict(BOUNDS)
_OVER_AFTER = re.compile(
    r"(?:^|[,;:(]|\b(?:by|of|with|for|to|has|have|had|in|from|at|and|or|than"
    r"|(?:are|is|was|were)(?: all| both| well| still)?|contain\w*|cover\w*"
    r"|includ\w*|us\w*|takes?|took|on"
    r"|achiev\w*|reach\w*|compris\w*|collect\w*|spann?\w*|obtain\w*|provid\w*|train\w*))\s*$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    rf"(?<![\w.,-])(?P<level>\d+\.\d+)(?:[{SPACES}]?(?:%|[A-Za-z][\w-]*)){{0,2}}(?:,|,? which)?[{SPACES}]"
    rf"(?:(?:is|are|was|were|\w+ly|far|well|much|even|still|already)[{SPACES}])*$"
)
"""A level and what leads to "above", with which it is compared: "81.3 F1, well above 70.2 for an LSTM"."""
_CHANGED_FROM = re.compile(r"\bfrom [^.;:\d]{0,20}\d[^;:]{0,40}$")
"""Before the end of a change: "from 68.1 up to 73.5"."""
_COMPARING = frozenset({"above", "below", "over", "under", "beyond", "exceeding", "exceeds"})
_CHANGES_BEHIND = re.compile(r"\W*(?:points?|pp|better|worse|higher|lower|more|less|improvement|gain|ahead)\b")
MAX_UNLIKE = 2
"""Of two levels that are compared one is at most so many times the other."""
_AFTER_BOUND = re.compile(rf"^[{SPACES}]or (?:more|above|higher|greater|less|fewer|lower|below)\b", re.IGNORECASE)


def find_bound(text: str, first: Numeral, end: int) -> Bound | None:
    """The bound that words or signs around a number with its unit, which ends at `end`, set to it."""
    start = first.start
    before = text[max(0, start - 30) : start]
    sign = _BOUND_SIGN.search(before)
    if sign is not None:
        return BOUND_SIGNS[sign[0][0]]
    words = _BOUND_WORDS.search(before)
    if words is not None:
        form = words[1].lower()
        lead = start - len(before) + words.start()
        if form in {"up to", "down to"} and _CHANGED_FROM.search(text[max(0, lead - 60) : lead]):
            return None
        if _is_compared(text, first, end, lead, form):
            return None
        if form in {"over", "above", "below", "under", "beyond", "near", "within", "some"} and not _OVER_AFTER.search(
            text[max(0, start - 60) : lead]
        ):
            return None
        return _BOUND_OF[form]
    after = _AFTER_BOUND.match(text[end : end + 14])
    if after is not None:
        return ">" if re.search("more|above|higher|greater", after[0], re.IGNORECASE) else "<"
    if text[end : end + 1] == "+" and not text[end + 1 : end + 2].isalnum():
        return ">"
    return None


def _is_compared(text: str, first: Numeral, end: int, lead: int, form: str) -> bool:
    """Whether the bounding word at `lead` compares the level before it with this number, and bounds neither."""
    if (form not in _COMPARING and not form.endswith("er than")) or _CHANGES_BEHIND.match(text, end):
        return False
    level = _COMPARED.search(text[max(0, lead - 60) : lead])
    if level is None or first.decimals != len(level["level"].partition(".")[2]):
        return False
    less, more = sorted((Decimal(level["level"]), abs(first.value)))
    return more <= MAX_UNLIKE * less


def bound_start(text: str, start: int) -> int:
    """Where the words or signs begin that bound the number at `start`; `start` where there are none."""
    before = text[max(0, start - 30) : start]
    lead = _BOUND_SIGN.search(before) or _BOUND_WORDS.search(before)
    return start - len(before) + lead.start() if lead is not None else start
