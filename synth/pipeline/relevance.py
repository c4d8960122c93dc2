"""How much a claim bears on a question: it has to speak of what the question is about, not of its field.

Two rules answer. Where the field's vocabulary is known, a question is taken apart into facets (`facet_words.py`): what
is varied or spent, on which task, in which setting. A claim bears on it when it says how something came out, speaks of
what the question varies, and does so in the question's setting; its own sentence counts most, its paper's title less. A
comparison of the two arms that the question compares counts too. A claim that is about another lever than the question
("translated data", where the order of training is asked for) bears less.

That is known of one field alone. For every other question, nothing is known of what its words mean: how near their
meanings are, and which of the question's words the claim, its section or its paper's title says, is all that there is
(`relevance_features.py`). A small logistic model weighs it, and for a question of the known field what the facets say
besides. Weights stand in `relevance_weights.toml`, fitted by `tests/benchmarks/relevance.py`, which says how often they
are right on questions that they were not fitted on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from synth.pipeline.facet_words import (
    ARM_ASKED,
    ENGLISH,
    FACETS,
    FIELD,
    KIN,
    OTHER_LANGUAGES,
    TRAINED,
    Facet,
)
from synth.pipeline.relevance_words import ASKS, FINDING, SET_UP
from synth.verify.statement_model import Logistic

LEAST = 0.7
"""Relevance from which a claim is listed: cross-validated over questions, five of six sentences then bear on them."""
LEAST_BY_WORDS = 0.5
"""The same for a question of whose field nothing is known: three of four sentences then bear on it."""

TRANSLATED = "translated data"
"""The lever that is the other arm itself, where a question names it."""

TITLE = 0.45
"""How clearly a paper's title alone says for its claims what is varied; 0.6 is one plain word of the claim."""
SAID = 0.6
"""From here a text speaks plainly of a facet."""
PLACED = 0.5
"""What a setting or task counts that only the paper's title or the section's heading names."""
BOTH_ARMS, BOTH_ARMS_OF_COST = 0.7, 0.8
"""How far a comparison of the question's two arms stands in for what it varies."""
SECOND = 0.5
"""What a second thing that the question varies adds."""
UNMISTAKABLE = 0.7
"""From here it says so plainly of the first of several things varied that it counts on another task, too."""
OFF, ASIDE = 0.1, 0.2
"""What is taken off for each lever that a claim is about and the question is not, and for each other experiment."""
CORE, SETTING, TASK, NEAR = 0.6, 0.25, 0.15, 0.15
"""Weights of the parts; a question that names a task has 0.1 for the setting and the rest for the task."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks about. `first` is what it names first of what can be varied or spent."""

    varied: tuple[Facet, ...] = ()
    costs: tuple[Facet, ...] = ()
    tasks: tuple[Facet, ...] = ()
    settings: tuple[Facet, ...] = ()
    first: Facet | None = None
    asides: frozenset[str] = frozenset()
    ways: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Of what is varied or spent, the ways to say it that are asked for, where it is not asked for as a whole."""
    clarity: float = 1.0
    """How clearly the question itself speaks of `first`: a claim need not be clearer."""
    arm: str | None = None
    """The word of `OTHER_LANGUAGES` whose side the question compares with English."""

    @property
    def known(self) -> bool:
        """Whether anything that can be varied or spent is recognised in the question."""
        return self.first is not None or self.arm is not None


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as it is judged: its sentence, the headings over it, its paper's title, its closeness to the question.

    `paper` is the paper's id, `passage` the score of the passage that the sentence stands in (0 to 1), `result` whether
    it states a number that is no count.
    """

    text: str
    section: tuple[str, ...] = ()
    title: str = ""
    near: float = 0.0
    paper: str = ""
    passage: float = 0.0
    result: bool = False

    @property
    def head(self) -> str:
        """Where the sentence stands: its paper's title and its section."""
        return ". ".join((self.title, " ".join(self.section)))


def least(asked: Asked) -> float:
    """The relevance from which a claim is listed for a question."""
    return LEAST if asked.known else LEAST_BY_WORDS


def asked_of(question: str) -> Asked:
    """The facets of a question; none where it is not of the field."""
    if not FIELD.search(question):
        return Asked()
    found = {each.name: at for each in FACETS if (at := each.first(question)) is not None}
    by_kind: dict[str, tuple[Facet, ...]] = {
        kind: tuple(each for each in FACETS if each.kind == kind and each.name in found)
        for kind in ("lever", "cost", "task", "setting")
    }
    leading = sorted((*by_kind["lever"], *by_kind["cost"]), key=lambda each: (found[each.name], each.name))
    arms = [name for name, words in ARM_ASKED.items() if words.search(question)]
    return Asked(
        by_kind["lever"],
        by_kind["cost"],
        by_kind["task"],
        by_kind["setting"],
        leading[0] if leading else None,
        frozenset(each.name for each in FACETS if each.kind == "aside" and each.name in found),
        {each.name: ways for each in leading if (ways := each.asked(question)) is not None},
        leading[0].said(question) if leading else 1.0,
        arms[0] if arms and ENGLISH.search(question) and TRANSLATED not in found else None,
    )


def beyond_facets(question: str) -> str:
    """What a question says besides what is known here."""
    for each in FACETS:
        for _, way in each.ways:
            question = way.sub(" ", question)
    return question


def is_finding(said: Said) -> bool:
    """Whether a claim says how something came out, and is no set-up, background or question."""
    headed = any(SET_UP.search(heading) for heading in said.section)
    return bool(FINDING.search(said.text)) and not headed and not ASKS.search(said.text)


def bearing(asked: Asked, said: Said) -> float:
    """How much a claim bears on what is asked, by the facets (0 to 1); 0 where the question has none."""
    if not asked.known or not is_finding(said):
        return 0.0
    own = {each.name: each.said(said.text, asked.ways.get(each.name)) for each in (*asked.varied, *asked.costs)}
    if asked.first is not None:
        own[asked.first.name] = min(1.0, own[asked.first.name] / asked.clarity)
    on_task = _on_task(asked, said)
    setting = max((_placed(each, said) for each in asked.settings), default=PLACED)
    if asked.first in asked.costs:
        core = _core_of_cost(asked, said, own)
        setting = max(setting, PLACED)
    else:
        core = _core(asked, said, own, on_task)
        if asked.first is not None and own[asked.first.name] >= SAID:
            setting = max(setting, PLACED)
    if core == 0:
        return 0.0
    parts = (
        CORE * core
        + (0.1 * setting + TASK * on_task if asked.tasks else SETTING * setting)
        + NEAR * max(0.0, said.near)
    )
    return max(0.0, min(1.0, parts - _off(asked, said)))


@cache
def relevance_models() -> Mapping[str, Logistic]:
    """The models as shipped: `facets` for a question of which something is known, `words` for any other."""
    import tomllib
    from importlib.resources import files

    read = tomllib.loads(files("synth.pipeline").joinpath("relevance_weights.toml").read_text(encoding="utf-8"))
    return {name: Logistic(read[name]["intercept"], read[name]["weights"]) for name in ("facets", "words")}


def model_for(asked: Asked) -> str:
    """Which of the models answers for a question."""
    return "facets" if asked.known else "words"


def _placed(facet: Facet, said: Said) -> float:
    """1 where the claim's sentence names it, less where only its paper's title or a heading does."""
    if facet.said(said.text):
        return 1.0
    return PLACED if facet.said(" ".join((*said.section, said.title))) else 0.0


def _on_task(asked: Asked, said: Said) -> float:
    """How far the claim is on the question's task: not at all where it names another instead."""
    if not asked.tasks:
        return 1.0
    placed = max(_placed(each, said) for each in asked.tasks)
    others = [each for each in FACETS if each.kind == "task" and each not in asked.tasks and each.said(said.text)]
    return 0.0 if placed < 1 and others else placed


def _core(asked: Asked, said: Said, own: Mapping[str, float], on_task: float) -> float:
    """How plainly the claim speaks of what the question varies."""
    titled = {each.name: TITLE if each.said(said.title) else 0.0 for each in asked.varied}
    spoken = sorted((max(own[name], titled[name]) for name in titled), reverse=True) or [0.0]
    core = spoken[0]
    first = own[asked.first.name] if asked.first is not None else 0.0
    if on_task < PLACED:
        core = first if first >= UNMISTAKABLE and len(asked.varied) > 1 else core / 2
    elif _both_arms(asked, said) and (asked.tasks or TRAINED.search(said.text)):
        core = max(core, BOTH_ARMS)
    return min(1.0, core + (SECOND * spoken[1] if len(spoken) > 1 else 0.0))


def _core_of_cost(asked: Asked, said: Said, own: Mapping[str, float]) -> float:
    """The same where a cost is asked for: the claim states one, or compares what the question compares."""
    core = max(own[each.name] for each in asked.costs)
    varied = any(own[each.name] or each.said(said.title) for each in asked.varied) or not asked.varied
    plain = asked.arm is not None and asked.arm.casefold() in said.text.casefold() and bool(TRAINED.search(said.text))
    return max(core, BOTH_ARMS_OF_COST) if _both_arms(asked, said) and (varied or plain) else core


def _both_arms(asked: Asked, said: Said) -> bool:
    return asked.arm is not None and bool(OTHER_LANGUAGES[asked.arm].search(said.text) and ENGLISH.search(said.text))


def _off(asked: Asked, said: Said) -> float:
    """What is taken off for all that the claim is plainly about and the question is not."""
    names = {each.name for each in asked.varied}
    expected = names.union(*(KIN.get(name, frozenset()) for name in names), {TRANSLATED} if asked.arm else set())
    taken = {"lever": OFF, "aside": ASIDE}
    apart = (
        each for each in FACETS if each.kind in taken and each.name not in expected and each.name not in asked.asides
    )
    return sum(taken[each.kind] for each in apart if each.said(said.text) >= SAID)
