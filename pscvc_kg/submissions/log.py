"""What graph/log says of each delivery, in PROV, DCAT and Dublin Core terms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pscvc_kg.layouts import ROW, Layout, Source
from pscvc_kg.log_terms import (
    Clock,
    file_name,
    invalidated,
    now,
    number_of,
    time_of,
    withdrawn,
    withdrawn_with,
)
from pscvc_kg.mapping import Mapped, fold_key
from pscvc_kg.namespaces import CODE, DCT, PROV, PSC, RDF_TYPE, XSD, key_segment
from pscvc_kg.store import Term, statements
from pscvc_kg.tables import Table

__all__ = [
    "REGISTER",
    "Clock",
    "Progress",
    "about_delivery",
    "about_file",
    "digests",
    "file_iri",
    "file_name",
    "invalidated",
    "layout_iri",
    "now",
    "number_of",
    "required",
    "silent",
    "submission_facts",
    "time_of",
    "withdrawn",
    "withdrawn_with",
]

DCAT = "http://www.w3.org/ns/dcat#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
VOID = "http://rdfs.org/ns/void#"
REGISTER = CODE + "register/"
"""What the names of entries of registers begin with; the register's name and the entry's follow."""
Progress = Callable[[int, int, str], None]
"""Called with how many steps are done, of how many, and what the next one is about."""


def silent(_done: int, _total: int, _about: str) -> None:
    """The progress that nobody watches."""


def layout_iri(layout: Layout) -> str:
    """The name of a layout in the graph."""
    return named_layout(layout.name)


def named_layout(name: str) -> str:
    """The name in the graph of a layout, or of a kind of catalogue, that is called *name* here."""
    return f"{CODE}layout/{name}"


def file_iri(table: Table) -> str:
    """The name of the file of *table*."""
    return file_name(table.sha256)


def about_file(table: Table, source: Source) -> bytes:
    """What is known of the file of *table*, which *source* publishes."""
    return _about_file(table.file, table.sha256, source)


def _about_file(file: str, sha256: str, source: Source) -> bytes:
    """What is known of a file: its name, its digest, who publishes it and under which licence."""
    facts = [
        (RDF_TYPE, Term(PROV + "Entity")),
        (DCT + "title", Term(file, "literal")),
        (DCT + "identifier", Term(f"sha256:{sha256}", "literal")),
        (DCT + "license", Term(source.licence, "literal")),
    ]
    if source.address:
        facts.append((DCT + "source", Term(source.address, "literal")))
    for language, text in (source.publisher or {}).items():
        facts.append((DCT + "publisher", Term(text, "literal", language)))
    return statements(file_name(sha256), facts)


@dataclass(frozen=True)
class Piece:
    """A piece of a delivery: records read from one file in one layout, or as one kind of catalogue.

    ``retrieved`` is when the file was fetched, where that is known.
    """

    layout: str
    source: Source
    file: str
    sha256: str
    records: int
    retrieved: str = ""


def about_delivery(graph: str, mapped: Sequence[Mapped], digests: Iterable[str], moment: datetime) -> bytes:
    """What is said of every delivery, source or submission: layouts, files, records, digest, time."""
    pieces = [
        Piece(each.layout.name, each.layout.source, table.file, table.sha256, len(each.rows))
        for each in mapped
        for table in (each.recognised.table,)
    ]
    return about_pieces(graph, pieces, digests, moment)


def about_pieces(graph: str, pieces: Sequence[Piece], digests: Iterable[str], moment: datetime) -> bytes:
    """What is said of a delivery that consists of *pieces*."""
    facts = [
        (RDF_TYPE, Term(PROV + "Entity")),
        (RDF_TYPE, Term(DCAT + "Dataset")),
        (PROV + "generatedAtTime", time_of(moment)),
        *((DCT + "identifier", Term(digest, "literal")) for digest in digests),
        (VOID + "entities", number_of(sum(piece.records for piece in pieces))),
    ]
    text = statements(graph, facts)
    for piece in pieces:
        text += statements(
            graph,
            [
                (DCT + "conformsTo", Term(named_layout(piece.layout))),
                (PROV + "wasDerivedFrom", Term(file_name(piece.sha256))),
                *(
                    (DCT + "title", Term(title, "literal", language))
                    for language, title in piece.source.title.items()
                ),
            ],
        )
        text += _about_file(piece.file, piece.sha256, piece.source)
        if piece.retrieved:
            when = Term(piece.retrieved, "literal", datatype=XSD + "dateTime")
            text += statements(file_name(piece.sha256), [(DCT + "date", when)])
    return text


def required(graph: str, names: Iterable[tuple[str, str]]) -> bytes:
    """That *graph* needs entries (register and name) that no register had when it was made."""
    entries = sorted({f"{REGISTER}{register}/{key_segment(fold_key(name))}" for register, name in names})
    return statements(graph, [(DCT + "requires", Term(entry)) for entry in entries])


def submission_facts(
    owner: str, period: str, number: int, superseded: Iterable[str]
) -> list[tuple[str, Term]]:
    """What makes a delivery a submission: whose, for which period, its number, what it supersedes."""
    return [
        (RDF_TYPE, Term(PSC + "Submission")),
        (PSC + "isSubmittedBy", Term(owner)),
        (PSC + "forPeriod", Term(period)),
        (DCAT + "version", Term(str(number), "literal")),
        *((PSC + "supersedes", Term(graph)) for graph in superseded),
    ]


def digests(mapped: Iterable[Mapped]) -> tuple[str, ...]:
    """A digest for each layout of what rows say and how it is read, wherever in a file they stand.

    It covers the mapping's text, the cells and the IRIs made of them (so that a register that resolves a name
    differently counts), but no row numbers: a row inserted above changes nothing.
    """
    content: dict[str, list[str]] = {}
    for each in mapped:
        content.setdefault(each.layout.name, []).append(_fingerprint(each))
    return tuple(
        f"{name} sha256:{hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()}"
        for name, found in sorted(content.items())
    )


def _fingerprint(mapped: Mapped) -> str:
    layout = mapped.layout
    columns = [mapped.cells[name] for name in sorted(mapped.cells)]
    keyed = [name for name in sorted(mapped.iris) if ROW not in layout.iris[name].fields]
    rows = sorted(
        json.dumps(row) for row in zip(*columns, *(mapped.iris[name] for name in keyed), strict=True)
    )
    head = [layout.query, sorted(mapped.cells), keyed, dict(mapped.recognised.groups)]
    text = json.dumps([head, rows], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
