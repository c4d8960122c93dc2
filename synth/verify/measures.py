"""Which end of a measure is the good one, as the names of its cells and the caption of their table tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from synth.verify.names import words

LONGEST_CAPTION = 3_000
"""Characters of a caption that are read for measures."""
LOWER_IS_BETTER = re.compile(
    r"\b(?:error|errors|err|perplexity|ppl|wer|cer|ter|(?-i:PER)|loss|fid|mae|mse|rmse|latency|time|memory|params?"
    r"|parameters|size|eer|distance|rank|m?mr(?!@)|bpc|bpb|bpd|nll|flops|cost|mpjpe|epe|lpips|[mw]ape|absrel"
    r"|miss[- ]rate)\b|↓",
    re.IGNORECASE,
)
"""In the name of a line, or in a caption: smaller is better, as far as every comparison knows."""
SMALLER_IS_BETTER = re.compile(
    r"\b(?:lower|smaller|less)(?: \w+){0,2} (?:is|are|means?|indicates?|represents?|denotes?|the)(?: the)? better\b"
    r"|\b(?:lower|smaller) (?:\w+ )?(?:is|are|means?|indicates?) (?:a )?better\b",
    re.IGNORECASE,
)
"""In a caption: whatever the table measures is better when smaller."""
LARGER_IS_BETTER = re.compile(
    r"\b(?:higher|larger|greater)(?: \w+)? (?:is|are|means?|indicates?|the) (?:the )?better\b", re.IGNORECASE
)
"""In a caption beside the former: each is said of the measures next to it."""
ERRORS = re.compile(
    r"mpjpe|rmse|\b(?:error(?: rate)?s?|perplexit(?:y|ies)|wer|cer|loss(?:es)?|maes?|mse|epe|aee"
    r"|mpvpe|mrpe|hter|cpl|rpe|ate|lpips|(?:min)?[af]de|fid|kid|nll|bpc|bpd|fp|fn|fpr|fnr"
    r"|false (?:positives?|negatives?)|eer|miss|misses|seconds|msec|distances?|divergence|fvd|chamfer"
    r"|hausdorff|nrmse|mape|smape|crps|brier|ece|noc|clicks|reprojection"
    r"|bits?(?:/| per )(?:dim(?:ension)?|char(?:acter)?|byte))\b",
    re.IGNORECASE,
)
"""What a table measures that is better when smaller, beside the former."""
IN_TIME = re.compile(r"\b(?:ms|secs?)\b", re.IGNORECASE)
"""Units of time in the name of a line; in a caption they are parts of other names ("MS-COCO")."""
A_LOSS = re.compile(
    r"(?:(?:train|val|test|dev|eval|total|final|log|mean|avg)\w*\.? )?loss(?:es)?\b.{0,12}", re.IGNORECASE
)
"""A name that is a loss itself; "LDAM loss" is what a system was trained with."""
SCORES = re.compile(
    r"\b(?:accurac|acc\b|F-?1|F-?score|F-?measure|BLEU|precision|recall|correlation|AUC|score|mIoU|mAP|AP\b|PSNR|SSIM)",
    re.IGNORECASE,
)
"""What a table measures that is better when larger."""
SIZES = re.compile(
    r"(?<!\w)#|\bparam|\bsize|\bp-?value|\bn\b|flops\b|\btimes?\b|\bmemory\b|\byear\b|\bepochs?\b|\bdim\w*|\blatency\b"
    r"|\bspeed\b|\bfps\b|\bstd\b",
    re.IGNORECASE,
)
"""What a statement about quality is not about unless it names it."""
_FOR = re.compile(r"\s+(?:for|in|on)\b([^.;()]*)")
_BEFORE = re.compile(r"[);.]|better")
_PARTS = re.compile(r"[,;:.]\s|\b(?:and|while|whereas)\b")
_FIRST = re.compile(r".{20,}?\.(?=\s|$)", re.DOTALL)
"""The first sentence of a caption, which says what the table measures if any does."""


def lower_is_better(caption: str, columns: Sequence[str], rows: Sequence[str]) -> bool:
    """Whether a smaller value is the better one in a cell of these column and row names."""
    names, caption = " ".join((*columns, *rows)), caption[:LONGEST_CAPTION]
    if "↑" in names:
        return False
    for name in (*columns, *rows):
        said = LOWER_IS_BETTER.search(name) or ERRORS.search(name) or IN_TIME.search(name)
        if said is None or ("loss" in said[0].lower() and not A_LOSS.fullmatch(name.strip())):
            continue
        # The row "window size = 5" under "F1" holds no size.
        return not (SIZES.search(said[0]) and SCORES.search(names))
    parts = [(part, frozenset(words(part))) for part in _PARTS.split(caption)]
    column, own = frozenset(words(" ".join(columns))), frozenset(words(names))
    named = [part for part, told in parts if column and column <= told]
    if named and all(ERRORS.search(part) and not SCORES.search(part) for part in named):
        return True  # "accuracy on A and perplexity on B" says it of the column B
    if SMALLER_IS_BETTER.search(caption):
        if LARGER_IS_BETTER.search(caption):
            return any(own & told for told in _smaller(caption))
        return not SCORES.search(names)
    first = _FIRST.match(caption)
    told = first[0] if first and (ERRORS.search(first[0]) or SCORES.search(first[0])) else caption
    return ERRORS.search(told) is not None and not SCORES.search(f"{told} {names}")


def _smaller(caption: str) -> Iterator[frozenset[str]]:
    """The words of what a caption says to be better when smaller: what is named behind ("for …"), else before."""
    for match in SMALLER_IS_BETTER.finditer(caption):
        behind = _FOR.match(caption, match.end())
        yield frozenset(words(behind[1] if behind else _BEFORE.split(caption[: match.start()])[-1]))
