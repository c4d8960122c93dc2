"""What stands around a quote is the source's own, on both sides of it."""

from __future__ import annotations

from synth.pipeline.audit import audit_document
from synth.pipeline.contexts import AROUND, contexts
from synth.read import read_bytes

MADE = """# A made paper

The first made paragraph stays outside.

Before it stands a made sentence. Our glorp reaches 70.1 on the made task. After it stands another one.

The last made paragraph stays outside too.
"""


def test_a_quote_stands_in_its_paragraph_at_its_line() -> None:
    document = read_bytes(MADE.encode(), "made.md")
    judged = audit_document(document).claims
    (claim,) = [each for each in judged if "70.1" in each.claim.text]
    (found,) = contexts([claim], {document.paper.id: document})
    quote = claim.claim.anchor.quote
    assert found.line == MADE[: MADE.index(quote)].count("\n") + 1
    assert found.before + quote + found.after in MADE
    assert found.before == "Before it stands a made sentence. "
    assert found.after == " After it stands another one."


def test_long_surroundings_are_cut_between_words() -> None:
    text = "word " * 100 + ". Our glorp reaches 70.1 on the made task. " + "More words. " * 60
    document = read_bytes(text.encode(), "made.md")
    (claim,) = [each for each in audit_document(document).claims if "70.1" in each.claim.text]
    (found,) = contexts([claim], {document.paper.id: document})
    assert 0 < len(found.before) < AROUND
    assert 0 < len(found.after) < AROUND
    assert found.before.startswith("word ")
    assert found.after.split()[-1] in ("More", "words.")
