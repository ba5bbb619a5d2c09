"""Shapes that a user supplies: run unchanged, beside our rules or alone."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg.errors import InputError, PscvcError
from pscvc_kg.namespaces import RDF_TYPE, SH, SHAPE
from pscvc_kg.report import SEVERITIES, Checked, Supplied
from pscvc_kg.validation.catalogue import Shape, Term
from pscvc_kg.validation.components import NAMELESS, RDFS, Naming, ShapesGraph, local_name
from pscvc_kg.validation.engines import Engine, Row

_SUBQUERY = re.compile(r"\{\s*(SELECT\b)", re.IGNORECASE)
_CALLS_OUT = re.compile(r"\bSERVICE\b", re.IGNORECASE)
_HEAD_ENDS = re.compile(r"\bWHERE\b|\{", re.IGNORECASE)
_NO_CODE = re.compile(
    r"<[^<>\s]*>|\"\"\".*?\"\"\"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*", re.DOTALL
)
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")


def read_shapes(paths: Sequence[Path]) -> SuppliedShapes:
    """The shapes in the RDF files at *paths*.

    Raises:
        InputError: A file cannot be read, or its shapes ask what SHACL does not allow.
    """
    return SuppliedShapes(
        [(Supplied(path.name, digest), triples) for path, digest, triples in map(_read, paths)]
    )


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

    def __init__(self, files: Sequence[tuple[Supplied, Iterable[ox.Triple]]]) -> None:
        """Name what is nameless, and refuse queries that SHACL does not allow.

        Raises:
            InputError: A query calls another machine, or a subquery hides ``$this``; a shape bears the name
                of one of our rules; a term of SHACL is none; or nothing says what is looked at.
        """
        self.files = tuple(file for file, _triples in files)
        dataset = ox.Dataset(ox.Quad(*triple) for _file, triples in files for triple in triples)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        self._graph = ShapesGraph(_with_names([quad.triple for quad in dataset]))
        self._naming = Naming(self._graph)
        self._refuse_ours()
        self._refuse_unknown()
        self._refuse_queries()

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
            name = self._naming.name(row, several=len(self._graph.constraints(row.rule)) > 1)
            if name not in shapes:
                shapes[name] = Shape(self._naming.rule(name, row), "", targets=())
            named.append(replace(row, rule=name, value=None if row.value == row.focus else row.value))
        return named, tuple(shapes[name] for name in sorted(shapes))

    def checked(self, data: bytes) -> tuple[Checked, ...]:
        """How many nodes of *data* (N-Triples) each shape with a target looks at, by the shapes' IRIs."""
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
        return tuple(counts)

    def _targeting(self) -> set[ox.NamedNode]:
        """The shapes that say themselves what they look at; a class that is a shape looks at its own."""
        return {shape for name in _TARGETS for shape in self._graph.subjects(SH + name)} | {
            node for node in self._graph.subjects(RDF_TYPE) if self._is_class_and_shape(node)
        }

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

    def _refuse_ours(self) -> None:
        """Refuse shapes that bear the names of our rules: what they find would stand for what ours do."""
        for shape in sorted(self._graph.all_subjects(), key=str):
            if shape.value.startswith(SHAPE):
                raise InputError(
                    f"{self._names()}: {local_name(shape.value)} bears the name of a rule of ours; rename it"
                )

    def _refuse_unknown(self) -> None:
        """Refuse terms that SHACL does not have, and files with nothing to look at: both check nothing."""
        known = _terms_of_shacl()
        for name in sorted(self._graph.terms_of_shapes(known)):
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"; did you mean sh:{near[0]}" if near else "; correct it"
                raise InputError(f"{self._names()}: SHACL has no term sh:{name}{hint}")
        if not self._targeting():
            raise InputError(
                f"{self._names()}: no shape says what it looks at (sh:targetClass and so on); nothing would "
                "be checked"
            )

    def _refuse_queries(self) -> None:
        """Refuse what SHACL does not allow in a query and an engine may let through.

        A subquery that does not give ``$this`` on sees all nodes; SERVICE asks another machine.
        """
        for query in self._graph.queries():
            code = _NO_CODE.sub(" ", query)
            if _CALLS_OUT.search(code):
                raise InputError(f"{self._names()}: a query calls another machine (SERVICE); remove it")
            for match in _SUBQUERY.finditer(code):
                head = _HEAD_ENDS.split(code[match.start(1) :], maxsplit=1)[0]
                if "*" not in head and not re.search(r"[$?]this\b", head):
                    raise InputError(
                        f"{self._names()}: a subquery does not select $this, as SHACL asks; add it"
                    )

    def _names(self) -> str:
        return ", ".join(one.file for one in self.files)


@functools.cache
def _terms_of_shacl() -> frozenset[str]:
    """The local names of the terms of SHACL, as rdflib declares them."""
    from rdflib import SH as VOCABULARY

    words_of_python = ("and", "class", "in", "not", "or")
    return frozenset(str(term).removeprefix(SH) for term in dir(VOCABULARY)) | {*words_of_python}


def _with_names(triples: Sequence[ox.Triple]) -> Iterator[ox.Triple]:
    """*triples* with names for what has none, but not in a path or a prefix, which would be none with one."""
    below: dict[object, list[Term]] = {}
    for triple in triples:
        below.setdefault(triple.subject, []).append(triple.object)
    paths = set[object]()
    todo = [triple.object for triple in triples if triple.predicate.value in (SH + "path", SH + "declare")]
    while todo:
        node = todo.pop()
        if isinstance(node, ox.BlankNode) and node not in paths:
            paths.add(node)
            todo += below.get(node, [])

    def named(term: Term) -> Term:
        if isinstance(term, ox.BlankNode) and term not in paths:
            return ox.NamedNode(NAMELESS + term.value)
        return term

    for triple in triples:
        subject = named(triple.subject)
        assert isinstance(subject, ox.NamedNode | ox.BlankNode)
        yield ox.Triple(subject, triple.predicate, named(triple.object))
