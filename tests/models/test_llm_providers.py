"""Each provider by its own client library over its own protocol: faults, keys, and no host but the one named."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.extract.proposed import Span, Spans
from synth.models.llm import KEYS, ModelError, ModelName, Provider, Request
from synth.models.llm_account import free
from synth.models.llm_answers import Answers
from synth.models.llm_client import key_for
from synth.models.llm_model import KeptModel
from tests.models.openai_loopback import Loopback, serve

pytest.importorskip("pydantic_ai", reason="the packages of synth[llm] are not installed")

ROOT = Path(__file__).parents[2]
PROVIDERS: tuple[Provider, ...] = ("openai", "anthropic", "ollama")
SPANS = {"claims": [{"sentence": "s1", "quote": "made words"}]}
SECRET = "sk-made-secret"  # noqa: S105  # made, and looked for everywhere


def request(number: int = 1) -> Request:
    return Request("claims", "hash of a prompt", "Point at claims.", f"s{number}: made words", ("made",), 1_000)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serve(Loopback(lambda _told, _data: SPANS)) as state:
        yield state


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("openai", "anthropic"):
        monkeypatch.setattr(f"{library}._constants.INITIAL_RETRY_DELAY", 0.01)
        monkeypatch.setattr(f"{library}._base_client.INITIAL_RETRY_DELAY", 0.01)


def opened(server: Loopback, folder: Path, provider: Provider) -> tuple[KeptModel, Answers]:
    answers = Answers(folder / "answers.db")
    return KeptModel(ModelName.parse(server.name(provider=provider)), answers, price=free, seconds=5.0), answers


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_provider_is_asked_in_its_own_protocol(
    provider: Provider, server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEYS[provider], SECRET)
    model, answers = opened(server, tmp_path, provider)
    with answers, model:
        assert model.complete(request(), Spans) == Spans([Span("s1", "made words")])
        assert (model.account.whole.tokens_in, model.account.whole.tokens_out) == (100, 20)
    assert json.dumps(server.headers[0]).count(SECRET) == 1
    headers = {name.lower(): value for name, value in server.headers[0].items()}
    body = server.asked[0]
    assert body["model"] == "made"
    assert body["max_tokens" if provider == "anthropic" else "max_completion_tokens"] == 1_000
    if provider == "anthropic":
        assert server.paths[0].partition("?")[0] == "/v1/messages"
        assert SECRET in (headers.get("x-api-key"), headers.get("authorization", "").removeprefix("Bearer "))
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", headers["anthropic-version"])
        assert "Point at claims." in json.dumps(body["system"])
    else:
        assert server.paths[0] == "/v1/chat/completions"
        assert headers["authorization"] == f"Bearer {SECRET}"
        assert body["messages"][0] == {"role": "system", "content": "Point at claims."}
    assert "s1: made words" in json.dumps([each for each in body["messages"] if each["role"] == "user"])


FAULTS = {
    "400": (1, "refused the question"),
    "401": (1, "refused the key"),
    "404": (1, "has no such model"),
    "429": (4, "too busy"),
    "500": (4, "failed"),
    "529": (4, "failed"),
    "cut": (4, "broke off"),
    "reset": (4, "broke off"),
    "redirect": (1, "broke off"),
    "refusal": (1, "refused to answer"),
    "length": (2, "no answer of the shape"),
    "prose": (2, "no answer of the shape"),
    "shape": (2, "no answer of the shape"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("provider", ["anthropic", "ollama"])
def test_each_fault_is_one_failure_in_each_protocol(
    provider: Provider, fault: str, server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEYS[provider], SECRET)
    server.always, server.elsewhere = fault, "http://127.0.0.1:9/v1/messages"
    times, message = FAULTS[fault]
    model, answers = opened(server, tmp_path, provider)
    with answers, model:
        with pytest.raises(ModelError, match=message) as caught:
            model.complete(request(), Spans)
        assert len(server.asked) == times
    assert "sk-made" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_key_is_logged_or_kept(
    provider: Provider,
    server: Loopback,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv(KEYS[provider], SECRET)
    server.faults = ["429", "500", "shape"]
    model, answers = opened(server, tmp_path, provider)
    with caplog.at_level(logging.DEBUG), answers, model:
        model.complete(request(), Spans)
        server.faults = ["401"]
        with pytest.raises(ModelError):
            model.complete(request(2), Spans)
    assert SECRET in json.dumps(server.headers)
    assert SECRET not in caplog.text
    assert all(SECRET not in str(vars(record)) for record in caplog.records)
    assert all(SECRET.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_local_server_needs_no_key_and_gets_none(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEYS.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", SECRET)
    for provider in PROVIDERS:
        model, answers = opened(server, tmp_path, provider)
        with answers, model:
            assert model.complete(request(), Spans).claims
    assert SECRET not in json.dumps(server.headers)
    assert key_for(ModelName.parse("ollama:llama3")) == ""


ASK = """
import json, sys
from pathlib import Path
reached = []
def hook(event, args):
    if event == "socket.connect":
        reached.append(args[1])
    elif event == "socket.getaddrinfo":
        reached.append([args[0], args[1]])
sys.addaudithook(hook)
from synth.extract.proposed import Spans
from synth.models.llm import Request
from synth.pipeline.proposed import open_helper
for name in sys.argv[1:]:
    with open_helper(name) as helper:
        helper.model.complete(Request("claims", "p", "Point.", "s1: made", ("made",), 100), Spans)
print(json.dumps(reached))
"""


def test_nothing_but_the_named_address_is_reached(server: Loopback, tmp_path: Path) -> None:
    """What the interpreter itself sees of every connection and every name that is looked up."""
    with serve(Loopback()) as other:
        bases = dict.fromkeys(("OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "OLLAMA_BASE_URL", "OLLAMA_HOST"), other.base)
        proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"), other.base)
        done = subprocess.run(
            [sys.executable, "-c", ASK, *(server.name(provider=provider) for provider in PROVIDERS)],
            cwd=ROOT,
            env=os.environ | bases | proxies | {"SYNTH_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert other.asked == []
    port = int(server.base.rpartition(":")[2].removesuffix("/v1"))
    reached = json.loads(done.stdout)
    assert len(server.asked) == 3
    assert reached
    assert all(address == ["127.0.0.1", port] for address in reached), reached
