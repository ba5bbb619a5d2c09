"""The log is only written at its end, and each entry seals the one before: an altered byte shows.

An entry is a ``prov:Bundle`` in graph/log. It holds, as ``prov:value``, the statements that it added to the
log, and as ``spdx:checksumValue`` the SHA-256 of the checksum of the entry before it, a line break and those
statements.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from pscvc_kg import current
from pscvc_kg.namespaces import GRAPH_LOG, PROV, RDF_TYPE
from pscvc_kg.store import Store, Term, canonical

from .log import statements

CHECKSUM = "http://spdx.org/rdf/terms#checksumValue"
_ENTRY = GRAPH_LOG + "/"


class Entry(NamedTuple):
    """One entry: its number from 1, the checksum that it states, what it added to the log as N-Triples."""

    number: int
    checksum: str
    said: str


def entry(store: Store, added: bytes) -> bytes:
    """What to add to graph/log when *added* is: both in one commit."""
    said = canonical(added)
    last = max(entries(store, texts=False), default=Entry(0, "", ""))
    number = last.number + 1
    facts = [
        (RDF_TYPE, Term(PROV + "Bundle")),
        (CHECKSUM, Term(checksum(last.checksum, said.decode()), "literal")),
        (PROV + "value", Term(said.decode(), "literal")),
    ]
    if last.number:
        facts.append((PROV + "wasDerivedFrom", Term(f"{_ENTRY}{last.number}")))
    return said + statements(f"{_ENTRY}{number}", facts)


def checksum(before: str, said: str) -> str:
    """The checksum of an entry that says *said* after one with the checksum *before* ("" for the first)."""
    return hashlib.sha256(f"{before}\n{said}".encode()).hexdigest()


def entries(store: Store, *, texts: bool = True) -> Iterator[Entry]:
    """The entries of the log in order, without what they say unless *texts*."""
    name = "log-entries" if texts else "log-checksums"
    for iri, checksum_of, *said in store.query(current.rule(name), graph=GRAPH_LOG).texts():
        yield Entry(int(iri.removeprefix(_ENTRY)), checksum_of, "".join(said))


def faults(store: Store) -> Iterator[str]:
    """What is wrong with the log, a sentence each; none where nothing was altered."""
    before, number, told = "", 0, set[str]()
    for each in sorted(entries(store)):
        number += 1
        if each.number != number:
            yield f"entry {number} of the log is missing"
            number = each.number
        if each.checksum != checksum(before, each.said):
            yield f"entry {each.number} of the log, or the one before it, was altered"
        before = each.checksum
        told.update(each.said.splitlines())
    mark = current.STALE.decode().splitlines()
    own = {line for line in _lines(store) if not line.startswith(f"<{_ENTRY}") and line not in mark}
    if missing := told - own:
        yield f"the log has lost {len(missing):,} statements, among them: {min(missing)}"
    if foreign := own - told:
        yield f"{len(foreign):,} statements of the log are of no entry, among them: {min(foreign)}"


def _lines(store: Store) -> set[str]:
    return set(canonical(store.dump(GRAPH_LOG)).decode().splitlines())
