"""Options that several commands share, and what their values mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from synth.errors import UsageError

if TYPE_CHECKING:
    from synth.pipeline.shelves import Limits
    from synth.report.render import Format

# What typer.Option gives is of no type of its own: it stands where the default of any option does.
CORPUS: Any = typer.Option("main", "--corpus", help="Name of a corpus, a corpus file, or a folder of papers.")
CORPORA: Any = typer.Option([], "--corpus", help="A corpus by name, its file, or a folder (repeatable).")
SOURCE: Any = typer.Option(
    None,
    "--source",
    help="Databases to search, separated by commas: arxiv, openalex, semantic_scholar, crossref, europe_pmc, dblp.",
    show_default="the first four",
)
OFFLINE: Any = typer.Option(
    False, "--offline", help="Touch no network: corpora are searched, and what --source names as far as it was kept."
)
SINCE: Any = typer.Option("", "--since", help="Search databases from this day on: YYYY-MM-DD or YYYY.")
UNTIL: Any = typer.Option("", "--until", help="Search databases up to this day: YYYY-MM-DD or YYYY.")
CATEGORY: Any = typer.Option("", "--category", help="Category of arXiv to keep to, as cs.CL.")
SNOWBALL: Any = typer.Option(
    0, "--snowball", min=0, max=50, help="Works of which references and citations are looked up too, one step."
)
MAX_PAPERS: Any = typer.Option(20, "--max-papers", min=1, help="Papers that are kept and read for a question.")
MAX_CLAIMS: Any = typer.Option(40, "--max-claims", min=1, help="Claims in a report.")
FORMATS: Any = typer.Option("md,html,json", "--format", help="md, html, json, pdf, csv, jsonl, bib, csl.")
EMBEDDER: Any = typer.Option(None, "--embedder", help="A sentence-transformers model instead of MiniLM.")


def parse_formats(text: str) -> tuple[Format, ...]:
    """The formats of `--format`. Raises UsageError for one that there is not."""
    from typing import get_args

    from synth.report.render import Format

    names = _names(text)
    unknown = [name for name in names if name not in get_args(Format)]
    if unknown or not names:
        raise UsageError(
            f"--format {text}: there is no format {', '.join(unknown) or 'named'}", f"use {', '.join(get_args(Format))}"
        )
    return tuple(kind for kind in get_args(Format) if kind in names)


def parse_sources(text: str | None, corpora: Sequence[str], *, offline: bool) -> tuple[str, ...]:
    """The databases to ask: those of `--source`, else the usual ones, or none when offline.

    Raises UsageError for one that there is not, and when neither a database nor a corpus is left to read from.
    """
    from synth.sources.known import DEFAULT, SOURCES

    if text is None and offline and not corpora:
        raise UsageError(
            "nothing to read from: no corpus is named and the network is off",
            "add --corpus NAME (`synth corpus list` shows the names), or leave out --offline",
        )
    if text is None:
        return () if offline else DEFAULT
    names = _names(text)
    unknown = [name for name in names if name not in SOURCES]
    if unknown or not names:
        message = f"--source {text}: there is no source {', '.join(unknown) or 'named'}"
        raise UsageError(message, f"use {', '.join(SOURCES)}")
    return tuple(dict.fromkeys(names))


def parse_limits(
    *, max_papers: int, max_claims: int, since: str, until: str, category: str, snowball: int, offline: bool
) -> Limits:
    """How far a report goes. Raises UsageError for days and categories that are none."""
    import re

    from synth.pipeline.shelves import Limits
    from synth.sources.hits import Bounds

    if category and not re.fullmatch(r"[a-z-]{2,10}(\.([A-Za-z-]{2,10}|\*))?", category):
        raise UsageError(f"--category {category}: this is no category of arXiv", "give one as cs.CL, cs.* or stat.ML")
    bounds = Bounds(_day(since, "01-01"), _day(until, "12-31"), category or None)
    if bounds.since and bounds.until and bounds.since > bounds.until:
        raise UsageError(f"--since {since} is after --until {until}", "exchange them")
    return Limits(max_papers=max_papers, max_claims=max_claims, bounds=bounds, snowball=snowball, offline=offline)


def _day(text: str, rest: str) -> str | None:
    """The day of `--since` or `--until`; a year alone is its first or last day."""
    if not text:
        return None
    return parse_date(f"{text}-{rest}" if len(text) == 4 and text.isdigit() else text)


def parse_date(text: str) -> str:
    """The date of `--date`, today's where none is given. Raises UsageError for anything but YYYY-MM-DD."""
    from datetime import date

    if not text:
        return date.today().isoformat()
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass  # said below, as for dates written in another way
    raise UsageError(f"{text!r} is no date", "write it as YYYY-MM-DD")


def arxiv_paper(text: str) -> str | None:
    """The arXiv id that is asked for: text that is nothing else, where no file or folder is called so.

    `2401.00001v2`, `arXiv:2401.00001`, `cs/9901001` and addresses of arxiv.org; never the id in the name of a file that
    is not there.
    """
    import re

    from synth.read.assemble import arxiv_id

    address = r"(?:arxiv:\s*|https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|e-print)/)?"
    bare = re.fullmatch(
        rf"{address}((?:[a-z-]+(?:\.[a-z]{{2}})?/)?\d{{4}}\.?\d{{3,5}}(?:v\d{{1,2}})?)", text, re.IGNORECASE
    )
    return None if bare is None or is_there(Path(text)) else arxiv_id(bare[1])


def is_there(path: Path) -> bool:
    """Whether something stands at this path; not where no such name can be or its folder may not be searched."""
    try:
        return path.exists()
    except OSError:
        return False


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
