import pytest

from tests.verify.made import verdict

PAPER = """# A made paper

Table 1: change against the baseline

| Step | Rain | Snow | Hail | Avg. |
| --- | --- | --- | --- | --- |
| Baseline | 61.2 | 70.4 | 80.3 | 67.3 |
| Gamma | +4.1 | -2.0 | -0.6 | +1.7 |
| Delta | +2.7 | -1.1 | +0.4 | -0.5 |
| Omega | +1.7 | -0.1 | +0.9 | -0.2 |
"""


@pytest.mark.parametrize(
    ("text", "direction", "status"),
    [
        ("Every step improves Rain.", "up", "supported"),
        ("Gamma hurts Snow.", "down", "supported"),
        ("Gamma improves Snow.", "up", "contradicted"),
        ("Snow does not see benefits from any step.", "up", "supported"),
        ("Hail improves with most steps.", "up", "supported"),
        ("Hail improves with every step.", "up", "unresolved"),
        ("Gamma may hurt Snow.", "down", "unresolved"),
        ("Epsilon improves elsewhere.", "up", "unresolved"),
        ("Snow improves where other steps do not end.", "up", "unresolved"),
        ("It improves Snow.", "up", "unresolved"),
        ("Gamma outperforms all on Snow.", "up", "unresolved"),
    ],
)
def test_a_direction_is_decided_by_printed_changes(text: str, direction: str, status: str) -> None:
    assert verdict(text, None, PAPER, direction=direction, subject=text.split()[0]).status == status


def test_values_below_zero_are_no_changes() -> None:
    paper = PAPER.replace("+", "")
    assert verdict("Gamma hurts Snow.", None, paper, direction="down", subject="Gamma").status == "unresolved"
