"""A derived folder is whole or is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.retrieve.derived import MANIFEST, is_whole, put_in_place


def make(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "data").write_bytes(b"made")
    (folder / "writer.lock").touch()


def test_it_is_whole_once_it_is_in_place_and_not_before(tmp_path: Path) -> None:
    folder = tmp_path / "derived" / "now"
    assert not is_whole(folder)
    put_in_place(folder, make)
    assert is_whole(folder)
    assert (folder / "deep" / "data").read_bytes() == b"made"
    (folder / "writer.lock").unlink()
    assert is_whole(folder)


@pytest.mark.parametrize("content", [b"", b"mede", b"made\n"])
def test_any_other_byte_is_damage(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "derived" / "now"
    put_in_place(folder, make)
    (folder / "deep" / "data").write_bytes(content)
    assert not is_whole(folder)


def test_a_file_too_many_or_too_few_or_no_manifest_is_damage(tmp_path: Path) -> None:
    folder = tmp_path / "derived" / "now"
    put_in_place(folder, make)
    (folder / "more").touch()
    assert not is_whole(folder)
    (folder / "more").unlink()
    assert is_whole(folder)
    (folder / MANIFEST).write_text("[" * 100_000)
    assert not is_whole(folder)
    put_in_place(folder, make)
    assert is_whole(folder)
    (folder / "deep" / "data").unlink()
    assert not is_whole(folder)


def test_what_is_older_goes_and_a_failure_leaves_nothing(tmp_path: Path) -> None:
    parent = tmp_path / "derived"
    put_in_place(parent / "then", make)

    def fail(folder: Path) -> None:
        make(folder)
        raise ValueError("made")

    with pytest.raises(ValueError, match="made"):
        put_in_place(parent / "now", fail)
    assert [path.name for path in parent.iterdir()] == ["then"]
    (parent / "making-left").mkdir()
    put_in_place(parent / "now", make)
    assert [path.name for path in parent.iterdir()] == ["now"]
