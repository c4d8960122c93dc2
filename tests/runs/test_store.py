from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.records import Measurement, Run
from synth.runs import Logs, store
from synth.runs.logs import subject_of
from synth.runs.recorder import Recorder

TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
VALUES = st.sampled_from(["0.5", "84.10", "nan", "inf", "-inf", "1e-05", "-3", "12345678901234567890.123"])


@st.composite
def measurements(draw: st.DrawFn) -> Measurement:
    return Measurement(
        run=draw(st.sampled_from(["a", "b/c", "d#1"])), format="made", model=draw(TEXT), task=draw(TEXT),
        dataset=draw(TEXT), language=draw(TEXT), split=draw(TEXT), metric=draw(st.sampled_from(["loss", "accuracy"])),
        value=draw(VALUES), stderr=draw(st.none() | st.just("0.01")), n=draw(st.none() | st.integers(0, 10**9)),
        seed=draw(TEXT), step=draw(st.none() | st.integers(-(10**12), 10**12)), scale=None, file="made.log",
        line=draw(st.none() | st.integers(1, 10**9)), key=draw(TEXT), shots=draw(st.none() | st.integers(0, 64)),
        unit=None, pick=draw(st.sampled_from([None, "step", "final", "best"])),
    )  # fmt: skip


def kept(folder: Path, given_: list[Measurement]) -> Logs:
    entry = folder / "entry"
    with store.making(entry) as making:
        with Recorder(making) as recorder:
            recorder.take(given_)
        runs = tuple(Run(id_, "made", ("made.log",)) for id_ in sorted({one.run for one in given_}))
        contents = store.save(making, recorder, store.Contents(runs, (), (), 0))
    return Logs(entry, contents)


@given(st.lists(measurements(), max_size=40))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_comes_back(tmp_path: Path, given_: list[Measurement]) -> None:
    logs = kept(tmp_path, given_)
    assert list(logs.measurements()) == sorted(given_, key=lambda one: one.run)
    assert logs.count == len(given_)


@given(st.lists(measurements(), min_size=1, max_size=40))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_results_are_the_ends_of_the_series(tmp_path: Path, given_: list[Measurement]) -> None:
    logs = kept(tmp_path, given_)
    results = logs.results()
    series: dict[tuple[object, ...], list[Measurement]] = {}
    for one in given_:
        if one.pick == "step":
            key = (one.run, one.model, one.task, one.dataset, one.language, one.split, one.metric, one.shots)
            series.setdefault(key, []).append(one)
    others = [one for one in given_ if one.pick != "step"]
    stated = {subject_of(one) for one in others if one.pick == "final"}
    told = [one for one in others if one.pick != "best"]
    told_best = {(subject_of(one), one.value) for one in others if one.pick == "best"}
    ends = [part for part in series.values() if subject_of(part[0]) not in stated]
    best = [one for one in results if one.pick == "best" and one not in others]
    least = len(told) + len(told_best) + len(ends)
    assert least <= len(results) <= least + len([part for part in series.values() if len(part) > 1])
    bests = [(subject_of(one), one.value) for one in results if one.pick == "best"]
    assert len(set(bests)) == len(bests)
    for one in best:
        key = (one.run, one.model, one.task, one.dataset, one.language, one.split, one.metric, one.shots)
        sizes = [float(value.value) for value in series[key] if value.value not in {"nan", "inf", "-inf"}]
        assert float(one.value) == (min(sizes) if one.metric == "loss" else max(sizes))


def stepped(value: str, step: int | None, pick: str | None, format_: str = "made") -> Measurement:
    return Measurement(
        "a", format_, "M", "t", None, None, "dev", "accuracy", value, None, None, None, step, None, "f", pick=pick,  # type: ignore[arg-type]  # one of the picks
    )  # fmt: skip


def test_what_a_log_calls_final_outranks_its_last_step(tmp_path: Path) -> None:
    steps = [stepped("0.4", 1, "step"), stepped("0.6", 2, "step"), stepped("0.5", 3, "step")]
    results = kept(tmp_path / "own", [*steps, stepped("0.6", 3, "final", "other")]).results()
    assert [(one.value, one.pick, one.step) for one in results] == [("0.6", "best", 2), ("0.6", "final", 3)]
    results = kept(tmp_path / "derived", steps).results()
    assert [(one.value, one.pick) for one in results] == [("0.6", "best"), ("0.5", "final")]


def test_no_best_value_stands_twice(tmp_path: Path) -> None:
    steps = [stepped("0.4", 1, "step"), stepped("0.6", 2, "step"), stepped("0.5", 3, "step")]
    logs = kept(tmp_path, [*steps, stepped("0.4", 1, "best"), stepped("0.6", 2, "best")])
    assert [one.value for one in logs.results() if one.pick == "best"] == ["0.6", "0.4"]


def test_queries(tmp_path: Path) -> None:
    made = [
        Measurement(
            run, "made", "M", task, None, "de", "dev", "accuracy", f"0.{step}", None, None, None, step, None, "f",
            pick="step",
        )
        for run in ("a", "b")
        for task in ("t", "u")
        for step in (3, 1, 2)
    ]  # fmt: skip
    logs = kept(tmp_path, made)
    assert [one.value for one in logs.series("a", "accuracy", task="t")] == ["0.1", "0.2", "0.3"]
    assert [(one.run, one.task) for one in logs.measurements(step=2)] == [
        ("a", "t"),
        ("a", "u"),
        ("b", "t"),
        ("b", "u"),
    ]
    assert list(logs.measurements(run="nobody")) == []
    assert [(one.value, one.step, one.pick) for one in logs.results_of("b") if one.task == "u"] == [
        ("0.3", 3, "final"), ("0.3", 3, "best"),
    ]  # fmt: skip
    assert {logs.steps(one) for one in logs.results()} == {3}


def test_two_queries_at_once(tmp_path: Path) -> None:
    made = [
        Measurement(
            "a", "made", None, None, None, None, None, "loss", str(step), None, None, None, step, None, "f", pick="step"
        )
        for step in range(100)
    ]  # fmt: skip
    logs = kept(tmp_path, made)
    pairs = zip(logs.measurements(), logs.measurements(), strict=True)
    assert all(one == other for one, other in pairs)


def test_a_damaged_entry_is_none(tmp_path: Path) -> None:
    made = Measurement("a", "made", None, None, None, None, None, "loss", "1", None, None, None, None, None, "f")
    kept(tmp_path, [made])
    entry = tmp_path / "entry"
    assert store.saved(entry) is not None
    for name in (store.VALUES, store.SERIES, store.LOGS):
        whole = (entry / name).read_bytes()
        (entry / name).write_bytes(whole[:-3] + b"xyz")
        assert store.saved(entry) is None
        (entry / name).write_bytes(whole)
    (entry / store.LOGS).write_text("[]", encoding="utf-8")
    assert store.saved(entry) is None


def test_nothing_half_made_is_left_behind(tmp_path: Path) -> None:
    def interrupted() -> None:
        with store.making(tmp_path / "cache" / "entry") as folder:
            (folder / "x").write_text("x", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list((tmp_path / "cache").iterdir()) == []
