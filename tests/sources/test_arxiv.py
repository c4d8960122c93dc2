import re
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise
from multiprocessing import get_context
from pathlib import Path

import pytest

from synth.records import Paper
from synth.sources.arxiv import Arxiv
from synth.sources.hits import Bounds
from synth.sources.manners import RefusedError, turn
from synth.sources.source import Gathered, gather
from synth.sources.web import Web
from tests.sources.loopback import PAPERS, PDF, Loopback, MadePaper, serve


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path))


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serve(Loopback()) as state:
        yield state


@pytest.fixture
def arxiv(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Arxiv:
    monkeypatch.setenv("SYNTH_ARXIV_URL", server.base)
    return Arxiv.from_environment()


def no_pause(_seconds: float) -> None:
    """Faults are answered at once, so that the tests need not wait."""


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(pause=no_pause) as opened:
        yield opened


def search(arxiv: Arxiv, web: Web, limit: int = 10) -> Gathered:
    return gather(arxiv, web, 'all:"made"', Bounds(), limit)


def papers_of(found: Gathered) -> list[Paper]:
    return [hit.paper for hit in found.hits]


def fetch(arxiv: Arxiv, web: Web, paper: str = "2401.00001v2") -> tuple[str, bytes]:
    with arxiv.fetched(web, paper) as got:
        return got


def test_a_search_gives_papers_with_their_version_and_link(arxiv: Arxiv, web: Web) -> None:
    papers = papers_of(search(arxiv, web))
    assert [paper.id for paper in papers] == [paper.id for paper in PAPERS]
    first = papers[0]
    assert (first.version, first.year, first.authors) == ("v2", 2024, ("Ada Made",))
    assert first.links == ("https://arxiv.org/abs/2401.00001v2",)
    assert papers[1].title == "A made study of soil & rain"


def test_a_withdrawn_paper_is_marked(arxiv: Arxiv, web: Web) -> None:
    assert [paper.withdrawn for paper in papers_of(search(arxiv, web))] == [False, False, True]


def test_many_pages_are_read_to_the_end(server: Loopback, arxiv: Arxiv, web: Web) -> None:
    many = tuple(MadePaper(f"2402.{number:05d}v1", f"Made {number}", "Made.") for number in range(230))
    server.papers = many
    assert [paper.id for paper in papers_of(search(arxiv, web, 500))] == [paper.id for paper in many]
    assert [paper.id for paper in papers_of(search(arxiv, web, 150))] == [paper.id for paper in many[:150]]


@pytest.mark.parametrize("faults", [["503"], ["429", "500"], ["reset"], ["empty"], ["reset", "503", "429"]])
def test_passing_faults_lose_nothing(server: Loopback, arxiv: Arxiv, web: Web, faults: list[str]) -> None:
    server.faults = list(faults)
    assert len(papers_of(search(arxiv, web))) == len(PAPERS)
    server.faults = list(faults)
    assert fetch(arxiv, web)[1] == PAPERS[0].eprint() or "empty" in faults


def test_a_source_that_stays_down_says_so(server: Loopback, arxiv: Arxiv, web: Web) -> None:
    server.faults = ["503"] * 20
    found = search(arxiv, web)
    assert (found.failed, found.down, found.hits) == ("arXiv did not answer: HTTP 503", True, ())


def test_a_malformed_id_is_refused_once(server: Loopback, arxiv: Arxiv, web: Web) -> None:
    with pytest.raises(RefusedError, match="does not understand"):
        arxiv.by_id(web, ["abc"])
    assert len(server.asked) == 1


def test_unknown_ids_are_left_out(arxiv: Arxiv, web: Web) -> None:
    assert [paper.id for paper in arxiv.by_id(web, ["2401.00002v1", "2409.99999v1"])] == ["2401.00002v1"]


def test_the_source_comes_before_the_pdf(server: Loopback, arxiv: Arxiv, web: Web) -> None:
    assert fetch(arxiv, web) == ("2401.00001v2.tar.gz", PAPERS[0].eprint())
    server.papers = (replace(PAPERS[0], source=False),)
    assert fetch(arxiv, web) == ("2401.00001v2.pdf", PDF)


def test_a_login_page_is_not_a_paper(server: Loopback, arxiv: Arxiv, web: Web) -> None:
    server.faults = ["html"]
    assert fetch(arxiv, web) == ("2401.00001v2.pdf", PDF)
    server.faults = ["html", "html"]
    with pytest.raises(RefusedError, match="neither source nor PDF"):
        fetch(arxiv, web)


def test_what_the_package_does_wrong_is_put_right(server: Loopback, arxiv: Arxiv) -> None:
    """It retries at a constant pause, without a timeout, a malformed id too, and takes an empty first page for none."""
    pauses: list[float] = []
    with Web(pause=pauses.append) as web:
        server.faults = ["503", "503", "503"]
        patient = replace(arxiv, site=replace(arxiv.site, pause=1.0))
        assert len(papers_of(search(patient, web))) == len(PAPERS)
        assert [round(later / earlier) for earlier, later in pairwise(pauses)] == pytest.approx([4, 4], abs=3)
        assert pauses == sorted(pauses)
        assert len(set(pauses)) == 3
        server.faults = ["empty"]
        assert len(papers_of(search(arxiv, web))) == len(PAPERS)
        server.papers = ()
        server.asked.clear()
        assert search(arxiv, web).failed is None
        assert len(server.asked) == 2  # an empty answer is believed when it comes twice


def test_a_page_is_never_longer_than_a_slice_may_be(server: Loopback, arxiv: Arxiv, web: Web) -> None:
    """The API gives at most 2,000 entries at once, and 30,000 in all."""
    search(arxiv, web, 5000)
    sizes = [int(size) for path in server.asked for size in re.findall(r"max_results=(\d+)", path)]
    assert sizes
    assert max(sizes) <= 2000
    assert arxiv.most == 30_000


def test_the_courtesy_is_three_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNTH_ARXIV_URL", raising=False)
    monkeypatch.setenv("SYNTH_COURTESY", "0")  # nobody is rude to arXiv itself
    assert Arxiv.from_environment().site.courtesy == 3.0


def _ask(home: str, begin: float) -> list[float]:
    import os

    os.environ["SYNTH_HOME"] = home
    moments = []
    for _ in range(2):
        with turn("arxiv.example", 0.3):
            moments.append(time.time() - begin)
    return moments


def test_two_processes_keep_the_courtesy_together(tmp_path: Path) -> None:
    begin = time.time()
    with get_context("spawn").Pool(2) as pool:
        moments = sorted(chain.from_iterable(pool.starmap(_ask, [(str(tmp_path), begin)] * 2)))
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert min(gaps) >= 0.29
