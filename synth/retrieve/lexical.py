"""BM25 over a corpus's passages and papers, by tantivy with English stemming.

The index is derived from the corpus: it lies in a folder beside it (`<corpus file>.index`), under a name that says
what it was made from. Where that folder is absent, stale or damaged it is made again; where it cannot be written the
index is held in memory instead. A search never fails for want of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from synth import __version__
from synth.records import Passage, content_id
from synth.retrieve.derived import is_whole, put_in_place

if TYPE_CHECKING:
    from tantivy import Index, Query, Schema, Searcher, TextAnalyzer

    from synth.store.corpus import Corpus

VERSION = "1"
"""Raised when what is indexed or how it is analysed changes."""

TITLE_WEIGHT = 0.2
"""What a term in a paper's title counts beyond its place in the text. Chosen on SciFact's training queries."""

ANALYZER = "english"
LONGEST_WORD = 64
MOST_TERMS = 1024
"""Distinct terms of a query that are looked up: ten times what a long question has."""

HEAP = 64_000_000
"""Bytes of index that tantivy gathers in memory before it writes them out as a segment."""


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """A passage with its BM25 score."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class PaperMatch:
    """A paper with the BM25 score of its title and text; `opening` is its first passage, None if it has none."""

    id: str
    opening: str | None
    score: float


class Lexical:
    """An open index. A query is text, never a syntax: what its words are is decided by the analyzer alone."""

    def __init__(self, passages: Index, papers: Index) -> None:
        self._analyzer = _analyzer()
        self._passages = _ready(passages)
        self._papers = _ready(papers)
        self._passages_schema = passages.schema
        self._papers_schema = papers.schema

    def passages(self, query: str, k: int, *, papers: Collection[str] | None = None) -> list[PassageMatch]:
        """The k best passages (of these papers, if any are named) that hold a term of the query, best first."""
        wanted = _any_of(self._passages_schema, "text", self._terms(query))
        if papers is not None:
            wanted = _within(wanted, self._passages_schema, papers)
        return [PassageMatch(stored["id"], score) for stored, score in _best(self._passages, wanted, k)]

    def papers(self, query: str, k: int) -> list[PaperMatch]:
        """The k best papers that hold a term of the query, best first."""
        from tantivy import Query

        terms = self._terms(query)
        in_title = Query.boost_query(_any_of(self._papers_schema, "title", terms), TITLE_WEIGHT)
        wanted = _any_of(self._papers_schema, "text", terms).or_should_match(in_title)
        return [
            PaperMatch(stored["id"], stored.get("opening"), score) for stored, score in _best(self._papers, wanted, k)
        ]

    def _terms(self, query: str) -> list[str]:
        """The query's distinct terms. On SciFact, counting repeated ones twice costs 0.004 of nDCG@10."""
        found = dict.fromkeys(self._analyzer.analyze(_encodable(query)))
        return sorted(list(found)[:MOST_TERMS])


def open_lexical(corpus: Corpus) -> Lexical:
    """The corpus's index: as it lies beside the corpus, else made there, else made in memory."""
    from tantivy import Index

    name = content_id("lexical", VERSION, __version__, version("tantivy"), corpus.reading())
    folder = corpus.path.with_name(corpus.path.name + ".index") / name
    try:
        if not is_whole(folder):
            put_in_place(folder, lambda made: _fill(corpus, *_new(made)))
        return Lexical(*(Index.open(str(folder / part)) for part in ("passages", "papers")))
    except (OSError, ValueError):  # tantivy tells of the disk by ValueError
        passages, papers = _new(None)
        _fill(corpus, passages, papers)
        return Lexical(passages, papers)


def _new(folder: Path | None) -> tuple[Index, Index]:
    """Empty indexes of passages and of papers: apart, since how rare a word is must be counted within one kind."""
    from tantivy import Index, SchemaBuilder

    def empty(part: str, *, names: Iterable[str], texts: Iterable[str]) -> Index:
        builder = SchemaBuilder()
        for name in names:
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
        for text in texts:
            builder.add_text_field(text, tokenizer_name=ANALYZER, index_option="freq")
        if folder is None:
            return Index(builder.build())
        (folder / part).mkdir()
        return Index(builder.build(), path=str(folder / part))

    passages = empty("passages", names=("id", "paper"), texts=("text",))
    return passages, empty("papers", names=("id", "opening"), texts=("title", "text"))


def _fill(corpus: Corpus, passages: Index, papers: Index) -> None:
    """Indexes the corpus in its own order, by one thread, so that ties stand in that order on every machine."""

    def of_passages() -> Iterator[Mapping[str, str]]:
        for passage in corpus.passages():
            yield {"id": passage.id, "paper": passage.paper, "text": passage.text}

    def of_papers() -> Iterator[Mapping[str, str]]:
        texts = _texts(corpus.passages())
        following = next(texts, None)
        for paper in corpus.papers():
            opening, text = "", paper.abstract
            if following is not None and following[0] == paper.id:
                (_, opening, text), following = following, next(texts, None)
            fields = {"id": paper.id, "title": paper.title, "text": f"{paper.title}\n{text}"}
            yield fields | ({"opening": opening} if opening else {})

    _write(passages, of_passages())
    _write(papers, of_papers())


def _texts(passages: Iterable[Passage]) -> Iterator[tuple[str, str, str]]:
    """For each paper that has passages: its id, its first passage's id, and its whole text."""
    for paper, of_paper in groupby(passages, lambda passage: passage.paper):
        kept = list(of_paper)
        yield paper, kept[0].id, "\n".join(passage.text for passage in kept)


def _write(index: Index, documents: Iterable[Mapping[str, str]]) -> None:
    from tantivy import Document

    index.register_tokenizer(ANALYZER, _analyzer())
    writer = index.writer(heap_size=HEAP, num_threads=1)
    for fields in documents:
        document = Document()
        for field, value in fields.items():
            document.add_text(field, _encodable(value))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _ready(index: Index) -> Searcher:
    index.register_tokenizer(ANALYZER, _analyzer())
    index.config_reader("manual")  # what is open stays as it is: no thread that looks for changes twice a second
    index.reload()
    return index.searcher()


def _analyzer() -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(LONGEST_WORD))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stopword("english"))
        .filter(Filter.stemmer("english"))
        .build()
    )


def _any_of(schema: Schema, field: str, terms: Iterable[str]) -> Query:
    from tantivy import Occur, Query

    return Query.boolean_query(
        [(Occur.Should, Query.term_query(schema, field, term, index_option="freq")) for term in terms]
    )


def _within(query: Query, schema: Schema, papers: Collection[str]) -> Query:
    """The query for passages of these papers; which they are adds nothing to a score."""
    from tantivy import Occur, Query

    here = Query.const_score_query(Query.term_set_query(schema, "paper", sorted(papers)), 0.0)
    return Query.boolean_query([(Occur.Must, here), (Occur.Must, query)])


def _best(searcher: Searcher, query: Query, k: int) -> Iterator[tuple[dict[str, str], float]]:
    """The stored fields and scores of the k best documents; equals in the order of the index."""
    if k < 1:
        return
    for score, address in searcher.search(query, k, count=False).hits:
        fields = searcher.doc(address).to_dict()
        yield {name: values[0] for name, values in fields.items()}, float(score)


def _encodable(text: str) -> str:
    """The text with half surrogate pairs replaced: they come from JSON or the command line, and no index takes them."""
    return text.encode("utf-8", "replace").decode()
