"""One paper against itself: every claim in it against its own tables and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from synth.extract.claims import extract_claims
from synth.records import STATUSES, Document, JudgedClaim, Problem, Progress, Status, silent
from synth.verify import verify_claim, witness
from synth.verify.laws import Breach, breaches


@dataclass(frozen=True, slots=True)
class Audit:
    """What a paper claims and what its own tables and text say to it; claims in document order."""

    document: Document
    claims: tuple[JudgedClaim, ...]
    breaches: tuple[Breach, ...] = ()
    """Printed averages that their own rows or columns do not give."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was stepped over while the paper was read."""
        return self.document.problems

    @property
    def summary(self) -> Mapping[Status, int]:
        """How many claims have each status."""
        counts = Counter(judged.verdict.status for judged in self.claims)
        return {status: counts[status] for status in STATUSES}


def audit_document(document: Document, *, progress: Progress = silent) -> Audit:
    """Every claim of a paper with its verdict against the paper itself."""
    claims = extract_claims(document)
    own = witness(document, claims)
    judged: list[JudgedClaim] = []
    for done, claim in enumerate(claims):
        progress("verifying claims", done, len(claims))
        judged.append(JudgedClaim(claim, verify_claim(claim, own)))
    progress("verifying claims", len(claims), len(claims))
    return Audit(document, tuple(judged), breaches(own.tables))
