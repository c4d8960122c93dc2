"""From a question to queries, and from a query to each database's own syntax."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from synth.sources.vocabulary import AGAINST, EMPTY, LINKING, NO_GAIN, SHORT_FORMS, VERBS

TERM = re.compile(r"[^\W_][\w.+-]*[^\W_]|[^\W_]", re.UNICODE)
PLURAL = re.compile(r"(?<=[A-Z])s$")
"""The s of "LLMs"."""
WIDEST = 12
"""Words in a query that asks for any of them."""
LONGEST_PHRASE = 4
"""Words; longer runs are seldom written twice alike."""
MOST_GROUPS = 4
"""Things that must all be there; more find nothing."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for: groups of ways to say one thing. With `all`, each group must be met, else any.

    `kind` says where it comes from: "names", "phrases", "terms", "compared", "negated".
    """

    kind: str
    groups: tuple[tuple[str, ...], ...]
    all: bool = True


def question_terms(question: str) -> tuple[str, ...]:
    """The words of a question that carry its meaning, in order, each once."""
    found: dict[str, str] = {}
    for match in TERM.finditer(question):
        word = match[0]
        if word.casefold() not in EMPTY and len(word) > 1:
            found.setdefault(word.casefold(), word)
    return tuple(found.values())


def search_queries(question: str) -> tuple[SearchQuery, ...]:
    """Queries for one question, the most exact first, each once; the same question gives the same.

    Names of benchmarks, models and methods together; its noun phrases together; each side of a comparison; that it does
    not help; any of its words. A name that has a long or a short form is looked for in both. A question without any
    word gives ().
    """
    terms = question_terms(question)
    names = [term for term in terms[0 if terms and is_name(terms[0]) else 1 :] if is_name(term)]
    said = [term for term in terms if plain(term) and term.casefold() not in VERBS]
    phrases = noun_phrases(question)
    queries = [
        _together("names", names[:MOST_GROUPS], question) if len(names) > 1 else None,
        _together("phrases", phrases[:MOST_GROUPS], question) if phrases else None,
        *_sides(question),
        _negated(phrases, question),
        SearchQuery("terms", tuple((plain(term),) for term in said[:WIDEST]), all=False),
    ]
    kept: dict[tuple[tuple[str, ...], ...], SearchQuery] = {}
    for query in queries:
        if query is not None and query.groups:
            kept.setdefault(query.groups, query)
    return tuple(kept.values())


def noun_phrases(question: str) -> tuple[str, ...]:
    """Runs of meaning words that stand side by side, the longest and the named first, at most four words each.

    "Does the order of intermediate-task fine-tuning affect transfer on XTREME-R?" gives "intermediate-task
    fine-tuning", "XTREME-R", "order", "transfer". Words that only say that something happens ("affect") break a run.
    """
    return tuple(sorted(_phrases(question), key=lambda phrase: -_weight(phrase)))


def _phrases(question: str) -> tuple[str, ...]:
    """The same in the question's own order."""
    runs: list[list[str]] = [[]]
    end = 0
    for match in TERM.finditer(question):
        word = match[0]
        silent = word.casefold() in EMPTY | LINKING | VERBS
        if question[end : match.start()].strip() or silent or len(runs[-1]) == LONGEST_PHRASE:
            runs.append([])
        end = match.end()
        if not silent and len(word) > 1:
            runs[-1].append(word)
    return tuple(dict.fromkeys(" ".join(run) for run in runs if run))


def _weight(phrase: str) -> int:
    words = phrase.split()
    return 2 * len(words) + 3 * any(is_name(word) for word in words)


def other_forms(term: str, question: str) -> tuple[str, ...]:
    """A term and how else it is written: its long or short form, from the question itself or the field's usage."""
    name = plain(term)
    if not name:
        return ()
    known = SHORT_FORMS | {short.casefold(): plain(long).casefold() for long, short in _introduced(question)}
    shortened = {long: short.upper() for short, long in known.items()}
    forms = [name]
    for each in (name, PLURAL.sub("", name)):
        forms += [form for table in (known, shortened) if (form := table.get(each.casefold()))]
    return tuple(dict.fromkeys(forms))


def _introduced(question: str) -> Iterable[tuple[str, str]]:
    """Long forms with their short ones as the question introduces them: "named entity recognition (NER)"."""
    for match in re.finditer(r"\(([A-Z][A-Za-z]{1,9})\)", question):
        short = match[1].rstrip("s")
        words = re.findall(r"[^\W\d_]+", question[: match.start()])[-len(short) :]
        if "".join(word[0] for word in words).casefold() == short.casefold():
            yield " ".join(words), short


def _together(kind: str, terms: Iterable[str], question: str) -> SearchQuery:
    groups = [group for term in terms if (group := other_forms(term, question))]
    # The long and the short form of one thing may both stand in the question.
    once = {frozenset(way.casefold() for way in group): group for group in reversed(groups)}
    return SearchQuery(kind, tuple(reversed(once.values())))


def _sides(question: str) -> Iterable[SearchQuery]:
    """For "A compared with B in C": A with C, B with C, so that neither is found only beside the other."""
    parts = AGAINST.split(question, maxsplit=1)
    if len(parts) != 2:
        return
    left, right = (_phrases(part) for part in parts)
    if not left or not right:
        return
    sides = (left[-1], right[0])
    shared = [phrase for phrase in noun_phrases(question) if not any(side in phrase for side in sides)][:1]
    for side in sides:
        yield _together("compared", (side, *shared), question)


def _negated(phrases: tuple[str, ...], question: str) -> SearchQuery | None:
    """The question's subject with words by which papers say that something does not help."""
    if not phrases:
        return None
    subject = _together("negated", phrases[:2], question)
    return SearchQuery("negated", (*subject.groups, NO_GAIN))


def boolean(query: SearchQuery, and_: str, or_: str) -> str:
    """The query with these signs, each way of saying a thing in quotes: `("a b" OR "c") AND "d"`."""
    groups = []
    for group in query.groups:
        ways = or_.join(f'"{way}"' for way in group)
        groups.append(f"({ways})" if len(group) > 1 and query.all and len(query.groups) > 1 else ways)
    return (and_ if query.all else or_).join(groups)


def arxiv_text(query: SearchQuery) -> str:
    """The query in arXiv's syntax: every field, `all:"a b"`."""
    groups = []
    for group in query.groups:
        ways = " OR ".join(f'all:"{way}"' for way in group)
        groups.append(f"({ways})" if len(group) > 1 and query.all and len(query.groups) > 1 else ways)
    return (" AND " if query.all else " OR ").join(groups)


def is_name(term: str) -> bool:
    """Whether a term looks like a name: a capital, a digit or a hyphen inside."""
    return any(char.isupper() or char.isdigit() for char in term) or "-" in term.strip("-")


def plain(term: str) -> str:
    """A term without anything that a query syntax would read as its own."""
    return " ".join(re.sub(r"[^\w+-]", " ", term).replace("-", " ").replace("+", " ").split())
