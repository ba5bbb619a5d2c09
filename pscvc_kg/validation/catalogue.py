"""The rules as shapes/ states them: profiles, their shapes, and each shape's words, target and query."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from pscvc_kg import cache, namespaces, report, resources
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.namespaces import BASE, DCT, PSC, RDF_TYPE, SH, SHAPE
from pscvc_kg.report import SEVERITIES, Rule, Text

PROFILE = BASE + "profile/"
_RULE_SET = ox.NamedNode(BASE + "shapes")
_VERSION = ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
_BUILDS_ON = ox.NamedNode("http://www.w3.org/ns/dx/prof/isProfileOf")
_LEAVES_OUT = ox.NamedNode(PSC + "leavesOut")
_SUPPRESSES = ox.NamedNode(PSC + "suppressesBelow")
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_SEE_ALSO = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso")
_EXAMPLE = ox.NamedNode("http://www.w3.org/2004/02/skos/core#example")
_FIRST = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
_NIL = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
_REST = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
_SUBCLASS = re.compile(
    rb"^<([^>]*)> <http://www\.w3\.org/2000/01/rdf-schema#subClassOf> <([^>]*)> \.$", re.MULTILINE
)
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_WHERE = re.compile(r"\bWHERE\s*\{")
_CODE = (Path(__file__), Path(report.__file__), Path(namespaces.__file__))
"""The modules that make a profile what it is."""
_LANGUAGES = {"en": "English", "fr": "French"}
_SHORT = {
    "sh": SH,
    "psc": PSC,
    "dct": DCT,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Shape:
    """One rule as its shape states it, with what the machinery needs beside the words.

    ``hint`` is added to the message where all its variables are bound. A finding of it makes those of the
    rules in ``silences`` superfluous on the same node or cell; what it finds itself is left out where it
    ``gives_way`` and another rule finds a violation in the cell. ``language`` is that of the text it asks
    for, if of one. One of ``alternatives``, properties, is what a node lacks where the rule has no path.
    ``select`` is the query of a rule in SPARQL, prefixes included; None for one in SHACL Core.
    """

    rule: Rule
    profile: str
    targets: tuple[tuple[str, str], ...]
    select: str | None = None
    hint: Text | None = None
    silences: frozenset[str] = frozenset()
    language: str | None = None
    gives_way: bool = False
    alternatives: tuple[str, ...] = ()

    @property
    def registers(self) -> tuple[str, ...]:
        """The registers that are needed to check the rule."""
        return self.rule.registers

    @property
    def minimum_years(self) -> int:
        """How many earlier years are needed to check the rule."""
        return self.rule.minimum_years


@dataclass(frozen=True, eq=False)
class Profile:
    """A set of rules, as words and as N-Triples: shapes in SHACL Core, shapes in SPARQL, and ``facts``.

    Facts are what queries read of the shapes themselves: thresholds, and periods that the profile names.
    ``suppresses_below`` is the count below which nothing may be known, if the profile says one.
    """

    name: str
    label: Text
    version: str
    shapes: tuple[Shape, ...]
    core: bytes
    queries: bytes
    facts: bytes
    suppresses_below: int | None = None

    @functools.cached_property
    def by_iri(self) -> dict[str, Shape]:
        """Each shape by the IRI of its rule."""
        return {shape.rule.iri: shape for shape in self.shapes}

    @property
    def registers(self) -> tuple[str, ...]:
        """The registers that some rule needs, sorted."""
        return tuple(sorted({name for shape in self.shapes for name in shape.registers}))


@functools.cache
def profiles(folder: Path = resources.SHAPES) -> tuple[str, ...]:
    """The names of all profiles, sorted."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/profile.ttl")))


@functools.cache
def profile(name: str, folder: Path = resources.SHAPES) -> Profile:
    """The profile called *name* with the rules of those that it builds on.

    Raises:
        UsageError: There is none; the message lists those there are.
        PscvcError: A shape is broken: our fault, never a finding. One line for each that lacks something.
    """
    if name not in profiles(folder):
        known = ", ".join(profiles(folder))
        raise UsageError(f"no profile is called '{name}'; there are: {known}.")
    kept = cache.remembered("profile", _source(name, folder), lambda: _to_json(_read(name, folder)))
    return _from_json(kept)


def _source(name: str, folder: Path) -> str:
    """All that the profile called *name* depends on: every file in *folder* with its place, and our code."""
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.ttl"))}
    files |= {path.name: path for path in _CODE}
    # A file that is no text is for the reader to refuse, who says where.
    texts = (f"{place}\n{path.read_text('utf-8', errors='replace')}" for place, path in files.items())
    return "\x1f".join([name, *texts])


def _to_json(profile: Profile) -> dict[str, Any]:
    """*profile* as JSON can hold it."""
    shapes = [asdict(shape) | {"silences": sorted(shape.silences)} for shape in profile.shapes]
    triples = {part: getattr(profile, part).decode() for part in ("core", "queries", "facts")}
    words = {name: getattr(profile, name) for name in ("name", "label", "version", "suppresses_below")}
    return {**words, "shapes": shapes, **triples}


def _from_json(kept: dict[str, Any]) -> Profile:
    triples = {part: kept[part].encode() for part in ("core", "queries", "facts")}
    return Profile(**kept | triples | {"shapes": tuple(map(_shape_from_json, kept["shapes"]))})


def _shape_from_json(kept: dict[str, Any]) -> Shape:
    rule = Rule(**kept["rule"] | {name: tuple(kept["rule"][name]) for name in ("see_also", "registers")})
    several = {"alternatives": tuple(kept["alternatives"]), "targets": tuple(map(tuple, kept["targets"]))}
    return Shape(**kept | several | {"rule": rule, "silences": frozenset(kept["silences"])})


def _read(name: str, folder: Path) -> Profile:
    """The profile called *name* from the files in *folder*."""
    graph = _Graph.of([folder / "rules.ttl"])
    left_out = set(_Graph.of([folder / name / "profile.ttl"]).iris(ox.NamedNode(PROFILE + name), _LEAVES_OUT))
    shapes: list[Shape] = []
    files: list[Path] = []
    gaps: list[str] = []
    label: Text = {}
    for part in _builds_on(name, folder):
        for file in sorted((folder / part).glob("*.ttl")):
            own = _Graph.of([file])
            for node in own.rules():
                shape, lacks = _shape(own, node, part, graph)
                shapes.append(shape)
                if lacks:
                    gaps.append(f"{_place(file)}, {node.value.removeprefix(SHAPE)} lacks {', '.join(lacks)}.")
            files.append(file)
            if part == name and file.name == "profile.ttl":
                label, lacks = own.text(ox.NamedNode(PROFILE + name), _LABEL)
                if lacks:
                    gaps.append(f"{_place(file)}, the profile lacks {', '.join(lacks)}.")
    if gaps:
        raise PscvcError("\n".join(gaps))
    if strange := left_out - {shape.rule.iri for shape in shapes}:
        names = ", ".join(sorted(iri.removeprefix(SHAPE) for iri in strange))
        raise PscvcError(f"shapes/{name}/profile.ttl leaves out what is no rule of it: {names}.")
    shapes = sorted((s for s in shapes if s.rule.iri not in left_out), key=lambda shape: shape.rule.iri)
    whole = _Graph.of([folder / "rules.ttl", *files])
    version = whole.value(_RULE_SET, _VERSION)
    if version is None:
        raise PscvcError("shapes/rules.ttl states no version of the rule set.")
    by_query = {shape.rule.iri for shape in shapes if shape.select}
    below = [whole.value(ox.NamedNode(PROFILE + part), _SUPPRESSES) for part in _builds_on(name, folder)]
    return Profile(
        name,
        label,
        version,
        tuple(shapes),
        core=whole.without(by_query | left_out),
        queries=whole.without(({shape.rule.iri for shape in shapes} - by_query) | left_out),
        facts=whole.facts(),
        suppresses_below=max((int(limit) for limit in below if limit), default=None),
    )


def _builds_on(name: str, folder: Path) -> list[str]:
    """*name* and the profiles that it builds on, sorted."""
    found, todo = set[str](), [name]
    while todo:
        part = todo.pop()
        found.add(part)
        own = _Graph.of([folder / part / "profile.ttl"])
        names = [iri.removeprefix(PROFILE) for iri in own.iris(ox.NamedNode(PROFILE + part), _BUILDS_ON)]
        todo += [other for other in names if other not in found]
    return sorted(found)


def subclasses(ontology: bytes, iri: str) -> tuple[str, ...]:
    """*iri* and every class below it in *ontology* (N-Triples), sorted."""
    below = _below(ontology)
    found, todo = {iri}, [iri]
    while todo:
        fresh = below.get(todo.pop(), frozenset()) - found
        found |= fresh
        todo += fresh
    return tuple(sorted(found))


def subclass_triples(ontology: bytes) -> bytes:
    """What *ontology* (N-Triples) says of which class is below which."""
    return b"".join(match.group() + b"\n" for match in _SUBCLASS.finditer(ontology))


@functools.lru_cache(maxsize=2)
def _below(ontology: bytes) -> dict[str, frozenset[str]]:
    below: dict[str, set[str]] = {}
    for child, parent in _SUBCLASS.findall(ontology):
        below.setdefault(parent.decode(), set()).add(child.decode())
    return {parent: frozenset(children) for parent, children in below.items()}


class _Graph:
    """The triples of some shapes files, and the few ways in which they are read."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)

    @classmethod
    def of(cls, files: Iterable[Path]) -> _Graph:
        def triples() -> Iterator[ox.Triple]:
            for file in files:
                try:
                    yield from (quad.triple for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))
                except (SyntaxError, OSError) as error:
                    raise PscvcError(f"{_place(file)} cannot be read as Turtle: {error}.") from error

        return cls(triples())

    def rules(self) -> list[ox.NamedNode]:
        """Every named shape, sorted."""
        kinds = (ox.NamedNode(SH + "NodeShape"), ox.NamedNode(SH + "PropertyShape"))
        subjects = {
            quad.subject
            for kind in kinds
            for quad in self._dataset.quads_for_object(kind)
            if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, ox.NamedNode)
        }
        return sorted(subjects, key=str)

    def objects(self, subject: Node, predicate: ox.NamedNode) -> list[Term]:
        quads = self._dataset.quads_for_subject(subject)
        return sorted((quad.object for quad in quads if quad.predicate == predicate), key=str)

    def iris(self, subject: Node, predicate: ox.NamedNode) -> list[str]:
        return [term.value for term in self.objects(subject, predicate) if isinstance(term, ox.NamedNode)]

    def literals(self, subject: Node, predicate: ox.NamedNode) -> list[ox.Literal]:
        return [term for term in self.objects(subject, predicate) if isinstance(term, ox.Literal)]

    def value(self, subject: Node, predicate: ox.NamedNode) -> str | None:
        found = [*self.iris(subject, predicate), *(text.value for text in self.literals(subject, predicate))]
        return found[0] if found else None

    def node(self, subject: Node, predicate: ox.NamedNode) -> Node | None:
        found = [term for term in self.objects(subject, predicate) if isinstance(term, Node)]
        return found[0] if found else None

    def text(self, subject: Node, predicate: ox.NamedNode) -> tuple[Text, list[str]]:
        """What is said under *predicate* in each language, and what is missing, in short names."""
        texts = {text.language: text.value for text in self.literals(subject, predicate) if text.language}
        lacks = [
            f"{_short(predicate.value)} in {_LANGUAGES[language]}"
            for language in _LANGUAGES
            if not texts.get(language, "").strip()
        ]
        return {language: texts.get(language, "") for language in _LANGUAGES}, lacks

    def without(self, rules: set[str]) -> bytes:
        """The triples without targets and constraints in SPARQL of *rules*, which then ask nothing."""
        dropped = {
            SH + name for name in (*_TARGETS, "sparql", "property", "node", "xone", "or", "not", "path")
        }
        kept = (
            quad.triple
            for quad in self._dataset
            if not (_iri(quad.subject) in rules and quad.predicate.value in dropped)
            and not (_iri(quad.subject) in rules and quad.predicate.value == RDF_TYPE)
        )
        return ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES) or b""

    def facts(self) -> bytes:
        """What rules and profiles say about themselves in numbers and terms, for their queries to read."""
        kept = (
            quad.triple
            for quad in self._dataset
            if quad.predicate.value.startswith(PSC)
            and (_is_number(quad.object) or _iri(quad.subject).startswith(PROFILE))
        )
        return ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES) or b""


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _is_number(term: object) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value.endswith(("#integer", "#decimal"))


def _shape(graph: _Graph, node: ox.NamedNode, profile: str, prefixes: _Graph) -> tuple[Shape, list[str]]:
    """The shape *node*, and what it lacks to be a rule, in short names: empty where nothing is lacking."""
    lacks: list[str] = []

    def say(predicate: ox.NamedNode) -> Text:
        text, missing = graph.text(node, predicate)
        lacks.extend(missing)
        return text

    code = graph.value(node, ox.NamedNode(DCT + "identifier"))
    severity = (graph.value(node, ox.NamedNode(SH + "severity")) or "").removeprefix(SH).lower()
    see_also = tuple(graph.iris(node, _SEE_ALSO))
    targets = tuple((kind, iri) for kind in _TARGETS for iri in graph.iris(node, ox.NamedNode(SH + kind)))
    needed = {
        "a target, such as sh:targetClass": targets,
        "sh:severity (sh:Violation, sh:Warning or sh:Info)": severity in SEVERITIES,
        "dct:identifier": code,
        "rdfs:seeAlso with an IRI": see_also,
    }
    lacks += [name for name, there in needed.items() if not there]
    rule = Rule(
        iri=node.value,
        code=code or "",
        severity=severity,
        title=say(ox.NamedNode(SH + "name")),
        message=say(ox.NamedNode(SH + "message")),
        fix=say(ox.NamedNode(PSC + "fix")),
        why=say(ox.NamedNode(SH + "description")),
        see_also=see_also,
        example=say(_EXAMPLE),
        profile=profile,
        registers=tuple(text.value for text in graph.literals(node, ox.NamedNode(PSC + "needsRegister"))),
        minimum_years=int(graph.value(node, ox.NamedNode(PSC + "minimumYears")) or 0),
    )
    hinting = ox.NamedNode(PSC + "hint")
    query, missing = _select(graph, node, prefixes)
    shape = Shape(
        rule,
        profile,
        targets,
        select=query,
        hint=say(hinting) if graph.objects(node, hinting) else None,
        silences=frozenset(graph.iris(node, ox.NamedNode(PSC + "silences"))),
        language=_language(graph, node),
        gives_way=graph.value(node, ox.NamedNode(PSC + "givesWay")) == "true",
        alternatives=tuple(dict.fromkeys(_alternatives(graph, node))),
    )
    return shape, lacks + missing


def _select(graph: _Graph, node: ox.NamedNode, prefixes: _Graph) -> tuple[str | None, list[str]]:
    """The query of a rule in SPARQL, with its prefixes, None where the rule is SHACL Core; what it lacks."""
    constraint = graph.node(node, ox.NamedNode(SH + "sparql"))
    if constraint is None:
        return None, []
    text = graph.value(constraint, ox.NamedNode(SH + "select"))
    if text is None or not _WHERE.search(text):
        return None, ["sh:select with a WHERE in braces"]
    return _declared(prefixes) + text.strip(), []


def _short(iri: str) -> str:
    """*iri* as shapes files write it: ``psc:fix``."""
    for prefix, start in _SHORT.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def _place(file: Path) -> str:
    """A shapes file as contributors know it: ``shapes/gc/service.ttl``."""
    depth = 2 if file.name == "rules.ttl" else 3
    return "/".join(file.parts[-depth:])


def _declared(prefixes: _Graph) -> str:
    """The prefixes that shapes/rules.ttl declares, as SPARQL writes them."""
    nodes = prefixes.objects(_RULE_SET, ox.NamedNode(SH + "declare"))
    pairs = sorted(
        (
            prefixes.value(node, ox.NamedNode(SH + "prefix")),
            prefixes.value(node, ox.NamedNode(SH + "namespace")),
        )
        for node in nodes
        if isinstance(node, Node)
    )
    return "".join(f"PREFIX {name}: {ox.NamedNode(iri or '')}\n" for name, iri in pairs)


def _alternatives(graph: _Graph, node: Node) -> Iterator[str]:
    """The properties of the shapes that *node* combines by sh:or, sh:and and sh:xone, as they stand."""
    for way in ("or", "and", "xone"):
        start = graph.node(node, ox.NamedNode(SH + way))
        while start is not None and start != _NIL:
            for inner in graph.objects(start, _FIRST):
                if isinstance(inner, Node):
                    path = graph.node(inner, ox.NamedNode(SH + "path"))
                    if isinstance(path, ox.BlankNode):
                        path = graph.node(path, ox.NamedNode(SH + "inversePath"))
                    yield from (path.value,) if isinstance(path, ox.NamedNode) else ()
                    yield from _alternatives(graph, inner)
            start = graph.node(start, _REST)


def _language(graph: _Graph, node: ox.NamedNode) -> str | None:
    """The language of the text that a rule asks for: the first of its sh:languageIn."""
    value = graph.node(node, ox.NamedNode(SH + "qualifiedValueShape"))
    languages = graph.node(value, ox.NamedNode(SH + "languageIn")) if value is not None else None
    return graph.value(languages, _FIRST) if languages is not None else None
