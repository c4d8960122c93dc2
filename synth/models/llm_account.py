"""What asking a language model costs: estimated before, counted after, stopped at a bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from synth.models.llm import ModelName, Request

Price = Callable[[int, int], Decimal]
"""US dollars for so many tokens in and out."""

CHARACTERS = 3
"""Characters of a token, on the safe side: English has about four, numbers and names fewer."""
NOTHING = Decimal(0)


def free(_tokens_in: int, _tokens_out: int) -> Decimal:
    """The price of a model that runs on one's own machine."""
    return NOTHING


def price_of(name: ModelName) -> Price | None:
    """The list price of a model as the package genai-prices has it, offline; None where it knows none.

    A server of one's own that serves a model under a name with a list price is counted at that price.
    """
    if name.provider == "ollama":
        return free
    from genai_prices import Usage, calc_price

    provider = name.provider

    def price(tokens_in: int, tokens_out: int) -> Decimal:
        usage = Usage(input_tokens=tokens_in, output_tokens=tokens_out)
        return calc_price(usage, name.name, provider_id=provider).total_price

    try:
        price(1, 1)
    except LookupError:
        return free if name.is_here else None
    return price


@dataclass(frozen=True, slots=True)
class Estimate:
    """What questions would cost at most: how many are not answered yet, their tokens, US dollars (None: no price)."""

    questions: int
    tokens: int
    cost: Decimal | None


@dataclass(slots=True)
class TaskAccount:
    """What one task took: answers given now and replayed, failures, tokens and US dollars of the answers used."""

    asked: int = 0
    replayed: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal = NOTHING

    def add(self, tokens_in: int, tokens_out: int, cost: Decimal, *, replayed: bool) -> None:
        """Counts an answer that was used."""
        self.replayed += replayed
        self.asked += not replayed
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.cost += cost

    def join(self, other: TaskAccount) -> None:
        """Counts another account too."""
        self.asked += other.asked
        self.replayed += other.replayed
        self.failed += other.failed
        self.tokens_in += other.tokens_in
        self.tokens_out += other.tokens_out
        self.cost += other.cost

    @property
    def sentence(self) -> str:
        """The same in words; equal for an answer that was given now and one that was replayed."""
        return (
            f"{counted(self.asked + self.replayed, 'answer')}, {counted(self.failed, 'question')} left to the rules, "
            f"{self.tokens_in} tokens in, {self.tokens_out} out, ${money(self.cost)}"
        )


@dataclass(frozen=True, slots=True)
class Took:
    """What one report took: the answers used, and US dollars paid now, for answers that were of no use too."""

    answers: TaskAccount
    spent: Decimal


@dataclass(slots=True)
class Account:
    """What was spent on answers, by task. `spent` is what was paid now, for answers that were of no use too."""

    price: Price | None
    most: Decimal | None = None
    """US dollars after which nothing more is asked; None: no bound."""
    tasks: dict[str, TaskAccount] = field(default_factory=dict)
    spent: Decimal = NOTHING
    pledged: Decimal = NOTHING
    """What the questions that are under way may cost."""
    whole: TaskAccount = field(default_factory=TaskAccount)
    """All tasks of all reports together."""
    before: Decimal = NOTHING
    """What was spent on the reports before this one."""

    def begin(self) -> None:
        """Begins another report; what was spent stays spent."""
        self.tasks = {}
        self.before = self.spent

    @property
    def took(self) -> Took:
        """What this report took so far."""
        whole = TaskAccount()
        for task in self.tasks.values():
            whole.join(task)
        return Took(whole, self.spent - self.before)

    def join(self, took: Took) -> None:
        """Counts a report that another process made."""
        self.whole.join(took.answers)
        self.spent += took.spent

    def task(self, name: str) -> TaskAccount:
        """The account of one task."""
        return self.tasks.setdefault(name, TaskAccount())

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """US dollars for so many tokens; nothing where no price is known."""
        return self.price(tokens_in, tokens_out) if self.price else NOTHING

    def most_of(self, request: Request) -> Decimal:
        """What a question may cost at most, asked once."""
        return self.cost(tokens_of(request), request.most)

    def allows(self, request: Request) -> bool:
        """Whether a question still fits under the bound, with what is under way."""
        return self.most is None or self.spent + self.pledged + self.most_of(request) <= self.most

    @property
    def sentences(self) -> Mapping[str, str]:
        """What each task took, in words, by task."""
        return {name: self.tasks[name].sentence for name in sorted(self.tasks)}


def estimate(requests: Sequence[Request], price: Price | None) -> Estimate:
    """What these questions cost at most, asked once each."""
    tokens = sum(tokens_of(request) + request.most for request in requests)
    if price is None:
        return Estimate(len(requests), tokens, None)
    cost = sum((price(tokens_of(request), request.most) for request in requests), NOTHING)
    return Estimate(len(requests), tokens, cost)


def tokens_of(request: Request) -> int:
    """The tokens of a question, on the safe side."""
    return (len(request.instructions) + len(request.material)) // CHARACTERS + 200


def portion(most: Decimal, processes: int) -> Decimal:
    """What each of several processes may spend, so that together they stay under a bound."""
    return (most / processes).quantize(Decimal("0.000001"), ROUND_FLOOR)


def counted(count: int, noun: str) -> str:
    """A count with its noun: "1 answer", "2 answers"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def money(cost: Decimal) -> str:
    """US dollars to a hundredth of a cent, rounded."""
    return f"{cost.quantize(Decimal('0.0001')):f}"
