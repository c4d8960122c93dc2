"""What a language model is told: `prompts/<task>.md`, with task, version, output and variables in front.

The file has two parts: what the model is told, and below the line `# Material` the data it is told it about, where
each `{{variable}}` stands for a text. That text goes in between fences that do not occur in it and never longer than
the front matter allows, so that it can be told from an instruction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from synth.errors import InputError
from synth.models.llm import Request
from synth.shipped import shipped_folder

MARK = "\n# Material\n"
VARIABLE = re.compile(r"\{\{([a-z_]+)\}\}")
REINSTALL = "install synth again"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file: `variables` with their greatest lengths in characters, `output` names the answer's shape."""

    name: str
    task: str
    version: int
    output: str
    variables: Mapping[str, int]
    instructions: str
    material: str
    sha256: str
    criteria: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    """What a reviewer may find fault with, by name: the most points that it takes, and the fault in words."""

    @property
    def made_by(self) -> str:
        """What a report says about it."""
        return f"version {self.version}, sha256 {self.sha256}"

    def fill(self, texts: Mapping[str, str], papers: tuple[str, ...] = (), *, most: int = 4_000) -> Request:
        """The question with its data; `papers` are those whose text is in it, `most` bounds the answer in tokens.

        Raises ValueError for a variable that is missing, not known, or longer than the file allows.
        """
        if set(texts) != set(self.variables):
            raise ValueError(f"{self.name} takes {sorted(self.variables)}, not {sorted(texts)}")
        for variable, text in texts.items():
            if len(text) > self.variables[variable]:
                raise ValueError(f"{self.name}: {variable} is longer than {self.variables[variable]} characters")
        material = VARIABLE.sub(lambda match: fenced(match[1], texts[match[1]]), self.material)
        return Request(self.name, self.sha256, self.instructions, material, papers, most)


def fenced(name: str, text: str) -> str:
    """A text between two lines that do not occur in it."""
    number = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    while f"{name} {number}" in text:
        number = sha256(number.encode()).hexdigest()[:12]
    readable = text.encode("utf-8", "replace").decode()
    return f"<<<begin {name} {number}>>>\n{readable}\n<<<end {name} {number}>>>"


def load_prompt(name: str) -> Prompt:
    """The prompt of one task. Raises InputError where its file is absent or not of the shape described above."""
    path = shipped_folder("prompts") / f"{name}.md"
    try:
        whole = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the prompt {name!r} cannot be read: {path}", REINSTALL) from error
    return read_prompt(name, whole)


def read_prompt(name: str, whole: str) -> Prompt:
    """A prompt from its file's text. Raises InputError where that is not of the shape described above."""
    import yaml

    front, closed, body = whole.removeprefix("---\n").partition("\n---\n")
    try:
        loaded = yaml.safe_load(front) if whole.startswith("---\n") and closed else None
    except yaml.YAMLError:
        loaded = None
    fields: dict[str, Any] = loaded if isinstance(loaded, dict) else {}
    match fields:
        case {"task": str(task), "version": int(version), "output": str(output), "variables": dict(listed)}:
            pass
        case _:
            raise InputError(f"prompt {name}: task, version, output and variables must stand in front", REINSTALL)
    instructions, mark, material = body.partition(MARK)
    placed = VARIABLE.findall(material)
    if not mark or not instructions.strip() or VARIABLE.search(instructions):
        raise InputError(f"prompt {name}: it needs a text without variables, and # Material below", REINSTALL)
    if sorted(placed) != sorted(listed) or not all(isinstance(most, int) and most > 0 for most in listed.values()):
        raise InputError(f"prompt {name}: its variables are {sorted(listed)}, its material has {placed}", REINSTALL)
    digest = sha256(whole.encode()).hexdigest()
    faults = _criteria(name, fields.get("criteria", {}))
    return Prompt(name, task, version, output, dict(listed), instructions.strip(), material.strip(), digest, faults)


def _criteria(name: str, given: object) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    for fault, entry in given.items() if isinstance(given, dict) else [("", given)]:
        match entry:
            case [int() | float() as most, str(words)] if isinstance(fault, str) and fault and most > 0:
                found[fault] = (float(most), words)
            case _:
                raise InputError(f"prompt {name}: criterion {fault!r} needs its points and its words", REINSTALL)
    return found
