"""Where corpora are kept: `SYNTH_HOME`, else the platform's user data folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

from synth.errors import StorageError, UsageError

SUFFIX = ".db"
NAME = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,64}")


def data_home() -> Path:
    """The folder that synth keeps its data in; it need not exist yet."""
    named = os.environ.get("SYNTH_HOME")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("synth", appauthor=False)


def corpora_folder() -> Path:
    """The folder of the corpora that have a name."""
    return data_home() / "corpora"


def corpus_file(name: str) -> Path:
    """The file of the corpus called `name`, whether or not it exists.

    Raises UsageError for a name that is not 1 to 64 of A-Z a-z 0-9 . _ - or that starts with a dot.
    """
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot name a corpus",
            "use 1 to 64 letters, digits, dots, underscores or hyphens, not starting with a dot",
        )
    return corpora_folder() / f"{name}{SUFFIX}"


def list_corpora() -> tuple[str, ...]:
    """The names of the corpora in the data folder, sorted. Raises StorageError when the folder cannot be read."""
    folder = corpora_folder()
    try:
        names = [path.name.removesuffix(SUFFIX) for path in folder.iterdir() if path.name.endswith(SUFFIX)]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be read: {error.strerror}", "check its permissions, or set SYNTH_HOME to another folder"
        ) from error
    return tuple(sorted(name for name in names if NAME.fullmatch(name)))
