"""A list that somebody brings, as things to be linked: one row is one thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.mapping import fold_key
from pscvc_kg.namespaces import DATA, key_segment
from pscvc_kg.report import Text
from pscvc_kg.tables import Place, Row, Table, read_tables
from pscvc_kg.tables.table import shown

from .gathering import first_day, last_day
from .requiring import require_no_links
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
        "name of organization",
        "org",
        "org name",
        "institution",
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
        "nom de l'organisme",
        "nom du service",
        "nom du programme",
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

    Rows that say the same are one thing; *rows* counts them all. *remarks* say what was taken for what.
    """

    name: str
    file: str
    sha256: str
    rows: int
    things: tuple[Thing, ...]
    remarks: tuple[Text, ...] = ()


REMARKS: Mapping[str, Text] = {
    "first": {
        "en": "The first line, “{first}”, is taken for a name, as no header is known; if it is a header, say "
        "so: --column name=HEADER.",
        "fr": "La première ligne, «\u00a0{first}\u00a0», est prise pour un nom, aucun en-tête n'étant connu; "
        "si c'en est un, dites-le\u00a0: --column name=EN-TÊTE.",
    },
    "repeated": {
        "en": "Rows that say the same as an earlier one and are counted once: {n}.",
        "fr": "Lignes qui répètent une ligne précédente et ne comptent qu'une fois\u00a0: {n}.",
    },
    "empty": {
        "en": "Rows left out, as they have no name, short form, identifier or website: {n}.",
        "fr": "Lignes omises, sans nom, forme abrégée, identifiant ni site Web\u00a0: {n}.",
    },
}
"""What is told of a list as it was read."""
_TELLING = ("name", "acronym", "identifier", "website")
"""By any one of these a row can be matched."""


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
    require_no_links(Path(path))
    table = read_tables(path, lists=True)[0]
    place = Place(table.file, table.sheet)
    rows = table.rows
    remarks: list[Text] = []
    if not columns and _is_bare(table):
        # A plain list of names: a person who writes one expects no name of it to be lost.
        first = next(filter(None, table.headers))
        rows = (Row(table.header_row, table.header_line, table.headers), *rows)
        remarks.append(_told("first", first=shown(first)))
    chosen = _columns(table, columns or {}, place)
    found = [thing for row in rows if (thing := _thing(row, chosen, place)) is not None]
    things = _named(name, found)
    if _counted(found):
        # Numbers that count the rows are of no register; they only name the rows.
        things = tuple(dict.fromkeys(replace(thing, identifiers=()) for thing in things))
    if not things:
        raise place.error("there is no row with a name; add the names that are to be linked")
    counts = {"repeated": len(found) - len(things), "empty": len(rows) - len(found)}
    remarks += [_told(key, n=str(count)) for key, count in counts.items() if count]
    return Listed(name, table.file, table.sha256, len(found), things, tuple(remarks))


def _counted(things: Sequence[Thing]) -> bool:
    """Whether the identifiers only count the rows, from 0 or 1 on, and each row has something else."""
    values = [thing.identifiers[0].value if thing.identifiers else "" for thing in things]
    named = all(thing.names or thing.websites for thing in things)
    return named and any(values == [str(n) for n in range(at, at + len(values))] for at in (0, 1))


def _is_bare(table: Table) -> bool:
    """Whether *table* has one column, and what stands above it is no header that is known."""
    headers = [header for header in table.headers if header]
    return len(headers) == 1 and _kind(_split(headers[0])[0]) is None


def _told(key: str, **values: str) -> Text:
    return {language: text.format(**values) for language, text in REMARKS[key].items()}


def _kind(base: str) -> str | None:
    """What a column under the header *base* is, in the singular or the plural; None where nobody knows."""
    singular = base.removesuffix("s")
    return next((kind for kind, known in HEADERS.items() if base in known or singular in known), None)


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
        known = _kind(base)
        if known and at not in taken and known not in named:
            found.append(_Column(at, known, language))
            taken.add(at)
    kinds = {column.kind for column in found}
    if kinds.isdisjoint({"name", "acronym"}):
        headers = [(at, header) for at, header in enumerate(table.headers) if header]
        if len(headers) == 1 and kinds.isdisjoint(_TELLING):
            # One column can only be the names.
            return (_Column(headers[0][0], "name", ""),)
        # A column that nobody knows may hold the names, unless the caller said what to go by.
        if kinds.isdisjoint(_TELLING) or (kinds.isdisjoint(named) and len(found) < len(headers)):
            raise InputError(
                f"{place}: none of the columns is known as one of names; say which it is: --column "
                f"name=HEADER (the columns are: {', '.join(header for _, header in headers)})"
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
    """The thing of *row*, whose IRI is still the one that the row states; None where nothing names it."""
    cells: dict[str, list[tuple[str, str]]] = {}
    for column in columns:
        if text := " ".join(row.cells[column.at].split()):
            cells.setdefault(column.kind, []).append((text, column.language))

    def texts(kind: str) -> tuple[str, ...]:
        return tuple(text for text, _ in cells.get(kind, ()))

    def parts(kind: str) -> Iterator[str]:
        for text in texts(kind):
            yield from filter(None, (part.strip() for part in re.split(r"[;,|]", text)))

    if not any(map(cells.get, _TELLING)):
        return None
    spoken = next(iter(texts("language")), "").lower()[:2]
    names = [Name(text, language or spoken, NameKind.PREFERRED) for text, language in cells.get("name", ())]
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
    """*things* with IRIs, each once: after the identifier, name or site, and what else sets two apart.

    The order of the rows plays no part, so that a decision about a row outlives a sorted list.
    """
    base = f"{DATA}list/{key_segment(name)}/"
    different: dict[str, dict[Thing, None]] = {}
    for thing in things:
        key = thing.iri or base + key_segment(_key(thing))
        different.setdefault(key, {})[thing] = None
    found: dict[Thing, None] = {}
    for thing in things:
        key = thing.iri or base + key_segment(_key(thing))
        if len(different[key]) > 1 and not thing.iri:
            key += "~" + key_segment("|".join(_apart(thing)))
        found[replace(thing, iri=key)] = None
    return tuple(found)


def _key(thing: Thing) -> str:
    said = (*(each.value for each in thing.identifiers), *(name.text for name in thing.names))
    return next(iter((*said, *thing.websites)))


def _apart(thing: Thing) -> Iterator[str]:
    yield from (name.text for name in (*thing.names, *thing.keywords))
    yield from (name.text for name in thing.context)
    yield from thing.websites
    yield thing.country
    yield from (day.isoformat() for day in (thing.start, thing.end) if day)
