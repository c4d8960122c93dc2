"""The small language in which a formula over a paper's tables or over measurements is written down.

    formula := term (("+" | "-") term)*
    term    := factor (("*" | "/") factor)*
    factor  := 1 | 100 | "(" formula ")" | cell | run | function "(" list ("," list)* ")"
    cell    := "cell" "(" TABLE "," ROW "," COLUMN ["," 2] ")"
    run     := "run" "(" FACET "=" NAME ("," FACET "=" NAME)* ")"
    list    := formula | "row" "(" TABLE "," ROW ")" | "column" "(" TABLE "," COLUMN ")"
    function := "mean" | "sum" | "max" | "min" | "count"

Names stand in double quotes; no number but 1 and 100 (a whole, and percent) can be written, so that a formula has
nothing in it but cells and measurements. It is parsed here; over cells it is worked out in `formula_value`, over
measurements in `formula_runs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Function = Literal["mean", "sum", "max", "min", "count"]
FUNCTIONS: dict[str, Function] = {"mean": "mean", "sum": "sum", "max": "max", "min": "min", "count": "count"}
Sign = Literal["+", "-", "*", "/"]
SIGNS: dict[str, Sign] = {"+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "×": "*", "/": "/"}

FACETS = ("model", "task", "dataset", "metric", "split", "shots", "language", "seed", "step", "pick", "run")
"""What a measurement may be called by, in the order in which a formula names it."""
LONGEST = 1_000
"""Characters of a formula."""
MOST_PARTS = 80
"""Words and signs of a formula; it bounds how deep brackets go too."""
TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.){0,300})"|([A-Za-z]\w{0,20})|(\d{1,6})|([-+*/×−–(),=]))')


class FormulaError(ValueError):
    """A text that is no formula, or one that names what is not there."""


@dataclass(frozen=True, slots=True)
class Constant:
    """1 or 100."""

    value: Literal[1, 100]


@dataclass(frozen=True, slots=True)
class CellOf:
    """One number of one cell, by the names of its table, row and column; `part` counts from 1."""

    table: str
    row: str
    column: str
    part: int = 1


@dataclass(frozen=True, slots=True)
class LineOf:
    """A whole row or column."""

    table: str
    name: str
    by_row: bool


@dataclass(frozen=True, slots=True)
class MeasuredOf:
    """The measurements of experiment logs that have these names: (facet, name), facets in the order of `FACETS`."""

    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of cells, lines and measurements."""

    function: Function
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """Two formulas with a sign between them."""

    sign: Sign
    left: Expression
    right: Expression


Expression = Constant | CellOf | LineOf | MeasuredOf | Call | Binary


def parse_formula(text: str) -> Expression:
    """The formula that a text is. Raises FormulaError."""
    if len(text) > LONGEST:
        raise FormulaError("too long")
    parser = _Parser(_tokens(text))
    found = parser.formula()
    if parser.left:
        raise FormulaError(f"{parser.left[0][1]!r} after its end")
    return found


def written(expression: Expression) -> str:
    """A formula as the language writes it, whatever spaces and brackets it was given with."""
    match expression:
        case Constant(value):
            return str(value)
        case CellOf(table, row, column, part):
            return f'cell("{table}", "{row}", "{column}"{f", {part}" if part > 1 else ""})'
        case LineOf(table, name, by_row):
            return f'{"row" if by_row else "column"}("{table}", "{name}")'
        case MeasuredOf(names):
            return "run(" + ", ".join(f'{facet}="{name}"' for facet, name in names) + ")"
        case Call(function, parts):
            return f"{function}({', '.join(map(written, parts))})"
        case Binary(sign, left, right):
            return f"{_bracketed(left, sign)} {sign} {_bracketed(right, sign, behind=True)}"


def _bracketed(side: Expression, sign: Sign, *, behind: bool = False) -> str:
    """One side of a sign, in brackets where the sign would else bind otherwise."""
    looser = isinstance(side, Binary) and (sign in "*/" or behind) and (side.sign in "+-" or behind)
    return f"({written(side)})" if looser else written(side)


Token = tuple[Literal["name", "word", "number", "sign"], str]


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = TOKEN.match(text, place)
        if match is None or len(tokens) >= MOST_PARTS:
            raise FormulaError(f"{text[place : place + 20]!r} is not of the language")
        name, word, number, sign = match.groups()
        if name is not None:
            tokens.append(("name", " ".join(re.sub(r"\\(.)", r"\1", name).replace('"', "'").split())))
        elif word is not None:
            tokens.append(("word", word))
        elif number is not None:
            tokens.append(("number", number))
        else:
            tokens.append(("sign", SIGNS.get(sign, sign)))
        place = match.end()
    return tokens


class _Parser:
    """Reads tokens from the left; each level of brackets takes some, so their number bounds the depth."""

    def __init__(self, tokens: list[Token]) -> None:
        self.left = tokens

    def formula(self) -> Expression:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/"), self._factor))

    def _chain(self, signs: tuple[str, ...], part: Callable[[], Expression]) -> Expression:
        found = part()
        while self.left and self.left[0][0] == "sign" and self.left[0][1] in signs:
            sign = SIGNS[self.left.pop(0)[1]]
            found = Binary(sign, found, part())
        return found

    def _factor(self) -> Expression:
        kind, text = self._next()
        if (kind, text) == ("sign", "("):
            found = self.formula()
            self._expect(")")
            return found
        if kind == "number" and text in ("1", "100"):
            return Constant(1 if text == "1" else 100)
        if kind == "word" and text == "cell":
            return self._cell()
        if kind == "word" and text == "run":
            return self._measured()
        if kind == "word" and text in FUNCTIONS:
            self._expect("(")
            parts = [self._part()]
            while self.left and self.left[0] == ("sign", ","):
                self.left.pop(0)
                parts.append(self._part())
            self._expect(")")
            return Call(FUNCTIONS[text], tuple(parts))
        raise FormulaError(f"{text!r} cannot stand there")

    def _part(self) -> Expression:
        if self.left and self.left[0] in (("word", "row"), ("word", "column")):
            _, word = self._next()
            table, name = self._names(2)
            self._expect(")")
            return LineOf(table, name, by_row=word == "row")
        return self.formula()

    def _cell(self) -> CellOf:
        table, row, column = self._names(3)
        part = 1
        if self.left and self.left[0] == ("sign", ","):
            self.left.pop(0)
            kind, text = self._next()
            if kind != "number" or not 1 <= int(text) <= 9:
                raise FormulaError(f"{text!r} is no part of a cell")
            part = int(text)
        self._expect(")")
        return CellOf(table, row, column, part)

    def _measured(self) -> MeasuredOf:
        named: dict[str, str] = {}
        self._expect("(")
        while not named or self.left[:1] == [("sign", ",")]:
            if named:
                self.left.pop(0)
            _, facet = self._next()
            if facet not in FACETS or facet in named:
                raise FormulaError(f"measurements are not called by {facet!r}, or only once")
            self._expect("=")
            kind, name = self._next()
            if kind != "name":
                raise FormulaError(f"a name in quotation marks is wanted, not {name!r}")
            named[facet] = name
        self._expect(")")
        return MeasuredOf(tuple((facet, named[facet]) for facet in FACETS if facet in named))

    def _names(self, count: int) -> list[str]:
        """So many names in quotes, after an opening bracket."""
        names: list[str] = []
        for place in range(count):
            self._expect("," if place else "(")
            kind, text = self._next()
            if kind != "name":
                raise FormulaError(f"a name in quotation marks is wanted, not {text!r}")
            names.append(text)
        return names

    def _next(self) -> Token:
        if not self.left:
            raise FormulaError("it breaks off")
        return self.left.pop(0)

    def _expect(self, sign: str) -> None:
        if self._next() != ("sign", sign):
            raise FormulaError(f"{sign!r} is missing")
