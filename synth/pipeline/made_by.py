"""What made a report: versions and hashes of code, corpus, model and prompts, and the options."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from synth import __version__
from synth.pipeline.relevance import LEAST, LEAST_BY_WORDS
from synth.shipped import shipped_folder
from synth.verify.judge import judge_model

PASSAGES = 200
"""Passages of one corpus's kept papers that claims are looked for in."""

if TYPE_CHECKING:
    from synth.models.embedder import Embedder
    from synth.pipeline.shelves import Limits, Shelf


def made_by(shelves: Sequence[Shelf], embedder: Embedder, options: Mapping[str, str], limits: Limits) -> dict[str, str]:
    """Everything that the bytes of a report depend on, besides the question and the date, by name."""
    corpora = {f"corpus {shelf.name}": shelf.corpus.fingerprint()[:16] for shelf in shelves}
    return {
        "synth": __version__,
        "code": code_hash(),
        **corpora,
        "embedder": embedder.id,
        "judge": judge_model().id,
        "figures": f"matplotlib {version('matplotlib')}",
        "prompts": folder_hash(shipped_folder("prompts"), "*.md"),
        **{f"option {name}": value for name, value in sorted(options.items())},
        "option max-papers": str(limits.max_papers),
        "option max-claims": str(limits.max_claims),
        "bound claims of a paper": str(limits.per_paper),
        "bound claim's relevance": f"{LEAST:.2f}, outside the known field {LEAST_BY_WORDS:.2f}",
        "bound paper's relevance": f"{limits.least_paper:.2f}",
        "bound passages of a corpus": str(PASSAGES),
    }


@cache
def code_hash() -> str:
    """16 hex digits of a hash over synth's own source files and the weights beside them."""
    package = Path(__file__).parent.parent
    return _hash(sorted([*package.rglob("*.py"), *package.rglob("*.toml")]), package)


def folder_hash(folder: Path, pattern: str) -> str:
    """16 hex digits of a hash over the files of a folder, names and contents."""
    return _hash(sorted(folder.glob(pattern)), folder)


def _hash(paths: Iterable[Path], base: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(base).as_posix()}:{len(content)}:".encode() + content)
    return digest.hexdigest()[:16]
