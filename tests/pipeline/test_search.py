"""A report from several databases end to end, against a server on this machine that speaks their protocols."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synth.cli import run
from tests.cli.made import synth
from tests.sources.databases import Databases, MadeWork, serve

pytestmark = pytest.mark.untraced

QUESTION = "Does the order of intermediate fine-tuning matter for cross-lingual transfer?"
ABSTRACT = "We study the order of intermediate fine-tuning for cross-lingual transfer."
TITLE = "Joint and sequential order of fine-tuning in made cross-lingual transfer"
SOURCE = rf"""\documentclass{{article}}
\title{{{TITLE}}}
\author{{Ada Made}}
\begin{{document}}
\maketitle
\begin{{abstract}}
{ABSTRACT}
\end{{abstract}}
\section{{Results}}
Table~\ref{{tab:main}} compares both orders. Joint fine-tuning reaches 71.4 points in cross-lingual transfer.
Joint fine-tuning gives 2.3 points more in cross-lingual transfer than sequential fine-tuning.
\begin{{table}}
\begin{{tabular}}{{lcc}}
Order & Cross-lingual transfer & Time (h) \\
\hline
Sequential fine-tuning & 69.1 & 12 \\
Joint fine-tuning & 71.4 & 17 \\
\end{{tabular}}
\caption{{Points in cross-lingual transfer after fine-tuning in either order.}}
\label{{tab:main}}
\end{{table}}
\end{{document}}
"""
PRINTED = """A made print on the order of intermediate fine-tuning

Abstract
We study the order of intermediate fine-tuning for cross-lingual transfer.

1 Results
Joint intermediate fine-tuning reaches 64.2 points in cross-lingual transfer, which is
3.4 points more than sequential intermediate fine-tuning."""
WORKS = (
    MadeWork(1, TITLE, ABSTRACT, source=SOURCE),
    MadeWork(2, "A made print on the order of intermediate fine-tuning", ABSTRACT, on_arxiv=False, printed=PRINTED),
    MadeWork(
        3,
        "Order of intermediate fine-tuning, known by its abstract",
        "Sequential fine-tuning raises cross-lingual transfer by 1.5 points over joint fine-tuning.",
        on_arxiv=False,
    ),
    MadeWork(4, "Intermediate fine-tuning order for cross-lingual transfer without a word", "", on_arxiv=False),
    MadeWork(5, "A made study of frost on clay", "We measure frost.", on_arxiv=False),
)
FROST = "Does frost crack clay in winter?"
FROST_WORKS = (
    MadeWork(
        11,
        "Frost and the cracking of clay in winter",
        "Frost cracks clay: in winter, frost opened 12 of 40 clay samples, 7 samples more than rain did.",
        on_arxiv=False,
    ),
)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Databases]:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    with serve(Databases(works=WORKS)) as state:
        for name, value in state.environment().items():
            monkeypatch.setenv(name, value)
        yield state


def report(out: Path, *more: str, status: int = 0, formats: str = "json") -> dict[str, Any]:
    """What report.json holds; the other formats, of which figures take longest, are written where a test reads them."""
    arguments = ["--date", "2026-01-01", "--format", formats, "--out", str(out)]
    assert run(["report", "-q", QUESTION, *arguments, *more]) == status
    whole: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return whole


def test_every_record_is_accounted_for_and_a_repeat_asks_nobody(server: Databases, tmp_path: Path) -> None:
    made = report(tmp_path / "first", formats="md,html,json")
    sources, flow = made["search"]["sources"], made["search"]["prisma"]
    assert {source["source"]: source["found"] for source in sources} == {
        "arXiv": 1,
        "OpenAlex": 5,
        "Semantic Scholar": 5,
        "Crossref": 5,
    }
    for source in sources:
        assert source["found"] == len(source["kept"]) + len(source["dropped"])
    assert flow == {
        "identified": 16,
        "duplicates": 11,
        "screened": 5,
        "excluded": 1,
        "sought": 4,
        "not_retrieved": 1,
        "read_in_full": 2,
        "digest": 0,
        "abstract_only": 1,
        "included": 3,
    }
    dropped = [drop for source in sources for drop in source["dropped"] if "same paper" not in drop["why"]]
    why = {drop["title"]: drop["why"] for drop in dropped}
    assert why[WORKS[3].name] == "not retrieved: there is neither an open text nor an abstract of it"
    assert why[WORKS[4].name].startswith("relevance 0.")
    papers = {paper["id"]: paper for paper in made["papers"]}
    assert {name: paper["text"] for name, paper in papers.items()} == {
        "2401.00001v1": "latex",
        "10.5555/made.2": "pdf",
        "10.5555/made.3": "abstract",
    }
    assert papers["2401.00001v1"]["doi"] == "10.5555/made.1"
    assert papers["2401.00001v1"]["found"] == "arXiv, OpenAlex, Semantic Scholar, Crossref"
    references = (tmp_path / "first" / "report.md").read_text(encoding="utf-8").partition("## References")[2]
    assert "arXiv:2401.00001v1, published as doi:10.5555/made.1" in references
    asked = len(server.asked)
    report(tmp_path / "second", formats="md,html,json")
    assert len(server.asked) == asked
    for name in ("report.md", "report.html", "report.json"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


ARTICLE = """<sec><title>Results</title><p>Joint intermediate fine-tuning reaches 66.1 points in cross-lingual transfer.
<table-wrap id="T1"><label>Table 1</label><caption><p>Points in cross-lingual transfer.</p></caption><table><thead><tr>
<th>Order</th><th>Cross-lingual transfer</th></tr></thead><tbody><tr><td>Sequential fine-tuning</td><td>63.0</td></tr>
<tr><td>Joint intermediate fine-tuning</td><td>66.1</td></tr></tbody></table></table-wrap></p></sec>"""


def test_an_open_article_is_read_from_its_xml_before_its_pdf(server: Databases, tmp_path: Path) -> None:
    server.works = (replace(WORKS[1], article=ARTICLE),)
    made = report(tmp_path / "out", "--source", "europe_pmc")
    (paper,) = made["papers"]
    assert (paper["id"], paper["doi"]) == ("10.5555/made.2", "10.5555/made.2")
    assert made["search"]["prisma"]["read_in_full"] == 1
    assert [path for path in server.asked if "files" in path] == []
    (claim,) = [each for each in made["claims"] if "66.1" in each["text"]]
    assert claim["anchor"]["file"] == "10.5555%2Fmade.2.xml"
    own = [check for check in claim["verdict"]["checks"] if check["against"] == "own_table"]
    assert [check["status"] for check in own] == ["supported"]
    assert made["problems"] == []


@pytest.mark.parametrize("fault", ["503", "html", "truncated"])
def test_where_its_xml_cannot_be_had_its_pdf_is_read(
    server: Databases, tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The article's host fails to the last try; the search itself was answered before."""
    server.works = (replace(WORKS[1], article=ARTICLE),)
    report(tmp_path / "before", "--source", "europe_pmc")
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "other"))
    (tmp_path / "other").mkdir()
    (tmp_path / "home" / "replies").rename(tmp_path / "other" / "replies")
    for path in (tmp_path / "other" / "replies").rglob("*.gz"):
        if b"fullTextXML" in gzip.decompress(path.read_bytes()).partition(b"\n")[0]:
            path.unlink()
    server.asked.clear()
    server.faults = [fault] * 2
    (paper,) = report(tmp_path / "after", "--source", "europe_pmc")["papers"]
    assert paper["text"] == "pdf"
    assert [path.rpartition("/")[2] for path in server.asked] == ["fullTextXML", "fullTextXML", "2.pdf"]


def test_the_excluded_are_listed_with_their_reason_in_a_table_that_opens(server: Databases, tmp_path: Path) -> None:
    made = report(tmp_path, formats="html,json")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    opened = page.partition("<summary>Papers found and left out (")[2].partition("</details>")[0]
    rows = re.findall(r"<tr><td>(.*?)</td><td><cite[^>]*>(.*?)</cite> \((.*?)\)</td><td>(.*?)</td></tr>", opened)
    listed = [
        (each["source"], drop["title"], drop["paper"], drop["why"])
        for each in made["search"]["sources"]
        for drop in each["dropped"]
    ]
    assert [tuple(map(html.unescape, row)) for row in rows] == listed
    flow = made["search"]["prisma"]
    assert len(listed) == flow["duplicates"] + flow["excluded"] + flow["not_retrieved"]


def test_offline_the_named_sources_answer_from_what_was_kept_and_no_socket_is_touched(
    server: Databases, tmp_path: Path
) -> None:
    online = report(tmp_path / "online", "--source", "arxiv,openalex")
    asked = len(server.asked)
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*_):\n"
        "    raise AssertionError('the network was touched')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse\n"
        "socket.getaddrinfo = socket.gethostbyname = refuse\n"
    )
    arguments = ["report", "-q", QUESTION, "--source", "arxiv,openalex", "--offline", "--date", "2026-01-01"]
    arguments += ["--format", "json"]
    done = synth(tmp_path / "home", *arguments, "--out", str(tmp_path / "offline"), extra={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    offline = json.loads((tmp_path / "offline" / "report.json").read_text(encoding="utf-8"))
    assert len(server.asked) == asked
    assert offline["claims"] == online["claims"]
    assert offline["search"] == online["search"]
    assert (online["made_by"]["option offline"], offline["made_by"]["option offline"]) == ("no", "yes")


def test_offline_without_a_kept_reply_the_report_says_so(server: Databases, tmp_path: Path) -> None:
    made = report(tmp_path, "--source", "crossref", "--offline")
    assert "no reply to this was kept" in made["search"]["sources"][0]["failed"]
    assert server.asked == []


def test_one_source_down_stops_no_other_and_the_report_names_it(
    server: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNTH_CROSSREF_URL", "http://127.0.0.1:9")
    made = report(tmp_path, status=3, formats="md,json")
    failed = {source["source"]: source["failed"] for source in made["search"]["sources"]}
    assert failed.pop("Crossref") == "Crossref did not answer: Connection refused"
    assert set(failed.values()) == {None}
    assert len(made["papers"]) == 3
    assert "Crossref could not be searched" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_bounds_and_citations_stand_in_the_record(server: Databases, tmp_path: Path) -> None:
    bounds = ["--since", "2020", "--until", "2024-06-30", "--category", "cs.CL", "--snowball", "1"]
    made = report(tmp_path, "--source", "openalex,arxiv", *bounds)
    sources = {source["source"]: source for source in made["search"]["sources"]}
    assert set(sources) == {"OpenAlex", "arXiv", "OpenAlex, citations"}
    assert all("since 2020-01-01, until 2024-06-30" in each["text"] for each in sources["OpenAlex"]["queries"])
    assert any("category not applied" in each["text"] for each in sources["OpenAlex"]["queries"])
    assert any("submittedDate" in path and "cat%3Acs.CL" in path for path in server.asked)
    assert made["made_by"]["option since"] == "2020-01-01"
    assert made["made_by"]["option snowball"] == "1"
    flow = made["search"]["prisma"]
    assert flow["identified"] == sum(len(each["kept"]) + len(each["dropped"]) for each in sources.values())


def test_a_retracted_paper_stays_is_marked_and_believed_less(server: Databases, tmp_path: Path) -> None:
    before = report(tmp_path / "before")
    server.works = tuple(replace(work, retracted=work.number == 1) for work in WORKS)
    sources = ["--source", "openalex,crossref,arxiv", "--since", "1990"]
    after = report(tmp_path / "after", *sources, formats="md,json")
    (paper,) = [each for each in after["papers"] if each["doi"] == "10.5555/made.1"]
    assert paper["retracted"]
    assert paper["notices"] == ["it was retracted: https://doi.org/10.5555/made.1.r"]
    sure = {claim["id"]: claim["verdict"] for claim in before["claims"] if claim["anchor"]["paper"] == "2401.00001v1"}
    less = {claim["id"]: claim["verdict"] for claim in after["claims"] if claim["id"] in sure}
    supported = [name for name, verdict in sure.items() if verdict["probabilities"]["supported"] > 0.5]
    assert supported
    for name in supported:
        assert less[name]["probabilities"]["supported"] < sure[name]["probabilities"]["supported"] / 2
        assert "rests on a paper that was retracted" in json.dumps(less[name])
    text = (tmp_path / "after" / "report.md").read_text(encoding="utf-8")
    assert "**RETRACTED**" in text
    assert "Withdrawn or retracted and still listed: 2401.00001v1" in text.replace("\\", "")


def test_questions_of_a_batch_share_nothing(server: Databases, tmp_path: Path) -> None:
    """What was found for one question alone shows nowhere in the other's report, whichever came first."""
    server.works = (*WORKS, *FROST_WORKS)
    alone = report(tmp_path / "alone")
    questions = tmp_path / "questions.toml"
    questions.write_text(
        f'[[question]]\ntext = "{FROST}"\nslug = "frost"\n[[question]]\ntext = "{QUESTION}"\nslug = "order"\n'
    )
    arguments = ["--date", "2026-01-01", "--format", "json", "--out", str(tmp_path / "out")]
    assert run(["batch", str(questions), *arguments]) == 0
    reports = {
        slug: json.loads((tmp_path / "out" / slug / "report.json").read_text(encoding="utf-8"))
        for slug in ("frost", "order")
    }
    papers = {slug: {paper["id"] for paper in made["papers"]} for slug, made in reports.items()}
    assert papers["frost"]
    assert not papers["frost"] & papers["order"]
    asked = {
        slug: {query["text"] for source in made["search"]["sources"] for query in source["queries"]}
        for slug, made in reports.items()
    }
    assert not asked["frost"] & asked["order"]
    claimed = {slug: {claim["anchor"]["paper"] for claim in made["claims"]} for slug, made in reports.items()}
    assert claimed["frost"] <= papers["frost"]
    assert claimed["order"] <= papers["order"]
    assert reports["order"]["made_by"]["corpus found"] == alone["made_by"]["corpus found"]
    besides = {"made_by": None, "question": None}
    assert reports["order"] | besides == alone | besides
