"""Comparing two reports by the claims in them: what to read at a path, and the comparison."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError
from synth.report.diff import Diff, Ignored, diff_tables
from synth.report.diff_table import ClaimTable, table_from_json
from synth.report.legacy import read_text_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAMES = ("report.json", "report.md", "report.txt")
"""What a report's folder is read from: the first of these that is there."""
LARGEST = 64_000_000
"""Bytes of a report; the largest real ones have half a megabyte."""


def diff_paths(a: str, b: str, *, ignore: Collection[Ignored] = ()) -> Diff:
    """Compares the claim tables at two paths. Raises InputError for a path that has none."""
    return diff_tables(read_claim_table(a), read_claim_table(b), ignore=ignore, meaning=_meaning)


def read_claim_table(path: str) -> ClaimTable:
    """The claims of a report folder, a report.json or a text report; none of the null device, which stands for no file.

    Raises InputError for what cannot be read or has no claim table.
    """
    from synth.read.detect import decode

    if path == os.devnull:
        return ClaimTable(path, ())
    file = _file(Path(path))
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"{path} cannot be read: {reason}", "check the path and its permissions") from error
    name = path.encode("utf-8", "replace").decode()
    if len(data) > LARGEST:
        raise InputError(f"{name} is larger than {LARGEST // 1_000_000} MB", "give a report")
    text = decode(data, name).text
    return table_from_json(text, name) if text.lstrip().startswith("{") else read_text_table(text, name)


def _file(path: Path) -> Path:
    try:
        if not path.is_dir():
            return path
        found = next((path / name for name in NAMES if (path / name).is_file()), None)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "check the path and its permissions") from error
    if found is None:
        raise InputError(f"there is no report in {path}", f"give a folder with {' or '.join(NAMES)}")
    return found


def _meaning(texts: Collection[str]) -> NDArray[np.float32]:
    """Vectors of texts by the installed model, which is loaded only where claims are left over to be compared."""
    from synth.models.embedder import load_embedder

    return load_embedder().embed(list(texts))
