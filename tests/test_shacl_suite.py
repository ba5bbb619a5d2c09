"""The W3C's tests of SHACL: any shapes that a user may supply find exactly what the specification says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from real_data import shared_folder

from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import SH
from pscvc_kg.report import Supplied
from pscvc_kg.validation.engines import ENGINES
from pscvc_kg.validation.supplied import SuppliedShapes

pytestmark = pytest.mark.shared

SUITE = shared_folder() / "suites" / "shacl" / "tests"
SHT = "http://www.w3.org/ns/shacl-test#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
COUNT = 121
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("pyshacl", "core/property/uniqueLang-002"): "rdflib reads the literal 1 of xsd:boolean as true",
    ("pyshacl", "core/property/datatype-001"): "rdflib adds a time to the day that should have one",
    ("pyshacl", "sparql/node/prefixes-001"): (
        "pySHACL does not look for prefixes in what is imported by what sh:prefixes names"
    ),
    ("pyshacl", "sparql/pre-binding/shapesGraph-001"): "pySHACL does not know $shapesGraph",
}
"""Tests that an engine does not pass, and why. The fast one passes all."""

Key = tuple[str, ...]


class Manifest:
    """One file of the suite, and what it says of a test."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.graph = ox.Dataset(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=file.as_uri()))

    def value(self, subject: object, predicate: str) -> object:
        return next(iter(self.values(subject, predicate)), None)

    def values(self, subject: object, predicate: str) -> Iterator[object]:
        assert isinstance(subject, ox.NamedNode | ox.BlankNode)
        for quad in self.graph.quads_for_subject(subject):
            if quad.predicate.value == predicate:
                yield quad.object

    def test(self) -> ox.NamedNode | None:
        found = self.graph.quads_for_object(ox.NamedNode(SHT + "Validate"))
        return next((quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)), None)

    def triples(self, test: object, role: str) -> list[ox.Triple]:
        graph = self.value(self.value(test, MF + "action"), SHT + role)
        assert isinstance(graph, ox.NamedNode)
        return [quad.triple for quad in Manifest(Path(unquote(graph.value.removeprefix("file://")))).graph]

    def expected(self, test: object, engine: str) -> Counter[Key] | None:
        """The results that the test states; None where the shapes must be refused.

        The path of a result is left out where *engine* gives it no name: pySHACL gives a path of several
        steps as a graph of its own.
        """
        result = self.value(test, MF + "result")
        if result == ox.NamedNode(SHT + "Failure"):
            return None
        return Counter(self._key(each, engine) for each in self.values(result, SH + "result"))

    def _key(self, result: object, engine: str) -> Key:
        path = self.value(result, SH + "resultPath")
        if engine == "pyshacl" and isinstance(path, ox.BlankNode):
            back = self.value(path, SH + "inversePath")
            path = path if isinstance(back, ox.NamedNode) else None
        parts = [self.value(result, SH + name) for name in ("focusNode", "value")]
        more = ("resultSeverity", "sourceConstraintComponent", "sourceShape")
        parts += [self.value(result, SH + name) for name in more]
        return (*(shown(part) for part in parts), "" if path is None else bare(self._path(path)))

    def _path(self, node: object) -> str:
        """A property path as SPARQL writes it."""
        if isinstance(node, ox.NamedNode):
            return str(node)
        if self.value(node, RDF + "first") is not None:
            return "/".join(self._path(member) for member in self._list(node))
        for name, form in (
            ("inversePath", "^{}"),
            ("zeroOrMorePath", "{}*"),
            ("oneOrMorePath", "{}+"),
            ("zeroOrOnePath", "{}?"),
        ):
            if (inner := self.value(node, SH + name)) is not None:
                return form.format(self._path(inner))
        members = self._list(self.value(node, SH + "alternativePath"))
        return "|".join(self._path(member) for member in members)

    def _list(self, node: object) -> Iterator[object]:
        while node != ox.NamedNode(RDF + "nil"):
            yield self.value(node, RDF + "first")
            node = self.value(node, RDF + "rest")


def shown(term: object) -> str:
    """A term as text; a node without a name, or the name we gave it, as no more than that."""
    if isinstance(term, ox.BlankNode) or str(term).startswith("<urn:pscvc:shape:"):
        return "[]"
    return "" if term is None else str(term)


def bare(path: str) -> str:
    """A path without its addresses' and groups' brackets."""
    return path.translate(str.maketrans("", "", "<>() "))


def files() -> list[Path]:
    return [file for file in sorted(SUITE.rglob("*.ttl")) if Manifest(file).test() is not None]


FILES = files() if SUITE.is_dir() else []


def name(file: Path) -> str:
    return file.relative_to(SUITE).with_suffix("").as_posix()


def found(file: Path, engine: str) -> Counter[Key] | None:
    manifest = Manifest(file)
    test = manifest.test()
    data = ox.serialize(manifest.triples(test, "dataGraph"), format=ox.RdfFormat.N_TRIPLES) or b""
    try:
        shapes = SuppliedShapes([(Supplied(file.name, ""), manifest.triples(test, "shapesGraph"))])
        rows = shapes.rows(data, ENGINES[engine])
    except PscvcError:
        return None
    return Counter(
        (
            shown(row.focus),
            shown(row.value),
            f"<{row.severity}>",
            f"<{row.component}>",
            shown(ox.NamedNode(row.rule)),
            bare(row.path or ""),
        )
        for row in rows
    )


def test_the_whole_suite_is_there() -> None:
    assert len(FILES) == COUNT


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("file", FILES, ids=name)
def test_of_the_w3c(file: Path, engine: str) -> None:
    manifest = Manifest(file)
    same = found(file, engine) == manifest.expected(manifest.test(), engine)
    reason = EXCEPTIONS.get((engine, name(file)))
    assert same or reason, f"{name(file)} finds something else with {engine}"
    assert not (same and reason), f"{name(file)} passes with {engine}: take it out of EXCEPTIONS"
