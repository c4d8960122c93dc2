r"""What papers stand at the places that a user names: files, folders, archives, lists of papers.

A folder is searched with its subfolders, in name order; hidden names and files about the folder itself (README,
LICENSE, ...) are passed over, and so is whatever is no paper by name or first bytes. One folder is **one LaTeX paper**,
and everything below it belongs to it, when exactly one file directly in it is a root (it has a `\documentclass`, and
no other file there inputs it), there is no other paper beside it, and either the root inputs a file that is there, or
the root is not named by an arXiv id and has a build file (.bbl, .cls, .sty, .bst) beside it or a name that says nothing
("main.tex"). In every other folder each root is a paper, and so is a fragment that no file there inputs. A PDF is
passed over where it is a figure of a LaTeX file, or where a LaTeX source or an article in JATS XML of its own name
stands beside it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from synth.errors import InputError
from synth.read.archive import ARTICLE_SUFFIXES, MAX_RAW, gather_folder
from synth.read.assemble import arxiv_id, stem
from synth.read.detect import is_jats
from synth.records import Problem

Form = Literal["file", "folder", "list"]

TEX = frozenset({".tex", ".ltx", ".latex"})
ARCHIVES = frozenset({".gz", ".tgz", ".tar", ".zip"})
PAPERS = TEX | ARCHIVES | {".pdf", ".md", ".markdown", ".txt", ".text"}
BUILD = frozenset({".bbl", ".cls", ".sty", ".bst"})
ABOUT = re.compile(
    r"(00)?readme|licen[cs]e|copying|notice|changelog|changes|contributing|authors|requirements|cmakelists",
    re.IGNORECASE,
)
"""Files that speak of the folder they lie in."""

REFERENCES = frozenset({".bib", ".bibtex", ".ris", ".json"})
QUERIES = "queries"
"""How the lists of questions begin that lie beside a list of papers in BEIR's folders, and look like one."""

SAYS_NOTHING = re.compile(
    r"(main|ms|paper|article|manuscript|root|arxiv|template|submission|camera[-_]?ready)\d*", re.IGNORECASE
)
ROOT = re.compile(rb"^[^%\r\n]{0,200}\\document(?:class|style)\b", re.MULTILINE)
INPUT = re.compile(rb"^[^%\r\n]{0,500}\\(?:input|include|subfile)\s?\{?\s?([^\s{}%\\]{1,200})", re.MULTILINE)
FIGURE = re.compile(rb"\\includegraphics\*?\s?(?:\[[^\]]{0,300}\]\s?)?\{\s?([^{}\r\n]{1,200})\}")
FIRST_BYTES = 65_536
DEEPEST = 32
MOST_INPUTS = 500


@dataclass(frozen=True, slots=True)
class Source:
    """One place to read: `origin` is its absolute path, `shown` how a message calls it."""

    origin: str
    path: Path
    form: Form
    shown: str


@dataclass(slots=True)
class _Search:
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    folders: set[tuple[int, int]] = field(default_factory=set)
    figures: set[Path] = field(default_factory=set)

    def add(self, path: Path, form: Form, shown: str) -> None:
        origin = str(path.resolve())
        if not self.is_named(origin, shown):
            return
        self.sources.setdefault(origin, Source(origin, path, form, shown))

    def is_named(self, place: str, shown: str) -> bool:
        """Whether a path is text: what is not can stand in no record. Says so where it is not."""
        try:
            place.encode()
        except UnicodeEncodeError:
            where = os.fsencode(shown).decode("utf-8", "replace")
            self.problems.append(Problem(where, "its name, or that of its folder, is not UTF-8: not read", "rename it"))
            return False
        return True


def gather(paths: Sequence[Path]) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources at these paths, in the order named and in name order within, each once; and what cannot be read."""
    search = _Search()
    for path in paths:
        try:
            if path.is_dir():
                _folder(search, path, path.absolute().name or str(path), 0)
            elif path.is_file():
                search.add(path, "list" if _is_list(path) else "file", path.name)
            elif path.exists():
                search.problems.append(Problem(str(path), "is neither a file nor a folder"))
            else:
                search.problems.append(Problem(str(path), "there is no such file or folder", "check the path"))
        except (OSError, RuntimeError, ValueError) as error:  # no permission, a loop of links, a null character
            search.problems.append(Problem(str(path), f"cannot be opened: {_why(error)}", "check its permissions"))
    return tuple(search.sources.values()), tuple(search.problems)


def _why(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _folder(search: _Search, folder: Path, shown: str, depth: int) -> None:
    status = folder.stat()
    if (status.st_dev, status.st_ino) in search.folders:
        return  # named twice, or a link that leads back up
    if not search.is_named(str(folder.resolve()), shown):
        return
    search.folders.add((status.st_dev, status.st_ino))
    if depth > DEEPEST:
        search.problems.append(Problem(shown, f"folders inside folders, more than {DEEPEST} deep: not searched"))
        return
    entries = sorted(
        (entry for entry in folder.iterdir() if not entry.name.startswith(".")), key=lambda each: each.name
    )
    files = [entry for entry in entries if entry.is_file() and not ABOUT.fullmatch(entry.stem)]
    contents = {file: _read(file) for file in files if file.suffix.lower() in TEX}
    roots, fragments, whole = _latex(folder, contents, files)
    if whole:
        search.add(folder, "folder", shown)
        return
    figures = (_target(folder, name, b".pdf") for content in contents.values() for name in FIGURE.findall(content))
    search.figures.update(figure for figure in figures if figure is not None)
    articles = {file for file in files if file.suffix.lower() in ARTICLE_SUFFIXES and _is_paper(file)}
    sourced = {
        stem(file.name) for file in files if file in roots or file in articles or file.suffix.lower() in ARCHIVES
    }
    for entry in entries:
        name = f"{shown}/{entry.name}"
        try:
            if entry.is_dir():
                if entry.name != "__MACOSX":
                    _folder(search, entry, name, depth + 1)
            elif entry.suffix.lower() == ".jsonl":
                if entry.is_file() and not entry.name.startswith(QUERIES) and _is_list(entry, by_name=False):
                    search.add(entry, "list", name)
            elif entry.suffix.lower() == ".pdf" and (entry in search.figures or stem(entry.name) in sourced):
                continue
            elif entry in files and (entry in roots or entry in fragments or _is_paper(entry)):
                search.add(entry, "file", name)
        except OSError as error:
            search.problems.append(Problem(name, f"cannot be opened: {_why(error)}", "check its permissions"))


def _latex(folder: Path, contents: Mapping[Path, bytes], files: Sequence[Path]) -> tuple[set[Path], set[Path], bool]:
    """The roots, the fragments that nothing inputs, and whether the folder is one paper."""
    inputs = {tex: {_target(folder, name) for name in INPUT.findall(content)} for tex, content in contents.items()}
    reached = {target for tex, targets in inputs.items() for target in targets if target is not None and target != tex}
    roots = {tex for tex, content in contents.items() if ROOT.search(content) and tex not in reached}
    fragments = {tex for tex in contents if tex not in roots and tex not in reached}
    if len(roots) != 1:
        return roots, fragments, False
    root = next(iter(roots))
    if any(target is not None for target in inputs[root]):
        # Fragments that nothing inputs are leftovers of this paper; another kind of paper beside it is one of its own.
        return roots, fragments, not _others(files, root)
    bare = arxiv_id(root.name) is None and not fragments and not _others(files, root)
    built = any(file.suffix.lower() in BUILD for file in files) or SAYS_NOTHING.fullmatch(root.stem) is not None
    return roots, fragments, bare and built


def _others(files: Sequence[Path], root: Path) -> bool:
    """Whether papers of another kind stand beside a root. A PDF is none: a figure, or the root in print."""
    return any(file != root and file.suffix.lower() in PAPERS - TEX - {".pdf"} for file in files)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_RAW)
    except OSError:
        return b""  # it is met again, and named, when it is read as a paper


def _target(folder: Path, name: bytes, suffix: bytes = b".tex") -> Path | None:
    """The file in or below the folder that an input names, with the suffix or without, if it is there."""
    try:
        for candidate in (folder / os.fsdecode(name), folder / os.fsdecode(name + suffix)):
            if candidate.is_file() and candidate.resolve().is_relative_to(folder.resolve()):
                return folder / os.path.normpath(candidate.relative_to(folder))
    except (OSError, ValueError):
        return None
    return None


def _is_paper(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in TEX:
        return False  # inputted by another: part of that paper
    if suffix in PAPERS:
        return True
    with path.open("rb") as stream:
        first = stream.read(FIRST_BYTES)
    if suffix in ARTICLE_SUFFIXES:
        return is_jats(first.decode("utf-8", "replace").removeprefix("\ufeff"))
    return first.startswith((b"%PDF-", b"\x1f\x8b\x08")) or first[257:262] == b"ustar" or bool(ROOT.search(first))


def _is_list(path: Path, *, by_name: bool = True) -> bool:
    """Whether a file is a list of papers, one JSON object a line (BEIR); one that says so by its name is, by_name.

    Lists of references are read where they are named alone: in a folder they are what its papers cite.
    """
    if by_name and path.suffix.lower() in {".jsonl", *REFERENCES}:
        return True
    if path.suffix.lower() in PAPERS:
        return False
    with path.open("rb") as stream:
        first = stream.read(FIRST_BYTES).lstrip()
    return first.startswith(b"{") and re.search(rb'"(_id|doc_id)"\s*:', first) is not None


def content_hash(source: Source) -> str:
    """SHA-256 of what the paper is read from, whatever it is called and wherever it lies.

    Of a file: of its bytes, and of those of the files that it inputs, where it is LaTeX and they are there. Of a
    folder: of the names and bytes of the files that belong to the paper. Raises InputError when it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        if source.form == "folder":
            members = gather_folder(source.path, source.shown).files
        elif source.form == "file" and source.path.suffix.lower() in TEX:
            content = source.path.read_bytes()
            digest.update(content)
            members = _inputs(source.path, content)
        else:
            members = {}
            with source.path.open("rb") as stream:
                while piece := stream.read(1 << 20):
                    digest.update(piece)
    except OSError as error:
        raise InputError(f"{source.shown} cannot be read: {error.strerror}", "check its permissions") from error
    for name, content in sorted(members.items()):
        digest.update(os.fsencode(name) + f"\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _inputs(path: Path, content: bytes) -> dict[str, bytes]:
    """The files of its folder that a LaTeX file inputs, directly or not, and its bibliography."""
    folder = path.parent
    waiting = [*INPUT.findall(content), os.fsencode(f"{path.stem}.bbl")]
    found: dict[str, bytes] = {}
    while waiting and len(found) < MOST_INPUTS:
        target = _target(folder, waiting.pop())
        if target is None or target == path or str(target.relative_to(folder)) in found:
            continue
        inner = _read(target)
        found[str(target.relative_to(folder))] = inner
        waiting.extend(INPUT.findall(inner))
    return found
