"""Lists as Zotero exports them; their papers are made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError
from synth.sources.bibtex import plain_latex, read_bibtex
from synth.sources.csl import read_csl
from synth.sources.fields import list_at, number_at, text_at, year_of
from synth.sources.identifiers import acl_of, arxiv_of, doi_of, identifiers
from synth.sources.lists import read_list
from synth.sources.markup import plain_text
from synth.sources.ris import read_ris

BIBTEX = r"""
@string{made = "Proceedings of Made Things"}
@comment{jabref-meta: made}
@inproceedings{sample_rain_2024,
	title = {A {Made} Study of {Rain} \& Soil: 5\% of $x$},
	url = {https://aclanthology.org/2024.made-main.1/},
	doi = {10.5555/MADE.1},
	abstract = {We measure
rain.},
	booktitle = made,
	author = {Sample, Bob and M{\"u}ller, Jr., Ada and {Made and Daughters} and others},
	date = {2024-05-01},
	file = {Full Text PDF:files/12/made.pdf:application/pdf},
}
@article{other_2023, title = "On made sand", author = "Ada Made", year = 2023,
  eprint = {2301.00001}, archivePrefix = {arXiv}}
@article{broken_2022, title = {Never closed
@misc{nothing_2021, year = 2021}
"""
RIS = """\ufeffTY  - CONF
TI  - A Made Study of Rain
AU  - Sample, Bob
AU  - Made, Ada
AB  - We measure
rain.
PY  - 2024/05/01/
DO  - 10.5555/MADE.1
UR  - https://arxiv.org/abs/2401.00001
T2  - Proceedings of Made Things
L1  - files/12/made of rain.pdf
ER  -

TY - JOUR
T1 - On made sand
A1 - Made, Ada
Y1 - 2023
TY  - JOUR
AU  - Nobody
ER  -
"""


def test_bibtex() -> None:
    listed = read_bibtex(BIBTEX, "made.bib")
    first, second = listed.hits
    assert first.paper.title == "A Made Study of Rain & Soil: 5% of x"
    assert first.paper.authors == ("Bob Sample", "Ada Müller Jr.", "Made and Daughters")
    assert (first.paper.year, first.paper.doi, first.paper.abstract) == (2024, "10.5555/made.1", "We measure rain.")
    assert (first.ids.acl, first.venue) == ("2024.made-main.1", "Proceedings of Made Things")
    assert first.files == ("files/12/made.pdf",)
    assert (second.paper.id, second.paper.authors) == ("2301.00001", ("Ada Made",))
    assert len(listed.problems) >= 1


def test_ris() -> None:
    listed = read_ris(RIS, "made.ris")
    first, second = listed.hits
    assert first.paper.title == "A Made Study of Rain"
    assert first.paper.authors == ("Bob Sample", "Ada Made")
    assert (first.paper.id, first.paper.doi, first.paper.abstract) == (
        "2401.00001",
        "10.5555/made.1",
        "We measure rain.",
    )
    assert (first.paper.year, first.files) == (2024, ("files/12/made of rain.pdf",))
    assert (second.paper.title, second.paper.year) == ("On made sand", 2023)
    assert [problem.message for problem in listed.problems] == [
        "a record without its end (ER)",
        "a record without a title",
    ]


def test_csl_json() -> None:
    items = [
        {
            "id": "made1",
            "type": "paper-conference",
            "title": "A <i>Made</i> Study",
            "author": [{"family": "Sample", "given": "Bob"}, {"literal": "Made Society"}],
            "issued": {"date-parts": [["2024", 5, 1]]},
            "DOI": "10.5555/made.1",
        },
        {"id": "nothing"},
        "made",
    ]
    for text in (json.dumps(items), json.dumps({"items": items})):
        listed = read_csl(text, "made.json")
        (hit,) = listed.hits
        assert (hit.paper.title, hit.paper.year) == ("A Made Study", 2024)
        assert hit.paper.authors == ("Bob Sample", "Made Society")
        assert len(listed.problems) == 2
    assert read_csl("[{", "made.json").problems[0].message.startswith("not JSON")
    assert read_csl("[" * 100_000, "made.json").problems[0].message.startswith("not JSON")


def test_lists_by_their_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_bytes("@article{a, title={Über made rain}, year=2020}".encode("cp1252"))
    assert read_list(tmp_path / "a.bib").hits[0].paper.title == "Über made rain"
    (tmp_path / "a.ris").write_text("nothing")
    assert read_list(tmp_path / "a.ris").problems[0].message == "no paper is in this list"
    with pytest.raises(InputError, match="known kind"):
        read_list(tmp_path / "a.txt")
    with pytest.raises(InputError, match="cannot be read"):
        read_list(tmp_path / "b.bib")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"M{\"u}nster {\'e}t\'e {\ss} {\o}", "Münster été ß ø"),
        ("{{{Deep}}} {BERT}", "Deep BERT"),
        ("{" * 2000 + "made" + "}" * 2000, "made"),
        ("plain", "plain"),
    ],
)
def test_latex_in_fields(latex: str, text: str) -> None:
    assert plain_latex(latex) == text


@given(st.text(alphabet="@{}\\\"'=,#%$~ab\n(", max_size=300))
def test_no_list_breaks_a_reader(text: str) -> None:
    for read in (read_bibtex, read_ris, read_csl):
        read(text, "made")


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("<jats:title>Abstract</jats:title><jats:p>We <jats:italic>made</jats:italic> it.</jats:p>", "We made it."),
        ("<h4>Made</h4>Rain<h4>Results</h4>Soil &amp; sand &lt; 3", "Made Rain Results Soil & sand < 3"),
        ("x<jats:sub>2</jats:sub> <script>alert(1)</script>y", "x2 y"),
        ("<mml:math><mml:mi>α</mml:mi></mml:math><jats:tex-math>\\alpha</jats:tex-math>", "α"),
        ("a < b", "a < b"),
        ("<p><![CDATA[made]]> <![if x]>y</p>", "made <![if x]>y"),
        ("Abstract art is made", "Abstract art is made"),
        ("", ""),
    ],
)
def test_abstracts_as_text(marked: str, text: str) -> None:
    assert plain_text(marked) == text


@given(st.text(alphabet="<>&;/!-[]abcdp: \"'=", max_size=300))
def test_no_markup_breaks_it(marked: str) -> None:
    assert isinstance(plain_text(marked), str)


def test_names_of_papers() -> None:
    assert doi_of("https://doi.org/10.5555/Made%2F1.") == "10.5555/made/1"
    assert doi_of("none") is None
    assert arxiv_of("https://arxiv.org/pdf/2401.00001v2.pdf") == "2401.00001v2"
    assert arxiv_of("arXiv:cs/9901001") == "cs/9901001"
    assert arxiv_of("10.5555/made.12345") is None
    assert acl_of("https://aclanthology.org/P19-1001.pdf") == "P19-1001"
    assert acl_of("https://example.org/P19-1001") is None
    assert identifiers("10.48550/arXiv.2401.00001").arxiv == "2401.00001"
    assert identifiers("10.48550/arXiv.2401.00001").doi is None
    assert identifiers("10.18653/v1/P19-1001").acl == "P19-1001"


def test_fields_that_are_not_as_promised() -> None:
    assert text_at({"a": ["b", {"c": " d\n e "}]}, "a", 1, "c") == "d e"
    assert text_at({"a": True}, "a") == ""
    assert text_at({"a": "\ud800x"}, "a") == "?x"
    assert number_at({"@total": "12"}, "@total") == 12
    assert number_at({"n": True}, "n") is None
    assert list_at({"a": {"b": 1}}, "a") == [{"b": 1}]
    assert list_at(None) == []
    assert [year_of(text) for text in ("2020-05-01", 2020, "20205", "made", None, 3000)] == [
        2020,
        2020,
        None,
        None,
        None,
        None,
    ]
