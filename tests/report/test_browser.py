"""report.html in a real browser: it sorts, filters and opens, is accessible, and asks nobody for anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from synth.report.render_html import to_html
from synth.report_records import Report
from synth.review.panel import review_report
from tests.report.made import made_claim, made_paper, made_report, other_paper, own_table, own_text

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed on this machine"),
    pytest.mark.untraced,
]

QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
HOSTILE = (
    "<script>document.title = 'broken'</script>",
    '"><img src=x onerror="document.title=\'broken\'">',
    "\u202eright to left\u202c مرحبا",
    "w" * 10_000,
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


def opened(browser: Browser, tmp_path: Path, report: Report, *, width: int = 1200) -> tuple[Page, list[str]]:
    """The report in a new page, and a list that fills with whatever goes wrong in it or leaves it."""
    path = tmp_path / "report.html"
    path.write_text(to_html(report), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        faults.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((path.as_uri(), "data:")):
            faults.append(f"asked for {request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", asked)
    page.goto(path.as_uri())
    return page, faults


def shown_claims(page: Page) -> list[str]:
    return page.locator("table.claims tbody tr:visible td:first-child").all_inner_texts()


def test_the_claim_table_sorts_and_filters(browser: Browser, tmp_path: Path) -> None:
    report = review_report(made_report())
    page, faults = opened(browser, tmp_path, report)
    texts = [judged.claim.text for judged in report.claims]
    assert shown_claims(page) == texts
    page.get_by_role("button", name="Claim", exact=True).click()
    assert shown_claims(page) == sorted(texts, key=str.casefold)
    page.get_by_role("button", name="Claim", exact=True).click()
    assert shown_claims(page) == sorted(texts, key=str.casefold, reverse=True)
    page.locator("select[name=status]").select_option("contradicted")
    wrong = [judged.claim.text for judged in report.claims if judged.verdict.status == "contradicted"]
    assert wrong
    assert sorted(shown_claims(page)) == sorted(wrong)
    assert page.locator("#shown").inner_text() == f"{len(wrong)} of {len(texts)} claims shown"
    page.get_by_role("button", name="Show all").click()
    page.locator("select[name=check]").select_option("own_table")
    tabled = [j.claim.text for j in report.claims if any(each.against == "own_table" for each in j.verdict.checks)]
    assert sorted(shown_claims(page)) == sorted(tabled)
    page.get_by_role("button", name="Show all").click()
    page.locator("input[name=words]").fill("no such words")
    assert shown_claims(page) == []
    assert faults == []


def test_a_link_opens_the_claim_it_names(browser: Browser, tmp_path: Path) -> None:
    page, faults = opened(browser, tmp_path, review_report(made_report()))
    details = page.locator("#c2")
    assert details.get_attribute("open") is None
    page.locator("table.claims tbody tr").nth(1).get_by_role("link", name="C2").click()
    expect(details).to_have_attribute("open", "")
    assert details.locator("blockquote").first.is_visible()
    links = page.locator('a[href^="http"]').evaluate_all("nodes => nodes.map(node => node.href)")
    assert links
    assert all(link.startswith(("https://arxiv.org/abs/", "https://doi.org/")) for link in links)
    assert faults == []


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "image", "direction", "long"])
def test_hostile_titles_are_inert(browser: Browser, tmp_path: Path, text: str) -> None:
    paper = made_paper(1, title=text, authors=(text,))
    one = made_claim(f"Joint {text} training.", paper.paper.id, checks=(own_text(text, text),))
    named = replace(one, claim=replace(one.claim, dataset=(text,), anchor=replace(one.claim.anchor, file=text)))
    report = review_report(made_report(claims=[named], papers=[paper]))
    page, faults = opened(browser, tmp_path, report)
    assert page.title() == report.title
    assert page.locator('img:not([src^="data:"])').count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_keeps_the_rules_of_accessibility(browser: Browser, tmp_path: Path, scheme: str, width: int) -> None:
    paper = made_paper(1).paper.id
    checks = (own_table(paper, "8.2"), own_text(paper), other_paper(made_paper(2).paper.id))
    claims = [made_claim(f"Joint training gains {n}.2 points.", paper, f"{n}.2", checks=checks) for n in range(1, 5)]
    page, faults = opened(browser, tmp_path, review_report(made_report(claims=claims)), width=width)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    violations = [
        f"{each['id']}: {each['help']} {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]
    ]
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert faults == []


def test_without_script_every_claim_can_still_be_read(browser: Browser, tmp_path: Path) -> None:
    report = review_report(made_report())
    path = tmp_path / "report.html"
    path.write_text(to_html(report), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert shown_claims(page) == [judged.claim.text for judged in report.claims]
    assert not page.locator("#filter").is_visible()
    page.locator("#c1 summary").click()
    assert page.locator("#c1 blockquote").first.is_visible()
    context.close()
