"""The files as agencies sent them, byte by byte, kept in the graph under their hash.

A file is ``cnt:bytes`` (W3C, Representing Content in RDF), compressed. It enters in the commit of the first
submission that was read from it, and it is removed when one that was read from it is withdrawn.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pscvc_kg import current
from pscvc_kg.errors import InputError
from pscvc_kg.namespaces import GRAPH, XSD
from pscvc_kg.store import Store, Term, statements

from .log import file_name

GRAPH_ORIGINALS = GRAPH + "originals"
_BYTES = "http://www.w3.org/2011/content#bytes"
_PACKED = "http://www.w3.org/ns/dcat#compressFormat"
_GZIP = "https://www.iana.org/assignments/media-types/application/gzip"


def keep(store: Store, paths: Iterable[Path], wanted: Iterable[str]) -> bytes:
    """What to add to graph/originals so that it holds the files of *paths* whose SHA-256 is *wanted*.

    Raises:
        InputError: A file changed since it was read.
    """
    lacking = {sha256 for sha256 in set(wanted) if not has(store, sha256)}
    said = b""
    for path in paths:
        if not lacking:
            break
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in lacking:
            lacking.discard(sha256)
            packed = base64.b64encode(gzip.compress(data, mtime=0)).decode()
            facts = [(_BYTES, Term(packed, "literal", datatype=XSD + "base64Binary")), (_PACKED, Term(_GZIP))]
            said += statements(file_name(sha256), facts)
    if lacking:
        raise InputError("a file changed while it was accepted; validate it again")
    return said


def has(store: Store, sha256: str) -> bool:
    """Whether the store has the file of that hash."""
    values = {"file": Term(file_name(sha256))}
    known = store.query(current.rule("original-known"), graph=GRAPH_ORIGINALS, values=values)
    return known.texts() == [("true",)]


def read(store: Store, name: str) -> bytes | None:
    """The file of that name (RFC 6920); None where it was never kept, or removed with what was withdrawn."""
    values = {"file": Term(name)}
    found = store.query(current.rule("original"), graph=GRAPH_ORIGINALS, values=values).texts()
    return gzip.decompress(base64.b64decode(found[0][0])) if found else None


def everything(store: Store) -> Iterator[tuple[str, str]]:
    """Every file that the store keeps: its name (an IRI) and its bytes, compressed, in base 64."""
    for row in store.query(current.rule("originals"), graph=GRAPH_ORIGINALS).texts():
        yield row[0], row[1]


def statements_about(store: Store, files: Iterable[str]) -> bytes:
    """What graph/originals says of the files of these names (IRIs): what goes when they are removed."""
    values = [Term(file) for file in files]
    if not values:
        return b""
    return store.construct(
        current.rule("original-statements"), graph=GRAPH_ORIGINALS, values={"file": values}
    )
