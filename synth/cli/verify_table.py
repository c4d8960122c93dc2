"""`synth verify --table`: the claims of a text report held against the papers of a corpus."""

from __future__ import annotations

from collections.abc import Sequence


def verify_table_file(path: str, corpora: Sequence[str], *, as_json: bool) -> int:
    """Prints a verdict for each row and gives how many are contradicted. Raises UsageError where no corpus is named."""
    import json

    from synth.cli.show import MARKS, note, out, progress_bars, show_problems
    from synth.errors import UsageError
    from synth.models.embedder import load_embedder
    from synth.pipeline.diff import read_claim_table
    from synth.pipeline.shelves import open_shelves
    from synth.pipeline.table_claims import TICKS, to_record, verify_table
    from synth.report.words import visible

    if not corpora:
        raise UsageError(
            "--table: there is nothing to hold its claims against",
            "add --corpus NAME (`synth corpus list` shows the names)",
        )
    table = read_claim_table(path)
    with progress_bars() as progress, open_shelves(corpora, load_embedder(), progress=progress) as shelves:
        made = verify_table(table, shelves, progress=progress)
    for verdict in made:
        told, row = verdict.verdict, verdict.row
        if as_json:
            out(json.dumps(to_record(verdict), ensure_ascii=False, allow_nan=False))
            continue
        old = MARKS[row.status] + ("" if row.confidence is None else f" {row.confidence:.2f}")
        said = f"{row.number}\t{old}\t{told.status} {told.confidence:.2f}\t{TICKS[verdict.tick]}\t{told.reason}"
        out(visible(f"{said}\n\t{' '.join(row.text.split())}"))
    counts = ", ".join(f"{words} {sum(v.tick == tick for v in made)}" for tick, words in TICKS.items())
    note(f"{table.name}: {len(made)} marks: {counts}")
    show_problems(table.problems)
    return sum(verdict.verdict.status == "contradicted" for verdict in made)
