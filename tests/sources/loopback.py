"""A server on this machine that speaks arXiv's protocol (Atom, e-prints, PDFs), with faults that can be switched on.

Its papers are the project's own and made up for the tests.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

HEAD = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/made</id><title>arXiv Query</title>
<updated>2026-01-01T00:00:00Z</updated><opensearch:itemsPerPage>{page}</opensearch:itemsPerPage>
<opensearch:totalResults>{total}</opensearch:totalResults><opensearch:startIndex>{start}</opensearch:startIndex>"""
ENTRY = """<entry><id>http://arxiv.org/abs/{id}</id><title>{title}</title><updated>2024-02-01T00:00:00Z</updated>
<link href="https://arxiv.org/abs/{id}" rel="alternate" type="text/html"/>
<link href="https://arxiv.org/pdf/{id}" rel="related" type="application/pdf" title="pdf"/>
<summary>{abstract}</summary><category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
<published>2024-01-01T00:00:00Z</published><arxiv:comment>{comment}</arxiv:comment>
<arxiv:primary_category term="cs.CL"/><author><name>Ada Made</name></author></entry>"""
PDF = b"%PDF-1.4 made\n%%EOF\n"
SOURCE = r"""\documentclass{article}
\title{%(title)s}
\author{Ada Made}
\begin{document}
\maketitle
\begin{abstract}
%(abstract)s
\end{abstract}
\section{Results}
Table~\ref{tab:main} compares both orders of training. Training on all tasks jointly reaches 71.4 points on the
transfer benchmark, 2.3 points more than training on them one after the other.
\begin{table}
\begin{tabular}{lcc}
\toprule
Order & Transfer & Time (h) \\
\midrule
Sequential training & 69.1 & 12 \\
Joint training & 71.4 & 17 \\
\bottomrule
\end{tabular}
\caption{Transfer after training in either order, mean accuracy.}
\label{tab:main}
\end{table}
\end{document}
"""


@dataclass(frozen=True)
class MadePaper:
    """A paper that nobody wrote."""

    id: str
    title: str
    abstract: str
    comment: str = ""
    source: bool = True

    def eprint(self) -> bytes:
        text = SOURCE % {"title": self.title, "abstract": self.abstract}
        return gzip.compress(text.encode(), mtime=0)


PAPERS = (
    MadePaper(
        "2401.00001v2",
        "Joint and sequential order of fine-tuning in made transfer",
        "We study the order of intermediate fine-tuning for cross-lingual transfer.",
    ),
    MadePaper("2401.00002v1", "A made study of soil & rain", "We measure rain on soil."),
    MadePaper(
        "2401.00003v1",
        "Withdrawn: made transfer",
        "Cross-lingual transfer, made up.",
        comment="This paper has been withdrawn by the author",
    ),
)


@dataclass
class Loopback:
    """What the server holds, the faults that wait to be given (first come, first served), and what was asked."""

    papers: tuple[MadePaper, ...] = PAPERS
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    base: str = ""


@contextmanager
def serve(state: Loopback) -> Iterator[Loopback]:
    """The server on a free port of the loopback address until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(unquote(self.path))
            fault = state.faults.pop(0) if state.faults else ""
            parts = urlsplit(self.path)
            if fault.isdigit():
                self._reply(int(fault), b"", "text/plain", {"Retry-After": "0"} if fault == "429" else {})
            elif fault == "reset":
                self.connection.close()
            elif fault == "html":
                self._reply(200, b"<html>please log in</html>", "text/html")
            elif parts.path == "/api/query":
                self._feed(parse_qs(parts.query), empty=fault == "empty")
            else:
                self._file(parts.path)

        def _feed(self, query: dict[str, list[str]], *, empty: bool) -> None:
            ids = query.get("id_list", [""])[0]
            if ids == "abc":
                self._reply(400, b"<feed/>", "application/atom+xml")
                return
            found = [p for p in state.papers if not ids or any(p.id.startswith(one) for one in ids.split(","))]
            start, count = int(query["start"][0]), int(query["max_results"][0])
            page = [] if empty else found[start : start + count]
            entries = (
                ENTRY.format(id=p.id, title=escape(p.title), abstract=escape(p.abstract), comment=escape(p.comment))
                for p in page
            )
            body = HEAD.format(page=count, total=len(found), start=start) + "".join(entries) + "</feed>"
            self._reply(200, body.encode(), "application/atom+xml")

        def _file(self, path: str) -> None:
            kind, _, identity = path.strip("/").partition("/")
            paper = next((p for p in state.papers if p.id == identity), None)
            if paper is None or (kind == "e-print" and not paper.source):
                self._reply(404, b"not found", "text/plain")
            elif kind == "e-print":
                self._reply(200, paper.eprint(), "application/gzip")
            else:
                self._reply(200, PDF, "application/pdf")

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

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    state.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
