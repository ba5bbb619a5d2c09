"""The log is only written at its end, and each entry seals the one before: an altered byte shows.

An entry is a ``prov:Bundle`` in graph/log. It holds, as ``prov:value``, the statements that it added to the
log, and as ``spdx:checksumValue`` the SHA-256 of the checksum of the entry before it, a line break and those
statements. The first entry says, too, in which format the store is kept and which ontology it holds; an entry
of its own says it again whenever one of the two changes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pscvc_kg import current, resources
from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import BASE, GRAPH_LOG, PROV, RDF_TYPE, XSD
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term, canonical, statements

CHECKSUM = "http://spdx.org/rdf/terms#checksumValue"
TRIPLES = "http://rdfs.org/ns/void#triples"
_VERSION = "http://www.w3.org/ns/dcat#version"
_PART_OF = "http://purl.org/dc/terms/isPartOf"
_ENTRY = GRAPH_LOG + "/"
_ONTOLOGY = BASE + "ontology/"

FORMAT = 2
"""How this version keeps a store. In format 1 the log has no entries and states no sums of graphs."""


class Entry(NamedTuple):
    """One entry: its number from 1, the checksum that it states, what it added to the log as N-Triples."""

    number: int
    checksum: str
    said: str


class Sum(NamedTuple):
    """What the log says of a named graph: how many statements, their checksum, whether it was withdrawn."""

    triples: int
    checksum: str
    withdrawn: bool


def entry(store: Store, added: bytes) -> bytes:
    """What to add to graph/log when *added* is: both in one commit."""
    last = last_entry(store)
    said = canonical(added if last.number else [added, as_it_is_kept()])
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


def last_entry(store: Store) -> Entry:
    """The last entry of the log, without what it says; number 0 where there is none."""
    return max(entries(store, texts=False), default=Entry(0, "", ""))


def entries(store: Store, *, texts: bool = True) -> Iterator[Entry]:
    """The entries of the log in order, without what they say unless *texts*."""
    name = "log-entries" if texts else "log-checksums"
    for iri, checksum_of, *said in store.query(current.rule(name), graph=GRAPH_LOG).texts():
        yield Entry(int(iri.removeprefix(_ENTRY)), checksum_of, "".join(said))


def faults(store: Store) -> Iterator[Text]:
    """What is wrong with the log, a sentence each; none where nothing was altered."""
    before, number, told = "", 0, set[str]()
    for each in sorted(entries(store)):
        number += 1
        if each.number != number:
            yield {
                "en": f"entry {number} of the log is missing",
                "fr": f"l'entrée {number} du journal manque",
            }
            number = each.number
        if each.checksum != checksum(before, each.said):
            yield {
                "en": f"entry {each.number} of the log, or the one before it, was altered",
                "fr": f"l'entrée {each.number} du journal, ou celle d'avant, a été modifiée",
            }
        before = each.checksum
        told.update(each.said.splitlines())
    own = _own(store)
    if missing := told - own:
        yield {
            "en": f"the log has lost {len(missing):,} statements, among them: {min(missing)}",
            "fr": f"le journal a perdu des énoncés ({len(missing)}), dont\u00a0: {min(missing)}",
        }
    if foreign := own - told:
        yield {
            "en": f"{len(foreign):,} statements of the log are of no entry, among them: {min(foreign)}",
            "fr": f"le journal a des énoncés d'aucune entrée ({len(foreign)}), dont\u00a0: {min(foreign)}",
        }


def _own(store: Store) -> set[str]:
    """The statements of the log but for its entries and the mark of a `current` out of date."""
    mark = current.STALE.decode().splitlines()
    lines = set(canonical(store.dump(GRAPH_LOG)).decode().splitlines())
    return {line for line in lines if not line.startswith(f"<{_ENTRY}") and line not in mark}


def unsealed(store: Store) -> bytes:
    """The statements of the log that no entry says: all of them in a log of an earlier version."""
    told = {line for each in entries(store) for line in each.said.splitlines()}
    return "".join(f"{line}\n" for line in sorted(_own(store) - told)).encode()


def about_graph(graph: str, triples: bytes, part_of: str | None = None) -> bytes:
    """How many statements *graph* has and what their checksum is; of which submission it is a part."""
    count, sha256 = summed(triples)
    facts = [
        (TRIPLES, Term(str(count), "literal", datatype=XSD + "integer")),
        (CHECKSUM, Term(sha256, "literal")),
    ]
    if part_of:
        facts.append((_PART_OF, Term(part_of)))
    return statements(graph, facts)


def summed(triples: bytes) -> tuple[int, str]:
    """How many different *triples* there are, and the SHA-256 of their canonical N-Triples.

    Without blank nodes, which our graphs have none of, sorting makes them canonical; else RDFC-1.0 does.
    """
    text = canonical(triples)
    if _BLANK.search(text):
        import pyoxigraph as ox

        dataset = ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = (ox.serialize([quad.triple], format=ox.RdfFormat.N_TRIPLES) or b"" for quad in dataset)
        text = b"".join(sorted(lines))
    return text.count(b"\n"), hashlib.sha256(text).hexdigest()


_BLANK = re.compile(rb"^(?:_:|\S+ \S+ _:)", re.MULTILINE)


def sums(store: Store) -> dict[str, Sum]:
    """What the log says of each named graph of registers and submissions."""
    return {
        graph: Sum(int(triples), sha256, bool(end))
        for graph, triples, sha256, end in store.query(current.rule("graph-sums"), graph=GRAPH_LOG).texts()
    }


def kept_as(store: Store) -> tuple[int, str]:
    """In which format the log says that the store is kept, and which ontology it says is in it.

    A log that says neither is of the first format; "" stands for an ontology that is not named.
    """
    rows = store.query(current.rule("store-format"), graph=GRAPH_LOG, values={"log": Term(GRAPH_LOG)}).texts()
    formats = [int(text) for text, _ in rows if text]
    versions = [iri.removeprefix(_ONTOLOGY) for _, iri in rows if iri]
    return max(formats, default=1), max(versions, key=by_version, default="")


def as_it_is_kept() -> bytes:
    """That the store is kept as this version keeps it, with the ontology of this version."""
    facts = [
        (_VERSION, Term(str(FORMAT), "literal")),
        (PROV + "used", Term(f"{_ONTOLOGY}{ontology_version()}")),
    ]
    return statements(GRAPH_LOG, facts)


@cache
def ontology_version() -> str:
    """The version of our ontology, read off one of its modules: all have the same."""
    file = min(resources.ONTOLOGY.glob("*.ttl"))
    found = re.search(r'owl:versionInfo\s+"([0-9.]+)"', file.read_text(encoding="utf-8"))
    if found is None:
        raise PscvcError(f"{file} states no version: install pscvc-kg again")
    return found[1]


def by_version(text: str) -> tuple[int, ...]:
    """What versions are sorted by."""
    return tuple(int(part) for part in text.split(".") if part)
