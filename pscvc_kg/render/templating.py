"""How the templates become pages: what is put into a page of HTML is escaped."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


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
