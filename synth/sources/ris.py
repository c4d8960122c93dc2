"""RIS, as Zotero, EndNote and publishers' pages write it."""

from __future__ import annotations

import re

from synth.records import Problem
from synth.sources.hits import Hit
from synth.sources.listed import Entry, Listed, hit_of
from synth.sources.markup import plain_text

TAG = re.compile(r"^\ufeff?\s{0,3}([A-Z][A-Z0-9])  ?- ?(.*)$")
AUTHORS = ("AU", "A1", "A2")
TITLES = ("TI", "T1", "CT", "BT")
ABSTRACTS = ("AB", "N2")
YEARS = ("PY", "Y1", "DA")
WEB = ("http://", "https://")
VENUES = ("JO", "JF", "T2", "JA", "BT")


def read_ris(text: str, source: str) -> Listed:
    """The records of an RIS file, from `TY` to `ER`; a record that never ends is a Problem and read all the same."""
    hits: list[Hit] = []
    problems: list[Problem] = []
    record: dict[str, list[str]] = {}
    began = 0
    last = ""

    def close(ended: bool) -> None:
        rank = len(hits) + 1
        if not ended:
            problems.append(Problem(f"{source}, line {began}", "a record without its end (ER)"))
        entry = _entry(record, f"{source}:{rank}")
        if entry.title:
            hits.append(hit_of(entry, rank, source))
        else:
            problems.append(Problem(f"{source}, line {began}", "a record without a title"))

    for number, line in enumerate(text.splitlines(), start=1):
        found = TAG.match(line)
        if found is None:
            if last and line.strip() and record:  # a value that goes on on the next line
                record[last][-1] += f" {line.strip()}"
            continue
        tag, value = found[1], found[2].strip()
        if tag == "TY":
            if record:
                close(ended=False)
            record, began, last = {"TY": [value]}, number, "TY"
        elif tag == "ER":
            if record:
                close(ended=True)
            record, last = {}, ""
        elif record:
            record.setdefault(tag, []).append(value)
            last = tag
    if record:
        close(ended=False)
    return Listed(tuple(hits), tuple(problems))


def _entry(record: dict[str, list[str]], key: str) -> Entry:
    def first(tags: tuple[str, ...]) -> str:
        return next((value for tag in tags for value in record.get(tag, ()) if value), "")

    # A file's name may hold spaces; addresses may be several in a line.
    linked = [(tag, value) for tag in ("UR", "LK", "L1", "L2", "L3", "L4") for value in record.get(tag, ())]
    links = [part for _, value in linked for part in value.split() if part.startswith(WEB)]
    files = tuple(value for tag, value in linked if tag not in ("UR", "LK") and value and not value.startswith(WEB))
    return Entry(
        key=first(("ID",)) or key,
        title=plain_text(first(TITLES)),
        authors=tuple(name for tag in AUTHORS for name in record.get(tag, ())),
        year=first(YEARS),
        abstract=plain_text(first(ABSTRACTS)),
        doi=first(("DO", "DI")),
        pmid=first(("AN",)),
        venue=first(VENUES),
        kind=first(("TY",)),
        links=tuple(links),
        files=files,
    )
