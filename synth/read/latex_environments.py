"""What LaTeX's environments do, and the files that a paper draws in."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from synth.read.latex_commands import open_box
from synth.read.latex_floats import Float
from synth.read.latex_grid import Grid
from synth.read.latex_machine import MAX_INPUT_DEPTH, MAX_INPUTS
from synth.read.latex_math import DISPLAYS
from synth.read.tex_tokens import CLOSING, ENV_END, FILE_END, TEXT, Token, plain
from synth.read.tex_trace import NOWHERE, Scribe

if TYPE_CHECKING:
    from synth.read.latex_machine import EnvironmentHandler, Handler, Machine

_ARGUMENTS = {
    "minipage": "ooom", "wrapfigure": "omom", "wraptable": "omom", "subfigure": "om", "subtable": "om", "multicols": "mo",
    "multicols*": "mo", "adjustbox": "m", "spacing": "m", "CJK": "omm", "CJK*": "omm", "turn": "m", "rotate": "m",
    "tablenotes": "o", "subcaptionblock": "om", "threeparttable": "o", "list": "mm", "IEEEbiography": "om", "IEEEbiographynophoto": "m",
    "scope": "o", "algorithmic": "o", "figwindow": "o", "tabwindow": "o", "otherlanguage": "m", "addmargin": "om",
    "adjustwidth": "mm", "subequations": "", "table": "o", "figure": "o", "table*": "o", "figure*": "o", "mdframed": "o",
    "tcolorbox": "o", "floatrow": "o", "letterspace": "m", "scriptsize": "", "resizebox": "mm", "scalebox": "m",
    "sidewaystable": "o", "sidewaystable*": "o", "sidewaysfigure": "o", "sidewaysfigure*": "o", "algorithm": "o",
    "enumerate": "o", "itemize": "o", "description": "o", "changemargin": "mm", "textblock": "m", "varwidth": "om",
    "SCtable": "oo", "SCfigure": "oo", "dependency": "o", "wrapfloat": "mmm", "appendices": "", "IEEEeqnarray": "om",
}  # fmt: skip
_FLOATS = {
    "table": "table", "table*": "table", "wraptable": "table", "sidewaystable": "table", "sidewaystable*": "table",
    "figure": "figure", "figure*": "figure", "wrapfigure": "figure", "sidewaysfigure": "figure",
    "sidewaysfigure*": "figure", "algorithm": "algorithm", "algorithm*": "algorithm", "SCtable": "table",
    "SCfigure": "figure", "teaserfigure": "figure", "margintable": "table", "marginfigure": "figure", "listing": "listing",
}  # fmt: skip
_TABULARS = {
    "tabular": "om", "tabular*": "mom", "tabularx": "mom", "tabulary": "mom", "longtable": "om", "longtable*": "om",
    "supertabular": "m", "supertabular*": "mm", "xtabular": "m", "mpxtabular": "m", "xltabular": "omm", "tabu": "om",
    "longtabu": "om", "array": "om", "NiceTabular": "omo", "tblr": "om", "longtblr": "om", "talltblr": "om",
    "tabularew": "m", "deluxetable": "m", "deluxetable*": "m", "ctabular": "om", "NiceTabular*": "momo",
    "NiceTabularX": "mmo", "tabularht": "mm", "widetabular": "mm", "smalltabular": "m",
}  # fmt: skip
_LONG = ("long", "super", "xtab", "xlt", "deluxe")
_LISTS = ("itemize", "enumerate", "description", "compactitem", "compactenum", "list", "trivlist", "asparaenum", "asparaitem")
_INLINE_LISTS = ("inparaenum", "enumerate*", "inparaitem", "itemize*")
_SILENT = ("thebibliography", "acks", "acknowledgements", "acknowledgments", "acknowledgement", "acknowledgment", "keywords",
           "IEEEkeywords", "keyword", "algorithmic", "algorithm2e", "tikzpicture", "IEEEbiography", "CCSXML", "comment",
           "IEEEbiographynophoto", "icmlauthorlist", "tabbing", "overpic", "verbatim", "lstlisting", "minted", "code",
           "references", "classification", "AMS", "sloppypar@")  # fmt: skip
_INLINE = frozenset(
    """aligned alignedat split cases dcases matrix pmatrix bmatrix vmatrix Bmatrix Vmatrix smallmatrix gathered array
    small footnotesize scriptsize tiny normalsize large bf it sc em rotate turn sideways adjustbox varwidth""".split()
)
_PLACEMENT = frozenset("htbpH!c ")


def begin(machine: Machine, token: Token) -> None:
    """\\begin{…}: the reader's own environments first, then the paper's, then any other as a plain block."""
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
    """\\end{…}."""
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
    """\\begin{document}: the preamble is over."""
    machine.preamble = False
    machine.out = Scribe(machine.body_role(), machine.path, breaks=True)


def block(machine: Machine, name: str, _: Token) -> None:
    """An environment that only arranges: its text is read on, as paragraphs of its own."""
    spec = _ARGUMENTS.get(name)
    if spec is not None:
        machine.mouth.skip(spec)
    else:
        _placement(machine)
    if name in _INLINE:
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
    """An option right after an unknown \\begin: a placement is dropped, a theorem's name is read on."""
    option = machine.mouth.option()
    if option is None:
        return
    text = plain(option)
    if not set(text) <= _PLACEMENT and "=" not in text:
        machine.mouth.push(option)


def silent(machine: Machine, name: str, token: Token) -> None:
    """An environment that is not prose: passed over, but what floats in it is kept."""
    machine.mouth.skip(_ARGUMENTS.get(name, ""))
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
    machine.mouth.skip(_ARGUMENTS.get(name, "o"))
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
        machine.display(name, token)


def float_environment(machine: Machine, name: str, token: Token) -> None:
    """A float: its text is not part of the paragraph around it."""
    machine.mouth.skip(_ARGUMENTS.get(name, "o"))
    box = Float(_FLOATS[name])
    machine.floats.append(box)
    role = None if machine.preamble else "body"

    def done(scribe: Scribe, _: Token) -> None:
        machine.keep(scribe)
        if box in machine.floats:
            del machine.floats[machine.floats.index(box) :]
        box.close(machine.floats[-1] if machine.floats else None, machine.numbering)

    machine.redirect(Scribe("body" if role else None, machine.path, breaks=True), name, token, done)


def minipage(machine: Machine, name: str, _: Token) -> None:
    """A box; inside a float it may have a caption of its own, (a) or (b) in a subtable."""
    machine.mouth.skip(_ARGUMENTS[name])
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
            machine.length()
            while mouth.stack and not mouth.opens() and mouth.stack[-1][0] != FILE_END:
                mouth.stack.pop()
    mouth.skip(_TABULARS.get(name, "om"))
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
    long = name.startswith(_LONG) and not machine.floats

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


# files -----------------------------------------------------------------------------------------------------------


def input_file(machine: Machine, token: Token) -> None:
    """\\input, \\include, \\subfile, \\import: the file's own tokens come next."""
    mouth = machine.mouth
    folder = mouth.word() if token[1] in ("import", "subimport") else ""
    if mouth.opens():
        name = mouth.word()
    else:
        mouth.skip_space()
        name = ""
        if mouth.stack and mouth.stack[-1][0] == TEXT:
            kind, text, start, end = mouth.stack.pop()
            name = text.split(" ")[0]
            mouth.push_rest(kind, text, len(name), start, end)
    found = find_file(machine, posixpath.join(folder, name.strip(' "')), token)
    if found is None:
        if name and not name.endswith((".bbl", ".sty")):
            machine.problem(token[2], f"\\{token[1]}{{{name}}}: no such file was given", "add it beside the main file")
        return
    if machine.sources.depth(token[2]) >= MAX_INPUT_DEPTH or len(machine.sources.places) >= MAX_INPUTS:
        machine.problem(token[2], f"\\{token[1]}{{{name}}}: files include each other too deeply; it is left out")
        return
    if not found.endswith((".bbl", ".bib")):
        machine.read(found, machine.files[found], (token[2], max(token[3], mouth.last_end)))


def find_file(machine: Machine, name: str, token: Token, endings: tuple[str, ...] = ("", ".tex")) -> str | None:
    """A file's full name among those given: as written, or beside the file that calls it. Paths never leave them."""
    here = posixpath.dirname(machine.sources.place(token[2]).name)
    top = posixpath.dirname(machine.sources.places[0].name)
    for folder in dict.fromkeys((top, here, "")):
        for ending in endings:
            path = posixpath.normpath(posixpath.join(folder, name + ending))
            if path in machine.files:
                return path
    return None


def end_input(machine: Machine, _: Token) -> None:
    """\\endinput: nothing more of this file."""
    stack = machine.mouth.stack
    while stack and stack[-1][0] != FILE_END:
        stack.pop()


def use_package(machine: Machine, token: Token) -> None:
    """\\usepackage: a style file that came with the paper is read for its definitions."""
    mouth = machine.mouth
    mouth.option()
    names = mouth.word()
    mouth.option()
    for name in names.split(","):
        found = find_file(machine, name.strip(), token, (".sty",)) if name.strip() else None
        known = any(place.name == found for place in machine.sources.places)
        if found is not None and not known and machine.sources.depth(token[2]) < MAX_INPUT_DEPTH:
            machine.read(found, machine.files[found], (token[2], mouth.last_end), style=True)


def document_class(machine: Machine, _: Token) -> None:
    """\\documentclass: decides how things are numbered."""
    machine.mouth.option()
    machine.numbering.use_class(machine.mouth.word())
    machine.mouth.option()


ENVIRONMENTS: dict[str, EnvironmentHandler] = {
    "document": document,
    "abstract": abstract,
    **dict.fromkeys(_FLOATS, float_environment),
    **dict.fromkeys(_TABULARS, tabular),
    **dict.fromkeys(_LISTS, item_list),
    **dict.fromkeys(_INLINE_LISTS, inline_list),
    **dict.fromkeys(_SILENT, silent),
    **dict.fromkeys(DISPLAYS, display),
    **dict.fromkeys([f"{name}*" for name in DISPLAYS], display),
    **dict.fromkeys(["minipage", "subtable", "subfigure", "subcaptionblock"], minipage),
}

FILE_COMMANDS: dict[str, Handler] = {
    "begin": begin,
    "end": end,
    **dict.fromkeys("input include subfile import subimport InputIfFileExists".split(), input_file),
    "endinput": end_input,
    "usepackage": use_package,
    "RequirePackage": use_package,
    "documentclass": document_class,
    "documentstyle": document_class,
}
