import io
import json
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from synth.pipeline.given import GivenVerdict, to_record, verify_stream
from synth.pipeline.given_lines import LONGEST_LINE, BadLine
from synth.pipeline.given_tables import clean, given_table

SAID = [
    "Snow is white.",
    "In spring rain falls 12.5 mm a day.",
    "In made towns hail of 3.25 mm is higher than the made rain of 8.75 mm.",
]
ROWS = [["Baseline", "61.2", "70.4"], ["Alpha", "64.9", "73.1"]]


def _verify(*lines: object) -> list[dict[str, Any]]:
    text = b"".join(each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in lines)
    return [to_record(verdict) for verdict in verify_stream(io.BytesIO(text))]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "claim", "rows"]), inner),
    max_leaves=8,
)


@drawn(st.dictionaries(st.sampled_from(["id", "claim", "tables", "documents"]), JSON))
def test_any_json_gives_a_verdict_or_an_error(record: dict[str, Any]) -> None:
    (told,) = _verify(record)
    assert ("error" in told) != ("status" in told)


@drawn(st.binary(max_size=60).filter(lambda line: b"\n" not in line and line.strip() != b""))
def test_any_bytes_give_an_error_with_the_line(line: bytes) -> None:
    (told,) = _verify(line + b"\n")
    assert told["line"] == 1
    assert told["id"] is None


CELLS = st.lists(
    st.lists(st.sampled_from(["", "Alpha", "1.5", "-", "[BOLD] 2.25", "<bold>x</bold>", "±"]), max_size=5), max_size=5
)


@drawn(CELLS, st.lists(st.sampled_from(["", "Rain", "Snow"]), max_size=5))
def test_a_table_of_any_shape_is_read_and_its_cells_quote_its_text(rows: list[list[str]], header: list[str]) -> None:
    table, text = given_table("t", 1, "Table 3: made", header, rows)
    assert table.rows == len(rows) + 1
    assert table.printed == "3"
    assert all(text[cell.start : cell.end] == cell.text for cell in table.cells)
    grid = table.grid()
    assert all(grid[cell.row][cell.column] == cell for cell in table.cells)
    (told,) = _verify(
        {"id": "1", "claim": "Alpha beats Rain.", "tables": [{"id": "t", "header": header, "rows": rows}]}
    )
    assert sum(told["probabilities"].values()) == pytest.approx(1)
    assert told["confidence"] == told["probabilities"][told["status"]]


def test_marks_of_print_are_no_text_but_show_bold() -> None:
    table, _ = given_table(
        "t", 1, "", ["[EMPTY]", "[BOLD] F1"], [["[ITALIC] Alpha", "<bold>2.5</bold>"], ["[URL]", "-"]]
    )
    assert [(cell.text, cell.bold) for cell in table.cells] == [
        ("F1", True),
        ("Alpha", False),
        ("2.5", True),
        ("[URL]", False),
        ("-", False),
    ]
    assert clean("a [CONTINUE] b < c") == "a b < c"


def test_names_that_run_over_rows_and_group_rows() -> None:
    rows = [["Made", "Rain", "1.5"], ["", "Snow", "2.5"], ["Other systems", "", ""], ["More", "Hail", "3.5"]]
    table, _ = given_table("t", 1, "", ["Set", "Class", "F1"], rows)
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    assert cells[1, 0].rowspan == 2
    assert cells[2, 1].header
    assert cells[3, 0].colspan == 3
    assert not cells[4, 2].header


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"nothing\n", "the line is not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b'"\xff"\n', "the line is not UTF-8 (byte 1)"),
        (b'{"id": "1", "claim": NaN}\n', "the line is not JSON: NaN is no JSON number"),
        (b"[" * 200_000 + b"\n", "the line is nested too deeply"),
        (b"[]\n", "the line is JSON, but not an object"),
        (b'{"id": "1", "claim": "  "}\n', "claim: it is empty"),
        (b'{"id": "1", "claim": "x", "tables": [{"id": "t", "rows": [[1.5]]}]}\n', "tables.0.rows.0.0: write cells as"),
        (b'{"id": "1", "claim": "x", "tables": [{"id": "t"}]}\n', "tables.0.rows: field required"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: bytes, error: str) -> None:
    (told,) = _verify(line)
    assert told["error"].startswith(error)


def test_sizes_are_bounded() -> None:
    wide = {"id": "w", "claim": "x", "tables": [{"id": "t", "rows": [["1"] * 300] * 300}]}
    long = {"id": "l", "claim": "x", "tables": [{"id": "t", "rows": [["1" * 30_000]]}]}
    endless = b'{"id": "' + b"x" * LONGEST_LINE + b'"}\n'
    told = _verify(wide, endless, long, {"id": "c", "claim": "x" * 30_000})
    assert [each["id"] for each in told] == ["w", None, "l", "c"]
    assert [each["line"] for each in told] == [1, 2, 3, 4]


def test_an_id_is_given_back_as_it_was_and_half_pairs_do_no_harm() -> None:
    told = _verify({"id": 7, "claim": "a \ud800 b"}, b"\n", {"id": "7", "claim": "a"})
    assert [each["id"] for each in told] == [7, "7"]


@pytest.mark.parametrize(
    ("claim", "status", "sentences"),
    [
        ("Rain falls 12.5 mm a day.", "supported", [1]),
        ("Rain falls 12.6 mm a day.", "contradicted", [1]),
        ("Rain does not fall 12.5 mm a day.", "contradicted", [1]),
        ("Snow is white.", "supported", [0]),
        ("Hail of 3.25 mm is lower than the made rain of 8.75 mm.", "contradicted", [2]),
        ("Hail of 3.25 mm is higher than the made rain of 8.75 mm.", "supported", [2]),
        ("Fog was never measured there.", "unresolved", []),
        ("Fog is rare in made towns.", "unresolved", []),
    ],
)
def test_documents_support_what_they_say(claim: str, status: str, sentences: list[int]) -> None:
    document = {"id": "d1", "sentences": SAID}
    (told,) = _verify({"id": "1", "claim": claim, "documents": [document]})
    assert (told["status"], told["documents"][0]["status"]) == (status, status)
    assert told["documents"][0]["sentences"][: len(sentences)] == sentences


def test_evidence_for_and_against_leaves_it_open() -> None:
    record = {
        "id": "1",
        "claim": "Baseline outperforms Alpha on Rain and Snow.",
        "documents": [{"id": "d", "sentences": ["Baseline outperforms Alpha on Rain and Snow."]}],
        "tables": [{"id": "t", "header": ["System", "Rain", "Snow"], "rows": ROWS}],
    }
    (told,) = _verify(record)
    assert (told["documents"][0]["status"], told["tables"][0]["status"]) == ("supported", "contradicted")
    assert told["status"] == "unresolved"


def test_the_stream_is_read_as_it_is_asked_for() -> None:
    stream = io.BytesIO(b'{"id": "1", "claim": "x"}\nbad\n')
    verdicts = verify_stream(stream)
    assert isinstance(next(verdicts), GivenVerdict)
    assert stream.tell() == 26
    assert isinstance(next(verdicts), BadLine)
