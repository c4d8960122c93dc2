"""Questions of a batch in processes of their own, each with its own share of them.

A worker is `python -m synth.pipeline.batch_worker`. Its `Share` comes pickled on its standard input, and a `Result`
goes pickled to its standard output as soon as each question is done; it speaks with nobody but its parent.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import BinaryIO, cast

import synth
from synth.errors import StorageError
from synth.models.llm_account import portion
from synth.pipeline.batch import Result, run_batch
from synth.pipeline.logged import open_logs
from synth.pipeline.shelves import Limits, open_shelves
from synth.pipeline.write import Format
from synth.records import Progress, Question, silent


@dataclass(frozen=True, slots=True)
class Share:
    """What one worker does: as the arguments of `run_batch`, corpora, logs, embedder and language model by name.

    `max_cost` is what it may spend on the model, in US dollars.
    """

    questions: tuple[Question, ...]
    corpora: tuple[str, ...]
    sources: tuple[str, ...]
    embedder: str | None
    out: Path
    formats: tuple[Format, ...]
    date: str
    limits: Limits
    model: str = ""
    max_cost: Decimal | None = None
    runs: tuple[Path, ...] = ()
    tolerance: Decimal | None = None


def shared(whole: Share, workers: int) -> list[Share]:
    """The work in at most `workers` shares, neighbours apart, so that each gets some of what takes long.

    What may be spent is split evenly, so that it is bounded whatever the workers do.
    """
    count = max(1, min(workers, len(whole.questions)))
    most = None if whole.max_cost is None else portion(whole.max_cost, count)
    return [replace(whole, questions=whole.questions[first::count], max_cost=most) for first in range(count)]


def run_apart(shares: Sequence[Share], *, progress: Progress = silent) -> Iterator[Result]:
    """The results of all shares in the order in which they are done.

    A worker that dies fails the questions that it had left and no other; none outlives this call.
    """
    results: Queue[Result | None] = Queue()
    total = sum(len(share.questions) for share in shares)
    workers: list[subprocess.Popen[bytes]] = []
    try:
        for share in shares:
            worker = _started()
            workers.append(worker)
            Thread(target=_follow, args=(worker, share, results), daemon=True).start()
        running, done = len(workers), 0
        progress("answering questions", 0, total)
        while running:
            result = results.get()
            if result is None:
                running -= 1
                continue
            done += 1
            progress("answering questions", done, total)
            yield result
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def _started() -> subprocess.Popen[bytes]:
    """A worker that waits for its share. Raises StorageError where none can be started."""
    root = str(Path(synth.__file__).parent.parent)
    paths = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "synth.pipeline.batch_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths, "TOKENIZERS_PARALLELISM": "false"},
            process_group=0,  # Ctrl-C reaches the parent alone, which then ends its workers
        )
    except OSError as error:
        raise StorageError(f"no process could be started: {error.strerror}", "try again with --jobs 1") from error


def _follow(worker: subprocess.Popen[bytes], share: Share, results: Queue[Result | None]) -> None:
    """Gives one worker its share and passes on what it gives back, to its end."""
    left = list(share.questions)
    requests, replies = cast("BinaryIO", worker.stdin), cast("BinaryIO", worker.stdout)
    try:
        with requests:
            pickle.dump(share, requests)
        with replies:
            while left:
                result: Result = pickle.load(replies)  # noqa: S301  # our own process
                left.remove(result.question)
                results.put(result)
    except (OSError, EOFError, pickle.UnpicklingError):
        pass  # it died; said below for each question that it leaves
    for question in left:
        error = StorageError("the process that worked on it ended", "try again with fewer --jobs; memory may be short")
        results.put(Result(question, error, share.out / question.slug))
    results.put(None)


def main() -> None:
    """The worker's side."""
    from synth.models.embedder import load_embedder
    from synth.pipeline.proposed import open_helper

    share: Share = pickle.load(sys.stdin.buffer)  # noqa: S301  # our own parent
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but results goes to the parent
    logs = open_logs(share.runs, tolerance=share.tolerance)
    model = load_embedder(share.embedder)
    with (
        open_helper(share.model, most=share.max_cost, offline=share.limits.offline) as helper,
        open_shelves(share.corpora, model) as shelves,
    ):
        made = run_batch(
            share.questions,
            shelves,
            share.sources,
            model,
            out=share.out,
            formats=share.formats,
            date=share.date,
            limits=share.limits,
            logs=logs,
            helper=helper,
        )
        for result in made:
            pickle.dump(result, out)
            out.flush()


if __name__ == "__main__":
    main()
