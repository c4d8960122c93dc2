from synth.extract.claims import extract_claims
from synth.read import read_bytes
from synth.records import Claim, Document
from synth.verify import verify_claim, witness
from synth.verify.text import content_words, likeness

ABSTRACT = "Alpha training improves Rain accuracy by 4.37 points over the made baseline."


def paper(body: str, stem: str = "made") -> Document:
    return read_bytes(f"# A made paper\n\n## Summary\n{ABSTRACT}\n\n## Results\n{body}\n".encode(), f"{stem}.md")


def first_claim(document: Document) -> tuple[Claim, tuple[Claim, ...]]:
    claims = extract_claims(document)
    return next(claim for claim in claims if claim.quantities and "4.37" in claim.anchor.quote), claims


def test_the_same_number_in_other_words_supports() -> None:
    document = paper("On Rain, Alpha training gains 4.37 points in accuracy compared with what we began from.")
    claim, claims = first_claim(document)
    verdict = verify_claim(claim, witness(document, claims))
    assert (verdict.checks[0].against, verdict.checks[0].status) == ("own_text", "supported")
    assert verdict.checks[0].anchors[0] != claim.anchor


def test_a_verbatim_repetition_is_no_evidence() -> None:
    document = paper(ABSTRACT)
    claim, claims = first_claim(document)
    verdict = verify_claim(claim, witness(document, claims))
    assert verdict.status == "unresolved"
    assert "repeats the sentence" in verdict.reason


def test_another_paper_with_the_number_supports_and_one_without_says_nothing() -> None:
    own = paper("Nothing more is said here.")
    claim, claims = first_claim(own)
    telling = read_bytes(
        b"# Another made paper\n\nTraining with Alpha raised accuracy on Rain by 4.37 points, as its authors report.\n",
        "other.md",
    )
    silent = read_bytes(
        b"# A third made paper\n\nTraining with Alpha raised accuracy on Rain by 9.9 points.\n", "third.md"
    )
    others = [witness(each, extract_claims(each)) for each in (telling, silent)]
    checks = verify_claim(claim, witness(own, claims), others).checks
    assert [(check.against, check.status) for check in checks] == [("other_paper", "supported")]
    assert verify_claim(claim, witness(own, claims), others[1:]).checks == ()


def test_likeness_is_one_for_equal_and_none_for_strangers() -> None:
    bag = content_words("Alpha training improves rain accuracy")
    assert likeness(bag, bag, {}) == 1.0
    assert likeness(bag, content_words("entirely unrelated words"), {}) == 0.0
    assert likeness(bag, frozenset(), {}) == 0.0
