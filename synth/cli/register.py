"""Which file holds which command."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from synth import __version__
from synth.cli import audit, batch, corpus, diff, doctor, evaluate, extract, report, runs, search, verify

PURPOSE = "Checks what papers claim: each number against the papers' own tables, other papers and experiment logs."

app = typer.Typer(
    name="synth",
    help=PURPOSE,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# In the order in which `synth --help` lists them.
app.command()(report.report)
app.command()(batch.batch)
app.command()(diff.diff)
app.command()(audit.audit)
app.command()(extract.extract)
app.command()(verify.verify)
app.command(name="eval")(evaluate.evaluate)
app.command()(search.search)
app.command()(doctor.doctor)
app.add_typer(corpus.app, name="corpus")
app.add_typer(runs.app, name="runs")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"synth {__version__}")
        raise typer.Exit


@app.callback(help=PURPOSE)
def _root(
    _show_version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Holds the options that need no command."""


def run_app(arguments: Sequence[str] | None) -> int:
    """The exit status of one command. Bad usage is said on stderr and gives 2, Ctrl-C gives 130."""
    try:
        app(arguments, prog_name="synth")
    except SystemExit as end:  # how typer ends, whatever came of the command
        return end.code if isinstance(end.code, int) else 0
    return 0
