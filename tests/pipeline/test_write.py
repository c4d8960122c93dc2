"""A report into its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.errors import StorageError
from synth.pipeline.write import check_folder, is_writable, write_report
from synth.report.to_json import to_json
from tests.report.made import empty_report, made_report


def test_only_what_was_asked_for_is_written(tmp_path: Path) -> None:
    report = made_report()
    written = write_report(report, tmp_path / "new" / "folder", ("json", "md"))
    folder = tmp_path / "new" / "folder"
    assert [path.name for path in written] == ["report.json", "report.md"]
    assert sorted(path.name for path in folder.iterdir()) == ["figures", "report.json", "report.md"]
    assert all(path.suffix == ".svg" for path in (folder / "figures").iterdir())
    assert written[0].read_text(encoding="utf-8") == to_json(report)
    assert write_report(report, tmp_path / "new" / "folder", ("md",)) == written[1:]


def test_a_folder_is_looked_at_and_left_as_it_is(tmp_path: Path) -> None:
    assert is_writable(tmp_path / "not" / "yet" / "there")
    assert list(tmp_path.iterdir()) == []
    check_folder(tmp_path)
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere"), tmp_path / ("long" * 100)):
        assert not is_writable(place)
        with pytest.raises(StorageError, match="no report can be written"):
            check_folder(place)


def test_a_refusal_leaves_what_was_there(tmp_path: Path) -> None:
    report = made_report()
    (tmp_path / "report.md").mkdir()
    with pytest.raises(StorageError, match="cannot be written into"):
        write_report(report, tmp_path, ("md", "json"))
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


def test_pictures_that_a_report_no_longer_has_are_removed(tmp_path: Path) -> None:
    write_report(made_report(), tmp_path, ("md",))
    assert (tmp_path / "figures" / "flow.svg").is_file()
    (tmp_path / "figures" / "mine.svg").write_text("mine")
    write_report(empty_report(), tmp_path, ("md",))
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["mine.svg"]
