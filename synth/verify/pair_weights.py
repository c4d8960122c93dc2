"""The weights of the features of changes, by name, as `tests/benchmarks/pairs.py` fitted them, rounded."""

from __future__ import annotations

TABLE = {
    "referred to": 0.91,
    "other referred to": -0.84,
    "paragraph": 1.72,
    "other paragraph": -1.50,
    "caption": -0.51,
    "numbers around": 0.62,
    "numbers elsewhere": -1.21,
    "other split": -0.33,
    "metric": 0.48,
    "dataset": 1.14,
    "dataset missing": -0.89,
    "distance": -1.74,
}
"""Of a table (`pair_cues.TABLE`)."""
FIRST = {
    "named": 1.46,
    "named in full": 0.34,
    "behind the best named": -0.46,
    "context": 0.40,
    "as subject": 1.55,
    "as baseline": -1.09,
    "beside": 0.09,
    "own said": 1.47,
    "own unsaid": 0.69,
    "cited": -1.48,
    "cited before": -0.20,
    "cites the same": -0.27,
    "standard": -0.28,
    "standard alone": -0.18,
    "average": -0.05,
    "average asked": 0.29,
    "first": -0.42,
    "last": 0.63,
    "nameless": 0.46,
    "nearby number": 0.78,
    "same sentence": 1.02,
    "context as subject": 0.72,
    "context as baseline": -0.15,
    "counted out": 1.00,
}
"""Of the line that changed (`pair_cues.SIDE`)."""
SECOND = {
    "named": 1.11,
    "named in full": 0.09,
    "behind the best named": -0.86,
    "context": 0.46,
    "as subject": -0.24,
    "as baseline": 2.40,
    "beside": 0.09,
    "own said": -0.46,
    "own unsaid": 0.73,
    "cited": 0.64,
    "cited before": 0.36,
    "cites the same": 1.53,
    "standard": 0.53,
    "standard alone": 0.58,
    "average": -0.05,
    "average asked": -0.01,
    "first": -0.21,
    "last": -0.46,
    "nameless": 0.22,
    "nearby number": 0.33,
    "same sentence": 0.19,
    "context as subject": -0.49,
    "context as baseline": 1.57,
    "counted out": 1.00,
}
"""Of the line that it is compared with (`pair_cues.SIDE`)."""
RELATION = {
    "one context": 0.24,
    "adjacent": 0.89,
    "part of the other": 1.05,
    "part of the other, rest named": 1.29,
    "without something": -0.92,
    "without what is named": 0.23,
    "one name": -0.25,
    "one name, other context": 0.26,
    "both named": -0.64,
    "both nameless": 0.27,
    "both in full": -1.02,
}
"""Of both lines together (`pair_cues.RELATION`)."""
PLACE = {
    "named": 1.27,
    "named in full": 0.43,
    "behind the best named": -1.50,
    "context": 0.91,
    "dataset": 0.57,
    "metric": 0.71,
    "average": 0.05,
    "average asked": 1.23,
    "average unasked": 0.87,
    "nameless": 0.81,
    "only": 0.35,
    "first": 0.02,
    "last": 0.75,
    "nearby number": 0.17,
    "same sentence": 0.29,
    "no place named": -0.57,
    "beside": 0.29,
}
"""Of the place where they are compared (`pair_cues.PLACE`)."""
FIRST_CELL = {
    "stated": 1.09,
    "stated near": 0.02,
    "bold": 0.49,
    "decimals": 0.34,
    "fraction": -0.92,
    "later part": -0.47,
}
"""Of the first cell (`pair_cells.FIRST_CELL`)."""
SECOND_CELL = {
    "stated": 0.39,
    "stated near": 0.66,
    "bold": -0.63,
    "best": 0.25,
    "best asked": 0.31,
    "best cited asked": 1.59,
}
"""Of the second cell (`pair_cells.SECOND_CELL`)."""
WAY = {
    "right way": 0.72,
    "wrong way": -2.01,
    "turned scale": -0.38,
    "both stated": 1.05,
}
"""Of both cells together (`pair_cells.WAY`)."""
FORM = {
    "columns": -1.25,
    "relative": -1.28,
    "relative said": 1.93,
    "relative of points": 0.00,
}
"""Of how they are compared (`pair_cells.FORM`)."""
NO_PAIR = {
    "always": 7.46,
    "referred to": 0.13,
    "paragraph": 0.17,
    "whole": 0.78,
    "digits": 1.77,
    "cited": 0.46,
    "numbers around": 0.98,
    "abstract": -0.09,
    "leading": 0.45,
    "bound": -1.17,
    "relative": 1.20,
    "other unit": -0.10,
}
"""Of the case that no table holds the change (`pair_cues.NO_PAIR`)."""
PRINTED = {
    "delta": 3.01,
    "delta named": 1.00,
    "right way": 1.36,
    "bold": 1.07,
    "other baseline": -1.05,
}
"""Of a change that the table prints (`pairs.PRINTED`)."""
