"""`python -m synth.models.train DATA OUT`: makes the verifier's weights anew from the labelled data.

Writes OUT/verifier.safetensors with its hash, and into `--folds` what networks trained without each quarter of
SciFact's claims say to that quarter: the material for honest figures, and for the weights that put sentences together.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from synth.models.train.stages import FOLDS, fold, general_stages, scientific_stage
from synth.models.train.telling import teller


def main() -> None:
    """Trains; says on stderr how far it is."""
    parser = argparse.ArgumentParser(prog="python -m synth.models.train", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with scifact/ and nli/")
    parser.add_argument("out", type=Path, help="where the weights go")
    parser.add_argument("--folds", type=Path, help="where the folds' answers go; without, there are no folds")
    parser.add_argument("--start", type=Path, default=Path("build/verifier/general.pt"), help="kept between the stages")
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of the pairs to train on; 0.02 shows in minutes that all runs"
    )
    options = parser.parse_args()
    if not 0 < options.share <= 1:
        parser.error("--share is above 0 and at most 1")
    options.start.parent.mkdir(parents=True, exist_ok=True)
    # Each stage in a process of its own: ten gigabytes that one of them took would be missing to the next.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as workers:
        told = teller("general")
        workers.submit(general_stages, options.data, options.start, share=options.share, progress=told).result()
        if options.folds is not None:
            options.folds.mkdir(parents=True, exist_ok=True)
            made = [
                workers.submit(fold, options.data, options.start, number, options.folds, options.share)
                for number in range(FOLDS)
            ]
            for number, each in enumerate(made):
                each.result()
                sys.stderr.write(f"fold {number + 1} of {FOLDS} done\n")
        told = teller("scientific")
        last = workers.submit(
            scientific_stage, options.data, options.start, options.out, share=options.share, progress=told
        )
        digest = last.result()
    sys.stderr.write(f"{options.out} {digest}\n")


if __name__ == "__main__":
    main()
