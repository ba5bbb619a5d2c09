"""Whatever comes and goes, the closure that is kept up is the closure made anew."""

from __future__ import annotations

from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pscvc_kg import closure, rederiving
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT, PSC, RDF_TYPE

ORG = "http://www.w3.org/ns/org#"
CURRENT = ox.NamedNode(GRAPH_CURRENT)
NODES = [ox.NamedNode(f"{DATA}xx/{name}") for name in "abcdef"]


def _names() -> tuple[list[ox.NamedNode], list[ox.NamedNode]]:
    """The properties and the classes that steps of the closure read."""
    properties, classes = set(), set()
    for step in closure.compiled():
        for _, predicate, value in step.given:
            if predicate == f"<{RDF_TYPE}>":
                classes.add(value)
            else:
                properties.add(predicate)
    return tuple([ox.NamedNode(name[1:-1]) for name in sorted(group)] for group in (properties, classes))


PROPERTIES, CLASSES = _names()
TELLING = [
    ox.NamedNode(PSC + name) for name in ("linksFrom", "linksTo", "isPerformedBy", "isMemberOfArrangement")
] + [ox.NamedNode(ORG + "subOrganizationOf"), ox.NamedNode(PSC + "isStageOf")]


@st.composite
def facts(draw: st.DrawFn) -> rederiving.Fact:
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(NODES)), ox.NamedNode(RDF_TYPE), draw(st.sampled_from(CLASSES))
    names = TELLING if draw(st.booleans()) else PROPERTIES
    return draw(st.sampled_from(NODES)), draw(st.sampled_from(names)), draw(st.sampled_from(NODES))


def closed(stated: set[rederiving.Fact]) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(*fact, CURRENT) for fact in stated)
    closure.close(store, GRAPH_CURRENT)
    return store


def held(store: ox.Store) -> set[rederiving.Fact]:
    return {(quad.subject, quad.predicate, quad.object) for quad in store}


@settings(max_examples=60, deadline=None)
@given(st.sets(facts(), max_size=40), st.sets(facts(), max_size=12), st.randoms())
def test_what_is_kept_up_is_what_would_be_made_anew(
    before: set[rederiving.Fact], come: set[rederiving.Fact], dice: Random
) -> None:
    go = set(dice.sample(sorted(before, key=str), min(len(before), 10)))
    after = (before - go) | come
    store = closed(before)
    old = held(store)
    new, gone = rederiving.follow(store, GRAPH_CURRENT, after - before, before - after, after.__contains__)
    assert held(store) == old, "the store is only read"
    assert not new & old
    assert gone <= old
    assert (old - gone) | new == held(closed(after))


def test_a_circle_does_not_hold_itself_up() -> None:
    """Two facts that follow from each other leave with the one that made them hold."""
    sub = ox.NamedNode(ORG + "subOrganizationOf")
    a, b, c = NODES[:3]
    stated = {(a, sub, b), (b, sub, c), (c, sub, a)}
    store = closed(stated)
    after = {(a, sub, b)}
    new, gone = rederiving.follow(store, GRAPH_CURRENT, set(), stated - after, after.__contains__)
    assert (held(store) - gone) | new == held(closed(after))


def test_what_a_query_says_does_not_hold_itself_up() -> None:
    """That two collaborate makes them organizations, and only organizations collaborate."""
    member, kind = ox.NamedNode(PSC + "isMemberOfArrangement"), ox.NamedNode(RDF_TYPE)
    a, b, c = NODES[:3]
    organization = ox.NamedNode(ORG + "Organization")
    after = {(a, member, c), (b, member, c), (b, kind, organization)}
    stated = {*after, (a, kind, organization)}
    store = closed(stated)
    new, gone = rederiving.follow(store, GRAPH_CURRENT, set(), stated - after, after.__contains__)
    assert (held(store) - gone) | new == held(closed(after))
    assert gone


def test_work_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rederiving, "_MOST_PROVING", 0)
    fact = (NODES[0], ox.NamedNode(PSC + "isStageOf"), NODES[1])
    with pytest.raises(rederiving.TooMuch):
        rederiving.follow(closed({fact}), GRAPH_CURRENT, set(), {fact}, set().__contains__)
