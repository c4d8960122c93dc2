"""Makes tests/runs/made/wandb with the real client, offline: python tests/runs/make_wandb.py (wandb)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import wandb

HERE = Path(__file__).parent / "made" / "wandb"


def main() -> None:
    os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_ERROR_REPORTING="false")
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    settings = wandb.Settings(
        x_disable_stats=True,
        x_disable_meta=True,
        x_disable_machine_info=True,
        disable_git=True,
        console="off",
        save_code=False,
    )
    options = {"model_name": "made/tiny-bert", "learning_rate": 3e-5, "seed": 3, "optimizer": {"name": "adam"}}
    with wandb.init(project="made", id="made3", dir=HERE, config=options, settings=settings) as run:
        run.define_metric("val/accuracy", summary="max")
        for step in range(1, 5):
            run.log({"train/loss": 1.0 / step, "val/accuracy": 0.5 + 0.1 * (step % 3)}, step=step)
        run.log({"test/xnli_de/f1": 71.25}, step=5)
    for path in sorted(HERE.rglob("*")):
        if path.is_symlink() or (path.is_file() and path.suffix != ".wandb"):
            path.unlink()
    for path in sorted(HERE.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


if __name__ == "__main__":
    main()
