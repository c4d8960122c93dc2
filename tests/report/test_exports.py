"""What other programs read, read by other programs' own readers."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from synth.report.exports import FORMULA, bibtex_text, spreadsheet_text, to_bibtex, to_csl_json, to_csv, to_jsonl
from tests.report.made import empty_report, made_claim, made_paper, made_report, own_table


def test_the_csv_holds_each_claim_whole() -> None:
    report = made_report()
    rows = list(csv.DictReader(io.StringIO(to_csv(report), newline="")))
    assert [row["claim"] for row in rows] == [judged.claim.text for judged in report.claims]
    assert [row["quote"] for row in rows] == [judged.claim.anchor.quote for judged in report.claims]
    assert [row["status"] for row in rows] == [judged.verdict.status for judged in report.claims]
    assert [float(row["p_supported"]) for row in rows] == [
        judged.verdict.probabilities["supported"] for judged in report.claims
    ]


@given(st.sampled_from(FORMULA), st.text(max_size=20))
def test_no_text_can_be_a_formula(start: str, rest: str) -> None:
    shown = spreadsheet_text(start + rest)
    assert not shown.startswith(FORMULA) or re.fullmatch(r"-\d+(\.\d+)?", shown)


def test_a_hostile_claim_stays_in_its_cell() -> None:
    paper = made_paper(1).paper.id
    text = '=HYPERLINK("http://made.example","8.2")\r\n,"next"'
    claim = made_claim(text, paper, checks=(own_table(paper, "-5.4"),))
    rows = list(csv.reader(io.StringIO(to_csv(made_report(claims=[claim])), newline="")))
    assert len(rows) == 2
    assert rows[1][2].startswith("'=HYPERLINK")
    assert rows[1][rows[0].index("recomputed")] == "-5.4"


def test_each_line_is_a_claim_as_in_the_report() -> None:
    report = made_report()
    lines = [json.loads(line) for line in to_jsonl(report).splitlines()]
    assert [line["id"] for line in lines] == [judged.claim.id for judged in report.claims]
    assert [line["verdict"]["status"] for line in lines] == [judged.verdict.status for judged in report.claims]


def test_references_name_what_is_known_and_nothing_else() -> None:
    known = made_paper(1, title="On {made} 50% & more_of #it", authors=("Ada Made", "Invented, Bo"))
    bare = replace(made_paper(2), paper=replace(made_paper(2).paper, id="made two", title="", authors=(), year=None))
    report = made_report(claims=(), papers=[known, bare])
    shown = to_bibtex(report)
    assert r"title = {{On \{made\} 50\% \& more\_of \#it}}," in shown
    assert "author = {Made, Ada and Invented, Bo}," in shown
    assert "eprint = {2401.00001v1}," in shown
    assert shown.count("author = ") == shown.count("year = ") == 1
    entries = json.loads(to_csl_json(report))
    assert entries[0]["author"] == [{"family": "Made", "given": "Ada"}, {"family": "Invented", "given": "Bo"}]
    assert entries[0]["issued"] == {"date-parts": [[2024]]}
    assert "author" not in entries[1]
    assert "issued" not in entries[1]


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_no_text_ends_a_bibtex_value(text: str) -> None:
    shown = bibtex_text(text)
    assert "\n" not in shown
    depth = 0
    for mark in re.sub(r"\\[{}]", "", shown):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        assert depth >= 0
    assert depth == 0


def test_an_empty_report_gives_a_head_and_nothing() -> None:
    report = empty_report()
    assert len(to_csv(report).splitlines()) == 1
    assert (to_jsonl(report), to_bibtex(report), to_csl_json(report)) == ("", "", "[]\n")
