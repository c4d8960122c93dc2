"""Reads folders of experiment logs: every reader over every directory, what is left by its content, and a cache."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from synth.errors import InputError, StorageError
from synth.records import Problem, Progress, Run, silent
from synth.runs import store, training_log
from synth.runs.files import Directory, FileRead, LogFile
from synth.runs.logs import Logs
from synth.runs.readers import READERS, read_generic
from synth.runs.recorder import Cells, Recorder, Series, cells_of
from synth.runs.toml_map import NAME, Entry, Maps, read_map
from synth.runs.walk import Walked, directories, find_files

MAX_PROBLEMS = 1_000
STAGE = "logs"


def load_runs(folder: Path | Sequence[Path], *, cache: Path | None = None, progress: Progress = silent) -> Logs:
    """The logs below one folder or several (or single files); each file is read, a Problem, or said to be no log.

    What was read is kept in `cache` (by default below synth's data folder) under the content of the files, so that
    unchanged logs are not read again; nothing is ever written to the logs or beside them. With several folders the
    names of files and runs begin with the folder's name. A single JSON document is read up to
    `json_values.LARGEST` bytes, a plain log up to `training_log.MAX_BYTES`, a folder up to `walk.MAX_FILES` files.

    Raises InputError for a folder that is not there, for an archive, and for a `runs.toml` that says what cannot be.
    """
    folders = [folder] if isinstance(folder, Path) else list(folder)
    if not folders:
        raise InputError("no folder of logs was given", "give the folder that holds them")
    walked = _joined(folders)
    maps = _maps(walked.files)
    key = store.fingerprint(walked.files)
    place = (cache if cache is not None else _default_cache()) / _place(folders)
    entry = place / key
    known = store.saved(entry)
    if known is not None:
        return Logs(entry, known)
    try:
        contents = _make(entry, walked, maps, progress)
    except StorageError as error:
        return _uncached(walked, maps, progress, error)
    for old in sorted(place.iterdir()):
        if old.name != key and not old.name.startswith("."):
            shutil.rmtree(old, ignore_errors=True)
    return Logs(entry, contents)


def _default_cache() -> Path:
    from synth.store.home import data_home

    return data_home() / "runs"


def _place(folders: Sequence[Path]) -> str:
    """One name for one list of folders: the cache keeps the latest state of each."""
    return hashlib.sha256(
        "\0".join(str(folder.absolute()) for folder in folders).encode("utf-8", "surrogateescape")
    ).hexdigest()[:16]


def _uncached(walked: Walked, maps: Maps, progress: Progress, error: StorageError) -> Logs:
    """The logs in a folder that goes with them, where the cache cannot be written."""
    keep = Path(tempfile.mkdtemp(prefix="synth-runs-"))
    try:
        contents = _make(keep / "logs", walked, maps, progress)
    except BaseException:
        shutil.rmtree(keep, ignore_errors=True)
        raise
    problem = Problem("cache", f"what was read is not kept: {error.message}", error.hint)
    logs = Logs(keep / "logs", replace(contents, problems=(*contents.problems, problem)))
    weakref.finalize(logs, shutil.rmtree, keep, ignore_errors=True)
    return logs


def _joined(folders: Sequence[Path]) -> Walked:
    if len(folders) == 1:
        return find_files(folders[0])
    names: list[str] = []
    for folder in folders:
        name = folder.absolute().name or "logs"
        names.append(name if name not in names else f"{name}-{len(names) + 1}")
    files: list[LogFile] = []
    problems: list[Problem] = []
    aside: list[FileRead] = []
    for name, folder in zip(names, folders, strict=True):
        walked = find_files(folder)
        files += [replace(file, name=f"{name}/{file.name}") for file in walked.files]
        problems += [replace(problem, where=f"{name}/{problem.where}") for problem in walked.problems]
        aside += [replace(file, name=f"{name}/{file.name}") for file in walked.aside]
    return Walked(tuple(sorted(files, key=lambda file: file.name)), tuple(problems), tuple(aside))


def _maps(files: Sequence[LogFile]) -> Maps:
    found = [file for file in files if file.name.rpartition("/")[2] == NAME]
    return Maps({file.name.rpartition("/")[0]: read_map(file.path) for file in found})


@dataclass(slots=True)
class _Gathered:
    """What the readers made, before it is put in order."""

    runs: list[Run] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    """Plain logs that lie in the directory of a run, with that run: what they say is said of it, not of another."""


def _make(entry: Path, walked: Walked, maps: Maps, progress: Progress) -> store.Contents:
    with store.making(entry) as folder:
        gathered = _Gathered(problems=list(walked.problems), files=list(walked.aside))
        rename = partial(_renamed, maps, gathered.owners)
        with Recorder(folder, rename) as recorder:
            _read_all(walked, maps, recorder, gathered, progress)
        contents = _in_order(gathered, maps)
        return store.save(folder, recorder, contents)


def _renamed(maps: Maps, owners: Mapping[str, str], cells: Cells) -> Cells:
    """A series as a `runs.toml` wants it, and under the run that its file is the log of."""
    run, format_ = cells[:2]
    owned = format_ == training_log.FORMAT and run in owners
    if not owned and not maps.entries:
        return cells
    series = Series(*cells)
    if owned:
        series = replace(series, run=owners[run])
    entry, path = maps.entry(series.file)
    return cells_of(entry.series(series, path))


def _read_all(walked: Walked, maps: Maps, recorder: Recorder, gathered: _Gathered, progress: Progress) -> None:
    left = {file.name for file in walked.files if _is_free(maps.entry(file.name)[0])}
    by_name = {file.name: file for file in walked.files}
    for directory in directories(walked.files, left):
        _offer(directory, left, recorder, gathered)
        progress(STAGE, len(walked.files) - len(left), len(walked.files))
    taken = {file.name for file in gathered.files}
    rest = [by_name[name] for name in sorted(by_name) if name not in taken]
    places = {run.id for run in gathered.runs}
    for file in rest:
        place = file.name.rpartition("/")[0] or "."
        if place in places:
            gathered.owners[file.name] = place
    for file in rest:
        read, runs, problems = read_generic(file, recorder, maps.entry(file.name)[0])
        gathered.files.append(read)
        gathered.runs += runs
        gathered.problems += problems
        progress(STAGE, len(gathered.files), len(walked.files))


def _is_free(entry: Entry) -> bool:
    """Whether a file may go to any reader: a `runs.toml` that tells its format or its columns decides for it."""
    return entry.format is None and not entry.columns


def _offer(directory: Directory, left: set[str], recorder: Recorder, gathered: _Gathered) -> None:
    for reader in READERS:
        found = reader(directory)
        if found is None:
            continue
        recorder.take(found.measurements)
        gathered.runs += found.runs
        gathered.problems += found.problems
        formats = {file: run.format for run in found.runs for file in run.files}
        usual = found.runs[0].format if found.runs else reader.__module__.rpartition(".")[2]
        for name in sorted(found.taken):
            gathered.files.append(FileRead(name, formats.get(name, usual)))
        left -= found.taken
        files = {name: file for name, file in directory.files.items() if file.name in left}
        if not files:
            return
        directory = Directory(directory.name, files)


def _in_order(gathered: _Gathered, maps: Maps) -> store.Contents:
    runs: dict[str, Run] = {}
    for run in gathered.runs:
        if run.files:
            entry, path = maps.entry(run.files[0])
            run = entry.run(run, path)
        owner = runs.get(gathered.owners.get(run.id, "")) if run.format == training_log.FORMAT else None
        if owner is not None:
            runs[owner.id] = replace(owner, files=(*owner.files, *run.files))
        else:
            runs.setdefault(run.id, run)
    problems = gathered.problems
    if len(problems) > MAX_PROBLEMS:
        more = Problem("logs", f"{len(problems) - MAX_PROBLEMS:,} more problems are not listed")
        problems = [*problems[:MAX_PROBLEMS], more]
    return store.Contents(
        tuple(runs[id_] for id_ in sorted(runs)),
        tuple(sorted(gathered.files, key=lambda file: file.name)),
        tuple(problems),
        0,
    )
