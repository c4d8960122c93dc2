"""One measurement with the keys of its names: what a claim is matched with."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from synth.extract.names import KNOWN_DATASETS
from synth.records import Measurement, Run
from synth.runs.languages import canonical_language
from synth.runs.naming import model_name
from synth.verify.runs_metrics import TIMES, metric_key, split_key
from synth.verify.runs_words import joined, name_words

TRIAL = re.compile(
    r"(?:seed|run|trial|rep|repeat|repetition|fold|restart|attempt|version|job|try)[-_ =]?\d+", re.IGNORECASE
)
"""A part of a run's id that tells repetitions of one experiment apart."""
MACHINE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}", re.IGNORECASE)
_FILE_END = re.compile(r"\.(?:json|jsonl|txt|log|csv|tsv|yaml|yml|zlog|out|db|wandb|toml|md|gz)$", re.IGNORECASE)
SHOT_PART = re.compile(r"\b\d+[- ]?shots?\b|\b(?:zero|one|few)[- ]shots?\b", re.IGNORECASE)
PLAIN_FILES = frozenset(
    """trainerstate allresults evalresults trainresults testresults results metrics valmetrics log logs train eval test
    output main stdout stderr history scores summary wandbsummary data run runs predictresults""".split()
)
"""Names of files that name no experiment."""
NEVER_BEST = TIMES | {"learning_rate", "throughput"}
"""What has no best step: the shortest time of a run is that of its beginning."""
LARGEST = Decimal("1e30")


@dataclass(frozen=True, slots=True)
class Fact:
    """A measurement with the keys of its names. `value` is None for a NaN or an infinity.

    `variant` is what of the run's place tells experiments apart that no other name does; runs that differ in it are no
    repetitions of each other. `trial` tells repetitions apart.
    """

    number: int
    measurement: Measurement
    value: Decimal | None
    stderr: Decimal | None
    model: str | None
    task: str | None
    language: str | None
    metric: str
    split: str | None
    variant: str
    trial: str
    written: str


def value_of(fact: Fact, facet: str) -> object:
    """A fact's key of a facet."""
    if facet in ("shots", "step", "run", "pick", "seed"):
        return fact.trial if facet == "seed" else getattr(fact.measurement, facet)
    return getattr(fact, facet)


def make_fact(number: int, measurement: Measurement, run: Run | None) -> Fact:
    """A measurement as the `number`-th fact; `run` tells what its run says of itself."""
    metric, split = key_of_metric(measurement)
    model = measurement.model or (run.model if run else None)
    model = (model_name(model) or model) if model else None
    seed = measurement.seed or (run.seed if run else None)
    task, language = _task_key(measurement)
    variant = _variant(measurement, model)
    return Fact(
        number,
        measurement,
        _decimal(measurement.value),
        _decimal(measurement.stderr),
        model,
        task,
        language,
        metric,
        split,
        variant,
        seed or measurement.run,
        (measurement.key or "").rpartition(".")[2] or measurement.metric,
    )


def key_of_metric(measurement: Measurement) -> tuple[str, str | None]:
    """The keys of a metric and of its split; a time has none: the time of training is no value on training data."""
    metric, told = metric_key(measurement.metric)
    split = split_key(measurement.split) or measurement.split or told
    if metric not in TIMES:
        return metric, split
    return ("eval_time" if metric == "train_time" and split in ("eval", "test", "dev") else metric), None


def _decimal(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < LARGEST else None


def _task_key(measurement: Measurement) -> tuple[str | None, str | None]:
    """A task's words, those of its language taken off, and the language's code."""
    language = canonical_language(measurement.language) if measurement.language else None
    name = measurement.task or measurement.dataset or _task_of_place(measurement.run)
    if name is None:
        return None, language or measurement.language
    words = list(name_words(name))
    if measurement.language:
        spelled = set(name_words(measurement.language)) | {language or ""}
        kept = [
            word for word in words if word not in spelled and (canonical_language(word) != language or not language)
        ]
        words = kept or words
    return " ".join(words), language or measurement.language


def _task_of_place(run: str) -> str | None:
    """The benchmark that a run's place names, where nothing else does: `roberta-base/mnli/seed1`."""
    for part in reversed(places(run)):
        for name in (part, *re.split(r"[-_ .]+", part)):
            if name.lower() in KNOWN_DATASETS and len(name) > 2:
                return name.lower()
    return None


def model_words(model: str) -> tuple[str, ...]:
    """The words of a model's name, its owner on a hub left out."""
    return name_words(model.rpartition("/")[2]) or name_words(model)


def places(run: str) -> list[str]:
    """The parts of a run's id that may name an experiment, the ends of file names taken off."""
    return [_FILE_END.sub("", part) for part in re.split(r"[/\\#]", run) if part]


def _variant(measurement: Measurement, model: str | None) -> str:
    known = {joined(name_words(name)) for name in (model, measurement.task, measurement.dataset) if name}
    known |= set(model_words(model)) if model else set()
    parts = places(measurement.run)
    kept: list[str] = []
    for place, part in enumerate(parts):
        plain = SHOT_PART.sub(" ", MACHINE.sub(" ", TRIAL.sub(" ", part.replace("_", " "))))
        words = [word for word in _without_names(name_words(plain), known) if word not in known]
        if place == len(parts) - 1:
            words = [word for word in words if not word.isdigit()]
        name = joined(words)
        if name and name not in known and name not in PLAIN_FILES:
            kept.append(" ".join(words))
    return "/".join(kept)


def _without_names(words: Sequence[str], known: Set[str]) -> list[str]:
    """The words less every run of neighbours that are a known name together: "squad paws x" less "pawsx"."""
    kept = list(words)
    for length in range(len(kept), 1, -1):
        for first in range(len(kept) - length, -1, -1):
            if joined(kept[first : first + length]) in known:
                del kept[first : first + length]
    return kept
