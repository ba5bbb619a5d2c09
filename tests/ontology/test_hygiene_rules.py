"""Each rule of hygiene/ is a query that finds a fault of the ontology, with the smallest case of that fault.

The default graph holds all of ontology/; each file is also a named graph, ``urn:file:ontology/core.ttl``.
``urn:shapes`` holds shapes/, and ``urn:queries`` what each query, and each constraint inside a shape, names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hygiene_words import place, refuse, short

from pscvc_kg import headers
from pscvc_kg.namespaces import DCT, SH
from pscvc_kg.resources import ONTOLOGY, QUERIES, SHAPES
from pscvc_kg.terms.mentions import asked, spelled_out

RULES = sorted((Path(__file__).parent / "hygiene").glob("*.rq"))
SHAPES_GRAPH, QUERIES_GRAPH = ox.NamedNode("urn:shapes"), ox.NamedNode("urn:queries")
NAMES = ox.NamedNode(DCT + "references")


def add(store: ox.Store, file: Path) -> None:
    """Put a Turtle file into the default graph and into a graph of its own."""
    text = file.read_bytes()
    store.load(text, format=ox.RdfFormat.TURTLE)
    store.load(text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(f"urn:file:{place(file)}"))


def with_uses(store: ox.Store) -> ox.Store:
    """*store* with shapes/ and with what queries and constraints name."""
    for file in sorted(SHAPES.rglob("*.ttl")):
        store.load(file.read_bytes(), format=ox.RdfFormat.TURTLE, to_graph=SHAPES_GRAPH)
    selects = store.quads_for_pattern(None, ox.NamedNode(SH + "select"), None, SHAPES_GRAPH)
    named = {f"constraint/{number}": spelled_out(quad.object.value) for number, quad in enumerate(selects)}
    named |= {place(file): asked(*headers.read(file)) for file in sorted(QUERIES.rglob("*.rq"))}
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:query/{name}"), NAMES, ox.NamedNode(iri), QUERIES_GRAPH)
        for name, iris in named.items()
        for iri in iris
    )
    return store


def ontology() -> ox.Store:
    store = ox.Store()
    for file in sorted(ONTOLOGY.rglob("*.ttl")):
        add(store, file)
    return with_uses(store)


@pytest.fixture(scope="module")
def whole() -> ox.Store:
    return ontology()


def found(store: ox.Store, rule: Path) -> set[tuple[str, str]]:
    """The terms in which *rule* finds a fault, each with the sentence that says which."""
    rows = store.query(rule.read_text(encoding="utf-8"))
    assert isinstance(rows, ox.QuerySolutions)
    return {(getattr(row["term"], "value", ""), row["say"].value) for row in rows}


def where(store: ox.Store, term: str) -> str:
    """The file that describes *term*, or one that uses it."""
    node = ox.NamedNode(term)
    for pattern in ((node, None, None), (None, node, None), (None, None, node)):
        files = {quad.graph_name.value.removeprefix("urn:file:") for quad in named(store, *pattern)}
        if files:
            return min(files, key=lambda file: (file.count("/"), file))
    return "ontology/"


def named(
    store: ox.Store, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, value: ox.NamedNode | None
) -> Iterable[ox.Quad]:
    """The triples of the files, not those of shapes and queries."""
    for quad in store.quads_for_pattern(subject, predicate, value, None):
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith("urn:file:"):
            yield quad


def bad_terms(case: Path) -> set[str]:
    """The terms that the case's first line names: ``# Bad: psc:NoFrench``."""
    text = case.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith("# Bad: "), f"{place(case)}: begin with “# Bad: ” and the terms to be found"
    prefixes = dict(re.findall(r"(?m)^@prefix ([\w-]+): <([^>]*)> \.$", text))
    written = first.removeprefix("# Bad: ").split()
    return {
        word[1:-1] if word.startswith("<") else prefixes[word.partition(":")[0]] + word.partition(":")[2]
        for word in written
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_the_ontology_keeps_the_rule(whole: ox.Store, rule: Path) -> None:
    refuse(f"{where(whole, term)}: {short(say)}" for term, say in found(whole, rule))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_the_rule_finds_its_case_and_nothing_else_of_it(whole: ox.Store, rule: Path) -> None:
    store = ox.Store()
    store.extend(whole)
    add(store, rule.with_suffix(".ttl"))
    new = found(store, rule) - found(whole, rule)
    assert {short(term) for term, _ in new} == {short(term) for term in bad_terms(rule.with_suffix(".ttl"))}
    for term, say in new:
        assert term in say, "the sentence names the term"
        assert re.search(r": \w.*\.$", say), f"the sentence says what to do: {say}"


def test_each_rule_has_a_case_and_says_what_it_finds() -> None:
    folder = RULES[0].parent
    assert {rule.stem for rule in RULES} == {case.stem for case in folder.glob("*.ttl")}
    for rule in RULES:
        first = rule.read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(r"# [A-Z].*[.:]", first), f"{place(rule)}: begin with a comment, one sentence"
