"""What a claim is about: subject, baseline, metric, datasets, split, direction, read off one claim's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from synth.extract.grammar import phrase_right, words_of
from synth.extract.lexicon import CARDINALS, DOWN_WORDS, LEVEL_WORDS, METRICS, UP_WORDS
from synth.extract.names import Names, proper_names
from synth.extract.split import Part
from synth.extract.subject import ARTICLE, find_subject

Direction = Literal["up", "down", "none"]


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of a claim; see `records.Claim`."""

    subject: str
    baseline: str | None
    metric: str | None
    dataset: tuple[str, ...]
    split: Literal["dev", "test"] | None
    direction: Direction | None


_METRIC = re.compile(
    rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(METRICS, key=lambda form: (-len(form), form))))})(?![\w-])",
    re.IGNORECASE,
)
_CASED = frozenset(
    "em map ter acc acc. meteor rouge las uas mae mse comet cider iou cer loss error speed memory per mos ade".split()
)
_DEV = re.compile(
    r"\b(?:dev|development|validation|held-out dev) ?(?:sets?|splits?|data|performance|accuracy|scores?|results?|f1"
    r"|bleu)?\b",
    re.IGNORECASE,
)
_TRAIN = re.compile(
    r"\btrain(?:ing)? (?:sets?|splits?|data|examples|sentences|utterances|instances)\b|(?<=\d )train\b", re.IGNORECASE
)
_TEST = re.compile(
    r"\btest(?:ing)?[ -]?(?:sets?|splits?|data|accuracy|performance|scores?|results?|f1|bleu|error|perplexity"
    r"|sets)\b|\bon (?:the )?test\b",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"\b(?:(?:out|under)perform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing|en)?"
    r"|outscor(?:es|ed|ing)|lag(?:s|ging)? behind|fall(?:s|ing)? behind|over|than|compared (?:to|with|against)"
    r"|in comparison (?:to|with)|relative to|against|versus|vs\.?|above|below|behind|improv(?:e|es|ed"
    r"|ing) (?:up)?on|improv(?:e|es|ed|ing)(?= (?:the )?(?:previous|prior|existing|best|state|baseline|strong)\b)"
    r"|as (?:large|fast|good|high|big|many|much|small|accurate) as)\s+(?=[A-Za-z\[])",
    re.IGNORECASE,
)
_LEVEL_OF_BASELINE = re.compile(
    r"\b(?:vs\.?|versus|compared (?:to|with)|against) (?:the |only )?\d[\d.]*(?: ?%| [A-Z][\w@-]*)?"
    r" (?:for|of|by|from|with) "
    r"(?=[A-Z]|the (?:original|previous|prior|baseline|standard|vanilla|best)\b)"
)
"""Before whose level it is: "81.2 compared to 79.3 for BarNet"."""
_ALSO_BEATEN = re.compile(r"\b(?:and|,) (?:also |that of )?(\[@[^\]]*\]) by (?=[\d~])")
"""Another work of the same list: "outperforms [@a] by 1.3 and [@b] by 0.9"."""
_TURN = re.compile(r"[,;)] (?:but|while|whereas|although|though)\b")
"""Where a clause ends that a number stands in, and one begins that says something else."""
_TAIL = re.compile(r"\s*\[@[^\]]*\]|(?: (?:score|average|accuracy)? ?of)? \d+(?:\.\d+)?$| of$")
_NO_BASELINE = frozenset(
    "all each every time which that when if others what expected average by zero both training languages tasks".split()
)
_A_NUMBER = re.compile(r"(?:an? |the )?[-+]?\d[\d.,]*(?:[kMB]|-\d+)?(?:\s?%|[\s.,;)]|$)")
_NO_NAME = CARDINALS.keys() | {"twice", "thrice", "half", "double", "triple", "once"}
_NONE = re.compile(
    r"\b(?:(?:not|n't) (?:see|show|bring|give|yield|lead to|observe|find) (?:\w+ ){0,2}(?:benefits?|gains?"
    r"|improvements?)"
    r"|no (?:\w+ ){0,2}(?:benefits?|gains?|improvements?|differences?|effect|correlation|advantage|change)"
    r"|(?:does|do|did|is|are|was|were|can|could|has|have) ?(?:not|n't) (?:\w+ ){0,2}(?:improv\w+|help|benefit"
    r"|increas\w+|outperform|affect|differ|change|better|significant\w*)|neither(?: .{0,60}?(?:outperform|improv"
    r"|help|benefit|beat|surpass)\w*)?"
    r"|do(?:es)? not (?:see|find|observe) that .{0,60}?(?:outperform|improv|help|benefit)\w*|without (?:any )?(?:loss"
    r"|improvement|gain|degradation)|on par|similar(?:ly)?|comparabl[ey]|unchanged)\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\bfrom\b.*\bto\b")
_RANGING = re.compile(r"\b(?:rang|vary|vari|span)\w* from\b")
_GAINING = re.compile(r"\b(?:gains?|improv\w+|advantage|outperform\w*|increase\w*|boost\w*)\b", re.IGNORECASE)
_WINS = re.compile(r"(?<!not )\b(?:outperforms?|outperformed|surpass(?:es|ed)|(?:better|higher) than)\b", re.IGNORECASE)
_CHANGES = (UP_WORDS | DOWN_WORDS) - LEVEL_WORDS - {"lead", "leads", "loss", "losses", "win", "wins"}


def fill_slots(part: Part, names: Names, previous_subject: str = "") -> Slots:
    """Reads the slots of one part; `previous_subject` is what a pronoun may stand for within the paragraph."""
    text = part.plain or part.text
    subject, verb = find_subject(text, names, previous_subject, part.place)
    place = part.place if part.place is not None else len(text) // 2
    baseline = _baseline(text, part, names)
    return Slots(
        subject=subject,
        baseline=baseline if baseline != subject else None,
        metric=_metric(text, place, part),
        dataset=_datasets(text, verb, subject, baseline, names),
        split=_split(text, place),
        direction=_direction(text, part),
    )


def _baseline(text: str, part: Part, names: Names) -> str | None:
    """What the claim compares with: of several phrases the one nearest to its number, those before it first."""
    place = part.place if part.place is not None else 0
    found = list(_baselines(text, part, names))
    before = [phrase for start, phrase in found if start < place]
    if before:
        return before[-1]
    # "A gains 1.8, but falls behind B": B is what is compared in the other clause.
    return next((phrase for start, phrase in found if not _TURN.search(text, place, start)), None)


def _baselines(text: str, part: Part, names: Names) -> Iterator[tuple[int, str]]:
    for match in _LEVEL_OF_BASELINE.finditer(text):
        phrase = text[match.end() : phrase_right(text, match.end(), nominal=True)].strip(" ,.")
        if phrase and not any(names.is_dataset(name) for name in list(proper_names(phrase))[:1]):
            yield match.start(), ARTICLE.sub("", _TAIL.sub("", phrase))
    for match in _BASELINE.finditer(text):
        word = match[0].strip().lower()
        end = phrase_right(text, match.end(), nominal=True)
        phrase = text[match.end() : end].strip(" ,.")
        first = phrase.split(" ")[0].lower() if phrase else ""
        if phrase.startswith("[@"):
            yield match.start(), phrase
            for other in _ALSO_BEATEN.finditer(text, end):
                yield other.start(1), other[1]
            continue
        if (
            word.startswith("improv")
            and any(names.is_dataset(name) for name in list(proper_names(phrase))[:1])
            and (phrase[:1].isupper())
        ):
            continue  # "improves on SQuAD by" names where, not what is beaten
        if not phrase or first in _NO_BASELINE or phrase.lower() in {"the", "a"}:
            continue
        gains = any(quantity.kind in {"gain", "relative_gain", "ratio"} for quantity in part.quantities)
        if word in {"over", "above", "below", "behind", "against"} and not (
            gains or _GAINING.search(text[: match.start()])
        ):
            continue
        if word in {"over", "above", "below"} and re.search(
            r"\b(?:averag\w+|mean|evaluat\w+|computed|taken|median|range\w*|sampled)\s*$",
            text[max(0, match.start() - 30) : match.start()],
            re.IGNORECASE,
        ):
            continue
        if _A_NUMBER.match(text, match.end()) or (first in _NO_NAME and word == "than"):
            continue  # "more than two thirds", "compared to the 30 % of …"
        more = re.match(r" (?:of|with|without|trained on|using|on) ", text[end : end + 14])
        if more is not None and more[0].strip() in {"of", "with", "without", "trained on", "using"}:
            phrase = text[match.end() : phrase_right(text, end + more.end(), nominal=True)].strip(" ,.")
        yield match.start(), ARTICLE.sub("", _TAIL.sub("", phrase))


def _metric(text: str, place: int, part: Part) -> str | None:
    unit = part.quantities[0].unit if part.quantities else None
    if unit is not None and (normal := METRICS.get(unit.lower())) is not None:
        return normal
    best: tuple[int, str] | None = None
    for match in _METRIC.finditer(text):
        form = match[0].lower()
        if form in _CASED and match[0].islower() and form not in {"loss", "error reduction"}:
            continue
        if form == "per" and unit != "PER":
            continue  # an entity type
        if text[max(0, match.start() - 3) : match.start()].lower() == "at ":
            continue  # "at training time"
        distance = match.start() - place if match.start() >= place else place - match.end() + 4
        if best is None or distance < best[0]:
            best = distance, METRICS[form]
    return best[1] if best else None


def _datasets(text: str, verb: int, subject: str, baseline: str | None, names: Names) -> tuple[str, ...]:
    """Names of datasets and tasks: known ones, table heads and names behind "on", outside subject and baseline."""
    found: list[str] = []
    for name in proper_names(text):
        lower = name.lower()
        if (
            lower in METRICS
            or name in found
            or (baseline and name in baseline)
            or lower == (names.system or "").lower()
        ):
            continue
        place = text.find(name)
        if place < verb and name in subject:
            continue
        behind = re.search(
            r"\b(?:on|for|in|across|to|of|and|,|/) ?(?:the |both |all |of )?(?:\w+ )?$",
            text[max(0, place - 24) : place],
            re.IGNORECASE,
        )
        named = re.match(
            r"(?:'s)? (?:datasets?|corpus|corpora|benchmarks?|tasks?|test|dev|development|validation|data)\b",
            text[place + len(name) :],
        )
        on = behind is not None and re.search(r"\bon\b", behind[0]) is not None
        if (
            names.is_dataset(name)
            or named
            or (on and (lower in names.heads or sum(c.isupper() for c in name) >= 2))
            or (behind and found and lower in names.heads)
        ):
            found.append(name)
    return tuple(found)


def _split(text: str, place: int) -> Literal["dev", "test"] | None:
    near: list[tuple[int, str]] = []
    near += [(abs(match.start() - place), "dev") for match in _DEV.finditer(text)]
    near += [(abs(match.start() - place), "train") for match in _TRAIN.finditer(text)]
    near += [(abs(match.start() - place), "test") for match in _TEST.finditer(text)]
    nearest = min(near)[1] if near else None
    return "dev" if nearest == "dev" else "test" if nearest == "test" else None


def _direction(text: str, part: Part) -> Direction | None:
    sign = part.quantities[0].sign if part.quantities else None
    if sign is not None:
        return "up" if sign > 0 else "down"
    if len(part.quantities) == 2 and _FROM_TO.search(text) and not _RANGING.search(text):
        first, second = part.quantities
        return "up" if second.value > first.value else "down" if second.value < first.value else "none"
    if _NONE.search(text) and not _WINS.search(_NONE.sub("", text)):
        return "none"
    if part.quantities and part.quantities[0].kind in {"count", "value", "range"}:
        return None
    words = [word.lower for word in words_of(text)]
    for telling in (_CHANGES, LEVEL_WORDS):
        for word in words:
            if word in telling and word in UP_WORDS | DOWN_WORDS:
                return "up" if word in UP_WORDS else "down"
    return None
