"""How the templates become pages: what is put into a page of HTML is escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from pscvc_kg.render.page import plain
from pscvc_kg.render.words import LANGUAGES


def templates() -> Environment:
    """The templates of this package; a value that a template needs and does not get is an error."""
    environment = Environment(
        loader=PackageLoader("pscvc_kg.render"),
        autoescape=lambda name: name is not None and ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = breakable
    return environment


def breakable(text: str) -> Markup:
    """*text* in which a line may end between the words that a code joins: Citizen|Trust, service_|id."""
    return Markup("<wbr>").join(re.split("(?<=[a-z])(?=[A-Z])|(?<=_)", text))


def policy(style: str) -> str:
    """What the browser may do with a page: nothing but apply its own style."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def both(texts: Mapping[str, str]) -> Markup:
    """One text in every language, of which the page shows one at a time; once where they are the same.

    What is no markup yet is escaped.
    """
    shown = {language: _escaped(texts[language]) for language in LANGUAGES}
    if len(set(shown.values())) == 1:
        return shown[LANGUAGES[0]]
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(language, shown[language]) for language in LANGUAGES
    )


def _escaped(text: str) -> Markup:
    return text if isinstance(text, Markup) else escape(plain(text))
