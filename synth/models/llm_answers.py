"""Answers of language models, kept: asked again they cost nothing, need no network and are the same bytes.

One SQLite file; each answer is there whole or not at all, so that a stop at any instant loses no answer that was
finished. What is kept is the answer, what it cost and whose text it is about; neither key nor question.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from synth.errors import InputError, StorageError

FILE = "answers.db"
TABLE = """CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, task TEXT NOT NULL, model TEXT NOT NULL, papers TEXT NOT NULL, answer TEXT NOT NULL,
    tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, cost TEXT NOT NULL) WITHOUT ROWID"""
COLUMNS = "key, task, model, papers, answer, tokens_in, tokens_out, cost"
LONGEST = 1_000_000
"""Characters of an answer that is kept or taken over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as JSON, what it took in tokens, and what it cost in US dollars when it was given."""

    key: str
    task: str
    model: str
    papers: tuple[str, ...]
    text: str
    tokens_in: int
    tokens_out: int
    cost: Decimal


class Answers:
    """A file of answers, open. Raises StorageError where the disk refuses and InputError where it is no such file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            # SQLite's own journal: a change of its mode is the one thing that does not wait for another process.
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._connection.execute(TABLE)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, key: str) -> Answer | None:
        """The answer under a key, None where there is none that can be read."""
        with _told(self.path):
            row = self._connection.execute(f"SELECT {COLUMNS} FROM answers WHERE key = ?", (key,)).fetchone()  # noqa: S608  # a constant
        return None if row is None else _answer(row)

    def put(self, answer: Answer) -> Answer:
        """Keeps an answer at once, and gives the one that is kept.

        Where another process was quicker with the same question, that is its answer: who asks again gets the same.
        """
        papers = json.dumps(answer.papers)
        row = (answer.key, answer.task, answer.model, papers, answer.text, answer.tokens_in, answer.tokens_out)
        with _told(self.path):
            self._connection.execute("INSERT OR IGNORE INTO answers VALUES (?,?,?,?,?,?,?,?)", (*row, str(answer.cost)))
        if (kept := self.get(answer.key)) is not None:
            return kept
        with _told(self.path):  # what stands there cannot be read
            self._connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?,?,?,?,?,?,?,?)", (*row, str(answer.cost))
            )
        return answer

    def drop(self, answer: Answer) -> None:
        """Takes out an answer that is of no use, unless another has taken its place."""
        with _told(self.path):
            self._connection.execute("DELETE FROM answers WHERE key = ? AND answer = ?", (answer.key, answer.text))

    def about(self, papers: Iterable[str]) -> Iterator[Answer]:
        """The answers about these papers and no others, in the order of their keys."""
        known = frozenset(papers)
        with _told(self.path):
            rows = self._connection.execute(f"SELECT {COLUMNS} FROM answers ORDER BY key").fetchall()  # noqa: S608  # a constant
        for row in rows:
            answer = _answer(row)
            if answer is not None and answer.papers and known.issuperset(answer.papers):
                yield answer

    def take(self, other: Answers) -> int:
        """Takes over every answer of another file that is not here yet; how many those were."""
        with _told(other.path):
            rows = other._connection.execute(f"SELECT {COLUMNS} FROM answers ORDER BY key").fetchall()  # noqa: S608  # a constant
        new = [answer for row in rows if (answer := _answer(row)) is not None and self.get(answer.key) is None]
        for answer in new:
            self.put(answer)
        return len(new)


def _answer(row: tuple[object, ...]) -> Answer | None:
    """A row as an answer, None where somebody wrote something else into it."""
    match row:
        case (str(key), str(task), str(model), str(papers), str(text), int(tokens_in), int(tokens_out), str(cost)):
            try:
                named, spent = json.loads(papers), Decimal(cost)
            except (ValueError, RecursionError, InvalidOperation):
                return None
            if not isinstance(named, list) or not spent.is_finite() or len(text) > LONGEST:
                return None
            return Answer(key, task, model, tuple(map(str, named)), text, tokens_in, tokens_out, spent)
    return None


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"{path}: the kept answers cannot be used: {error}", "check the disk and permissions"
        ) from error
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path} is no file of kept answers: {error}", "delete it, or restore it") from error
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}", "check the disk and permissions") from error
