"""Experiment logs beside papers: opened once, and each claim held against them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from synth.records import Claim, JudgedClaim, Problem, Progress, Verdict, content_id, silent
from synth.runs import load_runs
from synth.verify.judge import judge
from synth.verify.runs_check import check_runs
from synth.verify.runs_index import RunIndex, index_runs

NONE_GIVEN = "no logs given"


@dataclass(frozen=True, slots=True)
class Logged:
    """Logs made ready to be asked. `id` changes with what they hold."""

    index: RunIndex
    id: str
    runs: int
    problems: tuple[Problem, ...] = ()
    tolerance: Decimal | None = None

    @property
    def options(self) -> dict[str, str]:
        """What of the logs a report depends on, as its options."""
        allowed = {} if self.tolerance is None else {"tolerance": str(self.tolerance)}
        return {"runs": self.id, **allowed}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a paper's claims the logs speak of, decide, uphold and contradict."""

    claims: int
    spoken_of: int
    decided: int
    upheld: int
    contradicted: int

    @property
    def sentence(self) -> str:
        """The same in words."""
        rest = self.spoken_of - self.decided
        more = f"; they speak of {rest} more without deciding" if rest else ""
        return (
            f"{self.decided} of {self.claims} claims decided by the logs: {self.upheld} upheld, "
            f"{self.contradicted} contradicted{more}"
        )


def open_logs(
    folders: Sequence[Path], *, tolerance: Decimal | None = None, progress: Progress = silent
) -> Logged | None:
    """The logs of folders, None where none is named. Raises InputError for a folder that is not there."""
    if not folders:
        return None
    logs = load_runs(list(folders), progress=progress)
    results = logs.results()
    index = index_runs(results, logs.runs, at_step=lambda step: tuple(logs.measurements(step=step)))
    parts = (part for one in results for part in (one.run, one.metric, one.value))
    return Logged(index, content_id("r", *parts), len(logs.runs), logs.problems, tolerance)


def with_logs(verdict: Verdict, claim: Claim, logs: Logged | None, aliases: Iterable[tuple[str, str]] = ()) -> Verdict:
    """The verdict with what the logs say to the claim; the same one where they say nothing."""
    if logs is None:
        return verdict
    check = check_runs(claim, logs.index, aliases, tolerance=logs.tolerance)
    return verdict if check is None else judge([*verdict.checks, check], claim=claim)


def share_of(claims: Iterable[JudgedClaim]) -> Share:
    """What the logs do for these claims."""
    told = [
        next((check.status for check in judged.verdict.checks if check.against == "run"), None) for judged in claims
    ]
    upheld, contradicted = told.count("supported"), told.count("contradicted")
    return Share(len(told), len(told) - told.count(None), upheld + contradicted, upheld, contradicted)
