"""Prints how fast PDFs are read, and how many of their words no LaTeX paper of the collection has (glued, split).

Run as `python tests/benchmarks/pdf.py`. The second figure is a sanity metric; pypdf's plain extraction
stands beside it.
"""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

from pypdf import PdfReader

from synth.read.pdf import parse_pdf

PAPERS = Path(__file__).parents[2].parent / "shared" / "data" / "papers"
WORD = re.compile(r"[^\W\d_]{2,}")


def known_words() -> set[str]:
    """Every word of the LaTeX papers, in lower case."""
    words: set[str] = set()
    for path in sorted([*PAPERS.glob("tex/*"), *PAPERS.glob("library/*")]):
        if path.is_file():
            words.update(word.lower() for word in WORD.findall(path.read_text("utf-8", "replace")))
    return words


def unknown_share(text: str, known: set[str]) -> tuple[float, int]:
    """The share of words that are not known, in percent, and the number of words."""
    words = [word.lower() for word in WORD.findall(text)]
    return 100 * sum(word not in known for word in words) / max(1, len(words)), len(words)


def main() -> None:
    """Prints one line a file."""
    if not PAPERS.is_dir():
        print("../shared/data is not here")
        return
    known = known_words()
    heads = ("file", "pages", "s", "ms/page", "blocks", "tables", "unknown %", "pypdf %", "problems")
    print(f"{heads[0]:<22}" + "".join(f"{head:>10}" for head in heads[1:]))
    total = 0.0
    for path in sorted(PAPERS.glob("pdf/*.pdf")):
        data = path.read_bytes()
        began = time.perf_counter()
        parsed = parse_pdf(data, path.name)
        took = time.perf_counter() - began
        total += took
        pages = len(parsed.files[0].pages)
        ours, _ = unknown_share("\n".join(block.traced.text for block in parsed.blocks), known)
        plain = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        theirs, _ = unknown_share(plain, known)
        print(
            f"{path.name:<22}{pages:>10}{took:>10.2f}{1000 * took / pages:>10.0f}{len(parsed.blocks):>10}"
            f"{len(parsed.tables):>10}{ours:>10.2f}{theirs:>10.2f}{len(parsed.problems):>10}"
        )
    print(f"all: {total:.2f} s")


if __name__ == "__main__":
    main()
