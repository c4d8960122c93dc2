"""Claims: a gold table of made sentences, the laws that hold for every claim, and real papers."""

from __future__ import annotations

import csv
import itertools
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.extract.claims import extract_claims
from synth.read import read_path
from synth.records import Anchor, Claim, Document, Paper, Role, Sentence, SourceFile, Traced

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
GOLD = ROOT / "tests" / "gold" / "claims.csv"


def made_document(*texts: str, title: str = "FooNet: A made title", role: Role = "body") -> Document:
    """A plain-text paper of these sentences, all in one paragraph."""
    sentences: list[Sentence] = []
    place = 0
    for text in texts:
        anchor = Anchor("made", "made.txt", None, place, place + len(text), text)
        sentences.append(Sentence(Traced(text, ((0, len(text), place, anchor.end),)), anchor, role))
        place = anchor.end + 1
    return Document(
        Paper("made", title=title), (SourceFile("made.txt", " ".join(texts), ""),), tuple(sentences), (), ()
    )


def assert_lawful(document: Document, claims: tuple[Claim, ...]) -> None:
    """What holds for all claims of a document, whatever it says."""
    assert len({claim.id for claim in claims}) == len(claims)
    assert len({(claim.anchor, claim.text) for claim in claims}) == len(claims)
    for claim in claims:
        anchor = claim.anchor
        assert document.quote(anchor.file, anchor.page, anchor.start, anchor.end) == anchor.quote
        assert claim.id == Claim.make_id(anchor, claim.text)
        assert claim.text.strip()
        for quantity in claim.quantities:
            assert anchor.start <= quantity.start < quantity.end <= anchor.end
            assert quantity.unit_start is None or anchor.start <= quantity.unit_start
            assert quantity.unit_end is None or quantity.unit_end <= anchor.end
    assert claims == extract_claims(document)


def gold_rows() -> list[tuple[str, list[dict[str, str]]]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    groups = itertools.groupby(rows, lambda row: row["sentence"])
    return [(sentence, [row for row in group if row["claim"]]) for sentence, group in groups]


@pytest.mark.parametrize(("sentence", "expected"), gold_rows(), ids=lambda v: v[:40] if isinstance(v, str) else "")
def test_gold(sentence: str, expected: list[dict[str, str]]) -> None:
    document = made_document(sentence)
    claims = extract_claims(document)
    assert_lawful(document, claims)
    found = [
        {
            "sentence": sentence,
            "claim": claim.text,
            "numbers": " ".join(quantity.text for quantity in claim.quantities),
            "kind": claim.quantities[0].kind if claim.quantities else "",
            "subject": claim.subject,
            "baseline": claim.baseline or "",
            "metric": claim.metric or "",
            "dataset": " ".join(claim.dataset),
            "split": claim.split or "",
            "direction": claim.direction or "",
        }
        for claim in claims
    ]
    assert found == expected


names = st.sampled_from(["XNLI", "MLQA", "SQuAD", "BUCC", "CoLA", "RTE"])
gains = st.decimals(min_value="0.1", max_value="99.9", places=1).map(lambda value: value.quantize(Decimal("0.1")))


@given(st.lists(st.tuples(names, gains), min_size=2, max_size=6, unique_by=lambda pair: pair[0]), st.booleans())
def test_respectively_gives_each_name_its_own_number(pairs: list[tuple[str, Decimal]], comma: bool) -> None:
    def listed(items: list[str]) -> str:
        return f"{', '.join(items[:-1])}{',' if comma else ''} and {items[-1]}"

    tasks, values = listed([name for name, _ in pairs]), listed([str(value) for _, value in pairs])
    document = made_document(f"Training on {tasks} yields gains of {values} points, respectively.")
    claims = extract_claims(document)
    assert_lawful(document, claims)
    assert [claim.text for claim in claims] == [
        f"Training on {name} yields gains of {value} points." for name, value in pairs
    ]
    assert [claim.subject for claim in claims] == [f"Training on {name}" for name, _ in pairs]


@given(st.lists(st.text(min_size=1, max_size=120), max_size=4))
def test_any_text_gives_lawful_claims(texts: list[str]) -> None:
    document = made_document(*texts)
    assert_lawful(document, extract_claims(document))


@given(
    st.lists(
        st.sampled_from(
            "FooNet improves and outperforms , by 2.1 3.4 points % on XNLI MLQA respectively from to ( ) ; while which "
            "/ of 8 the 9 tasks [@a] 1e-5 ± over BERT not best we our model .".split()
        ),
        max_size=30,
    )
)
def test_any_order_of_telling_words_gives_lawful_claims(words: list[str]) -> None:
    document = made_document(" ".join(words))
    assert_lawful(document, extract_claims(document))


def test_a_pronoun_takes_the_subject_of_the_sentence_before() -> None:
    document = made_document("BarNet reaches 81.2 F1 on SQuAD.", "It improves by 3.0 points on MLQA.")
    assert [claim.subject for claim in extract_claims(document)] == ["BarNet", "BarNet"]


def test_we_is_the_named_system_only_where_it_obtains_something() -> None:
    document = made_document("We obtain 81.2 F1 on SQuAD.", "We collect 500 sentences in 3 languages.")
    assert [claim.subject for claim in extract_claims(document)] == ["FooNet", "We", "We"]
    unnamed = made_document("We obtain 81.2 F1 on SQuAD.", title="A made title")
    assert [claim.subject for claim in extract_claims(unnamed)] == ["We"]


@pytest.mark.parametrize("role", ["title"])
def test_roles_that_state_nothing(role: Role) -> None:
    assert extract_claims(made_document("FooNet outperforms BERT by 3.0 points.", role=role)) == ()


REAL = "1901.07291v1 2004.12440v2 2005.00052v3 2009.05166v3 2012.15674v4".split()


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize("paper", REAL)
def test_real_papers_give_lawful_claims(paper: str) -> None:
    document = read_path(SHARED / "papers" / "tex" / f"{paper}.tex")
    claims = extract_claims(document)
    assert len(claims) >= 10
    assert_lawful(document, claims)


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_three_intermediate_tasks_give_three_claims() -> None:
    claims = extract_claims(read_path(SHARED / "papers" / "tex" / "2005.13013v2.tex"))
    gains = {claim.quantities[0].text: claim for claim in claims if claim.quantities and claim.role == "list"}
    for number, task in (("8.2", "SQuAD"), ("7.5", "MNLI"), ("7.0", "HellaSwag")):
        claim = gains[number]
        others = {"SQuAD", "MNLI", "HellaSwag"} - {task}
        assert claim.subject.endswith(task)
        assert not any(other in claim.text for other in others)
        assert (claim.split, claim.direction, claim.quantities[0].kind) == ("dev", "up", "gain")
        assert claim.quantities[0].unit == "points"
    assert gains["8.7"].quantities[0].kind == "gain"
    assert "XTREME" in gains["5.4"].text


@pytest.mark.parametrize(
    ("text", "subject", "baseline"),
    [
        ("BarNet scores 81.2 compared to 79.3 for BazNet on news.", "BarNet", "BazNet"),
        ("BarNet scores 81.2 versus 79.3 for the original model.", "BarNet", "original model"),
        ("BarNet is more than twice as fast as before, at 3.1 ms.", "BarNet", None),
        ("BarNet is as much as a 4.5 % improvement on news.", "BarNet", None),
        ("Indeed, BarNet gains 2.1 points over BazNet.", "BarNet", "BazNet"),
        ("Fig. 3 demonstrates BarNet is 2.3x faster than BazNet.", "BarNet", "BazNet"),
        ("Table 2 shows the results of BarNet, which gains 2.1 points.", "Table 2", None),
        ("Compared with older ones (A, BazNet, and C), BarNet gains 2.1 points.", "BarNet", "older ones"),
        ("When compared to BazNet, a gain of 2.1 points is obtained.", "", "BazNet"),
        ("When we apply BarLoss, the baseline gains 2.1 points.", "BarLoss", None),
    ],
)
def test_subject_and_baseline(text: str, subject: str, baseline: str | None) -> None:
    claim = extract_claims(made_document(text))[0]
    assert (claim.subject, claim.baseline) == (subject, baseline)


@pytest.mark.parametrize(
    "text",
    [
        "We present the accuracy with n = 40 draws for each set.",
        "The score rises where ν < 1 holds for all.",
        "We report results for temperatures 0.2, 0.6 and 0.8 of the sampler.",
    ],
)
def test_what_was_set_is_no_claim(text: str) -> None:
    assert not any(claim.quantities for claim in extract_claims(made_document(text)))


def test_test_results_are_claims_although_letters_stand_for_them() -> None:
    (claim,) = extract_claims(made_document("The scores of both correlate well, with r = 0.82 over all sets."))
    assert [quantity.text for quantity in claim.quantities] == ["0.82"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The made system reaches a precision of 0.82 at recall 0.6.", ["0.82"]),
        ("The made system reaches 88.6 AP at an IoU of 0.7.", ["88.6"]),
        ("The made system takes an 87.5% central crop and reaches 71.3% accuracy.", ["71.3"]),
        ("The made system has a recall of 0.61.", ["0.61"]),
    ],
)
def test_where_something_was_measured_is_no_result(text: str, told: list[str]) -> None:
    found = {quantity.text for claim in extract_claims(made_document(text)) for quantity in claim.quantities}
    assert sorted(found) == told


def test_each_of_two_cited_works_is_the_baseline_of_its_own_number() -> None:
    text = "We outperform [@maid2016fog] by an absolute average of 1.27% and [@bo2017dew] by 0.87%."
    made = {claim.quantities[0].text: claim.baseline for claim in extract_claims(made_document(text))}
    assert made == {"1.27": "[@maid2016fog]", "0.87": "[@bo2017dew]"}
