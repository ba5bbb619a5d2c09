"""A graph on another machine, or in a bigger engine: any SPARQL 1.1 endpoint, by its http(s) address."""

from __future__ import annotations

import json
import os
import re
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from http.client import HTTPException
from typing import Any, Self
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from pscvc_kg.errors import StoreError, UsageError
from pscvc_kg.folder import no_folder
from pscvc_kg.namespaces import GRAPH_CURRENT, GRAPH_LOG, GRAPH_ONTOLOGY, XSD
from pscvc_kg.outbound import form, refuse_outbound
from pscvc_kg.store import Rows, Store, Term, bind

USER, PASSWORD, GRAPHS = "PSCVC_USER", "PSCVC_PASSWORD", "PSCVC_GRAPHS"
SECONDS = 60.0
"""How long an endpoint may take to answer, unless the call says otherwise."""
_TRIES, _PAUSE = 3, 0.5
_PIECE = 1 << 16
_READS = {"SELECT": JSON, "ASK": JSON, "CONSTRUCT": TURTLE, "DESCRIBE": TURTLE}
_TRUTH = "__ASK_RETVAL"
"""The column in which Virtuoso answers an ASK, by 1 or 0."""
_PAIRS = "SELECT (1 AS ?one) { ?a a ?b . ?c a ?d }"
"""As many rows as anybody may want, from what every Virtuoso says of itself."""
_CUT = ("X-SPARQL-MaxRows", "X-SQL-State")
"""What Virtuoso says in its answer when it is not all: its cap on rows, or its time, was reached."""


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
        self.where, user, password = _without_login(address)
        self._update = _without_login(update)[0] if update else self.where
        named = graphs or os.environ.get(GRAPHS)
        self._graphs = _without_login(named)[0] if named else None
        self._seconds, self._most, self._pause = seconds, most, pause
        self._server, self._gives = "", 0
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        self._login = (user, password) if user else (os.environ.get(USER, ""), os.environ.get(PASSWORD, ""))
        self._has_login = bool(self._login[0])
        if self._has_login:
            servers = {_server(one) for one in (self.where, self._update, self._graphs) if one}
            passwords.add_password(None, sorted(servers), *self._login)
        self._digest = _Digest(passwords)
        logins = (_Basic(passwords), self._digest)
        self._opener = urllib.request.build_opener(_NoRedirect, *(logins if self._has_login else ()))

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
        self._send(self._prepared(text, "INSERT", JSON), self._seconds, reads=False)

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
            return self._triples(self._send(request, self._seconds, reads=True))
        except _AbsentError:
            return b""

    def put(self, triples: bytes, graph: str) -> None:
        """Make *graph* hold exactly *triples*, N-Triples: what it held before is gone."""
        self._write(self._whole(graph, "PUT", triples))

    def load(self, triples: bytes, graph: str) -> None:
        """Add many triples to *graph*."""
        self._write(self._whole(graph, POST, triples))

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
        return self._send(prepared, seconds, reads=True)

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

    def _write(self, request: urllib.request.Request) -> None:
        """Send a whole graph, once, with the login at once: a server need not read a body that it refuses."""
        if self._has_login:
            # An empty one, which adds nothing, tells how the server wants to be asked.
            asking = urllib.request.Request(request.full_url, data=b"", method=POST)
            asking.add_header("Content-Type", "text/turtle")
            try:
                with urllib.request.build_opener(_NoRedirect).open(asking, timeout=self._seconds):
                    pass
            except urllib.error.HTTPError as error:
                with closing(error):
                    self._log_in(request, error.headers.get("WWW-Authenticate", ""))
            except OSError:
                pass  # the request itself meets the same, and says so
        self._send(request, self._seconds, reads=False)

    def _log_in(self, request: urllib.request.Request, challenge: str) -> None:
        scheme, _, said = challenge.partition(" ")
        if scheme.lower() == "basic":
            login = b64encode(":".join(self._login).encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {login}")
        elif scheme.lower() == "digest":
            asked = urllib.request.parse_keqv_list(list(filter(None, urllib.request.parse_http_list(said))))
            if answer := self._digest.get_authorization(request, asked):
                request.add_unredirected_header("Authorization", f"Digest {answer}")

    def _send(
        self, prepared: SPARQLWrapper | urllib.request.Request, seconds: float, *, reads: bool
    ) -> bytes:
        """The body of the answer, whole; a read is tried again where nothing has been done yet."""
        until = time.monotonic() + seconds
        for left in reversed(range(_TRIES if reads else 1)):
            request = prepared if isinstance(prepared, urllib.request.Request) else prepared._createRequest()
            try:
                return self._opened(request, until)
            except _TryAgainError as error:
                wait = min(max(error.after, _PAUSE), until - time.monotonic())
                if not left or wait <= 0:
                    raise StoreError(str(error)) from error.__cause__
                self._pause(wait)
        raise AssertionError("the last try returns or raises")

    def _opened(self, request: urllib.request.Request, until: float) -> bytes:
        where = self.where
        slow = f"{where} has not answered within the time limit; ask for less, or allow more time"
        try:
            with self._opener.open(request, timeout=max(until - time.monotonic(), 0.1)) as answer:
                content, headers, status = bytearray(), answer.headers, answer.status
                self._server = headers.get("Server", "")
                while piece := answer.read1(_PIECE):
                    content += piece
                    if time.monotonic() > until:
                        raise StoreError(slow)
        except urllib.error.HTTPError as error:
            with closing(error):
                raise self._refused(error) from error
        except (TimeoutError, urllib.error.URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise StoreError(slow) from error
            if isinstance(reason, ConnectionRefusedError):
                raise _TryAgainError(
                    f"{where} cannot be reached (nothing listens there); check the address"
                ) from error
            if isinstance(error, urllib.error.URLError):
                why = getattr(reason, "strerror", None) or str(reason)
                raise StoreError(f"{where} cannot be reached ({why}); check the address") from error
            raise StoreError(self._broken()) from error
        _check_whole(where, content, headers, status, self._broken())
        return bytes(content)

    def _broken(self) -> str:
        return f"the answer of {self.where} was cut off before its end; nothing of it is used, ask again"

    def _refused(self, error: urllib.error.HTTPError) -> StoreError:
        where, status = self.where, error.code
        if status in (401, 403):
            how = "the name or the password is wrong, or may not do this"
            without = f"set {USER} and {PASSWORD}"
            return StoreError(f"{where} refuses the login ({status}): {how if self._has_login else without}")
        if status == 503:
            after = error.headers.get("Retry-After", "")
            return _TryAgainError(
                f"{where} is busy (503); try again later", float(after) if after.isdigit() else 0.0
            )
        if 300 <= status < 400:
            to = _without_login(error.headers.get("Location") or "http://")[0]
            return StoreError(f"{where} has moved to {to}; give that address")
        try:
            said = error.read(_PIECE).decode(errors="replace")
        except (OSError, HTTPException):
            said = ""
        kind = _AbsentError if status == 404 else StoreError
        return kind(f"{where} answers with an error ({status}): {_shortened(said) or error.reason}")

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
            said = _shortened(content.decode(errors="replace"))
            raise StoreError(
                f"{self.where} does not answer with SPARQL results ({said}); check that it is the address of "
                "a SPARQL endpoint"
            ) from error
        if columns == (_TRUTH,):
            return _truth(any(cell and cell.value not in ("0", "false") for row in rows for cell in row))
        if self._most is not None and len(rows) >= self._most:
            raise StoreError(_cut_sentence(self.where, str(self._most)))
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
            raise StoreError(_cut_sentence(self.where, str(self._most)))
        if "virtuoso" not in self._server.lower() or triples < self._gives:
            return
        wanted = triples + 1
        rows = self._rows(self._ask(f"{_PAIRS} LIMIT {wanted}", (), self._seconds)).rows
        if len(rows) < wanted:
            raise StoreError(_cut_sentence(self.where, ""))
        self._gives = wanted


def publish(store: Store, endpoint: Endpoint) -> None:
    """Make what questions read in *endpoint* what it is in *store*; `current` goes last."""
    for graph in (GRAPH_ONTOLOGY, GRAPH_LOG, GRAPH_CURRENT):
        endpoint.put(store.dump(graph), graph)


class _TryAgainError(StoreError):
    """Nothing was done: the same may be asked again, *after* so many seconds."""

    def __init__(self, sentence: str, after: float = 0.0) -> None:
        super().__init__(sentence)
        self.after = after


class _AbsentError(StoreError):
    """The endpoint has no such thing."""


class _Basic(urllib.request.HTTPBasicAuthHandler):
    """Closes the answer that asks for a login, which its like leaves open."""

    def http_error_401(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any) -> Any:
        """Send it again with the login."""
        fp.close()
        return super().http_error_401(req, fp, code, msg, headers)


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """As `_Basic`."""

    def http_error_401(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any) -> Any:
        """Send it again with the login."""
        fp.close()
        return super().http_error_401(req, fp, code, msg, headers)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A query sent elsewhere would lose its text, and its answer would come from who knows where."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def _without_login(address: str) -> tuple[str, str, str]:
    """The address without name and password, and these."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise UsageError(f"this is no address of an endpoint ({error}); write http://HOST/PATH") from error
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    plain = urlunsplit((parts.scheme, host + port, parts.path, parts.query, ""))
    return plain, unquote(parts.username or ""), unquote(parts.password or "")


def _server(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))


def _check_whole(
    where: str, content: bytes | bytearray, headers: Mapping[str, str], status: int, broken: str
) -> None:
    """Refuse an answer of which the end, or some rows, may be missing."""
    length = headers.get("Content-Length")
    if length is not None and length.isdigit() and len(content) < int(length):
        raise StoreError(broken)
    if status == 206 or any(name in headers for name in _CUT):
        raise StoreError(_cut_sentence(where, headers.get("X-SPARQL-MaxRows", "")))


def _cut_sentence(where: str, most: str) -> str:
    rows = f" after {most} rows" if most else ""
    return (
        f"{where} cuts its answer{rows}, and what is missing cannot be known; ask for less (LIMIT with "
        "OFFSET), or have its limits raised"
    )


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


def _shortened(said: str) -> str:
    """What an endpoint says, in one line: without markup and without the query that it repeats."""
    plain = re.sub(r"<(style|script)\b.*?</\1>|<[^<>]*>", " ", said, flags=re.DOTALL | re.IGNORECASE)
    plain = " ".join(plain.partition("SPARQL query:")[0].split())
    return plain if len(plain) <= 200 else plain[:200] + "…"


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
