"""Labels, references and citations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synth.read.tex_tokens import MADE, PAR, SPACE, TEXT, TIE, Token, plain
from synth.read.tex_trace import NOWHERE, Scribe

if TYPE_CHECKING:
    from synth.read.latex_machine import Handler, Machine


def label(machine: Machine, _: Token) -> None:
    r"""\label: of the latest caption in a float, else of what was counted last."""
    key = machine.mouth.word()
    if not key:
        return
    if machine.floats and not (machine.target is not None and machine.target.kind == "equation"):
        around = next((box for box in reversed(machine.floats) if box.captions), machine.floats[-1])
        around.bind(key, machine.numbering)
    elif machine.target is not None:
        machine.numbering.labels.setdefault(key, machine.target)


def reference(machine: Machine, token: Token) -> None:
    r"""\ref and its kin."""
    mouth = machine.mouth
    mouth.starts("*")
    keys = mouth.word()
    if keys:
        machine.out.reference(f"{token[1]}|{keys}", token[2], max(token[3], mouth.last_end))


def cite(machine: Machine, token: Token) -> None:
    """A citation is `[@key; @key]`, its notes kept: `[see @key, p. 3]`."""
    mouth, out = machine.mouth, machine.out
    mouth.starts("*")
    first = mouth.option()
    second = mouth.option()
    before, after = (first, second) if second is not None else (None, first)
    opening = mouth.last_end if first is not None else token[3]
    keys = mouth.argument()
    start, end = token[2], max(token[3], mouth.last_end)
    if not plain(keys).strip():
        return
    if out.tail.isalnum():
        out.space(" ", NOWHERE, NOWHERE)
    out.made("[", start, token[3])
    if before and _note(out, before):
        out.space(" ", NOWHERE, NOWHERE)
    _keys(out, keys, start, end, max(opening, token[3]))
    if after and plain(after).strip():
        out.made(", ", start, token[3])
        _note(out, after)
    out.made("]", start, end)


def _note(out: Scribe, tokens: list[Token]) -> bool:
    written = False
    for kind, text, start, end in tokens:
        if kind == TEXT:
            out.literal(text, start)
            written = True
        elif kind in (SPACE, TIE, PAR):
            out.space(text, start, end)
        elif kind == MADE:
            out.made(text, start, end)
            written = True
    return written


def _keys(out: Scribe, tokens: list[Token], start: int, end: int, opening: int) -> None:
    text = plain(tokens)
    base = tokens[0][2]
    copied = tokens[-1][3] - base == len(text) and all(kind != MADE for kind, _, _, _ in tokens)
    done = 0
    first = True
    for key in text.split(","):
        stripped = key.strip()
        at = base + done + len(key) - len(key.lstrip())
        done += len(key) + 1
        if not stripped:
            continue
        if copied:
            out.made("@" if first else "; @", opening if first else at - 1, at)
            out.exact(stripped, at)
        else:
            out.made(("@" if first else "; @") + stripped, start, end)
        first = False


REFERENCES: dict[str, Handler] = {
    "label": label,
    **dict.fromkeys(
        "ref cref Cref autoref eqref pageref vref Vref labelcref nameref cpageref footref".split(), reference
    ),
    **dict.fromkeys(
        """cite citep citet citealp citealt Citep Citet Citealp citeauthor citeyear citeyearpar Citeauthor shortcite
        newcite textcite parencite footcite autocite citenum onlinecite cites citeN citeNP citeA shortciteA citen
        citetext fullcite smartcite supercite citess citeasnoun citedash""".split(),
        cite,
    ),
}
