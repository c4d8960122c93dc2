"""How long a reader waits: rendering each format, and opening report.html with 1,000 claims in a real browser.

    PYTHONPATH=. python tests/benchmarks/rendering.py

The reports are the five committed ones and a made one of 1,000 made claims. Asserts nothing about time.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import get_args

from synth.report.render import Format, render
from synth.report.to_json import report_from_json
from synth.report_records import Report
from synth.review.panel import review_report
from tests.report.made import made_claim, made_paper, made_report, own_table, own_text

REPORTS = Path(__file__).parents[2] / "reports"


def thousand() -> Report:
    """1,000 made claims of 20 made papers, each with a table check and a text check."""
    papers = [made_paper(number) for number in range(20)]
    claims = []
    for number in range(1000):
        paper = papers[number % 20].paper.id
        text = f"Made training number {number} gains {number}.5 points on the made benchmark GLORP."
        claims.append(made_claim(text, paper, f"{number}.5", checks=(own_table(paper, f"{number}.5"), own_text(paper))))
    return review_report(made_report(claims=claims, papers=papers))


def timed(report: Report, kind: Format) -> float:
    """Seconds to render one format."""
    begin = time.perf_counter()
    render(report, kind)
    return time.perf_counter() - begin


def opening(page_file: Path) -> str:
    """Milliseconds until the browser has laid the page out and its script has run, and until a sort is done."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return "no Chromium is installed"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        begin = time.perf_counter()
        page.goto(page_file.as_uri(), wait_until="load")
        page.locator("#shown").wait_for()
        opened = time.perf_counter() - begin
        begin = time.perf_counter()
        page.get_by_role("button", name="Confidence", exact=True).click()
        page.locator("table.claims th[aria-sort]").wait_for()
        sorted_ = time.perf_counter() - begin
        browser.close()
    return f"opened in {opened:.2f} s (bar 2 s), sorted in {sorted_:.2f} s"


def main() -> None:
    """Prints the figures."""
    reports = {path.parent.name: report_from_json(path.read_text()) for path in sorted(REPORTS.glob("*/report.json"))}
    reports["1,000 made claims"] = thousand()
    for name, report in reports.items():
        timed(report, "html")  # fonts and templates are loaded once
        figures = "  ".join(f"{kind} {timed(report, kind):.2f}" for kind in get_args(Format))
        print(f"{name:<36} seconds: {figures}")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_bytes(render(reports["1,000 made claims"], "html")["report.html"])
        print(f"1,000 made claims, {page.stat().st_size / 1e6:.1f} MB of HTML: {opening(page)}")


if __name__ == "__main__":
    main()
