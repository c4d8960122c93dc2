"""What would settle what is open: which run, which comparison, which text; computed from the records of a report.

Said first is what the question lacks, then what is contradicted, then papers that disagree, then texts that were not
read, then single open claims. A claim's own fields name the run: subject, baseline, dataset, metric, split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from synth.records import Check, Claim, JudgedClaim, RunAnchor
from synth.report.answer import read
from synth.report.words import Citations, capital, citations, listed, many, quoted
from synth.report_records import Report, Statement

MOST = 5
"""Sentences of a report; what is worth most comes first."""
PAPERS = 3
"""Papers that one sentence names."""
LONGEST_NAME = 8
"""Words of a subject that still reads as a name; a longer one is a piece of a sentence."""
NOBODY = frozenset("system systems model models method methods approach results it they".split())
"""Subjects that name nothing."""
NOT_WHOLE = ("digest", "abstract")
OPEN = ("unresolved", "not_comparable")


def settling(report: Report) -> tuple[Statement, ...]:
    """The runs, comparisons and texts that would decide what this report leaves open, at most `MOST`."""
    cite = citations(report.papers)
    rows = {judged.claim.id: f"C{place}" for place, judged in enumerate(report.claims, start=1)}
    said = [
        *_unasked(report, cite),
        *_contradicted(report.claims, rows),
        *_disagreeing(report.claims, rows, cite),
        *_unread(report.claims, rows, cite),
        *_open(report.claims, rows, cite),
    ]
    return tuple(said[:MOST])


def _unasked(report: Report, cite: Citations) -> Iterator[Statement]:
    """The comparison that the question asks for and no supported claim makes."""
    if not report.claims or report.answer.stance == "answered":
        return
    reading = read(report.question.text, report.claims, {name: paper.title for name, paper in cite.papers.items()})
    if reading.missing:
        what = listed([quoted(part) for part in reading.missing])
        text = f"One experiment that reports on {what} as the question asks: no supported claim here does."
        yield Statement(text, ("question", "claims"))
    elif len(reading.said) > 1:
        what = listed([quoted(part) for part in reading.said])
        text = f"One experiment that holds {what} against each other: supported claims speak of them only apart."
        yield Statement(text, ("question", "claims"))


def _contradicted(claims: Sequence[JudgedClaim], rows: Mapping[str, str]) -> Iterator[Statement]:
    """The log or the cell that says which of two numbers is right."""
    for judged in claims:
        against = [check for check in judged.verdict.checks if check.status == "contradicted"]
        if judged.verdict.status != "contradicted" or not against:
            continue
        worst = max(against, key=lambda check: (check.confidence, check.against))
        run, claim = _run(judged.claim), rows[judged.claim.id]
        if worst.against == "run":
            need = f"A second run of {run}: {_logged(worst)} does not give what {claim} states."
        elif worst.against == "own_table" and worst.recomputed is not None:
            need = f"A log of {run}: {claim} states one value and its paper's cells give {worst.recomputed}."
        elif worst.against == "other_paper":
            need = f"A run of {run} in the setting of both papers: another paper says otherwise than {claim}."
        else:
            need = f"A log or a table cell of {run}: the evidence speaks against {claim}."
        yield Statement(need, (judged.claim.id,))


def _logged(check: Check) -> str:
    named = [anchor.run for anchor in check.anchors if isinstance(anchor, RunAnchor)]
    return f"the logged run {named[0]}" if named else "the log"


def _disagreeing(claims: Sequence[JudgedClaim], rows: Mapping[str, str], cite: Citations) -> Iterator[Statement]:
    """Of different papers, a rise and a fall of one subject on one dataset: one run of both settings."""
    told: set[str] = set()
    for place, one in enumerate(claims):
        for other in claims[place + 1 :]:
            first, second = one.claim, other.claim
            shared = _same_names(first.dataset, second.dataset)
            if (
                first.anchor.paper != second.anchor.paper
                and {first.direction, second.direction} == {"up", "down"}
                and shared
                and _words(first) & _words(second)
                and not {first.id, second.id} & told
            ):
                told |= {first.id, second.id}
                papers = f"{cite.mark(first.anchor.paper)} and {cite.mark(second.anchor.paper)}"
                text = (
                    f"One run of both settings, with the same model and split of {listed(shared)}: "
                    f"{rows[first.id]} and {rows[second.id]} of {papers} state opposite changes."
                )
                yield Statement(text, (first.id, second.id))


def _same_names(one: Sequence[str], other: Sequence[str]) -> list[str]:
    theirs = {name.casefold() for name in other}
    return [name for name in one if name.casefold() in theirs]


def _words(claim: Claim) -> set[str]:
    return {word for word in claim.subject.casefold().split() if len(word) > 3}


def _unread(claims: Sequence[JudgedClaim], rows: Mapping[str, str], cite: Citations) -> Iterator[Statement]:
    """Texts of which only a part was read, where claims of theirs are open."""
    open_: dict[str, list[str]] = defaultdict(list)
    for judged in claims:
        paper = cite.papers.get(judged.claim.anchor.paper)
        if judged.verdict.status in OPEN and paper is not None and paper.text in NOT_WHOLE:
            open_[paper.id].append(judged.claim.id)
    most = sorted(open_, key=lambda name: (-len(open_[name]), cite.numbers[name]))[:PAPERS]
    if most:
        names = [claim for paper in most for claim in open_[paper]]
        kinds = listed(sorted({cite.papers[paper].text for paper in most}), "or")
        text = (
            f"The full text of {listed([cite.mark(paper) for paper in most])}, known here by {kinds} alone: "
            f"{many(len(names), 'open claim')} ({_numbers(names, rows)}) could be held against all its tables."
        )
        yield Statement(text if len(most) == 1 else text.replace("its tables", "their tables"), tuple(names))


def _open(claims: Sequence[JudgedClaim], rows: Mapping[str, str], cite: Citations) -> Iterator[Statement]:
    """For open claims of one paper that one run would decide: that run, and why what is at hand does not."""
    alike: dict[tuple[str, str, str], list[JudgedClaim]] = defaultdict(list)
    for judged in claims:
        if judged.verdict.status in OPEN and _named(judged.claim.subject):
            alike[judged.claim.anchor.paper, _need(judged.claim), _why(judged)].append(judged)
    for (paper, need, why), mine in sorted(alike.items(), key=lambda pair: (-len(pair[1]), _place(pair[1], rows))):
        names = tuple(judged.claim.id for judged in mine)
        yield Statement(f"{capital(need)}: {why} ({_numbers(names, rows)} {cite.mark(paper)}).", names)


def _place(mine: Sequence[JudgedClaim], rows: Mapping[str, str]) -> int:
    return min(int(rows[judged.claim.id][1:]) for judged in mine)


def _need(claim: Claim) -> str:
    """What has to be looked up or run for a claim: a value, both sides of a gain, or a comparison with numbers."""
    gain = any(quantity.kind in ("gain", "relative_gain", "ratio") for quantity in claim.quantities)
    if not claim.quantities:
        against = f" and of {quoted(claim.baseline)}" if claim.baseline and _named(claim.baseline) else ""
        return f"values of {_run(claim)}{against or ' and of what it is compared with'}, on the same data"
    if gain and not (claim.baseline and _named(claim.baseline)):
        return f"the baseline's value beside {_run(claim)}, on the same data and split"
    against = f" and of {quoted(claim.baseline)}" if gain and claim.baseline else ""
    return f"a table cell or a log of {_run(claim)}{against}"


def _run(claim: Claim) -> str:
    """The run that a claim is about, as far as its fields name it."""
    subject = quoted(claim.subject) if _named(claim.subject) else "what the claim names"
    where = f" on {listed(claim.dataset)}" if claim.dataset else ""
    split = f" ({claim.split})" if claim.split else ""
    return f"{subject}{where}{split}" + (f" with its {claim.metric}" if claim.metric else "")


def _named(text: str) -> bool:
    """Whether a field reads as a name and not as a piece of a sentence."""
    return 0 < len(text.split()) <= LONGEST_NAME and not set(text) & set(":;,") and text.casefold() not in NOBODY


def _why(judged: JudgedClaim) -> str:
    """Why the evidence at hand does not decide, from what was checked."""
    checks = judged.verdict.checks
    if judged.verdict.status == "not_comparable":
        return "what is at hand was measured in another way"
    if not checks:
        return "no cell, no other sentence and no log speaks of it"
    if any(check.against == "run" for check in checks):
        return "the logs speak of it without deciding"
    if any(_agrees(check, judged.claim) for check in checks):
        return "a cell agrees, but may do so by chance"
    tables = any(check.against == "own_table" for check in checks)
    return "no formula over the tables gives it" if tables else "only a sentence repeats it, perhaps of something else"


def _agrees(check: Check, claim: Claim) -> bool:
    """Whether what a check recomputed is one of the claim's numbers at the precision printed."""
    try:
        given = Decimal(check.recomputed or "")
    except InvalidOperation:
        return False
    return given.is_finite() and any(
        abs(given - quantity.value) <= Decimal(1).scaleb(-quantity.decimals) / 2 for quantity in claim.quantities
    )


def _numbers(names: Sequence[str], rows: Mapping[str, str]) -> str:
    return ", ".join(sorted((rows[name] for name in names), key=lambda row: int(row[1:])))
