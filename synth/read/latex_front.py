"""Sections, lists, footnotes, and what stands before the first section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synth.read.latex_authors import author_names
from synth.read.latex_numbering import SECTION_LEVELS, Target
from synth.read.tex_tokens import SPACE, Token
from synth.read.tex_trace import Scribe

if TYPE_CHECKING:
    from synth.read.latex_machine import Handler, Machine


def section(machine: Machine, token: Token) -> None:
    r"""\section to \subparagraph: a new path for what follows."""
    mouth = machine.mouth
    starred = mouth.starts("*")
    mouth.option()
    kind = token[1]
    level = SECTION_LEVELS[kind]
    machine.end_unclosed(token)
    while machine.list_depth and machine.frames and machine.frames[-1].name in ("itemize", "enumerate"):
        machine.close_frame(token)
    machine.flush()
    if not starred and level <= 3:
        machine.target = machine.numbering.step(kind)

    def titled(scribe: Scribe, _: Token) -> None:
        place = scribe.place(machine.sources)
        text = scribe.traced(machine.sources, place, machine.numbering.resolve).text if place else ""
        machine.sections = {other: known for other, known in machine.sections.items() if other < level}
        if text:
            machine.sections[level] = text.rstrip(" .:") or text
        machine.path = tuple(known for _, known in sorted(machine.sections.items()))
        if machine.out.breaks:
            machine.out = Scribe(machine.body_role(), machine.path, breaks=True)

    machine.group(Scribe(None), token, titled)


def appendix(machine: Machine, _: Token) -> None:
    r"""\appendix: sections are letters from here on."""
    machine.numbering.appendix = True
    for kind in SECTION_LEVELS:
        machine.numbering.counters[kind] = 0


def title(machine: Machine, token: Token) -> None:
    r"""\title[short]{…}."""
    machine.mouth.starts("*")
    machine.mouth.option()

    def done(scribe: Scribe, _: Token) -> None:
        machine.front = False
        if machine.title is None and scribe.pieces:
            machine.title = scribe
            machine.keep(scribe)

    machine.front = True
    if not machine.group(Scribe("title"), token, done):
        machine.front = False


def author(machine: Machine, token: Token) -> None:
    r"""\author{…}: the names in it, and nothing else."""
    machine.mouth.option()

    def done(scribe: Scribe, _: Token) -> None:
        machine.front = False
        for name in author_names("".join(text for _, text, _, _ in scribe.pieces)):
            if name not in machine.names:
                machine.names.append(name)

    machine.front = True
    if not machine.group(Scribe(None, spaced=True), token, done):
        machine.front = False


def author_break(machine: Machine, token: Token) -> None:
    r"""\and between authors."""
    if machine.out.spaced:
        machine.out.made("\n", token[2], token[3])
    else:
        machine.out.space("  ", token[2], token[3])


def abstract(machine: Machine, token: Token) -> None:
    r"""\abstract{…} as a command."""

    def done(scribe: Scribe, _: Token) -> None:
        machine.keep(scribe)
        machine.abstract = False

    machine.flush()
    machine.abstract = True
    if not machine.group(Scribe("abstract", breaks=True), token, done):
        machine.abstract = False


def footnote(machine: Machine, token: Token) -> None:
    r"""\footnote{…}: a block of its own."""
    machine.mouth.option()
    role = None if machine.out.role is None else "footnote"
    machine.group(Scribe("footnote" if role else None, machine.path), token, lambda scribe, _: machine.keep(scribe))


def item(machine: Machine, token: Token) -> None:
    r"""\item: a block of its own, its label before it."""
    option = machine.mouth.option()
    if machine.list_depth and machine.out.breaks:
        machine.flush("list")
        machine.target = Target("item", str(machine.numbering.counters.get("item", 0) + 1))
        machine.numbering.counters["item"] = machine.numbering.counters.get("item", 0) + 1
    else:
        machine.out.space("  ", token[2], token[3])
    if option:
        machine.mouth.push([*option, (SPACE, " ", machine.mouth.last_end, machine.mouth.last_end)])
    machine.mouth.skip_space()


def drop(machine: Machine, _: Token) -> None:
    r"""\thanks{…}, \email{…}, \vspace*{…}: not part of any text."""
    machine.mouth.starts("*")
    machine.mouth.option()
    if machine.mouth.opens():
        machine.mouth.argument()


FRONT: dict[str, Handler] = {
    **dict.fromkeys(SECTION_LEVELS, section),
    "appendix": appendix,
    "appendices": appendix,
    **dict.fromkeys("title icmltitle aistatstitle Title".split(), title),
    **dict.fromkeys("author icmlauthor IEEEauthorblockN name".split(), author),
    **dict.fromkeys("and And AND sep".split(), author_break),
    "abstract": abstract,
    **dict.fromkeys("footnote footnotetext tablefootnote tablefoot".split(), footnote),
    "item": item,
    **dict.fromkeys(
        """thanks email affiliation affil institute institution address inst orcid IEEEauthorblockA date affiliations
        authorrunning titlerunning orcidID keywords ccsdesc subjclass acks thankstext city country state postcode
        streetaddress department IEEEcompsocitemizethanks emailAdd authornote authorcr subtitle titlenote footnotemark
        todo vspace""".split(),
        drop,
    ),
}
