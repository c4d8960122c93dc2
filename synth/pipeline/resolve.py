"""Which corpus a user means by a name, a file or a folder."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from synth.errors import CorpusError, UsageError
from synth.pipeline.add import add_paths
from synth.records import Progress, silent
from synth.shipped import shipped_folder
from synth.store.corpus import Corpus, open_corpus
from synth.store.home import SUFFIX, corpus_file, data_home, list_corpora

SQLITE = b"SQLite format 3\0"


def resolve_corpus(name: str, *, progress: Progress = silent) -> Path:
    """The file of the corpus that `name` means.

    In this order: a corpus of that name in the data folder; a corpus file; a folder of papers; a corpus that ships with
    synth. Of a folder (and of a shipped corpus, which is one) the papers are kept in a corpus file in the data folder,
    which is brought up to date here: what is new or changed is read, what is gone is left out. Raises CorpusError when
    there is nothing of that name, naming what there is; StorageError when the data folder cannot be written.
    """
    if not name.strip():
        raise UsageError("the corpus has no name", "give the name of a corpus, a corpus file or a folder of papers")
    named = _named(name)
    if named is not None and named.is_file():
        return named
    path = Path(name).expanduser()
    try:
        if path.is_dir():
            return _of_folder(path, progress)
        if path.is_file():
            with path.open("rb") as stream:
                if stream.read(len(SQLITE)) == SQLITE or path.suffix == SUFFIX:
                    return path
            raise CorpusError(
                f"{name} is a file, but no corpus", f"make one with `synth corpus add {name} --corpus NAME`"
            )
    except OSError as error:
        raise CorpusError(f"{name} cannot be opened: {error.strerror}", "check its permissions") from error
    if named is not None:
        shipped = shipped_folder("corpora") / name
        if shipped.is_dir():
            return _of_folder(shipped, progress)
    raise CorpusError(
        f"there is no corpus {name!r}; there {_listed()}", "make one with `synth corpus add PATH… --corpus NAME`"
    )


def readable_corpus(name: str, *, progress: Progress = silent) -> Corpus:
    """The corpus that `name` means, opened. It can be written too (for its cache of vectors) where its file can be.

    Raises as `resolve_corpus` and `open_corpus`.
    """
    return open_corpus(resolve_corpus(name, progress=progress))


def writable_corpus(name: str) -> Corpus:
    """The corpus of this name, or in this file (a path that ends in .db), opened to add papers; made if there is none.

    Raises UsageError for what can be neither, StorageError where it cannot be written.
    """
    if not name.strip():
        raise UsageError("the corpus has no name", "give the name of a corpus or a file that ends in .db")
    if Path(name).is_dir():
        raise UsageError(f"{name} is a folder", "give the corpus a name, and the folder as what is to be added")
    path = Path(name).expanduser() if Path(name).suffix == SUFFIX else corpus_file(name)
    return open_corpus(path, create=True)


def known_corpora() -> tuple[tuple[str, Path], ...]:
    """Name and place of each corpus, sorted: the files in the data folder, the folders that ship with synth."""
    folder = shipped_folder("corpora")
    shipped = {each.name: each for each in folder.iterdir() if each.is_dir()} if folder.is_dir() else {}
    return tuple(sorted((shipped | {name: corpus_file(name) for name in list_corpora()}).items()))


def _named(name: str) -> Path | None:
    try:
        return corpus_file(name)
    except UsageError:
        return None


def _listed() -> str:
    names = [name for name, _ in known_corpora()]
    return f"are: {', '.join(names)}" if names else "are none yet"


def _of_folder(folder: Path, progress: Progress) -> Path:
    place = str(folder.resolve())
    readable = "".join(char if char.isalnum() and char.isascii() else "-" for char in folder.resolve().name)[:40]
    path = data_home() / "folders" / f"{readable}-{sha256(place.encode()).hexdigest()[:16]}.db"
    with open_corpus(path, create=True) as corpus:
        add_paths(corpus, [folder], progress=progress)
        for origin in list(corpus.origins()):
            if origin.startswith(f"{place}/") and not _stands(origin):
                corpus.forget(origin)
    return path


def _stands(origin: str) -> bool:
    """Whether the file of an origin is there; of an entry of a list, whether the list is."""
    cuts = [index for index, char in enumerate(origin) if char == "#"]
    return Path(origin).exists() or any(Path(origin[:cut]).is_file() for cut in cuts)
