"""`synth doctor`: what is installed, where data is kept, which sources answer, what to do about what is not right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import typer

PACKAGES = ("arxiv", "faiss-cpu", "httpx", "onnxruntime", "pypdf", "pypdfium2", "sentence-transformers", "tantivy")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `right`, what was seen, and what to do where it is not right."""

    what: str
    right: bool
    seen: str
    hint: str = ""


def doctor(offline: bool = typer.Option(False, "--offline", help="Don't ask the sources on the network.")) -> None:
    """Say what is installed, where data is kept, what is wrong."""
    from synth.cli.show import out

    findings = [
        *_packages(),
        _home(),
        _model(),
        _verifier(),
        _judge(),
        *_corpora(),
        *_keys(),
        *([] if offline else _sources()),
    ]
    for finding in findings:
        mark = "✓" if finding.right else "×"
        out(f"{mark} {finding.what}: {finding.seen}" + (f" – {finding.hint}" if finding.hint else ""))


def _packages() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    from synth import __version__

    yield Finding("synth", True, __version__)
    for name in PACKAGES:
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            yield Finding(name, False, "not installed", "install synth again")


def _home() -> Finding:
    from synth.pipeline.write import is_writable
    from synth.store.home import data_home

    home = data_home()
    if is_writable(home):
        return Finding("data folder", True, str(home))
    return Finding("data folder", False, f"{home} cannot be written", "set SYNTH_HOME to a folder that can")


def _model() -> Finding:
    from synth.errors import SynthError
    from synth.models.embedder import load_embedder

    try:
        return Finding("embedding model", True, load_embedder().id)
    except SynthError as error:
        return Finding("embedding model", False, error.message, error.hint or "")


def _verifier() -> Finding:
    """The verifier's name and hash; its weights are read and checked against that hash."""
    from synth.errors import SynthError
    from synth.models.verifier import load_verifier

    try:
        return Finding("text verifier", True, load_verifier().id)
    except SynthError as error:
        return Finding("text verifier", False, error.message, error.hint or "")


def _judge() -> Finding:
    from synth.verify.judge import judge_model

    return Finding("judge", True, judge_model().id)


def _corpora() -> Iterator[Finding]:
    from synth.errors import SynthError
    from synth.pipeline.resolve import known_corpora, readable_corpus

    try:
        corpora = known_corpora()
    except SynthError as error:
        yield Finding("corpora", False, error.message, error.hint or "")
        return
    for name, path in corpora:
        if path.is_dir():
            yield Finding(f"corpus {name}", True, f"{path}, ships with synth")
            continue
        try:
            with readable_corpus(name) as corpus:
                yield Finding(f"corpus {name}", True, f"{len(corpus.hashes())} papers, {path}")
        except SynthError as error:
            yield Finding(f"corpus {name}", False, error.message, error.hint or "")


def _keys() -> Iterator[Finding]:
    """Which keys are set, never what they are; every source answers without."""
    import os

    from synth.sources.known import KEYS

    for name, use in KEYS.items():
        yield Finding(name, True, "set" if os.environ.get(name) else "not set", use)


def _sources() -> Iterator[Finding]:
    """Whether each database answers a search for one record; all are asked at once."""
    from concurrent.futures import ThreadPoolExecutor

    from synth.sources.known import SOURCES

    with ThreadPoolExecutor(len(SOURCES)) as pool:
        yield from pool.map(_source, SOURCES)


def _source(name: str) -> Finding:
    from synth.errors import SynthError
    from synth.sources.hits import Bounds, Request
    from synth.sources.known import SOURCES
    from synth.sources.queries import SearchQuery
    from synth.sources.web import Web

    called = name
    try:
        source = SOURCES[name]()
        called = source.site.name
        asked = source.text_of(SearchQuery("terms", (("language",),), all=False))
        with Web() as web:
            source.page(web, Request(asked, Bounds(), source.start, 1), tries=1)
    except SynthError as error:
        return Finding(called, False, error.message, "reports leave it out and say so; try again later")
    return Finding(called, True, f"{source.site.base} answers")
