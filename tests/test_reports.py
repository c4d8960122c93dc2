"""The committed reports are what the program makes today: same inputs, same bytes."""

import os
import re
import subprocess
import sys
import tomllib
from itertools import product
from pathlib import Path

import pytest

from synth.report.render import Format
from synth.report.to_json import report_from_json

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "reports"
FORMATS: tuple[Format, ...] = ("md", "html", "json")
AGAIN = ("intermediate-task-order", "multimodal-intermediate-tasks")
"""Those of the five that are made again."""


def slugs() -> list[str]:
    questions = tomllib.loads((REPORTS / "questions.toml").read_text())["question"]
    return [question["slug"] for question in questions]


def test_there_is_a_report_for_each_question_and_none_else() -> None:
    assert sorted(slugs()) == sorted(path.name for path in REPORTS.iterdir() if path.is_dir())
    assert len(slugs()) == 5


def test_reports_made_again_have_the_same_bytes_in_whatever_order_sets_are_walked(tmp_path: Path) -> None:
    environment = {**os.environ, "SYNTH_HOME": str(tmp_path / "home"), "PYTHONHASHSEED": "3"}
    asked = ["batch", str(REPORTS / "questions.toml"), "--corpus", "xtreme", "--offline", "--out", str(tmp_path)]
    asked += [word for slug in AGAIN for word in ("--only", slug)]
    command = [sys.executable, "-m", "synth", *asked, "--format", ",".join(FORMATS)]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    for slug, kind in product(AGAIN, FORMATS):
        fresh = (tmp_path / slug / f"report.{kind}").read_bytes()
        committed = (REPORTS / slug / f"report.{kind}").read_bytes()
        assert fresh == committed, f"reports/{slug}/report.{kind} is out of date: run `make reports`"


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
