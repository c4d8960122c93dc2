from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from synth.records import Cell, CellsAnchor, Paper, Problem, Table
from synth.report.evidence import place, shown_rows, used_cells
from synth.report.references import identity, link, web_address
from synth.report.render import Format, render
from synth.report.render_html import to_html
from synth.report.render_markdown import code, fenced, inline, paragraph, to_markdown
from synth.report_records import Report
from synth.review.panel import review_report
from tests.report.made import made_claim, made_paper, made_report, own_table, own_text

pytestmark = pytest.mark.untraced

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a | b | c",
    "`code` ``` ~~~ fence",
    "[link](javascript:alert(1)) ![image](http://made.example/x.png)",
    "# heading\n\n- list\n\n1. one\n\n> quote\n\n---\n\n```\nfence\n```\n| a | b |\n|---|---|\n| 1 | 2 |",
    "*stars* _under_ ~~gone~~ $x$ &lt;b&gt; &amp;",
    "back\\slash \\| \\` end\\",
    "1. not a list",
    "- not a list",
    "+ not a list",
    "=== ",
    "http://made.example and www.made.example <http://made.example>",
    "\u202eright to left\u202c \x00 \x1b[31m \u2028 new line \x85",
    "{{ 7 * 7 }} {% raw %}",
    "]]>--><!--",
    "w" * 10_000,
)

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def tokens(text: str) -> list[Token]:
    flat: list[Token] = []
    for token in PARSER.parse(text):
        flat.append(token)
        flat.extend(token.children or [])
    return flat


def hostile_report(text: str) -> Report:
    paper = made_paper(1, title=text, authors=(text, text))
    one = made_claim(
        f"Joint {text} training.", paper.paper.id, checks=(own_table(paper.paper.id, text), own_text(text, text))
    )
    named = replace(one, claim=replace(one.claim, dataset=(text,), anchor=replace(one.claim.anchor, file=text)))
    reasoned = replace(named, verdict=replace(named.verdict, reason=text))
    two = made_claim(f"Sequential {text} training.", paper.paper.id, dataset=(text,))
    return review_report(made_report(claims=[reasoned, two], papers=[paper]))


def shape(text: str) -> list[str]:
    """The blocks of a Markdown text, without what stands in them."""
    return [f"{token.type} {token.tag}" for token in PARSER.parse(text)]


@given(st.text(max_size=40) | st.sampled_from(HOSTILE))
@example("x\\")
@settings(max_examples=150)
def test_escaped_text_is_one_plain_paragraph(text: str) -> None:
    shown = paragraph(text)
    assert "\n" not in shown
    parsed = tokens(shown)
    kinds = {token.type for token in parsed}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


@given(st.text(max_size=40) | st.sampled_from(HOSTILE))
@settings(max_examples=150)
def test_escaped_text_stays_in_its_cell(text: str) -> None:
    parsed = tokens(f"| a | b |\n| --- | --- |\n| {inline(text)} | end |")
    assert [token.type for token in parsed].count("td_open") == 2
    assert {token.type for token in parsed}.isdisjoint(
        {"html_inline", "html_block", "link_open", "image", "code_inline"}
    )


@given(st.text(st.sampled_from("`~ ab\n\\"), max_size=30))
@settings(max_examples=150)
def test_code_spans_and_blocks_hold_all_their_characters(text: str) -> None:
    (block,) = PARSER.parse(fenced(text))
    assert (block.type, block.content) == ("fence", f"{text}\n")
    words = " ".join(text.split())
    if words:
        (span,) = (token for token in tokens(f"x {code(text)} y") if token.type == "code_inline")
        assert span.content == words


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_leaves_the_shape_of_the_markdown_as_it_is(text: str) -> None:
    shown = to_markdown(hostile_report(text))
    parsed = tokens(shown)
    assert {token.type for token in parsed}.isdisjoint({"html_inline", "html_block"})
    assert all(
        re.fullmatch(r"figures/[a-z]+\.svg", str(token.attrs["src"])) for token in parsed if token.type == "image"
    )
    assert [token.content for token in parsed if token.type == "heading_open"] == [""] * sum(
        token.type == "heading_open" for token in parsed
    )
    headings = [PARSER.parse(line) for line in shown.splitlines() if line.startswith("#")]
    assert all(heading[0].type == "heading_open" for heading in headings)
    assert all(
        str(token.attrs["href"]).startswith(("#c", "https://arxiv.org/abs/"))
        for token in parsed
        if token.type == "link_open"
    )
    rows = [token for token in parsed if token.type == "tr_open"]
    cells = [token for token in parsed if token.type in ("td_open", "th_open")]
    made_by = len(hostile_report(text).made_by) - 6
    assert len(rows) == 3 + 1 + made_by
    assert len(cells) == 3 * 9 + 2 * (1 + made_by)


class Page(HTMLParser):
    """Collects tags, attributes and text; strict about what the page may hold."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "br", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page(report: Report) -> Page:
    parser = Page()
    parser.feed(to_html(report))
    parser.close()
    assert parser.open == []
    return parser


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_html(text: str) -> None:
    shown = page(hostile_report(text))
    assert {"iframe", "object", "link", "base", "b"}.isdisjoint(shown.tags)
    assert (shown.tags.count("script"), shown.tags.count("form")) == (1, 1)
    assert not any(name.startswith("on") or name == "style" for name, _ in shown.attributes)
    assert all(value.startswith("data:image/svg+xml;base64,") for name, value in shown.attributes if name == "src")
    targets = [value for name, value in shown.attributes if name == "href"]
    assert all(value.startswith(("#", "https://arxiv.org/abs/")) for value in targets)
    plain = page(made_report())
    assert set(shown.tags) <= set(plain.tags) | {"details", "summary", "strong", "code"}


def test_every_inner_link_of_the_html_has_its_target() -> None:
    shown = page(review_report(made_report()))
    names = [value for name, value in shown.attributes if name == "id"]
    assert len(names) == len(set(names))
    assert {value[1:] for name, value in shown.attributes if name == "href" and value.startswith("#")} <= set(names)


def test_the_html_allows_only_its_own_style_sheet_script_and_pictures() -> None:
    shown = to_html(made_report())
    (style,) = re.findall(r"<style>(.*?)</style>", shown, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", shown, re.DOTALL)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', shown)
    allowed = {"style-src": style, "script-src": script}
    hashes = {name: b64encode(sha256(text.encode()).digest()).decode() for name, text in allowed.items()}
    assert unescape(policy) == (
        "default-src 'none'; "
        + " ".join(f"{name} 'sha256-{value}';" for name, value in hashes.items())
        + " img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_cells_that_a_formula_uses_are_marked_in_their_table() -> None:
    shown = to_html(made_report())
    assert '<td class="used"><mark>68.2</mark></td>' in shown
    assert '<td class="used"><mark>60.0</mark></td>' in shown
    assert "<td>72.0</td>" in shown
    assert "`68.2`, `60.0`" in to_markdown(made_report())


def test_the_claim_table_shows_each_claim_whole_with_four_kinds_of_evidence() -> None:
    report = review_report(made_report())
    shown = to_markdown(report)
    assert "| Claim | Verified | Confidence | Own text | Own tables | Other papers | Logs | Paper | Evidence |" in shown
    for judged in report.claims:
        assert f"| {inline(judged.claim.text)} |" in shown
    row = next(line for line in shown.splitlines() if line.startswith("| Joint training reaches 70.1"))
    assert "| ✓ | 0.91 | · | ✓ 0.92 | · | ✓ 0.90 |" in row
    assert "| × | 0.91 | · | × 0.92 | · | · |" in shown
    assert "| – | 0.91 | · | · | · | · |" in shown


def test_opposite_outcomes_of_one_kind_of_evidence_both_show() -> None:
    paper = made_paper(1).paper.id
    checks = (own_table(paper, "8.2"), own_table(paper, "1.0", "contradicted"))
    claim = made_claim("Joint training gains 8.2 points.", paper, "8.2", checks=checks)
    assert "| ✓ 0.92, × 0.92 |" in to_markdown(made_report(claims=[claim]))


def test_the_same_report_gives_the_same_characters() -> None:
    for kind in get_args(Format):
        one, two = (render(review_report(made_report()), kind) for _ in range(2))
        assert one == two
        assert all(content for content in one.values())


def test_quotes_stand_in_both_formats_character_by_character() -> None:
    paper = made_paper(1).paper.id
    quote = "We gain\n\\textbf{8.2}  points  % a made comment"
    claim = made_claim("Joint training gains 8.2 points.", paper, "8.2", checks=(own_text(paper, quote),))
    report = made_report(claims=[claim])
    assert any(token.type == "fence" and token.content == f"{quote}\n" for token in tokens(to_markdown(report)))
    assert quote in page(report).words


@pytest.mark.parametrize(
    ("paper", "address"),
    [
        (Paper("2005.13013v2"), "https://arxiv.org/abs/2005.13013v2"),
        (Paper("cs/0112017v1"), "https://arxiv.org/abs/cs/0112017v1"),
        (Paper("10.1000/made (1)"), None),
        (Paper("10.1000/made<1>"), "https://doi.org/10.1000/made%3C1%3E"),
        (Paper("made", doi="10.1000/182"), "https://doi.org/10.1000/182"),
        (Paper("made", links=("javascript:alert(1)", "https://made.example/a b")), "https://made.example/a%20b"),
        (Paper("made", links=("http://user@made.example/", "http://[", "//made.example")), None),
        (Paper("2005.13013v2/../../evil"), None),
        (Paper("made"), None),
    ],
)
def test_links_are_made_from_ids_and_safe_addresses_alone(paper: Paper, address: str | None) -> None:
    assert link(paper) == address


@given(st.text(max_size=60))
def test_no_address_holds_what_could_end_a_link(text: str) -> None:
    for prefix in ("", "https://", "http://made.example/"):
        made = web_address(prefix + text)
        assert made is None or not re.search(r"[\s<>\"'`|\\]", made)


def test_places_of_cells_are_told_from_one_and_neighbours_together() -> None:
    anchor = CellsAnchor("made", 2, ((1, 2), (1, 3), (1, 4), (3, 0), (1, 5)))
    assert place(anchor, {}) == "made, table 2: row 2 columns 3 to 5, row 4 column 1, row 2 column 6"


def test_a_table_is_shown_with_its_spans_and_its_gaps() -> None:
    cells = (Cell(0, 0, "head", 0, 0, colspan=2, header=True), Cell(1, 0, "a", 0, 0, rowspan=9), Cell(2, 1, "b", 0, 0))
    table = Table("made", 1, cells, rows=3, columns=2)
    shown = shown_rows(table, CellsAnchor("made", 1, ((2, 0), (1, 1), (9, 9))))
    assert [[(cell.text, cell.rowspan, cell.colspan, cell.used) for cell in row] for row in shown] == [
        [("head", 1, 2, False)],
        [("a", 2, 1, True), ("", 1, 1, True)],
        [("b", 1, 1, False)],
    ]
    assert used_cells(table, CellsAnchor("made", 1, ((2, 0), (1, 1), (9, 9)))) == ["a", "", ""]


def test_problems_and_failed_sources_show_in_both_formats() -> None:
    problems = [Problem("main.tex:12", "a <b>made</b> table | has no end", "mend it"), Problem("- other.tex", "# made")]
    report = made_report(problems=problems)
    shown = to_markdown(report)
    assert "- main.tex:12: a \\<b\\>made\\</b\\> table \\| has no end (mend it)" in shown
    assert "- \\- other.tex: \\# made" in shown
    assert "main.tex:12: a <b>made</b> table | has no end (mend it)" in page(report).words
    assert "Two problems in the input were met and stepped over" in shown


def test_identity_names_the_version_once() -> None:
    assert identity(Paper("2005.13013v2", version="v2")) == "arXiv:2005.13013v2"
    assert identity(Paper("10.1000/182", version="2")) == "10.1000/182"
    assert identity(Paper("made", version="v3")) == "made, version v3"
