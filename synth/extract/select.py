"""Which sentences state something that can be checked: a result, a comparison or a size."""

from __future__ import annotations

import re

from synth.extract.comparisons import compares, points_to
from synth.extract.grammar import finite_verbs, words_of
from synth.extract.lexicon import COUNT_UNITS, TIME_UNITS
from synth.extract.settings import is_chosen
from synth.quantity import Quantity
from synth.records import Sentence

ROLES = frozenset({"abstract", "body", "list", "caption", "footnote"})
MAX_SENTENCE = 2500
"""Characters; longer than any real sentence: a table or code that was read as prose."""

_LETTERS = re.compile(r"[A-Za-z ]+")
_SKIPPED_SECTIONS = re.compile(
    r"acknowledg|references|bibliography|funding|author contributions|ethic|future work|notation|preliminar",
    re.IGNORECASE,
)
_NOT_STATED = re.compile(
    r"\?\s*$|^\s*(?:likely|perhaps|presumably|possibly|one possib(?:ility|le explanation)|it is (?:possible|likely))\b"
    r"|^\s*If\b.*\b(?:may|might|would|could)\b|^\s*(?:let|suppose|assume|consider|recall|note that we"
    r"|given an?|see|refer to|please)\b"
    r"|\b(?:future (?:work|research|direction|studies)|we (?:plan|hope|intend|aim|expect) to"
    r"|remains? (?:an open|to be)|left (?:for|to) future|leave (?:this|it|the|that) .{0,60}future"
    r"|it would be interesting|(?:is|was|were) (?:supported|funded) by|grant (?:no|number|agreement)"
    r"|we thank|hypothesi[sz]ed? that"
    r"|in this (?:section|paper|work), we (?:describe|present|introduce|investigate|study|propose|discuss"
    r"|review)|the rest of th|is organi[sz]ed as follows)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(r"\b(?:first|last|next|top|other) $")
_TIME = frozenset(TIME_UNITS.values())
_TIMED = re.compile(
    r"\b(?:tak(?:e|es|en|ing)|took|requir\w+|needs?|needed|(?:run-?)?time|latency|faster|slower|speed\w*|within|costs?"
    r"|duration|in total|total of|audio|speech|recordings?|videos?|reduc\w+|long|lasts?|average[sd]?|trained? in|per"
    r"|only|just|vs|compared|hours of)\b",
    re.IGNORECASE,
)
_SCHEDULED = re.compile(r"\b(?:learning rate|lr|weight decay)\b", re.IGNORECASE)
_TWICE = re.compile(r" (?:as|the|that|its|their|larger|smaller|faster|slower|more|better|over)\b")
_RESULT = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|beaten|achiev\w+|obtain\w*|attain\w*|reach(?:es|ed)?|yield\w*"
    r"|improv(?:es|ed|ing|ements?)|improve\b|gains?\b|gained|boost\w*|increas\w+|decreas\w+|drop(?:s|ped)?|"
    r"degrad\w+|declin\w+|reduc\w+|better|worse|best|worst|highest|lowest|higher|lower|superior|inferior|comparable"
    r"|competitive|on par|state[- ]of[- ]the[- ]art|sota|accurac\w+|f1|bleu|gets?|got|scores?|scored|perform\w*"
    r"|transfer|"
    r"results?|significant(?:ly)?|benefit\w*|faster|slower|speed-?up|larger|smaller|fewer|average[sd]?|correlat\w+"
    r"|win(?:s)?|gap|differ\w*|error|perplexity|precision|recall|rank(?:s|ed)?|record)\b",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\b(?:contain\w*|consist\w*|compris\w+|cover\w*|includ\w+|compos\w+|has|have|had|totals?|in total|total of"
    r"|collect\w*|annotat\w+|span(?:s|ning)?|train(?:ed)? on|trained with|pre-?train\w*|dataset|corpus|corpora|size"
    r"|sizes|made up of|number of|uses?|"
    r"evaluat\w+|parameters|languages|tasks|sentences|examples|tokens|average of|resulting|with)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:here,? |in this \w+,? |next,? |then,? |finally,? )?(?:we|this (?:study|paper|work|section)) "
    r"(?:also |then |further )?"
    r"(?:ask|wonder|investigate|study|examine|explore|test|analy[sz]e|check|evaluate)(?:s|ies)? (?:if|whether|how"
    r"|why)\b"
    r"(?!.*\b(?:find|finds|found|show|shows|see|observe)\b)",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"\b(?:bold\w*|underlin\w*|denotes?|indicates?|stands? for|refers? to)\b", re.IGNORECASE)
_SPELLED_SIZE = re.compile(
    r"\b(?:cover\w*|contain\w*|compris\w*|span\w*|in total|total of|only|exactly)\b", re.IGNORECASE
)
_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
_PART_OF = re.compile(
    rf"\ball but {_NUMBER}\b|\b{_NUMBER} (?:\w+ )?(?:out )?of (?:the |all )?(?:\w+ )?{_NUMBER}\b", re.IGNORECASE
)
_FORMULA = re.compile(
    r"&&|&=|\\\\|[∑∏∫∀∃↦⊆]|∈\s?[\[({]|[≤<]\s?[a-z]\s?[≤<]"
    r"|\w\([a-z](?:,\s?[a-z])*\)\s?=|(?:[\w ]{1,20}=[^,;\]]{1,30}, ?){3}"
)


def is_stated(sentence: Sentence) -> bool:
    """Whether the sentence states something at all: no question, plan, definition, thanks, instruction or formula."""
    text = sentence.text
    if sentence.role not in ROLES or len(text) > MAX_SENTENCE or len(text.split()) < 4:
        return False
    if any(_SKIPPED_SECTIONS.search(title) for title in sentence.section):
        return False
    if _NOT_STATED.search(text) or _ASKS.search(text) or (sentence.role == "caption" and _LEGEND.search(text)):
        return False
    if _FORMULA.search(text):
        return False
    letters = len(text) - len(_LETTERS.sub("", text))
    return letters >= 0.5 * len(text)


def states_result(text: str, quantity: Quantity) -> bool:
    """Whether the words around a number tell a result; in a caption other numbers only describe what is shown."""
    return quantity.kind in {"gain", "relative_gain", "rank"} or (
        _RESULT.search(text[max(0, quantity.start - 70) : quantity.end + 45]) is not None
    )


def only_describes(sentence: Sentence) -> bool:
    """Whether a caption names what is shown and states nothing: it has no finite verb, or points to its results."""
    if sentence.role != "caption":
        return False
    words = words_of(sentence.text)
    return next(finite_verbs(words), None) is None or points_to(sentence.text)


def states_comparison(sentence: Sentence) -> bool:
    """Whether a sentence without a number states a comparison; captions only describe."""
    return sentence.role != "caption" and compares(sentence.text)


def states_number(text: str, quantity: Quantity) -> bool:
    """Whether a number of a sentence is part of a result or a size, and not a setting."""
    if quantity.text.lower() == "half" and not _RESULT.search(text[max(0, quantity.start - 70) : quantity.end + 45]):
        return False
    if quantity.text.lower() in {"twice", "thrice"} and not _TWICE.match(text, quantity.end):
        return False
    if quantity.value == 0 and quantity.decimals <= 0:
        return False
    if quantity.kind in {"gain", "relative_gain", "ratio", "rank"}:
        return _SCHEDULED.search(text[max(0, quantity.start - 90) : quantity.start]) is None
    around = text[max(0, quantity.start - 160) : quantity.end + 120]
    if quantity.kind in {"count", "range"} and points_to(text):
        return False
    near = text[max(0, quantity.start - 70) : quantity.end + 45]
    if is_chosen(text, quantity, result=_RESULT.search(around) is not None):
        return False
    if quantity.kind == "count":
        if _ORDER.search(text[max(0, quantity.start - 8) : quantity.start]):
            return False
        if quantity.text.isalpha() and quantity.value <= 20:  # "two sentence pairs" is a way of speaking, seldom a size
            close = text[max(0, quantity.start - 30) : quantity.end + 20]
            sized = quantity.unit in COUNT_UNITS and _SPELLED_SIZE.search(close) is not None
            return sized or _PART_OF.search(close) is not None
        return _RESULT.search(around) is not None or _SIZE.search(around) is not None
    if quantity.unit in _TIME and not _TIMED.search(near):
        return False
    if quantity.unit is not None:
        return not (quantity.unit == "points" and quantity.text.isalpha())  # "two points" lie in a plane
    return _RESULT.search(around) is not None
