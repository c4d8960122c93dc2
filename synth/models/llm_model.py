"""A language model with its kept answers and its account: what every task asks through."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from decimal import Decimal
from typing import Any

from synth.models.llm import ModelError, ModelName, Request, T, adapter_of, key_of
from synth.models.llm_account import NOTHING, Account, Estimate, Price, estimate
from synth.models.llm_answers import Answer, Answers
from synth.models.llm_client import SECONDS, Client, Reply
from synth.records import Progress, silent

AT_ONCE = 4
"""Questions that are under way at the same time."""
GIVEN_UP = 6
"""Failures in a row after which nothing more is asked."""


class KeptModel:
    """A model whose answers are kept; the same question is put once.

    `offline`: only what is kept is answered. Ctrl-C ends it at once, and what was answered stays kept.
    """

    def __init__(
        self,
        name: ModelName,
        answers: Answers,
        *,
        price: Price | None,
        most: Decimal | None = None,
        offline: bool = False,
        at_once: int = AT_ONCE,
        seconds: float = SECONDS,
        progress: Progress = silent,
    ) -> None:
        self.name = name
        self.account = Account(price, most)
        self.stopped: ModelError | None = None
        self._answers = answers
        self._client = Client(name, seconds=seconds)
        self._offline = offline
        self._at_once = at_once
        self._failures = 0
        self._progress = progress

    @property
    def id(self) -> str:
        """The model as the user named it."""
        return self.name.id

    def close(self) -> None:
        """Ends the connection, not the file of answers."""
        self._client.close()

    def __enter__(self) -> KeptModel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def estimate(self, asked: Sequence[tuple[Request, type[Any]]]) -> Estimate:
        """What these questions would cost at most; what is kept costs nothing."""
        new = (
            []
            if self._offline
            else [r for r, schema in asked if self._answers.get(key_of(self.name, r, schema)) is None]
        )
        return estimate(new, self.account.price)

    def complete(self, request: Request, schema: type[T]) -> T:
        """An answer of the shape `schema`. Raises ModelError where there is none."""
        (outcome,) = self.complete_all([request], schema)
        if isinstance(outcome, ModelError):
            raise outcome
        return outcome

    def complete_all(self, requests: Sequence[Request], schema: type[T]) -> list[T | ModelError]:
        """An answer or a failure for each question, in order; a few are asked at once."""
        outcomes: dict[int, T | ModelError] = {}
        waiting: deque[int] = deque()
        for place, request in enumerate(requests):
            kept = self._kept(request, schema)
            if kept is None:
                waiting.append(place)
            else:
                outcomes[place] = kept
        running: dict[Future[Reply], int] = {}
        try:
            while waiting or running:
                while waiting and len(running) < self._at_once:
                    place = waiting.popleft()
                    refused = self._refused(requests[place])
                    if refused is None:
                        self.account.pledged += self.account.most_of(requests[place])
                        running[self._client.start(requests[place], schema)] = place
                    else:
                        self._missed(requests[place])
                        outcomes[place] = refused
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=running.__getitem__):
                    place = running.pop(future)
                    outcomes[place] = self._given(requests[place], schema, future.result())
                    self._progress("asking the model", len(outcomes), len(requests))
        except BaseException:
            for future in running:
                future.cancel()
            raise
        return [outcomes[place] for place in range(len(requests))]

    def _kept(self, request: Request, schema: type[T]) -> T | None:
        """The kept answer to a question; one that is not of the shape asked for counts as absent."""
        kept = self._answers.get(key_of(self.name, request, schema))
        if kept is None:
            return None
        try:
            value = adapter_of(schema).validate_json(kept.text)
        except ValueError:
            self._answers.drop(kept)
            return None
        self._count(kept, replayed=True)
        return value

    def _refused(self, request: Request) -> ModelError | None:
        """Why a question is not put at all."""
        if self._offline:
            return ModelError(f"no answer of {self.id} is kept for this", "leave out --offline to ask it")
        if self.stopped is None and not self.account.allows(request):
            self.stopped = ModelError(f"{self.id} was not asked further: --max-cost is reached", final=True)
        return self.stopped

    def _given(self, request: Request, schema: type[T], reply: Reply) -> T | ModelError:
        """What a reply is worth: kept and counted, or a failure; both are paid for."""
        self.account.pledged = max(NOTHING, self.account.pledged - self.account.most_of(request))
        cost = self.account.cost(reply.tokens_in, reply.tokens_out)
        self.account.spent += cost
        if reply.text is None or reply.why is not None:
            why = reply.why or ModelError(f"{self.id} gave no answer")
            self._missed(request)
            self._failures += 1
            if why.final:
                self.stopped = why
            elif self._failures >= GIVEN_UP:
                self.stopped = ModelError(f"{self.id} was not asked further: it failed {GIVEN_UP} times in a row")
            return why
        self._failures = 0
        key = key_of(self.name, request, schema)
        tokens = reply.tokens_in, reply.tokens_out
        kept = self._answers.put(Answer(key, request.task, self.id, request.papers, reply.text, *tokens, cost))
        self._count(kept, replayed=False)
        try:
            return adapter_of(schema).validate_json(kept.text)
        except ValueError:  # another process's, and of no use
            return adapter_of(schema).validate_json(reply.text)

    def _count(self, answer: Answer, *, replayed: bool) -> None:
        for account in (self.account.task(answer.task), self.account.whole):
            account.add(answer.tokens_in, answer.tokens_out, answer.cost, replayed=replayed)

    def _missed(self, request: Request) -> None:
        self.account.task(request.task).failed += 1
        self.account.whole.failed += 1
