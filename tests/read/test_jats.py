"""Articles in JATS XML. They are made: after the JATS 1.3 tag library, and with what publishers do beside it."""

from __future__ import annotations

import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError
from synth.read import read_bytes, read_path
from synth.records import Document

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN"
 "JATS-archivearticle1-3.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"
 article-type="research-article"><?properties open_access?>"""
FRONT = """<front><article-meta>
<article-id pub-id-type="pmc">1234567</article-id><article-id pub-id-type="doi">10.5555/MADE.1</article-id>
<title-group><article-title>Made rain on <italic>clay</italic><xref ref-type="fn" rid="f1">*</xref></article-title>
<alt-title>Rain</alt-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Made</surname><given-names>Ada</given-names></name>
<xref ref-type="aff" rid="a1"><sup>1</sup></xref></contrib>
<contrib contrib-type="author"><name name-style="eastern"><surname>Zao</surname><given-names>De</given-names></name>
</contrib><contrib contrib-type="author"><collab>The Made Group<contrib-group><contrib contrib-type="author"><name>
<surname>Sample</surname><given-names>Bob</given-names></name></contrib></contrib-group></collab></contrib>
</contrib-group><contrib-group><contrib contrib-type="editor"><name><surname>Nobody</surname></name></contrib>
</contrib-group>
<pub-date pub-type="ppub"><year>2021</year></pub-date><pub-date pub-type="epub"><year>2020</year></pub-date>
<pub-date pub-type="pmc-release"><year>2019</year></pub-date>
<abstract abstract-type="graphical"><p>A picture.</p></abstract>
<abstract><sec><title>Background</title><p>Rain falls on clay. It gives 3.2&#xa0;ml.</p></sec>
<sec><title>Findings</title><p>Sand holds less.</p></sec></abstract>
</article-meta></front>"""
REFERENCES = "<ref-list>" + "".join(f'<ref id="B{number}"/>' for number in range(1, 8)) + "</ref-list>"


def article(body: str, *, front: str = FRONT, rest: str = "") -> str:
    return f"{HEAD}{front}<body>{body}</body><back>{REFERENCES}</back>{rest}</article>"


def read(body: str, *, front: str = FRONT, rest: str = "") -> Document:
    text = article(body, front=front, rest=rest)
    document = read_bytes(text.encode(), "made.xml")
    for sentence in document.sentences:
        anchor = sentence.anchor
        assert (
            text[anchor.start : anchor.end]
            == anchor.quote
            == document.quote("made.xml", None, anchor.start, anchor.end)
        )
    return document


def texts(document: Document, role: str = "body") -> list[str]:
    return [sentence.text for sentence in document.sentences if sentence.role == role]


def bibr(number: int, shown: str = "") -> str:
    return f'<xref ref-type="bibr" rid="B{number}">{shown or number}</xref>'


def test_what_an_article_says_of_itself() -> None:
    paper = read("<p>Made.</p>").paper
    assert (paper.id, paper.doi, paper.year) == ("10.5555/made.1", "10.5555/made.1", 2020)
    assert (paper.title, paper.text, paper.retracted) == ("Made rain on clay", "jats", False)
    assert paper.authors == ("Ada Made", "Zao De", "The Made Group")
    assert paper.abstract == "Rain falls on clay. It gives 3.2 ml.\n\nSand holds less."
    bare = read("<p>Made.</p>", front=FRONT.replace('pub-id-type="doi"', 'pub-id-type="publisher-id"')).paper
    assert (bare.id, bare.doi) == ("PMC1234567", None)


def test_sections_paragraphs_lists_and_notes_in_their_order() -> None:
    document = read(
        "<p>Before all.</p><sec><label>1</label><title>Results</title><p>First one. Second one."
        "<fn><p>A note.</p></fn> Third one.</p><sec><title>Inner</title><p>It has:<list><list-item><p>3 points;</p>"
        "</list-item><list-item><label>b</label><p>4 points.</p></list-item></list>and goes on.</p></sec></sec>"
        "<sec><title>Glossary</title><def-list><def-item><term>MR</term><def><p>made rain</p></def>"
        "</def-item></def-list></sec>"
    )
    assert [(s.role, s.section, s.text) for s in document.sentences if s.role not in ("title", "abstract")] == [
        ("body", (), "Before all."),
        ("body", ("Results",), "First one."),
        ("body", ("Results",), "Second one."),
        ("body", ("Results",), "Third one."),
        ("footnote", ("Results",), "A note."),
        ("body", ("Results", "Inner"), "It has:"),
        ("list", ("Results", "Inner"), "3 points;"),
        ("list", ("Results", "Inner"), "4 points."),
        ("body", ("Results", "Inner"), "and goes on."),
        ("list", ("Glossary",), "MR made rain"),
    ]
    abstract = [(s.section, s.text) for s in document.sentences if s.role == "abstract"]
    assert abstract[0] == (("Background",), "Rain falls on clay.")
    assert abstract[-1] == (("Findings",), "Sand holds less.")


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        (f"Rain [{bibr(1)}] falls.", "Rain [@B1] falls."),
        (f"Rain {bibr(1, '[1]')}, {bibr(2, '[2]')} falls.", "Rain [@B1; @B2] falls."),
        (f"Rain [{bibr(1)}–{bibr(4)},{bibr(6)}] falls.", "Rain [@B1; @B2; @B3; @B4; @B6] falls."),
        (f"Rain ({bibr(1, 'Made et al., 2010')}; {bibr(2, 'Sample, 2011')}) falls.", "Rain [@B1; @B2] falls."),
        (f"Rain (see {bibr(1, 'Made, 2010')}) falls.", "Rain (see [@B1]) falls."),
        (f"Rain<sup>{bibr(1)},{bibr(3)}</sup> falls.", "Rain [@B1; @B3] falls."),
        ('Rain <xref ref-type="bibr" rid="B1 B2">1,2</xref> falls.', "Rain [@B1; @B2] falls."),
        (f"{bibr(1, 'Made')} and rain {bibr(9)} falls.", "[@B1] and rain [@B9] falls."),
        ('See <xref ref-type="table" rid="T2">Table <bold>2</bold></xref>.', "See Table 2."),
        ('Rain<xref ref-type="fn" rid="f1"><sup>a</sup></xref> falls.', "Rain falls."),
    ],
)
def test_citations_and_references(marked: str, shown: str) -> None:
    assert texts(read(f"<p>{marked}</p>")) == [shown]


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("CO<sub>2</sub> at 10<sup>−3</sup> mol, 5 m<sup>2</sup>.", "CO2 at 10^−3 mol, 5 m^2."),
        ("the 2<sup>nd</sup> of x<sub>i</sub>, 84.3<sup>*</sup>, Na<sup>+</sup>.", "the 2nd of x_i, 84.3*, Na+."),
        ("one<break/>two &lt; 3 &amp; 4.", "one two < 3 & 4."),
        (
            "It is <inline-formula><alternatives><tex-math>\\alpha</tex-math><mml:math><mml:mi>p</mml:mi>"
            "<mml:mo>&lt;</mml:mo><mml:mn>0.05</mml:mn></mml:math></alternatives></inline-formula> here.",
            "It is p < 0.05 here.",
        ),
        (
            "It is <inline-formula><tex-math>\\documentclass[12pt]{minimal}\\usepackage{amsmath}\\begin{document}"
            "$$\\alpha = 2.5$$\\end{document}</tex-math></inline-formula> here.",
            "It is α = 2.5 here.",
        ),
        (
            "It is <mml:math><mml:msubsup><mml:mi>x</mml:mi><mml:mi>i</mml:mi><mml:mn>2</mml:mn></mml:msubsup>"
            "<mml:mo>=</mml:mo><mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac></mml:math> here.",
            "It is x_i^2 = 1/2 here.",
        ),
        ("It is <inline-formula><italic>x</italic> = 3</inline-formula> here.", "It is x = 3 here."),
        ("So <disp-formula><tex-math>x. Y</tex-math><label>(1)</label></disp-formula> holds.", "So [equation] holds."),
    ],
)
def test_formulas_and_signs_break_no_sentence(marked: str, shown: str) -> None:
    assert texts(read(f"<p>{marked}</p>")) == [shown]


TABLE = """<sec><title>Results</title><p>Rain<table-wrap id="T1"><label>Table 1.</label>
<caption><title>Made rain.</title><p>By soil.</p></caption>
<alternatives><graphic xlink:href="x"/><table><thead><tr><th rowspan="2">Soil</th><th colspan="2">Rain (ml)</th></tr>
<tr><th>Day</th><th>Night</th></tr></thead><tbody><tr><td colspan="3"><hr/></td></tr>
<tr><td rowspan="2">Clay</td><td>3.2 ± 0.1</td><td><bold>4.5</bold><xref ref-type="table-fn"
 rid="n"><sup>a</sup></xref></td></tr>
<tr><td>3.4</td><td>4.6<sup>*</sup></td></tr><tr><td>Sand</td><td><list><list-item><p>1.0</p></list-item></list></td>
<td/></tr></tbody></table></alternatives>
<table-wrap-foot><fn id="n"><label>a</label><p>Measured twice.</p></fn></table-wrap-foot></table-wrap>
 falls.</p></sec>"""


def test_a_table_comes_as_cells_with_its_caption_and_its_notes() -> None:
    document = read(TABLE)
    (table,) = document.tables
    assert (table.number, table.printed, table.label, table.caption) == (1, "1", "T1", "Made rain. By soil.")
    assert (table.rows, table.columns, table.section, table.rules) == (5, 3, ("Results",), (2,))
    grid = [[cell.text if cell else "" for cell in row] for row in table.grid()]
    assert grid == [
        ["Soil", "Rain (ml)", "Rain (ml)"],
        ["Soil", "Day", "Night"],
        ["Clay", "3.2 ± 0.1", "4.5"],
        ["Clay", "3.4", "4.6*"],
        ["Sand", "1.0", ""],
    ]
    assert {cell.text for cell in table.cells if cell.header} == {"Soil", "Rain (ml)", "Day", "Night", "Clay", "Sand"}
    assert [cell.text for cell in table.cells if cell.bold] == ["4.5"]
    text = document.files[0].text
    for cell in table.cells:
        assert cell.text[:3] in text[cell.start : cell.end]
    assert texts(document) == ["Rain falls."]
    assert texts(document, "caption") == ["Made rain.", "By soil."]
    assert texts(document, "footnote") == ["Measured twice."]


def test_the_other_model_of_tables() -> None:
    document = read(
        '<table-wrap><label>TABLE II</label><o:table><o:tgroup cols="3"><o:colspec colname="a"/>'
        '<o:colspec colname="b"/><o:colspec colname="c"/><o:thead><o:row><o:entry>Soil</o:entry>'
        '<o:entry namest="b" nameend="c">Rain</o:entry></o:row></o:thead><o:tbody><o:row>'
        '<o:entry morerows="1">Clay</o:entry><o:entry>1.5</o:entry><o:entry>2.5</o:entry></o:row>'
        '<o:row><o:entry colname="c">3.5</o:entry></o:row></o:tbody></o:tgroup></o:table></table-wrap>'
    )
    (table,) = document.tables
    assert table.printed == "II"
    assert [[cell.text if cell else "" for cell in row] for row in table.grid()] == [
        ["Soil", "Rain", "Rain"],
        ["Clay", "1.5", "2.5"],
        ["Clay", "", "3.5"],
    ]


def test_a_table_that_is_a_picture_is_said() -> None:
    document = read(
        "<p>Rain.</p><table-wrap><label>Table 1</label><caption><p>Made.</p></caption><graphic/></table-wrap>"
    )
    assert document.tables == ()
    assert [problem.message for problem in document.problems] == ["tables are pictures and were not read: 1"]


def test_figures_float_out_of_the_sentence_that_they_interrupt() -> None:
    document = read(
        "<p>Rain falls<fig><label>Figure 1.</label><caption><title>Made drops.</title><p>It shows 12.</p>"
        "<p><bold>DOI:</bold> <ext-link>http://dx.doi.org/10.5555/made.f</ext-link></p></caption></fig> on clay.</p>",
    )
    assert texts(document) == ["Rain falls on clay."]
    assert texts(document, "caption") == ["Made drops.", "It shows 12."]


@pytest.mark.parametrize(
    ("kind", "retracted", "said"),
    [
        ("retraction-forward", True, "it was retracted: https://doi.org/10.5555/made.2"),
        ("correction-forward", False, "a correction of it was published: https://doi.org/10.5555/made.2"),
        (
            "retracted-article",
            False,
            "this article is the retraction of another article: https://doi.org/10.5555/made.2",
        ),
        ("corrected-article", False, "this article is a correction of another article: https://doi.org/10.5555/made.2"),
        ("companion", False, None),
    ],
)
def test_what_was_published_about_it_since(kind: str, retracted: bool, said: str | None) -> None:
    tie = f'<related-article related-article-type="{kind}" xlink:href="https://doi.org/10.5555/MADE.2"/><abstract>'
    document = read("<p>Made.</p>", front=FRONT.replace("<abstract>", tie, 1))
    assert document.paper.retracted == retracted
    assert [problem.message for problem in document.problems] == ([said] if said else [])


def test_a_title_that_says_retracted() -> None:
    front = FRONT.replace("Made rain on", "RETRACTED: Made rain on")
    assert read("<p>Made.</p>", front=front).paper.retracted


def test_an_article_without_a_body_is_its_abstract_and_says_so() -> None:
    document = read_bytes(f"{HEAD}{FRONT}</article>".encode(), "made.nxml")
    assert (document.paper.text, document.paper.id) == ("abstract", "10.5555/made.1")
    assert document.problems[0].message == "has no body: its abstract alone was read"


def test_articles_inside_and_beside_it_are_left_out_and_said() -> None:
    document = read("<p>Made.</p>", rest="<sub-article><body><p>A review.</p></body></sub-article>")
    assert texts(document) == ["Made."]
    assert document.problems[0].message == "articles inside it (reviews, answers) were left out: 1"
    two = (
        f"<pmc-articleset>{article('<p>One.</p>').partition('?>')[2].partition('?>')[2]}{'<article/>'}</pmc-articleset>"
    )
    inner = two.replace("<pmc-articleset>", '<pmc-articleset><article xmlns:xlink="x" xmlns:mml="m">', 1)
    document = read_bytes(inner.encode(), "set.xml")
    assert texts(document) == ["One."]
    assert "only the first was read" in document.problems[0].message


def test_an_article_that_breaks_off_is_read_up_to_there() -> None:
    whole = article("<p>Rain falls. It gives 3.2 ml.</p><p>It breaks off here and now.</p>")
    document = read_bytes(whole[: whole.index("here and")].encode(), "made.xml")
    assert texts(document)[:2] == ["Rain falls.", "It gives 3.2 ml."]
    assert "it was read up to there" in document.problems[0].message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '<!DOCTYPE article [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><article><body><p>&b;</p></body></article>',
            "declares an entity",
        ),
        ("<article><body>" + "<sec>" * 5_000, "nested more than"),
        ("<?xml version='1.0'?><html><body>made</body></html>", "web page"),
        ("<article><front></front><body></body></article>", "no readable text"),
    ],
)
def test_hostile_and_other_xml_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_bytes(text.encode(), "made.xml")


def test_a_table_that_claims_to_be_endless_is_bounded() -> None:
    cell = '<td rowspan="9999999" colspan="9999">1.0</td>'
    rows = f"<tr>{cell * 3}</tr>" * 3 + '<tr><td rowspan="9999" colspan="300">2.0</td></tr>' * 5
    document = read(f"<p>Made.</p><table-wrap><table>{rows}</table></table-wrap>")
    assert all(table.columns <= 400 and table.rows <= 8 for table in document.tables)


TAGS = "p sec table-wrap table tr td list list-item sup fn inline-formula caption"
FRAGMENTS = st.lists(
    st.sampled_from([each for tag in TAGS.split() for each in (f"<{tag}>", f"</{tag}>")])
    | st.sampled_from(["x 3.2 ", "&amp;", "&x;", '<xref ref-type="bibr" rid="B1">1</xref>', "<hr/>"]),
    max_size=25,
)


@given(FRAGMENTS)
def test_no_order_of_tags_breaks_it(pieces: list[str]) -> None:
    text = article("<p>Rain falls.</p>" + "".join(pieces))
    document = read_bytes(text.encode(), "made.xml")
    assert "Rain falls." in texts(document)
    for sentence in document.sentences:
        assert text[sentence.anchor.start : sentence.anchor.end] == sentence.anchor.quote


def test_encodings_as_declared() -> None:
    text = article("<p>Über Lehm fällt Regen für größere Mühe.</p>").replace("UTF-8", "ISO-8859-1", 1)
    assert texts(read_bytes(text.encode("latin-1"), "made.xml")) == ["Über Lehm fällt Regen für größere Mühe."]


def test_a_package_with_a_pdf_beside_it_is_read_from_its_xml(tmp_path: Path) -> None:
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in (
            ("PMC1/made.nxml", article("<p>Rain falls.</p>").encode()),
            ("PMC1/made.pdf", b"%PDF-1.4"),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
    path = tmp_path / "PMC1.tar.gz"
    path.write_bytes(packed.getvalue())
    document = read_path(path)
    assert document.paper.title == "Made rain on clay"
    assert texts(document) == ["Rain falls."]
