"""Plain words for what SHACL constraints find, from shapes/components.ttl and from the shapes themselves."""

from __future__ import annotations

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from pscvc_kg import resources, vocabulary
from pscvc_kg.namespaces import PSC, SH
from pscvc_kg.report import Rule, Text
from pscvc_kg.validation.catalogue import Term
from pscvc_kg.validation.engines import Row
from pscvc_kg.validation.nameless import local_name
from pscvc_kg.validation.wording import LANGUAGES

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ANY = SH + "ConstraintComponent"
"""Under this name stand the words for components that shapes/components.ttl does not know."""
_SHOWN = 6
"""How many members of a list a message names."""
_DIGEST = 6
"""How many hexadecimal digits tell apart constraints that would have one code."""
_WHAT_A_SHAPE_ASKS = ("class", "datatype", "nodeKind", "node")


class ShapesGraph:
    """The triples of shapes in which every node has a name, and the few ways in which they are read."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)

    @functools.cached_property
    def triples(self) -> bytes:
        """All of them, as sorted N-Triples."""
        found = ox.serialize((quad.triple for quad in self._dataset), format=ox.RdfFormat.N_TRIPLES) or b""
        return b"".join(sorted(found.splitlines(keepends=True)))

    def subjects(self, predicate: str) -> set[ox.NamedNode]:
        """What *predicate* is said of."""
        found = self._dataset.quads_for_predicate(ox.NamedNode(predicate))
        return {quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)}

    def all_subjects(self) -> set[ox.NamedNode]:
        """Everything of which something is said."""
        return {quad.subject for quad in self._dataset if isinstance(quad.subject, ox.NamedNode)}

    def all_objects(self) -> set[ox.NamedNode]:
        """Everything that is said of something."""
        return {quad.object for quad in self._dataset if isinstance(quad.object, ox.NamedNode)}

    def objects(self, subject: ox.NamedNode, predicate: str) -> list[Term]:
        """What is said of *subject* under *predicate*, sorted."""
        quads = self._dataset.quads_for_subject(subject)
        return sorted((quad.object for quad in quads if quad.predicate.value == predicate), key=str)

    def object(self, subject: ox.NamedNode, predicate: str) -> Term | None:
        """The first of them; None where nothing is said."""
        return next(iter(self.objects(subject, predicate)), None)

    def texts(self, subject: ox.NamedNode, predicate: str) -> dict[str, str]:
        """The texts among them by language, "" for a text without one."""
        found = self.objects(subject, predicate)
        return {text.language or "": text.value for text in found if isinstance(text, ox.Literal)}

    def holder(self, shape: ox.NamedNode) -> ox.NamedNode | None:
        """The shape that has *shape* as one of its properties."""
        found = (quad for quad in self._dataset.quads_for_object(shape))
        named = (quad.subject for quad in found if quad.predicate.value == SH + "property")
        return min((node for node in named if isinstance(node, ox.NamedNode)), key=str, default=None)

    def members(self, term: ox.NamedNode) -> Iterator[Term]:
        """The members of the list that begins at *term*, none where it begins none."""
        seen, rest = set[Term](), term
        while rest not in seen and (first := self.object(rest, _RDF + "first")) is not None:
            yield first
            seen.add(rest)
            following = self.object(rest, _RDF + "rest")
            if not isinstance(following, ox.NamedNode):
                return
            rest = following

    def components(self, shape: ox.NamedNode) -> list[str]:
        """The IRIs of the components whose constraints *shape* states itself, sorted."""
        names = {quad.predicate.value for quad in self._dataset.quads_for_subject(shape)}
        plain = {_component(name) for name in names if name.startswith(SH)} & _words().keys()
        return sorted(plain | {self._own_components[name] for name in names & self._own_components.keys()})

    @functools.cached_property
    def _own_components(self) -> dict[str, str]:
        """The components that the shapes define themselves, by their parameters."""
        found = {}
        for component in sorted(self.subjects(SH + "parameter"), key=str):
            for parameter in self.objects(component, SH + "parameter"):
                path = self.object(parameter, SH + "path") if isinstance(parameter, ox.NamedNode) else None
                if isinstance(path, ox.NamedNode):
                    found[path.value] = component.value
        return found

    def queries(self) -> Iterator[str]:
        """Every query in SPARQL."""
        for name in ("select", "ask"):
            for quad in self._dataset.quads_for_predicate(ox.NamedNode(SH + name)):
                if isinstance(quad.object, ox.Literal):
                    yield quad.object.value


class Naming:
    """Gives each constraint of shapes its words: its own where it has some, else plain ones."""

    def __init__(self, graph: ShapesGraph, taken: Iterable[str] = ()) -> None:
        """Name the constraints of *graph* by codes of which none is *taken*: by a rule of ours."""
        self._graph = graph
        self._taken = frozenset(taken)

    def name(self, shape: ox.NamedNode, component: str) -> str:
        """The IRI of a constraint: its shape's, with the component where the shape states several."""
        stated = {*self._graph.components(shape), component}
        return f"{shape.value}/{local_name(component)}" if len(stated) > 1 else shape.value

    @functools.cached_property
    def _shared_codes(self) -> frozenset[str]:
        """The codes that several constraints would have, or one and a rule of ours."""
        found = Counter(
            self._plain_code(shape, component)
            for shape in self._graph.all_subjects()
            for component in self._graph.components(shape)
        )
        return self._taken | {code for code, number in found.items() if number > 1}

    def rule(self, name: str, row: Row) -> Rule:
        """The constraint that *row* broke as a rule whose IRI is *name*."""
        shape = ox.NamedNode(row.rule)
        words = {
            part: self._filled(text, shape, row)
            for part, text in (_words().get(row.component) or _words()[_ANY]).items()
        }
        said = self._graph.texts(shape, SH + "message") or self._message_of_query(shape)
        description = self._graph.texts(shape, SH + "description")
        about = self.about(self._graph.holder(shape) or shape)
        addresses = (getattr(term, "value", "") for term in self._graph.objects(shape, RDFS + "seeAlso"))
        return Rule(
            iri=name,
            code=self._code(shape, row.component),
            severity=row.severity,
            title={language: f"{about[language]} – {words['name'][language]}" for language in LANGUAGES},
            message={
                language: _in_language(said, language) or words["message"][language] for language in LANGUAGES
            },
            fix=words["fix"],
            why={language: _in_language(description, language) or "" for language in LANGUAGES},
            example=dict.fromkeys(LANGUAGES, ""),
            see_also=tuple(text for text in addresses if text.startswith(("http://", "https://"))),
            shape=row.rule,
        )

    def about(self, shape: ox.NamedNode) -> Text:
        """What *shape* is about: as it calls itself, else the classes that it looks at, else its name."""
        own = self._graph.texts(shape, SH + "name")
        classes = self._graph.objects(shape, SH + "targetClass")
        return {
            language: _in_language(own, language)
            or ", ".join(self._named(term, language) for term in classes)
            or _spaced(local_name(shape.value))
            for language in LANGUAGES
        }

    def _code(self, shape: ox.NamedNode, component: str) -> str:
        """A short name that no other constraint has: the shape that holds it, what it asks about, and how."""
        code = self._plain_code(shape, component)
        if code not in self._shared_codes:
            return code
        digest = hashlib.sha256(f"{shape.value}\n{component}".encode()).hexdigest()
        return f"{code}-{digest[:_DIGEST]}"

    def _plain_code(self, shape: ox.NamedNode, component: str) -> str:
        holder, path = self._graph.holder(shape), self._graph.object(shape, SH + "path")
        asked = local_name(_parameter(component))
        if holder is None:
            return f"{local_name(shape.value)}-{asked}"
        about = local_name(path.value) if isinstance(path, ox.NamedNode) else ""
        return f"{local_name(holder.value)}-{about}-{asked}"

    def _message_of_query(self, shape: ox.NamedNode) -> dict[str, str]:
        """The message of the only query of *shape*; of several, nobody knows which one found something."""
        queries = [
            term for term in self._graph.objects(shape, SH + "sparql") if isinstance(term, ox.NamedNode)
        ]
        return self._graph.texts(queries[0], SH + "message") if len(queries) == 1 else {}

    def _filled(self, text: Text, shape: ox.NamedNode, row: Row) -> Text:
        """*text* with what the shape asks about, and what it asks for."""
        asked = self._graph.object(shape, _parameter(row.component))
        return {
            language: text[language]
            .replace("{path}", self._path(shape, row, language))
            .replace("{parameter}", self._named(asked, language))
            for language in LANGUAGES
        }

    def _path(self, shape: ox.NamedNode, row: Row, language: str) -> str:
        """What *shape* asks about: as it calls itself, else the property's name."""
        called = _in_language(self._graph.texts(shape, SH + "name"), language)
        if called is not None:
            return called
        if row.path is None:
            return _text(SH + "this", language)
        return self._named(ox.NamedNode(row.path), language) if ":" in row.path[:9] else row.path

    def _named(self, term: Term | None, language: str) -> str:
        """What people call *term*: a class, a number, the members of a list, what a shape asks for."""
        if not isinstance(term, ox.NamedNode):
            return getattr(term, "value", "")
        members = list(self._graph.members(term))
        if members:
            shown = [self._named(member, language) for member in members[:_SHOWN]]
            return ", ".join(filter(None, shown)) + (" …" if len(members) > _SHOWN else "")
        for name in _WHAT_A_SHAPE_ASKS:
            asked = self._graph.object(term, SH + name)
            if asked is not None and asked != term:
                return self._named(asked, language)
        called = _text(term.value, language) or vocabulary.label(term.value, language)
        return called or _spaced(local_name(term.value))


def _spaced(name: str) -> str:
    """A name in camel case as words: ``PublicOrganisation`` is a public organisation."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() if name[1:2].islower() else name


def _component(parameter: str) -> str:
    """The component that a parameter begins: ``sh:minCount`` that of counts."""
    name = parameter.removeprefix(SH)
    name = "SPARQL" if name == "sparql" else name[:1].upper() + name[1:]
    return f"{SH}{name}ConstraintComponent"


def _parameter(component: str) -> str:
    """The parameter that says what a component asks for."""
    name = local_name(component).removesuffix("ConstraintComponent")
    return SH + ("sparql" if name == "SPARQL" else name[:1].lower() + name[1:])


def _in_language(texts: Mapping[str, str], language: str) -> str | None:
    """The text in *language*, else the one without a language, else the English one."""
    return texts.get(language) or texts.get("") or texts.get("en")


def _text(iri: str, language: str) -> str:
    """What a datatype or kind of value is called; "" where shapes/components.ttl does not say it."""
    return _entries().get(iri, {}).get(RDFS + "label", {}).get(language, "")


@functools.cache
def _words() -> Mapping[str, Mapping[str, Text]]:
    """Title (``name``), ``message`` and remedy (``fix``) of each constraint component, by its IRI."""
    parts = {"name": SH + "name", "message": SH + "message", "fix": PSC + "fix"}
    return {
        iri: {part: said[name] for part, name in parts.items()}
        for iri, said in _entries().items()
        if SH + "message" in said
    }


@functools.cache
def _entries() -> Mapping[str, Mapping[str, dict[str, str]]]:
    """The texts of shapes/components.ttl by subject, predicate and language."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for quad in ox.parse(path=str(resources.SHAPES / "components.ttl"), format=ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.Literal)
        texts = found.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, {})
        texts[quad.object.language or ""] = quad.object.value
    return found
