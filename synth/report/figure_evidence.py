"""What the claims rest on: evidence of each kind, and what was claimed against what was recomputed or logged."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from synth.records import AGAINST, Against, Check, JudgedClaim, Status
from synth.report.drawing import COLOURS, INK, SHAPES, SOFT, Figure, canvas, to_svg
from synth.report.evidence import KINDS, MARKS, WORDS
from synth.report.words import listed, many
from synth.report_records import Report

FEWEST = 3
MOST = 60
FACES: dict[Status, tuple[str, str]] = {
    "supported": (COLOURS["supported"], "white"),
    "contradicted": (COLOURS["contradicted"], "black"),
    "unresolved": ("#D5D9DE", INK),
}
"""The colour of a bar and of the count on it."""
ORDER: tuple[Status, ...] = ("supported", "contradicted", "unresolved", "not_comparable")


def evidence(report: Report) -> Figure | None:
    """For every kind of evidence, how many claims it supports, contradicts, or was asked about without deciding."""
    if len(report.claims) < FEWEST:
        return None
    counts = {kind: [_decided(judged, kind) for judged in report.claims] for kind in AGAINST}
    if not any(any(column) for column in counts.values()):
        return None
    kinds = list(AGAINST)
    from matplotlib.ticker import MaxNLocator

    with canvas(2.0) as (figure, axes):
        left = [0] * len(kinds)
        for status in ORDER[:3]:
            widths = [sum(1 for told in counts[kind] if told == status) for kind in kinds]
            face, ink = FACES[status]
            bars = axes.barh(range(len(kinds)), widths, left=left, color=face, edgecolor="white", label=WORDS[status])
            marks = [f"{MARKS[status]} {width}" if width else "" for width in widths]
            axes.bar_label(bars, labels=marks, label_type="center", color=ink)
            left = [before + width for before, width in zip(left, widths, strict=True)]
        axes.set_yticks(range(len(kinds)), [KINDS[kind] for kind in kinds])
        axes.invert_yaxis()
        axes.set_xlim(0, len(report.claims))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel(f"claims, of {len(report.claims)}")
        figure.legend(frameon=False, loc="outside upper right", ncols=3)
        svg = to_svg(figure)
    told = listed([f"{KINDS[kind].lower()} speak to {sum(1 for each in counts[kind] if each)}" for kind in kinds])
    alt = f"Of {many(len(report.claims), 'claim')}, {told}."
    return Figure("evidence", "claims", "What kind of evidence speaks to how many claims", alt, svg)


def _decided(judged: JudgedClaim, kind: Against) -> Status | None:
    """What the most confident deciding check of a kind says; `unresolved` where none decides, None where none is."""
    checks = [check for check in judged.verdict.checks if check.against == kind]
    deciding = [check for check in checks if check.status in ("supported", "contradicted")]
    if not deciding:
        return "unresolved" if checks else None
    return max(deciding, key=lambda check: (check.confidence, check.status)).status


def recomputed(report: Report) -> Figure | None:
    """Claimed numbers against what tables or logs give for them, where some of them differ or come from logs."""
    pairs = [
        (number, *pair)
        for number, judged in enumerate(report.claims, start=1)
        for pair in [_pair(judged)]
        if pair is not None
    ][:MOST]
    telling = any(_apart(check) or check.against == "run" for _, _, _, check, _ in pairs)
    if len(pairs) < FEWEST or not telling:
        return None  # dots on a diagonal would say what the claim table says
    from matplotlib.ticker import NullFormatter, StrMethodFormatter

    values = [abs(value) for _, claimed, given, _, _ in pairs for value in (claimed, given)]
    scale = "log" if min(values) > 0 and max(values) / min(values) > 1000 else "linear"
    with canvas(3.6) as (figure, axes):
        axes.set_xscale(scale)
        axes.set_yscale(scale)
        axes.axline((1, 1), (2, 2), color=SOFT, linewidth=0.8, linestyle="--")
        for status in ORDER:
            group = [pair for pair in pairs if pair[3].status == status]
            if not group:
                continue
            axes.errorbar(
                [float(abs(claimed)) for _, claimed, _, _, _ in group],
                [float(abs(given)) for _, _, given, _, _ in group],
                xerr=[float(half) for _, _, _, _, half in group],
                fmt=SHAPES[status],
                color=COLOURS[status],
                markersize=5,
                linewidth=0.9,
                label=WORDS[status],
            )
        low, high = (min(values) * Decimal("0.8"), max(values) * Decimal("1.2"))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_view_interval(float(low), float(high), ignore=True)
            axis.set_major_formatter(StrMethodFormatter("{x:,g}"))
            axis.set_minor_formatter(NullFormatter())
        axes.grid(color="#E3E6EA", linewidth=0.6)
        axes.set_xlabel("claimed")
        axes.set_ylabel("recomputed from tables or logs")
        axes.legend(frameon=False)
        svg = to_svg(figure)
    apart = [f"C{number} {claimed} against {given}" for number, claimed, given, check, _ in pairs if _apart(check)]
    alt = f"{many(len(pairs), 'claimed number')} against recomputed ones; " + (
        f"apart: {listed(apart)}." if apart else "all lie on the diagonal at the precision printed."
    )
    caption = "Claimed numbers against what tables or logs give; on the dashed line they agree"
    return Figure("recomputed", "claims", caption, alt, svg)


def _apart(check: Check) -> bool:
    return check.status != "supported"


def _pair(judged: JudgedClaim) -> tuple[Decimal, Decimal, Check, Decimal] | None:
    """The claim's number, what the most confident check that decided gives for it, that check, half a last place."""
    checks = [
        check
        for check in judged.verdict.checks
        if check.recomputed is not None and check.status in ("supported", "contradicted")
    ]
    if len(judged.claim.quantities) != 1 or not checks:
        return None
    best = max(checks, key=lambda check: (check.confidence, check.against))
    quantity = judged.claim.quantities[0]
    try:
        given = Decimal(best.recomputed or "")
    except InvalidOperation:
        return None
    return (quantity.value, given, best, Decimal(1).scaleb(-quantity.decimals) / 2) if given.is_finite() else None
