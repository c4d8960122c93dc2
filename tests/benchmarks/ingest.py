"""How long adding papers takes: 68 papers in LaTeX, the same again, PDFs, and a list of 5,183 abstracts.

    python tests/benchmarks/ingest.py

Each figure is the wall-clock time of a whole process, as a user waits for it. Asserts nothing about time.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sized
from pathlib import Path

from synth.pipeline.tend import check_corpus
from synth.store.corpus import open_corpus

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
ADD = (
    "import sys; from pathlib import Path\n"
    "from synth.pipeline.add import add_paths; from synth.pipeline.resolve import writable_corpus\n"
    "with writable_corpus(sys.argv[1]) as corpus: summary = add_paths(corpus, [Path(sys.argv[2])])\n"
    "counts = (summary.added, summary.updated, summary.unchanged, summary.failed)\n"
    "print('{} added, {} updated, {} unchanged, {} failed'.format(*counts))\n"
    "heavy = [name for name in ('numpy', 'torch', 'faiss', 'pydantic', 'onnxruntime') if name in sys.modules]\n"
    "print('imported:', ', '.join(heavy) or 'nothing heavy')"
)


def cpu(who: int = resource.RUSAGE_CHILDREN) -> float:
    """CPU seconds spent so far, by all processes that were started and waited for (or by this one)."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def timed(what: str, path: Path, source: Path) -> None:
    """Adds `source` in a process of its own and prints how long that took."""
    began, spent = time.perf_counter(), cpu()
    command = [sys.executable, "-c", ADD, str(path), str(source)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    said = "; ".join(done.stdout.splitlines())
    print(f"{what}: {time.perf_counter() - began:.2f} s (CPU {cpu() - spent:.2f} s); {said}", flush=True)


def here(what: str, work: Callable[[], Sized]) -> None:
    """Does something in this process and prints how long that took."""
    began, spent = time.perf_counter(), cpu(resource.RUSAGE_SELF)
    count = len(work())
    took = f"{time.perf_counter() - began:.2f} s (CPU {cpu(resource.RUSAGE_SELF) - spent:.2f} s)"
    print(f"{what}: {took}, {count}", flush=True)


def main() -> None:
    """Measures and prints."""
    if not SHARED.is_dir():
        sys.exit("../shared/data is not here")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        tex = home / "tex.db"
        timed("papers/tex, first", tex, SHARED / "papers" / "tex")
        timed("papers/tex, again", tex, SHARED / "papers" / "tex")
        timed("papers/pdf, first", home / "pdf.db", SHARED / "papers" / "pdf")
        abstracts = home / "corpus.jsonl"
        with abstracts.open("w") as stream:
            for line in (SHARED / "scifact" / "corpus.jsonl").read_text().splitlines():
                record = json.loads(line)
                beir = {"_id": str(record["doc_id"]), "title": record["title"], "text": " ".join(record["abstract"])}
                stream.write(json.dumps(beir) + "\n")
        timed("5,183 abstracts, first", home / "list.db", abstracts)
        timed("5,183 abstracts, again", home / "list.db", abstracts)
        with open_corpus(tex, readonly=True) as corpus:
            here("papers", corpus.papers)
            here("documents decoded", lambda: [corpus.document(paper) for paper in corpus.hashes()])
            here("passages read", lambda: list(corpus.passages()))
            here("faults found by a check", lambda: check_corpus(corpus))
        print(f"size of the corpus: {tex.stat().st_size / 1e6:.1f} MB")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory of one process: {most:.0f} MB")


if __name__ == "__main__":
    main()
