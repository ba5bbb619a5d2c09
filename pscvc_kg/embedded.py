"""A graph in this process: Oxigraph, in memory or in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from pscvc_kg import seal
from pscvc_kg.errors import StoreError, UsageError
from pscvc_kg.folder import check_folder, check_seal, hold, refusal
from pscvc_kg.namespaces import GRAPH_CURRENT, XSD
from pscvc_kg.outbound import refuse_outbound
from pscvc_kg.store import Rows, Term, bind


class EmbeddedStore:
    """Oxigraph inside this process: in memory, or files in a folder that one process opens at a time.

    ``oxigraph`` is the engine itself, for what runs inside it (the closure). ``revision`` counts the changes
    made through this object, so that what was worked out of it can be known to be out of date.

    With *read_only*, a store on the disk is opened as it lies there, beside whoever has it, and not changed:
    no seal is looked at.
    """

    def __init__(
        self, where: str | Path | None = None, *, create: bool = True, read_only: bool = False
    ) -> None:
        self.where = "memory" if where is None else str(where)
        self._on_disk = where is not None
        self._hold: seal.Hold | None = None
        self.revision = 0
        if where is not None:
            check_folder(self.where, create and not read_only)
        with self._refusing():
            if where is None:
                self.oxigraph = ox.Store()
            elif read_only:
                self.oxigraph = ox.Store.read_only(self.where)
            else:
                self._hold = hold(self.where)
                try:
                    check_seal(self.where, self._hold)
                except BaseException:
                    self._hold.release(clean=not self._hold.unclean)
                    raise
                try:
                    self.oxigraph = ox.Store(self.where)
                except BaseException:
                    # The engine has touched some files, and the seal speaks of them no more.
                    self._hold.release(clean=False)
                    raise

    def query(
        self,
        text: str,
        *,
        graph: str | Sequence[str] = GRAPH_CURRENT,
        values: Mapping[str, Term | Sequence[Term]] | None = None,
    ) -> Rows:
        """Answer a SELECT or ASK over *graph*; see `Store`."""
        with self._refusing():
            result = self._run(text, graph, values)
            if isinstance(result, ox.QueryTriples):
                raise UsageError("this query builds a graph and has no rows; write it as a SELECT or an ASK")
            return _rows(result)

    def construct(
        self,
        text: str,
        *,
        graph: str | Sequence[str] = GRAPH_CURRENT,
        values: Mapping[str, Term | Sequence[Term]] | None = None,
    ) -> bytes:
        """Answer a CONSTRUCT or DESCRIBE over *graph* as N-Triples; see `Store`."""
        with self._refusing():
            result = self._run(text, graph, values)
            if not isinstance(result, ox.QueryTriples):
                raise UsageError("this query answers with rows and builds no graph; write it as a CONSTRUCT")
            return result.serialize(format=ox.RdfFormat.N_TRIPLES) or b""

    def free(self, text: str, *, rows: int | None = None, seconds: float | None = None) -> Rows | bytes:
        """Answer any query on the current state, however long it takes; see `Store`."""
        with self._refusing():
            result = self._run(text, GRAPH_CURRENT, None)
            if isinstance(result, ox.QueryTriples):
                return result.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
            return _rows(result, rows)

    def snapshot(self, folder: Path) -> None:
        """Make *folder*, which is new, a store with what this one, on the disk, holds now."""
        with self._refusing():
            self.oxigraph.backup(str(folder))

    @property
    def on_disk(self) -> bool:
        """Whether it is files in a folder."""
        return self._on_disk

    def graphs(self) -> tuple[str, ...]:
        """The names of all graphs, sorted."""
        with self._refusing():
            return tuple(sorted(name.value for name in self.oxigraph.named_graphs()))

    def size(self, graph: str | None = None) -> int:
        """How many triples *graph* or the whole store has."""
        if graph is None:
            with self._refusing():
                return len(self.oxigraph)
        count = self.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", graph=graph).rows[0][0]
        return int(count.value) if count else 0

    def dump(self, graph: str) -> bytes:
        """All triples of *graph* as N-Triples."""
        with self._refusing():
            return self.oxigraph.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""

    def commit(
        self, add: Mapping[str, bytes], remove: Mapping[str, bytes] | None = None, *, drop: Iterable[str] = ()
    ) -> None:
        """Add and remove in one transaction; see `Store`."""
        self.revision += 1
        dropped = "".join(f"DROP GRAPH {Term(graph).sparql()} ;\n" for graph in drop)
        if remove or dropped:
            update = dropped + "".join(
                f"{verb} DATA {{ GRAPH {Term(graph).sparql()} {{\n{triples.decode()}}} }} ;\n"
                for verb, changes in (("DELETE", remove or {}), ("INSERT", add))
                for graph, triples in changes.items()
                if triples
            )
            with self._refusing():
                self.oxigraph.update(update)
            return
        with self._refusing():
            # One graph of quads is one transaction; two calls would be two.
            self.oxigraph.load(_as_quads(add), ox.RdfFormat.N_QUADS)

    def load(self, triples: bytes, graph: str) -> None:
        """Add many triples to *graph* at the highest speed."""
        self.revision += 1
        with self._refusing():
            # Below some size the bulk loader's threads and files cost more than they save.
            load = self.oxigraph.load if len(triples) < _BULK else self.oxigraph.bulk_load
            load(triples, ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph))

    def remove(self, graph: str) -> None:
        """Remove *graph* with all that it holds."""
        self.revision += 1
        with self._refusing():
            self.oxigraph.remove_graph(ox.NamedNode(graph))

    def flush(self) -> None:
        """Return when everything committed so far is on the disk."""
        if self._on_disk:
            with self._refusing():
                self.oxigraph.flush()

    def close(self) -> None:
        """Let go of the store and seal its files: Oxigraph writes no more when nothing refers to it."""
        if hasattr(self, "oxigraph"):
            del self.oxigraph
        if self._hold is None:
            return
        held, self._hold = self._hold, None
        found = seal.failed(held.folder)
        try:
            # What a check found wrong is not sealed as if it were right.
            if found is None or not found.files:
                seal.write(held.folder)
        except OSError:
            # A full disk, for one: the files are then known to be younger than their seal.
            held.release(clean=False)
            return
        held.release(clean=True)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _run(
        self,
        text: str,
        graph: str | Sequence[str],
        values: Mapping[str, Term | Sequence[Term]] | None,
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        names = [graph] if isinstance(graph, str) else list(graph)
        refuse_outbound(text)
        bound = bind(text, values) if values else text
        try:
            return self.oxigraph.query(bound, default_graph=[ox.NamedNode(name) for name in names])
        except SyntaxError as error:
            raise UsageError(_unreadable(bound, str(error))) from error

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Turn what Oxigraph raises about files into one sentence that says what to do."""
        try:
            yield
        except AttributeError as error:
            if hasattr(self, "oxigraph") or error.name != "oxigraph":
                raise
            raise StoreError(f"the store at {self.where} is closed; open it again") from error
        except (OSError, RuntimeError) as error:
            if isinstance(error, (NotImplementedError, RecursionError)):
                raise
            raise refusal(self.where, error) from error


def matching(
    store: ox.Store,
    subject: ox.NamedNode | ox.BlankNode | None,
    predicate: ox.NamedNode | None,
    value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None,
    graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None,
) -> Iterator[ox.Quad]:
    """The statements of *store* with these terms; None stands for any.

    On disk Oxigraph 0.5.13 finds the 255 numbers after 255, 511, 767, … with them when it is asked for
    statements by a pattern (not in SPARQL); they are left out here.
    """
    found = store.quads_for_pattern(subject, predicate, value, graph)
    if isinstance(value, ox.Literal) and value.datatype == _INTEGER and _INTEGRAL.fullmatch(value.value):
        kept = ox.Literal(str(int(value.value)), datatype=_INTEGER)
        return (quad for quad in found if quad.object == kept)
    return found


_INTEGER = ox.NamedNode(XSD + "integer")
_INTEGRAL = re.compile(r"[+-]?[0-9]{1,18}")
"""Integers that the engine keeps as numbers, without leading zeros; others it keeps as they are written."""


def _rows(result: ox.QuerySolutions | ox.QueryBoolean, most: int | None = None) -> Rows:
    """What the engine found as plain values, not more than *most* rows."""
    if isinstance(result, ox.QueryBoolean):
        answer = Term(str(bool(result)).lower(), "literal", datatype=XSD + "boolean")
        return Rows(("answer",), ((answer,),))
    columns = tuple(variable.value for variable in result.variables)
    some = islice(result, None if most is None else most + 1)
    return Rows(columns, tuple(tuple(map(_from_oxigraph, solution)) for solution in some)).first(most)


def _unreadable(query: str, error: str) -> str:
    """Where *query* is no SPARQL and why: *error* lists every sign that could have stood there."""
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", error, re.DOTALL)
    if match is None:
        return f"the query cannot be read: {error}"
    line, column = int(match[1]), int(match[2])
    before = query.splitlines()[line - 1 : line]
    after = f", after '{text}'" if (text := "".join(before)[: column - 1].strip()[-30:]) else ""
    # A reason is words; everything else in the list is a sign or a keyword.
    reasons = (part.strip() for part in match[3].split(","))
    reason = next((part for part in reasons if re.fullmatch(r"[A-Z]\w+( \w+)+", part)), None)
    why = reason or "what stands there, or is wanting there, is not SPARQL"
    return f"the query cannot be read at line {line}, column {column}{after}: {why}"


_BULK = 4_000_000
"""Bytes."""


def _as_quads(graphs: Mapping[str, bytes]) -> bytes:
    """N-Quads of several graphs, made by parsing them, so that no text can escape from its graph."""
    memory = ox.Store()
    for graph, triples in graphs.items():
        memory.bulk_load(triples, ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph))
    return memory.dump(format=ox.RdfFormat.N_QUADS) or b""


def _from_oxigraph(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple | None) -> Term | None:
    if isinstance(term, ox.NamedNode):
        return Term(term.value)
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        plain = term.language is not None or datatype == XSD + "string"
        return Term(term.value, "literal", term.language, None if plain else datatype)
    if isinstance(term, ox.BlankNode):
        return Term(term.value, "blank")
    return None if term is None else Term(str(term), "literal")
