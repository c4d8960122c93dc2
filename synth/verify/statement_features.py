"""What is seen of a statement beside a table, as a few numbers with names: the input of the statement model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.verify.index import TableIndex
from synth.verify.names import STOP, words
from synth.verify.statement_board import Board
from synth.verify.statement_links import Link
from synth.verify.statement_place import Fact
from synth.verify.statement_words import CAUSAL, GENERIC, NEGATION, OPPOSITE, clauses, content, tokens

CLEAR = 0.25
"""Weight from which a fact speaks for or against a statement."""
KINDS = ("compare", "rank", "change", "level", "same", "number")
TABLE_NUMBER = re.compile(r"\btables?\s+(\d+|[IVX]+)\b", re.IGNORECASE)
REFERENCE = re.compile(
    r"\b(?:tables?|rows?|columns?|as (?:can be )?(?:shown|seen|expected)|we (?:can |also |empirically )?(?:see"
    r"|observe|find|found|notice|show)|results?|in this (?:task|case)|interestingly"
    r"|surprisingly|in (?:total|particular))\b",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<![.!?] )(?<!^)\b(?=\w*[A-Z])[A-Za-z][\w+]*(?:-[\w+]+)*")


def features(
    text: str,
    links: Sequence[Link],
    facts: Sequence[Fact],
    numbers: Sequence[str],
    asked: Board,
) -> dict[str, float]:
    """The features by name. `numbers` says for each quantity whether the table has it: see `statement_numbers`."""
    index = asked.index
    made: dict[str, float] = {}
    # That its numbers are the table's says little of a statement: most false ones quote them right.
    facts = [fact for fact in facts if fact.kind != "number" or fact.score < 0]
    total = 0.0
    for kind in KINDS:
        mine = [fact for fact in facts if fact.kind == kind]
        value = sum(fact.score * fact.sure for fact in mine) / max(1, len(mine))
        made[kind] = value
        total += sum(fact.score * fact.sure for fact in mine)
    bound = [fact for fact in facts if fact.sure >= 0.5]
    made["facts"] = max(-2.0, min(2.0, total))
    made["worst_fact"] = min((fact.score * fact.sure for fact in bound), default=0.0)
    made["no_fact"] = float(not facts)
    weighed = [fact.score * fact.sure for fact in facts]
    made["strongest"] = max((abs(weight) for weight in weighed), default=0.0)
    made["mean_fact"] = sum(weighed) / max(1, len(weighed))
    made["split"] = float(any(weight > CLEAR for weight in weighed) and any(weight < -CLEAR for weight in weighed))
    made["against"] = float(any(weight < -CLEAR for weight in weighed))
    made["for_it"] = float(any(weight > CLEAR for weight in weighed) and not made["against"])
    negated = NEGATION.search(text) is not None
    made["negated"] = float(negated)
    cues = [cue for clause in clauses(text) if not clause.comment for cue in clause.cues]
    made["negated_gain"] = float(
        any(cue.negated and cue.kind in ("better", "best", "up", "high", "more") for cue in cues)
    )
    own = any(link.exact and re.match(r"(?i)our|the prop|prop", link.phrase) for link in links)
    made["bad_own"] = float(own and any((cue.kind in OPPOSITE) != cue.negated for cue in cues))
    adverse = [(cue.kind in OPPOSITE) != cue.negated for cue in cues]
    made["adverse"] = sum(adverse) / max(1, len(adverse))
    made["causal"] = float(CAUSAL.search(text) is not None)
    count = max(1, len(numbers))
    for state in ("named", "cell", "formula", "absent"):
        made[f"number_{state}"] = sum(number == state for number in numbers) / count
    made.update(_coverage(text, links, index))
    made["no_cue"] = float(not cues)
    made["reads_table"] = float(REFERENCE.search(text) is not None)
    made["best_fact"] = max((fact.score * fact.sure for fact in bound), default=0.0)
    made["negated_other"] = made["negated"] - made["negated"] * made["negated_gain"]
    made["has_numbers"] = float(bool(numbers))
    return made


def _coverage(text: str, links: Sequence[Link], index: TableIndex) -> dict[str, float]:
    """How much of what the statement speaks of stands in the table, its caption and its names."""
    said = [t for t in content(tokens(text)) if t.word not in GENERIC]
    linked = [t for t in said if any(link.start <= t.start < link.end for link in links)]
    captioned = [t for t in said if t.word in index.caption_words]
    known = {t.start for t in linked} | {t.start for t in captioned}
    names = {match[0] for match in NAME.finditer(text)}
    everything = set(index.caption_words)
    for line in (*index.rows, *index.columns):
        for name in (line.key, *line.context):
            everything |= set(words(name)) | {t.word for t in tokens(name)}
    absent = [
        name
        for name in sorted(names)
        if not ({t.word for t in tokens(name)} - STOP) & everything and name.lower() not in ("table", "we")
    ]
    return {
        "share_linked": len(linked) / max(1, len(said)),
        "share_known": len(known) / max(1, len(said)),
        "any_link": float(bool(links)),
        "two_links": float(len({link.lines for link in links}) >= 2),
        "absent_names": min(3.0, float(len(absent))),
        "other_table": float(_other_table(text, index)),
        "length": min(60.0, float(len(said))) / 20,
    }


def _other_table(text: str, index: TableIndex) -> bool:
    named = {match[1] for match in TABLE_NUMBER.finditer(text)}
    return bool(named) and index.table.printed is not None and index.table.printed not in named
