"""Plain text: paragraphs, headings, wrapped lines and their sources. All texts are made."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.read.parsed import Parsed
from synth.read.plain import parse_plain

PIECES = st.sampled_from(
    ["a", "The model", "-", " ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\f", "1. ", "Abstract", "===", "é", "x-"]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def parse(text: str) -> Parsed:
    return parse_plain(text, "made.txt", "0")


@given(TEXTS)
def test_letters_come_out_in_order_each_with_its_source(text: str) -> None:
    place = 0
    for block in parse(text).blocks:
        for start, end, source_start, source_end in block.traced.segments:
            readable, source = block.traced.text[start:end], text[source_start:source_end]
            assert readable == re.sub(r"\s", " ", source) or (readable == " " and not source.strip())
            assert source_start >= place
            place = source_end


DOCUMENT = """A Made Title of
Two Lines

Abstract

We make a re-
sult that is a result. It holds for cross-
lingual pre-
and post-edited models.

1 Introduction

First paragraph   goes
on here.
- one entry
- another entry

2.1 Made Setup

Words here.

RESULTS

More words.

Closing
-------

Last words.
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_document(line_end: str) -> None:
    parsed = parse(DOCUMENT.replace("\n", line_end))
    assert parsed.title == "A Made Title of Two Lines"
    assert (
        parsed.abstract == "We make a result that is a result. It holds for cross-lingual pre- and post-edited models."
    )
    assert [(block.role, block.section[-1:], block.traced.text) for block in parsed.blocks[2:]] == [
        ("body", ("1 Introduction",), "First paragraph goes on here."),
        ("list", ("1 Introduction",), "- one entry"),
        ("list", ("1 Introduction",), "- another entry"),
        ("body", ("2.1 Made Setup",), "Words here."),
        ("body", ("RESULTS",), "More words."),
        ("body", ("Closing",), "Last words."),
    ]


def test_an_abstract_that_begins_its_own_paragraph() -> None:
    parsed = parse("A title\n\nAbstract: We do it. It works.\n\nOther words.\n")
    assert parsed.abstract == "We do it. It works."


def test_a_single_paragraph_is_no_title() -> None:
    parsed = parse("Only one line of words\n")
    assert parsed.title == ""
    assert [block.role for block in parsed.blocks] == ["body"]
