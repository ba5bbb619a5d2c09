"""A client of the reconciliation service that asks as OpenRefine does, and the program that answers."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

Check = Callable[[str, Any], None]
"""Called with the name of a schema of the API 0.2 and with what has to be valid by it."""


@dataclass
class Answer:
    """What came back: status, headers in small letters, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON, which it says it is."""
        assert self.headers["content-type"] == "application/json", (self.headers, self.body)
        return json.loads(self.body)

    @property
    def sentence(self) -> str:
        """What an error says: one sentence, no traceback."""
        error = self.json["error"]
        assert error["status"] == self.status
        assert "\n" not in error["message"]
        assert "Traceback" not in error["message"]
        return str(error["message"])


@dataclass
class Client:
    """Speaks to the service at *here*; *check* is told of all that is sent and comes back."""

    here: str
    check: Check = field(default=lambda _schema, _value: None)

    def call(
        self, path: str = "", *, body: bytes | None = None, method: str | None = None, **headers: str
    ) -> Answer:
        """Send one request; a name in *headers* has a ``_`` where the header has a ``-``."""
        address = path if path.startswith("http") else self.here + path
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(address, data=body, headers=named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return Answer(response.status, _small(response.headers), response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _small(error.headers), error.read())

    def post(self, path: str = "", **fields: str) -> Answer:
        """Send a form."""
        return self.call(path, body=urllib.parse.urlencode(fields).encode())

    def get(self, path: str, **fields: str) -> Answer:
        """Ask with fields in the address."""
        return self.call(f"{path}?{urllib.parse.urlencode(fields)}")

    def manifest(self) -> Any:
        """What the service says that it is."""
        found = self.call().json
        self.check("manifest", found)
        return found

    def match(self, batch: Mapping[str, Any]) -> Any:
        """The results of a batch by its keys, each a list of candidates."""
        self.check("reconciliation-query-batch", batch)
        answer = self.post(queries=json.dumps(batch))
        assert answer.status == 200, answer.body
        self.check("reconciliation-result-batch", answer.json)
        return {key: found["result"] for key, found in answer.json.items()}

    def one(self, query: str, **rest: Any) -> list[Any]:
        """The candidates for one text."""
        return list(self.match({"q0": {"query": query, **rest}})["q0"])

    def suggest(self, what: str, prefix: str, **fields: str) -> list[Any]:
        """What the service of the manifest suggests."""
        service = self.manifest()["suggest"][what]
        answer = self.get(service["service_url"] + service["service_path"], prefix=prefix, **fields)
        assert answer.status == 200, answer.body
        schema = {"entity": "suggest-entities", "type": "suggest-types", "property": "suggest-properties"}[
            what
        ]
        self.check(f"{schema}-response", answer.json)
        return list(answer.json["result"])

    def propose(self, type_: str, **fields: str) -> Any:
        """The properties that can be fetched for things of a type."""
        service = self.manifest()["extend"]["propose_properties"]
        answer = self.get(service["service_url"] + service["service_path"], type=type_, **fields)
        assert answer.status == 200, answer.body
        self.check("data-extension-property-proposal", answer.json)
        return answer.json

    def extend(self, ids: list[str], *columns: Any) -> Any:
        """The rows of a call for values; a column is a name, or an object with settings."""
        query = {"ids": ids, "properties": [{"id": one} if isinstance(one, str) else one for one in columns]}
        self.check("data-extension-query", query)
        answer = self.post(extend=json.dumps(query))
        assert answer.status == 200, answer.body
        self.check("data-extension-response", answer.json)
        return answer.json

    def page(self, template: str, iri: str) -> Answer:
        """The page at an address of the manifest, as a client fills it in."""
        return self.call(template.replace("{{id}}", urllib.parse.quote(iri, safe="")))


def _small(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@dataclass
class Program:
    """The running ``pscvc serve``, and where it says that it is."""

    process: subprocess.Popen[str]
    here: str

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Tell it to end as Ctrl-C does: its exit status, and what else it said."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


@contextlib.contextmanager
def serving(*arguments: str | Path) -> Iterator[Program]:
    """``pscvc serve`` on a free port, until the end of the block."""
    code = "from pscvc_kg.cli import main; main()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PSCVC_")}
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/reconcile", said)
        assert found, said + (process.stderr.read() if process.stderr else "")
        yield Program(process, found[0])
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def checker(folder: Path) -> Check:
    """Validates by the schemas of the API 0.2 in *folder*."""
    schemas = {path.stem: json.loads(path.read_bytes()) for path in folder.glob("*.json")}
    assert len(schemas) == 11
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource(contents=schema, specification=DRAFT7)) for schema in schemas.values()
    )
    validators = {
        name: jsonschema.Draft7Validator(schema, registry=registry) for name, schema in schemas.items()
    }
    return lambda schema, value: validators[schema].validate(value)
