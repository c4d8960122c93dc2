"""The files that a paper draws in: input and its kin, style files, the document class."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from synth.read.tex_tokens import FILE_END, TEXT, Token

if TYPE_CHECKING:
    from synth.read.latex_machine import Handler, Machine

MAX_INPUT_DEPTH = 12
MAX_INPUTS = 400


def input_file(machine: Machine, token: Token) -> None:
    r"""\input, \include, \subfile, \import: the file's own tokens come next."""
    mouth = machine.mouth
    folder = mouth.word() if token[1] in ("import", "subimport") else ""
    if mouth.opens():
        name = mouth.word()
    else:
        mouth.skip_space()
        name = ""
        if mouth.stack and mouth.stack[-1][0] == TEXT:
            kind, text, start, end = mouth.stack.pop()
            name = text.split(" ")[0]
            mouth.push_rest(kind, text, len(name), start, end)
    found = find_file(machine, posixpath.join(folder, name.strip(' "')), token)
    if found is None:
        if name and not name.endswith((".bbl", ".sty")):
            machine.problem(token[2], f"\\{token[1]}{{{name}}}: no such file was given", "add it beside the main file")
        return
    if machine.sources.depth(token[2]) >= MAX_INPUT_DEPTH or len(machine.sources.places) >= MAX_INPUTS:
        machine.problem(token[2], f"\\{token[1]}{{{name}}}: files include each other too deeply; it is left out")
        return
    if not found.endswith((".bbl", ".bib")):
        machine.read(found, machine.files[found], (token[2], max(token[3], mouth.last_end)))


def find_file(machine: Machine, name: str, token: Token, endings: tuple[str, ...] = ("", ".tex")) -> str | None:
    """A file's full name among those given: as written, or beside the file that calls it. Paths never leave them."""
    here = posixpath.dirname(machine.sources.place(token[2]).name)
    top = posixpath.dirname(machine.sources.places[0].name)
    for folder in dict.fromkeys((top, here, "")):
        for ending in endings:
            path = posixpath.normpath(posixpath.join(folder, name + ending))
            if path in machine.files:
                return path
    return None


def end_input(machine: Machine, _: Token) -> None:
    r"""\endinput: nothing more of this file."""
    stack = machine.mouth.stack
    while stack and stack[-1][0] != FILE_END:
        stack.pop()


def use_package(machine: Machine, token: Token) -> None:
    r"""\usepackage: a style file that came with the paper is read for its definitions."""
    mouth = machine.mouth
    mouth.option()
    names = mouth.word()
    mouth.option()
    for name in names.split(","):
        found = find_file(machine, name.strip(), token, (".sty",)) if name.strip() else None
        known = any(place.name == found for place in machine.sources.places)
        if found is not None and not known and machine.sources.depth(token[2]) < MAX_INPUT_DEPTH:
            machine.read(found, machine.files[found], (token[2], mouth.last_end), style=True)


def document_class(machine: Machine, _: Token) -> None:
    r"""\documentclass: decides how things are numbered."""
    machine.mouth.option()
    machine.numbering.use_class(machine.mouth.word())
    machine.mouth.option()


FILES: dict[str, Handler] = {
    **dict.fromkeys("input include subfile import subimport InputIfFileExists".split(), input_file),
    "endinput": end_input,
    "usepackage": use_package,
    "RequirePackage": use_package,
    "documentclass": document_class,
    "documentstyle": document_class,
}
