"""Which column of a table of results is what: the model, the task, the language, the metric, the step, the value.

Told from the names of the columns and the first rows; whatever is not plain from the names alone is said as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from synth.records import Scale
from synth.runs.languages import canonical_language
from synth.runs.numerals import numeral, whole
from synth.runs.scores import is_proportion, unit_of
from synth.runs.vocabulary import (
    CLAIMED,
    EPOCHS,
    IDLE,
    MEASURED_WHILE_TRAINING,
    OPTIONS,
    STEPS,
    fold,
    is_metric,
    parts_of,
    task_and_metric,
)

Label = Literal["run", "model", "task", "dataset", "language", "split", "metric", "seed", "shots", "unit"]
Role = Literal[
    "run", "model", "task", "dataset", "language", "split", "metric", "seed", "shots", "unit", "step", "value",
    "stderr", "n", "option", "measure", "ignore",
]  # fmt: skip
LABELS: tuple[Label, ...] = (
    "run", "model", "seed", "task", "dataset", "language", "split", "metric", "shots", "unit",
)  # fmt: skip
NAMES: dict[Role, frozenset[str]] = {
    "run": frozenset("run run_id run_name experiment exp experiment_name trial trial_id job capsule_id".split()),
    "model": frozenset(
        "model model_name model_id system method approach architecture arch algorithm encoder checkpoint".split()
    ),
    "task": frozenset("task task_name benchmark subtask eval_name evaluation task_id capsule_title".split()),
    "dataset": frozenset("dataset dataset_name data corpus testset test_set data_set".split()),
    "language": frozenset(
        "language lang language_code lang_code locale language_pair lang_pair lp target_language tgt_lang tgt".split()
    ),
    "split": frozenset("split subset partition phase stage set".split()),
    "metric": frozenset("metric metric_name measure tag".split()),
    "value": frozenset("value metric_value score result val".split()),
    "stderr": frozenset("stderr std_err se standard_error sem".split()),
    "n": frozenset("n n_samples num_samples num_examples n_examples samples support examples".split()),
    "seed": frozenset("seed random_seed rng_seed".split()),
    "shots": frozenset("shots num_fewshot n_shot n_shots num_shots fewshot k_shot".split()),
    "unit": frozenset("unit units".split()),
    "step": STEPS,
    "ignore": IDLE,
    "option": OPTIONS,
}
MEANS = frozenset("avg average mean overall macro_average total".split())
LONGEST_LABEL = 200
"""Characters of a cell that names a model or a task; a longer one is prose."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is. The rest is of a measure: the parts of what its cells are values of, where it tells them."""

    role: Role
    metric: str | None = None
    task: str | None = None
    dataset: str | None = None
    language: str | None = None
    split: str | None = None
    unit: str | None = None
    scale: Scale | None = None
    stderr: int | None = None
    """The column of its standard errors."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table, and in words what was guessed of them."""

    columns: tuple[Column, ...]
    guessed: tuple[str, ...] = ()

    def place(self, role: Role) -> int | None:
        """The first column of a role."""
        return next((at for at, column in enumerate(self.columns) if column.role == role), None)


@dataclass(frozen=True, slots=True)
class _Sample:
    """What the first cells of a column are."""

    numeric: bool
    whole: bool
    distinct: int
    longest: int


def _sample(cells: Sequence[str]) -> _Sample:
    given = [cell.strip() for cell in cells if cell.strip()]
    numeric = bool(given) and all(numeral(cell) is not None for cell in given)
    return _Sample(
        numeric,
        numeric and all(whole(cell) is not None for cell in given),
        len(set(given)),
        max(map(len, given), default=0),
    )


def guess_columns(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    mapped: Mapping[str, Column] | None = None,
    metric: str | None = None,
) -> Layout | None:
    """What the columns are, None where the table is not one of results.

    `rows` are the first rows, `mapped` what a `runs.toml` says of columns, `metric` what the table as a whole is of
    (from its file's name, say) where columns are named by tasks or languages.
    """
    given = dict(mapped or {})
    samples = [_sample([row[at] for row in rows if at < len(row)]) for at in range(len(names))]
    columns: list[Column] = []
    guessed: list[str] = []
    for name, sample in zip(names, samples, strict=True):
        columns.append(given[name] if name in given else _by_name(name, sample))
    _one_each(columns, names, given)
    if any(column.role == "step" for column in columns):
        for at, name in enumerate(names):
            if columns[at].role == "option" and fold(name) in MEASURED_WHILE_TRAINING and samples[at].numeric:
                columns[at] = _measure(name)
    _settle_values(columns, names, metric, guessed)
    _unknown_measures(columns, names, samples, given, metric, guessed)
    if not any(column.role in {"measure", "value"} for column in columns):
        return None
    _attach_stderr(columns, names)
    for name, column in zip(names, columns, strict=True):
        if name not in given and column.role in LABELS and fold(name) != column.role:
            guessed.append(f"column {name!r} is the {column.role}")
    return Layout(tuple(columns), tuple(guessed))


def _by_name(name: str, sample: _Sample) -> Column:
    folded = fold(name)
    if set(folded.split("_")) & CLAIMED:
        return Column("ignore")
    if folded in EPOCHS and sample.numeric:
        return Column("step", metric="epoch")
    for role, known in NAMES.items():
        if folded in known:
            if role in {"step", "value", "stderr", "n", "shots"} and not sample.numeric:
                continue
            names = role in {"task", "model", "dataset", "language", "metric", "split"}
            if names and (sample.longest > LONGEST_LABEL or (sample.numeric and not sample.whole)):
                continue
            return Column(role)
    if sample.numeric and (is_metric(name) or task_and_metric(name)[0] is not None):
        return _measure(name)
    return Column("ignore") if sample.numeric or sample.longest > LONGEST_LABEL else Column("option")


def _measure(name: str) -> Column:
    plain = re.sub(r"\s*[(\[](?:%|\w{1,12}/?\w*)[)\]]\s*$", "", name)
    inside = name[len(plain) :].strip(" ()[]")
    parts = parts_of(plain)
    task, metric = task_and_metric(name) if parts.task is None else (parts.task, parts.metric)
    if task is None:
        metric = parts.metric
    percent = "%" in name or bool({"pct", "percent"} & set(fold(name).split("_")))
    told = unit_of(plain) or (unit_of(f"time_{inside}") if inside else None)
    scale: Scale | None = "percent" if percent and is_proportion(metric) else None
    return Column("measure", metric, task, parts.dataset, parts.language, parts.split, told, scale)


def _one_each(columns: list[Column], names: Sequence[str], given: Mapping[str, Column]) -> None:
    """One column for a role; a step outranks an epoch, and what a `runs.toml` says outranks both."""
    for role in (*LABELS, "step", "value", "stderr", "n"):
        places = [at for at, column in enumerate(columns) if column.role == role]
        places.sort(key=lambda at: (names[at] not in given, columns[at].metric == "epoch", at))
        for at in places[1:]:
            if names[at] not in given:
                columns[at] = Column("ignore" if role in {"step", "value", "stderr", "n"} else "option")


def _settle_values(columns: list[Column], names: Sequence[str], metric: str | None, guessed: list[str]) -> None:
    """A column of values belongs to a column that names the metric; without one its own name must do."""
    value = next((at for at, column in enumerate(columns) if column.role == "value"), None)
    named = next((at for at, column in enumerate(columns) if column.role == "metric"), None)
    if value is None:
        if named is not None:
            columns[named] = Column("option")
        return
    if named is None:
        columns[value] = Column("measure", metric or names[value].strip())
        if metric:
            guessed.append(f"column {names[value]!r} holds {metric}, as the file is called")
        return
    for at, column in enumerate(columns):
        if column.role == "measure":  # a second number of a row that is a measurement already
            columns[at] = Column("ignore")


def _unknown_measures(
    columns: list[Column],
    names: Sequence[str],
    samples: Sequence[_Sample],
    given: Mapping[str, Column],
    metric: str | None,
    guessed: list[str],
) -> None:
    """Columns of numbers with names that no metric goes by: tasks or languages beside systems, else metrics."""
    if any(column.role == "value" for column in columns):
        return
    free = [
        at
        for at, column in enumerate(columns)
        if column.role == "ignore" and samples[at].numeric and names[at] not in given and _may_measure(names[at])
    ]
    known = any(column.role == "measure" for column in columns)
    systems = any(column.role in {"model", "run"} for column in columns)
    if not systems and not known:
        systems = _take_names(columns, names, samples, free, guessed)
    if not systems and not known:
        return
    languages = [at for at in free if len(names[at].strip()) <= 7 and canonical_language(names[at])]
    if len(languages) < 2:
        languages = []
    for at in free:
        name = names[at].strip()
        if at in languages:
            columns[at] = Column("measure", metric or "score", language=name)
            guessed.append(f"column {name!r} is a language, its numbers are {metric or 'scores'}")
        elif not systems:
            columns[at] = Column("measure", name)
            guessed.append(f"column {name!r} is a metric")
        elif fold(name) in MEANS:
            columns[at] = Column("measure", f"{name} {metric or 'score'}")
        else:
            columns[at] = Column("measure", metric or "score", task=name)
            guessed.append(f"column {name!r} is a task, its numbers are {metric or 'scores'}")


def _take_names(
    columns: list[Column], names: Sequence[str], samples: Sequence[_Sample], free: list[int], guessed: list[str]
) -> bool:
    """A first column of names without a name that is known, before columns of decimals: the systems."""
    if not columns or columns[0].role != "option" or fold(names[0]) not in {"", "name", "unnamed_0"}:
        return False
    if not any(not samples[at].whole for at in free):
        return False
    columns[0] = Column("model")
    guessed.append("the first column names the models")
    return True


def _may_measure(name: str) -> bool:
    folded = fold(name)
    words = folded.split("_")
    return bool(folded) and folded not in IDLE and not set(words) & CLAIMED and words[-1] not in {"id", "idx", "seed"}


def _attach_stderr(columns: list[Column], names: Sequence[str]) -> None:
    """`acc_stderr` belongs to `acc`; a lone `stderr` to the one measure that there is."""
    folded = [fold(name) for name in names]
    measures = [at for at, column in enumerate(columns) if column.role == "measure"]
    for at in measures:
        for word in ("stderr", "se", "std_err"):
            if f"{folded[at]}_{word}" in folded:
                place = folded.index(f"{folded[at]}_{word}")
                column = columns[at]
                columns[place] = Column("ignore")
                columns[at] = Column(
                    "measure", column.metric, column.task, column.dataset, column.language, column.split, column.unit,
                    column.scale, place,
                )  # fmt: skip
