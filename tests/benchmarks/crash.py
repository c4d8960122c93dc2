"""Kills `add_paths` at a random instant, then the call that resumes it, then lets it finish: is every paper whole?

    python tests/benchmarks/crash.py [FOLDER] [--trials 25] [--seed 0]

Prints one line a trial and the count of bad ones. A trial is bad when a paper is absent, damaged or there twice, when
the file fails its own integrity check, or when the corpus differs from one that was made in one go.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from synth.pipeline.add import add_paths
from synth.pipeline.tend import check_corpus
from synth.store.corpus import Corpus, open_corpus

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "papers" / "tex"
ADD = (
    "import sys; from pathlib import Path\n"
    "from synth.pipeline.add import add_paths; from synth.pipeline.resolve import writable_corpus\n"
    "with writable_corpus(sys.argv[1]) as corpus: add_paths(corpus, [Path(sys.argv[2])])"
)


def start(path: Path, folder: Path) -> subprocess.Popen[bytes]:
    """The process that adds the folder to the corpus."""
    return subprocess.Popen([sys.executable, "-c", ADD, str(path), str(folder)])


def kill_after(path: Path, folder: Path, seconds: float) -> bool:
    """Starts adding and kills it; whether it was still at work."""
    process = start(path, folder)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def killed_twice(path: Path, folder: Path, took: float, instants: random.Random) -> list[float]:
    """Kills the making of the corpus and then its resume, both while they are at work; the instants, in seconds.

    Where one was done before its instant the trial begins anew with earlier ones.
    """
    longest = took
    while True:
        at = [instants.uniform(0.05, longest) for _ in range(2)]
        if all(kill_after(path, folder, seconds) for seconds in at):
            return at
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        longest *= 0.9


def faults(corpus: Corpus, whole: Corpus) -> list[str]:
    """How a corpus differs from the one that was made in one go."""
    found = [f"{problem.where}: {problem.message}" for problem in check_corpus(corpus)]
    if corpus.hashes() != whole.hashes():
        found.append(f"{len(corpus.hashes())} papers of {len(whole.hashes())}")
    elif list(corpus.passages()) != list(whole.passages()):
        found.append("other passages")
    if corpus.origins() != whole.origins():
        found.append("other origins")
    return found


def main() -> None:
    """Parses, tries, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--trials", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    instants = random.Random(options.seed)
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        began = time.perf_counter()
        if start(home / "whole.db", options.folder).wait() != 0:
            sys.exit("adding in one go failed")
        took = time.perf_counter() - began
        with open_corpus(home / "whole.db") as whole:
            print(f"{len(whole.papers())} papers, {took:.1f} s in one go")
            for trial in range(1, options.trials + 1):
                path = home / f"{trial}.db"
                at = killed_twice(path, options.folder, took, instants)
                with open_corpus(path, create=True) as corpus:
                    before = len(corpus.papers())
                    add_paths(corpus, [options.folder])
                    found = faults(corpus, whole)
                bad += bool(found)
                said = f"killed at {at[0]:.2f} s and {at[1]:.2f} s, {before} papers kept: {'; '.join(found) or 'good'}"
                print(f"trial {trial}: {said}", flush=True)
    print(f"bad trials: {bad} of {options.trials}")


if __name__ == "__main__":
    main()
