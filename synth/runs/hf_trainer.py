"""What Hugging Face's Trainer leaves: `trainer_state.json` with its log history, `all_results.json` and its parts.

A directory is one run, its `checkpoint-N` folders with it: their states are earlier copies of the same history. In the
history rows of training, rows of evaluation and one summary of the training stand in one list. An evaluation after that
summary is no further step but the final evaluation (of the best model, with `load_best_model_at_end`): its pick is
"final", like that of the result files. `best_metric` is "best". `training_args.bin` is a pickle and is never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from synth.records import Problem, Run
from synth.runs.files import Directory, Found, LogFile
from synth.runs.json_values import Json, Number, read_object, settings_of, text_of, whole
from synth.runs.naming import model_among, seed_among, seed_of, task_among
from synth.runs.scores import MetricKey, metric_key
from synth.runs.series import Point, measurements_of, place_of
from synth.runs.yaml_values import parse_yaml

FORMAT = "hf_trainer"
_CHECKPOINT_STATE = re.compile(r"checkpoint-(\d+)/trainer_state\.json")
_IN_CHECKPOINT = re.compile(r"checkpoint-\d+/(?:trainer_state\.json|config\.json|training_args\.bin|.+_results\.json)")
_RESULTS = re.compile(r"(?:all|train|eval|predict|test|validation)_results(?:_\w+)?\.json")
_BESIDE = ("config.json", "adapter_config.json", "training_args.json", "args.json")
_NOT_METRICS = frozenset({"epoch", "step", "total_flos", "num_input_tokens_seen", "learning_rate"})
_STATE_SETTINGS = (
    "max_steps", "num_train_epochs", "train_batch_size", "eval_steps", "logging_steps", "save_steps",
    "best_model_checkpoint",
)  # fmt: skip
_EVALUATION_SET = re.compile(r"(?:eval|test|predict)_(.+)_(?:runtime|samples_per_second|steps_per_second|loss)")


def read(directory: Directory) -> Found | None:
    """The run that the directory is, None where it holds neither a state nor result files of the Trainer."""
    states = _states(directory)
    results = [file for file in directory.direct() if _RESULTS.fullmatch(_base(file))]
    if not states and not any(_is_results(file) for file in results):
        return None
    problems: list[Problem] = []
    taken = {file.name for file in states}
    state = _first_whole(states, problems)
    written: list[tuple[LogFile, dict[str, Json]]] = []
    for file in sorted(results, key=lambda one: (not _base(one).startswith("all_"), one.name)):
        content = read_object(file)
        if isinstance(content, Problem):
            problems.append(content)
        else:
            written.append((file, content))
        taken.add(file.name)
    options, beside = _options(directory)
    taken |= beside | {file.name for name, file in directory.files.items() if _IN_CHECKPOINT.fullmatch(name)}
    history = _rows(state[1]) if state else []
    run = Run(
        id=place_of(directory),
        format=FORMAT,
        files=tuple(sorted(taken)),
        model=model_among(options),
        seed=seed_among(options) or seed_of(directory.name),
        finished=_finished(state[1], history) if state else None,
        settings=settings_of({**options, **({name: state[1].get(name) for name in _STATE_SETTINGS} if state else {})}),
    )
    points = [*_history(state[0], history)] if state else []
    points += _final(state, history, written)
    points += _best(*state) if state else []
    sets = _evaluation_sets(points)
    found, repeated = measurements_of(run, points, name=lambda key: _named(key, sets), task=task_among(options))
    return Found((run,), found, frozenset(taken), (*problems, *repeated))


def _base(file: LogFile) -> str:
    return file.name.rpartition("/")[2]


def _states(directory: Directory) -> list[LogFile]:
    """The states of the run, its own first, then those of its checkpoints from the last to the first."""
    own = [file for name, file in directory.files.items() if name == "trainer_state.json"]
    checkpoints = [(int(match[1]), name) for name in directory.files if (match := _CHECKPOINT_STATE.fullmatch(name))]
    states = own + [directory.files[name] for _, name in sorted(checkpoints, reverse=True)]
    return [file for file in states if b'"log_history"' in file.head or b'"global_step"' in file.head]


def _is_results(file: LogFile) -> bool:
    """Whether a file of results is the Trainer's: it writes the time of every evaluation, or the epoch, beside it."""
    return bool(re.search(rb'"(?:\w+_runtime|\w+_samples_per_second|epoch)"\s*:', file.head))


def _first_whole(states: list[LogFile], problems: list[Problem]) -> tuple[LogFile, dict[str, Json]] | None:
    """The first state that can be read; a damaged one is a Problem, those behind a whole one are not opened."""
    for file in states:
        content = read_object(file)
        if not isinstance(content, Problem):
            return file, content
        problems.append(content)
    return None


def _options(directory: Directory) -> tuple[dict[str, str], set[str]]:
    """The options that stand beside the state (model configuration, arguments, model card), and their files' names."""
    options: dict[str, str] = {}
    names: set[str] = set()
    for name in _BESIDE:
        file = directory.files.get(name) or _in_last_checkpoint(directory, name)
        content = read_object(file) if file is not None and file.size < 2**20 else None
        if file is not None and isinstance(content, dict):
            options = {**dict(settings_of(content)), **options}
            names.add(file.name)
    if "training_args.bin" in directory.files:
        names.add(directory.files["training_args.bin"].name)
    card = directory.files.get("README.md")
    if card is not None and model_among(options) is None and (base := _card_model(card)):
        options["base_model"] = base
    return options, names


def _in_last_checkpoint(directory: Directory, name: str) -> LogFile | None:
    found = [
        (int(match[1]), place)
        for place in directory.files
        if (match := re.fullmatch(rf"checkpoint-(\d+)/{name}", place))
    ]
    return directory.files[max(found)[1]] if found else None


def _card_model(card: LogFile) -> str | None:
    front = re.match(r"---\r?\n(.{0,20000}?)\r?\n---", card.head.decode("utf-8", "replace"), re.DOTALL)
    try:
        content = parse_yaml(front[1]) if front else None
    except ValueError:
        return None
    return text_of(content.get("base_model")) if isinstance(content, dict) else None


def _rows(state: Mapping[str, Json]) -> list[tuple[int, dict[str, Json]]]:
    history = state.get("log_history")
    return (
        [(place, row) for place, row in enumerate(history) if isinstance(row, dict)]
        if isinstance(history, list)
        else []
    )


def _summary(history: list[tuple[int, dict[str, Json]]]) -> int | None:
    """Where the row stands that ends a training; the last one, where training was gone on with."""
    return max((place for place, row in history if "train_runtime" in row), default=None)


def _finished(state: Mapping[str, Json], history: list[tuple[int, dict[str, Json]]]) -> bool:
    step, end = whole(state.get("global_step")), whole(state.get("max_steps"))
    return _summary(history) is not None or (step is not None and end is not None and step >= end > 0)


def _history(file: LogFile, history: list[tuple[int, dict[str, Json]]]) -> Iterator[Point]:
    summary = _summary(history)
    for place, row in history:
        if summary is not None and place >= summary:
            return
        yield from _row_points(file, row, f"log_history.{place}", "step")


def _row_points(file: LogFile, row: Mapping[str, Json], where: str, pick: str) -> Iterator[Point]:
    step = whole(row.get("step"))
    for key, value in row.items():
        if isinstance(value, Number) and key not in _NOT_METRICS and "train_runtime" not in row:
            yield Point(key, value, file.name, step, None, "step" if pick == "step" else "final", f"{where}.{key}")


def _final(
    state: tuple[LogFile, dict[str, Json]] | None,
    history: list[tuple[int, dict[str, Json]]],
    written: list[tuple[LogFile, dict[str, Json]]],
) -> list[Point]:
    """What the run came to: the result files, then what only the history has behind its summary. Each key once."""
    step = whole(state[1].get("global_step")) if state else None
    found: dict[str, Point] = {}
    for file, content in written:
        for key, value in content.items():
            if isinstance(value, Number) and key not in _NOT_METRICS and not key.endswith("_samples"):
                count = whole(content.get(f"{key.partition('_')[0]}_samples"))
                found.setdefault(key, Point(key, value, file.name, step, None, "final", n=count))
    summary = _summary(history)
    if state and summary is not None:
        later: dict[str, Point] = {}
        for place, row in history:
            if place >= summary:
                for key, value in row.items():
                    if isinstance(value, Number) and key not in _NOT_METRICS:
                        row_step = whole(row.get("step"))
                        later[key] = Point(
                            key, value, state[0].name, row_step, None, "final", f"log_history.{place}.{key}"
                        )
        for key, point in later.items():
            found.setdefault(key, point)
    return list(found.values())


def _best(file: LogFile, state: Mapping[str, Json]) -> list[Point]:
    """The best value of the metric that the model was chosen by: the state has its value and its step, not its name.

    The name is that of a row of that step with the same value; where several have it, of the first that is no loss.
    """
    value = state.get("best_metric")
    checkpoint = text_of(state.get("best_model_checkpoint")) or ""
    ending = re.search(r"checkpoint-(\d{1,18})/?$", checkpoint)
    step = whole(state.get("best_global_step"))
    step = int(ending[1]) if step is None and ending else step
    if not isinstance(value, Number) or step is None:
        return []
    keys = [
        key
        for _, row in _rows(state)
        if whole(row.get("step")) == step
        for key, written in row.items()
        if written == value and key not in _NOT_METRICS
    ]
    chosen = next((key for key in keys if "loss" not in key), keys[0] if keys else None)
    return [Point(chosen, value, file.name, step, None, "best", "best_metric")] if chosen is not None else []


def _evaluation_sets(points: list[Point]) -> frozenset[str]:
    """The names of the evaluation sets, told by the times and losses that the Trainer writes for each."""
    return frozenset(match[1] for point in points if (match := _EVALUATION_SET.fullmatch(point.key)))


def _named(key: str, sets: frozenset[str]) -> MetricKey:
    """A key of the history: one without a split is of training ("loss", "grad_norm")."""
    named = metric_key(key, sets)
    if named.split is None and named.task is None and key in ("loss", "grad_norm"):
        return MetricKey(named.metric, "train")
    return named
