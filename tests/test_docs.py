"""README against the program: every command and option that it shows is there, every package has its row."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from synth.cli.register import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
EXAMPLES = [
    *(line.partition(" #")[0].strip() for block in BLOCKS for line in block.splitlines() if line.startswith("synth ")),
    *re.findall(r"`(synth [a-z][^`]*)`", re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)),
]
LONGEST_SUMMARY = 60
"""Characters that `synth --help` shows of a command's first line."""


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it."""

    def walk(words: tuple[str, ...], command: Any) -> Iterator[tuple[str, Any]]:
        for name, inner in sorted(getattr(command, "commands", {}).items()):
            yield " ".join((*words, name)), inner
            yield from walk((*words, name), inner)

    return walk((), typer.main.get_command(app))


COMMANDS = dict(commands())


def test_readme_shows_examples() -> None:
    assert len(EXAMPLES) > 5


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_readme_shows_is_there(example: str) -> None:
    words = shlex.split(example)[1:]
    called = max((name for name in COMMANDS if words[: len(name.split())] == name.split()), key=len, default=None)
    assert called is not None, f"there is no command like `{example}`"
    command = COMMANDS[called]
    options = {flag for parameter in command.params for flag in parameter.opts} | {"--help"}
    assert {word.partition("=")[0] for word in words if word.startswith("-")} <= options


@pytest.mark.parametrize("name", COMMANDS)
def test_a_summary_is_not_cut(name: str) -> None:
    summary = (COMMANDS[name].help or "").splitlines()[0]
    assert 10 < len(summary) <= LONGEST_SUMMARY


def test_every_option_is_explained() -> None:
    for name, command in COMMANDS.items():
        for parameter in command.params:
            assert getattr(parameter, "help", None) or not hasattr(parameter, "help"), f"{name} {parameter.name}"


def test_each_dependency_has_its_row_and_each_row_its_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[\s<>=!~;\[]", dependency, maxsplit=1)[0] for dependency in project["dependencies"]}
    table = README.partition("| package | why |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| ([\w., -]+) \| (.+) \|$", table, re.MULTILINE)
    named = {name.strip() for names, why in rows for name in names.split(",") if why.strip("- ")}
    assert named == needed


def test_every_make_target_that_readme_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE))
    assert {"report", "test"} <= named <= targets
