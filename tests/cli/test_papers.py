"""`synth audit` and `synth extract`: one paper, or several, without a corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import run
from tests.cli.made import WRONG, write_papers

CLAIM_KEYS = "id text anchor quantities subject baseline metric dataset split direction".split()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_papers(tmp_path / "papers")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.md"
    path.write_text(WRONG.replace("of 71.4", "of 61.4"), encoding="utf-8")
    return path


def test_audit_as_json(papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = papers / "first.md"
    assert run(["audit", str(source), "--format", "json"]) == 0
    shown = capsys.readouterr()
    made = json.loads(shown.out)
    assert shown.err == ""
    assert list(made) == ["paper", "source", "tables", "claims", "problems", "summary", "logs", "model", "breaches"]
    assert (made["paper"], made["source"], made["tables"]) == ("first", "markdown", 1)
    assert sum(made["summary"].values()) == len(made["claims"])
    assert made["summary"]["supported"] > 0
    assert made["summary"]["contradicted"] == 0
    text = source.read_text(encoding="utf-8")
    for claim in made["claims"]:
        assert {*CLAIM_KEYS, "verdict"} <= claim.keys()
        assert "relevance" not in claim
        anchor = claim["anchor"]
        assert text[anchor["start"] : anchor["end"]] == anchor["quote"]


def test_audit_as_text_puts_the_worst_first(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", str(wrong)]) == 0
    shown = capsys.readouterr().out
    assert shown.index("×") < (shown.index("✓") if "✓" in shown else len(shown))
    assert "wrong.md:7" in shown
    assert "1 contradicted" in shown


def test_strict_audit_fails_for_a_contradicted_claim_alone(papers: Path, wrong: Path) -> None:
    assert run(["audit", str(wrong), "--strict"]) == 1
    assert run(["audit", str(papers / "first.md"), "--strict", "--format", "json"]) == 0


def test_extract_names_the_bad_file_and_reads_the_good_ones(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "empty.md"
    bad.write_bytes(b"")
    good = [str(papers / "first.md"), str(papers / "second.md")]
    assert run(["extract", good[0], str(bad), good[1], "--format", "jsonl"]) == 0
    shown = capsys.readouterr()
    lines = [json.loads(line) for line in shown.out.splitlines()]
    (place,) = [index for index, line in enumerate(lines) if "problem" in line]
    assert 0 < place < len(lines) - 1
    assert lines[place]["problem"]["where"] == str(bad)
    assert set(lines[place]["problem"]) == {"where", "message", "hint"}
    assert {line["anchor"]["paper"] for line in lines[:place]} == {"first"}
    assert {line["anchor"]["paper"] for line in lines[place + 1 :]} == {"second"}
    assert all(set(CLAIM_KEYS) <= line.keys() for line in lines if "problem" not in line)
    assert shown.err == ""
    assert run(["extract", str(bad), "--format", "jsonl"]) == 2
    assert list(json.loads(capsys.readouterr().out)) == ["problem"]


def test_extract_as_text(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", str(papers / "first.md"), str(tmp_path / "absent.md")]) == 0
    shown = capsys.readouterr()
    assert "first\t71.4\t" in shown.out
    assert "there is no file" in shown.err
