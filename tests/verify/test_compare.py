import pytest

from tests.verify.made import PAPER, verdict


@pytest.mark.parametrize(
    ("text", "subject", "baseline", "status"),
    [
        ("Alpha outperforms Baseline.", "Alpha", "Baseline", "supported"),
        ("Alpha outperforms Beta on Snow.", "Alpha", "Beta", "supported"),
        ("Baseline outperforms Alpha on Hail.", "Baseline", "Alpha", "contradicted"),
        ("Alpha outperforms Beta.", "Alpha", "Beta", "unresolved"),
        ("Alpha does not outperform Baseline.", "Alpha", "Baseline", "unresolved"),
        ("Alpha may outperform Baseline.", "Alpha", "Baseline", "unresolved"),
        ("Epsilon outperforms Baseline.", "Epsilon", "Baseline", "unresolved"),
        ("Multilingual Beta outperforms Baseline on Rain.", "multilingual Beta", "Baseline", "unresolved"),
        ("The proposed model Alpha outperforms Baseline.", "the proposed model Alpha", "Baseline", "supported"),
        ("Alpha outperforms Baseline on every Snow.", "Alpha", "Baseline", "unresolved"),
        ("Baseline outperforms Alpha and beats Beta on Hail.", "Baseline", "Alpha", "unresolved"),
    ],
)
def test_a_comparison_is_decided_where_both_sides_are_known(
    text: str, subject: str, baseline: str, status: str
) -> None:
    assert verdict(text, subject=subject, baseline=baseline).status == status


def test_where_lower_is_better_it_stays_open() -> None:
    paper = PAPER.replace("accuracy on the made tasks", "error on the made tasks")
    assert (
        verdict("Alpha outperforms Baseline.", None, paper, subject="Alpha", baseline="Baseline").status == "unresolved"
    )


def test_no_table_speaks_against_what_another_supports() -> None:
    other = (
        PAPER
        + """
Table 4: F1 on other made tasks

| System | Mist | Dew | Hail |
| --- | --- | --- | --- |
| Baseline | 80.1 | 70.4 | 60.3 |
| Alpha | 60.9 | 63.1 | 61.9 |
| Beta | 79.0 | 69.8 | 54.1 |
"""
    )
    assert (
        verdict("Beta outperforms Alpha on Mist.", None, other, subject="Beta", baseline="Alpha").status == "supported"
    )
    assert (
        verdict("Beta outperforms Alpha on Hail.", None, other, subject="Beta", baseline="Alpha").status == "supported"
    )
