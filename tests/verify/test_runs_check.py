from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.extract.quantities import find_quantities
from synth.records import Anchor, Check, Claim, Measurement, RunAnchor
from synth.runs import load_runs
from synth.verify.runs_check import check_runs
from synth.verify.runs_index import RunIndex, index_runs
from tests.timing import LINEAR, growth

ROOT = Path(__file__).parents[2]
LOGS = ROOT.parent / "shared" / "data" / "logs"
GOLD = ROOT / "tests" / "gold" / "run_claims.csv"


def measured(metric: str, value: str, **rest: Any) -> Measurement:
    """A made measurement; what is not told is not known."""
    parts: dict[str, Any] = {
        "run": "made/run", "format": "made", "model": None, "task": None, "dataset": None, "language": None,
        "split": None, "stderr": None, "n": None, "seed": None, "step": None,
        "scale": "fraction" if metric in ("acc", "f1", "em", "acc_norm") else None, "file": "made.json",
    }  # fmt: skip
    return Measurement(metric=metric, value=value, **{**parts, **rest})


def scored(model: str, task: str, value: str, metric: str = "acc", **rest: Any) -> Measurement:
    return measured(metric, value, model=model, task=task, run=f"{model}/{task}", **rest)


def claim(text: str) -> Claim:
    anchor = Anchor("made", None, None, 0, len(text), text)
    return Claim(Claim.make_id(anchor, text), text, anchor, find_quantities(text))


def told(text: str, *measurements: Measurement, **options: Any) -> Check:
    check = check_runs(claim(text), index_runs(measurements), **options)
    assert check is not None, text
    assert check.against == "run"
    return check


WIND = (
    scored("made/gust-7b", "xnli_de", "0.4512", language="de", stderr="0.0070"),
    scored("made/gust-7b", "xnli_fr", "0.4776", language="fr", stderr="0.0070"),
    scored("made/gust-7b", "xcopa_it", "0.6100", language="it", stderr="0.0200"),
    scored("made/gust-7b", "squad", "0.7312", metric="f1"),
    scored("made/gust-7b", "squad", "0.6150", metric="em"),
    scored("made/gust-13b", "xnli_de", "0.4398", language="de", stderr="0.0070"),
    scored("made/gust-13b", "xnli_fr", "0.5066", language="fr", stderr="0.0070"),
    scored("made/gust-13b", "xcopa_it", "0.6420", language="it", stderr="0.0200"),
)
SEEDS = tuple(
    scored("squall", "mnli", value, seed=str(seed), split="dev", dataset="mnli")
    for seed, value in enumerate(("0.8410", "0.8450", "0.8434", "0.8402", "0.8429"))
)


@given(st.integers(1, 9999), st.integers(0, 2), st.integers(-3, 3))
def test_a_value_holds_as_rounded_and_in_no_other_way(ten_thousandths: int, decimals: int, off: int) -> None:
    value = Decimal(ten_thousandths) / 100
    printed = round(value, decimals) + off * Decimal(1).scaleb(-decimals)
    if printed < 2:
        return  # a small number may be a fraction too
    log = scored("gust", "xnli", str(Decimal(ten_thousandths) / 10000), stderr="0.01")
    status = told(f"Gust reaches {printed:.{decimals}f} % accuracy on XNLI.", log).status
    half = Decimal(5).scaleb(-decimals - 1)
    assert status == ("supported" if abs(value - printed) <= half else "contradicted")


@settings(max_examples=30)
@given(st.permutations(WIND))
def test_the_order_of_measurements_changes_nothing(shuffled: list[Measurement]) -> None:
    for text in (
        "Gust-7B scores 46.4 on XNLI on average.",
        "Gust-13B outperforms Gust-7B by 0.9 points on XNLI on average.",
        "Gust-7B obtains 73.1 on SQuAD.",
    ):
        assert told(text, *shuffled) == told(text, *WIND)


@settings(max_examples=50)
@given(st.integers(100, 900), st.integers(100, 900))
def test_a_gain_the_other_way_round_is_never_supported(first: int, second: int) -> None:
    logs = (scored("gust", "xnli", f"0.{first}"), scored("squall", "xnli", f"0.{second}"))
    size = f"{abs(first - second) / 10:.1f}"
    better, worse = ("Gust", "Squall") if first > second else ("Squall", "Gust")
    if first == second:
        return
    assert told(f"{better} outperforms {worse} by {size} points on XNLI.", *logs).status == "supported"
    assert told(f"{worse} outperforms {better} by {size} points on XNLI.", *logs).status == "contradicted"
    assert told(f"{worse} trails {better} by {size} points on XNLI.", *logs).status == "supported"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Gust-7B reaches 45.1 accuracy on German XNLI.", "supported"),
        ("Gust-7B reaches 0.4512 accuracy on xnli_de.", "supported"),
        ("Gust-7B reaches 45.2 accuracy on German XNLI.", "contradicted"),
        ("Gust-7B reaches about 45 % accuracy on German XNLI.", "supported"),
        ("Gust-7B reaches 45.9 ± 0.9 accuracy on German XNLI.", "supported"),
        ("Gust-7B exceeds 45 accuracy on German XNLI.", "supported"),
        ("Gust-7B exceeds 46 accuracy on German XNLI.", "contradicted"),
        ("Gust-7B reaches 46.4 on XNLI, averaged over languages.", "supported"),
        ("Averaged over the 15 languages of XNLI, Gust-7B reaches 46.4.", "unresolved"),
        ("On XNLI, Gust-13B reaches 43.98 in German and 50.66 in French.", "supported"),
        ("On XNLI, Gust-13B reaches 50.66 in German and 43.98 in French.", "contradicted"),
        ("The macro-average of Gust-7B over XNLI and XCOPA is 53.7.", "supported"),
        ("The macro-average of Gust-7B over XNLI and XCOPA is 51.3.", "contradicted"),
        ("Pooled over all task-language pairs of XNLI and XCOPA, Gust-7B gets 51.3.", "supported"),
        ("Gust-7B obtains an F1 of 73.1 on SQuAD.", "supported"),
        ("Gust-7B obtains an exact match of 73.1 on SQuAD.", "contradicted"),
        ("Gust-7B obtains a BLEU of 73.1 on SQuAD.", "not_comparable"),
        ("Gust-7B obtains 73.1 on SQuAD.", "unresolved"),
        ("Gust-65B reaches 45.1 accuracy on German XNLI.", "unresolved"),
        ("Gust-7B reaches 45.1 accuracy on Hindi XNLI.", "unresolved"),
        ("Gust-7B reaches 45.1 accuracy on TyDiQA.", "unresolved"),
        ("Gust-13B improves over Gust-7B by 5.2 % on XCOPA.", "supported"),
        ("Gust-13B improves over Gust-7B by 3.2 % on XCOPA.", "contradicted"),
        ("Gust-13B improves over Gust-7B by 3.2 points on XCOPA.", "supported"),
        ("Gust-13B outperforms Gust-7B on all languages of XNLI.", "contradicted"),
        ("Gust-13B outperforms Gust-7B on 1 of 2 languages of XNLI.", "supported"),
        ("Gust-13B is the best model on XCOPA.", "supported"),
        ("Gust-7B is the best model on XCOPA.", "contradicted"),
        ("Gust-7B does not outperform Gust-13B on XCOPA.", "supported"),
        ("XCOPA accuracy rises from 61.0 to 64.2 when moving from Gust-7B to Gust-13B.", "supported"),
        ("XCOPA accuracy rises from 64.2 to 61.0 when moving from Gust-7B to Gust-13B.", "contradicted"),
        ("Gust-13B outperforms Mistral by 3.2 points on XCOPA.", "unresolved"),
    ],
)
def test_claims_over_made_logs(text: str, status: str) -> None:
    check = told(text, *WIND)
    assert check.status == status, check.reason


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("Squall reaches 84.3 accuracy on the MNLI dev set (mean of five seeds).", "supported", "exact"),
        ("Squall reaches 84.5 accuracy on the MNLI dev set.", "supported", "consistent"),
        ("Squall reaches 84.6 accuracy on the MNLI dev set.", "supported", "n = 5"),
        ("Squall reaches 84.4 accuracy on the MNLI dev set, averaged over five seeds.", "unresolved", "not the mean"),
        ("Squall reaches 86.0 accuracy on the MNLI dev set.", "contradicted", "CV*"),
        ("The best of five seeds of Squall reaches 84.5 accuracy on MNLI dev.", "supported", "best of 5 runs"),
        ("The median accuracy of Squall on the MNLI dev set is 84.29 over five seeds.", "supported", "median"),
        ("With seed 3, Squall reaches 84.0 accuracy on MNLI.", "supported", "exact"),
        ("With seed 3, Squall reaches 84.1 accuracy on MNLI.", "contradicted", "not 84.1"),
        ("Squall reaches 84.3 accuracy on the MNLI test set.", "not_comparable", "dev"),
        ("With seed 9, Squall reaches 84.0 accuracy on MNLI.", "unresolved", "seed 9"),
    ],
)
def test_repeated_runs(text: str, status: str, said: str) -> None:
    check = told(text, *SEEDS)
    assert check.status == status, check.reason
    assert said in check.reason


def test_two_runs_say_how_little_they_mean() -> None:
    check = told("Squall reaches 85.0 accuracy on MNLI.", *SEEDS[:2])
    assert (check.status, check.confidence < 0.6) == ("supported", True)
    assert "two runs" in check.reason


def test_runs_without_spread_leave_no_room() -> None:
    same = [scored("squall", "mnli", "0.8410", seed=str(seed)) for seed in range(3)]
    assert told("Squall reaches 84.1 accuracy on MNLI.", *same).status == "supported"
    assert told("Squall reaches 84.2 accuracy on MNLI.", *same).status == "contradicted"


def test_a_number_of_another_metric_is_not_consistent() -> None:
    logs = [scored("squall", "trec", value, seed=str(n)) for n, value in enumerate(("0.820", "0.830", "0.825"))]
    logs += [scored("squall", "trec", "0.841", metric="f1", seed=str(n)) for n in range(3)]
    check = told("Squall reaches 84.1 accuracy on TREC.", *logs)
    assert check.status == "unresolved"
    assert "f1" in check.reason


def test_a_tolerance_is_the_users() -> None:
    text = "Gust-7B reaches 45.4 accuracy on German XNLI."
    assert told(text, *WIND).status == "contradicted"
    check = told(text, *WIND, tolerance=Decimal("0.5"))
    assert check.status == "supported"
    assert "tolerance" in check.reason


def test_the_best_step_is_not_the_last() -> None:
    series = [
        scored("gale", "mnli", "0.8710", split="dev", step=500, pick="best"),
        scored("gale", "mnli", "0.8650", split="dev", step=900, pick="final"),
    ]
    assert told("The final validation accuracy of Gale on MNLI is 86.5.", *series).status == "supported"
    assert told("The final validation accuracy of Gale on MNLI is 87.1.", *series).status == "contradicted"
    assert told("The best validation accuracy of Gale on MNLI is 87.1.", *series).status == "supported"
    open_ = told("Gale reaches a validation accuracy of 87.1 on MNLI.", *series)
    assert open_.status == "unresolved"
    assert "best" in open_.reason


def test_a_step_is_fetched_where_it_is_named() -> None:
    final = scored("gale", "mnli", "0.8650", split="dev", step=900, pick="final")
    early = scored("gale", "mnli", "0.7210", split="dev", step=300, pick="step")
    index = index_runs([final], at_step=lambda step: [early] if step == 300 else [])
    check = check_runs(claim("At step 300, Gale has a validation accuracy of 72.1 on MNLI."), index)
    assert check is not None
    assert check.status == "supported"


def test_times_and_losses_of_runs_without_a_model() -> None:
    logs = [
        measured("train_time", "301825", unit="ms", run="2024-11-19_Zephyr/a.txt", step=1875, pick="final"),
        measured("loss", "3.2783", split="dev", run="2024-11-19_Zephyr/a.txt", step=1875, pick="final"),
        measured("train_time", "279948", unit="ms", run="2024-11-24_Breeze/a.txt", step=1750, pick="final"),
        measured("loss", "3.2759", split="dev", run="2024-11-24_Breeze/a.txt", step=1750, pick="final"),
    ]
    assert told("Zephyr trains to 3.28 validation loss in 5.03 minutes.", *logs).status == "supported"
    assert told("Zephyr takes 301.8 seconds.", *logs).status == "supported"
    assert told("Zephyr trains in 4.67 minutes.", *logs).status == "contradicted"
    cut = told("Breeze trains in 4.66 minutes.", *logs)
    assert (cut.status, "cut off" in cut.reason) == ("contradicted", True)
    assert told("Breeze is 1.08x faster than Zephyr in training time.", *logs).status == "supported"
    assert told("Zephyr reaches a test loss of 3.2783.", *logs).status == "not_comparable"


def test_a_not_a_number_decides_nothing() -> None:
    for value in ("nan", "inf", "-inf", "1e999", "what"):
        check = told("Gust reaches 45.1 accuracy on XNLI.", scored("gust", "xnli", value))
        assert check.status == "unresolved"


def test_nothing_comes_of_nothing() -> None:
    empty = index_runs([])
    assert check_runs(claim("Gust reaches 45.1 accuracy on XNLI."), empty) is None
    assert check_runs(claim("Cats sleep for 15 hours."), index_runs(WIND)) is None
    assert check_runs(claim(""), index_runs(WIND)) is None


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    check_runs(claim(f"Gust-7B {text} XNLI"), INDEX)


INDEX = index_runs(WIND)


@pytest.mark.untraced
@pytest.mark.parametrize("unit", ["from 1.0 to ", "Gust-7B ", "by 1.2 points over ", "(", "7B ", "1 "])
def test_long_claims_take_linear_time(unit: str) -> None:
    def made(size: int) -> Claim:
        return claim(unit * (size // len(unit)) + "on XNLI")

    assert growth(made, lambda claim: check_runs(claim, INDEX), 400) < LINEAR


def test_a_paper_s_own_short_name_is_known() -> None:
    short = claim("GS reaches 45.1 accuracy on German XNLI.")
    logs = index_runs([scored("gust-small", "xnli_de", "0.4512", language="de")])
    check = check_runs(short, logs, [("GS", "Gust-small")])
    assert check is not None
    assert check.status == "supported"
    assert check.anchors == (RunAnchor("gust-small/xnli_de", "made.json"),)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> RunIndex:
    if not LOGS.is_dir():
        pytest.skip("../shared/data is not here")
    logs = load_runs([LOGS / "lm_eval", LOGS / "nanogpt_speedrun"], cache=tmp_path_factory.mktemp("cache"))
    return index_runs(logs.results(), logs.runs)


def test_claims_over_real_logs(real: RunIndex) -> None:
    with GOLD.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    checks = [check_runs(claim(row["claim"]), real) for row in rows]
    right = [check is not None and check.status == row["label"] for row, check in zip(rows, checks, strict=True)]
    believed = [
        row["id"]
        for row, check in zip(rows, checks, strict=True)
        if row["slip"] and check and check.status == "supported"
    ]
    assert len(rows) >= 200
    assert sum(right) >= 0.95 * len(rows)
    assert not believed


def test_every_check_names_what_it_rests_on(real: RunIndex) -> None:
    check = check_runs(claim("BLOOM-3B has an accuracy of 30.1 on the Basque part of XNLI."), real)
    assert check is not None
    assert (check.status, check.anchors) == ("unresolved", ())
    check = check_runs(claim("BLOOM-3B reaches 61.6 accuracy on BoolQ."), real)
    assert check is not None
    (anchor,) = check.anchors
    assert isinstance(anchor, RunAnchor)
    assert anchor.key == "results.boolq.acc"
