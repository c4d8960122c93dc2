"""`synth report` end to end on made papers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from synth.cli import run
from tests.cli.made import QUESTION, synth, write_papers

KEYS = "schema question title date made_by search papers answer findings claims reviews score problems".split()
PAPER_KEYS = "id version title authors year links text withdrawn retracted found why".split()
CLAIM_KEYS = "id text anchor quantities subject baseline metric dataset split direction verdict relevance".split()
QUANTITY_KEYS = "text value high decimals unit kind sign bound uncertainty start end unit_start unit_end".split()


class Made:
    """One report, made twice, with what it was made from."""

    def __init__(self, folder: Path) -> None:
        self.papers = folder / "papers"
        self.first = folder / "first"
        self.second = folder / "second"
        self.sources = folder / "sources"
        self.out = ""

    @property
    def report(self) -> dict[str, Any]:
        whole: dict[str, Any] = json.loads((self.first / "report.json").read_text(encoding="utf-8"))
        return whole


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def made(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    made = Made(folder)
    write_papers(made.papers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYNTH_HOME", str(home))
        assert run(["corpus", "add", str(made.papers), "--corpus", "mine"]) == 0
        for out in (made.first, made.second):
            arguments = ["report", "--question", QUESTION, "--corpus", "mine", "--offline", "--date", "2026-01-01"]
            assert run([*arguments, "--out", str(out)]) == 0
        assert run(["corpus", "export", str(made.sources), "--corpus", "mine"]) == 0
    return made


@pytest.fixture(autouse=True)
def _home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(home))


def test_the_same_inputs_give_the_same_bytes(made: Made) -> None:
    for name in ("report.md", "report.html", "report.json"):
        assert (made.first / name).read_bytes() == (made.second / name).read_bytes()
    assert sorted(path.name for path in made.first.iterdir()) == ["figures", "report.html", "report.json", "report.md"]


def test_every_promised_key_is_there(made: Made) -> None:
    report = made.report
    assert set(KEYS) <= report.keys()
    assert report["date"] == "2026-01-01"
    assert report["question"]["text"] == QUESTION
    assert report["papers"]
    assert report["claims"]
    assert report["reviews"]
    for paper in report["papers"]:
        assert set(PAPER_KEYS) <= paper.keys()
    for claim in report["claims"]:
        assert set(CLAIM_KEYS) <= claim.keys()
        assert claim["id"].startswith("c-")
        assert sum(claim["verdict"]["probabilities"].values()) == pytest.approx(1)
        assert claim["verdict"]["status"] == max(
            claim["verdict"]["probabilities"], key=claim["verdict"]["probabilities"].__getitem__
        )
        for quantity in claim["quantities"]:
            assert set(QUANTITY_KEYS) <= quantity.keys()
    assert {"median", "spread", "alpha"} <= report["score"].keys()
    assert {"synth", "code", "corpus mine", "embedder", "prompts", "option offline"} <= report["made_by"].keys()


def test_every_quote_is_the_sources_own(made: Made) -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in made.sources.iterdir()}
    for claim in made.report["claims"]:
        anchor = claim["anchor"]
        source = sources[anchor["file"]]
        assert source[anchor["start"] : anchor["end"]] == anchor["quote"]
        for quantity in claim["quantities"]:
            assert anchor["start"] <= quantity["start"] < quantity["end"] <= anchor["end"]
            assert source[quantity["start"] : quantity["end"]] == quantity["text"]
        for check in claim["verdict"]["checks"]:
            for place in check["anchors"]:
                if "quote" in place:
                    assert sources[place["file"]][place["start"] : place["end"]] == place["quote"]


def test_the_papers_on_the_question_are_kept_and_the_other_one_is_not(made: Made) -> None:
    report = made.report
    assert {paper["id"] for paper in report["papers"]} == {"first", "second", "third"}
    dropped = [entry for source in report["search"]["sources"] for entry in source["dropped"]]
    assert [(entry["paper"], entry["why"].startswith("relevance 0.")) for entry in dropped] == [("rain", True)]
    assert {claim["anchor"]["paper"] for claim in report["claims"]} == {"first", "second", "third"}


def test_the_flow_of_papers_adds_up(made: Made) -> None:
    report = made.report
    prisma, sources = report["search"]["prisma"], report["search"]["sources"]
    assert prisma["identified"] == sum(source["found"] for source in sources)
    assert prisma["identified"] == sum(len(source["kept"]) + len(source["dropped"]) for source in sources)
    assert prisma["identified"] == prisma["duplicates"] + prisma["screened"]
    assert prisma["screened"] == prisma["excluded"] + prisma["sought"]
    read = prisma["read_in_full"] + prisma["digest"] + prisma["abstract_only"]
    assert prisma["sought"] == prisma["not_retrieved"] + read
    assert read == len(report["papers"])
    assert prisma["included"] == len({claim["anchor"]["paper"] for claim in report["claims"]})


def test_nothing_is_cut_and_every_reference_resolves(made: Made) -> None:
    report = made.report
    text = (made.first / "report.md").read_text(encoding="utf-8")
    cells = text.replace("\\", "")
    for claim in report["claims"]:
        assert claim["text"] in cells
    assert "…" not in re.sub(r"\s+", " ", text).replace(QUESTION, "")
    ids = {claim["id"] for claim in report["claims"]}
    for finding in report["findings"]:
        assert set(finding["claims"]) <= ids
    for review in report["reviews"]:
        for deduction in review["deductions"]:
            assert set(deduction["claims"]) <= ids
    body, _, references = text.partition("## References")
    assert references
    cited = {int(number) for group in re.findall(r"\\\[(\d+(?:, ?\d+)*)\\\]", body) for number in group.split(",")}
    assert cited == set(range(1, len(report["papers"]) + 1))
    for paper in report["papers"]:
        assert paper["title"] in references


def test_format_json_alone_prints_the_report_and_nothing_else(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["report", "--question", QUESTION, "--corpus", "mine", "--offline", "--date", "2026-01-01"]
    assert run([*arguments, "--out", str(tmp_path), "--format", "json"]) == 0
    printed = capsys.readouterr().out
    assert printed.encode() == (made.first / "report.json").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_the_terminal_shows_each_claim_whole(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["report", "--question", QUESTION, "--corpus", "mine", "--offline", "--format", "md"]
    assert run([*arguments, "--out", str(tmp_path / "new" / "folder")]) == 0
    shown = capsys.readouterr()
    assert "report.md" in shown.err
    assert "\x1b" not in shown.out
    words = set(re.findall(r"\w+", shown.out))
    for claim in made.report["claims"]:
        assert set(re.findall(r"\w+", claim["text"])) <= words


def test_at_most_so_many_papers_and_claims(made: Made, tmp_path: Path) -> None:
    arguments = ["report", "-q", QUESTION, "--corpus", "mine", "--corpus", str(made.papers), "--offline"]
    assert run([*arguments, "--max-papers", "2", "--max-claims", "3", "--out", str(tmp_path)]) == 0
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert len(report["papers"]) == 2
    assert 1 <= len(report["claims"]) <= 3
    # The second corpus is a folder of the same papers: each is a duplicate where it bears on the question.
    assert report["search"]["prisma"]["duplicates"] == 3


def test_a_question_that_no_paper_answers_gets_an_honest_report(made: Made, tmp_path: Path) -> None:
    arguments = ["report", "-q", "zzyzx qwrtp?", "--corpus", "mine", "--offline", "--out", str(tmp_path)]
    assert run(arguments) == 0
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["answer"]["stance"] == "not_answered"
    assert report["claims"] == []
    assert report["papers"] == []
    assert "not" in (tmp_path / "report.md").read_text(encoding="utf-8")


@pytest.mark.untraced
def test_offline_touches_no_socket(made: Made, home: Path, tmp_path: Path) -> None:
    """In processes of their own, so that the workers that read papers are under the same ban."""
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*_):\n"
        "    raise AssertionError('the network was touched')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse\n"
        "socket.getaddrinfo = socket.gethostbyname = refuse\n"
    )
    arguments = ["report", "-q", QUESTION, "--corpus", str(made.papers), "--offline", "--date", "2026-01-01"]
    done = synth(tmp_path / "home", *arguments, "--out", str(tmp_path / "out"), extra={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["claims"]
