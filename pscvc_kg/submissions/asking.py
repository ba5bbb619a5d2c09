"""What layouts can say at all: two of different years are compared only where both have a column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pscvc_kg import current
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.forms import every_layout
from pscvc_kg.layouts import Layout, layouts
from pscvc_kg.namespaces import RDF_TYPE
from pscvc_kg.provenance import Entry, columns_of
from pscvc_kg.store import Term, statements

ANY = "urn:pscvc:any"
"""Stands for whatever the cell says: of a figure whose indicator is written in a cell, for each indicator."""
_GRAPH = "urn:pscvc:layouts"


@dataclass(frozen=True)
class Asked:
    """The classes of things that layouts describe, and what they can say of them.

    A figure is the class of what it is about, what it says, its aspect and its language.
    """

    kinds: frozenset[str]
    figures: frozenset[tuple[str, str, str, str]]


def asked(names: Iterable[str]) -> Asked:
    """What the layouts of these names can say together."""
    return _asked(tuple(sorted(set(names))))


@cache
def _asked(names: tuple[str, ...]) -> Asked:
    """As the query for the figures of a submission finds it in one that says everything once."""
    said = b"".join(_everything(layout) for name in names if (layout := known_layout(name)))
    with EmbeddedStore() as memory:
        memory.load(said, _GRAPH)
        kinds: dict[str, set[str]] = {}
        for thing, kind in memory.query(current.rule("kinds"), graph=_GRAPH).texts():
            kinds.setdefault(thing, set()).add(kind)
        figures = set()
        for about, what, aspect, value, *_ in memory.query(current.rule("figures"), graph=_GRAPH).rows:
            if about and what and aspect and value:
                for kind in kinds.get(about.value) or {""}:
                    figures.add((kind, what.value, aspect.value, value.language or ""))
    return Asked(frozenset(kind for several in kinds.values() for kind in several), frozenset(figures))


def known_layout(name: str) -> Layout | None:
    """The layout of that name; None where this version has none. Those of templates take a second to make."""
    return layouts().get(name) or every_layout().get(name)


def _everything(layout: Layout) -> bytes:
    """One triple for each kind of triple that the mapping of *layout* makes."""
    text = b""
    for (iri, suffix, predicate), entries in columns_of(layout).items():
        for entry in entries:
            text += statements(_node(layout, f"{iri}{suffix}"), [(predicate, _object(layout, entry))])
    return text


def _node(layout: Layout, name: str) -> str:
    """One node for all IRIs of a template, the same in every layout that has the template."""
    iri = max((each for each in layout.iris if name.startswith(each)), key=len)
    template = str(layout.iris[iri]).replace("{", "(").replace("}", ")")
    return f"urn:pscvc:{template}{name.removeprefix(iri)}"


def _object(layout: Layout, entry: Entry) -> Term:
    if entry.constant is not None:
        return Term(entry.constant)
    if entry.leads_to is not None and entry.predicate != RDF_TYPE:
        return Term(_node(layout, entry.leads_to))
    return Term(ANY, "literal", entry.language) if entry.language else Term(ANY)
