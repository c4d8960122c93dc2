"""Which lines of a table a statement mentions, and where in its text.

A phrase of the statement is linked to every line that has it in one of its names; a phrase that is the whole of some
line's name means that line alone ("BERT" beside "BERT + LN").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from synth.extract.lexicon import METRICS
from synth.verify.index import Line, TableIndex
from synth.verify.names import STOP
from synth.verify.statement_aliases import aliases, likely_own, meant, own_lines, shortens, uncited
from synth.verify.statement_words import GENERIC, Token, tokens

LONGEST = 7
"""Words of a phrase that is looked for in the names."""
_ACRONYM = re.compile(r"\b(?=[A-Za-z]*[A-Z][a-z]?[A-Z])[A-Za-z]{2,5}\b")
_INSIDE = re.compile(r"[\w-]\w|\W?\w[\w-]")
"""A letter with the characters beside it: it is a part of a longer name."""
_CAPITAL_END = re.compile(r"\b[PRF]\b[^A-Za-z]*$")
_OWN_PHRASE = re.compile(
    r"\b(?:[Oo]ur|[Tt]he proposed|[Pp]roposed) (?:[\w-]+ ){0,3}?(?:models?|methods?|approach|systems?|framework"
    r"|algorithm|technique)\b"
    r"|\b[Oo]urs\b|\bOURS\b"
)
PREPOSITIONS = frozenset("without despite after before between through during across against via per".split())
CODES = {
    "ar": "arabic", "bg": "bulgarian", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "fa": "persian", "fi": "finnish", "fr": "french", "he": "hebrew", "hi": "hindi",
    "hu": "hungarian", "it": "italian", "ja": "japanese", "ko": "korean", "lt": "lithuanian", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "th": "thai", "tr": "turkish", "uk": "ukrainian", "vi": "vietnamese", "zh": "chinese",
}  # fmt: skip
"""ISO 639-1 codes, which tables print for the languages that sentences spell out."""
_CODE_OF = {name: code for code, name in CODES.items()}


@dataclass(frozen=True, slots=True)
class Link:
    """A phrase of the statement and the lines (positions) of one axis that it names."""

    start: int
    end: int
    phrase: str
    by_row: bool
    lines: frozenset[int]
    exact: bool
    """The phrase is the whole of a line's name."""
    metric: bool
    near: frozenset[int] = frozenset()
    """All lines that have the phrase in a name, also where it is the whole name of some."""
    guessed: bool = False
    """Only the place in the table or its print says that this line is meant."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one axis: for each line its names as words."""

    by_row: bool
    lines: tuple[Line, ...]
    words: dict[int, tuple[tuple[str, ...], ...]]
    acronyms: frozenset[str]
    """Words of the names that are written like acronyms."""
    corner: frozenset[str]
    """Words of the heads above the row names: what the row names are names of."""
    having_word: dict[str, frozenset[int]]
    """The lines that have a label word in a name."""
    aliases: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    """Phrases and the label words that the caption gives for them."""
    alike: dict[str, frozenset[int]] = field(default_factory=dict)
    """The lines that have something like a statement's word in a name, as far as it was asked for."""

    def having(self, words: tuple[str, ...]) -> frozenset[int]:
        """The lines that have the words one after the other in one of their names."""
        kept: frozenset[int] | None = None
        for word in words:
            if word not in self.alike:
                lines = [
                    each
                    for label, each in self.having_word.items()
                    if _alike(word, label) or (label not in self.acronyms and shortens(label, word))
                ]
                self.alike[word] = frozenset[int]().union(*lines)
            kept = self.alike[word] if kept is None else kept & self.alike[word]
            if not kept:
                return frozenset()
        if len(words) == 1:
            return kept or frozenset()
        return frozenset(p for p in kept or () if any(_within(words, label) for label in self.words[p]))


def axis_names(index: TableIndex) -> tuple[Names, Names]:
    """Rows and columns with their names as words."""
    corner = corner_words(index)
    other = aliases(index)
    return _names(True, index.rows, corner, other), _names(False, index.columns, corner, other)


def corner_words(index: TableIndex) -> frozenset[str]:
    """The words of the heads above the row names."""
    first = min((value.column for value in index.values), default=0)
    heads = " ".join(cell.text for cell in index.table.cells if cell.row == 0 and cell.column < first)
    return frozenset(token.word for token in tokens(heads))


def _names(
    by_row: bool,
    lines: tuple[Line, ...],
    corner: frozenset[str],
    other: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...],
) -> Names:
    words = {
        line.position: tuple(
            dict.fromkeys(
                label_words(form) for name in (line.key, *line.context) if name for form in (name, uncited(name))
            )
        )
        for line in lines
    }
    having: dict[str, set[int]] = {}
    for position, labels in words.items():
        for label in labels:
            for word in label:
                having.setdefault(word, set()).add(position)
    return Names(
        by_row, lines, words, _acronyms(lines), corner, {word: frozenset(each) for word, each in having.items()}, other
    )


def _acronyms(lines: Iterable[Line]) -> frozenset[str]:
    names = " ".join(name for line in lines for name in (line.key, *line.context))
    return frozenset(match[0].lower() for match in _ACRONYM.finditer(names))


def label_words(name: str) -> tuple[str, ...]:
    """The words of a line's name; "P", "R" and "F" at its end are precision, recall and F1."""
    letters = {"p": "precision", "r": "recall", "f": "f1"}
    words = tuple(token.word for token in tokens(name))
    if len(words) <= 4 and words and words[-1] in letters and _CAPITAL_END.search(name):
        words = (*words[:-1], letters[words[-1]])
    return words


def link(text: str, index: TableIndex) -> tuple[Link, ...]:
    """All links of a statement, by place; of overlapping phrases the longest, rows before columns."""
    said = tokens(text)
    own = own_lines(index)
    guess = None if own else likely_own(index)
    found: list[Link] = []
    for names in axis_names(index):
        taken: list[tuple[int, int]] = []
        for length in range(min(LONGEST, len(said)), 0, -1):
            for first in range(len(said) - length + 1):
                span = said[first : first + length]
                start, end = span[0].start, span[-1].end
                if any(start < b and a < end for a, b in taken):
                    continue
                made = _phrase(span, text, names, said[first - 1] if first else None)
                if made is not None:
                    taken.append((start, end))
                    found.append(made)
        for by_row, lines in own or ((guess,) if guess else ()):
            if by_row is names.by_row:
                found.extend(_own(text, by_row, lines, not own))
    found = _uncounted(found, text, corner_words(index))
    named = [link for link in found if not link.guessed and not link.metric]
    found = [
        link for link in found if not (link.guessed and any(link.start <= n.start and n.end <= link.end for n in named))
    ]
    return tuple(sorted(found, key=lambda each: (each.start, -each.end, not each.by_row)))


def _uncounted(found: Sequence[Link], text: str, corner: frozenset[str]) -> list[Link]:
    """The links without those that say what a number before them counts ("3-step", where "# steps" heads the names)."""
    ends = {(link.end, link.by_row) for link in found if link.phrase.replace(".", "").isdigit()}
    return [
        link
        for link in found
        if link.exact
        or text[link.start - 1 : link.start] not in (" ", "-")
        or (link.start - 1, not link.by_row) not in ends
        or not {token.word for token in tokens(link.phrase)} <= corner
    ]


def _phrase(span: Sequence[Token], text: str, names: Names, before: Token | None) -> Link | None:
    words = tuple(token.word for token in span)
    ends = {words[0], words[-1]} & (STOP | PREPOSITIONS)
    if (
        len(words) == 1
        and len(words[0]) == 1
        and words[0].isalpha()
        and _INSIDE.match(text[max(0, span[0].start - 1) : span[0].end + 1])
    ):
        return None  # the "S" of "S-Net" is not the row "S"
    if 2 <= len(words) <= 5 and not ends and (initials := "".join(word[0] for word in words)) in names.acronyms:
        words = words if initials in METRICS and len(initials) == 2 else (initials,)
    if all(word in STOP or word in GENERIC or word.replace(".", "").isdigit() for word in words):
        exactly = {p for p, labels in names.words.items() if words in labels}
        if not exactly or not _says_name(span, text, before, names):
            return None
        hits = exactly
        exact = True
    else:
        hits = set(names.having(words))
        if ends:
            hits = {p for p in hits if len(words) > 1 and words in names.words[p]}
        if not hits and not ends:
            words = next((short for phrase, short in names.aliases if meant(words, phrase)), words)
            hits = set(names.having(words))
        if not hits:
            return None
        whole = {p for p in hits if words in names.words[p]}
        whole = whole or {p for p in hits if any(_same(words, label) for label in names.words[p])}
        exact = bool(whole)
        hits = whole or hits
    phrase = text[span[0].start : span[-1].end]
    metric = phrase.lower() in METRICS or words[0] in ("f1", "precision", "recall", "accuracy")
    return Link(span[0].start, span[-1].end, phrase, names.by_row, frozenset(hits), exact, metric, names.having(words))


def _says_name(span: Sequence[Token], text: str, before: Token | None, names: Names) -> bool:
    """Whether a generic word or a number is meant as a name: of several words, or capitalised inside the sentence."""
    phrase = text[span[0].start : span[-1].end]
    if phrase.replace(".", "").isdigit():
        after = tokens(text[span[-1].end : span[-1].end + 30])[:2]
        beside = {token.word for token in after} | ({before.word} if before is not None else set())
        return bool(beside & names.corner)
    return len(span) > 1 or (span[0].start > 0 and phrase[:1].isupper())


def _alike(said: str, label: str) -> bool:
    if said == label:
        return True
    if _CODE_OF.get(said) == label:
        return True
    return len(said) >= 5 and ((len(label) >= 4 and said.startswith(label)) or label.startswith(said))


def _within(words: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether the words stand in the label one after the other."""
    size = len(words)
    return any(
        all(_alike(word, part) for word, part in zip(words, label[at : at + size], strict=True))
        for at in range(len(label) - size + 1)
    )


def _same(words: tuple[str, ...], label: tuple[str, ...]) -> bool:
    return len(words) == len(label) and _within(words, label)


def _own(text: str, by_row: bool, lines: frozenset[int], guessed: bool) -> Iterable[Link]:
    """What the authors call theirs ("our model")."""
    for match in _OWN_PHRASE.finditer(text):
        yield Link(match.start(), match.end(), match[0], by_row, lines, True, False, guessed=guessed)


def meant_by_numbers(links: Sequence[Link], places: Sequence[frozenset[tuple[int, int]]]) -> tuple[Link, ...]:
    """Links moved to a longer-named line where a number of the statement stands there and not in the line itself.

    `places` holds, for each telling number, the (row, column) of the cells that print it.
    """
    moved: list[Link] = []
    for each in links:
        for cells in places:
            lines = frozenset(row if each.by_row else column for row, column in cells)
            if not lines & each.lines and (other := lines & each.near):
                each = replace(each, lines=other)
                break
        moved.append(each)
    return tuple(moved)
