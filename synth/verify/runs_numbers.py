"""The numbers of a claim that a log can bear: values, differences, ratios, ranks and counts of wins."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from synth.extract.quantities import find_quantities
from synth.quantity import MINUS_SIGNS, Bound, Quantity
from synth.records import Claim
from synth.verify.runs_mention import Said
from synth.verify.runs_metrics import MILLISECONDS

Role = Literal["value", "gain", "relative", "ratio", "rank", "wins"]
HINT = re.compile(r"\s*\[number: [^\]]*\]\s*$")
"""What a claim's text ends with where its own number is not the only one of its sentence."""
COUNTED = frozenset(
    "languages language tasks task datasets benchmarks benchmark settings subsets subjects categories models".split()
)
_CHANGE = (
    r"(?:improvements?|gains?|increases?|decreases?|drops?|declines?|boosts?|reductions?"
    r"|losses|degradations?|gaps?|differences?|margins?|advantages?|leads?"
    r"|deficits?|edge|delta|shortfall|penalt(?:y|ies)|uplift|jump|rise|fall|savings?|distance|gulf|spread)"
)
BY = re.compile(
    r"\b(?:by|of up to|with a margin of|differ\w*|apart by)(?: about| around| roughly"
    r"| some| nearly| almost| only| just| an?| another| an additional| a full"
    r"| as much as)*\s*[(~≈]?\s*$",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    rf"\b{_CHANGE}\b(?:(?!\d|[;]).){{0,70}}?\b(?:of|is|was|are|were|amounts? to"
    rf"|equals|comes to|stands at|measures|being|at|reaches|totals?)(?: about| around"
    rf"| roughly| only| just| an?| approximately| some)*\s*[:=~≈(]?\s*$|\b{_CHANGE}\s?[(:=]\s?$",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:gains?|gained|loses?|lost|adds?|added|drops?|dropped|sheds?|rises?"
    r"|rose|falls?|fell|climbs?|climbed|saves?|saved|trails?|gives? up|picks? up"
    r"|shaves?(?: off)?)"
    r"(?: about| around| roughly| only| just| a| an| another| an extra| a full| some| nearly)*\s*$",
    re.IGNORECASE,
)
YIELD = re.compile(
    r"\b(?:leads?|costs?|cost|wins?|brings?|yields?|buys?|puts|gives?)(?: about"
    r"| around| roughly| only| just| a| an| another| some| nearly)*\s*$",
    re.IGNORECASE,
)
"""Verbs that take a number of points won as readily as a score."""
BEHIND = re.compile(
    rf"^[\s-]*(?:absolute |accuracy |percentage |percent |full |more |whole |f1 "
    rf"|em |relative )*(?:(?:better|worse|higher|lower|ahead|behind|fewer|faster"
    rf"|slower|quicker|stronger|weaker|longer|shorter)\b|(?:points? |pp |% |\w+ )?(?:{_CHANGE}"
    rf"|advantage)\b)",
    re.IGNORECASE,
)
LEVEL = re.compile(
    r"\b(?:scor\w+|reach\w*|obtain\w*|attain\w*|achiev\w*|gets?|got|to|at|stands? at"
    r"|sits? at|post\w*|record\w*|hits?|averag\w+|accuracy of|=)(?: an?| about"
    r"| around| the| \w+ (?:of|at))*\s*$",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?:outperform|surpass|beat|exceed|trail|lag|lead|behind|ahead|better|worse"
    r"|higher|lower|above|below|over|than|gap|difference|margin|advantage|separat"
    r"|apart|improv|gain|edge|drop|fall|rise|los|increas|decreas|differ|distan)\w*",
    re.IGNORECASE,
)
ABSOLUTE = re.compile(
    r"\babsolute(?:ly)?\b|\bpercentage[- ]points?\b|\bpp\b|\(abs\.?\)|\bin absolute terms\b", re.IGNORECASE
)
RELATIVE = re.compile(r"\brelative(?:ly)?\b(?! to)|\bin relative terms\b|\bproportionally\b", re.IGNORECASE)
UP_OR_DOWN = re.compile(r"\b(?:up|down)(?: by| about)?\s*$", re.IGNORECASE)
AWAY = re.compile(r"^\s*(?:above|below|over|more|less|short)\b", re.IGNORECASE)
"""Words of difference behind a number with a unit of difference: "2 points over", not "86.4 over three runs"."""
OF = re.compile(r"^\s*(?:out )?of (?:all |the |these |our |its )*$|^\s*/\s*$|^\s*out of (?:all |the )*$", re.IGNORECASE)
NUMBERED = re.compile(
    r"\b(?:epoch|step|iteration|layer|experiment|table|figure|fig\.|section|fold|level|class|group|version|round)s?\s#?$",
    re.IGNORECASE,
)
"""Before a number that tells which, not how much."""
OVER = re.compile(
    r"\b(?:over|across|averag\w+ (?:of|over|across)|mean of)(?: all| the| these| its| our)*\s*$", re.IGNORECASE
)
THINGS = re.compile(r"\s(?:[a-z-]+\s){0,2}[a-z]{3,}(?:s|a|i)\b(?!\s*(?:points?|percent)\b)")
_METRIC_OF = r"(?: (?:an?|the))?(?: (?!baseline|average|chance|mean|random)[\w-]+){0,3} of"
UNDER = re.compile(
    rf"\b(?:below|under|less than|at most|no more than|lower than|no better than)(?:{_METRIC_OF})?\s*$", re.IGNORECASE
)
ABOVE = re.compile(
    rf"\b(?:above|more than|at least|exceed\w*|higher than|greater than|surpass\w*|past)(?:{_METRIC_OF})?\s*$",
    re.IGNORECASE,
)
WITHIN = re.compile(r"\bwithin(?: about| only| just)?\s*$", re.IGNORECASE)
CHANCE = re.compile(
    r"\b(?:chance|random|majority)(?: level| guessing| class| baseline)?(?:\s\(|\s(?:of|at|is)\s)\s*$", re.IGNORECASE
)
"""Before a number that nobody measured."""
BEFORE = 60
"""Characters before a number in which words tell what it is."""
BELOW, FACTOR = (
    re.compile(r"^[\s-]?(?:x|×|times|-?fold)\b", re.IGNORECASE),
    re.compile(r"\bfactor of\s*$", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the claim with what it is; for wins `of` is the number of places compared, `noun` what they are."""

    quantity: Quantity
    role: Role
    start: int
    end: int
    of: int | None = None
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many languages, tasks and runs the claim says it speaks of."""

    languages: int | None = None
    tasks: int | None = None
    runs: int | None = None


def numbers_in(claim: Claim, said: Said) -> tuple[tuple[Number, ...], Counts]:
    """The numbers of a claim in its order, and the counts that say over how much it averages."""
    masked = masked_text(said)
    own = {(quantity.value, quantity.decimals) for quantity in claim.quantities}
    quantities = [quantity for quantity in find_quantities(masked) if not said.covers(quantity.start)]
    counts = Counts()
    found: list[Number] = []
    chance: list[Number] = []
    """"below chance (48.8)" gives the value itself where the claim gives no other."""
    skip = -1
    for place, quantity in enumerate(quantities):
        if place <= skip:
            continue
        follower = quantities[place + 1] if place + 1 < len(quantities) else None
        wins = _wins(masked, quantity, follower)
        if wins is not None:
            skip = place + 1
            found.append(wins)
            continue
        counted = _count(masked, quantity, counts)
        if counted is not None:
            counts = counted
            continue
        if _counts_something(masked, quantity) or _tells_which(masked, quantity):
            continue
        if (
            quantity.kind == "count"
            and quantity.unit is not None
            and quantity.unit not in ("points", "%", *MILLISECONDS)
        ):
            continue
        number = _number(masked, quantity)
        if number.role == "value" and quantity.text.isalpha() and quantity.unit not in ("%", *MILLISECONDS):
            continue  # "the three rounds", "two of them": no result is spelled out without a unit
        (chance if CHANCE.search(masked[max(0, quantity.start - 40) : quantity.start]) else found).append(number)
    found = found or chance
    kept = [number for number in found if (number.quantity.value, number.quantity.decimals) in own] if own else found
    return tuple(kept or found), counts


def masked_text(said: Said) -> str:
    """The text with every name in it made one that holds no number and no word of change; places stay."""
    text = list(said.text)
    for mention in said.mentions:
        if mention.facet in ("model", "task", "place", "shots", "seed", "step", "head", "strange"):
            for place in range(mention.start, mention.end):
                if text[place].isalnum():
                    text[place] = "X" if place == mention.start else "x"
                elif text[place] != " ":
                    text[place] = "x"
        elif mention.facet == "metric":
            word = said.text[mention.start : mention.end]
            text[mention.start : mention.end] = re.sub("loss", "xent", word, flags=re.IGNORECASE)
    return "".join(text)


def _wins(text: str, first: Quantity, second: Quantity | None) -> Number | None:
    if second is None or first.decimals > 0 or second.decimals > 0 or first.unit in ("%", "points"):
        return None
    between = text[max(first.end, 0) : second.start]
    if not OF.match(between) or second.value < first.value or second.value != second.value.to_integral_value():
        return None
    noun = re.match(r"\s*(?:[\w-]+ )?(\w+)", text[second.end :])
    return Number(first, "wins", first.start, second.end, int(second.value), noun[0].strip().lower() if noun else "")


def _count(text: str, quantity: Quantity, counts: Counts) -> Counts | None:
    """The counts with this one added; None where the number counts neither languages nor tasks nor runs."""
    if quantity.decimals > 0 or quantity.value < 1 or quantity.value > 100_000:
        return None
    value = int(quantity.value)
    noun = re.match(
        r"[\s-]*(?:(?!and\b|of\b)[\w-]+ ){0,2}?(languages?|tasks?|datasets?|benchmarks?"
        r"|subsets?|subjects?|categories|seeds?|runs?|trials?|repetitions|restarts"
        r"|paradigms|phenomena|subtasks?|domains|topics|test (?:sets|suites))\b",
        text[quantity.end :],
        re.IGNORECASE,
    )
    if noun is None:
        return None
    word = noun[1].lower()
    if word.startswith("language"):
        return Counts(value, counts.tasks, counts.runs)
    if word.startswith(("seed", "run", "trial", "repetition", "restart")):
        return Counts(counts.languages, counts.tasks, value)
    return Counts(counts.languages, value, counts.runs)


def _counts_something(text: str, quantity: Quantity) -> bool:
    """Whether a whole number says how many things a mean is over ("over 12 checkpoints"), whatever they are."""
    if quantity.decimals > 0 or quantity.unit in ("%", "points", *MILLISECONDS):
        return False
    return OVER.search(_before(text, quantity)) is not None and THINGS.match(text[quantity.end :]) is not None


def _tells_which(text: str, quantity: Quantity) -> bool:
    """Whether a whole number is the number of something: "after epoch 3", "experiment 2"."""
    return quantity.decimals == 0 and quantity.unit is None and NUMBERED.search(_before(text, quantity)) is not None


def _before(text: str, quantity: Quantity) -> str:
    """What stands before a number, as far as its words may bear on it."""
    return text[max(0, quantity.start - BEFORE) : quantity.start]


def _number(masked: str, quantity: Quantity) -> Number:
    end = quantity.unit_end if quantity.unit_end is not None else quantity.end
    role = _role(masked, quantity, end)
    before = _before(masked, quantity)
    if role == "value" and quantity.bound is None:
        bound: Bound | None = "<" if UNDER.search(before) else ">" if ABOVE.search(before) else None
        quantity = replace(quantity, bound=bound)
    return Number(quantity, role, quantity.start, end)


def _role(text: str, quantity: Quantity, end: int) -> Role:
    if quantity.kind == "rank":
        return "rank"
    before, behind = text[max(0, quantity.start - 110) : quantity.start], text[end : end + 70]
    if (
        quantity.unit == "x"
        or quantity.text.lower() in ("twice", "half", "thrice")
        or FACTOR.search(before)
        or BELOW.match(behind)
    ):
        return "ratio"
    signed = quantity.text[:1] in MINUS_SIGNS + "+" and quantity.unit in ("points", "%", None)
    if WITHIN.search(before) and quantity.unit == "points":
        return "gain"
    by = BY.search(before) is not None
    change = (
        by
        or AMOUNT.search(before) is not None
        or (
            VERB.search(before) is not None
            and (quantity.unit in ("points", "%", *MILLISECONDS) or quantity.decimals > 0)
        )
        or (YIELD.search(before) is not None and quantity.unit == "points")
        or BEHIND.match(behind) is not None
        or (AWAY.match(behind) is not None and quantity.unit in ("points", "%", *MILLISECONDS))
        or (UP_OR_DOWN.search(before) is not None and quantity.unit in ("points", "%"))
        or (quantity.text[:1] == "+")
        or (signed and quantity.unit in ("points", "%"))
        or (quantity.unit == "points" and COMPARED.search(text) is not None and LEVEL.search(before) is None)
    )
    if LEVEL.search(before) and not by and not (BEHIND.match(behind) and quantity.unit) and not AMOUNT.search(before):
        change = False
    if not change:
        return "value"
    near = text[max(0, quantity.start - 60) : end + 40]
    if quantity.unit == "%":
        return "gain" if ABSOLUTE.search(near) else "relative"
    return "relative" if RELATIVE.search(near) and quantity.unit != "points" else "gain"
