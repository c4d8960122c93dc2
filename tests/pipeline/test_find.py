"""A search over several databases, spoken to by the real clients."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from synth.pipeline.find import find
from synth.pipeline.shelves import SAME
from synth.records import Question
from synth.sources.cache import Cache
from synth.sources.hits import Bounds
from synth.sources.known import DEFAULT, SOURCES
from synth.sources.web import Web
from tests.sources.databases import Databases, MadeWork, serve

pytestmark = pytest.mark.untraced

QUESTION = Question("Does made rain (MR) help soil compared with sand?", "rain")
MANY = tuple(MadeWork(number) for number in range(120))


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Databases]:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path))
    with serve(Databases(works=MANY)) as state:
        for name, value in state.environment().items():
            monkeypatch.setenv(name, value)
        yield state


def test_each_work_is_found_once_and_the_counts_add_up(server: Databases) -> None:
    with Web() as web:
        found = find(QUESTION, tuple(SOURCES), web, limit=500)
    assert sorted(work.paper.title for work in found.works) == sorted(work.name for work in MANY)
    assert [search.source for search in found.searches] == [SOURCES[name]().site.name for name in SOURCES]
    assert all(search.failed is None and search.found == len(MANY) for search in found.searches)
    identified = sum(search.found for search in found.searches)
    duplicates = sum(len(search.dropped) for search in found.searches)
    assert {dropped.why for search in found.searches for dropped in search.dropped} == {SAME}
    assert identified - duplicates == len(found.works)
    assert all(len(work.hits) == len(SOURCES) for work in found.works)
    assert all(query.hits == len(MANY) for search in found.searches for query in search.queries)
    assert len(found.searches[0].queries) >= 4


def test_one_source_down_stops_no_other(server: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_CROSSREF_URL", "http://127.0.0.1:9")
    with Web() as web:
        found = find(QUESTION, DEFAULT, web, limit=500)
    failed = {search.source: search.failed for search in found.searches}
    assert failed.pop("Crossref") == "Crossref did not answer: Connection refused"
    assert set(failed.values()) == {None}
    assert len(found.works) == len(MANY)


def test_the_order_in_which_sources_answer_shows_nowhere(server: Databases) -> None:
    server.share, server.kinds, server.in_a_row = 0.2, ("429", "503", "reset", "truncated", "empty"), 3
    results = []
    for _ in range(3):
        with Web() as web:
            results.append(find(QUESTION, DEFAULT, web, limit=500))
    assert results[0] == results[1] == results[2]


def test_a_repeat_costs_nothing_and_works_offline(server: Databases) -> None:
    with Web(cache=Cache.at_home()) as web:
        first = find(QUESTION, DEFAULT, web)
    asked = len(server.asked)
    with Web(cache=Cache.at_home()) as web:
        assert find(QUESTION, DEFAULT, web) == first
    with Web(cache=Cache.at_home(), offline=True) as web:
        assert find(QUESTION, DEFAULT, web) == first
        other = find(Question("Does frost crack clay?", "frost"), DEFAULT, web)
    assert len(server.asked) == asked
    assert other.works == ()
    assert all(search.failed and "no reply to this was kept" in search.failed for search in other.searches)


def test_what_the_bounds_were_stands_in_the_record(server: Databases) -> None:
    with Web() as web:
        found = find(QUESTION, ("openalex",), web, bounds=Bounds(since="2020-01-01", category="cs.CL"))
    for query in found.searches[0].queries:
        assert query.text.endswith(" [since 2020-01-01, category not applied]")


def test_snowballing_is_one_step_and_bounded(server: Databases) -> None:
    """Works that the search does not give, tied to one that it does."""
    with Web() as web:
        found = find(Question("rain?", "rain"), ("openalex",), web, limit=1, snowball=1)
    searches = {search.source: search for search in found.searches}
    assert searches["OpenAlex, citations"].found == 1
    assert [query.text for query in searches["OpenAlex, citations"].queries] == ["references of W0", "citations of W0"]
    assert [work.paper.title for work in found.works] == [MANY[0].name, MANY[1].name]


def test_two_questions_share_nothing_that_was_not_found_for_both(server: Databases) -> None:
    with Web(cache=Cache.at_home()) as web:
        rain = find(QUESTION, DEFAULT, web)
        server.works = tuple(replace(work, number=work.number + 500) for work in MANY)
        frost = find(Question("Does frost crack clay?", "frost"), DEFAULT, web)
    assert not {work.paper.id for work in rain.works} & {work.paper.id for work in frost.works}
    asked = [{query.text for search in found.searches for query in search.queries} for found in (rain, frost)]
    assert not asked[0] & asked[1]


def test_two_searches_at_once_keep_the_courtesy_together(server: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_COURTESY", "0.15")
    questions = (QUESTION, Question("Does frost crack clay?", "frost"))
    with Web() as web, ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda question: find(question, ("arxiv",), web, limit=10), questions))
    assert all(len(each.works) == 10 for each in found)
    assert len(server.moments) >= 6
    assert min(later - earlier for earlier, later in pairwise(server.moments)) >= 0.14


SEARCH = """
import sys
from synth.pipeline.find import find
from synth.records import Question
from synth.sources.web import Web
with Web() as web:
    found = find(Question(sys.argv[1], "made"), ("arxiv",), web, limit=10)
print(len(found.works), [search.failed for search in found.searches])
"""


def test_two_programs_at_once_keep_the_courtesy_together(server: Databases, tmp_path: Path) -> None:
    """arXiv asks for one request in so many seconds and one connection, whoever on the machine it is that asks."""
    environment = os.environ | {"SYNTH_HOME": str(tmp_path), "SYNTH_COURTESY": "0.3"}
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", SEARCH, question], env=environment, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        for question in (QUESTION.text, "Does frost crack clay?")
    ]
    assert [program.communicate(timeout=60)[0] for program in programs] == ["10 [None]\n"] * 2
    assert len(server.moments) >= 6
    assert min(later - earlier for earlier, later in pairwise(sorted(server.moments))) >= 0.29
    assert server.at_once["arxiv"] == 1


def test_every_record_once_although_every_fifth_reply_fails(server: Databases) -> None:
    """The size of the benchmark is 2,000 records; here 200, with other lots each time."""
    server.works = tuple(MadeWork(number) for number in range(200))
    server.largest, server.share, server.in_a_row = 20, 0.2, 3
    for seed in random.Random(7).sample(range(1000), 2):
        server.seed = seed
        with Web() as web:
            found = find(Question("rain?", "rain"), DEFAULT, web, limit=1000)
        assert [search.failed for search in found.searches] == [None] * 4
        assert len(found.works) == 200
        assert all(len(work.hits) == 4 for work in found.works)
