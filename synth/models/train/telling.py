"""How far the training is, on stderr. Apart from `__main__`, whose functions no other process can be handed."""

from __future__ import annotations

import sys
from functools import partial
from time import monotonic

from synth.records import Progress


def teller(name: str) -> Progress:
    """What says how far a stage is, with the seconds since now; it can be handed to another process."""
    return partial(_tell, name, monotonic())


def _tell(name: str, begun: float, stage: str, done: int, total: int) -> None:
    sys.stderr.write(f"{name}: {stage}, step {done} of {total}, {monotonic() - begun:.0f} s\n")
