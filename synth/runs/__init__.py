"""Experiment logs: measurements out of the files that training and evaluation programs leave.

    logs = load_runs(Path("logs"))
    logs.runs                       # every Run, by id
    logs.results()                  # one Measurement a series at its end, and its best: what deciding walks over
    logs.series(run, "loss", split="dev")   # every step of one run's metric
    logs.measurements(task="xnli")  # any part of it all, in order
    logs.files, logs.problems       # every file accounted for

`split` is "train", "dev" (validation), "test", "eval" where the log says no more than that it evaluated, else the log's
own word. `metric` is the log's own name less its split (`val_loss` is `loss` of `dev`). Names of models, tasks,
datasets and languages are as the log has them.
"""

from __future__ import annotations

from synth.runs.files import FileRead
from synth.runs.load import load_runs
from synth.runs.logs import Logs

__all__ = ["FileRead", "Logs", "load_runs"]
