"""What LaTeX's own commands do: styles, references, citations, sections, captions, cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from synth.read.latex_authors import author_names
from synth.read.latex_floats import Caption, Float
from synth.read.latex_numbering import SECTION_LEVELS, Target, letter
from synth.read.tex_symbols import ACCENTS, DINGBATS, SYMBOLS, accented
from synth.read.tex_tokens import (
    BRACKET,
    CLOSE,
    CLOSING,
    CONTROL,
    MADE,
    OPEN,
    PAR,
    SPACE,
    TEXT,
    TIE,
    Token,
    plain,
)
from synth.read.tex_trace import NOWHERE, Scribe

if TYPE_CHECKING:
    from synth.read.latex_machine import Handler, Machine

_MAX_SPAN = 2_000


# styles ----------------------------------------------------------------------------------------------------------


def bold(machine: Machine, _: Token) -> None:
    """\\textbf{…}."""
    machine.styled(bold=True)


def underline(machine: Machine, _: Token) -> None:
    """\\underline{…}."""
    machine.styled(underline=True)


def bold_on(machine: Machine, _: Token) -> None:
    """\\bf: until the group ends."""
    machine.bold = True
    machine.mouth.skip_space()


def bold_off(machine: Machine, _: Token) -> None:
    """\\mdseries, \\normalfont."""
    machine.bold = False
    machine.mouth.skip_space()


def plain_text(machine: Machine, _: Token) -> None:
    """\\text{…}: words inside a formula."""
    machine.styled(math=False)


def ensure_math(machine: Machine, _: Token) -> None:
    """\\ensuremath{…}."""
    machine.styled(math=True)


def raised(machine: Machine, token: Token) -> None:
    """\\textsuperscript and \\textsubscript: a caret or a low line only where two numbers would run together."""
    machine.mouth.skip_space()
    stack = machine.mouth.stack
    first = stack[-2][1] if len(stack) > 1 and stack[-1][0] == OPEN else ""
    if machine.out.tail.isdigit() and first[:1].isdigit():
        machine.out.made("^" if token[1] == "textsuperscript" else "_", token[2], token[3])


def accent(machine: Machine, token: Token) -> None:
    """\\'e, \\v{r}, \\"\\i: one letter under an accent. In a formula \\' and its kin are not accents."""
    _, mark, start, _ = token
    argument = machine.mouth.argument()
    while len(argument) > 1 and argument[0][0] == SPACE:
        argument = argument[1:]
    if not argument:
        return
    kind, text, _, end = argument[0]
    base = SYMBOLS.get(text, "") if kind == CONTROL else text if kind in (TEXT, MADE) else ""
    if not base:
        machine.mouth.push(argument)
        return
    machine.out.made(accented(mark, base), start, max(end, machine.mouth.last_end))
    if len(argument) > 1:
        machine.mouth.push(argument[1:])


def thin_space(machine: Machine, token: Token) -> None:
    """`\\,`: between digits it groups thousands."""
    stack = machine.mouth.stack
    following = stack[-1][1][:1] if stack and stack[-1][0] in (TEXT, MADE) else ""
    thin = machine.out.tail.isdigit() and following.isdigit()
    machine.out.space("\u2009" if thin else " ", token[2], token[3])


def wide_space(machine: Machine, token: Token) -> None:
    """\\hspace{…}: a space."""
    machine.mouth.starts("*")
    width = machine.mouth.word()
    if not width.startswith(("-", "0")):
        machine.out.space("  ", token[2], max(token[3], machine.mouth.last_end))


def quad(machine: Machine, token: Token) -> None:
    """\\quad and \\qquad: a space, among authors' names a wide one."""
    if machine.out.spaced:
        machine.out.made("\u2003", token[2], token[3])
    else:
        machine.out.space("  ", token[2], token[3])
    machine.mouth.skip_space()


def dingbat(machine: Machine, token: Token) -> None:
    """\\ding{51}."""
    code = machine.mouth.word()
    machine.out.made(DINGBATS.get(code, "•"), token[2], max(token[3], machine.mouth.last_end))


# formulas --------------------------------------------------------------------------------------------------------


def fraction(machine: Machine, token: Token) -> None:
    """\\frac{a}{b} is a/b."""
    top = machine.mouth.argument()
    bottom = machine.mouth.argument()
    start, end = token[2], max(token[3], machine.mouth.last_end)
    machine.mouth.push([*_bracketed(top, start, end), (MADE, "/", start, end), *_bracketed(bottom, start, end)])


def _bracketed(tokens: list[Token], start: int, end: int) -> list[Token]:
    text = plain(tokens).strip()
    if any(sign in text[1:] for sign in "+-") and len(tokens) < 200:
        return [(MADE, "(", start, end), *tokens, (MADE, ")", start, end)]
    return tokens


def root(machine: Machine, token: Token) -> None:
    """\\sqrt{x} is √x."""
    machine.mouth.option()
    machine.out.made("√", token[2], token[3])


def delimiter(machine: Machine, _: Token) -> None:
    """\\left and \\right: a full stop after them prints nothing."""
    machine.mouth.starts(".")


def math_open(machine: Machine, _: Token) -> None:
    """`\\(`."""
    machine.open_frame("$")
    machine.math = True


def math_close(machine: Machine, token: Token) -> None:
    """`\\)`; in a table `\\]` too."""
    machine.close_to("$", token)


def display(machine: Machine, token: Token) -> None:
    """`\\[`."""
    machine.display("]", token)


# references ------------------------------------------------------------------------------------------------------


def label(machine: Machine, _: Token) -> None:
    """\\label: of the latest caption in a float, else of what was counted last."""
    key = machine.mouth.word()
    if not key:
        return
    if machine.floats and not (machine.target is not None and machine.target.kind == "equation"):
        around = next((box for box in reversed(machine.floats) if box.captions), machine.floats[-1])
        around.bind(key, machine.numbering)
    elif machine.target is not None:
        machine.numbering.labels.setdefault(key, machine.target)


def reference(machine: Machine, token: Token) -> None:
    """\\ref and its kin."""
    mouth = machine.mouth
    mouth.starts("*")
    keys = mouth.word()
    if keys:
        machine.out.reference(f"{token[1]}|{keys}", token[2], max(token[3], mouth.last_end))


def cite(machine: Machine, token: Token) -> None:
    """A citation is `[@key; @key]`, its notes kept: `[see @key, p. 3]`."""
    mouth, out = machine.mouth, machine.out
    mouth.starts("*")
    first = mouth.option()
    second = mouth.option()
    before, after = (first, second) if second is not None else (None, first)
    opening = mouth.last_end
    keys = mouth.argument()
    start, end = token[2], max(token[3], mouth.last_end)
    if not plain(keys).strip():
        return
    if out.tail.isalnum():
        out.space(" ", NOWHERE, NOWHERE)
    out.made("[", start, token[3])
    if before and _note(out, before):
        out.space(" ", NOWHERE, NOWHERE)
    _keys(out, keys, start, end, max(opening, token[3]))
    if after and plain(after).strip():
        out.made(", ", start, token[3])
        _note(out, after)
    out.made("]", start, end)


def _note(out: Scribe, tokens: list[Token]) -> bool:
    written = False
    for kind, text, start, end in tokens:
        if kind == TEXT:
            out.literal(text, start)
            written = True
        elif kind in (SPACE, TIE, PAR):
            out.space(" ", start, end)
        elif kind == MADE:
            out.made(text, start, end)
            written = True
    return written


def _keys(out: Scribe, tokens: list[Token], start: int, end: int, opening: int) -> None:
    text = plain(tokens)
    base = tokens[0][2]
    copied = tokens[-1][3] - base == len(text) and all(kind != MADE for kind, _, _, _ in tokens)
    done = 0
    first = True
    for key in text.split(","):
        stripped = key.strip()
        at = base + done + len(key) - len(key.lstrip())
        done += len(key) + 1
        if not stripped:
            continue
        if copied:
            out.made("@" if first else "; @", opening if first else at - 1, at)
            out.exact(stripped, at)
        else:
            out.made(("@" if first else "; @") + stripped, start, end)
        first = False


# sections and front matter ---------------------------------------------------------------------------------------


def section(machine: Machine, token: Token) -> None:
    """\\section to \\subparagraph: a new path for what follows."""
    mouth = machine.mouth
    starred = mouth.starts("*")
    mouth.option()
    kind = token[1]
    level = SECTION_LEVELS[kind]
    while machine.list_depth and machine.frames and machine.frames[-1].name in ("itemize", "enumerate"):
        machine.close_frame(token)
    machine.flush()
    if not starred and level <= 3:
        machine.target = machine.numbering.step(kind)

    def titled(scribe: Scribe, _: Token) -> None:
        place = scribe.place(machine.sources)
        text = scribe.traced(machine.sources, place, machine.numbering.resolve).text if place else ""
        machine.sections = {other: known for other, known in machine.sections.items() if other < level}
        if text:
            machine.sections[level] = text.rstrip(" .:") or text
        machine.path = tuple(known for _, known in sorted(machine.sections.items()))
        if machine.out.breaks:
            machine.out = Scribe(machine.body_role(), machine.path, breaks=True)

    machine.group(Scribe(None), token, titled)


def appendix(machine: Machine, _: Token) -> None:
    """\\appendix: sections are letters from here on."""
    machine.numbering.appendix = True
    for kind in SECTION_LEVELS:
        machine.numbering.counters[kind] = 0


def title(machine: Machine, token: Token) -> None:
    """\\title[short]{…}."""
    machine.mouth.starts("*")
    machine.mouth.option()

    def done(scribe: Scribe, _: Token) -> None:
        machine.front = False
        if machine.title is None and scribe.pieces:
            machine.title = scribe
            machine.keep(scribe)

    machine.front = True
    if not machine.group(Scribe("title"), token, done):
        machine.front = False


def author(machine: Machine, token: Token) -> None:
    """\\author{…}: the names in it, and nothing else."""
    machine.mouth.option()

    def done(scribe: Scribe, _: Token) -> None:
        machine.front = False
        for name in author_names("".join(text for _, text, _, _ in scribe.pieces)):
            if name not in machine.names:
                machine.names.append(name)

    machine.front = True
    if not machine.group(Scribe(None, spaced=True), token, done):
        machine.front = False


def author_break(machine: Machine, token: Token) -> None:
    """\\and between authors."""
    if machine.out.spaced:
        machine.out.made("\n", token[2], token[3])
    else:
        machine.out.space("  ", token[2], token[3])


def abstract(machine: Machine, token: Token) -> None:
    """\\abstract{…} as a command."""

    def done(scribe: Scribe, _: Token) -> None:
        machine.keep(scribe)
        machine.abstract = False

    machine.flush()
    machine.abstract = True
    if not machine.group(Scribe("abstract", breaks=True), token, done):
        machine.abstract = False


def footnote(machine: Machine, token: Token) -> None:
    """\\footnote{…}: a block of its own."""
    machine.mouth.option()
    role = None if machine.out.role is None else "footnote"
    machine.group(Scribe("footnote" if role else None, machine.path), token, lambda scribe, _: machine.keep(scribe))


def item(machine: Machine, token: Token) -> None:
    """\\item: a block of its own, its label before it."""
    option = machine.mouth.option()
    if machine.list_depth and machine.out.breaks:
        machine.flush("list")
        machine.target = Target("item", str(machine.numbering.counters.get("item", 0) + 1))
        machine.numbering.counters["item"] = machine.numbering.counters.get("item", 0) + 1
    else:
        machine.out.space("  ", token[2], token[3])
    if option:
        machine.mouth.push([*option, (SPACE, " ", machine.mouth.last_end, machine.mouth.last_end)])
    machine.mouth.skip_space()


# floats ----------------------------------------------------------------------------------------------------------


def caption(machine: Machine, token: Token) -> None:
    """\\caption[short]{long}."""
    _caption(machine, token, None)


def caption_of(machine: Machine, token: Token) -> None:
    """\\captionof{table}{…}."""
    starred = machine.mouth.starts("*")
    kind = machine.mouth.word()
    _caption(machine, token, kind, starred=starred)


def _caption(machine: Machine, token: Token, kind: str | None, *, starred: bool = False) -> None:
    starred = machine.mouth.starts("*") or starred
    machine.mouth.option()
    box = machine.floats[-1] if machine.floats else Float(kind or "figure")
    scribe, done = caption_scribe(machine, box, kind or box.kind, numbered=not starred)
    if not machine.group(scribe, token, done):
        done(scribe, token)


def caption_scribe(
    machine: Machine, box: Float, kind: str, *, numbered: bool
) -> tuple[Scribe, Callable[[Scribe, Token], None]]:
    """A caption to be written and what to do when it is; its number is counted at once."""
    scribe = Scribe("caption" if machine.out.role is not None or machine.in_grid() else None, machine.path)
    target: Target | None = None
    if numbered and box.sub and len(machine.floats) > 1:
        around = machine.floats[-2]
        around.subs += 1
        known = [known.target.number for known in around.captions if known.target is not None]
        number = known[-1] if known else machine.numbering.next_number(around.kind)
        target = Target(kind, number + letter(around.subs).lower())
    elif numbered and not box.sub:
        target = machine.numbering.step(kind)
    entry = Caption(scribe, target)
    box.add_caption(entry, machine.numbering)
    return scribe, lambda written, _: machine.keep(written)


def sub_float(machine: Machine, token: Token) -> None:
    """\\subfloat[caption]{…}."""
    mouth = machine.mouth
    option = mouth.option()
    mouth.option()
    if not mouth.opens():
        return
    mouth.skip_space()
    mouth.stack.pop()
    kind = machine.floats[-1].kind if machine.floats else "figure"
    box = open_box(machine, "{", Float(kind, sub=True))
    if option:
        scribe, done = caption_scribe(machine, box, kind, numbered=True)
        mouth.push([*option, (CLOSING, "caption", mouth.last_end, mouth.last_end)])
        machine.redirect(scribe, "caption", token, done)


def open_box(machine: Machine, name: str, box: Float) -> Float:
    """A box that may hold captions and tables of its own; it closes with the group or environment `name`."""
    machine.floats.append(box)

    def closed(_: Token) -> None:
        if box in machine.floats:
            machine.floats.remove(box)
        box.close(machine.floats[-1] if machine.floats else None, machine.numbering)

    machine.open_frame(name, closed)
    return box


# cells -----------------------------------------------------------------------------------------------------------


def row_end(machine: Machine, token: Token) -> None:
    """`\\\\`."""
    machine.row_end(token)


def multicolumn(machine: Machine, _: Token) -> None:
    """\\multicolumn{n}{spec}{…}: the last argument is read on."""
    mouth = machine.mouth
    count = mouth.word()
    mouth.argument()
    if machine.grids and count.isdigit():
        machine.grids[-1].slot.colspan = max(1, min(int(count[:6]), _MAX_SPAN))


def multirow(machine: Machine, _: Token) -> None:
    """\\multirow[pos]{n}[struts]{width}[shift]{…}: negative n reaches upwards."""
    mouth = machine.mouth
    mouth.option()
    count = mouth.word()
    mouth.option()
    mouth.argument()
    mouth.option()
    digits = count.split(".")[0].lstrip("-")
    if machine.grids and digits.isdigit():
        span = max(1, min(int(digits[:6]), _MAX_SPAN))
        machine.grids[-1].slot.rowspan = -span if count.startswith("-") else span


def rule(machine: Machine, _: Token) -> None:
    """\\hline, \\midrule and the like."""
    machine.mouth.option()
    machine.rule(full=True)


def rule_with_arguments(machine: Machine, token: Token) -> None:
    """\\specialrule{…}{…}{…}, \\hhline{…}, \\Xhline{…}, \\noalign{…}."""
    machine.mouth.skip("mmm" if token[1] == "specialrule" else "m")
    machine.rule(full=True)


def partial_rule(machine: Machine, _: Token) -> None:
    """\\cmidrule[width](trim){2-4} and \\cline{2-4}."""
    mouth = machine.mouth
    mouth.option()
    mouth.skip_space()
    if mouth.starts("("):
        for _unused in range(16):
            if not mouth.stack or mouth.starts(")"):
                break
            kind, text, start, end = mouth.stack.pop()
            if ")" in text and kind in (TEXT, MADE):
                mouth.push_rest(kind, text, text.index(")") + 1, start, end)
                break
    span = mouth.word()
    if machine.grids:
        machine.grids[-1].partial_rule(span)
    if mouth.stack and mouth.stack[-1][0] == BRACKET and mouth.stack[-1][1] == "[":
        mouth.option()


def long_head(machine: Machine, token: Token) -> None:
    """longtable's \\endfirsthead, \\endhead, \\endfoot: what repeats is kept once."""
    if not machine.grids:
        return
    grid = machine.grids[-1]
    if token[1] == "endfirsthead":
        grid.first_head = True
        grid.head_rows = len(grid.rows)
    elif token[1] == "endhead" and not grid.first_head:
        grid.head_rows = len(grid.rows)
    else:
        grid.drop_since(grid.head_rows)


def drop(machine: Machine, _: Token) -> None:
    """\\thanks{…}, \\email{…}: not part of any text."""
    machine.mouth.option()
    if machine.mouth.opens():
        machine.mouth.argument()


def close_group(machine: Machine, token: Token) -> None:
    """\\egroup and \\endgroup."""
    machine.close_brace((CLOSE, "}", token[2], token[3]))


COMMANDS: dict[str, Handler] = {
    **dict.fromkeys("textbf mathbf bm boldsymbol pmb mathbfit bold".split(), bold),
    **dict.fromkeys("underline uline ul udensdash dashuline underbar".split(), underline),
    **dict.fromkeys("bf bfseries boldmath".split(), bold_on),
    **dict.fromkeys("mdseries normalfont".split(), bold_off),
    **dict.fromkeys("text textrm mbox hbox textnormal textsc textit texttt textsf".split(), plain_text),
    "ensuremath": ensure_math,
    **dict.fromkeys("textsuperscript textsubscript".split(), raised),
    **dict.fromkeys(ACCENTS, accent),
    ",": thin_space,
    "thinspace": thin_space,
    "hspace": wide_space,
    **dict.fromkeys("quad qquad".split(), quad),
    "ding": dingbat,
    **dict.fromkeys("frac dfrac tfrac nicefrac sfrac".split(), fraction),
    "sqrt": root,
    **dict.fromkeys("left right middle".split(), delimiter),
    "(": math_open,
    ")": math_close,
    "[": display,
    "]": math_close,
    "label": label,
    **dict.fromkeys("ref cref Cref autoref eqref pageref vref Vref labelcref nameref cpageref".split(), reference),
    **dict.fromkeys(
        """cite citep citet citealp citealt Citep Citet Citealp citeauthor citeyear citeyearpar Citeauthor shortcite
        newcite textcite parencite footcite autocite citenum onlinecite cites citeN citeNP citeA shortciteA citen
        citetext fullcite smartcite supercite citess citeasnoun citedash""".split(),
        cite,
    ),
    **dict.fromkeys(SECTION_LEVELS, section),
    "appendix": appendix,
    "appendices": appendix,
    **dict.fromkeys("title icmltitle aistatstitle Title".split(), title),
    **dict.fromkeys("author icmlauthor IEEEauthorblockN name".split(), author),
    **dict.fromkeys("and And AND sep".split(), author_break),
    "abstract": abstract,
    **dict.fromkeys("footnote footnotetext tablefootnote tablefoot".split(), footnote),
    "item": item,
    **dict.fromkeys("caption tablecaption topcaption bottomcaption".split(), caption),
    "captionof": caption_of,
    **dict.fromkeys("subfloat subfigure subtable subcaptionbox".split(), sub_float),
    **dict.fromkeys("\\ tabularnewline cr crcr".split(), row_end),
    "multicolumn": multicolumn,
    "multirow": multirow,
    **dict.fromkeys("hline toprule midrule bottomrule hdashline tophline middlehline bottomhline".split(), rule),
    **dict.fromkeys("specialrule hhline Xhline noalign".split(), rule_with_arguments),
    **dict.fromkeys("cmidrule cline cdashline cmidrulex Xcline".split(), partial_rule),
    **dict.fromkeys("endfirsthead endhead endfoot endlastfoot".split(), long_head),
    **dict.fromkeys(
        """thanks email affiliation affil institute institution address inst orcid IEEEauthorblockA date affiliations
        authorrunning titlerunning orcidID keywords ccsdesc subjclass acks thankstext city country state postcode
        streetaddress department IEEEcompsocitemizethanks emailAdd authornote authorcr subtitle titlenote footnotemark
        todo vspace""".split(),
        drop,
    ),
    "par": lambda machine, token: machine.paragraph(token),
    **dict.fromkeys("egroup endgroup".split(), close_group),
    **dict.fromkeys("bgroup begingroup".split(), lambda machine, _: machine.mouth.stack.append((OPEN, "{", 0, 0))),
}
