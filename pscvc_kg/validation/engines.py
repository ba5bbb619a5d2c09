"""The engines that apply shapes to a graph, behind one table; all give the same rows."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import SH, SHAPE
from pscvc_kg.validation.catalogue import Profile, Shape, Term, subclasses

if TYPE_CHECKING:
    import rdflib
    from rdflib.plugins.sparql.sparql import Query

Node = ox.NamedNode | ox.BlankNode | ox.Literal
"""What a shape may look at; of our own rules none looks at a literal."""
_ONE_STEP = re.compile(r"\^<[^<>]*>|[^<>^]*")
"""A path to a property, or back along one: the places of others are told by no column."""
_THIS, _PATH, _VALUE = "this", "path", "value"
_WHERE = re.compile(r"\bWHERE\s*\{")
_PLAIN_SUBQUERY = re.compile(r"\{\s*SELECT(?:\s+[$?]\w+)+\s+WHERE\s*\{([^{}]*)\}\s*\}")
"""A subquery that only says what it joins: one that groups nothing, and whose pattern has no other in it."""
CONTEXT = ox.NamedNode("urn:pscvc:context")
"""The graph of an evidence's store that holds what registers say; its default graph holds all."""


@dataclass(frozen=True)
class Row:
    """One result of a shape: W3C's focus node, path and value, and what else the rule's query found.

    ``bindings`` holds one entry for each solution of the query with this focus, path and value.
    ``component`` is the IRI of the constraint component, of which a W3C report tells.
    """

    rule: str
    severity: str
    focus: Node
    path: str | None = None
    value: Term | None = None
    bindings: tuple[Mapping[str, Term], ...] = field(default=(), compare=False)
    component: str = field(default=SH + "SPARQLConstraintComponent", compare=False)

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What two engines must agree on."""
        return (self.rule, self.severity, str(self.focus), self.path or "", str(self.value or ""))


@dataclass(frozen=True, eq=False)
class Evidence:
    """What rules look at, as N-Triples: what was stated, the vocabulary and day, and the registers beside it.

    ``store`` holds all of it, as one graph. Core rules look only at what was stated and at the vocabulary:
    they judge what the agency itself can fix.
    """

    stated: tuple[bytes, ...]
    background: bytes
    ontology: bytes
    store: ox.Store

    @property
    def context(self) -> bytes:
        """What the registers of the store say, without what the submission stands in for."""
        return self.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=CONTEXT) or b""


@dataclass(frozen=True)
class Engine:
    """What applies shapes: ``core`` those in SHACL Core, to N-Triples; ``queries`` those in SPARQL.

    ``supplied`` applies any shapes (N-Triples, all named) to any data: those that a user supplies. Its rows
    are as SHACL has them: the severity is an IRI, and a node shape's value is the focus node.
    """

    core: Callable[[Profile, bytes], list[Row]]
    queries: Callable[[Profile, Evidence], list[Row]]
    supplied: Callable[[bytes, bytes], list[Row]]


def set_queries(profile: Profile, evidence: Evidence) -> list[Row]:
    """The rows of all SPARQL rules of *profile*, one query each for all nodes, two at once."""
    queried = [shape for shape in profile.shapes if shape.select]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return [row for rows in pool.map(lambda shape: set_query(shape, evidence), queried) for row in rows]


def reference_queries(profile: Profile, evidence: Evidence) -> list[Row]:
    """The rows of all SPARQL rules as pySHACL finds them, one query for each node."""
    data = b"".join((*evidence.stated, evidence.background, evidence.context))
    try:
        rows = _plain(_pyshacl(profile.queries, data))
    except PscvcError as error:
        raise PscvcError(_refused(profile, data) or str(error)) from error
    return _explained(rows, profile, evidence)


def _refused(profile: Profile, data: bytes) -> str:
    """A line for each rule in SPARQL that pySHACL refuses, found by halving them; "" when none is."""
    queried = [shape.rule.iri for shape in profile.shapes if shape.select]
    lines = profile.queries.splitlines(keepends=True)

    def refused(asked: list[str]) -> list[str]:
        others = tuple(f"<{other}> <{SH}target".encode() for other in set(queried).difference(asked))
        try:
            _pyshacl(b"".join(line for line in lines if not line.startswith(others)), data)
        except PscvcError as error:
            if len(asked) < 2:
                return [f"{iri.removeprefix(SHAPE)}: {error}" for iri in asked]
            middle = len(asked) // 2
            return [*refused(asked[:middle]), *refused(asked[middle:])]
        return []

    return "\n".join(refused(queried))


def set_query(shape: Shape, evidence: Evidence, nodes: Iterable[ox.NamedNode] | None = None) -> list[Row]:
    """The rows of a SPARQL rule, found by one query: the shape's target becomes a pattern of it.

    With *nodes*, it looks at these, which must be targets of the shape, and at no others.

    Raises:
        PscvcError: The query cannot be run: the shape is broken.
    """
    assert shape.select is not None
    if nodes is None:
        target = target_pattern(shape, evidence.ontology)
        text = _WHERE.sub(lambda match: f"{match.group()} {target}", shape.select, count=1)
    else:
        # Few nodes: what stands in a query of its own is looked up from them, not worked out for all.
        target = f"VALUES $this {{ {' '.join(map(str, nodes))} }}"
        looked_up = _PLAIN_SUBQUERY.sub(r"{\1}", shape.select)
        text = _WHERE.sub(lambda match: f"{match.group()} {target}", looked_up)
    try:
        solutions = evidence.store.query(text)
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        found: dict[Row, set[tuple[Term | None, ...]]] = {}
        for solution in solutions:
            values = dict(zip(names, solution, strict=True))
            row = _row(
                shape.rule.iri, shape.rule.severity, values[_THIS], values.get(_PATH), values.get(_VALUE)
            )
            found.setdefault(row, set()).add(tuple(solution))
    except (SyntaxError, ValueError, OSError, KeyError) as error:
        raise PscvcError(
            f"the query of rule {shape.rule.iri.removeprefix(SHAPE)} cannot be run: {error}"
        ) from error
    return _plain(_with_bindings(row, names, rows) for row, rows in found.items())


def target_pattern(shape: Shape, ontology: bytes) -> str:
    """What `$this` of *shape* must be, as a SPARQL pattern; classes include those below them."""
    legs = []
    for kind, iri in shape.targets:
        node = ox.NamedNode(iri)
        if kind == "targetClass":
            legs += [f"{{ $this a {ox.NamedNode(name)} }}" for name in subclasses(ontology, iri)]
        elif kind == "targetNode":
            legs.append(f"{{ BIND({node} AS $this) }}")
        elif kind == "targetSubjectsOf":
            legs.append(f"{{ $this {node} ?targetObject }}")
        else:
            legs.append(f"{{ ?targetSubject {node} $this }}")
    if len(legs) == 1 and legs[0].startswith("{ $this a"):
        return legs[0].strip("{} ") + " ."
    return f"{{ SELECT DISTINCT $this {{ {' UNION '.join(legs)} }} }}"


def focus_nodes(shapes: Iterable[Shape], store: ox.Store, ontology: bytes) -> dict[str, int]:
    """How many nodes of *store* each rule looks at."""
    counted: dict[str, int] = {}
    counts = {}
    for shape in shapes:
        pattern = target_pattern(shape, ontology)
        if pattern not in counted:
            # A target pattern gives each node once.
            solutions = store.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
            assert isinstance(solutions, ox.QuerySolutions)
            number = next(iter(solutions))["n"]
            counted[pattern] = int(number.value) if isinstance(number, ox.Literal) else 0
        counts[shape.rule.iri] = counted[pattern]
    return counts


def _row(
    rule: str,
    severity: str,
    focus: object,
    path: object,
    value: Term | None,
    component: str = SH + "SPARQLConstraintComponent",
) -> Row:
    """A row of what an engine gave."""
    if not isinstance(focus, Node):
        raise PscvcError(f"rule {rule} found something about {focus}, which is no node.")
    named = path.value if isinstance(path, ox.NamedNode | ox.Literal) else None
    return Row(rule, severity, focus, named, value, component=component)


def _plain(rows: Iterable[Row]) -> list[Row]:
    """*rows* in our words: a severity's short name, no path of several steps, no value that is the focus."""
    return [
        replace(
            row,
            severity=row.severity.removeprefix(SH).lower(),
            path=row.path if row.path is None or _ONE_STEP.fullmatch(row.path) else None,
            value=None if row.value == row.focus else row.value,
        )
        for row in rows
    ]


def _with_bindings(row: Row, names: list[str], solutions: set[tuple[Term | None, ...]]) -> Row:
    ordered = sorted(solutions, key=lambda solution: [str(term) for term in solution])
    bindings = tuple(
        {name: term for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in ordered
    )
    return replace(row, bindings=bindings)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Each row once, in order: two constraints of one shape may find the same."""
    unique = {row.key: row for row in sorted(rows, key=lambda row: row.component, reverse=True)}
    return [unique[key] for key in sorted(unique)]


def _explained(rows: list[Row], profile: Profile, evidence: Evidence) -> list[Row]:
    """The rows of SPARQL rules with what their queries bound: W3C results keep only focus, path and value."""
    rules = {row.rule for row in rows}
    known = {
        row.key: row
        for shape in profile.shapes
        if shape.select and shape.rule.iri in rules
        for row in set_query(shape, evidence)
    }
    return [known.get(row.key, row) for row in rows]


@functools.lru_cache(maxsize=4)
def _compiled(graph: bytes) -> object:
    import shacl

    try:
        return shacl.Shapes.from_text(graph.decode(), "ntriples")
    except Exception as error:
        raise PscvcError(f"the shapes cannot be compiled: {error}") from error


def fast_core(profile: Profile, data: bytes) -> list[Row]:
    """The rows of the rules in SHACL Core, as the ``shacl`` package finds them."""
    return _plain(fast_supplied(profile.core, data))


def fast_supplied(graph: bytes, data: bytes) -> list[Row]:
    """The rows of the shapes in *graph*, as the ``shacl`` package finds them; SPARQL for each node."""
    import shacl

    shapes = _compiled(graph)
    assert isinstance(shapes, shacl.Shapes)
    try:
        results = shapes.validate_text(data.decode(), "ntriples").results
    except Exception as error:
        raise PscvcError(f"the shapes cannot be applied: {error}") from error
    terms = _terms(
        {text for result in results for text in (result.focus_node, result.value, result.path) if text}
    )
    return [
        _row(
            _named(result.source_shape),
            result.severity_iri,
            terms[result.focus_node],
            terms[result.path] if result.path else None,
            terms[result.value] if result.value else None,
            result.component_iri,
        )
        for result in results
    ]


def reference_core(profile: Profile, data: bytes) -> list[Row]:
    """The rows of the rules in SHACL Core, as pySHACL finds them."""
    return _plain(_pyshacl(profile.core, data))


def _named(shape: str | None) -> str:
    """The IRI of a shape that reported: ours are all named."""
    if shape is None or shape.startswith("_:"):
        raise PscvcError(f"a shape without a name reported ({shape}); give it one.")
    return shape.strip("<>")


def _terms(texts: set[str]) -> dict[str, Term]:
    """The terms that *texts* write in N-Triples; a property path in SPARQL syntax has none."""
    terms: dict[str, Term] = {}
    plain = sorted(text for text in texts if text.startswith(('"', "_:")) or re.fullmatch(r"<[^<>]*>", text))
    document = "".join(f"<urn:x> <urn:{number}> {text} .\n" for number, text in enumerate(plain))
    for quad in ox.parse(document, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=False):
        terms[plain[int(quad.predicate.value.removeprefix("urn:"))]] = quad.object
    for text in texts - terms.keys():
        terms[text] = ox.Literal(text)
    return terms


def _pyshacl(shapes: bytes, data: bytes) -> list[Row]:
    import pyshacl
    import rdflib

    try:
        _conforms, report, _text = pyshacl.validate(
            _preparing(data),
            inplace=True,
            shacl_graph=_rdflib(shapes),
            inference="none",
            advanced=False,
            meta_shacl=False,
        )
    except Exception as error:
        raise PscvcError(f"pySHACL cannot apply the shapes: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise PscvcError(f"pySHACL cannot apply the shapes: {report}")

    def term(node: rdflib.term.Node, name: str) -> Term | None:
        found = report.value(node, rdflib.URIRef(SH + name))
        return None if found is None else _from_rdflib(found)

    rows = []
    # Only what the report itself names: the details of a result are results, too.
    for node in report.objects(None, rdflib.URIRef(SH + "result")):
        shape, severity = term(node, "sourceShape"), term(node, "resultSeverity")
        assert isinstance(severity, ox.NamedNode)
        name = _named(str(shape))
        focus, path, value = (term(node, each) for each in ("focusNode", "resultPath", "value"))
        if isinstance(path, ox.BlankNode):
            path = _backwards(report, node)
        component = term(node, "sourceConstraintComponent")
        assert isinstance(component, ox.NamedNode)
        rows.append(_row(name, severity.value, focus, path, value, component.value))
    return rows


def _backwards(report: rdflib.Graph, result: rdflib.term.Node) -> Term | None:
    """The path of *result* as the fast engine writes it, where it leads back along one property."""
    import rdflib

    path = report.value(result, rdflib.URIRef(SH + "resultPath"))
    inverse = report.value(path, rdflib.URIRef(SH + "inversePath"))
    return ox.Literal(f"^<{inverse}>") if isinstance(inverse, rdflib.URIRef) else None


def _preparing(triples: bytes) -> rdflib.Graph:
    """A graph that reads each query once: pySHACL asks it of every node, and reading it is what costs."""
    import rdflib

    class Preparing(rdflib.Graph):
        def query(self, query_object, *args, **options):  # type: ignore[no-untyped-def]
            text = isinstance(query_object, str) and not options.get("initNs")
            return super().query(_prepared(query_object) if text else query_object, *args, **options)

    return Preparing().parse(data=triples, format="nt11")


@functools.lru_cache(maxsize=512)
def _prepared(query: str) -> Query:
    from rdflib.plugins.sparql import prepareQuery

    return prepareQuery(query)


@functools.lru_cache(maxsize=4)
def _rdflib(triples: bytes) -> rdflib.Graph:
    """The shapes in *triples*, read once for all graphs that they are applied to: pySHACL only reads them."""
    import rdflib

    return rdflib.Graph().parse(data=triples, format="nt11")


def _from_rdflib(node: object) -> Term:
    import rdflib

    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return (
            ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)))
            if node.datatype
            else ox.Literal(str(node))
        )
    return ox.BlankNode(str(node)) if isinstance(node, rdflib.BNode) else ox.NamedNode(str(node))


ENGINES: Mapping[str, Engine] = {
    "fast": Engine(fast_core, set_queries, fast_supplied),
    "pyshacl": Engine(reference_core, reference_queries, _pyshacl),
}
