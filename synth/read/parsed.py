"""What every reader gives before sentences and passages are made of it."""

from __future__ import annotations

from dataclasses import dataclass

from synth.records import Problem, Role, SourceFile, Table, TextKind, Traced


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a caption, a list entry …: readable text of one role, all from one file or page."""

    traced: Traced
    role: Role
    section: tuple[str, ...]
    file: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A source taken apart: blocks in reading order (title and abstract among them), tables, and what was stepped over.

    `id`, `version` and `doi` are what the source itself says it is (front matter, PDF stamp), None where it is silent.
    """

    kind: TextKind
    files: tuple[SourceFile, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    abstract: str = ""
    id: str | None = None
    version: str | None = None
    doi: str | None = None
    retracted: bool = False
    problems: tuple[Problem, ...] = ()
