"""Figures: drawn from records alone, the same bytes each time, and only where they have something to show."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.report.drawing import drawable
from synth.report.figures import FIGURES, figures
from synth.report_records import Report
from tests.report.made import empty_report, logged, made_claim, made_paper, made_report, own_table

pytestmark = pytest.mark.untraced


def effects_report(*numbers: str) -> Report:
    paper = made_paper(1).paper.id
    claims = [made_claim(f"Joint training gains {number} points.", paper, number) for number in numbers]
    return made_report(claims=claims)


def named(report: Report, name: str) -> str | None:
    return next((figure.alt for figure in figures(report) if figure.name == name), None)


def test_the_same_report_gives_the_same_pictures_and_they_are_svg() -> None:
    one, two = figures(made_report()), figures(made_report())
    assert one == two
    assert {figure.name for figure in one} <= set(FIGURES)
    for figure in one:
        root = ElementTree.fromstring(figure.svg)  # noqa: S314  # our own picture
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "<dc:date>" not in figure.svg
        assert figure.alt
        assert figure.caption


def test_an_empty_report_has_no_figure() -> None:
    assert figures(empty_report()) == ()


def test_the_flow_names_every_count() -> None:
    report = made_report()
    flow = report.prisma
    alt = named(report, "flow") or ""
    for count in (flow.duplicates, flow.screened, flow.excluded, flow.sought, flow.not_retrieved, flow.included):
        assert str(count) in alt


def test_years_show_from_three_on() -> None:
    papers = [made_paper(number) for number in range(1, 5)]
    assert named(made_report(papers=papers), "years") is None
    dated = [replace(each, paper=replace(each.paper, year=2018 + place)) for place, each in enumerate(papers, start=1)]
    undated = [*dated, replace(made_paper(9), paper=replace(made_paper(9).paper, year=None))]
    alt = named(made_report(claims=(), papers=undated), "years")
    assert alt == (
        "Papers read by year: 1 of 2019, 1 of 2020, 1 of 2021 and 1 of 2022; of one paper the year is not known."
    )


def test_effects_are_signed_and_share_a_unit() -> None:
    assert named(effects_report("8.2", "7.5"), "effects") is None
    alt = named(effects_report("8.2", "7.5", "7.0"), "effects")
    assert alt is not None
    assert alt.startswith("three claimed gains in points: ")
    assert {"8.2", "7.5", "7.0"} <= set(alt.replace(",", "").rstrip(".").split())
    rises = effects_report("1.5", "2.5", "3.5").claims
    down = [replace(each, claim=replace(each.claim, direction="down")) for each in rises]
    assert "-1.5" in (named(made_report(claims=down), "effects") or "")


def test_recomputed_numbers_show_only_where_some_differ() -> None:
    paper = made_paper(1).paper.id
    same = [
        made_claim(f"Joint gains {n}.2 points.", paper, f"{n}.2", checks=(own_table(paper, f"{n}.2"),))
        for n in (1, 2, 3)
    ]
    assert named(made_report(claims=same), "recomputed") is None
    wrong = made_claim("Joint gains 9.9 points.", paper, "9.9", checks=(own_table(paper, "1.0", "contradicted"),))
    alt = named(made_report(claims=[*same, wrong]), "recomputed") or ""
    assert alt.startswith("four claimed numbers against recomputed ones; apart: C")
    assert alt.endswith(" 9.9 against 1.0.")


def test_logged_numbers_carry_the_interval_that_their_check_gives() -> None:
    paper = made_paper(1).paper.id
    checks = (logged(), replace(logged(), uncertainty="0.4"), replace(logged("contradicted"), uncertainty="0.31"))
    claims = [
        made_claim(f"Joint {place} gains {value} points.", paper, value, checks=(check,))
        for place, (value, check) in enumerate(zip(("8.2", "8.3", "8.4"), checks, strict=True))
    ]
    (drawn,) = [figure for figure in figures(made_report(claims=claims)) if figure.name == "recomputed"]
    assert drawn.alt.startswith("three claimed numbers against recomputed ones, three of them from logs; apart: C")
    assert drawn.alt.endswith(" 8.4 against 8.2 ± 0.31.")
    bare = [replace(each, verdict=replace(each.verdict, checks=(logged(),))) for each in claims]
    assert drawn.svg != next(each for each in figures(made_report(claims=bare)) if each.name == "recomputed").svg


@given(st.text(max_size=80))
def test_labels_hold_what_the_font_has_and_stay_short(text: str) -> None:
    shown = drawable(text, 20)
    assert len(shown) <= 20
    assert "\n" not in shown


@pytest.mark.parametrize("text", ["$x^2$ and $$", "\\frac{1}{2}", "مرحبا 你好", "a" * 5000, "<b>&amp;"])
def test_hostile_names_are_drawn_as_text(text: str) -> None:
    paper = made_paper(1, title=text, authors=(text,))
    claims = [made_claim(f"Joint gains {n}.2 points.", paper.paper.id, f"{n}.2", dataset=(text,)) for n in (1, 2, 3)]
    report = made_report(claims=claims, papers=[paper])
    searches = tuple(replace(search, source=text) for search in report.search)
    drawn = figures(replace(report, search=searches))
    assert drawn
    for figure in drawn:
        ElementTree.fromstring(figure.svg)  # noqa: S314  # our own picture
