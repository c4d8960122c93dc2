"""What a server of the Anthropic Messages protocol is asked and answers, for the loopback server."""

from __future__ import annotations

from typing import Any

PATH = "/v1/messages"
KINDS = {400: "invalid_request_error", 401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error"}


def parts(body: dict[str, Any]) -> tuple[str, str]:
    """Instructions and material of a question."""
    asked = next(message for message in body["messages"] if message["role"] == "user")
    return _text(body.get("system", "")), _text(asked["content"])


def _text(content: object) -> str:
    """A text, or the texts of blocks."""
    return content if isinstance(content, str) else "\n".join(block["text"] for block in content)  # type: ignore[attr-defined]  # blocks


def error(status: int) -> dict[str, Any]:
    """The body of an error; 529 is "overloaded"."""
    kind = KINDS.get(status, "overloaded_error" if status == 529 else "api_error")
    return {"type": "error", "error": {"type": kind, "message": "made fault sk-made"}, "request_id": "req_made"}


def message(model: str, text: str, fault: str) -> dict[str, Any]:
    """The body of an answer."""
    reason = {"length": "max_tokens", "refusal": "refusal"}.get(fault, "end_turn")
    said = {"length": text[: len(text) // 2], "refusal": ""}.get(fault, text)
    return {
        "id": "msg_made",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": said}] if said else [],
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": {"input_tokens": 100, "output_tokens": 20},
    }
