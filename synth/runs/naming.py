"""Names of models, numbers of shots and seeds out of options, paths and the names of files."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MODEL_OPTIONS = (
    "model_name_or_path", "hf_pretrained_model_name_or_path", "pretrained_model_name_or_path", "model_name",
    "base_model_name_or_path", "base_model", "_name_or_path", "pretrained", "model_id", "model_path", "model",
    "backbone", "arch",
)  # fmt: skip
"""Options that name the model, the plainest first."""
_SEED_OPTIONS = ("seed", "random_seed", "manual_seed", "seed_everything")
_TASK_OPTIONS = ("task_name", "finetuning_task", "task", "dataset_name", "dataset", "dataset_config_name", "benchmark")

_GENERIC = frozenset(
    """lm lms hf huggingface hub models model ckpt ckpts checkpoint checkpoints output outputs out results result runs
    run logs log exp exps experiment experiments final best last weights pretrained snapshot snapshots data home mnt
    scratch tmp cache .cache work user users root opt srv content drive nfs shared pytorch transformers llm llms
    saved_models save saves converted artifacts""".split()
)
"""Folder names that name no model."""
_SIZE = re.compile(r"\d+(?:[.p]\d+)?[bBmMkK]?|(?:x{1,3}[ls]|base|small|large|tiny|mini|medium|huge|chat|instruct)")
"""A last part of a path that says which of a family's models it is, not of which family."""
_CHECKPOINT = re.compile(
    r"(?:checkpoint|ckpt|step|epoch|global_step|iter)[-_=]?\d+(?:-v\d+)?|checkpoint-\w+|[0-9a-f]{40}", re.IGNORECASE
)
_FILE_END = re.compile(r"\.(?:bin|pt|pth|ckpt|safetensors|gguf|h5|onnx|tar|gz|msgpack)$", re.IGNORECASE)
_CACHED = re.compile(r"models--(?:([^/\\]+?)--)?([^/\\]+)")
"""How the hub's cache names the folder of a model."""
_HUB = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_SHOTS = re.compile(r"(?<![A-Za-z0-9])(\d{1,4})[-_ ]?shots?(?![A-Za-z])", re.IGNORECASE)
_SHOT_WORDS = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_SHOT_WORD = re.compile(rf"(?<![A-Za-z])({'|'.join(_SHOT_WORDS)})[-_ ]shots?(?![A-Za-z])", re.IGNORECASE)
_SEED = re.compile(r"(?<![A-Za-z0-9])(?:seed|rng)[-_=]?(\d{1,10})(?!\d)", re.IGNORECASE)


def is_path(name: str) -> bool:
    """Whether a model is given as a place on a disk, not by its name on a hub ("bigscience/bloom-1b1")."""
    if re.match(r"(?:[/~\\]|\.{1,2}[/\\]|[A-Za-z]:[/\\]|\w+://)", name) or "\\" in name:
        return True
    if "/" not in name:
        return False
    return (
        not _HUB.fullmatch(name)
        or name.partition("/")[0].lower() in _GENERIC
        or bool(_CHECKPOINT.fullmatch(name.rpartition("/")[2]))
    )


def model_name(text: str) -> str | None:
    """The model that an option names; a path gives its last telling parts: ".../LLaMA/lm/huggingface/7B" is "LLaMA-7B".

    None for an empty text and a path without a telling part.
    """
    stripped = text.strip().strip("\"'")
    if not stripped or not is_path(stripped):
        return stripped or None
    if cached := _CACHED.search(stripped):
        return f"{cached[1]}/{cached[2]}" if cached[1] else cached[2]
    parts = [part for part in re.split(r"[/\\]+", stripped) if part and part not in (".", "..", "~")]
    if parts and parts[0].endswith(":"):
        parts = parts[1:]
    if parts and _FILE_END.search(parts[-1]):
        stem = _FILE_END.sub("", parts[-1])
        parts[-1:] = [] if re.fullmatch(r"(?:pytorch_|tf_|flax_)?model(?:-\d+-of-\d+)?|weights", stem) else [stem]
    telling = [part for part in parts if part.lower() not in _GENERIC and not _CHECKPOINT.fullmatch(part)]
    if not telling:
        return None
    if _SIZE.fullmatch(telling[-1]) and len(telling) > 1:
        return f"{telling[-2]}-{telling[-1]}"
    return telling[-1]


def model_options(text: str) -> dict[str, str]:
    """The options of lm-evaluation-harness's `model_args`: "pretrained=gpt2,dtype=float16". Commas in brackets stay."""
    options: dict[str, str] = {}
    for part in re.split(r",(?![^\[{(]*[\]})])", text):
        name, equals, value = part.partition("=")
        if equals and name.strip():
            options[name.strip()] = value.strip()
    return options


def shots_of(text: str) -> int | None:
    """The number of shots that a name tells: "bloom-3b_xnli_0-shot", "mmlu_5shot", "zero-shot"; None where none."""
    if match := _SHOTS.search(text):
        return int(match[1])
    word = _SHOT_WORD.search(text)
    return _SHOT_WORDS[word[1].lower()] if word else None


def seed_of(text: str) -> str | None:
    """The seed that a name tells: "mnli/seed2", "run_seed-42"; the last one where there are several."""
    found: list[str] = _SEED.findall(text)
    return found[-1] if found else None


def option(options: Mapping[str, str], name: str) -> str | None:
    """The option of this name, also where it is nested (`args.seed`) or a hydra group (`model/name`)."""
    if name in options:
        return options[name] or None
    return next((options[key] for key in sorted(options) if re.split(r"[./]", key)[-1] == name and options[key]), None)


def model_among(options: Mapping[str, str]) -> str | None:
    """The model that options name, None where they name none."""
    for name in _MODEL_OPTIONS:
        if (value := option(options, name)) and (model := model_name(value)):
            return model
    return None


def seed_among(options: Mapping[str, str]) -> str | None:
    """The seed that options name, None where they name none."""
    for name in _SEED_OPTIONS:
        value = option(options, name)
        if value and re.fullmatch(r"-?\d{1,20}", value):
            return value
    return None


def task_among(options: Mapping[str, str]) -> str | None:
    """The one task or dataset that options name, None where they name none, several or a file."""
    for name in _TASK_OPTIONS:
        value = options.get(name)
        if value and re.fullmatch(r"[\w.+-]{1,80}(?:/[\w.+-]{1,80})?", value) and not re.fullmatch(r"[\d.]+", value):
            return value
    return None
