"""How the log writes when something happened, how many there were, and which file it came from."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from pscvc_kg.namespaces import DCT, PROV, RDF_TYPE, XSD
from pscvc_kg.store import Term, statements

_COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"
Clock = Callable[[], datetime]


def now() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)


def time_of(moment: datetime) -> Term:
    """A moment as an xsd:dateTime in UTC, to the second."""
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Term(text, "literal", datatype=XSD + "dateTime")


def number_of(count: int) -> Term:
    """A count as an xsd:integer."""
    return Term(str(count), "literal", datatype=XSD + "integer")


def file_name(sha256: str) -> str:
    """The name of a file by its content (RFC 6920): the same bytes have the same name wherever they lie."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


def invalidated(graph: str, moment: datetime) -> bytes:
    """That what *graph* says holds no longer since *moment*."""
    return statements(graph, [(PROV + "invalidatedAtTime", time_of(moment))])


def withdrawn(graphs: Iterable[str], moment: datetime, reason: str, by: str) -> bytes:
    """That *graphs* are withdrawn since *moment*: why, and by whom where that is said."""
    text = b""
    for graph in graphs:
        act = f"{graph}/withdrawal"
        facts = [(RDF_TYPE, Term(PROV + "Activity")), (PROV + "endedAtTime", time_of(moment))]
        facts.append((_COMMENT, Term(reason, "literal")))
        if by:
            facts.append((DCT + "creator", Term(by, "literal")))
        text += invalidated(graph, moment) + statements(act, facts)
        text += statements(graph, [(PROV + "wasInvalidatedBy", Term(act))])
    return text


def withdrawn_with(graphs: Iterable[str], other: str) -> bytes:
    """That *graphs*, which had been replaced already, were withdrawn with *other*."""
    act = Term(f"{other}/withdrawal")
    return b"".join(statements(graph, [(PROV + "wasInvalidatedBy", act)]) for graph in graphs)
