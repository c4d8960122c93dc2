"""Blocks become a Document: every quote is the source's, metadata and identity. All texts are made."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.read.assemble import arxiv_id, assemble, identify, merge, rename, stem
from synth.read.parsed import Block, Parsed
from synth.records import Paper, Role, Segment, SourceFile, Table, Traced

WORDS = st.sampled_from(
    ["We", "model", "gains", "8.2", "points.", "Then?", "e.g.", "(see", "it).", "[@key]", "\\emph{x}", "."]
)
ROLES: st.SearchStrategy[Role] = st.sampled_from(["title", "abstract", "body", "caption", "footnote", "list"])


def parsed_of(blocks: list[Block], source: str) -> Parsed:
    return Parsed("markdown", (SourceFile("made.md", source, "0"),), tuple(blocks))


@st.composite
def parsed_papers(draw: st.DrawFn) -> Parsed:
    """Blocks whose words stand one to one, whole to whole (`\\emph{x}` for "x"), or without a source."""
    source = ""
    blocks: list[Block] = []
    for _ in range(draw(st.integers(0, 6))):
        text = ""
        segments: list[Segment] = []
        for word in draw(st.lists(WORDS, max_size=25)):
            shown = "x" if word.startswith("\\") else word
            if draw(st.integers(0, 9)):
                segments.append((len(text), len(text) + len(shown), len(source), len(source) + len(word)))
                source += word
            text += shown + " "
            source += draw(st.sampled_from([" ", "\n", "  % made\n"]))
        role = draw(ROLES)
        blocks.append(Block(Traced(text, tuple(segments)), role, (draw(st.sampled_from("AB")),), "made.md"))
    return parsed_of(blocks, source)


@settings(max_examples=60)
@given(parsed_papers())
def test_every_quote_is_the_source_at_its_offsets(parsed: Parsed) -> None:
    document = assemble(parsed, Paper("made"))
    for sentence in document.sentences:
        anchor = sentence.anchor
        assert document.quote(anchor.file, anchor.page, anchor.start, anchor.end) == anchor.quote
        assert anchor.quote.strip() == anchor.quote != ""
        assert sentence.text.strip() == sentence.text != ""
    numbers = [sentence.paragraph for sentence in document.sentences]
    assert numbers == sorted(numbers)
    assert assemble(parsed, Paper("made")) == document


@settings(max_examples=60)
@given(parsed_papers())
def test_no_word_with_a_source_is_lost(parsed: Parsed) -> None:
    document = assemble(parsed, Paper("made"))
    kept = sorted(word for sentence in document.sentences for word in sentence.text.split())
    if all(len(block.traced.segments) == len(block.traced.text.split()) for block in parsed.blocks):
        assert kept == sorted(word for block in parsed.blocks for word in block.traced.text.split())


def test_generated_text_without_a_source_is_dropped() -> None:
    block = Block(Traced("Made up. Kept words.", ((9, 20, 0, 11),)), "body", (), "made.md")
    document = assemble(parsed_of([block], "Kept words."), Paper("made"))
    assert [(sentence.text, sentence.anchor.quote) for sentence in document.sentences] == [
        ("Kept words.", "Kept words.")
    ]


def test_footnotes_come_after_the_text_that_they_interrupt() -> None:
    source = "One. Note. Two."
    spans: list[tuple[int, int, Role]] = [(0, 4, "body"), (5, 10, "footnote"), (11, 15, "body")]
    blocks = [
        Block(Traced(source[start:end], ((0, end - start, start, end),)), role, ("Made",), "made.md")
        for start, end, role in spans
    ]
    document = assemble(parsed_of(blocks, source), Paper("made"))
    assert [sentence.text for sentence in document.sentences] == ["One.", "Two.", "Note."]
    assert [passage.text for passage in document.passages] == ["One. Two.", "Note."]


def test_a_title_is_one_sentence_and_in_no_passage() -> None:
    source = "Is it so? A made study. Yes."
    block = Block(Traced(source, ((0, len(source), 0, len(source)),)), "title", (), "made.md")
    document = assemble(parsed_of([block], source), Paper("made"))
    assert [sentence.text for sentence in document.sentences] == [source]
    assert document.passages == ()


def test_pages_are_quoted_from() -> None:
    files = (SourceFile("made.pdf", "", "0", ("First page.", "Second page.")),)
    block = Block(Traced("page.", ((0, 5, 7, 12),)), "body", (), "made.pdf", 2)
    document = assemble(Parsed("pdf", files, (block,)), Paper("made"))
    (sentence,) = document.sentences
    assert document.quote("made.pdf", 2, sentence.anchor.start, sentence.anchor.end) == "page."


def test_metadata_known_from_elsewhere_wins() -> None:
    parsed = Parsed("latex", (), (), title="In the file", authors=("A",), year=2019, abstract="File.", doi="10.1/x")
    merged = merge(parsed, Paper("2005.13013v2", title="Known", year=2020))
    assert (merged.title, merged.year, merged.authors, merged.abstract) == ("Known", 2020, ("A",), "File.")
    assert (merged.text, merged.version, merged.doi) == ("latex", "v2", "10.1/x")
    assert merge(parsed, Paper("x", text="abstract")).text == "abstract"


@pytest.mark.parametrize(
    ("given_id", "own", "version", "doi", "file", "expected"),
    [
        ("mine", "2005.13013", "v2", None, "x.tex", "mine"),
        ("", "2005.13013", "v2", None, "x.tex", "2005.13013v2"),
        ("", "2005.13013", "2", None, "x.tex", "2005.13013v2"),
        ("", "2005.13013v1", "v1", None, "2005.13013v2.pdf", "2005.13013v1"),
        ("", "N18-3011", "v1", None, "x.tex", "N18-3011"),
        ("", None, None, "10.1/x", "2005.13013v2.tex", "2005.13013v2"),
        ("", None, None, "10.1/x", "paper.tex", "10.1/x"),
        ("", None, None, None, "a/paper.final.tar.gz", "paper.final"),
    ],
)
def test_identity(
    given_id: str, own: str | None, version: str | None, doi: str | None, file: str, expected: str
) -> None:
    assert identify(Parsed("text", (), (), id=own, version=version, doi=doi), Paper(given_id), file) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2005.13013v2.tex", "2005.13013v2"),
        ("2005.13013.pdf", "2005.13013"),
        ("arXiv-2005.13013v12.tar.gz", "2005.13013v12"),
        ("0708.1480.tex", "0708.1480"),
        ("cs.CL_9901001.pdf", "cs/9901001"),
        ("hep-th9901001v3.gz", "hep-th/9901001v3"),
        ("cmp-lg_9601001", "cmp-lg/9601001"),
        ("2013.99999.tex", None),
        ("N18-3011.pdf", None),
        ("12005.13013.tex", None),
        ("physics9999999.tex", None),
        ("2005.1301.tex", None),
        ("pasa.pdf", None),
    ],
)
def test_arxiv_ids_in_file_names(name: str, expected: str | None) -> None:
    assert arxiv_id(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a/b/paper.tex", "paper"), ("x.tar.gz", "x"), (".tex", ".tex"), ("1.2.3", "1.2.3"), ("a\\b.PDF", "b")],
)
def test_stems(name: str, expected: str) -> None:
    assert stem(name) == expected


def test_renaming_reaches_files_blocks_and_tables() -> None:
    block = Block(Traced("a", ((0, 1, 0, 1),)), "body", (), "a.tex")
    table = Table("", 1, (), 0, 0, file="a.tex")
    parsed = rename(
        Parsed("latex", (SourceFile("a.tex", "a", ""),), (block,), (table,)), [("a.tex", "p/a.tex")], [("a.tex", "9")]
    )
    assert (parsed.files[0].name, parsed.files[0].sha256) == ("p/a.tex", "9")
    assert parsed.blocks[0].file == parsed.tables[0].file == "p/a.tex"
