"""What LaTeX's commands print: one table for symbols, one for accents, one for commands that only arrange."""

from __future__ import annotations

import unicodedata

_PAIRS = """
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω varnothing ∅ emptyset ∅
times × texttimes × pm ± textpm ± mp ∓ cdot · cdotp · centerdot · textperiodcentered · div ÷ ast ∗ star ⋆ circ ∘
bullet • textbullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ wedge ∧ land ∧ vee ∨ lor ∨ cap ∩ cup ∪ setminus ∖ neg ¬
lnot ¬ sim ~ simeq ≃ approx ≈ cong ≅ equiv ≡ neq ≠ ne ≠ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ ll ≪ gg ≫ lt <
gt > lesssim ≲ gtrsim ≳ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ forall ∀ exists ∃
infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ surd √ perp ⊥ bot ⊥ top ⊤ angle ∠ mid | vert | Vert ‖ parallel ∥
to → rightarrow → longrightarrow → leftarrow ← gets ← leftrightarrow ↔ longleftrightarrow ↔ Rightarrow ⇒ implies ⇒
Longrightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓
textuparrow ↑ textdownarrow ↓ textrightarrow → textleftarrow ← nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ mapsto ↦
hookrightarrow ↪ rightleftharpoons ⇌ dagger † dag † textdagger † ddagger ‡ ddag ‡ textdaggerdbl ‡ S § textsection §
P ¶ textparagraph ¶ checkmark ✓ Checkmark ✓ cmark ✓ CheckmarkBold ✓ faCheck ✓ faCheckCircle ✓ tick ✓ xmark ✗
XSolidBrush ✗ XSolid ✗ faTimes ✗ faClose ✗ Crossedbox ☒ square □ Box □ blacksquare ■ boxempty □ diamond ⋄ Diamond ◇
lozenge ◊ triangle △ bigtriangleup △ triangleup △ blacktriangle ▲ triangledown ▽ blacktriangledown ▼
triangleright ▷ triangleleft ◁ blacktriangleright ▶ bigstar ★ bigcirc ◯ CIRCLE ● Circle ○ LEFTcircle ◐ CircleSolid ●
clubsuit ♣ spadesuit ♠ heartsuit ♥ diamondsuit ♦ sharp ♯ flat ♭ natural ♮
ldots … dots … cdots ⋯ textellipsis … dotsc … dotsb … vdots ⋮ ddots ⋱ textemdash — textendash – textquoteright ’
textquoteleft ‘ textquotedblleft “ textquotedblright ” textquotesingle ' textquotedbl " quotesinglbase ‚ quotedblbase „
guillemotleft « guillemotright » textless < textgreater > textbar | textbackslash \\ backslash \\ textasciitilde ~
textasciicircum ^ textunderscore _ textdollar $ textpercent % textnumero № textdegree ° degree ° celsius ℃ ohm Ω
micro µ textmu µ texteuro € euro € EUR € pounds £ textsterling £ yen ¥ copyright © textcopyright © textregistered ®
texttrademark ™ textordfeminine ª textordmasculine º texthalf ½ textonehalf ½ textquestiondown ¿ textexclamdown ¡
ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ prime ′ lbrace { rbrace } lbrack [ rbrack ] langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋
lceil ⌈ rceil ⌉ ss ß ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł aa å AA Å i ı j ȷ dh ð DH Ð th þ TH Þ dj đ DJ Đ ng ŋ NG Ŋ
percent % minus − Minus − Plus + textminus − colon : lvert | rvert | lVert ‖ rVert ‖ ldotp . coloneqq ≔ triangleq ≜
models ⊨ vdash ⊢ dashv ⊣ sqcup ⊔ sqcap ⊓ uplus ⊎ prec ≺ succ ≻ preceq ⪯ succeq ⪰ asymp ≍ doteq ≐ because ∵ therefore ∴
log log ln ln exp exp max max min min sup sup inf inf lim lim arg arg argmax argmax argmin argmin sin sin cos cos tan tan
tanh tanh det det dim dim ker ker Pr Pr deg deg gcd gcd bmod mod mod mod
LaTeX LaTeX TeX TeX BibTeX BibTeX LaTeXe LaTeX2e
eg e.g. ie i.e.
"""
_WORDS = _PAIRS.split()
SYMBOLS: dict[str, str] = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
SYMBOLS["etal"] = "et al."
SYMBOLS.update({"&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", "|": "‖"})
SYMBOLS.update(dict.fromkeys([" ", "\n", "\r", "\t", ";", ":", "enspace", "thinspace", "space", "nobreakspace"], " "))
SYMBOLS.update(dict.fromkeys(["quad", "qquad", "enskip", "hfill", "hfil", "newline", "linebreak", "tab"], " "))
SYMBOLS.update(dict.fromkeys(["!", "/", "-", "@", "(", ")", ">", "<", "+"], ""))

ACCENTS: dict[str, str] = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip

UPRIGHT_MARKS = frozenset("*∗†‡§¶°∘′±⋆★•↑↓✓✗+−-")
"""A superscript or subscript that begins with one of these needs no caret: 84.3*, 84.3±0.2 (`+`, `-` before digits do)."""

DINGBATS: dict[str, str] = {"51": "✓", "52": "✓", "55": "✗", "56": "✗", "53": "✗", "54": "✗", "72": "★", "73": "★"}
DINGBATS.update({str(192 + n): chr(0x2780 + n) for n in range(10)})
DINGBATS.update({str(172 + n): chr(0x2460 + n) for n in range(10)})
DINGBATS.update({str(182 + n): chr(0x2776 + n) for n in range(10)})

ARRANGING: dict[str, str] = {
    name: spec
    for spec, names in {
        "": """centering small footnotesize scriptsize tiny large Large LARGE huge Huge normalsize selectfont noindent
            indent raggedright raggedleft arraybackslash relax protect leavevmode strut maketitle newpage clearpage
            cleardoublepage pagebreak nopagebreak bigskip medskip smallskip par it em sl tt sf rm sc itshape slshape
            upshape scshape sffamily rmfamily ttfamily bfseriesx displaystyle textstyle scriptstyle scriptscriptstyle
            limits nolimits left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm middle
            appendixpage tableofcontents listoffigures listoftables printbibliography frontmatter mainmatter backmatter
            flushbottom raggedbottom sloppy fussy onecolumn allowbreak nobreak ignorespaces unskip makeatletter
            makeatother global long outer xspace hfill vfill vfil dotfill hrulefill null break mathstrut boldmathx
            unboldmath nonumber notag qedhere expandafter noexpand endgroup begingroup bgroup egroup sloppypar
            FloatBarrier balance onehalfspacing doublespacing singlespacing compact tightlist nolinenumbers linenumbers
            aclfinalcopy iclrfinalcopy emnlpfinalcopy naaclfinalcopy ninept IEEEpeerreviewmaketitle IEEEoverridecommandlockouts
            twocolumn smash rlap llap clap mathrlap mathllap mathclap hbox vbox mbox fbox framebox centerline vcenter
            leftline rightline text textrm textit textsl textsf textsc textup texttt textmd textnormal emph mathrm mathit
            mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal operatorname ensuremath boxed textlf uppercase
            lowercase MakeUppercase MakeLowercase hat widehat bar overline tilde widetilde vec dot ddot underbrace
            overbrace check breve acute grave num numprint tabularnewlinex toprulex up normalfontx phantomsection
            protecting everymath nohyphens sout st xout hl so uwave dashuline dotuline subref NoHyper endNoHyper
            displaylimits mathop mathbin mathrel mathord mathopen mathclose mathpunct rm normalcolor mdseries uline""",
        "*m": "vspace hspace addvspace tag captionsetup",
        "m": """definecolor vphantom hphantom phantom pagestyle thispagestyle bibliographystyle pagenumbering setcitestyle
            label hypersetup graphicspath usetikzlibrary lstset sisetup tikzset pgfplotsset cellcolorx input@path index glsadd
            rowfont colrule vskipx color@ textcolorx arrayrulecolor doublerulesepcolor nocite keywords terms
            pgfkeys tcbset setlist ActivateWarningFilters includepdf addbibresource rowstyle emailx thead@ hypenation
            hyphenation stepcounter addtocounterx refstepcounter usebox newcounter pdfbookmarkx setitemize
            linespread setstretch vspacex@ tablestyle@ DeclareGraphicsExtensions ccsdesc title@ doi isbn
            acmYear acmISBN acmDOI acmPrice copyrightyear setcopyright received editor volume geometry""",
        "mm": "setlength addtolength fontsize settowidth addtocounter newlength@ href@ pdfbookmark acmConference@ markboth tblrset",
        "om": """documentclass usepackage RequirePackage documentstyle pdfoutput cellcolor rowcolor columncolor color todo
            LoadClass todototoc rowcolors@ bibliography PassOptionsToPackage arrayrulecolor bicaption@""",
        "omo": "usepackage RequirePackage documentclass documentstyle",
        "*om": "includegraphics bibitem",
        "*omm": "rowcolors",
        "mmm": "addcontentsline fontfamily@ setCJKmainfont@ specialcolor",
        "oom": "colorx@",
        "*mm": "resizebox",
        "mo": "scalebox newsavebox newlength newdimen newskip newcount newbox newtoks stretchbox",
        "oo": "makebox",
        "o": "linebreak makecell makecellbox shortstack pagebreak displaybreak marginpar@ sqrtx pause subtable subfigure@ item@ addlinespace footnotemark thanksmark leftmargin",
        "omx": "",
        "ooom": "parbox",
        "moo": "raisebox rule@",
        "omm": "columncolorx fcolorbox rule",
        "mx": "colorboxx adjustbox",
        "*o": "thead",
    }.items()
    for name in names.split()
    if "x" not in spec
}
"""Commands that print nothing of their own, with the arguments they take before what they arrange (Mouth.skip's
letters): what follows in braces is read on, as if the command were not there."""
ARRANGING.update(
    {
        "textcolor": "om", "colorbox": "om", "rotatebox": "om", "adjustbox": "m", "tabincell": "m", "pbox": "m",
        "tcbox": "o", "turnbox": "m", "fontfamily": "m", "fontseries": "m", "fontshape": "m", "fontencoding": "m",
        "stackengine": "o", "specialcell": "o", "cellcolor": "om", "rowcolor": "om", "rule": "omm", "scalebox": "mo",
        "multirowcell": "mo", "multirowthead": "mo", "rothead": "o", "addtabletext": "", "diagbox": "o", "SetCell": "om",
        "parbox": "ooom", "hyperlink": "m", "hypertarget": "m", "hyperref": "o", "acrodef": "mm", "newacronym": "ommm",
        "foreignlanguage": "m", "selectlanguage": "m", "pgfmathsetmacro": "mm", "DeclareRobustCommandx": "mm",
        "newcolumntype": "mom", "newtcolorbox": "omom", "titleformat": "*mmmmm", "titlespacing": "*mmmm", "bibinfo": "m",
        "theoremstyle": "m", "newfloat": "mmm", "DeclareCaptionFont": "mm", "DeclareMathSymbol": "mmmm", "newlist": "mmm",
        "DeclareSymbolFont": "mmmmm", "newunicodechar": "mm", "lstdefinestyle": "mm", "lstdefinelanguage": "omom",
        "AtBeginDocument": "m", "AtEndDocument": "m", "providecolor": "mmm", "definecolor": "mmm", "colorlet": "mm",
        "texorpdfstring": "", "ifthenelse": "", "tikz": "om", "pgfimage": "om", "epsfig": "m", "psfig": "m", "vcentcolon": "",
        "acmConference": "ommm", "ccsdesc": "om", "icmltitlerunning": "m", "titlerunning": "m", "authorrunning": "m",
        "shorttitle": "m", "shortauthors": "m", "runninghead": "mm", "bicaption": "", "tnote": "", "circled": "",
        "thankses": "m", "lstinputlisting": "om", "verbatiminput": "m", "makeatletter": "", "stackunder": "o",
        "icmlaffiliation": "mm", "icmlcorrespondingauthor": "mm", "icmlkeywords": "m", "IEEEtriggeratref": "m",
        "fancyhead": "om", "fancyfoot": "om", "lhead": "m", "rhead": "m", "cfoot": "m", "extracolsep": "m",
    }
)  # fmt: skip

SIZES = frozenset("small footnotesize scriptsize tiny fontsize textsubscript textsuperscript".split())

LENGTHS = frozenset(
    """vskip hskip kern mkern mskip parskip parindent baselineskip tabcolsep arrayrulewidth hsize vsize textwidth
    textheight columnsep linewidth columnwidth penalty topmargin oddsidemargin evensidemargin headheight headsep footskip
    itemsep topsep partopsep parsep leftskip rightskip hangindent hangafter looseness tolerance hbadness vbadness
    lineskip extrarowheight aboverulesep belowrulesep cmidrulekern heavyrulewidth lightrulewidth floatsep textfloatsep
    intextsep abovecaptionskip belowcaptionskip abovedisplayskip belowdisplayskip fboxsep fboxrule jot raise lower
    moveleft moveright clubpenalty widowpenalty emergencystretch doublerulesep paperwidth paperheight pdfpagewidth
    pdfpageheight lsstyle overfullrule marginparwidth pretolerance hfuzz vfuzz interlinepenalty unitlength""".split()
)
"""TeX's own registers: `\\vskip 2pt`, `\\tabcolsep=0.1cm` take a length without braces."""


def accented(mark: str, letter: str) -> str:
    """A letter under an accent, in one character where Unicode has it."""
    letter = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    return unicodedata.normalize("NFC", letter[:1] + ACCENTS[mark]) + letter[1:]
