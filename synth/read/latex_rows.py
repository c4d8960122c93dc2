r"""`&` and `\\`: where a table's cells and rows end, also where the source forgot to close a brace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from synth.read.latex_grid import Grid
from synth.read.tex_tokens import BRACKET, CLOSE, CONTROL, FILE_END, OPEN, SPACE, Token

if TYPE_CHECKING:
    from synth.read.latex_machine import Machine

_LOOK_AHEAD = 400
_BRACKET_LENGTH = re.compile(r"\s*[-+]?[\d.,]*\s*(?:pt|em|ex|cm|mm|in|bp|pc|\\\w+|)\s*")


def _grid_depth(machine: Machine) -> int:
    for depth in range(len(machine.frames) - 1, -1, -1):
        if machine.frames[depth].grid is not None:
            return depth
    return -1


def boundary(machine: Machine, token: Token) -> bool:
    r"""Whether `&` or `\\` here parts cells: at the table's own level, or where a group was left open."""
    depth = _grid_depth(machine)
    if depth < 0 or not machine.grids:
        return False
    inner = machine.frames[depth + 1 :]
    if not inner:
        return True
    if any(frame.name not in ("{", "$") for frame in inner):
        return False
    braces = sum(1 for frame in inner if frame.name == "{")
    if braces and _closes_soon(machine, braces):
        return False
    while len(machine.frames) > depth + 1:
        machine.close_frame(token)
    return True


def _closes_soon(machine: Machine, braces: int) -> bool:
    """Whether the open braces are closed before the table ends."""
    nested = 0
    for token in reversed(machine.mouth.stack[-_LOOK_AHEAD:]):
        kind, text, _, _ = token
        if kind == OPEN:
            braces += 1
        elif kind == CLOSE:
            braces -= 1
            if braces <= 0:
                return True
        elif kind == CONTROL and text == "begin":
            nested += 1
        elif kind == CONTROL and text == "end":
            nested -= 1
            if nested < 0:
                return False
        elif kind == FILE_END:
            return False
    return False


def align(machine: Machine, token: Token) -> None:
    """`&`."""
    if not boundary(machine, token):
        machine.out.space("", token[2], token[3]) if machine.math else machine.out.made("&", token[2], token[3])
        return
    grid = machine.grids[-1]
    grid.end_cell()
    _next_cell(machine, grid)


def row_end(machine: Machine, token: Token) -> None:
    r"""`\\`, \tabularnewline, \cr: a row's end, a line's end in a cell, or a line's end in text."""
    mouth = machine.mouth
    mouth.starts("*")
    stack = mouth.stack
    back = 1
    while back <= min(2, len(stack)) and stack[-back][0] == SPACE:
        back += 1
    if back <= len(stack) and stack[-back][1] == "[" and stack[-back][0] == BRACKET:
        option = mouth.option()
        if option is not None:
            from synth.read.tex_tokens import plain

            if _BRACKET_LENGTH.fullmatch(plain(option)) is None and machine.grids:
                mouth.push(
                    [
                        (BRACKET, "[", token[3], token[3] + 1),
                        *option,
                        (BRACKET, "]", mouth.last_end - 1, mouth.last_end),
                    ]
                )
    if boundary(machine, token):
        grid = machine.grids[-1]
        grid.end_row()
        _next_cell(machine, grid)
    elif machine.out.spaced:
        machine.out.made("\n", token[2], token[3])
    else:
        machine.out.space("", token[2], token[3])


def _next_cell(machine: Machine, grid: Grid) -> None:
    machine.out = grid.slot.scribe
    machine.bold = machine.underline = False
    machine.math = machine.frames[-1].cell_math
