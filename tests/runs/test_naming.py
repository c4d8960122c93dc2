from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.runs.languages import LANGUAGES, canonical_language, language_of
from synth.runs.naming import model_among, model_name, model_options, seed_of, shots_of, task_among
from synth.runs.scores import canonical_metric, metric_key, scale_of, unit_of


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("xnli_en", ("xnli", "en")), ("xcopa_zh", ("xcopa", "zh")), ("xcopa_id", ("xcopa", "id")),
        ("xwinograd_jp", ("xwinograd", "jp")),
        ("lambada_openai_mt_it", ("lambada_openai_mt", "it")), ("crows_pairs_english_age", ("crows_pairs", "english")),
        ("belebele_zho_Hans", ("belebele", "zho_Hans")), ("wmt14-en-fr", ("wmt14", "en-fr")),
        ("pawsx_zh-CN", ("pawsx", "zh-CN")),
        ("arc_easy", None), ("user_id", None), ("blimp_wh_vs_that_no_gap", None),
        ("blimp_expletive_it_object_raising", None),
        ("mnli", None), ("lambada_openai_mt", None), ("hendrycksTest-us_foreign_policy", None), ("", None),
        ("en", None),
        ("swahili_english_proverbs", None), ("arithmetic_2da", None),
    ],
)  # fmt: skip
def test_languages_of_tasks(task: str, expected: tuple[str, str] | None) -> None:
    assert language_of(task) == expected


def test_a_word_is_a_code_only_among_codes() -> None:
    assert language_of("story_is") is None
    assert language_of("story_is", ["story_is", "story_de", "story_fr"]) == ("story", "is")


def test_names_of_languages() -> None:
    assert [canonical_language(word) for word in ("jp", "Japanese", "jpn", "ja-JP", "zho_Hans", "klingon")] == [
        "ja", "ja", "ja", "ja", "zh", None,
    ]  # fmt: skip
    assert all(canonical_language(name) == code for code, name in LANGUAGES.items())


@pytest.mark.parametrize(
    ("key", "split", "task", "metric"),
    [
        ("eval_xnli_de_accuracy", "eval", "xnli_de", "accuracy"), ("eval_macro_f1", "eval", None, "macro_f1"),
        ("eval_PER_f1", "eval", None, "PER_f1"), ("train_samples_per_second", "train", None, "samples_per_second"),
        ("val/acc", "dev", None, "acc"), ("xnli/val/acc", "dev", "xnli", "acc"), ("valid_loss", "dev", None, "loss"),
        ("accuracy_val", "dev", None, "accuracy"), ("mnli_dev/accuracy", "dev", "mnli", "accuracy"),
        ("loss", None, None, "loss"),
        ("test_xcopa_zh_acc", "test", "xcopa_zh", "acc"), ("eval/xnli_de/accuracy", "eval", "xnli_de", "accuracy"),
        ("eval_HasAns_exact", "eval", None, "HasAns_exact"), ("predict_accuracy", "test", None, "accuracy"),
        ("total_flos", None, None, "total_flos"), ("acc_norm", None, None, "acc_norm"),
    ],
)  # fmt: skip
def test_keys_of_metrics(key: str, split: str | None, task: str | None, metric: str) -> None:
    named = metric_key(key)
    assert (named.split, named.task, named.metric) == (split, task, metric)


def test_known_tasks_go_first() -> None:
    assert metric_key("eval_PER_f1", ["PER"]).task == "PER"
    assert metric_key("eval_mnli_mm_accuracy", ["mnli", "mnli_mm"]).task == "mnli_mm"


@given(st.text(max_size=40))
def test_any_key_has_a_metric_inside_it(key: str) -> None:
    named = metric_key(key)
    assert named.metric in key
    assert named.task is None or named.task in key


@pytest.mark.parametrize(
    ("metric", "values", "scale"),
    [
        ("accuracy", ["0.5385"], "fraction"), ("accuracy", ["53.85"], "percent"),
        ("accuracy", ["0.9", "53.85"], "percent"),
        ("accuracy", ["1.0000001192092896"], "fraction"), ("loss", ["0.7"], None), ("perplexity", ["12.3"], None),
        ("accuracy", ["nan"], None), ("accuracy", ["1250"], None), ("mcc", ["-0.02"], "fraction"),
        ("pct_stereotype", ["0.6"], "fraction"),
        ("samples_per_second", ["0.5"], None), ("f1", [], None), ("likelihood_difference", ["0.3"], None),
        ("acc_norm", ["0"], "fraction"),
    ],
)  # fmt: skip
def test_fraction_or_percent(metric: str, values: list[str], scale: str | None) -> None:
    assert scale_of(metric, values) == scale


def test_bleu_of_the_harness_is_percent_however_small() -> None:
    assert scale_of("bleu", ["0.4"], sacre=True) == "percent"
    assert scale_of("bleu_acc", ["0.4"], sacre=True) == "fraction"


def test_one_metric_by_several_names() -> None:
    assert canonical_metric("acc") == canonical_metric("Accuracy") == canonical_metric("acc,none") == "accuracy"
    assert canonical_metric("acc_norm") != canonical_metric("acc")
    assert canonical_metric("exact_match,strict-match") == canonical_metric("em")


def test_units() -> None:
    names = ("eval_runtime", "train_time_ms", "accuracy", "peak_memory_gb", "ms_marco_mrr")
    assert [unit_of(name) for name in names] == [
        "s", "ms", None, "GB", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("bigscience/bloom-1b1", "bigscience/bloom-1b1"), ("gpt2", "gpt2"),
        ("/data/models/LLaMA/lm/huggingface/7B", "LLaMA-7B"),
        ("./results/xlmr-xnli/checkpoint-500", "xlmr-xnli"), ("C:\\models\\bert-base", "bert-base"),
        ("out/checkpoint-10", None),
        ("/root/.cache/huggingface/hub/models--bigscience--bloom/snapshots/" + "a" * 40, "bigscience/bloom"),
        ("models/bloom-1b1/pytorch_model.bin", "bloom-1b1"), ("", None), ("/", None), ("~/ckpt/mt5/base/", "mt5-base"),
    ],
)  # fmt: skip
def test_names_of_models(given_name: str, expected: str | None) -> None:
    assert model_name(given_name) == expected


def test_options() -> None:
    assert model_options("pretrained=a/b,dtype=float16,device_map={'a': 1, 'b': 2},empty") == {
        "pretrained": "a/b",
        "dtype": "float16",
        "device_map": "{'a': 1, 'b': 2}",
    }
    assert model_among({"model": "m", "args.model_name_or_path": "a/b"}) == "a/b"
    assert task_among({"dataset_name": "xnli"}) == "xnli"
    assert task_among({"dataset": "/data/xnli.csv", "task": "a, b"}) is None


def test_shots_and_seeds() -> None:
    names = ("bloom-3b_xnli_0-shot", "mmlu_5shot", "zero-shot", "25-shots", "one_shot", "snapshot", "few-shot")
    assert [shots_of(text) for text in names] == [0, 5, 0, 25, 1, None, None]
    assert [seed_of(text) for text in ("mnli/seed2", "run_seed-42", "rng=7/seed=8", "seedling", "a")] == [
        "2",
        "42",
        "8",
        None,
        None,
    ]
