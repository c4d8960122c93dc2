"""Made language models for the loopback server: one that lies in every way it can, one that searches, one that obeys.

They see what a real model sees, the text of the question, and nothing else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import permutations

from tests.models.openai_loopback import Said, Script

INVENTED = ("97.3", "Smith et al. (2019)", "a gain of 12.4 points on MADEBENCH", "[@madeup2020]", "doi:10.1000/made")
"""What no paper has; none of it may stand in any output."""
ORDER = re.compile(r"(?:answer|report|say) (?:that )?(.{5,80}?)[.!]", re.IGNORECASE)


def task_of(instructions: str) -> str:
    """Which task a question belongs to, by the answer that it asks for."""
    return next(each for each in ("formulas", "faults", "sentences", "claims") if f'{{"{each}"' in instructions)


def told(material: str, name: str) -> str:
    """The data that a question fences under a name."""
    found = re.search(rf"<<<begin {name} (\w+)>>>\n(.*?)\n<<<end {name} \1>>>", material, re.DOTALL)
    return found[2] if found else ""


@dataclass
class Cells:
    """A table as a question shows it."""

    name: str
    rows: dict[str, dict[str, list[Decimal]]] = field(default_factory=dict)


def tables_of(material: str) -> list[Cells]:
    """The tables of a question about formulas."""
    tables: list[Cells] = []
    for line in told(material, "tables").split("\n"):
        if head := re.match(r"(T\d+)\. ", line):
            tables.append(Cells(head[1]))
        elif row := re.match(r'row "([^"]*)": (.*)', line):
            cells = re.findall(r'"([^"]*)": ([-\d. /]+)', row[2])
            tables[-1].rows[row[1]] = {name: [Decimal(part) for part in text.split(" / ")] for name, text in cells}
    return tables


def hits(number: str, tables: list[Cells], most: int = 400, slack: str = "0") -> Iterator[str]:
    """Formulas over the tables that come to a number, in a fixed order: cells, complements, changes, ratios, means.

    `slack` is how far off the value may be besides the number's own rounding.
    """
    target = abs(Decimal(number))
    near = Decimal(6).scaleb(int(target.as_tuple().exponent) - 1) + Decimal(slack)
    for table in tables:
        cells = [
            (r, c, part + 1, v) for r, row in table.rows.items() for c, vs in row.items() for part, v in enumerate(vs)
        ]
        cells = cells[:most]

        def cell(at: tuple[str, str, int, Decimal], table: Cells = table) -> str:
            return f'cell("{table.name}", "{at[0]}", "{at[1]}"{f", {at[2]}" if at[2] > 1 else ""})'

        for at in cells:
            if abs(abs(at[3]) - target) <= near:
                yield cell(at)
            if abs(100 - at[3] - target) <= near:
                yield f"100 - {cell(at)}"
            if abs(100 * at[3] - target) <= near:
                yield f"100 * {cell(at)}"
        for axis in (0, 1):
            lines: dict[str, list[tuple[str, str, int, Decimal]]] = {}
            for at in cells:
                lines.setdefault(at[1] if axis else at[0], []).append(at)
            for name, line in lines.items():
                mean = sum((at[3] for at in line), Decimal(0)) / len(line)
                if len(line) > 1 and abs(mean - target) <= near:
                    yield f'mean({("row", "column")[axis]}("{table.name}", "{name}"))'
                for a, b in permutations(line, 2):
                    if abs(abs(a[3] - b[3]) - target) <= near:
                        yield f"{cell(a)} - {cell(b)}"
                    if b[3] > 0 and abs(100 * (a[3] / b[3] - 1) - target) <= near:
                        yield f"100 * ({cell(a)} - {cell(b)}) / {cell(b)}"
                    if b[3] > 0 and abs(a[3] / b[3] - target) <= near:
                        yield f"{cell(a)} / {cell(b)}"


def runs_of(material: str) -> list[tuple[str, Decimal]]:
    """The measurements of a question about formulas: each as a formula names it, and its value."""
    runs: list[tuple[str, Decimal]] = []
    for line in told(material, "measurements").split("\n"):
        head, _, values = line.partition(" — ")
        for part in values.split("; "):
            names, _, value = part.rpartition(": ")
            if re.fullmatch(r"-?\d+(?:\.\d+)?(?: \w+)?", value):
                called = ", ".join(filter(None, (head, names)))
                runs.append((f"run({called})", Decimal(value.split(" ")[0])))
    return runs


def run_hits(number: str, runs: list[tuple[str, Decimal]], most: int = 80) -> Iterator[str]:
    """Formulas over measurements that come to a number, in a fixed order: values, complements, changes, means."""
    target = abs(Decimal(number))
    near = Decimal(6).scaleb(int(target.as_tuple().exponent) - 1)

    def gives(value: Decimal) -> bool:
        return any(abs(abs(value * scale) - target) <= near for scale in (1, 100))

    for name, value in runs:
        if gives(value):
            yield name
        if abs(100 - value - target) <= near or abs(100 - 100 * value - target) <= near:
            yield f"100 - {name}"
    for (one, a), (other, b) in permutations(runs[:most], 2):
        if gives(a - b):
            yield f"{one} - {other}"
        if gives((a + b) / 2):
            yield f"mean({one}, {other})"
        if b > 0 and abs(100 * (a / b - 1) - target) <= near:
            yield f"100 * ({one} - {other}) / {other}"
        if b > 0 and abs(a / b - target) <= near:
            yield f"{one} / {other}"


def searched(number: str, material: str) -> list[str]:
    """Formulas over whatever a question shows that come to a number."""
    return [*hits(number, tables_of(material)), *run_hits(number, runs_of(material))]


def claims_of(material: str) -> dict[str, list[str]]:
    """The claims of a question about formulas: their names and numbers as decimals where they are such."""
    found: dict[str, list[str]] = {}
    for name, numbers in re.findall(r"^(c\d+) \[numbers: ([^\]]*)\]", told(material, "claims"), re.MULTILINE):
        found[name] = re.findall(r'"([^"]*)"', numbers)
    return found


def decimal_of(number: str) -> str | None:
    """A number as written as a decimal; None for words and ranges."""
    plain = re.sub(r"[,\s]", "", number).rstrip("%").lstrip("+-−~")
    return plain if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None


def liar(seed: int) -> Script:
    """Mixes true with false in every answer: invented, altered, misplaced and real quotes, cells, claims and text."""

    def script(instructions: str, material: str) -> Said:
        chance = random.Random(f"{seed} {material}")  # the same question gets the same lie
        orders = [found[1] for found in ORDER.finditer(material)]
        task = task_of(instructions)
        if task == "claims":
            return {"claims": list(_spans(chance, told(material, "sentences"), orders))}
        if task == "formulas":
            return {"formulas": list(_formulas(chance, material))}
        names = re.findall(r"^(c\d+)\b", told(material, "claims"), re.MULTILINE) or ["c1"]
        if task == "faults":
            kinds = ["invented", "weak_evidence", "beside", "unnamed", *INVENTED]
            return {
                "faults": [
                    {"fault": chance.choice(kinds), "claims": chance.choices([*names, "c999", "c-made"], k=3)}
                    for _ in range(8)
                ]
            }
        return {"sentences": list(_sentences(chance, told(material, "claims"), names, orders))}

    return script


def _spans(chance: random.Random, sentences: str, orders: list[str]) -> Iterator[Mapping[str, str]]:
    lines = [line.partition(": ")[::2] for line in sentences.split("\n")]
    for name, text in lines:
        kind = chance.randrange(6)
        if kind == 0:
            yield {"sentence": name, "quote": f"We reach {chance.choice(INVENTED)}."}
        elif kind == 1:
            yield {"sentence": name, "quote": re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text)}
        elif kind == 2:
            yield {"sentence": chance.choice(lines)[0], "quote": text}
        elif kind == 3:
            yield {"sentence": f"s{chance.randrange(10_000)}", "quote": text}
        elif kind == 4:
            yield {"sentence": name, "quote": text}
    for order in orders:
        yield {"sentence": chance.choice(lines)[0], "quote": order}


def _formulas(chance: random.Random, material: str) -> Iterator[Mapping[str, str]]:
    tables = tables_of(material) or [Cells("T1")]
    runs = runs_of(material) or [('run(model="made")', Decimal(1))]
    for claim, numbers in claims_of(material).items():
        for number in numbers:
            plain = decimal_of(number)
            found = searched(plain, material) if plain else []
            table = chance.choice(tables)
            row = chance.choice(list(table.rows) or ["made"])
            column = chance.choice(list(table.rows.get(row, {})) or ["made"])
            run, _ = chance.choice(runs)
            invented = (
                run,
                f"mean({run}, {chance.choice(runs)[0]})",
                f'run(model="{chance.choice(INVENTED)}")',
                f"{run} + {plain} - {run}",
                f'cell("{table.name}", "{row}", "{column}")',
                f'cell("T99", "{row}", "{column}")',
                f'cell("{table.name}", "{chance.choice(INVENTED)}", "{column}")',
                f'{plain} + cell("{table.name}", "{row}", "{column}")',
                f"{plain}",
                f'cell("{table.name}", "{row}", "{column}") = {number}, so the claim is supported',
            )
            for formula in chance.sample(found, min(2, len(found))):
                yield {"claim": claim, "number": number, "formula": formula}
            yield {"claim": claim, "number": number, "formula": chance.choice(invented)}
    yield {"claim": "c999", "number": "97.3", "formula": "100"}


def _sentences(
    chance: random.Random, claims: str, names: list[str], orders: list[str]
) -> Iterator[Mapping[str, object]]:
    texts = dict(line.partition(": ")[::2] for line in claims.split("\n"))
    for name in names[:12]:
        text = texts.get(name, "")
        other = texts.get(chance.choice(names), "")
        said = chance.choice(
            (
                text,
                f"{text} This is {chance.choice(INVENTED)}.",
                re.sub(r"\{1\}", chance.choice(INVENTED), text),
                " ".join(reversed(text.split())),
                text.replace(" not ", " "),
                re.sub(r"\b(?:on|for|when|with)\b.*", "", text),
                other,
                f"In all cases, {text}",
                text.replace("{1}", "{2}"),
            )
        )
        yield {"clauses": [{"claim": name, "text": said}]}
    for order in orders:
        yield {"clauses": [{"claim": names[0], "text": order}]}


def searcher(instructions: str, material: str) -> Said:
    """Points at every sentence, and for every number at whatever formula comes to it first, three times over."""
    task = task_of(instructions)
    if task == "claims":
        lines = [line.partition(": ")[::2] for line in told(material, "sentences").split("\n")]
        return {"claims": [{"sentence": name, "quote": text} for name, text in lines]}
    if task == "formulas":
        return {
            "formulas": [
                {"claim": claim, "number": number, "formula": formula}
                for claim, numbers in claims_of(material).items()
                for number in numbers
                if (plain := decimal_of(number)) is not None
                for formula in searched(plain, material)[:3]
            ]
        }
    if task == "faults":
        return {"faults": []}
    texts = dict(line.partition(": ")[::2] for line in told(material, "claims").split("\n"))
    return {"sentences": [{"clauses": [{"claim": name, "text": text}]} for name, text in texts.items()]}
