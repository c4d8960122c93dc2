"""`python -m synth.models.train DATA OUT`: makes the verifier's weights anew from the labelled data.

Writes OUT/verifier.safetensors with its hash. With `--folds` it writes into OUT instead what networks trained without
each quarter of SciFact's claims say to that quarter: the material for honest figures, and for the weights that put
sentences together. Both go on from the same states, which are made where `--start` does not hold them.
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
    parser.add_argument("out", type=Path, help="where the weights, or the folds' answers, go")
    parser.add_argument("--folds", action="store_true", help="the folds' answers instead of the weights")
    parser.add_argument("--start", type=Path, default=Path("build/verifier/general.pt"), help="kept between the stages")
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of the pairs to train on; 0.02 shows in minutes that all runs"
    )
    options = parser.parse_args()
    if not 0 < options.share <= 1:
        parser.error("--share is above 0 and at most 1")
    options.start.parent.mkdir(parents=True, exist_ok=True)
    options.out.mkdir(parents=True, exist_ok=True)
    # Each stage in a process of its own: ten gigabytes that one of them took would be missing to the next.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as workers:
        if not (options.folds and options.start.is_file()):
            told = teller("general")
            workers.submit(general_stages, options.data, options.start, share=options.share, progress=told).result()
        if options.folds:
            made = [
                workers.submit(fold, options.data, options.start, number, options.out, options.share)
                for number in range(FOLDS)
            ]
            for number, each in enumerate(made):
                each.result()
                sys.stderr.write(f"fold {number + 1} of {FOLDS} done\n")
            return
        told = teller("scientific")
        last = workers.submit(
            scientific_stage, options.data, options.start, options.out, share=options.share, progress=told
        )
        digest = last.result()
    sys.stderr.write(f"{options.out} {digest}\n")


if __name__ == "__main__":
    main()
