"""Tending a corpus: is all of it whole, and its sources given back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from synth.errors import CorpusError, InputError, StorageError
from synth.records import Anchor, Document, Problem, Progress, silent
from synth.store.corpus import Corpus

MOST_NAMED = 5
"""Wrong quotes (of one paper) and refused files that a message names; the rest are counted."""


def check_corpus(corpus: Corpus, *, progress: Progress = silent) -> tuple[Problem, ...]:
    """What is wrong with a corpus; nothing where all is well.

    Looked at: SQLite's own integrity and foreign keys; whether each document decodes; whether each quote is its
    source's own characters; whether each passage names sentences that are there.
    """
    problems = [
        Problem(corpus.name, found, "restore the file, or delete it and add its papers") for found in corpus.integrity()
    ]
    if problems:
        return tuple(problems)
    papers = tuple(corpus.hashes())
    for done, paper in enumerate(papers):
        progress("checking papers", done, len(papers))
        try:
            document = corpus.document(paper)
        except CorpusError as error:
            problems.append(Problem(paper, error.message, "remove that paper and add it again"))
            continue
        problems.extend(_faults(paper, document))
    progress("checking papers", len(papers), len(papers))
    return tuple(problems)


def _faults(paper: str, document: Document) -> Iterator[Problem]:
    hint = "remove that paper and add it again"
    if document.paper.id != paper:
        yield Problem(paper, f"its document says that it is {document.paper.id}", hint)
    wrong = [sentence.anchor for sentence in document.sentences if not _is_own(document, sentence.anchor)]
    for anchor in wrong[:MOST_NAMED]:
        yield Problem(paper, f"the quote at {anchor.file} {anchor.start}-{anchor.end} is not its source's text", hint)
    if len(wrong) > MOST_NAMED:
        yield Problem(paper, f"{len(wrong) - MOST_NAMED} more quotes are not their source's text", hint)
    astray = [each for each in document.passages if not 0 <= each.first <= each.last < len(document.sentences)]
    if astray:
        yield Problem(paper, f"{len(astray)} passages name sentences that the paper does not have", hint)


def _is_own(document: Document, anchor: Anchor) -> bool:
    try:
        source = document.quote(anchor.file, anchor.page, anchor.start, anchor.end)
    except (KeyError, IndexError):
        return False
    return source == anchor.quote and 0 <= anchor.start < anchor.end


def export_corpus(corpus: Corpus, folder: Path, *, progress: Progress = silent) -> tuple[Path, ...]:
    """Writes every paper's source under the name that its anchors use: the very characters that they refer to.

    Gives the files that now hold a source. Each appears whole or not at all. One that stands there with other content
    is left as it is: then, when all others are written, InputError names it. Raises StorageError when the disk refuses.
    """
    papers = tuple(corpus.hashes())
    there: list[Path] = []
    refused: list[str] = []
    for done, paper in enumerate(papers):
        progress("writing sources", done, len(papers))
        for name, content in corpus.originals(paper):
            target = _target(folder, name)
            try:
                if target is None:
                    refused.append(f"{name!r} of {paper} would lie outside the folder")
                elif _put_file(target, content):
                    there.append(target)
                else:
                    refused.append(f"{target} is there with other content")
            except OSError as error:
                raise StorageError(
                    f"{folder / name} cannot be written: {error.strerror}", "check the disk's space and the permissions"
                ) from error
    progress("writing sources", len(papers), len(papers))
    if refused:
        more = f" and {len(refused) - MOST_NAMED} more" if len(refused) > MOST_NAMED else ""
        raise InputError(
            f"not written: {'; '.join(refused[:MOST_NAMED])}{more}", "export to an empty folder; the rest was written"
        )
    return tuple(there)


def _put_file(target: Path, content: bytes) -> bool:
    """Whether the target holds the content now; False where it stands with other content."""
    if target.is_file() and target.read_bytes() == content:
        return True
    if target.exists() or target.is_symlink():
        return False
    write_whole(target, content)
    return True


def _target(folder: Path, name: str) -> Path | None:
    """Where a source goes; None for a name that leads out of the folder, which a stranger's corpus may hold."""
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts or "\0" in name:
        return None
    target = folder.joinpath(*parts)
    return target if target.parent.resolve().is_relative_to(folder.resolve()) else None


def write_whole(target: Path, content: bytes) -> None:
    """Writes beside the target and renames, so that a stop leaves either the whole file or none. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:50]}.", delete=False) as stream:
        part = Path(stream.name)
        try:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            part.chmod(0o644)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
