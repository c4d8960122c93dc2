"""The words of a statement about a table: tokens with their places, clauses, and the cues that say what is compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from synth.verify.names import STOP, WORD, fold, stem

CueKind = Literal[
    "better", "worse", "more", "less", "best", "worst", "most", "least", "up", "down", "same", "other", "high", "low",
    "effect",
]  # fmt: skip
"""What a cue compares: quality (the metric's good end) or size, between two, among all, or over a change."""

OPPOSITE: dict[CueKind, CueKind] = {
    "worse": "better",
    "less": "more",
    "worst": "best",
    "least": "most",
    "down": "up",
    "low": "high",
    "other": "same",
}

_CUES: tuple[tuple[CueKind, str], ...] = (
    (
        "worse",
        r"underperform\w*|outperformed by|surpassed by|beaten by|worse|inferior|weaker|poorer|lags? behind"
        r"|falls? (?:short|behind)|below|worsens?",
    ),
    (
        "better",
        r"outperform\w*|surpass\w*|exceed\w*|beats?|beating|better|superior|stronger|improv(?:es?|ed|ing) (?:up)?on"
        r"|improv\w+ over"
        r"|outscor\w+|above|over the (?:strong )?baselines?|(?:gains?|margin|advantage|lead) (?:over|in \w+ over)"
        r"|preferred|ahead of|superiority|dominat\w+",
    ),
    ("less", r"lower|less|smaller|fewer|shorter|slower"),
    ("more", r"higher|greater|larger|(?<!no )more(?! than \d)|bigger|longer|faster"),
    ("worst", r"worst|poorest|weakest"),
    (
        "best",
        r"best|strongest|state[- ]?of[- ]?the[- ]?art|leading(?! to)|superior to all|the most (?:effective|accurate"
        r"|efficient)|ranks? first|(?<!the )top[- ](?:performing|scoring)",
    ),
    ("least", r"lowest|the least|smallest|fewest|shortest|slowest"),
    (
        "most",
        r"highest|greatest|largest|biggest|longest|fastest|peaks?|the most(?! (?:part|widely|commonly|recent\w*|similar"
        r"|popular|relevant|frequently|common|notable|prominent|important|challenging|interesting)\b)",
    ),
    (
        "other",
        r"differs?|differently|different (?:from|than|to|results?|performances?|values?|scores?)|difference between"
        r"|dissimilar|disparit\w+",
    ),
    (
        "same",
        r"comparabl[ey]|similar(?:ly)?|(?:on|in) par|competitive|equal(?:ly)?|consistent|close(?:ly)? (?:to|match\w+)"
        r"|same (?:as|range|performances?|values?|results?|levels?|scores?)",
    ),
    (
        "down",
        r"decreas\w+|reduc(?:es?|ed|ing|tions?)|drop(?:s|ped|ping)?|hurts?|hurting|degrad\w+|declin\w+|los(?:s|es) in"
        r"|harm\w*|deteriorat\w+|negative(?:ly)? (?:impact\w*|effects?|affect\w*)|falls?|suffer\w* from"
        r"|(?:goes|go|went) down|shrinks?",
    ),
    (
        "up",
        r"increas\w+|improv\w+|boost\w*|gains?|rais(?:es?|ed|ing)|enhanc\w+|benefi\w+|helps?|helpful|effective(?:ly)?"
        r"|contribut\w+|rises?|accelerat\w+|speeds? up|(?:goes|go|went) up|grows?"
        r"|crucial|necessary|important|essential"
        r"|positive(?:ly)? (?:impact\w*|effects?|affect\w*)",
    ),
    (
        "effect",
        r"impact(?:s|ed)?|effects?|affect(?:s|ed)?|influenc\w+|matters?|sensitive|makes? (?:a |any |no )?difference",
    ),
    ("low", r"low|poor(?:ly)?|difficult|hard|weak|bad(?:ly)?|struggl\w+|suffers?|fails?|insufficient"),
    ("high", r"high|well|good|strong|easy|easily|robust|promising|satisfactory|noticeable"),
)
_CUE = re.compile("|".join(rf"(?P<{kind}>\b(?:{pattern})\b)" for kind, pattern in _CUES), re.IGNORECASE)
_JUDGES = re.compile(
    r"(?:low|poor|difficult|hard|weak|bad|high|good|strong|eas|robust|promising|satisf|notic|effective|helpful|crucial"
    r"|necessary|important|essential|insuff|well)",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\s+(?:previous|prior|existing|published|performing|known|reported|baselines?|competing)\b", re.IGNORECASE
)
_IS_THE = re.compile(r"\b(?:is|are|was|were|remains?) the $", re.IGNORECASE)
"""Before "best performing system": the subject is it."""
_STANDING = re.compile(
    r"\b(?:achiev\w+|obtain\w*|sets?|setting|reach\w*|establish\w*|attain\w*|yield\w*|gives?|new|deliver\w*)\s(?:(?!with|to|than|over|against|from|by)\S+\s){0,3}$",
    re.IGNORECASE,
)
"""Before "state of the art": what the subject reaches, not what it is compared with."""
_REFERRED = re.compile(
    r"\b(?:(?:to|than|from|against|of|among|using|compared with|over|beats?|outperform\w*|as)"
    r" (?:(?:the|a|its|their|these|our|much|significantly|even|far|current|previous|second|single|next|overall)[ -])"
    r"{0,3}|our |\b(?:train|us|select|choos|chose|pick|report|tak|took|consider|keep|kept|evaluat|tun|adopt)\w*"
    r" (?:only )?the |\btables? \w+ (?:shows?|presents?|lists?|reports?|gives?) the (?:\w+ )?)$",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"\s(?:\S+\s)?(?:models?|methods?|systems?|approach(?:es)?|architectures?|settings?|setups?|sizes?|works?"
    r"|networks?|tasks?|features?|techniques?|structures?)\b",
    re.IGNORECASE,
)
SIZED = frozenset({"best", "worst", "most", "least", "more", "less"})
"""Kinds of cue that also tell things apart ("the best system") without asserting anything."""
_DONE = re.compile(r"(?:^|[.,;]|\b(?:when|by|while|that|with|and|further))\s*$", re.IGNORECASE)
_APART = re.compile(r"[,;:]|\b(?:which|who|where|that)\b", re.IGNORECASE)
REACH = 80
"""Characters before a cue in which a negation is looked for."""
_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|remain\w*|achiev\w+|obtain\w*|perform\w*|has|have|had|gives?|yield\w*|shows?"
    r"|seem\w*|work\w*|hav\w+|reach\w*|n[o']t|brings?|brought|quite|relatively|rather|very|produc\w+|provid\w+"
    r"|deliver\w*)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(?:not(?! only)|no(?! more| less|-|\.)|never|neither|nor|cannot|without (?:any|\w+ing)|fail(?:s|ed)? to|hardly"
    r"|rarely|little|lack)\b|n['’]t\b",
    re.IGNORECASE,
)
STRONG = re.compile(
    r"\b(?:significant\w*|substantial\w*|considerabl\w+|much|large(?:ly)?|far|dramatic\w*|clearly|noticeabl\w+"
    r"|outstanding|consistently|always)\b",
    re.IGNORECASE,
)
WEAK = re.compile(r"\b(?:slight(?:ly)?|marginal(?:ly)?|small|minor|somewhat|slim|bit)\b", re.IGNORECASE)
ONLY = re.compile(r"\bonly(?: an?)?(?: \w+)? $", re.IGNORECASE)
"""Before a cue, as weak as those words."""
OTHERS = re.compile(
    r"\b(?:all|others?|baselines?|any|every|previous|prior|existing|competing|rest|alternatives?"
    r"|state[- ]of[- ]the[- ]art|comparisons?)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r";|,? (?:while|whereas|but|although|though|however|despite)\b|,(?= (?:and|with|which|showing|indicating|suggesting"
    r"|confirming|demonstrating|reaching|yet|especially|except)\b)|\. (?=[A-Z])"
)
_COMMENT = re.compile(
    r"^[,\s]*(?:showing|indicating|suggesting|confirming|demonstrating|implying|verifying|which (?:shows?|indicates?"
    r"|suggests?|confirms?|demonstrates?|means?))\b",
    re.IGNORECASE,
)
GENERIC = frozenset(
    stem(word)
    for word in """model models method methods approach system systems result results score scores performance table
    dataset datasets data set task tasks test value values number numbers feature features evaluation
    experiment experiments different use one two three first second third other best high low more
    only information setting settings version type types no none yes a b c d e i k m n s t x class label
    work new case cases level high good point points percent example paper show shown see ours
    improvement increase decrease time times word words language our base large small tiny""".split()
)
"""Words that name a line of a table only together with others."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as labels and statements are compared by it (folded, stemmed), with its place in the text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that compares: what it asserts once its negation is taken in, and where it stands."""

    kind: CueKind
    negated: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a statement with its cues; a `comment` draws a conclusion instead of reading the table."""

    start: int
    end: int
    cues: tuple[Cue, ...]
    comment: bool


_METRIC_FORMS = (
    (re.compile(r"\b[Ff][- ]?(?:measures?|scores?|1[- ]scores?|1)\b|\b(?:micro|macro)[- ]F1?\b"), "F1"),
    (re.compile(r"\bacc\b\.?", re.IGNORECASE), "accuracy"),
    (re.compile(r"\bprec\b\.?", re.IGNORECASE), "precision"),
    (re.compile(r"\brec\b\.?", re.IGNORECASE), "recall"),
    (re.compile(r"\bppl\b", re.IGNORECASE), "perplexity"),
)


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text in order, metric names in one form ("F-measure" and "F1": f1)."""
    found: list[Token] = []
    forms = sorted((m.start(), m.end(), form) for pattern, form in _METRIC_FORMS for m in pattern.finditer(text))
    place = 0
    for start, end, form in [*forms, (len(text), len(text), "")]:
        if start < place:
            continue
        found.extend(
            Token(stem(fold(match[0]).replace("'", "")), match.start(), match.end())
            for match in WORD.finditer(text, place, start)
        )
        if form:
            found.append(Token(stem(fold(form)), start, end))
        place = end
    return tuple(found)


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def label_number(name: str) -> float | None:
    """The number that a name is, or that it ends in after "=" ("m = 4"); None for any other name."""
    last = name.rpartition("=")[2].strip()
    return float(last) if len(last) <= 12 and _NUMBER.fullmatch(last) else None


def content(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens that carry meaning: neither stop words nor bare numbers."""
    return tuple(t for t in found if t.word not in STOP and not t.word.replace(".", "").isdigit())


def clauses(text: str) -> tuple[Clause, ...]:
    """The parts of a statement, in order; together they are the whole text."""
    cuts = [0, *(match.start() for match in _BREAK.finditer(text) if match.start() > 0), len(text)]
    made: list[Clause] = []
    for start, end in pairwise(cuts):
        part = text[start:end]
        if not part.strip():
            continue
        cues = _asserting(text, tuple(_cues(part, start)))
        last = made[-1] if made else None
        if last is not None and (not cues or not last.cues) and not _COMMENT.match(part):
            made[-1] = Clause(last.start, end, (*last.cues, *cues), last.comment)  # what compares nothing stands alone
        else:
            made.append(Clause(start, end, cues, _COMMENT.match(part) is not None))
    return tuple(made)


def _asserting(text: str, cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """The cues without one that only says what is done ("Increasing k improves F1"): a gerund before another cue."""
    if len(cues) < 2 or cues[0].kind not in ("up", "down") or not text[cues[0].start : cues[0].end].endswith("ing"):
        return cues
    return cues[1:] if _DONE.search(text, max(0, cues[0].start - 12), cues[0].start) else cues


def _cues(part: str, offset: int) -> Iterator[Cue]:
    for match in _CUE.finditer(part):
        kind = next(kind for kind, _ in _CUES if match[kind])
        if kind == "best" and _FORMER.match(part, match.end()) and not _IS_THE.search(part, 0, match.start()):
            continue  # "the best previous system" is what is compared with
        referred = _REFERRED.search(part, max(0, match.start() - 32), match.start())
        if kind in SIZED and referred and not part.startswith(" than", match.end()):
            continue  # "compared to the best system", "with much larger ones" only say what is compared with
        if kind == "same" and _ATTRIBUTE.match(part, match.end()):
            continue
        near = max(0, match.start() - 40)
        if match[0].lower().startswith("state") and not _STANDING.search(part, near, match.start()):
            continue
        if (
            kind in ("high", "low", "up")
            and _JUDGES.match(match[0])
            and not _PREDICATE.search(part, max(0, match.start() - 32), match.start())
        ):
            continue  # "a strong baseline" says nothing of the table
        yield Cue(kind, _denied(part, match.start(), match.end()), offset + match.start(), offset + match.end())


def _denied(part: str, start: int, end: int) -> bool:
    """Whether a negation before the cue (or in it: "fails to") reaches it, with no other clause in between."""
    for match in NEGATION.finditer(part, max(0, start - REACH), end):
        if match.end() >= start or not _APART.search(part, match.end(), start):
            return True
    return False
