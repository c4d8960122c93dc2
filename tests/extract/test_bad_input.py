"""Made nasty papers: read, claims taken, claims checked; nothing crashes, hangs or is called false."""

from __future__ import annotations

import time

import pytest

from synth.extract.claims import extract_claims
from synth.read import read_bytes
from synth.records import Document
from synth.verify import verify_claim, witness

MAX_SECONDS = 5
ROWS = r"Model & en & de \\ \hline Foo & 81.2 & 79.3 \\ Bar & 75.1 & 70.2 \\"
SAID = " Foo scores 81.2 on en. Foo outperforms Bar by 6.1 points on en. "


def tabular(rows: str, columns: str = "lcc") -> str:
    return rf"\begin{{table}}\caption{{Scores.}}\begin{{tabular}}{{{columns}}}{rows}\end{{tabular}}\end{{table}}"


def paper(body: str) -> str:
    return rf"\documentclass{{article}}\begin{{document}}\section{{Results}}{body}\end{{document}}"


TABLE = tabular(ROWS)
MANY = "".join(rf"M{i} & {i % 97}.{i % 10} & {i % 89}.{i * 7 % 10} \\ " for i in range(5000))
PAPERS = {
    "a brace left open in a cell": tabular(ROWS.replace("Foo", r"{\bf Foo")) + SAID,
    "a tabular left open": rf"\begin{{table}}\begin{{tabular}}{{lcc}}{ROWS}{SAID}",
    "ends without begins": r"\end{tabular}\end{table}\end{figure}" + TABLE + SAID,
    "nested lists": r"\begin{itemize}" * 2000 + TABLE + SAID,
    "nested braces": "{" * 50_000 + SAID + "}" * 100 + TABLE,
    "5,000 rows": tabular(r"Model & en & de \\ \hline " + MANY) + " M17 scores 17.7 on en. " + SAID,
    "formulas in cells": tabular(r"Model & $\frac{a}{b}$ & $\sum_i x_i^2$ \\ \hline Foo & $81.2_{\pm 0.3}$ & $3^2$ \\")
    + SAID,
    "a table that is a picture": r"\begin{table}\includegraphics{t.png}\caption{Scores: Foo 81.2.}\end{table}" + SAID,
    "empty tables": tabular("", "") + tabular(r"& & \\ & & \\") + SAID,
    "only separators": tabular("&" * 20_000 + "\\\\" * 20_000) + SAID,
    "spans without end": tabular(
        r"\multirow{99999}{*}{Foo} & \multicolumn{99999}{c}{81.2} \\ \multirow{-9}{*}{B} & 1 \\"
    )
    + SAID,
    "no numbers": tabular(r"Model & en & de \\ \hline Foo & NaN & inf \\ Bar & - & 1/0 \\ Baz & 0.0 & 0 \\") + SAID,
    "signs apart": tabular(r"Model & en & diff \\ \hline Foo & 81.2 & $-$ 6.1 \\ Bar & 75.1 & -- 6.1 \\")
    + " Bar drops by 6.1 points. ",
    "numbers without end": TABLE + f" Foo scores {'9' * 5000}, {'1,' * 3000}1, 1e999999 and 10^99999999. ",
    "a sentence without end": TABLE + " Foo scores 81.2 and " * 5000,
    "brackets without end": TABLE + " Foo " + "(" * 5000 + "81.2" + ")" * 5000 + " wins. ",
    "a list without end": TABLE + " We gain " + ", ".join(f"{i % 50}.{i % 10} on T{i}" for i in range(3000)) + ". ",
    "dashes without end": TABLE + " Foo " + "1-" * 20_000 + "1, " + "-" * 20_000 + " and " + "1/" * 20_000,
    "macros that call themselves": r"\def\a{\b}\def\b{\a}\newcommand{\x}[1]{\x{#1#1}}\a\x{y}" + TABLE + SAID,
    "dollars": "$" * 9999 + SAID + TABLE,
    "superscripts": TABLE + " Foo scores 81.2² on en and ½ of Ⅳ or ①②③ lines, 10⁻³. ",
}
WRITTEN = {
    "true minus": (ROWS.replace("79.3", "−79.3"), " Foo scores −79.3 on de. "),
    "full width": (ROWS.replace("81.2", "８１．２"), " Foo scores ８１．２ on en. "),
    "arabic": (ROWS.replace("81.2", "٨١٫٢"), " Foo scores ٨١٫٢ on en. "),
    "devanagari": (ROWS.replace("81.2", "८१.२"), " Foo scores ८१.२ on en. "),
    "thin spaces": (ROWS.replace("81.2", "392\u202f702"), " Foo has 392\u2009702 lines on en. "),
    "zero width": (ROWS, " Foo scores 8\u200b1.2 on en. "),
    "direction marks": (ROWS, " \u202eFoo scores 81.2 on en.\u202c "),
    "decimal commas": (ROWS.replace(".", ","), " Foo scores 81,2 on en. "),
}


def statuses(document: Document) -> list[str]:
    claims = extract_claims(document)
    own = witness(document, claims)
    return [verify_claim(claim, own).status for claim in claims]


@pytest.mark.parametrize("body", PAPERS.values(), ids=PAPERS)
@pytest.mark.untraced
def test_nothing_is_called_false_and_nothing_hangs(body: str) -> None:
    began = time.process_time()
    found = statuses(read_bytes(paper(body).encode(), "made.tex"))
    assert time.process_time() - began < MAX_SECONDS
    assert "contradicted" not in found


@pytest.mark.parametrize(("rows", "said"), WRITTEN.values(), ids=WRITTEN)
def test_a_number_is_the_same_however_it_is_written(rows: str, said: str) -> None:
    assert statuses(read_bytes(paper(tabular(rows) + said).encode(), "made.tex")) == ["supported"]


@pytest.mark.parametrize("name", ["full width", "arabic", "zero width", "decimal commas"])
def test_a_wrong_number_is_not_supported_however_it_is_written(name: str) -> None:
    rows, said = WRITTEN[name]
    wrong = said.replace("2 on", "4 on").replace("２ on", "４ on").replace("٢ on", "٤ on")
    assert wrong != said
    assert "supported" not in statuses(read_bytes(paper(tabular(rows) + wrong).encode(), "made.tex"))
