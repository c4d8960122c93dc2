from tests.verify.made import verdict

PAPER = """# A made paper with two baselines

Table 1: made scores

| System | Rain | Snow | Avg. |
| --- | --- | --- | --- |
| Gamma | 60.0 | 70.0 | 65.0 |
| Gamma (ours) | 58.0 | 67.0 | 62.5 |
| Delta | 66.0 | 75.0 | 70.5 |
"""


def test_a_gain_over_the_published_baseline_says_what_the_own_one_would_give() -> None:
    text = "Delta gains 6.0 points over Gamma on Rain."
    slots = {"subject": "Delta", "baseline": "Gamma"}
    found = verdict(text, "6.0", PAPER, kind="gain", unit="points", sign=1, **slots)
    assert found.status == "supported"
    assert "against the authors' own baseline row Gamma (ours) it would be 8.0" in found.reason
