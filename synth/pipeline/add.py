"""Adding papers to a corpus: what is new or has changed is read, and each paper is kept as soon as it is read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from synth.errors import InputError, StorageError
from synth.pipeline.gather import REFERENCES, Source, content_hash, gather
from synth.pipeline.listed import listed
from synth.pipeline.reading import ListedTask, Outcome, Task, path_safe, read_task, reader_version, renamed
from synth.pipeline.workers import Work, Workers
from synth.records import Paper, Problem, Progress, silent
from synth.store.corpus import Corpus, Origin

MOST_PIECES = 64
"""Pieces of work that a list is taken to hold: it is not read before to find out."""

LISTED_AT_ONCE = 200
"""Papers of a list in one piece of work and one transaction."""


@dataclass(frozen=True, slots=True)
class AddSummary:
    """What adding did: papers added, updated (their source changed) and unchanged, sources that failed, and why.

    `papers` are the ids of the papers that the given sources stand for now, sorted.
    """

    added: int
    updated: int
    unchanged: int
    failed: int
    papers: tuple[str, ...]
    problems: tuple[Problem, ...]

    def __add__(self, other: AddSummary) -> AddSummary:
        return AddSummary(
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
            tuple(sorted({*self.papers, *other.papers})),
            tuple(dict.fromkeys((*self.problems, *other.problems))),
        )


@dataclass(slots=True)
class _Tally:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    papers: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def summary(self) -> AddSummary:
        problems = tuple(dict.fromkeys(self.problems))
        return AddSummary(self.added, self.updated, self.unchanged, self.failed, tuple(sorted(self.papers)), problems)


def add_paths(
    corpus: Corpus, paths: Sequence[Path], *, progress: Progress = silent, jobs: int | None = None
) -> AddSummary:
    """Adds the papers at these paths: files, archives, folders with all that is in them, lists of papers (JSONL).

    Content that the corpus has, under whatever name, is not read again; a source that failed is tried again when its
    bytes change. A source that is gone from its folder leaves its paper in the corpus. Each paper is one transaction
    (a list's papers some hundred at once): a stop at any instant loses no finished paper and the same call resumes.
    `jobs` is the number of processes that read (default: one a CPU; 1 reads in this process, which a
    crash of the reader then ends).

    Raises StorageError when the disk refuses, CorpusError when the corpus is damaged; all else is in `problems`.
    """
    sources, problems = gather(paths)
    tally = _Tally(failed=len(problems), problems=list(problems))
    _writable(corpus)
    known = corpus.origins()
    tasks: list[Task] = []
    lists: list[tuple[Source, str]] = []
    for done, source in enumerate(sources):
        progress("looking for changes", done, len(sources))
        try:
            digest = content_hash(source)
        except InputError as error:
            tally.failed += 1
            tally.problems.append(Problem(source.shown, error.message, error.hint))
            continue
        # Files that a list of references names may change without it: its entries are looked at one by one.
        names_files = source.form == "list" and source.path.suffix.lower() in REFERENCES
        if not names_files and _is_known(corpus, known, source.origin, digest, tally):
            continue
        if source.form == "list":
            lists.append((source, digest))
        else:
            tasks.append(Task(source, digest))
    progress("looking for changes", len(sources), len(sources))
    if tasks or lists:
        with Workers(_worker_count(len(tasks) + len(lists) * MOST_PIECES, jobs)) as workers:
            _add_tasks(corpus, workers, tasks, known, tally, progress)
            for source, digest in lists:
                _add_list(corpus, workers, source, digest, known, tally, progress)
    return tally.summary()


def add_bytes(
    corpus: Corpus, data: bytes, file_name: str, paper: Paper, *, origin: str, workers: Workers | None = None
) -> AddSummary:
    """Adds a paper that came from elsewhere than a file: `origin` says from where, `paper` what is known of it.

    It is read in a process of its own, by `workers` where more papers are to come. Raises as `add_paths`.
    """
    _writable(corpus)
    tally = _Tally()
    known = corpus.origins()
    digest = sha256(data).hexdigest()
    if _is_known(corpus, known, origin, digest, tally):
        return tally.summary()
    with TemporaryDirectory(prefix="synth-") as folder:
        path = Path(folder) / path_safe(file_name)
        try:
            path.write_bytes(data)
        except OSError as error:
            raise StorageError(f"{path} cannot be written: {error.strerror}", "free some space") from error
        task = Task(Source(origin, path, "file", file_name), digest, paper)
        with ExitStack() as stack:
            _add_tasks(corpus, workers or stack.enter_context(Workers(1)), [task], known, tally, silent)
    return tally.summary()


def _writable(corpus: Corpus) -> None:
    if not corpus.writable:
        raise StorageError(
            f"corpus {corpus.path} cannot be written", "check its permissions and those of its folder, or copy it"
        )


def _is_known(corpus: Corpus, known: Mapping[str, Origin], origin: str, digest: str, tally: _Tally) -> bool:
    """Whether this content was read before, here or under another name, by the same code; counts it if so."""
    before = known.get(origin)
    if before is None or (before.sha256, before.reader) != (digest, reader_version()):
        paper = corpus.link(origin, digest, reader=reader_version())
        if paper is None:
            return False
        tally.papers.add(paper)
        tally.unchanged += 1
        return True
    tally.problems.extend(corpus.problems(origin))
    if before.failed:
        tally.failed += 1
    elif before.paper is not None:
        tally.papers.add(before.paper)
        tally.unchanged += 1
    else:
        entries = [each for place, each in known.items() if place.startswith(f"{origin}#")]
        tally.papers.update(each.paper for each in entries if each.paper is not None)
        tally.unchanged += len(entries)
    return True


def _worker_count(pieces: int, jobs: int | None) -> int:
    """How many processes read; 0 where this one is to do it.

    Even one paper gets a process of its own: whatever a hostile one does to its reader, native code among it, costs
    that paper and nothing else.
    """
    if jobs == 1:
        return 0
    most = jobs if jobs is not None else (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
    return max(1, min(most, pieces))


def _add_tasks(
    corpus: Corpus,
    workers: Workers,
    tasks: Sequence[Task],
    known: Mapping[str, Origin],
    tally: _Tally,
    progress: Progress,
) -> None:
    firsts = {task.sha256: task for task in reversed(tasks)}
    twins = [task for task in tasks if firsts[task.sha256] is not task]
    work: list[Work] = [(task,) for task in tasks if firsts[task.sha256] is task]
    progress("reading papers", 0, len(tasks))
    for done, (piece, outcomes) in enumerate(workers.read(work), 1):
        _keep(corpus, piece[0], outcomes[0], known, tally)
        progress("reading papers", done, len(tasks))
    for done, task in enumerate(twins, len(work) + 1):
        if not _is_known(corpus, {}, task.source.origin, task.sha256, tally):
            _keep(corpus, task, read_task(task), known, tally)  # its twin failed, and so will it, under its own name
        progress("reading papers", done, len(tasks))


def _add_list(
    corpus: Corpus,
    workers: Workers,
    source: Source,
    digest: str,
    known: Mapping[str, Origin],
    tally: _Tally,
    progress: Progress,
) -> None:
    """Adds the papers of a list that are new or have changed; the list itself is noted last, when all are in."""
    problems: list[Problem] = []
    stage = f"reading {source.path.name}"
    try:
        total = source.path.stat().st_size
        with source.path.open("rb") as stream:

            def changed() -> Iterator[ListedTask]:
                for entry in listed(stream, source):
                    if isinstance(entry, Problem):
                        problems.append(entry)
                    elif not _is_known(corpus, known, entry.origin, entry.sha256, tally):
                        yield entry

            for piece, outcomes in workers.read(_pieces(changed())):
                with corpus.batch():
                    for task, outcome in zip(piece, outcomes, strict=True):
                        _keep(corpus, task, outcome, known, tally)
                progress(stage, stream.tell(), total)
    except OSError as error:
        tally.failed += 1
        tally.problems.append(Problem(source.shown, f"cannot be read: {error.strerror}", "add it again"))
        return
    tally.problems.extend(problems)
    corpus.put_list(source.origin, digest, problems, reader=reader_version())
    progress(stage, total, total)


def _pieces(tasks: Iterable[ListedTask]) -> Iterator[Work]:
    piece: list[ListedTask] = []
    for task in tasks:
        piece.append(task)
        if len(piece) == LISTED_AT_ONCE:
            yield tuple(piece)
            piece = []
    if piece:
        yield tuple(piece)


def _keep(
    corpus: Corpus, task: Task | ListedTask, outcome: Outcome, known: Mapping[str, Origin], tally: _Tally
) -> None:
    """Stores what reading gave, as one transaction, under an id that no other paper has."""
    origin, shown = (task.source.origin, task.source.shown) if isinstance(task, Task) else (task.origin, task.shown)
    extra: tuple[Problem, ...] = ()
    if outcome.packed is not None and corpus.holder(outcome.packed.paper.id, sha256=task.sha256, origin=origin):
        taken = outcome.packed.paper.id
        task = renamed(task, outcome.packed.paper)
        outcome = read_task(task)
        if outcome.packed is not None:
            message = f"another paper is called {taken}; this one is called {outcome.packed.paper.id}"
            extra = (Problem(shown, message),)
    if outcome.packed is None:
        problem = outcome.problem or Problem(shown, "cannot be read")
        seen = "" if outcome.passing else task.sha256  # no content has the hash "": it is tried again next time
        corpus.put_failure(origin, seen, problem, reader=reader_version())
        tally.failed += 1
        tally.problems.append(problem)
        return
    paper = corpus.put_packed(
        outcome.packed,
        origin=origin,
        sha256=task.sha256,
        originals=outcome.originals,
        reader=reader_version(),
        problems=extra,
    )
    before = known.get(origin)
    if before is not None and before.paper is not None:
        tally.updated += 1
    else:
        tally.added += 1
    tally.papers.add(paper)
    tally.problems.extend((*outcome.packed.problems, *extra))
