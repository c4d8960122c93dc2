"""Which sentences state something that can be checked: a result, a comparison or a size."""

from __future__ import annotations

import re

from synth.extract.lexicon import COUNT_UNITS, SIZE_UNITS_OF_METHOD
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
    r"\?\s*$|^\s*If\b.*\b(?:may|might|would|could)\b|^\s*(?:let|suppose|assume|consider|recall|note that we"
    r"|given an?|see|refer to|please)\b"
    r"|\b(?:future (?:work|research|direction|studies)|we (?:plan|hope|intend|aim|expect) to"
    r"|remains? (?:an open|to be)|left (?:for|to) future|leave (?:this|it|the|that) .{0,60}future"
    r"|it would be interesting|(?:is|was|were) (?:supported|funded) by|grant (?:no|number|agreement)"
    r"|we thank|in this (?:section|paper|work), we (?:describe|present|introduce|investigate|study|propose|discuss"
    r"|review)|the rest of th|is organi[sz]ed as follows)\b",
    re.IGNORECASE,
)
_HYPER = re.compile(
    r"\b(?:learning rates?|batch sizes?|mini-?batch|dropout|weight decay|warm-?up|hyper-?parameters?|adam\b|adamw"
    r"|sgd\b|optimi[sz]er|optimi[sz]ed with|momentum|beam (?:size|width|search)|hidden (?:size|units|states?|"
    r"layers?|dimension\w*)|embedding (?:size|dimension\w*)|maximum (?:sequence )?length|max(?:imum)? (?:length"
    r"|sequence)|sequence length|gradient (?:clipping|accumulation|norm)|label smoothing|attention heads|"
    r"early stopping|patience|random seeds?|(?:softmax|sampling|decoding) temperature|vocabulary size of|epochs?"
    r"|feed-?forward|dimensions?"
    r"|dimensional(?:ity)?|kernel size|stride|window size|threshold|we set|set to|is set|are set|initiali[sz]ed|"
    r"clip(?:ped)? |learning-rate|checkpoint every|β_?[12]|ε|λ ?=|α ?=|fine-tune for|train(?:ed)? for)\b",
    re.IGNORECASE,
)
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
_COMPARES = re.compile(
    r"\b(?:(?:significantly |substantially |consistently |clearly |generally |still |also |even |slightly |largely "
    r"|greatly |far |always |often |not |n't )*(?:outperform(?:s|ed)?|surpass(?:es|ed)?|exceed(?:s|ed)?|beats?"
    r"|underperform(?:s|ed)?|lags? behind|falls? behind)"
    r"|outperforming|surpassing|(?:is|are|was|were|performs?|performed|works?|worked|does|do|fares?"
    r"|generali[sz]es?) (?:\w+ ){0,3}(?:better|worse|best|worst|higher|lower|superior|inferior|faster|slower"
    r"|comparabl[ey]|similarly|on par|poorly|well|competitively|close)"
    r"|(?:better|worse|higher|lower|faster|slower|larger|smaller|stronger|fewer|more \w+|less \w+) (?:\w+ ){0,4}than"
    r"|(?:achiev|obtain|attain|reach|yield|perform|set|establish|deliver|show|provid|giv|get|ha[sd]|hav|bring|lead"
    r"|result)\w*(?: [\w-]+){0,5} (?:best|worst|highest|lowest|state[- ]of[- ]the[- ]art|sota|comparable"
    r"|competitive|consistent|significant\w*|substantial\w*|strong(?:er)?|better|improve\w*|gains?|improvements?"
    r"|superior|benefits?)"
    r"|(?:significantly|substantially|consistently|dramatically|greatly|clearly|further|also|slightly|largely|often"
    r"|generally|not|n't|never|can|effectively|drastically|markedly) (?:improv|boost|increas|reduc|degrad|hurt"
    r"|help|benefit|decreas|drop)(?:e|es|ed|s|ing)?\b"
    r"|(?:improves|boosts|increases|reduces|degrades|hurts|helps|benefits|drops|decreases|harms|deteriorates"
    r"|alleviates|improved|degraded|hurt|decreased)\b"
    r"|no (?:\w+ ){0,2}(?:benefits?|gains?|improvements?|differences?|effect|correlation)|(?:little|small|large"
    r"|strong|clear) (?:\w+ )?(?:benefits?|gains?|improvements?|drops?|effects?|differences?|degradations?)"
    r"|all but (?:one|two|three)|state[- ]of[- ]the[- ]art (?:results?|performance|on|accuracy)"
    r"|new state[- ]of[- ]the[- ]art|best (?:overall |average )?(?:results?|performance|performing|scores?|system"
    r"|model))\b",
    re.IGNORECASE,
)
_POINTS_TO = re.compile(
    r"\b(?:we (?:show|report|present|list|give|provide|summarize|pick|choose|select) (?:the |our "
    r"|all )?(?:\w+ )?(?:results?|scores?|numbers|performance|comparison|best|model)"
    r"|(?:are|is) (?:shown|reported|listed|presented|given|summari[sz]ed|described|provided) in|(?:shows|presents"
    r"|lists|summarizes|reports) the (?:\w+ )?(?:results|performance|comparison|scores))\b",
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
_FORMULA = re.compile(r"&&|&=|\\\\|[∑∏∫∀∃↦⊆]|\w\([a-z](?:,\s?[a-z])*\)\s?=|(?:[\w ]{1,20}=[^,;\]]{1,30}, ?){3}")
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


def is_stated(sentence: Sentence) -> bool:
    """Whether the sentence states something at all: no question, plan, definition, thanks, instruction or formula."""
    text = sentence.text
    if sentence.role not in ROLES or len(text) > MAX_SENTENCE or len(text.split()) < 4:
        return False
    if any(_SKIPPED_SECTIONS.search(title) for title in sentence.section):
        return False
    if _NOT_STATED.search(text) or (sentence.role == "caption" and _LEGEND.search(text)):
        return False
    if _FORMULA.search(text):
        return False
    letters = len(text) - len(_LETTERS.sub("", text))
    return letters >= 0.5 * len(text)


def compares(text: str) -> bool:
    """Whether a text without a number says that something is better, worse, best or no different."""
    return _COMPARES.search(text) is not None and not _PURPOSE.search(text) and not _POINTS_TO.search(text)


def states_comparison(sentence: Sentence) -> bool:
    """Whether a sentence without a number states a comparison; captions only describe."""
    return sentence.role != "caption" and compares(sentence.text)


def states_number(text: str, quantity: Quantity) -> bool:
    """Whether a number of a sentence is part of a result or a size, and not a setting."""
    if quantity.kind in {"gain", "relative_gain", "ratio", "rank"}:
        return quantity.value != 0 or quantity.decimals > 0
    around = text[max(0, quantity.start - 160) : quantity.end + 120]
    if quantity.kind in {"count", "range"} and _POINTS_TO.search(text):
        return False
    near = text[max(0, quantity.start - 70) : quantity.end + 45]
    setting = _HYPER.search(near) is not None or len(_HYPER.findall(text)) > 2
    if setting and not (quantity.unit == "%" and _RESULT.search(around)):
        return False
    if quantity.kind == "count":
        if quantity.unit in SIZE_UNITS_OF_METHOD:
            return False
        if quantity.text.isalpha() and quantity.value <= 20:  # "two sentence pairs" is a way of speaking, seldom a size
            close = text[max(0, quantity.start - 30) : quantity.end + 20]
            sized = quantity.unit in COUNT_UNITS and _SPELLED_SIZE.search(close) is not None
            return sized or _PART_OF.search(close) is not None
        return _RESULT.search(around) is not None or _SIZE.search(around) is not None
    if quantity.unit is not None:
        return True
    return _RESULT.search(around) is not None
