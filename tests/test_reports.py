"""The committed reports are what the program makes today: same inputs, same bytes."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from synth.models.embedder import load_embedder
from synth.pipeline.batch import read_batch, run_batch
from synth.pipeline.shelves import open_shelf
from synth.report.render import Format
from synth.report.to_json import report_from_json
from synth.report_records import Report

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "reports"
FORMATS: tuple[Format, ...] = ("md", "html", "json")
SLUG = "multimodal-intermediate-tasks"
OTHER = "intermediate-task-order"


def slugs() -> list[str]:
    questions = tomllib.loads((REPORTS / "questions.toml").read_text())["question"]
    return [question["slug"] for question in questions]


def test_there_is_a_report_for_each_question_and_none_else() -> None:
    assert sorted(slugs()) == sorted(path.name for path in REPORTS.iterdir() if path.is_dir())
    assert len(slugs()) == 5


@pytest.mark.no_cover
def test_a_report_made_again_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    batch = read_batch(REPORTS / "questions.toml")
    asked = [question for question in batch.questions if question.slug == SLUG]
    model = load_embedder()
    shelf = open_shelf("xtreme", model)
    with shelf.corpus:
        made = list(run_batch(asked, [shelf], (), model, out=tmp_path, formats=FORMATS, date=batch.date or ""))
    assert [type(result.outcome) for result in made] == [Report]
    for kind in FORMATS:
        fresh = (tmp_path / SLUG / f"report.{kind}").read_bytes()
        committed = (REPORTS / SLUG / f"report.{kind}").read_bytes()
        assert fresh == committed, f"reports/{SLUG}/report.{kind} is out of date: run `make reports`"


def test_the_order_in_which_sets_are_walked_does_not_show(tmp_path: Path) -> None:
    environment = {**os.environ, "SYNTH_HOME": str(tmp_path / "home"), "PYTHONHASHSEED": "3"}
    asked = ("batch", str(REPORTS / "questions.toml"), "--only", OTHER, "--corpus", "xtreme", "--offline")
    command = [sys.executable, "-m", "synth", *asked, "--out", str(tmp_path), "--format", "md"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    assert (tmp_path / OTHER / "report.md").read_bytes() == (REPORTS / OTHER / "report.md").read_bytes()


@pytest.mark.parametrize("slug", slugs())
def test_no_committed_report_has_the_faults_of_old(slug: str) -> None:
    report = report_from_json((REPORTS / slug / "report.json").read_text())
    known = {used.paper.id for used in report.papers}
    assert {judged.claim.anchor.paper for judged in report.claims} <= known
    assert all(used.paper.title and used.paper.authors and used.paper.year for used in report.papers)
    assert all(re.search(r"[.!?)\]”\"']$", judged.claim.text) for judged in report.claims)
    supported = [judged for judged in report.claims if judged.verdict.status == "supported"]
    assert all(any(check.status == "supported" for check in judged.verdict.checks) for judged in supported)
    assert report.question.text.rstrip("?") in " ".join(statement.text for statement in report.answer.statements)


def test_the_same_claim_has_the_same_verdict_in_every_report() -> None:
    seen: dict[str, str] = {}
    for slug in slugs():
        report = report_from_json((REPORTS / slug / "report.json").read_text())
        for judged in report.claims:
            status = judged.verdict.status
            assert seen.setdefault(judged.claim.id, status) == status, judged.claim.text
