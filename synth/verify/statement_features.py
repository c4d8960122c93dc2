"""What is seen of a statement beside a table, as a few numbers with names: the input of the statement model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.verify.index import TableIndex
from synth.verify.statement_board import Board
from synth.verify.statement_links import Link
from synth.verify.statement_place import Fact
from synth.verify.statement_words import GENERIC, NEGATION, OPPOSITE, clauses, content, tokens

CLEAR = 0.25
"""Weight from which a fact speaks for or against a statement."""
PLAIN = 0.5
"""How plainly a fact is bound that counts as the worst."""
GOOD = frozenset({"better", "best", "up", "high", "more"})
OWN = re.compile(r"our|prop|the prop", re.IGNORECASE)


def features(
    text: str,
    links: Sequence[Link],
    facts: Sequence[Fact],
    numbers: Sequence[str],
    asked: Board,
) -> dict[str, float]:
    """The features by name. `numbers` says for each quantity whether the table has it: see `statement_numbers`."""
    # That its numbers are the table's says little of a statement: most false ones quote them right.
    facts = [fact for fact in facts if fact.kind != "number" or fact.score < 0]
    weighed = [fact.score * fact.sure for fact in facts]
    against = any(weight < -CLEAR for weight in weighed)
    cues = [cue for clause in clauses(text) if not clause.comment for cue in clause.cues]
    adverse = [(cue.kind in OPPOSITE) != cue.negated for cue in cues]
    gain = any(cue.negated and cue.kind in GOOD for cue in cues)
    own = any(link.exact and OWN.match(link.phrase) for link in links)
    return {
        "facts": max(-2.0, min(2.0, sum(weighed))),
        "worst_fact": min((fact.score * fact.sure for fact in facts if fact.sure >= PLAIN), default=0.0),
        "no_fact": float(not weighed),
        "against": float(against),
        "for_it": float(any(weight > CLEAR for weight in weighed) and not against),
        "negated_gain": float(gain),
        "negated_other": float(NEGATION.search(text) is not None and not gain),
        "bad_own": float(own and any(adverse)),
        "adverse": sum(adverse) / max(1, len(adverse)),
        "number_named": sum(number == "named" for number in numbers) / max(1, len(numbers)),
        **_coverage(text, links, asked.index),
    }


def _coverage(text: str, links: Sequence[Link], index: TableIndex) -> dict[str, float]:
    """How much of what the statement speaks of stands in the table and its caption."""
    said = [token for token in content(tokens(text)) if token.word not in GENERIC]
    known = [
        token
        for token in said
        if token.word in index.caption_words or any(link.start <= token.start < link.end for link in links)
    ]
    return {
        "share_known": len(known) / max(1, len(said)),
        "any_link": float(bool(links)),
        "length": min(60.0, float(len(said))) / 20,
    }
