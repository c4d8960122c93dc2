"""A language model beside the rules: what it proposes for papers, refused or worked out, and what that took.

The rules do all of their work first and nothing of it is taken back. A model may point at sentences that they passed
over and at cells that they left open. A claim that only a model found is checked and shown, and is never supported nor
contradicted: nobody knows what its number was picked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from synth.extract.proposed import PROMPT as CLAIMS
from synth.extract.proposed import Spans, claim_blocks, pointed_claims
from synth.extract.proposed_orders import orders
from synth.models.llm import ModelError, ModelName, Request
from synth.models.llm_account import Estimate, price_of
from synth.models.llm_answers import FILE, Answers
from synth.models.llm_client import require_installed
from synth.models.llm_model import KeptModel
from synth.prompts import load_prompt
from synth.records import Claim, JudgedClaim, Problem, Progress, Verdict, silent
from synth.store.home import data_home
from synth.verify import Witness, verify_claim
from synth.verify.judge import judge
from synth.verify.proposed_ask import PROMPT as ALIGNMENT
from synth.verify.proposed_ask import Formulas, aligned_claims, alignment_blocks

Consent = Callable[[Estimate, Decimal | None], None]
"""Told what the questions may cost at most and the bound, before the first is put; raises where that is too much."""


def agreed(_estimate: Estimate, _most: Decimal | None) -> None:
    """The consent of somebody who set a bound and trusts it."""


@dataclass(slots=True)
class Helper:
    """A language model for one command: the model, who agrees to its cost, and what became of its proposals."""

    model: KeptModel
    consent: Consent = agreed
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Questions left to the rules, by task and reason."""
    proposals: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """Begins another report: its account and its proposals are its own."""
        self.model.account.begin()
        for counter in (self.failures, self.proposals, self.refused):
            counter.clear()

    def agree(self, questions: Sequence[tuple[Request, type[Any]]]) -> None:
        """Asks for consent to what these questions may cost, where any is new."""
        estimate = self.model.estimate(questions)
        if estimate.questions:
            self.consent(estimate, self.model.account.most)

    def failed(self, task: str, error: ModelError) -> None:
        """Counts a question that is left to the rules."""
        self.failures[task, error.message] += 1

    def count(self, task: str, proposals: int, refused: int) -> None:
        """Counts proposals, and those that came to nothing."""
        self.proposals[task] += proposals
        self.refused[task] += refused

    @property
    def problems(self) -> tuple[Problem, ...]:
        """For how many questions the rules stood in, and why."""
        hint = "the rules alone decide there; the same command asks again"
        return tuple(
            Problem(f"model, task {task}", f"{count} questions were left to the rules: {why}", hint)
            for (task, why), count in sorted(self.failures.items())
        )

    @property
    def made_by(self) -> dict[str, str]:
        """What a report says about the model: its name, its prompts, and per task what was asked and proposed."""
        told = {"model": self.model.id}
        for task, sentence in self.model.account.sentences.items():
            told[f"model {task}"] = f"{sentence}; {self.proposals[task]} proposals, {self.refused[task]} refused"
            told[f"prompt {task}"] = load_prompt(task).made_by
        return told


@contextmanager
def open_helper(
    model: str,
    *,
    most: Decimal | None = None,
    offline: bool = False,
    consent: Consent = agreed,
    progress: Progress = silent,
) -> Iterator[Helper | None]:
    """The helper that `--model` names, None where it names none; `offline`: only a model on this machine is asked.

    Raises UsageError for a name that is none and where the packages for it are not installed, StorageError, InputError.
    """
    if not model:
        yield None
        return
    require_installed()
    name = ModelName.parse(model)
    alone = offline and not name.is_here
    with Answers(data_home() / FILE) as answers:
        kept = KeptModel(name, answers, price=price_of(name), most=most, offline=alone, progress=progress)
        with kept:
            yield Helper(kept, consent)


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper to ask about: all its claims by rule, those that were verified, and which sentences (None: all)."""

    own: Witness
    claims: Sequence[Claim]
    judged: Sequence[JudgedClaim]
    places: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a model added: claims that it found, by paper, verdicts with another check, by claim, and problems met."""

    claims: Mapping[str, tuple[Claim, ...]]
    verdicts: Mapping[str, Verdict]
    problems: tuple[Problem, ...]


def propose(papers: Sequence[Asked], helper: Helper, more: Sequence[tuple[Request, type[Any]]] = ()) -> Proposed:
    """Asks about papers; `more` are questions that will be put later and are agreed to now."""
    helper.begin()
    claims_prompt, alignment_prompt = load_prompt(CLAIMS), load_prompt(ALIGNMENT)
    spans = [
        (each, b) for each in papers for b in claim_blocks(each.own.document, each.claims, claims_prompt, each.places)
    ]
    cells = [(each, b) for each in papers for b in alignment_blocks(each.judged, each.own, alignment_prompt)]
    questions: list[tuple[Request, type[Any]]] = [(block.request, Spans) for _, block in spans]
    helper.agree([*questions, *((block.request, Formulas) for _, block in cells), *more])
    found: dict[str, tuple[Claim, ...]] = {}
    for (asked, block), answer in zip(
        spans, helper.model.complete_all([b.request for _, b in spans], Spans), strict=True
    ):
        if isinstance(answer, ModelError):
            helper.failed(CLAIMS, answer)
            continue
        pointed = pointed_claims(asked.own.document, asked.claims, block, answer)
        helper.count(CLAIMS, len(answer.claims), pointed.refused)
        paper = asked.own.document.paper.id
        found[paper] = (*found.get(paper, ()), *pointed.claims)
    verdicts: dict[str, Verdict] = {}
    formulas = helper.model.complete_all([block.request for _, block in cells], Formulas)
    for (each, lines), given in zip(cells, formulas, strict=True):
        if isinstance(given, ModelError):
            helper.failed(ALIGNMENT, given)
            continue
        before = {judged.claim.id: judged.verdict for judged in each.judged}
        aligned = aligned_claims(lines, given, before, each.own, helper.model.id)
        helper.count(ALIGNMENT, aligned.formulas, aligned.refused)
        verdicts |= aligned.verdicts
    warned = tuple(problem for each in papers for problem in orders(each.own.document))
    return Proposed(found, verdicts, warned)


def with_proposals(judged: Sequence[JudgedClaim], proposed: Proposed) -> tuple[JudgedClaim, ...]:
    """The claims with the verdicts that formulas changed."""
    return tuple(replace(each, verdict=proposed.verdicts.get(each.claim.id, each.verdict)) for each in judged)


def verdict_on_found(claim: Claim, own: Witness, by: str) -> Verdict:
    """The checks of a claim that a model found; they are shown, and none of them decides."""
    note = f"{by} picked this number, so what agrees with it or does not decides nothing"
    checks = verify_claim(claim, own).checks
    return judge(
        [replace(check, status="unresolved", confidence=0.5, reason=f"{check.reason}; {note}") for check in checks]
    )


def helped_audit(
    own: Witness, claims: Sequence[Claim], judged: Sequence[JudgedClaim], helper: Helper
) -> tuple[tuple[JudgedClaim, ...], tuple[Problem, ...]]:
    """The claims of one paper with what a model added, in document order, and what was met while it was asked."""
    proposed = propose([Asked(own, claims, judged)], helper)
    found = [
        JudgedClaim(claim, verdict_on_found(claim, own, helper.model.id))
        for claim in proposed.claims.get(own.document.paper.id, ())
    ]
    sentences = enumerate(own.document.sentences)
    order = {(s.anchor.file, s.anchor.page, s.anchor.start, s.anchor.end): place for place, s in sentences}

    def place(each: JudgedClaim) -> int:
        anchor = each.claim.anchor
        return order.get((anchor.file, anchor.page, anchor.start, anchor.end), len(order))

    return tuple(sorted([*with_proposals(judged, proposed), *found], key=place)), proposed.problems + helper.problems
