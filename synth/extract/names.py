"""The names a paper speaks of: its own system, tasks and datasets, as its tables and its text show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from synth.extract.lexicon import METRICS
from synth.extract.vocabulary import LANGUAGES, NOT_DATASETS, STOPS
from synth.records import Document

KNOWN_DATASETS = frozenset(
    """
    glue superglue squad squadv2 mnli snli xnli qnli rte cola sst sst-2 mrpc qqp sts-b stsb wnli boolq copa
    hellaswag winogrande piqa arc mmlu gsm8k race drop natural-questions nq triviaqa hotpotqa newsqa tydiqa
    tydi-qa tydiqa-goldp mlqa xquad paws paws-x pawsx xcopa xtreme xtreme-r xglue tatoeba bucc ner pos conll
    conll-2003 conll03 wikiann panx pan-x udpos ud ptb penn-treebank ontonotes wmt wmt14 wmt16 iwslt iwslt14
    flores flores-101 multi30k opus wikitext wikitext-2 wikitext-103 lambada c4 cc100 commoncrawl wikipedia
    bookcorpus imagenet cifar cifar-10 cifar-100 mnist svhn coco ms-coco voc cityscapes ade20k kitti librispeech
    switchboard timit voxceleb ms-marco msmarco beir trec scifact fever cnn/daily-mail cnn/dm xsum samsum
    gigaword imdb yelp amazon agnews dbpedia freebase fb15k-237 wn18rr multinli mldoc mtop atis snips multiatis
    mewsli-x lareqa xquad-r siqa cosmosqa commonsenseqa adversarial-nli anli ccg qamr social-iqa openbookqa
    reuters rcv1 rcv2 europarl un ted
    """.split()
)

_NAME = re.compile(
    r"(?<![\w@.-])(?=[\w-]*[A-Z])[A-Za-z][\w+*]*(?:[-/.][\w+]+)*(?:[ ](?=(?:[A-Z][\w-]*|v?\d[\w.]*|(?:base|large"
    r"|small))\b)[A-Za-z0-9][\w+*]*(?:[-/.][\w+]+)*){0,4}"
)
_SENTENCE_STARTERS = STOPS | frozenset(
    "we our table figure section appendix however moreover furthermore results result experiments experimental model "
    "models finally similarly here there "
    "compared overall note first second third interestingly surprisingly recent see specifically particularly "
    "additionally in following next training "
    "given based recently thus therefore despite even what how why each another many some several most all for".split()
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the paper calls its own system (None where it gives no name), and every name its tables show, lower case."""

    system: str | None
    heads: frozenset[str]

    @staticmethod
    def is_dataset(name: str) -> bool:
        """Whether the name is that of a dataset, benchmark or task that the field knows."""
        lower = name.lower()
        return (
            lower in KNOWN_DATASETS
            or lower.replace(" ", "-") in KNOWN_DATASETS
            or lower.split(" ")[0] in KNOWN_DATASETS
        )


def document_names(document: Document) -> Names:
    """Collects the names; linear in the document."""
    heads: set[str] = set()
    for table in document.tables:
        for cell in table.cells:
            if cell.header and 1 < len(cell.text) <= 60 and not METRICS.get(cell.text.lower()):
                heads.update(name.lower() for name in proper_names(cell.text))
    return Names(_system_name(document), frozenset(heads))


def proper_names(text: str) -> Iterator[str]:
    """Capitalised names and acronyms, longest form, without an ordinary word that only opens the sentence."""
    for match in _NAME.finditer(text):
        words = match[0].split(" ")
        while words and (words[0].lower() in _SENTENCE_STARTERS or (len(words) > 1 and words[0].lower() in METRICS)):
            words.pop(0)
        if words and any(char.isupper() for char in words[0]) and words[0].lower() not in LANGUAGES | NOT_DATASETS:
            yield " ".join(words)


_PROPOSES = re.compile(
    r"\b(?:we|this paper|this work|paper) (?:\w+ )?(?:propose|present|introduce|presents|proposes|introduces"
    r"|develop|describe|release|call)s?\b(?P<rest>.{0,160})",
    re.IGNORECASE,
)
_ACRONYM = r"[A-Z][A-Za-z0-9]*(?:[-+][A-Za-z0-9]+)*"
_CALLED = re.compile(rf"(?:\(|called |named |dubbed |termed |namely |denoted (?:as |by )?|,? )?(?P<name>{_ACRONYM})")


def _distinct(name: str) -> bool:
    """Whether a word is written like the name of a system: XLM-R, FooNet, mT5, GPT-4; not Self-Attention."""
    parts = re.split(r"[-+]", name)
    capitals = any(sum(char.isupper() for char in part) >= 2 for part in parts)
    return capitals or (name[:1].isalpha() and any(char.isdigit() for char in name))


def _system_name(document: Document) -> str | None:
    """What stands before the title's colon, or behind "we propose" in the abstract, where it looks like a name."""
    head, colon, _ = document.paper.title.partition(":")
    if colon and 1 <= len(head.split()) <= 2 and all(_distinct(word) for word in head.split()):
        return head.strip()
    abstract = document.paper.abstract or " ".join(s.text for s in document.sentences if s.role == "abstract")
    for match in _PROPOSES.finditer(abstract):
        rest = re.split(r"[.;]| that | which | to ", match["rest"])[0]
        for name in _CALLED.finditer(rest):
            if (
                _distinct(name["name"])
                and name["name"].lower() not in NOT_DATASETS
                and not Names(None, frozenset()).is_dataset(name["name"])
            ):
                return name["name"]
    return None
