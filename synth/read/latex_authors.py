r"""The names of authors in what \author holds: addresses, e-mails and marks aside."""

from __future__ import annotations

import re

_SEPARATOR = re.compile(r"[\n;,&•·|]| and | {2,}|\u2003| And | AND ")
_MARKS = re.compile(r"\^[^\s,;]*|[*∗†‡§¶\d$♠♣♥♦⋆★~\[\]()✉]+|_\S*")
_NOT_NAMES = re.compile(
    r"univers|instit|depart|school|college|facult|labor|\blab\b|research|academ|centre|center|\binc\b|\bltd\b|corp|google"
    r"|microsoft|facebook|amazon|nvidia|deepmind|openai|baidu|alibaba|tencent|huawei|\bibm\b|samsung|group|team\b|technolog"
    r"|science|engineer|informat|computer|address|e-?mail|http|www|\busa\b|\buk\b|china|germany|france|canada|india\b|italy"
    r"|japan|spain|singapore|switzerland|netherlands|israel|australia|korea|street|avenue|road\b|equal|contribut|\bof\b"
    r"|\bfor\b|\bthe\b|\bat\b|student|member|fellow|senior|author|correspond|\bai\b|\bmit\b|campus|national|foundation"
    r"|department|division|hong kong|new york|united|kingdom|states|republic",
    re.IGNORECASE,
)
_PARTICLES = frozenset("van von de der den del della di da dos du la le el al bin ibn ben ter ten zu y e".split())


def author_names(text: str) -> list[str]:
    """Names in the order they stand; runs of spaces, commas and line ends part them."""
    names: list[str] = []
    capitals = not any(character.islower() for character in text.split("\n")[0])
    for part in _SEPARATOR.split(_MARKS.sub(" ", text.replace(" \n", "\n")) if "^" not in text else _split_marks(text)):
        name = " ".join(part.split()).strip(" .:-")
        words = name.split()
        if not 2 <= len(words) <= 6 or len(name) > 50 or "@" in name or "{" in name or "}" in name:
            continue
        if _NOT_NAMES.search(name) or any(character.isdigit() for character in name):
            continue
        if any(len(word) > 2 and word.isalpha() and word.isupper() for word in words) and not capitals:
            continue
        if (
            all(word[0].isupper() or word.lower() in _PARTICLES or word[0] in "'’" for word in words)
            and name not in names
        ):
            names.append(name)
    return names


def _split_marks(text: str) -> str:
    """A raised mark after a name parts it from the next one where nothing else does."""
    return _MARKS.sub(" ", re.sub(r"\^[^\s;]*(?: ?, ?\d+)*,?", "  ", text))
