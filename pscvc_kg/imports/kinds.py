"""The kinds of catalogues that can be loaded, as queries/imports/ state them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pscvc_kg import headers, resources
from pscvc_kg.errors import PscvcError
from pscvc_kg.layouts import Source
from pscvc_kg.namespaces import COLUMN, DATA

if TYPE_CHECKING:
    from pscvc_kg.report import Text

_PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*')
_NAME = re.compile(r"(?<![\w:<])([\w-]*):([\w.%-]*[\w%-])")
_REQUIRED = ("summary", "label", "form", "records", "source")
_KEYS = frozenset(_REQUIRED) | {
    "description",
    "root",
    "needs",
    "addresses",
    "resolves",
    "personal",
    "mints",
    "failed",
}


@dataclass(frozen=True)
class Resolves:
    """A value that a register resolves: *key* of what stands under *of*; *gives* names the result.

    Only of a document whose *root* key begins with *begins*: what another portal calls by the same short name
    is another organization.
    """

    of: str
    key: str
    register: str
    gives: str
    root: str
    begins: str


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of catalogue: by what it is recognised, what its records are, and the query that reads it.

    ``form`` is ``rdf`` or ``json``. ``records`` are the classes of the records, or where in a JSON document
    they stand (``result.results``); ``root`` are the keys that such a document has. ``needs`` are the keys
    without which a record cannot be named, ``addresses`` those whose values are addresses, ``personal`` what
    may be about individuals and is never read; ``mints`` what begins the IRIs under ours that the query makes
    itself, for of nothing else of ours may a catalogue say anything; ``failed`` is the key of a JSON answer
    that tells of an error. CONTRIBUTING.md explains every header key.
    """

    name: str
    summary: str
    label: Text
    form: str
    records: tuple[str, ...]
    source: Source
    query: str
    root: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    resolves: tuple[Resolves, ...] = ()
    personal: tuple[str, ...] = ()
    mints: tuple[str, ...] = ()
    failed: str = ""

    @functools.cached_property
    def reads(self) -> frozenset[str]:
        """The IRIs that the query names: what it can read of a document."""
        prefixes = dict(_PREFIX.findall(self.query))
        plain = _QUOTED.sub(" ", self.query)
        return frozenset(prefixes[name] + local for name, local in _NAME.findall(plain) if name in prefixes)


@functools.cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by name, from queries/imports/."""
    return {path.stem: read_kind(path) for path in sorted((resources.QUERIES / "imports").glob("*.rq"))}


def read_kind(path: Path) -> Kind:
    """The kind that the file at *path* states.

    Raises:
        PscvcError: A header key is unknown or missing, or a name has no prefix; the message names both.
    """
    header, text = headers.read(path)
    if unknown := sorted(header.keys() - _KEYS):
        raise PscvcError(f"{path.name}: unknown header key '{unknown[0]}'; see CONTRIBUTING.md.")
    if missing := [key for key in _REQUIRED if key not in header]:
        raise PscvcError(f"{path.name}: header key '{missing[0]}' is missing; see CONTRIBUTING.md.")
    if header["form"] not in ("rdf", "json"):
        raise PscvcError(f"{path.name}: form is '{header['form']}'; it must be rdf or json.")
    prefixes = dict(_PREFIX.findall(text))

    def named(key: str) -> tuple[str, ...]:
        return tuple(_term(path, prefixes, header["form"], name) for name in header.get(key, ()))

    return Kind(
        name=path.stem,
        summary=str(header["summary"]),
        label=headers.text_of(path, header, "label"),
        form=header["form"],
        records=tuple(header["records"]) if header["form"] == "json" else named("records"),
        source=_source(path, header["source"]),
        query=text,
        root=tuple(header.get("root", ())),
        needs=tuple(header.get("needs", ())),
        addresses=named("addresses"),
        resolves=tuple(Resolves(**each) for each in header.get("resolves", ())),
        personal=named("personal"),
        mints=tuple(DATA + start for start in header.get("mints", ())),
        failed=str(header.get("failed", "")),
    )


def _source(path: Path, value: Mapping[str, Any]) -> Source:
    return Source(
        title=headers.text_of(path, value, "title"),
        licence=str(value["licence"]),
        publisher=headers.text_of(path, value, "publisher") if "publisher" in value else None,
        address=value.get("address"),
    )


def _term(path: Path, prefixes: Mapping[str, str], form: str, name: str) -> str:
    """The IRI of a name in the header: a key of JSON is a column, another one has a prefix of the query."""
    if form == "json":
        return COLUMN + name
    prefix, _, local = name.partition(":")
    if prefix not in prefixes:
        raise PscvcError(f"{path.name}: '{name}' has no PREFIX in the query; add it.")
    return prefixes[prefix] + local
