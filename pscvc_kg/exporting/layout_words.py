"""What the layouts of tables are called: their words stand in queries/mappings/, not in the graph."""

from __future__ import annotations

from pscvc_kg import layouts
from pscvc_kg.namespaces import CODE
from pscvc_kg.store import Term, statements

_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


def about_layouts() -> bytes:
    """N-Triples of what each layout is called."""
    return b"".join(
        statements(
            f"{CODE}layout/{layout.name}",
            [(_LABEL, Term(text, "literal", language)) for language, text in sorted(layout.label.items())],
        )
        for layout in sorted(layouts.layouts().values(), key=lambda one: one.name)
    )
