r"""The numbers LaTeX would print: counters, labels, and what \ref, \cref and their kin resolve to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

SECTION_LEVELS = {
    "part": -1, "chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4, "subparagraph": 5,
}  # fmt: skip

_NAMES = {
    "table": "Table", "figure": "Figure", "section": "Section", "subsection": "Section", "subsubsection": "Section",
    "chapter": "Chapter", "part": "Part", "equation": "Equation", "appendix": "Appendix", "algorithm": "Algorithm",
    "paragraph": "Section", "item": "Item", "footnote": "Footnote", "listing": "Listing", "line": "Line",
}  # fmt: skip
_PREFIXES = {
    "tab": "Table", "tbl": "Table", "table": "Table", "t": "Table", "f": "Figure", "fig": "Figure", "figure": "Figure",
    "sec": "Section", "section": "Section", "s": "Section", "sect": "Section", "eq": "Equation", "eqn": "Equation",
    "equ": "Equation", "app": "Appendix", "appendix": "Appendix", "apx": "Appendix", "alg": "Algorithm",
    "algo": "Algorithm", "thm": "Theorem", "lem": "Lemma", "prop": "Proposition", "cor": "Corollary",
    "def": "Definition",
    "chap": "Chapter", "ch": "Chapter", "lst": "Listing", "fn": "Footnote",
}  # fmt: skip


def roman(number: int) -> str:
    """1994 as MCMXCIV; "" below 1 or from 4000."""
    if not 0 < number < 4000:
        return ""
    digits = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
    text = ""
    for value, letters in (*digits, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += letters * (number // value)
        number %= value
    return text


def letter(number: int) -> str:
    """1 as A … 26 as Z; "" elsewhere."""
    return chr(64 + number) if 0 < number <= 26 else ""


_STYLES: dict[str, Callable[[int], str]] = {"arabic": str, "Roman": roman, "Alph": letter}


@dataclass(frozen=True, slots=True)
class Target:
    """What a label stands for: a kind ("table") and the number printed for it."""

    kind: str
    number: str


@dataclass(slots=True)
class Numbering:
    r"""Counters as LaTeX keeps them. `format_of` holds what the paper made of \thetable and its kin, as plain text."""

    counters: dict[str, int] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)
    style: dict[str, str] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=lambda: dict(_NAMES))
    format_of: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Target] = field(default_factory=dict)
    appendix: bool = False
    chapters: bool = False

    def use_class(self, document_class: str) -> None:
        """Numbers as this class prints them: IEEE and REVTeX count tables in Roman, books count by chapter."""
        name = document_class.lower()
        if "ieee" in name or "revtex" in name:
            self.style["table"] = "Roman"
            self.style["section"] = "Roman"
            self.style["subsection"] = "Alph"
        if name in {"book", "report", "memoir", "scrbook", "scrreprt", "svmono", "amsbook"} or "thesis" in name:
            self.chapters = True
            for kind in ("table", "figure", "equation", "section"):
                self.within[kind] = "chapter"

    def step(self, kind: str) -> Target:
        """Counts one more of `kind`, starts what is counted within it anew, and gives its printed number."""
        counter = self.shared.get(kind, kind)
        self.counters[counter] = self.counters.get(counter, 0) + 1
        level = SECTION_LEVELS.get(kind)
        if level is not None and level >= 0:
            for name, other in SECTION_LEVELS.items():
                if other > level:
                    self.counters[name] = 0
        for name, parent in self.within.items():
            if parent == kind:
                self.counters[name] = 0
        shown = "appendix" if self.appendix and kind in SECTION_LEVELS else kind
        return Target(shown, self.printed(kind))

    def next_number(self, kind: str) -> str:
        """The number that the next `step` would print."""
        counter = self.shared.get(kind, kind)
        before = self.counters.get(counter, 0)
        self.counters[counter] = before + 1
        number = self.printed(kind)
        self.counters[counter] = before
        return number

    def printed(self, kind: str, depth: int = 0) -> str:
        """The number of the latest `kind`, as printed."""
        counter = self.shared.get(kind, kind)
        value = self.counters.get(counter, 0)
        if counter in self.format_of and depth < 4:
            return self._formatted(self.format_of[counter], depth + 1)
        level = SECTION_LEVELS.get(counter)
        if level is not None:
            return self._section(counter, level, value)
        number = _STYLES[self.style.get(counter, "arabic")](value) or str(value)
        parent = self.within.get(counter)
        if parent and depth < 4 and self.counters.get(parent, 0):
            return f"{self.printed(parent, depth + 1)}.{number}"
        return number

    def _section(self, kind: str, level: int, value: int) -> str:
        top = 0 if self.chapters else 1
        style = self.style.get(kind, "arabic")
        if self.appendix and level == top:
            style = "Alph"
        number = _STYLES[style](value) or str(value)
        if level <= top:
            return number
        parent = next(name for name, other in SECTION_LEVELS.items() if other == level - 1)
        joint = "-" if style == "Alph" and not self.appendix else "."
        return f"{self.printed(parent)}{joint}{number}"

    def _formatted(self, text: str, depth: int) -> str:
        r"""A number after the paper's own \renewcommand: `A.\arabic{table}`, `S\@arabic\c@figure`."""
        number = ""
        rest = text.replace("@", "").replace("\\csuse", "")
        while rest:
            if not rest.startswith("\\"):
                if rest[0] not in "{}":
                    number += rest[0]
                rest = rest[1:]
                continue
            name = "".join(c for c in rest[1:].split("{")[0].split("\\")[0] if c.isalpha())
            rest = rest[1 + len(name) :]
            if name.startswith("the"):
                number += self.printed(name[3:], depth + 1)
            elif name.lower() in {"arabic", "roman", "alph"}:
                inner = rest.lstrip("{\\").split("}")[0].split("\\")[0]
                value = self.counters.get(self.shared.get(inner.removeprefix("c"), inner), self.counters.get(inner, 0))
                style = {"arabic": "arabic", "roman": "Roman", "alph": "Alph"}[name.lower()]
                shown = _STYLES[style](value)
                number += shown if name[0].isupper() or style == "arabic" else shown.lower()
                rest = rest.partition("}")[2] if rest.startswith("{") else ""
        return number.strip()

    def resolve(self, request: str) -> str:
        r"""The text of a reference, given as "command|key,key": its number, with its name for \cref and \autoref.

        A label that the paper does not have is "[@label]", never a guess.
        """
        command, _, keys = request.partition("|")
        targets = [(key.strip(), self.labels.get(key.strip())) for key in keys.split(",")]
        known = [target for _, target in targets if target is not None]
        if len(known) < len(targets) or not known:
            return "[@" + "; @".join(key for key, _ in targets) + "]"
        numbers = [target.number for target in known]
        joined = numbers[0] if len(numbers) == 1 else ", ".join(numbers[:-1]) + " and " + numbers[-1]
        lower = command.lower()
        if lower == "eqref":
            return ", ".join(f"({number})" for number in numbers)
        if lower in {"ref", "labelcref", "crefrange"} or (lower == "vref"):
            return joined
        name = self.names.get(known[0].kind, known[0].kind.capitalize())
        if lower not in {"cref", "autoref"}:
            name = _PREFIXES.get(lower.removesuffix("ref"), name)
        return f"{name}{'s' if len(numbers) > 1 and name != 'Appendix' else ''} {joined}"


def names_reference(command: str) -> bool:
    r"""Whether an undefined command is most likely the paper's own way to write "Table 2": \tabref, \secref, \fref."""
    return command.lower().removesuffix("ref") in _PREFIXES and command.lower().endswith("ref")
