"""report.json: the whole report in the shape that INTERFACE names, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from synth.errors import InputError
from synth.records import JudgedClaim
from synth.report_records import Report, UsedPaper

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def plain(value: object) -> Json:
    """A record as JSON values: every field by its name, decimals as strings at the precision they were written with.

    Raises TypeError for a value that no record holds.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, JudgedClaim):
        return {**_fields(value.claim), "verdict": plain(value.verdict), "relevance": value.relevance}
    if isinstance(value, UsedPaper):
        used = {name: each for name, each in _fields(value).items() if name != "paper"}
        return {**_fields(value.paper), **used}
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [plain(each) for each in value]
    raise TypeError(f"no JSON for {type(value).__name__}")


def _fields(record: DataclassInstance) -> dict[str, Json]:
    return {field.name: plain(getattr(record, field.name)) for field in fields(record)}


def to_json(report: Report) -> str:
    """The report as JSON: keys in the records' order (those of `made_by` sorted), two spaces, a newline at the end."""
    whole = _fields(report)
    whole["search"] = {"sources": plain(report.search), "prisma": plain(report.prisma)}
    whole["made_by"] = {key: report.made_by[key] for key in sorted(report.made_by)}
    del whole["prisma"]
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _unflatten(whole: dict[str, object]) -> dict[str, object]:
    """The JSON shape turned back into the records' own nesting; what does not have that shape is left to fail."""
    search = whole.get("search")
    if isinstance(search, dict):
        whole = {**whole, "search": search.get("sources"), "prisma": search.get("prisma")}
    claims, papers = whole.get("claims"), whole.get("papers")
    if isinstance(claims, list):
        whole["claims"] = [
            {"claim": each, "verdict": each.get("verdict"), "relevance": each.get("relevance")}
            if isinstance(each, dict)
            else each
            for each in claims
        ]
    if isinstance(papers, list):
        whole["papers"] = [{**each, "paper": each} if isinstance(each, dict) else each for each in papers]
    return whole


def report_from_json(text: str) -> Report:
    """The report that `to_json` wrote. Raises InputError for anything else, naming the first place that is wrong."""
    from pydantic import TypeAdapter, ValidationError

    hint = "give a report.json that synth wrote"
    try:
        whole = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is no JSON: {error}", hint) from error
    if not isinstance(whole, dict):
        raise InputError("this JSON is no report: it is not an object", hint)
    try:
        return TypeAdapter(Report).validate_python(_unflatten(whole))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"this JSON is no report: {where}: {first['msg']}", hint) from error
