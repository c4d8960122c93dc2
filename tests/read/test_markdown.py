"""Markdown: structure, readable text and tables, with the source of each character. All texts are made."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.read.markdown import parse_markdown
from synth.read.markdown_inline import read_inline
from synth.read.parsed import Block, Parsed
from tests.timing import LINEAR, growth

PIECES = st.sampled_from(
    [
        "# ",
        "\n",
        "\n\n",
        "a",
        "The model",
        "**",
        "*",
        "_",
        "`",
        "``",
        "[",
        "](x)",
        "![",
        "|",
        "\n|",
        "|-|-|\n",
        "> ",
        "- ",
        "1. ",
    ]
) | st.sampled_from(
    ["\\|", "\\", "<b>", "</b>", "<!--", "-->", "&amp;", "$", "\t", "é", "---\n", "\r\n", "\r", "84.30", "  ", "```\n"]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def parse(text: str) -> Parsed:
    return parse_markdown(text, "made.md", "0")


def texts(parsed: Parsed, role: str) -> list[str]:
    return [block.traced.text.strip() for block in parsed.blocks if block.role == role]


def inline(text: str) -> str:
    return read_inline(text, [(0, len(text))]).traced.text


def check_segments(block: Block, source: str) -> None:
    """Characters that map one to one are the source's own, but for white space and what a code stands for."""
    place = 0
    for start, end, source_start, source_end in block.traced.segments:
        assert place <= start < end <= len(block.traced.text)
        assert 0 <= source_start < source_end <= len(source)
        if end - start == source_end - source_start > 1:
            readable, written = block.traced.text[start:end], source[source_start:source_end]
            assert re.sub(r"\s", " ", readable) == re.sub(r"\s", " ", written)
        place = end


@given(TEXTS)
def test_any_text_is_read_and_every_letter_has_its_source(text: str) -> None:
    parsed = parse(text)
    for block in parsed.blocks:
        check_segments(block, text)
    for table in parsed.tables:
        for cell in table.cells:
            assert 0 <= cell.row < table.rows
            assert 0 <= cell.column < table.columns
            assert 0 <= cell.start <= cell.end <= len(text)
            if cell.text and not set(text[cell.start : cell.end]) & set("\\`*_[]<&$~"):
                assert cell.text == text[cell.start : cell.end]


CELL = st.from_regex(r"[A-Za-z0-9.,%/+]{1,8}( [A-Za-z0-9.]{1,5})?", fullmatch=True)


@settings(max_examples=40)
@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=2, max_size=5)
    )
)
def test_a_table_comes_out_as_it_was_written(rows: list[list[str]]) -> None:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    text = "Made words.\n\n" + "\n".join(lines) + "\n"
    (table,) = parse(text).tables
    assert [[cell.text if cell else None for cell in row] for row in table.grid()] == rows
    assert all(text[cell.start : cell.end] == cell.text for cell in table.cells)
    assert all(cell.header for cell in table.cells if cell.row == 0)


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("**bold** and *slanted* and __bold__ and _slanted_", "bold and slanted and bold and slanted"),
        ("***both*** and **bold *nested* bold**", "both and bold nested bold"),
        ("a [link](https://example.org/a_(b) 'title') here", "a link here"),
        ("![a picture](x.png) stays out", " stays out"),
        ("`code *with* stars` and ``a ` tick``", "code *with* stars and a ` tick"),
        ("snake_case_name and 5 * 3 * 2 and p* < 0.05", "snake_case_name and 5 * 3 * 2 and p* < 0.05"),
        ("cited [@key; @other] and noted[^1]", "cited [@key; @other] and noted"),
        ("<b>bold</b><br>x <!-- hidden --> y", "bold x  y"),
        ("10<sup>4</sup> and H<sub>2</sub>O", "10^4 and H2O"),
        ("&lt;5 &amp; &#177;1 &nosuch;", "<5 & ±1 &nosuch;"),
        ("$84.3 \\pm 0.2$ for $5 and $6", "84.3 ± 0.2 for $5 and $6"),
        ("<https://example.org/a> and \\*no stars\\*", "https://example.org/a and *no stars*"),
        ("~~gone~~ kept", "gone kept"),
    ],
)
def test_inline_gold(raw: str, readable: str) -> None:
    assert inline(raw) == readable


DOCUMENT = """---
kind: digest
arxiv: 2005.13010
version: v2
title: A made title
authors: [Ann One, Bo Two]
year: 2020
---
# A made title

## Summary

The **made** model gains 8.2 points
over the other.

## Results

### Scores

Table 2: Made figures.

| Model | F1 |
|:------|---:|
| Ours  | **84.30** |
| Other | 76.1 |

- first entry
- second entry

```
code is no prose
```

[^1]: A made note.
"""


def test_a_digest() -> None:
    parsed = parse(DOCUMENT)
    assert (parsed.kind, parsed.id, parsed.version, parsed.year) == ("digest", "2005.13010", "v2", 2020)
    assert parsed.authors == ("Ann One", "Bo Two")
    assert parsed.title == "A made title"
    assert parsed.abstract == "The made model gains 8.2 points over the other."
    assert texts(parsed, "abstract") == [parsed.abstract]
    assert texts(parsed, "list") == ["first entry", "second entry"]
    assert texts(parsed, "footnote") == ["A made note."]
    assert not any("code" in block.traced.text for block in parsed.blocks)
    (table,) = parsed.tables
    assert (table.caption, table.printed, table.section) == ("Table 2: Made figures.", "2", ("Results", "Scores"))
    assert [cell.text for cell in table.cells if cell.bold] == ["84.30"]
    assert {cell.text for cell in table.cells if cell.header} == {"Model", "F1", "Ours", "Other"}
    assert parsed.problems == ()


def test_captions_after_their_tables_and_numeric_first_columns() -> None:
    body = "|a|b|\n|-|-|\n|1|2|\n|3|4|\n"
    parsed = parse(f"{body}\nTable 1. One.\n\n{body}\nTable 2. Two.\n")
    assert [table.printed for table in parsed.tables] == ["1", "2"]
    assert {cell.text for cell in parsed.tables[0].cells if cell.header} == {"a", "b"}


def test_cells_in_quotations_lists_and_with_escaped_bars() -> None:
    text = "> |a|b|\n> |-|-|\n> |x \\| y|-0.5|\n\n- |c|d|\n  |-|-|\n  ||2|\n"
    parsed = parse(text)
    assert [[cell.text for cell in table.cells] for table in parsed.tables] == [
        ["a", "b", "x | y", "-0.5"],
        ["c", "d", "", "2"],
    ]


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("a: [b", "not valid YAML"),
        ("a: " + "[" * 2000, "not valid YAML"),
        ("- a", "no keys"),
        ("&a [*a]: 1", "not valid"),
    ],
)
def test_malformed_front_matter_is_a_problem(front: str, message: str) -> None:
    parsed = parse(f"---\n{front}\n---\n# Made\n\nMade words.\n")
    assert message in parsed.problems[0].message
    assert parsed.title == "Made"
    assert parsed.abstract == "Made words."


def test_open_front_matter_and_odd_values() -> None:
    assert "not closed" in parse("---\ntitle: x\n\nWords.\n").problems[0].message
    parsed = parse("---\nyear: soon\nauthors: Ann One, Bo Two and Cy Three\ntitle: [a]\narxiv:\n---\nWords.\n")
    assert (parsed.year, parsed.title, parsed.id) == (None, "", None)
    assert parsed.authors == ("Ann One", "Bo Two", "Cy Three")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_change_nothing_but_offsets(line_end: str) -> None:
    text = DOCUMENT.replace("\n", line_end)
    parsed, plain = parse(text), parse(DOCUMENT)
    assert [block.traced.text for block in parsed.blocks] == [block.traced.text for block in plain.blocks]
    for table in parsed.tables:
        assert [text[cell.start : cell.end] for cell in table.cells if cell.column == 1] == ["F1", "84.30", "76.1"]


@pytest.mark.parametrize(
    "unit", ["**a ", "[a](", "![", "<!--", "`", "* _", "$a ", "&", "![a](b)", "[[](a)", "\\", "<a "]
)
@pytest.mark.untraced
def test_hostile_inline_text_takes_linear_time(unit: str) -> None:
    def text(size: int) -> str:
        return unit * (size // len(unit))

    assert growth(text, lambda text: read_inline(text, [(0, len(text))]), 8_000) < LINEAR
