"""Archives and folders: what is good is read, what is not is a Problem, nothing leads outside."""

import gzip
import io
import os
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError
from synth.read import archive
from synth.read.archive import gather_folder, gunzip, untar, unzip

TEX = b"\\documentclass{article} made\n"
NOISE = bytes(byte for seed in range(4000) for byte in ((seed * 7919) % 251 + 1, (seed * seed * 31) % 253 + 1))


def make_tar(members: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def make_zip(members: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return packed.getvalue()


NAMES = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?\.tex", fullmatch=True)


@given(st.dictionaries(NAMES, st.binary(max_size=80), max_size=5))
def test_members_come_out_as_they_went_in(files: dict[str, bytes]) -> None:
    members = sorted(files.items())
    assert untar(make_tar(members), "made").files == files
    assert unzip(make_zip(members), "made").files == files


@given(st.binary(min_size=1, max_size=2000), st.integers(1, 3))
def test_gzip_members_come_out_as_they_went_in(content: bytes, times: int) -> None:
    assert gunzip(gzip.compress(content) * times, "made") == (content * times, ())


@given(st.integers(1000, 8000))
def test_a_truncated_gzip_gives_a_true_beginning(cut: int) -> None:
    whole = gzip.compress(NOISE, 1)
    content, problems = gunzip(whole[: min(cut, len(whole) - 1)], "made")
    assert content
    assert NOISE.startswith(content)
    assert "truncated" in problems[0].message


@pytest.mark.parametrize("cut", [2, 9, 11])
def test_a_gzip_of_a_few_bytes_is_refused(cut: int) -> None:
    with pytest.raises(InputError, match="truncated"):
        gunzip(gzip.compress(NOISE)[:cut], "made")


def test_a_wrong_checksum_is_told() -> None:
    content, problems = gunzip(gzip.compress(NOISE)[:-8] + b"12345678", "made.gz")
    assert content == NOISE
    assert "damaged" in problems[0].message


def test_a_bomb_is_refused() -> None:
    with pytest.raises(InputError, match="unpacks to more than"):
        gunzip(gzip.compress(bytes(25_000_000), 1), "bomb.gz")


@given(st.binary(max_size=600))
def test_any_bytes_as_archives_give_members_or_an_input_error(data: bytes) -> None:
    for unpack, start in ((untar, make_tar([("a.tex", TEX)])), (unzip, make_zip([("a.tex", TEX)]))):
        for hostile in (data, start[: len(start) // 2] + data):
            with suppress(InputError):
                assert set(unpack(hostile, "made").files) <= {"a.tex"}


@pytest.mark.parametrize("name", ["../up.tex", "/abs.tex", "a/../../b.tex", "C:\\x.tex", "..\\up.tex", "a\x07b.tex"])
def test_names_that_lead_outside_are_skipped(name: str) -> None:
    members = [(name, TEX), ("good.tex", TEX)]
    for gathered in (untar(make_tar(members), "made"), unzip(make_zip(members), "made")):
        assert list(gathered.files) == ["good.tex"]
        assert "skipped" in gathered.problems[0].message


def test_links_and_devices_are_skipped() -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            entry = tarfile.TarInfo("evil.tex")
            entry.type, entry.linkname = kind, "/etc/passwd"
            made.addfile(entry)
    gathered = untar(packed.getvalue(), "made")
    assert gathered.files == {}
    assert len(gathered.problems) == 4


def test_a_link_in_a_zip_is_skipped() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        link = zipfile.ZipInfo("evil.tex")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    gathered = unzip(packed.getvalue(), "made")
    assert gathered.files == {}
    assert "link" in gathered.problems[0].message


def test_pictures_and_mac_leftovers_are_left_out_without_a_word() -> None:
    members = [("a.png", b"x"), ("__MACOSX/._a.tex", TEX), ("._a.tex", TEX), ("README", b"words"), ("paper", TEX)]
    gathered = untar(make_tar(members), "made")
    assert list(gathered.files) == ["paper"]
    assert gathered.problems == []


def test_a_truncated_tar_gives_what_is_there() -> None:
    packed = make_tar([("a.tex", TEX), ("b.tex", TEX * 500)])
    gathered = untar(packed[:6000], "made.tar")
    assert gathered.files["a.tex"] == TEX
    assert (TEX * 500).startswith(gathered.files["b.tex"])
    assert gathered.problems


def test_a_truncated_zip_gives_what_is_there() -> None:
    packed = make_zip([("a.tex", TEX), ("b.tex", NOISE)])
    gathered = unzip(packed[: len(packed) // 2], "made.zip")
    assert gathered.files["a.tex"] == TEX
    assert any("truncated" in problem.message for problem in gathered.problems)


def test_an_encrypted_zip_is_refused() -> None:
    packed = bytearray(make_zip([("a.tex", TEX)]))
    packed[6] |= 1  # the flag in the member's own header
    packed[packed.index(b"PK\x01\x02") + 8] |= 1  # and in the archive's directory
    with pytest.raises(InputError, match="encrypted"):
        unzip(bytes(packed), "made.zip")


def test_an_office_document_is_refused() -> None:
    with pytest.raises(InputError, match="office"):
        unzip(make_zip([("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]), "made.docx")


def test_a_zip_bomb_member_is_skipped() -> None:
    gathered = unzip(make_zip([("bomb.tex", bytes(30_000_000)), ("a.tex", TEX)]), "made.zip")
    assert list(gathered.files) == ["a.tex"]
    assert "almost nothing" in gathered.problems[0].message


def test_bounds_on_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    monkeypatch.setattr(archive, "MAX_MEMBER", 100)
    members = [("big.tex", TEX * 10), *[(f"{number}.tex", TEX) for number in range(9)]]
    for gathered in (untar(make_tar(members), "made"), unzip(make_zip(members), "made")):
        assert sorted(gathered.files) == ["0.tex", "1.tex"]
        notes = " ".join(problem.message for problem in gathered.problems)
        assert "larger than" in notes
        assert "more than 3 members" in notes


def test_a_folder_is_read_without_following_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside.tex"
    outside.write_bytes(TEX)
    folder = tmp_path / "paper"
    (folder / "sections").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".git" / "x.tex").write_bytes(TEX)
    (folder / "main.tex").write_bytes(TEX)
    (folder / "sections" / "a.tex").write_bytes(TEX)
    (folder / "picture.png").write_bytes(b"x")
    (folder / "link.tex").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.tex")
    gathered = gather_folder(folder, "made")
    assert sorted(gathered.files) == ["main.tex", "sections/a.tex"]
    assert len(gathered.problems) == 2
