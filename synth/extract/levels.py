"""Whether a number near a word of change is a level ("improves to 57.4") and not the change itself ("by 2.1")."""

from __future__ import annotations

import re

from synth.extract.lexicon import CHANGE_VERBS
from synth.quantity import Quantity

_LEAD = (
    r"(?:(?:about|around|roughly|approximately|nearly|almost|over|only|just|even|merely|close to|more than|less than"
    r"|an?|the|[~∼≈]) ?){0,3}"
)
_LEVEL_OF = r"(?:an? (?:[\w-]+ ){1,3}of )?"
"""The name of what is measured: "from an F1 score of 70.1"."""
_NUMBER = r"[+−-]?\d[\d.,]*"
_UNIT = r"(?: ?%| ?[a-zA-Z][\w+@.-]*){0,2}"
_FROM = re.compile(rf"\bfrom {_LEVEL_OF}{_LEAD}$", re.IGNORECASE)
_TO = re.compile(rf"(?<!up )(?<!close )(?<!equal )\bto {_LEVEL_OF}{_LEAD}$", re.IGNORECASE)
_FROM_TO = re.compile(
    rf"\bfrom {_LEVEL_OF}{_LEAD}{_NUMBER}{_UNIT}(?: ?\([^()]{{0,40}}\))?,? (?:up |down )?to {_LEVEL_OF}{_LEAD}$",
    re.IGNORECASE,
)
_TO_FOLLOWS = re.compile(rf"(?: ?\([^()]{{0,40}}\))?,? (?:up |down )?to {_LEVEL_OF}{_LEAD}\d")
_CUTS = re.compile(
    r"[;:.](?=\s)|\b(?:while|whereas|but|compared|relative|due|thanks|lead|leads|leading|led|contribut\w*|amount\w*"
    r"|correspond\w*|translat\w*|similar|according)\b",
    re.IGNORECASE,
)
_AMOUNT = r"(?:gains?|improvements?|drops?|reductions?|increases?|decreases?|degradations?|boosts?)"
_CHANGES = rf"(?:{'|'.join(sorted(CHANGE_VERBS))})"
_OF_A_CHANGE = re.compile(
    r"\b(?:gaps?|margins?|differences?)\b[^.;,]{0,40}$"
    rf"|\b{_CHANGES} (?:the|this|its|our|these) (?:\w+ )?{_AMOUNT}(?: (?:in|of|on|over)(?: \w+){{1,3}})? $"
    rf"|\b{_AMOUNT}(?: (?:in|of|on|over)(?: \w+){{1,3}})? {_CHANGES}(?: \w+ly)? $",
    re.IGNORECASE,
)
_JOINED = r"(?:vs\.?|versus|against|compared (?:to|with)|to|→|->|⟶|⇒|instead of)"
_PAIR_BEHIND = re.compile(rf"{_UNIT} ?{_JOINED} ?{_NUMBER}")
_PAIR_BEFORE = re.compile(rf"(?:^|[ ,]){_NUMBER}{_UNIT} ?{_JOINED} ?$")


def is_level(text: str, quantity: Quantity) -> bool:
    """Whether the words around a number with offsets into `text` make it the start or the end of a change.

    "From 31.1 to 28.0", "improves further to 57.4" and "(54.3 vs. 48.9)" name levels; "the gap shrinks from 2.1 to
    0.4" does not, as what has these levels is a change itself.
    """
    before = text[max(0, quantity.start - 150) : quantity.start]
    if before.rfind("(") > before.rfind(")"):
        before = before.rpartition("(")[2]
        if (not before and _PAIR_BEHIND.match(text, quantity.end, quantity.end + 60)) or _PAIR_BEFORE.search(before):
            return True
    run, start, end = _FROM_TO.search(before), _FROM.search(before), _TO.search(before)
    place = run or start or end
    if place is None:
        return False
    clause = before[: place.start()]
    for cut in _CUTS.finditer(clause):
        clause = before[cut.end() : place.start()]
    if _OF_A_CHANGE.search(clause):
        return False
    behind = max(quantity.end, quantity.unit_end or 0)
    if run or (start and _TO_FOLLOWS.match(text, behind, behind + 70)):
        return True
    return bool(CHANGE_VERBS & set(re.findall(r"[a-z-]+", clause.lower())[-10:]))
