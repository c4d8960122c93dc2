"""Commands that print characters, TeX's lengths, and commands that are defined nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from synth.read.latex_numbering import names_reference
from synth.read.tex_symbols import LENGTHS
from synth.read.tex_tokens import BRACKET, CLOSE, CONTROL, MADE, OPEN, SPACE, TEXT, Token

if TYPE_CHECKING:
    from synth.read.latex_machine import Machine

_UNIT = r"(?:pt|em|ex|cm|mm|in|bp|sp|pc|dd|mu|fil+)"
_LENGTH = re.compile(
    rf"\s*=?\s*[-+]?\s*(?:\d*\.?\d+(?:{_UNIT}|\s+{_UNIT}(?![a-zA-Z]))?)?"
    rf"(?:\s*(?:plus|minus)\s*-?\d*\.?\d*\s*{_UNIT}?)*"
)
_RULE_NAME = re.compile(
    r"h+line|(?:top|mid|bottom|bot|col|row|table|thick|heavy|light|double|sep)rule|^(?:[tbms]|h)?line[A-Z]?$"
)


def symbol(machine: Machine, text: str, token: Token) -> None:
    """A command that prints a character or a few."""
    _, name, start, end = token
    apart = machine.out.tail.isspace() and len(machine.out.pieces) != machine.formula
    if not text:
        return
    if text == " ":
        machine.out.space("", start, end)
    else:
        machine.out.made(text, start, end)
        machine._flag()
    if name.isalpha():
        stack = machine.mouth.stack
        if stack and stack[-1][0] == SPACE:
            space = stack.pop()
            if machine.math and apart and text != " ":
                machine.out.space(space[1], space[2], space[3])
        elif len(stack) > 1 and stack[-1][0] == OPEN and stack[-2][0] == CLOSE:
            del stack[-2:]


def length(machine: Machine) -> None:
    """What follows a TeX length register: `=2pt plus 1fil`, or nothing."""
    stack = machine.mouth.stack
    machine.mouth.skip_space()
    while stack and stack[-1][0] in (TEXT, MADE):
        kind, text, start, end = stack.pop()
        match = _LENGTH.match(text)
        taken = match.end() if match else 0
        if taken < len(text):
            machine.mouth.push_rest(kind, text, taken, start, end)
            if not taken:
                break
        if taken and text[:taken].strip() not in {"=", "-", ""}:
            if text[taken - 1].isdigit() and stack and stack[-1][0] == CONTROL and stack[-1][1] in LENGTHS:
                stack.pop()
            break
        machine.mouth.skip_space()


def unknown(machine: Machine, token: Token) -> None:
    """A command that is defined nowhere: its arguments' text is kept; alone, its name is a name."""
    _, name, start, end = token
    mouth = machine.mouth
    if _RULE_NAME.search(name) and machine.in_grid():
        mouth.skip("on")
        machine.rule(full=True)
        return
    if names_reference(name) and mouth.opens():
        keys = mouth.word()
        machine.out.reference(f"{name}|{keys}", start, max(end, mouth.last_end))
        return
    stack = mouth.stack
    if stack and stack[-1][0] == BRACKET and stack[-1][1] == "[":
        mouth.option()
    if len(stack) > 1 and stack[-1][0] == OPEN and stack[-2][0] == CLOSE:
        end = stack[-2][3]
        del stack[-2:]
    elif stack and stack[-1][0] == OPEN:
        _arguments_of_unknown(machine)
        return
    if not machine.preamble and name.isalpha():
        machine.out.made(name, start, end)
        machine._flag()


def _arguments_of_unknown(machine: Machine) -> None:
    """Several arguments are parted by spaces, so that two numbers never become one."""
    mouth = machine.mouth
    machine.out.loose = True
    mouth.stack.pop()
    frame = machine.open_frame("{")

    def closed(_: Token) -> None:
        stack = mouth.stack
        machine.out.loose = True
        if stack and stack[-1][0] == OPEN:
            opening = stack.pop()
            machine.out.space(" ", opening[2], opening[3] + 1)
            machine.open_frame("{").on_close = closed

    frame.on_close = closed
