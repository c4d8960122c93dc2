"""Made papers of made people, and the program run in this process or as one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PAPER = """---
title: "{title}"
authors: ["Ada Made", "Bob Made"]
year: {year}
---
# {title}

## Abstract

We compare joint and sequential training for made transfer. {system} reaches {joint} points on GLORP, {gain} points more
than sequential training.

## Method

Every made model is trained on the tasks of GLORP, all at once or one after the other, and measured once.

## Results

Table 1 compares both orders of training on GLORP. {system} reaches an accuracy of {joint} on GLORP.
{system} improves accuracy on GLORP by {gain} points over sequential training.
On Snow the order of training makes less of a difference: {system} reaches {snow} there.

Table 1: Accuracy on GLORP and Snow after training in either order.

| Order | GLORP | Snow |
|---|---|---|
| Sequential training | {sequential} | 60.2 |
| {system} | {joint} | {snow} |
"""

OFF_TOPIC = """# Rain on made soil

## Results

Rain fell on 12 of 30 days, the sequential days with a transfer of water, 4 days more than
the year before. The soil held 3.1 litres of water.
"""

WRONG = """# A made paper with a wrong direction

## Results

Table 1 compares both orders of training on GLORP.
Joint training lowers accuracy on GLORP by 2.3 points compared with sequential training.
Joint training reaches an accuracy of 71.4 on GLORP.

Table 1: Accuracy on GLORP and Snow after training in either order.

| Order | GLORP | Snow |
|---|---|---|
| Sequential training | 69.1 | 60.2 |
| Joint training | 71.4 | 61.7 |
"""

QUESTION = "Does joint or sequential training give better transfer on GLORP?"

BATCH = """date = 2026-01-01

[[question]]
slug = "order"
text = "Does joint or sequential training give better transfer on GLORP?"

[[question]]
slug = "snow"
title = "Order and Snow"
text = "Does the order of training matter on Snow?"
"""

FIGURES = {
    "first": ("Joint training", 2021, "69.1", "71.4", "2.3", "61.7"),
    "second": ("Mixed training", 2022, "68.0", "72.5", "4.5", "62.0"),
    "third": ("Joint tuning", 2023, "70.2", "71.0", "0.8", "60.9"),
}


def write_papers(folder: Path) -> Path:
    """Three made papers on one subject and one on another, as Markdown."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (system, year, sequential, joint, gain, snow) in FIGURES.items():
        figures = {"sequential": sequential, "joint": joint, "gain": gain, "snow": snow}
        text = PAPER.format(title=f"{system} for made transfer", system=system, year=year, **figures)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "rain.md").write_text(OFF_TOPIC, encoding="utf-8")
    return folder


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with the data folder of a test."""
    return {**os.environ, "SYNTH_HOME": str(home), "PYTHONWARNINGS": "error", **(extra or {})}


def synth(home: Path, *arguments: str, extra: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The real program, run to its end."""
    command = [sys.executable, "-m", "synth", *arguments]
    return subprocess.run(
        command, env=environment(home, extra), capture_output=True, encoding="utf-8", timeout=120, check=False
    )
