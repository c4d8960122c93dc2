"""Labelled pairs that are not from SciFact: what a small encoder learns of entailment before it sees scientific claims.

Only data whose licence allows trained weights to be shipped: FEVER (CC BY-SA 3.0), Citation-Integrity (MIT), INFOTABS
(Apache-2.0), TabFact (MIT).
"""

from __future__ import annotations

import csv
import json
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from random import Random
from typing import Any

from synth.models.train.pairs import Label, Pair

LONGEST = 420
"""Characters of evidence that are kept: about 100 word pieces."""

_TOKEN = re.compile(r"\w+")
_SPACED = (*((f" {mark}", mark) for mark in (",", ".", ";", ":", "'s", "n't")), ("`` ", '"'), (" ''", '"'))
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "( ": "(", " )": ")"}
_CITED = re.compile(r"\s*\[?\(?<\|[a-z_]+\|>[\d,\s–-]*\]?\)?")


def words(text: str) -> list[str]:
    """Lower-case words and numbers."""
    return _TOKEN.findall(text.lower())


class Nearness:
    """How much of a claim's telling words a text shares, words weighed by how rare they are among the texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [set(words(text)) for text in texts]
        counts = Counter(word for bag in bags for word in sorted(bag))
        self._weight = {word: log(1 + len(texts) / count) for word, count in counts.items()}
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index, bag in enumerate(bags):
            for word in sorted(bag):
                if counts[word] <= max(200, len(texts) // 20):
                    self._holders[word].append(index)

    def nearest(self, claim: str, k: int) -> list[int]:
        """The k texts that share most with the claim, best first."""
        scores: dict[int, float] = defaultdict(float)
        for word in sorted(set(words(claim))):
            for index in self._holders.get(word, ()):
                scores[index] += self._weight[word]
        return sorted(scores, key=lambda index: (-scores[index], index))[:k]

    def shared(self, claim: str, text: str) -> float:
        """The weight of the words that both have."""
        return sum(self._weight.get(word, 1.0) for word in sorted(set(words(claim)) & set(words(text))))


def general_pairs(data: Path, random: Random, *, tables: bool) -> list[Pair]:
    """All pairs, in an order that the seed decides. `tables` adds those made from statements about tables."""
    made = [*fever(data / "nli" / "fever", random), *citation_integrity(data / "nli" / "citation_integrity", random)]
    if tables:
        made += tabfact(data / "nli" / "tabfact", random, 3000)
        made += infotabs(data / "nli" / "infotabs", random, 7000)
    random.shuffle(made)
    return made


def fever(folder: Path, random: Random) -> list[Pair]:
    """Claims with the Wikipedia sentences that decide them, and with near sentences that decide nothing."""
    lines = fever_lines(folder)
    texts = [text for _, text, _ in lines]
    own: dict[str, set[str]] = defaultdict(set)
    for claim, text, _ in lines:
        own[claim].add(text)
    nearness = Nearness(texts)
    made = []
    for claim, text, label in lines:
        if not text:
            continue
        shown = _clipped(claim, text, nearness)
        made.append(Pair(claim, shown, label))
        if random.random() < 0.5:
            near = [texts[index] for index in nearness.nearest(claim, 25)]
            strange = [each for each in near if all(each not in known and known not in each for known in own[claim])]
            if strange:
                made.append(Pair(claim, _clipped(claim, random.choice(strange[:8]), nearness), "unresolved"))
    return made


def fever_lines(folder: Path) -> list[tuple[str, str, Label]]:
    """FEVER's claims, each with its evidence and what that says; where a claim has none, the evidence is empty."""
    claims, evidence, labels = (
        (folder / f"{name}.txt").read_text("utf-8").split("\n") for name in ("claims", "evidence", "labels")
    )
    return [
        (claim, _plain(text), "supported" if label == "entailment" else "contradicted")
        for claim, text, label in zip(claims, evidence, labels, strict=True)
    ]


def _plain(text: str) -> str:
    """FEVER's tokens as text."""
    for token, written in (*_BRACKETS.items(), *_SPACED):
        text = text.replace(token, written)
    return text.strip()


def _clipped(claim: str, text: str, nearness: Nearness) -> str:
    """The sentences of the text that share most with the claim, in their order, up to `LONGEST` characters."""
    if len(text) <= LONGEST:
        return text
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", text)
    best = sorted(range(len(sentences)), key=lambda index: (-nearness.shared(claim, sentences[index]), index))
    kept: list[int] = []
    for index in best:
        if not kept or sum(len(sentences[each]) for each in [*kept, index]) <= LONGEST:
            kept.append(index)
    return " ".join(sentences[index] for index in sorted(kept))[: LONGEST * 2]


def citation_integrity(folder: Path, random: Random) -> list[Pair]:
    """Citing sentences with what the cited paper says.

    "Not accurate" covers more than contradiction (too broad, too strong, beside the point), so it is only
    `not_supported` here. A sentence that is no evidence for an accurate citation decides nothing.
    """
    made = []
    for claim, sentences, chosen, label in citations(folder):
        made.append(Pair(claim, sentences[min(chosen)][: LONGEST * 2], label))
        rest = [index for index in range(len(sentences)) if index not in chosen]
        if rest and label == "supported":
            made.append(Pair(claim, sentences[random.choice(rest)][: LONGEST * 2], "unresolved"))
    return made


def citations(folder: Path) -> Iterator[tuple[str, Sequence[str], frozenset[int], Label]]:
    """Citing sentences without their marks; what the cited paper says; which of that was chosen; and the label."""
    corpus = {record["doc_id"]: record["abstract"] for record in _jsonl(folder / "corpus.jsonl")}
    for record in (*_jsonl(folder / "claims_train.jsonl"), *_jsonl(folder / "claims_dev.jsonl")):
        claim = re.sub(r"\s+([.,;])", r"\1", _CITED.sub("", record["claim"])).strip()
        if not 20 < len(claim) < LONGEST:
            continue
        for paper, found in record["evidence"].items():
            sentences = corpus[int(paper)]
            chosen = frozenset(index for each in found for index in each["sentences"] if index < len(sentences))
            labels = {each["label"] for each in found}
            if len(labels) == 1 and chosen:
                yield claim, sentences, chosen, "supported" if labels == {"SUPPORT"} else "not_supported"


def tabfact(folder: Path, random: Random, number: int) -> list[Pair]:
    """Statements that hold for a table with their counterparts that do not, each taken as evidence for the other."""
    known = json.loads((folder / "all_positive_negative_pairs.json").read_text("utf-8"))
    made = []
    for _table, right, wrong in random.sample(known, number):
        evidence, claim = (right, wrong) if random.random() < 0.5 else (wrong, right)
        made.append(Pair(claim, evidence, "contradicted"))
        kept = [word for word in evidence.split() if random.random() > 0.1]
        made.append(Pair(evidence, " ".join(kept), "supported"))
    return made


def infotabs(folder: Path, random: Random, number: int) -> list[Pair]:
    """Statements about the info box of a Wikipedia page, each with the rows that share most with it."""
    known = boxes(folder / "tables_json.tar.gz")
    with (folder / "infotabs_train.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    labels: Mapping[str, Label] = {"E": "supported", "C": "contradicted", "N": "unresolved"}
    nearness = Nearness([text for box in known.values() for text in box])
    made = []
    for row in random.sample(rows, number):
        title, *told = known[row["table_id"]]
        claim = row["hypothesis"]
        best = sorted(range(len(told)), key=lambda index: (-nearness.shared(claim, told[index]), index))[:4]
        text = " ".join([f"{title}.", *(told[index] for index in sorted(best))])
        made.append(Pair(claim, text[:LONGEST], labels[row["label"]]))
    return made


def boxes(path: Path) -> dict[str, list[str]]:
    """Each box as its title and a sentence a row."""
    made = {}
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            if file is not None:
                box: dict[str, list[str]] = json.load(file)
                title = box.pop("title", [""])[0]
                made[Path(member.name).stem] = [title, *(f"{key}: {', '.join(told)}." for key, told in box.items())]
    return made


def _jsonl(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
