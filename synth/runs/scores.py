"""Names of metrics and splits as training and evaluation programs write them, and which metrics are proportions.

A metric keeps the name that its log gives it ("acc_norm"), less the split that the log puts before it;
`canonical_metric` says which names mean the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from synth.records import Scale
from synth.runs.languages import language_of

SPLITS = {
    "train": "train", "training": "train", "tr": "train", "val": "dev", "valid": "dev", "validation": "dev",
    "dev": "dev", "devel": "dev", "development": "dev", "test": "test", "predict": "test", "eval": "eval",
    "evaluation": "eval",
}  # fmt: skip
"""What programs call a split. "eval" says only that something was evaluated: on what, the log does not tell."""
_PROPORTIONS = frozenset(
    """acc accuracy f1 em exact precision recall mcc matthews pearson spearman spearmanr pearsonr kappa auc auroc auprc
    roc map mrr ndcg hits rouge rouge1 rouge2 rougel rougelsum bleu sacrebleu bleu1 bleu2 bleu3 bleu4 chrf ter wer cer
    meteor grade stereotype mc1 mc2 mc pass iou miou dice jaccard top1 top5 error_rate las uas specificity sensitivity
    faithfulness winrate agreement corr correlation r2""".split()
)
_MEASURES = _PROPORTIONS | frozenset(
    """loss nll ppl perplexity bpb bits_per_byte byte_perplexity word_perplexity mse mae rmse runtime time seconds epoch
    step lr learning_rate grad_norm score norm likelihood_difference samples steps flos tokens num jit_compilation_time
    samples_per_second steps_per_second tokens_per_second model_preparation_time exact_match reward entropy
    kl""".split()
)
_NOT_PROPORTIONS = frozenset(
    """loss ppl perplexity nll runtime time seconds steps samples second difference bits byte lr epoch count total num
    norm_grad grad correct tokens stderr std var""".split()
)
_MODIFIERS = frozenset(
    """macro micro weighted mean avg average best balanced top overall token strict hasans noans has no ans max min
    total raw norm w m mm samples model global final last running smoothed cosine manhattan euclidean dot 1 5
    10""".split()
)
_PERCENT_BY_CUSTOM = re.compile(r"(?:sacre)?bleu\d?|chrf\+*\d*|ter|rouge\w*")
"""lm-evaluation-harness and sacreBLEU write these from 0 to 100, everything else from 0 to 1."""
_CANONICAL = {
    "acc": "accuracy", "accuracy": "accuracy", "categorical accuracy": "accuracy", "top1": "accuracy",
    "em": "exact match", "exact": "exact match", "exact match": "exact match", "exact str match": "exact match",
    "f1": "f1", "f1 score": "f1", "mcc": "matthews correlation", "matthews correlation": "matthews correlation",
    "matthews corrcoef": "matthews correlation", "ppl": "perplexity", "perplexity": "perplexity",
    "pearson": "pearson correlation", "pearsonr": "pearson correlation", "spearman": "spearman correlation",
    "spearmanr": "spearman correlation", "auroc": "auroc", "roc auc": "auroc", "sacrebleu": "bleu", "bleu": "bleu",
    "acc norm": "normalized accuracy", "runtime": "time", "lr": "learning rate",
}  # fmt: skip
_SHARES = {"pct": "fraction", "fraction": "fraction", "frac": "fraction", "percent": "percent", "percentage": "percent"}
_UNITS = {
    "ms": "ms", "msec": "ms", "milliseconds": "ms", "s": "s", "sec": "s", "secs": "s", "seconds": "s", "runtime": "s",
    "minutes": "min", "hours": "h", "mb": "MB", "gb": "GB", "mib": "MiB", "gib": "GiB", "bytes": "B",
}  # fmt: skip
_TIMED = re.compile(r"time|runtime|elapsed|duration|latency|memory|mem|size|wall|jit", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MetricKey:
    """What a key such as `eval_xnli_de_accuracy` is a value of; names as the key has them."""

    metric: str
    split: str | None = None
    task: str | None = None
    dataset: str | None = None
    language: str | None = None


def split_of(word: str) -> str | None:
    """The split that a word names: "train", "dev", "test", or "eval" where it says no more; None for any other word."""
    return SPLITS.get(word.lower())


def metric_key(key: str, tasks: Collection[str] = ()) -> MetricKey:
    """The parts of a metric's key: split, task and metric, joined by `_`, `/`, `-`, `.` or a space.

    `tasks` are names that the log is known to use (Trainer's evaluation sets, say). Without them a name before the
    metric is taken for a task only where it names a language or is followed by `/`; "PER_f1" stays a metric.
    """
    split, rest = _leading_split(key)
    for known in sorted(tasks, key=lambda name: (-len(name), name)):
        if rest.startswith(known) and len(rest) > len(known) + 1 and rest[len(known)] in "_/-. ":
            return _with_task(rest[len(known) + 1 :], split, known, tasks)
    if "/" in rest:
        before, _, metric = rest.rpartition("/")
        if split is None:
            split, before = _trailing_split(before)
        return _with_task(metric, split, before or None, tasks)
    metric, task = _trailing_metric(rest)
    if task is not None and language_of(task, tasks) is not None:
        return _with_task(metric, split, task, tasks)
    if split is None:
        split, rest = _trailing_split(rest)
    return MetricKey(rest, split)


def _with_task(metric: str, split: str | None, task: str | None, tasks: Collection[str]) -> MetricKey:
    if split is None:
        split, metric = _leading_split(metric)
    if task is None:
        return MetricKey(metric, split)
    named = language_of(task, tasks)
    dataset, language = named if named is not None else (task, None)
    return MetricKey(metric, split, task, dataset, language)


def _leading_split(key: str) -> tuple[str | None, str]:
    match = re.match(r"([A-Za-z]+)[_/\-. ](?=.)", key)
    split = split_of(match[1]) if match else None
    return (split, key[match.end() :]) if match and split else (None, key)


def _trailing_split(key: str) -> tuple[str | None, str]:
    match = re.fullmatch(r"(.+)[_/\-. ]([A-Za-z]+)", key)
    split = split_of(match[2]) if match else None
    if match and split:
        return split, match[1]
    return (split_of(key), "") if split_of(key) else (None, key)


def _trailing_metric(key: str) -> tuple[str, str | None]:
    """The longest known metric that a key ends with and what stands before it: ("accuracy", "xnli_de")."""
    words = re.split(r"[_\-. ]", key)
    first = len(words)
    for place in range(len(words) - 1, -1, -1):
        whole = "_".join(words[place:]).lower()
        if whole in _MEASURES or (words[place].lower() in _MODIFIERS and first < len(words)) or whole == "exact_match":
            first = place
        elif first < len(words) or place < len(words) - 3:
            break
    if first in (0, len(words)):
        return key, None
    task = key[: len("_".join(words[:first]))]
    return key[len(task) + 1 :], task


def canonical_metric(name: str) -> str:
    """The field's name of a metric: "acc" and "accuracy" are one; the filter of "exact_match,strict" is dropped."""
    words = re.sub(r"[_\-/. ]+", " ", name.partition(",")[0]).strip().lower()
    return _CANONICAL.get(words, words)


def is_proportion(metric: str) -> bool:
    """Whether a metric is a score between nothing and all (or -1 and 1), which is written as a fraction or percent."""
    words = re.split(r"[_\-/., @]+", metric.lower())
    if any(word in _NOT_PROPORTIONS for word in words):
        return False
    return any(
        word in _PROPORTIONS or word in _SHARES or re.fullmatch(r"(?:f|hits|rouge|bleu|acc)\d+", word) for word in words
    )


def scale_of(metric: str, values: Iterable[str], *, sacre: bool = False) -> Scale | None:
    """Whether a proportion was written as a fraction or as percent; None for other metrics and impossible values.

    `values` are all that one program wrote of this metric or of metrics of its kind for one task, over steps and
    languages: one value above 1 makes percent of them all (0.37 beside 19.4). With `sacre`, BLEU, chrF, TER and ROUGE
    are percent however small, as lm-evaluation-harness writes them.
    """
    if not is_proportion(metric):
        return None
    sizes = [abs(float(value)) for value in values if value not in ("nan", "inf", "-inf")]
    largest = max(sizes, default=0.0)
    if largest > 100:
        return None
    if largest > 1.001:  # a mean of 32-bit floats may come out a little above 1
        return "percent"
    words = re.split(r"[_\-/., ]+", metric.lower())
    if sacre and not {"acc", "diff"} & set(words) and any(_PERCENT_BY_CUSTOM.fullmatch(word) for word in words):
        return "percent"
    return "fraction" if sizes else None


def unit_of(metric: str) -> str | None:
    """The unit that the name of a time or a size gives: `train_time_ms`, `eval_runtime` (seconds in every library)."""
    if not _TIMED.search(metric):
        return None
    words = re.split(r"[_\-/. ()]+", metric.lower())
    for word in reversed(words):
        if word in _UNITS:
            return _UNITS[word]
    return None
