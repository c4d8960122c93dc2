"""A report for each question of a file; papers are read and embedded once, questions don't see each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError, SynthError, UsageError
from synth.pipeline.logged import Logged
from synth.pipeline.report import make_question, report_on
from synth.pipeline.shelves import DEFAULT, Limits, Shelf
from synth.pipeline.write import Format, write_report
from synth.records import Progress, Question, silent
from synth.report.render import main_file
from synth.report.to_json import report_from_json
from synth.report_records import Report

if TYPE_CHECKING:
    from synth.models.embedder import Embedder
    from synth.models.llm_account import Took
    from synth.pipeline.proposed import Helper

GIVEN = ("model", "option runs", "option tolerance")
"""What a report may be made without, by its name in `made_by`."""
SLUG = re.compile(r"[^\W_][\w.-]{0,99}")
"""What can name a folder on every file system."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A file of questions: `date` stands in every report where it is given."""

    questions: tuple[Question, ...]
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question: a report, written into `folder`, or the reason why there is none."""

    question: Question
    outcome: Report | SynthError
    folder: Path
    took: Took | None = None
    """What a language model took for it, where one was asked."""


def read_batch(path: Path) -> Batch:
    """Questions of a TOML file: an optional `date`, and `[[question]]` tables with `text`, `slug` and `title`.

    Raises InputError, naming the place, when the file is not of that shape or two questions share a slug.
    """
    try:
        whole = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise InputError(f"{path} cannot be read: {why}", "give a TOML file with [[question]] tables") from error
    entries = whole.get("question")
    if not isinstance(entries, list) or not entries:
        raise InputError(f"{path} has no [[question]]", 'add [[question]] with text = "…"')
    questions: list[Question] = []
    for number, entry in enumerate(entries, 1):
        questions.append(_question(entry, f"{path}: question {number}", {made.slug for made in questions}))
    day = whole.get("date")
    return Batch(tuple(questions), str(day) if day else None)


def _question(entry: object, where: str, slugs: set[str]) -> Question:
    """One question of the file. Raises InputError when it has no text, or cannot have a folder of its own."""
    text, slug, title = (entry.get(key) for key in ("text", "slug", "title")) if isinstance(entry, dict) else [None] * 3
    if not isinstance(text, str) or not text.strip():
        raise InputError(f'{where} has no text = "…"', "add it")
    try:
        made = make_question(text, slug=str(slug) if slug else None, title=str(title) if title else None)
    except UsageError as error:
        raise InputError(f"{where}: {error.message}", error.hint) from error
    if not SLUG.fullmatch(made.slug):
        raise InputError(
            f"{where}: slug {made.slug!r} cannot name a folder",
            "use 1 to 100 letters, digits, dots, hyphens or underscores, a letter or a digit first",
        )
    if made.slug in slugs:
        raise InputError(f"{where}: slug {made.slug!r} names another question's folder", "give it a slug of its own")
    return made


def finished(
    question: Question, folder: Path, formats: Sequence[Format], date: str, made: Mapping[str, str]
) -> Report | None:
    """The report that stands in the folder, if it is whole, in these formats, and what would be made again now.

    `made` is what a new report's `made_by` would say at least, and of what may be absent (`GIVEN`) exactly.
    """
    try:
        report = report_from_json((folder / "report.json").read_text(encoding="utf-8"))
    except (OSError, InputError, UnicodeDecodeError):
        return None
    same = (report.question, report.date) == (question, date) and made.items() <= report.made_by.items()
    same = same and all(made.get(name) == report.made_by.get(name) for name in GIVEN)
    whole = all((folder / main_file(kind)).is_file() for kind in formats)
    return report if same and whole else None


def run_batch(
    questions: Sequence[Question],
    shelves: Sequence[Shelf],
    sources: Sequence[str],
    embedder: Embedder,
    *,
    out: Path,
    formats: Sequence[Format],
    date: str,
    limits: Limits = DEFAULT,
    logs: Logged | None = None,
    helper: Helper | None = None,
    progress: Progress = silent,
) -> Iterator[Result]:
    """One result a question, in order, each written as soon as it is made; a failed question does not stop the rest.

    Where experiment logs are given, each question's claims are held against them, and nothing is kept in them of any.
    """
    for question in questions:
        folder = out / question.slug
        if helper is not None:
            helper.begin()  # what the report before it took is not this one's, should this one fail early
        try:
            report = report_on(
                question,
                shelves,
                sources,
                embedder,
                date=date,
                limits=limits,
                logs=logs,
                helper=helper,
                progress=progress,
            )
            write_report(report, folder, formats)
        except SynthError as error:
            yield Result(question, error, folder, helper.model.account.took if helper else None)
        else:
            yield Result(question, report, folder, helper.model.account.took if helper else None)
