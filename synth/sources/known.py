"""The databases that can be searched, by the names that `--source` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from synth.sources.arxiv import Arxiv
from synth.sources.crossref import Crossref
from synth.sources.dblp import Dblp
from synth.sources.europe_pmc import EuropePmc
from synth.sources.openalex import COST, OpenAlex
from synth.sources.semantic_scholar import SemanticScholar
from synth.sources.source import Source

SOURCES: Mapping[str, Callable[[], Source]] = {
    "arxiv": Arxiv.from_environment,
    "openalex": OpenAlex.from_environment,
    "semantic_scholar": SemanticScholar.from_environment,
    "crossref": Crossref.from_environment,
    "europe_pmc": EuropePmc.from_environment,
    "dblp": Dblp.from_environment,
}
DEFAULT = ("arxiv", "openalex", "semantic_scholar", "crossref")
"""None of them needs a key."""
KEYS: Mapping[str, str] = {
    "SYNTH_OPENALEX_KEY": f"OpenAlex: {COST}",
    "SYNTH_SEMANTIC_SCHOLAR_KEY": "Semantic Scholar: free on request; without one the allowance is shared by everybody",
    "SYNTH_MAILTO": "an e-mail address for Crossref and OpenAlex, which then answer from politer servers",
}
"""Environment variables that are used where they are set, with what they are good for."""
