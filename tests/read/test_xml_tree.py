"""XML with the place of every character; hostile XML does nothing but be refused."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError
from synth.read.xml_tree import DEEPEST, Element, read_tree

LETTERS = st.text(alphabet="ab é\N{GREEK SMALL LETTER ALPHA}\U0001d538<&>\"']\n", max_size=12)
NAMED = st.sampled_from(["p", "sec", "italic", "mml:mi"])
TREES = st.recursive(
    LETTERS.map(escape),
    lambda inner: st.tuples(NAMED, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}>{'<!-- made -->'.join(made[1])}</{made[0]}>"
    ),
    max_leaves=15,
)


@given(TREES)
def test_every_piece_of_text_stands_where_it_says(inner: str) -> None:
    text = f"<?xml version='1.0' encoding='latin-1'?>\n<article>{inner}</article>"
    tree = read_tree(text, "made.xml")
    assert tree.problems == ()
    for piece in tree.root.texts():
        assert text[piece.start : piece.end] == (escape(piece.text) if piece.text in "<>&" else piece.text)
    for element in [tree.root, *tree.root.within("p", "sec", "italic", "mi")]:
        raw = text[element.start : element.end]
        assert raw.startswith("<")
        assert raw.endswith(">")


@given(st.text(alphabet="<>/&;![]-ab é\"'=?x", max_size=200))
def test_nothing_breaks_it(text: str) -> None:
    with suppress(InputError):
        assert isinstance(read_tree(text, "made").root, Element)


def test_characters_by_name_and_number() -> None:
    text = '<!DOCTYPE article PUBLIC "-//made//" "made.dtd"><p>a&nbsp;b&#x3b1;&made;<![CDATA[<c>]]></p>'
    tree = read_tree(text, "f")
    assert (
        "".join(piece.text for piece in tree.root.texts())
        == "a\xa0b\N{GREEK SMALL LETTER ALPHA}\N{REPLACEMENT CHARACTER}<c>"
    )
    assert [problem.message for problem in tree.problems] == ["what &made; stands for is not known"]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>',
        "<!DOCTYPE a [<!ENTITY % p \"<!ENTITY x 'y'>\">%p;]><a>&x;</a>",
    ],
)
def test_entities_of_its_own_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="declares an entity"):
        read_tree(text, "f")


def test_no_file_and_no_address_is_ever_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("made secret")
    text = f'<!DOCTYPE a SYSTEM "file://{secret}" [<!ENTITY x SYSTEM "file://{secret}">]><a>before &x; after</a>'
    assert read_tree(text, "f").root.text == "before after"


def test_a_nest_without_end_is_refused_and_a_text_that_breaks_off_is_kept() -> None:
    with pytest.raises(InputError, match="nested"):
        read_tree("<a>" * (DEEPEST + 10), "f")
    tree = read_tree("<a><p>One.</p><p>Two", "f")
    assert tree.root.text == "One.Two"
    assert "read up to there" in tree.problems[0].message
    with pytest.raises(InputError, match="not sound XML"):
        read_tree("made", "f")
