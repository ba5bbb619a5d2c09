"""What the rules of a profile ask of a property of a class: whether it is needed, and what it may hold."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg import resources, vocabulary
from pscvc_kg.forms.turtle import RDF, Graph, Node
from pscvc_kg.namespaces import BASE, DCT, PSC, SH
from pscvc_kg.report import SEVERITIES, Text

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_BUILDS_ON = "http://www.w3.org/ns/dx/prof/isProfileOf"
_PROFILE = BASE + "profile/"
_TOGETHER = (SH + "and",)
_ALTERNATIVES = (SH + "or", SH + "xone")


@dataclass(frozen=True, order=True)
class Step:
    """A property, followed from its subject to its object, or backwards if *inverse*."""

    iri: str
    inverse: bool = False

    @property
    def forwards(self) -> Step:
        """The same without going backwards, where the ontology names the inverse property."""
        other = vocabulary.inverse(self.iri) if self.inverse else None
        return Step(other) if other else self


@dataclass(frozen=True)
class Asked:
    """What one rule asks of what is said of things of one class under one path.

    ``alone`` is False where the rule is content with another path instead: one of several alternatives, all
    with the same ``choice``. ``subjects_of``: the target is no class, but a property of what the rule is
    about.
    """

    rule: str
    code: str
    severity: str
    target: str
    path: Step
    choice: str | None = None
    at_least: int = 0
    language: str | None = None
    scheme: str | None = None
    max_length: int | None = None
    subjects_of: bool = False
    fix: Text | None = None
    why: Text | None = None
    example: Text | None = None

    @property
    def alone(self) -> bool:
        """Whether nothing else would do."""
        return self.choice is None


def builds_on(profile: str, folder: Path = resources.SHAPES) -> tuple[str, ...]:
    """*profile* and those that it builds on, from itself down."""
    found: list[str] = []
    todo = [profile]
    while todo:
        name = todo.pop(0)
        found.append(name)
        own = Graph([folder / name / "profile.ttl"])
        names = [iri.removeprefix(_PROFILE) for iri in own.iris(ox.NamedNode(_PROFILE + name), _BUILDS_ON)]
        todo += [other for other in names if other not in found]
    return tuple(found)


@functools.cache
def asked(profile: str, folder: Path = resources.SHAPES) -> tuple[Asked, ...]:
    """What every rule of *profile* in SHACL Core asks, sorted by rule."""
    files = [file for part in builds_on(profile, folder) for file in sorted((folder / part).glob("*.ttl"))]
    graph = Graph(files)
    found: list[Asked] = []
    for kind in ("NodeShape", "PropertyShape"):
        for node in graph.subjects(RDF + "type", ox.NamedNode(SH + kind)):
            if isinstance(node, ox.NamedNode):
                found += _of_rule(graph, node)
    return tuple(sorted(found, key=lambda each: (each.rule, each.target, each.path, str(each.choice))))


def _of_rule(graph: Graph, rule: ox.NamedNode) -> Iterator[Asked]:
    severity = next(iter(graph.iris(rule, SH + "severity")), "").removeprefix(SH).lower()
    targets = [(iri, False) for iri in graph.iris(rule, SH + "targetClass")]
    targets += [(iri, True) for iri in graph.iris(rule, SH + "targetSubjectsOf")]
    # Where one of the choices is not to be of some kind, the others are asked for of that kind only.
    of_some_only = any(graph.nodes(choice, SH + "not") for choice in graph.members(rule, SH + "or"))
    for constraint, choice in _constraints(graph, rule, None):
        path = _path(graph, constraint)
        if path is None:
            continue
        counts = [graph.text(constraint, SH + name) for name in ("minCount", "qualifiedMinCount")]
        longest = graph.text(constraint, SH + "maxLength")
        for target, is_property in targets:
            yield Asked(
                rule.value,
                graph.text(rule, DCT + "identifier") or "",
                severity,
                target,
                path.forwards,
                choice,
                at_least=0 if of_some_only else max(int(count or 0) for count in counts),
                language=_language(graph, constraint),
                scheme=_scheme(graph, constraint),
                max_length=int(longest) if longest else None,
                subjects_of=is_property,
                fix=graph.words(rule, PSC + "fix"),
                why=graph.words(rule, SH + "description"),
                example=graph.words(rule, _SKOS + "example"),
            )


def _constraints(graph: Graph, node: Node, choice: str | None) -> Iterator[tuple[Node, str | None]]:
    """Each shape with a path inside *node*, and the alternative that it is one of."""
    if graph.nodes(node, SH + "path"):
        yield node, choice
        return
    for inner in graph.nodes(node, SH + "property"):
        yield from _constraints(graph, inner, choice)
    for predicate in _TOGETHER:
        for inner in graph.members(node, predicate):
            yield from _constraints(graph, inner, choice)
    for predicate in _ALTERNATIVES:
        for inner in graph.members(node, predicate):
            yield from _constraints(graph, inner, f"{choice or ''}{node}")


def _path(graph: Graph, node: Node) -> Step | None:
    """The path of a shape where it is one property, forwards or backwards."""
    for term in graph.nodes(node, SH + "path"):
        if isinstance(term, ox.NamedNode):
            return Step(term.value)
        for inverse in graph.iris(term, SH + "inversePath"):
            return Step(inverse, inverse=True)
    return None


def _language(graph: Graph, node: Node) -> str | None:
    for value in graph.nodes(node, SH + "qualifiedValueShape"):
        for start in graph.nodes(value, SH + "languageIn"):
            return graph.text(start, RDF + "first")
    return None


def _scheme(graph: Graph, node: Node) -> str | None:
    """The code list of which the rule wants a code: `sh:node [ sh:property [ sh:path skos:inScheme … ] ]`."""
    for value in graph.nodes(node, SH + "node"):
        for inner in graph.nodes(value, SH + "property"):
            if graph.iris(inner, SH + "path") == (_SKOS + "inScheme",):
                return next(iter(graph.iris(inner, SH + "hasValue")), None)
    return None


def about(rules: Iterable[Asked], classes: Iterable[str], steps: Iterable[Step]) -> tuple[Asked, ...]:
    """Those of *rules* that are about a thing of *classes* of which *steps* say something."""
    kinds = frozenset[str]().union(*(vocabulary.superclasses(iri) for iri in classes))
    said = {step.iri for step in steps if not step.inverse}
    return tuple(each for each in rules if each.target in (said if each.subjects_of else kinds))


def worst(severities: Iterable[str]) -> str | None:
    """The worst of *severities*, None of none."""
    return min(severities, key=SEVERITIES.index, default=None)
