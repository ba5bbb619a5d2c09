"""What is fetched is kept with where it came from, when, under which licence, and its digest."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

from pscvc_kg.errors import InputError
from pscvc_kg.sources.fetching import AGENT, Limits, get, host_of
from pscvc_kg.sources.source import Source

if TYPE_CHECKING:
    from pscvc_kg.report import Text

SIDECAR = ".source.json"
"""What the name of the file that says where another came from ends in."""
_EARLIER = "earlier"
_PAGE = 1000
PAGES = 5000
"""Pages of a list; how many there are is only the portal's word."""
_WEB_PAGE = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)


Progress = Callable[[int, int, str], None]
"""Called with how many steps are done, of how many, and what the next one is about."""


@dataclass(frozen=True)
class Kept:
    """A file that was fetched and kept: ``state`` is ``new``, ``replaced`` or ``unchanged``."""

    file: Path
    address: str
    sha256: str
    size: int
    retrieved: str
    state: str


@dataclass(frozen=True)
class Origin:
    """Where a file that was fetched comes from, as the file beside it says."""

    source: str
    title: Text
    publisher: Text
    address: str
    licence: str
    retrieved: str


def fetch(
    source: Source,
    folder: Path,
    *,
    address: str | None = None,
    limits: Limits | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Progress = lambda _done, _total, _about: None,
) -> tuple[Kept, ...]:
    """Fetch *source* into *folder*, all of it or nothing; what is replaced moves into ``earlier/``.

    Args:
        source: What is fetched.
        folder: Made when absent.
        address: Where it is, instead of the address that is known; the only way to a private network.
        limits: How much each request may take.
        clock: Gives the moment that is kept.
        progress: Called with how many files are there, of how many, and what comes next.

    Raises:
        UsageError: The address is none.
        InputError: The source cannot be reached or gives something else, or the folder cannot be written.
    """
    where = address or source.address
    host = host_of(where)
    source, given = source.at(host), frozenset({host} if address else ())
    limits = limits or Limits()
    limits = Limits(limits.seconds, limits.size, limits.hosts | given)
    came = list(_WAYS[source.way](source, where, folder, limits, progress))
    moment = clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_keep(source, folder, name, at, content, moment) for name, at, content in came)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written ({error.strerror}); name a folder with --output"
        ) from error


def origin_of(path: Path, sha256: str) -> Origin | None:
    """Where the file at *path*, of that digest, was fetched from; None where nothing beside it says so."""
    try:
        said = json.loads(path.with_name(path.name + SIDECAR).read_text(encoding="utf-8"))
        if said["sha256"] != sha256:
            return None
        source, address, licence, retrieved = (
            _text(said[name]) for name in ("source", "address", "licence", "retrieved")
        )
        title, publisher = (_bilingual(said[name]) for name in ("title", "publisher"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # Somebody's own file of that name, or one that was changed since.
    return Origin(source, title, publisher, address, licence, retrieved)


def _bilingual(value: Any) -> Text:
    return {language: _text(value[language]) for language in ("en", "fr")}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


Came = Iterator[tuple[str, str, bytes]]
"""Name, address and content of each file, as it comes."""


def _files(source: Source, where: str, folder: Path, limits: Limits, progress: Progress) -> Came:
    """Each file of the source, downloaded."""
    base = where if where.endswith("/") else f"{where}/"
    for number, file in enumerate(source.files):
        progress(number, len(source.files), file.name)
        address = urljoin(base, file.path)
        content = get(address, limits)
        if not content.strip() or _WEB_PAGE.match(content):
            what = "a web page" if content.strip() else "nothing"
            raise InputError(f"{address} gives {what} and not {file.name}; nothing is kept")
        yield source.kept_as(file.name), address, content


def _sparql(source: Source, where: str, folder: Path, limits: Limits, progress: Progress) -> Came:
    """What the endpoint answers to the source's query, as Turtle."""
    # It parses queries with rdflib, which costs a quarter of a second.
    from SPARQLWrapper import GET, TURTLE, SPARQLWrapper

    (file,) = source.files
    progress(0, 1, file.name)
    asking = SPARQLWrapper(where, agent=AGENT)
    asking.setQuery(source.query)
    asking.queryType = "CONSTRUCT"  # it looks for the word itself, and finds others in comments
    asking.setMethod(GET)
    asking.setReturnFormat(TURTLE)
    content = get(asking._createRequest(), limits)
    _refuse_no_turtle(where, content)
    yield source.kept_as(file.name), where, content


def _refuse_no_turtle(where: str, content: bytes) -> None:
    import pyoxigraph as ox

    try:
        found = any(True for _ in ox.parse(content, format=ox.RdfFormat.TURTLE, lenient=True))
    except (SyntaxError, ValueError) as error:
        raise InputError(
            f"{where} answers with something that is no RDF ({error}); nothing is kept"
        ) from error
    if not found:
        raise InputError(f"{where} knows nothing of what it is asked; nothing is kept")


def _ckan(source: Source, where: str, folder: Path, limits: Limits, progress: Progress) -> Came:
    """The portal's list of data sets, a file for each page.

    Pages that an earlier list had, and this one has not, are asked for too: what they held is then replaced.
    """
    start, total, size, page = 0, 1, 0, 0
    while start < total or (folder / _page(source, page)).exists():
        progress(start // _PAGE, max(1, -(-total // _PAGE)), _page(source, page))
        address = f"{where}?{urlencode({'rows': _PAGE, 'start': start, 'sort': 'id asc'})}"
        content = get(address, limits)
        size += len(content)
        if size > limits.size:
            raise InputError(f"{where} gives more than {limits.size // 1_000_000} MB; nothing is kept")
        try:
            answer = json.loads(content)
            total, came = int(answer["result"]["count"]), len(answer["result"]["results"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(f"{address} gives no list of data sets; nothing is kept") from error
        if start < total and not came:
            raise InputError(f"{address} gives none of the {total} data sets that it counts; nothing is kept")
        if page >= PAGES:
            raise InputError(f"{where} gives more than {PAGES} pages; nothing is kept")
        yield _page(source, page), address, content
        start, page = start + came, page + 1


def _page(source: Source, page: int) -> str:
    return f"{source.name}{source.ending}-{page + 1:04}.json"


_WAYS = {"files": _files, "sparql": _sparql, "ckan": _ckan}


def _keep(source: Source, folder: Path, name: str, address: str, content: bytes, moment: str) -> Kept:
    """Write one file and what is known of it; an earlier one of another content stays."""
    file = folder / name
    digest = hashlib.sha256(content).hexdigest()
    state = "new"
    if file.is_file():
        before = hashlib.sha256(file.read_bytes()).hexdigest()
        origin = origin_of(file, before)
        if before == digest and origin:
            return Kept(file, origin.address, digest, len(content), origin.retrieved, "unchanged")
        if before != digest:
            _move_away(file, before)
            state = "replaced"
    said = {
        "source": source.name,
        "title": dict(source.title),
        "publisher": dict(source.publisher),
        "page": source.page,
        "address": address,
        "licence": source.licence,
        "retrieved": moment,
        "sha256": digest,
        "bytes": len(content),
        "by": AGENT,
    }
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    _write(file, content)
    _write(file.with_name(name + SIDECAR), text.encode())
    return Kept(file, address, digest, len(content), moment, state)


def _move_away(file: Path, digest: str) -> None:
    """Put *file*, and what is said of it, where a later one does not replace it."""
    place = file.parent / _EARLIER / digest[:16]
    place.mkdir(parents=True, exist_ok=True)
    for one in (file, file.with_name(file.name + SIDECAR)):
        if one.exists():
            one.replace(place / one.name)


def _write(place: Path, content: bytes) -> None:
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
