"""Every failure a user can cause or meet, drawn as one tree.

    SynthError
    ├── UsageError          bad option, empty question, unknown name      exit 2
    ├── InputError          a file or a record that cannot be used        exit 2
    │   └── CorpusError     a corpus that is absent, damaged or too new   exit 2
    ├── SourceError         a database on the network failed              exit 3
    └── StorageError        the disk is full, read-only or failing        exit 3

Exceptions are for what stops a command. What was met and stepped over is a `records.Problem`, a value.
"""

from __future__ import annotations

from typing import ClassVar


class SynthError(Exception):
    """A failure with what happened and where (`message`), what to do (`hint`), and whether trying again may help."""

    exit_code: ClassVar[int] = 2
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(SynthError):
    """The command was asked for something that has no meaning."""


class InputError(SynthError):
    """A paper, a log or a record that cannot be read at all."""


class CorpusError(InputError):
    """A corpus that does not exist, is damaged, or was written by a newer version."""


class SourceError(SynthError):
    """A database on the network did not answer, after retries."""

    exit_code = 3
    retryable = True


class StorageError(SynthError):
    """The disk refused: full, read-only, or failing."""

    exit_code = 3
    retryable = True
