"""The subject of a claim: the noun phrase before its main verb, or what "we", "our model" and "it" stand for."""

from __future__ import annotations

import re

from synth.extract.grammar import finite_verbs, main_verb, phrase_right, words_of
from synth.extract.names import Names
from synth.extract.vocabulary import OWN, PRONOUNS

_LEAD_IN = re.compile(
    r"^(?:.{0,80}?\b(?:find|finds|found|show|shows|showed|shown|see|saw|observe|observes|observed|note|notice"
    r"|demonstrate|demonstrates|reveal|reveals|indicate|indicates|report|suggest|suggests|confirm|confirms|conclude"
    r"|verify|clear|is|means|state|believe)"
    r" (?:\w+ly )?that,?\s+)",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"^(?:(?:more |most )?[A-Z]?[a-z]+ly|however|nonetheless|below|moreover|furthermore|in addition|additionally"
    r"|besides|overall"
    r"|in particular|for example|for instance|in contrast|by contrast|on the other hand|as (?:we can see|shown"
    r"|expected|seen|can be seen|a result|illustrated)|notably|finally"
    r"|first|second|third|also|interestingly|surprisingly|specifically|in general|on average|in (?:total|fact"
    r"|summary|short|comparison|all)|meanwhile|nevertheless|thus|therefore|hence|again|similarly|here|still|yet|so"
    r"|and|but|while|then|in|on|for|when|with|by|using|following|similar|comparing|compared|among|after|even|at"
    r"|under|given|from|as"
    r"|without|across|to|during|applying|adding|combining|evaluating|training|if|unlike|despite|although|though"
    r"|since|because|due|relative|regarding|over)\b[^;]*?,\s+(?=\S)",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(?:using|with|by (?:using|adding|applying|training|combining|fine-tuning|pre-?training)|applying|adding"
    r"|combining|via|through|employing)\s+",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"^(?:the|a|an|that|both|even|only|simply|all)\s+", re.IGNORECASE)
_OBTAINS = (
    "obtain",
    "achiev",
    "get",
    "got",
    "see",
    "saw",
    "observ",
    "gain",
    "reach",
    "attain",
    "improv",
    "outperform",
    "beat",
    "surpass",
    "exceed",
    "establish",
    "set ",
)
_BREAKS = re.compile(r" – | — | that | which |\(")
_APPOSITION = re.compile(r",\s+(?:with|which|who|a|an|the|our|its|where|when|trained)\b")
_ATTACHED = re.compile(r"(?:which|who|where|whose|that|seen|such as|including|i\.e\.|e\.g\.)\b")
_AUTHORS = re.compile(r"\[@[^\]]*\] (?=[a-z])")
_CITED = re.compile(r"\s*(?:\[@[^\]]*\]|\([^()]*\d[^()]*\)\s*$)")
_ADVERBS = re.compile(
    r"(?:[\s,]+(?:\w+ly|also|still|even|further|only|always|often|not|both|already|thus|actually|then|now|never"
    r"|hence|therefore))+\s*$"
)
_CLAUSE_OPENERS = frozenset("to in as when if while although though since because even given unlike once".split())


def find_subject(text: str, names: Names, previous: str) -> tuple[str, int]:
    """The subject and where the verb stands ("" and 0 where no verb is found).

    "We" and "our model" are the paper's named system where it obtains something; a pronoun is `previous`, the subject
    of the sentence before it in the same paragraph, where there is one.
    """
    start, lead = _lead_end(text)
    cited = _AUTHORS.match(text, start)
    if cited is not None:
        return cited[0].strip(), cited.end()
    words = words_of(text, start)
    index = 1 if len(words) > 1 and words[0].lower == "we" else main_verb(words)
    if index is None or index == 0:
        return "", 0
    verb = words[index].start
    subject = text[start:verb]
    opening = words[0].lower
    pronoun = re.search(
        r"(?:^|[,)] )(we|it|they|there|one)(?: \w+ly| also| further| then)*\s*$", subject, re.IGNORECASE
    )
    if pronoun is not None or opening in {"we", "there"}:
        subject = pronoun[1] if pronoun else words[0].text
    subject = _CITED.sub("", subject).strip(" ,;:") or subject.strip(" ,;:")
    subject = _APPOSITION.split(subject)[0]
    if len(subject.split()) > 7:
        subject = _BREAKS.split(subject)[0] if " and " in subject else _BREAKS.split(subject.split(",")[0])[0]
    subject = _ADVERBS.sub("", subject).strip(" ,;:")
    bare = subject.lower()
    if bare in {"we", "one", "there"}:
        for source, place in ((lead, 0), (text, verb)) if text[verb:].startswith(_OBTAINS) else ():
            means = _MEANS.search(source, place)
            if means is not None:
                phrase = source[means.end() : _phrase_end(source, means.end())].strip(" ,.")
                if len(phrase) > 2 and not phrase[0].isdigit():
                    return ARTICLE.sub("", phrase), verb
        told = names.system if bare == "we" and text[verb:].startswith(_OBTAINS) else None
        return told or subject, verb
    if bare in PRONOUNS:
        return (previous or subject), verb
    if names.system is not None and re.fullmatch(OWN, bare):
        return names.system, verb
    return ARTICLE.sub("", subject) if len(subject) <= 200 else "", verb


def _lead_end(text: str) -> tuple[int, str]:
    """Where the main clause begins, behind "We find that" or "On XNLI,", and the last adverbial before it."""
    start, lead = 0, ""
    for _ in range(4):
        lead_in = _LEAD_IN.match(text[start:])
        if lead_in is not None:
            start, lead = start + lead_in.end(), ""
        adverbial = _ADVERBIAL.match(text[start:])
        if adverbial is None or adverbial.end() > 160:
            if lead_in is None:
                break
            continue
        end = start + adverbial.end()
        while (word := _ATTACHED.match(text, end)) is not None:
            comma = text.find(", ", word.end())
            if comma < 0 or comma - start > 200:
                break
            end = comma + 2  # "…, which use the same model, our method": what hangs on the adverbial goes with it
        opening = adverbial[0].split(" ", 1)[0].lower()
        inner = words_of(adverbial[0])
        if opening not in _CLAUSE_OPENERS and next(finite_verbs(inner), None) is not None:
            break
        if opening.endswith("ing") and opening not in {"during", "using", "according"}:
            rest = words_of(text, end)
            verb = next(finite_verbs(rest), None)
            if verb is None or rest[verb - 1].lower in {"that", "which", ","}:
                break  # "Training on A, which has …, yields": the gerund is the subject
        start, lead = end, text[start:end]
    return start, lead


def _phrase_end(text: str, start: int) -> int:
    """A noun phrase with one prepositional phrase behind it: "our best models for each target task"."""
    end = phrase_right(text, start)
    more = re.match(r" (?:for|of|on|in|with|and) ", text[end : end + 6])
    return phrase_right(text, end + more.end()) if more else end
