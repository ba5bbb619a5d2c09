"""One request to the open web: http or https, no private address, few redirects, limits of time and size."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import threading
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
_USUAL = (80, 443)
_UNICAST = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""How a network without IPv4 writes an IPv4 address, in the last 32 bits."""
_REDIRECTING = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Limits:
    """How much one request may take, and which *hosts* may be asked though their addresses are private."""

    seconds: float = 120.0
    size: int = 500_000_000
    hosts: frozenset[str] = field(default_factory=frozenset)

    def open_to(self, host: str, port: int) -> bool:
        """Whether a *host* may be asked whatever its address: on its given port, else the usual ones."""
        return f"{host}:{port}" in self.hosts or (port in _USUAL and host in self.hosts)


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
    if isinstance(request, str):
        request = urllib.request.Request(request)
    request.add_header("User-Agent", AGENT)
    with _Deadline(limits.seconds) as deadline:
        return _get(request, limits, deadline)


def _remedy(status: int) -> str:
    """What to do about an error: what is not there, or not open, does not come by waiting."""
    if status in (404, 410):
        return (
            "nothing lies there any more: look for it where `pscvc sources` says, and name it with --address"
        )
    if status in (401, 403):
        return "it is not open to everybody, or not to programs: fetch it with a browser and load that file"
    return "try again later"


def _get(request: urllib.request.Request, limits: Limits, deadline: _Deadline) -> bytes:
    first = request.full_url
    for _ in range(REDIRECTS + 1):
        address = request.full_url
        host_of(address)
        try:
            if _is_proxied(address):
                _refuse_private(address, limits, is_first=address == first)
            with _opener(limits, deadline).open(request, timeout=max(deadline.left(), 0.1)) as answer:
                return _whole(address, answer, deadline, limits)
        except urllib.error.HTTPError as error:
            if deadline.is_over():
                raise InputError(_slow(address, limits)) from error
            with error:
                target = error.headers.get("Location")
                if error.code not in _REDIRECTING or not target:
                    raise InputError(
                        f"{address} answers with an error ({error.code}); {_remedy(error.code)}"
                    ) from error
            request = _redirected(request, urljoin(address, target))
        except InputError:
            raise
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, InputError):
                raise reason from error
            if isinstance(reason, TimeoutError) or deadline.is_over():
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


def _whole(address: str, answer: Any, deadline: _Deadline, limits: Limits) -> bytes:
    content = bytearray()
    while piece := answer.read1(_PIECE):
        content += piece
        if len(content) > limits.size:
            raise InputError(f"{address} gives more than {limits.size // 1_000_000} MB; nothing is kept")
        if deadline.is_over():
            break
    if deadline.is_over():
        raise InputError(_slow(address, limits))
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and len(content) < int(length):
        raise InputError(f"the answer of {address} was cut off before its end; nothing is kept, try again")
    return bytes(content)


def _slow(address: str, limits: Limits) -> str:
    return f"{address} takes more than {limits.seconds:g} s; try again later, or allow more with --limit"


class _Deadline:
    """When a request must have ended: its connections are then cut, whatever drips in over them."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._watched: list[tuple[threading.Timer, socket.socket]] = []

    def __enter__(self) -> _Deadline:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is watched any more."""
        for timer, twin in self._watched:
            timer.cancel()
            timer.join()
            twin.close()

    def left(self) -> float:
        """The seconds that are left."""
        return self._until - time.monotonic()

    def is_over(self) -> bool:
        """Whether none are."""
        return self.left() <= 0

    def watch(self, connection: socket.socket) -> None:
        """Cut the *connection* when the time is over: a limit for each read is none for many."""
        twin = connection.dup()  # whatever wraps the connection later, this reaches it
        timer = threading.Timer(max(self.left(), 0), _cut, [twin])
        timer.daemon = True
        self._watched.append((timer, twin))
        timer.start()


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has ended already
        connection.shutdown(socket.SHUT_RDWR)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """`get` follows redirects itself, each checked as the first address was."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def _is_proxied(address: str) -> bool:
    """Whether a proxy opens the connection, so that nothing is seen here of where it leads."""
    parts = urlsplit(address)
    return parts.scheme in urllib.request.getproxies() and not urllib.request.proxy_bypass(parts.netloc)


def _opener(limits: Limits, deadline: _Deadline) -> urllib.request.OpenerDirector:
    """Opens connections that are checked when the name has been resolved: a name may lead anywhere."""
    proxies = urllib.request.getproxies()
    allowed = {
        host.rpartition("@")[2].lower() for host in (urlsplit(proxy).netloc for proxy in proxies.values())
    }
    connect = _connecting(Limits(hosts=limits.hosts | allowed), deadline)

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


def _connecting(limits: Limits, deadline: _Deadline) -> Callable[..., socket.socket]:
    """Like `socket.create_connection`, but to public addresses and to the hosts of *limits* only."""

    def connect(address: tuple[str, int], *given: Any, **named: Any) -> socket.socket:
        name, port = address
        if not limits.open_to(_shown(name), port):
            address = (_public(name, port), port)
        made = socket.create_connection(address, *given, **named)
        deadline.watch(made)
        return made

    return connect


def _refuse_private(address: str, limits: Limits, *, is_first: bool) -> None:
    """Refuse an *address* that the proxy would open for us in a private network."""
    parts = urlsplit(address)
    name, port = parts.hostname or "", parts.port or _USUAL[parts.scheme == "https"]
    if limits.open_to(_shown(name), port):
        return
    try:
        _public(name, port)
    except socket.gaierror:
        # Where only the proxy resolves names, what was asked for is its matter, but no address after it.
        if not is_first:
            raise


def _public(name: str, port: int) -> str:
    """The first address of the host *name*; all that it has must be public ones."""
    numbers = [
        str(number) for *_, (number, *_rest) in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    ]
    if not all(map(is_public, numbers)):
        raise InputError(
            f"{_shown(name)} is an address of a private network, and is asked only when it is given by "
            "--address"
        )
    return numbers[0]


def is_public(number: str) -> bool:
    """Whether an IP address is one host of the open web, also where an IPv4 address stands within it.

    >>> [is_public(one) for one in ("8.8.8.8", "224.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808")]
    [True, False, False, True]
    """
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    if address in _TRANSLATED:
        return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    within = [address.sixtofour, *(address.teredo or ())]
    return address in _UNICAST and address.is_global and all(is_public(str(one)) for one in within if one)


def _shown(name: str) -> str:
    return f"[{name}]".lower() if ":" in name else name.lower()
