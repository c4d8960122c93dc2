"""Files out of gzip, tar, zip and folders: in memory, never onto the disk, and within bounds.

What is broken or not allowed in one member is a Problem; the rest is read.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath

from synth.errors import InputError
from synth.records import Problem

MAX_RAW = 200_000_000
MAX_UNPACKED = 400_000_000
MAX_MEMBER = 50_000_000
MAX_MEMBERS = 2_000
MAX_RATIO = 200
"""How much smaller than its content a packed file may be: LaTeX packs about 4:1, a bomb 1000:1 and more."""

RATIO_MATTERS = 20_000_000
ARTICLE_SUFFIXES = frozenset({".xml", ".nxml"})
"""What articles in JATS are called; much else is called .xml too."""
TEXT_SUFFIXES = ARTICLE_SUFFIXES | {
    *(".tex", ".ltx", ".latex", ".bbl", ".bib", ".sty", ".cls", ".txt", ".md", ".markdown"),
}
TEX_SIGN = re.compile(rb"\\(?:documentclass|documentstyle|begin\s*\{|(?:sub)*section|input\b|def\\)")
CHUNK = 65_536
MAX_PACKED_BLIND = 5_000_000
"""Packed bytes tried for a zip member whose header does not tell its size."""


@dataclass(slots=True)
class Gathered:
    """Members by their relative POSIX path, and what was stepped over."""

    where: str
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    total: int = 0

    def skip(self, name: str, why: str, hint: str | None = None) -> None:
        """Note that a member was stepped over."""
        shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name[:200])
        self.problems.append(Problem(f"{self.where}: {shown}", why, hint))

    def fits(self, name: str, size: int) -> bool:
        """Whether a member of this size is still within the bounds; notes it where not."""
        if size > MAX_MEMBER:
            self.skip(name, f"larger than {MAX_MEMBER // 1_000_000} MB, skipped")
            return False
        if self.total + size > MAX_UNPACKED:
            self.skip(name, f"more than {MAX_UNPACKED // 1_000_000} MB unpacked, skipped")
            return False
        return True

    def add(self, name: str, data: bytes) -> None:
        """Keep a member when it is text or a PDF."""
        self.total += len(data)
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in TEXT_SUFFIXES or suffix == ".pdf" or (not suffix and TEX_SIGN.search(data[:CHUNK])):
            self.files[name] = data

    def safe_name(self, name: str) -> str | None:
        """The member's relative path; None, with a Problem, for one that leads outside."""
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if not parts or any(part.startswith("._") or part == "__MACOSX" for part in parts):
            return None
        if parts[0].startswith("/") or ".." in parts or re.match("[A-Za-z]:", parts[0]):
            self.skip(name, "its name leads outside the archive, skipped")
            return None
        if not name.isprintable():
            self.skip(name, "its name is not printable, skipped")
            return None
        return "/".join(parts)


def gunzip(data: bytes, where: str) -> tuple[bytes, tuple[Problem, ...]]:
    """The content of a gzip file; of a truncated or damaged one what comes before the damage, with a Problem.

    Raises InputError when nothing comes out or far too much does.
    """
    content = bytearray()
    position = 0
    damage: str | None = None
    for _ in range(MAX_MEMBERS):
        if data[position : position + 2] != b"\x1f\x8b" or damage is not None:
            break
        decoder = zlib.decompressobj(wbits=31)
        while not decoder.eof and damage is None:
            piece = data[position : position + CHUNK]
            if not piece:
                damage = "truncated"
                break
            before = decoder.copy()
            try:
                content += decoder.decompress(piece)
            except zlib.error:
                content += _up_to_damage(before, piece)
                damage = "damaged"
            position += len(piece) - len(decoder.unused_data)
            if len(content) > MAX_UNPACKED or _is_bomb(len(content), len(data)):
                raise InputError(
                    f"{where} unpacks to more than {len(content) // 1_000_000} MB, which no paper does",
                    "unpack it yourself and give the paper's own files",
                )
    if not content:
        state = damage or "empty"
        raise InputError(f"{where} is a {state} gzip file: nothing comes out of it", "download it again")
    if damage is None:
        return bytes(content), ()
    note = f"the gzip file is {damage}: only its first {len(content):,} bytes could be unpacked"
    return bytes(content), (Problem(where, note, "download it again"),)


def _up_to_damage(decoder: zlib._Decompress, piece: bytes) -> bytes:
    """What a piece gives before the byte at which it is damaged."""
    content = bytearray()
    for index in range(len(piece)):
        try:
            content += decoder.decompress(piece[index : index + 1])
        except zlib.error:
            break
    return bytes(content)


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_MATTERS and unpacked > MAX_RATIO * packed


def untar(data: bytes, where: str) -> Gathered:
    """The readable members of a tar archive. Raises InputError when not one header can be read."""
    import tarfile

    gathered = Gathered(where)
    # A hostile header makes tarfile raise ValueError and OverflowError besides its own errors.
    broken = (tarfile.TarError, EOFError, OSError, ValueError, OverflowError)
    try:
        archive = tarfile.TarFile(fileobj=BytesIO(data))
    except broken as error:
        raise InputError(f"{where} is a damaged tar archive: {error}", "download it again") from error
    with archive:
        for count in range(MAX_MEMBERS + 1):
            try:
                member = archive.next()
            except broken as error:
                gathered.skip("(rest)", f"the archive ends early or is damaged: {error}", "download it again")
                break
            if member is None:
                break
            if count == MAX_MEMBERS:
                gathered.skip("(rest)", f"more than {MAX_MEMBERS:,} members, the rest skipped")
                break
            if member.isdir():
                continue
            if not member.isreg():
                gathered.skip(member.name, "a link or a device, skipped")
                continue
            name = gathered.safe_name(member.name)
            if name is None or not gathered.fits(name, member.size):
                continue
            try:
                stream = archive.extractfile(member)
                content = stream.read(member.size) if stream else b""
            except broken:
                start = member.offset_data
                content = data[start : start + member.size]
            if len(content) < member.size:
                gathered.skip(name, "the archive ends inside this file: read up to there", "download it again")
            gathered.add(name, content)
    return gathered


def unzip(data: bytes, where: str) -> Gathered:
    """The readable members of a zip archive.

    Raises InputError for an encrypted one, for an Office document, and when nothing can be read.
    """
    import zipfile

    gathered = Gathered(where)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, struct.error) as error:
        for inner, content in _local_members(data):
            safe = gathered.safe_name(inner)
            if safe is not None and gathered.fits(safe, len(content)):
                gathered.add(safe, content)
        if not gathered.files:
            raise InputError(f"{where} is a damaged zip archive: {error}", "download it again") from error
        gathered.skip("(rest)", "the zip archive is truncated or damaged: read what could be", "download it again")
        return gathered
    with archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.filename in {"[Content_Types].xml", "mimetype"} for info in members):
            raise InputError(f"{where} is an office document or a book, which synth does not read", "save it as PDF")
        if members and all(info.flag_bits & 1 for info in members):
            raise InputError(f"{where} is encrypted", "unpack it with its password and give the files")
        if len(members) > MAX_MEMBERS:
            gathered.skip("(rest)", f"more than {MAX_MEMBERS:,} members, the rest skipped")
        for info in members[:MAX_MEMBERS]:
            if stat.S_ISLNK(info.external_attr >> 16):
                gathered.skip(info.filename, "a link, skipped")
                continue
            name = gathered.safe_name(info.filename)
            if name is None or not gathered.fits(name, info.file_size):
                continue
            if info.flag_bits & 1:
                gathered.skip(name, "encrypted, skipped", "unpack it with its password")
                continue
            if _is_bomb(info.file_size, info.compress_size):
                gathered.skip(name, f"unpacks to {info.file_size // 1_000_000} MB from almost nothing, skipped")
                continue
            try:
                with archive.open(info) as stream:
                    gathered.add(name, stream.read(MAX_MEMBER))
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
                gathered.skip(name, f"cannot be unpacked: {error}", "download the archive again")
    return gathered


def _local_members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Members of a zip archive without its directory, as far as their own headers lead (PKZIP APPNOTE 4.3.7)."""
    position = 0
    for _ in range(MAX_MEMBERS):
        header = data[position : position + 30]
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            return
        flags, method = struct.unpack_from("<HH", header, 6)
        packed, size, name_length, extra_length = struct.unpack_from("<IIHH", header, 18)
        start = position + 30 + name_length + extra_length
        name = data[position + 30 : position + 30 + name_length].decode("utf-8", "replace")
        if flags & 1 or method not in {0, 8}:
            return
        if method == 0:
            content = data[start : start + min(size, MAX_MEMBER)]
            position = start + packed
        else:
            decoder = zlib.decompressobj(wbits=-15)
            try:
                compressed = data[start : start + (packed or MAX_PACKED_BLIND)]
                content = decoder.decompress(compressed, MAX_MEMBER)
            except zlib.error:
                return
            position = start + len(compressed) - len(decoder.unused_data)
        yield name, content
        if flags & 8:  # sizes stand behind the data: 12 or 16 bytes, then the next header
            following = data.find(b"PK\x03\x04", position, position + 64)
            if following < 0:
                return
            position = following


def gather_folder(folder: Path, where: str) -> Gathered:
    """The readable files of a folder and its subfolders in name order; links and hidden names are not followed."""
    gathered = Gathered(where)

    def unreadable(error: OSError) -> None:
        gathered.skip(str(error.filename), f"cannot be opened: {error.strerror}")

    count = 0
    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            relative = path.relative_to(folder).as_posix()
            if name.startswith(".") or (path.suffix and path.suffix.lower() not in TEXT_SUFFIXES | {".pdf"}):
                continue
            count += 1
            if count > MAX_MEMBERS:
                gathered.skip("(rest)", f"more than {MAX_MEMBERS:,} files, the rest skipped")
                return gathered
            try:
                status = path.lstat()
                if not stat.S_ISREG(status.st_mode):
                    gathered.skip(relative, "a link or a device, skipped")
                elif gathered.fits(relative, status.st_size):
                    gathered.add(relative, path.read_bytes())
            except OSError as error:
                gathered.skip(relative, f"cannot be opened: {error.strerror}")
    return gathered
