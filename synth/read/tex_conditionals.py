"""TeX's conditionals, as far as they can be decided without typesetting."""

from __future__ import annotations

import re

from synth.read.tex_macros import MAX_FAILURES, Macro, Mouth
from synth.read.tex_tokens import CONTROL, FILE_END, TEXT, Token, plain

_IN_BRACES = frozenset(
    "ifthenelse ifstrempty ifblank ifstrequal ifdefempty ifbool iftoggle ifdef ifundef ifcsdef ifcsundef ifdefstring "
    "ifnumcomp ifnumequal ifinlist ifdefvoid ifempty ifx@".split()
)
_NOT_ONE = frozenset("iff ifthispageodd".split()) | _IN_BRACES
CONDITIONALS = frozenset("else fi or newif unless".split())
_EQUAL = re.compile(r"\s*\\equal\s*(.*?)\s*")


def conditional(mouth: Mouth, name: str) -> None:
    r"""Decides \if…, \else, \fi, \newif and the flags that \newif made; what is not taken is passed over."""
    if name in mouth.flags:
        _set_flag(mouth, name)
    elif name == "newif":
        flag = plain(mouth.argument()).strip().removeprefix("\\").removeprefix("if")
        if flag:
            mouth.flags[f"{flag}true"] = False
            mouth.flags[f"{flag}false"] = False
            mouth.flags[f"if{flag}"] = False
    elif name == "else":
        _pass_over(mouth, stop_at_else=False)
    elif name in {"fi", "or", "unless"}:
        mouth.skip_space()
    elif name in _IN_BRACES:
        _in_braces(mouth, name)
    elif not _holds(mouth, name):
        _pass_over(mouth, stop_at_else=True)


def _set_flag(mouth: Mouth, name: str) -> None:
    if name.startswith("if"):
        if not mouth.flags[name]:
            _pass_over(mouth, stop_at_else=True)
        return
    value = name.endswith("true")
    stem = name.removesuffix("true" if value else "false")
    mouth.flags[f"if{stem}"] = value


def _holds(mouth: Mouth, name: str) -> bool:
    if name == "iffalse":
        return False
    if name in {"ifx", "if", "ifcat"}:
        first, second = _next(mouth), _next(mouth)
        return first is not None and second is not None and _same(mouth, first, second)
    if name in {"ifdefined", "ifcsname"}:
        token = _next(mouth)
        return token is not None and token[1] in mouth.macros
    if name in {"ifnum", "ifdim", "ifodd", "ifcase"}:
        return _compare(mouth)
    if name in {"ifvmode", "ifhmode", "ifmmode", "ifinner", "ifvoid", "ifeof", "ifhbox", "ifvbox", "ifanonymous"}:
        return False
    return name != "ifreview"


def _next(mouth: Mouth) -> Token | None:
    mouth.skip_space()
    if not mouth.stack or mouth.stack[-1][0] == FILE_END:
        return None
    kind, text, start, end = mouth.stack.pop()
    if kind != CONTROL and len(text) > 1:
        mouth.push_rest(kind, text, 1, start, end)
        text = text[0]
    return kind, text, start, end


def _same(mouth: Mouth, first: Token, second: Token) -> bool:
    return _meaning(mouth, first) == _meaning(mouth, second)


def _meaning(mouth: Mouth, token: Token) -> str:
    kind, text, _, _ = token
    if kind != CONTROL:
        return text
    macro = mouth.macros.get(text)
    if macro is None:
        return (
            "" if text in {"empty", "@empty"} else "\\undefined" if text in {"undefined", "@undefined"} else "\\" + text
        )
    return _body(macro)


def _body(macro: Macro) -> str:
    return plain(list(macro.body)) if macro.original is None else "\\" + macro.original


_RELATION = re.compile(r"\s*(-?\d+)\s*([<>=])\s*(-?\d+)")


def _compare(mouth: Mouth) -> bool:
    """A comparison of two literal numbers; anything else counts as false."""
    if not mouth.stack or mouth.stack[-1][0] != TEXT:
        return False
    kind, text, start, end = mouth.stack.pop()
    match = _RELATION.match(text)
    if match is None:
        mouth.stack.append((kind, text, start, end))
        return False
    mouth.push_rest(kind, text, match.end(), start, end)
    left, right = int(match[1][:18]), int(match[3][:18])
    return {"<": left < right, ">": left > right, "=": left == right}[match[2]]


def _in_braces(mouth: Mouth, name: str) -> None:
    """Etoolbox and ifthen: the condition and both branches are arguments."""
    condition = plain(mouth.argument()).strip()
    if name in {"ifstrequal", "ifdefstring", "ifnumcomp", "ifnumequal"}:
        second = plain(mouth.argument()).strip()
        holds = condition == second
    elif name in {"ifstrempty", "ifblank", "ifdefempty", "ifempty"}:
        holds = not condition
    elif name in {"ifbool", "iftoggle"}:
        holds = mouth.flags.get(f"if{condition}", False)
    elif name in {"ifdef", "ifcsdef"}:
        holds = condition.removeprefix("\\") in mouth.macros
    elif name == "ifthenelse":
        words = condition.replace("\\equal", "", 1).replace("{", "").replace("}", "|").split("|")
        holds = condition.startswith("\\equal") and len(words) > 1 and words[0].strip() == words[1].strip()
    else:
        holds = name in {"ifundef", "ifcsundef"} and condition.removeprefix("\\") not in mouth.macros
    taken, other = mouth.argument(), mouth.argument()
    mouth.push(taken if holds else other)


def _pass_over(mouth: Mouth, *, stop_at_else: bool) -> None:
    r"""Passes over a branch that is not taken, conditionals inside it counted. One without a \fi is read after all."""
    depth = 0
    stack = mouth.stack
    taken: list[Token] = []
    while stack and stack[-1][0] != FILE_END and mouth.failures < MAX_FAILURES:
        token = stack.pop()
        taken.append(token)
        kind, text, _, _ = token
        if kind != CONTROL:
            continue
        if mouth.begins_document(token):
            break
        if text == "fi":
            if not depth:
                mouth.skip_space()
                return
            depth -= 1
        elif text == "else" and not depth and stop_at_else:
            mouth.skip_space()
            return
        elif text == "newif":
            if stack and stack[-1][0] == CONTROL:
                taken.append(stack.pop())
        elif text.startswith("if") and text not in _NOT_ONE:
            depth += 1
    mouth.push(taken)
    mouth.failures += 1
