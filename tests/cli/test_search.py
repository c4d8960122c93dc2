"""`synth search` on made papers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.cli import run
from tests.cli.made import write_papers


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYNTH_HOME", str(home))
        assert run(["corpus", "add", str(write_papers(home / "papers")), "--corpus", "mine"]) == 0
    return home


@pytest.fixture(autouse=True)
def _home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(home))


def test_passages_and_papers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "rain on soil", "--corpus", "mine"]) == 0
    assert "rain" in capsys.readouterr().out.splitlines()[0]
    assert run(["search", "rain on soil", "--corpus", "mine", "--papers"]) == 0
    assert capsys.readouterr().out.split()[2] == "rain"
    assert run(["search", "rain on soil", "--corpus", "mine", "--papers", "--format", "jsonl"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["paper"] == "rain"
    assert run(["search", "joint training", "--corpus", "mine", "--format", "jsonl", "--k", "2"]) == 0
    hits = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["score"] >= hits[1]["score"]
    assert {"query", "paper", "passage", "section", "text"} <= hits[0].keys()


def test_queries_from_a_file_as_trec(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "queries.jsonl"
    # A line separator inside a string is no end of a line.
    path.write_text(
        '\ufeff{"_id": "q1", "text": "rain\u2028on soil"}\r\n\n{"_id": 2, "text": "joint training on GLORP"}\n',
        encoding="utf-8",
    )
    assert run(["search", "--queries", str(path), "--corpus", "mine", "--format", "trec"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert {row[0] for row in rows} == {"q1", "2"}
    assert rows[0][:4] == ["q1", "Q0", "rain", "1"]
    assert all(len(row) == 6 and row[1] == "Q0" and row[5] == "synth" for row in rows)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no query"),
        (b'{"_id": "1"}', "queries.jsonl:1 is not"),
        (b'{"_id": "1", "text": "a"}\n{"_id": "2", "text": 3}', "queries.jsonl:2 is not"),
        (b"[1]", "queries.jsonl:1 is not"),
        (b"[" * 100_000, "queries.jsonl:1 is not"),
        (b"\xff\xfe{", "cannot be read"),
    ],
)
def test_a_file_that_is_not_of_queries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_bytes(content)
    assert run(["search", "--queries", str(path), "--corpus", "mine"]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["search", "--corpus", "mine"], "either a query or --queries"),
        (["search", "a", "--queries", "b", "--corpus", "mine"], "either a query or --queries"),
        (["search", " \t", "--corpus", "mine"], "the query is empty"),
        (["search", "a", "--corpus", "nowhere"], "there is no corpus 'nowhere'"),
        (["search", "a", "--corpus", ""], "the corpus has no name"),
        (["search", "a", "--corpus", "../up"], "there is no corpus"),
        (["search", "a", "--corpus", "mine", "--k", "0"], "Invalid value for '--k'"),
        (["search", "a", "--corpus", "mine", "--format", "xml"], "'xml' is not one of"),
        (["search", "a", "--corpus", "mine", "--embedder", "/nowhere/at/all"], "there is no embedding model"),
        (["search", "--queries", "absent.jsonl", "--corpus", "mine"], "cannot be read: No such file"),
    ],
)
def test_bad_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""
