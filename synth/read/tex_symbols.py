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
models ⊨ vdash ⊢ dashv ⊣ sqcup ⊔ sqcap ⊓ uplus ⊎ prec ≺ succ ≻ preceq ⪯ succeq ⪰ asymp ≍ doteq ≐ because ∵
therefore ∴ log log ln ln exp exp max max min min sup sup inf inf lim lim arg arg argmax argmax argmin argmin
sin sin cos cos tan tan tanh tanh det det dim dim ker ker Pr Pr deg deg gcd gcd bmod mod mod mod
LaTeX LaTeX TeX TeX BibTeX BibTeX LaTeXe LaTeX2e
eg e.g. ie i.e. etc etc. wrt w.r.t. sqsubseteq ⊑ sqsupseteq ⊒ sqsubset ⊏ sqsupset ⊐ bigcup ⋃ bigcap ⋂ bigvee ⋁
bigwedge ⋀ Longleftarrow ⇐ llbracket ⟦ rrbracket ⟧ leadsto ⇝ xrightarrow → xleftarrow ← lhd ⊲ rhd ⊳ bowtie ⋈ nexists ∄
hdots … mathellipsis … trianglelefteq ⊴ trianglerighteq ⊵ lnsim ⋦ nmid ∤ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈
Longleftrightarrow ⇔ longmapsto ⟼
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
"""A superscript or subscript that begins with one of these needs no caret: 84.3*, 84.3±0.2."""

DINGBATS: dict[str, str] = {"51": "✓", "52": "✓", "55": "✗", "56": "✗", "53": "✗", "54": "✗", "72": "★", "73": "★"}
DINGBATS.update({str(192 + n): chr(0x2780 + n) for n in range(10)})
DINGBATS.update({str(172 + n): chr(0x2460 + n) for n in range(10)})
DINGBATS.update({str(182 + n): chr(0x2776 + n) for n in range(10)})

_ARRANGING_NAMES = {
    "": """centering small footnotesize scriptsize tiny large Large LARGE huge Huge normalsize selectfont noindent
        indent raggedright raggedleft arraybackslash relax protect leavevmode strut maketitle newpage clearpage
        cleardoublepage bigskip medskip smallskip it em sl tt sf rm sc itshape slshape upshape scshape sffamily
        rmfamily ttfamily up cal displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits
        displaylimits big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm appendixpage
        tableofcontents listoffigures listoftables printbibliography frontmatter mainmatter backmatter
        flushbottom raggedbottom sloppy fussy onecolumn allowbreak nobreak ignorespaces unskip makeatletter
        makeatother global long outer vfill vfil hss vss dotfill hrulefill null break mathstrut unboldmath
        nonumber notag qed qedhere expandafter noexpand FloatBarrier balance nobalance onehalfspacing
        doublespacing singlespacing nolinenumbers linenumbers aclfinalcopy iclrfinalcopy emnlpfinalcopy
        naaclfinalcopy ninept IEEEpeerreviewmaketitle IEEEoverridecommandlockouts twocolumn smash rlap llap clap
        mathrlap mathllap mathclap vbox fbox framebox centerline vcenter leftline rightline textsl textup texttt
        textmd textlf emph mathrm mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal operatorname
        boxed uppercase lowercase MakeUppercase MakeLowercase hat widehat bar overline tilde widetilde vec dot
        ddot underbrace overbrace check breve acute grave phantomsection nohyphens sout st hl so uwave NoHyper
        endNoHyper mathop mathbin mathrel mathord mathopen mathclose mathpunct normalcolor IEEEPARstart PARstart
        romannumeral eject medbreak thefootnote printAffiliationsAndNotice authornotemark makecorrespond
        IEEEcompsoctitleabstractindextext doparttoc faketableofcontents texorpdfstring addtabletext bicaption
        tnote circled enquote maketitleabstract textcircled unhbox unvbox center flushleft flushright endcenter
        endflushleft endflushright endminipage endproof proof hglue stackrel overset underset""",
    "m": """vphantom hphantom phantom pagestyle thispagestyle bibliographystyle pagenumbering setcitestyle
        hypersetup graphicspath usetikzlibrary lstset sisetup tikzset pgfplotsset index glsadd rowfont nocite
        terms pgfkeys tcbset ActivateWarningFilters addbibresource rowstyle hyphenation stepcounter
        refstepcounter usebox newcounter linespread setstretch DeclareGraphicsExtensions doi isbn acmYear
        acmISBN acmDOI acmPrice acmSubmissionID copyrightyear setcopyright received editor volume adjustbox
        tabincell pbox turnbox fontfamily fontseries fontshape fontencoding hyperlink hypertarget href
        foreignlanguage selectlanguage bibinfo theoremstyle DeclareCaptionFont AtBeginDocument AtEndDocument
        epsfig psfig epsfbox icmltitlerunning icmlkeywords shorttitle shortauthors IEEEtriggeratref lhead rhead
        cfoot chead lfoot rfoot extracolsep verbatiminput bibliography numberofauthors toctitle tocauthor
        bstctlcite marginpar comment Description urlstyle accepted tikzstyle glsresetall hyphenpenalty""",
    "*m": "addvspace tag captionsetup vspace",
    "mm": """setlength addtolength fontsize settowidth pdfbookmark markboth tblrset acrodef pgfmathsetmacro colorlet
        newunicodechar runninghead lstdefinestyle icmlaffiliation icmlcorrespondingauthor icmlsetsymbol
        conferenceinfo SetKwInOut SetKwFunction SetKw SetKwInput SetKwData""",
    "om": """color cellcolor rowcolor columncolor todo LoadClass bibliography PassOptionsToPackage arrayrulecolor
        textcolor colorbox rotatebox setlist hyperref ccsdesc pgfimage lstinputlisting fancyhead fancyfoot
        SetCell cortext ead SetSymbolFont pdfoutput""",
    "*om": "includegraphics bibitem",
    "*omm": "rowcolors",
    "*mm": "resizebox",
    "mmm": "addcontentsline providecolor definecolor newfloat newlist category",
    "mo": "scalebox newsavebox newlength newdimen newskip newcount newbox newtoks multirowcell multirowthead",
    "*mo": "raisebox",
    "o": """linebreak pagebreak nopagebreak nolinebreak makecell shortstack displaybreak pause addlinespace num
        numprint SI si qty unit tcbox stackengine specialcell rothead diagbox stackunder lettrine
        enlargethispage""",
    "oo": "makebox",
    "omm": "fcolorbox rule",
    "ooom": "parbox minipage",
    "*o": "thead",
    "mom": "newcolumntype",
    "omom": "newtcolorbox lstdefinelanguage",
    "ommm": "newacronym acmConference",
    "*mmmm": "titlespacing",
    "*mmmmm": "titleformat",
    "mmmm": "DeclareMathSymbol",
    "mmmmm": "DeclareSymbolFont",
}
ARRANGING: dict[str, str] = {name: spec for spec, names in _ARRANGING_NAMES.items() for name in names.split()}
"""Commands that print nothing of their own, with the arguments they take before what they arrange (Mouth.skip's
letters): what follows in braces is read on, as if the command were not there."""

SIZES = frozenset("small footnotesize scriptsize tiny fontsize textsubscript textsuperscript".split())

LENGTHS = frozenset(
    """vskip hskip kern mkern mskip parskip parindent baselineskip tabcolsep arrayrulewidth hsize vsize textwidth
    textheight columnsep linewidth columnwidth penalty topmargin oddsidemargin evensidemargin headheight headsep
    footskip itemsep topsep partopsep parsep leftskip rightskip
    hangindent hangafter looseness tolerance hbadness vbadness
    lineskip extrarowheight aboverulesep belowrulesep cmidrulekern heavyrulewidth lightrulewidth floatsep textfloatsep
    intextsep abovecaptionskip belowcaptionskip abovedisplayskip belowdisplayskip fboxsep fboxrule jot raise lower
    moveleft moveright clubpenalty widowpenalty emergencystretch doublerulesep paperwidth paperheight pdfpagewidth
    pdfpageheight lsstyle overfullrule marginparwidth pretolerance hfuzz vfuzz interlinepenalty unitlength""".split()
)
r"""TeX's own registers: `\vskip 2pt`, `\tabcolsep=0.1cm` take a length without braces."""


def accented(mark: str, letter: str) -> str:
    """A letter under an accent, in one character where Unicode has it."""
    letter = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    return unicodedata.normalize("NFC", letter[:1] + ACCENTS[mark]) + letter[1:]
