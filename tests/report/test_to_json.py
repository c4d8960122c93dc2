from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import InputError
from synth.quantity import Quantity
from synth.records import Problem
from synth.report.to_json import report_from_json, to_json
from synth.report_records import Report
from synth.review.panel import review_report
from tests.report.made import empty_report, made_claims, made_report

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    TEXT,
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000),
    st.floats(0, 1),
    st.lists(st.tuples(TEXT, TEXT, st.none() | TEXT), max_size=3),
)
@settings(max_examples=20)
def test_a_report_comes_back_as_it_was(
    text: str, value: Decimal, relevance: float, problems: list[tuple[str, str, str | None]]
) -> None:
    first, *rest = made_claims()
    quantity = Quantity(text, value, 3, 0, 1, uncertainty=Decimal("0.10"), high=value, bound="~", sign=-1)
    spoiled = replace(first, claim=replace(first.claim, text=text, quantities=(quantity,)), relevance=relevance)
    report = made_report(claims=[spoiled, *rest], problems=[Problem(*each) for each in problems])
    written = to_json(report)
    back = report_from_json(written)
    assert back == report
    assert to_json(back) == written


def test_reviewed_and_empty_reports_come_back_as_they_were() -> None:
    for report in (review_report(made_report()), review_report(empty_report())):
        assert report_from_json(to_json(report)) == report


def test_the_shape_is_the_one_users_rely_on() -> None:
    report = review_report(made_report())
    written = to_json(report)
    whole = json.loads(written)
    assert written.endswith("}\n")
    assert list(whole) == [
        "schema", "question", "title", "date", "made_by", "search", "papers", "answer", "findings", "claims", "reviews",
        "score", "logs", "problems", "tables", "contexts", "drift",
    ]  # fmt: skip
    assert list(whole["search"]) == ["sources", "prisma"]
    paper = whole["papers"][0]
    assert {
        "id",
        "version",
        "title",
        "authors",
        "year",
        "links",
        "text",
        "withdrawn",
        "retracted",
        "found",
        "why",
    } <= set(paper)
    claim = whole["claims"][0]
    assert {
        "id",
        "text",
        "anchor",
        "quantities",
        "subject",
        "baseline",
        "metric",
        "dataset",
        "split",
        "direction",
    } <= set(claim)
    assert {"verdict", "relevance"} <= set(claim)
    quantity = claim["quantities"][0]
    assert quantity["value"] == "8.2"
    assert set(quantity) == {
        "text", "value", "high", "decimals", "unit", "kind", "sign", "bound", "uncertainty", "start", "end",
        "unit_start", "unit_end",
    }  # fmt: skip
    assert claim["verdict"]["checks"][0]["anchors"][0] == {
        "paper": "2401.00001v1",
        "table": 1,
        "cells": [[2, 1], [1, 1]],
    }
    assert list(whole["score"]) == ["median", "spread", "alpha"]


def test_decimals_keep_their_written_precision() -> None:
    first = made_claims()[0]
    quantity = replace(first.claim.quantities[0], value=Decimal("84.30"), high=Decimal("2.5E+6"))
    report = made_report(claims=[replace(first, claim=replace(first.claim, quantities=(quantity,)))])
    (written,) = json.loads(to_json(report))["claims"][0]["quantities"]
    assert (written["value"], written["high"]) == ("84.30", "2500000")
    assert str(report_from_json(to_json(report)).claims[0].claim.quantities[0].value) == "84.30"


def broken(report: Report, key: str, value: object) -> str:
    return json.dumps({**json.loads(to_json(report)), key: value})


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", "nothing", "[" * 100_000, '{"schema": NaN}', "{}",
        broken(made_report(), "claims", 3), broken(made_report(), "claims", [3]), broken(made_report(), "papers", {}),
        broken(made_report(), "search", []), broken(made_report(), "date", None), broken(made_report(), "claims", [{}]),
    ],
)  # fmt: skip
def test_anything_else_is_a_clear_error(text: str) -> None:
    with pytest.raises(InputError, match="JSON"):
        report_from_json(text)
