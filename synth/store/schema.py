"""The corpus file: its tables, its version, how it is opened, and what SQLite's errors mean to a user."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from synth import __version__
from synth.errors import CorpusError, StorageError, SynthError

APPLICATION = 0x73796E74
"""SQLite's `application_id` of a corpus: "synt"."""

VERSION = 1
"""SQLite's `user_version` of a corpus; raised when the tables change."""

WAIT_MS = 30_000
"""How long a writer waits for another one; a transaction is one paper, far shorter than this."""

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE papers (
        id TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        reader TEXT NOT NULL,
        record TEXT NOT NULL,
        document BLOB NOT NULL)""",
    """CREATE TABLE origins (
        origin TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        reader TEXT NOT NULL,
        failed INTEGER NOT NULL,
        paper TEXT REFERENCES papers (id) DEFERRABLE INITIALLY DEFERRED)""",
    "CREATE INDEX origins_of_paper ON origins (paper)",
    """CREATE TABLE problems (
        origin TEXT NOT NULL REFERENCES origins (origin) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        place TEXT NOT NULL,
        message TEXT NOT NULL,
        hint TEXT,
        PRIMARY KEY (origin, position)) WITHOUT ROWID""",
    """CREATE TABLE passages (
        paper TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        id TEXT NOT NULL UNIQUE,
        text TEXT NOT NULL,
        digest BLOB NOT NULL,
        section TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        PRIMARY KEY (paper, position))""",
    """CREATE TABLE originals (
        paper TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (paper, name))""",
    # Kept under the digest of the text, not under the passage: a paper that is read again keeps its vectors.
    """CREATE TABLE vectors (
        model TEXT NOT NULL,
        digest BLOB NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (model, digest))""",
)

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_REFUSED = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and give the same command again"),
    sqlite3.SQLITE_READONLY: ("it cannot be written", "check its permissions and those of its folder"),
    sqlite3.SQLITE_PERM: ("access is denied", "check its permissions and those of its folder"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "check that its folder exists and its permissions"),
    sqlite3.SQLITE_IOERR: ("the disk failed", "check the disk's space and health and give the same command again"),
    sqlite3.SQLITE_BUSY: ("another program is writing to it", "try again when that has finished"),
    sqlite3.SQLITE_LOCKED: ("another program is writing to it", "try again when that has finished"),
}


def explained(error: sqlite3.Error, path: Path) -> SynthError:
    """The error that a user can act on: CorpusError for a damaged file, StorageError for a disk that refuses."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    primary = code & 0xFF  # extended codes keep the primary one in their low byte
    if primary in _REFUSED:
        what, hint = _REFUSED[primary]
        return StorageError(f"corpus {path}: {what}", hint)
    if primary in _DAMAGED:
        return CorpusError(f"{path} is damaged, or no corpus ({error})", "restore it, or delete it and add its papers")
    return CorpusError(f"corpus {path} cannot be used: {error}", "`synth corpus check` says what is wrong with it")


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into ones that a user can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, path) from error


def connect(path: Path, *, create: bool, readonly: bool) -> tuple[sqlite3.Connection, bool]:
    """A connection to a corpus of this version, and whether it can write.

    A file or folder that cannot be written is opened for reading. Raises CorpusError for a file that is absent (unless
    `create`), damaged, no corpus, or written by a newer version; StorageError when the disk refuses.
    """
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"{path.parent} cannot be made: {error.strerror}", "set SYNTH_HOME to a folder that can be written"
            ) from error
    elif not path.is_file():
        raise CorpusError(f"there is no corpus {path}", "make one with `synth corpus add`")
    with explaining(path):
        connection, writable = _opened(path, create=create, readonly=readonly)
        try:
            _check(connection, path, create=create)
            if writable:
                # WAL keeps readers and a writer apart. NORMAL syncs at checkpoints only: a killed process loses nothing
                # that was committed; a power cut can lose the last papers (to be added again) and harms no others.
                log_ahead(connection)
                connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
    return connection, writable


def log_ahead(connection: sqlite3.Connection) -> None:
    """Changes the journal to WAL, once no other process writes; beside one that does, SQLite refuses at once."""
    until = time.monotonic() + WAIT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _opened(path: Path, *, create: bool, readonly: bool) -> tuple[sqlite3.Connection, bool]:
    if not readonly:
        connection = _try(path, "mode=rwc" if create else "mode=rw")
        try:
            # On a file that cannot be written BEGIN IMMEDIATE begins to read and says nothing; a write does.
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            connection.close()
            if create or error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
                raise
        else:
            return connection, True
    connection = _try(path, "mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        log = path.with_name(path.name + "-wal")
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) or (
            log.exists() and log.stat().st_size
        ):
            raise
        # A WAL database needs a lock file beside it even to be read; where none can be made, nobody can be writing.
        connection = _try(path, "immutable=1")
    return connection, False


def _try(path: Path, options: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{options}", uri=True, timeout=WAIT_MS / 1000, isolation_level=None
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")  # a stranger's file brings no code of its own
    return connection


def _check(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    """Makes the tables of an empty file when `create`; refuses what is not a corpus of this version."""
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if tables == 0 and version == 0:
        if not create:
            raise CorpusError(f"{path} is empty: it never became a corpus", "add papers with `synth corpus add`")
        _make(connection)
        return
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise CorpusError(f"{path} is an SQLite file, but no corpus", "name a corpus that `synth corpus list` shows")
    if version != VERSION:
        writer = connection.execute("SELECT value FROM meta WHERE key = 'written_by'").fetchone()
        raise CorpusError(
            f"{path} was written by synth {writer[0] if writer else 'of another version'} (store version {version}); "
            f"this is synth {__version__} (store version {VERSION})",
            "upgrade synth" if version > VERSION else "add its papers to a new corpus",
        )


def _make(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have made them between our look and our lock.
        if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
            for statement in TABLES:
                connection.execute(statement)
            connection.execute("INSERT INTO meta VALUES ('written_by', ?)", (__version__,))
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled back by itself
            connection.execute("ROLLBACK")
        raise
