"""SciFact: scientific claims, the abstracts they cite, and the sentences that decide them.

Wadden et al. 2020, arXiv:2004.14974; claims CC BY 4.0, abstracts ODC-By 1.0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from synth.models.train.general import Nearness
from synth.models.train.pairs import Label, Pair
from synth.models.train.readings import Reading, order_readings, reversed_reading, thinned, undecided

RATES = (0, 0.15, 0.3, 0.5)
"""Shares of the sentences that decide nothing of which one is drawn for each text, to be left out."""
REVERSED, STRANGE = 0.5, 0.4
"""Shares of the claims that come again reversed, and with an abstract that they do not cite."""

LABELS: Mapping[str, Label] = {"SUPPORT": "supported", "CONTRADICT": "contradicted"}


@dataclass(frozen=True, slots=True)
class Abstract:
    """A paper's title and the sentences of its abstract."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an abstract says to a claim: each of `sets` is enough to decide it."""

    label: Label
    sets: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class ScientificClaim:
    """A claim with the abstracts that it cites; an abstract without evidence leaves the claim open."""

    id: int
    text: str
    cited: tuple[int, ...]
    evidence: Mapping[int, Evidence]


def read_abstracts(path: Path) -> dict[int, Abstract]:
    """The abstracts of a corpus in SciFact's format, by id."""
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {each["doc_id"]: Abstract(each.get("title", ""), tuple(each["abstract"])) for each in records}


def read_claims(path: Path) -> list[ScientificClaim]:
    """The claims of a file in SciFact's format (`cited_doc_ids`) or in that of its successors (`doc_ids`)."""
    made = []
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        evidence = {
            int(paper): Evidence(LABELS[found[0]["label"]], tuple(tuple(each["sentences"]) for each in found))
            for paper, found in record["evidence"].items()
        }
        cited = record.get("cited_doc_ids", record.get("doc_ids"))
        made.append(ScientificClaim(record["id"], record["claim"], tuple(cited), evidence))
    return made


def folds(claims: Sequence[ScientificClaim], number: int) -> dict[int, int]:
    """The fold of each claim, by id: claims that share an abstract, however many steps apart, are in one fold."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for claim in claims:
        for paper in claim.cited:
            parent[root(f"paper {paper}")] = root(f"claim {claim.id}")
    groups: dict[str, list[int]] = {}
    for claim in claims:
        groups.setdefault(root(f"claim {claim.id}"), []).append(claim.id)
    filled = [0] * number
    made: dict[int, int] = {}
    for group in sorted(groups.values(), key=lambda ids: (-len(ids), ids)):
        fold = filled.index(min(filled))
        filled[fold] += len(group)
        made |= dict.fromkeys(group, fold)
    return made


def scientific_readings(
    claims: Sequence[ScientificClaim], abstracts: Mapping[int, Abstract], nearness: Nearness, random: Random
) -> list[Reading]:
    """Each claim with the abstracts that it cites, some of them again with the claim reversed, and with near ones.

    Every time the abstracts lack other sentences: those that decide nothing come and go. `nearness` is that of the
    abstracts in the order of their ids.
    """
    ids = sorted(abstracts)
    made: list[Reading] = []
    for claim in claims:
        for paper in claim.cited:
            abstract, found = abstracts[paper], claim.evidence.get(paper)
            telling = {index for each in found.sets for index in each} if found else set()
            label: Label = found.label if found else "unresolved"
            told = tuple(_told(label, index in telling) for index in range(len(abstract.sentences)))
            whole = Reading(claim.text, abstract.sentences, label, told, abstract.title, relevant=True)
            made.append(thinned(whole, random, random.choice(RATES)))
            if random.random() < (REVERSED if found else REVERSED / 4):
                turned = reversed_reading(made[-1], random)
                made += [turned] if turned else []
        if random.random() < STRANGE:
            near = [ids[index] for index in nearness.nearest(claim.text, 15)]
            others = [paper for paper in near if paper not in claim.cited]
            if others:
                made.append(thinned(strange(claim.text, abstracts[random.choice(others)]), random, 0.5))
    made += order_readings([claim.text for claim in claims], random, 20)
    random.shuffle(made)
    return made


def _told(label: Label, telling: bool) -> Label:
    return label if telling else "unresolved"


def strange(claim: str, abstract: Abstract) -> Reading:
    """A claim with an abstract that is not about it."""
    return undecided(claim, abstract.sentences, abstract.title, relevant=False)


def abstract_nearness(abstracts: Mapping[int, Abstract]) -> Nearness:
    """Which abstracts share words with a claim; in the order of their ids."""
    ids = sorted(abstracts)
    return Nearness([" ".join((abstracts[paper].title, *abstracts[paper].sentences)) for paper in ids])


def scientific_pairs(
    claims: Sequence[ScientificClaim], abstracts: Mapping[int, Abstract], nearness: Nearness, random: Random
) -> list[Pair]:
    """Each claim with the sentences that decide it, with near sentences that do not, and with other papers' sentences.

    A set of sentences that decides a claim only together gives one pair for each of them: at work, too, sentences are
    judged one by one.
    """
    ids = sorted(abstracts)
    made: list[Pair] = []
    for claim in claims:
        for paper in claim.cited:
            made += _own(claim, paper, abstracts[paper], nearness, random)
        near = [ids[index] for index in nearness.nearest(claim.text, 15)]
        strange = [paper for paper in near if paper not in claim.cited]
        for paper in random.sample(strange, min(1, len(strange))):
            abstract = abstracts[paper]
            shared = [nearness.shared(claim.text, text) for text in abstract.sentences]
            index = shared.index(max(shared))
            context = _context(abstract, index, random)
            made.append(Pair(claim.text, abstract.sentences[index], "unresolved", context, relevant=False))
    return made


def _own(claim: ScientificClaim, paper: int, abstract: Abstract, nearness: Nearness, random: Random) -> list[Pair]:
    evidence = claim.evidence.get(paper)
    label: Label = evidence.label if evidence else "unresolved"
    telling = sorted({index for each in evidence.sets for index in each}) if evidence else []
    title = abstract.title
    made = []
    for index in telling:
        context = _context(abstract, index, random)
        made.append(Pair(claim.text, abstract.sentences[index], label, context, relevant=True))
    rest = [index for index in range(len(abstract.sentences)) if index not in telling]
    rest.sort(key=lambda index: (-nearness.shared(claim.text, abstract.sentences[index]), index))
    # What annotators did not choose may still say the same as what they chose, and the nearest sentence does so most.
    near = random.sample(rest[:3], min(1, len(rest))) if evidence else rest[:2]
    chosen = near + random.sample(rest[3:], min(1, len(rest[3:])))
    for index in chosen:
        context = _context(abstract, index, random)
        made.append(Pair(claim.text, abstract.sentences[index], "unresolved", context, relevant=True))
    if evidence is None and title:
        made.append(Pair(claim.text, title, "unresolved", relevant=True))
    return made


def _context(abstract: Abstract, index: int, random: Random) -> str:
    """The title; now and then the sentence before, or nothing: not every text that is to be judged has a title."""
    if random.random() < 0.85:
        return abstract.title
    return abstract.sentences[index - 1] if index > 0 and random.random() < 0.7 else ""
