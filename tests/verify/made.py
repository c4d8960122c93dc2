"""A made paper, readable in the test that uses it, and claims about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from synth.quantity import Quantity, plain_decimal
from synth.read import read_bytes
from synth.records import Anchor, Claim, Document, Verdict
from synth.verify import verify_claim, witness

PAPER = """# A made paper on made systems

We train Alpha and Beta on three made tasks.

Table 1: accuracy on the made tasks

| System | Rain | Snow | Hail | Avg. |
| --- | --- | --- | --- | --- |
| Baseline | 61.2 | 70.4 | 80.3 | 70.6 |
| Alpha | 64.9 | 73.1 | 80.9 | 73.0 |
| Beta | 66.0 | 69.8 | 84.1 | 73.3 |

Table 2: change against the baseline after another made step

| Step | Rain | Snow | Hail | Avg. |
| --- | --- | --- | --- | --- |
| Baseline | 61.2 | 70.4 / 50.2 | 80.3 | 67.3 |
| Gamma | +4.1 | +2.0 / +1.0 | -0.6 | +1.7 |
| Delta | -2.7 | +1.1 / +0.3 | +0.4 | -0.5 |

Table 3: made corpora

| Corpus | Examples | Languages |
| --- | --- | --- |
| Pebbles | 392,702 | 15 |
| Shells | 49,401 | 7 |
"""


def document(text: str = PAPER) -> Document:
    """The made paper as read."""
    return read_bytes(text.encode(), "made.md")


def claim(text: str, number: str | None = None, **slots: Any) -> Claim:
    """A made claim with at most one number, `kind`, `unit`, `sign` and `bound` of which may be given."""
    of_quantity = {name: slots.pop(name) for name in ("kind", "unit", "sign", "bound") if name in slots}
    anchor = Anchor("made", "made.md", None, 0, len(text), text)
    quantities: tuple[Quantity, ...] = ()
    if number is not None:
        value, decimals = plain_decimal(number)
        start = text.index(number)
        quantities = (Quantity(number, value, decimals, start, start + len(number), **of_quantity),)
    return replace(Claim(Claim.make_id(anchor, text), text, anchor, quantities), **slots)


def verdict(text: str, number: str | None = None, paper: str = PAPER, **slots: Any) -> Verdict:
    """The verdict on a made claim against a made paper."""
    read = document(paper)
    return verify_claim(claim(text, number, **slots), witness(read, ()))
