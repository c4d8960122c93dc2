"""Where the files that ship with synth lie: `prompts/` and `corpora/`, in a wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path


def shipped_folder(name: str) -> Path:
    """The folder `name` ("prompts" or "corpora") of this installation."""
    package = Path(__file__).parent
    inside_wheel = package / "_shipped" / name
    return inside_wheel if inside_wheel.is_dir() else package.parent / name
