"""A graph on another machine, or in a bigger engine: any SPARQL 1.1 endpoint, by its http(s) address."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from pscvc_kg.errors import StoreError, UsageError
from pscvc_kg.folder import no_folder
from pscvc_kg.namespaces import GRAPH_CURRENT, GRAPH_LOG, GRAPH_ONTOLOGY, XSD
from pscvc_kg.outbound import form, refuse_outbound
from pscvc_kg.sending import PASSWORD, USER, AbsentError, CutError, Sender, cut_sentence, parted, shortened
from pscvc_kg.store import Rows, Store, Term, bind

GRAPHS = "PSCVC_GRAPHS"
"""The environment variable that names the address of the graph store protocol."""
SECONDS = 60.0
"""How long an endpoint may take to answer, unless the call says otherwise."""
_READS = {"SELECT": JSON, "ASK": JSON, "CONSTRUCT": TURTLE, "DESCRIBE": TURTLE}
_TRUTH = "__ASK_RETVAL"
"""The column in which Virtuoso answers an ASK, by 1 or 0."""
_PAIRS = "SELECT (1 AS ?one) { ?a a ?b . ?c a ?d }"
"""As many rows as anybody may want, from what every Virtuoso says of itself."""


class Endpoint:
    """A SPARQL 1.1 endpoint as a `Store`: it is asked over HTTP, and nothing is kept here.

    Args:
        address: Of queries. A name and a password may stand in it; without, the environment variables
            PSCVC_USER and PSCVC_PASSWORD count. They are sent only to this server, only when it asks for
            them (basic or digest), and are never shown.
        update: The address of updates; without it, that of queries.
        graphs: The address of the graph store protocol, to write whole graphs; without it, the environment
            variable PSCVC_GRAPHS counts.
        seconds: How long an answer may take.
        most: The most rows that the endpoint gives, where it cuts answers and does not say so.
        pause: How to wait before a read is tried again.

    Reading is tried again where the endpoint refuses the connection or says that it is busy (503); an update
    never is. An answer that may have been cut is an error.

    Raises:
        UsageError: The address is none.
    """

    def __init__(
        self,
        address: str,
        *,
        update: str | None = None,
        graphs: str | None = None,
        seconds: float = SECONDS,
        most: int | None = None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self.where, user, password = parted(address)
        self._update = parted(update)[0] if update else self.where
        named = graphs or os.environ.get(GRAPHS)
        self._graphs = parted(named)[0] if named else None
        self._seconds, self._most, self._gives = seconds, most, 0
        login = (user, password) if user else (os.environ.get(USER, ""), os.environ.get(PASSWORD, ""))
        addresses = [one for one in (self.where, self._update, self._graphs) if one]
        self._sender = Sender(self.where, addresses, login, pause)

    def query(
        self,
        text: str,
        *,
        graph: str | Sequence[str] = GRAPH_CURRENT,
        values: Mapping[str, Term | Sequence[Term]] | None = None,
    ) -> Rows:
        """Answer a SELECT or ASK over *graph*; see `Store`.

        Raises:
            UsageError: It is no such query, or asks another machine.
            StoreError: The endpoint cannot be reached, refuses, fails, or gives no answer or not all of it.
        """
        if form(text) in ("CONSTRUCT", "DESCRIBE"):
            raise UsageError("this query builds a graph and has no rows; write it as a SELECT or an ASK")
        found = self._rows(self._ask(bind(text, values) if values else text, graph, self._seconds))
        return _with_addresses(found, values) if values else found

    def construct(
        self,
        text: str,
        *,
        graph: str | Sequence[str] = GRAPH_CURRENT,
        values: Mapping[str, Term | Sequence[Term]] | None = None,
    ) -> bytes:
        """Answer a CONSTRUCT or DESCRIBE over *graph* as N-Triples; see `Store` and `query`."""
        if form(text) in ("SELECT", "ASK"):
            raise UsageError("this query answers with rows and builds no graph; write it as a CONSTRUCT")
        return self._triples(self._ask(bind(text, values) if values else text, graph, self._seconds))

    def free(self, text: str, *, rows: int | None = None, seconds: float | None = None) -> Rows | bytes:
        """Answer any query on the current state within *seconds*: not more than *rows* rows, or N-Triples."""
        content = self._ask(text, GRAPH_CURRENT, seconds or self._seconds)
        return self._triples(content) if _READS[form(text)] == TURTLE else self._rows(content).first(rows)

    def update(self, text: str) -> None:
        """Send a SPARQL update, once.

        Raises:
            UsageError: It would ask another machine.
            StoreError: As `query`; whether the update was done is then not known.
        """
        refuse_outbound(text, update=True)
        self._sender.send(self._prepared(text, "INSERT", JSON), self._seconds, reads=False)

    def graphs(self) -> tuple[str, ...]:
        """The names of all graphs, sorted; the engine's own are among them."""
        text = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"
        return tuple(sorted(row[0] for row in self._rows(self._ask(text, (), self._seconds)).texts()))

    def size(self, graph: str | None = None) -> int:
        """How many triples *graph* has; without a name, how many statements the whole endpoint has."""
        pattern = "{ ?s ?p ?o }" if graph else "{ GRAPH ?g { ?s ?p ?o } }"
        content = self._ask(f"SELECT (COUNT(*) AS ?n) {pattern}", graph or (), self._seconds)
        return int(self._rows(content).texts()[0][0])

    def dump(self, graph: str) -> bytes:
        """All triples of *graph* as N-Triples; nothing where the endpoint does not have it."""
        if self._graphs is None:
            return self.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graph=graph)
        request = self._whole(graph, "GET", None)
        request.add_header("Accept", "text/turtle")
        try:
            return self._triples(self._sender.send(request, self._seconds, reads=True))
        except AbsentError:
            return b""

    def put(self, triples: bytes, graph: str) -> None:
        """Make *graph* hold exactly *triples*, N-Triples: what it held before is gone."""
        self._sender.write(self._whole(graph, "PUT", triples), self._seconds)

    def load(self, triples: bytes, graph: str) -> None:
        """Add many triples to *graph*."""
        self._sender.write(self._whole(graph, POST, triples), self._seconds)

    def remove(self, graph: str) -> None:
        """Remove *graph* with all that it holds."""
        self.update(f"DROP SILENT GRAPH {Term(graph).sparql()}")

    def commit(
        self, add: Mapping[str, bytes], remove: Mapping[str, bytes] | None = None, *, drop: Iterable[str] = ()
    ) -> None:
        """Not done: no endpoint promises that several graphs change together or not at all.

        Raises:
            StoreError: Always.
        """
        raise no_folder(self.where)

    def flush(self) -> None:
        """Nothing: an endpoint keeps what it acknowledges."""

    def close(self) -> None:
        """Nothing: each call is a connection of its own."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing."""

    def _ask(self, text: str, graph: str | Sequence[str], seconds: float) -> bytes:
        kind = form(text)
        if kind not in _READS:
            raise UsageError(
                f"what begins with {kind or 'this'} is no query; write SELECT, ASK, CONSTRUCT or DESCRIBE"
            )
        refuse_outbound(text)
        prepared = self._prepared(text, kind, _READS[kind])
        for name in [graph] if isinstance(graph, str) else graph:
            prepared.addParameter("default-graph-uri", name)
        return self._sender.send(prepared, seconds, reads=True)

    def _prepared(self, text: str, kind: str, returns: str) -> SPARQLWrapper:
        prepared = SPARQLWrapper(self.where, self._update, returnFormat=returns, agent="pscvc")
        prepared.setOnlyConneg(True)
        prepared.setMethod(POST)
        prepared.queryString, prepared.queryType = text, kind  # its own guess is led astray by comments
        return prepared

    def _whole(self, graph: str, method: str, triples: bytes | None) -> urllib.request.Request:
        if self._graphs is None:
            raise StoreError(
                f"to write to {self.where}, name the address of its graph store protocol in {GRAPHS}"
            )
        sign = "&" if "?" in self._graphs else "?"
        address = f"{self._graphs}{sign}{urlencode({'graph': graph}, quote_via=quote)}"
        # Every N-Triples document is Turtle, and more engines take Turtle.
        headers = {"Content-Type": "text/turtle", "User-Agent": "pscvc"}
        return urllib.request.Request(
            address, data=triples, method=method, headers=headers if triples is not None else {}
        )

    def _rows(self, content: bytes) -> Rows:
        try:
            found = json.loads(content)
            if "boolean" in found:
                return _truth(bool(found["boolean"]))
            columns = tuple(map(str, found["head"]["vars"]))
            rows = tuple(
                tuple(_term(row[name]) if name in row else None for name in columns)
                for row in found["results"]["bindings"]
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            said = shortened(content.decode(errors="replace"))
            raise StoreError(
                f"{self.where} does not answer with SPARQL results ({said}); check that it is the address of "
                "a SPARQL endpoint"
            ) from error
        if columns == (_TRUTH,):
            return _truth(any(cell and cell.value not in ("0", "false") for row in rows for cell in row))
        if self._most is not None and len(rows) >= self._most:
            raise CutError(self.where, str(self._most))
        return Rows(columns, rows)

    def _triples(self, content: bytes) -> bytes:
        memory = ox.Store()
        try:
            memory.load(content, ox.RdfFormat.TURTLE)
        except (SyntaxError, ValueError) as error:
            raise StoreError(
                f"{self.where} does not answer with a graph in Turtle ({error}); check that it is the "
                "address of a SPARQL endpoint"
            ) from error
        self._check_cap(len(memory))
        return memory.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""

    def _check_cap(self, triples: int) -> None:
        """Refuse a graph of so many *triples* where the endpoint may have cut it.

        Virtuoso cuts graphs at its cap on rows, and says so of rows only: it is asked for one row more.
        """
        if self._most is not None and triples >= self._most:
            raise StoreError(cut_sentence(self.where, str(self._most)))
        if "virtuoso" not in self._sender.server.lower() or triples < self._gives:
            return
        wanted = triples + 1
        rows = self._rows(self._ask(f"{_PAIRS} LIMIT {wanted}", (), self._seconds)).rows
        if len(rows) < wanted:
            raise StoreError(cut_sentence(self.where, ""))
        self._gives = wanted


def publish(store: Store, endpoint: Endpoint) -> None:
    """Make what questions read in *endpoint* what it is in *store*; `current` goes last."""
    for graph in (GRAPH_ONTOLOGY, GRAPH_LOG, GRAPH_CURRENT):
        endpoint.put(store.dump(graph), graph)


def _with_addresses(found: Rows, values: Mapping[str, Term | Sequence[Term]]) -> Rows:
    """*found* with the IRIs among *values* as IRIs: of those in VALUES, Virtuoso 7 may make texts."""
    texts = {
        Term(term.value, "literal")
        for value in values.values()
        for term in ([value] if isinstance(value, Term) else value)
        if term.kind == "iri"
    }
    return Rows(
        found.columns,
        tuple(tuple(Term(cell.value) if cell in texts else cell for cell in row) for row in found.rows),
    )


def _truth(true: bool) -> Rows:
    return Rows(("answer",), ((Term(str(true).lower(), "literal", datatype=XSD + "boolean"),),))


def _term(said: Mapping[str, Any]) -> Term:
    value, kind = str(said["value"]), said["type"]
    if kind == "uri":
        # Some engines give blank nodes as addresses of no scheme that others know.
        return (
            Term(value.removeprefix("nodeID://"), "blank") if value.startswith("nodeID://") else Term(value)
        )
    if kind == "bnode":
        return Term(value, "blank")
    datatype, language = said.get("datatype"), said.get("xml:lang")
    return Term(value, "literal", language, None if language or datatype == XSD + "string" else datatype)
