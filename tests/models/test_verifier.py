"""The verifier that ships: what a pair gives depends on the pair alone, and damaged weights are refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import InputError
from synth.models.pairing import CLAIM, CONTEXT, SENTENCE, STOP, TITLE, WINDOW, lone_rows, whole_rows
from synth.models.verifier import (
    ALONE,
    OUTPUTS,
    WEIGHTS,
    averaged,
    load_verifier,
    most_telling,
    open_verifier,
    weights_folder,
)

# Made sentences.
MADE = (
    ("Made rain makes soil wet.", ("In the made fields soil was wetter after made rain.", "It rained."), "Made rain"),
    ("Made rain makes soil wet.", ("In the made fields soil was no wetter after made rain.",), ""),
    ("Hail is common.", ("The sonata is in F minor.", "", "It has four movements."), "On sonatas"),
    ("", ("",), ""),
    ("更大的模型迁移得更好. \x00 🙂", ("Größere Modelle übertragen besser.", "\udfff"), "\ud800"),
    ("Hail is common.", tuple(f"Made hail of kind {index} fell in spring. " * 5 for index in range(30)), "On hail"),
)
TEXTS = st.tuples(st.text(max_size=60), st.lists(st.text(max_size=60), min_size=1, max_size=4), st.text(max_size=60))


@given(st.lists(st.sampled_from(MADE) | TEXTS, max_size=4))
@settings(max_examples=25)
def test_what_a_text_gives_does_not_depend_on_the_texts_beside_it(texts: list[tuple[str, Sequence[str], str]]) -> None:
    verifier = load_verifier()
    together = [verifier.read(text) for text in texts]
    for text, told in zip(reversed(texts), reversed(together), strict=True):
        assert told.shape == (len(text[1]), len(OUTPUTS))
        assert np.isfinite(told).all()
        assert np.array_equal(told, verifier.read(text))


@given(TEXTS, st.integers(0, 3000), st.integers(0, 40))
def test_rows_are_bounded_and_hold_every_sentence_once(
    text: tuple[str, list[str], str], more: int, sentences: int
) -> None:
    claim, told, title = text[0] + "a" * more, [*text[1], *["ab " * 40] * sentences, "b " * more], text[2] + " c" * more
    (rows,) = whole_rows([(claim, told, title)])
    assert sum(len(row.spans) for row in rows) == len(told)
    for row in rows:
        assert len(row.ids) == len(row.types) <= WINDOW
        assert list(row.types) == sorted(row.types)
        assert all(row.ids[mark] == STOP and start <= mark == end - 1 for start, end, mark in row.spans)
        assert all(one[1] == other[0] for one, other in pairwise(row.spans))
        assert row.spans[-1][1] == len(row.ids)
        assert row.spans[0][0] <= CLAIM + TITLE + 3
    (alone,) = lone_rows([(claim, told[-1], title)])
    assert len(alone.ids) == len(alone.types) <= CLAIM + SENTENCE + CONTEXT + 4
    assert alone.spans == ((0, len(alone.ids), 0),)


def test_a_sentence_beyond_its_window_is_not_read() -> None:
    long = "word " * 4 * SENTENCE
    assert whole_rows([("a", [long], "")]) == whole_rows([("a", [long + "more"], "")])
    assert lone_rows([("a", long, "")]) == lone_rows([("a", long + "more", "")])


def test_a_text_that_is_too_long_is_read_in_parts_and_loses_no_sentence() -> None:
    claim, sentences, title = MADE[5]
    assert len(whole_rows([(claim, sentences[:3], title)])[0]) == 1
    assert len(whole_rows([MADE[5]])[0]) > 1
    assert len(load_verifier().read(MADE[5])) == len(sentences)


def test_what_is_read_twice_counts_by_half_and_the_rest_as_it_is() -> None:
    told = np.array([[3, 0, 0], [0, 3, 0], [0, 0, 3]], dtype=np.float32)
    alone = np.array([[1, 2, 3]], dtype=np.float32)
    made = averaged(told, [1], alone)
    assert np.allclose(made, [[2, -1, -1], [-1, 1, 0], [-1, -1, 2]])
    assert most_telling(told) == [0, 1, 2]
    assert len(most_telling(np.repeat(told, 9, axis=0))) == ALONE


def test_it_tells_for_from_against_and_either_from_nothing() -> None:
    said = "Treatment with madezol significantly reduced blood pressure compared with placebo."
    for claim, sentence, label in (
        ("Madezol reduces blood pressure.", said, "supported"),
        ("Madezol increases blood pressure.", said, "contradicted"),
        ("Madezol reduces blood pressure.", "The towers of the old town are built of brick.", "unresolved"),
    ):
        told = load_verifier().read((claim, [sentence], ""))
        assert OUTPUTS[told[0].argmax()] == label


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
