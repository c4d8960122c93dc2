"""Processes that read papers while their parent writes.

Not `concurrent.futures`: its workers outlive a parent that is killed, one worker that dies takes the work of all others
with it, and it imports the caller's main module again. Here a worker is `python -m synth.pipeline.workers`; it speaks pickle
over its own pipes (with nobody but its parent), ends when the pipe closes, and when it dies only its own task is lost.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock, Timer, local
from types import TracebackType
from typing import BinaryIO, Self

import synth
from synth.pipeline.reading import ListedTask, Outcome, Task, read_tasks
from synth.records import Problem

Work = tuple[Task | ListedTask, ...]

LONGEST_READ = 300.0
"""Seconds after which a worker is taken to hang; the slowest real paper takes a few."""


class Workers:
    """Up to `count` worker processes, started when they are needed; a context manager. A count of 0 reads right here."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._threads = ThreadPoolExecutor(max(1, count), "reader")
        self._mine = local()
        self._lock = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            for process in self._running:
                process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._running:
            _end(process)

    def read(self, work: Iterable[Work]) -> Iterator[tuple[Work, list[Outcome]]]:
        """The outcomes of each piece of work, in the order given; a few pieces are under way at any time."""
        if self._count == 0:
            for piece in work:
                yield piece, read_tasks(piece)
            return
        waiting: deque[tuple[Work, Future[list[Outcome]]]] = deque()
        for piece in work:
            waiting.append((piece, self._threads.submit(self._one, piece)))
            if len(waiting) > 2 * self._count:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()

    def _one(self, work: Work) -> list[Outcome]:
        """Runs in a thread that waits for its own worker. Work that kills a worker is tried again piece by piece."""
        outcomes = self._ask(work)
        if outcomes is not None:
            return outcomes
        if len(work) > 1:
            return [outcome for task in work for outcome in self._one((task,))]
        task = work[0]
        shown = task.source.shown if isinstance(task, Task) else task.shown
        message = "the program that read it was stopped or crashed"
        return [Outcome(None, problem=Problem(shown, message, "check the file; it is tried again when it changes"))]

    def _ask(self, work: Work) -> list[Outcome] | None:
        """None when the worker died or hung."""
        process = self._process()
        if process is None or process.stdin is None or process.stdout is None:
            return None
        timer = Timer(LONGEST_READ, process.kill)
        timer.daemon = True
        timer.start()
        try:
            pickle.dump(work, process.stdin)
            process.stdin.flush()
            outcomes: list[Outcome] = pickle.load(process.stdout)  # noqa: S301 - written by our own child
        except (OSError, EOFError, pickle.UnpicklingError):
            with self._lock:
                self._running.discard(process)
            self._mine.process = None
            _end(process)
            return None
        else:
            return outcomes
        finally:
            timer.cancel()

    def _process(self) -> subprocess.Popen[bytes] | None:
        """This thread's worker, started when it has none; None when all is over."""
        process: subprocess.Popen[bytes] | None = getattr(self._mine, "process", None)
        if process is None:
            with self._lock:
                if self._closed:
                    return None
                process = _start()
                self._running.add(process)
            self._mine.process = process
        return process


def _start() -> subprocess.Popen[bytes]:
    # -P: a file called like a module in the folder that the user stands in is never imported.
    root = str(Path(synth.__file__).parents[1])
    paths = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "synth.pipeline.workers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": paths, "TOKENIZERS_PARALLELISM": "false"},
        process_group=0,  # Ctrl-C reaches the parent alone, which then ends its workers
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:  # what was not yet sent to it
                continue


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """A worker's life: outcomes for tasks until the pipe closes."""
    while True:
        try:
            work: Sequence[Task | ListedTask] = pickle.load(requests)  # noqa: S301 - written by our own parent
        except EOFError:
            return
        pickle.dump(read_tasks(work), replies)
        replies.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
