"""`--model` on the command line: reports that a model helped with, what it may cost, and its answers carried along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from synth.cli import run
from synth.cli.model import agree
from synth.errors import UsageError
from synth.models.llm import ModelName
from synth.models.llm_account import Estimate, money, price_of
from tests.cli.made import BATCH, QUESTION, synth, write_papers
from tests.models.made_models import INVENTED, liar, searcher
from tests.models.openai_loopback import Loopback, serve

pytest.importorskip("pydantic_ai", reason="the packages of synth[llm] are not installed")

DAY = ("--date", "2026-01-01")


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    return open_papers(tmp_path / "papers")


def open_papers(folder: Path) -> Path:
    """The made papers with a number that the rules take for a setting and one that no table has."""
    for path in sorted(write_papers(folder).glob("*.md")):
        more = "\n## Setting\n\nEach made run lasts for 13 epochs over the made data of GLORP.\n"
        text = path.read_text(encoding="utf-8").replace(
            "\nTable 1:", "\nOn Hail training reaches 55.5 points.\n\nTable 1:", 1
        )
        path.write_text(text + more, encoding="utf-8")
    return folder


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serve(Loopback(liar(5))) as state:
        yield state


def report(papers: Path, out: Path, *more: str) -> dict[str, Any]:
    asked = ("--question", QUESTION, "--corpus", str(papers), "--offline", *DAY, "--out", str(out))
    assert run(["report", *asked, *more]) == 0
    whole: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return whole


def verdicts(whole: dict[str, Any]) -> dict[str, str]:
    return {claim["id"]: claim["verdict"]["status"] for claim in whole["claims"]}


def test_a_report_with_a_liar_has_the_verdicts_of_the_rules(papers: Path, tmp_path: Path, server: Loopback) -> None:
    plain = report(papers, tmp_path / "plain")
    made = report(papers, tmp_path / "made", "--model", server.name())
    assert len(server.asked) >= 5
    rules, both = verdicts(plain), verdicts(made)
    assert {name: both.get(name) for name in rules} == rules
    assert all(status == "unresolved" for name, status in both.items() if name not in rules)
    whole = (tmp_path / "made" / "report.json").read_text(encoding="utf-8")
    assert all(lie not in whole for lie in INVENTED)
    assert [each["reviewer"] for each in made["reviews"][6:]] == ["model method", "model skeptic", "model reader"]
    assert (made["score"], made["answer"], made["reviews"][:6]) == (plain["score"], plain["answer"], plain["reviews"])
    known = {claim["id"] for claim in made["claims"]}
    assert all(set(taken["claims"]) <= known for each in made["reviews"] for taken in each["deductions"])
    assert made["made_by"]["model"] == server.name()
    assert "sha256" in made["made_by"]["prompt claims"]


def test_a_report_made_again_has_the_same_bytes_and_needs_no_model(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formats = ("--format", "md,html,json")
    with serve(Loopback(searcher)) as server:
        report(papers, tmp_path / "first", "--model", server.name(), *formats)
        name = server.name()
    capsys.readouterr()
    report(papers, tmp_path / "second", "--model", name, *formats)
    assert "$0.0000 spent now" in capsys.readouterr().err
    for kind in ("md", "html", "json"):
        first = (tmp_path / "first" / f"report.{kind}").read_bytes()
        assert first == (tmp_path / "second" / f"report.{kind}").read_bytes()
    assert "Three reviewers more, personas of a language model" in (tmp_path / "first" / "report.md").read_text()
    assert "In short" in (tmp_path / "first" / "report.md").read_text()


def test_answers_travel_with_their_corpus(
    papers: Path, tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["corpus", "add", str(papers), "--corpus", "mine"]) == 0
    question = ("--question", QUESTION, "--corpus", "mine", "--offline", *DAY, "--model", server.name())
    assert run(["report", *question, "--out", str(tmp_path / "here")]) == 0
    assert run(["corpus", "export", str(tmp_path / "carried"), "--corpus", "mine", "--answers"]) == 0
    server.asked.clear()
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "elsewhere"))
    assert run(["corpus", "add", str(papers), "--corpus", "mine"]) == 0
    assert run(["corpus", "add", str(tmp_path / "carried"), "--corpus", "spare", "--answers"]) == 0
    assert run(["report", *question, "--out", str(tmp_path / "there")]) == 0
    assert server.asked == []
    here, there = ((tmp_path / each / "report.json").read_bytes() for each in ("here", "there"))
    assert here == there


def test_a_batch_has_an_account_for_each_report(papers: Path, tmp_path: Path, server: Loopback) -> None:
    questions = tmp_path / "questions.toml"
    questions.write_text(BATCH, encoding="utf-8")
    command = ["batch", str(questions), "--corpus", str(papers), "--offline", "--model", server.name()]
    out = ["--out", str(tmp_path / "reports")]
    assert run([*command, *out]) == 0
    written = [tmp_path / "reports" / slug / "report.json" for slug in ("order", "snow")]
    made = [json.loads(path.read_text(encoding="utf-8"))["made_by"] for path in written]
    assert all(each["model reviewer-reader"].startswith("1 answer, 0 questions left") for each in made)
    asked = len(server.asked)
    assert run([*command, *out, "--resume"]) == 0
    assert len(server.asked) == asked


def test_processes_share_the_kept_answers_and_are_counted_together(
    papers: Path, tmp_path: Path, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.toml"
    questions.write_text(BATCH, encoding="utf-8")
    name = ("--model", server.name("gpt-4o"))
    command = ["batch", str(questions), "--corpus", str(papers), "--offline", *name, "--format", "json"]
    assert run([*command, "--out", str(tmp_path / "apart"), "--jobs", "2", "--max-cost", "9"]) == 0
    told = capsys.readouterr().err
    asked, price = len(server.asked), price_of(ModelName.parse(name[1]))
    assert price is not None
    assert asked > 0
    assert "each of 2 processes asks the model for at most $4.5000" in told
    assert f"${money(asked * price(100, 20))} spent now" in told
    assert run([*command, "--out", str(tmp_path / "together"), "--max-cost", "9"]) == 0
    assert "$0.0000 spent now" in capsys.readouterr().err
    assert asked == len(server.asked)
    for slug in ("order", "snow"):
        one, other = ((tmp_path / folder / slug / "report.json").read_bytes() for folder in ("apart", "together"))
        assert one == other
        assert b"0 questions left to the rules" in one


def test_without_the_packages_one_line_says_what_to_install(
    papers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("synth.models.llm_client.find_spec", lambda _name: None)
    assert run(["audit", str(papers / "first.md"), "--model", "openai:gpt-4o"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "synth[llm]" in told.err
    assert len(told.err.strip().splitlines()) <= 2


@pytest.mark.parametrize("bound", ["much", "-1", "nan", "inf"])
def test_a_bound_that_is_no_sum_of_money_is_bad_usage(bound: str, papers: Path) -> None:
    assert run(["audit", str(papers / "first.md"), "--model", "ollama:made", "--max-cost", bound]) == 2


def test_an_audit_says_what_was_asked(papers: Path, server: Loopback, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", str(papers / "first.md"), "--model", server.name(), "--format", "json"]) == 0
    told = capsys.readouterr()
    made = json.loads(told.out)
    assert made["model"]["model"] == server.name()
    assert "spent now" in told.err
    assert run(["audit", str(papers / "first.md"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["model"] == {}


@pytest.mark.parametrize("command", ["audit", "report"])
def test_with_logs_the_model_is_shown_measurements_and_decides_nothing(
    command: str, papers: Path, tmp_path: Path, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "made.csv").write_text("model,dataset,split,points\nGLORP,Hail,test,61.25\n", encoding="utf-8")

    def made(*more: str) -> dict[str, Any]:
        if command == "report":
            return report(papers, tmp_path / "made", "--runs", str(logs), *more)
        capsys.readouterr()
        assert run(["audit", str(papers / "first.md"), "--format", "json", "--runs", str(logs), *more]) == 0
        whole: dict[str, Any] = json.loads(capsys.readouterr().out)
        return whole

    plain, helped = made(), made("--model", server.name())
    assert any("61.25" in json.dumps(each) for each in server.asked)
    assert verdicts(plain).items() <= verdicts(helped).items()
    assert helped["logs"] == plain["logs"]


def test_the_bound_stops_a_report_that_is_still_made(
    papers: Path, tmp_path: Path, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    priced = ("--model", server.name("gpt-4o"), "--max-cost", "0")
    made = report(papers, tmp_path / "made", *priced)
    assert server.asked == []
    assert "above --max-cost 0" in capsys.readouterr().err
    told = [problem["message"] for problem in made["problems"] if problem["where"].startswith("model, ")]
    assert told
    assert all("--max-cost is reached" in message for message in told)


class Terminal:
    """A stream on a terminal."""

    def isatty(self) -> bool:
        return True

    def write(self, _text: str) -> int:
        return 0


@pytest.mark.parametrize("answer", [True, False])
def test_on_a_terminal_more_than_the_bound_is_asked_for(answer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def confirm(text: str, *, err: bool) -> bool:
        asked.append(text)
        return answer

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setattr("typer.confirm", confirm)
    agree(Estimate(3, 1_000, Decimal("0.40")), Decimal("0.50"))
    assert asked == []
    if answer:
        agree(Estimate(3, 1_000, Decimal("0.60")), Decimal("0.50"))
    else:
        with pytest.raises(UsageError, match="nothing was asked"):
            agree(Estimate(3, 1_000, Decimal("0.60")), Decimal("0.50"))
    assert len(asked) == 1


def test_the_program_runs_without_a_warning(tmp_path: Path, server: Loopback) -> None:
    papers = open_papers(tmp_path / "papers")
    done = synth(tmp_path / "home", "audit", str(papers / "first.md"), "--model", server.name(), "--format", "json")
    assert done.returncode == 0, done.stderr
    assert server.asked
    assert "Warning" not in done.stderr
