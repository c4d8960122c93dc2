"""One paper against itself."""

from __future__ import annotations

from synth.pipeline.audit import FIRST_LOOKED_AT, audit_document, place_in_line
from synth.read import read_bytes
from synth.records import STATUSES, Status, Verdict
from tests.cli.made import WRONG
from tests.verify.made import claim


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


def test_what_needs_a_look_comes_first() -> None:
    def judged(status: Status, wrong: float, sure: float) -> Verdict:
        return Verdict(status, sure, {**dict.fromkeys(STATUSES, 0.0), "contradicted": wrong}, (), "made")

    number, words = claim("Alpha reaches 64.9 on Rain.", "64.9"), claim("Alpha is better than Beta.")
    line = [
        (words, judged("contradicted", 0.6, 0.6)),
        (number, judged("unresolved", 0.11, 0.7)),
        (number, judged("unresolved", 0.03, 0.6)),
        (number, judged("unresolved", 0.03, 0.9)),
        (words, judged("unresolved", 0.2, 0.4)),
        (number, judged("supported", 0.02, 0.7)),
        (number, judged("supported", 0.01, 0.9)),
    ]
    turned = line[::-1]
    assert sorted(turned, key=lambda each: place_in_line(*each)) == line
    assert set(FIRST_LOOKED_AT) == set(STATUSES)
