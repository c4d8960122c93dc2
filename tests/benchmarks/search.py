"""A search over four databases that fail one time in five, and the same killed at random instants and resumed.

    python tests/benchmarks/search.py [--works 2000] [--share 0.2] [--trials 20] [--seed 0] [--courtesy 0.3]

The databases are a server on this machine that speaks their protocols; its works are made. Prints how many works were
found and how often each, seconds and requests; for each kill, what was kept, what was fetched again although it was
kept, and what was lost; for two searches at once, the shortest time between two requests to arXiv.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from tests.sources.databases import Databases, MadeWork, serve

KINDS = ("429", "503", "reset", "truncated", "empty")
SEARCH = """
import json, sys
from synth.pipeline.find import find
from synth.records import Question
from synth.sources.cache import Cache
from synth.sources.known import DEFAULT
from synth.sources.web import Web
with Web(cache=Cache.at_home()) as web:
    found = find(Question("rain?", "rain"), DEFAULT, web, limit=int(sys.argv[1]))
failed = [search.failed for search in found.searches if search.failed]
print(json.dumps([failed, [[work.paper.title, len(work.hits)] for work in found.works]]))
"""


def start(server: Databases, home: Path, limit: int, **more: str) -> subprocess.Popen[bytes]:
    """The process that searches."""
    environment = os.environ | server.environment() | {"SYNTH_HOME": str(home)} | more
    return subprocess.Popen([sys.executable, "-c", SEARCH, str(limit)], env=environment, stdout=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes], server: Databases) -> str:
    """What the search gave, against what there is."""
    out, _ = process.communicate()
    failed, works = json.loads(out)
    counts = Counter(title for title, _ in works)
    expected = {work.name for work in server.works}
    missing, strange = len(expected - set(counts)), len(set(counts) - expected)
    twice = sum(count > 1 for count in counts.values())
    partly = sum(records != 4 for _, records in works)
    said = f"{len(works)} works, {missing} missing, {twice} twice, {strange} strange, {partly} not from all four"
    return f"{said}{'; ' + '; '.join(failed) if failed else ''}"


def kept(home: Path) -> set[str]:
    """The addresses of which a reply is kept, without the host."""
    found = set()
    for path in (home / "replies").rglob("*.gz"):
        with gzip.open(path) as handle:
            address = json.loads(handle.readline())["address"]
        found.add(unquote("/" + address.split("/", 3)[3]))
    return found


def main() -> None:
    """Parses, searches, kills, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=2000)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--courtesy", type=float, default=0.3)
    options = parser.parse_args()
    lots = random.Random(options.seed)
    works = tuple(MadeWork(number) for number in range(options.works))
    state = Databases(works=works, share=options.share, kinds=KINDS, seed=options.seed, largest=100)
    with tempfile.TemporaryDirectory() as name, serve(state) as server:
        began = time.perf_counter()
        said = finish(start(server, Path(name, "whole"), options.works), server)
        took = time.perf_counter() - began
        bad = 1 - len(server.answered) / len(server.asked)
        print(f"{said}; {took:.1f} s, {len(server.asked)} requests, {bad:.0%} of the replies faulty", flush=True)
        trial = again = 0
        while trial < options.trials:
            home = Path(name, f"{trial}")
            process = start(server, home, options.works)
            at = lots.uniform(0.3, took)
            try:
                process.communicate(timeout=at)
                continue  # it was done before
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
            trial += 1
            before = kept(home)
            server.asked.clear()
            said = finish(start(server, home, options.works), server)
            fetched = [path for path in map(unquote, server.asked) if path in before]
            again += len(fetched)
            print(f"killed at {at:.2f} s, {len(before)} replies kept, {len(fetched)} fetched again; {said}", flush=True)
        print(f"kept and fetched again: {again} in {trial} kills")
        server.share = 0.0
        server.asked.clear()
        server.moments.clear()
        both = [
            start(server, Path(name, "both"), 300, SYNTH_COURTESY=str(options.courtesy), NUMBER=str(number))
            for number in range(2)
        ]
        for process in both:
            finish(process, server)
        moments = [at for at, path in zip(server.moments, server.asked, strict=True) if path.startswith("/arxiv/")]
    least = min(later - earlier for earlier, later in pairwise(sorted(moments)))
    print(f"two searches at once: {len(moments)} requests to arXiv, at least {least:.2f} s apart")


if __name__ == "__main__":
    main()
