"""What LaTeX's environments do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synth.read.latex_captions import open_box
from synth.read.latex_floats import Float
from synth.read.latex_grid import Grid
from synth.read.latex_math import DISPLAYS
from synth.read.latex_math import display as read_display
from synth.read.latex_names import (
    ENVIRONMENT_ARGUMENTS,
    FLOATS,
    INLINE,
    INLINE_LISTS,
    LISTS,
    LONG,
    SILENT,
    TABULARS,
)
from synth.read.latex_words import length
from synth.read.tex_tokens import CLOSING, ENV_END, FILE_END, TEXT, Token, plain
from synth.read.tex_trace import NOWHERE, Scribe

if TYPE_CHECKING:
    from synth.read.latex_machine import EnvironmentHandler, Handler, Machine

_PLACEMENT = frozenset("htbpH!c ")


def begin(machine: Machine, token: Token) -> None:
    r"""\begin{…}: the reader's own environments first, then the paper's, then any other as a plain block."""
    mouth = machine.mouth
    name = mouth.word()
    token = (token[0], name, token[2], max(token[3], mouth.last_end))
    handler = machine.environments.get(name)
    if handler is not None:
        handler(machine, name, token)
        return
    own = mouth.environments.get(name)
    if own is not None:
        machine.open_frame(name)
        if not mouth.expand(own[0], token):
            machine.problem(token[2], "the paper's macros expand without end; the rest is read without them")
            mouth.environments.clear()
        return
    if "tabular" in name:
        tabular(machine, name, token)
        return
    if name in machine.numbering.names and name in machine.numbering.counters:
        machine.step(name)
    block(machine, name, token)


def end(machine: Machine, token: Token) -> None:
    r"""\end{…}."""
    mouth = machine.mouth
    name = mouth.word()
    closing = (CLOSING, name, token[2], max(token[3], mouth.last_end))
    if name == "document":
        if machine.sources.place(token[2]).called_from is None:
            while mouth.stack:
                mouth.stack.pop()
        return
    own = mouth.environments.get(name) if name not in machine.environments else None
    if own is not None:
        mouth.stack.append((ENV_END, name, closing[2], closing[3]))
        mouth.push([(kind if kind != TEXT else TEXT, text, closing[2], closing[3]) for kind, text, _, _ in own[1]])
    else:
        machine.close_to(name, closing)


def document(machine: Machine, _: str, __: Token) -> None:
    r"""\begin{document}: the preamble is over, and whatever it left open."""
    closing = machine.frames and (CLOSING, "", 0, 0)
    while machine.frames and closing:
        machine.close_frame(closing)
    machine.preamble = machine.front = machine.abstract = False
    machine.out = Scribe(machine.body_role(), machine.path, breaks=True)


def block(machine: Machine, name: str, _: Token) -> None:
    """An environment that only arranges: its text is read on, as paragraphs of its own."""
    spec = ENVIRONMENT_ARGUMENTS.get(name)
    if spec is not None:
        machine.mouth.skip(spec)
    else:
        _placement(machine)
    if name in INLINE:
        frame = machine.open_frame(name)
        machine.bold = machine.bold or name == "bf"
        frame.name = name
        return
    machine.flush()
    machine.out.space(" ", NOWHERE, NOWHERE)
    around = machine.body_role()

    def closed(_closing: Token) -> None:
        if machine.out.breaks:
            machine.flush(machine.body_role() if around is not None else None)
        else:
            machine.out.space(" ", NOWHERE, NOWHERE)

    machine.open_frame(name, closed)


def _placement(machine: Machine) -> None:
    r"""An option right after an unknown \begin: a placement is dropped, a theorem's name is read on."""
    option = machine.mouth.option()
    if option is None:
        return
    text = plain(option)
    if not set(text) <= _PLACEMENT and "=" not in text:
        machine.mouth.push(option)


def silent(machine: Machine, name: str, token: Token) -> None:
    """An environment that is not prose: passed over, but what floats in it is kept."""
    machine.mouth.skip(ENVIRONMENT_ARGUMENTS.get(name, ""))
    machine.redirect(Scribe(None, breaks=True), name, token, lambda _scribe, _closing: None)


def abstract(machine: Machine, name: str, token: Token) -> None:
    """The abstract, also in a preamble."""
    machine.flush()
    machine.abstract = True

    def done(scribe: Scribe, _: Token) -> None:
        machine.keep(scribe)
        machine.abstract = False

    machine.redirect(Scribe("abstract", breaks=True), name, token, done)


def item_list(machine: Machine, name: str, _: Token) -> None:
    """Lists whose items are blocks."""
    machine.mouth.skip(ENVIRONMENT_ARGUMENTS.get(name, "o"))
    machine.flush()
    outer = machine.list_depth
    machine.list_depth = outer + 1
    counted = machine.numbering.counters.get("item", 0)
    machine.numbering.counters["item"] = 0

    def closed(_: Token) -> None:
        machine.list_depth = outer
        machine.numbering.counters["item"] = counted
        machine.flush(machine.body_role() if machine.out.role is not None else None)

    machine.open_frame(name, closed)


def inline_list(machine: Machine, name: str, _: Token) -> None:
    """Lists that run on in the sentence."""
    machine.mouth.skip("o")
    outer = machine.list_depth
    machine.list_depth = 0

    def closed(_: Token) -> None:
        machine.list_depth = outer

    machine.open_frame(name, closed)


def display(machine: Machine, name: str, token: Token) -> None:
    """Displayed formulas."""
    if name == "math":
        machine.open_frame(name)
        machine.math = True
    else:
        read_display(machine, name, token)


def float_environment(machine: Machine, name: str, token: Token) -> None:
    """A float: its text is not part of the paragraph around it."""
    machine.end_unclosed(token)
    machine.mouth.skip(ENVIRONMENT_ARGUMENTS.get(name, "o"))
    box = Float(FLOATS[name])
    machine.floats.append(box)
    silent_text = machine.preamble or box.kind in ("algorithm", "listing")

    def done(scribe: Scribe, _: Token) -> None:
        machine.keep(scribe)
        if box in machine.floats:
            del machine.floats[machine.floats.index(box) :]
        box.close(machine.floats[-1] if machine.floats else None, machine.numbering)

    machine.redirect(Scribe(None if silent_text else "body", machine.path, breaks=True), name, token, done)


def minipage(machine: Machine, name: str, _: Token) -> None:
    """A box; inside a float it may have a caption of its own, (a) or (b) in a subtable."""
    machine.mouth.skip(ENVIRONMENT_ARGUMENTS[name])
    if machine.floats:
        open_box(machine, name, Float(machine.floats[-1].kind, sub=name != "minipage"))
    else:
        machine.open_frame(name)


def tabular(machine: Machine, name: str, token: Token) -> None:
    """A tabular of any kind: read into a grid of its own."""
    mouth = machine.mouth
    if name in ("tabu", "longtabu"):
        mouth.skip_space()
        if mouth.starts("to") or mouth.starts("spread"):
            length(machine)
            while mouth.stack and not mouth.opens() and mouth.stack[-1][0] != FILE_END:
                mouth.stack.pop()
    mouth.skip(TABULARS.get(name, "om"))
    if name == "array" and (machine.in_grid() or not machine.floats):
        machine.open_frame(name)
        return
    if machine.front or machine.preamble:
        machine.open_frame(name)
        return
    _open_grid(machine, name, token)


def _open_grid(machine: Machine, name: str, token: Token) -> None:
    grid = Grid(token[2], machine.path)
    nested = machine.in_grid()
    before = machine.out
    long = name.startswith(LONG) and not machine.floats

    def closed(closing: Token) -> None:
        grid.finish()
        grid.end = max(closing[3], grid.start)
        machine.grids = [other for other in machine.grids if other is not grid]
        machine.out = before
        box = machine.floats[-1] if machine.floats else None
        if grid.holds_data(floats=box is not None) and (not nested or grid.stands_alone()):
            machine.add_table(grid)
        else:
            _pour(machine, grid)
        if long and box is not None:
            machine.floats.pop()
            box.close(None, machine.numbering)
        if closing[0] != CLOSING or closing[1] != name:
            machine.problem(grid.start, f"a {name} has no \\end{{{name}}} of its own; it ends where what holds it ends")

    frame = machine.open_frame(name, closed)
    if machine.frames[-1] is not frame:
        return
    frame.grid = grid
    machine.grids = [*machine.grids, grid]
    if long:
        machine.floats.append(Float("table"))
    machine.out = grid.slot.scribe
    machine.bold = machine.underline = False
    machine.math = frame.cell_math = name == "array"


def _pour(machine: Machine, grid: Grid) -> None:
    """A tabular that is only a layout: its text is part of what holds it."""
    out = machine.out
    for slot in grid.slots():
        out.space(" ", NOWHERE, NOWHERE)
        out.pieces.extend(slot.scribe.pieces)
        out.tail = slot.scribe.tail
        if machine.grids:
            outer = machine.grids[-1].slot
            outer.bold = outer.bold or slot.bold
            outer.underline = outer.underline or slot.underline
    out.space(" ", NOWHERE, NOWHERE)


ENVIRONMENTS: dict[str, EnvironmentHandler] = {
    "document": document,
    "abstract": abstract,
    **dict.fromkeys(FLOATS, float_environment),
    **dict.fromkeys(TABULARS, tabular),
    **dict.fromkeys(LISTS, item_list),
    **dict.fromkeys(INLINE_LISTS, inline_list),
    **dict.fromkeys(SILENT, silent),
    **dict.fromkeys(DISPLAYS, display),
    **dict.fromkeys([f"{name}*" for name in DISPLAYS], display),
    **dict.fromkeys(["minipage", "subtable", "subfigure", "subcaptionblock"], minipage),
}


def _as_command(machine: Machine, token: Token) -> None:
    r"""\tabular … \endtabular, as macros write environments."""
    name = token[1]
    if name.startswith("end"):
        machine.close_to(name[3:], (CLOSING, name[3:], token[2], token[3]))
    else:
        machine.environments[name](machine, name, token)


ENVIRONMENT_COMMANDS: dict[str, Handler] = {
    **dict.fromkeys("tabular array table figure itemize enumerate equation align".split(), _as_command),
    **dict.fromkeys([f"end{name}" for name in "tabular array table figure itemize enumerate".split()], _as_command),
    "begin": begin,
    "end": end,
}
