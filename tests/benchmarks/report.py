"""The main job on 68 real papers, as a user waits for it: add, first report, second question, all five, search, help.

    python tests/benchmarks/report.py

Prints wall-clock seconds and peak memory of whole processes, then what the report on question 1 holds. Asserts nothing
about time.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEX = ROOT.parent / "shared" / "data" / "papers" / "tex"
QUESTIONS = ROOT / "reports" / "questions.toml"
HELD = """
import sys, time
from synth.models.embedder import load_embedder
from synth.pipeline.resolve import readable_corpus
from synth.retrieve import Searcher
with readable_corpus("xling") as corpus:
    searcher = Searcher(corpus, load_embedder())
    queries = ["zero-shot transfer", "named entity recognition", "intermediate task", "parallel data", "adapters"] * 4
    searcher.passages(queries[0])
    for query in queries[:5]:
        searcher.passages(query)
    begin = time.perf_counter()
    for query in queries:
        searcher.passages(query)
    print(f"{(time.perf_counter() - begin) / len(queries) * 1000:.1f}")
"""


def synth(*arguments: str) -> tuple[float, float, str]:
    """Seconds, peak megabytes of the largest process so far, and what was printed."""
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "synth", *arguments], capture_output=True, text=True, check=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.perf_counter() - begin, peak, done.stdout


def show(what: str, bar: str, *arguments: str) -> str:
    """Runs one command and prints its figures beside its bar."""
    seconds, peak, printed = synth(*arguments)
    print(f"{what:<44} {seconds:7.2f} s   (bar {bar})   peak so far {peak:5.0f} MB")
    return printed


def describe(folder: Path, home: Path) -> None:
    """What the report on question 1 holds, against the sources that its corpus gives back."""
    report = json.loads((folder / "report.json").read_text())
    sources = home / "sources"
    synth("corpus", "export", str(sources), "--corpus", "xling")
    texts = {path.name: path.read_text() for path in sources.rglob("*") if path.is_file()}
    anchors = [claim["anchor"] for claim in report["claims"]]
    right = sum(texts[Path(a["file"]).name][a["start"] : a["end"]] == a["quote"] for a in anchors)
    papers = {anchor["paper"] for anchor in anchors}
    known = {paper["id"] for paper in report["papers"]}
    print(f"question 1: {len(anchors)} claims from {len(papers)} papers; quotes equal to the source: {right}")
    print(f"question 1: {len(papers - known)} cited papers without a reference; stance {report['answer']['stance']}")


def main() -> None:
    """Prints all figures."""
    if not TEX.is_dir():
        print("../shared/data is not here: nothing to measure")
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["SYNTH_HOME"] = folder
        questions = tomllib.loads(QUESTIONS.read_text())["question"]
        corpus = ("--corpus", "xling")
        show("68 papers read and stored", "10 s", "corpus", "add", str(TEX), *corpus)
        show("the same again", "1 s", "corpus", "add", str(TEX), *corpus)
        fixed = (*corpus, "--offline", "--date", "2026-11-20")
        first = ("report", "--question", questions[0]["text"], *fixed)
        show("first report", "60 s", *first, "--out", f"{folder}/one")
        show("second question", "10 s", "report", "--question", questions[1]["text"], *fixed, "--out", f"{folder}/two")
        show("the first again", "10 s", *first, "--out", f"{folder}/again")
        names = ("report.json", "report.md", "report.html")
        same = all((home / "one" / name).read_bytes() == (home / "again" / name).read_bytes() for name in names)
        print(f"same bytes the second time: {'yes' if same else 'NO'}")
        show("all five by batch", "120 s", "batch", str(QUESTIONS), *corpus, "--offline", "--out", f"{folder}/batch")
        show("cold search", "1.2 s", "search", "zero-shot cross-lingual transfer", *corpus)
        held = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, check=True)
        print(f"search with the model held: {held.stdout.strip()} ms   (bar 30 ms)")
        show("synth --help", "0.25 s", "--help")
        describe(home / "one", home)


if __name__ == "__main__":
    main()
