"""Comparisons without a number: that something is better, worse, best or no different."""

from __future__ import annotations

import re

from synth.extract.grammar import clauses, finite_verbs, words_of
from synth.extract.vocabulary import NOUN_VERBS

_COMPARES = re.compile(
    r"\b(?:(?:significantly |substantially |consistently |clearly |generally |still |also |even |slightly |largely "
    r"|greatly |far |always |often |not |n't )*(?:outperform(?:s|ed)?|surpass(?:es|ed)?|exceed(?:s|ed)?|beats?"
    r"|underperform(?:s|ed)?|lags? behind|falls? behind)"
    r"|outperforming|surpassing|(?:is|are|was|were|performs?|performed|works?|worked|does|do|fares?"
    r"|generali[sz]es?) (?:\w+ ){0,3}(?:better|worse|best|worst|higher|lower|superior|inferior|faster|slower"
    r"|comparabl[ey]|similarly|on par|poorly|well(?!-)|competitively|close)"
    r"|(?:better|worse|higher|lower|faster|slower|larger|smaller|stronger|fewer|more \w+|less \w+) (?:\w+ ){0,4}than"
    r"|(?:achiev|obtain|attain|reach|yield|perform|set|establish|deliver|show|provid|giv|get|ha[sd]|hav|bring|lead"
    r"|result)\w*(?: [\w-]+){0,5} (?:best|worst|highest|lowest|state[- ]of[- ]the[- ]art|sota|comparable"
    r"|competitive|consistent (?:\w+ )?(?:gains?|improvements?|benefits?|results?|performance)|significant\w*"
    r"|substantial\w*|strong(?:er|est)? (?:[\w-]+ ){0,2}(?:results?|performance|gains?|improvements?"
    r"|baselines?)|better|improve\w*|gains?|improvements?"
    r"|superior|benefits?)"
    r"|(?:significantly|substantially|consistently|dramatically|greatly|clearly|further|also|slightly|largely|often"
    r"|generally|not|n't|never|can|effectively|drastically|markedly) (?:improv|boost|increas|reduc|degrad|hurt"
    r"|help|benefit|decreas|drop)(?:e|es|ed|s|ing)?\b"
    r"|(?:improves|boosts|increases|reduces|degrades|hurts|helps|benefits|drops|decreases|harms|deteriorates"
    r"|alleviates|(?:improved|degraded|hurt|decreased)(?= (?:by|from|to|on|over|the|with|when|in|our|its|their|further"
    r"|upon|significantly|performance|accuracy)\b|[.,;]))\b"
    r"|(?:does|do|did) (?:not|n't) (?:see|show|bring|give|yield|lead to) (?:\w+ ){0,2}"
    r"(?:benefits?|gains?|improvements?)"
    r"|neither (?:[\w-]+ ){0,4}(?:helps?|improves?|outperforms?|works?|brings?|gives?|yields?|hurts?)"
    r"|no (?:\w+ ){0,2}(?:benefits?|gains?|improvements?|differences?|effect|correlation)|(?:little|small|large"
    r"|strong|clear) (?:\w+ )?(?:benefits?|gains?|improvements?|drops?|effects?|differences?|degradations?)"
    r"|all but (?:one|two|three)|state[- ]of[- ]the[- ]art (?:results?|performance|on|accuracy)"
    r"|new state[- ]of[- ]the[- ]art|best (?:overall |average )?(?:results?|performance|performing|scores?|system"
    r"|model))\b",
    re.IGNORECASE,
)
_POINTS_TO = re.compile(
    r"\b(?:we (?:show|report|present|list|give|provide|summarize|pick|choose|select) (?:the |our "
    r"|all )?(?:[\w-]+ ){0,4}(?:results?|scores?|numbers|performance|comparison|best|model)"
    r"|(?:are|is) (?:shown|reported|listed|presented|given|summari[sz]ed|described|provided)"
    r" (?:in|for|on|with|as|over)\b"
    r"|(?:shows|presents"
    r"|lists|summarizes|reports) the (?:[\w-]+ ){0,4}(?:results|performance|comparison|scores))\b",
    re.IGNORECASE,
)
_AIM = re.compile(r"^(?:in order )?to [^,]{3,140},\s+", re.IGNORECASE)
_PURPOSE = re.compile(
    r"\b(?:(?:in order |aims? |aimed |aiming |try |tries |tried |attempt\w* |designed |used |helps? |able |ability "
    r"|want |need |goal is |how |way |so as |potential )to (?:\w+ )?(?:improv|boost|increas|reduc|enhanc|outperform"
    r"|benefit)\w*"
    r"|whether|why|objective is to|aim is to|if (?:we|the|a)\b|would|could|might|may|should|we (?:investigate|study"
    r"|examine|explore|analy[sz]e"
    r"|propose|introduce|hypothesi[sz]e|use|apply|adopt|follow|consider|define|compare|evaluate|report|choose"
    r"|select|select))\b",
    re.IGNORECASE,
)
ANNOUNCES = re.compile(
    r"^(?:\w+ly,? |finally,? |in addition,? )?we (?:also |then |further )?(?:investigate|study|examine|explore|test"
    r"|analy[sz]e|try|tried"
    r"|evaluate|consider|compare|experiment|experimented|tested|explored|studied|investigated|examined)\b",
    re.IGNORECASE,
)
"""A clause that says what was looked at, not what came out."""


def compares(text: str) -> bool:
    """Whether a text without a number says that something is better, worse, best or no different."""
    body = _AIM.sub("", text)
    if _POINTS_TO.search(body):
        return False
    if _PURPOSE.search(body):
        said = [body[slice(*pieces[-1])] for pieces in clauses(body)]
        return len(said) > 1 and any(compares(clause) for clause in said)
    return any(_says(body, match) for match in _COMPARES.finditer(body))


def _says(text: str, match: re.Match[str]) -> bool:
    """Whether a comparing phrase is said, and is neither an aim ("to achieve better …") nor a plain noun."""
    if text[: match.start()].endswith(("to ", "to further ")):
        return False
    if match[0].lower() not in NOUN_VERBS:
        return True
    words = words_of(text)
    return any(words[index].start == match.start() for index in finite_verbs(words))


def points_to(text: str) -> bool:
    """Whether a sentence only says where results are to be found."""
    return _POINTS_TO.search(text) is not None
