"""Free SPARQL answered within limits of time and memory: in a process that is killed at its limit.

Oxigraph cannot be told to stop. A store in memory is shared with the process by forking; a store on the disk
is opened by it as a snapshot, whose files are links to those of the store.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import PscvcError, StoreError, UsageError
from pscvc_kg.outbound import refuse_outbound
from pscvc_kg.store import Rows, Store, Term

SECONDS, ROWS, MEMORY = 30.0, 10_000, 1 << 30
"""What a query may take unless the call says otherwise; memory is in bytes."""
_WORKER = "from pscvc_kg.limiting import main; main()"
_MARK = ".asked"
_LOOK = 0.25
"""So many seconds pass at most before an interrupt is seen."""
_PIECE = 1 << 16


def answer(
    store: Store,
    text: str,
    *,
    seconds: float = SECONDS,
    rows: int | None = ROWS,
    memory: int = MEMORY,
) -> Rows | bytes:
    """Answer any query on the current state of *store*: rows, or N-Triples for a CONSTRUCT or DESCRIBE.

    An endpoint answers itself, within the limits of time and rows; what follows is of an embedded store. The
    answer is whole, or it says that it has more than *rows* rows. Nothing is left of it but that: no
    process, no folder.

    Raises:
        UsageError: It is no query, would ask another machine, or takes more than *seconds* or *memory* bytes.
        StoreError: The store cannot be read.
    """
    if not isinstance(store, EmbeddedStore):
        return store.free(text, rows=rows, seconds=seconds)
    with _working(store, text, rows, seconds, memory) as worker:
        content = _collected(worker, time.monotonic() + seconds, seconds)
    head, _, rest = content.partition(b"\n")
    try:
        said = json.loads(head)
    except ValueError as error:
        raise UsageError(
            f"the query needs more than {memory / 1e9:.1f} GB, or nests too deep; ask for less, for instance "
            "with a LIMIT or a narrower pattern"
        ) from error
    if "error" in said:
        kind = UsageError if said["status"] == UsageError.exit_status else StoreError
        raise kind(said["error"])
    if "columns" not in said:
        return rest
    found = tuple(
        tuple(None if cell is None else Term(*cell) for cell in json.loads(line))
        for line in rest.splitlines()
    )
    return Rows(tuple(said["columns"]), found, said["more"])


@dataclass(frozen=True)
class _Worker:
    """A process, and where its answer comes out."""

    process: int
    output: int


@contextlib.contextmanager
def _working(
    store: EmbeddedStore, text: str, rows: int | None, seconds: float, memory: int
) -> Iterator[_Worker]:
    """A process that answers *text*; it has ended when this has."""
    with contextlib.ExitStack() as stack:
        if store.on_disk:
            folder = stack.enter_context(snapshot(store))
            worker = _started(folder, text, rows, seconds, memory)
        else:
            worker = _forked(lambda output: _limited(store, text, rows, seconds, memory, output))
        stack.callback(_end, worker)
        yield worker


@contextlib.contextmanager
def snapshot(store: EmbeddedStore) -> Iterator[Path]:
    """A folder with what *store* holds now: beside it, where files can be linked, or else a temporary one."""
    place = Path(store.where).absolute()
    for left in place.parent.glob(f".{place.name[:100]}.*{_MARK}"):
        # A process that was killed could not remove its own.
        if not _lives(left.name.removesuffix(_MARK).rpartition(".")[2].partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    outer = place.parent if os.access(place.parent, os.W_OK) else None
    name = f".{place.name[:100]}.{os.getpid()}-"
    folder = Path(tempfile.mkdtemp(suffix=_MARK, prefix=name, dir=outer))
    try:
        store.snapshot(folder / "store")
        yield folder / "store"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _lives(number: str) -> bool:
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        pass
    return True


def _started(folder: Path, text: str, rows: int | None, seconds: float, memory: int) -> _Worker:
    """A new process on the snapshot in *folder*."""
    asked = json.dumps([str(folder), text, rows, seconds, memory]).encode()
    # What was asked lies in a file, so that nobody waits for the process to read it.
    question = folder.with_name("question")
    question.write_bytes(asked)
    reading, writing = os.pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", _WORKER, str(question)],
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    number = process.pid
    process.returncode = 0  # `_end` waits for it
    return _Worker(number, reading)


def _forked(work: Callable[[int], None]) -> _Worker:
    """A copy of this process that does *work* and no more."""
    reading, writing = os.pipe()
    number = os.fork()
    if number:
        os.close(writing)
        return _Worker(number, reading)
    try:
        os.close(reading)
        # What is said when the engine ends this process is no matter of the user's.
        faulthandler.disable()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        work(writing)
    finally:
        os._exit(0)


def _end(worker: _Worker) -> None:
    """Kill the process, if it still runs, and wait until it is gone."""
    os.close(worker.output)
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker.process, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(worker.process, 0)


def _collected(worker: _Worker, until: float, seconds: float) -> bytes:
    """All that *worker* writes; raises UsageError when it has not ended at *until*."""
    content = bytearray()
    while (left := until - time.monotonic()) > 0:
        # Not all at once: an interrupt that another thread of the process takes wakes nobody here.
        if select.select([worker.output], [], [], min(left, _LOOK))[0]:
            piece = os.read(worker.output, _PIECE)
            if not piece:
                return bytes(content)
            content += piece
    raise UsageError(
        f"the query took more than {seconds:g} s and was stopped; ask for less, for instance with a narrower "
        "pattern, or allow more time with --limit"
    )


def main(arguments: Sequence[str] = tuple(sys.argv[1:])) -> None:
    """Answer what is asked in the file that is named; the process of `_started`."""
    folder, text, rows, seconds, memory = json.loads(Path(arguments[0]).read_bytes())
    output = os.dup(1)
    os.dup2(2, 1)
    try:
        store = EmbeddedStore(folder, read_only=True)
    except PscvcError as error:
        _write(output, [json.dumps({"error": str(error), "status": error.exit_status}).encode()])
    else:
        _limited(store, text, rows, seconds, memory, output)
    os._exit(0)


def _limited(
    store: EmbeddedStore, text: str, rows: int | None, seconds: float, memory: int, output: int
) -> None:
    """Write the answer, or what is wrong, to *output*, in a process that may be killed for it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _restrict(seconds, memory)
    try:
        refuse_outbound(text)
        if not store.on_disk:
            # It has all that it reads: with no further file it opens no connection either.
            _lower(resource.RLIMIT_NOFILE, 0)
        found = store.free(text, rows=rows)
    except PscvcError as error:
        _write(output, [json.dumps({"error": str(error), "status": error.exit_status}).encode()])
        return
    if isinstance(found, bytes):
        _write(output, [b"{}\n", found])
        return
    head = {"columns": found.columns, "more": found.more}
    _write(output, [json.dumps(one).encode() + b"\n" for one in (head, *found.rows)])


def _restrict(seconds: float, memory: int) -> None:
    """What the process may take: memory, and time even if nobody is left to kill it."""
    _lower(resource.RLIMIT_AS, _address_space() + memory)
    _lower(resource.RLIMIT_CPU, int(time.process_time() + seconds) + 2)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()


def _write(output: int, parts: Sequence[bytes]) -> None:
    with os.fdopen(output, "wb") as file:
        file.writelines(parts)
