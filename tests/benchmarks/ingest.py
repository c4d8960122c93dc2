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
from pathlib import Path

from synth.pipeline.ingest import check_corpus
from synth.store.corpus import open_corpus

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
ADD = (
    "import sys; from pathlib import Path; from synth.pipeline.ingest import add_paths, writable_corpus\n"
    "with writable_corpus(sys.argv[1]) as corpus: summary = add_paths(corpus, [Path(sys.argv[2])])\n"
    "counts = (summary.added, summary.updated, summary.unchanged, summary.failed)\n"
    "print('{} added, {} updated, {} unchanged, {} failed'.format(*counts))\n"
    "heavy = [name for name in ('numpy', 'torch', 'faiss', 'pydantic', 'onnxruntime') if name in sys.modules]\n"
    "print('imported:', ', '.join(heavy) or 'nothing heavy')"
)


def timed(what: str, path: Path, source: Path) -> None:
    """Adds `source` in a process of its own and prints how long that took."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", ADD, str(path), str(source)], check=True, capture_output=True, text=True
    )
    print(
        f"{what}: {time.perf_counter() - began:.2f} s; {'; '.join(done.stdout.split(chr(10))).strip('; ')}", flush=True
    )


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
            began = time.perf_counter()
            papers = corpus.papers()
            documents = [corpus.document(paper.id) for paper in papers]
            print(f"{len(documents)} documents decoded: {time.perf_counter() - began:.2f} s")
            began = time.perf_counter()
            count = sum(1 for _ in corpus.passages())
            print(f"{count} passages read: {time.perf_counter() - began:.2f} s")
            began = time.perf_counter()
            faults = check_corpus(corpus)
            print(f"checked: {time.perf_counter() - began:.2f} s, {len(faults)} faults")
        print(f"size of the corpus: {tex.stat().st_size / 1e6:.1f} MB")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory of one process: {most:.0f} MB")


if __name__ == "__main__":
    main()
