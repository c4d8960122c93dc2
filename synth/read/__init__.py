"""Reading: a file, a folder or an archive becomes a Document, whatever its name."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from synth.errors import InputError
from synth.records import Document, Paper, Problem

if TYPE_CHECKING:
    from synth.read.parsed import Parsed

__all__ = ["read_bytes", "read_path"]

MAX_GZIPS = 2
"""How often a file may be gzipped over: once by its author, once by arXiv."""

INCLUDED = re.compile(r"^[^%\r\n]{0,400}?\\(?:input|include|subfile)\s?\{?([^\s{}\\%]{1,200})", re.MULTILINE)
MAX_INCLUDED = 500


def read_path(path: Path, *, paper: Paper | None = None, name: str | None = None) -> Document:
    """The paper in a file, or in a folder of LaTeX; what it is is found by its content.

    `name` is the file name that anchors carry (default: the path's own name); of a folder or an archive they carry
    the inner path, after `name/` when a name is given. A single LaTeX file brings the files that it inputs from its
    own folder. `paper` holds metadata known from elsewhere, which wins over what the file says of itself.

    Raises InputError when nothing can be read; everything smaller is in `Document.problems`.
    """
    from synth.read.archive import MAX_RAW, gather_folder

    where = str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            gathered = gather_folder(path, where)
            parsed = _parse_files(gathered.files, where, tuple(gathered.problems), name)
            return _document(parsed, paper, name or path.resolve().name)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{where} is neither a file nor a folder", "give a file or a folder")
        if status.st_size > MAX_RAW:
            raise InputError(f"{where} is larger than {MAX_RAW // 1_000_000} MB", "give the paper alone")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"there is no file {where}", "check the path") from error
    except PermissionError as error:
        raise InputError(f"{where} may not be read by this user", "change its permissions") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{where} cannot be read: {error}", "check the path and the disk") from error
    return _document(_parse(data, name or path.name, where, name, path), paper, name or path.name)


def read_bytes(data: bytes, file_name: str, *, paper: Paper | None = None, name: str | None = None) -> Document:
    """As `read_path`, for bytes that are already in memory and were called `file_name`."""
    from synth.read.archive import MAX_RAW

    if len(data) > MAX_RAW:
        raise InputError(f"{file_name} is larger than {MAX_RAW // 1_000_000} MB", "give the paper alone")
    return _document(_parse(data, name or file_name, file_name, name, None), paper, name or file_name)


def _document(parsed: Parsed, paper: Paper | None, file_name: str) -> Document:
    from synth.read.assemble import assemble, identify

    identity = identify(parsed, paper, file_name)
    return assemble(parsed, replace(paper, id=identity) if paper is not None else Paper(identity))


def _parse(data: bytes, file_name: str, where: str, name: str | None, path: Path | None, gzips: int = 0) -> Parsed:
    """One file taken apart. `path` is where it lies, when it may bring other files of its folder."""
    from synth.read import archive, detect

    kind = detect.container_of(data)
    if kind == "gzip":
        if gzips == MAX_GZIPS:
            raise InputError(f"{where} is gzipped over more than {MAX_GZIPS} times", "unpack it yourself")
        content, damage = archive.gunzip(data, where)
        parsed = _parse(content, file_name, where, name, None, gzips + 1)
        return replace(parsed, problems=damage + parsed.problems)
    if kind in {"tar", "zip"}:
        gathered = (archive.untar if kind == "tar" else archive.unzip)(data, where)
        return _parse_files(gathered.files, where, tuple(gathered.problems), name)
    if kind == "pdf":
        return _parse_pdf(data, file_name, where)
    decoded = detect.decode(data, where)
    parsed = _parse_text(decoded.text, file_name, where, path, sha256(data).hexdigest())
    return replace(parsed, problems=decoded.problems + parsed.problems)


def _parse_text(text: str, file_name: str, where: str, path: Path | None, digest: str) -> Parsed:
    from synth.read.assemble import rename
    from synth.read.detect import text_form

    form = text_form(text, file_name, where)
    if form == "latex":
        from synth.read.latex import parse_latex

        main = path.name if path is not None else PurePosixPath(file_name).name
        others, problems = _included(text, path) if path is not None else ({}, ())
        parsed = parse_latex({main: text, **others}, main)
        prefix = file_name.removesuffix(main)
        names = [(inner, prefix + inner) for inner in others] + [(main, file_name)]
        parsed = replace(rename(parsed, names, [(main, digest)]), problems=problems + parsed.problems)
    elif form == "jats":
        from synth.read.jats import parse_jats

        parsed = parse_jats(text, file_name, digest)
    elif form == "markdown":
        from synth.read.markdown import parse_markdown

        parsed = parse_markdown(text, file_name, digest)
    else:
        from synth.read.plain import parse_plain

        parsed = parse_plain(text, file_name, digest)
    return _checked(parsed, where)


def _checked(parsed: Parsed, where: str) -> Parsed:
    """`parsed`, when there is something in it. Raises InputError when there is nothing but a title."""
    if parsed.tables or any(block.role != "title" and block.traced.text.strip() for block in parsed.blocks):
        return parsed
    raise InputError(f"{where} holds no readable text", "check that it is the paper's main file")


def _parse_pdf(data: bytes, file_name: str, where: str) -> Parsed:
    from synth.read.pdf import parse_pdf

    parsed = parse_pdf(data, file_name)
    if not any(block.traced.text.strip() for block in parsed.blocks):
        raise InputError(
            f"{where} is a PDF without text: it seems to be scanned",
            "put it through OCR (ocrmypdf, say) or give the LaTeX source",
        )
    return parsed


def _parse_files(files: Mapping[str, bytes], where: str, problems: tuple[Problem, ...], name: str | None) -> Parsed:
    """The paper in the files of a folder or an archive: LaTeX before JATS XML, then a PDF, then text."""
    from synth.read.archive import ARTICLE_SUFFIXES, TEXT_SUFFIXES
    from synth.read.assemble import rename
    from synth.read.detect import decode, is_jats, text_form

    texts: dict[str, str] = {}
    latex: list[str] = []
    noted = list(problems)
    for inner, data in sorted(files.items()):
        if inner.lower().endswith(".pdf") or not data.strip():
            continue
        try:
            decoded = decode(data, f"{where}: {inner}")
            if PurePosixPath(inner).suffix.lower() in {".tex", ".ltx", ".latex", "", ".txt"} and (
                text_form(decoded.text, inner, f"{where}: {inner}") == "latex"
            ):
                latex.append(inner)
        except InputError as error:
            noted.append(Problem(f"{where}: {inner}", error.message, error.hint))
            continue
        texts[inner] = decoded.text
        noted.extend(decoded.problems)
    prefix = f"{name}/" if name else ""
    if latex:
        from synth.read.latex import parse_latex

        parsed = parse_latex(texts)
        hashes = [(inner, sha256(files[inner]).hexdigest()) for inner in texts]
        parsed = _checked(rename(parsed, [(inner, prefix + inner) for inner in texts], hashes), where)
    else:
        others = TEXT_SUFFIXES - ARTICLE_SUFFIXES - {".bib", ".bbl", ".sty", ".cls"}
        readable = (
            [inner for inner in texts if inner.lower().endswith(tuple(ARTICLE_SUFFIXES)) and is_jats(texts[inner])]
            or [inner for inner in files if inner.lower().endswith(".pdf")]
            or [inner for inner in texts if PurePosixPath(inner).suffix.lower() in others]
        )
        if not readable:
            raise InputError(
                f"{where} holds no LaTeX" + (f" ({noted[0].message})" if noted else ""),
                "give the folder or archive that holds the paper's source",
            )
        chosen = max(sorted(readable), key=lambda inner: len(files[inner]))
        if len(readable) > 1:
            noted.append(Problem(where, f"holds {len(readable)} texts; only the largest, {chosen}, was read"))
        parsed = _parse(files[chosen], prefix + chosen, f"{where}: {chosen}", name, None, MAX_GZIPS)
    return replace(parsed, problems=(*noted, *parsed.problems))


def _included(text: str, path: Path) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The files of its folder that a LaTeX file inputs, and its bibliography: by relative path, none outside."""
    from synth.read.archive import MAX_MEMBER
    from synth.read.detect import decode

    root = path.resolve().parent
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    wanted = [*INCLUDED.findall(text), f"{path.stem}.bbl"]
    seen: set[str] = set()
    while wanted and len(seen) < MAX_INCLUDED:
        target = wanted.pop(0)
        if target in seen:
            continue
        seen.add(target)
        for candidate in (root / target, root / f"{target}.tex"):
            try:
                found = candidate.resolve()
                if found == path.resolve() or not found.is_relative_to(root) or not found.is_file():
                    continue
                if found.stat().st_size > MAX_MEMBER:
                    problems.append(Problem(str(found), f"larger than {MAX_MEMBER // 1_000_000} MB, skipped"))
                    continue
                decoded = decode(found.read_bytes(), str(found))
            except InputError as error:
                problems.append(Problem(str(candidate), error.message, error.hint))
                continue
            except (OSError, ValueError):
                continue  # a name that no file can have; the LaTeX reader notes what is missing
            texts[found.relative_to(root).as_posix()] = decoded.text
            problems.extend(decoded.problems)
            wanted.extend(INCLUDED.findall(decoded.text))
            break
    return texts, tuple(problems)
