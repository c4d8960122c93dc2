"""How fast a million measurements are read, shown and asked for, and in how much memory. The logs are made up here.

python tests/benchmarks/runs.py [MEASUREMENTS]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from synth.runs import Logs, load_runs


def training_log(count: int) -> Iterator[str]:
    """Three values a line: what a training loop prints."""
    for step in range(1, count // 3 + 1):
        yield f"step:{step}/{count // 3} train_loss:{9 / step**0.1:.4f} train_time:{step * 160}ms step_avg:160.25ms\n"


def long_table(count: int) -> Iterator[str]:
    """One value a row, many runs and steps."""
    yield "model,seed,task,split,step,metric,value\n"
    for row in range(count):
        yield f"model-{row % 7},{row % 5},task-{row % 11},dev,{row // 385},accuracy,{row % 9973 / 9973:.4f}\n"


def wide_table(count: int) -> Iterator[str]:
    """Five values a row."""
    yield "model,step,loss,accuracy,f1,precision,recall\n"
    for row in range(count // 5):
        scores = f"0.{row % 97:02},0.{row % 89:02},0.{row % 83:02},0.{row % 79:02}"
        yield f"model-{row % 7},{row // 7},{9 / (row + 1):.4f},{scores}\n"


def final_table(count: int) -> Iterator[str]:
    """One value a row and no steps: every row is a series of its own."""
    yield "model,task,language,metric,value\n"
    for row in range(count):
        yield f"model-{row % 997},task-{row % 1009},de,accuracy,{row % 9973 / 9973:.4f}\n"


def json_lines(count: int) -> Iterator[str]:
    """Four values a line."""
    for row in range(count // 4):
        scores = f'"val/acc": 0.{row % 97:02}, "val/f1": 0.{row % 89:02}'
        yield f'{{"step": {row}, "loss": {9 / (row + 1):.4f}, {scores}, "lr": 1e-5}}\n'


SHAPES: dict[str, tuple[str, Callable[[int], Iterator[str]]]] = {
    "training log": ("train.log", training_log),
    "long CSV": ("long.csv", long_table),
    "wide CSV": ("wide.csv", wide_table),
    "long CSV without steps": ("final.csv", final_table),
    "JSON lines": ("history.jsonl", json_lines),
}


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds of one call, and what came of it."""
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def measure(shape: str, count: int) -> None:
    """One shape, in this process alone."""
    with tempfile.TemporaryDirectory() as place:
        folder, cache = Path(place) / "logs", Path(place) / "cache"
        folder.mkdir()
        name, lines = SHAPES[shape]
        with (folder / name).open("w", encoding="utf-8") as stream:
            stream.writelines(lines(count))
        size = (folder / name).stat().st_size / 1e6
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        read, _ = timed(lambda: load_runs(folder, cache=cache))
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - spent
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        again, logs = timed(lambda: load_runs(folder, cache=cache))
        assert isinstance(logs, Logs)
        run = logs.runs[len(logs.runs) // 2].id
        timed(lambda: sum(1 for _ in logs.measurements(run="none")))
        part, _ = timed(lambda: sum(1 for _ in logs.measurements(run=run, step=7)))
        shown, _ = timed(lambda: logs.results([one.id for one in logs.runs[:60]]))
        ends, results = timed(logs.results)
        assert isinstance(results, tuple)
        print(
            f"{shape}: {logs.count:,} measurements of {len(logs.runs):,} runs, {size:.0f} MB: read {read:.1f} s "
            f"({logs.count / read:,.0f}/s; CPU {spent:.1f} s), peak memory {peak:.0f} MB; again {again:.2f} s; "
            f"a query {part * 1000:.0f} ms; what 60 runs came to {shown:.2f} s; all {len(results):,} {ends:.2f} s"
        )


def main() -> None:
    """Every shape, each in a process of its own, so that memory is its own too."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        measure(sys.argv[2], count)
        return
    for shape in SHAPES:
        subprocess.run([sys.executable, __file__, str(count), shape], check=True)


if __name__ == "__main__":
    main()
