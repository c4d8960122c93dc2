"""Asking a language model over HTTP, by pydantic-ai: providers, their protocols, retries and waiting.

Nothing is asked of any host but the one that was named: no redirect is followed, no proxy of the environment is used,
and a request to another origin is refused before it is sent. The key comes from the provider's usual environment
variable, goes to that host alone, and over plain HTTP only to this machine.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from synth.errors import UsageError
from synth.models.llm import KEYS, ModelError, ModelName, Request, adapter_of, json_schema

if TYPE_CHECKING:
    from concurrent.futures import Future

    import httpx2
    from anyio.from_thread import BlockingPortal
    from pydantic_ai.models import Model as ProviderModel

INSTALL = "python -m pip install 'synth[llm]'"
RETRIES = 3
"""How often a busy or failing server is asked again, after what its Retry-After says, at most a minute each time."""
TRIES = 2
"""How often a question is put: an answer of the wrong shape is given back once with what is wrong with it."""
SECONDS = 90.0
"""How long a server may be silent."""
LONGEST_ANSWER = 400_000
"""Characters of an answer that is looked at."""
MOST_BYTES = 4_000_000
"""Bytes of a reply that are read."""
WHY: dict[int, str] = {
    401: "refused the key",
    403: "refused the key",
    404: "has no such model",
    429: "is too busy, or the account's limit is reached",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, as JSON of the shape that was asked for (None, and why, where it was not), and its tokens."""

    text: str | None
    why: ModelError | None
    tokens_in: int
    tokens_out: int


def require_installed() -> None:
    """Raises UsageError where the packages that ask models are not installed."""
    if any(find_spec(package) is None for package in ("pydantic_ai", "openai", "anthropic")):
        raise UsageError("--model needs packages that are not installed", INSTALL)


def read_answer(text: str, schema: type[Any]) -> str:
    """An answer as canonical JSON of a shape; words around it and a fence are passed over. Raises ValueError."""
    from pydantic import ValidationError

    if len(text) > LONGEST_ANSWER:
        raise ValueError(f"longer than {LONGEST_ANSWER} characters")
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise ValueError("no JSON object in it")
    adapter = adapter_of(schema)
    try:
        value = adapter.validate_json(text[start : end + 1])
    except ValidationError as error:
        told = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'the whole'}: {each['msg']}" for each in error.errors()[:5]
        )
        raise ValueError(told[:500]) from error
    return adapter.dump_json(value).decode()


class Client:
    """A connection to one model. Opened at the first question; `close` ends it, whatever is under way."""

    def __init__(self, name: ModelName, *, seconds: float = SECONDS) -> None:
        self.name = name
        self.seconds = seconds
        self._open = ExitStack()
        self._portal: BlockingPortal | None = None
        self._model: ProviderModel[Any] | None = None

    def start(self, request: Request, schema: type[Any]) -> Future[Reply]:
        """Begins to ask; the future never raises but where it is cancelled or something is broken on our side."""
        if self._portal is None:
            from anyio.from_thread import start_blocking_portal

            http = _http(self.name, self.seconds)
            self._model = _provider_model(self.name, http)
            self._portal = self._open.enter_context(start_blocking_portal())
            self._open.callback(self._portal.call, http.aclose)
        return self._portal.start_task_soon(self._ask, request, schema)

    def close(self) -> None:
        """Ends the connection."""
        self._portal = None
        self._open.close()

    async def _ask(self, request: Request, schema: type[Any]) -> Reply:
        """Asks, and once more where the answer has the wrong shape."""
        from anyio import fail_after
        from pydantic_ai.direct import model_request
        from pydantic_ai.exceptions import AgentRunError, ModelHTTPError
        from pydantic_ai.messages import ModelMessage, ModelRequest, UserPromptPart
        from pydantic_ai.models import ModelRequestParameters
        from pydantic_ai.output import OutputObjectDefinition
        from pydantic_ai.settings import ModelSettings

        shape = OutputObjectDefinition(json_schema=json_schema(schema))
        parameters = ModelRequestParameters(output_mode="prompted", output_object=shape, allow_text_output=True)
        settings = ModelSettings(max_tokens=request.most)
        if self.name.named:
            settings["temperature"] = 0.0  # the providers' own newest models take none
        messages: list[ModelMessage] = [
            ModelRequest([UserPromptPart(request.material)], instructions=request.instructions)
        ]
        tokens_in = tokens_out = 0
        model = cast("ProviderModel[Any]", self._model)
        why = ""
        for _ in range(TRIES):
            try:
                with fail_after(self.seconds * (RETRIES + 1)):
                    response = await model_request(
                        model, messages, model_settings=settings, model_request_parameters=parameters
                    )
            except ModelHTTPError as error:
                return Reply(None, _refusal(self.name, error.status_code), tokens_in, tokens_out)
            except TimeoutError:
                return Reply(None, ModelError(f"{self.name.id} gave no answer in time"), tokens_in, tokens_out)
            except AgentRunError as error:
                # The library's message may hold what the server wrote, so only its kind is told.
                broken = ModelError(f"{self.name.id} could not be asked, or broke off: {type(error).__name__}")
                return Reply(None, broken, tokens_in, tokens_out)
            tokens_in += response.usage.input_tokens
            tokens_out += response.usage.output_tokens
            if response.finish_reason == "content_filter":
                return Reply(None, ModelError(f"{self.name.id} refused to answer"), tokens_in, tokens_out)
            try:
                return Reply(read_answer(response.text or "", schema), None, tokens_in, tokens_out)
            except ValueError as error:
                why = "was cut off" if response.finish_reason == "length" else f"is not of the shape asked for: {error}"
            messages += [response, ModelRequest([UserPromptPart(f"Your answer {why}. Answer again, in that shape.")])]
        unusable = ModelError(f"{self.name.id} gave no answer of the shape asked for")
        return Reply(None, unusable, tokens_in, tokens_out)


def _refusal(name: ModelName, status: int) -> ModelError:
    told = WHY.get(status, "failed" if status >= 500 else "refused the question")
    hint = f"check {KEYS[name.provider]} and the name of the model" if status in (401, 403, 404) else None
    return ModelError(f"{name.id} {told} (HTTP {status})", hint, final=status in (401, 403, 404))


def _http(name: ModelName, seconds: float) -> httpx2.AsyncClient:
    """An HTTP client that reaches one origin and reads so many bytes."""
    import httpx2

    allowed = urlsplit(name.address)
    origin = (allowed.scheme, allowed.hostname, allowed.port)

    class Bounded(httpx2.AsyncByteStream):
        """A reply's body, up to a bound."""

        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> Any:
            read = 0
            async for part in self._stream:
                read += len(part)
                if read > MOST_BYTES:
                    raise httpx2.ReadError(f"a reply of more than {MOST_BYTES} bytes")
                yield part

        async def aclose(self) -> None:
            await self._stream.aclose()

    class OneHost(httpx2.AsyncHTTPTransport):
        """What sends requests, to the host that was named and to no other."""

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            url = request.url
            if (url.scheme, url.host, url.port) != origin:
                raise httpx2.UnsupportedProtocol(f"{url.host} is not the host that was named", request=request)
            response = await super().handle_async_request(request)
            stream = cast("httpx2.AsyncByteStream", response.stream)
            return httpx2.Response(
                response.status_code, headers=response.headers, stream=Bounded(stream), extensions=response.extensions
            )

    return httpx2.AsyncClient(transport=OneHost(), timeout=seconds, follow_redirects=False, trust_env=False)


def key_for(name: ModelName) -> str:
    """The key that is sent with every question; "" where none is, as over plain HTTP to another machine.

    Raises UsageError where the provider wants one and there is none.
    """
    key = os.environ.get(KEYS[name.provider], "")
    if not key and not name.named and name.provider != "ollama":
        raise UsageError(f"{name.id} needs a key", f"set {KEYS[name.provider]}")
    return "" if name.address.startswith("http://") and not name.is_here else key


def _provider_model(name: ModelName, http: httpx2.AsyncClient) -> ProviderModel[Any]:
    """The library's model for a name. Raises as `key_for`."""
    key = key_for(name) or "none"
    if name.provider == "anthropic":
        from anthropic import AsyncAnthropic
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        asked = AsyncAnthropic(api_key=key, base_url=name.address, max_retries=RETRIES, http_client=http)
        return AnthropicModel(name.name, provider=AnthropicProvider(anthropic_client=asked))
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.ollama import OllamaProvider
    from pydantic_ai.providers.openai import OpenAIProvider
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    client = AsyncOpenAI(
        api_key=key, base_url=name.address, max_retries=RETRIES, http_client=http, organization="", project=""
    )
    if name.provider == "ollama":
        return OpenAIChatModel(name.name, provider=OllamaProvider(openai_client=client))
    if name.named:
        return OpenAIChatModel(name.name, provider=OpenAICompatibleProvider("named", openai_client=client))
    return OpenAIChatModel(name.name, provider=OpenAIProvider(openai_client=client))
