"""Words that tell apart, in tables and lines of any shape, what is a metric, a step, an option, or nothing of a log's.

Names are compared folded: lower case, words joined by underscores (`Val-Loss` is `val_loss`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from synth.runs.scores import MetricKey, is_proportion, metric_key

MEASURED = frozenset(
    "loss nll ppl perplexity bpb bpc mse rmse mae mape crossentropy xent kl elbo fid brier ece r2 reward return time "
    "elapsed runtime latency throughput mfu wps ups gnorm score memory metric quality".split()
)
"""Last words of metrics that are no proportions."""
NAMED = frozenset(
    "bits_per_byte bits_per_char cross_entropy step_avg tokens_per_second samples_per_second steps_per_second "
    "likelihood_diff bits_per_character per_token_loss memory_allocated".split()
)
MEASURED_WHILE_TRAINING = frozenset("lr learning_rate norm grad_norm".split())
LOWER = frozenset(
    "loss nll ppl perplexity err error errors wer cer ter per mse rmse mae mape time elapsed runtime latency fid ece "
    "brier byte char bpb bpc entropy xent crossentropy kl elbo avg memory duration".split()
)
HIGHER = frozenset("r2 reward return throughput mfu wps ups score quality".split())
UNITS = frozenset("ms msec milliseconds s sec secs seconds min mins minutes hours mb gb mib gib".split())
"""What the name of a time or of a size may end with: `latency_ms`, `train_time_s`."""
STEPS = frozenset("step steps iter iters iteration iterations global_step num_updates updates update itr s".split())
EPOCHS = frozenset("epoch epochs ep".split())
OPTIONS = frozenset(
    "lr learning_rate batch_size bs batch weight_decay wd dropout warmup warmup_steps warmup_ratio hidden_size layers "
    "num_layers n_layers heads params parameters num_params n_params epochs num_epochs max_steps max_epochs "
    "temperature top_p top_k beam beam_size alpha beta gamma lambda momentum hidden dim d_model max_length max_len "
    "seq_len fold gradient_accumulation_steps lora_r lora_alpha bits optimizer scheduler".split()
)
IDLE = frozenset(
    "id idx index row unnamed unnamed_0 timestamp wall_time date datetime label labels target y prediction pred year "
    "rank position order line no number num record total_flos created_at finished_at started_at".split()
)
CLAIMED = frozenset("claimed reported published expected claim claims printed".split())
"""What somebody says that a run came to is no measurement of it."""
WRAPPERS = frozenset(
    "results result metrics scores performance history log_history log logs evaluation evaluations eval_results "
    "test_results summary data runs trials all_results overall final score values measurements rows".split()
)

Direction = Literal[1, -1]


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """A name in lower case, its words joined by underscores."""
    return re.sub(r"[\s\-/.:]+", "_", name.strip()).strip("_").lower()


@lru_cache(maxsize=20_000)
def parts_of(name: str) -> MetricKey:
    """Metric, split, task and language of a metric's name; llm.c's `trl` and `tel` are its two losses."""
    if name in {"trl", "tel"}:
        return MetricKey("loss", "train" if name == "trl" else "dev")
    stripped = name.strip()
    parts = metric_key(stripped)
    return parts if parts.metric else MetricKey(stripped)


@lru_cache(maxsize=20_000)
def is_metric(name: str) -> bool:
    """Whether a name, less its split, is one that metrics go by: `macro_f1`, `acc@1`, `bleu_4`, `train_time`."""
    if len(name) > 80:
        return False
    if is_proportion(name):
        return True
    folded = fold(re.sub(r"\(.*?\)|@\d+", "", name))
    words = folded.split("_")
    if len(words) > 1 and words[-1] in UNITS:
        words.pop()
    return folded in NAMED or words[-1] in MEASURED or "_".join(words[-2:]) in NAMED or words[0] in {"loss", "ppl"}


MODIFIERS = frozenset(
    "macro micro weighted balanced avg average mean max min best top exact match norm total per step word byte token "
    "matthews pearson spearman roc pr mutual info train eval score scores at log".split()
)


@lru_cache(maxsize=20_000)
def task_and_metric(name: str) -> tuple[str | None, str]:
    """A column's name, less its split, as task and metric: `MLQA_em` is ("MLQA", "em"), `PAWS-X (F1)` ("PAWS-X", "F1").

    The task is None where every word belongs to the metric (`macro_f1`).
    """
    name = parts_of(name).metric
    inside = re.fullmatch(r"(.+?)\s*[(\[]([^()\[\]]{1,20})[)\]]", name.strip())
    if inside and is_metric(inside[2]) and not is_metric(inside[1]):
        return inside[1], inside[2]
    words = re.split(r"([_/. ]+)", name.strip())
    first = len(words)
    for place in range(len(words) - 1, -1, -2):
        word = words[place].lower()
        if not (is_metric(word) or word in MODIFIERS or word.isdigit()):
            break
        first = place
    if first in (0, len(words)) or not any(is_metric(word) for word in words[first:]):
        return None, name
    return "".join(words[: first - 1]), "".join(words[first:])


@lru_cache(maxsize=20_000)
def direction(metric: str) -> Direction | None:
    """1 where more of the metric is better, -1 where less is, None where the name does not tell."""
    name = fold(metric)
    words = set(re.split(r"[_@]", name))
    if name in MEASURED_WHILE_TRAINING or name == "gnorm":
        return None
    if words & LOWER and not {"per", "second"} <= words:
        return -1
    return 1 if words & HIGHER or is_proportion(metric) else None
