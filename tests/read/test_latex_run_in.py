"""Headings that run into their paragraph, and pictures in running text; all sources are made."""

import pytest

from synth.read import read_bytes

PREAMBLE = (
    r"\documentclass{article}\newcommand{\keypoint}[1]{\vspace{0.1cm}\noindent\textbf{#1}\quad}"
    r"\renewcommand{\checkmark}{\tikz\fill[scale=0.4](0,.35) -- (.25,0) -- cycle;}\begin{document}"
)


def sentences(body: str) -> list[str]:
    document = read_bytes((PREAMBLE + body + r"\end{document}").encode(), "made.tex")
    return [sentence.text for sentence in document.sentences]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (r"\textbf{Set-up} We draw 3 lots.", ["Set-up", "We draw 3 lots."]),
        (r"\keypoint{Lots used} The bag holds 12.", ["Lots used", "The bag holds 12."]),
        (r"{\bf Draws} To see this, we draw.", ["Draws", "To see this, we draw."]),
        (r"\textbf{FooNet} is a net.", ["FooNet is a net."]),
        (r"\textbf{Foo} Training helps.", ["Foo Training helps."]),
        (r"\textbf{Results.} The bag is full.", ["Results.", "The bag is full."]),
        (r"It is \textbf{Foo} The bag knows.", ["It is Foo The bag knows."]),
        (r"\textbf{Set-up: } We draw.", ["Set-up: We draw."]),
    ],
)
def test_a_bold_heading_is_a_sentence_of_its_own(body: str, read: list[str]) -> None:
    assert sentences(body) == read


def test_pictures_are_no_text() -> None:
    assert sentences(r"A dot \tikz[x=1]{\fill (0,0) circle (1);} and \tikz \draw (0,0) -- (1,1); here.") == [
        "A dot and here."
    ]


def test_a_tick_drawn_by_the_paper_is_a_tick() -> None:
    assert sentences(r"A \checkmark{} means yes.") == ["A ✓ means yes."]


def test_an_unclosed_picture_ends_with_its_group() -> None:
    assert sentences(r"{A dot \tikz \draw (0,0) -- (1,1)} stays here.") == ["A dot stays here."]
