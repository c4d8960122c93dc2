"""A comparison for people: as text, as Markdown, as one HTML page. The summary line first, then what matters most."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synth.report.diff import Diff, DiffPair
from synth.report.diff_classes import CLASSES, Class
from synth.report.diff_table import ClaimRow
from synth.report.evidence import MARKS, WORDS
from synth.report.page import render_page
from synth.report.render_markdown import inline
from synth.report.words import listed, visible

NAMES: Mapping[Class, str] = {
    "split": "split",
    "merged": "merged",
    "only_a": "only in A",
    "only_b": "only in B",
    "status_changed": "status changed",
    "number_changed": "number changed",
    "reworded": "reworded",
    "confidence_changed": "confidence changed",
    "same": "same",
}
TOKEN = re.compile(r"\w+(?:[.,]\d+)*|\s+|[^\w\s]")
MOST_TOKENS = 2_000
"""Words of a claim up to which the words that changed are marked."""


def summary_line(made: Diff) -> str:
    """The comparison in one line."""
    summary = made.summary
    sizes = f"A has {len(made.a.rows)} claims, B {len(made.b.rows)}"
    if not made.differences:
        return f"no differences: {sizes}"
    counts = [f"{summary[name]} {NAMES[name]}" for name in CLASSES if summary[name] and name != "same"]
    number = len(made.differences)
    return f"{number} difference{'s' * (number > 1)}: {', '.join(counts)}; {summary['same']} the same ({sizes})"


def heading(pair: DiffPair) -> str:
    """What became of a claim, in words."""
    return ", ".join(NAMES[name] for name in pair.classes)


def rows_named(pair: DiffPair) -> str:
    """The rows of a pair: "A4 → B10, B11"."""
    sides = (", ".join(f"{side}{row.number}" for row in rows) for side, rows in (("A", pair.a), ("B", pair.b)))
    return " → ".join(side or "–" for side in sides)


def outcome(row: ClaimRow) -> str:
    """A row's mark and confidence."""
    return f"{MARKS[row.status]} {'    ' if row.confidence is None else f'{row.confidence:.2f}'}"


def to_text(made: Diff) -> str:
    """For a terminal: no character of a report can move the cursor or colour the screen."""
    lines = [summary_line(made), f"A  {made.a.name}", f"B  {made.b.name}"]
    for pair in made.differences:
        lines += ["", f"{heading(pair)}: {rows_named(pair)}"]
        for side, sign, rows in (("A", "-", pair.a), ("B", "+", pair.b)):
            lines += [f"  {sign} {side}{row.number}  {outcome(row)}  {_line(row.text)}" for row in rows]
        if pair.why:
            lines.append(f"    {pair.why}")
    if made.context:
        lines += ["", "What the reports record of their making:", *(f"  {each}" for each in made.context)]
    return visible("\n".join(_line(line, inner=False) for line in lines)) + "\n"


def _line(text: str, *, inner: bool = True) -> str:
    """The text on one line; `inner` also makes its spaces single."""
    return " ".join(text.split()) if inner else re.sub(r"[\r\n]+", " ", text)


def to_markdown(made: Diff) -> str:
    """CommonMark; text out of reports is escaped."""
    parts = ["# Claims compared", f"{inline(summary_line(made))}."]
    parts.append(f"- A: {inline(made.a.name)}\n- B: {inline(made.b.name)}")
    for pair in made.differences:
        parts.append(f"## {heading(pair).capitalize()}: {rows_named(pair)}")
        bullets = [
            f"- **{side}{row.number}** {outcome(row)} {inline(row.text)}"
            for side, rows in (("A", pair.a), ("B", pair.b))
            for row in rows
        ]
        parts.append("\n".join(bullets))
        if pair.why:
            parts.append(inline(pair.why))
    if made.context:
        parts += ["## What the reports record of their making", "\n".join(f"- {inline(c)}" for c in made.context)]
    return "\n\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a claim's text; `changed` where the other side has something else there."""

    text: str
    changed: bool


def pieces(pair: DiffPair, row: ClaimRow, *, of_b: bool) -> Sequence[Piece]:
    """The row's text, cut where it differs from its partner's; whole where it has none or several."""
    from rapidfuzz.distance import Indel

    if len(pair.a) != 1 or len(pair.b) != 1:
        return (Piece(row.text, changed=False),)
    a, b = TOKEN.findall(pair.a[0].text), TOKEN.findall(pair.b[0].text)
    if max(len(a), len(b)) > MOST_TOKENS:
        return (Piece(row.text, changed=False),)
    found: list[Piece] = []
    for step in Indel.opcodes(a, b):
        tokens = b[step.dest_start : step.dest_end] if of_b else a[step.src_start : step.src_end]
        if tokens:
            found.append(Piece("".join(tokens), changed=step.tag != "equal"))
    return found


def to_html(made: Diff) -> str:
    """One page that needs no network and no script; what reports say is escaped by the template."""
    return render_page(
        "diff.html.jinja",
        made=made,
        summary=summary_line(made),
        same=[pair for pair in made.pairs if pair.classes == ("same",)],
        heading=heading,
        rows_named=rows_named,
        pieces=pieces,
        marks=MARKS,
        words=WORDS,
        names=listed([made.a.name, made.b.name]),
    )
