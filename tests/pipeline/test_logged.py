from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from synth.errors import InputError
from synth.pipeline.audit import audit_document
from synth.pipeline.given import to_record, verify_stream
from synth.pipeline.logged import Logged, Share, open_logs
from synth.read import read_bytes

ROWS = """model,dataset,split,seed,accuracy
Gust,MNLI,test,0,84.10
Gust,MNLI,test,1,84.50
Gust,MNLI,test,2,84.30
Squall,MNLI,test,0,81.20
Squall,MNLI,test,1,81.00
Squall,MNLI,test,2,81.40
"""
PAPER = b"""# A made paper

## Results

Gust reaches an accuracy of 84.3 on MNLI. Squall reaches an accuracy of 88.0 on MNLI. The weather was fine.
"""


@pytest.fixture
def logs(tmp_path: Path) -> Logged:
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "results.csv").write_text(ROWS, encoding="utf-8")
    opened = open_logs([folder])
    assert opened is not None
    return opened


def test_no_folder_is_no_logs() -> None:
    assert open_logs([]) is None


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        open_logs([tmp_path / "nowhere"])


def test_a_paper_is_held_against_logs(logs: Logged) -> None:
    document = read_bytes(PAPER, "made.md")
    audit = audit_document(document, logs=logs)
    assert audit.share == Share(claims=2, spoken_of=2, decided=2, upheld=1, contradicted=1)
    assert audit.share.sentence.startswith("2 of 2 claims decided by the logs: 1 upheld, 1 contradicted")
    assert {check.against for judged in audit.claims for check in judged.verdict.checks} == {"run"}
    assert audit_document(document).share is None


def test_given_claims_are_held_against_logs(logs: Logged) -> None:
    claims = [
        {"id": 1, "claim": "Gust outperforms Squall by 3.1 points on MNLI."},
        {"id": 2, "claim": "Squall outperforms Gust by 3.1 points on MNLI."},
        {"id": 3, "claim": "Gust reaches 84.3 on the MNLI dev set."},
        {"id": 4, "claim": "The weather was fine."},
    ]
    stream = io.BytesIO("\n".join(json.dumps(each) for each in claims).encode())
    records = [to_record(verdict) for verdict in verify_stream(stream, logs)]
    assert [each["status"] for each in records] == ["supported", "contradicted", "not_comparable", "unresolved"]
    for each in records:
        probabilities = each["probabilities"]
        assert isinstance(probabilities, dict)
        assert sum(Decimal(str(value)) for value in probabilities.values()) == 1
    (check,) = json.loads(json.dumps(records[0]["checks"]))
    assert check["against"] == "run"
    assert check["anchors"][0]["file"] == "results.csv"
    assert records[3]["reason"] == "the logs hold nothing that the claim names"


def test_the_same_logs_have_the_same_id(logs: Logged, tmp_path: Path) -> None:
    again = open_logs([tmp_path / "runs"])
    assert again is not None
    assert again.id == logs.id
