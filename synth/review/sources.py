"""Are the sources complete, current and read? The rubric is prompts/review-sources.md."""

from __future__ import annotations

import re

from synth.records import Anchor, CellsAnchor, Paper
from synth.report_records import Report, Review
from synth.review.scoring import deduct, ids, plural, review, share

OLD = 5
"""Years after which a paper counts as old on the report's date."""

VERSION = re.compile(r"v(\d+)$")


def cited_papers(report: Report) -> tuple[str, ...]:
    """Every paper that a claim, or a check of a claim, points at; sorted."""
    found = {judged.claim.anchor.paper for judged in report.claims}
    for judged in report.claims:
        for check in judged.verdict.checks:
            found |= {anchor.paper for anchor in check.anchors if isinstance(anchor, Anchor | CellsAnchor)}
    return tuple(sorted(found))


def complete(paper: Paper) -> bool:
    """Whether a reader could find the paper from its reference alone."""
    return bool(paper.id and paper.title.strip() and paper.authors and paper.year)


def superseded(report: Report) -> tuple[str, ...]:
    """Papers of which a later version stands in the same report."""
    newest: dict[str, int] = {}
    numbered: list[tuple[str, str, int]] = []
    for used in report.papers:
        found = VERSION.search(used.paper.id)
        if found:
            stem, number = used.paper.id[: found.start()], int(found[1])
            numbered.append((used.paper.id, stem, number))
            newest[stem] = max(number, newest.get(stem, 0))
    return tuple(name for name, stem, number in numbered if number < newest[stem])


def balanced(report: Report) -> bool:
    """Whether the counts of the flow of papers add up (see `records.PrismaCounts`)."""
    flow = report.prisma
    return (
        flow.identified == flow.duplicates + flow.screened
        and flow.screened == flow.excluded + flow.sought
        and flow.sought == flow.not_retrieved + flow.read_in_full + flow.digest + flow.abstract_only
        and flow.included <= flow.sought
    )


def sources(report: Report) -> Review:
    """References complete; papers read in full, in force and in their newest version; searches that worked."""
    if not report.papers and not report.claims:
        return review("sources", deduct(10, "no paper was used"))
    listed = {used.paper.id: used.paper for used in report.papers}
    cited = cited_papers(report)
    everything = sorted({*listed, *cited})
    absent = [name for name in cited if name not in listed]
    unfindable = [name for name in everything if name not in listed or not complete(listed[name])]
    partial = [name for name in everything if name not in listed or listed[name].text in ("digest", "abstract")]
    recalled = [name for name, paper in listed.items() if paper.withdrawn or paper.retracted]
    older = superseded(report)
    year = int(report.date[:4]) if report.date[:4].isdigit() else None
    old = [
        name
        for name in everything
        if name not in listed
        or (year is not None and (published := listed[name].year) is not None and year - published > OLD)
    ]
    failed = [search.source for search in report.search if search.failed]
    silent = [drop for search in report.search for drop in search.dropped if not drop.why.strip()]

    def resting_on(names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
        return ids(judged for judged in report.claims if judged.claim.anchor.paper in names)

    count = len(everything)
    taken = [
        *deduct(
            2.5 * share(len(absent), len(cited)),
            f"{plural(len(absent), 'paper')} pointed at and not among the references: {', '.join(absent)}",
            resting_on(absent),
        ),
        *deduct(
            1.5 * share(len(unfindable), count),
            f"{plural(len(unfindable), 'reference')} without title, authors or year: {', '.join(unfindable)}",
            resting_on(unfindable),
        ),
        *deduct(
            3 * share(len(partial), count),
            f"{plural(len(partial), 'paper')} not read in full (digest, abstract, or absent)",
            resting_on(partial),
        ),
        *deduct(
            0.5 * bool(recalled) + 0.5 * share(len(recalled), count),
            f"{plural(len(recalled), 'paper')} withdrawn or retracted: {', '.join(recalled)}",
            resting_on(recalled),
        ),
        *deduct(
            0.5 * share(len(older), count),
            f"{plural(len(older), 'paper')} used beside a newer version: {', '.join(older)}",
            resting_on(older),
        ),
        *deduct(
            0.5 * share(len(old), count), f"{plural(len(old), 'paper')} more than {OLD} years old on {report.date}"
        ),
        *deduct(
            0.5 * share(len(failed), len(report.search)),
            f"{plural(len(failed), 'source')} failed: {', '.join(failed)}",
        ),
        *deduct(0.25 * bool(silent), f"{plural(len(silent), 'paper')} left out without a reason"),
        *deduct(0.25 * (not balanced(report)), "the counts of the flow of papers do not add up"),
    ]
    return review("sources", taken)
