import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from synth.cli import run
from synth.report.to_json import to_json
from tests.cli.made import environment, synth
from tests.report.made import made_claim, made_report

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HEAD = "Claim\tVerified\tConfidence\n"
A = (
    f"{HEAD}Made joint training gains 1.3 points on SNOW and 2.4 points on RAIN.\t✓\t0.27\n"
    "Made K2 needs 14 hours.\t✓\t0.50\n"
)
B = (
    "| Claim | Verified | Confidence |\n|---|---|---|\n| Made joint training gains 1.3 points on SNOW. | ✓ | 0.19 |\n"
    "| Made joint training gains 2.4 points on RAIN. | × | 0.09 |\n| Made K2 needs 14 hours. | ✓ | 0.51 |\n"
)


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "a.txt").write_text(A, encoding="utf-8")
    (tmp_path / "b.md").write_text(B, encoding="utf-8")
    return str(tmp_path / "a.txt"), str(tmp_path / "b.md")


def test_differences_end_with_one(tmp_path: Path, two: tuple[str, str]) -> None:
    ended = synth(tmp_path, "diff", *two)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout.splitlines()[0] == (
        "1 difference: 1 split, 1 status changed, 1 confidence changed; 1 the same (A has 2 claims, B 3)"
    )
    assert "B2 turned from ✓ to ×" in ended.stdout


def test_no_differences_end_with_zero(two: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", two[0], two[0], "--format", "json"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert {pair["classes"][0] for pair in json.loads(shown.out)["pairs"]} == {"same"}


@pytest.mark.parametrize(
    ("format_", "start"), [("md", "# Claims compared"), ("html", "<!doctype html>"), ("json", "{")]
)
def test_formats(two: tuple[str, str], format_: str, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *two, "--format", format_]) == 1
    assert capsys.readouterr().out.startswith(start)


def test_what_is_ignored_makes_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text(f"{HEAD}Made K2 needs 14 hours.\t✓\t0.50\n", encoding="utf-8")
    second.write_text(f"{HEAD}Made K2 needs 14 hours to train.\t✓\t0.90\n", encoding="utf-8")
    assert run(["diff", str(first), str(second), "--ignore", "wording"]) == 1
    assert run(["diff", str(first), str(second), "--ignore", "confidence,wording"]) == 0
    assert run(["diff", str(first), str(second), "--ignore", "status"]) == 2
    assert "status cannot be ignored" in capsys.readouterr().err


def test_a_report_folder_against_its_own_text(tmp_path: Path) -> None:
    report = ROOT / "reports" / "intermediate-task-order"
    assert run(["diff", str(report), str(report / "report.md"), "--ignore", "confidence"]) == 0


def test_the_null_device_is_a_report_without_claims(two: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", os.devnull, two[0], "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["summary"]["only_b"] == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "is empty"),
        (b"{", "no JSON"),
        (b'{"claims": 3}', "claims"),
        (b"[" * 100_000, "no claim table"),
        (b'{"claims":' + b"[" * 100_000, "no JSON"),
        (b"%PDF-1.7 \x00\x01\x02" * 40, "bad"),
    ],
)
def test_bad_input_is_one_message(
    tmp_path: Path, two: tuple[str, str], content: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad"
    if content is not None:
        bad.write_bytes(content)
    assert run(["diff", two[0], str(bad)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err


def test_a_folder_without_a_report_is_one_message(
    tmp_path: Path, two: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", two[0], str(tmp_path)]) == 2
    assert "there is no report" in capsys.readouterr().err


def test_problems_of_a_table_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"{HEAD}Made K2 needs 14 hours.\tperhaps\t0.50\n", encoding="utf-8")
    assert run(["diff", str(file), str(file)]) == 0
    assert "'perhaps' is no mark" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_readme_makes_git_show_claims(tmp_path: Path) -> None:
    """The attributes and the configuration that README gives, in a real repository."""
    attributes = re.search(r"^```gitattributes\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    configuration = re.search(r"^```gitconfig\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    if attributes is None or configuration is None:
        pytest.skip("README gives no configuration for git")
    home = tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    program = home / "bin" / "synth"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m synth "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (home / ".gitconfig").write_text(f"[user]\n\tname = made\n\temail = made@example.org\n{configuration[1]}", "utf-8")
    repository = tmp_path / "repository"
    repository.mkdir()

    def git(*arguments: str) -> str:
        extra = {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "PYTHONPATH": str(ROOT)}
        path = {"PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(
            ["git", *arguments],
            cwd=repository,
            env=environment(tmp_path / "data", extra | path),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    git("init", "--quiet")
    (repository / ".gitattributes").write_text(attributes[1], encoding="utf-8")
    report = repository / "report.json"
    first = made_claim("Made joint training gains 1.3 points on SNOW.", "2401.00001v1", "1.3")
    second = made_claim("Made joint training gains 1.7 points on SNOW.", "2401.00001v1", "1.7")
    report.write_text(to_json(made_report(claims=[first])), encoding="utf-8")
    git("add", "-A")
    git("commit", "--quiet", "-m", "made")
    report.write_text(to_json(made_report(claims=[second])), encoding="utf-8")
    shown = git("diff")
    assert "number changed: A1 → B1" in shown
    assert '"quantities"' not in shown
    assert "number changed: A1 → B1" in git("difftool", "--no-prompt", "--tool=claims")
    git("commit", "--quiet", "-am", "made again")
    assert "number changed: A1 → B1" in git("log", "-1", "-p", "--ext-diff")
