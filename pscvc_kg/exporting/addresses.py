"""Addresses that people wrote, as IRIs that every parser takes."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

_KEPT = "!#$%&'()*+,/:;=?@[]~"
_IN_HOST = "!$&'()*+,;=-._~%:@[]"


def escaped(text: str) -> str | None:
    """The web address in *text* with all that an address may not hold percent-encoded; None if it is none.

    What is encoded already stays as it is.

    >>> escaped(" https://example.ca/à propos?q={x} ")
    'https://example.ca/%C3%A0%20propos?q=%7Bx%7D'
    >>> escaped("https://example.ca/100%")
    'https://example.ca/100%25'
    >>> escaped("N/A") is None
    True
    """
    written = unicodedata.normalize("NFC", text).strip()
    try:
        split = urlsplit(written)
        host = split.hostname
        _ = split.port
    except ValueError:
        return None
    if split.scheme.lower() not in ("http", "https") or not host or any(sign.isspace() for sign in host):
        return None
    rest = written.partition("://")[2]
    authority = rest[: len(split.netloc)]
    try:
        name = authority if authority.isascii() else _ascii(authority, host)
        iri = f"{split.scheme.lower()}://{quote(name, safe=_IN_HOST)}{_encoded(rest[len(split.netloc) :])}"
        ox.NamedNode(iri)
    except ValueError:  # a name of a host that has none, or signs that no IRI may have
        return None
    return iri


def _ascii(authority: str, host: str) -> str:
    """*authority* with its host as the network names it."""
    start = authority.lower().find(host)
    return authority[:start] + host.encode("idna").decode() + authority[start + len(host) :]


def _encoded(text: str) -> str:
    """*text* percent-encoded where it must be: a percent sign that begins no code is encoded, too."""
    pieces = text.split("%")
    done = [quote(pieces[0], safe=_KEPT)]
    for piece in pieces[1:]:
        is_code = len(piece) > 1 and all(sign in "0123456789abcdefABCDEF" for sign in piece[:2])
        done.append(("%" if is_code else "%25") + quote(piece, safe=_KEPT))
    first, hash_sign, fragment = "".join(done).partition("#")
    return (first + hash_sign + fragment.replace("#", "%23")).replace("[", "%5B").replace("]", "%5D")
