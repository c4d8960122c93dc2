"""Displayed formulas: passed over as one "[equation]", their lines counted and their labels bound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from synth.read.tex_symbols import SYMBOLS, UPRIGHT_MARKS
from synth.read.tex_tokens import CLOSE, CONTROL, FILE_END, MADE, MATH, OPEN, SPACE, SUPER, TEXT, Token, plain
from synth.read.tex_trace import NOWHERE

if TYPE_CHECKING:
    from synth.read.latex_machine import Machine

DISPLAYS = frozenset(
    "equation align gather multline eqnarray displaymath flalign alignat math dmath IEEEeqnarray xalignat".split()
)
_MANY_LINES = frozenset("align gather eqnarray flalign alignat IEEEeqnarray xalignat".split())
_MAX_TOKENS = 8_000
_MAX_FAILURES = 20
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_INNER = re.compile(r"\\begin\{(\w+\*?)\}.{0,4000}?\\end\{\1\}", re.DOTALL)
_STOPS = frozenset("section subsection subsubsection chapter item caption paragraph bibliography".split())


def math_shift(machine: Machine, token: Token) -> None:
    """`$` and `$$`."""
    _, text, start, end = token
    frames = machine.frames
    if text == "$$" and not machine.math:
        display(machine, "$$", token)
        return
    if text == "$$" and not machine.in_grid():
        middle = start + 1 if end - start == 2 else end
        machine.mouth.push([(MATH, "$", start, middle), (MATH, "$", middle if end - start == 2 else start, end)])
        return
    for depth in range(len(frames) - 1, max(-1, len(frames) - 60), -1):
        if frames[depth].name == "$":
            if not any(frame.grid is not None for frame in frames[depth:]):
                while len(frames) > depth:
                    machine.close_frame(token)
                return
            break
        if frames[depth].grid is not None:
            break
    if machine.math and not machine.in_grid():
        return
    machine.open_frame("$")
    machine.math = True
    machine.formula = len(machine.out.pieces)


def script(machine: Machine, token: Token) -> None:
    """`^` and `_`: kept, unless what they raise is a mark that reads as well on the line."""
    kind, text, start, end = token
    stack = machine.mouth.stack
    machine.mouth.skip_space()
    if not machine.math:
        machine.out.made(text, start, end)
        return
    back = 1
    while back <= min(4, len(stack)) and stack[-back][0] in (OPEN, SPACE):
        back += 1
    first = stack[-back] if back <= len(stack) else None
    if first is None or first[0] in (CLOSE, MATH):
        return
    shown = SYMBOLS.get(first[1], "") if first[0] == CONTROL else first[1]
    mark = shown[:1] in UPRIGHT_MARKS and bool(shown)
    if mark and shown[:1] in "+−-" and kind == SUPER and machine.out.tail.isalnum() and back > 1:
        mark = machine.out.tail.isdigit() and len(shown) > 1 and "." in shown
    if shown in ("t", "th", "st", "nd", "rd", "T") and kind == SUPER and first[0] in (TEXT, MADE):
        mark = shown != "t" and shown != "T"
    if mark:
        return
    if end - start == 1:
        machine.out.exact(text, start)
    else:
        machine.out.made(text, start, end)


def display(machine: Machine, ending: str, token: Token) -> None:
    r"""Passes over a displayed formula that ends with `ending` ("$$", "]" for \], or an environment's name)."""
    out = machine.out
    if machine.in_grid():
        if ending in DISPLAYS or ending.endswith("*"):
            machine.open_frame(ending)
        else:
            machine.open_frame("$")
        machine.math = True
        return
    taken = _until(machine, ending)
    if taken is None:
        machine.problem(token[2], "a displayed formula has no end; it is read as text")
        return
    name = ending.removesuffix("*")
    if name in DISPLAYS and not ending.endswith("*") and name not in {"displaymath", "math"}:
        _number(machine, name, plain(taken))
    out.space(" ", NOWHERE, NOWHERE)
    out.made("[equation]", token[2], max(token[3], machine.mouth.last_end))
    out.space(" ", NOWHERE, NOWHERE)


def _until(machine: Machine, ending: str) -> list[Token] | None:
    mouth = machine.mouth
    stack = mouth.stack
    taken: list[Token] = []
    while stack and mouth.failures < _MAX_FAILURES and len(taken) < _MAX_TOKENS:
        token = stack.pop()
        kind, text, _, end = token
        if kind == MATH and text == ending:
            mouth.last_end = end
            return taken
        if kind == CONTROL:
            if text == ending == "]":
                mouth.last_end = end
                return taken
            if text == "end" and len(stack) > 2 and stack[-2][0] == TEXT and stack[-2][1] == ending:
                mouth.word()
                return taken
            macro = mouth.macros.get(text)
            if macro is not None and plain(list(macro.body[:4])).replace(" ", "") == f"\\end{{{ending}}}":
                mouth.last_end = end
                return taken
            if text in _STOPS:
                taken.append(token)
                break
        taken.append(token)
        if kind == FILE_END:
            break
    mouth.push(taken)
    mouth.failures += 1
    return None


def _number(machine: Machine, name: str, text: str) -> None:
    """Steps the equation counter as LaTeX does, line by line where each line is numbered."""
    lines = re.split(r"\\\\", _INNER.sub(lambda m: m[0].replace("\\\\", " "), text)) if name in _MANY_LINES else [text]
    for line in lines:
        if not line.strip() and len(lines) > 1:
            continue
        if "\\nonumber" in line or "\\notag" in line or "\\tag" in line:
            continue
        target = machine.numbering.step("equation")
        for label in _LABEL.findall(line):
            machine.numbering.labels.setdefault(label.strip(), target)
