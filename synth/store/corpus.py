"""A corpus: papers, their text and their vectors in one SQLite file, one transaction a paper."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from synth.errors import CorpusError, InputError, StorageError
from synth.records import Document, Paper, Passage, Problem
from synth.store.packed import LARGEST_DOCUMENT, Packed, pack, text_digest, unpack, unpack_paper, unpack_passage
from synth.store.schema import connect, explaining

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHUNK = 500
"""Ids in one query; SQLite's limit on parameters was once 999."""

_PASSAGES = "SELECT id, paper, text, section, first, last FROM passages"


@dataclass(frozen=True, slots=True)
class Origin:
    """What was last seen at a place that papers came from: the hash of its bytes, the reader, and what came of it.

    `paper` is None where the place never gave one: a failure, or a list of papers, whose lines are origins themselves.
    Where a place that gave a paper `failed` since, that paper stands.
    """

    sha256: str
    reader: str
    failed: bool
    paper: str | None


class Corpus:
    """An open corpus; a context manager.

    Every method raises CorpusError for a damaged file and StorageError for a disk that refuses.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, *, writable: bool) -> None:
        self.path = path
        self.writable = writable
        self._connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection; what was committed is in the file."""
        with explaining(self.path):
            self._connection.close()

    @property
    def name(self) -> str:
        """The file's name without its suffix: what a user calls the corpus."""
        return self.path.stem

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction around many writes: all are kept, or none."""
        if not self.writable:
            raise StorageError(
                f"corpus {self.path} cannot be written", "check its permissions and those of its folder, or copy it"
            )
        nested = self._connection.in_transaction
        begin, end, undo = (
            ("SAVEPOINT inner", "RELEASE inner", ("ROLLBACK TO inner", "RELEASE inner"))
            if nested
            else ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
        )
        with explaining(self.path):
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute(end)
            except BaseException:
                for statement in undo:
                    if self._connection.in_transaction:  # a full disk has rolled back by itself
                        self._connection.execute(statement)
                raise

    def put(
        self,
        document: Document,
        *,
        origin: str,
        sha256: str,
        originals: Sequence[tuple[str, bytes]] = (),
        reader: str = "",
    ) -> str:
        """Stores a paper as one transaction in place of what `origin` gave before; the id under which it stands.

        `sha256` is of the content that the paper was read from; content that is there already (from any origin, by the
        same `reader`) is not stored twice. `originals` are the files that the document's text cannot give back (PDF).
        Raises InputError when the id belongs to a paper of other content from another origin.
        """
        return self.put_packed(pack(document), origin=origin, sha256=sha256, originals=originals, reader=reader)

    def put_packed(
        self,
        packed: Packed,
        *,
        origin: str,
        sha256: str,
        originals: Sequence[tuple[str, bytes]] = (),
        reader: str = "",
        problems: Sequence[Problem] = (),
    ) -> str:
        """`put` for a document that was packed elsewhere, with `problems` beyond those of the document."""
        paper = packed.paper.id
        with self.batch():
            same = self._one("SELECT id, reader FROM papers WHERE sha256 = ?", sha256)
            if same is not None and same[1] == reader:
                self._link(origin, sha256, reader, failed=False, paper=same[0])
                self._put_problems(origin, problems)
                return str(same[0])
            if self.holder(paper, sha256=sha256, origin=origin) is not None:
                raise InputError(f"{origin}: the corpus has another paper called {paper}")
            if same is not None:  # the same content, read by an older reader: its other origins follow it
                self._run("UPDATE origins SET paper = ? WHERE paper = ?", paper, same[0])
                self._run("DELETE FROM papers WHERE id = ?", same[0])
            self._link(origin, sha256, reader, failed=False, paper=paper)
            self._run("DELETE FROM papers WHERE id = ?", paper)
            self._run(
                "INSERT INTO papers VALUES (?, ?, ?, ?, ?)", paper, sha256, reader, packed.record, packed.document
            )
            self._connection.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(paper, position, *row) for position, row in enumerate(packed.passages)],
            )
            self._connection.executemany(
                "INSERT INTO originals VALUES (?, ?, ?)",
                [(paper, name, zlib.compress(content, 1)) for name, content in originals],
            )
            self._put_problems(origin, (*packed.problems, *problems))
        return paper

    def put_failure(self, origin: str, sha256: str, problem: Problem, *, reader: str = "") -> None:
        """Remembers that this content could not be read; a paper that `origin` gave before stands."""
        with self.batch():
            before = self._one("SELECT paper FROM origins WHERE origin = ?", origin)
            self._link(origin, sha256, reader, failed=True, paper=before[0] if before else None)
            self._put_problems(origin, (problem,))

    def put_list(self, origin: str, sha256: str, problems: Sequence[Problem], *, reader: str = "") -> None:
        """Remembers that every paper of a list of papers is in, and which lines were stepped over."""
        with self.batch():
            self._link(origin, sha256, reader, failed=False, paper=None)
            self._put_problems(origin, problems)

    def link(self, origin: str, sha256: str, *, reader: str = "") -> str | None:
        """Notes that `origin` holds content that the same reader read before: its paper's id, else None."""
        with self.batch():
            same = self._one("SELECT id FROM papers WHERE sha256 = ? AND reader = ?", sha256, reader)
            if same is None:
                return None
            self._link(origin, sha256, reader, failed=False, paper=same[0])
            return str(same[0])

    def holder(self, paper: str, *, sha256: str, origin: str) -> str | None:
        """The content hash of a paper that has this id and other content, and that another origin stands for."""
        row = self._one("SELECT sha256 FROM papers WHERE id = ? AND sha256 <> ?", paper, sha256)
        if row is None:
            return None
        others = self._one("SELECT count(*) FROM origins WHERE paper = ? AND origin <> ?", paper, origin)
        mine = self._one("SELECT count(*) FROM origins WHERE paper = ? AND origin = ?", paper, origin)
        return None if mine == (1,) and others == (0,) else str(row[0])

    def forget(self, origin: str) -> None:
        """Takes out an origin, and its paper where no other origin stands for it."""
        with self.batch():
            row = self._one("SELECT paper FROM origins WHERE origin = ?", origin)
            self._run("DELETE FROM origins WHERE origin = ?", origin)
            if row is not None and self._one("SELECT 1 FROM origins WHERE paper = ?", row[0]) is None:
                self._run("DELETE FROM papers WHERE id = ?", row[0])

    def remove(self, paper: str) -> None:
        """Takes a paper out, with its origins. Raises InputError when the corpus does not have it."""
        with self.batch():
            if self._one("SELECT 1 FROM papers WHERE id = ?", paper) is None:
                raise self._absent(paper)
            self._run("DELETE FROM origins WHERE paper = ?", paper)
            self._run("DELETE FROM papers WHERE id = ?", paper)

    def origins(self) -> Mapping[str, Origin]:
        """Every place that was read, and what came of it."""
        rows = self._rows("SELECT origin, sha256, reader, failed, paper FROM origins ORDER BY origin")
        return {row[0]: Origin(row[1], row[2], bool(row[3]), row[4]) for row in rows}

    def papers(self) -> tuple[Paper, ...]:
        """What is known of each paper besides its text, sorted by id."""
        return tuple(unpack_paper(row[0]) for row in self._rows("SELECT record FROM papers ORDER BY id"))

    def hashes(self) -> Mapping[str, str]:
        """The content hash of each paper, by id, sorted."""
        return dict(self._rows("SELECT id, sha256 FROM papers ORDER BY id"))

    def document(self, paper: str) -> Document:
        """The paper as read. Raises InputError when the corpus does not have it."""
        row = self._one("SELECT document FROM papers WHERE id = ?", paper)
        if row is None:
            raise self._absent(paper)
        passages = self._rows(f"{_PASSAGES} WHERE paper = ? ORDER BY position", paper)
        try:
            return unpack(row[0], tuple(unpack_passage(each) for each in passages))
        except CorpusError as error:
            raise CorpusError(f"corpus {self.path}, paper {paper}: {error.message}", "add that paper again") from error

    def problems(self, origin: str | None = None) -> tuple[Problem, ...]:
        """What was stepped over while the papers (or what stands at `origin`) were read, by origin."""
        rows = self._rows(
            "SELECT place, message, hint FROM problems WHERE ? IS NULL OR origin = ? ORDER BY origin, position",
            *(origin, origin),
        )
        return tuple(Problem(*row) for row in rows)

    def passages(self) -> Iterator[Passage]:
        """Every passage, by paper id and place in the paper; no document is decoded."""
        for row in self._rows(f"{_PASSAGES} ORDER BY paper, position"):
            yield unpack_passage(row)

    def passage(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The passages with these ids, in the order asked; ids that the corpus does not have are left out."""
        wanted = list(dict.fromkeys(ids))
        found = {row[0]: unpack_passage(row) for row in self._in(f"{_PASSAGES} WHERE id IN", wanted)}
        return {each: found[each] for each in wanted if each in found}

    def fingerprint(self) -> str:
        """A hash of what the corpus holds (ids and content), whatever the order, the place or the machine."""
        return _hash(self._rows("SELECT id, sha256 FROM papers ORDER BY id"))

    def reading(self) -> str:
        """A hash of what the corpus holds and of the code that read it: an index of its passages is good for this."""
        return _hash(self._rows("SELECT id, sha256, reader FROM papers ORDER BY id"))

    def vectors(self, model: str, ids: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are known for these passages, each of shape (dimensions,), read-only."""
        import numpy as np

        rows = self._in(
            "SELECT passages.id, vector FROM passages JOIN vectors USING (digest) WHERE model = ? AND passages.id IN",
            list(dict.fromkeys(ids)),
            model,
        )
        return {row[0]: np.frombuffer(row[1], dtype="<f4") for row in rows}

    def text_vectors(self, model: str, texts: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The same for texts, whether they are passages or not."""
        import numpy as np

        wanted = {text_digest(text): text for text in texts}
        rows = self._in("SELECT digest, vector FROM vectors WHERE model = ? AND digest IN", list(wanted), model)
        return {wanted[row[0]]: np.frombuffer(row[1], dtype="<f4") for row in rows}

    def put_vectors(self, model: str, texts: Sequence[str], array: NDArray[np.float32]) -> None:
        """Keeps one vector a text, of a passage or not; `array` has shape (len(texts), dimensions).

        They are a cache under the hash of the text: a corpus that cannot be written goes without. Raises ValueError
        when the shape does not fit.
        """
        import numpy as np

        if array.ndim != 2 or len(array) != len(texts):
            raise ValueError(f"{len(texts)} texts, but vectors of shape {array.shape}")
        if not self.writable or not texts:
            return
        rows = np.ascontiguousarray(array, dtype="<f4")
        with self.batch():
            self._connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [(model, text_digest(text), row.tobytes()) for text, row in zip(texts, rows, strict=True)],
            )

    def originals(self, paper: str) -> list[tuple[str, bytes]]:
        """The paper's source files by the names that its anchors use, sorted: the very characters that they refer to.

        Text is UTF-8 as it was decoded, PDF the bytes that came. Raises InputError when the paper is absent.
        """
        kept: dict[str, bytes] = {}
        for name, content in self._rows("SELECT name, content FROM originals WHERE paper = ?", paper):
            try:
                kept[name] = zlib.decompressobj().decompress(content, LARGEST_DOCUMENT)
            except zlib.error as error:
                raise CorpusError(f"corpus {self.path}, paper {paper}: {name} is damaged ({error})") from error
        files = {source.name: kept.get(source.name, source.text.encode()) for source in self.document(paper).files}
        return sorted((files | kept).items())

    def integrity(self) -> tuple[str, ...]:
        """What SQLite itself finds wrong with the file; nothing where all is well."""
        found = [str(row[0]) for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = self._rows("PRAGMA foreign_key_check")
        found += [f"a row of {row[0]} refers to a row of {row[2]} that is absent" for row in orphans]
        return tuple(found)

    def _link(self, origin: str, sha256: str, reader: str, *, failed: bool, paper: str | None) -> None:
        """Records what stands at `origin`; a paper that only it stood for, and that it no longer gives, goes."""
        before = self._one("SELECT paper FROM origins WHERE origin = ?", origin)
        self._run("DELETE FROM problems WHERE origin = ?", origin)
        self._run(
            "INSERT INTO origins VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET sha256 = excluded.sha256, "
            "reader = excluded.reader, failed = excluded.failed, paper = excluded.paper",
            *(origin, sha256, reader, int(failed), paper),
        )
        if (
            before is not None
            and before[0] not in (None, paper)
            and self._one("SELECT 1 FROM origins WHERE paper = ?", before[0]) is None
        ):
            self._run("DELETE FROM papers WHERE id = ?", before[0])

    def _put_problems(self, origin: str, problems: Sequence[Problem]) -> None:
        self._connection.executemany(
            "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
            [(origin, position, each.where, each.message, each.hint) for position, each in enumerate(problems)],
        )

    def _absent(self, paper: str) -> InputError:
        return InputError(f"corpus {self.name} has no paper {paper!r}", "`synth corpus show` lists its papers")

    def _run(self, statement: str, *values: object) -> None:
        self._connection.execute(statement, values)

    def _rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with explaining(self.path):
            yield from self._connection.execute(query, values)

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        return next(self._rows(f"{query} LIMIT 1", *values), None)

    def _in(self, query: str, wanted: Sequence[str | bytes], *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that ends in IN, for the wanted values, a chunk at a time."""
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            yield from self._rows(f"{query} ({','.join('?' * len(chunk))})", *values, *chunk)


def _hash(rows: Iterable[tuple[str, ...]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def open_corpus(path: Path, *, create: bool = False, readonly: bool = False) -> Corpus:
    """The corpus in this file, opened.

    Where file or folder cannot be written it opens for reading (`Corpus.writable` is False). Raises CorpusError for a
    file that is absent (unless `create`), damaged, no corpus, or of a newer version; StorageError for the disk.
    """
    connection, writable = connect(path, create=create, readonly=readonly)
    return Corpus(path, connection, writable=writable)
