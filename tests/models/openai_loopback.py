"""A server on this machine that speaks the OpenAI protocol (chat completions), and at `/v1/messages` Anthropic's.

Its faults can be switched on.

What it answers is given by a function of the question; nothing here is a real model.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any

from tests.models import anthropic_messages

Said = dict[str, Any] | list[Any] | str
Script = Callable[[str, str], Said]
"""What is answered to (instructions, material): JSON to be, or a text as it stands."""


def nothing(_instructions: str, _material: str) -> Said:
    """The answer of a model that has nothing to say, to any question."""
    return {"claims": [], "formulas": [], "deductions": [], "sentences": []}


@dataclass
class Loopback:
    """The server's answers, the faults that wait to be given (first come, first served), and what was asked.

    A fault is an HTTP status ("429", "500"), or one of: slow, cut (the body breaks off), reset, html, refusal, length,
    prose (no JSON), shape (JSON of another shape), long (a text of 100 kB), redirect. With `always`, each is given
    without end.
    """

    script: Script = nothing
    faults: list[str] = field(default_factory=list)
    always: str = ""
    retry_after: str = "0"
    elsewhere: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    base: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    under_way: int = 0
    most_under_way: int = 0
    seconds: float = 0.0

    paths: list[str] = field(default_factory=list)

    def name(self, model: str = "made", provider: str = "openai") -> str:
        """What `--model` takes."""
        return f"{provider}:{model}@{self.base if provider == 'openai' else self.base.removesuffix('/v1')}"


def _parts(body: dict[str, Any]) -> tuple[str, str]:
    """Instructions and material of a question."""
    told = [message for message in body["messages"] if message["role"] in ("system", "developer")]
    asked = next(message for message in body["messages"] if message["role"] == "user")
    return "\n".join(str(message["content"]) for message in told), str(asked["content"])


@contextmanager
def serve(state: Loopback) -> Iterator[Loopback]:
    """The server on a free port of the loopback address until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with state.lock:
                state.asked.append(body)
                state.paths.append(self.path)
                state.headers.append(dict(self.headers))
                state.under_way += 1
                state.most_under_way = max(state.most_under_way, state.under_way)
                fault = state.always or (state.faults.pop(0) if state.faults else "")
            try:
                time.sleep(state.seconds)
                self._answer(fault, body)
            finally:
                with state.lock:
                    state.under_way -= 1

        @property
        def _claude(self) -> ModuleType | None:
            return anthropic_messages if self.path.partition("?")[0] == anthropic_messages.PATH else None

        def _answer(self, fault: str, body: dict[str, Any]) -> None:
            if fault.isdigit():
                headers = {"Retry-After": state.retry_after} if fault in ("429", "503", "529") else {}
                told = {"error": {"message": "made fault sk-made", "type": "made"}}
                self._reply(int(fault), json.dumps(self._claude.error(int(fault)) if self._claude else told), headers)
            elif fault == "redirect":
                self._reply(307, "", {"Location": state.elsewhere})
            elif fault == "reset":
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
            elif fault == "html":
                self._reply(200, "<html>please log in</html>", {}, kind="text/html")
            else:
                self._completion(fault, body)

        def _completion(self, fault: str, body: dict[str, Any]) -> None:
            parts = self._claude.parts(body) if self._claude else _parts(body)
            said: Said = state.script(*parts) if fault not in ("prose", "shape", "long") else ""
            if fault == "prose":
                said = "I would rather talk about something else."
            elif fault == "shape":
                said = {"claims": "all of them", "formulas": 3, "deductions": {}, "sentences": None}
            elif fault == "long":
                said = {"claims": [{"sentence": "s1", "quote": "x" * 100}] * 1_000, "formulas": [], "sentences": []}
            text = said if isinstance(said, str) else json.dumps(said)
            message: dict[str, Any] = {"role": "assistant", "content": text}
            reason = "length" if fault == "length" else "stop"
            if fault == "length":
                message["content"] = text[: len(text) // 2]
            if fault == "refusal":
                message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
            whole = {
                "id": "made",
                "object": "chat.completion",
                "created": 1,
                "model": body["model"],
                "choices": [{"index": 0, "finish_reason": reason, "message": message}],
                "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
            }
            if self._claude:
                whole = self._claude.message(body["model"], text, fault)
            if fault == "slow":
                time.sleep(1.5)
            self._reply(200, json.dumps(whole), {}, cut=fault == "cut")

        def _reply(
            self, status: int, text: str, headers: dict[str, str], *, kind: str = "application/json", cut: bool = False
        ) -> None:
            body = text.encode()
            lines = [f"HTTP/1.1 {status} Made", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            head = "\r\n".join(lines).encode() + b"\r\n\r\n"
            try:
                self.wfile.write(head + (body[: len(body) // 2] if cut else body))  # one write: no wait for an ACK
            except OSError:
                self.close_connection = True  # whoever asked is gone
            if cut:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    state.base = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
