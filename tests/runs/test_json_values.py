from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.records import Problem
from synth.runs.files import LogFile
from synth.runs.json_values import Number, float_number, json_lines, number, numbers, parse, read_json, settings_of
from synth.runs.yaml_values import parse_yaml


def log_file(path: Path, content: bytes) -> LogFile:
    path.write_bytes(content)
    return LogFile(path.name, path, len(content))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_a_number_keeps_its_digits(value: Decimal) -> None:
    text = f"{value:f}"
    assert parse(f'{{"a": [{text}]}}') == {"a": [text]}
    assert number(text) == text


@given(st.floats())
def test_a_float_comes_back_from_its_text(value: float) -> None:
    assert float(float_number(value)) == value or value != value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_structure_is_that_of_json(value: object) -> None:
    def plain(part: object) -> object:
        if isinstance(part, Number):
            return int(part)
        if isinstance(part, list):
            return [plain(inner) for inner in part]
        return {key: plain(inner) for key, inner in part.items()} if isinstance(part, dict) else part

    assert plain(parse(json.dumps(value))) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NaN", "nan"), ("-Infinity", "-inf"), ("Infinity", "inf"), ("inf", "inf"), ("+1.50", "1.50"),
        ("1e-05", "1e-05"), (".5", ".5"), ("1e999", None), ("1_000", None), ("0x10", None), ("12 %", None),
        ("", None), ("٣", None),
        ("1" * 500, None), ("N/A", None), ("1.2.3", None),
    ],
)  # fmt: skip
def test_what_is_a_number(text: str, expected: str | None) -> None:
    assert number(text) == expected


def test_python_floats_that_json_lacks() -> None:
    assert parse('{"a": NaN, "b": -Infinity}') == {"a": "nan", "b": "-inf"}
    assert isinstance(parse("NaN"), Number)
    assert not isinstance(parse('"0.5"'), Number)


@pytest.mark.parametrize("opening", [b"[" * 100_000, b'{"a":' * 100_000, b'{"results": {"x"', b"\xff\xfe\x00", b""])
def test_damaged_documents_are_problems(tmp_path: Path, opening: bytes) -> None:
    assert isinstance(read_json(log_file(tmp_path / "a.json", opening)), Problem)


def test_encodings(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        file = log_file(tmp_path / "a.json", '{"größe": 1.50}'.encode(encoding))
        assert read_json(file) == {"größe": "1.50"}
    assert read_json(log_file(tmp_path / "a.json", b'{"gr\xf6\xdfe": 1.50}')) == {"gr\ufffd\ufffde": "1.50"}


def test_a_half_written_last_line(tmp_path: Path) -> None:
    file = log_file(tmp_path / "a.jsonl", b'{"a": 1}\n\n[2]\n{"a": \n{"a": 2}\n{"a": 0.4')
    lines = list(json_lines(file))
    assert [(line, isinstance(value, Problem)) for line, value in lines] == [
        (1, False),
        (3, True),
        (4, True),
        (5, False),
        (6, True),
    ]
    last = lines[-1][1]
    assert isinstance(last, Problem)
    assert "half-written" in last.message


def test_a_line_without_end(tmp_path: Path) -> None:
    file = log_file(tmp_path / "a.jsonl", b"x" * (3 * 2**20) + b'\n{"a": 2}\n')
    lines = list(json_lines(file))
    assert isinstance(lines[0][1], Problem)
    assert lines[1] == (2, {"a": "2"})


def test_leaves_are_bounded_in_depth() -> None:
    deep = parse('{"a":' * 400 + "1" + "}" * 400)
    assert list(numbers(deep)) == []
    assert settings_of({"b": deep, "a": True, "c": parse('{"x": 1, "y": [1, 2], "z": null}')}) == (
        ("a", "true"),
        ("c.x", "1"),
        ("c.y", "1,2"),
    )


def test_yaml_keeps_digits_and_expands_nothing() -> None:
    laughs = "a: &a [x, x]\n" + "\n".join(
        f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join([f'*{chr(97 + at)}'] * 9)}]" for at in range(20)
    )
    value = parse_yaml(laughs)
    assert isinstance(value, dict)
    assert value["c"] == ["*b"] * 9
    text = "value: 0.50\nnan: .nan\nlow: -.inf\nquoted: '1.0'\nno: ~\nyes: true\nobject: !!python/object/apply:f [true]"
    assert parse_yaml(text) == {
        "value": "0.50", "nan": "nan", "low": "-inf", "quoted": "1.0", "no": None, "yes": True, "object": [True],
    }  # fmt: skip
    assert parse_yaml("") is None


@pytest.mark.parametrize("text", ["[" * 5000, "a: [1", "a: *nothing", "\t- a", "x" * 600_000, "a: &a {b: *c}"])
def test_damaged_yaml(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_yaml(text)
