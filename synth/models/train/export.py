"""The trained networks as the file that ships: the encoders' layers in 8 bits, everything small in float32."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.models.verifier import DIGEST, OUTPUTS, WEIGHTS, Part

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import nn

LARGEST = 63
"""The largest whole number of a weight: 7 of its 8 bits, see `verifier.graph`."""


HEAD: Mapping[Part, str] = {"whole": "sentence", "alone": "text"}
"""The last layer that each network ships with: the other one only helped to train it."""


def quantised(part: Part, network: nn.ModuleDict) -> dict[str, NDArray[Any]]:
    """A network's tensors by the names that `verifier.graph` gives them, without the word vectors: MiniLM has them."""
    import numpy as np

    made: dict[str, NDArray[Any]] = {}
    for full, tensor in network.state_dict().items():
        name = full.removeprefix("encoder.") if full.startswith("encoder.encoder.") else full
        name = name.removeprefix("encoder.") if name.startswith("encoder.embeddings.") else name
        value = tensor.detach().float().numpy()
        if "word_embeddings" in name or "position_ids" in name:
            continue
        if name.startswith(("text.", "sentence.")):
            if name.startswith(f"{HEAD[part]}."):
                made[name.replace(HEAD[part], "last")] = np.ascontiguousarray(value[: len(OUTPUTS)])
            continue
        if name.startswith("encoder.layer.") and name.endswith(".weight") and "LayerNorm" not in name:
            scale = np.maximum(np.abs(value).max(axis=1), 1e-8) / LARGEST
            layer = name.removesuffix(".weight")
            made[name] = np.ascontiguousarray(np.round(value / scale[:, None]).astype(np.int8).T)
            made[f"{layer}.scale"] = scale.astype(np.float32)
            made[f"{layer}.zero"] = np.zeros(len(scale), dtype=np.int8)
        else:
            made[name] = value
    return made


def save(networks: Mapping[Part, nn.ModuleDict], folder: Path) -> str:
    """Writes the networks' file and its hash into the folder; the hash."""
    from safetensors.numpy import save as to_bytes

    content = to_bytes(
        {
            f"{part}.{name}": value
            for part, network in networks.items()
            for name, value in quantised(part, network).items()
        }
    )
    sha256 = hashlib.sha256(content).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(content)
    (folder / DIGEST).write_text(f"{sha256}  {WEIGHTS}\n", encoding="utf-8")
    return sha256
