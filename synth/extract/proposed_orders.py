"""Text of a paper that speaks to a language model instead of to its readers.

It is never shown to one. A paper about prompting may print such text in good faith, so this is a note and no verdict.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from synth.records import Document, Problem, Sentence, SourceFile

LONGEST = 4_000
"""Characters of one text that are looked at at a time."""
UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
"""Characters that take no room on the page."""
_MODEL = r"(?:AIs?|A\.I\.|LLMs?|(?:large )?language models?|chat ?bots?|assistants?|ChatGPT|GPT(?:-\d)?|Claude|Gemini)"
_STATUS = r"(?:supported|contradicted|verified|confirmed|true|correct|accurate|accepted?|valid|unresolved)"
ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|above|prior|earlier|preceding|all|any|your|other"
    r"|system)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|directions|constraints|context|orders)\b"
    rf"|\b(?:note|attention|message|instructions?|order)s? (?:to|for) (?:the |any |all |every )?(?:\w+ )?{_MODEL}\b"
    rf"|\bif you are (?:an? )?(?:\w+ )?(?:{_MODEL}|automated|model)\b"
    rf"|\b(?:dear|attention|hey),? (?:the |any |all )?{_MODEL}\b"
    rf"|\byou are (?:now )?(?:an? )?(?:\w+ )?{_MODEL}\b"
    rf"|\b{_MODEL},? (?:that (?:reads?|reviews?|process(?:es)?)|reading|reviewing|processing) this\b"
    r"|<\|?(?:im_start|im_end|system|endoftext|assistant)\|?>|\[/?INST\]|<</?SYS>>|###? ?(?:system|instruction)s?\s*:"
    r"|\b(?:system|developer) (?:prompt|message)\s*:|^\s*(?:system|assistant)\s*:"
    r"|\b(?:mark|label|report|rate|judge|declare|treat|score|classify|list|consider|return)\b (?:\w+ ){0,3}"
    rf"(?:claims?|statements?|papers?|numbers?|everything)\b (?:\w+ ){{0,4}}(?:as )?{_STATUS}\b"
    r"|\b(?:give|write|assign|return) (?:\w+ ){0,3}(?:positive|favou?rable|highest|perfect|top)(?: \w+)? "
    r"(?:reviews?|scores?|ratings?|marks?)\b (?:only|to this|for this)"
    r"|\b(?:output|respond|reply|answer|return|print|say) (?:with )?(?:only |exactly |just )?(?:with )?(?:the )?"
    r"(?:word |verdict |status )?[\"'“‘`{]",
    re.IGNORECASE | re.MULTILINE,
)
TOLD = "this text speaks to a language model, not to a reader"
HINT = "it was not shown to the model; read that place yourself"
MOST_NAMED = 20
"""Places of one paper that are named; the rest are counted."""


def speaks_to_a_model(text: str) -> bool:
    """Whether a text gives orders to a language model."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return any(ORDERS.search(plain, start, start + LONGEST) for start in range(0, max(1, len(plain)), LONGEST // 2))


def orders(document: Document) -> tuple[Problem, ...]:
    """The places of a paper whose text speaks to a language model: title, names of files, sentences, tables."""
    found = list(_places(document))
    problems = [Problem(place, TOLD, HINT) for place in found]
    more = len(problems) - MOST_NAMED
    counted = Problem(document.paper.id, f"{more} more places speak to a language model", HINT)
    return (*problems[:MOST_NAMED], *([counted] if more > 0 else []))


def _places(document: Document) -> Iterator[str]:
    paper = document.paper
    if speaks_to_a_model(paper.title):
        yield f"{paper.id}, title"
    for source in document.files:
        if speaks_to_a_model(re.sub(r"[-_.]+", " ", source.name)):
            yield f"{paper.id}, name of the file {source.name}"
    files = {source.name: source for source in document.files}
    for sentence in document.sentences:
        if speaks_to_a_model(sentence.text):
            yield f"{paper.id}, {_place(sentence, files)}"
    for table in document.tables:
        if speaks_to_a_model(table.caption):
            yield f"{paper.id}, caption of table {table.number}"
        for cell in table.cells:
            if speaks_to_a_model(cell.text):
                yield f"{paper.id}, table {table.number}, row {cell.row + 1}, column {cell.column + 1}"


def _place(sentence: Sentence, files: dict[str, SourceFile]) -> str:
    """file:line, or the page."""
    anchor = sentence.anchor
    if anchor.page is not None:
        return f"{anchor.file} p. {anchor.page}"
    source = files.get(anchor.file or "")
    line = source.text.count("\n", 0, anchor.start) + 1 if source else 1
    return f"{anchor.file}:{line}"
