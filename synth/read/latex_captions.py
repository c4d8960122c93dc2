"""Captions, and the boxes inside floats that have captions of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from synth.read.latex_floats import Caption, Float
from synth.read.latex_numbering import Target, letter
from synth.read.tex_tokens import CLOSING, Token
from synth.read.tex_trace import Scribe

if TYPE_CHECKING:
    from synth.read.latex_machine import Handler, Machine


def caption(machine: Machine, token: Token) -> None:
    r"""\caption[short]{long}."""
    _caption(machine, token, None)


def caption_of(machine: Machine, token: Token) -> None:
    r"""\captionof{table}{…}."""
    starred = machine.mouth.starts("*")
    kind = machine.mouth.word()
    _caption(machine, token, kind, starred=starred)


def _caption(machine: Machine, token: Token, kind: str | None, *, starred: bool = False) -> None:
    starred = machine.mouth.starts("*") or starred
    machine.mouth.option()
    box = machine.floats[-1] if machine.floats else Float(kind or "figure")
    scribe, done = caption_scribe(machine, box, kind or box.kind, numbered=not starred)
    if not machine.group(scribe, token, done):
        done(scribe, token)


def caption_scribe(
    machine: Machine, box: Float, kind: str, *, numbered: bool
) -> tuple[Scribe, Callable[[Scribe, Token], None]]:
    """A caption to be written and what to do when it is; its number is counted at once."""
    scribe = Scribe(None if machine.preamble else "caption", machine.path)
    target: Target | None = None
    if numbered and box.sub and len(machine.floats) > 1:
        around = machine.floats[-2]
        around.subs += 1
        known = [known.target.number for known in around.captions if known.target is not None]
        number = known[-1] if known else machine.numbering.next_number(around.kind)
        target = Target(kind, number + letter(around.subs).lower())
    elif numbered and not box.sub:
        target = machine.numbering.step(kind)
    entry = Caption(scribe, target)
    box.add_caption(entry, machine.numbering)
    return scribe, lambda written, _: machine.keep(written)


def sub_float(machine: Machine, token: Token) -> None:
    r"""\subfloat[caption]{…}."""
    mouth = machine.mouth
    option = mouth.option()
    mouth.option()
    if not mouth.opens():
        return
    mouth.skip_space()
    mouth.stack.pop()
    kind = machine.floats[-1].kind if machine.floats else "figure"
    box = open_box(machine, "{", Float(kind, sub=True))
    if option:
        scribe, done = caption_scribe(machine, box, kind, numbered=True)
        mouth.push([*option, (CLOSING, "caption", mouth.last_end, mouth.last_end)])
        machine.redirect(scribe, "caption", token, done)


def open_box(machine: Machine, name: str, box: Float) -> Float:
    """A box that may hold captions and tables of its own; it closes with the group or environment `name`."""
    machine.floats.append(box)

    def closed(_: Token) -> None:
        if box in machine.floats:
            machine.floats.remove(box)
        box.close(machine.floats[-1] if machine.floats else None, machine.numbering)

    machine.open_frame(name, closed)
    return box


CAPTIONS: dict[str, Handler] = {
    **dict.fromkeys("caption tablecaption topcaption bottomcaption subcaption".split(), caption),
    "captionof": caption_of,
    **dict.fromkeys("subfloat subfigure subtable subcaptionbox".split(), sub_float),
}
