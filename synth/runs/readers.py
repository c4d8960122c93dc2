"""Every format in the order in which they are tried: those that one program writes first, those of any shape last."""

from __future__ import annotations

import re

from synth.records import Problem, Run
from synth.runs import (
    delimited,
    hf_trainer,
    jiant,
    json_tree,
    lightning,
    lm_eval,
    mlflow,
    model_index,
    tensorboard,
    training_log,
    wandb,
    xtreme,
)
from synth.runs.files import FileRead, LogFile, Reader
from synth.runs.recorder import Recorder
from synth.runs.toml_map import Entry
from synth.runs.walk import UNPACK, is_archive

READERS: tuple[Reader, ...] = (
    lm_eval.read,
    hf_trainer.read,
    jiant.read,
    mlflow.read,
    wandb.read,
    tensorboard.read,
    lightning.read,
    xtreme.read,
    model_index.read,
)
DOCUMENT = re.compile(
    r"(?:^|/)(?:licen[cs]e|copying|notice|authors|readme|changelog|citation)[^/]*$"
    r"|\.(?:md|rst|tex|html?|pdf|py|pyc|ipynb|sh|c|cu|cpp|h|js|css|bib|toml|lock|ini|cfg)$",
    re.IGNORECASE,
)
OWN = {"runs.toml": "it says how to read the logs"}
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"RIFF")
WEIGHTS = re.compile(
    r"\.(?:bin|pt|pth|ckpt|safetensors|onnx|h5|msgpack|npy|npz|pkl|pickle|gguf|arrow|parquet)$", re.IGNORECASE
)


def read_generic(file: LogFile, recorder: Recorder, entry: Entry) -> delimited.Outcome:
    """What one file of no program's own format holds, by its content. Never raises for what the file holds."""
    before = recorder.count
    try:
        outcome = _read(file, recorder, entry)
    except OSError as error:
        why = f"it cannot be read: {error.strerror or error}"
        return FileRead(file.name, None, why), [], [Problem(file.name, why, "check its permissions")]
    except RecursionError:
        why = "it is nested too deeply"
        return FileRead(file.name, None, why), [], [Problem(file.name, why)]
    if recorder.count == before and entry.format not in {None, "ignore"} and not outcome[2]:
        problem = Problem(file.name, f"runs.toml calls it {entry.format}, but no measurement was found in it")
        return outcome[0], outcome[1], [problem]
    return outcome


def _read(file: LogFile, recorder: Recorder, entry: Entry) -> delimited.Outcome:
    why = _no_log(file, entry)
    if why is not None:
        return _aside(file, why)
    head = file.head
    if entry.format is None and head.startswith(PICTURES):
        return _aside(file, "not a log: a picture or a document")
    if is_archive(head):
        message = "a packed file was not read"
        return FileRead(file.name, None, message), [], [Problem(file.name, message, UNPACK)]
    kind = entry.format or format_of(head)
    if kind is None:
        return _aside(file, "not a log: binary, of no format that is known")
    if kind == "json":
        return json_tree.read_json_file(file, recorder, entry)
    if kind == "jsonl":
        return delimited.read_json_lines(file, recorder, entry)
    if kind in {"csv", "tsv"}:
        outcome = delimited.read_delimited(file, recorder, entry)
        if outcome[1] or entry.format is not None:
            return outcome
        logged = training_log.read_training_log(file, recorder)
        return logged if logged[1] else outcome
    return training_log.read_training_log(file, recorder)


def _aside(file: LogFile, why: str) -> tuple[FileRead, list[Run], list[Problem]]:
    return FileRead(file.name, None, why), [], []


def _no_log(file: LogFile, entry: Entry) -> str | None:
    """Why a file is not looked into at all."""
    base = file.name.rpartition("/")[2]
    if base in OWN:
        return OWN[base]
    if entry.format == "ignore":
        return "runs.toml says to leave it out"
    if not file.size:
        return "empty"
    if entry.format is not None:
        return None
    if DOCUMENT.search(file.name):
        return "not a log: a document, a program or its settings"
    return "not a log: weights or arrays" if WEIGHTS.search(base) else None


def format_of(head: bytes) -> str | None:
    """What a text file's beginning looks like: "json", "jsonl", "csv", else "training_log"; None for a binary file."""
    encoding = training_log.encoding_of(head)
    text = head.decode(encoding, "replace")
    if encoding != "utf-16" and b"\0" in head[:8192]:
        return None
    begun = text.lstrip("\N{BYTE ORDER MARK} \t\r\n")
    if begun.startswith("{"):
        lines = [line.strip() for line in begun.splitlines()[:3]]
        ended = [line.startswith("{") and line.endswith("}") for line in lines if line]
        if len(ended) > 1 and all(ended[:-1]) and _is_json(lines[0]):
            return "jsonl"
        return "json" if _begins_as_json(begun) else "training_log"
    if begun.startswith("["):
        return (
            "json"
            if re.match(r"\[\s*[\[{\"\d\]-]", begun) and not re.match(r"\[\d[^\]]*\]\s*\w", begun)
            else "training_log"
        )
    first = begun.split("\n", 1)[0]
    return "csv" if delimited.delimiter_of(first) is not None and len(first) < 100_000 else "training_log"


def _is_json(line: str) -> bool:
    from synth.runs.json_values import parse

    try:
        return isinstance(parse(line), dict)
    except ValueError:
        return False


def _begins_as_json(text: str) -> bool:
    """Whether an object begins with a quoted name: a printed Python dictionary has other quotes."""
    return re.match(r'\{\s*(?:"|\})', text) is not None
