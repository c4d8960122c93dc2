"""What the options of a search mean, and what is refused."""

from __future__ import annotations

import pytest

from synth.cli.options import parse_limits, parse_sources
from synth.errors import UsageError
from synth.pipeline.shelves import Limits
from synth.sources.hits import Bounds
from synth.sources.known import DEFAULT, SOURCES


def limits(since: str = "", until: str = "", category: str = "", snowball: int = 0) -> Limits:
    return parse_limits(
        max_papers=20,
        max_claims=40,
        since=since,
        until=until,
        category=category,
        snowball=snowball,
        offline=False,
    )


def test_without_options_the_limits_are_the_usual_ones() -> None:
    assert limits() == Limits()


def test_a_year_alone_is_its_first_and_its_last_day() -> None:
    assert limits("2020", "2021", "cs.CL", 3) == Limits(bounds=Bounds("2020-01-01", "2021-12-31", "cs.CL"), snowball=3)
    assert limits("2020-02-29").bounds.since == "2020-02-29"


@pytest.mark.parametrize("category", ["cs.CL", "cs.*", "stat.ML", "quant-ph", "cond-mat.mtrl-sci"])
def test_categories_of_arxiv(category: str) -> None:
    assert limits(category=category).bounds.category == category


@pytest.mark.parametrize(
    ("since", "until", "category"),
    [
        ("yesterday", "", ""),
        ("", "2021-02-30", ""),
        ("20", "", ""),
        ("2022", "2021", ""),
        ("", "", "all:rain OR"),
        ("", "", "CL"),
    ],
)
def test_what_means_nothing_is_refused(since: str, until: str, category: str) -> None:
    with pytest.raises(UsageError):
        limits(since, until, category)


def test_sources_by_name_and_by_default() -> None:
    assert parse_sources(None, (), offline=False) == DEFAULT == ("arxiv", "openalex", "semantic_scholar", "crossref")
    assert parse_sources(None, ("mine",), offline=True) == ()
    assert parse_sources("dblp, arxiv,dblp", (), offline=True) == ("dblp", "arxiv")
    assert parse_sources(",".join(SOURCES), (), offline=False) == tuple(SOURCES)


@pytest.mark.parametrize(("text", "offline"), [("", False), ("library", False), (None, True), (",", True)])
def test_sources_that_there_are_not(text: str | None, offline: bool) -> None:
    with pytest.raises(UsageError):
        parse_sources(text, (), offline=offline)
