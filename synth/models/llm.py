"""A language model as an option: what it is asked, which one is asked, and how it fails.

A model proposes and decides nothing. Whoever asks has a way to go on without an answer, so every failure is a
`ModelError` for that one question.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, cast, get_args
from urllib.parse import urlsplit

from synth.errors import SourceError, UsageError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
Provider = Literal["openai", "anthropic", "ollama"]
ADDRESSES: dict[Provider, str] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "ollama": "http://localhost:11434/v1",
}
KEYS: dict[Provider, str] = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "ollama": "OLLAMA_API_KEY",
}
"""The environment variable that each provider's own tools take its key from."""
HOW = "write it as openai:NAME, anthropic:NAME or ollama:NAME, with @ADDRESS behind it for a server of your own"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class ModelError(SourceError):
    """A language model gave no usable answer. `final`: nor will it to any other question (a key that is refused)."""

    def __init__(self, message: str, hint: str | None = None, *, final: bool = False) -> None:
        super().__init__(message, hint)
        self.final = final


@dataclass(frozen=True, slots=True)
class ModelName:
    """Which model to ask, and where. `named` says that the address was given and is not the provider's own."""

    provider: Provider
    name: str
    address: str
    named: bool = False

    @staticmethod
    def parse(text: str) -> ModelName:
        """`openai:gpt-5`, `anthropic:…`, `ollama:llama3`, `openai:NAME@http://host:port/v1`. Raises UsageError."""
        provider, colon, rest = text.strip().partition(":")
        name, at, address = rest.partition("@http")
        if provider not in get_args(Provider) or not colon or not name or len(text) > 500 or not text.isprintable():
            raise UsageError(f"--model {text!r} names no model", HOW)
        which: Provider = next(each for each in get_args(Provider) if each == provider)
        if not at:
            return ModelName(which, name, ADDRESSES[which])
        address = f"http{address}".rstrip("/")
        try:
            parts = urlsplit(address)
            usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
        except ValueError:
            usable = False
        if not usable or parts.username or parts.password or parts.query or parts.fragment:
            raise UsageError(f"--model {text!r}: {address!r} is no address of a server", HOW)
        if which == "anthropic":
            address = address.removesuffix("/v1")  # its own client adds that
        elif not parts.path:
            address += "/v1"  # where Ollama, vLLM and llama.cpp speak the same protocol as everybody
        return ModelName(which, name, address, named=True)

    @property
    def id(self) -> str:
        """The model as the user named it."""
        return f"{self.provider}:{self.name}" + (f"@{self.address}" if self.named else "")

    @property
    def is_here(self) -> bool:
        """Whether it is asked on this machine."""
        return urlsplit(self.address).hostname in LOOPBACK


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model: what it is told, and the fenced data that it is told it about.

    `prompt` is the hash of the prompt's file, `papers` whose text is in the data. `most` bounds the answer in tokens.
    """

    task: str
    prompt: str
    instructions: str
    material: str
    papers: tuple[str, ...] = ()
    most: int = 4_000


class LanguageModel(Protocol):
    """What a task needs of a model."""

    @property
    def id(self) -> str:
        """Its name, for the report."""
        ...

    def complete(self, request: Request, schema: type[T]) -> T:
        """An answer of the shape `schema` (a dataclass). Raises ModelError where there is none."""
        ...

    def complete_all(self, requests: Sequence[Request], schema: type[T]) -> list[T | ModelError]:
        """An answer or a failure for each question, in order."""
        ...


def adapter_of(schema: type[T]) -> TypeAdapter[T]:
    """What reads and writes a dataclass as JSON."""
    return cast("TypeAdapter[T]", _made_for(schema)[0])


def json_schema(schema: type[Any]) -> dict[str, Any]:
    """The JSON schema of a dataclass."""
    return cast("dict[str, Any]", _made_for(schema)[1])


def _made_for(schema: type[Any]) -> tuple[Any, Any]:
    key: Any = schema  # a class has a hash, whatever the type checker thinks of its instances
    return _made(key)


@cache
def _made(schema: Any) -> tuple[Any, Any]:
    from pydantic import TypeAdapter

    adapter = TypeAdapter(schema)
    return adapter, adapter.json_schema()


def key_of(name: ModelName, request: Request, schema: type[Any]) -> str:
    """The hash under which an answer is kept: of model, parameters, prompt, input and the shape that is asked for."""
    asked = (request.task, request.prompt, request.instructions, request.material, request.papers, request.most)
    return hashlib.sha256(json.dumps([name.id, *asked, json_schema(schema)], sort_keys=True).encode()).hexdigest()
