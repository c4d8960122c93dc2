"""Who comes first: superlatives without numbers, against made tables."""

from __future__ import annotations

import pytest

from synth.records import Check
from tests.verify.made import PAPER, verdict

FIELD = """# A made paper

Table 1: accuracy on the made tasks

| System | Rain | Snow | Hail | Fog |
| --- | --- | --- | --- | --- |
| Basalt | 61.2 | 70.4 | 80.3 | 55.0 |
| Granite | 64.9 | 73.1 | 80.9 | 56.1 |
| Marble | 66.0 | 69.8 | 84.1 | 57.3 |
| Slate | 60.1 | 68.8 | 79.9 | 51.0 |
"""


def own_table(text: str, subject: str, paper: str = FIELD) -> Check | None:
    found = verdict(text, None, paper, subject=subject)
    return next((check for check in found.checks if check.against == "own_table"), None)


@pytest.mark.parametrize(
    ("text", "subject", "status"),
    [
        ("Marble achieves the best accuracy on Rain.", "Marble", "supported"),
        ("Granite has the second best accuracy on Fog.", "Granite", "supported"),
        ("Slate obtains the lowest accuracy.", "Slate", "supported"),
        ("Granite achieves the best accuracy on Rain and Snow.", "Granite", "unresolved"),
        ("Slate achieves the best accuracy on Rain.", "Slate", "contradicted"),
        ("Among the made systems, Slate performs best on Rain.", "Slate", "unresolved"),
        ("Granite performs best on Rain.", "Granite", "unresolved"),
    ],
)
def test_a_rank_is_decided_where_its_line_and_its_places_are_known(text: str, subject: str, status: str) -> None:
    found = own_table(text, subject)
    assert found is not None
    assert found.status == status, found.reason
    assert found.anchors


@pytest.mark.parametrize(
    "text",
    [
        "Slate may achieve the best accuracy on Rain.",
        "Slate does not achieve the best accuracy on Rain.",
        "Slate is the best known system on Rain.",
        "Slate has worst-case costs on Rain.",
        "Obsidian achieves the best accuracy on Rain.",
    ],
)
def test_what_is_no_plain_superlative_is_left_alone(text: str) -> None:
    assert own_table(text, text.split()[0]) is None


def test_the_best_is_the_least_where_less_is_better() -> None:
    paper = FIELD.replace("Rain", "Rain error")
    found = own_table("Slate achieves the best rain error.", "Slate", paper)
    assert found is not None
    assert found.status == "supported"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Beta outperforms Alpha on every task except Snow.", "supported"),
        ("Alpha outperforms Baseline on all but one task.", "unresolved"),
        ("Beta outperforms Baseline on all but one task.", "supported"),
        ("Beta outperforms Baseline on all tasks except Hail.", "unresolved"),
    ],
)
def test_places_may_be_left_out_of_all(text: str, status: str) -> None:
    paper = PAPER.replace(" | Avg. |", " |").replace("| --- | --- | --- | --- | --- |", "| --- | --- | --- | --- |")
    for mean in ("70.6", "73.0", "73.3"):
        paper = paper.replace(f" | {mean} |", " |")
    assert verdict(text, None, paper, subject=text.split()[0], baseline=text.split()[2]).status == status
