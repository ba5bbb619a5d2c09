"""Shapes that a user supplies: run unchanged, beside our rules or alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg.errors import InputError, PscvcError
from pscvc_kg.namespaces import RDF_TYPE, SH
from pscvc_kg.report import SEVERITIES, Checked, Supplied
from pscvc_kg.validation.catalogue import Shape
from pscvc_kg.validation.components import RDFS, Naming, ShapesGraph
from pscvc_kg.validation.engines import Engine, Row
from pscvc_kg.validation.nameless import with_names
from pscvc_kg.validation.vetting import refuse_ours, refuse_queries, refuse_terms

_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")


def read_shapes(paths: Sequence[Path], taken: Iterable[str] = ()) -> SuppliedShapes:
    """The shapes in the RDF files at *paths*, whose constraints get codes of which none is *taken*.

    Raises:
        InputError: A file cannot be read, its shapes ask what SHACL does not allow, one bears the name of a
            rule of ours, or they would check nothing.
    """
    files = []
    for path, digest, triples in map(_read, paths):
        refuse_terms(path.name, triples)
        refuse_ours(path.name, triples)
        files.append((Supplied(path.name, digest), triples))
    shapes = SuppliedShapes(files, taken)
    shapes.refuse_aimless()
    return shapes


def read_background(paths: Sequence[Path]) -> bytes:
    """What the RDF files at *paths* say, as N-Triples: a vocabulary that supplied shapes may look at.

    Raises:
        InputError: A file cannot be read.
    """
    triples = (triple for path in paths for triple in _read(path)[2])
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _read(path: Path) -> tuple[Path, str, list[ox.Triple]]:
    """The file at *path* with the SHA-256 of its bytes and its triples."""
    format = ox.RdfFormat.from_extension(path.suffix.removeprefix(".").lower())
    if format is None or format == ox.RdfFormat.JSON_LD:
        raise InputError(f"{path}: is no RDF by its name; name a Turtle, RDF/XML or N-Triples file")
    try:
        data = path.read_bytes()
        triples = [quad.triple for quad in ox.parse(data, format=format, base_iri=path.resolve().as_uri())]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a file that exists") from error
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as {format.name}; correct it ({error})") from error
    return path, hashlib.sha256(data).hexdigest(), triples


class SuppliedShapes:
    """The shapes of some files: what they find in a graph, and each of their constraints as a rule."""

    def __init__(
        self, files: Sequence[tuple[Supplied, Iterable[ox.Triple]]], taken: Iterable[str] = ()
    ) -> None:
        """Name what is nameless, and refuse queries that SHACL does not allow; no code is one of *taken*.

        Raises:
            InputError: A query calls another machine, or a subquery hides ``$this``.
        """
        self.files = tuple(file for file, _triples in files)
        dataset = ox.Dataset(ox.Quad(*triple) for _file, triples in files for triple in triples)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        self._graph = ShapesGraph(with_names([quad.triple for quad in dataset]))
        self._naming = Naming(self._graph, taken)
        refuse_queries(self._names(), self._graph)

    def refuse_aimless(self) -> None:
        """Refuse shapes of which none has a target: they would check nothing.

        Raises:
            InputError: None has.
        """
        if not self._targeting():
            raise InputError(
                f"{self._names()}: no shape says what it looks at, and nothing would be checked; give one "
                "sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf"
            )

    def rows(self, data: bytes, engine: Engine) -> list[Row]:
        """What the shapes find in *data* (N-Triples); ``rule`` is the IRI of the shape, given or ours.

        Raises:
            InputError: The engine cannot apply the shapes.
        """
        try:
            return engine.supplied(self._graph.triples, data)
        except PscvcError as error:
            raise InputError(
                f"{self._names()}: these shapes cannot be applied; correct them ({error})"
            ) from error

    def as_rules(self, rows: Iterable[Row]) -> tuple[list[Row], tuple[Shape, ...]]:
        """*rows* with ``rule`` naming one constraint each, and those constraints as rules in words.

        A severity that SHACL does not know counts as the worst: nothing is made milder than it was meant.
        """
        shapes: dict[str, Shape] = {}
        named = []
        for each in rows:
            level = each.severity.removeprefix(SH).lower()
            row = replace(each, severity=level if level in SEVERITIES else SEVERITIES[0])
            name = self._naming.name(ox.NamedNode(row.rule), row.component)
            if name not in shapes:
                shapes[name] = Shape(self._naming.rule(name, row), "", targets=())
            named.append(replace(row, rule=name, value=None if row.value == row.focus else row.value))
        return named, tuple(shapes[name] for name in sorted(shapes))

    @property
    def asked(self) -> frozenset[str]:
        """The IRIs of all constraints as rules, whether or not they find something."""
        return frozenset(
            self._naming.name(shape, component)
            for shape in self._graph.all_subjects()
            for component in self._graph.components(shape)
        )

    def checked(self, data: bytes) -> tuple[Checked, ...]:
        """How many nodes of *data* (N-Triples) each shape with a target looks at, by the shapes' IRIs.

        A shape without one that no other names looks at none: it is told, for it checks nothing.
        """
        graph = ox.Store()
        graph.load(data, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        counts = []
        for shape in sorted(self._targeting(), key=str):
            found = graph.query(
                f"SELECT (COUNT(DISTINCT ?node) AS ?n) {{ {' UNION '.join(self._legs(shape))} }}"
            )
            assert isinstance(found, ox.QuerySolutions)
            number = next(iter(found))["n"]
            assert isinstance(number, ox.Literal)
            counts.append(Checked(shape.value, int(number.value), self._naming.about(shape)))
        counts += [Checked(shape.value, 0, self._naming.about(shape)) for shape in self._unused()]
        return tuple(sorted(counts, key=lambda one: one.shape))

    def _targeting(self) -> set[ox.NamedNode]:
        """The shapes that say themselves what they look at; a class that is a shape looks at its own."""
        return {shape for name in _TARGETS for shape in self._graph.subjects(SH + name)} | {
            node for node in self._graph.subjects(RDF_TYPE) if self._is_class_and_shape(node)
        }

    def _unused(self) -> set[ox.NamedNode]:
        """The shapes that have no target and that nothing names."""
        graph = self._graph
        kinds = (SH + "NodeShape", SH + "PropertyShape")
        shapes = {node for node in graph.all_subjects() if graph.components(node)}
        shapes |= {
            node
            for node in graph.subjects(RDF_TYPE)
            if any(getattr(kind, "value", "") in kinds for kind in graph.objects(node, RDF_TYPE))
        }
        return (shapes | graph.subjects(SH + "property")) - self._targeting() - graph.all_objects()

    def _is_class_and_shape(self, node: ox.NamedNode) -> bool:
        kinds = {getattr(term, "value", "") for term in self._graph.objects(node, RDF_TYPE)}
        return RDFS + "Class" in kinds and bool(kinds & {SH + "NodeShape", SH + "PropertyShape"})

    def _legs(self, shape: ox.NamedNode) -> Iterator[str]:
        """The targets of *shape* as patterns for ``?node``; a class stands for those below it."""
        classes = [shape] if self._is_class_and_shape(shape) else []
        for term in [*classes, *self._graph.objects(shape, SH + "targetClass")]:
            yield f"{{ ?node <{RDF_TYPE}>/<{RDFS}subClassOf>* {term} }}"
        for term in self._graph.objects(shape, SH + "targetNode"):
            yield f"{{ BIND({term} AS ?node) }}"
        for term in self._graph.objects(shape, SH + "targetSubjectsOf"):
            yield f"{{ ?node {term} ?any }}"
        for term in self._graph.objects(shape, SH + "targetObjectsOf"):
            yield f"{{ ?any {term} ?node }}"

    def _names(self) -> str:
        return ", ".join(one.file for one in self.files)
