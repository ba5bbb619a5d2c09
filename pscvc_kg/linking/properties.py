"""What is told of the things that lists are matched to, a property at a time: queries/linking/properties/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pscvc_kg import headers
from pscvc_kg.errors import PscvcError
from pscvc_kg.report import Text
from pscvc_kg.resources import QUERIES
from pscvc_kg.store import Store, Term

FOLDER = QUERIES / "linking" / "properties"
MATCHES = ("name", "identifier", "website", "context", "country")
"""What a value may be for the matcher; those of other properties are compared with what we know."""
_PREFIX = re.compile(r"^PREFIX\s+(\w+):\s+<([^>]*)>", re.MULTILINE)


@dataclass(frozen=True)
class Property:
    """A property by its name, which is its file's, with a key where one file makes several.

    *of* are the types that have it, by IRI; *matches* is one of `MATCHES` or empty; *preview* is its place on
    a small page about a thing, 0 where it is on the whole page only.
    """

    name: str
    label: Text
    description: Text
    of: tuple[str, ...]
    matches: str
    preview: int
    query: str
    each: Term | None = None
    key: str = ""

    def values(self, store: Store, things: Iterable[str]) -> dict[str, list[Term]]:
        """The values that *store* has for each of *things*, in the order of the query."""
        wanted = [Term(thing) for thing in sorted(set(things))]
        found: dict[str, list[Term]] = {}
        if wanted:
            bound: dict[str, Term | Sequence[Term]] = {"thing": wanted}
            if self.each is not None:
                bound["each"] = self.each
            for thing, value in store.query(self.query, values=bound).rows:
                if thing and value:
                    found.setdefault(thing.value, []).append(value)
        return found


@dataclass(frozen=True)
class Told:
    """The values of things under one *property*; *names* has what those values are called that are things."""

    property: Property
    values: Mapping[str, Sequence[Term]]
    names: Mapping[str, str]

    def said(self, thing: str, lang: str, limit: int = 0) -> list[Term]:
        """What is said of *thing*, not more than *limit* values of it unless that is 0.

        Of texts in several languages it is those in *lang*, where there are any; all of them for "any".
        """
        values = self.values.get(thing, ())
        languages = {value.language for value in values}
        kept = [
            value
            for value in values
            if lang == "any" or lang not in languages or value.language in (lang, None)
        ]
        return kept[: limit or None]


def properties(store: Store) -> dict[str, Property]:
    """Every property by its name: those of the small page first in their order, then by name.

    A file whose header says ``each`` makes one for each row of that query of queries/linking/reconciled/.

    Raises:
        PscvcError: A header lacks something; the message names the file and the key.
    """
    found: list[Property] = []
    for one, each in _files():
        found += _made(one, store.query(gathered(each)).rows) if each else [one]
    found.sort(key=lambda one: (not one.preview, one.preview, one.name))
    return {one.name: one for one in found}


@cache
def _files() -> tuple[tuple[Property, str], ...]:
    """The property of each file, and the query of which each row makes one of its own."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.rq")))


def _made(one: Property, rows: Iterable[Sequence[Term | None]]) -> Iterator[Property]:
    """The properties that *one* makes: a row has a term, its key, and a label in one language."""
    labels: dict[tuple[Term, str], dict[str, str]] = {}
    for term, key, label in rows:
        if term and key and label:
            labels.setdefault((term, key.value), {})[label.language or ""] = label.value
    for (each, written), said in labels.items():
        some = min(said.values())
        text = {lang: f"{word} ({said.get(lang, some)})" for lang, word in one.label.items()}
        yield replace(one, name=f"{one.name}:{written}", label=text, each=each, key=written)


@cache
def gathered(name: str) -> str:
    """The text of a query of queries/linking/reconciled/."""
    return headers.read(QUERIES / "linking" / "reconciled" / f"{name}.rq")[1]


def read(path: Path) -> tuple[Property, str]:
    """The property in the file at *path*, and the query of which each row makes one, "" where it is alone.

    Raises:
        PscvcError: Its header lacks something; the message names the file and the key.
    """
    header, query = headers.read(path)
    prefixes = dict(_PREFIX.findall(query))
    matches = str(header.get("matches", ""))
    if matches and matches not in MATCHES:
        raise PscvcError(
            f"{path.name}: header key 'matches' is '{matches}'; write one of {', '.join(MATCHES)}."
        )
    preview = header.get("preview", 0)
    if not isinstance(preview, int):
        raise PscvcError(f"{path.name}: header key 'preview' is a place on the page; write a whole number.")
    made = Property(
        path.stem,
        headers.text_of(path, header, "label"),
        headers.text_of(path, header, "description"),
        tuple(_iri(path, name, prefixes) for name in _names(path, header)),
        matches,
        preview,
        query,
    )
    return made, str(header.get("each", ""))


def _names(path: Path, header: Mapping[str, Any]) -> list[str]:
    of = header.get("of")
    if not isinstance(of, list) or not of:
        raise PscvcError(f"{path.name}: header key 'of' names the types that have it: [\"cv:…\"].")
    return [str(name) for name in of]


def _iri(path: Path, name: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, rest = name.partition(":")
    if not colon or prefix not in prefixes:
        raise PscvcError(f"{path.name}: header key 'of' names '{name}'; declare its prefix in the query.")
    return prefixes[prefix] + rest
