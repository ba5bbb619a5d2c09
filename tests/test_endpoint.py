"""Questions on a big engine: Virtuoso answers each as Oxigraph does, and what goes wrong is one sentence."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import rdflib
from test_questions import AGENCY_VALUES, GOLDENS, NAMES, agencies, as_csv, plain, story, story_values
from virtuoso import ROWS, Addresses, virtuoso

from pscvc_kg import api, endpoint, questions, resources, sending
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.endpoint import Endpoint
from pscvc_kg.errors import PscvcError, StoreError, UsageError
from pscvc_kg.following import Following
from pscvc_kg.linking import sssom
from pscvc_kg.linking.paging import every_row
from pscvc_kg.linking.promoting import refusal
from pscvc_kg.linking.reconciling import Asked, Reconciler
from pscvc_kg.linking.records import MAPPING_SET, history, kept_rows
from pscvc_kg.linking.sssom import Link
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT, GRAPH_LOG, GRAPH_ONTOLOGY, RDF_TYPE
from pscvc_kg.questions import Answer, ask
from pscvc_kg.store import Rows, Store, Term, statements

__all__ = ["agencies", "story"]
COPY = "urn:test:copy"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"


@pytest.fixture(autouse=True)
def nothing_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no login of whoever runs the tests."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    for name in (sending.USER, sending.PASSWORD, endpoint.GRAPHS):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def big(engine: Addresses, story: Store) -> Endpoint:
    """The story in Virtuoso, and each of its statements in a second graph, too."""
    here = Endpoint(engine.login.replace("//", "//dba:dba@"), graphs=engine.graphs)
    endpoint.publish(story, here)
    here.put(story.dump(GRAPH_CURRENT), COPY)
    return here


@pytest.fixture(scope="module")
def big_agencies(tmp_path_factory: pytest.TempPathFactory, agencies: Store) -> Iterator[Endpoint]:
    """The three agencies in a Virtuoso of their own: they answer what the story rightly does not."""
    with virtuoso(tmp_path_factory.mktemp("agencies")) as addresses:
        here = Endpoint(addresses.login.replace("//", "//dba:dba@"), graphs=addresses.graphs)
        for graph in (GRAPH_CURRENT, COPY):
            here.put(agencies.dump(GRAPH_CURRENT), graph)
        yield here


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory, story: Store) -> Iterator[Store]:
    """The story on the disk, and each of its statements in a second graph, too."""
    with EmbeddedStore(tmp_path_factory.mktemp("disk") / "store") as store:
        for graph in (GRAPH_CURRENT, GRAPH_LOG, GRAPH_ONTOLOGY):
            store.load(story.dump(graph), graph)
        store.load(story.dump(GRAPH_CURRENT), COPY)
        yield store


@pytest.fixture(scope="module")
def in_rdflib(story: Store) -> rdflib.Graph:
    return rdflib.Graph().parse(data=story.dump(GRAPH_CURRENT), format="nt")


# Every question, on every engine


@pytest.mark.virtuoso
@pytest.mark.parametrize("name", NAMES)
def test_virtuoso_answers_each_question_as_its_golden_file_says(big: Endpoint, name: str) -> None:
    assert as_csv(ask(big, name, **story_values(name))) == (GOLDENS / f"{name}.csv").read_bytes().decode()


@pytest.mark.virtuoso
@pytest.mark.parametrize("name", NAMES)
def test_virtuoso_answers_three_agencies_as_the_golden_file_says(big_agencies: Endpoint, name: str) -> None:
    answer = ask(big_agencies, name, **AGENCY_VALUES.get(name, {}))
    assert as_csv(answer) == (GOLDENS / "agencies" / f"{name}.csv").read_bytes().decode()


@pytest.mark.virtuoso
@pytest.mark.parametrize("name", NAMES)
def test_virtuoso_understands_each_parameter_as_oxigraph_does(big: Endpoint, story: Store, name: str) -> None:
    for parameter in questions.question(name).parameters:
        values = story_values(name) | {parameter.name: parameter.example}
        assert answer_or_why(big, name, values) == answer_or_why(story, name, values), parameter.name


def answer_or_why(store: Store, name: str, values: dict[str, str]) -> Answer | str:
    try:
        return ask(store, name, lang="fr", **values)
    except UsageError as error:
        return str(error)


@pytest.mark.parametrize("name", NAMES)
def test_a_store_on_the_disk_answers_each_question_as_its_golden_file_says(disk: Store, name: str) -> None:
    assert as_csv(ask(disk, name, **story_values(name))) == (GOLDENS / f"{name}.csv").read_bytes().decode()


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_finds_the_same_rows_in_the_story(story: Store, in_rdflib: rdflib.Graph, name: str) -> None:
    text = ask(story, name, **story_values(name)).query
    ours = [tuple(plain(cell and cell.value) for cell in row) for row in story.query(text).rows]
    theirs = [
        tuple(plain(None if cell is None else str(cell)) for cell in row) for row in in_rdflib.query(text)
    ]
    assert ours == theirs


@pytest.mark.virtuoso
def test_a_statement_in_two_graphs_counts_once(big: Endpoint, story: Store) -> None:
    assert big.size(COPY) == big.size(GRAPH_CURRENT) == story.size(GRAPH_CURRENT)
    count = "SELECT (COUNT(*) AS ?n) { ?s a ?class }"
    assert big.query(count).texts() == story.query(count).texts()


# Reading and writing


@pytest.mark.virtuoso
def test_virtuoso_says_whether_something_is_so(big: Endpoint, story: Store) -> None:
    for text in ("ASK { ?s ?p ?o }", "ASK { ?s <urn:never> ?o }"):
        assert big.query(text) == story.query(text)


@pytest.mark.virtuoso
def test_a_graph_comes_back_as_it_was_sent(big: Endpoint) -> None:
    triples = '<urn:a> <urn:b> "é\\"\\n"@fr .\n<urn:a> <urn:c> <urn:d> .\n'.encode()
    big.put(b"<urn:old> <urn:b> <urn:c> .\n", "urn:test:g")
    big.put(triples, "urn:test:g")
    assert sorted(big.dump("urn:test:g").splitlines()) == triples.splitlines()
    assert "urn:test:g" in big.graphs()
    big.load(b"<urn:a> <urn:b> <urn:more> .\n", "urn:test:g")
    big.update("INSERT DATA { GRAPH <urn:test:g> { <urn:a> <urn:b> <urn:most> } }")
    assert big.size("urn:test:g") == 4
    built = big.construct("CONSTRUCT { ?o a ?p } { ?s ?p ?o FILTER(isIRI(?o)) }", graph="urn:test:g")
    assert len(built.splitlines()) == 3
    big.remove("urn:test:g")
    assert big.dump("urn:test:g") == b""


@pytest.mark.virtuoso
def test_publishing_makes_an_endpoint_answer_like_the_folder(
    big: Endpoint, engine: Addresses, story: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(endpoint.GRAPHS, engine.graphs)
    monkeypatch.setenv(sending.USER, "dba")
    monkeypatch.setenv(sending.PASSWORD, "dba")
    with api.shipped() as graph, api.open(engine.sparql) as there:
        api.publish(graph, engine.sparql)
        try:
            text = "SELECT ?class (COUNT(*) AS ?n) { ?x a ?class } GROUP BY ?class ORDER BY ?class"
            assert there.sparql(text) == graph.sparql(text)
            for question in ("hand-overs", "missing-values"):
                assert there.ask(question) == graph.ask(question)
        finally:
            endpoint.publish(story, big)


@pytest.mark.virtuoso
def test_an_answer_that_virtuoso_cuts_is_an_error_and_a_limit_says_that_there_is_more(big: Endpoint) -> None:
    many = "SELECT ?a ?b { ?a ?p ?o . ?b a <http://www.w3.org/2002/07/owl#Ontology> }"
    with pytest.raises(StoreError, match=f"cuts its answer after {ROWS} rows"):
        big.query(many)
    found = big.free(ALL + " LIMIT 20", rows=5)
    assert not isinstance(found, bytes)
    assert (len(found.rows), found.more) == (5, True)


@pytest.mark.virtuoso
def test_a_graph_that_virtuoso_cuts_in_silence_is_an_error(big: Endpoint) -> None:
    big.put(b"".join(b"<urn:s%d> <urn:p> <urn:o> .\n" % n for n in range(ROWS + 500)), "urn:test:large")
    for cut in (
        lambda: big.dump("urn:test:large"),
        lambda: big.construct("CONSTRUCT WHERE { ?s ?p ?o }", graph="urn:test:large"),
    ):
        with pytest.raises(StoreError, match="cuts its answer"):
            cut()
    some = big.construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 2000", graph="urn:test:large")
    assert some.count(b"\n") == 2_000
    big.remove("urn:test:large")


@pytest.mark.virtuoso
def test_a_wrong_password_is_refused_and_never_shown(engine: Addresses) -> None:
    here = Endpoint(engine.login.replace("//", "//dba:open-sesame@"), graphs=engine.graphs)
    for attempt in (lambda: here.query("ASK {}"), lambda: here.put(b"", "urn:test:g")):
        with pytest.raises(StoreError, match="refuses the login") as caught:
            attempt()
        assert "sesame" not in str(caught.value)
    with pytest.raises(StoreError, match=f"set {sending.USER} and {sending.PASSWORD}"):
        Endpoint(engine.login).query("ASK {}")


@pytest.mark.virtuoso
def test_what_virtuoso_says_of_a_query_is_one_line(big: Endpoint) -> None:
    with pytest.raises(
        StoreError, match=r"answers with an error \(\d+\): Virtuoso .* syntax error"
    ) as caught:
        big.query("SELECT * { ?s ?p }")
    assert "\n" not in str(caught.value)


@pytest.mark.virtuoso
@pytest.mark.parametrize(
    ("why", "query"),
    [
        ("a path of which no pattern binds an end", "SELECT ?a { VALUES ?a { UNDEF } ?b <urn:p>+ ?a }"),
        ("a division by zero, which leaves its row without a value elsewhere", "SELECT (1/0 AS ?a) {}"),
    ],
)
def test_what_virtuoso_cannot_do_is_known(big: Endpoint, story: Store, why: str, query: str) -> None:
    """CONTRIBUTING warns of these; when one passes, take the warning away."""
    story.query(query)
    with pytest.raises(StoreError):
        big.query(query)


@pytest.mark.virtuoso
def test_virtuoso_makes_texts_of_addresses_that_were_given_and_asking_undoes_it(big: Endpoint) -> None:
    chain = questions.choices(big, questions.question("chains-across-organizations"), "chain")[0].iri
    answer = ask(big, "chains-across-organizations", chain=chain)
    assert answer.iris[0][0] == chain
    (as_given,) = big.query(answer.query).rows
    assert as_given[0]
    assert as_given[0].kind == "literal", "Virtuoso does it no more: take `_with_addresses` away"


# What goes wrong: a server that misbehaves

Reply = tuple[int, dict[str, str], bytes]
JSON = {"Content-Type": "application/sparql-results+json"}
YES = b'{"head": {}, "boolean": true}'


@pytest.fixture
def server() -> Iterator[Callable[..., tuple[str, list[str]]]]:
    """Serve the given replies, one after the other, the last for ever; address, and the bodies received."""
    servers = []

    def serve(*replies: Reply) -> tuple[str, list[str]]:
        received: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                received.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, headers, body = replies[min(len(received), len(replies)) - 1]
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        one = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(one)
        return f"http://127.0.0.1:{one.server_port}/sparql", received

    yield serve
    for one in servers:
        one.shutdown()
        one.server_close()


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ((200, JSON | {"Content-Length": "500"}, YES), "was cut off before its end"),
        ((200, JSON, YES[:-5]), "does not answer with SPARQL results"),
        ((200, {"Content-Type": "text/html"}, b"<html><b>Welcome</b>"), r"SPARQL results \(Welcome\)"),
        ((206, JSON, YES), "cuts its answer"),
        ((200, JSON | {"X-SQL-State": "S1TAT"}, YES), "cuts its answer"),
        ((302, {"Location": "http://u:secret@127.0.0.1/new"}, b""), r"has moved to http://127\.0\.0\.1/new;"),
        ((401, {"WWW-Authenticate": "Negotiate"}, b""), "refuses the login"),
        ((404, {}, b"<h1>Not here</h1>"), r"answers with an error \(404\): Not here"),
        ((500, {}, b"Out of it\n\nSPARQL query:\nASK {}"), r"\(500\): Out of it$"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    server: Callable[..., tuple[str, list[str]]], reply: Reply, sentence: str
) -> None:
    address, received = server(reply)
    with pytest.raises(StoreError, match=sentence) as caught:
        Endpoint(address).query("ASK {}")
    assert address in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert len(received) == 1


class Guarded(BaseHTTPRequestHandler):
    """Answers who logs in by the basic scheme as me, and nobody else."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        known = self.headers["Authorization"] == "Basic " + b64encode("me:sésame".encode()).decode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", str(len(YES) if known else 0))
        if not known:
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.end_headers()
        if known:
            self.wfile.write(YES)

    do_PUT = do_POST  # noqa: N815 - the server's own name for it

    def log_message(self, *_: object) -> None:
        pass


def test_the_basic_scheme_of_a_login(monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), Guarded) as one:
        threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        address = f"http://127.0.0.1:{one.server_port}/"
        with pytest.raises(StoreError, match="refuses the login"):
            Endpoint(address).query("ASK {}")
        monkeypatch.setenv(sending.USER, "me")
        monkeypatch.setenv(sending.PASSWORD, "sésame")
        here = Endpoint(address, graphs=address)
        assert here.query("ASK {}").texts() == [("true",)]
        here.put(b"<urn:a> <urn:b> <urn:c> .\n" * 100_000, "urn:g")
        with pytest.raises(StoreError, match="refuses the login"):
            Endpoint(address.replace("//", "//me:wrong@")).query("ASK {}")
        one.shutdown()


def test_a_server_that_is_busy_is_asked_again_and_a_stated_wait_is_kept(
    server: Callable[..., tuple[str, list[str]]],
) -> None:
    address, received = server((503, {"Retry-After": "3"}, b""), (503, {}, b""), (200, JSON, YES))
    waits: list[float] = []
    assert Endpoint(address, pause=waits.append).query("ASK {}").texts() == [("true",)]
    assert waits == [3, 0.5]
    assert len(received) == 3


def test_an_update_is_sent_once(server: Callable[..., tuple[str, list[str]]]) -> None:
    address, received = server((503, {}, b""), (200, {}, b""))
    with pytest.raises(StoreError, match="busy"):
        Endpoint(address, pause=pytest.fail).update("CLEAR ALL")
    assert received == ["update=CLEAR+ALL"]


def test_nobody_who_listens_is_tried_again_and_then_a_sentence() -> None:
    waits: list[float] = []
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:1/ cannot be reached"):
        Endpoint("http://me:secret@127.0.0.1:1/", pause=waits.append).query("ASK {}")
    assert len(waits) == 2


def test_rows_as_many_as_the_cap_that_is_named_may_be_cut(
    server: Callable[..., tuple[str, list[str]]],
) -> None:
    row = b'{"a": {"type": "uri", "value": "urn:a"}}'
    body = b'{"head": {"vars": ["a"]}, "results": {"bindings": [' + row + b"," + row + b"]}}"
    address, _ = server((200, JSON, body))
    assert len(Endpoint(address, most=3).query("SELECT ?a {}").rows) == 2
    with pytest.raises(StoreError, match="after 2 rows"):
        Endpoint(address, most=2).query("SELECT ?a {}")


def test_an_endpoint_that_is_silent_is_left_at_the_limit() -> None:
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(StoreError, match="within the time limit"):
            Endpoint(address).free("ASK {}", seconds=0.2)


# What is refused everywhere

CALLS = {
    "plain": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "silent": "ASK { service silent <http://127.0.0.1:1/> {} }",
    "nested": "SELECT * { ?s ?p ?o FILTER EXISTS { { SELECT * { SERVICE ?s { ?s ?p ?o } } } } }",
    "behind a sign that is no IRI": "PREFIX x: <urn:x> SELECT * { FILTER(1<2)SERVICE#>\nx:c { ?s ?p ?o } }",
    "behind a comment": 'PREFIX x: <urn:x> ASK { FILTER(1<2)#>"""\nSERVICE x:d { ?s ?p ?o } #"""\n }',
    "glued": "PREFIX x: <urn:x> SELECT * { ?s ?p 1 SERVICEx:c { ?s ?p ?o } }",
    "escaped": "SELECT * { S\\u0045RVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
}


@pytest.mark.parametrize("query", CALLS.values(), ids=CALLS)
def test_a_call_of_another_machine_is_refused_however_it_is_written(query: str) -> None:
    with EmbeddedStore() as store, Endpoint("http://127.0.0.1:1/", pause=pytest.fail) as there:
        for refusing in (store.free, there.free):
            with pytest.raises(UsageError, match="SERVICE"):
                refusing(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("SERVICE <http://x.org/> {" AS ?text) {}',
        "# SERVICE <http://x.org/> {\nSELECT ?service { ?service a <http://x.org/SERVICE> } # LOAD <urn:x>",
        "PREFIX p: <urn:> SELECT * { ?SERVICE p:SERVICE p:service } # or SERVICE <http://x.org/> { }",
    ],
)
def test_words_that_call_nobody_are_words(query: str) -> None:
    with EmbeddedStore() as store:
        store.query(query)


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:1/>",
        "CLEAR ALL; LOAD SILENT <http://127.0.0.1:1/> INTO GRAPH <urn:g>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_an_update_that_fetches_is_refused_before_it_is_sent(update: str) -> None:
    with pytest.raises(UsageError, match="refused"):
        Endpoint("http://127.0.0.1:1/").update(update)


def test_jobs_that_need_a_folder_refuse_an_endpoint_before_any_work(tmp_path: Path) -> None:
    there = api.open("http://me:secret@127.0.0.1:1/")
    for job in (
        lambda: api.load([tmp_path], there),
        lambda: api.validate([tmp_path], store=there),
        lambda: api.history(there),
        lambda: api.diff("a/b", "a/c", there),
        lambda: api.withdraw("a/b", there, reason="x"),
        lambda: api.verify("http://me:secret@127.0.0.1:1/"),
        lambda: api.open("http://me:secret@127.0.0.1:1/", submissions=[tmp_path]),
        lambda: there.store.commit({}),
    ):
        with pytest.raises(
            PscvcError, match=r"http://127\.0\.0\.1:1/ is the address .* pscvc\.publish"
        ) as caught:
            job()
        assert "secret" not in str(caught.value)


# What serve and link gather

LINKING = resources.QUERIES / "linking"
GATHERING = sorted(
    path.relative_to(LINKING).as_posix()
    for folder in (LINKING, LINKING / "reconciled")
    for path in folder.glob("*.rq")
)


def in_no_order(rows: Rows) -> list[tuple[str, ...]]:
    """The rows with what tells their terms apart, to be compared whatever the engine sorts by."""
    return sorted(tuple("" if term is None else term.sparql() for term in row) for row in rows.rows)


@pytest.mark.virtuoso
@pytest.mark.parametrize("name", GATHERING)
def test_virtuoso_gathers_the_same_rows_as_memory(big: Endpoint, story: Store, name: str) -> None:
    text = (LINKING / name).read_text(encoding="utf-8")
    assert in_no_order(every_row(big, text)) == in_no_order(story.query(text))


@pytest.mark.virtuoso
def test_virtuoso_gathers_every_kind_of_catalogue(engine: Addresses) -> None:
    """Data sets, of which the story has none, and identifiers that are addresses or nodes."""
    here = Endpoint(engine.login.replace("//", "//dba:dba@"), graphs=engine.graphs)
    triples = rdflib.Graph().parse(data=CATALOGUE).serialize(format="nt", encoding="utf-8")
    here.put(triples, CATALOGUED)
    for kind in ("datasets", "organizations", "services", "programmes", "terms"):
        text = (LINKING / f"{kind}.rq").read_text(encoding="utf-8")
        with EmbeddedStore() as store:
            store.load(triples, GRAPH_CURRENT)
            wanted = in_no_order(store.query(text))
        assert in_no_order(here.query(text, graph=CATALOGUED)) == wanted
        assert len(wanted) >= 2, kind


@pytest.mark.virtuoso
def test_more_links_than_virtuoso_gives_rows_are_all_read(big: Endpoint, story: Store) -> None:
    links = [
        Link(
            f"urn:test:{n}",
            sssom.EXACT,
            f"urn:test:of-{n}",
            sssom.MANUAL,
            slots={"review_date": "2025-01-02"},
        )
        for n in range(ROWS // 6 + 50)
    ]
    iri = sssom.set_iri("many")
    said = statements(iri, [(RDF_TYPE, Term(MAPPING_SET))]) + b"".join(history(iri, [link]) for link in links)
    try:
        big.put(story.dump(GRAPH_CURRENT) + said, GRAPH_CURRENT)
        there = kept_rows(big)[iri]
    finally:
        big.put(story.dump(GRAPH_CURRENT), GRAPH_CURRENT)
    assert sorted(there, key=lambda link: link.subject) == sorted(links, key=lambda link: link.subject)


CATALOGUED = "urn:test:catalogue"
CATALOGUE = "\n".join(
    [
        "@prefix dct: <http://purl.org/dc/terms/> . @prefix : <urn:test:> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        *(
            f':{place} a <{kind}> ; {name} "A"@en, "B"@fr ; dct:identifier "1", <urn:test:it>, [] .'
            for place, (kind, name) in enumerate(
                {
                    "http://www.w3.org/ns/dcat#Dataset": "dct:title",
                    "http://data.europa.eu/m8g/PublicOrganisation": "skos:prefLabel",
                    "http://purl.org/vocab/cpsv#PublicService": "dct:title",
                    "https://w3id.org/pscvc/ns#Programme": "dct:title",
                    "http://www.w3.org/2004/02/skos/core#Concept": "skos:prefLabel",
                }.items()
            )
        ),
    ]
)


@pytest.mark.virtuoso
def test_virtuoso_says_why_two_things_are_not_one_as_memory_does(big: Endpoint, story: Store) -> None:
    pairs = [
        (f"{DATA}ca/organization/46", f"{DATA}ca/organization/127"),
        (f"{DATA}ca/organization/46", f"{DATA}ca/service/SRV03049"),
        (f"{DATA}ca/organization/46", "urn:test:nobody"),
    ]
    for one, other in pairs:
        assert refusal(big, one, other) == refusal(story, one, other)
    assert refusal(big, *pairs[0]), "two entries of one register"


@pytest.mark.virtuoso
def test_virtuoso_is_served_and_linked_as_memory_is(
    big: Endpoint, engine: Addresses, story: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(sending.USER, "dba")
    monkeypatch.setenv(sending.PASSWORD, "dba")
    with Following(engine.login) as following:
        theirs, ours = Reconciler(following.store()), Reconciler(story)
    assert theirs.inventory.things == ours.inventory.things
    for name in ("Health Canada", "Passport", "in person", "HC"):
        found, wanted = (one.propose(Asked(name)) for one in (theirs, ours))
        assert [(one.thing, one.score, one.match) for one in found] == [
            (one.thing, one.score, one.match) for one in wanted
        ]
    for base in ours.inventory.bases:
        some = [one.iri for one in ours.inventory.members([base])][:20]
        names = [one.name for one in ours.inventory.properties_of([base])]
        told, wanted_told = (one.inventory.tell(some, names, "fr") for one in (theirs, ours))
        for one, other in zip(told, wanted_told, strict=True):
            assert sorted_values(one.values) == sorted_values(other.values), one.property.name
    listed = resources.LIST / "names.csv"
    links = [api.link(listed, api.Graph(store)).links for store in (big, story)]
    assert [(one.subject_label, one.object, one.other["verdict"]) for one in links[0]] == [
        (one.subject_label, one.object, one.other["verdict"]) for one in links[1]
    ]


def sorted_values(values: Mapping[str, Sequence[Term]]) -> dict[str, list[str]]:
    """The values of each thing as texts, in an order of their own."""
    return {thing: sorted(value.value for value in said) for thing, said in values.items()}
