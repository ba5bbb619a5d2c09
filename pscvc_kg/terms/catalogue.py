"""Every term, code, construct, proposition, rule and question, each with what is said of it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import compress

import pyoxigraph as ox

from pscvc_kg import headers, resources, vocabulary
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import BASE, CODE, GRAPH_ONTOLOGY, PSC, SHAPE
from pscvc_kg.store import Term
from pscvc_kg.terms.kinds import FOLDER, kinds
from pscvc_kg.terms.mentions import described, mentions
from pscvc_kg.terms.sections import Asked, Found, sections


@dataclass(frozen=True)
class Cell:
    """A text, and the thing that it names if it names one."""

    text: str
    iri: str | None = None


@dataclass(frozen=True)
class Section:
    """What is said of a thing under one heading.

    Attributes:
        show: ``text`` (one cell a row), ``facts`` (aspect and value), ``table`` (a cell for each of
            ``columns``) or ``picture`` (from, relation, to).
    """

    name: str
    title: str
    show: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Entry:
    """One thing that has a page, or a place on the page ``home``.

    Attributes:
        name: ``ServiceReport``; for a code its list and itself, ``channel/ONL``.
        kind: class, relation, property, code-list, code, construct, proposition, rule, question, …
        short: The shortest name by which it can be asked for.
        identifier: ``P03``, ``S07.a``, a code's notation; empty where there is none.
        groups: What it is listed under: its module, its element of the chain, its status, in the order of
            a list.
    """

    iri: str
    name: str
    short: str
    kind: str
    label: str
    definition: str
    identifier: str
    home: str | None = None
    groups: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()


class Catalogue:
    """All entries in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._store = _knowledge()
        self._names = {iri: texts for iri, *texts in self._read("names")}
        found = tuple(self._entries())
        self._called = tuple(_by_name(found, name) for name in _NAMES)
        self.entries: dict[str, Entry] = {one.iri: replace(one, short=self._short(one)) for one in found}

    def named(self, name: str) -> Entry:
        """The entry called *name*, with its sections.

        A name is that of `Entry`, an identifier (``P03``), an IRI or the last part of one, or a label.

        Raises:
            UsageError: There is none, or there are several; the message names the nearest.
        """
        wanted = short_name(name.strip().strip("<>")).removeprefix("psc:").removeprefix("code:")
        if not wanted:
            raise UsageError("no term has an empty name; name one, or see the list: pscvc terms")
        same = self._found(wanted)
        if len(same) == 1:
            return self.whole(self.entries[same[0].iri])
        if same:
            names = ", ".join(sorted(entry.name for entry in same))
            raise UsageError(f"several terms are called '{name}': {names}; name one of them")
        near = get_close_matches(
            wanted.casefold(), (key for keys in self._called for key in keys), n=9, cutoff=0.5
        )
        shorts = dict.fromkeys(self.entries[self._found(key)[0].iri].short for key in near)
        hint = f"; did you mean: {', '.join(list(shorts)[:3])}?" if shorts else ""
        raise UsageError(f"no term is called '{name}'{hint}; see the list: pscvc terms")

    def _found(self, name: str) -> list[Entry]:
        """What is called *name* by the surest of its names; of several, those of the first kind in a list."""
        for called in self._called:
            same = called.get(name.casefold(), [])
            exact = [entry for entry, written in same if written == name] or [entry for entry, _ in same]
            if exact:
                first = min((entry.kind for entry in exact), key=list(kinds()).index)
                return [entry for entry in exact if entry.kind == first]
        return []

    def _short(self, entry: Entry) -> str:
        numbered = kinds()[entry.kind].numbered
        tried = [entry.identifier] if numbered else []
        tried += [entry.name.rpartition("/")[2], entry.name]
        return next(name for name in tried if self._found(name) == [entry] or name == entry.name)

    def whole(self, entry: Entry) -> Entry:
        """*entry* with its sections."""
        _with_mentions()
        asked = [one for one in sections() if entry.kind in one.pages]
        filled = ((one, one.answer(self._store, self.language, entry.iri)) for one in asked)
        return replace(entry, sections=tuple(self._sections(entry.iri, filled)))

    def listed(self) -> tuple[Entry, ...]:
        """The entries of a list of terms, without sections, by name."""
        found = (entry for entry in self.entries.values() if kinds()[entry.kind].listed)
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.name)))

    def all(self) -> Iterator[Entry]:
        """Every entry that has a page, with its sections, by name. Each query runs once for all of them."""
        _with_mentions()
        answers = [(one, one.answer(self._store, self.language)) for one in sections()]
        for entry in sorted(self.entries.values(), key=lambda one: one.name.casefold()):
            if entry.home is None:
                filled = ((one, found) for one, found in answers if entry.kind in one.pages)
                yield replace(entry, sections=tuple(self._sections(entry.iri, filled)))

    def label(self, iri: str) -> str:
        """What the thing *iri* is called; a term of another vocabulary by its prefix and name."""
        if known := self._names.get(iri):
            return known[1]
        start = max((space for space in prefixes() if iri.startswith(space)), key=len, default=None)
        if start and (local := iri.removeprefix(start)) and "/" not in local:
            return f"{prefixes()[start]}:{local}"
        return short_name(iri).rpartition("/")[2] if iri.startswith(BASE) else iri

    def _sections(self, page: str, filled: Iterable[tuple[Asked, Found]]) -> Iterator[Section]:
        for asked, found in filled:
            if rows := found.get(page):
                if asked.show == "facts":  # the first column is the rank, by which they are sorted
                    rows = [row[1:] for row in rows]
                headings = [text[self.language] for text in asked.columns.values()]
                used = [any(row[index] for row in rows) for index in range(len(rows[0]))]
                cells = [tuple(map(self._cell, compress(row, used))) for row in rows]
                if asked.by_label:
                    cells.sort(key=lambda row: row[0].text.casefold())
                yield Section(
                    name=asked.name,
                    title=asked.title[self.language],
                    show=asked.show,
                    columns=tuple(compress(headings, used)),
                    rows=tuple(cells),
                )

    def _cell(self, term: Term | None) -> Cell:
        if term is None:
            return Cell("")
        return Cell(self.label(term.value), term.value) if term.kind == "iri" else Cell(term.value)

    def _entries(self) -> Iterator[Entry]:
        said: dict[str, tuple[str, str | None, list[str]]] = {}
        for iri, kind, group, place, _ in self._read("things"):
            _, _, groups = said.setdefault(iri, (kind, place or None, []))
            if group and group not in groups:
                groups.append(group)
        for iri, (kind, home, groups) in said.items():
            label, _, definition, identifier = self._names.get(iri, ("", "", "", ""))
            name = short_name(iri)
            last = name.rpartition("/")[2]
            yield Entry(iri, name, name, kind, label or last, definition, identifier, home, tuple(groups))

    def _read(self, name: str) -> list[tuple[str, ...]]:
        """The rows of queries/pages/*name*; where it is by language, the first for each thing."""
        query = headers.read(FOLDER / f"{name}.rq")[1]
        by_language = "VALUES ?language " in query
        values = {"language": Term(self.language, "literal")} if by_language else {}
        rows = self._store.query(query, graph=GRAPH_ONTOLOGY, values=values).texts()
        return list({row[0]: row for row in reversed(rows)}.values()) if by_language else rows


@functools.cache
def catalogue(language: str = "en") -> Catalogue:
    """The catalogue in *language*: en or fr."""
    return Catalogue(language)


def short_name(iri: str) -> str:
    """What a thing is called in lists: its IRI without what all of its kind share."""
    for start in (PSC, CODE, SHAPE, BASE):
        if iri.startswith(start):
            return iri.removeprefix(start)
    return iri


def _identifier(entry: Entry) -> str:
    """What people cite; a code's notation is unique only within its list."""
    return "" if entry.kind == "code" else entry.identifier


_NAMES: tuple[Callable[[Entry], str], ...] = (
    lambda entry: entry.name,
    _identifier,
    lambda entry: entry.name.rpartition("/")[2],
    lambda entry: entry.label,
)
"""The names of an entry, the surest first."""


def _by_name(entries: Iterable[Entry], name: Callable[[Entry], str]) -> dict[str, list[tuple[Entry, str]]]:
    """The entries by one of their names in small letters, each with the name as it is written."""
    found: dict[str, list[tuple[Entry, str]]] = {}
    for entry in entries:
        if written := name(entry):
            found.setdefault(written.casefold(), []).append((entry, written))
    return found


@functools.cache
def _knowledge() -> EmbeddedStore:
    """The whole ontology, the shapes and the words of the questions, in one graph in memory."""
    store = EmbeddedStore()
    store.load(vocabulary.ontology_triples(), GRAPH_ONTOLOGY)
    _add(store, described())
    return store


@functools.cache
def _with_mentions() -> None:
    """Add to what is known who speaks of which term; a list of terms does without it."""
    _add(_knowledge(), mentions())


def _add(store: EmbeddedStore, triples: Iterable[ox.Triple]) -> None:
    graph = ox.NamedNode(GRAPH_ONTOLOGY)
    store.oxigraph.extend(ox.Quad(one.subject, one.predicate, one.object, graph) for one in triples)


@functools.cache
def prefixes() -> dict[str, str]:
    """The prefix of each namespace that the ontology's files use, by namespace."""
    found: dict[str, str] = {}
    for path in sorted(resources.ONTOLOGY.rglob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        found |= {space: prefix for prefix, space in re.findall(r"(?m)^@prefix (\w+): <([^>]*)> \.", text)}
    return found
