from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.made import synth

CLAIM = '{"id": "1", "claim": "Gust reaches an accuracy of 84.5 on MNLI."}\n'


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "results.csv").write_text("model,dataset,split,accuracy\nGust,MNLI,test,84.30\n", encoding="utf-8")
    return folder


def test_verify_with_runs(runs: Path, tmp_path: Path) -> None:
    claims = tmp_path / "claims.jsonl"
    claims.write_text(CLAIM, encoding="utf-8")
    ended = synth(tmp_path, "verify", str(claims), "--runs", str(runs), "--strict")
    assert (ended.returncode, json.loads(ended.stdout)["status"]) == (1, "contradicted")
    ended = synth(tmp_path, "verify", str(claims), "--runs", str(runs), "--tolerance", "0.5", "--strict")
    assert ended.returncode == 0
    told = json.loads(ended.stdout)
    assert told["status"] == "supported"
    assert "tolerance" in told["reason"]


def test_audit_with_runs(runs: Path, tmp_path: Path) -> None:
    paper = tmp_path / "made.md"
    paper.write_text("# Made\n\nGust reaches an accuracy of 84.3 on MNLI.\n", encoding="utf-8")
    shown = synth(tmp_path, "audit", str(paper), "--runs", str(runs)).stdout
    assert "1 of 1 claims decided by the logs: 1 upheld" in shown
    ended = synth(tmp_path, "audit", str(paper), "--runs", str(runs), "--format", "json")
    assert json.loads(ended.stdout)["logs"]["upheld"] == 1


@pytest.mark.parametrize("tolerance", ["much", "-1", "nan", "inf"])
def test_a_tolerance_that_is_none(tolerance: str, runs: Path, tmp_path: Path) -> None:
    claims = tmp_path / "claims.jsonl"
    claims.write_text(CLAIM, encoding="utf-8")
    ended = synth(tmp_path, "verify", str(claims), "--runs", str(runs), f"--tolerance={tolerance}")
    assert ended.returncode == 2
    assert "tolerance" in ended.stderr


def test_logs_that_are_not_there(tmp_path: Path) -> None:
    claims = tmp_path / "claims.jsonl"
    claims.write_text(CLAIM, encoding="utf-8")
    ended = synth(tmp_path, "verify", str(claims), "--runs", str(tmp_path / "nowhere"))
    assert ended.returncode == 2
    assert "nowhere" in ended.stderr
