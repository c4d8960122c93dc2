"""Formulas of JATS articles as readable text: MathML where it is given, else the LaTeX that stands in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synth.read.xml_tree import Element, Text

Piece = tuple[str, int, int]
"""Readable text and the source range that it stands for."""

SPACED = frozenset("=≠<>≤≥≈∼~≃≅≡∝→←∈⊂⊆≪≫")
"""Operators that are set apart, so that "p<0.05" reads "p < 0.05"."""
SILENT = frozenset({"annotation", "annotation-xml", "mphantom", "label", "mprescripts", "none"})
SCRIPTS = {"msub": "_", "msup": "^", "munder": "_", "mover": "^"}
BOTH = frozenset({"msubsup", "munderover"})
DOCUMENT = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|$)", re.DOTALL)
PREAMBLE = re.compile(r"\\(?:usepackage|documentclass|setlength)\b[^\n]{0,200}")
LONGEST = 4_000
"""Characters of LaTeX that are looked at; a longer formula is no part of a sentence."""
DEEPEST = 30
"""Braces inside braces; deeper nests would exhaust the decoder."""
SPACE = re.compile(r"\s+")


def formula(element: Element) -> Iterator[Piece]:
    """The pieces of an inline formula; nothing where it is given as a picture alone.

    One formula may be given several times over (`alternatives`): MathML says it with the places of its own characters.
    """
    for name in ("math", "tex-math"):
        if element.name == name or (found := next(element.within(name), None)) is not None:
            chosen = element if element.name == name else found
            if chosen is not None:
                yield from _mathml(chosen) if name == "math" else _latex(chosen)
            return
    for text in element.texts():
        yield text.text, text.start, text.end


def _mathml(element: Element) -> Iterator[Piece]:
    if element.name in SILENT:
        return
    inner = list(element.elements())
    if element.name in {"mi", "mn", "mo", "mtext", "ms"}:
        yield from _token(element)
    elif element.name == "mspace":
        yield " ", element.start, element.end
    elif element.name == "semantics":
        for child in inner[:1]:
            yield from _mathml(child)
    elif element.name in SCRIPTS and len(inner) == 2:
        yield from _mathml(inner[0])
        yield from _script(SCRIPTS[element.name], inner[1])
    elif element.name in BOTH and len(inner) == 3:
        yield from _mathml(inner[0])
        yield from _script("_", inner[1])
        yield from _script("^", inner[2])
    elif element.name == "mfrac" and len(inner) == 2:
        yield from _mathml(inner[0])
        yield "/", inner[0].end, inner[1].start
        yield from _mathml(inner[1])
    elif element.name in {"msqrt", "mroot"}:
        yield "√", element.start, element.start + 1
        for child in inner[:1] if element.name == "mroot" else inner:
            yield from _mathml(child)
    elif element.name == "mfenced":
        yield from _fenced(element, inner)
    else:
        for child in inner:
            yield from _mathml(child)


def _token(element: Element) -> Iterator[Piece]:
    for text in element.texts():
        shown = text.text.strip()
        if shown in SPACED and element.name == "mo":
            yield " ", text.start, text.start
            yield shown, text.start, text.end
            yield " ", text.end, text.end
        elif element.name == "mtext" or shown == text.text:
            yield text.text, text.start, text.end
        elif shown:
            lead = text.text.index(shown)
            exact = len(text.text) == text.end - text.start
            start = text.start + lead if exact else text.start
            yield shown, start, start + len(shown) if exact else text.end


def _script(mark: str, element: Element) -> Iterator[Piece]:
    pieces = list(_mathml(element))
    shown = "".join(text for text, _, _ in pieces).strip()
    if shown and any(character.isalnum() for character in shown):
        yield mark, element.start, element.start + 1
    yield from pieces


def _fenced(element: Element, inner: list[Element]) -> Iterator[Piece]:
    opening, closing = element.attributes.get("open", "("), element.attributes.get("close", ")")
    separators = element.attributes.get("separators", ",").split()
    yield opening[:1], element.start, element.start + 1
    for place, child in enumerate(inner):
        if place and separators:
            yield separators[min(place, len(separators)) - 1][:1], child.start, child.start + 1
        yield from _mathml(child)
    yield closing[:1], element.end - 1, element.end


def _latex(element: Element) -> Iterator[Piece]:
    """The LaTeX of a formula as text; Europe PMC's copies hold a whole document around it."""
    source = "".join(piece.text for piece in element.texts() if isinstance(piece, Text))
    wrapped = DOCUMENT.search(source)
    inner = PREAMBLE.sub(" ", wrapped[1] if wrapped else source).strip().strip("$").strip()
    inner = inner.removeprefix("\\(").removesuffix("\\)").strip()
    if not inner:
        return
    shown = "[equation]" if len(inner) > LONGEST else _decoded(inner)
    yield shown, element.start, element.end


def _decoded(latex: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexwalker import LatexWalkerError

    depth = deepest = 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        return "[equation]"
    try:
        text = LatexNodes2Text(math_mode="text").latex_to_text(f"${latex}$")
    except (LatexWalkerError, ValueError, IndexError, RecursionError):
        text = latex
    return SPACE.sub(" ", text).strip()
