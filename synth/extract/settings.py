"""Numbers that were chosen and measure nothing: hyper-parameters, limits, shares of data, widths, labels."""

from __future__ import annotations

import re

from synth.extract.lexicon import SIZE_UNITS_OF_METHOD
from synth.extract.units import counted_noun
from synth.quantity import Quantity

MIN_WIDTH = 64
"""A bare power of two from here on is a width, a length or a batch, never a score."""
MAX_LINK = 8
"""Characters between the name of a setting and its number: "warmup of 10%"."""
MAX_LABEL = 20
"""A bare number up to here is a label ("in 2 and 3") unless a word or sign before it makes it a value."""
_HYPER = re.compile(
    r"\b(?:learning rates?|batch sizes?|mini-?batch|dropout|weight decay|warm-?up|hyper-?parameters?|adam\b|adamw"
    r"|sgd\b|optimi[sz]er|optimi[sz]ed with|momentum|beam (?:size|width|search)|hidden (?:size|units|states?|"
    r"layers?|dimension\w*)|embedding (?:size|dimension\w*)|maximum (?:sequence )?length|max(?:imum)? (?:length"
    r"|sequence)|sequence length|(?:input|output) (?:shape|size|resolution|lengths?)"
    r"|RAM\b|VRAM|vCPUs?|Xeon|Tesla|[RG]TX|V100|A100|P100|host memory|workstation"
    r"|gradient (?:clipping|accumulation|norm)|label smoothing|attention heads|"
    r"early stopping|patience|random seeds?|(?:softmax|sampling|decoding|best|the) temperature"
    r"|temperatures(?= (?:of )?\d)|probability (?:ranging|of)(?= )"
    r"|vocabulary sizes?|epochs?"
    r"|feed-?forward|dimensions?"
    r"|dimensional(?:ity)?|kernel size|stride|window size|threshold|we set|set to|\bset (?:the|its|our"
    r"|this) [\w -]{1,40} (?:to|as)\b|decay rate|sampling rat(?:e|io)s?|is set|are set|initiali[sz]ed|"
    r"clip(?:ped)? |learning-rate|checkpoint every|β_?[12]|ε|λ ?=|α ?=|fine-tune for|train(?:ed)? for)\b",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"(?:(?<![\w.)])[A-Zabcdgh-oqsu-zα-θλ-οπσυ-ψω](?:_\w+)?|[σλ]\^2) ?[=<>≤≥] ?$")
"""What is set where a letter stands for it: "n = 40", "ν < 1"; but p, r, F, t, κ, ρ, τ and χ name test results."""
_SCHEDULE = re.compile(r"\b(?:learning rates?|weight decay|warm-?up|dropout|batch sizes?)\b", re.IGNORECASE)
_LEADS_TO = re.compile(
    r"\b(?:leading to|leads to|led to|resulting in|results in|which (?:gives|yields|means)|yielding|giving|achiev\w+"
    r"|obtain\w*|reach\w*)\b",
    re.IGNORECASE,
)
_FILTERED = re.compile(
    r"\b(?:remov|filter|discard|exclud|prun|keep|kept|retain|restrict|limit|truncat|capp)\w*\b[^.;]{0,60}"
    r"\b(?:longer than|shorter than|at least|at most|up to|more than|less than|fewer than|maximum of|minimum of) $"
    r"|\b(?:limited|restricted|truncated|capped) (?:to|at) $",
    re.IGNORECASE,
)
_SHARE_OF_DATA = re.compile(
    r"[ ]?(?:of (?:the |all |its |our )?)?(?:(?:label+ed|training|available|annotated|pre-?training) )*"
    r"(?:data|labels?|fraction|subset|samples|examples|masking)\b"
)
_PART_FOR = re.compile(
    r"[ ]?(?:of (?:them|it|the \w+) )?(?:is |are )?(?:used )?(?:for|as) (?:the )?"
    r"(?:training|validation|test(?:ing)?|dev\w*)\b"
)
_WIDE = re.compile(r"(?:tokens|units|dimensions|channels|neurons|filters|queries)\b")
_ARGUMENT = re.compile(r"(?<![A-Za-z])[A-Za-z]\w?\($")
_USED = re.compile(
    r"(?:\b(?:using|with|on|only|us(?:e|es|ed)|given|the|and|or)|\b(?:fraction|subset|portion) of (?:the )?data \() "
    r"?(?:the |only )?$",
    re.IGNORECASE,
)
_OPERATING_POINT = re.compile(
    r"\bat (?:(?:an?|the|fixed|same|equal) ){0,2}(?:(?:mean )?IoU|overlap|recall|FPR|FAR|SNR"
    r"|false[ -](?:positive|alarm) rate)(?: threshold)? ?(?:of |[=:>≥@] ?)?$",
    re.IGNORECASE,
)
"""Where on a curve something was measured: "a precision of 0.8 at recall 0.6"."""
_CROPPED = re.compile(r"\s?%?\s(?:cent(?:er|re|ral) )?crop(?:s|ped|ping)?\b", re.IGNORECASE)
_CONFIDENCE = re.compile(r"\s?%?\s(?:confidence|credible|CI)\b")
_NAMED = re.compile(r"\b(?:the|a|full) $")
_SINGULAR = re.compile(r"\s(?!is\b|was\b)[a-z]+(?<!s)\b(?! (?:of|out)\b)")
_GOVERNED = re.compile(
    r"(?:\b(?:of|by|is|are|was|were|to|from|than|at|about|around|only|reach\w*|achiev\w*|obtain\w*|get|gets|scor\w*"
    r"|averag\w*|with|over|versus|vs\.?)|[(:/~≈<>≤≥+-]) ?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\(, ?\d")
_SIDE = re.compile(r"[(×x] ?\d+ $")
_OTHER_SIDE = re.compile(r" \d+ ?\)")
_SCALED = re.compile(
    r"\b(?:length|resolution|number \w+ing(?: from \S+)? to"
    r"|(?:limit|restrict|fix|set)\w* the [^.,;]{1,60} to) $"
)


def is_chosen(text: str, quantity: Quantity, *, result: bool) -> bool:
    """Whether a number of a sentence is a setting of the experiment; `result`: words of a result stand around it."""
    begin = max(0, quantity.start - 70)
    hyper = next(reversed(list(_HYPER.finditer(text[begin : quantity.end + 45]))), None)
    setting = hyper is not None and not _LEADS_TO.search(text[: quantity.start], begin + hyper.end())
    if hyper is not None and setting and 0 <= quantity.start - begin - hyper.end() <= MAX_LINK:
        return True
    if _SYMBOL.search(text[begin : quantity.start]) and quantity.kind in {"value", "count", "range"}:
        return True
    if (setting or len(_HYPER.findall(text)) > 2) and not (quantity.unit == "%" and result):
        return True
    return _beside(text, quantity) or (quantity.kind == "count" and _of_method(text, quantity))


def _of_method(text: str, quantity: Quantity) -> bool:
    """Whether a count says how an experiment was done: runs, steps, episodes."""
    noun = counted_noun(text, quantity.end)
    counted = quantity.unit or (text[slice(*noun)].lower() if noun else "")
    return counted in SIZE_UNITS_OF_METHOD or _SCHEDULE.search(text) is not None


def _beside(text: str, quantity: Quantity) -> bool:
    """Whether the words right beside a number say that it was chosen: a share of data, a limit, a width, a label."""
    before = text[max(0, quantity.start - 110) : quantity.start]
    after = text[max(quantity.end, quantity.unit_end or 0) :][:60]
    part = quantity.unit == "%" and quantity.decimals <= 0
    if part and (_PART_FOR.match(after) or (_SHARE_OF_DATA.match(after) and _USED.search(before))):
        return True
    if _CONFIDENCE.match(after) or _CROPPED.match(after) or _OPERATING_POINT.search(before) or _FILTERED.search(before):
        return True
    size = int(abs(quantity.high or quantity.value))
    wide = size >= MIN_WIDTH and size.bit_count() == 1
    if quantity.kind == "count" and wide and _WIDE.match(after.lstrip() or quantity.unit or ""):
        return True
    if quantity.unit is not None or quantity.decimals != 0 or quantity.kind not in {"value", "range"}:
        return False
    if _SIDE.search(before) or (before.endswith("(") and _OTHER_SIDE.match(after)):
        return True
    if wide or _ARGUMENT.search(before):
        return True
    if size <= MAX_LABEL and (not _GOVERNED.search(before) or _LISTED.match(before[-1:] + after)):
        return True
    return _SCALED.search(before) is not None or (
        _NAMED.search(before) is not None and _SINGULAR.match(after) is not None
    )
