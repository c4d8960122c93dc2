"""Commands by which a paper defines commands, counters and environments of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from synth.read.tex_macros import Macro
from synth.read.tex_symbols import ARRANGING, SYMBOLS
from synth.read.tex_tokens import CLOSE, CONTROL, FILE_END, OPEN, PARAM, SPACE, Token, plain

if TYPE_CHECKING:
    from synth.read.latex_machine import Handler, Machine

_MAX_PATTERN = 60
_SIGNATURE = re.compile(r"([mosdO+!])(\{[^{}]*\})?")


def _define(machine: Machine, name: str, macro: Macro, position: int, *, provide: bool = False) -> None:
    """Takes a definition, unless the reader itself depends on what the name means.

    What comes from a style file beside the paper only fills gaps: styles redefine LaTeX's inside.
    """
    known = name in machine.mouth.macros
    builtin = name in machine.commands or name in SYMBOLS or name in ARRANGING
    from_style = machine.sources.place(position).name.endswith((".sty", ".cls"))
    if (name in machine.commands and len(name) > 1) or ((from_style or provide) and (known or builtin)):
        return
    if {"noalign", "hrule"} <= {text for kind, text, _, _ in macro.body if kind == CONTROL}:
        macro = replace(macro, body=((CONTROL, "hline", position, position),))
    if name.startswith("the"):
        machine.numbering.format_of[name[3:]] = plain(list(macro.body))
    machine.mouth.define(name, macro)


def _name(machine: Machine) -> str:
    for kind, text, _, _ in machine.mouth.argument():
        if kind == CONTROL:
            return text
    return ""


def _count(tokens: list[Token] | None) -> int:
    text = plain(tokens or []).strip()
    return int(text) if text.isdigit() and len(text) == 1 else 0


def new_command(machine: Machine, token: Token) -> None:
    r"""\newcommand and its kin: `{\name}[arguments][default]{body}`."""
    mouth = machine.mouth
    mouth.starts("*")
    name = _name(machine)
    count = _count(mouth.option())
    default = mouth.option()
    body = tuple(mouth.argument())
    macro = Macro(body, count, tuple(default) if default is not None and count else None)
    _define(machine, name, macro, token[2], provide=token[1] == "providecommand")


def math_operator(machine: Machine, token: Token) -> None:
    r"""\DeclareMathOperator{\name}{text}."""
    machine.mouth.starts("*")
    name = _name(machine)
    _define(machine, name, Macro(tuple(machine.mouth.argument())), token[2])


def document_command(machine: Machine, token: Token) -> None:
    r"""\NewDocumentCommand{\name}{m o O{default}}{body}."""
    name = _name(machine)
    letters = _SIGNATURE.findall(machine.mouth.word())
    body = tuple(machine.mouth.argument())
    kinds = [letter for letter, _ in letters if letter not in "+!"]
    optional = bool(kinds) and kinds[0] in "oO"
    _define(machine, name, Macro(body, len(kinds), () if optional else None), token[2])


def primitive_def(machine: Machine, token: Token) -> None:
    r"""\def\name#1,#2{body}: arguments may end at given characters."""
    mouth = machine.mouth
    stack = mouth.stack
    mouth.skip_space()
    if not stack or stack[-1][0] != CONTROL:
        return
    name = stack.pop()[1]
    pattern: list[Token] = []
    while stack and stack[-1][0] != OPEN:
        if stack[-1][0] in (FILE_END, CLOSE) or len(pattern) > _MAX_PATTERN:
            mouth.push(pattern)
            return
        pattern.append(stack.pop())
    parts: list[str] = [""]
    for part in pattern:
        if part[0] == PARAM:
            parts.append("")
        elif part[0] != SPACE or parts[-1]:
            parts[-1] += plain([part]).strip()
    body = tuple(mouth.argument())
    _define(machine, name, Macro(body, len(parts) - 1, None, tuple(parts[1:]), parts[0]), token[2])


def let(machine: Machine, token: Token) -> None:
    r"""\let\new=\old: a copy of what \old means now."""
    mouth = machine.mouth
    mouth.skip_space()
    if not mouth.stack or mouth.stack[-1][0] != CONTROL:
        return
    name = mouth.stack.pop()[1]
    mouth.skip_space()
    mouth.starts("=")
    mouth.skip_space()
    if mouth.stack and mouth.stack[-1][0] == CONTROL:
        old = mouth.stack.pop()[1]
        _define(machine, name, mouth.macros.get(old, Macro((), original=old)), token[2])


def new_environment(machine: Machine, _: Token) -> None:
    r"""\newenvironment{name}[arguments][default]{begin}{end}, unless the reader knows the name itself."""
    mouth = machine.mouth
    mouth.starts("*")
    name = mouth.word()
    count = _count(mouth.option())
    default = mouth.option()
    begin, end = tuple(mouth.argument()), tuple(mouth.argument())
    if name not in machine.environments:
        macro = Macro(begin, count, tuple(default) if default is not None and count else None)
        mouth.environments[name] = (macro, end)


def new_theorem(machine: Machine, _: Token) -> None:
    r"""\newtheorem{name}[shared]{Title}[within]: a numbered environment."""
    mouth = machine.mouth
    mouth.starts("*")
    name = mouth.word()
    shared = mouth.option()
    machine.numbering.names[name] = mouth.word()
    within = mouth.option()
    machine.numbering.counters.setdefault(name, 0)
    if shared:
        key = plain(shared).strip()
        machine.numbering.shared[name] = machine.numbering.shared.get(key, key)
    if within:
        machine.numbering.within[name] = plain(within).strip()


def set_counter(machine: Machine, token: Token) -> None:
    r"""\setcounter and \addtocounter."""
    counter, value = machine.mouth.word(), machine.mouth.word()
    number = int(value) if re.fullmatch(r"-?\d{1,6}", value) else None
    if number is not None:
        before = machine.numbering.counters.get(counter, 0) if token[1] == "addtocounter" else 0
        machine.numbering.counters[counter] = before + number


def number_within(machine: Machine, _: Token) -> None:
    r"""\numberwithin{equation}{section}."""
    machine.mouth.starts("*")
    counter = machine.mouth.word()
    machine.numbering.within[counter] = machine.mouth.word()


def cref_name(machine: Machine, token: Token) -> None:
    r"""\crefname{table}{Tab.}{Tabs.}: \Crefname wins over it."""
    kind, name, _ = machine.mouth.word(), machine.mouth.word(), machine.mouth.argument()
    if token[1] == "Crefname" and name.isalpha():
        machine.numbering.names[kind] = name


def control_name(machine: Machine, token: Token) -> None:
    r"""\csname name\endcsname is \name."""
    stack = machine.mouth.stack
    taken: list[Token] = []
    while stack and len(taken) < _MAX_PATTERN and stack[-1][0] != FILE_END:
        part = stack.pop()
        if part[0] == CONTROL and part[1] == "endcsname":
            name = plain(taken).strip()
            if name in machine.mouth.macros or name in SYMBOLS:
                stack.append((CONTROL, name, token[2], part[3]))
            return
        taken.append(part)
    machine.mouth.push(taken)


DEFINITIONS: dict[str, Handler] = {
    **dict.fromkeys(
        ["newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "newrobustcmd", "robustify"],
        new_command,
    ),
    "DeclareMathOperator": math_operator,
    **dict.fromkeys(["NewDocumentCommand", "RenewDocumentCommand", "DeclareDocumentCommand"], document_command),
    **dict.fromkeys(["def", "gdef", "edef", "xdef"], primitive_def),
    "let": let,
    "newenvironment": new_environment,
    "renewenvironment": new_environment,
    "newtheorem": new_theorem,
    "spnewtheorem": new_theorem,
    "setcounter": set_counter,
    "addtocounter": set_counter,
    "numberwithin": number_within,
    "counterwithin": number_within,
    "crefname": cref_name,
    "Crefname": cref_name,
    "csname": control_name,
}
