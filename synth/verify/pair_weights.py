"""The weights of the features of changes, by name, as `tests/benchmarks/pairs.py` fitted them, rounded."""

from __future__ import annotations

TABLE = {
    "referred to": 0.66,
    "other referred to": -0.72,
    "paragraph": 1.73,
    "other paragraph": -1.58,
    "caption": -0.39,
    "numbers around": 0.38,
    "numbers elsewhere": -0.92,
    "other split": -0.34,
    "metric": 0.34,
    "dataset": 1.21,
    "dataset missing": -0.73,
    "distance": -1.78,
}
"""Of a table (`pair_cues.TABLE`)."""
FIRST = {
    "named": 1.56,
    "named in full": -0.07,
    "behind the best named": -0.84,
    "context": 0.53,
    "as subject": 1.63,
    "as baseline": -1.21,
    "beside": 0.25,
    "own said": 1.49,
    "own unsaid": 0.77,
    "cited": -1.58,
    "cited before": -0.23,
    "cites the same": -0.28,
    "standard": -0.12,
    "standard alone": -0.14,
    "average": -0.07,
    "average asked": 0.27,
    "first": -0.27,
    "last": 0.82,
    "nameless": 0.32,
    "nearby number": 0.70,
    "same sentence": 1.24,
    "context as subject": 0.73,
    "context as baseline": -0.22,
    "counted out": 1.00,
}
"""Of the line that changed (`pair_cues.SIDE`)."""
SECOND = {
    "named": 0.91,
    "named in full": -0.38,
    "behind the best named": -1.05,
    "context": 0.78,
    "as subject": -0.31,
    "as baseline": 2.34,
    "beside": 0.02,
    "own said": -0.17,
    "own unsaid": 0.79,
    "cited": 0.57,
    "cited before": 0.46,
    "cites the same": 1.50,
    "standard": 0.33,
    "standard alone": 0.55,
    "average": -0.07,
    "average asked": -0.03,
    "first": -0.22,
    "last": -0.40,
    "nameless": 0.24,
    "nearby number": 0.28,
    "same sentence": 0.13,
    "context as subject": -0.37,
    "context as baseline": 1.46,
    "counted out": 1.00,
}
"""Of the line that it is compared with (`pair_cues.SIDE`)."""
RELATION = {
    "one context": 0.24,
    "adjacent": 1.00,
    "part of the other": 1.43,
    "part of the other, rest named": 1.24,
    "without something": -0.95,
    "without what is named": 0.28,
    "one name": -0.47,
    "one name, other context": 0.13,
    "both named": -0.70,
    "both nameless": 0.20,
}
"""Of both lines together (`pair_cues.RELATION`)."""
PLACE = {
    "named": 1.27,
    "named in full": 0.36,
    "behind the best named": -1.36,
    "context": 0.89,
    "dataset": 0.46,
    "metric": 0.59,
    "average": 0.07,
    "average asked": 0.92,
    "average unasked": 0.81,
    "nameless": 0.50,
    "only": 0.26,
    "first": 0.12,
    "last": 0.77,
    "nearby number": -0.08,
    "same sentence": 0.15,
    "no place named": -0.61,
    "beside": 0.53,
}
"""Of the place where they are compared (`pair_cues.PLACE`)."""
FIRST_CELL = {
    "stated": 1.22,
    "stated near": 0.25,
    "bold": 0.54,
    "decimals": 0.26,
    "fraction": -1.05,
    "later part": -0.68,
}
"""Of the first cell (`pair_cells.FIRST_CELL`)."""
SECOND_CELL = {
    "stated": 0.23,
    "stated near": 0.75,
    "bold": -0.78,
    "best": 0.37,
    "best asked": 0.22,
    "best cited asked": 1.45,
}
"""Of the second cell (`pair_cells.SECOND_CELL`)."""
WAY = {
    "right way": 0.44,
    "wrong way": -1.86,
    "turned scale": -0.41,
    "both stated": 1.17,
}
"""Of both cells together (`pair_cells.WAY`)."""
FORM = {
    "columns": -1.12,
    "relative": -1.18,
    "relative said": 1.71,
    "relative of points": 0.00,
}
"""Of how they are compared (`pair_cells.FORM`)."""
NO_PAIR = {
    "always": 7.42,
    "referred to": 0.26,
    "paragraph": 0.25,
    "whole": 0.53,
    "digits": 1.88,
    "cited": 0.87,
    "numbers around": 0.94,
    "abstract": -0.10,
    "leading": 0.34,
    "bound": -1.26,
    "relative": 1.12,
    "other unit": -0.13,
}
"""Of the case that no table holds the change (`pair_cues.NO_PAIR`)."""
PRINTED = {
    "delta": 2.83,
    "delta named": 1.32,
    "right way": 1.17,
    "bold": 0.97,
    "other baseline": -2.00,
}
"""Of a change that the table prints (`pairs.PRINTED`); the last was fitted with all others held."""
