"""Whatever happens to a log's bytes, its reader answers, takes only what is there, and gives true numbers."""

from __future__ import annotations

import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.runs import hf_trainer, jiant, lightning, lm_eval, mlflow, model_index, tensorboard, wandb, xtreme
from synth.runs.files import Reader
from tests.runs.directories import MADE, directory_of

READERS: tuple[Reader, ...] = (
    hf_trainer.read, jiant.read, lightning.read, lm_eval.read, mlflow.read, model_index.read,
    tensorboard.read, wandb.read, xtreme.read,
)  # fmt: skip
FOLDERS = (
    MADE / "hf_trainer",
    MADE / "lightning" / "line" / "version_0",
    MADE / "lm_eval" / "made__dummy",
    next(path.parent.parent for path in sorted((MADE / "mlflow" / "mlruns").glob("*/*/meta.yaml"))),
    next((MADE / "wandb" / "wandb").glob("offline-run-*")),
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(MADE).parts[0])
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_logs(folder: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "logs"
        shutil.copytree(folder, copy)
        files = sorted(path for path in copy.rglob("*") if path.is_file())
        for _ in range(data.draw(st.integers(1, 3))):
            path = data.draw(st.sampled_from(files))
            content = path.read_bytes()
            start = data.draw(st.integers(0, len(content)))
            junk = data.draw(
                st.binary(max_size=12) | st.sampled_from([b"NaN", b"{", b"1e999", b"\n", b"-", b"[" * 2000])
            )
            path.write_bytes(
                content[:start] + junk + (content[start + len(junk) :] if data.draw(st.booleans()) else b"")
            )
        before = {path: path.read_bytes() for path in files}
        directory = directory_of(copy)
        names = {file.name for file in directory.files.values()}
        for read in READERS:
            found = read(directory)
            if found is None:
                continue
            assert found.taken <= names
            assert found == read(directory)
            runs = [run.id for run in found.runs]
            assert len(set(runs)) == len(runs)
            for one in found.measurements:
                assert one.run in runs
                assert one.value in ("nan", "inf", "-inf") or Decimal(one.value).is_finite()
                assert one.metric
        assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("read", READERS, ids=lambda read: str(read.__module__).rpartition(".")[2])
def test_nothing_of_its_format(tmp_path: Path, read: Reader) -> None:
    for name in (
        "README.md",
        "a.json",
        "b.csv",
        "metrics.csv",
        "c.yaml",
        "meta.yaml",
        "d.txt",
        "config.json",
        "e",
        "val_metrics.json",
    ):
        (tmp_path / name).write_text("")
    assert read(directory_of(tmp_path)) is None
