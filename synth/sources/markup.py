"""Abstracts that come as JATS or HTML, as text."""

from __future__ import annotations

from html.parser import HTMLParser

from synth.sources.fields import WHITE

BREAKING = frozenset(
    {"p", "div", "sec", "title", "h1", "h2", "h3", "h4", "h5", "br", "li", "list-item", "label", "list"}
)
SILENT = frozenset({"script", "style", "tex-math", "annotation", "graphic"})
"""What is left out with all that it holds: `tex-math` says again, in LaTeX, what stands beside it in MathML."""
HEADINGS = frozenset({"abstract", "summary"})
LONGEST = 1_000_000
"""Characters of one abstract that are looked at."""


class _Text(HTMLParser):
    """Collects characters; tags are dropped, those that begin a new line leave a space."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        name = tag.rpartition(":")[2]
        if name in SILENT:
            self.silent.append(name)
        if name in BREAKING:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag.rpartition(":")[2] in BREAKING:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if self.silent and self.silent[-1] == name:
            self.silent.pop()
        if name in BREAKING:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain_text(marked: str) -> str:
    """The text of a fragment of JATS or HTML, entities resolved, white space single; a heading "Abstract" is dropped.

    Nothing in it is fetched, expanded or run. Text without any markup comes back as it is.
    """
    if "<" not in marked and "&" not in marked:
        return WHITE.sub(" ", marked).strip()
    reader = _Text()
    # Character data is text; on any other marked section the standard library's parser breaks (AssertionError).
    sound = marked[:LONGEST].replace("<![CDATA[", "").replace("]]>", "").replace("<![", "&lt;![")
    reader.feed(sound)
    reader.close()
    text = WHITE.sub(" ", "".join(reader.parts)).strip()
    first, _, rest = text.partition(" ")
    return rest if rest and first.casefold().rstrip(":.") in HEADINGS and first[:1].isupper() else text
