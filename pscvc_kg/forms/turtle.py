"""Turtle files of shapes/ as one graph, and the few ways in which forms read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg.errors import PscvcError
from pscvc_kg.report import Text

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Graph:
    """The triples of some files."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Read *files*.

        Raises:
            PscvcError: One of them is no Turtle: the installation is at fault, not the user.
        """
        self._triples = ox.Dataset()
        for file in files:
            try:
                for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                    self._triples.add(ox.Quad(*quad.triple))
            except (SyntaxError, OSError) as error:
                raise PscvcError(
                    f"{file.parent.name}/{file.name} cannot be read as Turtle: {error}."
                ) from error

    def subjects(self, predicate: str, value: Term) -> list[Node]:
        """What says *value* under *predicate*, sorted by name."""
        quads = self._triples.quads_for_object(value)
        found = {
            quad.subject
            for quad in quads
            if quad.predicate.value == predicate and not isinstance(quad.subject, ox.Triple)
        }
        return sorted(found, key=str)

    def objects(self, subject: Node, predicate: str) -> list[Term]:
        """What *subject* says under *predicate*, sorted."""
        quads = self._triples.quads_for_subject(subject)
        return sorted((quad.object for quad in quads if quad.predicate.value == predicate), key=str)

    def nodes(self, subject: Node, predicate: str) -> list[Node]:
        """The same without literals."""
        return [term for term in self.objects(subject, predicate) if isinstance(term, Node)]

    def iris(self, subject: Node, predicate: str) -> tuple[str, ...]:
        """The same, named things only."""
        return tuple(
            term.value for term in self.objects(subject, predicate) if isinstance(term, ox.NamedNode)
        )

    def texts(self, subject: Node, predicate: str) -> tuple[str, ...]:
        """The same, literals only."""
        return tuple(term.value for term in self.objects(subject, predicate) if isinstance(term, ox.Literal))

    def text(self, subject: Node, predicate: str) -> str | None:
        """The first of its literals."""
        return next(iter(self.texts(subject, predicate)), None)

    def words(self, subject: Node, predicate: str) -> Text | None:
        """Its text in each language; None where it has none."""
        found = {
            term.language: term.value
            for term in self.objects(subject, predicate)
            if isinstance(term, ox.Literal) and term.language
        }
        return dict(sorted(found.items())) or None

    def members(self, subject: Node, predicate: str) -> Iterator[Node]:
        """What is in the list that *subject* names under *predicate*, in its order."""
        for start in self.nodes(subject, predicate):
            node: Node | None = start
            while node is not None and node != ox.NamedNode(RDF + "nil"):
                yield from self.nodes(node, RDF + "first")
                node = next(iter(self.nodes(node, RDF + "rest")), None)
