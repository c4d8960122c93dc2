"""Floats: which caption, label and number belong to which of the tables inside."""

from __future__ import annotations

from dataclasses import dataclass, field

from synth.read.latex_grid import Grid
from synth.read.latex_numbering import Numbering, Target
from synth.read.tex_trace import Scribe


@dataclass(slots=True)
class Caption:
    """A caption as written, what it counts ("table", "figure") and its printed number, None where it has none."""

    scribe: Scribe
    target: Target | None
    label: str | None = None


@dataclass(slots=True)
class Float:
    """A float, or a box inside one that may have a caption of its own.

    `sub`: its captions are (a), (b) … of the float around it. `tables` remember how many captions came before them.
    """

    kind: str
    sub: bool = False
    captions: list[Caption] = field(default_factory=list)
    tables: list[tuple[int, Grid]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    subs: int = 0

    def add_caption(self, caption: Caption, numbering: Numbering) -> None:
        """A caption; labels that came before it are its own (authors put them so, whatever LaTeX then prints)."""
        self.captions.append(caption)
        for label in self.labels:
            self.bind(label, numbering)
        self.labels.clear()

    def bind(self, label: str, numbering: Numbering) -> None:
        r"""A \label: the latest caption's, or the next one's."""
        if not self.captions:
            self.labels.append(label)
            return
        caption = self.captions[-1]
        caption.label = caption.label or label
        if caption.target is not None:
            numbering.labels.setdefault(label, caption.target)

    def close(self, parent: Float | None, numbering: Numbering) -> None:
        """Gives each table its caption; what a box inside a float lacks comes from the float around it."""
        own = self.captions and self.tables
        if own:
            for before, grid in self.tables:
                self._assign(grid, before)
        elif self.labels and parent is None:
            for _, grid in self.tables:
                grid.label = grid.label or self.labels[0]
        if parent is None:
            return
        if self.sub or not own:
            parent.tables.extend((len(parent.captions), grid) for _, grid in self.tables)
        if not self.sub and not own:
            for caption in self.captions:
                parent.add_caption(caption, numbering)
        for label in self.labels:
            parent.bind(label, numbering)

    def _assign(self, grid: Grid, before: int) -> None:
        tables = [caption for caption in self.captions if caption.target is not None and caption.target.kind == "table"]
        if len(tables) == 1:
            caption = tables[0]
        elif self.tables[0][0] > 0:
            caption = self.captions[max(0, before - 1)]
        else:
            caption = self.captions[min(before, len(self.captions) - 1)]
        grid.captions.insert(0, caption.scribe)
        grid.label = caption.label or grid.label
        if not self.sub and caption.target is not None and caption.target.kind == "table":
            grid.printed = caption.target.number
