"""What a claim compares with what, and which way it says that it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from synth.verify.runs_mention import Mention, Said
from synth.verify.runs_metrics import lower_is_better

CONTRASTS = ("model", "place", "shots", "language", "task", "step", "seed", "metric", "pick", "split")
"""Facets in which two sides may differ, the most usual first."""
_UP = (
    r"outperform\w*|surpass\w*|outscor\w*|beats?\b|beating|beaten|bests\b|tops\b"
    r"|topping|better\w*|superior|improv\w+|gain(?:s|ed|ing)?\b|leads?\b(?! to)"
    r"|led\b(?! to)|leading\b(?! to)|ahead"
    r"|edg(?:e|es|ed|ing) out|stronger|advantage|boost\w*|benefit\w*|helps?\b"
    r"|overtak\w+|wins?\b|more accurate|dominat\w+|uplift|overtook|eclips\w+"
)
_DOWN = (
    r"underperform\w*|trail\w*|lag(?:s|ged|ging)?\b|behind|worse\w*|inferior|weaker"
    r"|los(?:e|es|ing|t)\b|degrad\w+|hurts?\b|hurting|harm\w*|deficit|short of"
    r"|shortfall|less accurate|penalt\w+|gives? up|suffer\w*"
)
_HIGHER = (
    r"higher|above|increas\w+|ris(?:e|es|ing|en)\b|rose|rais\w+|more(?! than [~≈\d])(?! accurate)"
    r"|greater|larger|exceed\w*|grow(?:s|n|ing)?\b|grew|climb\w*|add(?:s|ed|ing)?\b"
    r"|up(?= (?:by |about )?\d[\d.]* ?(?:points?|%|pp|percent))|jump\w*|slower|longer|lift\w*|push\w+|slow(?:s|ed)\b"
)
_LOWER = (
    r"lower\w*|below|decreas\w+|drop\w*|fall(?:s|ing|en)?\b|fell|declin\w+|reduc\w+"
    r"|less(?! than [~≈\d])(?! accurate)|fewer|shrink\w*|cut(?:s|ting)?\b|faster"
    r"|shorter|quicker|shav\w+|sav(?:e|es|ed|ing|ings)\b|shed\w*|dip\w*|slid\w*"
    r"|down(?= (?:by |about )?\d[\d.]* ?(?:points?|%|pp|percent))|speed(?:s|ed)?[- ]?up\w*"
)
CUE = re.compile(
    rf"(?<![\w-])(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<higher>{_HIGHER})|(?P<lower>{_LOWER}))", re.IGNORECASE
)
PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|gets?) (?:\w+ly )?(?:outperformed|beaten"
    r"|surpassed|topped|bettered|outscored|exceeded|overtaken|eclipsed|edged out"
    r"|led|trailed)\b[^.;]{0,40}?\bby\b(?! (?:\w+ )?\d)",
    re.IGNORECASE,
)
NOT = re.compile(
    r"\b(?:not|n['’]t|never|no|fails? to|failed to|neither|hardly|without)\b(?:\s+[\w-]+){0,2}?\s+(?:\w*perform\w*"
    r"|beat\w*|surpass\w*|exceed\w*|improv\w*|better|worse|higher|lower|gain\w*"
    r"|help\w*|ahead|lead\w*)|\bgain\w* nothing\b",
    re.IGNORECASE,
)
_FILL = (
    r"(?:\s*(?:the|that|those|of|what|its|their|an?|in|on|for|when|using|with"
    r"|both|only|same|smaller|larger|bigger|scores?|accurac(?:y|ies)|performance"
    r"|results?"
    r"|even|much|our|model|models|one|case|numbers?|version|about|even the|by"
    r"|setting|prompting|evaluation|obtained|value|\d+(?:\.\d+)?\s?%?))*\W*$"
)
BASELINE_BEFORE = re.compile(
    r"(?:\b(?:than|over|compared (?:to|with|against)|comparison (?:to|with)|relative to"
    r"|against|versus|vs\.?|behind|above|below|ahead of|short of|improv\w+ (?:up)?on"
    r"|(?<!most )(?<!benefits )(?<!benefit )(?<!benefited )from|starting (?:at|from)"
    r"|outperform\w*|surpass\w*|exceed\w*|beat\w*|trail\w*|lags?|lagg\w+|leads?"
    r"|leading|underperform\w*|outscor\w*|tops?|bests|betters?|edg\w+ out|overtak\w+"
    r"|eclips\w+|instead of|in place of|replac\w+|swapping|with respect to|next to"
    r"|of? up to|on top of"
    r"|(?:outperformed|beaten|surpassed|topped|bettered|outscored|exceeded) by"
    r"|followed by|then by|unlike|whereas|while|lower bound|gain on|wins? against|loses? to|lost to))" + _FILL,
    re.IGNORECASE,
)
FROM = re.compile(
    r"\b(?:(?<!most )(?<!benefits )(?<!benefit )(?<!benefited )from|replac\w+|swapping|starting (?:at|from)|between)"
    + _FILL,
    re.IGNORECASE,
)
FAVOUR = re.compile(r"\bin favou?r of" + _FILL, re.IGNORECASE)
COMPARES = re.compile(
    r"\b(?:than|over|within|compared|comparison|relative to|against|versus|vs|gaps?|differ\w*"
    r"|margin|between|from|apart|separat\w+|twice|double\w*|half|times|fold|distance"
    r"|spread|delta)\b|" + CUE.pattern,
    re.IGNORECASE,
)
HINT_WIDTH = 70


@dataclass(frozen=True, slots=True)
class Way:
    """Which way a claim says that its subject differs from its baseline: 1 up, -1 down, 0 where it does not say.

    `quality`: "better" and "worse", which for a loss mean down and up.
    """

    sign: Literal[1, -1, 0]
    quality: bool = False

    def of(self, metric: str) -> int:
        """The sign that the difference of two values of a metric must have."""
        return -self.sign if self.quality and lower_is_better(metric) else self.sign


@dataclass(frozen=True, slots=True)
class Sides:
    """Two mentions of one facet: what the claim speaks of, and what it compares that with."""

    facet: str
    subject: Mention
    baseline: Mention


def way_of(text: str, place: int | None) -> Way:
    """The direction told by the word of change nearest to a place in the text, or by the first one."""
    cues = list(CUE.finditer(text))
    if not cues:
        return Way(0)
    flipped = PASSIVE.search(text)
    best = cues[0] if place is None else min(cues, key=lambda match: _distance(match, place))
    quality = best["up"] is not None or best["down"] is not None
    up = best["up"] is not None or best["higher"] is not None
    if flipped and flipped.start() <= best.start() < flipped.end():
        up = not up
    return Way(1 if up else -1, quality)


def _distance(match: re.Match[str], place: int) -> int:
    """Characters between a word and a number; a word behind the number counts as a little farther."""
    return place - match.end() if match.end() <= place else match.start() - place + 6


def is_denied(text: str) -> bool:
    """Whether the claim denies its comparison ("does not outperform")."""
    return NOT.search(text) is not None


def compares(text: str) -> bool:
    """Whether a word of the text sets two things against each other."""
    return COMPARES.search(text) is not None


def find_sides(said: Said, text: str, *, facets: tuple[str, ...] = CONTRASTS) -> Sides | None:
    """The two sides of a comparison; None where no facet is named twice with different keys."""
    for facet in facets:
        mentions = _distinct(said.of(facet))
        if len(mentions) < 2:
            continue
        first, second = mentions[0], mentions[1]
        if FAVOUR.search(text[max(0, first.start - HINT_WIDTH) : first.start]):
            return Sides(facet, first, second)
        if FAVOUR.search(text[max(0, second.start - HINT_WIDTH) : second.start]):
            return Sides(facet, second, first)
        leads = BASELINE_BEFORE.search(text[max(0, first.start - HINT_WIDTH) : first.start])
        follows = BASELINE_BEFORE.search(text[max(first.end, second.start - HINT_WIDTH) : second.start])
        from_first = FROM.search(text[max(0, first.start - HINT_WIDTH) : first.start])
        if from_first or (leads and not follows):
            return Sides(facet, second, first)
        return Sides(facet, first, second)
    return None


def _distinct(mentions: tuple[Mention, ...]) -> list[Mention]:
    """Mentions with keys of their own; one that names more than another ("BLOOM" beside "BLOOM-3B") is left out."""
    kept: list[Mention] = []
    for mention in mentions:
        wider = any(other.keys and other.keys < mention.keys for other in mentions)
        if not wider and all(mention.keys != other.keys or not mention.keys for other in kept):
            kept.append(mention)
    return kept
