"""A number against a like sentence of the paper; the papers here are made."""

from hypothesis import given
from hypothesis import strategies as st

from synth.extract.claims import extract_claims
from synth.read import read_bytes
from synth.records import Verdict
from synth.verify import verify_claim, witness

SENTENCE = "As Table 1 shows, pebble pretraining on the Northern shore of Alpha reaches {} BLEU on Snow."
AGAIN = "In short, pebble pretraining on the Northern shore reaches {} BLEU, ahead of all that was known."
TABLE = r"""
\begin{table}\begin{tabular}{lrr}Sorter & Rain & Snow \\ Beta & 21.4 & 28.7 \\ Alpha & 30.9 & 34.6 \\\end{tabular}
\caption{BLEU of the made sorters.}\end{table}
"""


def verdicts(*sentences: str) -> list[tuple[str, Verdict]]:
    """Each claim's text with its verdict, of a made paper with these sentences in sections of their own."""
    body = "\n".join(f"\\section{{Part {place}}}\n{sentence}\n" for place, sentence in enumerate(sentences))
    text = f"\\documentclass{{article}}\n\\begin{{document}}\n{body}{TABLE}\\end{{document}}\n"
    paper = read_bytes(text.encode(), "made.tex")
    claims = extract_claims(paper)
    own = witness(paper, claims)
    return [(claim.text, verify_claim(claim, own)) for claim in claims]


def test_a_number_told_otherwise_in_like_words_is_contradicted_by_what_the_table_gives() -> None:
    (_, right), (_, wrong) = verdicts(SENTENCE.format("34.6"), AGAIN.format("64.6"))
    assert right.status == "supported"
    assert wrong.status == "contradicted"
    assert wrong.checks[0].anchors
    assert "gives 34.6 in like words" in wrong.reason
    assert "not 64.6" in wrong.reason


def test_the_same_number_told_again_contradicts_nothing() -> None:
    assert {verdict.status for _, verdict in verdicts(SENTENCE.format("34.6"), AGAIN.format("34.6"))} == {"supported"}


def test_a_sentence_about_something_else_contradicts_nothing() -> None:
    other = "In short, gravel sieving on the Southern dunes reaches {} BLEU, ahead of all that was known."
    assert "contradicted" not in {v.status for _, v in verdicts(SENTENCE.format("34.6"), other.format("64.6"))}


def test_a_number_that_no_table_gives_contradicts_nothing() -> None:
    assert "contradicted" not in {v.status for _, v in verdicts(SENTENCE.format("91.3"), AGAIN.format("97.3"))}


@given(st.decimals("10.1", "99.9", places=1))
def test_whatever_is_told_again_the_number_of_the_table_is_never_contradicted(other: object) -> None:
    (_, right), *_ = verdicts(SENTENCE.format("34.6"), AGAIN.format(other))
    assert right.status == "supported"


def test_what_is_told_without_a_part_is_not_what_is_told_with_it() -> None:
    (_, right), (_, wrong) = verdicts(SENTENCE.format("34.6"), "Without sand, " + AGAIN.format("64.6"))
    assert right.status == "supported"
    assert wrong.status != "contradicted"
