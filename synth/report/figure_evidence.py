"""What the claims rest on: evidence of each kind, and what was claimed against what was recomputed or logged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product

from synth.records import AGAINST, Against, Check, JudgedClaim, Status
from synth.report.drawing import COLOURS, INK, SHAPES, SOFT, Figure, canvas, to_svg
from synth.report.evidence import KINDS, MARKS, WORDS
from synth.report.words import listed, many, number
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


@dataclass(frozen=True, slots=True)
class _Point:
    """A claimed number and what the most confident check that decided gives for it; both as they are drawn, unsigned.

    `half` is half of the claim's last place, `reach` half of the 95 % interval of what the check gives, 0 without one.
    """

    row: int
    claimed: Decimal
    given: Decimal
    check: Check
    half: Decimal
    reach: Decimal

    @property
    def logged(self) -> bool:
        return self.check.against == "run"

    @property
    def apart(self) -> bool:
        return self.check.status != "supported"


def recomputed(report: Report) -> Figure | None:
    """Claimed numbers against what tables or logs give for them, where some of them differ or come from logs.

    A value from logs is hollow and carries its 95 % interval where the check gives one.
    """
    points = [point for row, judged in enumerate(report.claims, start=1) if (point := _point(row, judged))][:MOST]
    if len(points) < FEWEST or not any(point.apart or point.logged for point in points):
        return None  # dots on a diagonal would say what the claim table says
    from matplotlib.ticker import NullFormatter, StrMethodFormatter

    ends = [end for point in points for end in (point.claimed, point.given - point.reach, point.given + point.reach)]
    low, high = min(ends), max(ends)
    scale = "log" if low > 0 and high / low > 1000 else "linear"
    with canvas(3.6) as (figure, axes):
        axes.set_xscale(scale)
        axes.set_yscale(scale)
        axes.axline((1, 1), (2, 2), color=SOFT, linewidth=0.8, linestyle="--")
        for status, logged in product(ORDER, (False, True)):
            group = [point for point in points if (point.check.status, point.logged) == (status, logged)]
            if not group:
                continue
            axes.errorbar(
                [float(point.claimed) for point in group],
                [float(point.given) for point in group],
                xerr=[float(point.half) for point in group],
                yerr=[float(point.reach) for point in group] if any(point.reach for point in group) else None,
                fmt=SHAPES[status],
                color=COLOURS[status],
                markerfacecolor="white" if logged else COLOURS[status],
                markersize=5,
                linewidth=0.9,
                capsize=2,
                label=f"{WORDS[status]} by {'logs' if logged else 'tables'}",
            )
        room = (high - low) / 10 or Decimal(1)
        bounds = (low * Decimal("0.8"), high * Decimal("1.2")) if scale == "log" else (low - room, high + room)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_view_interval(float(bounds[0]), float(bounds[1]), ignore=True)
            axis.set_major_formatter(StrMethodFormatter("{x:,g}"))
            axis.set_minor_formatter(NullFormatter())
        axes.grid(color="#E3E6EA", linewidth=0.6)
        axes.set_xlabel("claimed")
        axes.set_ylabel("recomputed from tables, or logged")
        axes.legend(frameon=False)
        svg = to_svg(figure)
    apart = [f"C{each.row} {each.claimed} against {_given(each)}" for each in points if each.apart]
    from_logs = sum(point.logged for point in points)
    kinds = f"recomputed ones, {number(from_logs)} of them from logs" if from_logs else "recomputed ones"
    alt = f"{many(len(points), 'claimed number')} against {kinds}; " + (
        f"apart: {listed(apart)}." if apart else "all lie on the diagonal at the precision printed."
    )
    caption = "Claimed numbers against what tables or logs give; on the dashed line they agree"
    return Figure("recomputed", "claims", caption, alt, svg)


def _given(point: _Point) -> str:
    return f"{point.given} ± {point.reach}" if point.reach else f"{point.given}"


def _point(row: int, judged: JudgedClaim) -> _Point | None:
    """The point of a claim with one number that a check decided by a number; None for others."""
    checks = [
        check
        for check in judged.verdict.checks
        if check.recomputed is not None and check.status in ("supported", "contradicted")
    ]
    if len(judged.claim.quantities) != 1 or not checks:
        return None
    best = max(checks, key=lambda check: (check.confidence, check.against))
    quantity = judged.claim.quantities[0]
    given, reach = _decimal(best.recomputed), _decimal(best.uncertainty)
    if given is None:
        return None
    half = Decimal(1).scaleb(-quantity.decimals) / 2
    return _Point(row, abs(quantity.value), abs(given), best, half, abs(reach or Decimal(0)))


def _decimal(text: str | None) -> Decimal | None:
    """A finite number; None for a check's words that are none ("2.32 to 4.40")."""
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
