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
