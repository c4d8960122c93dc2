"""Which words of a claim name a task, language, metric or place of a run that the logs hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from synth.runs.languages import canonical_language
from synth.verify.runs_absent import strange_mentions
from synth.verify.runs_index import RunIndex
from synth.verify.runs_mention import Mention, Said
from synth.verify.runs_metrics import TIMES, named_metric
from synth.verify.runs_models import model_mentions
from synth.verify.runs_phrases import meant_phrases
from synth.verify.runs_places import baseline_mentions, plays_a_role
from synth.verify.runs_settings import setting_mentions
from synth.verify.runs_words import Word, joined, name_words, spans, split_words

Span = tuple[int, int]
LONG = 5
"""Letters of a word that cannot but be the rest of a task's name."""
TASK_BEFORE = re.compile(
    r"(?:^|\b(?:on|for|in|of|across|over|and|versus|vs\.?|than|from|to|between"
    r"|solves?|task|dataset|the|both|with)|[,(:/&])\s*$",
    re.IGNORECASE,
)
TASK_BEHIND = re.compile(
    r"^(?:\W{0,2}(?:tasks?|datasets?|benchmarks?|test|dev|validation|accuracy"
    r"|suite|subset|set|category|score|questions|problems|average)\b|\W*$|[,:;)/.]"
    r"|\W*\d)",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"\b(?:an?|the|its|this|that|each|any|no|more|further)\s+$", re.IGNORECASE)
FASTER = re.compile(r"\b(?:fast|slow|quick)(?:er|est)\b|\bspeed(?:s|ed)?[- ]?up\w*\b", re.IGNORECASE)
A_TIME = re.compile(r"(?:^|_)(?:time|latency|duration|runtime)(?:_|$)")
CODE_AROUND = re.compile(r"[-_/(:,]\s?$")


def names_in(text: str, index: RunIndex, aliases: Iterable[tuple[str, str]] = ()) -> Said:
    """What a claim names. `aliases` are short names that the paper introduces, with their long forms."""
    whole = _spelled_out(text, index, aliases)
    words = split_words(whole)
    found = setting_mentions(whole)
    found += model_mentions(words, whole, index, _taken(found))
    found += _implied_time(found, whole, index)
    found += baseline_mentions(whole, index.baseline)
    found += _by_form(words, whole, index, _taken(found))
    found = _narrowed(found, words, whole, index)
    phrase = _by_phrase(found, whole, index)
    if phrase is not None:
        return Said(whole, tuple(sorted(phrase, key=lambda mention: (mention.start, mention.end))))
    found += _codes(words, whole, found)
    found += strange_mentions(whole, found)
    return Said(whole, tuple(sorted(found, key=lambda mention: (mention.start, mention.end))))


def _implied_time(found: Sequence[Mention], text: str, index: RunIndex) -> list[Mention]:
    """A time where a claim says how fast something is: that of training, else what the logs hold."""
    faster = FASTER.search(text)
    if faster is None or any(mention.facet == "metric" for mention in found):
        return []
    metrics = {str(metric) for metric in index.by["metric"]}
    held = (metrics & TIMES) or {metric for metric in metrics if A_TIME.search(metric)}
    keys = frozenset({"train_time"} if "train_time" in held or not held else held)
    return [Mention("metric", keys, faster.start(), faster.start(), "time")]


def _taken(found: Sequence[Mention]) -> list[Span]:
    return [(mention.start, mention.end) for mention in found]


def _spelled_out(text: str, index: RunIndex, aliases: Iterable[tuple[str, str]]) -> str:
    """The claim with the paper's own short names written in full, where the logs know only the long one."""
    for short, long in aliases:
        name = joined(name_words(short))
        if len(short) < 2 or any(name in forms for forms in index.forms.values()):
            continue
        whole = name_words(long)
        known = any(joined(whole) in forms for forms in index.forms.values())
        if known or any(set(words) == set(whole) for words in index.models.values()):
            pattern = rf"(?<![\w-]){re.escape(short)}(?![\w-])"
            text = re.sub(pattern, long.replace("\\", r"\\"), text)
    return text


def _free(start: int, end: int, taken: Sequence[Span]) -> bool:
    return all(end <= first or start >= last for first, last in taken)


def _by_form(words: Sequence[Word], text: str, index: RunIndex, taken: Sequence[Span]) -> list[Mention]:
    """Tasks, metrics, languages and places by their whole names, longer names first."""
    reach = list(spans(words, text))
    found: list[Mention] = []
    used = bytearray(len(text))
    for start, end in taken:
        used[start:end] = bytes([True]) * (end - start)
    by_length = sorted(reach, key=lambda span: (span[0] - span[1], span[0]))
    for first, behind, name in by_length:
        start, end = words[first].start, words[behind - 1].end
        if any(used[start:end]):
            continue
        mention = _mention(name, text, start, end, index, single=behind == first + 1)
        if mention is not None:
            found.append(mention)
            used[start:end] = bytes([True]) * (end - start)
    return found


def _mention(name: str, text: str, start: int, end: int, index: RunIndex, *, single: bool) -> Mention | None:
    raw = text[start:end]
    places = index.forms["place"].get(name)
    if places is not None and index.forms["task"].get(name) and plays_a_role(text, start, end):
        return Mention("place", frozenset(places), start, end, raw)
    if (tasks := _task_keys(name, index)) is not None and (not single or _means_task(text, start, end)):
        return Mention("task", tasks, start, end, raw)
    metric = named_metric(name, raw)
    if metric is not None:
        return Mention("metric", frozenset({metric}), start, end, raw)
    if name in index.own_metrics and (not single or "_" in raw or len(name) > 3):
        return Mention("metric", frozenset({index.own_metrics[name]}), start, end, raw)
    for form in (name, name.removesuffix("s"), name.removesuffix("language")):
        languages = index.forms["language"].get(form) if len(form) > 2 else None
        if languages is not None and (raw[:1].isupper() or not single):
            return Mention("language", frozenset(languages), start, end, raw)
    if places is not None and (len(name) > 3 or not raw.islower()) and (not single or _means_place(raw, name)):
        return Mention("place", frozenset(places), start, end, raw)
    return None


PLACE_WORDS = frozenset(
    """base baseline large small model models test train eval dev task tasks final best full with this that run runs
    results training evaluation language languages experiment experiments seed seeds default data""".split()
)


def _means_place(raw: str, name: str) -> bool:
    """Whether a single word may name an experiment: it is none that every claim has."""
    return name not in PLACE_WORDS or any(char.isdigit() for char in raw)


def _task_keys(name: str, index: RunIndex) -> frozenset[str] | None:
    for form in (name, name.removesuffix("s") if len(name) > 4 else name):
        keys = index.forms["task"].get(form)
        if keys is not None and not form.isdigit():
            return keys
    return None


def _means_task(text: str, start: int, end: int) -> bool:
    """Whether a single word is the task's name and not a plain word ("a drop of 3", "the race", "record accuracy")."""
    raw = text[start:end]
    if any(char.isupper() or char.isdigit() for char in raw[1:]) or "_" in text[max(0, start - 1) : end + 1]:
        return True
    if raw[:1].isupper() and start > 0:
        return True
    if len(raw) > 6 or not re.fullmatch(
        r"drop|race|record|math|swag|age|cola|prost|copa|sst|wic|race|gender|snarks|math|drops|races|records",
        raw.lower(),
    ):
        return not (len(raw) < 3 and raw.islower())
    if raw[:1].isupper():
        return re.match(r"\W{0,2}(?:task|dataset|:|accuracy|is\b)", text[end:]) is not None
    if ARTICLE.search(text[:start]):
        return re.match(r"\W{0,2}(?:task|dataset|benchmark|subset|test|dev|category)", text[end:]) is not None
    return TASK_BEFORE.search(text[:start]) is not None and TASK_BEHIND.match(text[end:]) is not None


def _narrowed(found: list[Mention], words: Sequence[Word], text: str, index: RunIndex) -> list[Mention]:
    """Of tasks named together by what they begin with, those whose other words the claim says: "MMLU (virology)"."""
    kept = [mention for mention in found if mention.facet != "task" or len(mention.keys) < 2]
    for mention in found:
        if mention.facet != "task":
            continue
        if len(mention.keys) == 1:
            kept += _longer(mention, found, words, text, index)
            continue
        tails = _tails(mention, index)
        used = [span for span in _taken(found) if span != (mention.start, mention.end)]
        told: list[Mention] = []
        for first, behind, name in spans(words, text):
            start, end = words[first].start, words[behind - 1].end
            if not _free(start, end, [*used, (mention.start, mention.end)]):
                continue
            keys = tails.get(name) or _shortened([word.text for word in words[first:behind]], tails)
            if keys:
                told.append(Mention("task", keys, start, end, f"{mention.text} {text[start:end]}"))
                used.append((start, end))
        kept += [*told, replace(mention, facet="head")] if told else [mention]
    return kept


def _longer(
    mention: Mention, found: Sequence[Mention], words: Sequence[Word], text: str, index: RunIndex
) -> list[Mention]:
    """Tasks whose names begin with that of a named one and go on with words said elsewhere: "MNLI … mismatched"."""
    whole = tuple(str(min(mention.keys, key=str)).split())
    rest = {
        joined(name[len(whole) :]): task
        for task, name in index.tails.items()
        if len(name) > len(whole) and name[: len(whole)] == whole
    }
    used = _taken(found)
    more: list[Mention] = []
    for first, behind, name in spans(words, text) if rest else ():
        start, end = words[first].start, words[behind - 1].end
        if name in rest and len(name) > LONG and _free(start, end, used):
            more.append(Mention("task", frozenset({rest[name]}), start, end, f"{mention.text} {text[start:end]}"))
            used.append((start, end))
    return more


def _by_phrase(found: Sequence[Mention], text: str, index: RunIndex) -> list[Mention] | None:
    """Mentions with the metric whose long name the claim says; None where it says none."""
    if not index.phrases or any(mention.facet == "model" and mention.keys for mention in found):
        return None
    keys = meant_phrases(text, index.phrases)
    if not keys:
        return None
    kept = [
        replace(mention, facet="head") if mention.facet == "metric" else mention
        for mention in found
        if mention.facet in ("metric", "seed", "step")
    ]
    return [*kept, Mention("metric", keys, 0, 0, "")]


def _tails(mention: Mention, index: RunIndex) -> dict[str, frozenset[str]]:
    """What is left of each task's words when those they all begin with are taken off, joined."""
    names = {str(task): index.tails[str(task)] for task in mention.keys}
    shared = 0
    while len({name[shared] for name in names.values() if len(name) > shared}) == 1 and all(
        len(name) > shared for name in names.values()
    ):
        shared += 1
    tails: dict[str, set[str]] = {}
    for task, name in names.items():
        rest = joined(name[shared:])
        if len(rest) > 1:
            tails.setdefault(rest, set()).add(task)
    return {rest: frozenset(tasks) for rest, tasks in tails.items()}


def _shortened(said: Sequence[str], tails: dict[str, frozenset[str]]) -> frozenset[str] | None:
    """The tasks whose rest shortens the words said: "counting and probability" for `counting_and_prob`."""
    if len(said) > 4 or len(said[0]) < 3:
        return None
    whole = joined(said)
    for rest, tasks in sorted(tails.items()):
        if len(rest) >= 5 and len(whole) > len(rest) and whole.startswith(rest) and len(whole) - len(rest) <= 8:
            return tasks
        if (
            len(said) == 2
            and rest.endswith(said[1])
            and said[0].startswith(rest[: -len(said[1])])
            and len(rest) > len(said[1]) + 2
        ):
            return tasks
    return None


def _codes(words: Sequence[Word], text: str, found: Sequence[Mention]) -> list[Mention]:
    """Languages by their codes: "XNLI-sw", "XNLI (sw)", "xnli_sw", "EN"; "it" and "no" on their own are words."""
    taken = _taken(found)
    more: list[Mention] = []
    for place, word in enumerate(words):
        if len(word.text) not in (2, 3) or not word.text.isalpha() or not _free(word.start, word.end, taken):
            continue
        code = canonical_language(word.text)
        if code is None:
            continue
        before = text[max(0, word.start - 2) : word.start]
        joined_on = place > 0 and CODE_AROUND.search(before) is not None
        glued = joined_on and any(
            mention.facet in ("task", "language") and 0 <= word.start - mention.end <= 2 for mention in (*found, *more)
        )
        capital = word.raw.isupper() and word.raw not in (
            "IT",
            "NO",
            "OR",
            "AS",
            "IS",
            "US",
            "MT",
            "LM",
            "ML",
            "TE",
            "EM",
            "QA",
            "AM",
        )
        quoted = re.search(r"[`'\"‘“(]$", before) is not None and text[word.end : word.end + 1] in "`'\"’”)"
        if glued or capital or quoted:
            more.append(Mention("language", frozenset({code}), word.start, word.end, word.raw))
    return more
