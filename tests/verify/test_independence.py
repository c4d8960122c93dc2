"""Papers that share an author do not add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.read import read_bytes
from synth.records import CellsAnchor, Check, Paper, TextKind
from synth.verify import verify_claim, witness
from synth.verify.independence import as_independent, shared_author
from tests.verify.made import PAPER, claim, document

CHECK = Check("other_paper", "supported", 0.9, "paper b gives the same number")
OWN = Paper("own", authors=("Ada Maid", "Bo Madeup"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jane Q. Doe", "Doe, Jane", True),
        ("J. Doe", "Jane Doe", True),
        ("Jané Doe", "JANE DOE", True),
        ("Jane Doe", "John Doe", False),
        ("Jane Doe", "Jane Dough", False),
        ("", "", False),
        ("Made Consortium", "Made Consortium", True),
    ],
)
def test_names_of_one_author(one: str, other: str, same: bool) -> None:
    told = shared_author(Paper("a", authors=(one,)), Paper("b", authors=("Xu Nobody", other)))
    assert (told is not None) == same


authors = st.lists(st.sampled_from(["Ada Maid", "A. Maid", "Bo Madeup", "Cy Nobody", "王小明", ""]), max_size=3)


@given(authors, authors, authors, st.sampled_from(["latex", "digest"]))
def test_less_is_never_more_and_is_said(mine: list[str], theirs: list[str], before: list[str], text: str) -> None:
    paper = Paper("b", authors=tuple(theirs), text=text)  # type: ignore[arg-type]  # drawn
    made = as_independent(CHECK, paper, Paper("own", authors=tuple(mine)), [Paper("c", authors=tuple(before))])
    assert made.confidence <= CHECK.confidence
    assert (made.confidence < CHECK.confidence) == ("counts for less" in made.reason)
    assert (made.status, made.anchors) == (CHECK.status, CHECK.anchors)


def test_strangers_count_in_full() -> None:
    assert as_independent(CHECK, Paper("b", authors=("Cy Nobody",)), OWN) is CHECK


@pytest.mark.parametrize(
    ("text", "why"),
    [("latex", ""), ("pdf", ""), ("abstract", "only the abstract of that paper"), ("digest", "only a digest")],
)
def test_what_was_read_of_a_paper_counts(text: TextKind, why: str) -> None:
    made = as_independent(CHECK, Paper("b", authors=("Cy Nobody",), text=text), OWN)
    assert (made is CHECK) == (why == "")
    assert why in made.reason


def test_a_table_of_a_pdf_counts_for_less_than_one_of_its_source() -> None:
    check = replace(CHECK, anchors=(CellsAnchor("b", 1, ((1, 1),)),))
    told = {text: as_independent(check, Paper("b", text=text), OWN) for text in ("latex", "pdf")}
    assert told["latex"] is check
    assert told["pdf"].confidence < check.confidence
    assert "read from a PDF" in told["pdf"].reason


def test_who_wrote_both_is_named() -> None:
    made = as_independent(CHECK, Paper("b", authors=("Maid, A.",)), OWN, [Paper("c", authors=("Ada Maid",))])
    assert "Maid, A. wrote both papers" in made.reason
    assert "wrote c too" in made.reason


def test_a_second_paper_of_one_lab_counts_for_less_and_the_verdict_says_so() -> None:
    asked = claim("Alpha reaches 73.1 on Snow.", "73.1")
    asked = replace(asked, anchor=replace(asked.anchor, paper="own"))
    own = witness(replace(document("Alpha reaches 73.1 on Snow."), paper=OWN), [asked])

    def told(**authors: str) -> float:
        read = {name: read_bytes(PAPER.encode(), f"{name}.md") for name in authors}
        papers = {name: replace(each.paper, authors=(authors[name],)) for name, each in read.items()}
        others = [witness(replace(read[name], paper=papers[name]), ()) for name in authors]
        verdict = verify_claim(asked, own, others)
        assert ("wrote b too" in verdict.reason) == (len(set(authors.values())) < len(authors))
        return verdict.probabilities["supported"]

    one = told(b="Cy Nobody")
    assert told(b="Ada Maid") < one < told(b="Cy Nobody", c="Cy Nobody") < told(b="Cy Nobody", c="Di X")
