"""How the time that work takes grows with its size, whatever the machine and whatever else it does meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time
from typing import TypeVar

LINEAR = 40
"""Ten times as much takes about ten times as long, a hundred times if the time grows with the square."""
SHORTEST = 0.004
"""Seconds below which a time is mostly noise."""
TRIES = 3

T = TypeVar("T")


def growth(make: Callable[[int], T], work: Callable[[T], object], size: int) -> float:
    """How many times as long work on `10 * size` takes as on `size`: at most `LINEAR` where it is linear.

    The least of a few tries. What `make` takes does not count, nor does the collector of garbage, which takes the
    longer the more objects other tests have left.
    """

    def seconds(size: int) -> float:
        made = make(size)
        gc.disable()
        began = process_time()
        work(made)
        taken = process_time() - began
        gc.enable()
        return max(taken, SHORTEST)

    least = float("inf")
    for _ in range(TRIES):
        least = min(least, seconds(10 * size) / seconds(size))
        if least < LINEAR:
            break
    return least
