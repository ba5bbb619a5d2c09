"""The web server of ``pscvc serve``: one process, which answers what is under way before it ends."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from pscvc_kg.errors import UsageError

_WAIT = 5
"""Seconds for answers that are under way when the server is told to end."""


def listen(host: str, port: int) -> socket.socket:
    """A socket at *host* and *port*; 0 is any free port.

    Raises:
        UsageError: There is no such host, or the port is taken or not ours to take.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError, OverflowError) as error:
        raise UsageError(f"{host!r} is no address of this machine; leave --host out for 127.0.0.1") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        listening.close()
        why = error.strerror or str(error)
        raise UsageError(
            f"nothing can be served at {host}, port {port} ({why}); name another --port, or 0 for a free one"
        ) from error
    return listening


def address(listening: socket.socket) -> str:
    """The address at which *listening* is reached from this machine."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: Starlette, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Answer on *listening* until the process is interrupted or told to end; call *ready* at the start."""

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=_WAIT, limit_concurrency=200
    )
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listening])
    finally:
        signal.signal(signal.SIGTERM, before)
        listening.close()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """End as after Ctrl-C, so that what was opened is closed."""
    raise KeyboardInterrupt
