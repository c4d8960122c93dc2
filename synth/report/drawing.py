"""How figures are drawn: one style, and SVG whose bytes depend on what is drawn and on nothing else.

Colours are those of Okabe and Ito (2008), which readers with any kind of colour vision tell apart; a mark's shape says
the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from synth.records import Status

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

Part = Literal["methodology", "results", "claims"]

COLOURS: dict[Status, str] = {
    "supported": "#0072B2",
    "contradicted": "#D55E00",
    "unresolved": "#6E6E6E",
    "not_comparable": "#6E6E6E",
}
SHAPES: dict[Status, str] = {"supported": "o", "contradicted": "X", "unresolved": "s", "not_comparable": "D"}
INK = "#1C1E21"
SOFT = "#5B626B"
WIDTH = 7.2
"""Inches: what a column of text is wide in print."""

STYLE: dict[Any, Any] = {  # matplotlib types its keys as a union of all their names
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that every machine draws the same
    "font.size": 9,
    "text.parse_math": False,  # a dollar in a title is a dollar
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "svg.fonttype": "path",
    "svg.hashsalt": "synth",
    "savefig.facecolor": "white",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `name` names its file, `part` the section that shows it, `alt` says what it shows without it."""

    name: str
    part: Part
    caption: str
    alt: str
    svg: str


@contextmanager
def canvas(height: float) -> Iterator[tuple[Canvas, Axes]]:
    """A figure of the house's width and this height (inches) with one pair of axes, in the house's style."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as MplFigure

    with mpl.rc_context(STYLE):
        figure = MplFigure(figsize=(WIDTH, height), layout="constrained")
        yield figure, figure.add_subplot()


def to_svg(figure: Canvas) -> str:
    """The figure as an SVG document; the same figure gives the same characters. Call it inside `canvas`."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    """The code points that the figures' font can draw."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap())


def drawable(text: str, longest: int = 60) -> str:
    """The text on one line as a label: what the font lacks is U+FFFD, and what is too long ends in an ellipsis."""
    line = " ".join(text.split())
    shown = "".join(letter if ord(letter) in _drawn() else "\ufffd" for letter in line)
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"
