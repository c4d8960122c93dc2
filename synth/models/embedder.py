"""An embedder: texts to vectors whose dot product says how near they are in meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError
from synth.models import minilm
from synth.models.encoder import DIMENSION
from synth.records import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

BATCH = 16
"""Texts between two reports of progress."""

STAGE = "embedding"

SMALLEST = 1e-30
"""Below every length that a vector of a text has; a vector of zeros stays one."""


@dataclass(frozen=True, slots=True)
class Embedder:
    """A model that gives each text a vector.

    `id` names the model and the hash of its weights: vectors of one id may be compared with each other and with no
    others. `vector` is the model itself: one text to float32 of shape (dimension,), of any length. It sees one text at
    a time, so that a text's vector depends on nothing but the text.
    """

    id: str
    dimension: int
    vector: Callable[[str], NDArray[np.float32]] = field(repr=False)

    def embed(self, texts: Sequence[str], *, progress: Progress = silent) -> NDArray[np.float32]:
        """The texts' vectors, float32 of shape (len(texts), dimension), each of length 1, in the order of the texts."""
        import numpy as np

        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for index, text in enumerate(texts):
            if index % BATCH == 0:
                progress(STAGE, index, len(texts))
            # Text from the command line or from JSON can hold half a surrogate pair, which no tokenizer takes.
            vector = self.vector(text.encode("utf-8", "replace").decode())
            vectors[index] = vector / max(float(np.linalg.norm(vector)), SMALLEST)
        if texts:
            progress(STAGE, len(texts), len(texts))
        return vectors


def load_embedder(name: str | None = None) -> Embedder:
    """The embedder of this name: by default all-MiniLM-L6-v2 as installed, which needs no network.

    Any other name is a folder of a sentence-transformers model, or the name of one on the hub that the user chose; the
    network is used for the latter alone, where the model is not in the hub's cache. Raises InputError for a model that
    is absent or cannot be used.
    """
    if name is None or name == minilm.NAME:
        return Embedder(f"{minilm.NAME}@{minilm.SHA256[:12]}", DIMENSION, minilm.load())
    return _other(name)


def _other(name: str) -> Embedder:
    hint = "give a folder of a sentence-transformers model, the name of one on the hub, or leave the option out"
    if not name.strip():
        raise InputError("the embedding model's name is empty", hint)
    folder = Path(name).expanduser()
    local = folder.is_dir()
    if not local and (folder.is_absolute() or name.startswith(".")):
        raise InputError(f"there is no embedding model in {name}", hint)
    try:
        model = _sentence_transformer(str(folder) if local else name, local=local)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise InputError(f"the embedding model {name} cannot be loaded: {_first_line(error)}", hint) from error
    dimension = model.get_embedding_dimension()
    if dimension is None:
        raise InputError(f"{name} does not say how many dimensions its vectors have", hint)

    def vector(text: str) -> NDArray[np.float32]:
        made: NDArray[np.float32] = model.encode([text], convert_to_numpy=True, show_progress_bar=False)[0]
        return made

    label = folder.resolve().name if local else name
    return Embedder(f"{label}@{_digest(model)[:12]}", dimension, vector)


def _sentence_transformer(name: str, *, local: bool) -> SentenceTransformer:
    """The model, on the CPU so that a text's vector does not change with the machine; from the hub if nowhere here."""
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, device="cpu", local_files_only=True)
    except OSError:
        if local:
            raise
    return SentenceTransformer(name, device="cpu")


def _digest(model: SentenceTransformer) -> str:
    """SHA-256 over the model's structure and every weight, in the order of their names."""
    import torch

    digest = hashlib.sha256(str(model).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
