"""How a claim says which of several measurements it means: shots, seed, step, split, the final value or the best."""

from __future__ import annotations

import re

from synth.verify.runs_mention import Mention

NUMBERS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
    )
}
_NUMBER = rf"(?:\d+|{'|'.join(NUMBERS)})"
SHOTS = re.compile(
    rf"\b(?P<a>{_NUMBER})[-‐‑– ]?shots?\b|\b(?:with|given|using|from|and|k ?=)\s(?:only "
    rf"|just )?(?P<b>{_NUMBER})\s(?:in-context |few-shot |solved "
    r"|worked |prompt |labelled |labeled )?(?:exemplars?|demonstrations?|examples?"
    r"|shots)(?: in (?:the )?(?:prompt|context))?\b"
    r"|(?P<few>\bfew-shot\b)|(?P<none>\bwithout (?:any )?(?:in-context )?(?:examples"
    r"|demonstrations|exemplars)\b|\bno (?:in-context )?(?:examples|demonstrations"
    r"|exemplars)\b)",
    re.IGNORECASE,
)
SEED = re.compile(
    r"\b(?:random )?seed(?: number| no\.?)?[ =:#]{1,2}(?P<seed>\d+)\b|\bseed(?P<glued>\d+)\b", re.IGNORECASE
)
STEP = re.compile(
    r"\b(?:at|after|by|in|until|reaching|of) (?:(?:training|optimi[sz]er|update"
    r"|global) )?(?:step|iteration|update) (?P<a>\d[\d,]*)(?P<ak>[kK]?)\b"
    r"|\b(?:step|iteration|checkpoint)[ -=](?P<b>\d[\d,]*)(?P<bk>[kK]?)\b"
    r"|\b(?:at|after|by|within) (?:just |only |all )?(?P<c>\d[\d,]*)(?P<ck>[kK]?) (?:(?:training"
    r"|optimi[sz]er|optimi[sz]ation|gradient|update|parameter) )?(?:steps|iterations"
    r"|updates)\b",
    re.IGNORECASE,
)
FINAL = re.compile(
    r"\b(?:final|last)\b(?! (?:two|three|four|five|layer|row|column|year))|\b(?:at"
    r"|by|towards?) the end of (?:the )?(?:training|fine-tuning|run)\b|\b(?:end"
    r"|finish)(?:e?s|ed|ing)?"
    r"(?: training| up)? (?:at|with|on)\b|\bafter (?:the )?(?:training|fine-tuning) (?:is"
    r"|was|has|had)?\b|\bafter (?:full |the whole )?training\b|\bend-of-training\b"
    r"|\bonce training (?:is|has|had)\b",
    re.IGNORECASE,
)
_OF_RUNS = (
    r"[- ](?:(?:of|over|among|across) (?:the |all |our )?(?:[\w-]+ ){0,3}?)?"
    r"(?:seed|run|trial|restart|repetition)s?\b"
)
ONE_RUN = re.compile(
    rf"\b(?:(?P<best>best|fastest|quickest|top|luckiest)|(?P<worst>worst|slowest|poorest|weakest|unluckiest)"
    rf"|(?P<highest>highest|maximum|max|largest|longest)|(?P<lowest>lowest|minimum|min|smallest|shortest)){_OF_RUNS}",
    re.IGNORECASE,
)
"""Of repeated runs the value of one, by a name that `runs_decide` knows."""
BEST = re.compile(
    r"\b(?:best|peak|highest|lowest|minimum|maximum|top)[- ](?:[\w-]+[- ]){0,3}?(?:checkpoint|epoch|step|iteration)\b"
    r"|\bat (?:its|their|the) (?:best|peak|minimum|maximum|lowest|highest)\b|\bpeak(?:s"
    r"|ed|ing)? at\b|\bbottom(?:s|ed) out at\b"
    r"|\b(?:best|peak|highest|lowest|minimum|maximum)[- ](?:dev|development|validation"
    r"|val|test|eval|observed|recorded|logged|attained|achieved|training)\b"
    r"|\b(?:best|peak|highest|lowest|minimum|maximum)(?: [\w-]+){0,4} (?:over"
    r"|during|across|throughout) (?:the )?(?:course of )?(?:all )?(?:training"
    r"|steps|epochs|checkpoints|evaluations|the run)\b"
    r"|\b(?:best|peak|highest|lowest|minimum|maximum) (?:value|score|accuracy"
    r"|loss|f1|perplexity)(?: [\w-]+){0,3} (?:reached|seen|attained|observed|of the run"
    r"|in the run)\b",
    re.IGNORECASE,
)
_SCORED = (
    r"(?:sets?|splits?|data|portion|partition|accurac\w+|loss(?:es)?|scores?|f1"
    r"|em|bleu|perplexit\w+|ppl|performance|results?|error|wer|mcc|correlation"
    r"|examples|questions|instances|exact match|mse|rmse|auc|rouge|metrics?|numbers|benchmark|fold|curve)"
)
_DEV = rf"\b(?:dev|development|val|valid|validation|held-out validation)\b(?=[- ]{_SCORED}|\W|$)"
_TEST = (
    rf"\b(?:test|testing)[- ](?=(?:[\w-]+ )?{_SCORED})|\bon (?:the )?test\b|\((?:the )?test\)|\btest-(?=set)"
    r"|(?:(?<=\bdev to )|(?<=\bval to )|(?<=development to )|(?<=validation to )|(?<= set to ))test\b|\bheld-out test\b"
    r"|(?<!to )\btest\b(?=\s*(?:[(,.;:)]|(?:of|on|in|for|with|by|at|from|to|is|was|when)\b|$))"
)
_TRAIN = rf"\b(?:train|training)[- ]{_SCORED}|\bon (?:the )?train\b|\((?:the )?train\)"
SPLITS = tuple(
    (split, re.compile(pattern, re.IGNORECASE))
    for split, pattern in (("dev", _DEV), ("test", _TEST), ("train", _TRAIN))
)
LENGTH_LEFT_OUT = re.compile(
    r"\b(?:without|no) (?:any )?(?:length[- ]|byte[- ](?:length[- ])?)?normali[sz]ation\b"
    r"|\b(?:un-?normali[sz]ed|not (?:length-)?normali[sz]ed|non-normali[sz]ed)(?: scores?| accurac\w+)?\b",
    re.IGNORECASE,
)
"""Accuracy by the likelihood of an answer as it is, whatever its length."""
A_STEP = re.compile(
    r"\b(?:each|every|a|one|single)(?: [\w-]+)? steps?\b(?=[^.;]{0,60}\b(?:takes?|took|taking|costs?|lasts?)\b)"
    r"|\bper(?: [\w-]+)?[- ]step\b|(?:\bms|\bmilliseconds|\bseconds|\bs) ?(?:/|per|a|for each) ?step\b",
    re.IGNORECASE,
)
CORRECT = re.compile(
    r"\b(?:answer\w*|solv\w*|get\w*|classif\w*|predict\w*|is|are|was|were)\b(?:[^.;]"
    r"|\.\d){0,60}?(?:%|percent)[^.;]{0,60}?\b(?:correctly|correct|right)\b"
    r"|\b(?:correct|right) (?:in|on|for) [\d.]+ ?(?:%|percent)",
    re.IGNORECASE,
)
"""A share of answers that are right is an accuracy."""


def setting_mentions(text: str) -> list[Mention]:
    """Shots, seeds, steps, splits and picks that a claim names, and the accuracy that it paraphrases."""
    found = [_mention("shots", _shots(match), match) for match in SHOTS.finditer(text)]
    found += [_mention("seed", frozenset({match["seed"] or match["glued"]}), match) for match in SEED.finditer(text)]
    found += [_mention("step", frozenset({_step(match)}), match) for match in STEP.finditer(text)]
    best = [_word("pick", "best", match) for match in BEST.finditer(text)]
    found += best or [_word("pick", "final", match) for match in FINAL.finditer(text)]
    for split, pattern in SPLITS:
        found += [_word("split", split, match) for match in pattern.finditer(text)]
    if (paraphrase := CORRECT.search(text)) is not None:
        found.append(Mention("metric", frozenset({"acc"}), paraphrase.end(), paraphrase.end(), "accuracy"))
    found += [_mention("metric", frozenset({"acc"}), match) for match in LENGTH_LEFT_OUT.finditer(text)]
    found += [_mention("metric", frozenset({"step_time"}), match) for match in A_STEP.finditer(text)]
    return found


def _step(match: re.Match[str]) -> int:
    digits = next(match[name] for name in "abc" if match[name])
    return int(digits.replace(",", "")) * (1000 if any(match[name + "k"] for name in "abc") else 1)


def _word(facet: str, key: str, match: re.Match[str]) -> Mention:
    """A mention that takes up no place: other names may stand in the same words ("validation loss")."""
    return Mention(facet, frozenset({key}), match.start(), match.start(), match[0].strip())


def _mention(facet: str, keys: frozenset[object], match: re.Match[str]) -> Mention:
    return Mention(facet, keys, match.start(), match.end(), match[0])


def _shots(match: re.Match[str]) -> frozenset[object]:
    if match["few"]:
        return frozenset(range(1, 101))
    if match["none"]:
        return frozenset({0})
    word = (match["a"] or match["b"]).lower()
    return frozenset({NUMBERS[word] if word in NUMBERS else int(word)})
