"""Names of experiments in the places of runs (`squad_xnli/seed1`, `2024-11-19_Flex/…`), where nothing else names them.

Of experiments that differ in one name each, a claim says that name ("with SQuAD as the intermediate task"), and "the
baseline" or "without intermediate training" of the one whose name says that nothing was done.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile

from synth.verify.runs_fact import MACHINE, PLAIN_FILES, SHOT_PART, TRIAL, Fact, places
from synth.verify.runs_mention import Mention
from synth.verify.runs_words import joined, name_words

NOTHING_DONE = frozenset("none baseline base vanilla plain control nointermediate nointermediatetask scratch".split())
"""Names of the experiment that others are compared with."""
OPTIONS = NOTHING_DONE | frozenset("default output outputs logs runs exp exps experiments checkpoints models".split())
WITHOUT = re.compile(
    r"\b(?:without|no|skipping|omitting)(?: the| an| any)? (?:intermediate|additional|extra|prior|auxiliary)"
    r"(?:[- ]?(?:task|training|fine-?tuning|pre-?training|stage|step)){0,2}\b|\b(?:the|our|its) (?:[\w-]+ )?baseline\b",
    re.IGNORECASE,
)
ROLE_BEHIND = re.compile(
    r"^(?:['’]s)?[\s(-]{0,2}(?:as (?:the|an|our) )?(?:intermediate|pre-?train|pre-?fine|fine-?tun|auxiliary"
    r"|initiali[sz])|^\s+first\b(?! (?:over|on|in|by|at))",
    re.IGNORECASE,
)
ROLE_BEFORE = re.compile(
    r"\b(?:intermediate(?:[- ]task)?(?: training| fine-?tuning| task)?(?: on| with| using|:)?"
    r"|(?:first |pre-?)(?:training|trained|fine-?tuning|fine-?tuned|tuned) on"
    r"|(?:training|trained|fine-?tuning|fine-?tuned) first on|transfer\w* from|after|via)\s*(?:the )?$",
    re.IGNORECASE,
)


def place_forms(facts: Sequence[Fact], models: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Names in the places of runs, which name a system or a suite of tasks where nothing else does."""
    forms: dict[str, set[str]] = defaultdict(set)
    runs = sorted({fact.measurement.run: fact.model for fact in facts}.items())
    for run, model in runs:
        known = set(models.get(model or "", ()))
        for part in places(run):
            if MACHINE.fullmatch(part) or TRIAL.fullmatch(part):
                continue
            for name in _names_of(part, known):
                if len(name) >= 2 and name not in PLAIN_FILES and not (name.isdigit() and len(name) < 6):
                    forms[name].add(run)
    for fact in facts:
        for part in fact.variant.split("/"):
            if (name := joined(part.split())) and part.count(" ") < 2 and name not in PLAIN_FILES | OPTIONS:
                forms[name].add(fact.measurement.run)
    return {name: frozenset(ids) for name, ids in forms.items() if len(ids) < len(runs) or len(runs) == 1}


def _names_of(part: str, known: set[str]) -> set[str]:
    words = name_words(SHOT_PART.sub(" ", MACHINE.sub(" ", TRIAL.sub(" ", part.replace("_", " ")))))
    rest = tuple(word for word in words if word not in known)
    dated = tuple(word for word in rest if not word.isdigit())
    opening = joined(rest[:2]) if len(rest) > 2 and not rest[0].isdigit() else joined(rest)
    return {opening, joined(rest), joined(dated), joined(words), joined(tuple(w for w in rest if w.isdigit()))}


def baseline_runs(facts: Sequence[Fact]) -> frozenset[str]:
    """The runs whose place says that nothing was done to them; none where it says so of all."""
    found = {
        fact.measurement.run
        for fact in facts
        if any(joined(part.split()) in NOTHING_DONE for part in fact.variant.split("/"))
    }
    return frozenset(found) if found < {fact.measurement.run for fact in facts} else frozenset()


def baseline_mentions(text: str, baseline: frozenset[str]) -> list[Mention]:
    """Where a claim speaks of the experiment to which nothing was done."""
    if not baseline:
        return []
    return [Mention("place", baseline, match.start(), match.end(), match[0]) for match in WITHOUT.finditer(text)]


def common_place(runs: Sequence[str]) -> str:
    """The folder that runs have in common, or the run itself where it lies in none."""
    split = [run.split("/") for run in runs]
    levels = zip(*[parts[:-1] or parts for parts in split], strict=False)
    return "/".join(names[0] for names in takewhile(lambda names: len(set(names)) == 1, levels))


def plays_a_role(text: str, start: int, end: int) -> bool:
    """Whether a name is said to be what was trained on before, rather than what was evaluated."""
    return ROLE_BEHIND.match(text[end:]) is not None or ROLE_BEFORE.search(text[:start]) is not None
