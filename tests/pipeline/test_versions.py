"""Versions of one work, and works that are found in a corpus and in databases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synth.cli import run
from synth.pipeline.same_work import hit_of, same_version, same_work
from synth.pipeline.versions import versions_of
from synth.records import Paper

QUESTION = "Does joint training reach more points of transfer on GLORP?"
TEXT = """---
title: "Joint training for made transfer"
authors: ["Ada Made", "Bo Invented"]
year: 2024
---
# Joint training for made transfer

## Results

Joint training reaches {points} points of transfer on GLORP, more than sequential training.
In all parts of this made study we look at {tasks} tasks of made transfer.
"""


def report(tmp_path: Path, *more: str) -> dict[str, Any]:
    arguments = ["report", "-q", QUESTION, "--corpus", str(tmp_path / "papers"), "--offline", "--date", "2026-01-01"]
    assert run([*arguments, "--out", str(tmp_path / "out"), *more]) == 0
    whole: dict[str, Any] = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    return whole


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "2401.00001v1.md").write_text(TEXT.format(points="61.1", tasks="seven"))
    (folder / "2401.00001v2.md").write_text(TEXT.format(points="54.4", tasks="nine"))
    return folder


@pytest.mark.parametrize("most", ["5", "1"])
def test_where_versions_differ_the_report_says_so_though_only_one_be_kept(
    papers: Path, tmp_path: Path, most: str
) -> None:
    made = report(tmp_path, "--max-papers", most)
    assert len(made["papers"]) == min(int(most), 2)
    assert [(each["earlier"]["numbers"], each["later"]["numbers"]) for each in made["drift"]] == [
        (["61.1"], ["54.4"]),
        (["seven"], ["nine"]),
    ]
    first = made["drift"][0]
    assert (first["work"], first["earlier"]["anchor"]["paper"]) == ("2401.00001", "2401.00001v1")
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    section = text.partition("## 4 Contradictions and version differences")[2].partition("## 5")[0]
    assert "61.1 against 54.4" in section
    assert "2401.00001v2 has" in section
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "61.1 against 54.4" in page
    for claim in made["claims"]:
        assert claim["anchor"]["paper"] in ("2401.00001v1", "2401.00001v2")


def test_a_version_is_no_witness_for_another(papers: Path, tmp_path: Path) -> None:
    (papers / "2401.00001v2.md").write_text(TEXT.format(points="61.1", tasks="nine"))
    made = report(tmp_path)
    checks = [check for claim in made["claims"] for check in claim["verdict"]["checks"]]
    assert made["claims"]
    assert all(check["against"] != "other_paper" for check in checks)


def test_a_digest_is_nobodys_version(papers: Path, tmp_path: Path) -> None:
    digest = TEXT.format(points="54.4", tasks="nine").replace("---\ntitle", "---\nkind: digest\ntitle", 1)
    (papers / "2401.00001v2.md").write_text(digest)
    assert report(tmp_path)["drift"] == []


FIRST = Paper("2401.00001v1", "A made study of rain on soil", ("Ada Made", "Bo Invented"), 2024)
SECOND = Paper("2401.00001v2", "A made study of rain on soil", ("Ada Made", "Bo Invented"), 2024)
PRINT = Paper("10.5555/made.1", "A Made Study of Rain on Soil", ("A. Made", "B. Invented"), 2025, doi="10.5555/made.1")
NAMED = Paper("rain", "A made study of sand", ("Ada Made",), 2024)


def test_versions_are_one_work_and_a_print_is_the_preprint() -> None:
    everything = (FIRST, SECOND, PRINT, NAMED)
    assert versions_of(FIRST, everything) == ("10.5555/made.1", "2401.00001v2")
    assert versions_of(NAMED, everything) == ()
    assert same_work(hit_of(FIRST, "a"), hit_of(SECOND, "b"))
    assert not same_version(hit_of(FIRST, "a"), hit_of(SECOND, "b"))
    assert same_version(hit_of(FIRST, "a"), hit_of(PRINT, "b"))


def test_a_files_name_that_holds_an_id_is_no_id() -> None:
    assert hit_of(Paper("notes on 2401.00001", "Notes"), "a").ids.arxiv is None
