"""Open data is fetched only when somebody asks for it, and kept with where it came from."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from pscvc_kg import api, imports, reading, resources, sources
from pscvc_kg.cli import run
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.sources import Kept, Source, fetch, fetching, keeping
from pscvc_kg.sources.fetching import Limits

HERE = Path(__file__).parent
SAMPLES = HERE / "sources"
NAMES = sorted(sources.sources())
MOMENT = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
# A sample of a table is the example of its layout: fictional rows in the source's own format.
TABLES = {
    "service.csv": "gc-services/services.csv",
    "service-std.csv": "gc-standards/standards.csv",
    "igoc.csv": "gc-infobase-organizations/organizations.csv",
    "results.csv": "gc-intended-results/intended-results.csv",
}

Answer = Callable[[str, dict[str, list[str]]], tuple[int, dict[str, str], bytes]]


@dataclass
class Server:
    """A server on this machine: where it is, what was asked of it, and what it answers."""

    address: str
    answer: Answer
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)


@contextlib.contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    """A local HTTP server; *answer* gets the path and the parameters and gives status, headers and body."""

    class Handler(BaseHTTPRequestHandler):
        server_of: ClassVar[Server]

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self.server_of.asked.append(self.path)
            self.server_of.agents.append(self.headers["User-Agent"])
            status, headers, body = self.server_of.answer(parts.path, parse_qs(parts.query))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):  # the client may have seen enough
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        Handler.server_of = Server(f"http://127.0.0.1:{http.server_port}/", answer)
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Handler.server_of
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def always(body: bytes, status: int = 200, **headers: str) -> Answer:
    return lambda _path, _parameters: (status, headers, body)


def sample(name: str) -> bytes:
    """The recorded sample of a table by its name at the source."""
    found = [HERE / "mappings" / TABLES[name]] if name in TABLES else (HERE / "mappings").glob(f"*/{name}")
    (file,) = found
    return file.read_bytes()


def recorded(source: Source) -> Answer:
    """A server that answers as the source does, from its recorded sample."""
    if source.way == "files":
        files = {f"/{file.path}": sample(file.name) for file in source.files}
        return lambda path, _parameters: (200, {}, files[path]) if path in files else (404, {}, b"none")
    if source.way == "sparql":
        store = ox.Store()
        (file,) = (SAMPLES / source.name).iterdir()
        store.load(file.read_bytes(), ox.RdfFormat.TURTLE)

        def endpoint(_path: str, parameters: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
            built = store.query(parameters["query"][0])
            assert isinstance(built, ox.QueryTriples)
            return 200, {"Content-Type": "text/turtle"}, built.serialize(format=ox.RdfFormat.TURTLE) or b""

        return endpoint
    (file,) = (SAMPLES / source.name).iterdir()
    return portal(json.loads(file.read_text(encoding="utf-8")))


def portal(content: dict[str, Any], most: int = 1000) -> Answer:
    """A CKAN portal that gives not more than *most* data sets at once."""
    everything = content["result"]["results"]

    def answer(_path: str, parameters: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        start, rows = int(parameters["start"][0]), min(most, int(parameters["rows"][0]))
        result = {"count": len(everything), "results": everything[start : start + rows]}
        return 200, {}, json.dumps({**content, "result": result}).encode()

    return answer


def got(source: Source, server: Server, folder: Path, **more: Any) -> tuple[Kept, ...]:
    return fetch(source, folder, address=server.address, clock=lambda: MOMENT, **more)


# Each source


@pytest.mark.parametrize("name", NAMES)
def test_what_a_source_gives_is_recognised_as_what_it_says(name: str, tmp_path: Path) -> None:
    source = sources.source(name)
    with serving(recorded(source)) as server:
        kept = got(source, server, tmp_path / "new" / "folder")
    assert {each.state for each in kept} == {"new"}
    found = set()
    for each in kept:
        if imports.is_catalogue(each.file):
            found |= {kind.name for kind in imports.recognise(each.file).kinds}
        else:
            found |= {table.layout.name for table in reading.recognise([each.file])}
    assert found == set(source.layouts)


@pytest.mark.parametrize("name", NAMES)
def test_a_source_says_in_both_languages_what_it_is_and_where(name: str) -> None:
    source = sources.source(name)
    assert source.name == name
    assert source.title.keys() == source.publisher.keys() == {"en", "fr"}
    assert source.licence
    for address in (source.address, source.page):
        assert fetching.host_of(address)
        assert address.startswith("https://")


def test_every_query_of_a_source_belongs_to_one() -> None:
    files = {path.stem for path in (resources.QUERIES / "sources").glob("*.rq")}
    assert files == {name for name in NAMES if sources.source(name).way == "sparql"}


def test_wikidata_is_asked_for_agencies_and_not_for_persons_or_other_countries(tmp_path: Path) -> None:
    source = sources.source("wikidata-agencies")
    with serving(recorded(source)) as server, api.open() as graph:
        api.load([each.file for each in got(source, server, tmp_path)], graph)
        assert "pscvc_kg/" in server.agents[0]
        rows = graph.store.query(
            "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX cv: <http://data.europa.eu/m8g/> "
            "SELECT ?name { ?s a cv:PublicOrganisation ; skos:prefLabel ?name } ORDER BY ?name"
        ).texts()
    assert [name for (name,) in rows] == [
        "Agence des phares",
        "Agentur der Leuchttürme",
        "Lighthouse Agency",
        "Ministry of the Sea",
    ]


def test_a_portal_is_read_page_by_page_whatever_it_gives_at_once(tmp_path: Path) -> None:
    source = sources.source("open-government-portal")
    content = json.loads((SAMPLES / source.name / "package_search.json").read_text(encoding="utf-8"))
    first = content["result"]["results"][0]
    content["result"]["results"] = [{**first, "id": f"id-{n}", "name": f"set-{n}"} for n in range(7)]
    with serving(portal(content, most=3)) as server:
        kept = got(source, server, tmp_path)
        assert [each.file.name.rpartition("-")[2] for each in kept] == ["0001.json", "0002.json", "0003.json"]
        with api.open() as graph:
            assert api.load([each.file for each in kept], graph).records == 7
            del content["result"]["results"][2:]
            again = got(source, server, tmp_path)
            assert [each.state for each in again] == ["replaced"] * 3
            assert api.load([each.file for each in again], graph).records == 2
            rows = graph.store.query("SELECT ?s { ?s a <http://www.w3.org/ns/dcat#Dataset> }").texts()
    assert len(rows) == 2


def test_another_portal_is_named_as_itself_and_not_as_the_known_one(tmp_path: Path) -> None:
    source = sources.source("open-government-portal")
    with serving(recorded(source)) as server:
        (kept,) = got(source, server, tmp_path)
    host = urlsplit(server.address).netloc
    assert host.replace(":", "-") in kept.file.name
    said = json.loads(kept.file.with_name(kept.file.name + ".source.json").read_text(encoding="utf-8"))
    assert (host in said["title"]["en"], said["licence"]) == (True, "as its publisher states")


# What is kept


def test_where_a_file_came_from_stands_beside_it_and_in_the_graph_that_it_is_loaded_into(
    tmp_path: Path,
) -> None:
    source = sources.source("wikidata-agencies")
    with serving(recorded(source)) as server:
        (kept,) = got(source, server, tmp_path)
    said = json.loads((tmp_path / "wikidata-agencies.ttl.source.json").read_text(encoding="utf-8"))
    assert said["sha256"] == kept.sha256
    assert (said["retrieved"], said["licence"], said["address"]) == (
        "2026-02-03T04:05:06Z",
        "CC0 1.0",
        server.address,
    )
    with api.open() as graph:
        api.load([kept.file], graph)
        log = graph.store.dump("https://w3id.org/pscvc/graph/log").decode()
    assert '"CC0 1.0"' in log
    assert f'"{server.address}"' in log
    assert '"2026-02-03T04:05:06Z"^^' in log
    assert '"Government agencies in Wikidata"@en' in log


def test_a_file_that_was_changed_since_has_no_known_origin(tmp_path: Path) -> None:
    source = sources.source("wikidata-agencies")
    with serving(recorded(source)) as server:
        (kept,) = got(source, server, tmp_path)
    assert sources.origin_of(kept.file, kept.sha256)
    assert sources.origin_of(kept.file, "0" * 64) is None
    for broken in ("", "[]", "{}", json.dumps({"sha256": kept.sha256, "title": 7})):
        (tmp_path / "wikidata-agencies.ttl.source.json").write_text(broken, encoding="utf-8")
        assert sources.origin_of(kept.file, kept.sha256) is None


def test_fetching_again_keeps_what_was_there(tmp_path: Path) -> None:
    source = sources.source("service-inventory")
    answers = {f"/{file.path}": sample(file.name) for file in source.files}
    with serving(lambda path, _parameters: (200, {}, answers[path])) as server:
        first = got(source, server, tmp_path)
        assert [each.state for each in got(source, server, tmp_path)] == ["unchanged", "unchanged"]
        answers[f"/{source.files[0].path}"] += b"\n"
        assert [each.state for each in got(source, server, tmp_path)] == ["replaced", "unchanged"]
    earlier = tmp_path / "earlier" / first[0].sha256[:16]
    assert sorted(file.name for file in earlier.iterdir()) == ["service.csv", "service.csv.source.json"]
    assert sources.origin_of(earlier / "service.csv", first[0].sha256)


def test_where_one_file_fails_nothing_is_kept(tmp_path: Path) -> None:
    source = sources.source("service-inventory")
    path = f"/{source.files[0].path}"
    with serving(lambda asked, _: (200, {}, b"a,b\n1,2\n") if asked == path else (500, {}, b"")) as server:
        with pytest.raises(InputError, match=r"service-std\.csv answers with an error \(500\)"):
            got(source, server, tmp_path / "new")
        assert len(server.asked) == 2
    assert not (tmp_path / "new").exists()


# What must not happen


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE html><html>Sign in</html>", "gives a web page"),
        (b"\n <!-- moved -->\n<HTML>", "gives a web page"),
        (b"", "gives nothing"),
    ],
)
def test_a_web_page_is_no_table(body: bytes, said: str, tmp_path: Path) -> None:
    with serving(always(body)) as server, pytest.raises(InputError, match=said):
        got(sources.source("service-inventory"), server, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("wikidata-agencies", b"<html>busy</html>", "something that is no RDF"),
        ("wikidata-agencies", b"", "knows nothing of what it is asked"),
        ("open-government-portal", b"[1]", "gives no list of data sets"),
        ("open-government-portal", b"[" * 100_000, "gives no list of data sets"),
        ("open-government-portal", b'{"result": {"count": 9, "results": []}}', "gives none of the 9"),
    ],
)
def test_an_answer_of_another_kind_is_refused(name: str, body: bytes, said: str, tmp_path: Path) -> None:
    with serving(always(body)) as server, pytest.raises(InputError, match=said):
        got(sources.source(name), server, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_private_address_is_asked_only_when_it_is_given(tmp_path: Path) -> None:
    with serving(always(b"secret")) as server:
        with pytest.raises(InputError, match=r"127\.0\.0\.1 is an address of a private network"):
            fetching.get(server.address, Limits())
        name = server.address.replace("127.0.0.1", "localhost")
        with pytest.raises(InputError, match="localhost is an address of a private network"):
            fetching.get(name, Limits())
        with serving(always(b"", 302, Location=server.address)) as public:
            allowed = Limits(hosts=frozenset({urlsplit(public.address).netloc}))
            with pytest.raises(InputError, match="private network"):
                fetching.get(public.address, allowed)
            assert public.asked == ["/"]
        assert server.asked == []


def test_behind_a_proxy_a_redirect_leads_to_no_private_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(path: str, _parameters: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        inside = path.startswith("/latest")
        return (200, {}, b"secret") if inside else (302, {"Location": "http://169.254.169.254/latest"}, b"")

    with serving(answer) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        with pytest.raises(InputError, match=r"169\.254\.169\.254 is an address of a private network"):
            fetching.get("http://catalogue.example/", Limits())
        assert proxy.asked == ["http://catalogue.example/"]


def test_a_host_that_is_given_opens_its_port_and_no_other() -> None:
    given = Limits(hosts=frozenset({"intranet.example", "127.0.0.1:8080"}))
    opened = [("intranet.example", 80), ("intranet.example", 443), ("127.0.0.1", 8080)]
    assert all(given.open_to(*one) for one in opened)
    assert not any(given.open_to(*one) for one in [("intranet.example", 22), ("127.0.0.1", 80)])


@pytest.mark.parametrize(
    "number",
    ["64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "224.0.0.1", "ff0e::1", "::ffff:10.0.0.1", "::1"],
)
def test_an_address_that_only_looks_public_is_none(number: str) -> None:
    assert not fetching.is_public(number)


def test_the_limit_of_time_holds_while_headers_and_pieces_drip() -> None:
    ended = threading.Event()

    def drip(listening: socket.socket, start: bytes) -> None:
        connection, _ = listening.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\n" + start)
            while not ended.wait(0.05):
                connection.sendall(b"0")

    try:
        for start in (b"X-Slow: ", b"Transfer-Encoding: chunked\r\n\r\n"):
            with socket.create_server(("127.0.0.1", 0)) as listening:
                threading.Thread(target=drip, args=(listening, start), daemon=True).start()
                host = f"127.0.0.1:{listening.getsockname()[1]}"
                began = time.monotonic()
                with pytest.raises(InputError, match="takes more than"):
                    fetching.get(f"http://{host}/", Limits(seconds=0.4, hosts=frozenset({host})))
                assert time.monotonic() - began < 1.5
    finally:
        ended.set()


def test_a_portal_that_counts_without_end_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PAGES", 3)
    page = json.dumps({"result": {"count": 10**9, "results": [{"name": "a"}]}}).encode()
    with serving(always(page)) as server:
        with pytest.raises(InputError, match="gives more than 3 pages"):
            got(sources.source("open-government-portal"), server, tmp_path)
        assert len(server.asked) == 4
    assert not list(tmp_path.iterdir())


def test_redirects_are_followed_but_not_for_ever_and_not_to_files() -> None:
    def answer(path: str, _parameters: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        left = int(path.strip("/") or 0)
        return (302, {"Location": f"/{left - 1}"}, b"") if left else (200, {}, b"here")

    with serving(answer) as server:
        limits = Limits(hosts=frozenset({urlsplit(server.address).netloc}))
        assert fetching.get(f"{server.address}5", limits) == b"here"
        with pytest.raises(InputError, match="redirects more than 5 times"):
            fetching.get(f"{server.address}6", limits)
        for target in ("file:///etc/passwd", "ftp://a.example/", "http://a:b@c.example/"):
            server.answer = always(b"", 301, Location=target)
            with pytest.raises(InputError, match="redirects elsewhere"):
                fetching.get(server.address, limits)


def test_an_answer_that_is_too_much_too_slow_or_cut_off_is_refused(tmp_path: Path) -> None:
    release = threading.Event()

    def slow(_path: str, _parameters: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        release.wait(5)
        return 200, {}, b"late"

    with serving(always(b"x" * 2000)) as server:
        hosts = frozenset({urlsplit(server.address).netloc})
        with pytest.raises(InputError, match="gives more than"):
            fetching.get(server.address, Limits(size=1000, hosts=hosts))
        server.answer = always(b"x" * 10, **{"Content-Length": "20"})
        with pytest.raises(InputError, match="cut off before its end"):
            fetching.get(server.address, Limits(seconds=1, hosts=hosts))
        server.answer = slow
        with pytest.raises(InputError, match="takes more than"):
            fetching.get(server.address, Limits(seconds=0.2, hosts=hosts))
        release.set()


@pytest.mark.parametrize(
    "address", ["ftp://a.example/", "file:///etc/passwd", "nothing", "http://", "http://a:b@c/"]
)
def test_what_is_no_open_address_is_wrong_usage(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError):
        fetching.host_of(address)
    assert run(["fetch", "infobase", "--address", address, "--output", str(tmp_path)]) == 2
    assert "address" in capsys.readouterr().err


def test_an_unknown_source_is_refused_with_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fetch", "elsewhere", "--output", str(tmp_path)]) == 2
    assert "infobase, open-government-portal" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("infobas", "infobase"),
        ("InfoBase", "infobase"),
        ("wikidata", "wikidata-agencies"),
        ("norvège", "cpsv-ap-services"),
    ],
)
def test_a_source_that_is_nearly_named_is_proposed(given: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"did you mean {meant}\\?"):
        sources.source(given)


@pytest.mark.parametrize(
    ("status", "remedy"), [(404, "name it with --address"), (403, "with a browser"), (503, "try again later")]
)
def test_an_error_is_told_with_what_helps_against_it(status: int, remedy: str, tmp_path: Path) -> None:
    with (
        serving(always(b"", status)) as server,
        pytest.raises(InputError, match=rf"\({status}\); .*{remedy}"),
    ):
        fetch(sources.source("infobase"), tmp_path, address=server.address)


def test_listing_sources_asks_nobody_and_says_where_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching.socket, "create_connection", None)
    assert run(["sources", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in listed] == NAMES
    assert run(["sources", "--lang", "fr"]) == 0
    assert "Répertoire des services du gouvernement du Canada" in capsys.readouterr().out


def test_the_command_says_address_licence_date_and_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = sources.source("wikidata-agencies")
    with serving(recorded(source)) as server:
        call = ["fetch", source.name, "--address", server.address, "--output", str(tmp_path)]
        assert run(call) == 0
        out = capsys.readouterr().out
        assert run([*call, "--format", "json"]) == 0
    (said,) = json.loads(capsys.readouterr().out)["files"]
    assert said["state"] == "unchanged"
    for text in ("CC0 1.0", server.address, said["sha256"], said["retrieved"], "1 file."):
        assert text in out
