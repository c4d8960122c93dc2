"""A server on this machine that speaks the protocols of all databases that are searched, and of the
ACL Anthology, as their documentation says, each below a path of its own, with faults that can be switched on.

Its papers are the project's own and made up for the tests: made titles, made people, made DOIs (10.5555 is the prefix
that Crossref sets aside for examples).
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from tests.sources.loopback import ENTRY, HEAD

NAMES = ("arxiv", "openalex", "semantic_scholar", "crossref", "europe_pmc", "dblp", "acl_anthology")
PDF = b"%PDF-1.4 made " + b"made " * 4000 + b"\n%%EOF\n"
SLOW = 0.6
"""Seconds that a server that hangs lets its clients wait."""
MARKS = ("cursor", "token", "cursorMark", "f")
WORDS = ("Soil", "Rain", "Wind", "Sand", "Clay", "Frost", "Dew", "Hail", "Mist", "Snow", "Thaw")


@dataclass(frozen=True)
class MadeWork:
    """A work that nobody wrote, as all databases know it."""

    number: int
    title: str = ""
    abstract: str = "We measure made rain."
    people: tuple[str, ...] = ("Ada Made", "Bob Sample")
    year: int = 2024
    arxiv: str = ""
    retracted: bool = False
    on_arxiv: bool = True
    source: str = ""
    """The LaTeX that arXiv gives of it; without any there is none."""
    printed: str = ""
    """What its open PDF says, a line a line; without any it cannot be read."""
    article: str = ""
    """The body of its article in PubMed Central, in JATS; without any it is not there."""

    @property
    def name(self) -> str:
        """The title: no two made works have titles that are near each other."""
        if self.title:
            return self.title
        parts = [WORDS[self.number // 11**place % 11] for place in range(3)]
        return f"{self.number:04d} {' and '.join(parts)} measured, a made study"

    @property
    def arxiv_id(self) -> str:
        return self.arxiv or f"2401.{self.number:05d}v1"

    @property
    def doi(self) -> str:
        return f"10.5555/made.{self.number}"


@dataclass
class Databases:
    """What the server holds and does: faults given first come first served, or a `share` of replies by lot."""

    works: tuple[MadeWork, ...] = tuple(MadeWork(number) for number in range(7))
    faults: list[str] = field(default_factory=list)
    share: float = 0.0
    kinds: tuple[str, ...] = ("429", "503", "reset", "truncated", "empty")
    seed: int = 1
    in_a_row: int = 1_000
    """How often one address may fail by lot before it is answered; a client that tries four times loses at four."""
    largest: int = 10_000
    """The longest page that it gives, whatever is asked."""
    dead_marks: bool = False
    """Whether the mark of any page but the first is refused (once: it has died meanwhile)."""
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    """What was answered well, as it was asked."""
    moments: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    at_once: Counter[str] = field(default_factory=Counter)
    """How many requests each database had to answer at one time, at most."""
    base: str = ""

    def environment(self) -> dict[str, str]:
        """The variables by which synth finds each database here."""
        return {f"SYNTH_{name.upper()}_URL": f"{self.base}/{name}" for name in NAMES}


Reply = tuple[int, bytes, str]


def openalex(state: Databases, path: str, query: dict[str, str], empty: bool) -> Reply:
    way, _, name = query.get("filter", "").partition(":")
    found = list(state.works)
    if way in ("cites", "cited_by"):
        step = 1 if way == "cites" else -1
        found = [work for work in state.works if f"W{work.number - step}" == name]
    begin = 0 if query["cursor"] == "*" else int(query["cursor"].removeprefix("mark+/="))
    size = min(int(query["per_page"]), state.largest)
    page = [] if empty else found[begin : begin + size]
    following = f"mark+/={begin + len(page)}" if page else None
    results = [
        {
            "id": f"https://openalex.org/W{work.number}",
            "doi": f"https://doi.org/{work.doi}",
            "display_name": work.name,
            "publication_year": work.year,
            "authorships": [{"author": {"display_name": name}} for name in work.people],
            "abstract_inverted_index": inverted(work.abstract) if work.abstract else None,
            "ids": {"pmid": f"https://pubmed.ncbi.nlm.nih.gov/{work.number + 1000}"},
            "type": "article",
            "is_retracted": work.retracted,
            "primary_location": {
                "landing_page_url": f"https://arxiv.org/abs/{work.arxiv}" if work.arxiv else None,
                "pdf_url": f"{state.base}/files/{work.number}.pdf",
                "source": {"display_name": "Journal of Made Things"},
            },
            "best_oa_location": None,
            "locations": [],
            "referenced_works": [f"https://openalex.org/W{work.number - 1}"] if work.number else [],
        }
        for work in page
    ]
    meta = {"count": len(found), "per_page": 25, "next_cursor": following}  # the size echoes wrongly
    return 200, json.dumps({"meta": meta, "results": results}).encode(), "application/json"


def inverted(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(text.split()):
        index.setdefault(word, []).append(place)
    return dict(sorted(index.items()))


def semantic_scholar(state: Databases, path: str, query: dict[str, str], empty: bool) -> Reply:
    if path.endswith(("/references", "/citations")):
        inside = "citedPaper" if path.endswith("/references") else "citingPaper"
        step = -1 if path.endswith("/references") else 1
        name = unquote(path.split("/")[-2]).rpartition(".")[2]
        known = [work for work in state.works if str(work.number) == name]
        if not known:
            return 404, b'{"error":"Paper with id made not found"}', "application/json"
        linked = [work for work in state.works if work.number == known[0].number + step]
        data = [{inside: s2_paper(work)} for work in linked] + [{inside: {"paperId": None, "title": "Unplaced"}}]
        return 200, json.dumps({"offset": 0, "data": data}).encode(), "application/json"
    begin = int(query.get("token", "0"))
    page = [] if empty else list(state.works[begin : begin + min(1000, state.largest)])
    following = begin + len(page)
    token = str(following) if following < len(state.works) else None
    whole = {"total": len(state.works), "token": token, "data": [s2_paper(work) for work in page]}
    return 200, json.dumps(whole).encode(), "application/json"


def s2_paper(work: MadeWork) -> dict[str, object]:
    outside = {"DOI": work.doi.upper(), "CorpusId": work.number} | ({"ArXiv": work.arxiv} if work.arxiv else {})
    return {
        "paperId": f"{work.number:040x}",
        "externalIds": outside,
        "title": work.name,
        "abstract": work.abstract or None,
        "year": work.year,
        "venue": "Journal of Made Things",
        "publicationTypes": None,
        "openAccessPdf": {"url": "", "status": None},
        "authors": [{"authorId": None, "name": name} for name in work.people],
    }


def crossref(state: Databases, path: str, query: dict[str, str], empty: bool) -> Reply:
    if "cursor" not in query:
        wanted = unquote(path).partition("/works/")[2]
        found = [crossref_work(work) for work in state.works if work.doi == wanted]
        if not found:
            return 404, b"Resource not found.", "text/plain"
        return 200, json.dumps({"status": "ok", "message": found[0]}).encode(), "application/json"
    begin = 0 if query["cursor"] == "*" else int(query["cursor"].removeprefix("made=="))
    page = [] if empty else list(state.works[begin : begin + min(int(query["rows"]), state.largest)])
    message = {
        "total-results": len(state.works),
        "items-per-page": int(query["rows"]),
        "items": [crossref_work(work) for work in page],
        "next-cursor": f"made=={begin + len(page)}",  # there is always a next one, also at the end
    }
    return 200, json.dumps({"status": "ok", "message": message}).encode(), "application/json"


def crossref_work(work: MadeWork) -> dict[str, object]:
    whole: dict[str, object] = {
        "DOI": work.doi,
        "title": [work.name],
        "author": [{"given": name.split()[0], "family": name.split()[-1]} for name in work.people],
        "issued": {"date-parts": [[work.year, 5]]},
        "type": "journal-article",
        "container-title": ["Journal of Made Things"],
    }
    if work.abstract:
        whole["abstract"] = f"<jats:title>Abstract</jats:title><jats:p>{work.abstract}</jats:p>"
    if work.retracted:
        whole["updated-by"] = [{"DOI": f"{work.doi}.r", "type": "retraction", "source": "publisher"}]
    if work.arxiv:
        whole["relation"] = {"has-preprint": [{"id-type": "doi", "id": f"10.48550/arXiv.{work.arxiv}"}]}
    return whole


def europe_pmc(state: Databases, path: str, query: dict[str, str], empty: bool) -> Reply:
    if path.endswith("/fullTextXML"):
        found = [work for work in state.works if work.article and f"/PMC{work.number}/" in path]
        return (200, jats(found[0]), "application/xml") if found else (404, b"", "text/plain")
    begin = 0 if query["cursorMark"] == "*" else int(query["cursorMark"])
    page = [] if empty else list(state.works[begin : begin + min(int(query["pageSize"]), state.largest)])
    records = [
        {
            "id": str(work.number + 1000),
            "source": "MED",
            "pmid": str(work.number + 1000),
            "doi": work.doi,
            "title": f"{work.name}.",
            "authorString": ", ".join(f"{name.split()[-1]} {name[0]}" for name in work.people) + ".",
            "authorList": {
                "author": [
                    {
                        "fullName": f"{name.split()[-1]} {name[0]}",
                        "firstName": name.split()[0],
                        "lastName": name.split()[-1],
                    }
                    for name in work.people
                ]
            },
            "pubYear": str(work.year),
            "abstractText": f"<h4>Made</h4>{work.abstract}",
            "pubTypeList": {"pubType": ["Journal Article"] + ["Retracted Publication"] * work.retracted},
            "fullTextUrlList": {
                "fullTextUrl": [
                    {"availabilityCode": "OA", "documentStyle": "pdf", "url": f"{state.base}/files/{work.number}.pdf"},
                    {"availabilityCode": "S", "documentStyle": "doi", "url": f"https://doi.org/{work.doi}"},
                ]
            },
        }
        for work in page
    ]
    for record, work in zip(records, page, strict=True):
        if work.article:
            record |= {"pmcid": f"PMC{work.number}", "isOpenAccess": "Y", "inEPMC": "Y"}
    following = str(begin + len(page)) if page else query["cursorMark"]
    whole = {"version": "6.9", "hitCount": len(state.works), "nextCursorMark": following}
    return 200, json.dumps(whole | {"resultList": {"result": records}}).encode(), "application/json"


ARTICLE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN"
 "JATS-archivearticle1-3.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"
 article-type="research-article"><front><article-meta><article-id pub-id-type="pmc">{number}</article-id>
<article-id pub-id-type="doi">{doi}</article-id><title-group><article-title>{title}</article-title></title-group>
<pub-date pub-type="epub"><year>{year}</year></pub-date><abstract><p>{abstract}</p></abstract></article-meta></front>
<body>{body}</body></article>
"""


def jats(work: MadeWork) -> bytes:
    """A work as Europe PMC gives the full text of what is open."""
    whole = ARTICLE.format(
        number=work.number, doi=work.doi, title=work.name, year=work.year, abstract=work.abstract, body=work.article
    )
    return whole.encode()


def dblp(state: Databases, path: str, query: dict[str, str], empty: bool) -> Reply:
    begin = int(query["f"])
    page = [] if empty else list(state.works[begin : begin + min(int(query["h"]), state.largest)])
    records = [
        {
            "@score": "3",
            "info": {
                "authors": {"author": authors(work)},
                "title": f"{work.name.replace('&', '&amp;')}.",
                "venue": "J. Made",
                "year": str(work.year),
                "type": "Journal Articles",
                "key": f"journals/made/{work.number}",
                "doi": work.doi,
                "ee": f"https://doi.org/{work.doi}",
            },
        }
        for work in page
    ]
    hits: dict[str, object] = {
        "@total": str(len(state.works)),
        "@computed": "30",
        "@sent": str(len(page)),
        "@first": str(begin),
    }
    if records:
        hits["hit"] = records
    whole = {"result": {"status": {"@code": "200", "text": "OK"}, "hits": hits}}
    return 200, json.dumps(whole).encode(), "application/json"


def authors(work: MadeWork) -> object:
    """DBLP's way: a list of authors, but one author alone is an object."""
    people = [{"@pid": "0/1", "text": f"{name} 0001"} for name in work.people]
    return people if len(people) > 1 else people[0]


BIB = rb"""@inproceedings{sample-made-2024-rain,
    title = "A {M}ade Study of Rain in {M}{\"u}nster",
    author = "Made, Ada  and
      Sample, Bob",
    booktitle = "Proceedings of Made Things",
    year = "2024",
    url = "https://aclanthology.org/2024.made-main.1/",
    doi = "10.18653/v1/2024.made-main.1"
}
"""


def acl_anthology(state: Databases, path: str, query: dict[str, str], empty: bool) -> Reply:
    if not path.endswith("/2024.made-main.1.bib"):
        return 404, b"not found", "text/html"
    return 200, BIB, "text/plain"


def arxiv(state: Databases, path: str, query: dict[str, str], empty: bool) -> Reply:
    held = [work for work in state.works if work.on_arxiv]
    if "/e-print/" in path or "/pdf/" in path:
        found = [work for work in held if work.arxiv_id == path.partition("/e-print/")[2] and work.source]
        body = gzip.compress(found[0].source.encode(), mtime=0) if found else b""
        return (200, body, "application/gzip") if found else (404, b"not found", "text/plain")
    if ids := query.get("id_list", ""):
        held = [work for work in held if any(work.arxiv_id.startswith(one) for one in ids.split(","))]
    begin = int(query["start"])
    size = min(int(query["max_results"]), state.largest)
    page = [] if empty else held[begin : begin + size]
    feed = HEAD.format(page=25, total=len(held), start=begin) + "".join(map(entry, page)) + "</feed>"
    return 200, feed.encode(), "application/atom+xml"


def entry(work: MadeWork) -> str:
    """A work as arXiv's feed has it."""
    people = "</author><author>".join(f"<name>{name}</name>" for name in work.people)
    text = ENTRY.format(id=work.arxiv_id, title=work.name, abstract=work.abstract, comment="")
    return text.replace("<name>Ada Made</name>", people)


def readable_pdf(text: str) -> bytes:
    """One page with these lines, as the format's manual says that the smallest page is written."""
    shown = (
        b"BT /F1 10 Tf 14 TL 72 720 Td " + b" ".join(f"({line}) Tj T*".encode() for line in text.split("\n")) + b" ET"
    )
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end


SPEAK: dict[str, Callable[[Databases, str, dict[str, str], bool], Reply]] = {
    "arxiv": arxiv,
    "openalex": openalex,
    "semantic_scholar": semantic_scholar,
    "crossref": crossref,
    "europe_pmc": europe_pmc,
    "dblp": dblp,
    "acl_anthology": acl_anthology,
}


@contextmanager
def serve(state: Databases) -> Iterator[Databases]:
    """The server on a free port of the loopback address until the block ends."""
    lots = random.Random(state.seed)
    failed: Counter[str] = Counter()
    under_way: Counter[str] = Counter()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = urlsplit(self.path).path.split("/")[1]
            with lock:
                under_way[name] += 1
                state.at_once[name] = max(state.at_once[name], under_way[name])
            try:
                self._answer(name)
            finally:
                with lock:
                    under_way[name] -= 1

        def _answer(self, name: str) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            with lock:
                state.asked.append(self.path)
                state.moments.append(time.time())
                state.headers.append({key.casefold(): value for key, value in self.headers.items()})
                fault = state.faults.pop(0) if state.faults else ""
                if not fault and lots.random() < state.share and failed[self.path] < state.in_a_row:
                    fault = lots.choice(state.kinds)
                failed[self.path] = failed[self.path] + 1 if fault else 0
            if self._break(fault, name):
                return
            if name == "files":
                number = parts.path.rpartition("/")[2].removesuffix(".pdf")
                text = next((work.printed for work in state.works if str(work.number) == number), "")
                self._file(fault, readable_pdf(text) if text else PDF)
            elif name == "away":  # leads elsewhere, as a publisher's address does
                self._reply(302, b"", "text/html", {"Location": unquote(parts.query)})
            elif state.dead_marks and any(query.get(each, "*") not in ("*", "0") for each in MARKS):
                state.dead_marks = False
                self._reply(400, b'{"status":"failed"}', "application/json")
            else:
                status, body, kind = SPEAK[name](state, parts.path, query, fault == "empty")
                if fault == "truncated":
                    self._cut(body, kind)
                    return
                if status == 200 and fault != "empty":
                    state.answered.append(self.path)
                self._reply(status, body, kind)

        def _break(self, fault: str, name: str) -> bool:
            """Whether the fault was given in place of an answer."""
            if fault.isdigit():
                self._reply(int(fault), b"made fault", "text/plain", {"Retry-After": "0"} if fault == "429" else {})
            elif fault.startswith("after "):  # seconds, or "after date N" for N seconds from now as an HTTP date
                wanted = fault.removeprefix("after ")
                if wanted.startswith("date "):
                    wanted = formatdate(time.time() + float(wanted.removeprefix("date ")), usegmt=True)
                self._reply(429, b"", "text/plain", {"Retry-After": wanted})
            elif fault == "reset":
                self.connection.close()
            elif fault == "html":
                self._reply(200, b"<!DOCTYPE html><html>please log in</html>", "text/html")
            elif fault == "portal":
                self._reply(302, b"", "text/html", {"Location": f"{state.base}/away-from-here"})
            elif fault == "nest":
                self._reply(200, b"[" * 200_000, "application/json")
            elif fault == "hang":  # nothing comes, for longer than a test's client waits
                time.sleep(SLOW)
            elif fault == "drip":  # a byte now and then, without end
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "100000")
                self.end_headers()
                with suppress(OSError):
                    for _ in range(100):
                        self.wfile.write(b" ")
                        time.sleep(SLOW / 10)
            elif fault == "loop":
                self._reply(302, b"", "text/html", {"Location": self.path})
            else:
                return False
            return True

        def _file(self, fault: str, whole: bytes) -> None:
            """A file with ranges, as a publisher's server gives it."""
            begin = 0
            asked = self.headers.get("Range", "")
            if asked and self.headers.get("If-Range") == '"made"':
                begin = int(asked.removeprefix("bytes=").rstrip("-"))
            body = whole[begin:]
            headers = {"ETag": '"made"'}
            if begin:
                headers["Content-Range"] = f"bytes {begin}-{len(whole) - 1}/{len(whole)}"
            if fault == "truncated":
                self._cut(body, "application/pdf", headers)
            else:
                self._reply(206 if begin else 200, body, "application/pdf", headers)

        def _cut(self, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
            """Half of what was promised, then silence."""
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True

        def _reply(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that went away, as one that is killed does, is no fault of the server."""
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it was called

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    state.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
