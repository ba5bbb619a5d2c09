"""Names for the nameless nodes of supplied shapes, made from what holds them and what they are about."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence

import pyoxigraph as ox

from pscvc_kg.namespaces import SH
from pscvc_kg.validation.catalogue import Term

NAMELESS = "urn:pscvc:shape:"
"""Begins the names that nameless shapes get."""
_PATH = SH + "path"
_NO_SHAPES = (_PATH, SH + "declare")
"""What stands under these would be no path and no prefix with a name."""
_TARGETS = tuple(SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
_UNREADABLE = re.compile(r"[^A-Za-z0-9_.-]")

_About = dict[object, list[tuple[str, Term]]]


def local_name(iri: str) -> str:
    """The last part of *iri*."""
    return re.split(r"[/#]", iri.removeprefix(NAMELESS).rstrip("/#"))[-1]


def with_names(triples: Sequence[ox.Triple]) -> Iterator[ox.Triple]:
    """*triples*, whose blank nodes bear canonical labels, with names for those that may have one.

    A name says by what a node is held and which path it is about, so that it outlives changes elsewhere in
    the file and of what the shape asks for. Only of several alike, all that each says tells it apart.
    """
    about: _About = {}
    for triple in triples:
        about.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
    names = _names(about, _below(about))

    def named(term: Term) -> Term:
        return names.get(term, term) if isinstance(term, ox.BlankNode) else term

    for triple in triples:
        subject = named(triple.subject)
        assert isinstance(subject, ox.NamedNode | ox.BlankNode)
        yield ox.Triple(subject, triple.predicate, named(triple.object))


def _below(about: _About) -> set[object]:
    """The blank nodes of paths and prefixes."""
    found = set[object]()
    todo = [term for said in about.values() for predicate, term in said if predicate in _NO_SHAPES]
    while todo:
        node = todo.pop()
        if isinstance(node, ox.BlankNode) and node not in found:
            found.add(node)
            todo += [term for _, term in about.get(node, ())]
    return found


def _names(about: _About, excepted: set[object]) -> dict[object, ox.NamedNode]:
    """The names of all blank nodes that may have one, from those that are held by something named."""
    content = _contents(about)
    held = {term for said in about.values() for _, term in said if isinstance(term, ox.BlankNode)}
    blank = [node for node in {*about, *held} if isinstance(node, ox.BlankNode) and node not in excepted]
    waiting = dict.fromkeys(sorted(blank, key=str))
    names: dict[object, ox.NamedNode] = {}
    level: list[tuple[str, ox.BlankNode]] = [("", node) for node in waiting if node not in held]
    for subject, said in about.items():
        if isinstance(subject, ox.NamedNode):
            level += _held_by(subject, said, waiting)
    while waiting:
        # What nothing named leads to goes round in a circle: one of it is named first.
        level = level or [("", min(waiting, key=lambda node: (content(node), str(node))))]
        routes: dict[ox.BlankNode, str] = {}
        for route, node in level:
            routes[node] = min(route, routes.get(node, route))
        names |= _level(routes, about, content)
        level = []
        for node in routes:
            waiting.pop(node, None)
        for node in routes:
            level += _held_by(names[node], about.get(node, ()), waiting)
    return names


def _held_by(
    holder: ox.NamedNode, said: Iterable[tuple[str, Term]], waiting: Container[object]
) -> Iterator[tuple[str, ox.BlankNode]]:
    """The nodes that wait for a name and of which *said* tells, each with its route from *holder*."""
    for name, term in said:
        if isinstance(term, ox.BlankNode) and term in waiting:
            yield f"{holder.value} {name}", term


def _level(
    routes: dict[ox.BlankNode, str], about: _About, content: Callable[[Term], str]
) -> dict[object, ox.NamedNode]:
    """The names of nodes that are equally far from something named, by their *routes* from it."""
    alike: dict[str, list[ox.BlankNode]] = {}
    for node, route in routes.items():
        said = about.get(node, ())
        told = (f"{name} {content(term)}" for name, term in said if name in (_PATH, *_TARGETS))
        alike.setdefault("\n".join((route, *sorted(told))), []).append(node)
    names: dict[object, ox.NamedNode] = {}
    taken: dict[str, int] = {}
    for key, nodes in alike.items():
        for node in sorted(nodes, key=lambda node: (content(node), str(node))):
            own = key if len(nodes) == 1 else f"{key}\n{content(node)}"
            taken[own] = count = taken.get(own, 0) + 1
            digest = hashlib.sha256(f"{own}\n{count}".encode()).hexdigest()[:12]
            names[node] = ox.NamedNode(f"{NAMELESS}{_readable(routes[node], node, about)}{digest}")
    return names


def _readable(route: str, node: ox.BlankNode, about: _About) -> str:
    """What a person recognises a name by: who holds it, and the property that it is about."""
    holder = route.partition(" ")[0]
    said = about.get(node, ())
    paths = [term.value for name, term in said if name == _PATH and isinstance(term, ox.NamedNode)]
    parts = [local_name(iri) for iri in (holder, *paths) if iri and not iri.startswith(NAMELESS)]
    return "".join(f"{_UNREADABLE.sub('', part)}-" for part in parts)


def _contents(about: _About) -> Callable[[Term], str]:
    """Gives a term as text: a blank node by all that it says, which is worked out once, however deep."""
    done: dict[object, str] = {}

    def text(term: Term) -> str:
        return done.get(term, "_:") if isinstance(term, ox.BlankNode) else str(term)

    def content(term: Term) -> str:
        todo, open_ = [term], set[object]()
        while todo:
            node = todo[-1]
            if not isinstance(node, ox.BlankNode) or node in done:
                todo.pop()
                continue
            said = about.get(node, [])
            inner = [other for _, other in said if isinstance(other, ox.BlankNode)]
            pending = [other for other in inner if other not in done and other not in open_ and other != node]
            open_.add(node)
            if pending:
                todo += pending
                continue
            lines = "\n".join(sorted(f"{name} {text(other)}" for name, other in said))
            done[node] = f"_:{hashlib.sha256(lines.encode()).hexdigest()}"
            todo.pop()
        return text(term)

    return content
