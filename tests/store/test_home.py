from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import StorageError, UsageError
from synth.store.home import corpora_folder, corpus_file, data_home, list_corpora


def test_synth_home_is_where_data_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path))
    assert data_home() == tmp_path
    assert list_corpora() == ()
    corpora_folder().mkdir()
    for name in ("b.db", "a.v1.db", ".hidden.db", "notes.txt", "a.db-wal"):
        (corpora_folder() / name).touch()
    assert list_corpora() == ("a.v1", "b")
    assert corpus_file("b") == corpora_folder() / "b.db"


def test_without_synth_home_the_platform_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNTH_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/made/folder")
    assert data_home().name == "synth"


def test_a_home_that_cannot_be_listed_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path))
    corpora_folder().symlink_to(corpora_folder())
    with pytest.raises(StorageError, match="cannot be read"):
        list_corpora()


@given(st.text(max_size=70))
def test_a_name_never_leaves_the_folder(name: str) -> None:
    try:
        path = corpus_file(name)
    except UsageError:
        return
    assert path.parent == corpora_folder()
    assert not path.name.startswith(".")
