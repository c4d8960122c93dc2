"""What a file is, by its content, and what its characters are."""

from __future__ import annotations

import codecs
import re
import tarfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from synth.errors import InputError
from synth.records import Problem

Container = Literal["pdf", "gzip", "tar", "zip"]
TextForm = Literal["jats", "latex", "markdown", "text"]

READABLE = "give LaTeX, a PDF, JATS XML, Markdown, plain text, or an archive or folder of LaTeX"

OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%!PS", "PostScript"),
    (b"\xf7\x02", "a DVI file"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x1f\x9d", "a compress (.Z) archive"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x7fELF", "a program"),
)
"""First bytes of kinds that are not read, so that the message can name what the file is."""

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

INPUTENC = re.compile(rb"^[^%\r\n]{0,200}\\usepackage\s{0,9}\[([\w-]{1,30})\]\s{0,9}\{inputenc\}", re.MULTILINE)
INPUTENC_CODECS = {
    "utf8": "utf-8",
    "utf8x": "utf-8",
    "latin1": "latin-1",
    "latin2": "iso8859-2",
    "latin3": "iso8859-3",
    "latin4": "iso8859-4",
    "latin5": "iso8859-9",
    "latin9": "iso8859-15",
    "latin10": "iso8859-16",
    "ansinew": "cp1252",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1252": "cp1252",
    "cp1257": "cp1257",
    "cp437": "cp437",
    "cp850": "cp850",
    "cp852": "cp852",
    "cp858": "cp858",
    "cp866": "cp866",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "applemac": "mac-roman",
    "macce": "mac-latin2",
    "iso88595": "iso8859-5",
    "ascii": "ascii",
}
"""LaTeX's names of encodings (inputenc.sty) and Python's."""

WESTERN = "cp1252"
GUESSED_CODECS = [
    *(WESTERN, "iso8859_2", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1256", "cp1255"),
    *("mac_roman", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
]
"""What a paper may be written in; charset-normalizer left alone also proposes EBCDIC."""

GUESS_SAMPLE = 65_536

LATEX_DOCUMENT = re.compile(r"^[^%\r\n]{0,400}\\document(?:class|style)\b", re.MULTILINE)
LATEX_STRUCTURE = re.compile(
    r"\\(?:begin|end)\s?\{[a-zA-Z]+\*?\}|\\(?:(?:sub){0,2}section|chapter|paragraph|title|caption)\*?\s?[\[{]"
    r"|\\(?:usepackage|input|include|(?:re)?newcommand|magnification|bibliography|maketitle)\b|\\def\s?\\"
)
LATEX_COMMAND = re.compile(r"\\(?:[a-zA-Z]{2,}\*?\s?[\[{]|item\b)")
FRONT_MATTER = re.compile(r"---[ \t]*(?:\r\n?|\n)(?:[^\r\n]*(?:\r\n?|\n)){0,400}?(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|$)")
MARKDOWN_SIGN = re.compile(
    r"^#{1,6}[ \t]+\S|^[ \t]{0,3}(?:```|~~~)|^[ \t]{0,3}\|?[ \t]*:?-+:?[ \t]*\|[ \t|:-]*$|\]\(https?://|\*\*[^\s*]",
    re.MULTILINE,
)
HTML_START = re.compile(r"\s{0,200}<(?:!doctype html|html|\?xml|head|body)\b", re.IGNORECASE)
XML_START = re.compile(
    r"\s{0,200}<(?:\?xml|!--|!DOCTYPE\s{1,20}[\w:-]{0,20}article|(?:\w{1,20}:)?article|pmc-articleset|OAI-PMH)\b"
)
ARTICLE = re.compile(r"<(?:\w{1,20}:)?article[\s>]")
ARTICLE_PART = re.compile(r"<(?:\w{1,20}:)?(?:front|front-stub|article-meta|body)[\s>]")
ARTICLE_BEGINS = 200_000
"""Characters in which an XML text that is an article shows itself as one."""
XML_ENCODING = re.compile(rb"\s{0,200}<\?xml[^>]{1,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.-]{1,40})[\"']")
JSON_START = re.compile(r"\s{0,200}[\[{]\s{0,200}(?:\{\s{0,200})?\"[^\"\r\n]{0,200}\"\s{0,20}:")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's characters (a byte order mark dropped, line ends kept) and what had to be stepped over."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def container_of(data: bytes) -> Container | None:
    """The packed or paged form of a file, None when it is to be read as text."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if _is_tar(data):  # before PDF: the first member of an archive may be one
        return "tar"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return None


def _is_tar(data: bytes) -> bool:
    """Whether the first block is a tar header whose checksum is right."""
    if len(data) < tarfile.BLOCKSIZE:
        return False
    try:
        tarfile.TarInfo.frombuf(data[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def decode(data: bytes, where: str) -> Decoded:
    """The characters of a text file: by its byte order mark, as UTF-8, as it declares, as it looks, else as Latin-1.

    Raises InputError when the file is empty or is not text.
    """
    if not data:
        raise InputError(f"{where} is empty", "check that it was written or downloaded completely")
    for magic, what in OTHER_KINDS:
        if data.startswith(magic):
            raise InputError(f"{where} is {what}, which synth does not read", READABLE)
    decoded = _decode_text(data, where)
    if not decoded.text.strip():
        raise InputError(f"{where} holds nothing but white space", "check that it was written or downloaded completely")
    return decoded


def _decode_text(data: bytes, where: str) -> Decoded:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _with_replacements(data[len(mark) :], encoding, where)
    wide = _utf16_without_mark(data)
    if wide is not None:
        return Decoded(wide[0], wide[1])
    _refuse_binary(data, where)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\N{REPLACEMENT CHARACTER}")
    if sum(1 for char in lenient if char > "\x7f") > 4 * broken:
        return _with_replacements(data, "utf-8", where)  # a few stray bytes in what is UTF-8 all the same
    for candidate in (_declared(data), _guessed(data)):
        if candidate is not None:
            try:
                return Decoded(data.decode(candidate), candidate)
            except UnicodeDecodeError:
                continue
    note = "neither UTF-8 nor any encoding it declares or resembles; read as Latin-1"
    return Decoded(data.decode("latin-1"), "latin-1", (Problem(where, note, "save it as UTF-8"),))


def _declared(data: bytes) -> str | None:
    """Python's name of the encoding that LaTeX (inputenc) or an XML declaration names, None for an unknown one."""
    if latex := INPUTENC.search(data):
        return INPUTENC_CODECS.get(latex[1].decode("ascii").lower())
    xml = XML_ENCODING.match(data)
    try:
        return codecs.lookup(xml[1].decode("ascii")).name if xml else None
    except LookupError:
        return None


def _with_replacements(data: bytes, encoding: str, where: str) -> Decoded:
    text = data.decode(encoding, "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        note = f"{broken} places are not valid {encoding.upper()} and read as \N{REPLACEMENT CHARACTER}"
        return Decoded(text, encoding, (Problem(where, note, "save it as UTF-8"),))
    return Decoded(text, encoding)


def _utf16_without_mark(data: bytes) -> tuple[str, str] | None:
    """Text and codec of Latin text in UTF-16 without a mark: nearly every second byte is zero."""
    sample = data[:4096]
    half = len(sample) // 2
    if len(data) % 2 or not half:
        return None
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        others = sample[0::2] if encoding == "utf-16-le" else sample[1::2]
        if zeros.count(0) > 0.7 * half and others.count(0) == 0:
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                return None
    return None


def _refuse_binary(data: bytes, where: str) -> None:
    """Raise InputError where one byte in 200 is a control character that no text has."""
    controls = sum(data.count(byte) for byte in (*range(8), *range(14, 27), 28, 29, 30, 31, 127))
    if controls * 200 > len(data):
        raise InputError(f"{where} is binary, not text", READABLE)


def _guessed(data: bytes) -> str | None:
    """What the lines that are not ASCII look like, None where nothing fits; Western European before others as good."""
    from charset_normalizer import from_bytes

    lines = [line for line in data.split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)[:GUESS_SAMPLE]
    matches = from_bytes(sample, cp_isolation=GUESSED_CODECS)
    best = matches.best()
    if best is None:
        return None
    for match in matches:
        as_good = match.chaos <= best.chaos and match.coherence >= best.coherence
        if as_good and WESTERN in match.could_be_from_charset:
            return WESTERN
    return best.encoding


def text_form(text: str, name: str, where: str) -> TextForm:
    """Whether a text is JATS XML, LaTeX, Markdown or neither. The name decides only where the content leaves it open.

    Raises InputError for a web page and for JSON, which are not papers.
    """
    if is_jats(text):
        return "jats"
    if HTML_START.match(text):
        raise InputError(f"{where} is a web page (HTML or XML), not a paper", "download the paper's source or its PDF")
    if JSON_START.match(text):
        raise InputError(f"{where} is JSON, not a paper", READABLE)
    if FRONT_MATTER.match(text):
        return "markdown"
    if LATEX_DOCUMENT.search(text):
        return "latex"
    suffix = PurePosixPath(name).suffix.lower()
    structure = len(LATEX_STRUCTURE.findall(text))
    commands = structure + len(LATEX_COMMAND.findall(text))
    signs = len(MARKDOWN_SIGN.findall(text))
    if suffix in {".tex", ".ltx", ".latex"} and commands:
        return "latex"
    if suffix in {".md", ".markdown"} and (signs or not structure):
        return "markdown"
    if structure > signs or commands > 3 * signs + 2:
        return "latex"
    return "markdown" if signs or suffix in {".md", ".markdown"} else "text"


def is_jats(text: str) -> bool:
    """Whether a text is an article in JATS: XML that has an article, and in it the parts of one."""
    if not XML_START.match(text):
        return False
    found = ARTICLE.search(text, 0, ARTICLE_BEGINS)
    return found is not None and ARTICLE_PART.search(text, found.end(), ARTICLE_BEGINS) is not None
