"""Commands for styles, accents, spaces and formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synth.read.latex_math import display
from synth.read.latex_run_in import end_heading, opens_block
from synth.read.tex_symbols import ACCENTS, DINGBATS, SYMBOLS, accented
from synth.read.tex_tokens import CLOSE, CONTROL, FILE_END, MADE, OPEN, PAR, SPACE, TEXT, Token, plain

if TYPE_CHECKING:
    from synth.read.latex_machine import Handler, Machine

_MAX_DRAWING = 400
"""Tokens of an inline picture."""


def bold(machine: Machine, _: Token) -> None:
    r"""\textbf{…}; at a paragraph's beginning it may be a heading."""
    opens = opens_block(machine)
    machine.styled(bold=True)
    if opens and machine.frames and machine.frames[-1].on_close is None:
        machine.frames[-1].on_close = lambda token: end_heading(machine, token)


def underline(machine: Machine, _: Token) -> None:
    r"""\underline{…}."""
    machine.styled(underline=True)


def bold_on(machine: Machine, _: Token) -> None:
    r"""\bf: until the group ends, which may be a heading's."""
    frame = machine.frames[-1] if machine.frames else None
    if frame is not None and frame.name == "{" and frame.on_close is None and opens_block(machine):
        frame.on_close = lambda token: end_heading(machine, token)
    machine.bold = True
    machine.mouth.skip_space()


def bold_off(machine: Machine, _: Token) -> None:
    r"""\mdseries, \normalfont."""
    machine.bold = False
    machine.mouth.skip_space()


def plain_text(machine: Machine, _: Token) -> None:
    r"""\text{…}: words inside a formula."""
    machine.styled(math=False)


def ensure_math(machine: Machine, _: Token) -> None:
    r"""\ensuremath{…}."""
    machine.styled(math=True)


def raised(machine: Machine, token: Token) -> None:
    r"""\textsuperscript and \textsubscript: a caret or a low line only where two numbers would run together."""
    machine.mouth.skip_space()
    stack = machine.mouth.stack
    first = stack[-2][1] if len(stack) > 1 and stack[-1][0] == OPEN else ""
    if machine.out.tail.isdigit() and first[:1].isdigit():
        machine.out.made("^" if token[1] == "textsuperscript" else "_", token[2], token[3])


def accent(machine: Machine, token: Token) -> None:
    r"""\'e, \v{r}, \"\i: one letter under an accent. In a formula \' and its kin are not accents."""
    _, mark, start, _ = token
    argument = machine.mouth.argument()
    while len(argument) > 1 and argument[0][0] == SPACE:
        argument = argument[1:]
    if not argument:
        return
    kind, text, _, end = argument[0]
    base = SYMBOLS.get(text, "") if kind == CONTROL else text if kind in (TEXT, MADE) else ""
    if not base:
        machine.mouth.push(argument)
        return
    machine.out.made(accented(mark, base), start, max(end, machine.mouth.last_end))
    if len(argument) > 1:
        machine.mouth.push(argument[1:])


def thin_space(machine: Machine, token: Token) -> None:
    r"""`\,`: between digits it groups thousands."""
    stack = machine.mouth.stack
    following = stack[-1][1][:1] if stack and stack[-1][0] in (TEXT, MADE) else ""
    thin = machine.out.tail.isdigit() and following.isdigit()
    machine.out.space("\u2009" if thin else "", token[2], token[3])


def wide_space(machine: Machine, token: Token) -> None:
    r"""\hspace{…}: a space."""
    machine.mouth.starts("*")
    width = machine.mouth.word()
    if not width.startswith(("-", "0")):
        machine.out.space("  ", token[2], max(token[3], machine.mouth.last_end))


def quad(machine: Machine, token: Token) -> None:
    r"""\quad and \qquad: a space, among authors' names a wide one."""
    if machine.out.spaced:
        machine.out.made("\u2003", token[2], token[3])
    else:
        machine.out.space("  ", token[2], token[3])
    machine.mouth.skip_space()


def dingbat(machine: Machine, token: Token) -> None:
    r"""\ding{51}."""
    code = machine.mouth.word()
    machine.out.made(DINGBATS.get(code, "•"), token[2], max(token[3], machine.mouth.last_end))


def fraction(machine: Machine, token: Token) -> None:
    r"""\frac{a}{b} is a/b."""
    top = machine.mouth.argument()
    bottom = machine.mouth.argument()
    start, end = token[2], max(token[3], machine.mouth.last_end)
    machine.mouth.push([*_bracketed(top, start, end), (MADE, "/", start, end), *_bracketed(bottom, start, end)])


def _bracketed(tokens: list[Token], start: int, end: int) -> list[Token]:
    text = plain(tokens).strip()
    if any(sign in text[1:] for sign in "+-") and len(tokens) < 200:
        return [(MADE, "(", start, end), *tokens, (MADE, ")", start, end)]
    return tokens


def drawing(machine: Machine, _: Token) -> None:
    r"""\tikz[…]{…} and \tikz[…] \fill …;: nothing of a picture is text."""
    mouth = machine.mouth
    mouth.option()
    if mouth.opens():
        mouth.argument()
        return
    for _unused in range(_MAX_DRAWING):
        if not mouth.stack or mouth.stack[-1][0] in (CLOSE, PAR, FILE_END):
            return
        kind, text, start, end = mouth.stack.pop()
        if kind in (TEXT, MADE) and ";" in text:
            mouth.push_rest(kind, text, text.index(";") + 1, start, end)
            return


def root(machine: Machine, token: Token) -> None:
    r"""\sqrt{x} is √x."""
    machine.mouth.option()
    machine.out.made("√", token[2], token[3])


def delimiter(machine: Machine, _: Token) -> None:
    r"""\left and \right: a full stop after them prints nothing."""
    machine.mouth.starts(".")


def math_open(machine: Machine, _: Token) -> None:
    r"""`\(`."""
    machine.open_frame("$")
    machine.math = True


def math_close(machine: Machine, token: Token) -> None:
    r"""`\)`; in a table `\]` too."""
    machine.close_to("$", token)


def display_open(machine: Machine, token: Token) -> None:
    r"""`\[`."""
    display(machine, "]", token)


STYLES: dict[str, Handler] = {
    **dict.fromkeys("textbf mathbf bm boldsymbol pmb mathbfit bold".split(), bold),
    **dict.fromkeys("underline uline ul udensdash dashuline underbar".split(), underline),
    **dict.fromkeys("bf bfseries boldmath".split(), bold_on),
    **dict.fromkeys("mdseries normalfont".split(), bold_off),
    **dict.fromkeys("text textrm mbox hbox textnormal textsc textit texttt textsf".split(), plain_text),
    "ensuremath": ensure_math,
    **dict.fromkeys("textsuperscript textsubscript".split(), raised),
    **dict.fromkeys(ACCENTS, accent),
    ",": thin_space,
    "thinspace": thin_space,
    "hspace": wide_space,
    **dict.fromkeys("quad qquad".split(), quad),
    "ding": dingbat,
    **dict.fromkeys("frac dfrac tfrac nicefrac sfrac".split(), fraction),
    "tikz": drawing,
    "sqrt": root,
    **dict.fromkeys("left right middle".split(), delimiter),
    "(": math_open,
    ")": math_close,
    "[": display_open,
    "]": math_close,
    "xspace": lambda _machine, _token: None,
    "par": lambda machine, token: machine.paragraph(token),
}
