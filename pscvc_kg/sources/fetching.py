"""One request to the open web: http or https, no private address, few redirects, limits of time and size."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from pscvc_kg import __version__
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.namespaces import BASE

AGENT = f"pscvc_kg/{__version__} (+{BASE})"
REDIRECTS = 5
_PIECE = 1 << 16
_REDIRECTING = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Limits:
    """How much one request may take, and which *hosts* may be asked though their addresses are private."""

    seconds: float = 120.0
    size: int = 500_000_000
    hosts: frozenset[str] = field(default_factory=frozenset)


def host_of(address: str) -> str:
    """The host and port of an http(s) *address*.

    Raises:
        UsageError: It is none.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"'{address}' is no address ({error}); write https://HOST/PATH") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"'{address}' is no http or https address; write https://HOST/PATH")
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"the address of {parts.hostname} holds a name or password; open data needs none")
    return parts.netloc.lower()


def get(request: str | urllib.request.Request, limits: Limits) -> bytes:
    """What the address, or the prepared *request*, answers.

    Raises:
        UsageError: It is no http(s) address.
        InputError: It cannot be reached, is a private address, redirects too often, or answers with an error,
            too slowly or too much.
    """
    until = time.monotonic() + limits.seconds
    if isinstance(request, str):
        request = urllib.request.Request(request)
    first = request.full_url
    request.add_header("User-Agent", AGENT)
    for _ in range(REDIRECTS + 1):
        address = request.full_url
        host_of(address)
        try:
            with _opener(limits).open(request, timeout=max(until - time.monotonic(), 0.1)) as answer:
                return _whole(address, answer, until, limits)
        except urllib.error.HTTPError as error:
            with error:
                target = error.headers.get("Location")
                if error.code not in _REDIRECTING or not target:
                    raise InputError(
                        f"{address} answers with an error ({error.code}); try again later"
                    ) from error
            request = _redirected(request, urljoin(address, target))
        except InputError:
            raise
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, InputError):
                raise reason from error
            if isinstance(reason, TimeoutError):
                raise InputError(_slow(address, limits)) from error
            why = getattr(reason, "strerror", None) or str(reason)
            raise InputError(f"{address} cannot be reached ({why}); check the connection") from error
    raise InputError(f"{first} redirects more than {REDIRECTS} times; nothing is kept")


def _redirected(request: urllib.request.Request, target: str) -> urllib.request.Request:
    """The request sent elsewhere, but never from an encrypted connection to a plain one."""
    if urlsplit(request.full_url).scheme == "https" and urlsplit(target).scheme != "https":
        raise InputError(f"{request.full_url} redirects to an address without encryption; nothing is kept")
    try:
        host_of(target)
    except UsageError as error:
        raise InputError(f"{request.full_url} redirects elsewhere: {error}") from error
    return urllib.request.Request(target, headers=dict(request.headers))


def _whole(address: str, answer: Any, until: float, limits: Limits) -> bytes:
    content = bytearray()
    while piece := answer.read1(_PIECE):
        content += piece
        if len(content) > limits.size:
            raise InputError(f"{address} gives more than {limits.size // 1_000_000} MB; nothing is kept")
        if time.monotonic() > until:
            raise InputError(_slow(address, limits))
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and len(content) < int(length):
        raise InputError(f"the answer of {address} was cut off before its end; nothing is kept, try again")
    return bytes(content)


def _slow(address: str, limits: Limits) -> str:
    return f"{address} takes more than {limits.seconds:g} s; try again later, or allow more with --limit"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """`get` follows redirects itself, each checked as the first address was."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def _opener(limits: Limits) -> urllib.request.OpenerDirector:
    """Opens connections that are checked when the name has been resolved: a name may lead anywhere."""
    proxies = urllib.request.getproxies()
    allowed = {host.rpartition("@")[2] for host in (urlsplit(proxy).netloc for proxy in proxies.values())}
    connect = _connecting(limits.hosts | allowed)

    class Plain(http.client.HTTPConnection):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._create_connection = connect

    class Encrypted(http.client.HTTPSConnection):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._create_connection = connect

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, request: urllib.request.Request) -> Any:
            return self.do_open(Plain, request)

    class EncryptedHandler(urllib.request.HTTPSHandler):
        def https_open(self, request: urllib.request.Request) -> Any:
            return self.do_open(Encrypted, request)

    return urllib.request.build_opener(_NoRedirect, PlainHandler, EncryptedHandler)


def _connecting(hosts: frozenset[str] | set[str]) -> Callable[..., socket.socket]:
    """Like `socket.create_connection`, but to public addresses and to *hosts* only."""

    def connect(address: tuple[str, int], *given: Any, **named: Any) -> socket.socket:
        name, port = address
        shown = f"[{name}]" if ":" in name else name
        if not {f"{shown}:{port}".lower(), shown.lower()} & set(hosts):
            for *_, (number, *_rest) in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM):
                if not ipaddress.ip_address(str(number).partition("%")[0]).is_global:
                    raise InputError(
                        f"{shown} is an address of a private network, and is asked only when it is given by "
                        "--address"
                    )
                address = (str(number), port)
        return socket.create_connection(address, *given, **named)

    return connect
