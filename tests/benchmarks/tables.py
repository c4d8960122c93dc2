r"""How much of the numbers inside tabulars comes out inside cells, on real papers; prints figures, asserts nothing.

The raw decimals are counted by plain string search, without the reader: what stands between \begin{tabular…} and its
\end, less comments, column specifications, lengths, colours, rule arguments and the options of images.

    python tests/benchmarks/tables.py [--failures N]
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path

from synth.read.latex import parse_latex

PAPERS = Path(__file__).parents[2].parent / "shared" / "data" / "papers"
DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.]*\d)")
TABULAR = r"(?:tabular[a-z]*|longtable|longtabu|tabu|supertabular|xltabular|tblr)\*?"
ALONE = re.compile(r"[\s+\-−–<>≈~=%±()\[\]*†‡§^_↑↓$]*(\d+\.\d+)[\s%*†‡§^_°×x()\[\]↑↓$]*(?:±\s*\d+(?:\.\d+)?%?)?")
DUAL = re.compile(r"\d\s*%?\s*(?:[/|(\[±,;]|--?|–|_)\s*[(+\-−]?\s*\d")
GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"


def decoded(path: Path) -> str:
    """UTF-8, else Latin-1."""
    data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def raw_tabulars(text: str) -> list[str]:
    r"""The contents of outermost tabular-like environments after \begin{document} (all, where there is none)."""
    text = re.sub(r"(?<!\\)((?:\\\\)*)%[^\n]*", r"\1", text)
    text = re.sub(r"\\begin\{(comment|verbatim|lstlisting)\}.*?\\end\{\1\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\\iffalse\b.*?\\fi\b", "", text, flags=re.DOTALL)
    for name in ["todo", *re.findall(r"\\(?:re)?newcommand\*?\{?\\(\w+)\}?\[1\]\{\s*\}", text)]:
        text = re.sub(r"\\" + name + r"(?![a-zA-Z])\s*(?:\{(?:[^{}]|\{(?:[^{}]|" + GROUP + r")*\})*\})", "", text)
    start = text.find("\\begin{document}")
    text = text[max(start, 0) :].split("\\end{document}")[0]
    text = re.sub(r"\\author(?:\[[^\]]*\])?" + GROUP, "", text)
    found: list[str] = []
    depth, begin = 0, 0
    for match in re.finditer(r"\\(begin|end)\s*\{" + TABULAR + r"\}", text):
        if match[1] == "begin":
            if not depth:
                begin = match.end()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                found.append(text[begin : match.start()])
    return found


def raw_decimals(body: str) -> list[str]:
    """Decimals that a reader of the printed table would see."""
    body = (
        re.sub(r"^\s*(?:\[[^\]]*\])?\s*(?:\{[^{}]*\}\s*)?(?=\{)", "", body, count=1)
        if body.lstrip()[:1] in "[{"
        else body
    )
    body = re.sub(r"^\s*(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})", "", body, count=1)
    body = re.sub(r"\\begin\s*\{" + TABULAR + r"\}(?:\[[^\]]*\])?(?:" + GROUP + r")?", " ", body)
    body = re.sub(r"\\(?:includegraphics|epsfig)\*?(?:\[[^\]]*\])?" + GROUP, " ", body)
    body = re.sub(r"\\[hv]?phantom\s*" + GROUP, " ", body)
    body = re.sub(r"\\begin\{(picture|tikzpicture)\}.*?\\end\{\1\}", " ", body, flags=re.DOTALL)
    body = re.sub(
        r"\\(?:h|v)space\*?" + GROUP + r"|\\(?:label|ref|cite\w*|url|input)\*?(?:\[[^\]]*\])*" + GROUP, " ", body
    )
    body = re.sub(r"\\(?:cell|row|column)?color\s*(?:\[[^\]]*\])?" + GROUP + r"(?:\[[^\]]*\])*", " ", body)
    body = re.sub(r"\\(?:text|f?color)(?:color|box)\s*(?:\[[^\]]*\])?" + GROUP, " ", body)
    body = re.sub(
        r"\\(?:cmidrule|cline|Xhline|specialrule|hlineB|arrayrulecolor|rule|fontsize)\*?(?:\([^)]*\)|\[[^\]]*\])?",
        " ",
        body,
    )
    body = re.sub(r"\\(?:resizebox|scalebox|setlength|raisebox|parbox|multirow|multicolumn|definecolor)\*?"
                  r"(?:\[[^\]]*\])?(?:" + GROUP + r"\s*(?:\[[^\]]*\])?){1,2}(?=\s*\{)", " ", body)  # fmt: skip
    body = re.sub(r"\\(?:renewcommand|def)\s*\\?\{?\\?\w+\}?\s*" + GROUP, " ", body)
    body = re.sub(r"\{[\d.]+,\s*[\d.]+,\s*[\d.]+\}", " ", body)
    body = re.sub(r"-?\d*\.\d+\s*(?:pt|em|ex|cm|mm|in|bp|\\[a-zA-Z]*(?:width|height|sep|skip))(?![a-zA-Z])", " ", body)
    return DECIMAL.findall(body)


def main() -> None:
    """Prints shares over all papers, and on request the files that lose most."""
    total = inside = alone = duals = found_tables = 0
    worst: list[tuple[int, str, list[str]]] = []
    lonely: list[tuple[int, str, list[str]]] = []
    characters, seconds, problems = 0, 0.0, 0
    clock: dict[str, float] = {}
    for path in sorted([*PAPERS.glob("tex/*.tex"), *PAPERS.glob("library/*.tex")]):
        text = decoded(path)
        started = time.process_time()
        parsed = parse_latex({path.name: text})
        took = time.process_time() - started
        seconds += took
        clock[path.parent.name] = clock.get(path.parent.name, 0.0) + took
        characters += len(text)
        problems += len(parsed.problems)
        found_tables += len(parsed.tables)
        wanted = Counter(value for body in raw_tabulars(text) for value in raw_decimals(body))
        cells: Counter[str] = Counter()
        single: Counter[str] = Counter()
        dual: Counter[str] = Counter()
        shared_cells: list[str] = []
        for table in parsed.tables:
            for cell in table.cells:
                values = DECIMAL.findall(cell.text)
                cells.update(values)
                if ALONE.fullmatch(cell.text):
                    single.update(values[:1])
                elif len(values) > 1 or DUAL.search(cell.text):
                    dual.update(values)
                else:
                    shared_cells += [cell.text] if values else []
        total += sum(wanted.values())
        kept = wanted & cells
        inside += sum(kept.values())
        own = wanted & single
        alone += sum(own.values())
        duals += sum(((wanted - own) & dual).values())
        lost = wanted - cells
        if lost:
            worst.append((sum(lost.values()), path.name, sorted(lost.elements())[:12]))
        if shared_cells:
            lonely.append((len(shared_cells), path.name, shared_cells[:4]))
    print(f"tables {found_tables}, problems {problems}, decimals in tabulars {total}")
    print(f"inside a cell      {inside / total:.4f}")
    print(f"alone in its cell  {alone / total:.4f}; without cells of two or more numbers {alone / (total - duals):.4f}")
    print(
        f"{characters / seconds / 1e6:.2f} MB/s; " + ", ".join(f"{name} {spent:.2f} s" for name, spent in clock.items())
    )
    shown = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[1] == "--failures" else 0
    for missing, name, values in sorted(worst, reverse=True)[:shown]:
        print(f"  {missing:4d} lost in {name}: {' '.join(values)}")
    for missing, name, values in sorted(lonely, reverse=True)[:shown]:
        print(f"  {missing:4d} not alone in {name}: {values}")


if __name__ == "__main__":
    main()
