"""The map of addresses that waits for w3id.org, tried in the real Apache httpd."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from pscvc_kg.namespaces import BASE
from pscvc_kg.render.site import write_site
from pscvc_kg.resources import ONTOLOGY, SHAPES
from pscvc_kg.vocabulary import ontology_triples, version

pytestmark = pytest.mark.apache
MAP = ONTOLOGY / "w3id" / ".htaccess"
TURTLE = "text/turtle"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
VERSION_IRI = ox.NamedNode("http://www.w3.org/2002/07/owl#versionIRI")
MODULE_FOLDERS = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/local/apache2/modules")
MODULES = ("mpm_event", "unixd", "authz_core", "dir", "rewrite")
# What w3id.org lets a folder do: no more than an .htaccess, and in it no more than redirects need.
SETTINGS = """
ServerRoot "{root}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{root}/httpd.pid"
ErrorLog "{root}/error.log"
DefaultRuntimeDir "{root}"
{modules}
{user}
StartServers 1
DocumentRoot "{root}/ids"
<Directory "{root}/ids">
  Options FollowSymLinks
  AllowOverride FileInfo
  Require all granted
</Directory>
"""


class Answer(NamedTuple):
    """What the server says to a request; *location* without the address of the site."""

    status: int
    location: str | None


Ask = Callable[..., Answer]


class StayHere(urllib.request.HTTPRedirectHandler):
    """Redirects are what we look at: none is followed."""

    def redirect_request(self, *args: object) -> None:
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), StayHere)


def site() -> str:
    """The address of the site, as the map names it."""
    found = re.findall(r"E=SITE:([^\],]+)", MAP.read_text(encoding="utf-8"))
    assert len(found) == 1
    return str(found[0])


@pytest.fixture(scope="module")
def ask(apache: Path) -> Generator[Ask, None, None]:
    """Ask a server that has the map as pscvc/.htaccess, as w3id.org will."""
    # Not in pytest's folders: Apache that root starts reads files as nobody, to whom those are closed.
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        (root / "ids" / "pscvc").mkdir(parents=True)
        (root / "ids" / "pscvc" / ".htaccess").write_bytes(MAP.read_bytes())
        with running(apache, root) as port:

            def get(path: str, accept: str | None = None, language: str | None = None) -> Answer:
                given = {"Accept": accept, "Accept-Language": language}
                headers = {name: value for name, value in given.items() if value is not None}
                request = urllib.request.Request(f"http://127.0.0.1:{port}/pscvc/{path}", headers=headers)
                try:
                    with OPENER.open(request, timeout=30) as response:
                        return Answer(response.status, None)
                except urllib.error.HTTPError as error:
                    with error:
                        location = error.headers["Location"]
                        return Answer(error.code, location and location.removeprefix(site()))

            yield get


@contextlib.contextmanager
def running(apache: Path, root: Path) -> Generator[int, None, None]:
    """The port of a server in *root*. Another program may take a free port before it does: then the next."""
    for _ in range(5):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        (root / "httpd.conf").write_text(settings(root, port), encoding="utf-8")
        command = [str(apache), "-D", "FOREGROUND", "-f", str(root / "httpd.conf")]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            try:
                if answers(process, port):
                    yield port
                    return
            finally:
                process.terminate()
            said = process.communicate(timeout=30)[0]
    log = root / "error.log"
    pytest.fail(f"Apache httpd does not start: {said}{log.read_text() if log.exists() else ''}")


def settings(root: Path, port: int) -> str:
    folder = next(place for place in map(Path, MODULE_FOLDERS) if place.is_dir())
    # What is not there as a file is compiled in.
    files = {name: folder / f"mod_{name}.so" for name in MODULES}
    modules = "\n".join(f"LoadModule {name}_module {file}" for name, file in files.items() if file.exists())
    user = "User #65534\nGroup #65534" if os.geteuid() == 0 else ""
    return SETTINGS.format(root=root, port=port, modules=modules, user=user)


def answers(process: subprocess.Popen[str], port: int) -> bool:
    """Whether *process* answers at *port*; False when it ended without."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.02)
                return False
        else:
            return True
    return False


@cache
def subjects() -> dict[str, ox.NamedNode]:
    """What our files describe under our address: for each path, fragment cut off, one thing that has it."""
    graphs = [ox.parse(ontology_triples(), format=ox.RdfFormat.N_TRIPLES)]
    graphs += [ox.parse(path=str(file), format=ox.RdfFormat.TURTLE) for file in sorted(SHAPES.rglob("*.ttl"))]
    return {
        path(quad.subject): quad.subject
        for graph in graphs
        for quad in graph
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE)
    }


def path(iri: ox.NamedNode) -> str:
    return iri.value.removeprefix(BASE).partition("#")[0]


@cache
def described_in(file: str) -> frozenset[str]:
    """The paths that a Turtle file of the site describes; in the repository it has the same path."""
    quads = ox.parse(path=str(ONTOLOGY.parent / file), format=ox.RdfFormat.TURTLE)
    return frozenset(path(quad.subject) for quad in quads if isinstance(quad.subject, ox.NamedNode))


@pytest.mark.parametrize(
    ("path", "accept", "language", "status", "location"),
    [
        ("", BROWSER, "en-CA,en;q=0.9", 302, "en/index.html"),
        ("", BROWSER, "fr-CA,fr;q=0.9,en;q=0.8", 302, "fr/index.html"),
        ("", TURTLE, None, 302, "pscvc.ttl"),
        ("ns", BROWSER, None, 303, "en/terms.html"),
        ("ns", BROWSER, "fr", 303, "fr/terms.html"),
        ("ns", TURTLE, "fr", 303, "pscvc.ttl"),
        ("shapes", None, None, 303, "en/rules.html"),
        ("shapes", TURTLE, "fr", 303, "fr/rules.html"),
        ("profile/gc", BROWSER, None, 303, "en/rules.html"),
        ("ontology/core", BROWSER, None, 302, "en/ontology/core.html"),
        ("ontology/core", TURTLE, None, 302, "ontology/core.ttl"),
        ("ontology/alignments/cpsv-ap", BROWSER, "fr", 302, "fr/ontology/alignments/cpsv-ap.html"),
        ("ontology/alignments/gist", TURTLE, None, 302, "ontology/alignments/gist.ttl"),
        ("ontology/external", TURTLE, None, 302, "ontology/external/stubs.ttl"),
        ("ontology/core/0.1.0", TURTLE, None, 302, "0.1.0/ontology/core.ttl"),
        ("ontology/core/0.1.0", BROWSER, "fr", 302, "0.1.0/ontology/core.ttl"),
        ("ontology/core/12.0.3", None, None, 302, "12.0.3/ontology/core.ttl"),
        ("ontology/alignments/gist/0.1.0", None, None, 302, "0.1.0/ontology/alignments/gist.ttl"),
        ("ontology/external/0.1.0", None, None, 302, "0.1.0/ontology/external/stubs.ttl"),
        ("code/channel", BROWSER, None, 303, "en/code/channel.html"),
        ("code/channel/ONL", BROWSER, None, 303, "en/code/channel.html#ONL"),
        ("code/channel/ONL", BROWSER, "fr-CA", 303, "fr/code/channel.html#ONL"),
        ("code/channel/ONL", TURTLE, None, 303, "ontology/codelists/channel.ttl"),
        ("code/construct", BROWSER, None, 303, "en/code/construct.html"),
        ("code/construct/CitizenTrust", BROWSER, None, 303, "en/code/construct/CitizenTrust.html"),
        ("code/construct/CitizenTrust", TURTLE, None, 303, "pscvc.ttl"),
        ("code/construct-kind/class", BROWSER, None, 303, "en/code/construct-kind.html#class"),
        ("code/framework/porter-value-chain", None, "fr", 303, "fr/code/framework/porter-value-chain.html"),
        ("code/framework", TURTLE, None, 303, "ontology/literature/frameworks.ttl"),
        ("literature/proposition/P03", BROWSER, None, 303, "en/literature/proposition/P03.html"),
        ("literature/claim/P03-oecd-2024", BROWSER, None, 303, "en/literature/proposition/P03.html"),
        ("literature/work/alford-2002", TURTLE, None, 303, "ontology/literature/works.ttl"),
        ("literature/indicator/I01", BROWSER, None, 303, "en/literature/indicator/I01.html"),
        ("literature/fidelity/F1", BROWSER, "fr", 303, "fr/literature/fidelity/F1.html"),
        ("literature/trait/public-accountability", None, None, 303, "en/code/contrast-dimension.html"),
        ("literature/statement/S07", BROWSER, None, 303, "en/literature/statement/S07.html"),
        ("literature/statement/S07.a", BROWSER, None, 303, "en/literature/statement/S07.html#S07.a"),
        ("literature/statement/R1.a", BROWSER, None, 303, "en/literature/statement/references.html#R1.a"),
        ("data/ca/period/fy-2023-2024", None, None, 303, "en/code/fiscal-year.html#fy-2023-2024"),
        ("code/channel?x=https://elsewhere.example/", BROWSER, None, 303, "en/code/channel.html"),
    ],
)
def test_an_address_leads_to_its_page_or_its_turtle(
    ask: Ask, path: str, accept: str | None, language: str | None, status: int, location: str
) -> None:
    assert ask(path, accept, language) == (status, location)


@pytest.mark.parametrize(
    "path",
    [
        "data/ca/service/1234",
        "graph/current",
        "data",
        "nothing",
        "nsx",
        "ontology",
        "ontology/core/1.0",
        "ontology/alignments/gist/x/0.1.0",
        "ontology/..%2f..%2fx",
        "code/channel/ONL/more",
        "code/channel/%0d%0aSet-Cookie:x",
        "literature/work",
    ],
)
def test_data_and_what_is_not_ours_to_serve_are_not_found(ask: Ask, path: str) -> None:
    assert ask(path, BROWSER) == ask(path, TURTLE) == (404, None)


@pytest.mark.parametrize(
    ("accept", "turtle"),
    [
        (None, False),
        ("*/*", False),
        ("text/*", False),
        ("application/rdf+xml", False),
        ("application/rdf+xml, text/html;q=0.5, text/turtle;q=0", False),
        ("text/html, text/turtle", False),
        ("text/html, text/turtle;q=0.5", False),
        ("text/turtle;q=0.5, text/html", False),
        ("text/html;q=0.9, text/turtle;q=0.8", False),
        ("text/turtles", False),
        ("text/turtle", True),
        ("Text/Turtle; charset=utf-8", True),
        ("text/turtle, text/html", True),
        ("text/turtle,application/n-triples;q=0.9,application/rdf+xml;q=0.7,*/*;q=0.1", True),
        ("application/rdf+xml, text/turtle;q=0.9, */*;q=0.1", True),
        ("application/ld+json, text/turtle;q=0.9, text/html;q=0.5", True),
        ("text/html;q=0.3, text/turtle;q=1.0", True),
    ],
)
def test_turtle_goes_to_whom_prefers_it_to_a_page(ask: Ask, accept: str | None, turtle: bool) -> None:
    assert ask("ns", accept).location == ("pscvc.ttl" if turtle else "en/terms.html")


@pytest.mark.parametrize(
    ("language", "page"),
    [
        (None, "en"),
        ("*", "en"),
        ("de", "en"),
        ("en-CA,fr;q=0.5", "en"),
        ("fy-NL, frr", "en"),
        ("fr;q=0, en", "en"),
        ("fr", "fr"),
        ("FR-ca;q=0.9, en;q=0.8", "fr"),
        ("de-CH, fr;q=0.8, en;q=0.5", "fr"),
        ("fr-Latn-CA", "fr"),
    ],
)
def test_pages_are_french_for_whom_names_french_before_english(
    ask: Ask, language: str | None, page: str
) -> None:
    assert ask("ns", BROWSER, language).location == f"{page}/terms.html"


def test_everything_that_our_files_describe_has_a_page(ask: Ask) -> None:
    found = {path: ask(path, BROWSER) for path in subjects()}
    assert {
        "ns",
        "shapes",
        "code/channel/ONL",
        "ontology/core",
        "literature/work/alford-2002",
    } <= found.keys()
    page = re.compile(r"en/[A-Za-z0-9/._-]+\.html(#[A-Za-z0-9._-]+)?")
    assert {
        path: answer
        for path, answer in found.items()
        if answer.status not in {302, 303} or not answer.location or not page.fullmatch(answer.location)
    } == {}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "pages"
    write_site(folder)
    return folder


def test_whatever_an_address_leads_to_is_in_the_site(ask: Ask, pages: Path) -> None:
    targets = {
        answer.location or ""
        for path in subjects()
        for accept, language in ((BROWSER, "en"), (BROWSER, "fr"), (TURTLE, None))
        if (answer := ask(path, accept, language)).location
    }
    assert len(targets) > 2000
    missing = []
    for target in sorted(targets):
        file, _, place = target.partition("#")
        text = (pages / file).read_text(encoding="utf-8") if (pages / file).is_file() else ""
        if not text or (place and f' id="{place}"' not in text):
            missing.append(target)
    assert missing == []


def test_everything_but_rules_has_a_turtle_file_that_describes_it(ask: Ask) -> None:
    files = {
        path: ask(path, TURTLE).location or "nowhere"
        for path in subjects()
        if path.partition("/")[0] not in {"shapes", "profile"}
    }
    assert {
        path: file
        for path, file in files.items()
        if file != "pscvc.ttl" and not ((ONTOLOGY.parent / file).is_file() and path in described_in(file))
    } == {}


def test_every_version_of_a_document_has_the_file_that_states_it(ask: Ask, pages: Path) -> None:
    stated = {
        quad.object.value.removeprefix(BASE): file.relative_to(ONTOLOGY.parent).as_posix()
        for file in sorted(ONTOLOGY.rglob("*.ttl"))
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
        if quad.predicate == VERSION_IRI and isinstance(quad.object, ox.NamedNode)
    }
    assert f"ontology/core/{version()}" in stated
    for iri, file in stated.items():
        versioned = f"{iri.rpartition('/')[2]}/{file}"
        assert ask(iri, BROWSER) == (302, versioned)
        assert (pages / versioned).is_file()


def test_the_address_of_the_site_stands_in_one_place() -> None:
    assert re.fullmatch(r"https://[a-z0-9.-]+/([A-Za-z0-9._-]+/)*", site())
    assert MAP.read_text(encoding="utf-8").count(site()) == 1


def test_the_map_uses_only_what_w3id_org_takes() -> None:
    lines = MAP.read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert {line.split()[0] for line in rules} == {"RewriteEngine", "RewriteCond", "RewriteRule"}
    flags = {flag for line in rules for flag in re.findall(r"(?<=[\[,])(\w+)(?==|[,\]]|$)", line.split()[-1])}
    assert flags <= {"E", "L", "NC", "NE", "QSD", "R"}
