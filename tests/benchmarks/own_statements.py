"""What the statement checks say to sentences that papers print of their own tables, nearly all of which are true.

Sentences of ../shared/data/papers that refer to one numbered table of their paper and compare something are held
against that table as `synth verify` would. No label is needed to learn from them: a contradiction is a mistake of ours,
but for the rare fault of a paper. Printed are the verdicts, and of the sentences that cells speak to at all the share
that they speak for. `--show STATUS` prints the sentences of that verdict with what was found.

    PYTHONPATH=. python tests/benchmarks/own_statements.py [--show contradicted]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from synth.extract.quantities import find_quantities
from synth.read import read_path
from synth.records import STATUSES, Document, Status
from synth.verify.index import index_table
from synth.verify.statement import Look, check_statement, look
from synth.verify.statement_board import Board, board
from synth.verify.statement_words import clauses
from tests.benchmarks.planted import half, papers

REFERRED = re.compile(r"\bTab(?:le|\.)?\s?(\d+|[IVX]+)\b")
LONGEST = 400
"""Characters of a sentence; longer ones are mostly several that lost their full stops."""
LEAST = 0.1
"""Weight of all facts from which cells speak for a sentence, and below whose negative they speak against it."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence with its paper, the table's number, what was seen there and the verdict."""

    paper: str
    number: str
    text: str
    seen: Look
    status: Status

    @property
    def weight(self) -> float:
        """How far the cells speak for it (above 0) or against it."""
        return sum(fact.score * fact.sure for fact in self.seen.facts if fact.kind != "number" or fact.score < 0)


def sentences(paper: str, document: Document) -> Iterator[Said]:
    """The sentences of a paper that compare something and name one of its tables."""
    boards: dict[str, Board] = {}
    for table in document.tables:
        if table.printed is not None and table.printed not in boards and (index := index_table(table)).rows:
            boards[table.printed] = board(index)
    for sentence in document.sentences:
        named = {match[1] for match in REFERRED.finditer(sentence.text)}
        asked = boards.get(next(iter(named), "")) if len(named) == 1 else None
        if asked is None or len(sentence.text) > LONGEST or not any(clause.cues for clause in clauses(sentence.text)):
            continue
        quantities = find_quantities(sentence.text)
        status = check_statement(sentence.text, quantities, asked).check.status
        yield Said(paper, next(iter(named)), sentence.text, look(sentence.text, quantities, asked), status)


def show(name: str, said: list[Said]) -> None:
    """Verdicts, and how often the cells speak for a sentence among those that they speak to."""
    counts = Counter(each.status for each in said)
    told = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
    right, wrong = sum(each.weight > LEAST for each in said), sum(each.weight < -LEAST for each in said)
    print(
        f"{name}: {len(said)} sentences: {told}; cells speak for {right} and against {wrong} "
        f"({right / max(1, right + wrong):.3f})"
    )


def main() -> None:
    """Prints the figures of both halves of the papers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", choices=STATUSES, help="print the sentences of this verdict")
    given = parser.parse_args()
    said = [each for path in papers(0) for each in sentences(path.stem, read_path(path))]
    for name in ("tuned", "reported"):
        show(name, [each for each in said if half(each.paper) == name])
    for each in said:
        if each.status == given.show:
            print(f"\n{each.paper}, table {each.number}: {each.text}")
            for fact in each.seen.facts:
                print(f"    {fact.kind} {fact.score:+.2f} × {fact.sure:.2f}: {fact.formula}")


if __name__ == "__main__":
    main()
