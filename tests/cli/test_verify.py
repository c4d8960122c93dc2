import json
from pathlib import Path

import pytest

from tests.cli.made import synth

TABLE = {
    "id": "t1",
    "caption": "Table 1: Accuracy on made tasks",
    "header": ["System", "Rain", "Snow"],
    "rows": [["Baseline", "61.2", "70.4"], ["Alpha", "64.9", "73.1"], ["Beta", "60.0", "69.8"]],
}
RIGHT = {"id": "1", "claim": "Alpha outperforms Baseline on Rain and Snow.", "tables": [TABLE]}
WRONG = {"id": "2", "claim": "Beta outperforms Alpha on Rain and Snow.", "tables": [TABLE]}


def _file(folder: Path, *records: object) -> str:
    path = folder / "claims.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return str(path)


def test_a_verdict_a_line_in_the_order_of_the_input(tmp_path: Path) -> None:
    ended = synth(tmp_path, "verify", _file(tmp_path, RIGHT, WRONG))
    assert (ended.returncode, ended.stderr) == (0, "")
    first, second = (json.loads(line) for line in ended.stdout.splitlines())
    assert (first["id"], first["status"]) == ("1", "supported")
    assert (second["id"], second["status"]) == ("2", "contradicted")
    assert [*first] == ["id", "status", "confidence", "probabilities", "documents", "checks", "tables", "reason"]
    assert first["tables"][0]["cells"] == [[0, 1], [0, 2], [1, 1], [1, 2]]


@pytest.mark.parametrize(("record", "status"), [(RIGHT, 0), (WRONG, 1)])
def test_strict_tells_of_a_contradicted_claim(tmp_path: Path, record: object, status: int) -> None:
    assert synth(tmp_path, "verify", _file(tmp_path, record), "--strict").returncode == status


def test_a_bad_line_stands_in_its_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    ended = synth(tmp_path, "verify", _file(tmp_path, {"id": "9"}, RIGHT))
    assert ended.returncode == 0
    bad, good = (json.loads(line) for line in ended.stdout.splitlines())
    assert bad == {"id": "9", "line": 1, "error": "claim: field required"}
    assert good["id"] == "1"
    assert "1 line is no claim" in ended.stderr


def test_nothing_but_bad_lines_is_bad_input(tmp_path: Path) -> None:
    assert synth(tmp_path, "verify", _file(tmp_path, [])).returncode == 2


def test_text_for_a_person(tmp_path: Path) -> None:
    ended = synth(tmp_path, "verify", _file(tmp_path, RIGHT, {"id": 1.5, "claim": "x"}), "--format", "text")
    assert ended.stdout.startswith("1\tsupported 0.")
    assert "line 2: id:" in ended.stdout


def test_a_file_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    ended = synth(tmp_path, "verify", str(tmp_path / "none.jsonl"))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "No such file or directory" in ended.stderr
    assert "Traceback" not in ended.stderr
