from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError
from synth.report.legacy import MARKS, read_confidence, read_mark, read_text_table

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"

TABS = """A made report

5 Extracted Claims

Claim\tVerified\tConfidence
Joint made training gains 5.5 points on GLORP\t✓\t0.27
The made corpus holds 48,310 bulletins.\t×\t0.10

References

- <http://arxiv.org/abs/2401.00001v2>
"""
PIPES = r"""## Claims

| Claim | Verified | Confidence |
|:--|:-:|--:|
| Joint made training gains 5.5 points on GLORP | ✓ | 0.27 |
| The made corpus \| all of it \| holds \*48,310\* bulletins. | × | 0.10 |

Prose with a | sign, and | another.
"""

words = st.text(st.characters(exclude_characters="\t\r\n|\\\0&", exclude_categories=["Cs", "Cc", "Z"]), min_size=1)
rows = st.lists(st.tuples(words, st.sampled_from("✓×–"), st.decimals(0, 1, places=2)), min_size=1, max_size=8)


@given(rows, st.booleans())
def test_a_table_reads_back(made: list[tuple[str, str, Decimal]], piped: bool) -> None:
    head = "| Claim | Verified | Confidence |\n|---|---|---|\n" if piped else "Claim\tVerified\tConfidence\n"
    edge, gap = ("| ", " | ") if piped else ("", "\t")
    lines = [edge + gap.join((f"It says {text}.", mark, str(confidence))) for text, mark, confidence in made]
    table = read_text_table(f"Made.\n\n{head}" + "\n".join(lines) + "\n\nThe end.", "made.txt")
    assert [(row.number, row.text, row.status, row.confidence) for row in table.rows] == [
        (number, f"It says {text}.", read_mark(mark), confidence)
        for number, (text, mark, confidence) in enumerate(made, start=1)
    ]
    assert table.legacy
    assert not table.problems


@given(st.text())
def test_any_text_is_a_table_or_an_input_error(text: str) -> None:
    for body in (text, f"Claim\tVerified\tConfidence\n{text}", f"| Claim | Verified |\n{text}"):
        try:
            table = read_text_table(body, "made.txt")
        except InputError:
            continue
        assert [row.number for row in table.rows] == list(range(1, len(table.rows) + 1))


def test_tabs() -> None:
    table = read_text_table(TABS, "made.txt")
    assert [row.status for row in table.rows] == ["supported", "contradicted"]
    assert [row.confidence for row in table.rows] == [Decimal("0.27"), Decimal("0.10")]
    assert [quantity.text for quantity in table.rows[1].quantities] == ["48,310"]
    assert [*table.sources] == ["2401.00001v2"]


def test_a_pipe_behind_a_backslash_is_the_claims_own() -> None:
    table = read_text_table(PIPES, "made.md")
    assert [row.text for row in table.rows][1] == "The made corpus | all of it | holds *48,310* bulletins."
    assert len(table.rows) == 2


def test_windows_line_ends_and_blank_lines_between_rows() -> None:
    table = read_text_table(TABS.replace("\t0.27\n", "\t0.27\n\n").replace("\n", "\r\n"), "made.txt")
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    ("line", "text", "status", "said"),
    [
        ("A made claim that lost its marks", "", "", ""),  # prose: the table is over
        ("A made claim.\t✓", "A made claim.", "supported", ""),
        ("A made claim.\tperhaps\t0.5", "A made claim.", "unresolved", "'perhaps' is no mark"),
        ("A made\tclaim with tabs.\t×\t0.5", "A made claim with tabs.", "contradicted", ""),
        ("\t✓\t0.5", "", "supported", "the row has no claim"),
    ],
)
def test_ragged_rows(line: str, text: str, status: str, said: str) -> None:
    table = read_text_table(f"Claim\tVerified\tConfidence\n{line}\n", "made.txt")
    assert [(row.text, row.status) for row in table.rows] == ([(text, status)] if status else [])
    assert said in " ".join(problem.message for problem in table.problems)
    assert bool(table.problems) == bool(said)


def test_a_text_without_a_claim_table_says_what_was_looked_for() -> None:
    with pytest.raises(InputError, match="no claim table") as raised:
        read_text_table("Model\tScore\nA\t1.0\n", "made.txt")
    assert raised.value.hint is not None
    assert "Verified" in raised.value.hint


@pytest.mark.parametrize("mark", MARKS)
def test_marks(mark: str) -> None:
    assert read_mark(f" {mark} ") == MARKS[mark]
    assert read_mark(mark.upper()) == MARKS[mark]


@pytest.mark.parametrize(("cell", "status"), [("✔\ufe0f", "supported"), ("✓ supported", "supported"), ("✓✓", None)])
def test_marks_with_something_beside(cell: str, status: str | None) -> None:
    assert read_mark(cell) == status


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0.27", "0.27"),
        (".5", "0.5"),
        ("1", "1"),
        ("27 %", "0.27"),
        ("0,30", "0.30"),
        ("2.7", None),
        ("n/a", None),
        ("", None),
        ("9" * 5000, None),
        ("٠.٥", None),
    ],
)
def test_confidences(cell: str, value: str | None) -> None:
    assert read_confidence(cell) == (None if value is None else Decimal(value))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")
def test_seeds() -> None:
    tables = {
        path.name[:3]: read_text_table(path.read_text(encoding="utf-8"), path.name) for path in SEEDS.glob("*.txt")
    }
    assert {name: len(table.rows) for name, table in tables.items()} == {
        "000": 9,
        "001": 9,
        "002": 20,
        "003": 9,
        "004": 9,
    }
    assert sum(row.status == "contradicted" for row in tables["002"].rows) == 8
    assert all("2005.13013v2" in table.sources for table in tables.values())
    assert not any(table.problems for table in tables.values())
