"""TeX's mouth: a stack of tokens yet to be read, the paper's own macros, and their bounded expansion."""

from __future__ import annotations

from dataclasses import dataclass, field

from synth.read.tex_tokens import (
    ALIGN,
    BRACKET,
    CLOSE,
    CLOSING,
    CONTROL,
    FILE_END,
    MADE,
    OPEN,
    PAR,
    PARAM,
    SPACE,
    TEXT,
    Token,
    plain,
)

MAX_FAILURES = 20
_MAX_BODY = 20_000
_OPTION_WINDOW = 3_000
_SHORT_WINDOW = 40
_DRAWINGS = frozenset({"tikz", "includegraphics", "pgfimage"})


@dataclass(frozen=True, slots=True)
class Macro:
    r"""A command that the paper defines.

    `pattern` holds, for each argument, the literal tokens that end it (\def's delimiters), most often none;
    `default` is the first argument's where that is optional. `original` marks a \let to a command of LaTeX's own.
    """

    body: tuple[Token, ...]
    arguments: int = 0
    default: tuple[Token, ...] | None = None
    pattern: tuple[str, ...] = ()
    prefix: str = ""
    original: str | None = None

    @property
    def draws(self) -> bool:
        """Whether its body is a picture."""
        return any(kind == CONTROL and text in _DRAWINGS for kind, text, _, _ in self.body)

    @property
    def prints(self) -> bool:
        """Whether its body has words of its own. TeX eats the space after such a call too, but nobody means it to."""
        return any(kind == TEXT or (kind == CONTROL and text == "xspace") for kind, text, _, _ in self.body)


def _lost_table(macro: Macro, last: list[Token]) -> bool:
    r"""Whether a macro that does something drops a last argument that holds an environment.

    Sources whose formulas were stripped have `\scalebox{#1}{}` left of `\scalebox{#1}{$#2$}`.
    """
    return not any(kind == PARAM and text[1:] == str(macro.arguments) for kind, text, _, _ in macro.body) and any(
        kind == CONTROL and text == "begin" for kind, text, _, _ in last
    )


@dataclass(slots=True)
class Mouth:
    """Tokens yet to be read, last one first, and what the paper has defined so far.

    `budget` bounds how many tokens all expansions together may make, so that no input can expand for ever.
    """

    budget: int
    stack: list[Token] = field(default_factory=list)
    macros: dict[str, Macro] = field(default_factory=dict)
    environments: dict[str, tuple[Macro, tuple[Token, ...]]] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    last_end: int = 0
    failures: int = 0
    misses: int = 0
    exhausted: bool = False

    def push(self, tokens: list[Token] | tuple[Token, ...]) -> None:
        """Puts tokens back to be read next."""
        self.stack.extend(reversed(tokens))

    def peek(self) -> Token | None:
        """The next token, left where it is."""
        return self.stack[-1] if self.stack else None

    def skip_space(self) -> None:
        """Passes over spaces, not over a paragraph's end."""
        while self.stack and self.stack[-1][0] == SPACE:
            self.stack.pop()

    def opens(self) -> bool:
        """Whether a group begins here, spaces aside."""
        for back in range(1, min(3, len(self.stack)) + 1):
            kind = self.stack[-back][0]
            if kind != SPACE:
                return kind == OPEN
        return False

    def starts(self, character: str) -> bool:
        """Takes `character` (a star, say) if it comes next."""
        if not self.stack:
            return False
        kind, text, start, end = self.stack[-1]
        if kind not in (TEXT, MADE, BRACKET) or not text.startswith(character):
            return False
        self.stack.pop()
        self.last_end = start + 1 if kind == TEXT else end
        if len(text) > 1:
            self.push_rest(kind, text, 1, start, end)
        return True

    def push_rest(self, kind: int, text: str, taken: int, start: int, end: int) -> None:
        """Puts back what is left of a word after its first `taken` characters."""
        rest = text[taken:]
        if kind == TEXT:
            start += taken
        if rest.startswith(" "):
            self.stack.append((kind, rest[1:], start + (kind == TEXT), end))
            self.stack.append((SPACE, " ", start, start + 1 if kind == TEXT else end))
        elif rest:
            self.stack.append((kind, rest, start, end))

    def argument(self) -> list[Token]:
        """The next argument, without its braces; empty where there is none (`}` or the file's end comes next)."""
        while self.stack and self.stack[-1][0] in (SPACE, PAR):
            self.stack.pop()
        if not self.stack:
            return []
        kind, text, start, end = self.stack[-1]
        if kind in (CLOSE, FILE_END, CLOSING, ALIGN):
            return []
        self.stack.pop()
        if kind in (TEXT, MADE) and len(text) > 1:
            self.push_rest(kind, text, 1, start, end)
            self.last_end = start + 1 if kind == TEXT else end
            return [(kind, text[0], start, self.last_end)]
        if kind != OPEN:
            self.last_end = end
            return [(kind, text, start, end)]
        return self._balanced()

    def _balanced(self) -> list[Token]:
        taken: list[Token] = []
        depth = 1
        if self.failures < MAX_FAILURES:
            while self.stack and self.stack[-1][0] != FILE_END:
                token = self.stack.pop()
                if token[0] == OPEN:
                    depth += 1
                elif token[0] == CONTROL and self.begins_document(token):
                    taken.append(token)
                    break
                elif token[0] == CLOSE:
                    depth -= 1
                    if not depth:
                        self.last_end = token[3]
                        return taken
                taken.append(token)
            self.push(taken)
            self.failures += 1
        return []

    def begins_document(self, token: Token) -> bool:
        r"""Whether `token`, just taken, begins \begin{document}, which nothing may swallow."""
        return token[1] == "begin" and len(self.stack) > 1 and self.stack[-2][1] == "document"

    def option(self) -> list[Token] | None:
        """The tokens of a `[…]` that comes next, or None."""
        spaces: list[Token] = []
        while self.stack and self.stack[-1][0] == SPACE:
            spaces.append(self.stack.pop())
        if self.stack and self.stack[-1][0] == BRACKET and self.stack[-1][1] == "[":
            taken = [self.stack.pop()]
            depth = 0
            while self.stack and self.stack[-1][0] not in (FILE_END, CLOSING) and len(taken) < self._window():
                token = self.stack.pop()
                taken.append(token)
                kind = token[0]
                if kind == OPEN:
                    depth += 1
                elif kind == CLOSE:
                    depth -= 1
                    if depth < 0:
                        break
                elif kind == BRACKET and token[1] == "]" and not depth:
                    self.last_end = token[3]
                    return taken[1:-1]
            self.push(taken)
            self.misses += 1
        self.push(spaces)
        return None

    def word(self) -> str:
        """The next argument as plain characters: an environment's name, a key, a length."""
        return plain(self.argument()).strip()

    def skip(self, spec: str) -> None:
        """Passes over arguments: `m` one in braces, `o` an optional one, `*` a star, `n` one that may be missing."""
        for letter in spec:
            if letter == "m":
                self.argument()
            elif letter == "o":
                self.option()
            elif letter == "*":
                self.starts("*")
            elif self.opens():
                self.argument()

    def expand(self, macro: Macro, call: Token) -> bool:
        """Puts a macro's body, its arguments filled in, where the call was. False when nothing may expand any more.

        The body's own words stand at the place of the call; arguments keep the places they had.
        """
        _, _, start, end = call
        self.last_end = end
        arguments = self._arguments(macro)
        end = max(end, self.last_end)
        made: list[Token] = []
        for kind, text, _, _ in macro.body:
            if kind == PARAM:
                index = ord(text[1]) - 49 if len(text) > 1 else -1
                if 0 <= index < len(arguments):
                    made.extend(arguments[index])
            else:
                made.append((MADE if kind == TEXT else kind, text, start, end))
        if arguments and made and _lost_table(macro, arguments[-1]):
            made.extend(arguments[-1])
        self.budget -= len(made) + 1
        if self.budget < 0:
            self.exhausted = True
            return False
        self.push(made)
        return True

    def _arguments(self, macro: Macro) -> list[list[Token]]:
        arguments: list[list[Token]] = []
        for character in macro.prefix:
            self.skip_space()
            self.starts(character)
        if macro.default is not None:
            option = self.option()
            arguments.append(list(macro.default) if option is None else option)
        if not macro.arguments and self.stack and self.stack[-1][0] == SPACE and not macro.prints:
            self.stack.pop()
        while len(arguments) < macro.arguments:
            delimiter = macro.pattern[len(arguments)] if len(arguments) < len(macro.pattern) else ""
            arguments.append(self._until(delimiter) if delimiter else self.argument())
        return arguments

    def _until(self, delimiter: str) -> list[Token]:
        r"""An argument of \def that ends at `delimiter`: a command's name with its backslash, or characters."""
        taken: list[Token] = []
        while self.stack and self.stack[-1][0] not in (FILE_END, PAR) and len(taken) < self._window():
            token = self.stack.pop()
            kind, text, start, end = token
            if plain([token]).strip() == delimiter:
                self.last_end = end
                return taken
            cut = text.find(delimiter) if kind in (TEXT, MADE, BRACKET) else -1
            if cut >= 0:
                if cut:
                    taken.append((kind, text[:cut].rstrip(), start, start + cut if kind == TEXT else end))
                self.push_rest(kind, text, cut + len(delimiter), start, end)
                self.last_end = start + cut + len(delimiter) if kind == TEXT else end
                return taken
            if kind == OPEN:
                taken.extend([token, *self._balanced(), (CLOSE, "}", self.last_end - 1, self.last_end)])
            else:
                taken.append(token)
        self.push(taken)
        self.misses += 1
        return []

    def _window(self) -> int:
        """How far to look for the end of an option: not far once that was often in vain."""
        return _OPTION_WINDOW if self.misses < MAX_FAILURES else _SHORT_WINDOW

    def define(self, name: str, macro: Macro) -> None:
        """Makes `name` the macro, unless its body is beyond all measure."""
        if name and len(macro.body) <= _MAX_BODY:
            self.macros[name] = macro
