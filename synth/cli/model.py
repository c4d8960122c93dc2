"""The options `--model` and `--max-cost` that several commands share, and what they ask and say."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import typer

from synth.errors import UsageError

if TYPE_CHECKING:
    from synth.models.llm_account import Estimate
    from synth.pipeline.batch import Result
    from synth.pipeline.proposed import Helper
    from synth.records import Progress

MODEL: Any = typer.Option(
    "",
    "--model",
    metavar="PROVIDER:NAME",
    help="A language model that proposes: openai:…, anthropic:…, ollama:…, with @ADDRESS for a server of your own.",
    show_default=False,
)
MAX_COST: Any = typer.Option("1.00", "--max-cost", help="US dollars after which the model is asked nothing more.")


@contextmanager
def model_helper(model: str, max_cost: str, progress: Progress, *, offline: bool = False) -> Iterator[Helper | None]:
    """The model of `--model`, None where none is named; at the end, what it took goes to stderr.

    Raises UsageError for a bound that is no sum of money, and as `open_helper`.
    """
    from synth.cli.show import note
    from synth.models.llm_account import money
    from synth.pipeline.proposed import open_helper

    try:
        most = Decimal(max_cost)
    except InvalidOperation:
        most = Decimal("nan")
    if not most.is_finite() or most < 0:
        raise UsageError(f"--max-cost {max_cost} is no sum of money", "give US dollars, as 0.50")
    with open_helper(model, most=most, offline=offline, consent=agree, progress=progress) as helper:
        try:
            yield helper
        finally:
            if helper is not None:
                account = helper.model.account
                kept = f"{account.whole.replayed} of the answers were kept ones"
                note(f"{helper.model.id}: {account.whole.sentence}; {kept}; ${money(account.spent)} spent now")


def bound_of(helper: Helper | None) -> Decimal | None:
    """What may be spent in US dollars; None without a model."""
    return helper.model.account.most if helper else None


def counting(results: Iterator[Result], helper: Helper | None, processes: int) -> Iterator[Result]:
    """The results of other processes, with what they took counted where the command says what it took."""
    from synth.cli.show import note
    from synth.models.llm_account import money, portion

    if helper is not None and helper.model.account.most is not None:
        each = money(portion(helper.model.account.most, processes))
        note(f"each of {processes} processes asks the model for at most ${each}")
    for result in results:
        if helper is not None and result.took is not None:
            helper.model.account.join(result.took)
        yield result


def agree(estimate: Estimate, most: Decimal | None) -> None:
    """Says what the questions may cost; on a terminal asks where that is above the bound. Raises UsageError on a no."""
    from synth.cli.show import note
    from synth.models.llm_account import money

    if estimate.cost is None:
        note(f"{estimate.questions} questions to the model, at most {estimate.tokens} tokens; no price is known for it")
        return
    told = f"{estimate.questions} questions to the model, at most {estimate.tokens} tokens and ${money(estimate.cost)}"
    note(told)
    if most is None or estimate.cost <= most:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        if not typer.confirm(f"That is above --max-cost {most}. Ask until {most} is spent?", err=True):
            raise UsageError("nothing was asked and nothing was made", "give another --max-cost, or leave out --model")
    else:
        note(f"that is above --max-cost {most}: what is left when it is spent is left to the rules")
