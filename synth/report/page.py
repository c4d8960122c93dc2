"""One self-contained HTML page from a template of this package: no network, everything escaped."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from synth.report.words import visible


def render_page(template: str, *, script: str | None = None, **values: object) -> str:
    """The page as text; `script` names a file of this package.

    `policy`, for its head, allows nothing but its style sheet and its script, named by their hashes, and images that
    the page itself carries.

    What papers say comes in as plain strings and is escaped. Raises jinja2's UndefinedError for a variable that the
    template names and `values` lacks.
    """
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    folder = Path(__file__).parent
    style = (folder / "report.css").read_text(encoding="utf-8")
    code = (folder / script).read_text(encoding="utf-8") if script else ""
    source = (folder / template).read_text(encoding="utf-8")

    def shown(value: object) -> object:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        autoescape=True,
        loader=DictLoader({template: source}),
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(
        style=Markup(style),  # noqa: S704  # the package's own file
        script=Markup(code),  # noqa: S704  # the package's own file
        policy=_policy(style, code),
        **values,
    )


def _policy(style: str, script: str) -> str:
    """A content security policy for the page's head."""
    allowed = {"style-src": _hash(style), "script-src": _hash(script) if script else "'none'", "img-src": "data:"}
    directives = " ".join(f"{name} {value};" for name, value in allowed.items())
    return f"default-src 'none'; {directives} base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
