"""Which file holds which command."""

from __future__ import annotations

import typer

from synth.cli import audit, batch, corpus, doctor, extract, report, search


def commands(app: typer.Typer) -> None:
    """Adds every command, in the order in which `synth --help` lists them."""
    app.command("report")(report.report)
    app.command("batch")(batch.batch)
    app.command("audit")(audit.audit)
    app.command("extract")(extract.extract)
    app.command("search")(search.search)
    app.add_typer(corpus.app, name="corpus")
    app.command("doctor")(doctor.doctor)
