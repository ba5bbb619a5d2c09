"""A row of links as statements: what the graph keeps of it, and the row that is read from there."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from pscvc_kg import current
from pscvc_kg.namespaces import DCT, PROV, RDF_TYPE, XSD
from pscvc_kg.store import Store, Term, statements

from . import sssom
from .paging import every_row
from .sssom import Link

_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_PAV = "http://purl.org/pav/"
_SOURCE, _PREDICATE, _TARGET = (
    _OWL + name for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")
)
_JUSTIFICATION, _MODIFIER = sssom.SSSOM + "mapping_justification", sssom.SSSOM + "predicate_modifier"
_MAPPINGS, MAPPING_SET = sssom.SSSOM + "mappings", sssom.SSSOM + "MappingSet"
_SLOTS: dict[str, tuple[str, str]] = {
    "subject_label": (sssom.SSSOM + "subject_label", ""),
    "object_label": (sssom.SSSOM + "object_label", ""),
    "author_id": (_PAV + "authoredBy", "iri"),
    "author_label": (sssom.SSSOM + "author_label", ""),
    "reviewer_id": (sssom.SSSOM + "reviewer_id", "iri"),
    "reviewer_label": (sssom.SSSOM + "reviewer_label", ""),
    "mapping_date": (DCT + "created", "date"),
    "review_date": (sssom.SSSOM + "review_date", "date"),
    "confidence": (sssom.SSSOM + "confidence", "decimal"),
    "mapping_tool": (sssom.SSSOM + "mapping_tool", ""),
    "mapping_tool_version": (sssom.SSSOM + "mapping_tool_version", ""),
    "other": (sssom.SSSOM + "other", ""),
    "comment": (_RDFS + "comment", ""),
}
"""The columns of the standard with the properties that it gives them, and the datatype of their values."""
_REVISES = PROV + "wasRevisionOf"

Key = tuple[str, str, str, str, bool, tuple[tuple[str, str], ...]]


def identity(link: Link) -> Key:
    """What the graph keeps of a row: rows that are alike in it are the same row."""
    slots = []
    for name in sorted(link.slots):
        text = link.slots[name]
        if name in _SLOTS and text:
            kind = _SLOTS[name][1]
            if kind == "decimal":
                text = f"{Decimal(text).normalize():f}"
            elif kind == "iri":
                text = "|".join(sorted(set(text.split("|"))))
            slots.append((name, text))
    return link.subject, link.predicate, link.object, link.justification, link.negated, tuple(slots)


def numbered(links: Sequence[Link]) -> list[tuple[tuple[Key, int], Link]]:
    """*links*, each with what it says and how many of them said the same before it."""
    seen: dict[Key, int] = defaultdict(int)
    found = []
    for link in links:
        key = identity(link)
        found.append(((key, seen[key]), link))
        seen[key] += 1
    return found


def name_of(mapping_set: str, key: Key, before: int = 0) -> str:
    """A name for the row by what it says, so that the same row is the same thing in every version."""
    said = [*key[:4], str(key[4]), *(f"{name}={text}" for name, text in key[5])]
    if before:
        said.append(f"again={before}")
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return f"{mapping_set}#{digest[:16]}"


def record(mapping_set: str, key: Key, before: int = 0) -> bytes:
    """The statements of a row."""
    subject, predicate, thing, justification, negated, slots = key
    facts = [
        (RDF_TYPE, Term(_OWL + "Axiom")),
        (_SOURCE, Term(subject)),
        (_PREDICATE, Term(predicate)),
        (_TARGET, Term(thing)),
        (_JUSTIFICATION, Term(justification)),
    ]
    if negated:
        facts.append((_MODIFIER, Term(sssom.SSSOM + "NegatedPredicate")))
    for name, text in slots:
        iri, kind = _SLOTS[name]
        if kind == "iri":
            facts += [(iri, Term(part)) for part in text.split("|")]
        else:
            facts.append((iri, Term(text, "literal", datatype=XSD + kind if kind else None)))
    name = name_of(mapping_set, key, before)
    return statements(mapping_set, [(_MAPPINGS, Term(name))]) + statements(name, facts)


def history(mapping_set: str, rows: Sequence[Link]) -> bytes:
    """The statements of what people said of one pair, *rows* in their order: each revises those before it."""
    text, earlier = b"", list[str]()
    for (key, before), _ in numbered(rows):
        name = name_of(mapping_set, key, before)
        text += record(mapping_set, key, before)
        text += statements(name, [(_REVISES, Term(each)) for each in earlier])
        earlier.append(name)
    return text


def kept_rows(store: Store) -> dict[str, tuple[Link, ...]]:
    """The rows of each live mapping set of *store*; those on one pair in the order of what was said."""
    facts: dict[tuple[str, str], dict[str, list[str]]] = {}
    rows = every_row(store, current.rule("link-records"), order="?set ?record ?says ?value")
    for mapping_set, name, says, value in sorted(rows.texts()):
        facts.setdefault((mapping_set, name), {}).setdefault(says, []).append(value)
    found: dict[str, list[tuple[int, Link]]] = {}
    for (mapping_set, _), said in facts.items():
        found.setdefault(mapping_set, []).append((len(said.get(_REVISES, ())), _link(said)))
    return {
        mapping_set: tuple(link for _, link in sorted(rows, key=lambda each: each[0]))
        for mapping_set, rows in found.items()
    }


def _link(said: dict[str, list[str]]) -> Link:
    slots = {name: "|".join(said[iri]) for name, (iri, _) in _SLOTS.items() if iri in said}
    [subject], [predicate], [thing] = (said[each] for each in (_SOURCE, _PREDICATE, _TARGET))
    return Link(subject, predicate, thing, said[_JUSTIFICATION][0], _MODIFIER in said, slots)
