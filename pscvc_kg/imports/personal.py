"""What is about persons, by the rules that refuse it in submissions: open data is loaded without it."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import pyoxigraph as ox

from pscvc_kg import resources


@dataclass(frozen=True)
class Persons:
    """The classes whose members are persons, and the properties that only persons have."""

    classes: frozenset[str]
    properties: frozenset[str]


@functools.cache
def persons() -> Persons:
    """Them, as ``shapes/core/people.ttl`` names them."""
    shapes = ox.Store()
    shapes.load((resources.SHAPES / "core" / "people.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    query = (resources.QUERIES / "state" / "personal-terms.rq").read_text(encoding="utf-8")
    rows = shapes.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    found: dict[str, set[str]] = {"class": set(), "property": set()}
    for kind, term in rows:
        found[kind.value].add(term.value)
    return Persons(frozenset(found["class"]), frozenset(found["property"]))
