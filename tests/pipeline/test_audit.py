"""One paper against itself."""

from __future__ import annotations

from synth.pipeline.audit import audit_document
from synth.read import read_bytes
from synth.records import STATUSES
from tests.cli.made import WRONG


def test_every_claim_is_judged_in_document_order() -> None:
    document = read_bytes(WRONG.replace("of 71.4", "of 61.4").encode(), "wrong.md")
    told: list[tuple[str, int, int]] = []
    made = audit_document(document, progress=lambda *each: told.append(each))
    assert [judged.claim.anchor.start for judged in made.claims] == sorted(
        judged.claim.anchor.start for judged in made.claims
    )
    assert tuple(made.summary) == STATUSES
    assert sum(made.summary.values()) == len(made.claims) > 0
    assert made.summary["contradicted"] == 1
    assert told[-1] == ("verifying claims", len(made.claims), len(made.claims))
    assert made.problems == document.problems
    assert audit_document(document) == made


def test_a_paper_without_claims() -> None:
    made = audit_document(read_bytes(b"# Made\n\nNothing is claimed in this note.\n", "note.md"))
    assert made.claims == ()
    assert set(made.summary.values()) == {0}


def test_an_average_that_its_row_does_not_give_is_named() -> None:
    rows = (("A", 64.0, 73.0, 68.5), ("B", 66.0, 70.0, 68.0), ("C", 61.0, 70.4, 65.7), ("D", 60.0, 70.0, 56.0))
    lines = "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)
    text = f"# Made\n\nTable 1: made\n\n| System | Rain | Snow | Avg. |\n| --- | --- | --- | --- |\n{lines}\n"
    breaches = audit_document(read_bytes(text.encode(), "made.md")).breaches
    assert [breach.message for breach in breaches] == ["Table 1: mean(D row) is 65.00, but 56.0 is printed"]
