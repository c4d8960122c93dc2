"""How papers on language processing say what an experiment varies, what it costs and what it is tried on.

A question asks about a thing in its own words ("scaling the size of the data"), a paper answers in others ("accuracy
peaks at 10k samples"). Each facet lists ways to say one thing, with how much one of them alone tells: "sequential"
speaks of an order of training, "joint" may speak of much else. What stands here is the field's common vocabulary; a
word of a question that is not here counts as the word that it is (`relevance.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FIELD = re.compile(r"cross-?lingual|multilingual|\bXTREME|non-English|target[- ]languages?\b", re.IGNORECASE)
"""What a question of this field says; to any other question nothing here applies ("memory" is no cost there)."""

Kind = Literal["lever", "cost", "task", "setting", "aside"]
"""What is varied; what is spent; what is solved; where all of it takes place; what other experiments are about."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that questions ask about, and the ways to say it, each with how much it tells (0 to 1)."""

    name: str
    kind: Kind
    ways: tuple[tuple[float, re.Pattern[str]], ...]
    various: bool = False
    """Whether the ways name things of one sort ("contrastive", "masked") after their common name, not one thing."""

    def said(self, text: str, asked: frozenset[int] | None = None) -> float:
        """How clearly a text speaks of it (0 to 1); two ways of saying it count together.

        Where only some of the ways are `asked` for (by their places), the others count half and not together.
        """
        spoken = [(place, weight) for place, (weight, way) in enumerate(self.ways) if way.search(text)]
        meant = sum(weight for place, weight in spoken if asked is None or place in asked)
        return min(1.0, max(meant, max((weight for _, weight in spoken), default=0.0) / 2))

    def asked(self, question: str) -> frozenset[int] | None:
        """The ways that a question asks for; None for all, as where it has the common name, which stands first."""
        if not self.various:
            return None
        places = frozenset(place for place, (_, way) in enumerate(self.ways) if way.search(question))
        return None if 0 in places else places

    def first(self, text: str) -> int | None:
        """Where a text first speaks of it."""
        found = [match.start() for _, way in self.ways if (match := way.search(text))]
        return min(found, default=None)


def facet(name: str, kind: Kind, *ways: tuple[float, str], various: bool = False) -> Facet:
    """A facet from expressions that are read without regard to case, except inside `(?-i:…)`."""
    return Facet(name, kind, tuple((weight, re.compile(way, re.IGNORECASE)) for weight, way in ways), various)


_WORDS = r"(?:\w+ ){0,3}"
_DATA = r"(?:data|dataset|corpus|corpora|sets?|examples?|samples?|instances|labels|text)\b"

FACETS: tuple[Facet, ...] = (
    facet(
        "order of training",
        "lever",
        (0.7, r"\border (?:of|in which|matters)|sequential|\b(?:in|the) sequence\b|one after (?:the )?(?:an)?other"),
        (0.7, r"curricul|followed by"),
        (0.35, r"\bjoint(?:ly)?\b(?! (?:training |trained )?(?:on|in) (?:all |\w+ )?(?:target )?languages)|at once"),
        (0.5, r"multi-?task|single-task"),
        (0.6, r"\b(?:two|three|multi|first|second|third|later|several)[- ]stages?\b|stage-?wise|\bstages\b"),
        (0.4, r"interleav|alternating|\bmix(?:ed|ing|ture)\b|continual"),
        (0.4, r"\bthen (?:on )?(?-i:[A-Z])|\band then\b"),
    ),
    facet(
        "intermediate training",
        "lever",
        (
            0.6,
            r"intermediate[- ](?:tasks?|train|phase|stage|set|data|model|fine)|as intermediate|\bSTILTs?\b"
            r"|supplementary (?:training|task)|second phase of (?:pre-?)?training",
        ),
    ),
    facet(
        "amount of data",
        "lever",
        (0.7, rf"\b(?:size|amount|quantity|number|scal\w+)\b[^,;.]{{0,40}}\b{_DATA}"),
        (0.7, r"\b(?:data|dataset|corpus|training|sample)(?:[- ]set)?[- ]sizes?\b|low-data|data[- ]efficien|few-shot"),
        (0.7, r"diminishing|stops? helping|flatten|saturat|plateau|learning curve|\bpeaks? at\b"),
        (
            0.6,
            r"\bmore\b(?! than)[^,;.]{0,25}\b(?:data|examples|samples|labels|instances)\b"
            r"|\bhundreds?\b.{0,30}\blabels\b",
        ),
    ),
    facet(
        "size of the model",
        "lever",
        (0.7, r"\b(?:model|network|encoder) (?:size|capacity|scale)|\bcapacity\b|parameter counts?"),
        (0.7, r"\b(?:number of|more|fewer|many) (?:\w+ )?parameters"),
        (
            0.6,
            r"\b(?:larg|small|bigg|wid|deep|narrow)(?:er|est) (?:\w+ )?(?:models?|encoders?|networks?|ones?)\b",
        ),
        (0.6, r"\bmuch (?:larger|smaller)\b"),
        (0.4, r"(?-i:\bin (?:Base|Large|XL) size\b|\bBase\b.*\bLarge\b|\bLarge\b.*\bBase\b)"),
        (0.4, r"\d[ -]?(?:M|B|million|billion)\b.*\d[ -]?(?:M|B|million|billion)\b"),
    ),
    facet(
        "modality",
        "lever",
        (0.7, r"multi-?modal|cross-modal|vision[- ]and[- ]language"),
        (0.6, r"\bimages?\b|visual|\bvision\b|\blayout\b|\bvideos?\b"),
        (0.6, r"caption"),
        (0.6, r"\bspeech\b|\baudio\b|\bspoken\b"),
        various=True,
    ),
    facet(
        "training objective",
        "lever",
        (0.6, r"\bobjectives?\b|pre-?training tasks?\b|auxiliary task"),
        (0.6, r"(?-i:\b[MTC]LM\b)|masked|mask(?:ed)? language|(?:translation|causal) language model"),
        (0.6, r"contrastive|without contrast\b|\bcontrast at\b"),
        (0.6, r"replaced token|token detection|(?-i:ELECTRA)|discriminative|denois|span corruption|next sentence"),
        (0.6, r"entity prediction|back-translation objective|cross-attention mask"),
        various=True,
    ),
    facet(
        "translated data",
        "lever",
        (0.6, rf"machine[- ]translat|translat(?:ed|ing) {_WORDS}(?:data|sets?|into|training)|translate-(?:train|test)"),
        (0.6, r"translations? (?:into|of)\b|\btranslated\b|annotation projection|\bproject(?:ed|ion|ions|or)\b"),
    ),
    facet(
        "parallel text",
        "lever",
        (0.6, r"\bparallel\b|bitext|translation pairs"),
        (0.6, r"(?-i:\bTLM\b)|translation language model|translation replaced"),
    ),
    facet(
        "distance of languages",
        "lever",
        (0.6, r"\bdistan(?:t|ce)\b|typolog|closeness|close(?:ly|r)? (?:related )?languages?\b|\brelated languages?\b"),
        (0.6, r"(?:similarity of languages|language (?:similarity|famil))"),
        (0.6, r"\bunseen\b|absent from|missing from|never saw|not seen in"),
        (0.6, r"on the language\b|\b(?:source|helping) language|foreign source|share of subwords|vocabulary overlap"),
    ),
    facet("adapters", "lever", (0.6, r"adapters?\b|parameter-efficient|(?-i:\bLoRA\b)|prefix[- ]tuning")),
    facet(
        "unlabelled text",
        "lever",
        (0.6, r"unlabell?ed|self-training|pseudo-?labels?|distil|teacher|consistency training|bootstrapp"),
        (0.6, r"(?:language modelling|adapt\w*) (?:\w+ )?(?:on|to) (?:each |the )?target"),
    ),
    facet(
        "scripts and vocabulary",
        "lever",
        (0.6, r"translitera|\bscripts?\b|tokeni[sz]|\bvocabular|subword|byte-level|character-level|downsampling"),
    ),
    facet("prompts", "lever", (0.6, r"\bprompt")),
    facet(
        "cost",
        "cost",
        (
            0.7,
            r"efficien(?:cy|t)\b|latenc|throughput|steps? (?:per|a) second|\d ms\b|milliseconds?|\bFLOPs?\b|as fast as",
        ),
        (0.7, rf"\b(?:inference|training) (?:time|speed|cost)|computational|costs? {_WORDS}computation|expensive"),
        (0.7, r"\bfaster\b|\bslower\b|\bmemory\b|\d ?GB\b|graphics card|\bGPU"),
        (
            0.6,
            rf"(?:extra|fine-tuning) parameters|\b(?:adds?|leaves) {_WORDS}parameters",
        ),
        (0.6, r"deployed model"),
        (0.3, r"\d ?[MB] parameters|\d+M\b"),
        various=True,
    ),
    facet(
        "sequence labelling",
        "task",
        (1, r"\bNER\b|named[- ]entit|entity recognition|\bPOS\b|part-of-speech|tagg(?:ing|er)|\bslots?\b|chunking"),
        (1, r"sequence label|opinion target|token classification|WikiAnn|CoNLL|structured prediction|Masakha"),
    ),
    facet("question answering", "task", (1, r"question answering|\bQA\b|SQuAD|MLQA|TyDi|reading comprehension")),
    facet(
        "inference and classification",
        "task",
        (1, r"XNLI|\bNLI\b|PAWS|entailment|paraphras|(?:text|document|sentiment|news|intent) classif|MLDoc|reviews\b"),
    ),
    facet("retrieval", "task", (1, r"retriev|Tatoeba|BUCC|bitext mining")),
    facet(
        "transfer between languages",
        "setting",
        (1, r"zero-?shot|cross-?lingual|\btransfer(?!red)|multilingual|XTREME|XGLUE|XNLI|PAWS-X|XQuAD|MLQA|TyDi|XCOPA"),
        (1, r"WikiAnn|Tatoeba|BUCC|xGQA"),
    ),
    facet(
        "translation and generation", "aside", (1, r"\bBLEU\b|perplexity|code generation|HumanEval|speech translation")
    ),
    facet("text alone", "setting", (1, r"\btext-(?:based|only)|\btext tasks?\b|text alone")),
)

ENGLISH = re.compile(r"\bEnglish\b|zero-?shot", re.IGNORECASE)
"""One arm of a comparison that questions on transfer often ask for: training on English (zero-shot elsewhere)."""

ARM_ASKED: Mapping[str, re.Pattern[str]] = {
    "multilingual": re.compile(r"multilingual (?:\S+ ){0,2}(?:data|train|fine-?tun|tuning)", re.IGNORECASE),
    "non-English": re.compile(
        r"non-English|(?:target|other|several|source)[- ]languages?(?:'s)? (?:\S+ )?(?:data|train|label)|native data",
        re.IGNORECASE,
    ),
}
"""How a question asks for the other arm: training on more than English."""

OTHER_LANGUAGES: Mapping[str, re.Pattern[str]] = {
    "multilingual": re.compile(r"multilingual|(?:in|on|into) (?:all|several) (?:\w+ )?languages", re.IGNORECASE),
    "non-English": re.compile(
        r"non-English|machine-translated|\btranslat(?:ed|ing)\b|translations into|translate-train"
        r"|target[- ](?:language|data)|\b(?:several|other|foreign|all) (?:\w+ ){0,2}(?:languages|source)|source lang"
        r"|multilingual|gold data|in the (?:target )?language\b|native (?:\w+ )?data|projected|projection",
        re.IGNORECASE,
    ),
}
"""The other arm, by the word that a question has for it."""

TRAINED = re.compile(r"\bdata\b|train|tun(?:ed|ing)", re.IGNORECASE)
"""A comparison of the two arms is one of training."""

KIN: Mapping[str, frozenset[str]] = {
    "training objective": frozenset({"parallel text"}),
    "parallel text": frozenset({"training objective"}),
    "intermediate training": frozenset({"order of training"}),
}
"""Levers that are moved together: who asks for one does not wonder at the other."""
