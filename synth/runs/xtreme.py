"""Output of the XTREME benchmark's programs (google-research/xtreme).

`evaluate.py` prints, for each task, blocks of languages and percentages and then averages over the languages:

    ====== xnli ======

    ------ accuracy ------
    ar, bg, de
    71.20, 77.01, 75.49

    accuracy: 74.57
    metric: 74.57

`run_classify.py` and `run_tag.py` write `test_results.txt` and `dev_results.txt`, fractions by language, each
prediction appended to those before it:

    ======= Predict using the model from DIR for test:        =====================
    en=0.8534930139720559                                     language=en
    total=0.7345                                              f1 = 0.8123
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from synth.records import Problem, Run, Scale
from synth.runs.files import Directory, Found, LogFile
from synth.runs.json_values import number
from synth.runs.naming import model_name
from synth.runs.scores import MetricKey, is_proportion, split_of
from synth.runs.series import Point, measurements_of

FORMAT = "xtreme"
LARGEST = 4 * 2**20
"""Bytes of an output: the evaluator's whole benchmark takes 20 kB."""
_TASK = re.compile(r"====== (\w{1,40}) ======")
_METRIC = re.compile(r"------ (\w{1,40}) ------")
_AVERAGE = re.compile(r"(\w{1,40}): (-?\d+\.\d+|nan)")
_PREDICTION = re.compile(r"======= Predict using the model from (.{0,500}?)(?: for (\w{1,40}))?:")
_BY_LANGUAGE = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?|total)=(\S{1,40})")
_TAGGED = re.compile(r"language=([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)")
_TAG_METRIC = re.compile(r"(\w{1,40}) = (\S{1,40})")
_SEPARATOR = "\x1f"


def read(directory: Directory) -> Found | None:
    """The outputs that lie in the directory itself, each a run; None where there is none."""
    parts = [part for file in directory.direct() if (part := _read_file(file)) is not None]
    if not parts:
        return None
    return Found(
        tuple(run for part in parts for run in part.runs),
        tuple(measurement for part in parts for measurement in part.measurements),
        frozenset(name for part in parts for name in part.taken),
        tuple(problem for part in parts for problem in part.problems),
    )


def _read_file(file: LogFile) -> Found | None:
    if file.size > LARGEST or file.name.endswith((".json", ".csv", ".tsv", ".jsonl", ".yaml", ".bin", ".py")):
        return None
    head = file.head.decode("utf-8", "replace")
    evaluated = re.search(r"^====== \w{1,40} ======\r?\n\s*^------ \w{1,40} ------", head, re.MULTILINE)
    predicted = re.search(
        r"^(?:======= Predict using the model from|={21}\r?\nlanguage=\w+\r?\n\w+ = )", head, re.MULTILINE
    )
    if not evaluated and not predicted:
        return None
    try:
        lines = file.path.read_bytes()[:LARGEST].decode("utf-8", "replace").splitlines()
    except OSError as error:
        return Found((), (), frozenset({file.name}), (Problem(file.name, f"the file could not be read: {error}"),))
    model = next((match[1] for line in lines if (match := _PREDICTION.match(line))), None)
    run = Run(id=file.name, format=FORMAT, files=(file.name,), model=model_name(model) if model else None)
    problems: list[Problem] = []
    points = list(_evaluated(file, lines, problems) if evaluated else _predicted(file, lines))
    scales: dict[str, Scale | None] | None = None
    if evaluated:  # evaluate.py multiplies everything by 100
        scales = {point.key: "percent" for point in points if is_proportion(_named(point.key).metric)}
        scales |= {point.key: "percent" for point in points if _named(point.key).metric == "metric"}
    found, repeated = measurements_of(run, points, name=_named, scales=scales)
    return Found((run,), found, frozenset({file.name}), (*problems, *repeated))


def _named(key: str) -> MetricKey:
    split, task, language, metric = key.split(_SEPARATOR)
    return MetricKey(
        metric,
        split or None,
        f"{task}_{language}" if task and language else task or None,
        task or None,
        language or None,
    )


def _evaluated(file: LogFile, lines: list[str], problems: list[Problem]) -> Iterator[Point]:
    task, metric, languages = "", "", [""]
    for line, text in enumerate(lines, start=1):
        if match := _TASK.fullmatch(text):
            task, metric, languages = match[1], "", []
        elif match := _METRIC.fullmatch(text):
            metric, languages = match[1], []
        elif task and (match := _AVERAGE.fullmatch(text)):
            if (value := number(match[2])) is not None:
                key = _SEPARATOR.join(("test", task, "", match[1]))
                yield Point(key, value, file.name, line=line, place=f"{task}.{match[1]}")
        elif task and metric and re.fullmatch(r"[\w-]{2,12}(?:, [\w-]{2,12})*", text) and not languages:
            languages = text.split(", ")
        elif task and metric and languages and text:
            values = [number(word) for word in text.split(", ")]
            if len(values) != len(languages):
                problems.append(Problem(f"{file.name}:{line}", "as many scores as languages were expected; left out"))
            else:
                for language, score in zip(languages, values, strict=True):
                    if score is not None:
                        key = _SEPARATOR.join(("test", task, language, metric))
                        yield Point(key, score, file.name, line=line, place=f"{task}.{metric}.{language}")
            languages, metric = [], ""


def _predicted(file: LogFile, lines: list[str]) -> Iterator[Point]:
    base = file.name.rpartition("/")[2]
    named = split_of(re.split(r"[_.-]", base)[0]) or ""
    split, language = named, ""
    for line, text in enumerate(lines, start=1):
        if match := _PREDICTION.match(text):
            split = (split_of(match[2]) or match[2]) if match[2] else named
        elif match := _TAGGED.fullmatch(text):
            language = match[1]
        elif match := _BY_LANGUAGE.fullmatch(text):
            if (value := number(match[2])) is not None:
                of = "" if match[1] == "total" else match[1]
                yield Point(_SEPARATOR.join((split, "", of, "acc")), value, file.name, line=line, place=match[1])
        elif (match := _TAG_METRIC.fullmatch(text)) and language and (value := number(match[2])) is not None:
            key = _SEPARATOR.join((split, "", language, match[1]))
            yield Point(key, value, file.name, line=line, place=f"{language}.{match[1]}")
