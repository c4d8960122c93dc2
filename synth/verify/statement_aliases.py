"""Other names of a table's lines: what its caption says that they stand for, what they shorten, whose system they are.

A caption that reads "BLEU-2 (B-2)" or "'r' indicates a redundancy removal step" gives the statement's words for the
table's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from synth.verify.index import Line, TableIndex
from synth.verify.names import STOP
from synth.verify.statement_words import tokens

LONGEST_CAPTION = 3_000
"""Characters of a caption that are read for other names."""
MOST_ALIASES = 60
_IN_BRACKETS = re.compile(r"((?:[\w@/.+-]+ ){0,4}[\w@/.+-]+) \(([^()\s]{1,12})\)")
_STANDS_FOR = re.compile(
    r"[\"'“‘`]?(?<![\w-])([^\s\"'“”‘’`,;:()]{1,20})[\"'”’`]? ?(?:columns?|rows?|models?|here)? ?"
    r"(?:indicates?|denotes?|means?|stands? for|refers? to|represents?|corresponds? to|[:=])"
    r" (?:the |a |an |that )?([^.,;:()\"“”]{3,80})"
)
_NUMBERED = re.compile(r"^\s*table [\w.]{1,8}:?", re.IGNORECASE)
_OWN_NAME = re.compile(
    r"\b(?:[Oo]ur|[Pp]roposed)(?: proposed)?(?: model| method| approach| system)?,? ([A-Z][\w+-]*\w)"
)
OWN = re.compile(r"\b(?:our|ours|proposed|this work|we)\b", re.IGNORECASE)
CITATION = re.compile(
    r"\(?\b[A-Z][\w'’-]{0,30}(?:,? (?:and|&) [A-Z][\w'’-]{0,30}|,? et al\.?),?(?: ?[(\[]? ?\d{4}[a-z]? ?[)\]]?\)?)?"
)
"""A cited work as labels print it: "Hua and Wang ( 2018 )"."""
REMOVED = re.compile(r"\b(?:w/o|without|no|non|remov\w*|minus)\b|^\s*[-–−]\s?(?=[A-Za-z])|[-–−]\s*$", re.IGNORECASE)
"""In a name: the line is one without something."""
VOWELS = frozenset("aeiou")
PREFIXES = frozenset("out per pre pro com con for int sub sup non the all".split())
"""Beginnings of many words: "Out-of-domain" does not shorten "outperforms"."""
SHORTEST = 3
"""Letters of the shortest label that shortens a word without being its beginning ("psg" of "passages")."""


def aliases(index: TableIndex) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Phrases and the short forms that the caption gives for them, both as words; a short form is a label's."""
    caption = _NUMBERED.sub("", index.table.caption[:LONGEST_CAPTION])
    labels = frozenset(
        token.word
        for line in (*index.rows, *index.columns)
        for name in (line.key, *line.context)
        for token in tokens(name)
    )
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for phrase, short in (*_bracketed(caption), *_defined(caption)):
        if short and phrase and set(short) <= labels and phrase != short and len(found) < MOST_ALIASES:
            found.setdefault(phrase, short)
    return tuple(found.items())


def _bracketed(caption: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What stands before "(AP)": as many words as the letters that they begin with, else the one word before it."""
    for match in _IN_BRACKETS.finditer(caption):
        said = match[1].split()
        letters = [char for char in match[2].lower() if char.isalnum()]
        long = said[-len(letters) :] if [word[0].lower() for word in said[-len(letters) :]] == letters else said[-1:]
        yield _words(" ".join(long)), _words(match[2])


def _defined(caption: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for match in _STANDS_FOR.finditer(caption):
        yield _words(match[2]), _words(match[1])


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens(text))


def meant(words: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether words of a statement are (a telling part of) a phrase: all of it, or two content words side by side."""
    size = len(words)
    inside = any(tuple(phrase[at : at + size]) == tuple(words) for at in range(len(phrase) - size + 1))
    telling = sum(word not in STOP for word in words)
    return inside and (telling >= 2 or telling == sum(word not in STOP for word in phrase))


def shortens(label: str, said: str) -> bool:
    """Whether a label is a long word's first three letters, or begins like it and is its letters without the vowels."""
    if len(label) == SHORTEST and len(said) > 2 * SHORTEST and said.startswith(label):
        return label not in PREFIXES
    if len(label) < SHORTEST or len(said) < len(label) + 2 or label[0] != said[0] or VOWELS & set(label):
        return False
    letters = iter(said)
    return label.isalpha() and all(char in letters for char in label)


def lacks(name: str, words: frozenset[str]) -> bool:
    """Whether a name says that its line is one without what some words call ("- attention", "TGen-")."""
    match = REMOVED.search(name)
    if match is None:
        return False
    after = {token.word for token in tokens(name[match.end() :])}
    return not after or not words or bool(after & words)


def own_lines(index: TableIndex) -> tuple[tuple[bool, frozenset[int]], ...]:
    """For each axis that says so the lines of the authors' own system: in their names, or in the caption's."""
    names = {match[1] for match in _OWN_NAME.finditer(index.table.caption[:LONGEST_CAPTION])}
    found = []
    for by_row, lines in ((True, index.rows), (False, index.columns)):
        own = {line.position for line in lines if any(OWN.search(name) for name in (line.key, *line.context))}
        own = {p for p in own if not any(REMOVED.search(line.key) for line in lines if line.position == p)} or own
        own = own or {line.position for line in lines if names & {line.key, *line.context}}
        if own and len(own) < len(lines):
            found.append((by_row, frozenset(own)))
    return tuple(found)


def likely_own(index: TableIndex) -> tuple[bool, frozenset[int]] | None:
    """The lines that tables print their authors' own system in: those with the most bold cells, else the last row."""
    for by_row, lines in ((False, index.columns), (True, index.rows)):
        counts = {line.position: sum(value.bold for value in line.values) for line in lines}
        most = max(counts.values(), default=0)
        chosen = frozenset(place for place, count in counts.items() if count == most)
        if len(lines) < SHORTEST or not most or 5 * len(chosen) > 2 * len(lines):
            continue
        # A column of metrics has a bold cell a block, a column of one system one in most rows.
        if by_row or (most > 1 and 2 * most > len(index.rows)):
            return by_row, chosen
    return (True, frozenset({index.rows[-1].position})) if len(index.rows) >= SHORTEST else None


def uncited(name: str) -> str:
    """A name without the works that it cites, where something remains."""
    left = CITATION.sub(" ", name).strip()
    return left if left != name and any(char.isalpha() for char in left) else name


def plain_names(line: Line) -> tuple[str, ...]:
    """All names of a line without citations."""
    return tuple(uncited(name) for name in (line.key, *line.context))
