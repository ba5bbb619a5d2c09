"""Requests to another machine: with the login that it asks for, again where safe, answers whole or none."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from http.client import HTTPException
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from SPARQLWrapper import POST, SPARQLWrapper

from pscvc_kg.errors import StoreError, UsageError
from pscvc_kg.folder import without_login

USER, PASSWORD = "PSCVC_USER", "PSCVC_PASSWORD"
_TRIES, _PAUSE = 3, 0.5
_PIECE = 1 << 16
_CUT = ("X-SPARQL-MaxRows", "X-SQL-State")
"""What Virtuoso says in its answer when it is not all: its cap on rows, or its time, was reached."""


class Sender:
    """Sends requests to the endpoint at *where*.

    Args:
        where: The address of queries, as sentences name it.
        addresses: All that may be asked; a login is sent to their servers only.
        login: Name and password; it is sent only when the server asks for one (basic or digest).
        pause: How to wait before a read is tried again.
    """

    def __init__(
        self,
        where: str,
        addresses: Iterable[str],
        login: tuple[str, str],
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self.where, self.server = where, ""
        self._login, self._pause = login, pause
        self._may_log_in = bool(login[0])
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if self._may_log_in:
            passwords.add_password(None, sorted(set(map(_server, addresses))), *login)
        self._digest = _Digest(passwords)
        logins = (_Basic(passwords), self._digest)
        self._opener = urllib.request.build_opener(_NoRedirect, *(logins if self._may_log_in else ()))

    def send(self, prepared: SPARQLWrapper | urllib.request.Request, seconds: float, *, reads: bool) -> bytes:
        """The body of the answer, whole; a read is tried again where nothing has been done yet."""
        until = time.monotonic() + seconds
        for left in reversed(range(_TRIES if reads else 1)):
            request = prepared if isinstance(prepared, urllib.request.Request) else prepared._createRequest()
            try:
                return self._opened(request, until)
            except _TryAgainError as error:
                wait = min(max(error.after, _PAUSE), until - time.monotonic())
                if not left or wait <= 0:
                    raise StoreError(str(error)) from error.__cause__
                self._pause(wait)
        raise AssertionError("the last try returns or raises")

    def write(self, request: urllib.request.Request, seconds: float) -> None:
        """Send a whole graph, once, with the login at once: a server need not read a body that it refuses."""
        if self._may_log_in:
            # An empty one, which adds nothing, tells how the server wants to be asked.
            asking = urllib.request.Request(request.full_url, data=b"", method=POST)
            asking.add_header("Content-Type", "text/turtle")
            try:
                with urllib.request.build_opener(_NoRedirect).open(asking, timeout=seconds):
                    pass
            except urllib.error.HTTPError as error:
                with closing(error):
                    self._log_in(request, error.headers.get("WWW-Authenticate", ""))
            except OSError:
                pass  # the request itself meets the same, and says so
        self.send(request, seconds, reads=False)

    def _log_in(self, request: urllib.request.Request, challenge: str) -> None:
        scheme, _, said = challenge.partition(" ")
        if scheme.lower() == "basic":
            login = b64encode(":".join(self._login).encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {login}")
        elif scheme.lower() == "digest":
            asked = urllib.request.parse_keqv_list(list(filter(None, urllib.request.parse_http_list(said))))
            if answer := self._digest.get_authorization(request, asked):
                request.add_unredirected_header("Authorization", f"Digest {answer}")

    def _opened(self, request: urllib.request.Request, until: float) -> bytes:
        where = self.where
        slow = f"{where} has not answered within the time limit; ask for less, or allow more time"
        try:
            with self._opener.open(request, timeout=max(until - time.monotonic(), 0.1)) as answer:
                content, headers, status = bytearray(), answer.headers, answer.status
                self.server = headers.get("Server", "")
                while piece := answer.read1(_PIECE):
                    content += piece
                    if time.monotonic() > until:
                        raise StoreError(slow)
        except urllib.error.HTTPError as error:
            with closing(error):
                raise self._refused(error) from error
        except (TimeoutError, urllib.error.URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise StoreError(slow) from error
            if isinstance(reason, ConnectionRefusedError):
                raise _TryAgainError(
                    f"{where} cannot be reached (nothing listens there); check the address"
                ) from error
            if isinstance(error, urllib.error.URLError):
                why = getattr(reason, "strerror", None) or str(reason)
                raise StoreError(f"{where} cannot be reached ({why}); check the address") from error
            raise StoreError(self._broken()) from error
        _check_whole(where, content, headers, status, self._broken())
        return bytes(content)

    def _broken(self) -> str:
        return f"the answer of {self.where} was cut off before its end; nothing of it is used, ask again"

    def _refused(self, error: urllib.error.HTTPError) -> StoreError:
        where, status = self.where, error.code
        if status in (401, 403):
            how = "the name or the password is wrong, or may not do this"
            without = f"set {USER} and {PASSWORD}"
            return StoreError(f"{where} refuses the login ({status}): {how if self._may_log_in else without}")
        if status == 503:
            after = error.headers.get("Retry-After", "")
            return _TryAgainError(
                f"{where} is busy (503); try again later", float(after) if after.isdigit() else 0.0
            )
        if 300 <= status < 400:
            to = parted(error.headers.get("Location") or "http://")[0]
            return StoreError(f"{where} has moved to {to}; give that address")
        try:
            said = error.read(_PIECE).decode(errors="replace")
        except (OSError, HTTPException):
            said = ""
        kind = AbsentError if status == 404 else StoreError
        return kind(f"{where} answers with an error ({status}): {shortened(said) or error.reason}")


class _TryAgainError(StoreError):
    """Nothing was done: the same may be asked again, *after* so many seconds."""

    def __init__(self, sentence: str, after: float = 0.0) -> None:
        super().__init__(sentence)
        self.after = after


class AbsentError(StoreError):
    """The endpoint has no such thing."""


class _Closing(urllib.request.BaseHandler):
    """Closes the answer that asks for a login, which the library leaves open."""

    def http_error_401(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any) -> Any:
        """Send it again with the login."""
        fp.close()
        return super().http_error_401(req, fp, code, msg, headers)  # type: ignore[misc]


class _Basic(_Closing, urllib.request.HTTPBasicAuthHandler):
    pass


class _Digest(_Closing, urllib.request.HTTPDigestAuthHandler):
    pass


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A query sent elsewhere would lose its text, and its answer would come from who knows where."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def parted(address: str) -> tuple[str, str, str]:
    """The *address* of an endpoint without name and password, and these.

    Raises:
        UsageError: It is no address.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"this is no address of an endpoint ({error}); write http://HOST/PATH") from error
    return without_login(address), unquote(parts.username or ""), unquote(parts.password or "")


def _server(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))


def _check_whole(
    where: str, content: bytes | bytearray, headers: Mapping[str, str], status: int, broken: str
) -> None:
    """Refuse an answer of which the end, or some rows, may be missing."""
    length = headers.get("Content-Length")
    if length is not None and length.isdigit() and len(content) < int(length):
        raise StoreError(broken)
    if status == 206 or any(name in headers for name in _CUT):
        raise CutError(where, headers.get("X-SPARQL-MaxRows", ""))


class CutError(StoreError):
    """The endpoint *where* gave not all of its answer.

    *said* is after how many rows, "" where that is unknown. An answer of just so many counts as cut: ``most``
    is how many may be asked for, 0 where that is unknown.
    """

    def __init__(self, where: str, said: str) -> None:
        super().__init__(cut_sentence(where, said))
        self.most = max(int(said) - 1, 0) if said.isdecimal() else 0


def cut_sentence(where: str, most: str) -> str:
    rows = f" after {most} rows" if most else ""
    return (
        f"{where} cuts its answer{rows}, and what is missing cannot be known; ask for less (LIMIT with "
        "OFFSET), or have its limits raised"
    )


def shortened(said: str) -> str:
    """What an endpoint says, in one line: without markup and without the query that it repeats."""
    plain = re.sub(r"<(style|script)\b.*?</\1>|<[^<>]*>", " ", said, flags=re.DOTALL | re.IGNORECASE)
    plain = " ".join(plain.partition("SPARQL query:")[0].split())
    return plain if len(plain) <= 200 else plain[:200] + "…"
