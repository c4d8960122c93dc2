"""One self-contained HTML page from a template of this package: no script, no network, everything escaped."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from synth.report.words import visible


def render_page(template: str, **values: object) -> str:
    """The page as text. Its policy allows nothing but the one style sheet inside it, named by its hash.

    What papers say comes in as plain strings and is escaped. Raises jinja2's UndefinedError for a variable that the
    template names and `values` lacks.
    """
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    folder = Path(__file__).parent
    style = (folder / "report.css").read_text(encoding="utf-8")
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
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        **values,
    )
