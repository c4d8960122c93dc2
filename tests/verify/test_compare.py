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
