"""Which words of a claim name a model: a family with its size, in either order, or a model that no log holds.

"LLaMA-65B" beside logs of 7B and 13B names a model that is not there; taking it for any LLaMA would settle a claim
with somebody else's numbers.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal

from synth.verify.runs_forms import PLAIN, SIZES
from synth.verify.runs_index import RunIndex
from synth.verify.runs_mention import Mention
from synth.verify.runs_words import Word, is_size

FAMILIAR = {
    "xlmr": (("xlm", "roberta"),), "xlmroberta": (("xlm", "r"), ("xlmr",)),
    "mbert": (("bert", "multilingual"), ("multilingual", "bert")), "multilingualbert": (("mbert",),),
    "gptj": (("gpt", "j"),), "gptneox": (("gpt", "neox"),),
}  # fmt: skip
"""Names of the field for models that logs may hold under another: each with the words that theirs then has."""
BEHIND = frozenset(
    """based style like family model models s sized checkpoint checkpoints baseline variant only scale class
    series run runs parameter parameters""".split()
)
"""What may be joined to a model's name without making it another's."""
FILLERS = frozenset({"and", "of", "the", "with", "model", "models"})
TIGHT = re.compile(r"[-_/]")
LOOSE = re.compile(r"\s?[\s\-_/(]\s?(?:with |of |at )?")
SIZE_BEFORE = re.compile(r"[\s-]{1,2}(?:parameter |param |parameters |sized |scale )?")


def model_mentions(
    words: Sequence[Word], text: str, index: RunIndex, taken: Sequence[tuple[int, int]]
) -> list[Mention]:
    """The models that a claim names, in its order; a mention without keys names one that the logs don't hold."""
    sizes = {word for name in index.models.values() for word in name if is_size(word)}
    found: list[Mention] = []
    place = 0
    while place < len(words):
        reach = _family_at(words, text, place, index)
        if reach is None or _inside(words[place], taken):
            place += 1
            continue
        behind, said = reach
        first = place
        while behind < len(words) and _goes_on(words, text, behind, said, index):
            said = (*said, words[behind].text)
            behind += 1
        strange = _strange_end(words, text, first, behind)
        if first and not any(is_size(word) for word in said) and is_size(words[first - 1].text):
            between = text[words[first - 1].end : words[first].start]
            if SIZE_BEFORE.fullmatch(between) or re.fullmatch(r"[\s-]parameters?[\s-]", between):
                first -= 1
                said = (words[first].text, *said)
        elif (
            first > 1
            and words[first - 1].text in ("parameter", "parameters", "sized")
            and is_size(words[first - 2].text)
        ):
            first -= 2
            said = (words[first].text, *said)
        keys = frozenset() if strange else _fitting(said, index)
        keys = frozenset() if _of_other_size(words, text, behind, keys, index) else keys
        start, end = words[first].start, words[behind - 1].end
        found.append(Mention("model", keys, start, end, text[start:end]))
        place = max(behind, place + 1)
    return _with_orphans(found, words, index, sizes)


def _inside(word: Word, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in taken)


def _family_at(words: Sequence[Word], text: str, place: int, index: RunIndex) -> tuple[int, tuple[str, ...]] | None:
    """Where a family's name that begins here ends, and its words."""
    families = index.families
    for length in (3, 2, 1):
        run = words[place : place + length]
        if len(run) < length or any(not TIGHT.fullmatch(text[a.end : b.start]) for a, b in itertools.pairwise(run)):
            continue
        name = "".join(word.text for word in run)
        for other in FAMILIAR.get(name, ()):
            if any(all(word in held for word in other) for held in index.models.values()):
                return place + length, other
        if name in families and (length > 1 or words[place].text in families):
            return place + length, tuple(word.text for word in run) if length > 1 else (name,)
    return None


def _goes_on(words: Sequence[Word], text: str, place: int, said: Sequence[str], index: RunIndex) -> bool:
    """Whether the word at `place` still belongs to the name of the model that was begun."""
    word, between = words[place], text[words[place - 1].end : words[place].start]
    if not LOOSE.fullmatch(between):
        return False
    if is_size(word.text):
        return not any(is_size(other) for other in said)
    if not any(word.text in name and all(other in "".join(name) for other in said) for name in index.models.values()):
        return False
    if TIGHT.fullmatch(between):
        return True
    name_like = word.raw[:1].isupper() or word.raw[:1].isdigit() or word.text in PLAIN
    return between == " " and name_like and word.text not in FILLERS


def _of_other_size(words: Sequence[Word], text: str, behind: int, keys: frozenset[object], index: RunIndex) -> bool:
    """Whether a size in words follows that none of the models has, where they have another: "RoBERTa-large"."""
    if (
        behind >= len(words)
        or words[behind].text not in SIZES
        or text[words[behind - 1].end : words[behind].start] not in " -_"
    ):
        return False
    return any(SIZES & set(index.models[str(key)]) for key in keys)


def _strange_end(words: Sequence[Word], text: str, first: int, behind: int) -> bool:
    """Whether a word that is none of the model's is joined to its name: "LLaMA-Adapter", "mT-BLOOM"."""
    if first and TIGHT.fullmatch(text[words[first - 1].end : words[first].start]):
        before = words[first - 1].text
        if (
            not is_size(before)
            and before not in PLAIN | {"parameter", "parameters", "sized", "non", "pre"}
            and len(before) > 1
        ):
            return not re.search(r"\s/|/\s", text[words[first - 1].end - 1 : words[first].start + 1]) and (
                text[words[first - 1].end] != "/"
            )
    if behind < len(words) and text[words[behind - 1].end : words[behind].start] == "-":
        after = words[behind].text
        if after in SIZES:
            return False
        if after.isdigit():
            return behind + 1 >= len(words) or not words[behind + 1].text.startswith("shot")
        return after not in BEHIND and not after.endswith(("shot", "based")) and not canonical_tail(after)
    return False


def canonical_tail(word: str) -> bool:
    """Whether a word joined to a model's name says how well it does rather than which model it is."""
    return word in {"zero", "one", "few", "five", "eight", "three", "and", "vs", "versus", "to"}


def _fitting(said: Sequence[str], index: RunIndex) -> frozenset[str]:
    """The models whose names have every word; of sizes also the one that rounds to a whole number said."""
    plain = [word for word in said if word not in ("model", "models", "the", "of", "with", "and")]
    fits = {model for model, name in index.models.items() if all(_has(name, word) for word in plain)}
    if fits:
        exact = {model for model in fits if set(index.models[model]) == set(plain)}
        said_all = "".join(plain)
        near = {
            model
            for model in fits
            if all(word in said_all or word in PLAIN or is_size(word) for word in index.models[model])
        }
        return frozenset(exact or near or fits)
    sized = [Decimal(word[:-1]) for word in plain if is_size(word)]
    rest = [word for word in plain if not is_size(word)]
    if len(sized) != 1:
        return frozenset()
    near = {
        model
        for model, name in index.models.items()
        if all(_has(name, word) for word in rest)
        and any(_rounds(Decimal(word[:-1]), sized[0]) for word in name if is_size(word))
    }
    return frozenset(near)


def _has(name: Sequence[str], word: str) -> bool:
    """Whether a name has a word, or neighbouring words that make it up: "xlmr" is no part of "xlm-roberta"."""
    return word in name or any(
        "".join(name[first : first + length]) == word for length in (2, 3) for first in range(len(name) - length + 1)
    )


def _rounds(size: Decimal, said: Decimal) -> bool:
    """Whether a size is called by a rounder number: 7.1B by 7B, 560M by 0.6B."""
    for step in (Decimal(1000), Decimal(100), Decimal(10)):
        if said % step == 0 and (size / step).to_integral_value() * step == said:
            return abs(size - said) <= size / 10
    return False


def _with_orphans(found: list[Mention], words: Sequence[Word], index: RunIndex, sizes: set[str]) -> list[Mention]:
    """Adds sizes that stand apart from their family: "XGLM 564M, 1.7B and 7.5B", "its 13B sibling"."""
    more = list(found)
    for word in words:
        if not is_size(word.text) or word.text not in sizes or any(m.start <= word.start < m.end for m in more):
            continue
        families = [mention for mention in found if mention.start < word.start] or found
        if not families:
            keys = frozenset(model for model, name in index.models.items() if word.text in name)
            if len({name for model in keys for name in index.models[model] if not is_size(name)}) > 1:
                continue
            more.append(Mention("model", keys, word.start, word.end, word.raw))
            continue
        family = [part.text for part in words if families[-1].start <= part.start < families[-1].end]
        known = {part for name in index.models.values() for part in name}
        said = [part for part in family if part in known and not is_size(part)] + [word.text]
        keys = _fitting(said, index)
        if keys:
            more.append(Mention("model", keys, word.start, word.end, word.raw))
            for mention in found:
                if len(mention.keys) > 1 and keys < mention.keys:
                    more = [other for other in more if other is not mention]
    return sorted(more, key=lambda mention: mention.start)
