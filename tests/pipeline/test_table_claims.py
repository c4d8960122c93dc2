import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from synth.cli import run
from synth.models.embedder import load_embedder
from synth.pipeline.shelves import open_shelves
from synth.pipeline.table_claims import TableVerdict, verify_table
from synth.report.legacy import read_text_table
from tests.cli.made import write_papers

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
TEX = SHARED / "data" / "papers" / "tex" / "2005.13013v2.tex"
HEAD = "Claim\tVerified\tConfidence\n"
ROWS = (
    ("Joint training improves accuracy on GLORP by 2.3 points over sequential training.", "✓", "supported", "holds"),
    ("Joint training improves accuracy on GLORP by 3.3 points over sequential training.", "✓", "contradicted", "fails"),
    ("Mixed training reaches an accuracy of 72.5 on GLORP.", "×", "supported", "fails"),
    (
        "Every made model is trained on the tasks of GLORP, all at once or one after the other",
        "✓",
        "unresolved",
        "own_words",
    ),
    ("Frogs in the made pond sing louder at night.", "✓", "unresolved", "open"),
    ("", "✓", "unresolved", "open"),
)


@contextmanager
def verified(home: Path, text: str, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[TableVerdict]]:
    monkeypatch.setenv("SYNTH_HOME", str(home))
    with open_shelves([str(corpus)], load_embedder()) as shelves:
        yield verify_table(read_text_table(text, "made.txt"), shelves)


def test_old_marks_against_made_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = write_papers(tmp_path / "papers")
    text = HEAD + "".join(f"{claim}\t{mark}\t0.5\n" for claim, mark, _, _ in ROWS)
    with verified(tmp_path / "home", text, papers, monkeypatch) as made:
        assert [(each.verdict.status, each.tick) for each in made] == [row[2:] for row in ROWS]
        assert "own words of paper first" in made[0].verdict.reason
        assert "in Table 1" in made[0].verdict.reason
        assert "= 2.3 in Table 1, not 3.3" in made[1].verdict.reason
        assert any("has these very words with 2.3" in check.reason for check in made[1].verdict.checks)
        assert "nothing beyond them" in made[3].verdict.reason
        for each in made:
            assert sum(each.verdict.probabilities.values()) == pytest.approx(1)
            assert each.verdict.confidence == each.verdict.probabilities[each.verdict.status]


def test_a_line_of_output_has_the_shape_of_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path / "home"))
    table = tmp_path / "old.txt"
    table.write_text(HEAD + f"{ROWS[0][0]}\t✓\t0.5\n{ROWS[1][0]}\t✓\t0.5\n", encoding="utf-8")
    arguments = ["verify", "--table", str(table), "--corpus", str(write_papers(tmp_path / "papers"))]
    assert run(arguments) == 0
    shown = capsys.readouterr()
    first, second = (json.loads(line) for line in shown.out.splitlines())
    assert (first["id"], first["legacy"]) == ("1", {"status": "supported", "confidence": 0.5, "tick": "holds"})
    assert first["tables"][0]["cells"]
    assert first["documents"][0]["id"] == "first"
    assert (second["status"], second["legacy"]["tick"]) == ("contradicted", "fails")
    assert "2 marks: holds 1, does not hold 1" in shown.err
    assert run([*arguments, "--strict", "--format", "text"]) == 1
    assert capsys.readouterr().out.startswith("1\t✓ 0.50\tsupported 0.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify"], "no claims to check"),
        (["verify", "claims.jsonl", "--table", "old.txt"], "either CLAIMS.jsonl or --table"),
        (["verify", "--table", "old.txt"], "nothing to hold its claims against"),
        (["verify", "claims.jsonl", "--corpus", "mine"], "--corpus goes with --table"),
    ],
)
def test_bad_usage_is_one_message(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.skipif(not TEX.is_file(), reason="../shared/data is not here")
@pytest.mark.untraced
def test_old_marks_of_a_real_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the seeds' third table marks, against the paper it was made from; read by hand in that paper."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / TEX.name).write_bytes(TEX.read_bytes())
    (seed,) = (SHARED / "seeds").glob("002*.txt")
    with verified(tmp_path / "home", seed.read_text(encoding="utf-8"), folder, monkeypatch) as made:
        ticks = {each.row.number: each.tick for each in made}
    # 8.2, 7.5, 7.0, 8.7 and 5.4 are averages of table 2; XNLI's one rise of 21 and the sizes of two training sets
    # (table 1) are as the claims say, which the old table denies.
    assert {row: ticks[row] for row in (4, 5, 6, 7, 12)} == dict.fromkeys((4, 5, 6, 7, 12), "holds")
    assert {row: ticks[row] for row in (11, 16, 17)} == dict.fromkeys((11, 16, 17), "fails")
    assert {row: ticks[row] for row in (1, 8, 9, 13)} == dict.fromkeys((1, 8, 9, 13), "own_words")
