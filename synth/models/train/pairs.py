"""What the verifier is trained on: a claim and a sentence with what the sentence says to the claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Label = Literal["supported", "contradicted", "unresolved", "not_supported"]
"""`not_supported` where the source says no more than that: contradicted or unresolved."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and a sentence, with what helps to understand it: the title of its text, or else the sentence before it.

    `relevant` says whether the sentence's text is about the claim at all, None where the source does not tell.
    """

    claim: str
    sentence: str
    label: Label
    context: str = ""
    relevant: bool | None = None
