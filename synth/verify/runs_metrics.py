"""Metrics by their names in logs and in claims: `acc_norm` is "length-normalised accuracy", and F1 is not EM.

A metric's key is one spelling for all its names. A word of a claim may name several keys ("accuracy" in a log that has
nothing but `acc_norm`); the first of them that the logs hold is meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Literal

from synth.verify.runs_words import joined, name_words

Split = Literal["train", "dev", "test", "eval"]

_NAMES: dict[str, str] = {
    "acc": "accuracy|acc|accuracies|accurate|top 1 accuracy|top1|classification accuracy|correct",
    "acc_norm": "acc norm|normalized accuracy|normalised accuracy|length normalized accuracy|accuracy norm|norm acc"
    "|length normalised accuracy|byte length normalized accuracy|normalized acc|normalised acc|normalized accuracies"
    "|normalised accuracies|length normalised acc|length normalized acc|length normalised accuracies"
    "|length normalized accuracies|accuracy after length normalisation|accuracy after length normalization"
    "|accuracy with length normalisation|accuracy with length normalization",
    "balanced_acc": "balanced accuracy|balanced acc|uar",
    "f1": "f1|f1 score|f1 scores|f score|f measure|f1 measure|f 1",
    "macro_f1": "macro f1|f1 macro|macro averaged f1|macro f1 score",
    "micro_f1": "micro f1|f1 micro|micro averaged f1|micro f1 score",
    "weighted_f1": "weighted f1|f1 weighted",
    "em": "em|exact match|exact|exact matches|exact match score|exact match accuracy|exactmatch",
    "has_ans_exact": "hasans exact|hasans em|has answer em|has answer exact match|answerable em|answerable exact match",
    "has_ans_f1": "hasans f1|has answer f1|answerable f1",
    "no_ans_exact": "noans exact|noans em|no answer em|no answer exact match|unanswerable em|unanswerable exact match",
    "no_ans_f1": "noans f1|no answer f1|unanswerable f1",
    "best_exact": "best exact|best em|best exact match",
    "best_f1": "best f1",
    "exact_str_match": "exact str match|exact string match|exact string matches",
    "multiple_choice_grade": "multiple choice grade|multiple choice grades",
    "mcc": "mcc|matthews correlation|matthews corr|matthews correlation coefficient|matthew s correlation"
    "|matthews corrcoef",
    "mc1": "mc1",
    "mc2": "mc2",
    "pct_stereotype": "pct stereotype|stereotype percentage|percentage stereotype|percent stereotype|stereotype score"
    "|stereotypical preference|stereotype rate|share of stereotypical sentences|stereotypical sentences",
    "likelihood_difference": "likelihood difference|likelihood diff|log likelihood difference",
    "ppl": "ppl|perplexity|perplexities",
    "word_ppl": "word perplexity|word level perplexity|word ppl",
    "byte_ppl": "byte perplexity|byte level perplexity|byte ppl",
    "bpb": "bits per byte|bpb",
    "bpc": "bits per character|bpc|bits per char",
    "loss": "loss|losses|cross entropy|crossentropy|nll|negative log likelihood|xent|cross entropy loss",
    "bleu": "bleu|sacrebleu|bleu score|bleu scores|bleu 4",
    "chrf": "chrf|chrf score",
    "chrf++": "chrf plus plus|chrf2",
    "ter": "ter|translation edit rate",
    "comet": "comet|comet score",
    "rouge1": "rouge 1|rouge1|r 1",
    "rouge2": "rouge 2|rouge2|r 2",
    "rougel": "rouge l|rougel|r l",
    "rougelsum": "rouge lsum|rougelsum",
    "wer": "wer|word error rate",
    "cer": "cer|character error rate",
    "error": "error rate|err|error|classification error|errors",
    "pearson": "pearson|pearson r|pearson correlation|pearsonr",
    "spearman": "spearman|spearman r|spearman correlation|spearmanr|spearman rho|rank correlation",
    "precision": "precision",
    "recall": "recall",
    "auc": "auc|roc auc|auroc|area under the curve",
    "map": "map|mean average precision",
    "mrr": "mrr|mean reciprocal rank",
    "ndcg": "ndcg",
    "mse": "mse|mean squared error",
    "rmse": "rmse|root mean squared error",
    "mae": "mae|mean absolute error",
    "las": "las|labeled attachment score|labelled attachment score",
    "uas": "uas|unlabeled attachment score|unlabelled attachment score",
    "reward": "reward|return|mean reward|average return|episode reward",
    "train_time": "train time|training time|train runtime|training runtime|wall clock time|wallclock time|wall clock"
    "|time to train|total time|total training time|train duration|elapsed|elapsed time|wall time|time|runtime",
    "step_time": "step avg|step average|time per step|step time|average step time|per step time|avg step time",
    "latency": "latency|inference latency|latency ms|latency s|latency seconds|mean latency|latencies",
    "eval_time": "eval runtime|evaluation runtime|evaluation time|eval time|inference time",
    "throughput": "throughput|tokens per second|samples per second|examples per second|steps per second"
    "|train samples per second|train steps per second|eval samples per second|eval steps per second",
    "learning_rate": "learning rate|lr",
}
_KEY_OF = {joined(name_words(name)): key for key, names in _NAMES.items() for name in names.split("|")} | {
    joined(name_words(key)): key for key in _NAMES
}
_WIDER: dict[str, tuple[str, ...]] = {
    "acc": ("acc_norm", "multiple_choice_grade", "balanced_acc"),
    "f1": ("macro_f1", "micro_f1", "weighted_f1"),
    "em": ("exact_str_match",),
    "ppl": ("word_ppl", "byte_ppl"),
    "train_time": ("eval_time",),
}
"""What a metric's name may stand for where the logs hold nothing nearer."""
_CASED = frozenset({"em", "exact", "map", "ter", "correct", "recall", "precision", "error", "errors", "return", "time"})
LOWER_IS_BETTER = frozenset(
    "loss ppl word_ppl byte_ppl bpb bpc ter wer cer error mse rmse mae train_time step_time eval_time".split()
)
TIMES = frozenset({"train_time", "step_time", "eval_time", "latency"})
_LOWER_BY_NAME = re.compile(
    r"(?:loss|error|perplexity|ppl|time|latency|duration|runtime)(?:_(?:ms|s|sec|seconds|min|minutes))?$"
)
ASIDE = frozenset({"loss", "learning_rate", "throughput", "reward", "likelihood_difference", "aggregated", *TIMES})
"""What a number without a metric beside it is no value of, unless its unit or a word says so."""
COMPANIONS = frozenset(
    "epoch step steps global_step total_flos grad_norm n samples examples eval_samples train_samples tokens".split()
)
"""What a log writes beside its metrics: never what a claim without a metric is about."""
_SPLIT_WORDS: dict[str, Split] = {
    "train": "train", "training": "train", "dev": "dev", "val": "dev", "valid": "dev", "validation": "dev",
    "development": "dev", "test": "test", "testing": "test", "eval": "eval", "evaluation": "eval",
}  # fmt: skip
MILLISECONDS = {
    "ms": 1, "milliseconds": 1, "msec": 1, "s": 1000, "sec": 1000, "secs": 1000, "seconds": 1000, "min": 60_000,
    "mins": 60_000, "minutes": 60_000, "h": 3_600_000, "hr": 3_600_000, "hours": 3_600_000, "days": 86_400_000,
}  # fmt: skip
"""Units of time in milliseconds."""


def split_key(word: str | None) -> Split | None:
    """A split by the name that a log or a claim has for it; None for a name that is none."""
    return None if word is None else _SPLIT_WORDS.get(word.lower())


@lru_cache(maxsize=4096)
def metric_key(name: str) -> tuple[str, Split | None]:
    """The key of a log's metric and the split that its name tells: `val_loss` gives ("loss", "dev")."""
    words = list(name_words(name if " " in name else name.partition(",")[0]))
    whole = _KEY_OF.get(joined(words))
    if whole is not None:
        return whole, None
    if len(words) > 1 and words[0] in _SPLIT_WORDS:
        rest = words[1:]
        return _KEY_OF.get(joined(rest)) or "_".join(rest), _SPLIT_WORDS[words[0]]
    return "_".join(words) or name, None


def named_metric(name: str, raw: str) -> str | None:
    """The key that a joined name of a claim means; "map" and "time" are words too, and count in capitals only."""
    key = _KEY_OF.get(name)
    if key is None or (name in _CASED and raw.islower()):
        return None
    return key


def meant(key: str, held: Collection[str]) -> tuple[str, ...]:
    """The keys of `held` that a claim's metric means: itself, else what it may stand for; () where none is held."""
    if key in held:
        return (key,)
    return tuple(wider for wider in _WIDER.get(key, ()) if wider in held)


def lower_is_better(key: str) -> bool:
    """Whether less is better."""
    return key in LOWER_IS_BETTER or _LOWER_BY_NAME.search(key) is not None
