"""report.pdf, read back by a PDF reader."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import pypdf
import pytest

from synth.errors import UsageError
from synth.report.render_pdf import to_pdf
from synth.report_records import Report
from synth.review.panel import review_report
from tests.report.made import empty_report, made_claim, made_paper, made_report, own_text

pytestmark = pytest.mark.untraced


def read(report: Report) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(to_pdf(report)))


def words(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_pdf_shows_every_claim_with_links_and_repeated_heads() -> None:
    paper = made_paper(1).paper.id
    claims = [made_claim(f"Joint training gains {n}.25 points here.", paper, f"{n}.25") for n in range(1, 61)]
    reader = read(review_report(made_report(claims=claims)))
    text = words(reader)
    for judged in claims:
        assert judged.claim.text in text
    heads = [page for page in reader.pages if "Own tables" in page.extract_text() and "Conf." in page.extract_text()]
    assert len(heads) >= 2
    links = [
        note.get_object() for page in reader.pages for note in page.get("/Annots", []) if "/A" in note.get_object()
    ]
    addresses = {str(link["/A"]["/URI"]) for link in links if "/URI" in link["/A"]}
    assert "https://arxiv.org/abs/2401.00001v1" in addresses
    inner = [note for page in reader.pages for note in page.get("/Annots", []) if "/Dest" in note.get_object()]
    assert len(inner) >= len(claims)


@pytest.mark.parametrize(
    "text", ["#panic() [*bold*] $x$ @ref <label> `raw` // no", "\u202eleft\u202c \x00", "w" * 5000, "\\ #[ ] {"]
)
def test_hostile_text_is_text(text: str) -> None:
    paper = made_paper(1, title=text, authors=(text,))
    one = made_claim(f"Joint {text} training.", paper.paper.id, checks=(own_text(text, text),), dataset=(text,))
    named = replace(one, claim=replace(one.claim, anchor=replace(one.claim.anchor, file=text)))
    shown = words(read(review_report(made_report(claims=[named], papers=[paper]))))
    plain = "".join(text.replace("\u202e", "").replace("\u202c", "").replace("\x00", "").split())
    assert plain[:20] in "".join(shown.split())


def test_an_empty_report_is_a_page() -> None:
    assert "No paper was found" in words(read(empty_report()))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_pdf(made_report()) == to_pdf(made_report())


def test_without_the_extra_one_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError, match="typst is not installed") as raised:
        to_pdf(empty_report())
    assert "synth[pdf]" in (raised.value.hint or "")
