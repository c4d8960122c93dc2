"""The reviewers' rubrics: `prompts/review-<name>.md`, with the task and the version in front."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from synth.errors import InputError
from synth.shipped import shipped_folder


@dataclass(frozen=True, slots=True)
class Rubric:
    """What a reviewer was told to look at."""

    reviewer: str
    task: str
    version: int
    text: str
    sha256: str


def load_rubric(reviewer: str) -> Rubric:
    """The rubric of one reviewer.

    Raises InputError where the file is absent, unreadable, or lacks its task, its version or its text.
    """
    import yaml

    path = shipped_folder("prompts") / f"review-{reviewer}.md"
    try:
        whole = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the rubric of the reviewer {reviewer!r} cannot be read: {path}", "install synth again"
        ) from error
    _, _, rest = whole.partition("---\n")
    front, mark, body = rest.partition("\n---\n")
    try:
        fields = yaml.safe_load(front)
    except yaml.YAMLError as error:
        raise InputError(f"{path}: the front matter is not YAML", "install synth again") from error
    if (
        not whole.startswith("---\n")
        or not mark
        or not isinstance(fields, dict)
        or not isinstance(fields.get("task"), str)
        or not isinstance(fields.get("version"), int)
        or not body.strip()
    ):
        raise InputError(f"{path}: a rubric needs task and version in front, and a text", "install synth again")
    text = " ".join(body.split())
    return Rubric(reviewer, fields["task"], fields["version"], text, sha256(whole.encode()).hexdigest())
