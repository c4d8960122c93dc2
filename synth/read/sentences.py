"""Where sentences of scientific prose end, by rules; one pass over the text.

A stop ends a sentence unless what stands before it (an abbreviation, an initial, an enumerator) or after it (a
lower-case word) says otherwise. Readable text has citations as `[@key]` and displayed formulas as `[equation]`.
"""

from __future__ import annotations

import re
from bisect import bisect_right

CLOSERS = "\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}»)]}"
STOP = re.compile(rf"(?<![.!?…])[.!?…]++[{re.escape(CLOSERS)}]*+(?=\s|\[@|$)")
FULL_WIDTH_STOP = re.compile(r"[。！？｡।॥؟۔]+[”’」』）)\]]*")
GLUED_STOP = re.compile(r"(?<=[a-z]{2})[.!?](?=[A-Z][a-z]{0,12} [a-z])")
PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")
FORMULA_END = re.compile(r"\[equation\](?=\s+[A-Z])")
CITATIONS = re.compile(r"(?:\s{0,3}\[@[^\[\]\n]{1,2000}\])+")
OPENERS = "([{\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}«"
FIRST_WORD = re.compile(r"[^\W_][\w'\N{RIGHT SINGLE QUOTATION MARK}\-]*")
LAST_TOKEN = re.compile(r"\S+$")
ENUMERATOR = re.compile(r"\(?(?:\d{1,2}|[ivxIVX]{1,4}|[a-zA-Z])[.)]")
LISTED = re.compile(r"(?:\((?:[ivx]{1,5}|[a-z]|\d{1,2})|[ivx]{1,5})\)\s")
ASIDE = re.compile(r"\((?!\d{1,2}\))[+\-−–±~≈<>]?\d[^()\n]{1,120}\)(?=\s*(?:[.!?,;:]|\[@|$|[A-Z\[(]))")
"""Figures in brackets, which end the sentence that they follow: "… with Adv. (83.4 against 82.9)"."""
INITIALS = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
INNER_CAPITAL = re.compile(r"[a-z]+[A-Z0-9]")

ENCLOSED = 160
"""Characters of a bracket or quotation inside which a stop ends no sentence when the sentence goes on after it."""

BEFORE_NAME_OR_NUMBER = frozenset(
    """e.g i.e eg ie cf vs v.s viz ca dr mr mrs ms prof st fig figs eq eqs eqn eqns sec secs sect sects tab tabs alg
    algs thm thms lem lemm def defs prop props cor ch chap chaps app appx appdx ref refs vol vols ed eds pp pg p para
    gen rev hon messrs ft mt assoc dept univ proc conf int intl natl trans symp""".split()
)
"""Abbreviations that something has to follow: they never end a sentence."""

MAY_END = frozenset(
    """al etc resp approx inc ltd corp co jr sr a.k.a aka w.r.t wrt i.i.d iid s.t w.l.o.g wlog u.s u.k u.n e.u a.m p.m
    ph.d m.sc b.sc ibid op cit est esp avg max min std dev temp incl excl abbrev orig ver jan feb mar apr jun jul aug
    sep sept oct nov dec adv bros n.b q.e.d a.d b.c d.c""".split()
)
"""Abbreviations that may stand at a sentence's end: what follows decides."""

BEFORE_NUMBER = frozenset("no nos nr art algo eqn lvl figure table section page line step number".split())
"""Words whose stop is an abbreviation's only when a number follows ("No. 3")."""

LABELLED = frozenset(
    """appendix section table figure fig algorithm theorem lemma case class type model group part set system option
    method scenario condition setting task dataset language vitamin hepatitis matrix vector sets layer""".split()
)
"""Nouns that a single letter labels: "Appendix A." may end a sentence, "J." of "by J. Smith" may not."""

STARTERS = frozenset(
    """The This These Those That There They Their Then Thus Therefore Though Through Throughout To Together Table Tables
    A All Also Although Among An And Another Any As At After Afterwards Additionally Across According Again Against
    Based Because Before Besides Both But By Compared Consequently Conversely Concretely Crucially Despite Due During
    Each Either Even Every Except Experiments Finally First Firstly Following For Formally From Furthermore Figure
    Further Generally Given Hence Here How However I If Importantly In Indeed Instead Interestingly Intuitively It Its
    Last Lastly Later Let Like Likewise Many Meanwhile More Moreover Most Much Namely Nevertheless Next No Nonetheless
    Not Notably Note Now Of On Once One Only Or Other Others Otherwise Our Over Overall Particularly Per Perhaps
    Previous Prior Rather Recall Recent Recently Regarding Results Second Secondly Second Section See Several
    Significantly Similar Similarly Since So Some Specifically Still Such Suppose Surprisingly Thanks Third Today Two
    Three Four Under Unless Unlike Until Upon Use Using Usually We What When Whenever Where Whereas Whether Which While
    Who Whose Why With Within Without Work Works Yet You Your Accordingly Alternatively Assume Consider Define Denote
    Equation Evaluation Observe Remark Remember Respectively Subsequently Theorem Lemma Proof Training Unfortunately
    His Her He She""".split()
)
"""Words that, capitalised after an abbreviation or a formula, begin a sentence."""


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of one or more paragraphs: trimmed, in order, over all that is not space."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _boundaries(text):
        span = _trimmed(text, start, end)
        if span:
            spans.append(span)
        start = end
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _boundaries(text: str) -> list[int]:
    """Offsets at which a sentence ends, the text's end last."""
    enclosed = _enclosures(text)
    openings = [opening for opening, _ in enclosed]
    paragraphs = [match.end() for match in PARAGRAPH_END.finditer(text)]
    ends = [*paragraphs]
    ends += [match.end() for match in FULL_WIDTH_STOP.finditer(text)]
    ends += [
        match.end()
        for match in FORMULA_END.finditer(text)
        if (word := FIRST_WORD.search(text, match.end())) and word[0] in STARTERS
    ]
    for match in GLUED_STOP.finditer(text):
        word = FIRST_WORD.match(text, match.end())
        if word and word[0] in STARTERS:
            ends.append(match.end())
    begun = 0
    for match in STOP.finditer(text):
        paragraph = bisect_right(paragraphs, match.start()) - 1
        begun = max(begun, paragraphs[paragraph]) if paragraph >= 0 else begun
        end = _end_after(text, match, begun)
        if end is None:
            continue
        index = bisect_right(openings, match.start()) - 1
        if index >= 0 and end < enclosed[index][1]:
            continue
        ends.append(end)
        begun = end
    return [*sorted(set(ends)), len(text)]


def _enclosures(text: str) -> list[tuple[int, int]]:
    """Outermost short brackets and quotations after which the sentence goes on, in order and disjoint."""
    found: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for match in re.finditer(r"[()\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\"]|\n\s*\n", text):
        sign, place = match[0], match.start()
        if sign[0] == "\n":
            stack.clear()
            continue
        if sign == '"':
            closes = '"' if any(opener == '"' for opener, _ in stack[-3:]) else ""
        else:
            closes = {")": "(", "\N{RIGHT DOUBLE QUOTATION MARK}": "\N{LEFT DOUBLE QUOTATION MARK}"}.get(sign, "")
        if not closes:
            if sign not in ")\N{RIGHT DOUBLE QUOTATION MARK}":
                stack.append((sign, place))
            continue
        while stack and place - stack[-1][1] > ENCLOSED:
            stack.pop()
        for depth in range(1, min(3, len(stack)) + 1):
            if stack[-depth][0] == closes:
                opening = stack[-depth][1]
                del stack[-depth:]
                if _goes_on(text, place + 1):
                    while found and found[-1][0] > opening:
                        found.pop()
                    found.append((opening, place + 1))
                break
    return found


def _goes_on(text: str, place: int) -> bool:
    """Whether the sentence continues after a closing bracket: a lower-case word or a comma follows."""
    rest = text[place : place + 40].lstrip()
    return bool(rest) and (rest[0].islower() or rest[0] in ",;:.")


def _end_after(text: str, match: re.Match[str], begun: int) -> int | None:
    """The end of the sentence that this stop ends, citations that belong to it included; None when it ends none."""
    end = match.end()
    stop = match[0].rstrip(CLOSERS)
    citations = CITATIONS.match(text, end)
    if citations:
        after = _next(text, citations.end())
        glued = not text[end].isspace()
        if _is_abbreviation(text, match.start(), stop, begun, "["):
            return None
        if after is None or glued or not (after[0].islower() or after[0] in ",;"):
            end = citations.end()
        else:
            return end  # "... [@key] propose": the citation is the next sentence's subject
    following = _next(text, end)
    if following is None:
        return end
    if not _may_begin(following) or ASIDE.match(text, _word_start(text, end)):
        return None
    if set(stop) <= {"!", "?"}:
        return end
    return None if _is_abbreviation(text, match.start(), stop, begun, following) else end


def _word_start(text: str, place: int) -> int:
    """Where the next word begins."""
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _next(text: str, place: int) -> str | None:
    """The next 60 characters from the next word on, None at the end."""
    rest = text[place : place + 80].lstrip()
    return rest[:60] or None


def _may_begin(following: str) -> bool:
    """Whether a sentence may begin so: not with a lower-case word, a comma or a closing bracket."""
    if following.startswith("["):
        return True
    bare = following.lstrip(OPENERS)
    if LISTED.match(following) or not bare:
        return True
    if bare[0] in ",;:.)]}%/=+<>*\N{MULTIPLICATION SIGN}-\N{EN DASH}\N{EM DASH}&":
        return False
    if not bare[0].islower():
        return True
    word = FIRST_WORD.match(bare)
    if word is None:
        return False
    # A variable ("x is") or a name written so ("mBERT", "word2vec") may begin a sentence.
    return (len(word[0]) == 1 and word[0] != "a") or bool(INNER_CAPITAL.match(word[0]))


def _is_abbreviation(text: str, place: int, stop: str, begun: int, following: str) -> bool:
    """Whether the stop at `place` belongs to the token before it and ends no sentence."""
    token_match = LAST_TOKEN.search(text, max(begun, place - 40), place)
    if token_match is None:
        return stop != "."
    before = token_match[0].lstrip(OPENERS + "[@~\N{EN DASH}\N{EM DASH}")
    word = FIRST_WORD.match(following.lstrip(OPENERS))
    starts = word is not None and word[0] in STARTERS
    if len(stop) > 1 or stop == "\N{HORIZONTAL ELLIPSIS}":
        return not starts and before[-1:] in ",;" if before else not starts
    ahead = text[max(begun, token_match.start() - 20) : token_match.start()].strip()
    at_start = not ahead and token_match.start() - begun <= 20
    if (at_start or ahead.endswith((":", ";"))) and ENUMERATOR.fullmatch(before + "."):
        return True  # "1. First", "A. Data"
    if (
        following[0].isupper()
        and ahead.lower() in LABELLED
        and token_match.start() - begun <= 20
        and before[:1].isdigit()
    ):
        return True  # "Table 3. Scores of ...", the head of a caption
    bare = re.split(r"[(\[/~\N{EN DASH}\N{EM DASH}]", before)[-1]
    lower = bare.lower()
    digit = following[0].isdigit()
    if lower in BEFORE_NAME_OR_NUMBER:
        return True
    if lower in BEFORE_NUMBER and digit:
        return bare[0].isupper() or lower in {"no", "nos", "nr"}
    if lower in MAY_END:
        return not starts and not (lower == "etc" and following[0].isupper())
    if INITIALS.fullmatch(bare) and bare[-1:].isupper():
        if starts:
            return False
        previous = text[max(begun, token_match.start() - 30) : token_match.start()].split()
        label = previous[-1].lower().strip("(,") if previous else ""
        return (
            label not in LABELLED
            and not (len(bare) == 1 and label.rstrip("s") in LABELLED)
            and following[0] not in "[(" + '"'
        )
    return False
