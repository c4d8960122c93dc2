"""Kept answers of language models, carried from one machine to another beside the papers that they are about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from synth.models.llm_answers import FILE, Answers
from synth.store.home import data_home


def export_answers(folder: Path, papers: Iterable[str]) -> int:
    """Writes the answers about these papers, and no others, into `answers.db` of a folder; how many those are.

    Raises StorageError where it cannot be written.
    """
    with Answers(data_home() / FILE) as kept, Answers(folder / FILE) as carried:
        about = list(kept.about(papers))
        for answer in about:
            carried.put(answer)
    return len(about)


def take_answers(folder: Path) -> int:
    """Takes over the answers that a folder carries; how many of them were new.

    Raises InputError where its `answers.db` is no file of answers.
    """
    if not (folder / FILE).is_file():
        return 0
    with Answers(data_home() / FILE) as kept, Answers(folder / FILE) as carried:
        return kept.take(carried)
