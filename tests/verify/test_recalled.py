"""What rests on a recalled paper is believed less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.records import Anchor, CellsAnchor, Check, Claim, Paper, RunAnchor
from synth.verify.judge import judge
from synth.verify.recalled import less_recalled

QUOTE = "Alpha reaches 71.4 points."
ANCHOR = Anchor("own", "made.md", None, 0, len(QUOTE), QUOTE)
CLAIM = Claim(Claim.make_id(ANCHOR, QUOTE), QUOTE, ANCHOR)
TABLE = Check("own_table", "supported", 0.95, "the table gives 71.4.", anchors=(CellsAnchor("own", 1, ((1, 1),)),))
OTHER = Check("other_paper", "supported", 0.8, "another paper finds it", anchors=(replace(ANCHOR, paper="other"),))
RUN = Check("run", "supported", 0.9, "the log has it", anchors=(RunAnchor("made", "log.json", 1),))
SOUND = {"own": Paper("own"), "other": Paper("other")}


def test_papers_that_stand_change_nothing() -> None:
    verdict = judge([TABLE, OTHER])
    assert less_recalled(verdict, CLAIM, SOUND) is verdict


@pytest.mark.parametrize(
    ("paper", "word"), [(Paper("own", retracted=True), "retracted"), (Paper("own", withdrawn=True), "withdrawn")]
)
def test_a_claim_of_a_recalled_paper_loses_and_says_why(paper: Paper, word: str) -> None:
    verdict = judge([TABLE])
    less = less_recalled(verdict, CLAIM, SOUND | {"own": paper})
    assert less.probabilities["supported"] < verdict.probabilities["supported"]
    assert less.checks[0].reason == f"the table gives 71.4, but it rests on a paper that was {word}"
    assert less.checks[0].anchors == TABLE.anchors


def test_only_the_evidence_that_comes_from_there_loses() -> None:
    papers = SOUND | {"other": replace(SOUND["other"], retracted=True)}
    less = less_recalled(judge([TABLE, OTHER, RUN]), CLAIM, papers)
    assert [check.confidence for check in less.checks] == [0.95, 0.064, 0.9]


def test_a_retraction_weighs_more_than_a_withdrawal_and_a_log_stays() -> None:
    both = {"own": Paper("own", withdrawn=True, retracted=True)}
    less = less_recalled(judge([TABLE, RUN]), CLAIM, both)
    assert "retracted" in less.checks[0].reason
    assert less.checks[1] == RUN


@given(st.lists(st.sampled_from([TABLE, OTHER, RUN]), max_size=3, unique=True), st.booleans(), st.booleans())
def test_support_never_grows(checks: list[Check], withdrawn: bool, retracted: bool) -> None:
    verdict = judge(checks)
    less = less_recalled(verdict, CLAIM, {"own": Paper("own", withdrawn=withdrawn, retracted=retracted)})
    assert less.probabilities["supported"] <= verdict.probabilities["supported"]
    unchecked = judge(()).probabilities["contradicted"]
    assert less.probabilities["contradicted"] <= max(verdict.probabilities["contradicted"], unchecked)
