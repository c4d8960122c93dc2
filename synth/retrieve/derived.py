"""A folder derived from a corpus: made aside, put in place whole, checked byte by byte before it is believed."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

MANIFEST = "manifest.json"


def is_whole(folder: Path) -> bool:
    """Whether the folder's files are those that were put in place: by name and SHA-256."""
    try:
        expected = json.loads((folder / MANIFEST).read_bytes())
        return bool(expected == _hashes(folder))
    except (OSError, ValueError, RecursionError):
        return False


def put_in_place(folder: Path, make: Callable[[Path], None]) -> None:
    """Fills `folder` by `make`, which is given an empty folder; what else its parent holds is older and goes.

    Readers never see a folder half made. Raises OSError where the disk refuses, and whatever `make` raises.
    """
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-", ignore_cleanup_errors=True) as name:
        made = Path(name) / "made"
        made.mkdir()
        make(made)
        (made / MANIFEST).write_text(json.dumps(_hashes(made), sort_keys=True))
        for older in folder.parent.iterdir():
            # Another process that is making the same folder loses its own here, and searches without one.
            if older != Path(name):
                shutil.rmtree(older, ignore_errors=True)
        made.rename(folder)


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, by its path in the folder; lock files and the manifest itself are left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock") and path.name != MANIFEST
    }
