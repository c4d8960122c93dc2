"""A report for each question of a file; papers are read and embedded once, questions don't see each other."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError, SynthError
from synth.pipeline.report import DEFAULT, Limits, Shelf, make_question, make_report, open_shelf
from synth.pipeline.shelves import searched_shelves, source_options
from synth.pipeline.write import Format, write_report
from synth.records import Progress, Question, Report, silent

if TYPE_CHECKING:
    from synth.models.embedder import Embedder


@dataclass(frozen=True, slots=True)
class Batch:
    """A file of questions: `date` stands in every report where it is given."""

    questions: tuple[Question, ...]
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question: a report in `folder`, or the reason why there is none."""

    question: Question
    report: Report | None
    folder: Path
    failure: SynthError | None = None


def read_batch(path: Path) -> Batch:
    """Questions of a TOML file: an optional `date`, and `[[question]]` tables with `text`, `slug` and `title`.

    Raises InputError, naming the place, when the file is not of that shape or two questions share a slug.
    """
    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}", "give a TOML file with [[question]] tables") from error
    entries = whole.get("question")
    if not isinstance(entries, list) or not entries:
        raise InputError(f"{path} has no [[question]]", 'add [[question]] with text = "…"')
    questions: list[Question] = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
            raise InputError(f'{path}: question {number} has no text = "…"', "add it")
        slug, title = entry.get("slug"), entry.get("title")
        made = make_question(entry["text"], slug=str(slug) if slug else None, title=str(title) if title else None)
        if "/" in made.slug or made.slug.startswith(".") or any(made.slug == other.slug for other in questions):
            raise InputError(f"{path}: slug {made.slug!r} cannot name a folder of its own", "give another slug")
        questions.append(made)
    day = whole.get("date")
    return Batch(tuple(questions), str(day) if day else None)


def run_batch(
    questions: Sequence[Question],
    corpora: Sequence[str],
    sources: Sequence[str],
    embedder: Embedder,
    *,
    out: Path,
    formats: Sequence[Format],
    date: str,
    limits: Limits = DEFAULT,
    progress: Progress = silent,
) -> Iterator[Result]:
    """One result a question, in order, each written as soon as it is made; a failed question does not stop the rest.

    Corpora stay open from question to question. Raises as `open_shelf` when a corpus cannot be opened at all.
    """
    if not questions:
        return
    with ExitStack() as stack:
        shelves = [open_shelf(name, embedder, progress=progress) for name in dict.fromkeys(corpora)]
        for shelf in shelves:
            stack.enter_context(shelf.corpus)
        for question in questions:
            folder = out / question.slug
            try:
                report = _answer(question, shelves, sources, embedder, limits, date, progress)
                write_report(report, folder, formats)
            except SynthError as error:
                yield Result(question, None, folder, error)
            else:
                yield Result(question, report, folder)


def _answer(
    question: Question,
    shelves: Sequence[Shelf],
    sources: Sequence[str],
    embedder: Embedder,
    limits: Limits,
    date: str,
    progress: Progress,
) -> Report:
    with ExitStack() as stack:
        found, problems = searched_shelves(sources, question, embedder, limits, progress=progress)
        for shelf in found:
            stack.enter_context(shelf.corpus)
        return make_report(
            question,
            [*shelves, *found],
            embedder,
            date=date,
            limits=limits,
            options=source_options(sources),
            problems=problems,
            progress=progress,
        )
