"""A small Virtuoso 7 on this machine for tests: in a folder of its own, on free ports, gone afterwards."""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROWS = 5_000
"""The most rows that it gives in one answer; it cuts the rest and says so in a header."""
_SECONDS = 60
_INI = """
[Database]
DatabaseFile=v.db
ErrorLogFile=v.log
LockFile=v.lck
TransactionFile=v.trx
xa_persistent_file=v.pxa
FileExtend=200
MaxCheckpointRemap=2000
[TempDatabase]
DatabaseFile=vt.db
TransactionFile=vt.trx
MaxCheckpointRemap=2000
[Parameters]
ServerPort=127.0.0.1:{sql}
DisableUnixSocket=1
ServerThreads=10
CheckpointInterval=0
NumberOfBuffers=20000
MaxDirtyBuffers=15000
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerRoot=.
ServerThreads=4
[SPARQL]
ResultSetMaxRows={rows}
"""


@dataclass(frozen=True)
class Addresses:
    """Where it answers: questions of anybody, and with the login ``dba``, ``dba`` (digest) all the rest."""

    sparql: str
    login: str
    graphs: str


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[Addresses]:
    """A Virtuoso whose files are in *folder*; it is killed at the end."""
    http, sql = _free_port(), _free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(http=http, sql=sql, rows=ROWS))
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"], cwd=folder, stdout=out, stderr=out
        )
    try:
        for _ in range(_SECONDS * 10):
            if _listens(http):
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
                raise AssertionError(f"Virtuoso did not start: {(folder / 'out').read_text()}")
        here = f"http://127.0.0.1:{http}/sparql"
        yield Addresses(here, f"{here}-auth", f"{here}-graph-crud-auth")
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
