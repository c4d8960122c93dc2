"""Whole texts that are not SciFact's: where the sentences that decide a claim stand among sentences that do not.

The same data as in `general`, and abstracts' titles as claims about them.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from random import Random

from synth.models.train.contrast import states
from synth.models.train.general import Nearness, boxes, citations, fever_lines
from synth.models.train.pairs import Label
from synth.models.train.readings import Reading, reversed_reading, thinned, undecided
from synth.models.train.scientific import Abstract, abstract_nearness, strange

FEVER, INFOTABS, TITLES = 5500, 4000, 1100
"""How many claims of each are read with whole texts."""
_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-Z])")


def text_readings(data: Path, abstracts: Mapping[int, Abstract], random: Random) -> list[Reading]:
    """All of them, in an order that the seed decides."""
    made = fever_texts(data / "nli" / "fever", random, FEVER)
    made += citation_texts(data / "nli" / "citation_integrity", random)
    made += infotabs_texts(data / "nli" / "infotabs", random, INFOTABS)
    made += title_texts(abstracts, random, TITLES)
    random.shuffle(made)
    return made


def fever_texts(folder: Path, random: Random, number: int) -> list[Reading]:
    """FEVER's evidence among near sentences of other claims' evidence; now and then those alone, which decide nothing.

    Of evidence of several sentences nobody says which one decides; the one that shares most with the claim is taken.
    """
    lines = [line for line in fever_lines(folder) if 0 < len(line[1]) < 900]
    nearness = Nearness([text for _, text, _ in lines])
    own: dict[str, list[str]] = defaultdict(list)
    for claim, text, _ in lines:
        own[claim].append(text)
    made: list[Reading] = []
    for claim, text, label in random.sample(lines, min(number, len(lines))):
        near = [lines[index][1] for index in nearness.nearest(claim, 25)]
        apart = [each for each in near if all(each not in known and known not in each for known in own[claim])][:10]
        drawn = random.sample(apart, min(len(apart), random.randint(1, 4)))
        others = [sentence for each in drawn for sentence in _SENTENCES.split(each)[:3]][:6]
        if others and random.random() < 0.3:
            made.append(undecided(claim, others))
            continue
        sentences = _SENTENCES.split(text)
        shares = [nearness.shared(claim, sentence) for sentence in sentences]
        told = [label if share == max(shares) else None for share in shares]
        place = random.randint(0, len(others))
        open_: list[Label | None] = ["unresolved"] * len(others)
        reading = Reading(
            claim,
            (*others[:place], *sentences, *others[place:]),
            label,
            (*open_[:place], *told, *open_[place:]),
        )
        made.append((reversed_reading(reading, random) if random.random() < 0.2 else None) or reading)
    return made


def citation_texts(folder: Path, random: Random) -> list[Reading]:
    """Citing sentences with the passages of the cited paper among which the annotators chose."""
    made = []
    for claim, sentences, chosen, label in citations(folder):
        told: tuple[Label, ...] = tuple(label if index in chosen else "unresolved" for index in range(len(sentences)))
        reading = Reading(claim, tuple(text[:800] for text in sentences), label, told)
        made.append((reversed_reading(reading, random) if random.random() < 0.25 else None) or reading)
    return made


def infotabs_texts(folder: Path, random: Random, number: int) -> list[Reading]:
    """Statements with the nine rows of the info box that share most with them; which row decides is not known."""
    known = boxes(folder / "tables_json.tar.gz")
    with (folder / "infotabs_train.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    labels: Mapping[str, Label] = {"E": "supported", "C": "contradicted", "N": "unresolved"}
    nearness = Nearness([text for box in known.values() for text in box])
    made = []
    for row in random.sample(rows, number):
        title, *told = known[row["table_id"]]
        claim, label = row["hypothesis"], labels[row["label"]]
        best = sorted(range(len(told)), key=lambda index: (-nearness.shared(claim, told[index]), index))[:9]
        each: Label | None = "unresolved" if label == "unresolved" else None
        made.append(
            Reading(claim, tuple(told[index][:250] for index in sorted(best)), label, (each,) * len(best), title)
        )
    return made


def title_texts(abstracts: Mapping[int, Abstract], random: Random, number: int) -> list[Reading]:
    """Titles that state something as claims about their own abstract, reversed too, and about a near one."""
    ids = sorted(abstracts)
    nearness = abstract_nearness(abstracts)
    stating = [paper for paper in ids if abstracts[paper].sentences and states(abstracts[paper].title)]
    made: list[Reading] = []
    for paper in random.sample(stating, min(number, len(stating))):
        claim, sentences = abstracts[paper].title.rstrip(". ") + ".", abstracts[paper].sentences
        shares = [nearness.shared(claim, sentence) for sentence in sentences]
        best = shares.index(max(shares))
        told: tuple[Label | None, ...] = tuple(
            "supported" if index == best else None for index in range(len(sentences))
        )
        reading = thinned(Reading(claim, sentences, "supported", told), random, 0.5)
        turned = reversed_reading(reading, random)
        made += [reading, *([turned] if turned else [])]
        near = [ids[index] for index in nearness.nearest(claim, 6)]
        others = [each for each in near if each != paper and abstracts[each].sentences]
        if others and random.random() < 0.7:
            other = thinned(strange(claim, abstracts[random.choice(others)]), random, 0.5)
            made.append((reversed_reading(other, random) if random.random() < 0.5 else None) or other)
    return made
