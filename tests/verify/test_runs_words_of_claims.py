"""What claims say of each run, of a family by size, of a baseline without a name, and of metrics named by phrases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.records import Measurement
from synth.verify.runs_each import every_noun
from synth.verify.runs_index import index_runs
from synth.verify.runs_phrases import make_phrases, meant_phrases
from tests.verify.test_runs_check import measured, scored, told

SIZES = tuple(
    scored(f"gust-{size}", "winogrande", value)
    for size, value in (("560m", "0.528"), ("1b", "0.549"), ("3b", "0.587"), ("7b", "0.643"))
)
DIPS = (*SIZES[:2], scored("gust-3b", "winogrande", "0.541"), SIZES[3])
LOSSES = tuple(
    measured("loss", value, split="dev", run=f"2031-01-02_Zephyr/seed{seed}/log.txt", pick="final", step=900)
    for seed, value in enumerate(("3.2751", "3.2779", "3.2812", "3.2790"))
)


def trial(before: str, target: str, seed: int, value: str, split: str = "dev") -> Measurement:
    return measured(
        "acc", value, model="xlm-roberta-large", task=target, split=split, seed=str(seed),
        run=f"{before}_{target}/seed{seed}",
    )  # fmt: skip


INTERMEDIATE = tuple(
    trial(before, "pawsx", seed, f"{base + seed / 1000:.3f}")
    for before, base in (("none", 0.860), ("mnli", 0.875), ("squad", 0.891))
    for seed in (1, 2, 3)
)
CAPSULES = tuple(
    measured(
        f"Report the {metric} at the {level}-level.", value, task="Rain Gauges: Screening of Wet Days",
        run=f"capsules.json#{seed}", seed=str(seed),
    )
    for metric, level, value in (
        ("AUC", "station", "0.91"), ("AUC", "region", "0.95"), ("sensitivity", "station", "0.83"),
        ("sensitivity", "region", "0.88"),
    )
    for seed in (1, 2)
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "status", "logs"),
    [
        ("WinoGrande accuracy grows monotonically with Gust's size, from 52.8 to 64.3.", "supported", SIZES),
        ("WinoGrande accuracy grows monotonically with Gust's size, from 52.8 to 64.3.", "contradicted", DIPS),
        ("WinoGrande accuracy grows with Gust's size, from 52.8 to 64.3.", "supported", DIPS),
        ("WinoGrande accuracy grows with Gust's size, from 54.9 to 64.3.", "contradicted", SIZES),
        ("WinoGrande accuracy drops with Gust's size.", "contradicted", SIZES),
        ("3 of the 4 Zephyr runs get below a validation loss of 3.28.", "supported", LOSSES),
        ("All 4 Zephyr runs get below a validation loss of 3.28.", "contradicted", LOSSES),
        ("Every Zephyr run stays below a validation loss of 3.29.", "supported", LOSSES),
        ("3 of the 5 Zephyr runs get below a validation loss of 3.28.", "unresolved", LOSSES),
        ("Gust exceeds 50 accuracy on all tasks.", "supported", (*SIZES[:1], scored("gust-560m", "xcopa", "0.612"))),
        ("Gust exceeds 55 accuracy on all tasks.", "contradicted", (*SIZES[:1], scored("gust-560m", "xcopa", "0.612"))),
        ("Using SQuAD as the intermediate task raises PAWS-X accuracy by 3.1 points.", "supported", INTERMEDIATE),
        ("Intermediate training on SQuAD lowers PAWS-X accuracy by 3.1 points.", "contradicted", INTERMEDIATE),
        ("Without intermediate training, XLM-R reaches 86.2 on PAWS-X.", "supported", INTERMEDIATE),
        ("With MNLI as intermediate task, XLM-R reaches 87.7 on PAWS-X.", "supported", INTERMEDIATE),
        ("With MNLI as intermediate task, XLM-R reaches 86.2 on PAWS-X.", "contradicted", INTERMEDIATE),
        ("PAWS-X accuracy rises from 86.2 to 89.3 after SQuAD intermediate training.", "supported", INTERMEDIATE),
        ("SQuAD is the best intermediate task for PAWS-X.", "supported", INTERMEDIATE),
        ("PAWS-X accuracy is highest without intermediate training.", "contradicted", INTERMEDIATE),
        ("Screening reaches an AUC of 0.91 at the station level.", "supported", CAPSULES),
        ("Screening reaches an AUC of 0.95 at the station level.", "contradicted", CAPSULES),
        ("At region level, the sensitivity of the rain gauges is 88%.", "supported", CAPSULES),
    ],
)
def test_claims(text: str, status: str, logs: tuple[Measurement, ...]) -> None:
    check = told(text, *logs)
    assert check.status == status, check.reason


def test_a_test_claim_is_not_settled_by_what_was_only_evaluated() -> None:
    evaluated = measured("acc", "0.8951", model="gust", task="xnli", split="eval", run="gust/seed1")
    text = "On the XNLI test set, Gust reaches 89.5."
    assert told(text, evaluated).status == "supported", "a log that says no more may speak of the test set"
    predicted = measured("acc", "0.8288", model="gust", split="test", run="gust/seed1")
    assert told(text, evaluated, predicted).status == "not_comparable", "this one says which its test set is"


def test_faster_is_said_of_times_alone() -> None:
    logs = [scored(model, "newsqa", value) for model, value in (("gust", "0.64"), ("gale", "0.68"))]
    assert told("Gust is faster than Gale on NewsQA.", *logs).status == "not_comparable"
    logs += [
        measured("latency_ms", value, model=model, task="newsqa", unit="ms", run=f"{model}/newsqa")
        for model, value in (("gust", "22.9"), ("gale", "9.2"))
    ]
    assert told("Gust is faster than Gale on NewsQA.", *logs).status == "contradicted"
    assert told("Gust has a latency of 22.9 ms on NewsQA.", *logs).status == "supported"


def test_the_best_run_is_not_the_mean_of_these_runs() -> None:
    logs = [scored("gust", "trec", value, seed=str(n)) for n, value in enumerate(("0.801", "0.809", "0.826"))]
    check = told("Gust reaches 82.6 accuracy on TREC, averaged over three seeds.", *logs)
    assert (check.status, "best or the worst run" in check.reason) == ("contradicted", True)


def test_a_range_is_from_the_least_to_the_greatest() -> None:
    text = "The validation loss of the Zephyr runs varies between {} and {}."
    assert told(text.format("3.2751", "3.2812"), *LOSSES).status == "supported"
    assert told(text.format("3.2700", "3.2900"), *LOSSES).status == "contradicted"


def test_a_spread_that_is_none_of_theirs() -> None:
    logs = [scored("gust", "trec", value, seed=str(n)) for n, value in enumerate(("0.801", "0.809", "0.826"))]
    for spread in ("1.3", "1.0", "0.7", "3.2"):  # sample, population, standard error, Student's interval of the mean
        assert told(f"Gust reaches 81.2 ± {spread} accuracy on TREC.", *logs).status == "supported"
    check = told("Gust reaches 81.2 ± 0.3 accuracy on TREC.", *logs)
    assert (check.status, "no spread of it" in check.reason) == ("unresolved", True)


def test_one_of_repeated_runs() -> None:
    text = "The {} of the Zephyr runs ends with a validation loss of {}."
    assert told(text.format("best", "3.2751"), *LOSSES).status == "supported"
    assert told(text.format("worst", "3.2812"), *LOSSES).status == "supported"
    assert told(text.format("best", "3.2812"), *LOSSES).status == "contradicted"


def test_both_sides_of_a_formula_are_told_apart() -> None:
    check = told("Using SQuAD as the intermediate task raises PAWS-X accuracy by 3.1 points.", *INTERMEDIATE)
    assert check.formula is not None
    assert check.formula.count("[SQuAD]") == check.formula.count("[the baseline]") == 1


def test_whose_value_came_before_must_be_said() -> None:
    logs = [measured("train_time", "721882", unit="ms", run="2031-01-02_Zephyr/a.txt", step=9, pick="final")]
    check = told("Zephyr cut the training time from 13.1 to 12.0 minutes.", *logs)
    assert (check.status, "13.1" in check.reason) == ("unresolved", True)


@settings(max_examples=60)
@given(st.lists(st.sampled_from("all every each both 12 Zephyr runs languages of the average over a".split())))
def test_what_is_averaged_is_not_said_of_each(words: list[str]) -> None:
    text = " ".join(words)
    assert "average" not in words or every_noun(text) is None


@given(st.permutations(CAPSULES), st.text(max_size=60))
def test_phrases_do_not_depend_on_order_and_no_text_breaks_them(shuffled: list[Measurement], text: str) -> None:
    phrases = make_phrases(index_runs(shuffled).facts)
    assert phrases == make_phrases(index_runs(CAPSULES).facts)
    assert meant_phrases(text, phrases) <= set(phrases)
