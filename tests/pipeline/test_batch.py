"""Questions of a file."""

from __future__ import annotations

from pathlib import Path

from synth.pipeline.batch import read_batch
from tests.cli.made import BATCH


def test_questions_with_and_without_slugs_and_titles(tmp_path: Path) -> None:
    path = tmp_path / "questions.toml"
    path.write_text("\ufeff" + BATCH + '\n[[question]]\ntext = "What of  Rain?"\n', encoding="utf-8")
    batch = read_batch(path)
    assert batch.date == "2026-01-01"
    assert [question.slug for question in batch.questions] == ["order", "snow", "what-of-rain"]
    assert [question.title for question in batch.questions] == [None, "Order and Snow", None]
    assert batch.questions[2].text == "What of Rain?"


def test_a_date_is_not_needed(tmp_path: Path) -> None:
    path = tmp_path / "questions.toml"
    path.write_text('[[question]]\ntext = "What?"\nslug = 7\n', encoding="utf-8")
    batch = read_batch(path)
    assert batch.date is None
    assert batch.questions[0].slug == "7"
