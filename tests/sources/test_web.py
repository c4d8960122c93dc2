from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import SourceError, UsageError
from synth.sources.addresses import check_address, is_public
from synth.sources.cache import Cache, Reply
from synth.sources.download import check_pdf, downloaded
from synth.sources.manners import LONGEST_WAIT, FaultyReplyError, RefusedError, backoff, retry_after, turn
from synth.sources.web import Site, Web, read_json
from tests.sources.databases import PDF, Databases, serve


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Databases]:
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path))
    with serve(Databases()) as state:
        yield state


def site(server: Databases, courtesy: float = 0.0) -> Site:
    return Site("Made", server.base, courtesy, configured=True, pause=0.0)


def count(server: Databases) -> str:
    return f"{server.base}/dblp?q=made&h=10&f=0"


def test_a_repeat_costs_nothing_and_works_offline(server: Databases, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "replies")
    with Web(cache=cache) as web:
        first = web.ask(site(server), count(server), read_json)
        assert web.ask(site(server), count(server), read_json) == first
    with Web(cache=cache, offline=True) as web:
        assert web.ask(site(server), count(server), read_json) == first
        with pytest.raises(SourceError, match="no reply to this was kept"):
            web.ask(site(server), f"{count(server)}1", read_json)
    assert len(server.asked) == 1
    with Web(cache=cache, fresh=0.0) as web:
        web.ask(site(server), count(server), read_json)
    assert len(server.asked) == 2


def test_faulty_replies_are_never_kept(server: Databases, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "replies")
    server.faults = ["html", "truncated", "nest", "503"]
    with Web(cache=cache) as web, pytest.raises(SourceError, match="HTTP 503"):
        web.ask(site(server), count(server), read_json)
    assert list(cache.folder.rglob("*.gz")) == []


def test_a_damaged_cache_is_no_cache(server: Databases, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "replies")
    with Web(cache=cache) as web:
        first = web.ask(site(server), count(server), read_json)
        path = next(cache.folder.rglob("*.gz"))
        whole = path.read_bytes()
        for damaged in (
            b"",
            whole[: len(whole) // 2],
            b"made" + whole,
            whole[:-8] + bytes([whole[-8] ^ 1]) + whole[-7:],
        ):
            path.write_bytes(damaged)
            assert web.ask(site(server), count(server), read_json) == first
    assert len(server.asked) == 5


@given(st.binary(max_size=2000), st.text(max_size=50), st.text(max_size=20))
def test_what_is_kept_comes_back(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, address: str, kind: str
) -> None:
    cache = Cache(tmp_path_factory.mktemp("replies"))
    address = address.encode("utf-8", "replace").decode()
    assert cache.get(address, None) is None
    cache.put(address, Reply(kind, body))
    assert cache.get(address, None) == Reply(kind, body)
    assert cache.get(f"{address}?", None) is None


@pytest.mark.parametrize("fault", ["after 0.3", "after date 1.5"])
def test_retry_after_is_waited_for(server: Databases, fault: str) -> None:
    server.faults = [fault]
    with Web() as web:
        web.ask(site(server), count(server), read_json)
    gap = server.moments[1] - server.moments[0]
    assert gap >= (0.29 if fault == "after 0.3" else 0.4)  # a date has whole seconds


def test_retry_after_holds_for_everybody(server: Databases) -> None:
    server.faults = ["after 0.4", "400"]
    with Web() as web, pytest.raises(RefusedError):
        web.ask(site(server), count(server), read_json, tries=2)
    begin = time.time()
    server.faults = ["after 0.4"]
    with Web() as web:
        with pytest.raises(SourceError):
            web.ask(site(server), count(server), read_json, tries=1)
        web.ask(site(server), count(server), read_json)  # another request to the same host
    assert time.time() - begin >= 0.39


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_a_server_that_hangs_or_drips_is_given_up_and_asked_again(server: Databases, fault: str) -> None:
    server.faults = [fault]
    begin = time.monotonic()
    with Web(timeout=0.15, deadline=0.2) as web:
        assert web.ask(site(server), count(server), read_json)
    assert len(server.asked) == 2
    assert time.monotonic() - begin < 3.0
    server.faults = [fault] * 4
    with Web(timeout=0.15, deadline=0.2) as web, pytest.raises(SourceError) as caught:
        web.ask(site(server), count(server), read_json)
    said = {"hang": "Made did not answer: timed out", "drip": "Made did not answer: the reply was not whole after 0 s"}
    assert caught.value.message == said[fault]


def test_without_a_network_nobody_waits_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is never given to anybody (RFC 6761): looked up twice, not four times."""
    monkeypatch.setenv("SYNTH_HOME", str(tmp_path))
    pauses: list[float] = []
    nowhere = Site("Made", "http://made.invalid", 0.0)
    said = "Made did not answer: the name made.invalid cannot be looked up"
    with Web(pause=pauses.append) as web:
        with pytest.raises(SourceError) as caught:
            web.ask(nowhere, "http://made.invalid/x", read_json)
        assert caught.value.message == said
        assert "on the network" in (caught.value.hint or "")
        with (
            pytest.raises(SourceError, match=said),
            downloaded(web, "http://made.invalid/x.pdf", check_pdf, site=nowhere),
        ):
            pass
    assert len(pauses) == 2


def test_who_asks_for_an_hour_is_left_alone_at_once(server: Databases) -> None:
    server.faults = ["after 3600"]
    with Web() as web, pytest.raises(SourceError, match="asks to be left alone for 3600 s"):
        web.ask(site(server), count(server), read_json)
    assert len(server.asked) == 1


def test_retry_after_in_every_form() -> None:
    from email.utils import formatdate

    assert retry_after("12") == 12.0
    assert retry_after(" 1.5 ") == 1.5
    assert 58 <= retry_after(formatdate(time.time() + 60, usegmt=True)) <= 60
    assert retry_after(formatdate(time.time() - 60, usegmt=True)) == 0.0
    for text in ("", "soon", "-3", "9" * 40, "Mon, 99 Foo 2024 00:00:00 GMT"):
        assert retry_after(text) == 0.0


@given(st.integers(0, 20), st.floats(0, 5), st.text(max_size=20))
def test_pauses_grow_and_have_an_end(attempt: int, pause: float, address: str) -> None:
    address = address.encode("utf-8", "replace").decode()
    wait = backoff(address, attempt, pause)
    assert 0.7 * min(30.0, pause * 4.0**attempt) <= wait <= 1.3 * 30.0
    assert wait == backoff(address, attempt, pause)


def test_a_clock_that_was_set_back_holds_up_nobody(server: Databases, tmp_path: Path) -> None:
    folder = tmp_path / "courtesy"
    folder.mkdir()
    (folder / "made.example.lock").write_text(f"{time.time() + 1e9} {time.time() + 1e9}")
    begin = time.time()
    with turn("made.example", 0.1):
        assert time.time() - begin < LONGEST_WAIT / 10


def test_offline_touches_no_socket(server: Databases, tmp_path: Path) -> None:
    """A search of all databases and a look-up, in a process that dies of the first socket."""
    environment = os.environ | server.environment() | {"SYNTH_HOME": str(tmp_path)}
    script = """
import sys
from synth.pipeline.find import find
from synth.records import Question
from synth.sources.cache import Cache
from synth.sources.known import SOURCES
from synth.sources.web import Web
offline = sys.argv[1] == "offline"
if offline:
    import requests  # as it is imported it asks the machine, once, whether it has IPv6; nothing after that is let pass
    def forbid(event, arguments):
        if event.startswith("socket."):
            raise SystemExit(f"touched {event}")
    sys.addaudithook(forbid)
with Web(cache=Cache.at_home(), offline=offline) as web:
    found = find(Question("Does made rain help made soil?", "rain"), tuple(SOURCES), web)
print(len(found.works), [search.failed for search in found.searches])
"""

    def run(way: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", script, way], env=environment, capture_output=True, text=True, check=True
        ).stdout

    online = run("online")
    asked = len(server.asked)
    assert online.startswith(f"{len(server.works)} [None")
    assert run("offline") == online
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "0.1.2.3", "224.0.0.1", "::1", "fe80::1", "fd00::1",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(RefusedError):
        check_address(f"http://{host}/made.pdf", frozenset())


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "8.8.8.8"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "javascript:1",
        "http://",
        "//x",
        "http://localhost/",
        "http://x.localhost",
    ],
)
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(RefusedError):
        check_address(url, frozenset())


def test_a_host_that_the_user_named_may_be_private_and_no_port_beside_it(server: Databases) -> None:
    url = f"{server.base}/files/1.pdf"
    with Web() as web:
        with downloaded(web, url, check_pdf, site=site(server)) as body:
            assert body == PDF
        with pytest.raises(RefusedError, match="private network"), downloaded(web, url, check_pdf):
            pass
        other = f"{server.base}/away?http://127.0.0.1:1/made.pdf"
        with pytest.raises(RefusedError, match="private network"), downloaded(web, other, check_pdf, site=site(server)):
            pass
        scheme = f"{server.base}/away?file:///etc/passwd"
        with pytest.raises(RefusedError, match="only http"), downloaded(web, scheme, check_pdf, site=site(server)):
            pass
    assert [path for path in server.asked if "passwd" in path] == ["/away?file:///etc/passwd"]


def test_redirects_are_followed_and_come_to_an_end(server: Databases) -> None:
    with Web() as web:
        with downloaded(web, f"{server.base}/away?{server.base}/files/1.pdf", check_pdf, site=site(server)) as body:
            assert body == PDF
        server.faults = ["loop"] * 100
        with pytest.raises(SourceError, match="redirects"):
            web.ask(site(server), count(server), read_json)


def test_a_download_goes_on_where_it_broke_off(server: Databases, tmp_path: Path) -> None:
    server.faults = ["truncated", "truncated"]
    with Web() as web, downloaded(web, f"{server.base}/files/1.pdf", check_pdf, site=site(server)) as body:
        assert body == PDF
    ranges = [headers.get("range") for headers in server.headers]
    assert ranges[0] is None
    assert ranges[1] == f"bytes={len(PDF) // 2}-"
    assert ranges[2] is not None
    assert list((tmp_path / "downloads").iterdir()) == []


def test_a_download_that_failed_leaves_its_part_for_the_next_time(server: Databases, tmp_path: Path) -> None:
    url = f"{server.base}/files/1.pdf"
    server.faults = ["truncated", "503", "503", "503"]
    with Web() as web:
        with pytest.raises(SourceError, match="HTTP 503"), downloaded(web, url, check_pdf, site=site(server)):
            pass
        with downloaded(web, url, check_pdf, site=site(server)) as body:
            assert body == PDF
    assert server.headers[-1]["range"] == f"bytes={len(PDF) // 2}-"


def test_a_download_that_is_not_used_is_not_fetched_again(server: Databases) -> None:
    url = f"{server.base}/files/1.pdf"
    with Web() as web:
        with pytest.raises(KeyboardInterrupt), downloaded(web, url, check_pdf, site=site(server)):
            raise KeyboardInterrupt
        with downloaded(web, url, check_pdf, site=site(server)) as body:
            assert body == PDF
    assert len(server.asked) == 1


def test_a_web_page_in_place_of_a_pdf_is_said(server: Databases, tmp_path: Path) -> None:
    server.faults = ["html"] * 4
    url = f"{server.base}/files/1.pdf"
    with (
        Web() as web,
        pytest.raises(SourceError, match="web page in place of a PDF") as caught,
        downloaded(web, url, check_pdf, site=site(server)),
    ):
        pass
    assert "login" in (caught.value.hint or "")
    assert not list((tmp_path / "downloads").glob("*.part"))


def test_a_file_too_large_is_not_read(server: Databases) -> None:
    with (
        Web() as web,
        pytest.raises(RefusedError, match="larger than 1,000 bytes"),
        downloaded(web, f"{server.base}/files/1.pdf", check_pdf, site=site(server), largest=1000),
    ):
        pass


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4 cut off", b"<!DOCTYPE html><p>%PDF", b"made"])
def test_what_is_no_whole_pdf(body: bytes) -> None:
    with pytest.raises(FaultyReplyError):
        check_pdf(body, "application/pdf")


@pytest.mark.parametrize("named", ["example.org", "ftp://example.org", "http://x:port", "/made"])
def test_a_mirror_needs_an_address(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("SYNTH_DBLP_URL", named)
    with pytest.raises(UsageError, match="SYNTH_DBLP_URL"):
        Site.from_environment("DBLP", "SYNTH_DBLP_URL", "https://dblp.org", 2.0)


def test_the_courtesy_of_a_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> float:
        return Site.from_environment("DBLP", "SYNTH_DBLP_URL", "https://dblp.org", 2.0).courtesy

    monkeypatch.setenv("SYNTH_COURTESY", "0.5")
    assert made() == 2.0  # nobody is rude to the source itself
    monkeypatch.setenv("SYNTH_DBLP_URL", "https://mirror.example/")
    assert made() == 0.5
    monkeypatch.setenv("SYNTH_DBLP_URL", "http://127.0.0.1:8000")
    assert made() == 0.5
    monkeypatch.delenv("SYNTH_COURTESY")
    assert made() == 0.0


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "results",
                        "data",
                        "message",
                        "items",
                        "result",
                        "hits",
                        "hit",
                        "info",
                        "key",
                        "title",
                        "id",
                        "DOI",
                        "authors",
                        "author",
                        "resultList",
                        "hitCount",
                        "@total",
                        "meta",
                        "total",
                        "token",
                        "paperId",
                    ]
                ),
                inner,
            )
        ),
        max_leaves=20,
    )
)
def test_no_reply_breaks_a_reader(found: object) -> None:
    from synth.sources import crossref, dblp, europe_pmc, openalex, semantic_scholar

    reply = Reply("application/json", json.dumps(found).encode())
    for module in (crossref, europe_pmc, openalex, semantic_scholar):
        module.hit_of(found)
        with suppress(FaultyReplyError):
            module._page(reply)
    dblp.hit_of(found)


def test_a_cache_that_is_too_large_loses_its_oldest_replies(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "replies")
    for number in range(4):
        cache.put(f"https://made.example/{number}", Reply("text/plain", bytes([number]) * 10))
    files = sorted(cache.folder.rglob("*.gz"))
    for path in files:
        age = next(number for number in range(4) if cache._file(f"https://made.example/{number}") == path)
        os.utime(path, (1000 + age, 1000 + age))
    cache.prune(2 * max(path.stat().st_size for path in files))
    kept = [number for number in range(4) if cache.get(f"https://made.example/{number}", None) is not None]
    assert kept == [2, 3]
    cache.prune(0)
    assert list(cache.folder.rglob("*.gz")) == []
    cache.prune(0)
