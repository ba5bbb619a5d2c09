"""How the log writes when something happened, how many there were, and which file it came from."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime

from pscvc_kg.namespaces import PROV, XSD
from pscvc_kg.store import Term, statements

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
