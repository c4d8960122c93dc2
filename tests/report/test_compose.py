from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from synth.records import JudgedClaim, Question
from synth.report import sections
from synth.report.compose import compose, title_of
from synth.report.render_html import to_html
from synth.report.render_markdown import to_markdown
from synth.report.words import cited_as, many
from synth.report_records import Dropped, Report, SourceSearch, Statement, UsedPaper
from tests.report.made import (
    PRISMA,
    QUESTION,
    SEARCH,
    empty_report,
    made_claim,
    made_claims,
    made_paper,
    made_report,
    made_table,
    own_table,
)


def abstract(report: Report) -> str:
    return " ".join(statement.text for statement in report.answer.statements)


def statements_of(report: Report) -> list[Statement]:
    computed = (
        sections.introduction,
        sections.methodology,
        sections.verification,
        sections.panel,
        sections.disagreements,
        sections.limitations,
    )
    return [
        *report.answer.statements,
        *(statement for finding in report.findings for statement in finding.statements),
        *(statement for part in computed for statement in part(report)),
    ]


RECORDS = {"question", "search", "prisma", "papers", "claims", "reviews", "score", "logs", "problems", "method"}


@given(st.permutations(made_claims()), st.permutations([made_paper(number) for number in range(1, 8)]))
@settings(max_examples=20)
def test_the_order_of_claims_and_papers_changes_nothing(
    claims: Sequence[JudgedClaim], papers: Sequence[UsedPaper]
) -> None:
    shuffled = made_report(claims=claims, papers=papers)
    assert shuffled == made_report()


def test_every_statement_rests_on_claims_of_the_report_or_on_a_record() -> None:
    for report in (made_report(), empty_report()):
        known = RECORDS | {judged.claim.id for judged in report.claims}
        for statement in statements_of(report):
            assert statement.rests_on, statement
            assert set(statement.rests_on) <= known, statement


def test_every_claim_is_in_exactly_one_finding() -> None:
    report = made_report()
    listed = [name for finding in report.findings for name in finding.claims]
    assert sorted(listed) == sorted(judged.claim.id for judged in report.claims)


def test_an_abstract_quotes_claims_whole_and_keeps_its_length() -> None:
    report = made_report()
    text = abstract(report)
    assert report.answer.stance == "answered"
    assert 100 <= len(text.split()) <= 200
    assert QUESTION.text in text
    quoted = [judged for judged in report.claims if f"“{judged.claim.text}”" in text]
    assert len(quoted) >= 3
    assert all(judged.verdict.status == "supported" for judged in quoted)
    assert "six are supported by evidence beyond their own sentence, one is contradicted" in text


@given(st.lists(st.integers(1, 90), min_size=1, max_size=12))
@settings(max_examples=40)
def test_no_abstract_is_longer_than_200_words_and_no_claim_in_it_is_cut(lengths: list[int]) -> None:
    claims = [
        made_claim(
            f"Joint training number {place} says {'wug ' * length}on GLORP.",
            f"2401.0000{place % 6 + 1}v1",
            checks=(own_table(f"2401.0000{place % 6 + 1}v1", "1"),),
        )
        for place, length in enumerate(lengths)
    ]
    report = made_report(claims=claims)
    text = abstract(report)
    assert len(text.split()) <= 200
    for statement in report.answer.statements:
        named = [judged for judged in claims if (judged.claim.id,) == statement.rests_on and "“Joint" in statement.text]
        assert all(f"“{judged.claim.text}”" in statement.text for judged in named)


def test_a_question_that_no_claim_speaks_of_is_not_answered_and_what_is_missing_is_named() -> None:
    question = Question("Does intermediate training lower inference latency for cross-lingual transfer?", "latency")
    report = made_report(question=question)
    text = abstract(report)
    assert report.answer.stance == "not_answered"
    assert text.startswith("None of the 7 papers read answers the question “Does intermediate training lower")
    assert "“inference latency”" in text
    assert "What comes nearest: " in text


def test_a_question_that_claims_speak_of_in_part_is_answered_in_part() -> None:
    question = Question("Does joint training help retrieval, cross-lingual transfer and blorbs?", "blorbs")
    report = made_report(question=question)
    assert report.answer.stance == "partly"
    assert "none of them speaks of “blorbs”" in abstract(report)


def test_aspects_that_only_come_up_apart_are_no_answer() -> None:
    question = Question("Does blue glue beat green cream for paper caper on old gold?", "apart")
    texts = ("Blue glue is fine.", "Green cream is fine.", "The paper caper is fine.", "Old gold is fine.")
    claims = [made_claim(text, "2401.00001v1", dataset=(), subject="") for text in texts]
    assert made_report(question=question, claims=claims).answer.stance == "not_answered"
    together = made_claim("Blue glue beats green cream in the paper caper on old gold.", "2401.00002v1", subject="")
    assert made_report(question=question, claims=[*claims, together]).answer.stance == "answered"


def test_claims_that_are_not_supported_answer_nothing() -> None:
    claims = [
        replace(judged, verdict=replace(judged.verdict, status="unresolved", checks=())) for judged in made_claims()
    ]
    report = made_report(claims=claims)
    assert report.answer.stance == "not_answered"
    assert "(not decided, 0.91)" in abstract(report)


def test_nothing_found_gives_an_honest_empty_report() -> None:
    report = empty_report()
    assert report.answer.stance == "not_answered"
    assert abstract(report).startswith(f"No paper was found on the question “{QUESTION.text}”")
    assert (report.findings, report.claims, report.papers) == ((), (), ())
    for shown in (to_markdown(report), to_html(report)):
        assert "No paper was found" in shown
        assert "arxiv.org" not in shown


def test_papers_without_claims_are_listed_and_say_so() -> None:
    report = made_report(claims=())
    assert "gave no claim that could be listed" in abstract(report)
    assert to_markdown(report).count("no claim taken from it") == 7


def test_the_title_is_the_given_one_else_the_question() -> None:
    assert title_of(QUESTION) == QUESTION.text.rstrip("?")
    assert title_of(replace(QUESTION, title="  A made\n title ")) == "A made title"


def test_methodology_gives_the_real_counts() -> None:
    drops = tuple(Dropped(f"p{place}", "Made", f"relevance 0.0{place} is below 0.30") for place in range(1, 4))
    search = SourceSearch("corpus made", SEARCH[0].queries, 9, SEARCH[0].kept, (*drops, Dropped("x", "Made", "")))
    failed = SourceSearch("made database", (), 0, (), failed="it did not answer")
    report = made_report(search=(search, failed))
    text = " ".join(statement.text for statement in sections.methodology(report))
    assert "nine records were identified; one was removed as duplicates, eight were screened, one was excluded" in text
    assert "Left out: three because relevance 0.01 to 0.03 is below 0.30; one because no reason given." in text
    assert "Seven papers were read in full, none as a digest" in text
    assert "Made database could not be searched: it did not answer." in text
    assert PRISMA.included == 6
    assert "six gave at least one claim" in text


def test_limitations_are_true_of_the_run() -> None:
    def text(report: Report) -> str:
        return " ".join(statement.text for statement in sections.limitations(report))

    report = made_report()
    assert "digest" not in text(report)
    assert "No database on the network was asked" in text(report)
    assert "could not be decided" in text(report)
    assert "logs" not in text(report)
    used = [replace(each, paper=replace(each.paper, text="digest", withdrawn=True)) for each in report.papers]
    claims = [judged for judged in made_claims() if all(check.against != "run" for check in judged.verdict.checks)]
    other = made_report(claims=claims, papers=used, search=(replace(SEARCH[0], source="made database"),))
    assert "Seven of the seven papers are known here by a digest" in text(other)
    assert "No claim was checked against experiment logs (no logs given)." in text(other)
    assert "No database" not in text(other)
    assert "Withdrawn or retracted and still listed: 2401.00001v1" in text(other)


def test_versions_of_one_paper_in_one_report_are_told() -> None:
    older = made_paper(1)
    newer = replace(older, paper=replace(older.paper, id="2401.00001v2", version="v2"))
    report = made_report(papers=[older, newer])
    text = " ".join(statement.text for statement in sections.disagreements(report))
    assert "Of 2401.00001 several versions are here, 2401.00001v1 [1] and 2401.00001v2 [2]" in text


def test_findings_say_which_way_claims_point_and_leave_nothing_out() -> None:
    report = made_report()
    headings = [finding.heading for finding in report.findings]
    assert headings == ["On “cross-lingual transfer”", "Results on GLORP", "Results on WUG"]
    text = " ".join(statement.text for statement in report.findings[0].statements)
    assert (
        "Four claims of four papers speak of “cross-lingual transfer”; two are supported, one is contradicted" in text
    )
    assert "two state a rise and one states a fall: they do not all point the same way" in text
    assert "Other papers support one and contradict none of them." in text


def test_a_finding_quotes_some_claims_and_names_how_many_more_there_are() -> None:
    claims = [
        made_claim(f"Glue number {place} holds on GLORP.", "2401.00001v1", subject="glue") for place in range(1, 8)
    ]
    report = made_report(claims=[*claims, made_claim("Soup is hot.", "2401.00002v1", subject="", dataset=())])
    assert [finding.heading for finding in report.findings] == ["Results on GLORP", "Single results"]
    assert "The claim table lists three further claims of this group." in report.findings[0].statements[-1].text
    assert report.findings[1].statements[0].text.startswith("One claim of one paper speaks of something else;")


def test_tables_and_problems_come_in_a_fixed_order() -> None:
    tables = [made_table(paper) for paper in ("b", "a")]
    report = compose(
        question=QUESTION,
        date="2026-01-01",
        made_by={},
        search=(),
        prisma=PRISMA,
        papers=(),
        claims=(),
        tables=tables,
        logs="no logs given",
        problems=(),
    )
    assert [table.paper for table in report.tables] == ["a", "b"]


def test_words() -> None:
    assert [many(count, "study") for count in (0, 1, 2, 20)] == ["no studies", "one study", "two studies", "20 studies"]
    assert cited_as(replace(made_paper(1).paper, authors=("Made, Ada", "Bo Two"))) == "Made and Two (2024)"
    assert cited_as(replace(made_paper(1).paper, authors=(), year=None)) == "“Made study 1 of intermediate training”"
