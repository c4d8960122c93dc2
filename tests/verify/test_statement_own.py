"""Claims without numbers against the tables that their paragraph refers to: made papers."""

from __future__ import annotations

import pytest

from synth.extract.claims import extract_claims
from synth.read import read_bytes
from synth.records import Verdict
from synth.verify import verify_claim, witness

PAPER = """# A made paper on made mixtures

{text}

We also weighed the mixtures.

Table 1: accuracy of the made mixtures (%)

| Mixture | Rain | Snow | Hail |
| --- | --- | --- | --- |
| Pebble | 61.2 | 70.4 | 80.3 |
| Gravel (Ours) | 64.9 | 73.1 | 82.9 |
| Gravel w/o sand | 63.0 | 72.8 | 81.1 |
| Sandstone | 60.0 | 72.0 | 79.1 |
"""


def judged(text: str) -> Verdict:
    """The verdict on the last claim of a made paper's first paragraph."""
    document = read_bytes(PAPER.format(text=text).encode(), "made.md")
    claims = [claim for claim in extract_claims(document) if not claim.quantities]
    return verify_claim(claims[-1], witness(document, claims))


@pytest.mark.parametrize(
    "text",
    [
        "As Table 1 shows, the mixture Gravel performs better than all the other mixtures on the made tasks.",
        "Table 1 lists the accuracies. Removing the sand makes Gravel worse than the whole Gravel on every task.",
        "Results are in Table 1. Gravel consistently outperforms both Pebble and Sandstone.",
    ],
)
def test_a_comparison_that_every_cell_of_the_table_bears_out_is_supported(text: str) -> None:
    verdict = judged(text)
    assert verdict.status == "supported"
    assert "Table 1" in verdict.reason
    assert [anchor for check in verdict.checks for anchor in check.anchors]


@pytest.mark.parametrize(
    "text",
    [
        "Results are in Table 1. Gravel consistently underperforms both Pebble and Sandstone.",
        "Results are in Table 1. Sandstone consistently outperforms both Pebble and Gravel.",
        "Gravel consistently outperforms both of the mixtures that were known before.",
    ],
)
def test_what_the_cells_do_not_bear_out_or_no_table_is_named_for_is_not_supported(text: str) -> None:
    assert judged(text).status != "supported"


def test_that_a_table_speaks_against_a_claim_is_said_and_decides_nothing() -> None:
    verdict = judged("Results are in Table 1. Gravel performs worse than all the other mixtures.")
    assert verdict.status == "unresolved"
    assert "Table 1 may speak against it: Gravel" in verdict.reason


def test_a_very_long_claim_is_left_alone() -> None:
    text = "Results are in Table 1. Gravel consistently outperforms both Pebble and Sandstone" + " and so on" * 50 + "."
    assert judged(text).status == "unresolved"
