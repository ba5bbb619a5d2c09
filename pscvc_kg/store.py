"""The graph: named graphs of triples that take commits whole and answer SPARQL with plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, Self

import pyoxigraph as ox

from pscvc_kg.errors import UsageError
from pscvc_kg.folder import is_address
from pscvc_kg.namespaces import GRAPH_CURRENT
from pscvc_kg.outbound import QUOTED


class Term(NamedTuple):
    """One RDF term as plain text. ``datatype`` is None for plain strings and for what is no literal."""

    value: str
    kind: Literal["iri", "literal", "blank"] = "iri"
    language: str | None = None
    datatype: str | None = None

    def sparql(self) -> str:
        """The term as SPARQL and N-Triples write it; raises UsageError for an IRI that is none."""
        try:
            return str(to_oxigraph(self))
        except ValueError as error:
            raise UsageError(f"{self.value!r} is not an IRI: {error}") from error


@dataclass(frozen=True)
class Rows:
    """The answer to a SELECT: column names and rows; an unbound cell is None.

    An ASK answers with one column, ``answer``, and one row, ``"true"`` or ``"false"``. ``more`` is whether
    the answer had more rows than were asked for.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    more: bool = False

    def first(self, rows: int | None) -> Rows:
        """Not more than so many *rows* of these; all when None."""
        if rows is None or len(self.rows) <= rows:
            return self
        return Rows(self.columns, self.rows[:rows], more=True)

    def texts(self) -> list[tuple[str, ...]]:
        """Each row as the text of its terms, "" where unbound."""
        return [tuple("" if term is None else term.value for term in row) for row in self.rows]


class Store(Protocol):
    """What every store does, wherever it lies. Triples go in and out as canonical N-Triples bytes."""

    where: str

    def query(
        self,
        text: str,
        *,
        graph: str | Sequence[str] = GRAPH_CURRENT,
        values: Mapping[str, Term | Sequence[Term]] | None = None,
    ) -> Rows:
        """Answer a SELECT or ASK over *graph* (several: their union), parameters bound as terms."""

    def construct(
        self,
        text: str,
        *,
        graph: str | Sequence[str] = GRAPH_CURRENT,
        values: Mapping[str, Term | Sequence[Term]] | None = None,
    ) -> bytes:
        """Answer a CONSTRUCT or DESCRIBE over *graph* as N-Triples, in no order and possibly with repeats."""

    def free(self, text: str, *, rows: int | None = None, seconds: float | None = None) -> Rows | bytes:
        """Answer any query on the current state: not more than *rows* rows, or N-Triples.

        An endpoint stops after so many *seconds*; an embedded store cannot (see `limiting`).
        """

    def graphs(self) -> tuple[str, ...]:
        """The names of all graphs, sorted."""

    def size(self, graph: str | None = None) -> int:
        """How many triples *graph* has; without a name, how many statements the whole store has."""

    def dump(self, graph: str) -> bytes:
        """All triples of *graph* as N-Triples."""

    def commit(
        self, add: Mapping[str, bytes], remove: Mapping[str, bytes] | None = None, *, drop: Iterable[str] = ()
    ) -> None:
        """Add to and remove from several graphs in one transaction: all of it is kept, or nothing.

        The graphs of *drop* go whole, before anything is added.
        """

    def load(self, triples: bytes, graph: str) -> None:
        """Add many triples to *graph* at the highest speed; not one transaction with anything else."""

    def remove(self, graph: str) -> None:
        """Remove *graph* with all that it holds."""

    def flush(self) -> None:
        """Return when everything committed so far is on the disk."""

    def close(self) -> None:
        """Let go of the store, so that another process can open it."""

    def __enter__(self) -> Self:
        """Return itself."""

    def __exit__(self, *_: object) -> None:
        """Close."""


def open_store(where: str | Path | None = None, *, create: bool = True) -> Store:
    """Open the graph at *where*: a folder, made when absent unless *create* is false, or memory when None.

    The http(s) address of a SPARQL 1.1 endpoint opens that.

    A store whose ``current`` graph was left out of date by an interruption is brought up to date first, and
    one that an earlier version made is brought to the present format.

    Raises:
        StoreError: Another process has the store, the folder is none or holds other files, it is damaged, or
            a later version made it.
    """
    if isinstance(where, str) and is_address(where):
        from pscvc_kg.endpoint import Endpoint

        return Endpoint(where)
    from pscvc_kg.embedded import EmbeddedStore

    store = EmbeddedStore(where, create=create)
    # `current` is made with the store, and a store is only open when `current` is right: one of the two
    # modules has to look for the other late.
    from pscvc_kg.current import recover
    from pscvc_kg.migration import migrate

    try:
        if where is not None:
            migrate(store)
        recover(store)
    except BaseException:
        store.close()
        raise
    return store


def bind(text: str, values: Mapping[str, Term | Sequence[Term]]) -> str:
    """The query *text* with the terms of *values* in the braces of their ``VALUES ?name { … }`` lines.

    All names are bound in one pass, so that nothing in a value is ever read as a part of the query. An empty
    sequence leaves the query's own default.

    Raises:
        UsageError: The query has no ``VALUES`` line of that name, or a value is not a term.
    """
    bound: set[str] = set()

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None or name not in values:
            return match[0]
        bound.add(name)
        value = values[name]
        terms = [value] if isinstance(value, Term) else value
        return f"VALUES ?{name} {{ {' '.join(term.sparql() for term in terms)} }}" if terms else match[0]

    result = _VALUES.sub(replace, text)
    if missing := sorted(set(values) - bound):
        raise UsageError(f"the query has no parameter called {missing[0]!r}")
    return result


_VALUES = re.compile(rf"{QUOTED}|\bVALUES\s*[?$](?P<name>\w+)\s*\{{[^{{}}]*\}}", re.DOTALL | re.IGNORECASE)


def statements(subject: str, facts: Iterable[tuple[str, Term]]) -> bytes:
    """N-Triples of the *facts* (predicate and object) about *subject*."""
    start = Term(subject).sparql()
    return "".join(
        f"{start} {Term(predicate).sparql()} {end.sparql()} .\n" for predicate, end in facts
    ).encode()


def canonical(triples: bytes | Iterable[bytes]) -> bytes:
    """N-Triples in Oxigraph's own spelling, each triple once, sorted: two equal graphs give equal bytes."""
    memory = ox.Store()
    for part in [triples] if isinstance(triples, bytes) else triples:
        memory.bulk_load(part, ox.RdfFormat.N_TRIPLES)
    dumped = memory.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    return b"".join(sorted(dumped.splitlines(keepends=True)))


def to_oxigraph(term: Term) -> ox.NamedNode | ox.Literal | ox.BlankNode:
    """*term* as the engine has it; raises ValueError for an IRI that is none."""
    if term.kind == "iri":
        return ox.NamedNode(term.value)
    if term.kind == "blank":
        return ox.BlankNode(term.value)
    datatype = ox.NamedNode(term.datatype) if term.datatype and not term.language else None
    return ox.Literal(term.value, datatype=datatype, language=term.language)
