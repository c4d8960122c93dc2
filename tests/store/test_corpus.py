"""The store keeps what it is given, once, whatever happens around it."""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import CorpusError, InputError, StorageError
from synth.records import Anchor, Cell, Document, Paper, Passage, Problem, Sentence, SourceFile, Table, Traced
from synth.store.corpus import Corpus, open_corpus
from synth.store.packed import pack
from synth.store.schema import VERSION, log_ahead


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


TEXTS = ["It gains 8.2 points", "It is made."]
"""The passages of what `made` makes."""


def made(paper: str, text: str = "It gains 8.2 points. It is made.", file: str | None = None) -> Document:
    """A made document: one sentence and one passage a full stop."""
    name = file or f"{paper}.txt"
    sentences = []
    start = 0
    for part in text.split(". "):
        end = start + len(part)
        traced = Traced(part, ((0, len(part), start, end),))
        sentences.append(Sentence(traced, Anchor(paper, name, None, start, end, text[start:end])))
        start = end + 2
    passages = tuple(
        Passage(f"{paper}-{index}", paper, sentence.text, ("Results",), index, index)
        for index, sentence in enumerate(sentences)
    )
    table = Table(paper, 1, (Cell(0, 0, "8.2", 9, 12),), 1, 1, caption="made", file=name)
    return Document(
        Paper(paper, title=f"On {paper}", authors=("A. Maker",), year=2020),
        (SourceFile(name, text, sha(text)),),
        tuple(sentences),
        passages,
        (table,),
        problems=(Problem(paper, "a made problem"),),
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with open_corpus(tmp_path / "made.db", create=True) as opened:
        yield opened


def put(corpus: Corpus, document: Document, origin: str | None = None) -> str:
    return corpus.put(
        document, origin=origin or f"/papers/{document.paper.id}.txt", sha256=sha(document.files[0].text), reader="1"
    )


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(max_examples=40)
@given(held=st.dictionaries(texts, texts, min_size=1, max_size=4), data=st.data())
def test_what_is_put_comes_back_and_its_order_does_not_matter(held: dict[str, str], data: st.DataObject) -> None:
    held = {paper: paper + text for paper, text in held.items()}
    documents = [made(paper, text) for paper, text in held.items() if list(held.values()).count(text) == 1]
    shuffled = data.draw(st.permutations(documents))
    with tempfile.TemporaryDirectory() as folder:
        with open_corpus(Path(folder) / "a.db", create=True) as first:
            for document in documents:
                put(first, document)
            assert [first.document(each.paper.id) for each in documents] == documents
            passages = list(first.passages())
            assert sorted(passages, key=lambda each: each.id) == sorted(
                (each for document in documents for each in document.passages), key=lambda each: each.id
            )
            assert first.papers() == tuple(
                sorted((each.paper for each in documents), key=lambda each: each.id.encode())
            )
            fingerprint = first.fingerprint()
        with open_corpus(Path(folder) / "b.db", create=True) as second:
            for document in shuffled:
                put(second, document, origin=f"/elsewhere/{document.paper.id}")
            assert second.fingerprint() == fingerprint
            assert list(second.passages()) == passages


def test_the_same_content_is_one_paper_and_stays_while_one_origin_has_it(corpus: Corpus) -> None:
    assert put(corpus, made("a")) == "a"
    assert put(corpus, made("b"), origin="/papers/b.txt") == "a"
    assert [paper.id for paper in corpus.papers()] == ["a"]
    put(corpus, made("a2", "The first place has other content now. Made."), origin="/papers/a.txt")
    assert [paper.id for paper in corpus.papers()] == ["a", "a2"]
    put(corpus, made("b2", "And now the second has. Made."), origin="/papers/b.txt")
    assert [paper.id for paper in corpus.papers()] == ["a2", "b2"]


def test_changed_bytes_at_one_place_replace_its_paper(corpus: Corpus) -> None:
    put(corpus, made("a"))
    put(corpus, made("a", "It gains 9.9 points. Made."))
    assert corpus.document("a").files[0].text == "It gains 9.9 points. Made."
    assert [passage.text for passage in corpus.passages()] == ["It gains 9.9 points", "Made."]
    assert corpus.integrity() == ()


def test_an_id_belongs_to_one_content(corpus: Corpus) -> None:
    put(corpus, made("a"))
    with pytest.raises(InputError, match="another paper called a"):
        put(corpus, made("a", "Other content. Made."), origin="/other/a.txt")
    assert corpus.document("a") == made("a")
    assert set(corpus.origins()) == {"/papers/a.txt"}


def test_a_newer_reader_replaces_what_an_older_one_read_for_every_origin(corpus: Corpus) -> None:
    put(corpus, made("a"))
    put(corpus, made("a"), origin="/copy.txt")
    same, reading = corpus.fingerprint(), corpus.reading()
    corpus.put(made("a"), origin="/copy.txt", sha256=sha(made("a").files[0].text), reader="1.1")
    assert corpus.fingerprint() == same
    assert corpus.reading() != reading
    renamed = made("10.1/a")
    corpus.put(renamed, origin="/copy.txt", sha256=sha(renamed.files[0].text), reader="2")
    assert [paper.id for paper in corpus.papers()] == ["10.1/a"]
    assert {origin.paper for origin in corpus.origins().values()} == {"10.1/a"}
    assert corpus.link("/third.txt", sha(renamed.files[0].text), reader="1") is None
    assert corpus.link("/third.txt", sha(renamed.files[0].text), reader="2") == "10.1/a"


def test_a_failure_is_remembered_and_harms_nothing(corpus: Corpus) -> None:
    put(corpus, made("a"))
    corpus.put_failure("/papers/a.txt", "0" * 64, Problem("/papers/a.txt", "is empty now"))
    corpus.put_failure("/papers/x.txt", "1" * 64, Problem("/papers/x.txt", "is binary", "give text"))
    assert corpus.problems() == (
        Problem("/papers/a.txt", "is empty now"),
        Problem("/papers/x.txt", "is binary", "give text"),
    )
    assert corpus.document("a") == made("a")
    assert {origin.failed for origin in corpus.origins().values()} == {True}
    put(corpus, made("a", "It is repaired. Made."))
    assert [paper.id for paper in corpus.papers()] == ["a"]
    assert not corpus.origins()["/papers/a.txt"].failed


def test_removing_takes_everything_but_the_vectors(corpus: Corpus) -> None:
    put(corpus, made("a"))
    corpus.put_vectors("m", TEXTS, np.eye(2, 4, dtype=np.float32))
    corpus.remove("a")
    assert corpus.papers() == ()
    assert list(corpus.passages()) == []
    assert dict(corpus.origins()) == {}
    assert corpus.problems() == ()
    with pytest.raises(InputError, match="no paper 'a'"):
        corpus.remove("a")
    with pytest.raises(InputError, match="no paper 'a'"):
        corpus.document("a")
    put(corpus, made("again"))
    assert sorted(corpus.vectors("m", ["again-0", "again-1"])) == ["again-0", "again-1"]


def test_forgetting_an_origin_takes_its_paper_unless_another_has_it(corpus: Corpus) -> None:
    put(corpus, made("a"))
    put(corpus, made("a"), origin="/copy.txt")
    assert corpus.problems("/papers/a.txt") == made("a").problems
    corpus.forget("/papers/a.txt")
    assert [paper.id for paper in corpus.papers()] == ["a"]
    corpus.forget("/copy.txt")
    assert corpus.papers() == ()
    corpus.forget("/never.txt")


def test_vectors_are_kept_by_model_and_text(corpus: Corpus) -> None:
    put(corpus, made("a"))
    array = np.array([[1.5, -2.25, 0.1], [0.0, 3.0, 7.0]], dtype=np.float32)
    corpus.put_vectors("m", TEXTS, array)
    found = corpus.vectors("m", ["a-1", "a-0", "absent"])
    assert np.array_equal(found["a-0"], array[0])
    assert np.array_equal(found["a-1"], array[1])
    assert corpus.vectors("other", ["a-0"]) == {}
    assert np.array_equal(corpus.text_vectors("m", ["not kept", TEXTS[1]])[TEXTS[1]], array[1])
    assert corpus.text_vectors("m", ["not kept"]) == {}
    with pytest.raises(ValueError, match="shape"):
        corpus.put_vectors("m", TEXTS[:1], array)


def test_a_text_that_is_no_passage_keeps_its_vector(corpus: Corpus) -> None:
    put(corpus, made("a"))
    corpus.put_vectors("m", ["A made sentence."], np.ones((1, 2), dtype=np.float32))
    assert list(corpus.text_vectors("m", ["A made sentence."])) == ["A made sentence."]
    assert corpus.vectors("m", ["a-0", "a-1"]) == {}


def test_passages_by_id_come_in_the_order_asked(corpus: Corpus) -> None:
    text = ". ".join(f"Sentence {number}" for number in range(1200))
    put(corpus, made("a", text))
    wanted = [f"a-{number}" for number in range(1199, -1, -1)]
    assert list(corpus.passage([*wanted, "absent", "a-3"])) == wanted


def test_originals_give_the_characters_that_anchors_refer_to(corpus: Corpus) -> None:
    text = "\ufffdÉté\r\ngains 8.2 points. \t Made."
    put(corpus, made("a", text))
    assert corpus.originals("a") == [("a.txt", text.encode())]
    pdf = replace(made("p"), files=(SourceFile("p.pdf", "", "0", pages=("page one",)),))
    corpus.put(pdf, origin="/p.pdf", sha256="2" * 64, originals=[("p.pdf", b"%PDF-made")])
    assert corpus.originals("p") == [("p.pdf", b"%PDF-made")]


def test_a_batch_keeps_all_or_nothing(corpus: Corpus) -> None:
    def interrupted() -> None:
        with corpus.batch():
            put(corpus, made("a"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert corpus.papers() == ()
    with corpus.batch():
        put(corpus, made("a"))
        with pytest.raises(InputError):
            put(corpus, made("a", "Other. Made."), origin="/elsewhere")
        put(corpus, made("b", "Third. Made."))
    assert [paper.id for paper in corpus.papers()] == ["a", "b"]


def test_text_that_is_no_text_is_refused(corpus: Corpus) -> None:
    with pytest.raises(InputError, match="no text"):
        put(corpus, replace(made("a"), aliases=(("\ud800", "lone surrogate"),)))
    assert corpus.papers() == ()


def test_two_writers_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    with open_corpus(path, create=True) as first, open_corpus(path, create=True) as second:
        put(first, made("a"))
        put(second, made("b", "Other. Made."))
        assert first.fingerprint() == second.fingerprint()


def test_a_writer_waits_for_another_that_has_just_made_the_corpus(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    with (
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
    ):
        other.execute("BEGIN IMMEDIATE")
        waiting = threading.Timer(0.3, other.execute, ("ROLLBACK",))
        waiting.start()
        log_ahead(connection)
        waiting.join()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_absent_an_empty_a_foreign_and_a_newer_file_say_so(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no corpus"):
        open_corpus(tmp_path / "absent.db")
    (tmp_path / "empty.db").touch()
    with pytest.raises(CorpusError, match="is empty"):
        open_corpus(tmp_path / "empty.db")
    foreign = tmp_path / "foreign.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    before = foreign.read_bytes()
    with pytest.raises(CorpusError, match="no corpus"):
        open_corpus(foreign, create=True)
    assert foreign.read_bytes() == before
    (tmp_path / "text.db").write_text("This is made text, no database at all. " * 200)
    with pytest.raises(CorpusError, match="damaged"):
        open_corpus(tmp_path / "text.db")
    newer = tmp_path / "newer.db"
    open_corpus(newer, create=True).close()
    connection = sqlite3.connect(newer)
    connection.execute("UPDATE meta SET value = '9.9.9'")
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.commit()
    connection.close()
    with pytest.raises(CorpusError, match=r"written by synth 9\.9\.9") as caught:
        open_corpus(newer)
    assert caught.value.hint == "upgrade synth"


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    with open_corpus(path, create=True) as corpus:
        for number in range(50):
            put(corpus, made(f"p{number}", f"Paper {number} gains. " * 50 + "Made."))
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(CorpusError), open_corpus(path) as corpus:
        list(corpus.passages())


def test_a_document_that_does_not_decode_is_a_corpus_error(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    with open_corpus(path, create=True) as corpus:
        put(corpus, made("a"))
        put(corpus, made("b", "Other. Made."))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE papers SET document = x'00'")
    connection.execute("UPDATE papers SET document = substr(?, 1, 20) WHERE id = 'b'", (pack(made("b")).document,))
    connection.execute("UPDATE papers SET record = '{}'")
    connection.execute("UPDATE passages SET section = '7'")
    connection.commit()
    connection.close()
    with open_corpus(path) as corpus:
        for paper in ("a", "b"):
            with pytest.raises(CorpusError):
                corpus.document(paper)
        with pytest.raises(CorpusError, match="record"):
            corpus.papers()
        with pytest.raises(CorpusError, match="section"):
            list(corpus.passages())


@contextmanager
def as_nobody() -> Iterator[None]:
    """The superuser may write everywhere, so a test about permissions runs as somebody else."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(mine)


def test_a_read_only_folder_can_be_read() -> None:
    folder = Path(tempfile.mkdtemp())
    path = folder / "made.db"
    with open_corpus(path, create=True) as corpus:
        put(corpus, made("a"))
    path.chmod(0o444)
    folder.chmod(0o555)
    try:
        with as_nobody():
            for readonly in (True, False):
                with open_corpus(path, readonly=readonly) as corpus:
                    assert corpus.document("a") == made("a")
                    assert not corpus.writable
                    corpus.put_vectors("m", TEXTS[:1], np.zeros((1, 3), dtype=np.float32))
                    with pytest.raises(StorageError, match="cannot be written"):
                        put(corpus, made("b", "Other. Made."))
            with pytest.raises(StorageError):
                open_corpus(folder / "new.db", create=True)
            with pytest.raises(StorageError, match="cannot be made"):
                open_corpus(folder / "deeper" / "new.db", create=True)
    finally:
        folder.chmod(0o755)
        path.unlink()
        folder.rmdir()


def test_what_a_killed_writer_left_can_be_read_where_nothing_can_be_written() -> None:
    folder = Path(tempfile.mkdtemp())
    path = folder / "made.db"
    with open_corpus(path, create=True) as corpus:
        put(corpus, made("a"))
        left = {file: file.read_bytes() for file in folder.iterdir()}
    for file, content in left.items():  # as they were while the writer was at work
        file.write_bytes(content)
        file.chmod(0o444)
    assert folder / "made.db-wal" in left
    folder.chmod(0o555)
    try:
        with as_nobody(), open_corpus(path) as corpus:
            assert not corpus.writable
            assert corpus.document("a") == made("a")
    finally:
        folder.chmod(0o755)
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def test_a_full_disk_stops_the_paper_and_harms_nothing(corpus: Corpus) -> None:
    put(corpus, made("a"))
    random = np.random.default_rng(0)
    large = "".join(chr(number) for number in random.integers(0x4E00, 0x9FFF, 300_000))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    try:
        with pytest.raises(StorageError) as caught:
            put(corpus, made("b", large))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.hint is not None
    assert [paper.id for paper in corpus.papers()] == ["a"]
    assert corpus.integrity() == ()
    put(corpus, made("c", "Space again. Made."))
    assert [paper.id for paper in corpus.papers()] == ["a", "c"]
