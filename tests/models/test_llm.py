"""Language models over a real client library, against a server on this machine that speaks their protocol."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import InputError, UsageError
from synth.extract.proposed import Span, Spans
from synth.models.llm import ModelError, ModelName, Request, key_of
from synth.models.llm_account import Account, Price, estimate, free, portion, price_of
from synth.models.llm_answers import Answer, Answers
from synth.models.llm_client import key_for, read_answer
from synth.models.llm_model import GIVEN_UP, KeptModel
from tests.models.openai_loopback import Loopback, serve

pytest.importorskip("pydantic_ai", reason="the packages of synth[llm] are not installed")

ROOT = Path(__file__).parents[2]
SPANS = {"claims": [{"sentence": "s1", "quote": "made words"}]}


def request(number: int = 1, papers: tuple[str, ...] = ("made",)) -> Request:
    return Request("claims", "hash of a prompt", "Point at claims.", f"s{number}: made words", papers, 1_000)


def cents(tokens_in: int, tokens_out: int) -> Decimal:
    """A cent a token."""
    return Decimal(tokens_in + tokens_out) / 100


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serve(Loopback(lambda _told, _data: SPANS)) as state:
        yield state


def opened(
    server: Loopback,
    folder: Path,
    *,
    price: Price | None = free,
    most: Decimal | None = None,
    offline: bool = False,
    at_once: int = 4,
    seconds: float = 5.0,
) -> tuple[KeptModel, Answers]:
    answers = Answers(folder / "answers.db")
    name = ModelName.parse(server.name())
    return KeptModel(name, answers, price=price, most=most, offline=offline, at_once=at_once, seconds=seconds), answers


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("openai:gpt-5", "https://api.openai.com/v1"),
        ("anthropic:claude-made", "https://api.anthropic.com"),
        ("ollama:llama3", "http://localhost:11434/v1"),
        ("ollama:llama3@http://made.example:11434", "http://made.example:11434/v1"),
        ("openai:made/name@v2@https://made.example/v1/", "https://made.example/v1"),
        ("openai:made@http://localhost:8000", "http://localhost:8000/v1"),
        ("anthropic:made@http://localhost:8000/v1", "http://localhost:8000"),
    ],
)
def test_a_name_says_where_to_ask(text: str, address: str) -> None:
    name = ModelName.parse(text)
    assert name.address == address
    assert ModelName.parse(name.id) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gpt-5",
        "made:x",
        "openai:",
        "openai:x@http://",
        "openai:x@http://u:secret@h/v1",
        "openai:x@http://h:p",
        "a\nb",
    ],
)
def test_what_names_no_model_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        ModelName.parse(text)


def test_an_answer_is_asked_for_once_and_replayed_without_network(server: Loopback, tmp_path: Path) -> None:
    model, answers = opened(server, tmp_path)
    with answers, model:
        assert model.complete(request(), Spans) == Spans([Span("s1", "made words")])
        assert model.complete(request(), Spans) == Spans([Span("s1", "made words")])
    assert len(server.asked) == 1
    again, answers = opened(server, tmp_path, offline=True)
    with answers, again:
        assert again.complete(request(), Spans) == Spans([Span("s1", "made words")])
        with pytest.raises(ModelError, match="no answer"):
            again.complete(request(2), Spans)
        assert again.account.task("claims").sentence.startswith("1 answer, 1 question left")
    assert len(server.asked) == 1


def test_the_paper_is_data_and_the_prompt_an_instruction(server: Loopback, tmp_path: Path) -> None:
    model, answers = opened(server, tmp_path)
    with answers, model:
        model.complete(request(), Spans)
    messages = server.asked[0]["messages"]
    assert [message["content"] for message in messages if message["role"] == "user"] == ["s1: made words"]
    assert messages[0] == {"role": "system", "content": "Point at claims."}
    assert server.asked[0]["temperature"] == 0.0


FAULTS = {
    "401": (1, "refused the key"),
    "404": (1, "has no such model"),
    "400": (1, "refused the question"),
    "429": (4, "too busy"),
    "500": (4, "failed"),
    "cut": (4, "broke off"),
    "reset": (4, "broke off"),
    "html": (1, "broke off"),
    "redirect": (1, "broke off"),
    "refusal": (1, "refused to answer"),
    "length": (2, "no answer of the shape"),
    "prose": (2, "no answer of the shape"),
    "shape": (2, "no answer of the shape"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_failure_that_says_what_and_tells_no_secret(
    fault: str, server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openai._constants.INITIAL_RETRY_DELAY", 0.01)
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.01)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-secret")
    server.always = fault
    server.elsewhere = "http://127.0.0.1:9/v1/chat/completions"
    model, answers = opened(server, tmp_path)
    times, message = FAULTS[fault]
    with answers, model:
        with pytest.raises(ModelError, match=message) as caught:
            model.complete(request(), Spans)
        assert "sk-made" not in str(caught.value)
        assert len(server.asked) == times
        server.always = ""
        if fault in ("401", "404"):
            with pytest.raises(ModelError, match=message):
                model.complete(request(2), Spans)
            assert len(server.asked) == times  # no use in asking on
        else:
            assert model.complete(request(2), Spans).claims
    assert b"sk-made-secret" not in (tmp_path / "answers.db").read_bytes()


def test_a_busy_server_is_asked_again_when_it_says(server: Loopback, tmp_path: Path) -> None:
    server.faults, server.retry_after = ["429", "503"], "0.2"
    model, answers = opened(server, tmp_path)
    with answers, model:
        began = time.monotonic()
        assert model.complete(request(), Spans).claims
        assert time.monotonic() - began >= 0.4
    assert len(server.asked) == 3


def test_a_slow_server_is_given_up(server: Loopback, tmp_path: Path) -> None:
    server.always = "slow"
    model, answers = opened(server, tmp_path, seconds=0.2)
    with answers, model, pytest.raises(ModelError, match=r"in time|broke off"):
        model.complete(request(), Spans)


def test_a_wrong_shape_is_given_back_once_and_mended(server: Loopback, tmp_path: Path) -> None:
    server.faults = ["shape"]
    model, answers = opened(server, tmp_path)
    with answers, model:
        assert model.complete(request(), Spans).claims
        assert model.account.task("claims").tokens_out == 40  # both answers are paid for
    assert "claims" in server.asked[1]["messages"][-1]["content"]


def test_a_long_answer_is_read(server: Loopback, tmp_path: Path) -> None:
    server.faults = ["long"]
    model, answers = opened(server, tmp_path)
    with answers, model:
        assert len(model.complete(request(), Spans).claims) == 1_000


def test_no_proxy_and_no_other_host_is_asked(server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(Loopback()) as other:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, other.base)
        monkeypatch.setenv("OPENAI_BASE_URL", other.base)
        server.faults, server.elsewhere = ["redirect"], f"{other.base}/chat/completions"
        model, answers = opened(server, tmp_path)
        with answers, model:
            with pytest.raises(ModelError):
                model.complete(request(), Spans)
            assert model.complete(request(2), Spans).claims
        assert other.asked == []
        assert len(server.asked) == 2


def test_questions_are_bounded_in_number_and_come_back_in_order(server: Loopback, tmp_path: Path) -> None:
    server.seconds = 0.05
    server.script = lambda _told, data: {"claims": [{"sentence": data.split(":")[0], "quote": "x"}]}
    model, answers = opened(server, tmp_path, at_once=3)
    with answers, model:
        given = model.complete_all([request(number) for number in range(9)], Spans)
    assert [each.claims[0].sentence for each in given if isinstance(each, Spans)] == [f"s{n}" for n in range(9)]
    assert 1 < server.most_under_way <= 3


def test_what_fails_without_end_is_given_up(server: Loopback, tmp_path: Path) -> None:
    server.always = "400"
    model, answers = opened(server, tmp_path, at_once=1)
    with answers, model:
        given = model.complete_all([request(number) for number in range(20)], Spans)
    assert all(isinstance(each, ModelError) for each in given)
    assert len(server.asked) == GIVEN_UP
    assert model.account.task("claims").failed == 20


def test_the_bound_stops_and_what_was_done_is_kept(server: Loopback, tmp_path: Path) -> None:
    questions = [request(number) for number in range(10)]
    most = estimate(questions[:1], cents).cost
    assert most is not None
    model, answers = opened(server, tmp_path, price=cents, most=most + Decimal("2.5"), at_once=2)
    with answers, model:
        given = model.complete_all(questions, Spans)
        done = [each for each in given if isinstance(each, Spans)]
        assert 0 < len(done) < 10
        assert model.account.spent <= most + Decimal("2.5")
        assert model.account.spent == len(done) * cents(100, 20)
        assert "--max-cost" in str(next(each for each in given if isinstance(each, ModelError)))
    again, answers = opened(server, tmp_path, offline=True)
    with answers, again:
        assert sum(isinstance(each, Spans) for each in again.complete_all(questions, Spans)) == len(done)


@given(st.decimals(0, 1_000, places=4), st.integers(1, 64))
def test_portions_stay_under_the_bound_together(most: Decimal, processes: int) -> None:
    assert 0 <= portion(most, processes) * processes <= most


def test_reports_are_counted_each_and_together(server: Loopback, tmp_path: Path) -> None:
    model, answers = opened(server, tmp_path, price=cents)
    whole = Account(cents)
    with answers, model:
        for number in range(3):
            model.account.begin()
            model.complete(request(number), Spans)
            took = model.account.took
            assert (took.answers.asked, took.spent) == (1, cents(100, 20))
            whole.join(took)
    assert (whole.whole.asked, whole.spent) == (3, 3 * cents(100, 20))
    assert whole.whole == model.account.whole


def test_an_estimate_is_no_less_than_what_is_paid(server: Loopback, tmp_path: Path) -> None:
    questions = [(request(number), Spans) for number in range(3)]
    model, answers = opened(server, tmp_path, price=cents)
    with answers, model:
        before = model.estimate(questions)
        model.complete_all([each for each, _ in questions], Spans)
        assert before.questions == 3
        assert before.cost is not None
        assert before.cost >= model.account.spent > 0
        assert model.estimate(questions).questions == 0


def test_prices_are_known_for_names_that_have_one() -> None:
    assert price_of(ModelName.parse("ollama:llama3")) is free
    priced = price_of(ModelName.parse("openai:gpt-4o"))
    assert priced is not None
    assert priced(1_000_000, 0) > 0
    assert price_of(ModelName.parse("openai:no-such-made-model")) is None
    assert price_of(ModelName.parse("openai:no-such-made-model@http://localhost:1/v1")) is free


def test_the_key_goes_where_nobody_can_read_it(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-secret")
    model, answers = opened(server, tmp_path)
    with answers, model:
        model.complete(request(), Spans)
    assert server.headers[0]["authorization"] == "Bearer sk-made-secret"  # this machine itself
    assert key_for(ModelName.parse("openai:made@https://made.example/v1")) == "sk-made-secret"
    assert key_for(ModelName.parse("openai:made@http://made.example/v1")) == ""


def test_a_provider_without_a_key_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with Answers(tmp_path / "answers.db") as answers:
        model = KeptModel(ModelName.parse("openai:gpt-4o"), answers, price=free)
        with model, pytest.raises(UsageError, match="needs a key"):
            model.complete(request(), Spans)


def test_a_replay_of_a_thousand_answers_is_quick(tmp_path: Path) -> None:
    name = ModelName.parse("openai:made@http://127.0.0.1:9/v1")
    with Answers(tmp_path / "answers.db") as answers:
        for number in range(1_000):
            key = key_of(name, request(number), Spans)
            answers.put(Answer(key, "claims", name.id, ("made",), '{"claims":[]}', 100, 20, Decimal(0)))
        model = KeptModel(name, answers, price=free)
        with model:
            given = model.complete_all([request(number) for number in range(1_000)], Spans)
    assert given == [Spans([])] * 1_000


@pytest.mark.parametrize("written", ["{", "[]", '{"claims": 3}', "\x00", "{}" * 10])
def test_a_kept_answer_that_was_tampered_with_is_asked_again(written: str, server: Loopback, tmp_path: Path) -> None:
    name = ModelName.parse(server.name())
    with Answers(tmp_path / "answers.db") as answers:
        answers.put(Answer(key_of(name, request(), Spans), "claims", name.id, (), written, 1, 1, Decimal(0)))
    model, answers = opened(server, tmp_path)
    with answers, model:
        assert model.complete(request(), Spans).claims
    assert len(server.asked) == 1


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "answers.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(InputError, match="no file of kept answers"):
        Answers(tmp_path / "answers.db")


def test_answers_are_carried_with_their_papers_alone(tmp_path: Path) -> None:
    with Answers(tmp_path / "here.db") as here, Answers(tmp_path / "there.db") as there:
        for key, papers in (("1", ("a",)), ("2", ("a", "b")), ("3", ("c",)), ("4", ())):
            here.put(Answer(key, "claims", "m", papers, "{}", 1, 1, Decimal("0.5")))
        about = list(here.about(["a", "b"]))
        assert [answer.key for answer in about] == ["1", "2"]
        for answer in about:
            there.put(answer)
        assert here.take(there) == 0
        assert there.take(here) == 2
        assert there.get("3") == here.get("3")


@given(st.text(max_size=300))
def test_any_text_is_an_answer_or_a_refusal(text: str) -> None:
    try:
        read = read_answer(text, Spans)
    except ValueError:
        return
    assert read_answer(read, Spans) == read


@given(
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=5), st.text(alphabet="abc \n`", max_size=9)
)
def test_an_answer_survives_what_stands_around_it(spans: list[tuple[str, str]], around: str) -> None:
    from pydantic import TypeAdapter

    value = Spans([Span(sentence, quote) for sentence, quote in spans])
    try:
        text = TypeAdapter(Spans).dump_json(value).decode()
    except ValueError:
        return  # lone surrogates are no text
    assert TypeAdapter(Spans).validate_json(read_answer(f"{around}```json\n{text}\n```{around}", Spans)) == value


ASK = """
import sys
from pathlib import Path
from synth.extract.proposed import Spans
from synth.models.llm import ModelName, Request
from synth.models.llm_account import free
from synth.models.llm_answers import Answers
from synth.models.llm_model import KeptModel
questions = [Request("claims", "p", "Point.", f"s{n}: made", ("made",), 100) for n in range(200)]
with Answers(Path(sys.argv[2])) as answers, KeptModel(ModelName.parse(sys.argv[1]), answers, price=free) as model:
    print("ready", flush=True)
    model.complete_all(questions, Spans)
"""


def test_interrupting_ends_at_once_and_keeps_what_was_answered(server: Loopback, tmp_path: Path) -> None:
    server.seconds = 0.05
    command = [sys.executable, "-c", ASK, server.name(), str(tmp_path / "answers.db")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    reached = threading.Event()
    for _ in range(600):
        if len(server.asked) > 12:
            reached.set()
            break
        time.sleep(0.05)
    assert reached.is_set()
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, errors = process.communicate(timeout=20)
    assert time.monotonic() - began < 10
    assert b"KeyboardInterrupt" in errors
    asked = len(server.asked)
    with Answers(tmp_path / "answers.db") as answers:
        kept = len(list(answers.about(["made"])))
    assert asked - 5 <= kept + 4
    assert 0 < kept < 200


KEEP = """
import sys
from decimal import Decimal
from pathlib import Path
from synth.models.llm_answers import Answer, Answers
kept = []
with Answers(Path(sys.argv[1])) as answers:
    for number in range(100):
        mine = Answer(str(number), "claims", "m", ("made",), f'{{"by": {sys.argv[2]}}}', 1, 1, Decimal(0))
        kept.append(answers.put(mine).text)
print("\\n".join(kept))
"""


def test_processes_that_ask_the_same_end_with_one_answer(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KEEP, str(tmp_path / "new" / "answers.db")]
    running = [
        subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
        for number in range(4)
    ]
    told = [process.communicate(timeout=60) for process in running]
    assert [errors for _, errors in told] == [b""] * 4
    assert len({out for out, _ in told}) == 1
    with Answers(tmp_path / "new" / "answers.db") as answers:
        kept = [answers.get(str(number)) for number in range(100)]
    assert [answer.text for answer in kept if answer] == told[0][0].decode().splitlines()


def test_an_answer_that_cannot_be_read_gives_way(tmp_path: Path) -> None:
    with Answers(tmp_path / "answers.db") as answers:
        first = Answer("1", "claims", "m", (), "{}", 1, 1, Decimal(0))
        assert answers.put(first) == first
        assert answers.put(replace(first, text="[]")) == first
        answers.drop(replace(first, text="another"))
        assert answers.get("1") == first
        answers.drop(first)
        assert answers.put(replace(first, text="[]")).text == "[]"
        answers.put(replace(first, key="2", cost=Decimal("nan")))
        assert answers.get("2") is None
        assert answers.put(replace(first, key="2")) == replace(first, key="2")
