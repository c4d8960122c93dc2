"""`--runs` of the commands that take it, on made logs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import run

CLAIM = '{"id": "1", "claim": "Gust reaches an accuracy of 84.5 on MNLI."}\n'


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "results.csv").write_text("model,dataset,split,accuracy\nGust,MNLI,test,84.30\n", encoding="utf-8")
    return folder


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    file = tmp_path / "claims.jsonl"
    file.write_text(CLAIM, encoding="utf-8")
    return file


def test_verify_with_runs(runs: Path, claims: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(claims), "--runs", str(runs), "--strict"]) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "contradicted"
    assert run(["verify", str(claims), "--runs", str(runs), "--tolerance", "0.5", "--strict"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "supported"
    assert "tolerance" in told["reason"]


def test_audit_with_runs(runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "made.md"
    paper.write_text("# Made\n\nGust reaches an accuracy of 84.3 on MNLI.\n", encoding="utf-8")
    assert run(["audit", str(paper), "--runs", str(runs)]) == 0
    assert "1 of 1 claims decided by the logs: 1 upheld" in capsys.readouterr().out
    assert run(["audit", str(paper), "--runs", str(runs), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["logs"]["upheld"] == 1


@pytest.mark.untraced
def test_a_batch_with_runs(runs: Path, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "made.md").write_text("# Made\n\nGust reaches an accuracy of 84.6 on MNLI.\n", encoding="utf-8")
    questions = tmp_path / "questions.toml"
    asked = "".join(f'[[question]]\nslug = "{name}"\ntext = "How accurate is Gust on MNLI?"\n' for name in "ab")
    questions.write_text(f'date = "2026-01-01"\n{asked}', encoding="utf-8")

    def told(out: str, *more: str) -> dict[str, tuple[str, ...]]:
        corpus = ("--corpus", str(papers), "--offline", "--format", "json", "--out", str(tmp_path / out))
        assert run(["batch", str(questions), *corpus, *more]) == 0
        made = {name: json.loads((tmp_path / out / name / "report.json").read_text()) for name in "ab"}
        return {name: tuple(claim["verdict"]["status"] for claim in each["claims"]) for name, each in made.items()}

    logs = ("--runs", str(runs))
    assert told("without") == {"a": ("unresolved",), "b": ("unresolved",)}
    assert told("against", *logs) == {"a": ("contradicted",), "b": ("contradicted",)}
    assert told("allowed", *logs, "--tolerance", "0.5") == {"a": ("supported",), "b": ("supported",)}
    assert told("against", *logs, "--tolerance", "0.5", "--resume") == {"a": ("supported",), "b": ("supported",)}
    assert told("against", "--resume") == {"a": ("unresolved",), "b": ("unresolved",)}
    assert told("apart", *logs, "--jobs", "2") == {"a": ("contradicted",), "b": ("contradicted",)}


@pytest.mark.parametrize("tolerance", ["much", "-1", "nan", "inf"])
def test_a_tolerance_that_is_none(tolerance: str, runs: Path, claims: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(claims), "--runs", str(runs), f"--tolerance={tolerance}"]) == 2
    assert "tolerance" in capsys.readouterr().err


def test_logs_that_are_not_there(claims: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(claims), "--runs", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err
