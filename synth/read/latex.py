"""LaTeX source, one file or many, to blocks of readable text and tables as cells, each traced to the raw source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from synth.read.latex_captions import CAPTIONS
from synth.read.latex_cells import CELLS
from synth.read.latex_definitions import DEFINITIONS
from synth.read.latex_environments import ENVIRONMENT_COMMANDS, ENVIRONMENTS
from synth.read.latex_files import FILES
from synth.read.latex_front import FRONT
from synth.read.latex_machine import Machine
from synth.read.latex_references import REFERENCES
from synth.read.latex_styles import STYLES
from synth.read.parsed import Block, Parsed
from synth.read.tex_macros import Mouth
from synth.read.tex_trace import Scribe
from synth.records import Problem, SourceFile

MAX_SOURCE = 20_000_000
"""Characters of one file; longer ones are cut there, which a Problem tells."""

_EXPANSION_BUDGET = 400_000
_CLASS = re.compile(r"^[^%\n]*\\document(?:class|style)\b", re.MULTILINE)
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_HANDLERS = {**STYLES, **REFERENCES, **FRONT, **CAPTIONS, **CELLS, **DEFINITIONS, **FILES, **ENVIRONMENT_COMMANDS}


def parse_latex(files: Mapping[str, str], main: str | None = None) -> Parsed:
    r"""Reads a paper's LaTeX from `files` (name to decoded text), starting at `main`.

    Without `main` it is the file with \documentclass and \begin{document}, else the largest .tex file; a fragment
    without either is read as running text. Nothing here raises: what cannot be understood is a Problem of the result.
    """
    name = main if main is not None and main in files else _main(files)
    if name is None:
        return Parsed("latex", (), (), problems=(Problem("latex", "there is no LaTeX file to read"),))
    machine = Machine(files, _HANDLERS, ENVIRONMENTS, Mouth(_EXPANSION_BUDGET))
    text = files[name]
    if len(text) > MAX_SOURCE:
        machine.problems.append(Problem(name, f"longer than {MAX_SOURCE} characters; the rest is left out"))
        text = text[:MAX_SOURCE]
    machine.preamble = _CLASS.search(text) is not None and _BEGIN.search(text) is not None
    machine.out = Scribe(machine.body_role(), breaks=True)
    machine.read(name, text)
    machine.run()
    return _finished(machine)


def _main(files: Mapping[str, str]) -> str | None:
    def rank(name: str) -> tuple[bool, bool, int, str]:
        text = files[name]
        whole = _CLASS.search(text) is not None and _BEGIN.search(text) is not None
        return not whole, not name.lower().endswith((".tex", ".ltx", ".latex")), -len(text), name

    return min(files, key=rank, default=None)


def _finished(machine: Machine) -> Parsed:
    """Scribes to blocks and grids to tables, now that every label is known."""
    sources, resolve = machine.sources, machine.numbering.resolve
    blocks: list[Block] = []
    for scribe in sorted(machine.blocks, key=lambda scribe: sources.order(scribe.first())):
        place = scribe.place(sources)
        if place is None or scribe.role is None:
            continue
        traced = scribe.traced(sources, place, resolve)
        if traced.text and any(character.isalnum() for character in traced.text):
            blocks.append(Block(traced, scribe.role, scribe.section, place.name))
    tables = [grid.table(number, sources, resolve) for number, grid in enumerate(machine.tables, 1)]
    title = next((block.traced.text for block in blocks if block.role == "title"), "")
    return Parsed(
        kind="latex",
        files=tuple(SourceFile(name, machine.files[name], _sha256(machine.files[name])) for name in machine.opened),
        blocks=tuple(blocks),
        tables=tuple(tables),
        title=title,
        authors=tuple(machine.names),
        abstract=" ".join(block.traced.text for block in blocks if block.role == "abstract"),
        problems=tuple(machine.problems),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
