from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.pipeline.same_work import join, same_work
from synth.pipeline.titles import Likeness, comparable, likeness, shared_authors
from synth.records import Paper
from synth.sources.hits import Hit, Relation
from synth.sources.identifiers import Identifiers, identifiers
from tests.timing import LINEAR, growth

GOLD = Path(__file__).parents[1] / "gold" / "same_work.csv"
PEOPLE = ("Ada Made", "Bob Sample")
TITLE = "A made study of rain on soil"


def hit(
    title: str = TITLE,
    authors: tuple[str, ...] = PEOPLE,
    year: int | None = 2024,
    source: str = "OpenAlex",
    relations: tuple[Relation, ...] = (),
    retracted: bool = False,
    **ids: str,
) -> Hit:
    named = identifiers(ids.pop("doi", ""), arxiv=ids.pop("arxiv", ""), **ids)
    own = named.paper_id(f"{source}:{title}:{authors}:{year}")
    paper = Paper(own, title, authors, year, doi=named.doi, retracted=retracted)
    return Hit(source, 1, paper, named, relations=relations)


def side(row: dict[str, str], prefix: str) -> Hit:
    ids = dict(name.split(":", 1) for name in row[f"{prefix}ids"].split())
    authors = tuple(row[f"{prefix}authors"].split("; ")) if row[f"{prefix}authors"] else ()
    year = int(row[f"{prefix}year"]) if row[f"{prefix}year"] else None
    return hit(row[f"{prefix}title"], authors, year, doi=ids.get("doi", ""), arxiv=ids.get("arxiv", ""))


def test_gold_pairs() -> None:
    with GOLD.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) >= 150
    found = [(row["same"] == "yes", same_work(side(row, ""), side(row, "other_"))) for row in rows]
    right = sum(gold and called for gold, called in found)
    called = sum(called for _, called in found)
    same = sum(gold for gold, _ in found)
    assert right / called >= 0.99
    assert right / same >= 0.97
    swapped = [same_work(side(row, "other_"), side(row, "")) for row in rows]
    assert swapped == [called for _, called in found]


def test_the_gold_joined_as_a_whole_keeps_two_works_two() -> None:
    """Each pair among all other records, as a search would meet it."""
    with GOLD.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    sides = [(side(row, ""), side(row, "other_")) for row in rows]
    works = join([each for pair in sides for each in pair])
    place = {id(each): number for number, work in enumerate(works) for each in work.hits}
    joined = [place[id(left)] == place[id(right)] for left, right in sides]
    gold = [row["same"] == "yes" for row in rows]
    assert sum(a and not b for a, b in zip(joined, gold, strict=True)) <= 0.01 * sum(joined)
    assert sum(a and b for a, b in zip(joined, gold, strict=True)) >= 0.97 * sum(gold)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("A made title, Part I", "A made title, Part II", Likeness.OTHER),
        ("A made title. Part 1", "A Made Title, Part I", Likeness.EXACT),
        ("Made shared task 2016", "Made shared task 2017", Likeness.OTHER),
        ("A made title", "A made title", Likeness.EXACT),
        ("Pre-training made models for rain", "Pretraining Made Models for Rain", Likeness.EXACT),
        ("Made modelling of the rain in a valley", "Made modeling of the rain in a valley", Likeness.NEAR),
        ("Supervised learning of made rain patterns", "Unsupervised learning of made rain patterns", Likeness.OTHER),
        ("Made rain is enough for soil", "Made rain is not enough for soil", Likeness.OTHER),
        ("Made rain on clay and sand: a study of soil", "Made rain on clay and sand", Likeness.SUBTITLE),
        ("Made rain on clay and sand: a reply", "Made rain on clay and sand", Likeness.OTHER),
        ("RainNet: made rain on sand", "RainNet", Likeness.NAME),
        ("", "", Likeness.OTHER),
    ],
)
def test_titles(left: str, right: str, expected: Likeness) -> None:
    assert likeness(left, right) is expected
    assert likeness(right, left) is expected


def test_authors_in_every_order_and_spelling() -> None:
    assert shared_authors(("Ada Müller", "Bob van der Sample"), ("Muller, A.", "B. van der Sample")) == 1.0
    assert shared_authors(("Made Ada",), ("Ada Made",)) == 1.0
    assert shared_authors(("Ada Made Jr.",), ("Ada Made",)) == 1.0
    assert shared_authors(("Ada Made",), ("Cid Other",)) == 0.0
    assert shared_authors((), ("Cid Other",)) is None


def test_a_preprint_and_its_print_are_one_work_with_both_names() -> None:
    preprint = hit(arxiv="2401.00001v2", source="arXiv", year=2024)
    print_ = hit(doi="10.5555/made.1", source="Crossref", year=2025)
    (work,) = join([print_, preprint])
    assert work.paper.id == "2401.00001v2"
    assert work.paper.doi == "10.5555/made.1"
    assert work.names == ("arxiv:2401.00001", "arxiv:2401.00001v2", "doi:10.5555/made.1")
    assert work.paper.found == "Crossref, arXiv"


def test_versions_are_one_work_and_stay_apart() -> None:
    first, second = hit(arxiv="2401.00001v1"), hit(arxiv="2401.00001v2", source="arXiv")
    (work,) = join([first, second])
    assert work.versions == ("2401.00001v1", "2401.00001v2")
    assert (work.paper.id, work.paper.version) == ("2401.00001v2", "v2")
    assert work.hits == (first, second)


def test_a_retraction_known_to_one_source_marks_the_work() -> None:
    (work,) = join([hit(doi="10.5555/a"), hit(doi="10.5555/A", source="Crossref", retracted=True)])
    assert work.paper.retracted


def test_what_a_database_ties_together_is_one_work_whatever_its_title() -> None:
    print_ = hit("Another made title", doi="10.5555/b", relations=(Relation("preprint", identifiers("10.5555/a")),))
    assert len(join([hit(doi="10.5555/a"), print_])) == 1
    retraction = hit(
        "Retraction of made", doi="10.5555/c", relations=(Relation("retraction", identifiers("10.5555/a"), True),)
    )
    assert len(join([hit(doi="10.5555/a"), retraction])) == 2


def test_no_third_record_ties_two_papers_of_arxiv_together() -> None:
    one, two = hit(arxiv="2401.00001v1", source="arXiv"), hit(arxiv="2402.00002v1", source="arXiv")
    assert not same_work(one, two)
    assert len(join([one, two, hit(source="DBLP")])) == 2


def test_works_without_authors_or_year_need_a_telling_title() -> None:
    assert same_work(hit(authors=()), hit(year=None))
    assert not same_work(hit("Introduction", authors=()), hit("Introduction"))
    assert not same_work(hit("Editorial", year=2020), hit("Editorial", year=2024))


@pytest.mark.untraced
def test_many_records_of_one_beginning_cost_no_square() -> None:
    def many(number: int) -> list[Hit]:
        return [
            hit(f"A made survey of thing number {each}", year=2020, doi=f"10.5555/{each}") for each in range(number)
        ]

    assert len(join(many(300))) == 300
    assert growth(many, join, 300) < LINEAR


RECORDS = st.lists(
    st.builds(
        hit,
        st.sampled_from([TITLE, TITLE.title(), "A made study of rain on soil, Part II", "Sand", "RainNet: made", ""]),
        st.sampled_from([PEOPLE, PEOPLE[:1], ("Cid Other",), ()]),
        st.sampled_from([None, 2020, 2024, 2025]),
        st.sampled_from(["arXiv", "OpenAlex", "DBLP", "a list"]),
        doi=st.sampled_from(["", "10.5555/a", "10.5555/b"]),
        arxiv=st.sampled_from(["", "2401.00001", "2401.00001v2", "2402.00002v1"]),
    ),
    max_size=12,
)


@given(RECORDS)
def test_every_record_is_in_one_work_and_joining_again_changes_nothing(hits: list[Hit]) -> None:
    works = join(hits)
    assert sorted(id(hit) for work in works for hit in work.hits) == sorted(map(id, hits))
    assert [work.hits[0] for work in works] == sorted((work.hits[0] for work in works), key=hits.index)
    assert join(hits) == works
    for work in works:
        assert isinstance(work.ids, Identifiers)
        assert work.paper.id


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_symmetric_and_any_title_is_like_itself(left: str, right: str) -> None:
    assert likeness(left, right) is likeness(right, left)
    assert likeness(left, left) is (Likeness.EXACT if comparable(left).words else Likeness.OTHER)
