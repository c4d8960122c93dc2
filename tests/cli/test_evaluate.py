"""`synth eval` on made claims with made labels."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from synth.cli import run

TABLE = {
    "id": "t",
    "caption": "Made accuracy",
    "header": ["System", "Rain"],
    "rows": [["Glorp", "71.5"], ["Base", "60.0"]],
}


def lines(*claims: tuple[str, object]) -> str:
    return "".join(
        json.dumps({"id": str(place), "claim": claim, "tables": [TABLE], "label": label}) + "\n"
        for place, (claim, label) in enumerate(claims)
    )


MADE = lines(
    ("Glorp reaches 71.5 on Rain.", "SUPPORTS"),
    ("Base reaches 60.0 on Rain.", "supported"),
    ("Base outperforms Glorp on Rain.", "refutes"),
    ("The authors enjoyed the made weather.", "NEI"),
)


def test_the_report_card_in_both_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "made.jsonl"
    path.write_text(MADE, encoding="utf-8")
    assert run(["eval", str(path), "--format", "json", "--diagram", str(tmp_path / "diagram.svg")]) == 0
    card = json.loads(capsys.readouterr().out)
    assert card["claims"] == 4
    assert card["accuracy"]["low"] <= card["accuracy"]["value"] <= card["accuracy"]["high"]
    assert sum(count for row in card["confusion"].values() for count in row.values()) == 4
    assert card["confusion"]["supported"]["supported"] == 2
    ElementTree.parse(tmp_path / "diagram.svg")  # noqa: S314  # our own picture
    assert run(["eval", str(path)]) == 0
    shown = capsys.readouterr().out
    for name in ("accuracy", "macro-F1", "ECE", "Brier", "reliability", "most confident 100%"):
        assert name in shown


def test_lines_without_a_known_label_are_said_and_stepped_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "made.jsonl"
    path.write_text(MADE + lines(("Glorp reaches 71.5.", "perhaps"), ("Glorp.", None)) + "no json\n", encoding="utf-8")
    assert run(["eval", str(path), "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["claims"] == 4
    assert "made.jsonl:5: label: 'perhaps' is none of" in captured.err
    assert "made.jsonl:7: the line is not JSON" in captured.err


def test_nothing_labelled_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "made.jsonl"
    path.write_text(lines(("Glorp reaches 71.5.", "perhaps")), encoding="utf-8")
    assert run(["eval", str(path)]) == 2
    assert "has no labelled claim" in capsys.readouterr().err
