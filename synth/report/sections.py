"""The parts of a report that are computed from its records when it is shown: nothing here that report.json lacks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal

from synth.report.words import capital, citations, ended, is_are, listed, many, number, quoted, sentence, was_were
from synth.report_records import Drift, Report, SourceSearch, Statement
from synth.review.model import BY_MODEL

CORPUS = re.compile(r"corpus\b")
"""How the name of a source begins that is a corpus at hand and no database on the network."""

DECIMAL = re.compile(r"\d+\.\d+")
GAP = "\ufffc"
"""Decimals may differ between papers that were left out for one reason; the gap stands where they do."""

DRIFTS = 12
"""Statements that differ between versions that are told one by one."""
REASONS = 6
"""Reasons for leaving papers out that are told one by one."""

VERIFICATION = (
    "Each claim is held against four kinds of evidence that are never merged: its own paper's text outside the "
    "sentence it was taken from, its own paper's tables, other papers, and experiment logs.",
    "A number is checked by exact decimal arithmetic over cells or log lines, at the precision that both were printed "
    "with, and the formula and the cells are listed with the claim.",
    "✓ means supported: evidence beyond the claim's own sentence agrees; × means contradicted: evidence says "
    "otherwise; – means that it could not be decided, which is not a sign of being false.",
    "The confidence is the probability of the outcome shown, calibrated on numbers read by hand; a match that chance "
    "could have made counts for little.",
    "In the four columns of evidence a dot stands where a kind of evidence had nothing to say at all.",
)
"""How verification works, in five sentences."""


def introduction(report: Report) -> tuple[Statement, ...]:
    """The question, where papers were looked for, and what the report does with them."""
    sources = [search.source for search in report.search]
    where = f"Papers were looked for in {listed(sources)}." if sources else "No source was searched."
    asked = Statement(f"This report asks: {quoted(report.question.text)}", ("question",))
    if not report.claims:
        return asked, Statement(where, ("search",)), Statement("There is no claim to list.", ("claims",))
    return (
        asked,
        Statement(where, ("search",)),
        Statement(
            f"It lists {many(len(report.claims), 'claim')} that papers make, each with what speaks for and against it, "
            "and says what they amount to.",
            ("claims",),
        ),
    )


def _searched(search: SourceSearch) -> list[Statement]:
    if search.failed:
        return [Statement(f"{capital(search.source)} could not be searched: {ended(search.failed)}", ("search",))]
    asked = listed([f"{quoted(query.text)} ({many(query.hits, 'hit')})" for query in search.queries])
    how = f" was asked {asked} and" if asked else ""
    found = f"{capital(search.source)}{how} gave {many(search.found, 'paper')}, of which {number(len(search.kept))}"
    kept = f"{found} {was_were(len(search.kept))} kept."
    return [Statement(kept if search.found else f"{capital(search.source)}{how} gave nothing.", ("search",))]


def _left_out(report: Report) -> list[Statement]:
    grouped: dict[str, list[list[Decimal]]] = defaultdict(list)
    for each in report.search:
        for drop in each.dropped:
            why = " ".join(drop.why.split()).rstrip(".") or "no reason given"
            numbers = [Decimal(found) for found in DECIMAL.findall(why)]
            grouped[DECIMAL.sub(GAP, why)].append(numbers)
    ranked = sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    if not ranked:
        return []
    parts = []
    for reason, rows in ranked[:REASONS]:
        for column in zip(*rows, strict=True):
            low, high = min(column), max(column)
            reason = reason.replace(GAP, str(low) if low == high else f"{low} to {high}", 1)
        parts.append(f"{number(len(rows))} because {reason}")
    more = sum(len(rows) for _, rows in ranked[REASONS:])
    parts += [f"{number(more)} for other reasons, which report.json names one by one"] if more else []
    return [Statement(f"Left out: {'; '.join(parts)}.", ("search",))]


def _bounds(report: Report) -> list[Statement]:
    """From which relevance on papers and claims are taken, and how many at most."""
    made = report.made_by
    wanted = ("paper's relevance", "passages of a corpus", "claim's relevance", "claims of a paper")
    bounds = [made.get(f"bound {name}") for name in wanted]
    if None in bounds:
        return []
    paper, passages, claim, per_paper = bounds
    text = (
        f"A paper is kept from a relevance of {paper} on, at most {made.get('option max-papers', 'all')} in order of "
        f"it. Claims are looked for in the {passages} passages of each corpus that are nearest to the question; a "
        f"claim is listed from a relevance of {claim} on, at most {per_paper} of one paper and "
        f"{made.get('option max-claims', 'all')} in all. Its relevance is a fitted model's probability, over how near "
        f"it is to the question, the rarest of the question's words that it says, whether it states a result and, "
        f"where the program knows the field's words, what it speaks of."
    )
    return [Statement(text, ("made_by",))]


def methodology(report: Report) -> tuple[Statement, ...]:
    """What was searched and the papers' flow, with the real count at each step."""
    flow = report.prisma
    said = [statement for search in report.search for statement in _searched(search)]
    steps = (
        (flow.duplicates, "removed as duplicates"),
        (flow.screened, "screened"),
        (flow.excluded, "excluded"),
        (flow.sought, "sought"),
    )
    told = ", ".join(f"{number(count)} {was_were(count)} {step}" for count, step in steps)
    said.append(
        Statement(
            f"Together {many(flow.identified, 'record')} {was_were(flow.identified)} identified; {told}, and of those "
            f"{number(flow.not_retrieved)} could not be retrieved.",
            ("prisma",),
        )
    )
    said += _left_out(report)
    said += _bounds(report)
    said.append(
        Statement(
            f"{capital(many(flow.read_in_full, 'paper'))} {was_were(flow.read_in_full)} read in full, "
            f"{number(flow.digest)} as a digest and {number(flow.abstract_only)} as an abstract only; "
            f"{number(flow.included)} gave at least one claim of this report.",
            ("prisma",),
        )
    )
    return tuple(said)


def verification(report: Report) -> tuple[Statement, ...]:
    """How claims are checked, and what was there to check them with."""
    kinds = Counter(check.against for judged in report.claims for check in judged.verdict.checks)
    made = Statement(
        f"In this report {many(kinds.total(), 'check')} {was_were(kinds.total())} made: {kinds['own_text']} against "
        f"own text, {kinds['own_table']} against own tables, {kinds['other_paper']} against other papers and "
        f"{kinds['run']} against logs.",
        ("claims",),
    )
    return (*(Statement(text, ("method",)) for text in VERIFICATION), *([made] if kinds else []))


def panel(report: Report) -> tuple[Statement, ...]:
    """The panel's score in words."""
    if report.score is None:
        return (Statement("The report was not reviewed.", ("reviews",)),)
    score = report.score
    alpha = (
        "Krippendorff's alpha over their findings on single claims is not defined here"
        if score.alpha is None
        else f"Krippendorff's alpha over their findings on single claims is {score.alpha:.2f}"
    )
    asked = [each for each in report.reviews if each.reviewer.startswith(BY_MODEL)]
    agreement = report.made_by.get("agreement of model and rules", "not defined")
    personas = Statement(
        f"{capital(many(len(asked), 'reviewer'))} more, personas of a language model, stand below; they do not enter "
        "that score. Krippendorff's alpha of them together with the rules together, over which claims have a fault: "
        f"{agreement}.",
        ("reviews", "made_by"),
    )
    return (
        Statement(
            f"{capital(many(len(report.reviews) - len(asked), 'reviewer'))}, rules that do not see each other's "
            f"results, gave scores with a median of {score.median:.1f} of 10 and a spread of {score.spread:.1f}.",
            ("reviews", "score"),
        ),
        Statement(
            f"{alpha}; they look for different faults, so a value near 0 only says that the faults do not fall on the "
            "same claims.",
            ("reviews", "score"),
        ),
        *([personas] if asked else []),
    )


def disagreements(report: Report) -> tuple[Statement, ...]:
    """Contradicted claims, papers of which there are several versions, and where the versions differ in a number."""
    cite = citations(report.papers)
    wrong = [judged for judged in report.claims if judged.verdict.status == "contradicted"]
    said = [Statement(f"{cite.says(judged)} {sentence(judged.verdict.reason)}", (judged.claim.id,)) for judged in wrong]
    if report.claims and not wrong:
        said.append(Statement("No listed claim is contradicted by the evidence at hand.", ("claims",)))
    versions: dict[str, list[str]] = defaultdict(list)
    for used in report.papers:
        versions[re.sub(r"v\d+$", "", used.paper.id)].append(used.paper.id)
    for stem, names in sorted(versions.items()):
        if len(names) > 1:
            marks = listed([f"{name} {cite.mark(name)}" for name in sorted(names)])
            said.append(
                Statement(
                    f"Of {stem} several versions are here, {marks}: numbers of one need not hold in another, and each "
                    "claim names the version it was taken from.",
                    ("papers",),
                )
            )
    said += [_drifted(each) for each in report.drift[:DRIFTS]]
    more = len(report.drift) - DRIFTS
    if more > 0:
        said.append(
            Statement(
                f"In {many(more, 'more statement')} versions differ in a number; report.json has all.", ("drift",)
            )
        )
    return tuple(said)


def _drifted(drift: Drift) -> Statement:
    """A statement with its numbers in both versions."""
    earlier, later = drift.earlier, drift.later
    pairs = [f"{before} against {after}" for before, after in zip(earlier.numbers, later.numbers, strict=True)]
    return Statement(
        f"Versions of {drift.work} differ, {listed(pairs)}: {earlier.anchor.paper} has {quoted(earlier.text)}; "
        f"{later.anchor.paper} has {quoted(later.text)}.",
        ("drift",),
    )


def limitations(report: Report) -> tuple[Statement, ...]:
    """What is true of this run and a reader should know before relying on it."""
    said: list[Statement] = []

    def say(holds: object, text: str, *rests_on: str) -> None:
        if holds:
            said.append(Statement(text, rests_on))

    kinds = Counter(used.paper.text for used in report.papers)
    total = len(report.papers)
    say(
        kinds["digest"],
        f"{capital(number(kinds['digest']))} of the {many(total, 'paper')} {is_are(kinds['digest'])} known here by a "
        "digest, a summary in somebody else's words: claims, tables and quotations from there are the digest's and not "
        "the authors' own.",
        "papers",
    )
    say(
        kinds["abstract"],
        f"Of {many(kinds['abstract'], 'paper')} only the abstract was read, so that results in the body are missing.",
        "papers",
    )
    checks = [check for judged in report.claims for check in judged.verdict.checks]
    logged = any(check.against == "run" for check in checks)
    say(
        report.claims and not logged,
        f"No claim was checked against experiment logs ({' '.join(report.logs.split())}).",
        "logs",
    )
    say(
        report.search and all(CORPUS.match(search.source) for search in report.search),
        "No database on the network was asked: a paper that is not in the corpus could not be found.",
        "search",
    )
    failed = [search.source for search in report.search if search.failed]
    say(failed, f"Not searched because of a failure: {listed(failed)}.", "search")
    open_ = [judged for judged in report.claims if judged.verdict.status in ("unresolved", "not_comparable")]
    say(
        open_,
        f"{capital(number(len(open_)))} of the {many(len(report.claims), 'claim')} could not be decided by the "
        "evidence at hand.",
        *(judged.claim.id for judged in open_),
    )
    say(
        report.claims and not any(check.against == "other_paper" for check in checks),
        "No claim could be held against another paper, so support comes from the papers that make the claims.",
        "claims",
    )
    recalled = [used.paper.id for used in report.papers if used.paper.withdrawn or used.paper.retracted]
    say(
        recalled,
        f"Withdrawn or retracted and still listed: {listed(recalled)}; what rests on it is believed less.",
        "papers",
    )
    say(
        report.problems,
        f"{capital(many(len(report.problems), 'problem'))} in the input "
        f"{was_were(len(report.problems))} met and stepped over; they are listed at the end.",
        "problems",
    )
    say(
        report.claims,
        "Claims are found by rules for English prose, and what a claim speaks of is judged by its words: a synonym of "
        "a word of the question can be missed.",
        "method",
    )
    say(
        report.claims,
        "Arithmetic over what papers print sees whether their numbers fit together; it does not see whether an "
        "experiment was run as described, and it does not read figures.",
        "method",
    )
    say(report.score, "The score is made by rules, not by peers, and judges this report, not its papers.", "score")
    return tuple(said)
