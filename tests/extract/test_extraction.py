"""The gold of hand-read claims points at what it says, and the halves of it are found well enough."""

from __future__ import annotations

import importlib.util
from collections import Counter
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from synth.read import read_path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extraction", ROOT / "tests" / "benchmarks" / "extraction.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GOLD: dict[str, list[dict[str, str]]] = benchmark().gold_papers()
ROWS = [row for rows in GOLD.values() for row in rows]


def test_gold_is_large_enough_and_whole() -> None:
    kinds = Counter(row["kind"] for row in ROWS)
    claims = sum(kinds.values()) - kinds["none"] - kinds["optional"]
    assert claims >= 200
    assert len(GOLD) >= 20
    assert set(kinds) <= {"value", "gain", "relative_gain", "ratio", "count", "range", "rank", "none", "optional"}
    assert sum(row["verdict"] != "" for row in ROWS) >= 80
    for row in ROWS:
        assert row["split"] in {"", "?", "dev", "test"}
        assert row["direction"] in {"", "?", "up", "down"}
        assert row["sign"] in {"", "?", "+", "-"}
        assert row["verdict"] in {"", "supported", "contradicted", "undecidable"}
        assert bool(row["formula"]) == (row["verdict"] in {"supported", "contradicted"})
        if row["number"]:
            Decimal(row["value"])
            assert int(row["sentence_start"]) <= int(row["start"]) < int(row["end"]) <= int(row["sentence_end"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
@pytest.mark.untraced
def test_gold_points_at_its_numbers() -> None:
    for rows in GOLD.values():
        text = read_path(SHARED / rows[0]["file"]).files[0].text
        for row in rows:
            if row["number"] and row["kind"] != "none":
                assert " ".join(text[int(row["start"]) : int(row["end"])].split()) == row["number"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
@pytest.mark.untraced
def test_claims_are_found_in_both_halves() -> None:
    module = benchmark()
    for half in module.HALVES:
        papers = [
            (read_path(SHARED / rows[0]["file"]), rows) for paper, rows in GOLD.items() if module.half_of(paper) == half
        ]
        counts, _ = module.measure(papers)
        assert module.shares(counts)["F1"] >= 0.85
