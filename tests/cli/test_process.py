"""The program as a process: what it imports, how it ends, what it shows on a terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from synth.cli import run
from tests.cli.made import QUESTION, environment, synth, write_papers

HEAVY = "torch faiss numpy onnxruntime onnx tantivy pydantic sentence_transformers httpx jinja2 rich".split()


def python(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment(home), capture_output=True, encoding="utf-8", check=True, timeout=60)


def test_help_is_light_and_whole(tmp_path: Path) -> None:
    heavy = f"print(sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)"
    assert python(f"import sys, synth; {heavy}", tmp_path).stderr == "[]\n"
    assert python(f"import sys; from synth.cli import run; run(['--help']); {heavy}", tmp_path).stderr == "[]\n"
    shown = synth(tmp_path, "--help")
    assert shown.returncode == 0
    assert "..." not in shown.stdout.partition("\n")[2]
    for command in "report batch audit extract search doctor corpus".split():
        assert f"  {command} " in shown.stdout
    assert "..." not in synth(tmp_path, "corpus", "--help").stdout.partition("\n")[2]


@pytest.mark.parametrize(("arguments", "status"), [(["--version"], 0), ([], 2), (["nonsense"], 2), (["report"], 2)])
def test_usage(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == status
    shown = capsys.readouterr()
    assert (shown.out == "") == (status != 0)
    assert "Traceback" not in shown.err


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers")
    for arguments in (["corpus", "list"], ["extract", *[str(papers / "first.md")] * 20]):
        command = [sys.executable, "-m", "synth", *arguments]
        with subprocess.Popen(
            command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            said = process.stderr.read()
        assert said == b""
        assert process.returncode == 0


def test_streams_that_were_closed_before_it_began(tmp_path: Path) -> None:
    command = f"{sys.executable} -m synth corpus list >&- && {sys.executable} -m synth audit absent.md 2>&-"
    done = subprocess.run(["sh", "-c", command], env=environment(tmp_path), capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"")


def test_output_onto_a_full_disk(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    paper = write_papers(tmp_path / "papers") / "first.md"
    with full.open("w") as stream:
        command = [sys.executable, "-m", "synth", "extract", str(paper)]
        done = subprocess.run(
            command, env=environment(tmp_path), stdout=stream, stderr=subprocess.PIPE, encoding="utf-8", check=False
        )
    assert done.returncode == 3
    assert done.stderr.startswith("synth: standard output cannot be written: No space left")
    assert len(done.stderr.splitlines()) == 2


def write_many(folder: Path) -> Path:
    """Forty-four made papers."""
    text = (write_papers(folder) / "first.md").read_text(encoding="utf-8")
    for number in range(40):
        made = text.replace("Joint training", f"Joint training {number}")
        (folder / f"more{number}.md").write_text(made, encoding="utf-8")
    return folder


def limited(home: Path, most: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program, none of whose files may grow beyond `most` bytes: writing then fails as on a full disk."""
    return subprocess.run(
        [sys.executable, "-m", "synth", *arguments],
        env=environment(home, {"PYTHONDONTWRITEBYTECODE": "1"}),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )


def assert_one_message(done: subprocess.CompletedProcess[str], status: int) -> None:
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-2].startswith("synth: ")
    assert done.stderr.splitlines()[-1].startswith("       ")


def test_a_disk_that_fills_up_while_papers_are_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers, home = write_many(tmp_path / "papers"), tmp_path / "home"
    add = ["corpus", "add", str(papers), "--corpus", "mine", "--jobs", "1"]
    for most in (1_000, 90_000, 150_000):
        assert_one_message(limited(home, most, *add), 3)
    monkeypatch.setenv("SYNTH_HOME", str(home))
    assert run(add) == 0
    assert run(["corpus", "check", "--corpus", "mine"]) == 0


def test_a_disk_that_fills_up_while_a_report_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers, home, out = write_papers(tmp_path / "papers"), tmp_path / "home", tmp_path / "out"
    monkeypatch.setenv("SYNTH_HOME", str(home))
    assert run(["corpus", "add", str(papers), "--corpus", "mine"]) == 0
    report = ["report", "-q", QUESTION, "--corpus", "mine", "--offline", "--date", "2026-01-01", "--out", str(out)]
    assert run(report) == 0
    before = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    done = limited(home, 40_000, *report)
    assert_one_message(done, 3)
    assert f"the report cannot be written into {out}: File too large" in done.stderr
    assert {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_ctrl_c_while_papers_are_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers, home = write_many(tmp_path / "papers"), tmp_path / "home"
    add = ["corpus", "add", str(papers), "--corpus", "mine", "--jobs", "1"]
    interrupted = interrupt(home, add, lambda: papers_in(home / "corpora" / "mine.db") > 0)
    assert interrupted == "synth: interrupted; what was finished is kept, and the same command resumes\n"
    assert 0 < papers_in(home / "corpora" / "mine.db") < 44
    monkeypatch.setenv("SYNTH_HOME", str(home))
    assert run(["corpus", "check", "--corpus", "mine"]) == 0
    assert run(add) == 0
    assert papers_in(home / "corpora" / "mine.db") == 44
    assert run(["corpus", "check", "--corpus", "mine"]) == 0


def papers_in(path: Path) -> int:
    """How many papers are committed to a corpus file, which need not be one yet."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM papers").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def test_ctrl_c_while_a_report_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers, home, out = write_papers(tmp_path / "papers"), tmp_path / "home", tmp_path / "out"
    report = ["report", "-q", QUESTION, "--corpus", str(papers), "--offline", "--out", str(out)]
    interrupted = interrupt(home, report, lambda: any(home.glob("folders/*.db")))
    assert interrupted == "synth: interrupted; what was finished is kept, and the same command resumes\n"
    assert not out.exists()
    monkeypatch.setenv("SYNTH_HOME", str(home))
    assert run(report) == 0
    assert sorted(path.name for path in out.iterdir()) == ["figures", "report.html", "report.json", "report.md"]


def interrupt(home: Path, arguments: list[str], ready: Callable[[], bool]) -> str:
    """What the program says on stderr when it is interrupted as soon as it is at work; its status must be 130.

    A file that the interrupt finds just opened, inside the standard library's `open`, is nobody's to close: no warning.
    """
    command = [sys.executable, "-m", "synth", *arguments]
    env = environment(home, {"PYTHONWARNINGS": "error,ignore::ResourceWarning"})
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        give_up = time.monotonic() + 30
        while not ready() and time.monotonic() < give_up:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    return said


def test_bars_stand_on_a_terminal_and_results_go_where_they_should(tmp_path: Path) -> None:
    """The bars' terminal is stderr; stdout is a file, and gets the results and nothing else."""
    papers = write_papers(tmp_path / "papers")
    result = tmp_path / "claims.jsonl"
    master, slave = pty.openpty()
    with result.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "synth", "extract", *[str(papers / "first.md")] * 5, "--format", "jsonl"],
            env=environment(tmp_path, {"TERM": "xterm", "COLUMNS": "100"}),
            stdout=stream,
            stderr=slave,
        )
        os.close(slave)
        shown = b""
        while chunk := _read(master):
            shown += chunk
        assert process.wait(30) == 0
    os.close(master)
    assert re.search(rb"reading papers.*?\d/5", shown, re.DOTALL)
    assert re.search(rb"\d:\d\d:\d\d", shown)
    assert all("id" in json.loads(line) for line in result.read_text(encoding="utf-8").splitlines())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux's way to say that the other end is closed
        return b""


def test_no_bars_without_a_terminal_and_every_character_on_any(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers")
    done = synth(tmp_path, "audit", str(papers / "first.md"), extra={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stderr == ""
    assert "✓" in done.stdout
