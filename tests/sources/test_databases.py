"""Each database's protocol, spoken by a server on this machine to the real clients; every fault and its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from synth.sources.acl_anthology import AclAnthology
from synth.sources.cache import Cache
from synth.sources.crossref import Crossref
from synth.sources.europe_pmc import EuropePmc
from synth.sources.hits import Bounds, Hit
from synth.sources.identifiers import Identifiers
from synth.sources.known import DEFAULT, SOURCES
from synth.sources.manners import RefusedError
from synth.sources.openalex import OpenAlex
from synth.sources.queries import search_queries
from synth.sources.semantic_scholar import SemanticScholar
from synth.sources.source import Gathered, gather
from synth.sources.web import Web
from tests.sources.databases import NAMES, Databases, MadeWork, jats, serve

ALL = Bounds()
MANY = tuple(MadeWork(number) for number in range(1234))


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Databases]:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path))
    with serve(Databases()) as state:
        for name, value in state.environment().items():
            monkeypatch.setenv(name, value)
        yield state


def asked(name: str, *, limit: int = 100, bounds: Bounds = ALL, web: Web | None = None) -> Gathered:
    with web or Web() as open_web:
        return gather(SOURCES[name](), open_web, "made", bounds, limit)


def numbers(hits: tuple[Hit, ...]) -> list[int]:
    return [int(hit.paper.title.split()[0]) for hit in hits]


@pytest.mark.parametrize("name", SOURCES)
def test_every_database_gives_its_records_in_order(server: Databases, name: str) -> None:
    found = asked(name)
    assert found.failed is None
    assert found.total == len(server.works)
    assert numbers(found.hits) == [work.number for work in server.works]
    assert [hit.rank for hit in found.hits] == list(range(1, len(server.works) + 1))
    first = found.hits[0].paper
    assert first.title == server.works[0].name
    assert first.year == 2024
    if name != "arxiv":
        assert first.authors == ("Ada Made", "Bob Sample")
        assert (first.id, first.doi) == ("10.5555/made.0", "10.5555/made.0")
    if name != "dblp":
        assert first.abstract.endswith("We measure made rain.")
    assert first.links


@pytest.mark.parametrize("name", SOURCES)
def test_many_pages_are_read_to_the_end_and_no_further_than_wanted(server: Databases, name: str) -> None:
    server.works = MANY
    assert numbers(asked(name, limit=5000).hits) == list(range(len(MANY)))
    assert numbers(asked(name, limit=150).hits) == list(range(150))


@pytest.mark.parametrize("name", SOURCES)
def test_a_server_that_gives_shorter_pages_than_asked_loses_nothing(server: Databases, name: str) -> None:
    server.works, server.largest = MANY[:230], 37
    assert numbers(asked(name, limit=1000).hits) == list(range(230))


@pytest.mark.parametrize("name", SOURCES)
def test_a_passing_fault_loses_nothing(server: Databases, name: str) -> None:
    server.works, server.largest = MANY[:50], 20
    with Web() as web:
        for fault in ("429", "500", "503", "reset", "truncated", "empty", "html", "nest", "loop", "after 0"):
            server.faults = ["", fault, fault]  # in the middle: the first page is well
            found = gather(SOURCES[name](), web, "made", ALL, 1000)
            assert (fault, found.failed) == (fault, None)
            assert numbers(found.hits) == list(range(50))


@pytest.mark.parametrize("name", SOURCES)
def test_a_database_that_stays_down_says_so_and_keeps_what_it_gave(server: Databases, name: str) -> None:
    server.faults = ["503"] * 100
    found = asked(name)
    assert (found.hits, found.down) == ((), True)
    assert found.failed == f"{SOURCES[name]().site.name} did not answer: HTTP 503"
    server.works, server.largest = MANY[:50], 20
    server.faults = ["", *["reset"] * 100]
    found = asked(name, limit=2000)
    assert found.down
    assert numbers(found.hits) == list(range(20))


@pytest.mark.parametrize("name", SOURCES)
def test_a_login_page_is_said_to_be_one(server: Databases, name: str) -> None:
    server.faults = ["html"] * 100
    failed = asked(name).failed
    assert failed is not None
    assert "in place of" in failed
    server.faults = ["511"]
    failed = asked(name).failed
    assert failed is not None
    assert "wants a login first" in failed


def test_a_query_that_is_not_understood_is_asked_once_and_the_source_is_not_down(server: Databases) -> None:
    server.faults = ["400"]
    found = asked("openalex")
    assert (found.hits, found.failed, found.down) == ((), "OpenAlex refused: HTTP 400", False)
    assert len(server.asked) == 1


@pytest.mark.parametrize("name", ["openalex", "semantic_scholar", "crossref", "europe_pmc"])
def test_a_mark_that_has_died_begins_the_query_anew(server: Databases, tmp_path: Path, name: str) -> None:
    server.works, server.largest = MANY[:300], 100
    cache = Cache(tmp_path / "replies")
    server.faults = ["", *["503"] * 8]  # broken off after the first page, which is kept
    assert asked(name, limit=1000, web=Web(cache=cache)).down
    server.dead_marks = True
    found = asked(name, limit=1000, web=Web(cache=cache))
    assert found.failed is None
    assert numbers(found.hits) == list(range(300))


def test_an_empty_answer_is_an_empty_answer(server: Databases) -> None:
    server.works = ()
    for name in SOURCES:
        assert asked(name) == Gathered("made", (), 0)


def test_arxiv_gives_no_more_than_its_limit_and_says_so(server: Databases) -> None:
    source = replace(SOURCES["arxiv"](), most=200)  # type: ignore[type-var]  # a Protocol of which all are dataclasses
    server.works = MANY[:230]
    with Web() as web:
        found = gather(source, web, "made", ALL, 1000)
    assert numbers(found.hits) == list(range(200))
    assert found.failed == "arXiv gives at most 200 of the 230 records of this query"
    assert not found.down


def test_one_author_alone_is_an_author(server: Databases) -> None:
    server.works = (MadeWork(1, people=("Ada Made",)), MadeWork(2, people=("Ada Made", "Bob Sample")))
    assert [hit.paper.authors for hit in asked("dblp").hits] == [("Ada Made",), ("Ada Made", "Bob Sample")]


@pytest.mark.parametrize("name", ["openalex", "semantic_scholar", "crossref", "europe_pmc"])
def test_an_absent_abstract_is_none(server: Databases, name: str) -> None:
    server.works = (MadeWork(1, abstract=""),)
    assert asked(name).hits[0].paper.abstract in ("", "Made")


@pytest.mark.parametrize("name", ["openalex", "crossref", "europe_pmc"])
def test_a_retraction_is_marked_and_the_paper_kept(server: Databases, name: str) -> None:
    server.works = (MadeWork(1, retracted=True), MadeWork(2))
    assert [hit.paper.retracted for hit in asked(name).hits] == [True, False]


@pytest.mark.parametrize("name", ["openalex", "semantic_scholar", "crossref"])
def test_a_paper_on_arxiv_is_called_by_its_arxiv_id(server: Databases, name: str) -> None:
    server.works = (MadeWork(1, arxiv="2401.00001"),)
    hit = asked(name).hits[0]
    assert (hit.paper.id, hit.ids.arxiv, hit.ids.doi) == ("2401.00001", "2401.00001", "10.5555/made.1")


def test_bounds_are_asked_for_in_each_syntax(server: Databases) -> None:
    bounds = Bounds("2020-01-31", "2021-12-01", "cs.CL")
    expected = {
        "arxiv": "%28made%29+AND+cat%3Acs.CL+AND+submittedDate%3A%5B202001310000+TO+202112012359%5D",
        "openalex": "filter=from_publication_date%3A2020-01-31%2Cto_publication_date%3A2021-12-01",
        "semantic_scholar": "publicationDateOrYear=2020-01-31%3A2021-12-01&fieldsOfStudy=Computer%20Science",
        "crossref": "filter=from-pub-date%3A2020-01-31%2Cuntil-pub-date%3A2021-12-01",
        "europe_pmc": "FIRST_PDATE%3A%5B2020-01-31%20TO%202021-12-01%5D",
    }
    for name, part in expected.items():
        asked(name, bounds=bounds)
        assert part in server.asked[-1]


def test_keys_go_to_their_own_host_and_nowhere_else(
    server: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNTH_OPENALEX_KEY", "made-secret-1")
    monkeypatch.setenv("SYNTH_SEMANTIC_SCHOLAR_KEY", "made-secret-2")
    monkeypatch.setenv("SYNTH_MAILTO", "made-secret-3@example.org")
    cache = Cache(tmp_path / "replies")
    asked("openalex", web=Web(cache=cache))
    assert "api_key=made-secret-1" in server.asked[-1]
    assert "mailto=made-secret-3%40example.org" in server.asked[-1]
    assert "x-api-key" not in server.headers[-1]
    asked("semantic_scholar", web=Web(cache=cache))
    assert server.headers[-1]["x-api-key"] == "made-secret-2"
    assert "made-secret" not in server.asked[-1]
    server.faults = ["403"] * 10
    failed = asked("semantic_scholar").failed
    assert failed is not None
    for source in (OpenAlex.from_environment(), SemanticScholar.from_environment(), Crossref.from_environment()):
        assert "made-secret" not in repr(source) + failed
    import gzip

    kept = [gzip.decompress(path.read_bytes()) for path in cache.folder.rglob("*.gz")]
    assert len(kept) == 2
    assert not any(b"made-secret" in body for body in kept)


def test_crossref_by_doi(server: Databases) -> None:
    with Web() as web:
        hit = Crossref.from_environment().by_doi(web, "10.5555/made.3")
        assert hit is not None
        assert hit.paper.title == server.works[3].name
        assert Crossref.from_environment().by_doi(web, "10.5555/vanished") is None


def test_full_text_where_it_is_open(server: Databases) -> None:
    work = replace(server.works[1], article="<p>A made article.</p>")
    server.works = (server.works[0], work)
    with Web() as web:
        source = EuropePmc.from_environment()
        assert source.full_text(web, "PMC1") == jats(work)
        assert [hit.ids.pmcid for hit in gather(source, web, "made", ALL, 10).hits] == [None, "PMC1"]
        with pytest.raises(RefusedError, match="HTTP 404"):
            source.full_text(web, "PMC2")
        with pytest.raises(RefusedError, match="no PMC id"):
            source.full_text(web, "../secret")


def test_the_anthology_by_id(server: Databases) -> None:
    with Web() as web:
        source = AclAnthology.from_environment()
        hit = source.by_id(web, "2024.made-main.1")
        assert hit is not None
        assert hit.paper.title == "A Made Study of Rain in Münster"
        assert hit.paper.authors == ("Ada Made", "Bob Sample")
        assert hit.ids == Identifiers(doi="10.18653/v1/2024.made-main.1", acl="2024.made-main.1")
        assert hit.pdf == (f"{server.base}/acl_anthology/2024.made-main.1.pdf",)
        assert source.by_id(web, "P19-9999") is None
        with pytest.raises(RefusedError, match="no id of the ACL Anthology"):
            source.by_id(web, "../../etc/passwd")


def test_references_and_citations_one_step(server: Databases) -> None:
    with Web() as web:
        openalex = OpenAlex.from_environment().links(web, Identifiers(openalex="W3"), 10)
        assert [numbers(each.hits) for each in openalex] == [[2], [4]]
        s2 = SemanticScholar.from_environment().links(web, Identifiers(doi="10.5555/made.3"), 10)
        assert [numbers(each.hits) for each in s2] == [[2], [4]]
        assert [each.query for each in s2] == ["references of DOI:10.5555/made.3", "citations of DOI:10.5555/made.3"]
        vanished = SemanticScholar.from_environment().links(web, Identifiers(doi="10.5555/made.99"), 10)
        assert all(each.hits == () and each.failed and not each.down for each in vanished)


def test_every_query_can_be_said_in_every_syntax(server: Databases) -> None:
    queries = search_queries("Does Made-Rain (MR) help soil compared with sand on BENCH-1?")
    assert {query.kind for query in queries} == {"names", "phrases", "compared", "negated", "terms"}
    with Web() as web:
        for name in SOURCES:
            for query in queries:
                text = SOURCES[name]().text_of(query)
                assert text
                assert gather(SOURCES[name](), web, text, ALL, 10).failed is None


def test_the_default_needs_no_key_and_all_can_be_mirrored() -> None:
    assert set(DEFAULT) <= set(SOURCES) <= set(NAMES)
