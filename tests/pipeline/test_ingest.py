"""Adding papers: each is read once, kept at once, and comes back as it was. All papers here are made."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.errors import CorpusError, InputError, StorageError, UsageError
from synth.pipeline.add import AddSummary, add_bytes, add_paths
from synth.pipeline.gather import content_hash, gather
from synth.pipeline.reading import Task, path_safe, read_task, reader_version
from synth.pipeline.resolve import known_corpora, readable_corpus, resolve_corpus, writable_corpus
from synth.pipeline.tend import check_corpus, export_corpus
from synth.pipeline.workers import Workers
from synth.records import Paper
from synth.store.corpus import Corpus, open_corpus

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with open_corpus(tmp_path / "home" / "made.db", create=True) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    made.mkdir()
    return made


def add(corpus: Corpus, paths: list[Path]) -> AddSummary:
    """Adds in this process, which is quicker for the few bytes of a test; several tests below use workers."""
    return add_paths(corpus, paths, jobs=1)


def text(word: str) -> str:
    return f"# On {word}\n\nThe {word} model gains 8.2 points over its baseline. It was made for this test.\n"


def latex(word: str, body: str = "") -> str:
    return (
        "\\documentclass{article}\n\\begin{document}\n\\section{Results}\n"
        f"The {word} model gains 8.2 points over its baseline. It was made for this test.\n{body}\\end{{document}}\n"
    )


def ids(corpus: Corpus) -> list[str]:
    return [paper.id for paper in corpus.papers()]


def counts(summary: AddSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.updated, summary.unchanged, summary.failed


def test_adding_again_adds_nothing(corpus: Corpus, folder: Path) -> None:
    for word in ("alpha", "beta", "gamma"):
        (folder / f"{word}.md").write_text(text(word))
    first = add(corpus, [folder])
    assert counts(first) == (3, 0, 0, 0)
    assert first.papers == ("alpha", "beta", "gamma")
    fingerprint = corpus.fingerprint()
    again = add(corpus, [folder, folder / "alpha.md"])
    assert counts(again) == (0, 0, 3, 0)
    assert again.papers == first.papers
    assert corpus.fingerprint() == fingerprint
    assert check_corpus(corpus) == ()


def test_an_edited_file_is_read_again_and_a_repaired_one_is_tried_again(corpus: Corpus, folder: Path) -> None:
    (folder / "a.md").write_text(text("alpha"))
    (folder / "b.md").write_bytes(b"")
    first = add(corpus, [folder])
    assert counts(first) == (1, 0, 0, 1)
    assert [problem.where for problem in first.problems] == ["papers/b.md"]
    still = add(corpus, [folder])
    assert counts(still) == (0, 0, 1, 1)
    assert still.problems == first.problems
    (folder / "a.md").write_text(text("edited"))
    (folder / "b.md").write_text(text("repaired"))
    assert counts(add(corpus, [folder])) == (1, 1, 0, 0)
    assert "edited model" in corpus.document("a").files[0].text
    assert corpus.problems() == ()
    (folder / "a.md").write_bytes(b"\x00\x01\x02" * 100)
    assert counts(add(corpus, [folder])) == (0, 0, 1, 1)
    assert "edited model" in corpus.document("a").files[0].text


def test_the_same_content_under_two_names_is_one_paper(corpus: Corpus, folder: Path) -> None:
    (folder / "a.md").write_text(text("alpha"))
    (folder / "copy.md").write_text(text("alpha"))
    (folder / "empty.md").write_text("")
    (folder / "void.md").write_text("")
    summary = add(corpus, [folder])
    assert counts(summary) == (1, 0, 1, 2)
    assert {problem.where for problem in summary.problems} == {"papers/empty.md", "papers/void.md"}
    assert ids(corpus) == ["a"]


def test_a_file_that_is_gone_leaves_its_paper(corpus: Corpus, folder: Path) -> None:
    (folder / "a.md").write_text(text("alpha"))
    add(corpus, [folder])
    (folder / "a.md").rename(folder / "moved.md")
    assert counts(add(corpus, [folder])) == (0, 0, 1, 0)
    (folder / "moved.md").unlink()
    assert counts(add(corpus, [folder])) == (0, 0, 0, 0)
    assert ids(corpus) == ["a"]


def test_other_content_under_a_taken_id_gets_an_id_of_its_own(corpus: Corpus, folder: Path) -> None:
    for place in ("one", "two"):
        (folder / place).mkdir()
        (folder / place / "a.md").write_text(text(place))
    summary = add(corpus, [folder])
    first, second = ids(corpus)
    assert first == "a"
    assert second.startswith("a~")
    assert len(second) == len("a~") + 6
    assert f"another paper is called a; this one is called {second}" in summary.problems[-1].message
    document = corpus.document(second)
    assert {sentence.anchor.paper for sentence in document.sentences} == {second}
    assert document.files[0].name == f"{second}.md"
    assert counts(add(corpus, [folder])) == (0, 0, 2, 0)
    (folder / "two" / "a.md").write_text(text("three"))
    assert counts(add(corpus, [folder])) == (0, 1, 1, 0)
    assert len(ids(corpus)) == 2
    assert check_corpus(corpus) == ()


def test_versions_stand_beside_each_other(corpus: Corpus, folder: Path) -> None:
    (folder / "2001.00001v1.md").write_text(text("first"))
    (folder / "2001.00001v2.md").write_text(text("second"))
    add(corpus, [folder])
    assert [(paper.id, paper.version) for paper in corpus.papers()] == [
        ("2001.00001v1", "v1"),
        ("2001.00001v2", "v2"),
    ]


def test_export_gives_the_characters_that_anchors_refer_to(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    (folder / "a.md").write_bytes("\ufeff# Été\r\n\r\nIt gains 8.2 points. Made.\r\n".encode())
    (folder / "b c.txt").write_bytes("Café gains 8.2 points. It is made text.".encode("latin-1"))
    (folder / "cs_9901001.md").write_text(text("old"))
    (folder / "list.jsonl").write_text('{"_id": "../x y", "title": "On lists", "text": "It gains 1.5 points."}\n')
    add(corpus, [folder])
    out = tmp_path / "out"
    written = export_corpus(corpus, out)
    names = {path.relative_to(out).as_posix() for path in written}
    assert names == {"a.md", "b c.txt", "cs%2F9901001.md", "%2E.%2Fx y.txt"}
    for paper in corpus.papers():
        document = corpus.document(paper.id)
        assert document.sentences
        for sentence in document.sentences:
            anchor = sentence.anchor
            source = (out / str(anchor.file)).read_bytes().decode()
            assert source[anchor.start : anchor.end] == anchor.quote
    before = {path: path.stat().st_mtime_ns for path in written}
    assert export_corpus(corpus, out) == written
    assert {path: path.stat().st_mtime_ns for path in written} == before
    (out / "a.md").write_text("somebody's own")
    with pytest.raises(InputError, match="other content"):
        export_corpus(corpus, out)
    assert (out / "a.md").read_text() == "somebody's own"
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    with pytest.raises(StorageError):
        export_corpus(corpus, blocked)


@given(st.lists(st.text(min_size=1, max_size=300), min_size=2, max_size=2, unique=True))
def test_a_file_name_is_safe_and_belongs_to_one_id(pair: list[str]) -> None:
    names = []
    for paper in pair:
        try:
            paper.encode()
        except UnicodeEncodeError:
            return
        names.append(path_safe(paper))
    assert names[0] != names[1]
    for name in names:
        assert "/" not in name
        assert "\0" not in name
        assert not name.startswith(".")
        assert len(name.encode()) <= 120


def test_a_list_gives_its_papers_and_names_its_bad_lines(corpus: Corpus, folder: Path) -> None:
    path = folder / "corpus.jsonl"
    lines = [
        '{"_id": "7", "title": "On seven", "text": "It gains 8.2 points. Made."}',
        "",
        "{broken",
        '["no object"]',
        '{"title": "no id", "text": "x"}',
        '{"_id": "8", "title": 5, "text": "x"}',
        '{"_id": "9", "title": "", "text": " "}',
        '{"_id": "7", "title": "On seven", "text": "Other text."}',
        '{"_id": "7", "title": "On seven", "text": "It gains 8.2 points. Made."}',
        '{"doc_id": 10, "title": "On ten \\ud800", "abstract": ["It loses 2.1 points.", "Made."]}',
        '{"_id": "11", "title": "Only a title", "text": "", "metadata": {}}',
        "[" * 100_000,
    ]
    path.write_text("\n".join(lines))
    summary = add(corpus, [path])
    assert counts(summary) == (3, 0, 0, 0)
    assert sorted(int(problem.where.partition(":")[2]) for problem in summary.problems) == [3, 4, 5, 6, 7, 8, 12]
    assert ids(corpus) == ["10", "11", "7"]
    assert {paper.text for paper in corpus.papers()} == {"abstract"}
    seven = corpus.document("7")
    assert [sentence.text for sentence in seven.sentences] == ["On seven", "It gains 8.2 points.", "Made."]
    assert seven.paper.abstract == "It gains 8.2 points. Made."
    again = add(corpus, [path])
    assert counts(again) == (0, 0, 3, 0)
    assert again.problems == summary.problems
    lines[0] = '{"_id": "7", "title": "On seven", "text": "It gains 9.9 points. Made."}'
    path.write_text("\n".join(lines[:2] + lines[9:11]))
    assert counts(add(corpus, [path])) == (0, 1, 2, 0)
    assert corpus.document("7").sentences[1].text == "It gains 9.9 points."
    assert corpus.problems() == ()
    assert check_corpus(corpus) == ()


def test_papers_of_the_same_text_in_a_list_stay_two(corpus: Corpus, folder: Path) -> None:
    path = folder / "corpus.jsonl"
    path.write_text("".join(f'{{"_id": "{number}", "title": "T", "text": "Same."}}\n' for number in range(3)))
    assert counts(add(corpus, [path])) == (3, 0, 0, 0)


def test_what_is_no_paper_is_passed_over_unless_it_was_named(corpus: Corpus, folder: Path) -> None:
    (folder / "a.md").write_text(text("alpha"))
    (folder / "README.md").write_text("about this folder")
    (folder / ".hidden.md").write_text(text("hidden"))
    (folder / "figure.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "queries.jsonl").write_text('{"_id": "1", "text": "Does it gain?"}\n')
    (folder / "log.jsonl").write_text('{"step": 1, "loss": 2.0}\n')
    (folder / "deep").mkdir()
    (folder / "deep" / "up").symlink_to(folder)
    (folder / "deep" / "b.md").write_text(text("beta"))
    (folder / "dead.md").symlink_to(folder / "nowhere")
    assert counts(add(corpus, [folder])) == (2, 0, 0, 0)
    summary = add(corpus, [folder / "figure.png", folder / "nowhere.md", Path("/dev/null")])
    assert counts(summary) == (0, 0, 0, 3)
    assert len(summary.problems) == 3


def shown(paths: list[Path]) -> list[tuple[str, str]]:
    sources, problems = gather(paths)
    assert problems == ()
    return [(source.shown, source.form) for source in sources]


def test_a_folder_whose_files_input_each_other_is_one_paper(folder: Path) -> None:
    (folder / "anna.tex").write_text(latex("anna", "\\input{sections/results}\n"))
    (folder / "sections").mkdir()
    (folder / "sections" / "results.tex").write_text("It gains 8.2 points.\n")
    (folder / "figure.pdf").write_bytes(b"%PDF-made")
    assert shown([folder]) == [("papers", "folder")]


def test_a_folder_of_papers_is_many_papers(folder: Path) -> None:
    (folder / "2001.00001v1.tex").write_text(latex("one"))
    (folder / "2001.00002.tex").write_text(latex("two"))
    (folder / "2001.00003.tex").write_text("A fragment of a paper that nothing inputs, in \\LaTeX.\n")
    (folder / "source").mkdir()
    (folder / "source" / "main.tex").write_text(latex("three"))
    (folder / "source" / "old.sty").write_text("% made\n")
    assert shown([folder]) == [
        ("papers/2001.00001v1.tex", "file"),
        ("papers/2001.00002.tex", "file"),
        ("papers/2001.00003.tex", "file"),
        ("papers/source", "folder"),
    ]


def test_a_figure_and_a_paper_in_print_are_no_papers(folder: Path) -> None:
    (folder / "long.tex").write_text(latex("long", "\\includegraphics[width=3cm]{figures/one}\n"))
    (folder / "short.tex").write_text(latex("short", "\\includegraphics{figures/two.pdf}\n"))
    (folder / "figures").mkdir()
    for name in ("long.pdf", "other.pdf", "figures/one.pdf", "figures/two.pdf", "figures/three.pdf"):
        (folder / name).write_bytes(b"%PDF-made")
    assert shown([folder]) == [
        ("papers/figures/three.pdf", "file"),
        ("papers/long.tex", "file"),
        ("papers/other.pdf", "file"),
        ("papers/short.tex", "file"),
    ]


def test_two_roots_share_what_they_input(folder: Path) -> None:
    for name in ("long", "short"):
        (folder / f"{name}.tex").write_text(latex(name, "\\input{shared}\n"))
    (folder / "shared.tex").write_text("It gains 8.2 points.\n")
    assert shown([folder]) == [("papers/long.tex", "file"), ("papers/short.tex", "file")]


def test_a_first_paper_in_a_folder_of_papers_is_a_file(folder: Path) -> None:
    (folder / "2001.00001v1.tex").write_text(latex("one"))
    assert shown([folder]) == [("papers/2001.00001v1.tex", "file")]
    (folder / "2001.00001v1.tex").rename(folder / "main.tex")
    assert shown([folder]) == [("papers", "folder")]
    (folder / "digest.md").write_text(text("another"))
    assert shown([folder]) == [("papers/digest.md", "file"), ("papers/main.tex", "file")]


def test_latex_of_several_files_is_kept_and_given_back_whole(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    source = folder / "2001.00001v1"
    source.mkdir()
    (source / "main.tex").write_text(latex("main", "\\input{results}\n"))
    (source / "results.tex").write_text("The second file says that it gains 7.5 points.\n")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(source, ".")
    (folder / "2001.00002v1.tar.gz").write_bytes(packed.getvalue())
    (folder / "2001.00003v1.gz").write_bytes(gzip.compress(latex("lone").encode(), mtime=0))
    (folder / "multi.tex").write_text(latex("multi", "\\input{2001.00001v1/results}\n"))
    (folder / "other.tex").write_text(latex("other"))
    summary = add_paths(corpus, [folder])
    assert summary.failed == 0, summary.problems
    files = {paper.id: [file.name for file in corpus.document(paper.id).files] for paper in corpus.papers()}
    assert files == {
        "2001.00001v1": ["2001.00001v1/main.tex", "2001.00001v1/results.tex"],
        "2001.00002v1": ["2001.00002v1/main.tex", "2001.00002v1/results.tex"],
        "2001.00003v1": ["2001.00003v1.tex"],
        "multi": ["multi/multi.tex", "multi/2001.00001v1/results.tex"],
        "other": ["other.tex"],
    }
    export_corpus(corpus, tmp_path / "out")
    for paper, names in files.items():
        for sentence in corpus.document(paper).sentences:
            anchor = sentence.anchor
            assert anchor.file in names
            given = (tmp_path / "out" / str(anchor.file)).read_bytes().decode()
            assert given[anchor.start : anchor.end] == anchor.quote
    (source / "results.tex").write_text("The second file now says that it gains 7.9 points.\n")
    assert counts(add_paths(corpus, [folder])) == (0, 2, 3, 0)
    assert check_corpus(corpus) == ()


def test_a_pdf_is_given_back_byte_by_byte(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    from fpdf import FPDF

    content = {}
    for word in ("alpha", "beta", "gamma"):
        pdf = FPDF()
        pdf.add_page()
        pdf.set_font("Helvetica", size=12)
        pdf.multi_cell(0, text=f"The {word} model gains 8.2 points over its baseline. It was made for this test.")
        content[word] = bytes(pdf.output())
    (folder / "alpha.pdf").write_bytes(content["alpha"])
    (folder / "beta.gz").write_bytes(gzip.compress(content["beta"], mtime=0))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("inner/gamma.pdf")
        member.size = len(content["gamma"])
        archive.addfile(member, io.BytesIO(content["gamma"]))
    (folder / "gamma.tar").write_bytes(packed.getvalue())
    summary = add(corpus, [folder])
    assert counts(summary) == (3, 0, 0, 0), summary.problems
    assert {paper.text for paper in corpus.papers()} == {"pdf"}
    export_corpus(corpus, tmp_path / "out")
    given = {file.relative_to(tmp_path / "out").as_posix(): file for file in (tmp_path / "out").rglob("*.pdf")}
    assert set(given) == {"alpha.pdf", "beta.pdf", "gamma/inner/gamma.pdf"}
    assert {name: file.read_bytes() for name, file in given.items()} == {
        "alpha.pdf": content["alpha"],
        "beta.pdf": content["beta"],
        "gamma/inner/gamma.pdf": content["gamma"],
    }
    anchors = [sentence.anchor for paper in ids(corpus) for sentence in corpus.document(paper).sentences]
    assert {anchor.file for anchor in anchors} == set(given)
    assert check_corpus(corpus) == ()


def test_papers_from_the_network_are_known_by_their_origin(corpus: Corpus) -> None:
    paper = Paper("2001.00009v1", title="On made things", authors=("A. Maker",), year=2020)
    data = text("fetched").encode()
    summary = add_bytes(corpus, data, "2001.00009v1.md", paper, origin="arxiv:2001.00009v1")
    assert counts(summary) == (1, 0, 0, 0)
    stored = corpus.document("2001.00009v1")
    assert (stored.paper.title, stored.paper.authors, stored.files[0].name) == (
        "On made things",
        ("A. Maker",),
        "2001.00009v1.md",
    )
    assert counts(add_bytes(corpus, data, "2001.00009v1.md", paper, origin="arxiv:2001.00009v1")) == (0, 0, 1, 0)
    broken = add_bytes(corpus, b"", "x.md", Paper("x"), origin="arxiv:x")
    assert counts(summary + broken) == (1, 0, 0, 1)
    assert broken.problems[0].where == "x.md"


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(["a.md", "b.md", "c.md", "d.txt"]), jobs=st.sampled_from([1, 2]))
def test_order_and_workers_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], jobs: int
) -> None:
    folder = tmp_path_factory.mktemp("papers")
    for name in order:
        (folder / name).write_text(text(name.partition(".")[0]))
    with open_corpus(folder / "made.db", create=True) as corpus:
        for name in order:
            add_paths(corpus, [folder / name], jobs=1)
        with open_corpus(folder / "other.db", create=True) as other:
            add_paths(other, [folder], jobs=jobs)
            assert corpus.fingerprint() == other.fingerprint()
            assert list(corpus.passages()) == list(other.passages())
            assert [corpus.document(paper) for paper in ids(corpus)] == [other.document(paper) for paper in ids(other)]


def test_a_worker_that_dies_costs_its_own_paper_alone(folder: Path) -> None:
    for word in ("alpha", "beta", "gamma"):
        (folder / f"{word}.md").write_text(text(word))
    sources, _ = gather([folder])
    tasks = [Task(source, content_hash(source)) for source in sources]
    with Workers(1) as workers:
        results = workers.read((task,) for task in tasks[:1])
        assert next(results)[1][0].packed is not None
        (worker,) = workers.running()
        os.kill(worker, signal.SIGKILL)
        results = workers.read((task,) for task in tasks[1:])
        died = next(results)[1][0]
        assert died.packed is None
        assert died.problem is not None
        assert died.problem.where == "papers/beta.md"
        assert "signal 9" in died.problem.message
        assert next(results)[1][0].packed is not None
        assert workers.running() != (worker,)
    assert workers.running() == ()


def test_a_file_that_changes_while_it_is_read_is_not_kept(folder: Path) -> None:
    (folder / "a.md").write_text(text("alpha"))
    ((source,), _) = gather([folder])
    outcome = read_task(Task(source, "hash of what stood there before"))
    assert outcome.packed is None
    assert outcome.problem is not None
    assert "changed while" in outcome.problem.message


def test_a_corpus_is_found_by_name_file_and_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    (folder / "a.md").write_text(text("alpha"))
    (folder / "list.jsonl").write_text('{"_id": "1#2", "title": "T", "text": "Made."}\n')
    with writable_corpus("mine") as corpus:
        add(corpus, [folder])
        path = corpus.path
    assert resolve_corpus("mine") == path
    assert ("mine", path) in known_corpora()
    assert resolve_corpus(str(path)) == path
    with writable_corpus(str(tmp_path / "own.db")) as corpus:
        assert corpus.path == tmp_path / "own.db"
    with readable_corpus(str(folder)) as corpus:
        assert ids(corpus) == ["1#2", "a"]
        add_bytes(corpus, text("fetched").encode(), "c.md", Paper("c"), origin="arxiv:c")
    (folder / "a.md").unlink()
    (folder / "b.md").write_text(text("beta"))
    with readable_corpus(str(folder)) as corpus:
        assert ids(corpus) == ["1#2", "b", "c"]
    shipped = tmp_path / "shipped" / "corpora" / "digests"
    shipped.mkdir(parents=True)
    (shipped / "d.md").write_text(text("delta"))
    monkeypatch.setattr("synth.pipeline.resolve.shipped_folder", lambda name: tmp_path / "shipped" / name)
    assert ("digests", shipped) in known_corpora()
    with readable_corpus("digests") as corpus:
        assert ids(corpus) == ["d"]
    with pytest.raises(CorpusError, match="mine") as caught:
        resolve_corpus("unknown")
    assert "synth corpus add" in str(caught.value)
    with pytest.raises(CorpusError, match="no corpus"):
        resolve_corpus(str(folder / "b.md"))
    with pytest.raises(UsageError):
        resolve_corpus(" ")
    with pytest.raises(UsageError, match="is a folder"):
        writable_corpus(str(folder))


def test_a_damaged_document_is_found(corpus: Corpus, folder: Path) -> None:
    (folder / "a.md").write_text(text("alpha"))
    (folder / "b.md").write_text(text("beta"))
    add(corpus, [folder])
    connection = sqlite3.connect(corpus.path)
    beta = connection.execute("SELECT document FROM papers WHERE id = 'b'").fetchone()[0]
    connection.execute("UPDATE papers SET document = ? WHERE id = 'a'", (beta,))
    connection.execute("UPDATE papers SET document = x'00' WHERE id = 'b'")
    connection.execute("UPDATE passages SET last = 99 WHERE paper = 'a'")
    connection.commit()
    connection.close()
    problems = check_corpus(corpus)
    assert [problem.where for problem in problems] == ["a", "a", "b"]
    connection = sqlite3.connect(corpus.path)
    connection.execute("DELETE FROM papers WHERE id = 'a'")
    connection.commit()
    connection.close()
    assert any("absent" in problem.message for problem in check_corpus(corpus))


ADD = (
    "import sys; from pathlib import Path\n"
    "from synth.pipeline.add import add_paths; from synth.pipeline.resolve import writable_corpus\n"
    "with writable_corpus(sys.argv[1]) as corpus: add_paths(corpus, [Path(sys.argv[2])])"
)


@pytest.mark.untraced
def test_killed_at_any_instant_it_resumes(folder: Path, tmp_path: Path) -> None:
    for number in range(60):
        (folder / f"{number:02}.md").write_text(text(f"number {number}") * 200)
    path = tmp_path / "killed.db"
    command = [sys.executable, "-c", ADD, str(path), str(folder)]
    for seconds in (0.2, 0.35, 0.5, 0.8):
        process = subprocess.Popen(command)
        time.sleep(seconds)
        process.kill()
        process.wait()
    subprocess.run(command, check=True)
    with open_corpus(path) as corpus:
        assert ids(corpus) == [f"{number:02}" for number in range(60)]
        assert check_corpus(corpus) == ()
        assert corpus.origins().keys() == {str(each.resolve()) for each in folder.iterdir()}


def test_ctrl_c_keeps_what_is_finished(corpus: Corpus, folder: Path) -> None:
    for number in range(6):
        (folder / f"{number}.md").write_text(text(f"number {number}") * 600)

    def interrupt(stage: str, done: int, _total: int) -> None:
        if stage == "reading papers" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_paths(corpus, [folder], progress=interrupt, jobs=2)
    assert ids(corpus) == ["0", "1"]
    assert counts(add_paths(corpus, [folder], jobs=2)) == (4, 0, 2, 0)


def test_the_reader_is_known_by_its_code() -> None:
    assert len(reader_version()) == 16


@needs_shared
def test_abstracts_of_a_released_corpus_are_added_with_their_own_ids(corpus: Corpus, folder: Path) -> None:
    lines = (SHARED / "scifact" / "corpus.jsonl").read_text().splitlines()[:300]
    (folder / "corpus.jsonl").write_text("\n".join(lines))
    summary = add(corpus, [folder])
    assert counts(summary) == (300, 0, 0, 0)
    assert set(ids(corpus)) == {str(json.loads(line)["doc_id"]) for line in lines}
    assert check_corpus(corpus) == ()


@needs_shared
def test_real_papers_in_latex_are_added_once(corpus: Corpus, folder: Path) -> None:
    for path in sorted((SHARED / "papers" / "tex").iterdir())[:8]:
        (folder / path.name).symlink_to(path)
    summary = add_paths(corpus, [folder])
    assert summary.failed == 0, summary.problems
    assert summary.added == 8
    assert counts(add_paths(corpus, [folder])) == (0, 0, 8, 0)
    assert check_corpus(corpus) == ()
