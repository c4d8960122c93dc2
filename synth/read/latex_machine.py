"""The machine that reads LaTeX: it takes tokens one by one and writes blocks and tables.

It never recurses: groups, environments, floats and tables are frames on one stack, closed in order, so that no
nesting is too deep, and what is never closed is closed by whatever encloses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from synth.read.latex_floats import Float
from synth.read.latex_grid import Grid
from synth.read.latex_numbering import Numbering, Target, names_reference
from synth.read.tex_conditionals import CONDITIONALS, conditional
from synth.read.tex_macros import Mouth
from synth.read.tex_symbols import ARRANGING, LENGTHS, SIZES, SYMBOLS, UPRIGHT_MARKS
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
MAX_INPUT_DEPTH = 12
MAX_INPUTS = 400
_LOOK_AHEAD = 400
_LENGTH = re.compile(
    r"\s*=?\s*[-+]?\s*[\d.,]*\s*(?:pt|em|ex|cm|mm|in|bp|sp|pc|dd|mu|true|fil+)?(?![a-zA-Z])"
    r"(?:\s*(?:plus|minus)\s*-?[\d.]*\s*(?:pt|em|ex|cm|mm|in|fil+)?)*"
)
_BRACKET_LENGTH = re.compile(r"\s*[-+]?[\d.,]*\s*(?:pt|em|ex|cm|mm|in|bp|pc|\\\w+|)\s*")
_RULE_NAME = re.compile(
    r"h+line|(?:top|mid|bottom|bot|col|row|table|thick|heavy|light|double|sep)rule|^(?:[tbms]|h)?line[A-Z]?$"
)


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
    """Inside \\title or \\author, where a tabular is a layout."""
    list_depth: int = 0
    abstract: bool = False
    ended: bool = False

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
            self._math_shift(token)
        elif kind == ALIGN:
            self.align(token)
        elif kind == PAR:
            self.paragraph(token)
        elif kind in (SUPER, SUB):
            self._script(token)
        elif kind == CLOSING:
            self.close_to(text, token)
        elif kind == ENV_END:
            self.close_to(text, token)
        elif kind == FILE_END and self.out.breaks and self.mouth.stack:
            self.out.space(" ", start, start)

    # commands --------------------------------------------------------------------------------------------------

    def control(self, token: Token) -> None:
        """One command: the paper's own first, save those whose meaning the reader itself depends on."""
        name = token[1]
        mouth = self.mouth
        macro = mouth.macros.get(name)
        if macro is not None:
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
        symbol = SYMBOLS.get(name)
        if symbol is not None:
            self.symbol(symbol, token)
            return
        spec = ARRANGING.get(name)
        if spec is not None:
            if name in SIZES:
                self.out.loose = True
            mouth.skip(spec)
            self._after_name(name)
            return
        if name in LENGTHS:
            self.length()
        elif name in CONDITIONALS or name.startswith("if") or name in mouth.flags:
            conditional(mouth, name)
        else:
            self._unknown(token)

    def _after_name(self, name: str) -> None:
        """TeX passes over the spaces after a command's name."""
        if name.isalpha():
            self.mouth.skip_space()

    def symbol(self, text: str, token: Token) -> None:
        """A command that prints a character or a few."""
        _, name, start, end = token
        before = self.out.tail
        if not text:
            return
        if text == " ":
            self.out.space(" " if self.out.spaced or end - start != 1 else "\\", start, end)
        else:
            self.out.made(text, start, end)
            self._flag()
        if name.isalpha():
            stack = self.mouth.stack
            if stack and stack[-1][0] == SPACE:
                space = stack.pop()
                if self.math and before.isspace() and text != " ":
                    self.out.space(space[1], space[2], space[3])
            elif len(stack) > 1 and stack[-1][0] == OPEN and stack[-2][0] == CLOSE:
                del stack[-2:]

    def length(self) -> None:
        """What follows a TeX length register: `=2pt plus 1fil`, or nothing."""
        stack = self.mouth.stack
        self.mouth.skip_space()
        while stack and stack[-1][0] in (TEXT, MADE):
            kind, text, start, end = stack.pop()
            match = _LENGTH.match(text)
            taken = match.end() if match else 0
            if taken < len(text):
                self.mouth.push_rest(kind, text, taken, start, end)
                if not taken:
                    break
            if taken and text[:taken].strip() not in {"=", "-", ""}:
                if stack and stack[-1][0] == CONTROL and stack[-1][1] in LENGTHS:
                    stack.pop()
                break
            self.mouth.skip_space()

    def _unknown(self, token: Token) -> None:
        """A command that is defined nowhere: its arguments' text is kept; alone, its name is a name."""
        _, name, start, end = token
        mouth = self.mouth
        if _RULE_NAME.search(name) and self.in_grid():
            mouth.skip("on")
            self.rule(full=True)
            return
        if names_reference(name) and mouth.opens():
            keys = mouth.word()
            self.out.reference(f"{name}|{keys}", start, max(end, mouth.last_end))
            return
        stack = mouth.stack
        if stack and stack[-1][0] == BRACKET and stack[-1][1] == "[":
            mouth.option()
        if len(stack) > 1 and stack[-1][0] == OPEN and stack[-2][0] == CLOSE:
            end = stack[-2][3]
            del stack[-2:]
        elif stack and stack[-1][0] == OPEN:
            self._arguments_of_unknown(token)
            return
        if not self.preamble and not name.startswith("@"):
            self.out.made(name, start, end)
            self._flag()

    def _arguments_of_unknown(self, token: Token) -> None:
        """Several arguments are parted by spaces, so that two numbers never become one."""
        mouth = self.mouth
        self.out.loose = True
        mouth.stack.pop()
        frame = self.open_frame("{")

        def closed(_: Token) -> None:
            stack = mouth.stack
            self.out.loose = True
            if stack and stack[-1][0] == OPEN:
                opening = stack.pop()
                self.out.space(" ", opening[2], opening[3] + 1)
                self.open_frame("{").on_close = closed

        frame.on_close = closed

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

    # mathematics -----------------------------------------------------------------------------------------------

    def _math_shift(self, token: Token) -> None:
        _, text, start, end = token
        frames = self.frames
        if text == "$$" and not self.math:
            self.display("$$", token)
            return
        if text == "$$" and not self.in_grid():
            middle = start + 1 if end - start == 2 else end
            self.mouth.push([(MATH, "$", start, middle), (MATH, "$", middle if end - start == 2 else start, end)])
            return
        for depth in range(len(frames) - 1, max(-1, len(frames) - 60), -1):
            if frames[depth].name == "$":
                if not any(frame.grid is not None for frame in frames[depth:]):
                    while len(frames) > depth:
                        self.close_frame(token)
                    return
                break
            if frames[depth].grid is not None:
                break
        if self.math and not self.in_grid():
            return
        self.open_frame("$")
        self.math = True

    def display(self, ending: str, token: Token) -> None:
        """A displayed formula: "[equation]" for all of it, its labels bound. In a table it is read as inline."""
        from synth.read.latex_math import read_display

        read_display(self, ending, token)

    def _script(self, token: Token) -> None:
        """`^` and `_`: kept, unless what they raise is a mark that reads as well on the line."""
        kind, text, start, end = token
        stack = self.mouth.stack
        self.mouth.skip_space()
        if not self.math:
            self.out.made(text, start, end)
            return
        back = 1
        while back <= min(4, len(stack)) and stack[-back][0] in (OPEN, SPACE):
            back += 1
        first = stack[-back] if back <= len(stack) else None
        if first is None or first[0] in (CLOSE, MATH):
            return
        shown = SYMBOLS.get(first[1], "") if first[0] == CONTROL else first[1]
        mark = shown[:1] in UPRIGHT_MARKS and bool(shown)
        if mark and shown[:1] in "+−-" and kind == SUPER and self.out.tail.isalnum() and back > 1:
            mark = self.out.tail.isdigit() and len(shown) > 1 and "." in shown
        if shown in ("t", "th", "st", "nd", "rd", "T") and kind == SUPER and first[0] in (TEXT, MADE):
            mark = shown != "t" and shown != "T"
        if mark:
            return
        if end - start == 1:
            self.out.exact(text, start)
        else:
            self.out.made(text, start, end)

    # paragraphs ------------------------------------------------------------------------------------------------

    def paragraph(self, token: Token) -> None:
        """An empty line or \\par: the block ends, where blocks end so."""
        while self.frames and self.frames[-1].name == "$":
            self.close_frame(token)
        if self.out.breaks:
            self.flush()
        else:
            self.out.space(" ", token[2], token[2])

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

    # tables ----------------------------------------------------------------------------------------------------

    def in_grid(self) -> bool:
        """Whether a tabular is being read."""
        return bool(self.grids)

    def rule(self, *, full: bool) -> None:
        """A horizontal rule, where a table is being read."""
        if self.grids:
            self.grids[-1].rule(full=full)

    def _grid_depth(self) -> int:
        for depth in range(len(self.frames) - 1, -1, -1):
            if self.frames[depth].grid is not None:
                return depth
        return -1

    def boundary(self, token: Token) -> bool:
        """Whether `&` or `\\\\` here parts cells: at the table's own level, or where a group was left open."""
        depth = self._grid_depth()
        if depth < 0 or not self.grids:
            return False
        inner = self.frames[depth + 1 :]
        if not inner:
            return True
        if any(frame.name not in ("{", "$") for frame in inner):
            return False
        braces = sum(1 for frame in inner if frame.name == "{")
        if braces and self._closes_soon(braces):
            return False
        while len(self.frames) > depth + 1:
            self.close_frame(token)
        return True

    def _closes_soon(self, braces: int) -> bool:
        """Whether the open braces are closed before the table ends."""
        nested = 0
        for token in reversed(self.mouth.stack[-_LOOK_AHEAD:]):
            kind, text, _, _ = token
            if kind == OPEN:
                braces += 1
            elif kind == CLOSE:
                braces -= 1
                if braces <= 0:
                    return True
            elif kind == CONTROL and text == "begin":
                nested += 1
            elif kind == CONTROL and text == "end":
                nested -= 1
                if nested < 0:
                    return False
            elif kind == FILE_END:
                return False
        return False

    def align(self, token: Token) -> None:
        """`&`."""
        if not self.boundary(token):
            self.out.space(" ", token[2], token[2]) if self.math else self.out.made("&", token[2], token[3])
            return
        grid = self.grids[-1]
        grid.end_cell()
        self._next_cell(grid)

    def row_end(self, token: Token) -> None:
        """`\\\\`, \\tabularnewline, \\cr: a row's end, a line's end in a cell, or a line's end in text."""
        mouth = self.mouth
        mouth.starts("*")
        stack = mouth.stack
        back = 1
        while back <= min(2, len(stack)) and stack[-back][0] == SPACE:
            back += 1
        if back <= len(stack) and stack[-back][1] == "[" and stack[-back][0] == BRACKET:
            option = mouth.option()
            if option is not None:
                from synth.read.tex_tokens import plain

                if _BRACKET_LENGTH.fullmatch(plain(option)) is None and self.grids:
                    mouth.push(
                        [
                            (BRACKET, "[", token[3], token[3] + 1),
                            *option,
                            (BRACKET, "]", mouth.last_end - 1, mouth.last_end),
                        ]
                    )
        if self.boundary(token):
            grid = self.grids[-1]
            grid.end_row()
            self._next_cell(grid)
        elif self.out.spaced:
            self.out.made("\n", token[2], token[3])
        else:
            self.out.space(" ", token[2], token[2])

    def _next_cell(self, grid: Grid) -> None:
        self.out = grid.slot.scribe
        self.bold = self.underline = False
        self.math = self.frames[-1].cell_math

    def add_table(self, grid: Grid) -> None:
        """A finished tabular that holds data joins the float it stands in."""
        self.tables.append(grid)
        if grid.overflow:
            self.problem(grid.start, "a table has more cells than can be read; the rest of it is left out")
        if self.floats:
            self.floats[-1].tables.append((len(self.floats[-1].captions), grid))

    def step(self, kind: str) -> Target:
        """Counts one more numbered thing, to which the next \\label belongs."""
        self.target = self.numbering.step(kind)
        return self.target


def _ligatures(text: str) -> str:
    for written, printed in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”")):
        text = text.replace(written, printed)
    return text


def _body(tokens: list[Token]) -> list[Token]:
    """An included file's tokens without a preamble and \\end{document} of its own (\\subfile)."""
    start, stop = 0, len(tokens)
    for index in range(len(tokens) - 3):
        if tokens[index][0] == CONTROL and tokens[index + 2][1] == "document" and tokens[index + 1][0] == OPEN:
            if tokens[index][1] == "begin":
                start = index + 4
            elif tokens[index][1] == "end":
                stop = index
    return tokens[start:stop]
