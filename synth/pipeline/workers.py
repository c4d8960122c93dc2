"""Processes that read papers while their parent writes.

Not `concurrent.futures`: its workers outlive a parent that is killed, one worker that dies takes the work of all others
with it, and it imports the caller's main module again. Here a worker is `python -m synth.pipeline.workers`; it speaks
pickle over its own pipes (with nobody but its parent), ends when they close, and takes no task but its own along.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock, Timer, local
from types import TracebackType
from typing import BinaryIO, Self, cast

import synth
from synth.errors import StorageError
from synth.pipeline.reading import ListedTask, Outcome, Task, read_tasks
from synth.records import Problem

Work = tuple[Task | ListedTask, ...]

LONGEST_READ = 300.0
"""Seconds after which a worker is taken to hang; the slowest real paper takes a few."""


@dataclass(frozen=True, slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    requests: BinaryIO
    replies: BinaryIO
    complaints: BinaryIO
    """What it writes to its standard error: nobody's terminal."""

    def end(self) -> str:
        """Kills it if need be, and says how it ended."""
        self.process.kill()
        status = self.process.wait()
        try:
            self.requests.close()
        except BrokenPipeError:
            pass  # work that was not sent yet
        finally:
            self.replies.close()
        self.complaints.seek(0)
        last = self.complaints.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        self.complaints.close()
        return last[:300] if status > 0 and last else f"signal {-status}" if status < 0 else f"status {status}"


class Workers:
    """Up to `count` worker processes, started when needed; a context manager. A count of 0 reads in this process."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._threads = ThreadPoolExecutor(max(1, count), "reader")
        self._mine = local()
        self._lock = Lock()
        self._running: dict[int, _Worker] = {}
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            for worker in self._running.values():
                worker.process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        while self._running:
            self._running.popitem()[1].end()

    def running(self) -> tuple[int, ...]:
        """The process ids of the workers that were started and not ended."""
        with self._lock:
            return tuple(self._running)

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
        if not isinstance(outcomes, str):
            return outcomes
        if len(work) > 1:
            return [outcome for task in work for outcome in self._one((task,))]
        shown = work[0].source.shown if isinstance(work[0], Task) else work[0].shown
        problem = Problem(shown, f"the program that read it stopped: {outcomes}", "add it again, or check the file")
        return [Outcome(None, problem=problem, passing=True)]

    def _ask(self, work: Work) -> list[Outcome] | str:
        """The outcomes, or how the worker ended that was asked for them."""
        worker = self._worker()
        if worker is None:
            return "everything was stopped"
        timer = Timer(LONGEST_READ, worker.process.kill)
        timer.daemon = True
        timer.start()
        try:
            pickle.dump(work, worker.requests)
            worker.requests.flush()
            outcomes: list[Outcome] = pickle.load(worker.replies)  # noqa: S301 - written by our own child
        except (OSError, EOFError, pickle.UnpicklingError):
            with self._lock:
                self._running.pop(worker.process.pid, None)
            self._mine.worker = None
            return worker.end()
        else:
            return outcomes
        finally:
            timer.cancel()

    def _worker(self) -> _Worker | None:
        """The worker of the thread that asks, started when it has none; None when all is over."""
        worker: _Worker | None = getattr(self._mine, "worker", None)
        if worker is None:
            with self._lock:
                if self._closed:
                    return None
                worker = _start()
                self._running[worker.process.pid] = worker
            self._mine.worker = worker
        return worker


def _start() -> _Worker:
    # -P: a file called like a module in the folder that the user stands in is never imported.
    root = str(Path(synth.__file__).parents[1])
    paths = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    try:
        complaints = TemporaryFile()  # noqa: SIM115 - it lives as long as the worker, whose `end` closes it
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "synth.pipeline.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=os.environ | {"PYTHONPATH": paths, "TOKENIZERS_PARALLELISM": "false"},
            process_group=0,  # Ctrl-C reaches the parent alone, which then ends its workers
        )
    except OSError as error:
        raise StorageError(
            f"no process could be started to read papers: {error.strerror}", "close other programs and try again"
        ) from error
    if process.stdin is None or process.stdout is None:
        raise AssertionError("a process that was given pipes has none")
    return _Worker(process, cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout), complaints)


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
