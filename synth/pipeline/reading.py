"""One source read and packed for the store: the part of adding papers that keeps the CPU busy."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import quote

import synth
from synth import read
from synth.errors import InputError, SynthError
from synth.pipeline.gather import PAPERS, Source, content_hash
from synth.read.assemble import arxiv_id, assemble, stem
from synth.read.parsed import Block, Parsed
from synth.records import Document, Paper, Problem, SourceFile, Traced
from synth.store.packed import Packed, pack

LONGEST_NAME = 120
"""Characters of a file name made from a paper's id; file systems allow 255 bytes with the suffix."""


@dataclass(frozen=True, slots=True)
class Task:
    """A source to read. `paper` is what is known of it before; an id that it carries stands."""

    source: Source
    sha256: str
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class ListedTask:
    """A paper that a line of a list gives: its title and abstract are all there is to read."""

    origin: str
    shown: str
    sha256: str
    paper: Paper
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading gave: a packed document with the files that its text cannot give back, or why there is none."""

    packed: Packed | None
    originals: tuple[tuple[str, bytes], ...] = ()
    problem: Problem | None = None


@cache
def reader_version() -> str:
    """A hash of the code that reads: what was read by other code is read again, without anybody counting versions."""
    package = Path(synth.__file__).parent
    files = [*sorted((package / "read").rglob("*.py")), package / "models" / "tokens.py", package / "records.py"]
    digest = hashlib.sha256(synth.__version__.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def path_safe(paper_id: str) -> str:
    """A paper's id as a file name, never two ids the same: percent-encoded where it needs to be ("cs%2F9901001v1")."""
    name = quote(paper_id, safe="~+@=,() ")
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 13]}~{hashlib.sha256(paper_id.encode()).hexdigest()[:12]}"
    return name


def read_task(task: Task | ListedTask) -> Outcome:
    """Reads one source. What cannot be read is an Outcome with a Problem, never an exception."""
    shown = task.source.shown if isinstance(task, Task) else task.shown
    try:
        if isinstance(task, ListedTask):
            return Outcome(pack(_listed(task)))
        document = _document(task)
        if content_hash(task.source) != task.sha256:
            return Outcome(None, problem=Problem(shown, "was changed while it was read", "add it again"))
        return Outcome(pack(document), _originals(task.source, document))
    except SynthError as error:
        return Outcome(None, problem=Problem(shown, error.message, error.hint))
    except OSError as error:
        return Outcome(None, problem=Problem(shown, f"cannot be read: {error.strerror}", "check its permissions"))
    except MemoryError:
        return Outcome(None, problem=Problem(shown, "takes more memory than there is", "split it"))


def read_tasks(tasks: Sequence[Task | ListedTask]) -> list[Outcome]:
    """`read_task` for several: small papers travel to a worker by the hundred."""
    return [read_task(task) for task in tasks]


def _document(task: Task) -> Document:
    """Files are named by the paper's id, and the id may stand in the file: then it is read once more under its name."""
    path = task.source.path
    wanted = task.paper.id if task.paper is not None and task.paper.id else arxiv_id(path.name) or stem(path.name)
    document = read.read_path(path, paper=task.paper, name=_name(task.source, wanted))
    if document.paper.id == wanted:
        return document
    return read.read_path(path, paper=document.paper, name=_name(task.source, document.paper.id))


def _name(source: Source, paper_id: str) -> str:
    suffix = source.path.suffix.lower()
    archive = {".gz", ".tgz", ".tar", ".zip"}
    return path_safe(paper_id) + (suffix if source.form == "file" and suffix in PAPERS - archive else "")


def _originals(source: Source, document: Document) -> tuple[tuple[str, bytes], ...]:
    """The bytes of a PDF: the text of its pages does not give it back."""
    names = [file.name for file in document.files if file.pages]
    if source.form != "file" or len(names) != 1 or len(document.files) != 1:
        return ()
    content = source.path.read_bytes()
    return ((names[0], content),) if content.lstrip()[:1024].find(b"%PDF-") >= 0 else ()


def _listed(task: ListedTask) -> Document:
    """Title and abstract as one text file, the title its first paragraph."""
    paper = task.paper
    name = f"{path_safe(paper.id)}.txt"
    gap = "\n\n" if paper.title and task.text else ""
    text = f"{paper.title}{gap}{task.text}"
    blocks = []
    start = len(text) - len(task.text)
    if paper.title:
        blocks.append(Block(_same(text, 0, len(paper.title)), "title", (), name))
    if task.text:
        blocks.append(Block(_same(text, start, len(text)), "abstract", (), name))
    file = SourceFile(name, text, hashlib.sha256(text.encode()).hexdigest())
    return assemble(Parsed("abstract", (file,), tuple(blocks), title=paper.title, abstract=task.text), paper)


def _same(text: str, start: int, end: int) -> Traced:
    return Traced(text[start:end], ((0, end - start, start, end),))


def renamed(task: Task | ListedTask, paper: Paper) -> Task | ListedTask:
    """The task for a paper whose id is taken: `~` and the first digits of its content's hash tell it apart."""
    if not paper.id:
        raise InputError("a paper without an id")
    return replace(task, paper=replace(paper, id=f"{paper.id}~{task.sha256[:6]}"))
