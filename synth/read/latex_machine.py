"""The machine that reads LaTeX: it takes tokens one by one and writes blocks and tables.

It never recurses: groups, environments, floats and tables are frames on one stack, closed in order, so that no
nesting is too deep, and what is never closed is closed by whatever encloses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from synth.read.latex_floats import Float
from synth.read.latex_grid import Grid
from synth.read.latex_math import math_shift, script
from synth.read.latex_numbering import Numbering, Target
from synth.read.latex_rows import align
from synth.read.latex_words import length, symbol, unknown
from synth.read.tex_conditionals import CONDITIONALS, conditional
from synth.read.tex_macros import Mouth
from synth.read.tex_symbols import ARRANGING, LENGTHS, SIZES, SYMBOLS
from synth.read.tex_tokens import (
    ALIGN,
    BRACKET,
    CLOSE,
    CLOSING,
    CONTROL,
    ENV_END,
    FILE_END,
    MADE,
    MATH,
    OPEN,
    PAR,
    RAW,
    SPACE,
    SUB,
    SUPER,
    TEXT,
    TIE,
    Sources,
    Token,
    tokenize,
)
from synth.read.tex_trace import Scribe
from synth.records import Problem, Role

Handler = Callable[["Machine", Token], None]
EnvironmentHandler = Callable[["Machine", str, Token], None]

MAX_FRAMES = 3_000


@dataclass(slots=True)
class Frame:
    """An open group: what closes it (`name`: "{", "$", or an environment's name) and what to restore then."""

    name: str
    bold: bool
    underline: bool
    math: bool
    target: Target | None
    on_close: Callable[[Token], None] | None = None
    grid: Grid | None = None
    cell_math: bool = False


@dataclass(slots=True)
class Machine:
    """All that is known while a paper is read."""

    files: Mapping[str, str]
    commands: Mapping[str, Handler]
    environments: Mapping[str, EnvironmentHandler]
    mouth: Mouth
    sources: Sources = field(default_factory=Sources)
    numbering: Numbering = field(default_factory=Numbering)
    frames: list[Frame] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    floats: list[Float] = field(default_factory=list)
    out: Scribe = field(default_factory=lambda: Scribe("body", breaks=True))
    blocks: list[Scribe] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    title: Scribe | None = None
    names: list[str] = field(default_factory=list)
    bold: bool = False
    underline: bool = False
    math: bool = False
    target: Target | None = None
    preamble: bool = False
    front: bool = False
    r"""Inside \title or \author, where a tabular is a layout."""
    formula: int = 0
    """How many pieces were written when the formula began."""
    list_depth: int = 0
    abstract: bool = False

    # what goes wrong -------------------------------------------------------------------------------------------

    def problem(self, position: int, message: str, hint: str | None = None) -> None:
        """Notes what was stepped over, each message once for a file."""
        place = self.sources.place(position)
        text = self.files.get(place.name, "")
        line = text.count("\n", 0, max(0, position - place.base)) + 1
        if len(self.problems) < 50 and not any(
            known.message == message and known.where.startswith(place.name + ":") for known in self.problems
        ):
            self.problems.append(Problem(f"{place.name}:{line}", message, hint))

    # files -----------------------------------------------------------------------------------------------------

    def read(self, name: str, text: str, called_from: tuple[int, int] | None = None, *, style: bool = False) -> None:
        """Puts a whole file before everything that is yet to be read."""
        base = self.sources.add(name, len(text), called_from)
        tokens = tokenize(text, base, style=style)
        if called_from is not None:
            tokens = _body(tokens)
        self.mouth.stack.append((FILE_END, "", base + len(text), base + len(text)))
        self.mouth.push(tokens)
        self.mouth.budget += 2 * len(tokens)
        if name not in self.opened:
            self.opened.append(name)

    # the loop --------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Reads until nothing is left, then closes what is open."""
        stack = self.mouth.stack
        pop = stack.pop
        while stack:
            token = pop()
            kind, text, start, end = token
            if kind == TEXT:
                if self.math:
                    self.out.exact(text, start)
                else:
                    self.out.literal(text, start)
                self._flag()
            elif kind == SPACE:
                self.out.space(text, start, end)
            elif kind == CONTROL:
                self.control(token)
            else:
                self._other(token)
        while self.frames:
            self.close_frame((CLOSE, "", self.sources.size - 1, self.sources.size - 1))
        self.flush()

    def _flag(self) -> None:
        if self.grids and (self.bold or self.underline):
            slot = self.grids[-1].slot
            slot.bold = slot.bold or self.bold
            slot.underline = slot.underline or self.underline

    def _other(self, token: Token) -> None:
        kind, text, start, end = token
        if kind == OPEN:
            self.out.seam = True
            self.open_frame("{")
        elif kind == CLOSE:
            self.close_brace(token)
        elif kind == MADE:
            self.out.made(text if self.math else _ligatures(text), start, end)
            self._flag()
        elif kind in (RAW, BRACKET):
            if end - start == len(text):
                self.out.exact(text, start)
            else:
                self.out.made(text, start, end)
        elif kind == TIE:
            self.out.space("~", start, end)
        elif kind == MATH:
            math_shift(self, token)
        elif kind == ALIGN:
            align(self, token)
        elif kind == PAR:
            self.paragraph(token)
        elif kind in (SUPER, SUB):
            script(self, token)
        elif kind in (CLOSING, ENV_END):
            self.close_to(text, token)
        elif kind == FILE_END and self.out.breaks and self.mouth.stack:
            self.out.space(" ", start, start)

    # commands --------------------------------------------------------------------------------------------------

    def control(self, token: Token) -> None:
        """One command: the paper's own first, save those whose meaning the reader itself depends on."""
        name = token[1]
        mouth = self.mouth
        mouth.last_end = token[3]
        macro = mouth.macros.get(name)
        if macro is not None and not (name in SYMBOLS and macro.draws):
            if macro.original is None:
                if not mouth.expand(macro, token):
                    self.problem(token[2], "the paper's macros expand without end; the rest is read without them")
                    mouth.macros.clear()
                return
            name = macro.original
            token = (CONTROL, name, token[2], token[3])
        handler = self.commands.get(name)
        if handler is not None:
            handler(self, token)
            return
        printed = SYMBOLS.get(name)
        if printed is not None:
            symbol(self, printed, token)
            return
        spec = ARRANGING.get(name)
        if spec is not None:
            if name in SIZES:
                self.out.loose = True
            mouth.skip(spec)
            self._after_name(name)
            return
        if name in LENGTHS:
            length(self)
        elif name in CONDITIONALS or name.startswith("if") or name in mouth.flags:
            conditional(mouth, name)
        else:
            unknown(self, token)

    def _after_name(self, name: str) -> None:
        """TeX passes over the spaces after a command's name."""
        if name.isalpha():
            self.mouth.skip_space()

    # groups ----------------------------------------------------------------------------------------------------

    def open_frame(self, name: str, on_close: Callable[[Token], None] | None = None) -> Frame:
        """Begins a group; what is set inside ends with it."""
        frame = Frame(name, self.bold, self.underline, self.math, self.target, on_close)
        if len(self.frames) >= MAX_FRAMES:
            self.problem(self.sources.size - 1, f"groups are nested more than {MAX_FRAMES} deep; deeper ones are flat")
            return frame
        self.frames.append(frame)
        return frame

    def close_frame(self, token: Token) -> None:
        """Ends the innermost group."""
        frame = self.frames.pop()
        self.bold, self.underline, self.math = frame.bold, frame.underline, frame.math
        self.out.seam = True
        if frame.name not in ("{", "$"):
            self.target = frame.target
        if frame.on_close is not None:
            frame.on_close(token)

    def close_brace(self, token: Token) -> None:
        """`}`: ends the group that `{` began; formulas left open in it end too. One too many is passed over."""
        frames = self.frames
        depth = len(frames) - 1
        while depth >= 0 and frames[depth].name == "$":
            depth -= 1
        if depth >= 0 and frames[depth].name == "{":
            while len(frames) > depth:
                self.close_frame(token)

    def close_to(self, name: str, token: Token) -> bool:
        """Ends the innermost environment `name` and all that is open inside it. False where none is open."""
        for depth in range(len(self.frames) - 1, -1, -1):
            if self.frames[depth].name == name:
                while len(self.frames) > depth:
                    self.close_frame(token)
                return True
        return False

    def redirect(self, scribe: Scribe, name: str, token: Token, done: Callable[[Scribe, Token], None]) -> None:
        """Opens a group whose text goes to `scribe`; `done` is told when it closes, the old text going on."""
        before = self.out, self.grids, self.list_depth
        self.out = scribe
        self.grids = []

        def closed(closing: Token) -> None:
            written = self.out
            self.out, self.grids, self.list_depth = before
            done(written, closing)

        frame = self.open_frame(name, closed)
        self.bold = self.underline = self.math = False
        if not self.frames or self.frames[-1] is not frame:
            closed(token)

    def group(self, scribe: Scribe, token: Token, done: Callable[[Scribe, Token], None]) -> bool:
        """`redirect` for an argument in braces that comes next. False where there is none."""
        if not self.mouth.opens():
            return False
        self.mouth.skip_space()
        self.mouth.stack.pop()
        self.redirect(scribe, "{", token, done)
        return True

    def styled(self, *, bold: bool | None = None, underline: bool | None = None, math: bool | None = None) -> None:
        """The argument that comes next is set in another style."""
        mouth = self.mouth
        if mouth.opens():
            mouth.skip_space()
            mouth.stack.pop()
        else:
            argument = mouth.argument()
            if not argument:
                return
            mouth.stack.append((CLOSE, "}", mouth.last_end, mouth.last_end))
            mouth.push(argument)
        self.open_frame("{")
        self.bold = self.bold if bold is None else bold
        self.underline = self.underline if underline is None else underline
        self.math = self.math if math is None else math

    # paragraphs ------------------------------------------------------------------------------------------------

    def paragraph(self, token: Token) -> None:
        r"""An empty line or \par: the block ends, where blocks end so."""
        while self.frames and self.frames[-1].name == "$":
            self.close_frame(token)
        if self.out.breaks:
            self.flush()
        else:
            self.out.space("", token[2], token[3])

    def flush(self, role: Role | None = None) -> None:
        """Ends the block that is being written; the next one has `role`, or the same."""
        out = self.out
        if not out.breaks:
            return
        self.keep(out)
        self.out = Scribe(role or out.role, self.path, breaks=True)

    def keep(self, scribe: Scribe) -> None:
        """A finished block, unless nothing is in it or nobody wants it."""
        if scribe.role is not None and any(not text.isspace() for _, text, _, _ in scribe.pieces):
            self.blocks.append(scribe)

    def body_role(self) -> Role | None:
        """The role of running text here."""
        if self.preamble and not self.abstract:
            return None
        return "abstract" if self.abstract else "list" if self.list_depth else "body"

    def end_unclosed(self, token: Token) -> None:
        """What cannot stand in a table, a caption or a footnote (a section, a float) ends one that was left open."""
        while self.frames and (self.grids or self.front or not self.out.breaks):
            self.close_frame(token)

    # tables ----------------------------------------------------------------------------------------------------

    def in_grid(self) -> bool:
        """Whether a tabular is being read."""
        return bool(self.grids)

    def rule(self, *, full: bool) -> None:
        """A horizontal rule, where a table is being read."""
        if self.grids:
            self.grids[-1].rule(full=full)

    def add_table(self, grid: Grid) -> None:
        """A finished tabular that holds data joins the float it stands in."""
        self.tables.append(grid)
        if grid.overflow:
            self.problem(grid.start, "a table has more cells than can be read; the rest of it is left out")
        if self.floats:
            self.floats[-1].tables.append((len(self.floats[-1].captions), grid))

    def step(self, kind: str) -> Target:
        r"""Counts one more numbered thing, to which the next \label belongs."""
        self.target = self.numbering.step(kind)
        return self.target


def _ligatures(text: str) -> str:
    for written, printed in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”")):
        text = text.replace(written, printed)
    return text


def _body(tokens: list[Token]) -> list[Token]:
    r"""An included file's tokens without a preamble and \end{document} of its own (\subfile)."""
    start, stop = 0, len(tokens)
    for index in range(len(tokens) - 3):
        if tokens[index][0] == CONTROL and tokens[index + 2][1] == "document" and tokens[index + 1][0] == OPEN:
            if tokens[index][1] == "begin":
                start = index + 4
            elif tokens[index][1] == "end":
                stop = index
    return tokens[start:stop]
