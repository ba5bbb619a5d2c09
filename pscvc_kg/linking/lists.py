"""A list that somebody brings, as things to be linked: one row is one thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.mapping import fold_key
from pscvc_kg.namespaces import DATA, key_segment
from pscvc_kg.tables import Place, Row, Table, read_tables

from .gathering import first_day, last_day
from .things import Identifier, Name, NameKind, Thing

HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "title",
        "label",
        "organization",
        "organisation",
        "organization name",
        "organisation name",
        "department",
        "agency",
        "service",
        "service name",
        "programme",
        "program",
        "dataset",
        "nom",
        "titre",
        "organisme",
        "ministère",
        "nom de l'organisation",
    ),
    "acronym": ("acronym", "abbreviation", "abbr", "acronyme", "abréviation", "sigle"),
    "identifier": ("identifier", "id", "org id", "code", "number", "identifiant", "numéro"),
    "website": ("website", "site", "url", "web", "web site", "homepage", "site web"),
    "language": ("language", "lang", "langue"),
    "context": (
        "context",
        "parent",
        "portfolio",
        "publisher",
        "owner",
        "parent organization",
        "contexte",
        "portefeuille",
        "éditeur",
    ),
    "keywords": ("keywords", "tags", "mots clés", "mots-clés"),
    "country": ("country", "pays"),
    "date": ("date", "as of", "en date du"),
    "start": ("start", "start date", "valid from", "début", "date de début"),
    "end": ("end", "end date", "valid to", "fin", "date de fin"),
    "iri": ("iri", "uri", "address", "adresse"),
}
"""By which headers, folded, each column of a list is recognised; more than one may be a name."""
_BILINGUAL = re.compile(
    r"^(?P<name>.*?)[ _-]*[(\[]?\b(?P<language>en|fr|eng|fra|english|french|anglais|français)[)\]]?$"
)
_LANGUAGES = {"eng": "en", "fra": "fr", "english": "en", "french": "fr", "anglais": "en", "français": "fr"}


@dataclass(frozen=True)
class Listed:
    """A list that was read: what it is called, its file, and its things in the order of the rows.

    Rows that say the same are one thing; *rows* counts them all.
    """

    name: str
    file: str
    sha256: str
    rows: int
    things: tuple[Thing, ...]


@dataclass(frozen=True)
class _Column:
    """A column of the list that is read: what it means, and the language that its header says."""

    at: int
    kind: str
    language: str


def read_list(path: str | Path, name: str, columns: Mapping[str, str] | None = None) -> Listed:
    """The list in the file at *path*, which is called *name*.

    Args:
        path: CSV or XLSX; of a workbook the first sheet.
        name: What the list is called; its things are named after it, so that decisions about them last.
        columns: Headers that the caller names: what the column means (a key of `HEADERS`) to its header.

    Raises:
        InputError: The file is no table, no column is a column of names, or it has no row.
        UsageError: A column that the caller names is not there.
    """
    table = read_tables(path, lists=True)[0]
    place = Place(table.file, table.sheet)
    chosen = _columns(table, columns or {}, place)
    rows = [(row, _thing(row, chosen, place)) for row in table.rows]
    things = _named(name, [thing for _, thing in rows if thing is not None])
    if not things:
        raise place.error("there is no row with a name; add the names that are to be linked")
    return Listed(name, table.file, table.sha256, sum(thing is not None for _, thing in rows), things)


def _columns(table: Table, named: Mapping[str, str], place: Place) -> tuple[_Column, ...]:
    found: list[_Column] = []
    for kind, header in named.items():
        at = next((at for at, text in enumerate(table.headers) if fold_key(text) == fold_key(header)), None)
        if at is None:
            raise UsageError(
                f"{place} has no column '{header}'; its columns are: {', '.join(filter(None, table.headers))}"
            )
        found.append(_Column(at, kind, _split(header)[1]))
    taken = {column.at for column in found}
    for at, header in enumerate(table.headers):
        base, language = _split(header)
        for kind, known in HEADERS.items():
            if at not in taken and kind not in named and base in known:
                found.append(_Column(at, kind, language))
                taken.add(at)
    if not any(column.kind == "name" for column in found):
        if len([header for header in table.headers if header]) == 1:
            # One column can only be the names.
            return (_Column(next(at for at, header in enumerate(table.headers) if header), "name", ""),)
        raise InputError(
            f"{place}: none of the columns is known as one of names; say which it is: --column name=HEADER "
            f"(the columns are: {', '.join(filter(None, table.headers))})"
        )
    return tuple(sorted(found, key=lambda column: column.at))


def _split(header: str) -> tuple[str, str]:
    """A header without the language that it says, folded, and that language."""
    folded = fold_key(header).replace("_", " ")
    match = _BILINGUAL.match(folded)
    if match is None or not match["name"]:
        return folded, ""
    return match["name"], _LANGUAGES.get(match["language"], match["language"])


def _thing(row: Row, columns: Sequence[_Column], place: Place) -> Thing | None:
    """The thing of *row*, whose IRI is still the one that the row states; None where it has no name."""
    cells: dict[str, list[tuple[str, str]]] = {}
    for column in columns:
        if text := " ".join(row.cells[column.at].split()):
            cells.setdefault(column.kind, []).append((text, column.language))

    def texts(kind: str) -> tuple[str, ...]:
        return tuple(text for text, _ in cells.get(kind, ()))

    def parts(kind: str) -> Iterator[str]:
        for text in texts(kind):
            yield from filter(None, (part.strip() for part in re.split(r"[;,|]", text)))

    if not cells.get("name"):
        return None
    spoken = next(iter(texts("language")), "").lower()[:2]
    names = [Name(text, language or spoken, NameKind.PREFERRED) for text, language in cells["name"]]
    names += [Name(text, language, NameKind.ACRONYM) for text, language in cells.get("acronym", ())]
    iri = next(iter(texts("iri")), "")
    if iri and not re.fullmatch(r'https?://[^\x00-\x20<>"{}|^`\\]+', iri):
        raise place.error(
            f"'{iri}' is no address; write one that begins with http, or leave it empty", row=row
        )
    return Thing(
        iri,
        tuple(dict.fromkeys(names)),
        tuple(Identifier(text) for text in texts("identifier")),
        texts("website"),
        tuple(Name(text, language) for text, language in cells.get("context", ())),
        next(iter(texts("country")), "").lower(),
        *_days(row, texts, place),
        tuple(dict.fromkeys(Name(text, spoken) for text in parts("keywords"))),
    )


def _days(row: Row, texts: Callable[[str], tuple[str, ...]], place: Place) -> tuple[date | None, date | None]:
    """From when to when the *row* speaks of its thing; a single date is both."""
    found: list[date | None] = []
    for kinds, read in ((("start", "date"), first_day), (("end", "date"), last_day)):
        written = next((text for kind in kinds for text in texts(kind)), "")
        found.append(read(written) if written else None)
        if written and found[-1] is None:
            raise place.error(
                f"'{written}' is no date; write it as 2013, 2013-12 or 2013-12-31, or leave it empty", row=row
            )
    return found[0], found[1]


def _named(name: str, things: Sequence[Thing]) -> tuple[Thing, ...]:
    """*things* with IRIs, each once: after the identifier or the name, and what else sets two apart.

    The order of the rows plays no part, so that a decision about a row outlives a sorted list.
    """
    from dataclasses import replace

    base = f"{DATA}list/{key_segment(name)}/"
    different: dict[str, dict[Thing, None]] = {}
    for thing in things:
        key = thing.iri or base + key_segment(
            thing.identifiers[0].value if thing.identifiers else thing.names[0].text
        )
        different.setdefault(key, {})[thing] = None
    found: dict[Thing, None] = {}
    for thing in things:
        key = thing.iri or base + key_segment(
            thing.identifiers[0].value if thing.identifiers else thing.names[0].text
        )
        if len(different[key]) > 1 and not thing.iri:
            key += "~" + key_segment("|".join(_apart(thing)))
        found[replace(thing, iri=key)] = None
    return tuple(found)


def _apart(thing: Thing) -> Iterator[str]:
    yield from (name.text for name in (*thing.names, *thing.keywords))
    yield from (name.text for name in thing.context)
    yield from thing.websites
    yield thing.country
    yield from (day.isoformat() for day in (thing.start, thing.end) if day)
