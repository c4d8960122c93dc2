"""Headings in bold that run into their paragraph without a stop: "**Setup** We train …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from synth.read.sentences import FIRST_WORD, STARTERS
from synth.read.tex_tokens import CONTROL, SPACE, TEXT, TIE, Token

if TYPE_CHECKING:
    from synth.read.latex_machine import Machine

MAX_HEADING = 80
"""Characters of a heading; longer bold text is a sentence set in bold."""
_SPACES = frozenset({"quad", "qquad", "enspace", "hspace", "xspace", ",", ";", ":", " ", "~", "mdseries", "normalfont"})
_NAMING = frozenset(
    "A Table Tables Figure Experiments Evaluation Training Equation Theorem Lemma Proof Results Work Works Section One "
    "Two Three Four First Second Third Last Next Previous Prior Recent Similar Other Others Test".split()
)
"""Of the words that begin sentences those that may as well go on with a name: "**Adversarial** Training is …"."""
_WORDS = re.compile(r"[^\W\d_].*[\w)]$", re.DOTALL)


def opens_block(machine: Machine) -> bool:
    """Whether nothing of the paragraph has been written yet."""
    out = machine.out
    return out.breaks and not machine.grids and not machine.math and all(text.isspace() for _, text, _, _ in out.pieces)


def end_heading(machine: Machine, _: Token) -> None:
    """The bold text that opened the paragraph is done: where a sentence begins behind it, it was a heading."""
    out = machine.out
    text = "".join(text for _, text, _, _ in out.pieces).strip()
    if not out.breaks or len(text) > MAX_HEADING or _WORDS.match(text) is None:
        return
    word = FIRST_WORD.match(_following(machine))
    if word is not None and word[0] in STARTERS - _NAMING:
        machine.flush()


def _following(machine: Machine) -> str:
    """The next text, spaces passed over."""
    stack = machine.mouth.stack
    for kind, text, _, _ in stack[-1:-7:-1]:
        if kind == TEXT:
            return text.lstrip()
        if kind not in (SPACE, TIE) and not (kind == CONTROL and text in _SPACES):
            return ""
    return ""
