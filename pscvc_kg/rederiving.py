"""What follows more, and what no longer, when statements come and go: at the cost of the change.

`closure` says all that follows from a graph. This keeps it right by the Backward/Forward algorithm (Motik,
Nenov, Piro and Horrocks, "Incremental Update of Datalog Materialisation", AAAI 2015): a statement that nobody
states any more leaves, with what followed from it, unless it follows from what stays.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import cast

import pyoxigraph as ox

from pscvc_kg import closure
from pscvc_kg.embedded import matching

Subject = ox.NamedNode | ox.BlankNode
Node = Subject | ox.Literal
Fact = tuple[Subject, ox.NamedNode, Node]
_Part = Node | str
"""A term, or the name of a variable."""
_Pattern = tuple[_Part, _Part, _Part]
_Bound = Mapping[str, Node]

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_MOST_PROVING = 200_000
"""How many statements may be looked at to prove one; more is work for the whole closure."""


def fact_of(statement: ox.Quad | ox.Triple) -> Fact:
    """The subject, predicate and object of a statement that is about no statement."""
    return cast(Fact, (statement.subject, statement.predicate, statement.object))


class TooMuch(Exception):  # noqa: N818 - no error: the work is done another way
    """To work out what follows from this change takes more than to work out everything."""


class _Rule:
    """If all of ``given`` hold, ``then`` holds."""

    def __init__(self, step: closure.Step) -> None:
        self.given = tuple(_pattern(atom) for atom in step.given)
        self.then = _pattern(step.then)


class _Rules:
    """The steps of the closure, by what they read and by what they say."""

    def __init__(self, steps: Iterable[closure.Step]) -> None:
        self._reading: dict[_Part, list[tuple[_Rule, int]]] = {}
        self._saying: dict[_Part, list[_Rule]] = {}
        for rule in map(_Rule, steps):
            self._saying.setdefault(_signature(rule.then), []).append(rule)
            for index, pattern in enumerate(rule.given):
                self._reading.setdefault(_signature(pattern), []).append((rule, index))

    def reading(self, fact: Fact) -> Iterator[tuple[_Rule, int]]:
        """Each rule that *fact* may make hold, and which of its patterns that is."""
        yield from self._reading.get(fact[1], ())
        if fact[1] == _TYPE:
            yield from self._reading.get(fact[2], ())

    def saying(self, fact: Fact) -> Iterator[_Rule]:
        """Each rule that may say *fact*."""
        yield from self._saying.get(fact[1], ())
        if fact[1] == _TYPE:
            yield from self._saying.get(fact[2], ())


@cache
def _compiled() -> _Rules:
    return _Rules(closure.compiled())


class _View:
    """A graph of a store with facts taken away and others added; the store itself stays as it is."""

    def __init__(self, store: ox.Store, graph: ox.NamedNode) -> None:
        self._store, self._graph = store, graph
        self._new = ox.Store()
        self.added: set[Fact] = set()
        self.gone: set[Fact] = set()

    def __contains__(self, fact: Fact) -> bool:
        return fact in self.added or (fact not in self.gone and self.held(fact))

    def held(self, fact: Fact) -> bool:
        """Whether the store's graph has *fact*, whatever this view does to it."""
        return ox.Quad(*fact, self._graph) in self._store

    def add(self, fact: Fact) -> None:
        """Add *fact*, which is not there."""
        if fact in self.gone:
            self.gone.discard(fact)
        else:
            self.added.add(fact)
            self._new.add(ox.Quad(*fact))

    def remove(self, fact: Fact) -> None:
        """Take *fact* away, which is there."""
        if fact in self.added:
            self.added.discard(fact)
            self._new.remove(ox.Quad(*fact))
        else:
            self.gone.add(fact)

    def match(self, subject: Node | None, predicate: Node | None, value: Node | None) -> Iterator[Fact]:
        """The facts with these terms; None stands for any."""
        if isinstance(subject, ox.Literal):
            return
        verb = cast(ox.NamedNode, predicate)
        for quad in matching(self._store, subject, verb, value, self._graph):
            fact = fact_of(quad)
            if fact not in self.gone:
                yield fact
        if self.added:
            for quad in self._new.quads_for_pattern(subject, verb, value):
                yield fact_of(quad)


def follow(
    store: ox.Store,
    graph: str,
    come: Iterable[Fact],
    go: Iterable[Fact],
    stated: Callable[[Fact], bool],
    *,
    queries: Sequence[str] | None = None,
) -> tuple[set[Fact], set[Fact]]:
    """What to add to *graph* of *store*, a closed graph, and what to remove, so that it is closed again.

    Args:
        store: The store, which is only read.
        graph: The name of the graph.
        come: Facts that somebody states now and nobody stated before.
        go: Facts that nobody states any more.
        stated: Whether somebody states a fact now.
        queries: The rules that are queries; those of the closure when None.

    Raises:
        TooMuch: The whole closure is less work.
    """
    view = _View(store, ox.NamedNode(graph))
    beyond = _Beyond(view, closure.rules() if queries is None else queries)
    new, old = set(come), set(go)
    while new or old:
        _take_away(view, old, stated, beyond)
        _put_in(view, new)
        new, old = beyond.difference()
        old = {fact for fact in old if not stated(fact)}
    return view.added, view.gone


def _take_away(view: _View, facts: Collection[Fact], stated: Callable[[Fact], bool], beyond: _Beyond) -> None:
    """Take away *facts*, and what followed from them only.

    Where a query may rest on what is in doubt, all that queries said is in doubt, too: else it could hold up
    what it rests on. What they still say is put in again afterwards.
    """

    def backed(fact: Fact) -> bool:
        return stated(fact) or beyond.says(fact)

    gone = _unfounded(view, facts, backed, beyond.touches)
    if gone is None:
        gone = _unfounded(view, {*facts, *beyond.forget()}, stated, lambda _fact: False)
    for fact in gone or ():
        view.remove(fact)


def _unfounded(
    view: _View,
    facts: Iterable[Fact],
    backed: Callable[[Fact], bool],
    touches: Callable[[Fact], bool],
) -> set[Fact] | None:
    """Which facts hold no more without *facts*; None where one is in doubt that *touches* a query."""
    rules, proof = _compiled(), _Proof(view, backed)
    doubtful = deque(fact for fact in facts if fact in view)
    while doubtful:
        fact = doubtful.popleft()
        if touches(fact):
            return None
        if fact in proof.gone or proof.holds(fact):
            continue
        proof.gone.add(fact)
        doubtful.extend(
            follows
            for follows in _consequences(rules, view, fact)
            if follows not in proof.gone and follows in view
        )
    return proof.gone


class _Proof:
    """Which facts still hold when others are gone."""

    def __init__(self, view: _View, backed: Callable[[Fact], bool]) -> None:
        self._view, self._backed = view, backed
        self._proved: set[Fact] = set()
        self.gone: set[Fact] = set()

    def holds(self, fact: Fact) -> bool:
        """Whether *fact* is stated or follows from what holds."""
        self._left = _MOST_PROVING
        return self._prove(fact, frozenset())

    def _prove(self, fact: Fact, above: frozenset[Fact]) -> bool:
        if fact in self._proved:
            return True
        if fact in self.gone or fact in above:
            return False
        self._left -= 1
        if self._left < 0 or len(above) > 200:
            raise TooMuch
        if self._backed(fact) or any(
            all(self._prove(each, above | {fact}) for each in given) for given in self._reasons(fact)
        ):
            self._proved.add(fact)
            return True
        return False

    def _reasons(self, fact: Fact) -> Iterator[list[Fact]]:
        """The sets of facts of the view from which *fact* follows in one step."""
        for rule in _compiled().saying(fact):
            bound = _unified(rule.then, fact, {})
            if bound is not None:
                for whole in _joined(rule.given, self._view, bound):
                    yield [_filled(pattern, whole) for pattern in rule.given]


def _put_in(view: _View, facts: Iterable[Fact]) -> None:
    """Add *facts*, and what follows from them and from what is there."""
    rules = _compiled()
    waiting = deque(facts)
    while waiting:
        fact = waiting.popleft()
        if fact not in view:
            view.add(fact)
            waiting.extend(_consequences(rules, view, fact))


def _consequences(rules: _Rules, view: _View, fact: Fact) -> list[Fact]:
    """What follows in one step from *fact* together with the facts of *view*."""
    found = []
    for rule, index in rules.reading(fact):
        bound = _unified(rule.given[index], fact, {})
        if bound is None:
            continue
        others = rule.given[:index] + rule.given[index + 1 :]
        for whole in _joined(others, view, bound):
            follows = _filled(rule.then, whole)
            if isinstance(follows[0], Subject):
                found.append(follows)
    return found


def _joined(patterns: Sequence[_Pattern], view: _View, bound: _Bound) -> Iterator[_Bound]:
    """Every way in which all *patterns* match facts of *view*, those with the most known terms first."""
    if not patterns:
        yield bound
        return
    first = max(patterns, key=lambda pattern: sum(_value(part, bound) is not None for part in pattern))
    rest = [pattern for pattern in patterns if pattern is not first]
    for fact in view.match(*(_value(part, bound) for part in first)):
        more = _unified(first, fact, bound)
        if more is not None:
            yield from _joined(rest, view, more)


def _unified(pattern: _Pattern, fact: Fact, bound: _Bound) -> _Bound | None:
    """*bound* with what *pattern* binds when it matches *fact*; None when it does not."""
    more: dict[str, Node] = dict(bound)
    for part, term in zip(pattern, fact, strict=True):
        if not isinstance(part, str):
            if part != term:
                return None
        elif more.setdefault(part, term) != term:
            return None
    return more


def _value(part: _Part, bound: _Bound) -> Node | None:
    return bound.get(part) if isinstance(part, str) else part


def _filled(pattern: _Pattern, bound: _Bound) -> Fact:
    return cast(Fact, tuple(bound[part] if isinstance(part, str) else part for part in pattern))


def _pattern(atom: closure.Atom) -> _Pattern:
    subject, predicate, value = (text if text.startswith("?") else _term(text) for text in atom)
    return subject, predicate, value


def _term(text: str) -> Node:
    [quad] = ox.parse(f"<urn:a> <urn:a> {text} .", format=ox.RdfFormat.N_TRIPLES)
    return fact_of(quad)[2]


def _signature(pattern: _Pattern) -> _Part:
    """What a pattern is looked up by: its predicate, or the class where it states one."""
    return pattern[2] if pattern[1] == _TYPE and not isinstance(pattern[2], str) else pattern[1]


class _Beyond:
    """What the rules that are queries say of a view, which they see only through the terms that they name."""

    def __init__(self, view: _View, queries: Sequence[str]) -> None:
        self._view, self._queries = view, queries
        self._terms = {term for query in queries for term in _named_in(query)}
        self._said: set[Fact] | None = None

    def says(self, fact: Fact) -> bool:
        """Whether the queries said *fact* of the view as it was before anything changed, or said it last."""
        if not self.touches(fact):
            return False
        if self._said is None:
            self._said = self._answers(before=True)
        return fact in self._said

    def forget(self) -> set[Fact]:
        """What the queries said last; from now on they have said nothing."""
        said = self._answers(before=True) if self._said is None else self._said
        self._said = set()
        return said

    def difference(self) -> tuple[set[Fact], set[Fact]]:
        """What the queries say now and did not say before, and what they no longer say."""
        if self._said is None:
            if not any(map(self.touches, chain(self._view.added, self._view.gone))):
                return set(), set()
            self._said = self._answers(before=True)
        now, before = self._answers(), self._said
        self._said = now
        return now - before, before - now

    def touches(self, fact: Fact) -> bool:
        """Whether a query may look at *fact*, or say it."""
        return (fact[2] if fact[1] == _TYPE else fact[1]) in self._terms

    def _answers(self, *, before: bool = False) -> set[Fact]:
        """What the queries say of what they can see."""
        seen = ox.Store()
        for fact in self._seen():
            if not (before and fact in self._view.added):
                seen.add(ox.Quad(*fact))
        if before:
            for fact in self._view.gone:
                seen.add(ox.Quad(*fact))
        found: set[Fact] = set()
        for query in self._queries:
            triples = seen.query(query)
            assert isinstance(triples, ox.QueryTriples)
            found.update(map(fact_of, triples))
        return found

    def _seen(self) -> Iterator[Fact]:
        for term in self._terms:
            yield from self._view.match(None, term, None)
            yield from self._view.match(None, _TYPE, term)


@cache
def _named_in(query: str) -> frozenset[ox.NamedNode]:
    """The properties and classes that *query* names: all prefixed names and IRIs in it."""
    text = re.sub(r"(?m)^\s*#.*$", "", query)
    prefixes = dict(re.findall(r"(?i)PREFIX\s+(\w*):\s*<([^>]*)>", text))
    body = re.sub(r"(?i)PREFIX\s+\w*:\s*<[^>]*>", "", text)
    names = {
        prefixes[prefix] + local for prefix, local in re.findall(r"\b(\w+):(\w+)", body) if prefix in prefixes
    }
    return frozenset(map(ox.NamedNode, names | set(re.findall(r"<([^>\s]+)>", body))))
