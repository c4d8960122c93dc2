"""Reading LaTeX: the tracing law, macros, references, roles, and input that means harm."""

from __future__ import annotations

import re
import string
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.read.latex import parse_latex
from synth.read.parsed import Parsed

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
PAPERS = sorted([*SHARED.glob("papers/tex/*.tex"), *SHARED.glob("papers/library/*.tex")])
needs_papers = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


def read(text: str, **others: str) -> Parsed:
    return parse_latex(
        {"main.tex": text, **{name.replace("_", "."): body for name, body in others.items()}}, "main.tex"
    )


def texts(text: str, role: str = "body") -> list[str]:
    return [block.traced.text for block in read(text).blocks if block.role == role]


def only(text: str) -> str:
    blocks = texts(text)
    assert len(blocks) == 1, blocks
    return blocks[0]


def check_law(parsed: Parsed) -> None:
    """Segments lie inside text and source, in order; as many characters on both sides mean the same characters."""
    sources = {source.name: source.text for source in parsed.files}
    for block in parsed.blocks:
        source, text, before = sources[block.file], block.traced.text, 0
        assert text == text.strip()
        for start, end, source_start, source_end in block.traced.segments:
            assert before <= start < end <= len(text)
            assert 0 <= source_start < source_end <= len(source)
            before = end
            if end - start == source_end - source_start > 1:
                assert text[start:end] == source[source_start:source_end]
    for table in parsed.tables:
        assert table.file in sources
        for cell in table.cells:
            assert 0 <= cell.row < table.rows
            assert 0 <= cell.column < table.columns
            assert 0 <= cell.start <= cell.end <= len(sources[table.file])


WORDS = st.text(string.ascii_letters + string.digits + ".,-()", min_size=1, max_size=9)
INLINE = st.recursive(
    st.one_of(
        WORDS,
        st.sampled_from(
            [
                r"\%",
                "~",
                "--",
                "---",
                "``a''",
                r"\'e",
                r"\v{r}",
                r"$x_{i}^{2}$",
                r"$\pm 0.3$",
                r"\cite[see][p. 3]{a,b}",
                r"1{,}000",
                r"1\,000",
                r"\ref{x}",
                "% made\n",
                "\n",
                "\n\n",
                r"\our{}",
                r"\ldots",
                r"\&",
                r"$10^{-4}$",
                r"\mc{2.5}",
                r"\unknown{3.1}{4}",
                r"\footnote{7.7 made}",
                r"\[ x \label{x} \]",
                r"\url{http://a.b/c%7}",
            ]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(" ".join),
        inner.map(lambda text: rf"\textbf{{{text}}}"),
        inner.map(lambda text: rf"\green{{{text}}}"),
        inner.map(lambda text: "{" + text + "}"),
        st.lists(inner, max_size=3).map(
            lambda items: r"\begin{itemize}\item " + r"\item ".join(items) + r"\end{itemize}"
        ),
        st.lists(inner, max_size=6).map(
            lambda items: r"\begin{tabular}{lcc}" + r" & ".join(items) + r"\\ 1.5 & 2.5 \\ \end{tabular}"
        ),
    ),
    max_leaves=25,
)
UNHURRIED = settings(max_examples=60)
MACROS = r"\newcommand{\green}[1]{\textcolor{green}{#1}}\newcommand{\mc}[2][7]{#2 of #1}" + "\n"


@UNHURRIED
@given(INLINE)
def test_segments_of_equal_length_are_the_same_characters(text: str) -> None:
    check_law(read(MACROS + text))


@UNHURRIED
@given(INLINE)
def test_every_digit_of_plain_prose_is_traced_to_itself(text: str) -> None:
    source = MACROS + text
    for block in read(source).blocks:
        for match in re.finditer(r"\d+", block.traced.text):
            spans = [s for s in block.traced.segments if s[0] <= match.start() and match.end() <= s[1]]
            for start, end, source_start, source_end in spans:
                if end - start == source_end - source_start:
                    begin = source_start + match.start() - start
                    assert source[begin : begin + len(match[0])] == match[0]


@settings(max_examples=200)
@given(st.text("\\{}$&%#^_~[]()\n abc1.2-", max_size=120))
def test_no_input_raises(text: str) -> None:
    check_law(read(text))
    check_law(read(r"\begin{tabular}{ll}" + text))
    check_law(read(r"\newcommand{\a}[1]{" + text + r"}\a{1}\begin{document}\a b"))


@UNHURRIED
@given(INLINE)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(MACROS + text) == read(MACROS + text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"a gain of $+8.2$ points", "a gain of +8.2 points"),
        (r"$84.3 \pm 0.2$ and $84.3\pm0.2$", "84.3 ± 0.2 and 84.3±0.2"),
        (r"at $10^{4}$ or $10^{-4}$ steps of $x_i$", "at 10^4 or 10^-4 steps of x_i"),
        (r"$p \leq 0.05$, $\sim$5, $\geq 3$", "p ≤ 0.05, ~5, ≥3"),
        (r"1{,}000 and 1\,000 and 12.5\,\%", "1,000 and 1\u2009000 and 12.5 %"),
        (r"\'{E}tude na\"{\i}ve Dvo\v{r}\'ak \L\'od\'z gro\ss{} \c{c}a \o re", "Étude naïve Dvořák Łódź groß ça øre"),
        (r"``so''---he said---pp.~3--4", "“so”—he said—pp. 3–4"),
        (r"5\% \& 3\$ \#1 a\_b \{x\}", "5% & 3$ #1 a_b {x}"),
        (r"\textsc{Bert} {\bf is} \emph{good}, \mbox{XLM-R} too", "Bert is good, XLM-R too"),
        (
            r"\resizebox{1\textwidth}{!}{wide} \rotatebox[origin=c]{90}{tall} \textcolor[rgb]{0.1,0,1}{red}",
            "wide tall red",
        ),
        (r"$\frac{1}{2}$ and $\frac{a+b}{2}$ of $\mathrm{BLEU}$", "1/2 and (a+b)/2 of BLEU"),
        (r"as \citet{a_1} and \citep[STILTs;][]{b:2,c} say", "as [@a_1] and [STILTs; @b:2; @c] say"),
        (r"as \citep[see][p.~3]{b} and \cite[p. 4]{b}", "as [see @b, p. 3] and [@b, p. 4]"),
        (r"before \[ x = 1 \] after", "before [equation] after"),
        (r"before \begin{align} x &= 1 \\ y &= 2 \end{align} after", "before [equation] after"),
        (r"in Table~\ref{nowhere}", "in Table [@nowhere]"),
        (r"we call \our{} and \xlmr", "we call our and xlmr"),
        (r"a 2.5\std{0.1} b", "a 2.5 0.1 b"),
        (r"10\textsuperscript{4} and 1\textsuperscript{st}", "10^4 and 1st"),
        (r"see \url{http://a.b/c_d%20e} now", "see http://a.b/c_d%20e now"),
        (r"use \verb|a_b%c| now", "use a_b%c now"),
        ("one % two\n  three", "one three"),
        (r"\iffalse no \ifx a b c \fi no \fi yes \iftrue yes \else no \fi", "yes yes"),
        (r"\newif\ifdraft \drafttrue \ifdraft in \else out \fi \draftfalse \ifdraft in \else out \fi", "in out"),
        (r"\def\pair#1,#2;{#2 then #1}\pair one,two; end", "two then one end"),
        (r"\newcommand{\x}[2][7]{#1 #2}\x{a} \x[b]{c}", "7 a b c"),
        (r"\newcommand{\anli}{ANLI}\anli does and \anli{} too", "ANLI does and ANLI too"),
        (r"\DeclareMathOperator{\score}{Score}$\score$", "Score"),
        (r"\def\tool{T\kern0exo\kern-.1emol}\tool{} \vskip 2pt plus 1fil\hskip=0.1cm on \penalty100 we", "Tool on we"),
        (r"\begin{inparaenum}\item one \item two\end{inparaenum}", "one two"),
    ],
)
def test_readable_text(source: str, text: str) -> None:
    assert only(source) == text
    check_law(read(source))


def test_arguments_keep_their_own_places() -> None:
    source = r"\newcommand{\green}[1]{\textcolor{green}{#1}} a \green{+\ 0.3} b"
    (block,) = read(source).blocks
    start = block.traced.text.index("0.3")
    place = source.index("0.3")
    assert block.traced.text == "a + 0.3 b"
    assert block.traced.source_span(start, start + 3) == (place, place + 3)


def test_an_expanded_macro_maps_to_its_call_as_a_whole() -> None:
    source = r"\newcommand{\anli}{ANLI} on \anli\ we"
    (block,) = read(source).blocks
    start = block.traced.text.index("ANLI")
    span = source.index(r"\anli\ ")
    assert block.traced.source_span(start + 1, start + 2) == (span, span + len(r"\anli"))


def test_a_macro_as_long_as_its_text_is_still_mapped_whole() -> None:
    source = r"\newcommand{\xy}{one} see \xy"
    (block,) = read(source).blocks
    start = block.traced.text.index("one")
    call = source.rindex(r"\xy")
    assert block.traced.source_span(start + 1, start + 2) == (call, call + 3)
    check_law(read(source))


PAPER = r"""
\documentclass{article}
\newcommand{\sys}{Sys}
\title{A made \textbf{paper}\thanks{made}}
\author{Ann B. Made\thanks{x} \and Carl von Example\\ University of Nowhere \\ \texttt{ann@made.example}}
\begin{document}
\maketitle
\begin{abstract}We gain 1.5 points.\footnote{On made data.} Really.\end{abstract}
\section{Intro}\label{sec:intro}
See Table~\ref{t:two}, \cref{t:one}, \autoref{sec:sub}, \eqref{eq} and \cref{t:one,t:two}. We find:
\begin{itemize}
\item first \item second
\end{itemize}
\begin{table}\caption{One}\label{t:one}\begin{tabular}{ll}a & 1.0\\b & 2.0\end{tabular}\end{table}
still the
\begin{figure}\includegraphics[width=0.5\textwidth]{x.pdf}\caption{A figure.}\end{figure}
same paragraph.
\subsection{Sub}\label{sec:sub}
\begin{equation}x\label{eq}\end{equation}
\paragraph{Short.} Text.
\begin{table*}\label{t:two}\begin{tabular}{ll}a & 1.0\\b & 2.0\end{tabular}\caption{Two}\end{table*}
\appendix
\section{More}\label{app} In \ref{app}.
\begin{thebibliography}{9}\bibitem{a} Not text.\end{thebibliography}
\end{document}
Not read.
"""


def test_a_paper_with_its_roles_sections_and_numbers() -> None:
    parsed = read(PAPER)
    assert parsed.title == "A made paper"
    assert parsed.authors == ("Ann B. Made", "Carl von Example")
    assert parsed.abstract == "We gain 1.5 points. Really."
    assert [(block.role, block.section, block.traced.text) for block in parsed.blocks] == [
        ("title", (), "A made paper"),
        ("abstract", (), "We gain 1.5 points. Really."),
        ("footnote", (), "On made data."),
        ("body", ("Intro",), "See Table 2, Table 1, Section 1.1, (1) and Tables 1 and 2. We find:"),
        ("list", ("Intro",), "first"),
        ("list", ("Intro",), "second"),
        ("caption", ("Intro",), "One"),
        ("body", ("Intro",), "still the same paragraph."),
        ("caption", ("Intro",), "A figure."),
        ("body", ("Intro", "Sub"), "[equation]"),
        ("body", ("Intro", "Sub", "Short"), "Text."),
        ("caption", ("Intro", "Sub", "Short"), "Two"),
        ("body", ("More",), "In A."),
    ]
    assert [(table.printed, table.label, table.caption) for table in parsed.tables] == [
        ("1", "t:one", "One"),
        ("2", "t:two", "Two"),
    ]
    assert parsed.problems == ()
    check_law(parsed)


def test_classes_number_as_they_print() -> None:
    body = r"\begin{document}\section{A}\begin{table}\caption{x}\label{t}a\end{table} Table \ref{t}.\end{document}"
    assert "Table I." in texts(r"\documentclass{IEEEtran}" + body)


def test_files_are_drawn_in_once_each_and_only_those() -> None:
    files = {
        "main.tex": r"\documentclass{article}\usepackage{made}\begin{document}"
        r"\input{a}\include{part/b}\input{gone}\end{document}",
        "a.tex": "In a. \\input{a}\n\n",
        "part/b.tex": r"In \sys.",
        "made.sty": r"\newcommand{\sys}{Sys}\renewcommand{\section}{broken}",
        "unused.tex": "never",
    }
    parsed = parse_latex(files)
    assert [block.traced.text for block in parsed.blocks][-1] == "In Sys."
    assert {block.file for block in parsed.blocks} == {"a.tex", "part/b.tex"}
    assert [source.name for source in parsed.files] == ["main.tex", "made.sty", "a.tex", "part/b.tex"]
    assert any("gone" in problem.message for problem in parsed.problems)
    assert any("too deeply" in problem.message for problem in parsed.problems)
    check_law(parsed)


def test_paths_do_not_leave_the_files_given() -> None:
    parsed = parse_latex({"main.tex": r"a \input{../../etc/passwd} b \input{/etc/passwd}"})
    assert [source.name for source in parsed.files] == ["main.tex"]


@pytest.mark.parametrize(
    "source",
    [
        r"\def\a{\a}\a made text",
        r"\def\a{\a\a}\a made text",
        r"\newcommand{\a}[1]{#1#1#1#1}" + r"\a{" * 30 + "x" + "}" * 30,
        r"\def\a{\b\b\b\b\b\b\b\b\b\b}\def\b{\c\c\c\c\c\c\c\c\c\c}\def\c{\d\d\d\d\d\d\d\d\d\d}\def\d{\e\e\e\e\e\e\e\e\e\e}"
        r"\def\e{\f\f\f\f\f\f\f\f\f\f}\def\f{xxxxxxxxxx}\a\a\a\a",
        r"\newenvironment{a}{\begin{a}}{\end{a}}\begin{a}x\end{a}",
        "{" * 50_000 + "x",
        r"\textbf{" * 20_000 + "x",
        r"\begin{tabular}{l}" * 3_000 + "x",
        r"\footnote{" * 5_000 + "x",
        r"\iffalse " * 20_000,
        r"\begin{verbatim}" * 20_000,
        r"\frac{" * 5_000,
        "$" * 50_001,
        r"\[" * 20_000,
        r"\cite[" * 20_000,
        r"\begin{figure}" * 4_000,
        r"\newcommand{\x}{" * 10_000,
        "\\" * 30_001,
        r"\verb|" * 20_000,
        "`" * 50_000 + "-" * 50_000,
        "[" * 50_000,
        r"\def\a#1;{}" + r"\a " * 10_000,
    ],
    ids=lambda source: source[:18],
)
@pytest.mark.untraced
def test_hostile_input_ends_soon(source: str) -> None:
    started = time.process_time()
    check_law(read(source))
    assert time.process_time() - started < 6


def test_an_expansion_bomb_is_a_problem() -> None:
    parsed = read(r"\def\a{\a\a}\a made text")
    assert any("expand without end" in problem.message for problem in parsed.problems)
    assert parsed.blocks[-1].traced.text.endswith("made text")


def test_nothing_to_read_is_a_problem() -> None:
    parsed = parse_latex({})
    assert parsed.files == ()
    assert len(parsed.problems) == 1


@needs_papers
@pytest.mark.untraced
def test_every_paper_gives_blocks_that_keep_the_law() -> None:
    for path in PAPERS[::5]:
        data = path.read_bytes()
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = data.decode("latin-1")
        parsed = parse_latex({path.name: text})
        check_law(parsed)
        assert parsed.kind == "latex"


@needs_papers
def test_the_seeds_central_paper() -> None:
    path = SHARED / "papers" / "tex" / "2005.13013v2.tex"
    text = path.read_text()
    parsed = parse_latex({path.name: text})
    assert len(parsed.authors) == 8
    (gain,) = [block for block in parsed.blocks if block.role == "list" and "8.2, 7.5" in block.traced.text]
    for number in ("8.2", "7.5", "7.0", "8.7"):
        at = gain.traced.text.index(number)
        start, end = gain.traced.source_span(at, at + 3)
        assert text[start:end] == number
    assert gain.section == ("Introduction",)


def test_a_starred_length_is_no_text() -> None:
    source = r"\vspace*{-0.3cm}\section{Made}\vspace*{-0.25cm}We gain 3.2 points.\thanks*{x}"
    assert only(source).strip() == "We gain 3.2 points."
