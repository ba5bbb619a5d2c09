"""The real OpenRefine for tests: without a window, in a folder of its own, gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SECONDS = 90
_MEMORY = "512M"
_ENGINE = json.dumps({"facets": [], "mode": "row-based"})
_EDGE = "the-edge-between-the-parts"


@dataclass(frozen=True)
class OpenRefine:
    """A running OpenRefine; its commands are those that its own pages send."""

    here: str

    def get(self, command: str, **fields: Any) -> Any:
        """What a command answers that changes nothing."""
        return json.loads(self._send(f"{command}?{urllib.parse.urlencode(fields)}"))

    def post(self, command: str, fields: dict[str, Any], **form: Any) -> str:
        """Send a command that changes something, with *fields* in the address, and wait until it is done."""
        form |= {"csrf_token": self._token(), "engine": _ENGINE}
        address = f"{command}?{urllib.parse.urlencode(fields)}"
        answer = self._send(address, urllib.parse.urlencode(form).encode())
        until = time.monotonic() + _SECONDS
        while "project" in fields and self.get("get-processes", project=fields["project"])["processes"]:
            assert time.monotonic() < until, f"{command} does not end"
        return answer

    def create(self, table: str) -> str:
        """A project with the rows of a *table* in CSV; its number."""
        parts = [
            'name="project-name"\r\n\r\nA list',
            'name="format"\r\n\r\ntext/line-based/*sv',
            'name="options"\r\n\r\n{"separator": ",", "headerLines": 1, "encoding": "UTF-8"}',
            f'name="project-file"; filename="list.csv"\r\nContent-Type: text/csv\r\n\r\n{table}',
        ]
        body = "".join(f"--{_EDGE}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
        request = urllib.request.Request(
            f"{self.here}/command/core/create-project-from-upload?csrf_token={self._token()}",
            f"{body}--{_EDGE}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={_EDGE}"},
        )
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:
            return str(response.url).partition("project=")[2]

    def know(self, services: list[Any]) -> None:
        """Make *services* the ones that the pages offer; each is a manifest with its address as ``url``."""
        self.post("set-preference", {"name": "reconciliation.standardServices"}, value=json.dumps(services))

    def _token(self) -> str:
        return str(self.get("get-csrf-token")["token"])

    def _send(self, command: str, body: bytes | None = None) -> str:
        with urllib.request.urlopen(
            f"{self.here}/command/core/{command}", body, timeout=_SECONDS
        ) as response:
            return str(response.read().decode())


@contextlib.contextmanager
def openrefine(folder: Path) -> Iterator[OpenRefine]:
    """An OpenRefine with its data in *folder*; it is killed at the end."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])
    options = ["-i", "127.0.0.1", "-p", port, "-d", str(folder), "-m", _MEMORY, "-x", "refine.headless=true"]
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            ["openrefine", *options],
            stdout=out,
            stderr=out,
            env=os.environ | {"HOME": str(folder), "TMPDIR": str(folder)},
            start_new_session=True,
        )
    running = OpenRefine(f"http://127.0.0.1:{port}")
    try:
        until = time.monotonic() + _SECONDS
        while not _answers(running):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
                raise AssertionError(f"OpenRefine did not start: {(folder / 'out').read_text()}")
            assert time.monotonic() < until, (folder / "out").read_text()
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(running: OpenRefine) -> bool:
    try:
        return bool(running.get("get-version")["version"])
    except (OSError, urllib.error.URLError):
        return False
