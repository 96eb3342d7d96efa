"""Pages made from templates: every text is escaped, nothing is ever fetched."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scheduler.exports.names import plain

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **facts: object) -> bytes:
    """Return a page as UTF-8; a fact that the template asks for must be there."""
    return _environment().get_template(template).render(**facts).encode()


def asset(name: str) -> Markup:
    """Return a style sheet or script of ours, to be written into a page as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def policy(script: str = "") -> str:
    """Return a content security policy: no request at all, no script but ours."""
    mark = b64encode(sha256(script.encode()).digest()).decode()
    scripts = f"'sha256-{mark}'" if script else "'none'"
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src {scripts}; base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_plain,
    )
    environment.filters["num"] = _number
    return environment


def _plain(value: object) -> object:
    """Take control characters out of texts; what is marked as safe stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return plain(value)
    return value


def _number(value: object) -> str:
    """Return a whole number with commas, another with one decimal."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
