"""arXiv end to end against a server on this machine that speaks its protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synth.cli import run
from synth.pipeline.fetch import PATIENCE
from tests.sources.loopback import PAPERS, Loopback, MadePaper, serve

pytestmark = pytest.mark.untraced

QUESTION = "Does the order of intermediate fine-tuning matter for cross-lingual transfer?"
NO_TEXT = MadePaper(
    "2401.00004v1",
    "Order of fine-tuning without a source",
    "Joint fine-tuning for cross-lingual transfer reaches 70.5 points, 1.5 points more than sequential fine-tuning.",
    source=False,
)
DIGEST = """---
kind: digest
arxiv: "2401.00001"
version: v2
title: "A made digest"
authors: ["Ada Made"]
year: 2024
---
# A made digest

## Findings
- Joint training reaches 71.4 points on the transfer benchmark.
"""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    with serve(Loopback(papers=(*PAPERS, NO_TEXT))) as state:
        monkeypatch.setenv("SYNTH_ARXIV_URL", state.base)
        yield state


def report(out: Path, *more: str, status: int = 0) -> dict[str, Any]:
    arguments = ["--question", QUESTION, "--source", "arxiv", "--date", "2026-01-01", "--out", str(out), *more]
    assert run(["report", *arguments]) == status
    whole: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return whole


def fetched(server: Loopback) -> list[str]:
    return [path for path in server.asked if not path.startswith("/api/")]


def test_a_report_from_arxiv_fetches_each_paper_once(server: Loopback, tmp_path: Path) -> None:
    made = report(tmp_path / "first")
    papers = {paper["id"]: paper for paper in made["papers"]}
    assert papers["2401.00001v2"]["text"] == "latex"
    assert papers["2401.00001v2"]["found"] == "arXiv"
    assert papers["2401.00003v1"]["withdrawn"] is True
    assert papers["2401.00004v1"]["text"] == "abstract"
    assert "2401.00002v1" not in papers
    assert [search["source"] for search in made["search"]["sources"]] == ["arXiv"]
    assert made["search"]["sources"][0]["failed"] is None
    assert made["made_by"]["option offline"] == "no"
    assert any("abstract alone" in problem["message"] for problem in made["problems"])
    prisma = made["search"]["prisma"]
    assert prisma["identified"] == 4
    assert prisma["sought"] == prisma["read_in_full"] + prisma["abstract_only"] + prisma["not_retrieved"]
    assert prisma["abstract_only"] == 1
    assert "/e-print/2401.00001v2" in fetched(server)
    assert fetched(server).count("/pdf/2401.00004v1") == 1

    server.asked.clear()
    report(tmp_path / "second")
    assert fetched(server) == []
    for name in ("report.md", "report.html", "report.json"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_a_corpus_and_arxiv_together(server: Loopback, tmp_path: Path) -> None:
    folder = tmp_path / "digests"
    folder.mkdir()
    (folder / "2401.00001v2.md").write_text(DIGEST, encoding="utf-8")
    made = report(tmp_path / "out", "--corpus", str(folder))
    sources = {search["source"]: search for search in made["search"]["sources"]}
    assert set(sources) == {f"corpus {folder}", "arXiv"}
    ids = [paper["id"] for paper in made["papers"]]
    assert len(ids) == len(set(ids))
    prisma = made["search"]["prisma"]
    assert prisma["screened"] == prisma["identified"] - prisma["duplicates"]


def test_a_server_that_is_down_is_said_and_stops_nothing(
    server: Loopback, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults.extend(["500"] * 100)
    made = report(tmp_path / "out", status=3)
    assert "HTTP 500" in made["search"]["sources"][0]["failed"]
    assert made["answer"]["stance"] == "not_answered"
    assert "synth: arXiv was not searched to the end: arXiv did not answer" in capsys.readouterr().err
    assert "did not answer" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")


def test_no_server_at_all_is_said_without_a_traceback_or_an_address(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNTH_ARXIV_URL", "http://127.0.0.1:9")
    made = report(tmp_path / "out", status=3)
    assert made["search"]["sources"][0]["failed"] == "arXiv did not answer: Connection refused"


def test_a_batch_goes_on_without_its_source(
    server: Loopback, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.toml"
    questions.write_text(f'[[question]]\ntext = "{QUESTION}"\nslug = "a"\n[[question]]\ntext = "Rain?"\nslug = "b"\n')
    server.faults.extend(["500"] * 4)  # the first question's search, to the last try
    assert run(["batch", str(questions), "--source", "arxiv", "--out", str(tmp_path / "out")]) == 3
    shown = capsys.readouterr()
    assert [(tmp_path / "out" / slug / "report.json").is_file() for slug in "ab"] == [True, True]
    assert shown.err.count("arXiv was not searched to the end") == 1


def test_what_was_fetched_before_the_server_broke_stays(server: Loopback, tmp_path: Path) -> None:
    assert run(["corpus", "add", "2401.00001v2", "--corpus", "fetched"]) == 0
    server.asked.clear()
    titles = ("one", "two", "three", "three")  # the last two papers are the same
    many = tuple(
        replace(NO_TEXT, id=f"2402.0000{number}v1", title=f"Order of fine-tuning {title}", source=True)
        for number, title in enumerate(titles)
    )
    server.papers = (PAPERS[0], *many)
    server.faults = Broken(server)
    made = report(tmp_path / "out", status=3)
    assert [paper["id"] for paper in made["papers"]] == ["2401.00001v2"]
    assert made["search"]["prisma"]["not_retrieved"] == len(many)
    assert made["search"]["sources"][0]["failed"]
    assert len({path for path in fetched(server) if "e-print" in path}) == PATIENCE

    server.faults = []
    made = report(tmp_path / "again")
    assert len(made["papers"]) == len(many)
    prisma = made["search"]["prisma"]
    assert (prisma["identified"], prisma["duplicates"], prisma["sought"]) == (1 + len(many), 1, len(many))


class Broken(list[str]):
    """Faults without end for everything but searches."""

    def __init__(self, server: Loopback) -> None:
        self.server = server

    def __bool__(self) -> bool:
        return not self.server.asked[-1].startswith("/api/")

    def pop(self, _index: Any = -1) -> str:
        return "503"


def test_papers_by_id_into_a_corpus(server: Loopback, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "add", "arXiv:2401.00001", "2401.00009v1", "--corpus", "mine"]) == 0
    shown = capsys.readouterr().err
    assert "1 added" in shown
    assert "2401.00009v1: arXiv does not know this id" in shown
    assert run(["corpus", "add", "2401.00009v1", "--corpus", "mine"]) == 2
    assert "no paper could be read" in capsys.readouterr().err
    server.faults.extend(["500"] * 100)
    assert run(["corpus", "add", "2401.00002v1", "--corpus", "mine"]) == 3


def test_a_failure_half_way_keeps_the_rest_and_resumes(server: Loopback, capsys: pytest.CaptureFixture[str]) -> None:
    ids = ["2401.00001v2", "2401.00002v1"]
    server.faults.extend(["", "", "503", "503", "503", "503"])
    assert run(["corpus", "add", *ids, "--corpus", "mine"]) == 3
    assert "1 of 2 papers could not be fetched" in capsys.readouterr().err
    server.asked.clear()
    assert run(["corpus", "add", *ids, "--corpus", "mine"]) == 0
    assert fetched(server) == ["/e-print/2401.00002v1"]


@pytest.mark.parametrize("same", [False, True], ids=["into another corpus", "into its own"])
def test_pull_puts_papers_in_place_of_digests(
    server: Loopback, tmp_path: Path, capsys: pytest.CaptureFixture[str], same: bool
) -> None:
    folder = tmp_path / "digests"
    folder.mkdir()
    (folder / "2401.00001v2.md").write_text(DIGEST, encoding="utf-8")
    source = str(folder)
    if same:
        source = "digests"
        assert run(["corpus", "add", str(folder), "--corpus", source]) == 0
    assert run(["corpus", "pull", source]) == 0
    capsys.readouterr()
    assert run(["corpus", "show", "--corpus", "digests", "--format", "json"]) == 0
    papers = json.loads(capsys.readouterr().out)["papers"]
    assert [(paper["id"], paper["text"]) for paper in papers] == [("2401.00001v2", "latex")]
    server.asked.clear()
    assert run(["corpus", "pull", source]) == 0
    assert fetched(server) == []
    assert run(["corpus", "check", "--corpus", "digests"]) == 0


def test_a_digest_stays_where_the_paper_cannot_be_had(
    server: Loopback, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.papers = (replace(PAPERS[0], source=False),)
    (tmp_path / "2401.00001v2.md").write_text(DIGEST, encoding="utf-8")
    assert run(["corpus", "add", str(tmp_path / "2401.00001v2.md"), "--corpus", "digests"]) == 0
    assert run(["corpus", "pull", "digests"]) == 0
    capsys.readouterr()
    assert run(["corpus", "show", "--corpus", "digests", "--format", "json"]) == 0
    papers = json.loads(capsys.readouterr().out)["papers"]
    assert [(paper["id"], paper["text"]) for paper in papers] == [("2401.00001v2", "digest")]


def test_nothing_to_pull(server: Loopback, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.md").write_text("# A made note\n\nIt reaches 3.2 points.\n", encoding="utf-8")
    assert run(["corpus", "add", str(tmp_path / "note.md"), "--corpus", "notes"]) == 0
    assert run(["corpus", "pull", "notes"]) == 2
    assert "no paper of the corpus has an arXiv id" in capsys.readouterr().err


def test_audit_of_an_arxiv_id_fetches_once(server: Loopback, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert run(["audit", "2401.00001v2", "--format", "json"]) == 0
        made = json.loads(capsys.readouterr().out)
        assert (made["paper"], made["source"], made["tables"]) == ("2401.00001v2", "latex", 1)
    assert fetched(server) == ["/e-print/2401.00001v2"]
    assert run(["audit", "2401.00009"]) == 2
    assert "does not know this id" in capsys.readouterr().err


def test_a_missing_file_that_is_named_by_an_id_is_a_missing_file(
    server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "papers/2401.00001v2.tex"]) == 2
    assert "there is no file papers/2401.00001v2.tex" in capsys.readouterr().err
    assert run(["corpus", "add", "2401.00001v2.pdf", "--corpus", "mine"]) == 2
    assert server.asked == []


def test_doctor_says_which_sources_answer_and_which_keys_are_set(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("openalex", "semantic_scholar", "crossref", "europe_pmc", "dblp"):
        monkeypatch.setenv(f"SYNTH_{name.upper()}_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("SYNTH_OPENALEX_KEY", "made-secret")
    monkeypatch.delenv("SYNTH_MAILTO", raising=False)
    assert run(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert f"✓ arXiv: {server.base} answers" in shown
    assert "× Crossref: Crossref did not answer: Connection refused" in shown
    assert "✓ SYNTH_OPENALEX_KEY: set" in shown
    assert "✓ SYNTH_MAILTO: not set" in shown
    assert "made-secret" not in shown
    server.asked.clear()
    assert run(["doctor", "--offline"]) == 0
    shown = capsys.readouterr().out
    assert "arXiv:" not in shown
    assert "✓ embedding model" in shown
    assert "×" not in shown
    assert server.asked == []
    server.faults.extend(["500"] * 20)
    assert run(["doctor"]) == 0
    assert "× arXiv: arXiv did not answer: HTTP 500" in capsys.readouterr().out
