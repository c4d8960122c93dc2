"""A made report: made papers by made people, made claims, and a table that the checks point into."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from synth.quantity import Quantity
from synth.records import (
    STATUSES,
    Anchor,
    Cell,
    CellsAnchor,
    Check,
    Claim,
    JudgedClaim,
    Paper,
    Problem,
    Question,
    RunAnchor,
    Status,
    Table,
    Verdict,
)
from synth.report.compose import compose
from synth.report_records import Dropped, PrismaCounts, Query, Report, SourceSearch, UsedPaper

QUESTION = Question(
    "Does joint or sequential intermediate-task training help cross-lingual transfer on GLORP?", "glorp"
)

GRID = (("System", "Rain", "Snow", "Avg."), ("Baseline", "60.0", "70.0", "65.0"), ("Joint", "68.2", "72.0", "70.1"))


def made_table(paper: str) -> Table:
    cells = tuple(
        Cell(row, column, text, 0, 0, header=row == 0 or column == 0)
        for row, line in enumerate(GRID)
        for column, text in enumerate(line)
    )
    return Table(paper, 1, cells, len(GRID), len(GRID[0]), caption="Made accuracy on GLORP", file="main.tex")


def made_paper(number: int, *, title: str | None = None, authors: tuple[str, ...] | None = None) -> UsedPaper:
    paper = Paper(
        id=f"2401.0000{number}v1",
        title=f"Made study {number} of intermediate training" if title is None else title,
        authors=(f"Ada Made{number}", f"Bo Invented{number}", f"Cy Fictive{number}") if authors is None else authors,
        year=2024,
        version="v1",
        text="latex",
        found="corpus made",
    )
    return UsedPaper(paper, 0.9 - number / 100, "names the question's words", "0" * 64)


def made_verdict(status: Status, checks: Sequence[Check], confidence: float = 0.91) -> Verdict:
    rest = (1 - confidence) / 3
    probabilities = {each: confidence if each == status else rest for each in STATUSES}
    return Verdict(status, confidence, probabilities, tuple(checks), f"the made evidence says {status}.")


def made_claim(
    text: str,
    paper: str,
    number: str | None = None,
    *,
    status: Status = "supported",
    checks: Sequence[Check] = (),
    relevance: float = 0.8,
    dataset: tuple[str, ...] = ("GLORP",),
    direction: Literal["up", "down", "none"] | None = "up",
    subject: str = "Joint",
) -> JudgedClaim:
    """A claim whose quote is its text, at an offset that depends on the text's length alone."""
    start = 1000 + len(text)
    anchor = Anchor(paper, "main.tex", None, start, start + len(text), text)
    quantities: tuple[Quantity, ...] = ()
    if number is not None:
        at = start + text.index(number)
        decimals = len(number.partition(".")[2])
        quantities = (Quantity(number, Decimal(number), decimals, at, at + len(number), unit="points", kind="gain"),)
    claim = Claim(
        Claim.make_id(anchor, text), text, anchor, quantities, subject, None, "accuracy", dataset, direction=direction
    )
    return JudgedClaim(claim, made_verdict(status, checks), relevance)


def own_table(paper: str, recomputed: str, status: Status = "supported") -> Check:
    cells = CellsAnchor(paper, 1, ((2, 1), (1, 1)))
    return Check(
        "own_table",
        status,
        0.92,
        "the table gives that value",
        recomputed,
        "cell(Joint, Rain) - cell(Baseline, Rain)",
        (cells,),
    )


def own_text(
    paper: str, quote: str = "A made sentence elsewhere says the same.", status: Status = "supported"
) -> Check:
    return Check(
        "own_text",
        status,
        0.7,
        "it is said elsewhere",
        anchors=(Anchor(paper, "main.tex", None, 0, len(quote), quote),),
    )


def other_paper(paper: str, status: Status = "supported") -> Check:
    quote = "We find the same made gain."
    return Check(
        "other_paper",
        status,
        0.8,
        "another paper finds it",
        anchors=(Anchor(paper, "main.tex", None, 5, 5 + len(quote), quote),),
    )


def logged(status: Status = "supported") -> Check:
    return Check(
        "run", status, 0.9, "the log has it", "8.2", "last value", (RunAnchor("made-run", "log.json", 12, "acc"),)
    )


def made_claims() -> tuple[JudgedClaim, ...]:
    one, two, three, four, five, six = (f"2401.0000{number}v1" for number in range(1, 7))
    return (
        made_claim(
            "Joint intermediate-task training improves cross-lingual transfer on GLORP by 8.2 points.",
            one,
            "8.2",
            checks=(own_table(one, "8.2"), other_paper(two)),
            relevance=0.95,
        ),
        made_claim(
            "Sequential intermediate-task training gains 3.1 points of cross-lingual accuracy on GLORP.",
            two,
            "3.1",
            checks=(own_table(two, "3.1"),),
            relevance=0.9,
        ),
        made_claim(
            "Sequential training after joint training adds 0.4 points to transfer on GLORP.",
            three,
            "0.4",
            checks=(own_text(three),),
            relevance=0.85,
        ),
        made_claim(
            "Cross-lingual transfer on GLORP falls by 2.5 points with intermediate training in one language.",
            four,
            "2.5",
            status="contradicted",
            checks=(own_table(four, "1.5", "contradicted"),),
            direction="down",
        ),
        made_claim(
            "Joint training reaches 70.1 accuracy on WUG in the cross-lingual setting.",
            five,
            "70.1",
            checks=(own_table(five, "70.1"), logged()),
            dataset=("WUG",),
        ),
        made_claim(
            "Intermediate-task training helps cross-lingual retrieval on WUG.",
            one,
            checks=(other_paper(six),),
            dataset=("WUG",),
            relevance=0.7,
        ),
        made_claim(
            "Transfer on FLIMP needs 12 joint tasks.",
            six,
            "12",
            status="unresolved",
            dataset=("FLIMP",),
            relevance=0.6,
            direction=None,
        ),
        made_claim(
            "Sequential training beats joint training by 1.9 points on GLORP.",
            six,
            "1.9",
            checks=(own_table(six, "1.9"), own_text(six)),
        ),
    )


PRISMA = PrismaCounts(9, 1, 8, 1, 7, 0, 7, 0, 0, 6)

SEARCH = (
    SourceSearch(
        "corpus made",
        (Query("joint sequential intermediate-task training", 9),),
        9,
        tuple(f"2401.0000{number}v1" for number in range(1, 8)),
        (Dropped("2401.00009v1", "Made cooking", "it says none of the question's words"),),
    ),
)


def made_report(
    *,
    question: Question = QUESTION,
    claims: Sequence[JudgedClaim] | None = None,
    papers: Sequence[UsedPaper] | None = None,
    search: Sequence[SourceSearch] = SEARCH,
    prisma: PrismaCounts = PRISMA,
    problems: Sequence[Problem] = (),
) -> Report:
    used = tuple(made_paper(number) for number in range(1, 8)) if papers is None else papers
    return compose(
        question=question,
        date="2026-06-25",
        made_by={"synth": "0.1.0", "corpus made": "sha256 " + "1" * 64},
        search=search,
        prisma=prisma,
        papers=used,
        claims=made_claims() if claims is None else claims,
        tables=[made_table(f"2401.0000{number}v1") for number in range(1, 7)],
        logs="no logs given",
        problems=problems,
    )


EMPTY_PRISMA = PrismaCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def empty_report() -> Report:
    return made_report(
        claims=(), papers=(), search=(SourceSearch("corpus made", (Query("glorp", 0),), 0, ()),), prisma=EMPTY_PRISMA
    )
