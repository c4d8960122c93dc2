"""The subject of a claim: the noun phrase before its main verb, or what "we", "our model" and "it" stand for."""

from __future__ import annotations

import re

from synth.extract.grammar import RELATIVES, finite_verbs, main_verb, phrase_right, words_of
from synth.extract.lexicon import METRICS
from synth.extract.names import Names
from synth.extract.vocabulary import NOUN_VERBS, OWN, PRONOUNS, STOPS, VERBS

_LEAD_IN = re.compile(
    r"^(?:.{0,80}?\b(?:find|finds|found|show|shows|showed|shown|see|saw|observe|observes|observed|note|notice"
    r"|demonstrate|demonstrates|reveal|reveals|indicate|indicates|report|suggest|suggests|confirm|confirms|conclude"
    r"|verify|verifies|clear|is|means|state|believe|seen|noted|justify|justifies|prove|proves|illustrate|illustrates"
    r"|implies|imply|observation|finding|fact|conclusion|claim|evidence)"
    r" (?:\w+ly |(?:of|in|by) \[@[^\]]*\] )?that,?\s+)",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"^(?:(?:more |most )?[A-Z]?[a-z]+ly|however|indeed|according to|nonetheless|below"
    r"|moreover|furthermore|in addition|additionally"
    r"|besides|overall"
    r"|in particular|for example|for instance|in contrast|by contrast|on the other hand|as (?:we can see|shown"
    r"|expected|seen|can be seen|a result|illustrated)|notably|finally"
    r"|first|second|third|also|interestingly|surprisingly|specifically|in general|on average|in (?:total|fact"
    r"|summary|short|comparison|all)|meanwhile|nevertheless|thus|therefore|hence|again|similarly|here|still|yet|so"
    r"|and|but|while|then|in|on|for|when|with|by|using|following|similar|comparing|compared|among|after|even|at"
    r"|under|given|from|as"
    r"|without|across|to|during|applying|adding|combining|evaluating|training|if|unlike|despite|although|though"
    r"|since|because|due|relative|regarding|over|based on|combined with|coupled with|together with|equipped with"
    r"|compared|consistent with|contrary to|likewise|unless|next|nowadays|per|e\.g\.|on the contrary"
    r"|trained (?:on|with)|built on|motivated by|inspired by|thanks to|depending on|instead)"
    r"\b(?:\([^()]*\)|[^;(]|\((?![^()]*\)))*?,\s+(?=\S)",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(?:using|with(?= (?:our |the proposed |[A-Z]))|by (?:using|adding|applying|training|combining|fine-tuning"
    r"|pre-?training)|applying|adding"
    r"|combining|via|through|employing)\s+",
    re.IGNORECASE,
)
ARTICLE = re.compile(
    r"^(?:(?:but|and|so|yet|thus|hence|on the contrary|in contrast)\s+)?"
    r"(?:(?:the|a|an|that|both|even|only|simply|all)\s+)?",
    re.IGNORECASE,
)
_RUN_IN = re.compile(r"(?:\([ivx\d]+\) )?[A-Z][^:.,]{2,60}:\s+(?=[A-Z(])")
"""A heading that runs into its paragraph: "Strong generalization: When …"."""
_SHOWN = re.compile(
    r"(?:As )?(?:Tables?|Tab\.|Figures?|Figs?\.|Results?) (?:\d+[a-z]?|\(?[a-z]\))(?: \([a-z]\))?"
    r" (?:\w+ly |also |further )?(?:shows?|demonstrates?|indicates?|reveals?|suggests?|illustrates?|confirms?)"
    r"(?: that)? (?=[A-Z]|our\b)"
)
"""What points to a result and is not what it is about: "Table 2 shows FooNet outperforms …"."""
MAX_SHOWN = 90
"""Characters within which the verb of what is shown is found."""
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
    r"|hence|therefore|on the other hand|however|in turn|in contrast|on average|in general))+\s*$"
)
_LEADING = frozenset("on in for at under from when with as among across within after before during by".split())
_LAST_NAME = re.compile(r" ((?=[\w+-]*[A-Z])[A-Za-z][\w+.-]*)$")
_ALONE = re.compile(r"[-+]?[\d.,]+(?: ?%| [A-Za-z][\w-]*)?(?: [a-z]+)?\)")
_COMPARED = re.compile(
    r"(?:\b(?:above|below|than|against|behind|and|for)|,) ((?=[\w+-]*[A-Z])[A-Z][\w+.-]*(?: [A-Z][\w+-]*)*) (?:with"
    r"|at) $"
)
_OF = re.compile(r"[-+]?[\d.,]+ ?%? of (?:an? |the )?(?!all\b|our\b|its\b|these\b|those\b)(?=[A-Za-z])")
_BRACKETED = re.compile(
    r"(?<!on )(?<!in )(?<!for )(?<![\w-])((?!SOTA|SoTA|Table|Fig)(?=[\w+-]*[A-Z])[A-Z][\w+.-]*(?: [A-Z][\w+-]*)*)"
    r"(?: \[@[^\]]*\])? ?\((?:about |up to |~|≈)?$"
)
_JOINT = re.compile(r"(?:,|;|:|, and|, but|,? while|,? whereas|, yet|, as|, since)\s+(?=\S)")
_NEXT_CLAUSE = re.compile(r", (?:though|although|while|whereas|but|and|which)\b")
_WHEN = re.compile(
    r"(?:when|with|by|using|after|if)\s+(?:using |adding )?(.{3,80}?)(?: (?:is|are|was|were) \w+\b.*)?,\s*$",
    re.IGNORECASE,
)
_COMPARING = re.compile(r"compar(?:ed|ing)\b", re.IGNORECASE)
_APPLYING = re.compile(
    r"(?:when|if|once|after) we (?:\w+ly )?(?:appl\w+|us\w+|add\w*|adopt\w*|employ\w*|introduc\w+|integrat\w+"
    r"|incorporat\w+|exploit\w*) (.{2,80}?),\s*$",
    re.IGNORECASE,
)
"""What a baseline is said to gain by: "When we apply FooLoss, the baseline gains 2.1"."""
_AMOUNT = re.compile(
    r"(?:an?|the|this|another)?\s*(?:[\w-]+ ){0,3}(?:improvements?|gains?|increases?|reductions?|drops?|boosts?)"
    r" of [^a-zA-Z]*\d",
    re.IGNORECASE,
)
MAX_NAME = 120
"""Characters before a number in which the name that it belongs to begins."""
MAX_JOINTS = 8
"""Commas looked at before a number for the one that its clause begins behind."""
MAX_LEAD = 240
"""Characters of a subordinate clause before the main one."""
MAX_PHRASE = 16
"""Words of a noun phrase that opens a clause."""
_PHRASE_OPENERS = frozenset("the a an our their its this these both all".split())
_CLAUSE_OPENERS = frozenset("to in as when if while although though since because even given unlike once".split())


def find_subject(text: str, names: Names, previous: str, place: int | None = None) -> tuple[str, int]:
    """The subject and where the verb stands ("" and 0 where no verb is found).

    `place`: where the claim's number stands; the subject is that of the clause which holds it, or the name that the
    number follows in brackets: "X (81.2)". "We" and "our model" are the paper's named system where it obtains
    something; a pronoun is `previous`, the subject of the sentence before it in the same paragraph, where there is one.
    """
    start, lead = _lead_end(text)
    if place is not None:
        owner = _owner(text, place, names)
        if owner is not None:
            return text[slice(*owner)], owner[0]
        own = _own_clause(text, start, place)
        start, lead = (own, "") if own > start else (start, lead)
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
    subject = _APPOSITION.split(subject)[0].partition("—")[0]
    if len(subject.split()) > 7:
        subject = _BREAKS.split(subject)[0] if " and " in subject else _BREAKS.split(subject.split(",")[0])[0]
    subject = _ADVERBS.sub("", subject).strip(" ,;:")
    if subject.split(" ")[0].lower() in _LEADING:
        last = _LAST_NAME.search(subject)  # "On the test set FooNet improves": no comma tells where it begins
        subject = last[1] if last is not None else ""
    bare = subject.lower()
    if bare in {"we", "one", "there"}:
        for source, where in ((lead, 0), (text, verb)) if text[verb:].startswith(_OBTAINS) else ():
            limit = _NEXT_CLAUSE.search(text, verb) if source is text else None
            end = limit.start() if limit is not None else len(source)
            means = _MEANS.search(source, where, end) if source is text else _MEANS.match(source)
            if means is not None:
                phrase = source[means.end() : _phrase_end(source, means.end())].strip(" ,.")
                if len(phrase) > 2 and not phrase[0].isdigit():
                    return ARTICLE.sub("", phrase), verb
        if bare == "there":
            return _condition(lead), verb
        told = names.system if bare == "we" and text[verb:].startswith(_OBTAINS) else None
        return told or subject, verb
    if bare in PRONOUNS:
        return (previous or subject), verb
    if _AMOUNT.match(subject):
        return _condition(lead), verb
    if bare.startswith(("baseline", "the baseline")) and (applied := _APPLYING.match(lead)) is not None:
        return ARTICLE.sub("", applied[1]), verb
    if names.system is not None and re.fullmatch(OWN, bare):
        return names.system, verb
    return ARTICLE.sub("", subject) if len(subject) <= 200 else "", verb


def _owner(text: str, place: int, names: Names) -> tuple[int, int] | None:
    """The name whose own number stands at `place`: "X (81.2)", "the 81.2% of X"."""
    near = max(0, place - MAX_NAME)
    named = _BRACKETED.search(text[:place], near)
    if named is not None and named[1].lower() not in METRICS and not names.is_dataset(named[1]):
        return named.span(1) if _ALONE.match(text, place) else None
    compared = _COMPARED.search(text[:place], near)
    if compared is not None and re.search(r"\d\.\d", text[: compared.start()]) and not names.is_dataset(compared[1]):
        return compared.span(1)
    of = _OF.match(text, place)
    if of is not None and text[:place].endswith("the "):
        end = phrase_right(text, of.end())
        return (of.end(), end) if end > of.end() else None
    return None


def _own_clause(text: str, start: int, place: int) -> int:
    """Where the clause begins that holds the number at `place`, behind a comma, a colon or "while"; else `start`."""
    opened = text.rfind("(", start, place)
    if opened >= 0 and text.find(")", opened, place) < 0:
        place = opened
    for match in list(_JOINT.finditer(text, start, place))[: -MAX_JOINTS - 1 : -1]:
        if text.count("(", start, match.start()) != text.count(")", start, match.start()):
            continue
        words = words_of(text, match.end(), min(len(text), match.end() + MAX_LEAD))
        verb = main_verb(words)
        if verb is None or words[verb].start >= place:
            continue
        phrase = words[:verb]
        opening = phrase[0].lower
        if (
            len(phrase) <= MAX_PHRASE
            and not any(word.text[0].isdigit() for word in phrase[:2])
            and opening not in (STOPS - _PHRASE_OPENERS) | PRONOUNS | VERBS - NOUN_VERBS
            and not (opening.endswith(("ing", "ed")) and phrase[0].text.islower())
            and not any(not word.is_word or word.lower in RELATIVES | _CLAUSE_OPENERS for word in phrase)
            and next(finite_verbs(words_of(text, start, match.start())), None) is not None
        ):
            return match.end()
    return start


def _condition(lead: str) -> str:
    """What "an improvement of 2.1 is obtained" is due to: "When A and B are used," gives "A and B"."""
    match = _WHEN.match(lead)
    return ARTICLE.sub("", match[1]) if match is not None and not _COMPARING.match(match[1]) else ""


def _lead_end(text: str) -> tuple[int, str]:
    """Where the main clause begins, behind "We find that" or "On XNLI,", and the last adverbial before it."""
    heading = _RUN_IN.match(text)
    said = heading is not None and next(finite_verbs(words_of(heading[0])), None) is not None
    start, lead = (heading.end() if heading is not None and not said else 0), ""
    shown = _SHOWN.match(text, start)
    if shown is not None and main_verb(words_of(text, shown.end(), shown.end() + MAX_SHOWN)) is not None:
        start = shown.end()
    for _ in range(4):
        lead_in = _LEAD_IN.match(text[start:])
        if lead_in is not None:
            start, lead = start + lead_in.end(), ""
        adverbial = _ADVERBIAL.match(text[start:])
        if adverbial is None or adverbial.end() > MAX_LEAD:
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
        relative = any(word.lower in RELATIVES | {"when"} for word in inner)
        if (opening not in _CLAUSE_OPENERS or (opening == "in" and not relative)) and next(
            finite_verbs(inner), None
        ) is not None:
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
