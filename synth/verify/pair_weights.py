"""The weights of the features of changes, by name, as `tests/benchmarks/pairs.py` fitted them, rounded."""

from __future__ import annotations

TABLE = {
    "referred to": 0.89,
    "other referred to": -0.81,
    "paragraph": 1.77,
    "other paragraph": -1.44,
    "caption": -0.51,
    "numbers around": 0.52,
    "numbers elsewhere": -1.03,
    "other split": -0.30,
    "metric": 0.32,
    "dataset": 1.03,
    "dataset missing": -1.03,
    "distance": -1.88,
}
"""Of a table (`pair_cues.TABLE`)."""
FIRST = {
    "named": 1.39,
    "named in full": 0.21,
    "behind the best named": -0.68,
    "context": 0.29,
    "as subject": 1.37,
    "as baseline": -0.99,
    "beside": 0.10,
    "own said": 1.31,
    "own unsaid": 0.42,
    "cited": -1.16,
    "cited before": -0.24,
    "cites the same": -0.18,
    "standard": -0.41,
    "standard alone": -0.15,
    "average": -0.03,
    "average asked": 0.31,
    "first": -0.27,
    "last": 0.44,
    "nameless": 0.41,
    "nearby number": 0.69,
    "same sentence": 0.82,
    "context as subject": 0.62,
    "context as baseline": -0.21,
    "counted out": 1.00,
    "first around": 0.40,
    "second around": 0.26,
    "first habit": 1.05,
    "second habit": 0.23,
    "before": 0.23,
}
"""Of the line that changed (`pair_cues.SIDE`)."""
SECOND = {
    "named": 0.92,
    "named in full": 0.10,
    "behind the best named": -0.93,
    "context": 0.51,
    "as subject": -0.28,
    "as baseline": 2.38,
    "beside": 0.05,
    "own said": -0.62,
    "own unsaid": 0.22,
    "cited": 0.41,
    "cited before": 0.24,
    "cites the same": 1.48,
    "standard": 0.30,
    "standard alone": 0.49,
    "average": -0.03,
    "average asked": 0.01,
    "first": -0.01,
    "last": -0.30,
    "nameless": 0.22,
    "nearby number": 0.37,
    "same sentence": 0.12,
    "context as subject": -0.52,
    "context as baseline": 1.49,
    "counted out": 1.00,
    "first around": 0.40,
    "second around": 0.73,
    "first habit": 0.31,
    "second habit": 1.03,
    "before": 0.49,
}
"""Of the line that it is compared with (`pair_cues.SIDE`)."""
RELATION = {
    "one context": 0.31,
    "adjacent": 0.61,
    "part of the other": 0.67,
    "part of the other, rest named": 1.17,
    "without something": -0.51,
    "without what is named": 0.32,
    "one name": -0.23,
    "one name, other context": 0.37,
    "both named": -0.79,
    "both nameless": 0.21,
    "both in full": -1.12,
    "habit": 0.99,
}
"""Of both lines together (`pair_cues.RELATION`)."""
PLACE = {
    "named": 1.30,
    "named in full": 0.23,
    "behind the best named": -1.61,
    "context": 0.67,
    "dataset": 0.61,
    "metric": 0.59,
    "average": 0.13,
    "average asked": 1.21,
    "average unasked": 0.81,
    "nameless": 0.78,
    "only": 0.49,
    "first": -0.02,
    "last": 0.71,
    "nearby number": 0.25,
    "same sentence": 0.34,
    "no place named": -0.42,
    "beside": 0.26,
    "around": -0.92,
    "habit": 1.00,
}
"""Of the place where they are compared (`pair_cues.PLACE`)."""
FIRST_CELL = {
    "stated": 1.47,
    "stated near": -0.19,
    "bold": 0.28,
    "decimals": 0.39,
    "fraction": -0.66,
    "later part": -0.45,
}
"""Of the first cell (`pair_cells.FIRST_CELL`)."""
SECOND_CELL = {
    "stated": 0.32,
    "stated near": 0.49,
    "bold": -0.49,
    "best": -0.03,
    "best asked": 0.36,
    "best cited asked": 1.31,
}
"""Of the second cell (`pair_cells.SECOND_CELL`)."""
WAY = {
    "right way": 0.46,
    "wrong way": -1.84,
    "turned scale": -0.39,
    "both stated": 0.94,
}
"""Of both cells together (`pair_cells.WAY`)."""
FORM = {
    "columns": -1.20,
    "relative": -1.32,
    "relative said": 1.98,
    "relative of points": 0.00,
}
"""Of how they are compared (`pair_cells.FORM`)."""
NO_PAIR = {
    "always": 7.49,
    "referred to": 0.11,
    "paragraph": 0.07,
    "whole": 0.68,
    "digits": 1.69,
    "cited": 0.29,
    "numbers around": 0.91,
    "abstract": -0.08,
    "leading": 0.39,
    "bound": -1.19,
    "relative": 1.09,
    "other unit": -0.16,
}
"""Of the case that no table holds the change (`pair_cues.NO_PAIR`)."""
PRINTED = {
    "delta": 2.96,
    "delta named": 1.00,
    "right way": 1.37,
    "bold": 1.00,
    "other baseline": -1.11,
}
"""Of a change that the table prints (`pairs.PRINTED`)."""
