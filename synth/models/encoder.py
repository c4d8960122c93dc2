"""BERT's encoder written down as ONNX operators: what the embedder and the verifier have in common.

Devlin et al. 2019 (arXiv:1810.04805), section 3, with the sizes of MiniLM-L6 (Wang et al. 2020, arXiv:2002.10957). A
text is run alone, not in a batch: nothing is padded, so nothing is wasted or masked, and what comes out cannot depend
on the texts that happened to be run beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.errors import InputError

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto
    from onnxruntime import SessionOptions  # type: ignore[import-untyped]  # the package has no types

DIMENSION = 384
LAYERS = 6
HEADS = 12
EPSILON = 1e-12
OPSET = 20
"""The first that has Gelu as one operator."""

Linear = Callable[[str, str], str]
"""Adds x · weight + bias; of the name of x and the layer's name in the weights, the name of what comes out."""


@dataclass(frozen=True, slots=True)
class Operators:
    """The operators of a graph in the order in which they were added, each with one output."""

    made: list[NodeProto] = field(default_factory=list)

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Adds an operator; the name of its output."""
        from onnx import helper

        output = f"v{len(self.made)}"
        self.made.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def inputs(self) -> set[str]:
        """Every name that an operator reads."""
        return {name for node in self.made for name in node.input}

    def model(
        self,
        name: str,
        inputs: Mapping[str, str],
        output: str,
        size: int,
        tensors: list[TensorProto],
        *,
        shares: Mapping[str, tuple[str, str]] | None = None,
    ) -> bytes:
        """The graph as a model: `inputs` are int64 of one dimension each, named; `output` is float32 (size,).

        Where there are `shares`, float32 of two dimensions each, the output has a row for each of the first one's.
        """
        from onnx import TensorProto, helper

        matrices = shares or {}
        rows = [first for first, _ in matrices.values()][:1]
        graph = helper.make_graph(
            self.made,
            name,
            [
                *(helper.make_tensor_value_info(each, TensorProto.INT64, [length]) for each, length in inputs.items()),
                *(helper.make_tensor_value_info(each, TensorProto.FLOAT, shape) for each, shape in matrices.items()),
            ],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, [*rows, size])],
            [helper.make_tensor("zero", TensorProto.INT64, [1], [0]), *tensors],
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)],
            ir_version=9,  # the one of opset 20
        )
        return bytes(model.SerializeToString())


def add_encoder(operators: Operators, linear: Linear, types: str) -> str:
    """Adds the encoder over `ids`, int64 (length,); the name of its last layer's vectors, float32 (length, 384).

    `types` names the word pieces' types: int64, one for each or one for all. The tensors are named as in the weights
    that BERT's authors published; `zero` is an int64 tensor [0].
    """
    add = operators.add

    def normalised(x: str, name: str) -> str:
        return add("LayerNormalization", x, f"{name}.weight", f"{name}.bias", axis=-1, epsilon=EPSILON)

    positions = add("Slice", "embeddings.position_embeddings.weight", "zero", add("Shape", "ids"))
    words = add("Gather", "embeddings.word_embeddings.weight", "ids")
    kinds = add("Gather", "embeddings.token_type_embeddings.weight", types)
    x = normalised(add("Add", add("Add", words, kinds), positions), "embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        heads = [linear(x, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
        batches = [add("Unsqueeze", head, "zero") for head in heads]
        seen = add("Squeeze", add("MultiHeadAttention", *batches, domain="com.microsoft", num_heads=HEADS), "zero")
        attended = linear(seen, f"{name}.attention.output.dense")
        x = normalised(add("Add", x, attended), f"{name}.attention.output.LayerNorm")
        inner = add("Gelu", linear(x, f"{name}.intermediate.dense"))
        x = normalised(add("Add", x, linear(inner, f"{name}.output.dense")), f"{name}.output.LayerNorm")
    return x


def tensors_in_place(weights: Path, used: set[str]) -> list[TensorProto]:
    """The float32 tensors of a safetensors file that the graph names, each as a place in the file."""
    from onnx import TensorProto

    tensors = []
    start, header = read_header(weights)
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


def session_options(folder: Path) -> SessionOptions:
    """Options for a graph whose tensors in place lie in this folder."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin while they wait win nothing here and take the cores from everybody else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    return options


def read_header(weights: Path) -> tuple[int, Mapping[str, Any]]:
    """Where the tensors begin and what is known of each (the safetensors format: size, JSON header, raw tensors)."""
    with weights.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        return 8 + size, json.loads(file.read(size))


def require_sha256(path: Path, expected: str, hint: str) -> None:
    """Raises InputError where the file cannot be read or is not the one with this hash; `hint` says what to do."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", hint) from error
    if found != expected:
        raise InputError(f"{path} is not the file it should be (SHA-256 {found[:12]}…, not {expected[:12]}…)", hint)
