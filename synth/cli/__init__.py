"""The command line: parse, call, show. One file a command; nothing here is imported by the library."""

from __future__ import annotations

import sys
from collections.abc import Sequence

INTERRUPTED = 130


def main() -> None:
    """The program `synth`."""
    sys.exit(run())


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command (by default the program's own arguments) and gives its exit status.

    0 done, 1 differences or a contradicted claim, 2 bad input, 3 a source or the disk failed, 130 interrupted. Every
    failure is one message on stderr.
    """
    try:
        # Imported here, so that Ctrl-C in the first tenth of a second ends no worse than later.
        from synth.cli.register import run_app
        from synth.cli.show import fail, finish, open_streams
        from synth.errors import InputError, StorageError, SynthError

        open_streams()
        try:
            status = run_app(arguments)
            finish()
        except SynthError as error:
            status = INTERRUPTED if _interrupted(error) else fail(error)
        except OSError as error:  # what no command foresaw: the machine's own words, and still no traceback
            place = f"{error.filename}: " if error.filename else ""
            status = fail(
                StorageError(f"{place}{error.strerror or error}", "check the disk, its space and permissions")
            )
        except UnicodeEncodeError as error:
            bad = ascii(error.object[max(0, error.start - 40) : error.end + 40])
            status = fail(InputError(f"{bad} is not readable text", "rename the file, or give it in UTF-8"))
        except MemoryError:
            status = fail(InputError("this takes more memory than there is", "close other programs, or give less"))
    except KeyboardInterrupt:
        status = INTERRUPTED
    if status == INTERRUPTED:
        sys.stderr.write("synth: interrupted; what was finished is kept, and the same command resumes\n")
    return status


def _interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C came before this error: what fails while all is being given up is no news."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, KeyboardInterrupt):
        seen = seen.__context__
    return seen is not None
