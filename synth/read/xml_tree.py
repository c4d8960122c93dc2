"""XML as a tree that knows where in the source each piece of text stands; nothing outside of the text is ever fetched.

Python's expat reads it, since no other parser says at which character text and tags begin. A document type is not
loaded; a document that declares entities with text of their own (which could grow without end) is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from xml.parsers import expat

from synth.errors import InputError
from synth.records import Problem

LARGEST = 50_000_000
"""Characters; the full text of a long article has one or two million."""
DEEPEST = 200
MOST = 2_000_000
"""Elements and pieces of text."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters and their place; where an entity stood in the source, the two differ in length."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Element:
    """An element and what is in it. Names are without the prefix of their namespace."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int = 0
    children: list[Element | Text] = field(default_factory=list)

    def elements(self, *names: str) -> Iterator[Element]:
        """The children of these names, all where none is given."""
        for child in self.children:
            if isinstance(child, Element) and (not names or child.name in names):
                yield child

    def first(self, *path: str) -> Element | None:
        """The first element down this path of names."""
        found: Element | None = self
        for name in path:
            found = next(found.elements(name), None) if found is not None else None
        return found

    def within(self, *names: str) -> Iterator[Element]:
        """All elements of these names below this one, in document order."""
        waiting = list(reversed(list(self.elements())))
        while waiting:
            element = waiting.pop()
            if element.name in names:
                yield element
            waiting.extend(reversed(list(element.elements())))

    def texts(self) -> Iterator[Text]:
        """All text below, in document order."""
        waiting: list[Element | Text] = list(reversed(self.children))
        while waiting:
            child = waiting.pop()
            if isinstance(child, Text):
                yield child
            else:
                waiting.extend(reversed(child.children))

    @property
    def text(self) -> str:
        """Its characters without any markup, white space single."""
        return " ".join("".join(piece.text for piece in self.texts()).split())


@dataclass(frozen=True, slots=True)
class Tree:
    """The document's element, and what was stepped over."""

    root: Element
    problems: tuple[Problem, ...]


def read_tree(text: str, where: str) -> Tree:
    """The tree of an XML text. What comes before the place where it breaks off is kept, with a Problem.

    Raises InputError for a text that holds no element, declares entities, or is too large or nested too deeply.
    """
    if len(text) > LARGEST:
        raise InputError(f"{where} is larger than {LARGEST:,} characters", "give the article alone")
    builder = _Builder(text, where)
    return builder.tree()


class _Builder:
    """Puts the tree together as expat reads on."""

    def __init__(self, text: str, where: str) -> None:
        self._where = where
        self._data = text.encode("utf-8", "replace")
        self._ascii = len(self._data) == len(text)
        self._byte = self._char = 0
        self._count = 0
        self._top = Element("", {}, 0)
        self._open = [self._top]
        self._closed: Element | None = None
        self._unplaced: tuple[str, int] | None = None
        self._problems: list[Problem] = []
        # The encoding was dealt with before; what the XML declaration says of it no longer holds.
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.SkippedEntityHandler = self._skipped
        parser.EntityDeclHandler = self._declared
        parser.CommentHandler = parser.ProcessingInstructionHandler = self._passed
        parser.StartCdataSectionHandler = parser.EndCdataSectionHandler = self._passed

    def tree(self) -> Tree:
        last = len(self._data)
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            note = f"line {error.lineno}: the XML is not sound ({said}); it was read up to there"
            self._problems.append(Problem(self._where, note, "download it again"))
            last = max(self._byte, self._parser.ErrorByteIndex)
        self._settle(last)
        for element in self._open:
            element.end = self._char
        root = next(self._top.elements(), None)
        if root is None:
            raise InputError(f"{self._where} is not sound XML", "download it again")
        return Tree(root, tuple(self._problems))

    def _settle(self, byte: int) -> int:
        """The character at a byte, at which the text or the tag before it ends."""
        if self._ascii:
            self._char = byte
        elif byte > self._byte:
            self._char += len(self._data[self._byte : byte].decode("utf-8", "replace"))
        self._byte = byte
        if self._unplaced is not None:
            self._open[-1].children.append(Text(*self._unplaced, self._char))
            self._unplaced = None
        if self._closed is not None:
            self._closed.end = self._char
            self._closed = None
        return self._char

    def _here(self) -> int:
        self._count += 1
        if self._count > MOST:
            raise InputError(f"{self._where} has more than {MOST:,} elements", "give the article alone")
        return self._settle(self._parser.CurrentByteIndex)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        place = self._here()
        if len(self._open) > DEEPEST:
            raise InputError(f"{self._where} is nested more than {DEEPEST} deep", "no article is")
        named = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(":")[2], named, place)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._here()
        self._closed = self._open.pop()

    def _characters(self, data: str) -> None:
        place = self._here()
        self._unplaced = (data, place)

    def _skipped(self, name: str, is_parameter: bool) -> None:
        """A named character ("&nbsp;") that a document type declares which is not loaded."""
        if is_parameter:
            return
        place = self._here()
        meant = html5.get(f"{name};")
        if meant is None:
            self._problems.append(Problem(self._where, f"what &{name[:40]}; stands for is not known"))
        self._unplaced = (meant or "\N{REPLACEMENT CHARACTER}", place)

    def _declared(self, name: str, _parameter: bool, value: str | None, *_: object) -> None:
        if value is not None:
            raise InputError(
                f"{self._where} declares an entity of its own ({name[:40]}), which no article needs",
                "download it from another place",
            )

    def _passed(self, *_: object) -> None:
        """A comment, an instruction, a CDATA mark: text ends before it and begins anew behind it."""
        self._here()
