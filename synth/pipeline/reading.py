"""One source read and packed for the store: the part of adding papers that keeps the CPU busy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import synth
from synth import read
from synth.errors import SynthError
from synth.pipeline.gather import ARCHIVES, PAPERS, Source, content_hash
from synth.read.archive import ARTICLE_SUFFIXES, gather_folder, gunzip, untar, unzip
from synth.read.assemble import arxiv_id, assemble, stem
from synth.read.detect import container_of
from synth.read.parsed import Block, Parsed
from synth.records import Document, Paper, Problem, SourceFile, TextKind, Traced
from synth.store.packed import Packed, pack

SUFFIXES: Mapping[TextKind, str] = {"latex": ".tex", "pdf": ".pdf", "jats": ".xml", "markdown": ".md"}
"""The suffix of a file whose name has none that tells."""

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
    """A paper that a list gives: its title and abstract, and the full text where one is attached that can be read."""

    origin: str
    shown: str
    sha256: str
    paper: Paper
    text: str
    full: Task | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading gave: a packed document with the files that its text cannot give back, or why there is none."""

    packed: Packed | None
    originals: tuple[tuple[str, bytes], ...] = ()
    problem: Problem | None = None
    passing: bool = False
    """The problem may be gone next time, though the content is the same."""


@cache
def reader_version() -> str:
    """A hash of the code that reads: what was read by other code is read again, without anybody counting versions."""
    package = Path(synth.__file__).parent
    files = [*sorted((package / "read").rglob("*.py")), package / "models" / "tokens.py", package / "records.py"]
    digest = sha256(synth.__version__.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def path_safe(paper_id: str) -> str:
    """A paper's id as a file name, never two ids the same: percent-encoded where it needs to be ("cs%2F9901001v1")."""
    name = quote(paper_id, safe="~+@=,() ")
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 13]}~{sha256(paper_id.encode()).hexdigest()[:12]}"
    return name


def read_task(task: Task | ListedTask) -> Outcome:
    """Reads one source. What cannot be read is an Outcome with a Problem, never an exception."""
    shown = task.source.shown if isinstance(task, Task) else task.shown
    try:
        if isinstance(task, ListedTask):
            return _attached(task, task.full) if task.full is not None else Outcome(pack(_listed(task)))
        document = _document(task)
        if content_hash(task.source) != task.sha256:
            return Outcome(None, problem=Problem(shown, "was changed while it was read", "add it again"), passing=True)
        return Outcome(pack(document), _originals(task.source, document))
    except SynthError as error:
        problem = Problem(shown, error.message, error.hint)
        return Outcome(None, problem=_shown(problem, task.source) if isinstance(task, Task) else problem)
    except OSError as error:
        problem = Problem(shown, f"cannot be read: {error.strerror}", "check its permissions")
        return Outcome(None, problem=problem, passing=True)
    except MemoryError:
        problem = Problem(shown, "takes more memory than there is", "close other programs, or split it")
        return Outcome(None, problem=problem, passing=True)


def _attached(task: ListedTask, full: Task) -> Outcome:
    """The full text of a paper of a list; its abstract, and a Problem that says why, where that cannot be read."""
    outcome = read_task(full)
    if outcome.packed is not None or outcome.passing:
        return outcome
    why = outcome.problem.message if outcome.problem is not None else "it cannot be read"
    problem = Problem(task.shown, f"{why}: its abstract alone was read", "attach another copy")
    document = _listed(task)
    return Outcome(pack(replace(document, problems=(*document.problems, problem))))


def read_tasks(tasks: Sequence[Task | ListedTask]) -> list[Outcome]:
    """`read_task` for several: small papers travel to a worker by the hundred."""
    return [read_task(task) for task in tasks]


def _document(task: Task) -> Document:
    """The paper with its files named by its id: what that is may stand in the file, which is then read once more."""
    source = task.source
    wanted = task.paper.id if task.paper is not None and task.paper.id else _id_in_name(source.path.name)
    name = path_safe(wanted) + _suffix(source)
    document = read.read_path(source.path, paper=task.paper, name=name)
    found = document.paper.id
    if found == _id_in_name(name):  # nothing but our own name for the file said so
        found = wanted
    right = _right_name(source, document, found, name)
    if (found, right) != (document.paper.id, name):
        document = read.read_path(source.path, paper=replace(document.paper, id=found), name=right)
    return replace(document, problems=tuple(_shown(problem, source) for problem in document.problems))


def _id_in_name(file_name: str) -> str:
    return arxiv_id(file_name) or stem(file_name)


def _suffix(source: Source) -> str:
    suffix = source.path.suffix.lower()
    return suffix if source.form == "file" and suffix in (PAPERS - ARCHIVES) | ARTICLE_SUFFIXES else ""


def _right_name(source: Source, document: Document, paper_id: str, used: str) -> str:
    """What to call the source: id and suffix for one file, the id alone where it is the folder of several."""
    name = path_safe(paper_id)
    if source.form == "folder" or any(file.name.startswith(f"{used}/") for file in document.files):
        return name
    if len(document.files) > 1:  # a LaTeX file with the files of its folder that it inputs
        return f"{name}/{source.path.name}"
    return name + (_suffix(source) or SUFFIXES.get(document.paper.text, ".txt"))


def _shown(problem: Problem, source: Source) -> Problem:
    """The problem without the place on this machine: reports made elsewhere of the same papers say the same."""
    place = str(source.path)
    return replace(
        problem,
        where=problem.where.replace(place, source.shown),
        message=problem.message.replace(place, source.shown),
    )


def _originals(source: Source, document: Document) -> tuple[tuple[str, bytes], ...]:
    """The bytes of PDFs: the text of their pages does not give them back."""
    pdfs = {file.sha256: file.name for file in document.files if file.pages}
    if not pdfs:
        return ()
    contents = ((sha256(content).hexdigest(), content) for content in _members(source))
    return tuple((pdfs[digest], content) for digest, content in contents if digest in pdfs)


def _members(source: Source) -> Iterable[bytes]:
    """The file itself, or the files in it."""
    if source.form == "folder":
        return gather_folder(source.path, source.shown).files.values()
    content = source.path.read_bytes()
    while container_of(content) == "gzip":
        content, _ = gunzip(content, source.shown)
    kind = container_of(content)
    if kind in {"tar", "zip"}:
        return (untar if kind == "tar" else unzip)(content, source.shown).files.values()
    return (content,)


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
    file = SourceFile(name, text, sha256(text.encode()).hexdigest())
    return assemble(Parsed("abstract", (file,), tuple(blocks), title=paper.title, abstract=task.text), paper)


def _same(text: str, start: int, end: int) -> Traced:
    return Traced(text[start:end], ((0, end - start, start, end),))


def renamed(task: Task | ListedTask, paper: Paper) -> Task | ListedTask:
    """The task for a paper whose id is taken: `~` and the first digits of its content's hash tell it apart."""
    name = f"{paper.id}~{task.sha256[:6]}"
    if isinstance(task, ListedTask) and task.full is not None and task.full.paper is not None:
        task = replace(task, full=replace(task.full, paper=replace(task.full.paper, id=name)))
    return replace(task, paper=replace(paper, id=name))
