"""YAML of experiment logs, read within bounds: no object is ever constructed, no alias expanded.

PyYAML's safe loader expands aliases (a few hundred bytes become gigabytes when walked) and turns 0.50 into 0.5. Here
the document's nodes are read as they are written; an alias stays the text "*name".
"""

from __future__ import annotations

from synth.records import Problem
from synth.runs.files import LogFile
from synth.runs.json_values import Json, number

LARGEST = 512 * 1024
"""Bytes of one YAML document: PyYAML reads some 200 kB a second."""
_DEEPEST = 60
_SPECIAL = {".nan": "nan", ".inf": "inf", "+.inf": "inf", "-.inf": "-inf"}


def read_yaml(file: LogFile) -> Json | Problem:
    """The YAML document that a file holds (the first one), or why it holds none."""
    if file.size > LARGEST:
        return Problem(file.name, f"a YAML file of {file.size:,} bytes is larger than {LARGEST:,}; it was not read")
    try:
        with file.path.open("rb") as stream:
            text = stream.read(LARGEST).decode("utf-8-sig", "replace")
    except OSError as error:
        return Problem(file.name, f"the file could not be read: {error.strerror or error}")
    try:
        return parse_yaml(text)
    except ValueError as error:
        return Problem(file.name, f"damaged YAML: {error}")


def parse_yaml(text: str) -> Json:
    """The value of the first document of a YAML text, numbers as written. Raises ValueError for anything else."""
    import yaml

    if len(text) > LARGEST:
        raise ValueError(f"it is longer than {LARGEST:,} characters")
    try:
        loader = yaml.BaseLoader(text)
    except yaml.YAMLError as error:  # a character that YAML does not allow
        raise ValueError(" ".join(str(error).split())[:200]) from error
    anchored: set[str] = set()

    def following() -> yaml.Event:
        event: yaml.Event = loader.get_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it untyped
        return event

    def composed(depth: int) -> Json:
        if depth > _DEEPEST:
            raise ValueError("it is nested too deeply")
        event = following()
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in anchored:
                raise ValueError(f"alias *{event.anchor} of nothing")
            return f"*{event.anchor}"
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            anchored.add(event.anchor)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value, plain=event.style is None)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Json] = []
            while not loader.check_event(yaml.SequenceEndEvent):
                items.append(composed(depth + 1))
            following()
            return items
        fields: dict[str, Json] = {}
        while not loader.check_event(yaml.MappingEndEvent):
            key, value = composed(depth + 1), composed(depth + 1)
            if isinstance(key, str):
                fields[str(key)] = value
        following()
        return fields

    try:
        following()  # the stream's start
        if loader.check_event(yaml.StreamEndEvent):
            return None
        following()  # the document's start
        return composed(0)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())[:200]) from error
    finally:
        loader.dispose()


def _scalar(text: str, *, plain: bool) -> Json:
    if not plain:
        return text
    if text.lower() in ("", "~", "null"):
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return number(_SPECIAL.get(text.lower(), text)) or text
