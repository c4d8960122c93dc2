"""Means, medians, sums and extremes over named groups of a made table, and differences of such means."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.extract.claims import extract_claims
from synth.read import read_bytes
from synth.records import Check
from synth.verify import verify_claim, witness
from synth.verify.algebra_groups import group_candidates
from synth.verify.axis import Context, table_axes
from synth.verify.index import index_tables, name_lines
from synth.verify.names import Mention
from tests.verify.made import claim

MADE = r"""\documentclass{article}\begin{document}
\section{Made results}
%s
\begin{table}
\caption{Made accuracy on coastal and on inland stations.}
\begin{tabular}{lccccc}
\hline
 & \multicolumn{3}{c}{Coastal stations} & \multicolumn{2}{c}{Inland stations} \\
System & Rain & Snow & Hail & Fog & Dew \\
\hline
Basalt & 61.2 & 70.5 & 80.3 & 55.1 & 42.9 \\
Granite & 64.9 & 73.1 & 80.9 & 57.7 & 49.4 \\
Marble & 66.0 & 69.8 & 84.1 & 51.3 & 44.0 \\
\hline
\end{tabular}
\end{table}
\end{document}
"""


def own_table(sentence: str) -> Check | None:
    """What the made table says of the first number of a sentence."""
    made = read_bytes((MADE % sentence).encode(), "made.tex")
    claims = extract_claims(made)
    own = witness(made, claims)
    checks = verify_claim(next(each for each in claims if each.quantities), own).checks
    return next((check for check in checks if check.against == "own_table"), None)


@pytest.mark.parametrize(
    ("sentence", "formula"),
    [
        (r"On the coastal stations Granite reaches an average accuracy of 72.97\%.", "mean(Granite over Coastal"),
        (r"Averaged over the inland stations Marble has an accuracy of 47.65\%.", "mean(Marble over Inland"),
        (r"Averaged over Rain and Dew, Basalt has an accuracy of 52.05\%.", "mean(Basalt over Rain, Dew)"),
        (r"Granite improves over Basalt by 4.55 points on average on the inland stations.", "mean(Granite over Inland"),
        (r"The median accuracy of Granite on the coastal stations is 73.1\%.", "Granite"),
    ],
)
def test_a_number_is_worked_out_over_a_named_group(sentence: str, formula: str) -> None:
    found = own_table(sentence)
    assert found is not None
    assert found.status == "supported", found.reason
    assert formula in (found.formula or "")


@pytest.mark.parametrize(
    "sentence",
    [
        r"On the coastal stations Granite reaches an average accuracy of 74.31\%.",
        r"Granite improves over Basalt by 6.12 points on average on the inland stations.",
        r"Averaged over the upland stations Marble has an accuracy of 47.12\%.",
    ],
)
def test_what_no_group_gives_is_not_supported(sentence: str) -> None:
    found = own_table(sentence)
    assert found is None or found.status != "supported"


@settings(max_examples=25)
@given(st.sampled_from(["Basalt", "Granite", "Marble"]), st.sampled_from(["mean", "median", "min", "max", "sum"]))
def test_an_aggregate_is_that_of_its_cells(line: str, asked: str) -> None:
    words = {
        "mean": "average", "median": "median", "min": "lowest", "max": "highest", "sum": "total",
    }  # fmt: skip
    text = f"The {words[asked]} accuracy of {line} on the coastal stations is 1.23."
    (index,) = index_tables(read_bytes((MADE % "Made.").encode(), "made.tex"))
    mention = Mention.of(text)
    rows, _ = table_axes(index, name_lines(index, mention), Context(text=text, mention=mention))
    quantity = replace(claim(text, "1.23").quantities[0], kind="value")
    made = [
        c
        for c in group_candidates(rows, quantity, text, averaging=asked == "mean")
        if f"{asked}({line} over" in c.formula
    ]
    (found,) = made
    values = {(v.row, v.column): v.value for v in index.values if v.row_name == line and "Coastal" in v.column_name}
    numbers = sorted(values.values())
    given_ = {
        "mean": sum(numbers, Decimal(0)) / len(numbers),
        "median": median(numbers),
        "min": numbers[0],
        "max": numbers[-1],
        "sum": sum(numbers, Decimal(0)),
    }
    assert abs(found.value - given_[asked]) < Decimal("1e-9")
    assert set(found.cells) <= set(values)
    assert found.interval.holds(found.value)
