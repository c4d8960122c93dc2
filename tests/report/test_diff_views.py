import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from synth.report.diff import Diff, diff_tables
from synth.report.diff_table import ClaimTable, text_row
from synth.report.diff_views import pieces, summary_line, to_html, to_markdown, to_text
from synth.report.legacy import read_text_table

HOSTILE = (
    "Made claim </span><script>alert(1)</script> of 8.7 points.",
    'Made claim "><img src=x onerror=alert(1)> of 8.7 points.',
    "Made \u202eclaim\u202c \x1b[31mred\x1b[0m of 8.7 points.",
    "=cmd|' /C calc'!A0 is a made formula of 8.7 points.",
    "Made `code` *claim* [link](javascript:alert(1)) | of 8.7 points.",
    "Made " + "very " * 2_500 + "long claim.",
)


def made(a: tuple[str, ...], b: tuple[str, ...]) -> Diff:
    tables = (
        ClaimTable(name, tuple(text_row(n, text, "supported", None) for n, text in enumerate(texts, 1)), legacy=True)
        for name, texts in (("<a>.txt", a), ("b.txt", b))
    )
    return diff_tables(*tables)


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.said += data


CHANGED = tuple(claim.replace("8.7", "9.1") for claim in HOSTILE)


def test_html_is_one_file_and_everything_in_it_is_text() -> None:
    page = Page(text := to_html(made(HOSTILE, CHANGED)))
    assert not {"script", "img", "link", "iframe", "form", "object"} & set(page.tags)
    assert not [name for name in page.attributes if name.startswith("on") or name in ("src", "style")]
    assert "default-src &#39;none&#39;" in text
    assert "<script>alert(1)</script>" in page.said
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert page.tags.count("ins") >= 4


def test_text_cannot_move_the_cursor() -> None:
    text = to_text(made(HOSTILE, CHANGED))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)
    assert text.splitlines()[0] == summary_line(made(HOSTILE, CHANGED))


def test_markdown_of_hostile_claims_is_text() -> None:
    html = MarkdownIt("commonmark").enable("table").render(to_markdown(made(HOSTILE, CHANGED)))
    assert "<img" not in html
    assert "<script" not in html
    assert "href=" not in html


def test_what_matters_first_stands_first() -> None:
    head = "Claim\tVerified\tConfidence\n"
    a = read_text_table(f"{head}Made A is new.\t✓\t0.5\nMade B was here first.\t✓\t0.5\nMade C.\t✓\t0.5\n", "a")
    b = read_text_table(f"{head}Made A is new.\t✓\t0.9\nMade B was here first.\t×\t0.5\nMade C.\t✓\t0.5\n", "b")
    compared = diff_tables(a, b)
    assert [pair.classes for pair in compared.differences] == [("status_changed",), ("confidence_changed",)]
    line = "2 differences: 1 status changed, 1 confidence changed; 1 the same (A has 3 claims, B 3)"
    assert summary_line(compared) == line
    assert to_text(compared).index("status changed: A2 → B2") < to_text(compared).index("confidence changed: A1 → B1")
    assert summary_line(diff_tables(a, a)) == "no differences: A has 3 claims, B 3"


def test_the_words_that_changed_are_marked() -> None:
    (pair,) = made(("Made GLORP gains 8.7 points.",), ("Made GLORP gains 9.1 points.",)).pairs
    assert [(piece.text, piece.changed) for piece in pieces(pair, pair.b[0], of_b=True)] == [
        ("Made GLORP gains ", False),
        ("9.1", True),
        (" points.", False),
    ]
    assert "".join(piece.text for piece in pieces(pair, pair.a[0], of_b=False)) == pair.a[0].text


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_a_browser_shows_the_page(tmp_path: Path) -> None:
    page = tmp_path / "diff.html"
    page.write_text(to_html(made(HOSTILE, CHANGED)), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command += ["--dump-dom", "--enable-logging=stderr", "--v=0", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "differences" in done.stdout
    assert "Content Security Policy" not in done.stderr
