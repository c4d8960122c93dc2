"""A language model beside the rules: what it proposes for papers, refused or worked out, and what that took.

The rules do all of their work first and nothing of it changes: with any model each of their claims has the status and
the probabilities that it has without one. A model may point at sentences that they passed over, and at cells and
measurements for what they left open, which are then shown. A claim that only a model found is checked and shown, and is
never supported nor contradicted: nobody knows what its number was picked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar

from synth.extract.proposed import PROMPT as CLAIMS
from synth.extract.proposed import Block, Spans, claim_blocks, pointed_claims
from synth.extract.proposed_orders import HINT as ORDERS_HINT
from synth.extract.proposed_orders import TOLD as ORDERS_TOLD
from synth.extract.proposed_orders import orders
from synth.models.llm import ModelError, ModelName, Request, T
from synth.models.llm_account import Estimate, counted, price_of
from synth.models.llm_answers import FILE, Answers
from synth.models.llm_client import require_installed
from synth.models.llm_model import KeptModel
from synth.pipeline.logged import Logged
from synth.prompts import Prompt, load_prompt
from synth.records import Claim, JudgedClaim, Problem, Progress, Verdict, silent
from synth.store.home import data_home
from synth.verify import Witness, verify_claim
from synth.verify.judge import judge
from synth.verify.proposed import UNDECIDED
from synth.verify.proposed_ask import PROMPT as ALIGNMENT
from synth.verify.proposed_ask import AlignmentBlock, Formulas, aligned_claims, alignment_blocks, shown_beside
from synth.verify.proposed_runs import PROMPT as MEASUREMENTS
from synth.verify.proposed_runs import Held, RunsBlock, hold, runs_aligned, runs_blocks

BY = "the language model"
"""Who proposed, in the reason of a check; which model that is stands in `made_by`, once."""
B = TypeVar("B", Block, AlignmentBlock, RunsBlock)
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
            Problem(f"model, task {task}", f"{counted(count, 'question')} left to the rules: {why}", hint)
            for (task, why), count in sorted(self.failures.items())
        )

    @property
    def made_by(self) -> dict[str, str]:
        """What a report says about the model: its name, its prompts, and per task what was asked and proposed."""
        told = {"model": self.model.id}
        for task, sentence in self.model.account.sentences.items():
            told[f"model {task}"] = (
                f"{sentence}; {counted(self.proposals[task], 'proposal')}, {self.refused[task]} refused"
            )
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


def propose(
    papers: Sequence[Asked],
    helper: Helper,
    more: Sequence[tuple[Request, type[Any]]] = (),
    logs: Logged | None = None,
) -> Proposed:
    """Asks about papers and, where given, experiment logs; `more` are questions put later that are agreed to now."""
    helper.begin()
    claims_prompt, cells_prompt, runs_prompt = load_prompt(CLAIMS), load_prompt(ALIGNMENT), load_prompt(MEASUREMENTS)
    held = hold(logs.index) if logs else None
    spans = [
        (each, b) for each in papers for b in claim_blocks(each.own.document, each.claims, claims_prompt, each.places)
    ]
    cells = [(each, b) for each in papers for b in alignment_blocks(each.judged, each.own, cells_prompt)]
    runs = [(each, b) for each in papers if held for b in _runs_blocks(each, held, runs_prompt)]
    helper.agree(
        [
            *((block.request, Spans) for _, block in spans),
            *((block.request, Formulas) for _, block in cells),
            *((block.request, Formulas) for _, block in runs),
            *more,
        ]
    )
    found: dict[str, tuple[Claim, ...]] = {}
    for (asked, block), pointed in _answers(spans, Spans, CLAIMS, helper):
        taken = pointed_claims(asked.own.document, asked.claims, block, pointed)
        helper.count(CLAIMS, len(pointed.claims), taken.refused)
        paper = asked.own.document.paper.id
        found[paper] = (*found.get(paper, ()), *taken.claims)
    verdicts = {judged.claim.id: judged.verdict for each in papers for judged in each.judged}
    changed: dict[str, Verdict] = {}
    for (asked, lines), answer in _answers(cells, Formulas, ALIGNMENT, helper):
        aligned = aligned_claims(lines, answer, verdicts | changed, asked.own, BY)
        helper.count(ALIGNMENT, aligned.formulas, aligned.refused)
        changed |= aligned.verdicts
    for (_, measured), answer in _answers(runs, Formulas, MEASUREMENTS, helper):
        bound = runs_aligned(measured, answer, verdicts | changed, BY, logs.tolerance if logs else None)
        helper.count(MEASUREMENTS, bound.formulas, bound.refused)
        changed |= bound.verdicts
    hidden = sorted({file for _, block in runs for file in block.orders})
    warned = (
        *(problem for each in papers for problem in orders(each.own.document)),
        *(Problem(file, ORDERS_TOLD, ORDERS_HINT) for file in hidden),
    )
    return Proposed(found, changed, warned)


def _runs_blocks(asked: Asked, held: Held, prompt: Prompt) -> tuple[RunsBlock, ...]:
    document = asked.own.document
    return runs_blocks(asked.judged, document.paper.id, document.aliases, held, prompt)


def _answers(
    asked: Sequence[tuple[Asked, B]], schema: type[T], task: str, helper: Helper
) -> Iterator[tuple[tuple[Asked, B], T]]:
    """Each question that was answered with its answer; the others are left to the rules and counted."""
    answers = helper.model.complete_all([block.request for _, block in asked], schema)
    for each, answer in zip(asked, answers, strict=True):
        if isinstance(answer, ModelError):
            helper.failed(task, answer)
        else:
            yield each, answer


def with_proposals(judged: Sequence[JudgedClaim], proposed: Proposed) -> tuple[JudgedClaim, ...]:
    """The claims with the verdicts that formulas changed."""
    return tuple(replace(each, verdict=proposed.verdicts.get(each.claim.id, each.verdict)) for each in judged)


def verdict_on_found(claim: Claim, own: Witness, by: str) -> Verdict:
    """The checks of a claim that a model found; they are shown, and none of them decides."""
    note = f"{by} picked this number, so what agrees with it or does not decides nothing"
    verdict = judge([])  # what a claim without evidence has, whatever the checks that are shown say
    for check in verify_claim(claim, own).checks:
        shown = replace(check, status="unresolved", confidence=UNDECIDED, reason=f"{check.reason}; {note}")
        verdict = shown_beside(verdict, shown)
    return verdict


def helped_audit(
    own: Witness,
    claims: Sequence[Claim],
    judged: Sequence[JudgedClaim],
    helper: Helper,
    logs: Logged | None = None,
) -> tuple[tuple[JudgedClaim, ...], tuple[Problem, ...]]:
    """The claims of one paper with what a model added, in document order, and what was met while it was asked."""
    proposed = propose([Asked(own, claims, judged)], helper, logs=logs)
    found = [
        JudgedClaim(claim, verdict_on_found(claim, own, BY)) for claim in proposed.claims.get(own.document.paper.id, ())
    ]
    sentences = enumerate(own.document.sentences)
    order = {(s.anchor.file, s.anchor.page, s.anchor.start, s.anchor.end): place for place, s in sentences}

    def place(each: JudgedClaim) -> int:
        anchor = each.claim.anchor
        return order.get((anchor.file, anchor.page, anchor.start, anchor.end), len(order))

    return tuple(sorted([*with_proposals(judged, proposed), *found], key=place)), proposed.problems + helper.problems
