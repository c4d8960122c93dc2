"""One paper against itself: every claim in it against its own tables and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from synth.extract.claims import extract_claims
from synth.pipeline.logged import Logged, Share, share_of, with_logs
from synth.records import STATUSES, Claim, Document, JudgedClaim, Problem, Progress, Status, Verdict, silent
from synth.verify import verify_claim, witness
from synth.verify.breach import Breach
from synth.verify.laws import breaches

if TYPE_CHECKING:
    from synth.pipeline.proposed import Helper


@dataclass(frozen=True, slots=True)
class Audit:
    """What a paper claims and what its own tables and text say to it; claims in document order."""

    document: Document
    claims: tuple[JudgedClaim, ...]
    breaches: tuple[Breach, ...] = ()
    """Numbers that the paper's own tables and sentences do not bear out, without any claim."""
    logs: Logged | None = None
    share: Share | None = None
    """How many of the claims the logs decide, before a model is asked; None where no logs were given."""
    bounds: tuple[Problem, ...] = ()
    """Tables that are larger than the search over them looks at."""
    asked: tuple[Problem, ...] = ()
    """What was met while a language model was asked."""
    model: Mapping[str, str] = field(default_factory=dict)
    """Which language model was asked, and what that took; empty where none was."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was stepped over while the paper was read, and tables that were not looked at whole."""
        return self.document.problems + self.bounds + (self.logs.problems if self.logs else ()) + self.asked

    @property
    def summary(self) -> Mapping[Status, int]:
        """How many claims have each status."""
        counts = Counter(judged.verdict.status for judged in self.claims)
        return {status: counts[status] for status in STATUSES}


FIRST_LOOKED_AT: tuple[Status, ...] = ("contradicted", "not_comparable", "unresolved", "supported")


def place_in_line(claim: Claim, verdict: Verdict) -> tuple[int, bool, float, float, str]:
    """What to sort an audit's claims by, so that what most needs a look comes first.

    By status; of each status numbers come before sentences without, then what is likelier contradicted, then what is
    less sure.
    """
    doubt = -verdict.probabilities["contradicted"]
    return FIRST_LOOKED_AT.index(verdict.status), not claim.quantities, doubt, verdict.confidence, claim.id


def audit_document(
    document: Document, *, logs: Logged | None = None, helper: Helper | None = None, progress: Progress = silent
) -> Audit:
    """Every claim of a paper with its verdict against the paper itself and, where given, against experiment logs.

    A language model, where given, adds claims and formulas that the rules check.
    """
    claims = extract_claims(document)
    own = witness(document, claims)
    judged: list[JudgedClaim] = []
    for done, claim in enumerate(claims):
        progress("verifying claims", done, len(claims))
        verdict = with_logs(verify_claim(claim, own), claim, logs, document.aliases)
        judged.append(JudgedClaim(claim, verdict))
    progress("verifying claims", len(claims), len(claims))
    found = breaches(own.tables, document)
    share = share_of(judged) if logs else None
    if helper is None:
        return Audit(document, tuple(judged), found, logs, share, own.problems)
    from synth.pipeline.proposed import helped_audit

    more, asked = helped_audit(own, claims, judged, helper, logs)
    return Audit(document, more, found, logs, share, own.problems, asked, helper.made_by)
