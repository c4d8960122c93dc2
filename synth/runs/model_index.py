"""Scores that a model's page on the Hugging Face hub states.

They stand in the `model-index` of a README's front matter, or in the YAML files of `.eval_results`.
They are what somebody says of a model, in a form for machines; each model of a page, and each file, is a run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from synth.records import Measurement, Problem, Run
from synth.runs.files import Directory, Found, LogFile
from synth.runs.json_values import Json, Number, number, settings_of, text_of
from synth.runs.languages import canonical_language, language_of
from synth.runs.naming import model_name, shots_of
from synth.runs.scores import scale_of, split_of, unit_of
from synth.runs.yaml_values import LARGEST, parse_yaml, read_yaml

FORMAT = "model_index"
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)


def read(directory: Directory) -> Found | None:
    """The models of the pages and the files of results in the directory itself, None where there is none."""
    runs: list[Run] = []
    found: list[Measurement] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for file in directory.direct():
        if file.name.lower().endswith(".md"):
            parts = _page(file)
        elif file.name.lower().endswith((".yaml", ".yml")):
            parts = _results(file)
        else:
            continue
        if isinstance(parts, Problem):
            problems.append(parts)
        elif parts is not None:
            runs += (run for run, _ in parts)
            found += (measurement for _, measurements in parts for measurement in measurements)
        if parts is not None:
            taken.add(file.name)
    return Found(tuple(runs), tuple(found), frozenset(taken), tuple(problems)) if taken else None


_Parts = list[tuple[Run, list[Measurement]]]


def _page(file: LogFile) -> _Parts | Problem | None:
    head = file.head
    if not head.lstrip(b"\xef\xbb\xbf").startswith(b"---"):
        return None
    try:
        with file.path.open("rb") as stream:
            text = stream.read(LARGEST).decode("utf-8-sig", "replace")
    except OSError as error:
        return Problem(file.name, f"the file could not be read: {error.strerror or error}")
    front = _FRONT.match(text)
    if front is None or not re.search(r"^model-index\s*:", front[1], re.MULTILINE):
        return None
    try:
        content = parse_yaml(front[1])
    except ValueError as error:
        return Problem(file.name, f"the model-index could not be read: damaged YAML: {error}")
    models = content.get("model-index") if isinstance(content, dict) else None
    parts: _Parts = []
    for place, model in enumerate(models if isinstance(models, list) else []):
        if isinstance(model, dict):
            name = text_of(model.get("name"))
            run = Run(
                id=file.name if place == 0 else f"{file.name}#{place}",
                format=FORMAT,
                files=(file.name,),
                model=model_name(name) if name else None,
            )
            parts.append((run, _stated(run, file, model, place)))
    return parts


def _stated(run: Run, file: LogFile, model: Mapping[str, Json], place: int) -> list[Measurement]:
    found: list[Measurement] = []
    results = model.get("results")
    for at, result in enumerate(results if isinstance(results, list) else []):
        if not isinstance(result, dict):
            continue
        metrics = result.get("metrics")
        rows = [metric for metric in metrics if isinstance(metric, dict)] if isinstance(metrics, list) else []
        dataset = _fields(result, "dataset")
        values = [str(value) for metric in rows if (value := _value(metric.get("value"))) is not None]
        for row, metric in enumerate(rows):
            value = _value(metric.get("value"))
            name = text_of(metric.get("type")) or text_of(metric.get("name"))
            if value is None or name is None:
                continue
            found.append(
                _measurement(
                    run,
                    file,
                    name,
                    value,
                    dataset=text_of(dataset.get("type")) or text_of(dataset.get("name")),
                    config=text_of(metric.get("config")) or text_of(dataset.get("config")),
                    split=text_of(dataset.get("split")),
                    values=values,
                    key=f"model-index.{place}.results.{at}.metrics.{row}.value",
                    shots=shots_of(text_of(dataset.get("name")) or ""),
                )
            )
    return found


def _results(file: LogFile) -> _Parts | Problem | None:
    """The entries of a file of `.eval_results`: [{dataset: {id, task_id}, value}]; it names no metric and no model."""
    if not (b"dataset:" in file.head and b"task_id:" in file.head and b"value:" in file.head):
        return None
    content = read_yaml(file)
    if isinstance(content, Problem):
        return content
    if not isinstance(content, list) or not all(isinstance(entry, dict) and "dataset" in entry for entry in content):
        return None
    notes = {f"{at}.notes": entry.get("notes") for at, entry in enumerate(content) if isinstance(entry, dict)}
    before, inside, _ = f"/{file.name}".rpartition("/.eval_results/")
    run = Run(
        id=file.name,
        format=FORMAT,
        files=(file.name,),
        model="/".join(before.strip("/").split("/")[-2:]) or None if inside else None,
        settings=settings_of(notes),
    )
    found: list[Measurement] = []
    for at, entry in enumerate(content):
        value = _value(entry.get("value")) if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or value is None:
            continue
        dataset = _fields(entry, "dataset")
        config = text_of(dataset.get("task_id"))
        found.append(
            _measurement(
                run,
                file,
                "score",
                value,
                dataset=text_of(dataset.get("id")),
                config=None if config == "default" else config,
                split=None,
                values=[value],
                key=f"{at}.value",
                shots=shots_of(text_of(entry.get("notes")) or ""),
            )
        )
    return [(run, found)]


def _measurement(
    run: Run,
    file: LogFile,
    metric: str,
    value: Number,
    *,
    dataset: str | None,
    config: str | None,
    split: str | None,
    values: list[str],
    key: str,
    shots: int | None,
) -> Measurement:
    """`config` is the dataset's configuration: a language ("de", "xnli_de"), or a task of a benchmark ("mnli")."""
    named = language_of(config) if config else None
    language = named[1] if named else config if config and canonical_language(config) else None
    return Measurement(
        run=run.id,
        format=FORMAT,
        model=run.model,
        task=config if config and config != "default" and language != config else dataset,
        dataset=dataset,
        language=language,
        split=(split_of(split) or split) if split else None,
        metric=metric,
        value=str(value),
        stderr=None,
        n=None,
        seed=None,
        step=None,
        scale=scale_of(metric, values),
        file=file.name,
        key=key,
        shots=shots,
        unit=unit_of(metric),
    )


def _fields(entry: Mapping[str, Json], name: str) -> dict[str, Json]:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _value(value: Json) -> Number | None:
    """A stated value; some pages write it as text, with a percent sign or in a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return number(value.removesuffix("%")) if isinstance(value, str) else None
