"""Candidate hand-overs as a table that a person decides in, and as a graph of their own."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg import current, reading
from pscvc_kg.linking.hand_overs.proposing import Called, End, Evidence, Supposed
from pscvc_kg.namespaces import PSC, XSD, key_segment
from pscvc_kg.report import Location, Text
from pscvc_kg.store import Store, canonical

LAYOUT = "candidate-hand-overs"
"""The layout of queries/mappings/ that says what a row means."""
COLUMNS = (
    *("decision", "comment"),
    *("from_organization_name_en", "from_organization_name_fr", "from_name_en", "from_name_fr"),
    *("to_organization_name_en", "to_organization_name_fr", "to_name_en", "to_name_fr"),
    *("direction", "likelihood", "reason_en", "reason_fr", "quotation", "named"),
    *("file", "sheet", "row_number", "column", "header", "line", "subject", "property", "also"),
    *("chain", "value_object_en", "value_object_fr", "value_object", "through"),
    *("pattern", "candidate", "from_organization", "from_service", "to_organization", "to_service"),
    *("from_stage", "to_stage", "decided_by", "decided_on"),
)
"""The columns in the order of their writing: what is decided, between whom, why, where, the rest."""
OWN = ("decision", "comment", "chain", "value_object_en", "value_object_fr")
"""The columns that belong to whoever decides; the program writes the others."""
_PREFIXES = {
    "psc": PSC,
    "csvw": "http://www.w3.org/ns/csvw#",
    "dct": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": XSD,
}
Row = Mapping[str, str]
Locate = Callable[[Iterable[Evidence]], Mapping[Evidence, Location]]
"""Says where evidence stands; what has no place is left out."""


@dataclass(frozen=True)
class LeftOut:
    """How many candidates of a pattern through one thing (an IRI, and what it is called) wait for others."""

    pattern: str
    through: str
    name: Text
    number: int


class Candidates(tuple[Row, ...]):
    """The rows of candidates; ``left_out`` says which wait until those that are there are decided on."""

    left_out: tuple[LeftOut, ...] = ()


def limited(rows: Iterable[Row], most: Mapping[str, int], store: Store) -> Candidates:
    """*rows* with at most so many of each pattern (*most*, 0: all) through one thing, the first ones.

    An event that fifty services cause and fifty answer to would else give 2,450 rows, which nobody reads.
    """
    kept: list[Row] = []
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        key = row["pattern"], row["through"]
        counts[key] += 1
        limit = most.get(row["pattern"], 0)
        if not (limit and row["through"]) or counts[key] <= limit:
            kept.append(row)
    over = {
        key: number - most[key[0]]
        for key, number in counts.items()
        if key[1] and most.get(key[0], 0) and number > most[key[0]]
    }
    called = Called(store)
    found = Candidates(kept)
    found.left_out = tuple(
        LeftOut(pattern, through, {each: called.name(through, each) for each in ("en", "fr")}, number)
        for (pattern, through), number in sorted(over.items())
    )
    return found


def as_rows(store: Store, supposed: Sequence[Supposed], locate: Locate) -> tuple[Row, ...]:
    """A row for each of *supposed*, in their order."""
    places = locate(evidence for one in supposed for evidence in one.evidence)
    called = Called(store)
    called.ask(
        iri
        for one in supposed
        for end in (one.giver, one.receiver)
        for iri in (end.organization, end.service)
    )
    return tuple(_row(one, places, called) for one in supposed)


def _row(one: Supposed, places: Mapping[Evidence, Location], called: Called) -> Row:
    first, *others = one.evidence
    place = places.get(first)
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "likelihood": "" if one.likelihood is None else f"{one.likelihood:g}",
        "reason_en": one.reason["en"],
        "reason_fr": one.reason["fr"],
        "direction": one.way,
        "quotation": first.quotation,
        "named": first.named,
        "also": "\n".join(filter(None, (_shown(places.get(each), each.quotation) for each in others))),
        "value_object": one.object,
        "through": one.through,
        "pattern": one.pattern,
        "candidate": one.identity,
    }
    if place is not None:
        row |= {
            "file": place.file,
            "sheet": place.sheet or "",
            "row_number": "" if place.row is None else str(place.row),
            "column": place.column or "",
            "header": place.header or "",
            "line": "" if place.line is None or place.row is not None else str(place.line),
        }
        if place.row is not None and not first.named:
            # The cell says what the statement does.
            row["quotation"] = called.name(first.value.value, "en")
        if place.row is None:
            # A catalogue has no cells: what names the place is the statement.
            row |= {"subject": first.subject, "property": first.path}
    for side, end in (("from", one.giver), ("to", one.receiver)):
        row |= {
            f"{side}_organization": end.organization,
            f"{side}_service": end.service,
            f"{side}_stage": _stage(one, end),
        }
        for language in ("en", "fr"):
            name = called.name(end.organization, language) if end.organization else ""
            row[f"{side}_organization_name_{language}"] = name
            row[f"{side}_name_{language}"] = called.name(end.iri, language)
    return row


def _stage(one: Supposed, end: End) -> str:
    """What the stage at *end* is known by: one of a service is the same in all hand-overs."""
    return end.service or f"{one.pattern}/{one.identity}"


def _shown(place: Location | None, quotation: str) -> str:
    parts = () if place is None else (place.file, place.sheet, place.row, place.column, place.header)
    where = " ".join(str(part) for part in parts if part is not None)
    return ": ".join(filter(None, (where, quotation)))


def as_csv(rows: Iterable[Row]) -> bytes:
    """The table as a spreadsheet reads it: UTF-8 with its mark."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_graph(rows: Sequence[Row]) -> bytes:
    """What the layout makes of *rows*, as canonical N-Triples."""
    if not rows:
        return b""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "candidates.csv")
        path.write_bytes(as_csv(rows))
        return canonical(reading.read([path]).triples)


def as_trig(rows: Sequence[Row]) -> bytes:
    """*rows* of which nothing was decided as TriG: in the graph of each pattern, each with its evidence."""
    quads = []
    for pattern in sorted({row["pattern"] for row in rows}):
        graph = ox.NamedNode(graph_of(pattern))
        triples = as_graph([row for row in rows if row["pattern"] == pattern])
        quads += [
            ox.Quad(each.subject, each.predicate, each.object, graph)
            for each in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
        ]
    return ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=_PREFIXES) or b""


def graph_of(pattern: str) -> str:
    """The named graph of the candidates of a pattern."""
    return f"{current.CANDIDATES}{key_segment(pattern)}"


def keep(store: Store, rows: Sequence[Row], patterns: Iterable[str]) -> None:
    """Make the graph of candidates of each of *patterns* hold what *rows* say, and nothing else."""
    add: dict[str, bytes] = {}
    drop = []
    present = set(current.supposed(store))
    for pattern in patterns:
        graph = graph_of(pattern)
        triples = as_graph([row for row in rows if row["pattern"] == pattern])
        if graph in present and canonical(store.dump(graph)) == triples:
            continue
        if graph in present:
            drop.append(graph)
        if triples:
            add[graph] = triples
    if add or drop:
        store.commit(add, drop=drop)
        store.flush()
