"""Where the papers of a report come from: the PRISMA flow and the years."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from synth.report.drawing import COLOURS, INK, SOFT, Figure, canvas, drawable, to_svg
from synth.report.words import listed, many
from synth.report_records import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, RIGHT = 0.27, 0.77
WIDE, HIGH = 0.46, 0.74
SOURCES = 4
"""Sources that the first box names one by one."""


def flow(report: Report) -> Figure | None:
    """The flow of papers (PRISMA 2020, figure 1): what was identified, left out at each step, read and included."""
    counts = report.prisma
    if not counts.identified:
        return None
    ranked = sorted(report.search, key=lambda search: (-search.found, search.source))
    from_sources = [f"{drawable(search.source, 34)}: {search.found}" for search in ranked[:SOURCES]]
    others = sum(search.found for search in ranked[SOURCES:])
    from_sources += [f"other sources: {others}"] if others else []
    read = [
        f"{label}: {count}"
        for label, count in (
            ("in full", counts.read_in_full),
            ("as a digest", counts.digest),
            ("abstract only", counts.abstract_only),
        )
        if count
    ]
    steps: list[tuple[list[str], list[str]]] = [
        ([f"Records identified: {counts.identified}", *from_sources], [f"Duplicates removed: {counts.duplicates}"]),
        ([f"Records screened: {counts.screened}"], [f"Records excluded: {counts.excluded}"]),
        ([f"Papers sought: {counts.sought}"], [f"Papers not retrieved: {counts.not_retrieved}"]),
        ([f"Papers read: {counts.sought - counts.not_retrieved}", *read], []),
        ([f"Papers with a claim in this report: {counts.included}"], []),
    ]
    heights = [HIGH * (0.7 + 0.32 * len(kept)) for kept, _ in steps]
    with canvas(0.35 * sum(heights) + 0.28 * len(steps)) as (figure, axes):
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        gap = 0.55
        top = sum(heights) + gap * (len(steps) - 1)
        axes.set_ylim(-0.05, top + 0.05)
        for number, ((kept, dropped), height) in enumerate(zip(steps, heights, strict=True)):
            middle = top - height / 2
            _box(axes, LEFT, middle, height, kept)
            if dropped:
                _box(axes, RIGHT, middle, HIGH * 1.02, dropped)
                _arrow(axes, (LEFT + WIDE / 2, middle), (RIGHT - WIDE / 2, middle))
            if number + 1 < len(steps):
                _arrow(axes, (LEFT, middle - height / 2), (LEFT, middle - height / 2 - gap))
            top -= height + gap
        svg = to_svg(figure)
    alt = (
        f"Flow of papers. {many(counts.identified, 'record')} identified; {counts.duplicates} removed as duplicates; "
        f"{counts.screened} screened, {counts.excluded} of them excluded; {counts.sought} sought, "
        f"{counts.not_retrieved} of them not retrieved; read: {listed(read) or 'none'}; {counts.included} with a "
        "claim in this report."
    )
    return Figure("flow", "methodology", "Flow of papers (PRISMA 2020)", alt, svg)


def _box(axes: Axes, x: float, y: float, height: float, lines: list[str]) -> None:
    from matplotlib.patches import Rectangle

    corner = (x - WIDE / 2, y - height / 2)
    axes.add_patch(Rectangle(corner, WIDE, height, facecolor="#F5F6F8", edgecolor=SOFT, linewidth=0.8))
    axes.text(x, y, "\n".join(lines), ha="center", va="center", linespacing=1.35)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    arrow = {"arrowstyle": "-|>", "color": SOFT, "linewidth": 0.9, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=end, xytext=start, arrowprops=arrow)


def years(report: Report) -> Figure | None:
    """How many papers are of which year, those that gave a claim told apart; from three years on."""
    dated = {used.paper.id: used.paper.year for used in report.papers if used.paper.year is not None}
    if len(set(dated.values())) < 3:
        return None
    spoken = {judged.claim.anchor.paper for judged in report.claims}
    total = Counter(dated.values())
    giving = Counter(year for paper, year in dated.items() if paper in spoken)
    span = list(range(min(total), max(total) + 1))
    from matplotlib.ticker import MaxNLocator

    with canvas(2.1) as (figure, axes):
        axes.bar(span, [giving[year] for year in span], color=COLOURS["supported"], label="gave a claim")
        rest = [total[year] - giving[year] for year in span]
        under = [giving[year] for year in span]
        axes.bar(span, rest, bottom=under, color="#D5D9DE", label="gave none")
        axes.set_ylabel("papers")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xticks(span[:: max(1, len(span) // 12)])
        axes.legend(frameon=False, labelcolor=INK)
        svg = to_svg(figure)
    told = listed([f"{total[year]} of {year}" for year in span if total[year]])
    undated = len(report.papers) - len(dated)
    missing = f"; of {many(undated, 'paper')} the year is not known" if undated else ""
    return Figure("years", "methodology", "Years of the papers read", f"Papers read by year: {told}{missing}.", svg)
