"""Names in a claim that nothing in the logs bears: a model that nobody ran, a dataset that nobody evaluated on.

Settling such a claim with what the logs do hold would settle it with something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.extract.names import KNOWN_DATASETS, proper_names
from synth.runs.languages import canonical_language
from synth.verify.runs_index import RunIndex
from synth.verify.runs_mention import Mention, Said
from synth.verify.runs_words import is_size, name_words

STRANGE = re.compile(
    r"(?<![\w-])(?=[\w-]*[A-Z0-9][\w-]*[A-Z]|[A-Z][a-z]+[A-Z0-9]|[A-Z]+-?\d)[A-Za-z][\w]*(?:[-.][A-Za-z0-9]+)*"
)
CITED = re.compile(r"\[[^\]]*\]|\([A-Z][\w-]+(?: et al\.?| and [A-Z]\w+)?,? \d{4}[a-z]?\)")
COMMON = frozenset(
    """nlp nlu nlg lm lms llm llms gpu gpus tpu tpus nli qa cpu ai ml sota bf16 fp16 fp32 fp8 int8 a100 h100 v100 pp icl
    cot lora adamw adam sgd id ood ci sd std en de fr zh us uk x5 pytorch cuda ours iso gb tb mb cv rq1 rq2 rq3 hf avg
    best final cross-lingual zero-shot few-shot huggingface github arxiv""".split()
)
"""Capitals of the field that name neither a model nor a dataset."""


COMPARED_WITH = re.compile(
    r"(?:\bthan|\bover|\bagainst|versus|vs\.?|outperform\w*|surpass\w*|beat\w*|\+|\bplus)\s+(?:the )?$", re.IGNORECASE
)
TUNED = re.compile(r"[-\s]?(?:fine-?tuned|variant|version)", re.IGNORECASE)
OPENERS = frozenset(
    """zero few averaged average mean median accuracy training validation test final using with without excluding micro
    macro relative scaling going moving evaluating performance perplexity loss best five eight zero-shot few-shot
    pooling pooled evaluation all no none both every each swahili""".split()
)
"""Words that open a claim and name no system."""


def strange_mentions(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Names written like those of models and datasets that nothing in the logs bears."""
    taken = [(mention.start, mention.end) for mention in found] + [match.span() for match in CITED.finditer(text)]
    more: list[Mention] = []
    for match in STRANGE.finditer(text):
        name = match[0].lower()
        words = name_words(name)
        if name in COMMON or all(word in COMMON or is_size(word) for word in words) or _overlaps(match.span(), taken):
            continue
        if canonical_language(name) or len(name) < 2:
            continue
        more.append(Mention("strange", frozenset(), match.start(), match.end(), match[0]))
        taken.append(match.span())
    for match in re.finditer(r"\b(?:on|for|of) ([A-Z][\w-]+)(?=[ ,.;:)]|$)", text):
        name = match[1].lower()
        if name in KNOWN_DATASETS and not _overlaps(match.span(1), taken):
            more.append(Mention("strange", frozenset(), match.start(1), match.end(1), match[1]))
    return more


def _overlaps(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < last and span[1] > first for first, last in taken)


def absent_name(said: Said, index: RunIndex) -> str | None:
    """The model or dataset that a claim speaks of and no log holds; None where it names none."""
    absent = next((mention.text for mention in said.of("model") if not mention.keys), None)
    strange = said.of("strange")
    if absent is None and strange:
        tasks = set(index.by["task"]) - {None}
        if tasks and not said.of("task") and not said.of("place"):
            absent = strange[0].text
        for mention in strange:
            before, behind = said.text[: mention.start], said.text[mention.end :]
            if COMPARED_WITH.search(before) or TUNED.match(behind):
                absent = mention.text
    if absent is None and index.models and not said.of("model") and not said.of("place"):
        absent = _unknown_name(said)
    return absent


def _unknown_name(said: Said) -> str | None:
    """A proper name in a claim without a model: of somebody else's system, as far as the logs can tell."""
    if any(not mention.text for mention in said.of("metric")) or not (said.of("metric") or said.of("task")):
        return None
    for name in proper_names(said.text):
        start = said.text.find(name)
        word = name.split(" ")[0]
        plain = start == 0 and word.lower() in OPENERS
        covered = any(said.covers(place) for place in range(start, start + len(name)))
        if start >= 0 and not covered and not plain and word.lower() not in COMMON:
            return name
    return None
