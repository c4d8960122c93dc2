"""Small things of English that the prose of a report is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from synth.records import JudgedClaim, Paper
from synth.report_records import UsedPaper

NUMERALS = "no one two three four five six seven eight nine ten eleven twelve".split()


UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, direction overrides and halves of surrogate pairs: what could disguise or break a page."""


def visible(text: str) -> str:
    """The text with every character that could disguise or break a page shown as U+FFFD; tabs and newlines stay."""
    return UNSEEN.sub("\ufffd", text.replace("\r\n", "\n"))


def number(count: int) -> str:
    """A count as prose has it: "none", "one", "twelve", "13"."""
    return "none" if count == 0 else NUMERALS[count] if count < len(NUMERALS) else str(count)


def many(count: int, noun: str) -> str:
    """A count with its noun: "no papers", "one paper", "three papers", "14 papers"."""
    word = NUMERALS[count] if count < len(NUMERALS) else str(count)
    if count == 1:
        return f"{word} {noun}"
    return f"{word} {noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{word} {noun}s"


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def listed(parts: Sequence[str], word: str = "and") -> str:
    """A list in words: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def is_are(count: int) -> str:
    """The verb that goes with a count: one is, none are, two are."""
    return "is" if count == 1 else "are"


def was_were(count: int) -> str:
    """The verb in the past that goes with a count."""
    return "was" if count == 1 else "were"


def quoted(text: str) -> str:
    """The text in quotation marks, on one line, whole."""
    return f"“{' '.join(text.split())}”"


NOTE = re.compile(r"^(.*) (\[number: [^\]]*\])$", re.DOTALL)


def quoted_claim(text: str) -> str:
    """A claim in quotation marks; the note that names its number among several is ours and stands outside them."""
    note = NOTE.match(text)
    return f"{quoted(note[1])} {note[2]}" if note else quoted(text)


def ended(text: str) -> str:
    """The text on one line with an end mark, so that another sentence can follow."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", ".”", "?”", "!”")) else f"{line}."


def sentence(text: str) -> str:
    """The text as a sentence: an end mark, and a capital unless it starts with a formula or a name."""
    line = ended(text)
    return capital(line) if re.match(r"[a-z]+[ ,.]", line) else line


def family_name(author: str) -> str:
    """The name an author is cited by."""
    return author.partition(",")[0].strip() if "," in author else author.rpartition(" ")[2].strip()


def cited_as(paper: Paper) -> str:
    """A paper as prose names it, "Phang et al. (2020)"; without authors its title or its id stands for them."""
    year = f" ({paper.year})" if paper.year is not None else ""
    names = [family_name(author) for author in paper.authors]
    if not names:
        return f"{quoted(paper.title) if paper.title.strip() else paper.id}{year}"
    who = f"{names[0]} et al." if len(names) > 2 else listed(names)
    return f"{who}{year}"


class Citations(NamedTuple):
    """The numbers that papers are cited by, and the papers themselves, by id."""

    numbers: Mapping[str, int]
    papers: Mapping[str, Paper]

    def mark(self, paper: str) -> str:
        """The citation, "[3]", or the id in brackets where the references lack the paper."""
        return f"[{self.numbers[paper]}]" if paper in self.numbers else f"[{paper}]"

    def says(self, judged: JudgedClaim) -> str:
        """A claim as a quotation: who says it, the claim, the citation."""
        name = judged.claim.anchor.paper
        who = cited_as(self.papers[name]) if name in self.papers else name
        read = " in a digest" if name in self.papers and self.papers[name].text == "digest" else ""
        return f"{who} {self.mark(name)}{read}: {quoted_claim(judged.claim.text)}"


def citations(papers: Sequence[UsedPaper]) -> Citations:
    """Papers numbered from 1 in the order of the references."""
    return Citations(
        {used.paper.id: number for number, used in enumerate(papers, start=1)},
        {used.paper.id: used.paper for used in papers},
    )
