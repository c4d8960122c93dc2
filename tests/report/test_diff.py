import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.models.embedder import load_embedder
from synth.records import Anchor, Check
from synth.report.diff import Diff, DiffPair, diff_tables, diff_to_json
from synth.report.diff_classes import BY_WEIGHT
from synth.report.diff_table import ClaimRow, ClaimTable, Source, table_from_json, text_row
from synth.report.legacy import read_mark, read_text_table
from synth.report.to_json import to_json
from tests.report.made import made_report

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
GOLD: dict[str, Any] = json.loads((ROOT / "tests" / "gold" / "diff.json").read_text(encoding="utf-8"))
MIRROR = {"split": "merged", "merged": "split", "only_a": "only_b", "only_b": "only_a"}

Row = tuple[str, str, str]


def table(rows: Sequence[Sequence[str]], name: str = "made") -> ClaimTable:
    """Rows of text, mark, confidence."""
    made = []
    for number, (text, mark, confidence) in enumerate(rows, start=1):
        status = read_mark(mark)
        assert status is not None
        made.append(text_row(number, text, status, Decimal(confidence)))
    return ClaimTable(name, tuple(made), legacy=True)


def texts(*claims: str) -> ClaimTable:
    return table([(claim, "✓", "0.50") for claim in claims])


def shape(made: Diff) -> set[tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]]:
    return {
        (tuple(sorted(pair.classes)), tuple(row.number for row in pair.a), tuple(row.number for row in pair.b))
        for pair in made.pairs
    }


def only(made: Diff) -> DiffPair:
    """The one pair of a comparison of one claim with one claim."""
    (pair,) = made.pairs
    return pair


# Claims made of few words and numbers, so that rows are alike, are pieces of one another, and repeat.
made_claim = st.builds(
    "{} {} {} by {} points{}".format,
    st.sampled_from(["Joint training", "Mixed training on SNOW and RAIN", "The GLORP-Large model", "No warm-up"]),
    st.sampled_from(["improves", "lowers", "does not change"]),
    st.sampled_from(["accuracy on SNOW", "accuracy on SNOW and RAIN", "F1 for hail"]),
    st.sampled_from(["1.3", "1.30", "8.25", "2 to 9", "1.3 and 8.25"]),
    st.sampled_from([".", "", " over the baseline of 61.2.", " [number: 1.3]", " [number: 77.7]"]),
)
made_rows = st.lists(
    st.tuples(made_claim, st.sampled_from("✓×–"), st.sampled_from(["0.10", "0.11", "0.13", "0.90"])), max_size=7
)


@given(made_rows)
def test_a_table_against_itself_is_the_same(rows: list[Row]) -> None:
    made = diff_tables(table(rows), table(rows))
    assert made.differences == ()
    assert [(pair.a[0].number, pair.b[0].number) for pair in made.pairs] == [(n + 1, n + 1) for n in range(len(rows))]


@given(made_rows, made_rows)
@settings(max_examples=60)
def test_turned_round_a_comparison_is_its_own_mirror(a: list[Row], b: list[Row]) -> None:
    there, back = shape(diff_tables(table(a), table(b))), shape(diff_tables(table(b), table(a)))
    assert back == {(tuple(sorted(MIRROR.get(name, name) for name in classes)), y, x) for classes, x, y in there}


@given(made_rows, made_rows, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_rows_changes_nothing(a: list[Row], b: list[Row], random: Any) -> None:
    def said(made: Diff) -> list[tuple[Any, ...]]:
        return sorted(
            (
                tuple(sorted(p.classes)),
                *(tuple(sorted((r.text, r.status, r.confidence) for r in s)) for s in (p.a, p.b)),
            )
            for p in made.pairs
        )

    mixed = random.sample(b, len(b))
    assert said(diff_tables(table(a), table(b))) == said(diff_tables(table(a), table(mixed)))


@given(made_rows, made_rows)
@settings(max_examples=60)
def test_every_row_stands_in_one_pair(a: list[Row], b: list[Row]) -> None:
    made = diff_tables(table(a), table(b))
    assert sorted(row.number for pair in made.pairs for row in pair.a) == list(range(1, len(a) + 1))
    assert sorted(row.number for pair in made.pairs for row in pair.b) == list(range(1, len(b) + 1))
    assert all(min(len(pair.a), len(pair.b)) <= 1 for pair in made.pairs)
    assert all(set(pair.classes) <= set(BY_WEIGHT) for pair in made.pairs)


@cache
def seeds() -> dict[str, ClaimTable]:
    return {path.name[:3]: read_text_table(path.read_text(encoding="utf-8"), path.name) for path in SEEDS.glob("*.txt")}


meaning = cache(load_embedder)


def counted(a: ClaimTable, b: ClaimTable, groups: list[list[list[int]]]) -> tuple[int, int, int]:
    """Right pairs found, pairs found, right pairs."""
    right = {(x, y) for xs, ys in groups for x in xs for y in ys}
    made = diff_tables(a, b, meaning=meaning().embed)
    found = {(x.number, y.number) for pair in made.pairs for x in pair.a for y in pair.b}
    return len(right & found), len(found), len(right)


def f1(counts: list[tuple[int, int, int]]) -> float:
    hit, found, right = (sum(each) for each in zip(*counts, strict=True))
    return float(2 * hit / (found + right))


def test_gold_of_made_pairs() -> None:
    assert len(GOLD["made"]) >= 20
    assert f1([counted(table(each["a"]), table(each["b"]), each["groups"]) for each in GOLD["made"]]) >= 0.97


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")
def test_gold_of_the_seeds() -> None:
    assert len(GOLD["seeds"]) == 10
    counts = [counted(seeds()[each["a"]], seeds()[each["b"]], each["groups"]) for each in GOLD["seeds"]]
    assert f1(counts) >= 0.97


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")
def test_what_became_of_the_seeds_claims() -> None:
    made = diff_tables(seeds()["000"], seeds()["002"], meaning=meaning().embed)
    became = {tuple(row.number for row in pair.a): pair for pair in made.pairs if pair.a}
    first = became[(1,)]
    assert [row.number for row in first.b] == [4, 5, 6]
    assert "split" in first.classes
    assert first.why is not None
    assert all(number in first.why for number in ("8.2", "7.5", "7.0"))
    half = became[(4,)]
    assert [(row.number, row.status) for row in half.b] == [(10, "supported"), (11, "contradicted")]
    assert {"split", "status_changed", "confidence_changed"} == set(half.classes)
    assert half.why is not None
    assert "B11 turned from ✓ to ×" in half.why
    second = diff_tables(seeds()["000"], seeds()["001"])
    assert [(p.a[0].number, set(p.classes)) for p in second.differences] == [(7, {"reworded", "confidence_changed"})]
    assert diff_tables(seeds()["000"], seeds()["001"], ignore=("confidence", "wording")).differences == ()


CUT = "Made models of GLORP gain 8.7 points on all of the tas"
GAIN = "Made gains are 8.7 points."


@pytest.mark.parametrize(
    ("a", "b", "classes", "why"),
    [
        (GAIN, GAIN, {"same"}, None),
        ("Made gains are “8.7” points.", 'Made  gains are "8.7" points', {"same"}, None),
        (GAIN, "Made gains are 8.9 points.", {"number_changed"}, "+8.7 points became +8.9 points"),
        (GAIN, "Made gains are 8.70 points.", {"number_changed"}, "became +8.70 points"),
        (GAIN, "Made gains are 8.7 %.", {"number_changed", "reworded"}, "8.7 points became +8.7 %"),
        ("Made score rises by 8.7 points.", "Made score drops by 8.7 points.", {"number_changed", "reworded"}, "−8.7"),
        ("Made corpora have 9 tasks.", "Made corpora have nine tasks.", {"reworded"}, None),
        ("Made data hold 48,310 notes.", "Made data hold 48310 notes.", {"reworded"}, None),
        ("Made warm-up helps GLORP.", "Made warm-up does not help GLORP.", {"reworded"}, "one denies what the other"),
        ("Made GLORP gains 8.7 points.", "Made GLORP gains 8.7 points over 61.2.", {"reworded"}, "only B states 61.2"),
        (CUT, f"{CUT}ks.", {"same"}, "cut in A after 54"),
        (f"{CUT}ks.", f"{CUT.removesuffix(' tas')} …", {"same"}, "cut in B"),
    ],
)
def test_one_claim_against_one(a: str, b: str, classes: set[str], why: str | None) -> None:
    pair = only(diff_tables(texts(a), texts(b)))
    assert set(pair.classes) == classes
    assert pair.why is None if why is None else why.casefold() in (pair.why or "").casefold()


@pytest.mark.parametrize(("confidence", "moved"), [("0.52", False), ("0.521", True), ("0.48", False), ("0.47", True)])
def test_confidence_changes_by_more_than_two_hundredths(confidence: str, moved: bool) -> None:
    made = diff_tables(table([("A made claim.", "✓", "0.50")]), table([("A made claim.", "✓", confidence)]))
    assert only(made).classes == (("confidence_changed",) if moved else ("same",))


def test_claims_of_one_mould_about_other_things_are_not_one() -> None:
    a = texts("Made model K1 reaches 61.4 on SNOW.", "Made model K1 reaches 70.2 on RAIN.")
    b = texts("Made model K1 reaches 61.4 on SNOW.", "Made model K2 reaches 58.3 on HAIL.")
    assert diff_tables(a, b).summary["only_a"] == diff_tables(a, b).summary["only_b"] == 1


def test_two_numbers_of_one_sentence_are_two_claims() -> None:
    text = "Made model K1 reaches 61.4 on SNOW and 70.2 on RAIN and 55.5 on HAIL."
    made = diff_tables(texts(f"{text} [number: 61.4]"), texts(f"{text} [number: 70.2]"))
    assert made.summary["only_a"] == made.summary["only_b"] == 1


def test_a_number_that_may_be_cut_has_not_changed() -> None:
    opening = (
        "Made training of the largest made model on all of the made tasks of GLORP, measured once, lifts the score by "
    )
    assert only(diff_tables(texts(f"{opening}5"), texts(f"{opening}5.42 points."))).classes == ("same",)


def whole(rows: list[ClaimRow], version: str, made_by: dict[str, str]) -> ClaimTable:
    paper = f"2401.00001{version}"
    known = tuple(replace(row, paper=paper, checks=row.checks or ()) for row in rows)
    return ClaimTable(f"report {version}", known, made_by=made_by, sources={paper: Source("Made", version, version)})


def test_why_names_evidence_version_and_checker() -> None:
    anchor = Anchor("2401.00001v1", None, None, 0, 4, "made")
    right = Check("own_table", "supported", 0.9, "made", "8.66", "mean(K1 row)", (anchor,))
    wrong = replace(right, status="contradicted", recomputed="8.16")
    a = text_row(1, "Made K1 gains 8.7 points.", "supported", Decimal("0.9"))
    b = replace(a, status="contradicted")
    by_code = diff_tables(whole([a], "v1", {"code": "aa"}), whole([b], "v1", {"code": "bb"}))
    assert only(by_code).why == "✓ became ×. Made by another code."
    assert by_code.context == ("code: aa became bb",)
    unknown = diff_tables(whole([a], "v1", {}), whole([b], "v1", {}))
    assert only(unknown).why == "✓ became ×. Neither report records why."
    checked = [replace(a, checks=(right,))], [replace(b, checks=(wrong,))]
    evidence = diff_tables(whole(checked[0], "v1", {}), whole(checked[1], "v2", {}))
    said = only(evidence).why or ""
    assert "another version: 2401.00001v1, 2401.00001v2" in said
    assert "Own tables: ✓ mean(K1 row) = 8.66 became × mean(K1 row) = 8.16" in said


def test_the_same_words_in_two_papers_are_two_claims() -> None:
    row = text_row(1, "Made K1 gains 8.7 points.", "supported", None)
    a = ClaimTable("a", (replace(row, paper="2401.00001v1"),), sources={"2401.00001v1": Source("Made")})
    b = ClaimTable("b", (replace(row, paper="2402.00002v1"),), sources={"2402.00002v1": Source("Also made")})
    assert {*diff_tables(a, b).summary.items()} >= {("only_a", 1), ("only_b", 1)}
    moved = replace(b, sources={"2402.00002v1": Source("Made")})  # the same paper under another id
    assert diff_tables(a, moved).summary["same"] == 1


def test_json_has_the_shape_that_is_promised() -> None:
    a = table([("Made K1 gains 1.3 points on SNOW and 2.4 points on RAIN.", "✓", "0.27")], "a.txt")
    b = table([("Made K1 gains 1.3 points on SNOW.", "✓", "0.19"), ("Made K1 gains 2.4 points on RAIN.", "×", "0.09")])
    record = json.loads(diff_to_json(diff_tables(a, b)))
    assert (record["a"], record["b"], record["legacy"]) == ("a.txt", "made", True)
    assert record["summary"] == {
        **dict.fromkeys(BY_WEIGHT, 0),
        "split": 1,
        "status_changed": 1,
        "confidence_changed": 1,
    }
    (pair,) = record["pairs"]
    why = pair.pop("why")
    assert pair == {
        "classes": ["split", "status_changed", "confidence_changed"],
        "a": [1],
        "b": [1, 2],
        "text_a": [a.rows[0].text],
        "text_b": [row.text for row in b.rows],
        "status_a": ["supported"],
        "status_b": ["supported", "contradicted"],
        "confidence_a": [0.27],
        "confidence_b": [0.19, 0.09],
        "legacy": True,
    }
    assert why.startswith("A1 is split into B1 (+1.3 points) and B2 (+2.4 points)")


def test_a_report_is_read_from_its_json() -> None:
    report = made_report()
    read = table_from_json(to_json(report), "report.json")
    assert [row.text for row in read.rows] == [judged.claim.text for judged in report.claims]
    assert [row.checks for row in read.rows] == [judged.verdict.checks for judged in report.claims]
    assert read.made_by == report.made_by
    assert not read.legacy
    assert diff_tables(read, read).differences == ()
