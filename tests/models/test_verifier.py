"""The verifier that ships: what a pair gives depends on the pair alone, and damaged weights are refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import InputError
from synth.models.pairing import CLAIM, CONTEXT, SENTENCE, encode_pairs
from synth.models.verifier import OUTPUTS, WEIGHTS, load_verifier, open_verifier, weights_folder

# Made sentences.
MADE = (
    ("Made rain makes soil wet.", "In the made fields soil was wetter after made rain.", "Made rain and soil"),
    ("Made rain makes soil wet.", "In the made fields soil was no wetter after made rain.", ""),
    ("Hail is common.", "The sonata is in F minor.", "On sonatas"),
    ("", "", ""),
    ("更大的模型迁移得更好. \x00 🙂", "Größere Modelle übertragen besser.", "\ud800"),
)


@given(st.lists(st.sampled_from(MADE) | st.tuples(*[st.text(max_size=60)] * 3), max_size=5))
@settings(deadline=None, max_examples=25)
def test_what_a_pair_gives_does_not_depend_on_the_pairs_beside_it(pairs: list[tuple[str, str, str]]) -> None:
    verifier = load_verifier()
    together = verifier.read(pairs)
    assert together.shape == (len(pairs), len(OUTPUTS))
    assert np.isfinite(together).all()
    assert np.array_equal(together, verifier.read(pairs[::-1])[::-1])
    assert all(np.array_equal(row, verifier.read([pair])[0]) for row, pair in zip(together, pairs, strict=True))


@given(st.tuples(*[st.text(max_size=40)] * 3), st.integers(0, 3000))
@settings(deadline=None)
def test_a_row_of_word_pieces_is_bounded_whatever_the_length(pair: tuple[str, str, str], more: int) -> None:
    ((ids, types),) = encode_pairs([(pair[0] + "a" * more, pair[1] + " b" * more, pair[2] + " c" * more)])
    assert len(ids) == len(types) <= CLAIM + SENTENCE + CONTEXT + 4
    assert types == sorted(types)


def test_a_text_beyond_the_window_is_not_read() -> None:
    long = "word " * 4 * SENTENCE
    assert encode_pairs([("a", long, "")]) == encode_pairs([("a", long + "more", "")])


def test_it_tells_for_from_against_and_either_from_nothing() -> None:
    said = "Treatment with madezol significantly reduced blood pressure compared with placebo."
    rises, falls, strange = (
        load_verifier()
        .read(
            [
                ("Madezol reduces blood pressure.", said, ""),
                ("Madezol increases blood pressure.", said, ""),
                ("Madezol reduces blood pressure.", "The towers of the old town are built of brick.", ""),
            ]
        )[:, :3]
        .argmax(axis=1)
    )
    assert [OUTPUTS[index] for index in (rises, falls, strange)] == ["supported", "contradicted", "unresolved"]


def test_weights_that_are_missing_or_damaged_are_refused_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read.*make train"):
        open_verifier(tmp_path)
    content = bytearray((weights_folder() / WEIGHTS).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / WEIGHTS).write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        open_verifier(tmp_path)
    (tmp_path / "verifier.sha256").write_bytes((weights_folder() / "verifier.sha256").read_bytes())
    with pytest.raises(InputError, match=r"not the file it should be.*make train"):
        open_verifier(tmp_path)
    (tmp_path / "verifier.sha256").write_text("no hash at all", encoding="utf-8")
    with pytest.raises(InputError, match="not the file it should be"):
        open_verifier(tmp_path)


def test_the_weights_are_small_and_their_card_names_their_hash() -> None:
    assert (weights_folder() / WEIGHTS).stat().st_size < 50_000_000
    card = (weights_folder() / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert (weights_folder() / "verifier.sha256").read_text(encoding="utf-8").split()[0] in card


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, synth.models.verifier; print([m for m in ('numpy', 'onnx', 'onnxruntime') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
