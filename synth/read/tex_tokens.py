"""TeX source to tokens, each with the place it stands at.

Positions are *global*: every file that is read gets a base of its own in one address space (`Sources`), so that a
token needs two integers and no file name. A token is a plain tuple because a paper has a hundred thousand of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

Token = tuple[int, str, int, int]
"""(kind, text, start, end). For CONTROL the text is the name without its backslash."""

TEXT, SPACE, CONTROL, OPEN, CLOSE, BRACKET, MATH, ALIGN, TIE, SUPER, SUB, PARAM, COMMENT = range(1, 14)
PAR, MADE, RAW, FILE_END, ENV_END, CLOSING = range(14, 20)
"""Kinds that the pattern has no group for: a paragraph's end; words of a macro's body, whose place is the call; text
that TeX would not read as TeX (a URL); the end of a file; the end of an environment that the paper defines; the end of
a group that the machine opened."""

_SPECIAL = r"\s\\{}$&~^_#%\[\]"
_MASTER = re.compile(
    rf"([^{_SPECIAL}]+(?:\ [^{_SPECIAL}]+)*)"
    r"|(\s+)"
    r"|\\([a-zA-Z]+|.)"
    r"|(\{)|(\})|([\[\]])|(\$\$?)|(&)|(~)|(\^)|(_)|(\#[1-9]?)"
    r"|(%[^\r\n]*(?:(?:\r\n?|\n)[ \t]*)?)",
    re.DOTALL,
)
_MASTER_AT = re.compile(_MASTER.pattern.replace(r"\\([a-zA-Z]+|.)", r"\\([a-zA-Z@]+|.)"), re.DOTALL)
_BEGIN_DOCUMENT = re.compile(r"\\begin\s*\{document\}")
_ENVIRONMENT = re.compile(r"\s*\{([a-zA-Z]+\*?)\}")
_RAW_ENVIRONMENTS = frozenset(
    "verbatim verbatim* Verbatim BVerbatim SaveVerbatim lstlisting comment minted alltt filecontents filecontents* "
    "CCSXML tikzpicture picture pspicture pgfpicture forest tcblisting thebibliography lstlisting*".split()
)
_VERB = re.compile(r"\*?([^a-zA-Z\s*{])([^\r\n]{0,500}?)\1")
_URL = re.compile(r"\s*\{([^{}\s]*)\}")
_QUIRKS = frozenset("begin verb lstinline url path nolinkurl href".split())


@dataclass(frozen=True, slots=True)
class Place:
    """One reading of a file: its name, its first global position, and the call that read it."""

    name: str
    base: int
    called_from: tuple[int, int] | None


@dataclass(slots=True)
class Sources:
    """The files read so far, laid end to end in one address space."""

    places: list[Place] = field(default_factory=list)
    bases: list[int] = field(default_factory=list)
    size: int = 0

    def add(self, name: str, length: int, called_from: tuple[int, int] | None = None) -> int:
        """Makes room for a file of `length` characters and gives its first position."""
        base = self.size
        self.places.append(Place(name, base, called_from))
        self.bases.append(base)
        self.size += length + 1
        return base

    def place(self, position: int) -> Place:
        """The reading that a position belongs to."""
        return self.places[max(0, bisect_right(self.bases, position) - 1)]

    def end(self, place: Place) -> int:
        """The first position after a reading."""
        index = bisect_right(self.bases, place.base)
        return self.bases[index] if index < len(self.bases) else self.size

    def depth(self, position: int) -> int:
        r"""How many \input calls lie above a position."""
        place, depth = self.place(position), 0
        while place.called_from is not None:
            place, depth = self.place(place.called_from[0]), depth + 1
        return depth

    def order(self, position: int) -> tuple[int, ...]:
        """Where a position comes in reading order: in the main file, then in the file drawn in there, and so on."""
        place, way = self.place(position), [position]
        while place.called_from is not None:
            position = place.called_from[0]
            place = self.place(position)
            way.append(position)
        return tuple(reversed(way))

    def lifted(self, start: int, end: int, place: Place) -> tuple[int, int] | None:
        r"""The range as `place` sees it: itself, or the \input call in `place` that leads to it; else None."""
        while (here := self.place(start)) is not place:
            if here.called_from is None:
                return None
            start, end = here.called_from
        return start, end


def tokenize(text: str, base: int, *, style: bool = False) -> list[Token]:
    r"""Tokens of a whole file whose first character has the global position `base`.

    In a style file, and before \begin{document}, `@` is a letter of command names.
    """
    tokens: list[Token] = []
    begin = _BEGIN_DOCUMENT.search(text)
    head = len(text) if style else (begin.start() if begin else 0)
    missing: set[str] = set()
    position = _scan(text, 0, head, base, _MASTER_AT, tokens, missing)
    _scan(text, position, len(text), base, _MASTER, tokens, missing)
    return tokens


def _scan(
    text: str, position: int, end: int, base: int, pattern: re.Pattern[str], tokens: list[Token], missing: set[str]
) -> int:
    """Appends the tokens of text[position:end] and gives the place where it stopped (raw text may reach past `end`)."""
    append = tokens.append
    after_comment = False
    while position < end:
        jump: int | None = None
        for match in pattern.finditer(text, position, end):
            kind = match.lastindex or 0
            start, stop = match.span()
            if kind == SPACE:
                space = match[0]
                lines = max(space.count("\n"), space.count("\r"))
                append((PAR if lines + after_comment > 1 else SPACE, space, base + start, base + stop))
            elif kind == CONTROL:
                name = match[CONTROL]
                if name in _QUIRKS:
                    jump = _quirk(text, name, start, stop, base, tokens, missing)
                    if jump is not None:
                        break
                append((CONTROL, name, base + start, base + stop))
            elif kind == COMMENT:
                after_comment = True
                continue
            else:
                append((kind, match[0], base + start, base + stop))
            after_comment = False
        if jump is None:
            return end
        position = jump
    return position


def _quirk(
    text: str, name: str, start: int, stop: int, base: int, tokens: list[Token], missing: set[str]
) -> int | None:
    r"""Reads what must not be read as TeX: raw environments, \verb, URLs. Gives where it ends, None for nothing such.

    `missing` remembers the environments known to have no further \end, so that hostile input is searched once.
    """
    if name == "begin":
        match = _ENVIRONMENT.match(text, stop)
        if match is None or match[1] not in _RAW_ENVIRONMENTS or match[1] in missing:
            return None
        closing = f"\\end{{{match[1]}}}"
        found = text.find(closing, match.end())
        if found < 0:
            missing.add(match[1])
            return None
        tokens.append((SPACE, " ", base + start, base + found + len(closing)))
        return found + len(closing)
    match = (_VERB if name in {"verb", "lstinline"} else _URL).match(text, stop)
    if match is None:
        return None
    if name in {"verb", "lstinline"}:
        tokens.append((RAW, match[2], base + match.start(2), base + match.end(2)))
    elif name != "href":
        tokens.append((RAW, match[1], base + match.start(1), base + match.end(1)))
    return match.end()


def plain(tokens: list[Token]) -> str:
    """The tokens' characters, as a name or a key is read: spaces kept, commands by their names."""
    return "".join("\\" + text if kind == CONTROL else " " if kind == PAR else text for kind, text, _, _ in tokens)
