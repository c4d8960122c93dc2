"""The command line: parse, call, show. One file a command; nothing here is imported by the library."""

from __future__ import annotations

import sys

import typer

from synth import __version__
from synth.errors import SynthError

INTERRUPTED = 130

app = typer.Typer(
    name="synth",
    help="Checks what papers claim: each number against the papers' own tables, other papers and experiment logs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"synth {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _show_version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Checks what papers claim: each number against the papers' own tables, other papers and experiment logs."""


def main() -> None:
    """The program `synth`: exit status 0 done, 1 differences, 2 bad input, 3 a source or the disk, 130 interrupted."""
    from synth.cli import register
    from synth.cli.show import fail

    register.commands(app)
    try:
        app()
    except SynthError as error:
        sys.exit(fail(error))
    except KeyboardInterrupt:
        sys.stderr.write("synth: interrupted; what was finished is kept, and the same command resumes\n")
        sys.exit(INTERRUPTED)
