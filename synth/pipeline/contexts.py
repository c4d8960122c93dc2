"""What stands around the quotes of a report in their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from synth.records import Anchor, Document, JudgedClaim
from synth.report_records import Context

AROUND = 240
"""Characters shown on each side of a quote, at most."""

PARAGRAPH = re.compile(r"\n[ \t]*\n")


def contexts(judged: Iterable[JudgedClaim], documents: Mapping[str, Document]) -> tuple[Context, ...]:
    """One context for each place that a claim was taken from or that a check quotes, in the order of the places."""
    anchors = {anchor for each in judged for anchor in _anchors(each) if anchor.paper in documents}
    made = [_context(anchor, documents[anchor.paper]) for anchor in anchors]
    return tuple(sorted(made, key=lambda each: (each.paper, each.file or "", each.page or 0, each.start, each.end)))


def _anchors(judged: JudgedClaim) -> list[Anchor]:
    quoted = [anchor for check in judged.verdict.checks for anchor in check.anchors if isinstance(anchor, Anchor)]
    return [judged.claim.anchor, *quoted]


def _context(anchor: Anchor, document: Document) -> Context:
    low, high = max(0, anchor.start - AROUND), anchor.end + AROUND
    before = document.quote(anchor.file, anchor.page, low, anchor.start)
    after = document.quote(anchor.file, anchor.page, anchor.end, high)
    line = None
    if anchor.page is None:
        line = document.quote(anchor.file, None, 0, anchor.start).count("\n") + 1
    before = PARAGRAPH.split(before)[-1]
    if low > 0 and len(before) == AROUND:  # cut by us, inside a word perhaps
        before = before.partition(" ")[2]
    after = PARAGRAPH.split(after)[0]
    if len(after) == AROUND:
        after = after.rpartition(" ")[0]
    return Context(
        anchor.paper, anchor.file, anchor.page, anchor.start, anchor.end, line, before.lstrip(), after.rstrip()
    )
