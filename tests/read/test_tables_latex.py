"""Tables in LaTeX as cells: spans, heads, rules, captions, broken input, and a real table against its source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.read.latex import parse_latex
from synth.records import Cell, Table

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
needs_papers = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


def tables(text: str) -> tuple[Table, ...]:
    return parse_latex({"main.tex": text}).tables


def only(text: str) -> Table:
    found = tables(text)
    assert len(found) == 1, found
    return found[0]


def rows(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.grid()]


def heads(table: Table) -> list[str]:
    return [cell.text for cell in table.cells if cell.header]


def tabular(body: str, spec: str = "lcc") -> str:
    return rf"\begin{{tabular}}{{{spec}}}{body}\end{{tabular}}"


NUMBERS = st.decimals(0, 100, places=1).map(str)
GRIDS = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=2, max_size=8)
)


@settings(max_examples=60)
@given(
    GRIDS,
    st.sampled_from(["tabular", "array", "longtable"]),
    st.sampled_from([r"\\", r"\\[2pt]", r"\\*", r"\tabularnewline "]),
)
def test_a_grid_of_numbers_is_read_back_with_its_places(grid: list[list[str]], name: str, end: str) -> None:
    body = end.join(" & ".join(rf"\textbf{{{cell}}}" for cell in row) for row in grid)
    text = rf"\begin{{table}}\begin{{{name}}}{{{'c' * len(grid[0])}}} {body} {end} \hline \end{{{name}}}\end{{table}}"
    table = only(text)
    assert rows(table) == grid
    assert all(cell.bold and text[cell.start : cell.end] == cell.text for cell in table.cells)
    assert table.rules == (len(grid),)


@settings(max_examples=60)
@given(GRIDS, st.integers(0, 10_000))
def test_a_cut_table_never_loses_what_stands_before_the_cut(grid: list[list[str]], cut: int) -> None:
    body = r" \\ ".join(" & ".join(row) for row in grid)
    text = r"\begin{table}" + tabular(body) + r"\caption{Made.}\end{table}"
    begin = text.index("}", text.index("{tabular}") + 10) + 1
    part = text[: begin + cut % (len(text) - begin)]
    found = {cell.text for table in parse_latex({"main.tex": part}).tables for cell in table.cells}
    whole = part[begin:].split(r"\end")[0].replace(r"\\", "&").split("&")[:-1]
    if len(whole) >= 3 and len(grid[0]) > 1 and r"\\" in part[begin:]:
        assert {cell.strip() for cell in whole if cell.strip()} <= found


HEADED = r"""
\begin{table*}[t]\resizebox{\textwidth}{!}{
\begin{tabular}{@{}l*{2}{c}|p{2cm}r@{ $\pm$ }l}
\toprule
\multirow{2}{*}{Model} & \multicolumn{2}{c}{XNLI} & \multirow{2}{*}{\shortstack{Made\\ Avg.}} & 2019 \\
\cmidrule(lr){2-3} & acc. & F1 / EM & & 2020 \\ \midrule
\multicolumn{5}{c}{\bf Zero-shot} \\ \midrule
\our{} & 84.3 & {\bf 76.1} / 60.0 & \underline{1.0} & \cellcolor{red!20}$-$0.5 \\[2pt]
\rowcolor[gray]{0.9} B \& C & $84.3_{\pm 0.2}$ & \green{+\ 0.3} & -- & \checkmark \\
\begin{tabular}[c]{@{}l@{}}Long\\ name\end{tabular} & 1{,}000
& \rotatebox[origin=c]{90}{2.5} & {a & b} & \phantom{0}3.1 \\
\bottomrule
\end{tabular}}
\caption{Results on \emph{made} data.}\label{tab:made}
\end{table*}
"""


def test_spans_heads_flags_and_rules() -> None:
    text = r"\newcommand{\green}[1]{\textcolor{green}{#1}}" + HEADED
    table = only(text)
    assert rows(table) == [
        ["Model", "XNLI", "XNLI", "Made Avg.", "2019"],
        ["Model", "acc.", "F1 / EM", "Made Avg.", "2020"],
        ["Zero-shot"] * 5,
        ["our", "84.3", "76.1 / 60.0", "1.0", "-0.5"],
        ["B & C", "84.3±0.2", "+ 0.3", "–", "✓"],
        ["Long name", "1,000", "2.5", "a & b", "3.1"],
    ]
    assert heads(table) == [
        "Model", "XNLI", "Made Avg.", "2019", "acc.", "F1 / EM", "2020", "Zero-shot", "our", "B & C", "Long name",
    ]  # fmt: skip
    assert table.rules == (0, 1, 2, 3, 6)
    assert [cell.text for cell in table.cells if cell.bold] == ["Zero-shot", "76.1 / 60.0"]
    assert [cell.text for cell in table.cells if cell.underline] == ["1.0"]
    assert (table.caption, table.label, table.printed) == ("Results on made data.", "tab:made", "1")
    gain = next(cell for cell in table.cells if cell.text == "+ 0.3")
    assert text[gain.start : gain.end] == r"+\ 0.3"
    assert text[table.start : table.end].startswith(r"\begin{tabular}")
    assert text[table.start : table.end].endswith(r"\end{tabular}")


def test_multirow_upwards_and_too_far() -> None:
    table = only(
        tabular(r"& a & 1.0 \\ \multirow{-2}{*}{up} & b & 2.0 \\ \multirow[t]{9}{1cm}{down} & c & 3.0 \\ & d & 4.0")
    )
    spans = {cell.text: (cell.row, cell.rowspan) for cell in table.cells if cell.column == 0}
    assert spans == {"up": (0, 2), "down": (2, 2)}


def test_a_row_and_a_table_drawn_by_macros() -> None:
    source = (
        r"\newcommand{\row}[3]{#1 & #2 & \textbf{#3} \\}\newcommand{\STAB}[1]{\begin{tabular}{@{}c@{}}#1\end{tabular}}"
        r"\newcommand{\whole}{\begin{tabular}{ll} x & 7.5 \\ y & 8.5 \end{tabular}}"
        r"\begin{table}" + tabular(r"\row{\STAB{\rotatebox{90}{A}}}{1.0}{2.0} \row{B}{3.0}{4.0}") + r"\whole\end{table}"
    )
    first, second = tables(source)
    assert rows(first) == [["A", "1.0", "2.0"], ["B", "3.0", "4.0"]]
    assert rows(second) == [["x", "7.5"], ["y", "8.5"]]
    places = {cell.text: source[cell.start : cell.end] for cell in first.cells}
    assert places["2.0"] == "2.0"
    assert {source[cell.start : cell.end] for cell in second.cells} == {r"\whole"}


def test_captions_go_to_their_own_tables() -> None:
    a, b = tabular(r"a & 1.0 \\ b & 2.0"), tabular(r"c & 3.0 \\ d & 4.0")
    shared, also = tables(r"\begin{table}" + a + b + r"\caption{Both}\label{t}\end{table}")
    assert [shared.caption, also.caption, shared.printed, also.printed] == ["Both", "Both", "1", "1"]
    left, right = tables(
        r"\begin{table}\begin{minipage}{1cm}\caption{L}\label{l}" + a + r"\end{minipage}\begin{minipage}{1cm}"
        r"\caption{R}" + b + r"\end{minipage}\end{table}"
    )
    assert [(t.caption, t.printed) for t in (left, right)] == [("L", "1"), ("R", "2")]
    first, second = tables(
        r"\begin{table}\caption{Main.}\label{m}\begin{subtable}{1cm}" + a + r"\caption{One}\label{s}\end{subtable}"
        r"\subfloat[Two]{" + b + r"}\end{table} See \ref{s} and \ref{m}."
    )
    assert [(t.caption, t.printed, t.label) for t in (first, second)] == [
        ("Main. One", "1", "m"),
        ("Main. Two", "1", "m"),
    ]
    outside = only(r"\begin{center}\captionof{table}{Apart}" + a + r"\end{center}")
    assert rows(outside) == [["a", "1.0"], ["b", "2.0"]]


def test_a_longtable_keeps_its_head_once() -> None:
    table = only(
        r"\begin{longtable}{lc}\caption{Long}\label{lt}\\ Name & Score \\ \hline \endfirsthead "
        r"Name & Score \\ \hline \endhead "
        r"\multicolumn{2}{r}{continued} \\ \endfoot a & 1.0 \\ b & 2.0 \\ \end{longtable}"
    )
    assert rows(table) == [["Name", "Score"], ["a", "1.0"], ["b", "2.0"]]
    assert heads(table) == ["Name", "Score", "a", "b"]
    assert (table.caption, table.label, table.printed) == ("Long", "lt", "1")


@pytest.mark.parametrize(
    "source",
    [
        r"\documentclass{a}\author{\begin{tabular}{cc}A & B\\ C & D\end{tabular}}\begin{document}x\end{document}",
        tabular(r"A column \\ of prose, \\ three lines", "l"),
        r"\begin{figure}" + tabular(r"\includegraphics{a} & \includegraphics{b}") + r"\end{figure}",
        r"$\begin{array}{cc} 1.0 & 2.0 \\ 3.0 & 4.0 \end{array}$",
    ],
)
def test_what_only_looks_like_a_table_is_none(source: str) -> None:
    assert tables(source) == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"a & \textbf{1.0 & 2.0 \\ b & 3.0 & 4.0", [["a", "1.0", "2.0"], ["b", "3.0", "4.0"]]),
        (r"a & 1.0} & 2.0 \\ b & 3.0 & 4.0", [["a", "1.0", "2.0"], ["b", "3.0", "4.0"]]),
        (r"a & $1.0 & 2.0 \\ b & 3.0 & 4.0", [["a", "1.0", "2.0"], ["b", "3.0", "4.0"]]),
        (r"a & 1.0 \end{center} & 2.0 \\ b & 3.0 & 4.0", [["a", "1.0", "2.0"], ["b", "3.0", "4.0"]]),
    ],
)
def test_a_brace_left_open_does_not_swallow_the_row(source: str, expected: list[list[str]]) -> None:
    assert rows(only(r"\begin{table}" + tabular(source) + r"\end{table}")) == expected


def test_a_table_that_never_ends_is_closed_by_its_float() -> None:
    parsed = parse_latex({"main.tex": r"\begin{table}\begin{tabular}{ll} a & 1.0 \\ b & 2.0 \end{table} Text after."})
    assert rows(parsed.tables[0]) == [["a", "1.0"], ["b", "2.0"]]
    assert [block.traced.text for block in parsed.blocks] == ["Text after."]
    assert len(parsed.problems) == 1


def test_five_thousand_rows_and_too_many_columns() -> None:
    long = only(tabular(r" \\ ".join(f"row{i} & {i}.5" for i in range(5_000))))
    assert (long.rows, long.columns) == (5_000, 2)
    parsed = parse_latex({"main.tex": tabular(r"a \\ " + "1.5 & " * 5_000)})
    assert parsed.tables[0].columns <= 400
    assert len(parsed.problems) == 1


@needs_papers
def test_the_main_results_of_the_seeds_central_paper() -> None:
    path = SHARED / "papers" / "tex" / "2005.13013v2.tex"
    text = path.read_text()
    parsed = parse_latex({path.name: text})
    (table,) = [table for table in parsed.tables if table.label == "tab:single_and_multi_task_results"]
    assert (table.printed, table.columns) == ("2", 12)
    wide = [
        row for row in table.grid() if sum(cell is not None for cell in row[2:]) == 10 and len(set(map(id, row))) > 2
    ]
    assert len(wide) == 27
    labels = [next(cell.text for cell in row[1:2] + row[:1] if cell) for row in wide if row[1] or row[0]]
    tasks = "ANLI MNLI QQP SQuADv1.1 SQuADv2 HellaSwag CCG CosmosQA CSQA".split()
    assert labels == [
        "Metric", "# langs.", "XLM-R", *tasks, "Multi-task", *tasks,
        "XLM-R [@hu2020xtreme]", "XLM-R (Ours)", "Our Best Models", "Human [@hu2020xtreme]",
    ]  # fmt: skip
    body = text[table.start : table.end]
    lines = [line for line in re.split(r"\\\\", body) if len(re.findall(r"(?<!\\)&", line)) in (10, 11)]
    values = [line.split("&")[-10:] for line in lines]
    assert len(values) == 27
    for line, row in zip(values, wide, strict=True):
        for raw, cell in zip(line, row[2:], strict=True):
            assert isinstance(cell, Cell)
            assert re.findall(r"[+-]?\d+\.\d", re.sub(r"\\ ", "", raw)) == re.findall(
                r"[+-]?\d+\.\d", cell.text.replace("- ", "-").replace("+ ", "+")
            )
    gains = next(row for row in wide if row[1] and row[1].text == "SQuADv2")
    assert [cell.text for cell in gains[2:] if cell] == [
        "- 1.6", "+ 1.9", "- 1.1", "+ 0.8", "- 0.5 / + 0.7", "- 0.4 / + 0.1", "+10.4 / +11.3", "+19.3", "+43.4",
        "+ 8.2",
    ]  # fmt: skip
