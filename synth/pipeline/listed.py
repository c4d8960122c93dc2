"""Papers as a list gives them: one JSON object a line, `{"_id", "title", "text"}` (BEIR's corpus.jsonl).

Also read, as SciFact's release has them: `doc_id` for `_id`, and `abstract` (a list of sentences) for `text`; and lists
of references as Zotero and others export them (BibTeX, RIS, CSL-JSON), of which title and abstract are read, or the
file that is attached where it lies in the list's folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from synth.errors import InputError
from synth.pipeline.gather import Source, content_hash
from synth.pipeline.reading import ListedTask, Task
from synth.records import Paper, Problem, content_id
from synth.sources.attached import attached_file
from synth.sources.lists import READERS, read_list

LONGEST_LINE = 10_000_000
LONGEST_ID = 200


def listed(stream: BinaryIO, source: Source) -> Iterator[ListedTask | Problem]:
    """A task for each line, a Problem that names the line for one that is no paper; empty lines are passed over."""
    if source.path.suffix.lower() in READERS:
        yield from _references(source)
        return
    seen: dict[str, str] = {}
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        where = f"{source.shown}:{number}"
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield Problem(where, f"a line of more than {LONGEST_LINE:,} bytes")
            continue
        if not line.strip():
            continue
        task = _task(line, source, where)
        if isinstance(task, Problem):
            yield task
        elif task.paper.id not in seen:
            seen[task.paper.id] = task.sha256
            yield task
        elif seen[task.paper.id] != task.sha256:
            yield Problem(where, f"another paper called {task.paper.id} stands above; this one was left out")


def _references(source: Source) -> Iterator[ListedTask | Problem]:
    """A task for each paper of a list of references, the first of those with one id."""
    try:
        found = read_list(source.path)
    except InputError as error:
        yield Problem(source.shown, error.message, error.hint)
        return
    yield from found.problems
    seen: set[str] = set()
    for hit in found.hits:
        paper = hit.paper
        where = f"{source.shown}: {paper.title or paper.id}"
        if not paper.id.isprintable() or len(paper.id) > LONGEST_ID:
            yield Problem(where, f"has no id of 1 to {LONGEST_ID} printable characters")
        elif not paper.title and not paper.abstract:
            yield Problem(where, "has neither a title nor an abstract")
        elif paper.id not in seen:
            seen.add(paper.id)
            known = replace(paper, title=_clean(paper.title), abstract=_clean(paper.abstract), found="")
            full, problems = _full(hit.files, source, where, known)
            yield from problems
            said = (paper.id, known.title, known.abstract, *paper.authors, str(paper.year))
            sha256 = content_id("listed", *said, *([full.sha256] if full is not None else []))
            yield ListedTask(f"{source.origin}#{paper.id}", where, sha256, known, known.abstract, full)


def _full(files: Sequence[str], source: Source, where: str, paper: Paper) -> tuple[Task | None, tuple[Problem, ...]]:
    """The attachment to read, with what the list knows of the paper."""
    path, problems = attached_file(files, source.path.parent, where)
    if path is None:
        return None, problems
    shown = f"{source.shown}: {path.relative_to(source.path.parent.resolve()).as_posix()}"
    attached = Source(str(path), path, "file", shown)
    try:
        # What its text is, the reader says; its abstract too, so that a quote from it has a place in the paper.
        return Task(attached, content_hash(attached), replace(paper, text="text", abstract="")), problems
    except InputError as error:
        return None, (*problems, Problem(where, error.message, error.hint))


def _task(line: bytes, source: Source, where: str) -> ListedTask | Problem:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Problem(where, f"is not JSON: {error}", 'give {"_id": "…", "title": "…", "text": "…"}')
    if not isinstance(record, dict):
        return Problem(where, "is not a JSON object", 'give {"_id": "…", "title": "…", "text": "…"}')
    identity = record.get("_id", record.get("doc_id"))
    title = record.get("title", "")
    text = record.get("text", record.get("abstract", ""))
    if isinstance(text, list) and all(isinstance(part, str) for part in text):
        text = " ".join(part.strip() for part in text)
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if (
        not isinstance(identity, str)
        or not identity.strip()
        or not identity.isprintable()
        or len(identity) > LONGEST_ID
    ):
        return Problem(where, f'has no "_id" of 1 to {LONGEST_ID} printable characters')
    if title is None:
        title = ""
    if not isinstance(title, str) or not isinstance(text, str):
        return Problem(where, f'paper {identity}: "title" and "text" must be texts')
    title, text = " ".join(_clean(title).split()), _clean(text).strip()
    if not title and not text:
        return Problem(where, f"paper {identity} has neither a title nor a text")
    # The id belongs to the content: two entries of the same text are two papers, as the list's own judgements have it.
    sha256 = content_id("listed", identity, title, text)
    return ListedTask(f"{source.origin}#{identity}", where, sha256, Paper(identity, title=title, text="abstract"), text)


def _clean(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can write and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
