"""A question becomes works: several databases asked at once, with several queries each, every record of it once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

from synth.pipeline.same_work import Work, join
from synth.pipeline.shelves import SAME
from synth.records import Progress, Question, silent
from synth.report_records import Dropped, Query, SourceSearch
from synth.sources.hits import ALL, Bounds, Hit
from synth.sources.known import SOURCES
from synth.sources.queries import SearchQuery, search_queries
from synth.sources.snowball import Linking, linked
from synth.sources.source import Gathered, Source, gather
from synth.sources.web import Web

HITS = 100
"""Records that one query is asked for."""


@dataclass(frozen=True, slots=True)
class FoundWorks:
    """What a search gave: the works in the order found, and for each source what it was asked and gave.

    Records of one work beyond the first are in the `dropped` of their source as duplicates, so that the counts add up:
    what all sources found, less the duplicates, is the works.
    """

    works: tuple[Work, ...]
    searches: tuple[SourceSearch, ...]


def find(
    question: Question,
    sources: Sequence[str],
    web: Web,
    *,
    bounds: Bounds = ALL,
    limit: int = HITS,
    snowball: int = 0,
    progress: Progress = silent,
) -> FoundWorks:
    """Every work that the databases of these names (`synth.sources.known.SOURCES`) give to a question.

    Each is asked in a thread of its own, at its own pace; one that does not answer is said in its record and stops no
    other. `limit` bounds the records of one query. With `snowball`, what the first so many works cite and what cites
    them is looked up too, one step. The same replies give the same result, whatever the threads do. Raises KeyError for
    a name that there is not, StorageError when the data folder cannot be written.
    """
    opened: Mapping[str, Source] = {name: SOURCES[name]() for name in dict.fromkeys(sources)}
    queries = search_queries(question.text)
    gathered: dict[str, tuple[Gathered, ...]] = {}
    with ThreadPoolExecutor(max_workers=max(1, len(opened))) as pool:
        waiting = {pool.submit(_ask, source, queries, web, bounds, limit): name for name, source in opened.items()}
        for done, future in enumerate(as_completed(waiting)):
            progress("asking databases", done, len(waiting))
            gathered[waiting[future]] = future.result()
    progress("asking databases", len(opened), len(opened))
    hits = [hit for name in opened for hit in _once(gathered[name])]
    searches = [_record(opened[name], gathered[name], bounds) for name in opened]
    if snowball:
        seeds = join(hits)[:snowball]
        for name, source in opened.items():
            if isinstance(source, Linking) and not any(each.down for each in gathered[name]):
                steps = linked(source, web, tuple(seed.ids for seed in seeds), limit)
                known = {hit.paper.id for hit in _once(gathered[name])}
                new = [hit for hit in _once(steps) if hit.paper.id not in known]
                hits += [replace(hit, source=f"{hit.source}, citations") for hit in new]
                searches.append(
                    replace(_record(source, steps, ALL), source=f"{source.site.name}, citations", found=len(new))
                )
    works = join(hits)
    return FoundWorks(works, tuple(_with_duplicates(search, works) for search in searches))


def _ask(source: Source, queries: Sequence[SearchQuery], web: Web, bounds: Bounds, limit: int) -> tuple[Gathered, ...]:
    """Every query to one source, one after the other, until it does not answer; a query twice in its syntax once."""
    found: list[Gathered] = []
    for text in dict.fromkeys(text for query in queries if (text := source.text_of(query))):
        found.append(gather(source, web, text, bounds, limit))
        if found[-1].down:
            break
    return tuple(found)


def _once(gathered: Sequence[Gathered]) -> list[Hit]:
    """The records of one source, each once, those that stand first in a query first."""
    hits: dict[str, Hit] = {}
    for hit in sorted((hit for each in gathered for hit in each.hits), key=lambda hit: hit.rank):
        hits.setdefault(hit.paper.id, hit)
    return list(hits.values())


def _record(source: Source, gathered: Sequence[Gathered], bounds: Bounds) -> SourceSearch:
    queries = tuple(Query(_asked(each.query, source, bounds), len(each.hits)) for each in gathered)
    failed = next((each.failed for each in gathered if each.failed), None)
    return SourceSearch(source.site.name, queries, len(_once(gathered)), (), (), failed)


def _asked(query: str, source: Source, bounds: Bounds) -> str:
    """A query with what it was kept to, and with what the source could not keep to."""
    named = {"since": bounds.since, "until": bounds.until, "category": bounds.category}
    kept = [f"{name} {value}" for name, value in named.items() if value and name not in source.unapplied]
    lost = [f"{name} not applied" for name, value in named.items() if value and name in source.unapplied]
    return f"{query} [{', '.join((*kept, *lost))}]" if kept or lost else query


def _with_duplicates(search: SourceSearch, works: Sequence[Work]) -> SourceSearch:
    """The record with what it found that another had found before."""
    again = tuple(
        Dropped(hit.paper.id, hit.paper.title, SAME)
        for work in works
        for hit in work.hits[1:]
        if hit.source == search.source
    )
    return replace(search, dropped=again)
