"""What commands do inside a table: spans, rules, a longtable's repeated head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from synth.read.latex_rows import row_end
from synth.read.tex_symbols import LENGTHS
from synth.read.tex_tokens import BRACKET, CLOSE, CONTROL, MADE, TEXT, Token

if TYPE_CHECKING:
    from synth.read.latex_machine import Handler, Machine


_MAX_SPAN = 2_000
_EXTENT = re.compile(r"(?:\s*@?(?:height|width|depth)\s*[\d.]*\s*(?:pt|em|ex|cm|mm|in)?)+")


def multicolumn(machine: Machine, _: Token) -> None:
    r"""\multicolumn{n}{spec}{…}: the last argument is read on."""
    mouth = machine.mouth
    count = mouth.word()
    mouth.argument()
    if machine.grids and count.isdigit():
        machine.grids[-1].slot.colspan = max(1, min(int(count[:6]), _MAX_SPAN))


def multirow(machine: Machine, _: Token) -> None:
    r"""\multirow[pos]{n}[struts]{width}[shift]{…}: negative n reaches upwards."""
    mouth = machine.mouth
    mouth.option()
    count = mouth.word()
    mouth.option()
    mouth.argument()
    mouth.option()
    digits = count.split(".")[0].lstrip("-")
    if machine.grids and digits.isdigit():
        span = max(1, min(int(digits[:6]), _MAX_SPAN))
        machine.grids[-1].slot.rowspan = -span if count.startswith("-") else span


def rule(machine: Machine, _: Token) -> None:
    r"""\hline, \midrule and the like."""
    machine.mouth.option()
    machine.rule(full=True)


def rule_with_arguments(machine: Machine, token: Token) -> None:
    r"""\specialrule{…}{…}{…}, \hhline{…}, \Xhline{…}, \noalign{…}."""
    machine.mouth.skip("mmm" if token[1] == "specialrule" else "m")
    machine.rule(full=True)


def drawn_rule(machine: Machine, _: Token) -> None:
    r"""\hrule and \vrule with `height 1pt` and the like."""
    stack = machine.mouth.stack
    machine.mouth.skip_space()
    while stack and stack[-1][0] in (TEXT, MADE):
        kind, text, start, end = stack[-1]
        match = _EXTENT.match(text)
        if match is None or not match.end():
            break
        stack.pop()
        machine.mouth.push_rest(kind, text, match.end(), start, end)
        machine.mouth.skip_space()
        if stack and stack[-1][0] == CONTROL and stack[-1][1] in LENGTHS:
            stack.pop()


def partial_rule(machine: Machine, _: Token) -> None:
    r"""\cmidrule[width](trim){2-4} and \cline{2-4}."""
    mouth = machine.mouth
    mouth.option()
    mouth.skip_space()
    if mouth.starts("("):
        for _unused in range(16):
            if not mouth.stack or mouth.starts(")"):
                break
            kind, text, start, end = mouth.stack.pop()
            if ")" in text and kind in (TEXT, MADE):
                mouth.push_rest(kind, text, text.index(")") + 1, start, end)
                break
    span = mouth.word()
    if machine.grids:
        machine.grids[-1].partial_rule(span)
    if mouth.stack and mouth.stack[-1][0] == BRACKET and mouth.stack[-1][1] == "[":
        mouth.option()


def long_head(machine: Machine, token: Token) -> None:
    r"""Longtable's \endfirsthead, \endhead, \endfoot: what repeats is kept once."""
    if not machine.grids:
        return
    grid = machine.grids[-1]
    if token[1] == "endfirsthead":
        grid.first_head = True
        grid.head_rows = len(grid.rows)
    elif token[1] == "endhead" and not grid.first_head:
        grid.head_rows = len(grid.rows)
    else:
        grid.drop_since(grid.head_rows)


def close_group(machine: Machine, token: Token) -> None:
    r"""\egroup and \endgroup."""
    machine.close_brace((CLOSE, "}", token[2], token[3]))


def open_group(machine: Machine, _: Token) -> None:
    r"""\bgroup and \begingroup."""
    machine.open_frame("{")


CELLS: dict[str, Handler] = {
    **dict.fromkeys("\\ tabularnewline cr crcr".split(), row_end),
    "multicolumn": multicolumn,
    "multirow": multirow,
    **dict.fromkeys("hline toprule midrule bottomrule hdashline tophline middlehline bottomhline".split(), rule),
    **dict.fromkeys("hrule vrule".split(), drawn_rule),
    **dict.fromkeys("specialrule hhline Xhline noalign".split(), rule_with_arguments),
    **dict.fromkeys("cmidrule cline cdashline cmidrulex Xcline".split(), partial_rule),
    **dict.fromkeys("endfirsthead endhead endfoot endlastfoot".split(), long_head),
    **dict.fromkeys("egroup endgroup".split(), close_group),
    "futurelet": lambda machine, _: machine.mouth.skip("mm"),
    **dict.fromkeys("bgroup begingroup".split(), open_group),
}
