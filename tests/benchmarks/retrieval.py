"""How well and how fast papers are found: nDCG@10 on SciFact's training queries, latencies, embedding speed.

    python tests/benchmarks/retrieval.py [FOLDER]

FOLDER keeps the corpora with their vectors, so that 5,183 abstracts are embedded once (about two minutes). nDCG@10 is
that of trec_eval and BEIR: gain rel, discount log2(rank + 1). Asserts nothing.
"""

from __future__ import annotations

import csv
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from synth.models.embedder import Embedder, load_embedder
from synth.pipeline.add import add_paths
from synth.pipeline.resolve import writable_corpus
from synth.retrieve import PaperHit, Searcher
from synth.retrieve.fuse import fuse
from synth.retrieve.search import POOL
from synth.store.corpus import Corpus

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
WEIGHTS = (0.4, 0.5, 0.6, 0.65, 0.7, 0.8)
FOLDS = 5
QUESTION = "Does intermediate-task fine-tuning in English help zero-shot cross-lingual transfer?"
COLD = (
    "import sys; from pathlib import Path; from synth.store.corpus import open_corpus\n"
    "from synth.retrieve import search_passages\n"
    "with open_corpus(Path(sys.argv[1])) as corpus: search_passages(corpus, sys.argv[2])"
)

Ranking = Mapping[str, Sequence[str]]


def ndcg(relevant: Mapping[str, int], ranked: Sequence[str]) -> float:
    """nDCG@10 of one query."""
    gained = sum(relevant.get(paper, 0) / math.log2(rank + 2) for rank, paper in enumerate(ranked[:10]))
    ideal = sorted(relevant.values(), reverse=True)[:10]
    return gained / sum(gain / math.log2(rank + 2) for rank, gain in enumerate(ideal))


def min_max(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores moved and scaled to 0 … 1."""
    low, high = min(scores.values()), max(scores.values())
    return {each: (score - low) / ((high - low) or 1) for each, score in scores.items()}


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Ids, best first, ties by id."""
    return sorted(scores, key=lambda each: (-scores[each], each))


def reciprocal(*scores: Mapping[str, float]) -> dict[str, float]:
    """Reciprocal rank fusion with k = 60 (Cormack, Clarke and Büttcher 2009)."""
    places = [{each: 1 / (60 + rank) for rank, each in enumerate(ranked(one), 1)} for one in scores]
    return {each: sum(place[each] for place in places) for each in places[0]}


def lexical_of(hits: Iterable[PaperHit]) -> dict[str, float]:
    """BM25 of each paper that was found."""
    return {hit.paper.id: hit.lexical for hit in hits}


def dense_of(hits: Iterable[PaperHit]) -> dict[str, float]:
    """The cosine of each paper that was found."""
    return {hit.paper.id: hit.dense for hit in hits if hit.dense is not None}


def scifact(folder: Path, embedder: Embedder) -> None:
    """Quality of each way to rank, and the cross-validated one."""
    path = folder / "scifact.db"
    source = folder / "corpus.jsonl"
    with source.open("w") as stream:
        for line in (SHARED / "scifact" / "corpus.jsonl").read_text().splitlines():
            record = json.loads(line)
            beir = {"_id": str(record["doc_id"]), "title": record["title"], "text": " ".join(record["abstract"])}
            stream.write(json.dumps(beir) + "\n")
    relevant: dict[str, dict[str, int]] = {}
    with (SHARED / "scifact" / "beir" / "qrels" / "train.tsv").open() as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            relevant.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    lines = (SHARED / "scifact" / "beir" / "queries.train.jsonl").read_text().splitlines()
    queries = {each["_id"]: each["text"] for each in map(json.loads, lines) if each["_id"] in relevant}

    def mean(rankings: Ranking) -> float:
        return statistics.fmean(ndcg(relevant[query], rankings[query]) for query in rankings)

    with writable_corpus(str(path)) as corpus:
        add_paths(corpus, [source])
        for pool in (30, POOL, 100, 200):
            # Everything in the pool is asked for, so that the other ways to rank can be tried on the same scores.
            searcher = Searcher(corpus, embedder, pool=pool)
            found = {query: searcher.papers(text, pool) for query, text in queries.items()}
            first = {query: first_stage(hits) for query, hits in found.items()}
            print(f"pool {pool}: nDCG@10 {mean(first):.4f}, read again {mean(ids_of(found)):.4f}", flush=True)
            if pool == POOL:
                kept = found
        with_vectors(Searcher(corpus, embedder), queries.values())
        exhaustive = Searcher(corpus, embedder, exhaustive=True)
        print(f"exhaustive: {mean(ids_of({query: exhaustive.papers(text) for query, text in queries.items()})):.4f}")
    print(f"of the pool of {POOL}:")
    print(f"  BM25 {mean({q: ranked(lexical_of(hits)) for q, hits in kept.items()}):.4f}")
    print(f"  dense {mean({q: ranked(dense_of(hits)) for q, hits in kept.items()}):.4f}")
    both = {q: (lexical_of(hits), dense_of(hits)) for q, hits in kept.items() if hits}
    print(f"  reciprocal ranks {mean({q: ranked(reciprocal(*scores)) for q, scores in both.items()}):.4f}")
    scaled = {q: (min_max(lexical), min_max(dense)) for q, (lexical, dense) in both.items()}
    equal = {
        q: ranked({each: lexical[each] + dense[each] for each in lexical}) for q, (lexical, dense) in scaled.items()
    }
    print(f"  min-max, equal weight {mean(equal):.4f}")
    by_weight = {
        weight: {q: [each.id for each in fuse(*scores, weight=weight)] for q, scores in both.items()}
        for weight in WEIGHTS
    }
    for weight, rankings in by_weight.items():
        print(f"  weight {weight}: {mean(rankings):.4f}")
    names = sorted(both)
    held_out: dict[str, Sequence[str]] = {}
    for fold in range(FOLDS):
        inside = set(names[fold::FOLDS])
        best = max(WEIGHTS, key=lambda weight: mean({q: by_weight[weight][q] for q in names if q not in inside}))
        held_out |= {q: by_weight[best][q] for q in inside}
    print(f"  weight chosen on the other {FOLDS - 1} of {FOLDS} folds: {mean(held_out):.4f}")


def ids_of(found: Mapping[str, Sequence[PaperHit]]) -> dict[str, list[str]]:
    """The ids of what each query found, best first."""
    return {query: [hit.paper.id for hit in hits] for query, hits in found.items()}


def first_stage(hits: Sequence[PaperHit]) -> list[str]:
    """What was found in the order of the first stage."""
    return [each.id for each in fuse(lexical_of(hits), dense_of(hits))]


def with_vectors(searcher: Searcher, queries: Iterable[str]) -> None:
    """How long a query takes once everything that it reads is embedded."""
    spent = []
    for query in queries:
        began = time.perf_counter()
        searcher.papers(query)
        spent.append(time.perf_counter() - began)
    spent.sort()
    print(f"a query, vectors known: mean {1000 * statistics.fmean(spent):.1f} ms, 95 % within "
          f"{1000 * spent[int(0.95 * len(spent))]:.1f} ms")  # fmt: skip


def timings(folder: Path, embedder: Embedder) -> None:
    """A whole process, first and again; a query with the model held; embedding speed."""
    path = folder / "tex.db"
    with writable_corpus(str(path)) as corpus:
        add_paths(corpus, [SHARED / "papers" / "tex"])
    for what in ("first", "again"):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", COLD, str(path), f"{QUESTION} {what}"], check=True)
        print(f"search as a process of its own, {what}: {time.perf_counter() - began:.2f} s", flush=True)
    with writable_corpus(str(path)) as corpus:
        held(corpus, embedder)


def held(corpus: Corpus, embedder: Embedder) -> None:
    """With the model and the index held."""
    searcher = Searcher(corpus, embedder)
    for what, ask in (("passages", searcher.passages), ("papers", searcher.papers)):
        ask(QUESTION)
        spent = []
        for _ in range(20):
            began = time.perf_counter()
            ask(QUESTION)
            spent.append(time.perf_counter() - began)
        print(f"search of {what} with the model held: {1000 * statistics.median(spent):.1f} ms", flush=True)
    texts = [passage.text for passage in corpus.passages()]
    sample = texts[:: max(1, len(texts) // 200)]
    began = time.perf_counter()
    embedder.embed(sample)
    print(f"embedding: {len(sample) / (time.perf_counter() - began):.0f} passages/s of {len(texts)}")


def main() -> None:
    """Measures and prints."""
    if not SHARED.is_dir():
        sys.exit("../shared/data is not here")
    began = time.perf_counter()
    embedder = load_embedder()
    print(f"model loaded in {time.perf_counter() - began:.2f} s")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name)
        timings(folder, embedder)
        scifact(folder, embedder)


if __name__ == "__main__":
    main()
