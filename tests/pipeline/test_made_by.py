"""What made a report."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from synth import __version__
from synth.models.embedder import Embedder
from synth.pipeline.made_by import code_hash, folder_hash, made_by
from synth.pipeline.shelves import DEFAULT, Limits

MODEL = Embedder("made@0", 2, lambda _text: np.zeros(2, dtype=np.float32))


def test_everything_that_the_bytes_depend_on_is_named() -> None:
    made = made_by((), MODEL, {"offline": "yes"}, DEFAULT)
    assert made["synth"] == __version__
    assert made["code"] == code_hash()
    assert made["embedder"] == "made@0"
    assert made["figures"].startswith("matplotlib 3.")
    assert made["option offline"] == "yes"
    assert made["option max-papers"] == "20"
    assert len(made["prompts"]) == 16
    assert made != made_by((), MODEL, {"offline": "yes"}, Limits(max_claims=3))


def test_a_hash_is_of_names_and_contents_and_of_nothing_else(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    (first / "a.md").write_text("a")
    (first / "b.md").write_text("b")
    (first / "c.txt").write_text("not looked at")
    second = tmp_path / "second"
    shutil.copytree(first, second)
    (second / "c.txt").write_text("other")
    assert folder_hash(first, "*.md") == folder_hash(second, "*.md")
    (second / "a.md").write_text("b")
    (second / "b.md").write_text("a")
    assert folder_hash(first, "*.md") != folder_hash(second, "*.md")
    (second / "a.md").write_text("a")
    (second / "b.md").rename(second / "d.md")
    assert folder_hash(first, "*.md") != folder_hash(second, "*.md")
