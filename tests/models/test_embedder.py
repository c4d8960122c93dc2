"""The default embedder is all-MiniLM-L6-v2, and a vector depends on its text alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import InputError
from synth.models import minilm
from synth.models.embedder import Embedder, load_embedder
from synth.models.tokens import model_folder

# Made sentences, of all lengths up to far beyond the window.
MADE = (
    "",
    "Rain.",
    "The made system gains 8.2 points of F1 over its baseline.",
    "Größere Modelle übertragen besser; 更大的模型迁移得更好. \x00 🙂",
    "A sentence with a number such as 84.30 in it is not the same as one with 84.3. " * 9,
    "Every made word beyond the window is left out of what the model reads. " * 60,
)
HELP = "import sys\nfrom synth.models.embedder import load_embedder\n"


@cache
def default() -> Embedder:
    return load_embedder()


@pytest.fixture
def embedder() -> Embedder:
    return default()


def test_vectors_are_float32_of_length_one_in_the_order_of_the_texts(embedder: Embedder) -> None:
    vectors = embedder.embed(MADE)
    assert vectors.shape == (len(MADE), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert embedder.embed([]).shape == (0, embedder.dimension)


@given(st.lists(st.sampled_from(MADE) | st.text(max_size=80), max_size=6))
@settings(max_examples=25)
def test_a_vector_does_not_depend_on_the_texts_beside_it(texts: list[str]) -> None:
    embedder = default()
    together = embedder.embed(texts)
    backwards = embedder.embed(texts[::-1])[::-1]
    alone = [embedder.embed([text])[0] for text in texts]
    assert all(np.array_equal(one, other) for one, other in zip(together, alone, strict=True))
    assert np.array_equal(together, backwards)


@pytest.mark.untraced
def test_it_agrees_with_sentence_transformers_which_also_runs_a_model_by_its_folder(embedder: Embedder) -> None:
    other = load_embedder(str(model_folder()))
    assert other.dimension == embedder.dimension
    assert other.id.startswith("model@")
    cosines = (other.embed(MADE) * embedder.embed(MADE)).sum(axis=1)
    assert cosines.min() >= 0.99999


def test_meaning_is_near(embedder: Embedder) -> None:
    question, near, far = embedder.embed(
        ["Does rain make soil wet?", "Precipitation raises the moisture of the ground.", "The sonata is in F minor."]
    )
    assert question @ near > question @ far + 0.3


def test_half_a_surrogate_pair_is_only_a_character_that_cannot_be_read(embedder: Embedder) -> None:
    assert np.array_equal(embedder.embed(["rain \ud800 soil"]), embedder.embed(["rain ? soil"]))


def test_progress_is_told_from_none_to_all(embedder: Embedder) -> None:
    told: list[tuple[str, int, int]] = []
    embedder.embed(["rain"] * 20, progress=lambda *step: told.append(step))
    assert told == [("embedding", 0, 20), ("embedding", 16, 20), ("embedding", 20, 20)]


def test_other_weights_under_the_same_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        minilm.load(tmp_path)
    (tmp_path / minilm.WEIGHTS).write_bytes(b"made")
    with pytest.raises(InputError, match="not the file it should be"):
        minilm.load(tmp_path)


@pytest.mark.parametrize("name", ["", "  ", "./absent", "/absent/model"])
def test_an_absent_model_is_an_input_error(name: str) -> None:
    with pytest.raises(InputError):
        load_embedder(name)


def test_a_folder_without_a_model_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be loaded"):
        load_embedder(str(tmp_path))


def run(code: str) -> Sequence[str]:
    done = subprocess.run([sys.executable, "-c", HELP + code], check=True, capture_output=True, text=True)
    return done.stdout.split()


def test_torch_is_not_loaded_for_the_default_and_nothing_heavy_by_the_import() -> None:
    heavy = "numpy torch transformers sentence_transformers onnxruntime onnx tokenizers"
    names = f"print(*[name for name in {heavy.split()!r} if name in sys.modules])\n"
    assert run(names) == []
    loaded = run(f"load_embedder().embed(['rain'])\n{names}")
    assert "onnxruntime" in loaded
    assert not {"torch", "transformers", "sentence_transformers"} & set(loaded)
