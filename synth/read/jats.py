"""JATS XML, as Europe PMC, PubMed Central and publishers give articles: sections, sentences, tables as cells.

Written after the JATS 1.3 tag library (jats.nlm.nih.gov) and PubMed Central's tagging guidelines; what publishers do
beside them is met where it was seen: citations that bring their own brackets, figures inside paragraphs, rows of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from synth.errors import InputError
from synth.read.jats_front import read_front
from synth.read.jats_inline import read_inline
from synth.read.jats_tables import read_tables
from synth.read.parsed import Block, Parsed
from synth.read.xml_tree import Element, Text, read_tree
from synth.records import Problem, Role, SourceFile, Table, Traced

BREAKING = frozenset("list def-list disp-quote boxed-text statement verse-group speech".split())
"""What ends the text before it; other things that stand inside a paragraph float, and its text goes on behind them."""
SECTIONS = frozenset("sec app ack boxed-text notes glossary statement disp-quote bio".split())
INSIDE = frozenset(
    "app-group floats-group fig-group table-wrap-group disp-formula-group verse-group speech back".split()
)
"""What only holds other things."""
PICTURES = frozenset("fig chem-struct-wrap supplementary-material media".split())
SILENT = frozenset("ref-list label title subtitle disp-formula graphic code preformat sub-article response".split())
"""What is no prose, or is read with what it belongs to."""
OTHER_ABSTRACTS = frozenset({"graphical", "toc", "web-summary", "video", "ads-header"})
"""Abstracts that say again in short what stands elsewhere."""
DOI_LINE = re.compile(r"DOI:\s*\S+", re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    file: str
    order: Mapping[str, int]
    """The works of the reference list, numbered."""
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    noted: dict[str, int] = field(default_factory=dict)
    """What was stepped over, and how often."""

    def block(self, traced: Traced, role: Role, section: tuple[str, ...]) -> None:
        if traced.text.strip():
            self.blocks.append(Block(traced, role, section, self.file))

    def note(self, what: str) -> None:
        self.noted[what] = self.noted.get(what, 0) + 1

    def section(self, element: Element, path: tuple[str, ...], role: Role) -> None:
        """A section, an appendix, a box: its title is the path of what stands in it."""
        title = element.first("title")
        inner = (*path, heading) if title is not None and (heading := title.text.rstrip(" .:")) else path
        self.walk(element.children, inner, role)

    def walk(self, children: Iterable[Element | Text], path: tuple[str, ...], role: Role) -> None:
        """Blocks in document order. Text outside of any paragraph is one (a footnote's, or where tags are missing)."""
        loose: list[Element | Text] = []
        for child in children:
            if isinstance(child, Text) or not self._is_block(child):
                loose.append(child)
                continue
            self.paragraph(loose, path, role)
            loose = []
            self.element(child, path, role)
        self.paragraph(loose, path, role)

    @staticmethod
    def _is_block(child: Element) -> bool:
        named = {"p", "list", "def-list", "table-wrap", "fn", "fn-group"} | SECTIONS | INSIDE | PICTURES | SILENT
        return child.name in named

    def element(self, child: Element, path: tuple[str, ...], role: Role) -> None:
        """One block."""
        if child.name in {"sub-article", "response"}:
            self.note("articles inside it (reviews, answers) were left out")
        elif child.name in SILENT:
            return
        elif child.name == "p":
            self.paragraph(child.children, path, role)
        elif child.name in SECTIONS:
            self.section(child, path, role)
        elif child.name in {"list", "def-list"}:
            self.list(child, path, role)
        elif child.name == "table-wrap":
            self.table(child, path)
        elif child.name in PICTURES:
            self.captions(child, path)
        elif child.name in {"fn", "fn-group"}:
            self.walk(child.children, path, "footnote")
        else:
            self.captions(child, path)
            self.walk((each for each in child.children if not _is(each, "caption")), path, role)

    def paragraph(self, children: Sequence[Element | Text], path: tuple[str, ...], role: Role) -> None:
        """Running text; lists and quotations in it end it, figures and tables don't."""
        pieces: list[Element | Text] = []
        for child in children:
            if isinstance(child, Element) and child.name in BREAKING:
                self._text(pieces, path, role)
                self.element(child, path, role)
                pieces = []
            else:
                pieces.append(child)
        self._text(pieces, path, role)

    def _text(self, pieces: Sequence[Element | Text], path: tuple[str, ...], role: Role) -> None:
        inline = read_inline(pieces, self.order)
        self.block(inline.traced, role, path)
        for float_ in inline.floats:
            self.element(float_, path, role)

    def list(self, element: Element, path: tuple[str, ...], role: Role) -> None:
        """Each entry is a block; of a list of definitions, term and definition are one."""
        inner: Role = "list" if role == "body" else role
        for item in element.elements():
            if item.name == "def-item":
                pieces = [each for child in item.elements("term", "def") for each in child.children]
                self.paragraph(pieces, path, inner)
            elif item.name == "list-item":
                self.walk(item.children, path, inner)
            elif item.name in {"list", "def-list"}:
                self.list(item, path, role)

    def captions(self, element: Element, path: tuple[str, ...]) -> str:
        """The caption of a figure or a table: its title and its paragraphs. Returns its text."""
        texts = []
        for caption in element.elements("caption"):
            for part in caption.elements("title", "p"):
                inline = read_inline(part.children, self.order)
                if DOI_LINE.fullmatch(inline.traced.text):
                    continue  # where the picture itself is kept
                self.block(inline.traced, "caption", path)
                texts.append(inline.traced.text)
                for float_ in inline.floats:
                    self.element(float_, path, "caption")
        return " ".join(texts)

    def table(self, wrap: Element, path: tuple[str, ...]) -> None:
        caption = self.captions(wrap, path)
        found = tuple(read_tables(wrap, caption, len(self.tables) + 1, self.file, path, self.order))
        self.tables += found
        if not found and any(wrap.within("graphic", "inline-graphic")):
            self.note("tables are pictures and were not read")
        for foot in wrap.elements("table-wrap-foot"):
            self.walk(foot.children, path, "footnote")


def _is(child: Element | Text, name: str) -> bool:
    return isinstance(child, Element) and child.name == name


def parse_jats(text: str, file: str, digest: str) -> Parsed:
    """An article in JATS. `digest` is the SHA-256 of the file's bytes.

    Of several articles in one file the first is read. Raises InputError for XML that cannot be read.
    """
    tree = read_tree(text, file)
    articles = [tree.root] if tree.root.name == "article" else list(tree.root.within("article"))
    if not articles:
        raise InputError(f"{file} holds no article", "give an article in JATS XML")
    article = articles[0]
    problems = list(tree.problems)
    if len(articles) > 1:
        problems.append(Problem(file, f"holds {len(articles)} articles; only the first was read", "split it"))
    front = read_front(article, file)
    works = [each.attributes.get("id", "") for each in article.within("ref")]
    reading = _Reading(file, {name: number for number, name in enumerate(works) if name})
    if front.title is not None:
        reading.block(read_inline(_without_notes(front.title), reading.order).traced, "title", ())
    title = " ".join(block.traced.text for block in reading.blocks)
    abstract = _abstracts(article, reading)
    body = article.first("body")
    if body is not None:
        reading.walk(body.children, (), "body")
    for part in article.elements("floats-group", "back", "sub-article", "response"):
        reading.element(part, (), "body")
    problems += front.problems
    problems += [Problem(file, f"{what}: {count}") for what, count in reading.noted.items()]
    if body is None:
        problems.append(Problem(file, "has no body: its abstract alone was read"))
    return Parsed(
        "jats" if body is not None else "abstract",
        (SourceFile(file, text, digest),),
        tuple(reading.blocks),
        tuple(reading.tables),
        title=title,
        authors=front.authors,
        year=front.year,
        abstract=abstract,
        id=front.id,
        doi=front.doi,
        retracted=front.retracted,
        problems=tuple(problems),
    )


def _without_notes(title: Element) -> list[Element | Text]:
    return [child for child in title.children if not _is(child, "fn")]


def _abstracts(article: Element, reading: _Reading) -> str:
    """The blocks of the abstract, and of others as sections of their own. Returns the abstract's text."""
    meta = article.first("front", "article-meta") or article.first("front-stub")
    found = [
        each
        for each in (meta.elements("abstract") if meta is not None else ())
        if each.attributes.get("abstract-type", "") not in OTHER_ABSTRACTS
    ]
    main = next((each for each in found if not each.attributes.get("abstract-type")), next(iter(found), None))
    texts: list[str] = []
    for each in found:
        begin = len(reading.blocks)
        if each is main:
            reading.walk(each.children, (), "abstract")
            texts = [block.traced.text for block in reading.blocks[begin:] if block.role == "abstract"]
        else:
            reading.section(each, (), "body")
    return "\n\n".join(texts)
