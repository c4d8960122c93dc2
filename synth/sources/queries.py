"""From a question to queries in arXiv's syntax."""

from __future__ import annotations

import re

TERM = re.compile(r"[^\W_][\w.+-]*[^\W_]|[^\W_]", re.UNICODE)
EMPTY = frozenset(
    """a an and any are as at be been between both but by can could do does e.g for from g has have how i.e if in
    into is it its measured more most not of on or other our should such than that the their them then there these they
    this those to under using vary was were what when where whether which while who why will with would affect compare
    compared effect effectiveness e g""".split()
)


def question_terms(question: str) -> tuple[str, ...]:
    """The words of a question that carry its meaning, in order, each once."""
    found: dict[str, str] = {}
    for match in TERM.finditer(question):
        word = match[0]
        if word.casefold() not in EMPTY and len(word) > 1:
            found.setdefault(word.casefold(), word)
    return tuple(found.values())


def arxiv_queries(question: str) -> tuple[str, ...]:
    """Queries for one question, the most exact first: all its names together, then any of its words by relevance.

    A name is a word with a capital, a digit or a hyphen inside. Raises nothing; a question without any word gives ().
    """
    terms = question_terms(question)
    names = [term for term in terms[0 if terms and _is_name(terms[0]) else 1 :] if _is_name(term)]
    queries: list[str] = []
    if len(names) > 1:
        queries.append(" AND ".join(f'all:"{_plain(name)}"' for name in names[:4]))
    if terms:
        queries.append(" OR ".join(f'all:"{_plain(term)}"' for term in terms[:12]))
    return tuple(dict.fromkeys(queries))


def _is_name(term: str) -> bool:
    return any(char.isupper() or char.isdigit() for char in term) or "-" in term.strip("-")


def _plain(term: str) -> str:
    """A term without anything that arXiv's query syntax would read as its own."""
    return re.sub(r"[^\w+-]", " ", term).replace("-", " ").strip()
