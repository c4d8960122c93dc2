"""Names of LaTeX's environments: what they take, and which of them float, list, tabulate or say nothing."""

from __future__ import annotations

ENVIRONMENT_ARGUMENTS = {
    "minipage": "ooom", "wrapfigure": "omom", "wraptable": "omom", "subfigure": "om", "subtable": "om",
    "multicols": "mo",
    "multicols*": "mo", "adjustbox": "m", "spacing": "m", "CJK": "omm", "CJK*": "omm", "turn": "m", "rotate": "m",
    "tablenotes": "o", "subcaptionblock": "om", "threeparttable": "o", "list": "mm", "IEEEbiography": "om",
    "IEEEbiographynophoto": "m",
    "scope": "o", "algorithmic": "o", "figwindow": "o", "tabwindow": "o", "otherlanguage": "m", "addmargin": "om",
    "adjustwidth": "mm", "subequations": "", "table": "o", "figure": "o", "table*": "o", "figure*": "o",
    "mdframed": "o",
    "tcolorbox": "o", "floatrow": "o", "letterspace": "m", "scriptsize": "", "resizebox": "mm", "scalebox": "m",
    "sidewaystable": "o", "sidewaystable*": "o", "sidewaysfigure": "o", "sidewaysfigure*": "o", "algorithm": "o",
    "enumerate": "o", "itemize": "o", "description": "o", "changemargin": "mm", "textblock": "m", "varwidth": "om",
    "SCtable": "oo", "SCfigure": "oo", "dependency": "o", "wrapfloat": "mmm", "appendices": "", "IEEEeqnarray": "om",
}  # fmt: skip
FLOATS = {
    "table": "table", "table*": "table", "wraptable": "table", "sidewaystable": "table", "sidewaystable*": "table",
    "figure": "figure", "figure*": "figure", "wrapfigure": "figure", "sidewaysfigure": "figure",
    "sidewaysfigure*": "figure", "algorithm": "algorithm", "algorithm*": "algorithm", "SCtable": "table",
    "SCfigure": "figure", "teaserfigure": "figure", "margintable": "table", "marginfigure": "figure",
    "listing": "listing",
}  # fmt: skip
TABULARS = {
    "tabular": "om", "tabular*": "mom", "tabularx": "mom", "tabulary": "mom", "longtable": "om", "longtable*": "om",
    "supertabular": "m", "supertabular*": "mm", "xtabular": "m", "mpxtabular": "m", "xltabular": "omm", "tabu": "om",
    "longtabu": "om", "array": "om", "NiceTabular": "omo", "tblr": "om", "longtblr": "om", "talltblr": "om",
    "tabularew": "m", "deluxetable": "m", "deluxetable*": "m", "ctabular": "om", "NiceTabular*": "momo",
    "NiceTabularX": "mmo", "tabularht": "mm", "widetabular": "mm", "smalltabular": "m",
}  # fmt: skip
LONG = ("long", "super", "xtab", "xlt", "deluxe")
LISTS = (
    "itemize",
    "enumerate",
    "description",
    "compactitem",
    "compactenum",
    "list",
    "trivlist",
    "asparaenum",
    "asparaitem",
)
INLINE_LISTS = ("inparaenum", "enumerate*", "inparaitem", "itemize*")
SILENT = tuple(
    """thebibliography acks acknowledgements acknowledgments acknowledgement acknowledgment keywords
    IEEEkeywords keyword algorithmic algorithm2e tikzpicture IEEEbiography CCSXML
    comment IEEEbiographynophoto icmlauthorlist tabbing overpic verbatim lstlisting
    minted code references classification AMS""".split()
)
INLINE = frozenset(
    """aligned alignedat split cases dcases matrix pmatrix bmatrix vmatrix Bmatrix Vmatrix smallmatrix gathered array
    small footnotesize scriptsize tiny normalsize large bf it sc em rotate turn sideways adjustbox varwidth""".split()
)
