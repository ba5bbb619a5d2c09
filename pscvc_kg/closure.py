"""What follows from the data by the ontology's own axioms, and by the rules that OWL cannot state.

The axioms are compiled into SPARQL updates, and those run until nothing new comes. Only facts about data are
derived: no axiom about terms, no `owl:sameAs`. Disjointness and functional properties derive nothing: shapes
check them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg.errors import PscvcError
from pscvc_kg.resources import QUERIES
from pscvc_kg.vocabulary import ontology_triples

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = f"<{_RDF}type>"
_Scope = ox.NamedNode | ox.DefaultGraph
Atom = tuple[str, str, str]
"""A triple pattern: subject, predicate and object as SPARQL writes them."""

_SYMMETRIC, _TRANSITIVE = f"<{_OWL}SymmetricProperty>", f"<{_OWL}TransitiveProperty>"
# Axioms and declarations from which no fact about data follows, or only owl:sameAs.
_SILENT = frozenset(
    f"<{_OWL}{name}>"
    for name in (
        *("Ontology", "imports", "priorVersion", "versionIRI", "versionInfo"),
        *(
            "Class",
            "Restriction",
            "ObjectProperty",
            "DatatypeProperty",
            "AnnotationProperty",
            "NamedIndividual",
        ),
        *("intersectionOf", "onProperty", "someValuesFrom", "hasValue", "members"),
        *("AllDisjointClasses", "AllDisjointProperties", "disjointWith", "FunctionalProperty"),
    )
)


@dataclass(frozen=True)
class Step:
    """One SPARQL update that adds what is not there yet: *then*, for every match of all that is *given*.

    ``reads`` and ``writes`` name properties and, for ``rdf:type``, classes: a step runs again only after
    something that it reads has grown.
    """

    then: Atom
    given: tuple[Atom, ...]
    reads: frozenset[str]
    writes: str

    @property
    def head(self) -> str:
        """What is added, as SPARQL writes it."""
        return " ".join(self.then)

    @property
    def body(self) -> str:
        """What it takes, as SPARQL writes it."""
        return " . ".join(" ".join(atom) for atom in self.given)

    @property
    def where(self) -> str:
        """What is still missing.

        The filter is one lookup for each row. MINUS is faster where there are rows, but it lists all that is
        known even where there are none, which is the common case: 3.3 s instead of 1.0 s over 200 steps.
        """
        return f"WHERE {{ {self.body} . FILTER NOT EXISTS {{ {self.head} }} }}"

    def run(self, store: ox.Store, scope: _Scope) -> bool:
        """Add to *scope* what is missing; whether anything was.

        It asks first: an update does not say whether it did anything, and asking ends at the first row.
        """
        if not store.query(f"ASK {self.where}", default_graph=scope):
            return False
        graph = f"WITH {scope} " if isinstance(scope, ox.NamedNode) else ""
        store.update(f"{graph}INSERT {{ {self.head} }} {self.where}")
        return True


@cache
def compiled(triples: bytes | None = None) -> tuple[Step, ...]:
    """The axioms in *triples* (N-Triples; our ontology when None) as steps, those about properties first.

    Raises:
        PscvcError: The ontology uses a construct that has no step here. Nothing is left out in silence.
    """
    return _Schema(ontology_triples(whole=False) if triples is None else triples).steps()


@cache
def rules(folder: Path = QUERIES / "rules") -> tuple[str, ...]:
    """The CONSTRUCT queries in *folder*, by file name: what needs unequal names or closed-world reasoning."""
    return tuple(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.rq")))


def close(
    store: ox.Store,
    graph: str | None = None,
    *,
    steps: tuple[Step, ...] | None = None,
    queries: tuple[str, ...] | None = None,
) -> bool:
    """Add to *graph* of *store* (the default graph when None) all that follows; whether there was anything.

    *steps* and *queries* are the ontology's own unless given.
    """
    steps = compiled() if steps is None else steps
    queries = rules() if queries is None else queries
    scope = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    came, due = False, set(range(len(steps)))
    while True:
        came |= _saturate(store, scope, steps, due)
        # A rule that asks what is not there is only right once the axioms have said all they have to say.
        new = {quad for query in queries for quad in _derive(store, scope, query)}
        if not new:
            return came
        came = True
        grown = {str(quad.object if str(quad.predicate) == _TYPE else quad.predicate) for quad in new}
        due = {number for number, step in enumerate(steps) if step.reads & grown}


def _saturate(store: ox.Store, scope: _Scope, steps: tuple[Step, ...], due: set[int]) -> bool:
    """Run the steps that are *due* and those that their results call for; whether anything came."""
    came = False
    while due:
        number = min(due)
        due.remove(number)
        if steps[number].run(store, scope):
            came = True
            due.update(index for index, step in enumerate(steps) if steps[number].writes in step.reads)
    return came


def _derive(store: ox.Store, scope: _Scope, query: str) -> set[ox.Quad]:
    """Add what *query* constructs from *scope* to it; return what was new."""
    found = store.query(query, default_graph=scope)
    if not isinstance(found, ox.QueryTriples):
        raise PscvcError("a rule in queries/rules/ is no CONSTRUCT query")
    quads = (ox.Quad(triple.subject, triple.predicate, triple.object, scope) for triple in found)
    new = {quad for quad in quads if quad not in store}
    store.extend(new)
    return new


class _Schema:
    """The axioms of an ontology, looked up by subject and predicate."""

    def __init__(self, triples: bytes) -> None:
        self._objects: dict[tuple[str, str], list[str]] = {}
        self._statements: list[Atom] = []
        for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES):
            subject, predicate, value = str(quad.subject), str(quad.predicate), str(quad.object)
            self._statements.append((subject, predicate, value))
            self._objects.setdefault((subject, predicate), []).append(value)
        self._statements.sort()

    def steps(self) -> tuple[Step, ...]:
        """All steps, those that derive relations before those that derive types."""
        found = [step for statement in self._statements for step in self._step(*statement)]
        return tuple(sorted(found, key=lambda step: (f" {_TYPE} " in step.head, step.head, step.body)))

    def _step(self, subject: str, predicate: str, value: str) -> Iterator[Step]:
        if predicate == _TYPE:
            yield from self._characteristic(subject, value)
        elif predicate == f"<{_RDFS}subClassOf>":
            yield from self._subclass(subject, value)
        elif predicate == f"<{_RDFS}subPropertyOf>":
            yield _step([("?x", subject, "?y")], ("?x", value, "?y"))
        elif predicate == f"<{_RDFS}domain>":
            yield _step([("?x", subject, "?y")], ("?x", _TYPE, value))
        elif predicate == f"<{_RDFS}range>":
            # The datatype of a literal is for shapes to judge; a literal has no type to state.
            if not value.startswith(f"<{_XSD}"):
                yield _step([("?x", subject, "?y")], ("?y", _TYPE, value))
        elif predicate == f"<{_OWL}inverseOf>":
            yield _step([("?x", subject, "?y")], ("?y", value, "?x"))
            yield _step([("?x", value, "?y")], ("?y", subject, "?x"))
        elif predicate == f"<{_OWL}propertyChainAxiom>":
            links = self._list(value)
            names = [f"?x{number}" for number in range(len(links) + 1)]
            body = list(zip(names, links, names[1:], strict=False))
            yield _step(body, (names[0], subject, names[-1]))
        elif predicate.startswith(f"<{_OWL}") and predicate not in _SILENT:
            raise _unknown(predicate, subject)

    def _characteristic(self, subject: str, kind: str) -> Iterator[Step]:
        if kind == _SYMMETRIC:
            yield _step([("?x", subject, "?y")], ("?y", subject, "?x"))
        elif kind == _TRANSITIVE:
            yield _step([("?x", subject, "?y"), ("?y", subject, "?z")], ("?x", subject, "?z"))
        elif kind.startswith(f"<{_OWL}") and kind not in _SILENT:
            raise _unknown(kind, subject)

    def _subclass(self, below: str, above: str) -> Iterator[Step]:
        if above.startswith("_:"):
            raise _unknown("a class expression as superclass", below)
        yield _step(self._member(below, "?x"), ("?x", _TYPE, above))

    def _member(self, expression: str, variable: str, number: int = 0) -> list[Atom]:
        """The pattern that *variable* is an instance of *expression*, the *number*-th of an intersection."""
        if not expression.startswith("_:"):
            return [(variable, _TYPE, expression)]
        parts = self._objects.get((expression, f"<{_OWL}intersectionOf>"))
        if parts:
            numbered = enumerate(self._list(parts[0]))
            return [atom for number, part in numbered for atom in self._member(part, variable, number)]
        on = self._objects.get((expression, f"<{_OWL}onProperty>"))
        some = self._objects.get((expression, f"<{_OWL}someValuesFrom>"))
        value = self._objects.get((expression, f"<{_OWL}hasValue>"))
        if on and value:
            return [(variable, on[0], value[0])]
        if on and some:
            value_of_it = f"{variable}v{number}"
            return [(variable, on[0], value_of_it), *self._member(some[0], value_of_it)]
        raise _unknown("a class expression other than intersection, some values or has value", expression)

    def _list(self, head: str) -> list[str]:
        items = []
        while head != f"<{_RDF}nil>":
            items.append(self._objects[head, f"<{_RDF}first>"][0])
            head = self._objects[head, f"<{_RDF}rest>"][0]
        return items


def _step(body: list[Atom], head: Atom) -> Step:
    return Step(head, tuple(body), frozenset(map(_signature, body)), _signature(head))


def _signature(atom: Atom) -> str:
    return atom[2] if atom[1] == _TYPE else atom[1]


def _unknown(construct: str, where: str) -> PscvcError:
    return PscvcError(
        f"{construct} at {where}: the closure has no step for it; add one in pscvc_kg/closure.py"
    )
