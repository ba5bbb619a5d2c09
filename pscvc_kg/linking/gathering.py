"""What the graph holds that can be linked: the queries of queries/linking/, read as things."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import date

from pscvc_kg import resources
from pscvc_kg.errors import PscvcError
from pscvc_kg.linking.paging import every_row
from pscvc_kg.linking.things import Identifier, Name, NameKind, Stated, Thing
from pscvc_kg.store import Store

_KINDS = {kind.value: kind for kind in NameKind}
_DOUBTS = {
    "stated": "",
    "stated-alone": "alone",
    "stated-elsewhere": "elsewhere",
    "stated-example": "example",
}
_ASPECTS = ("identifier", "website", "context", "keyword", "country", "start", "end", "description", *_DOUBTS)


def organizations(store: Store) -> tuple[Thing, ...]:
    """Every organization of the *store* that has a name or an identifier, sorted by its IRI."""
    return gather(store, "organizations")


def gather(store: Store, what: str) -> tuple[Thing, ...]:
    """The things that ``queries/linking/<what>.rq`` finds in the state that questions read, sorted by IRI."""
    path = resources.QUERIES / "linking" / f"{what}.rq"
    return as_things(path.name, every_row(store, path.read_text(encoding="utf-8")).texts())


def as_things(query: str, rows: Iterable[Sequence[str]]) -> tuple[Thing, ...]:
    """Things of rows (thing, aspect, value, detail) in any order; one without name and identifier is none.

    Raises:
        PscvcError: An aspect is not known; the message names the *query* and the aspects that there are.
    """
    distinct = sorted({(row[0], row[1], row[2], row[3]) for row in rows})
    things = (
        _thing(query, iri, [(aspect, value.strip(), detail) for _, aspect, value, detail in facts])
        for iri, facts in itertools.groupby(distinct, key=lambda row: row[0])
    )
    return tuple(thing for thing in things if thing.names or thing.identifiers)


def _thing(query: str, iri: str, facts: Sequence[tuple[str, str, str]]) -> Thing:
    names: list[Name] = []
    found: dict[str, list[tuple[str, str]]] = {aspect: [] for aspect in _ASPECTS}
    for aspect, value, detail in facts:
        if kind := _KINDS.get(aspect):
            if value:
                names.append(Name(value, detail, kind))
        elif aspect in found:
            if value:
                found[aspect].append((value, detail))
        else:
            known = ", ".join([*_KINDS, *found])
            raise PscvcError(f"{query}: '{aspect}' is no aspect of a thing; write one of {known}.")
    # A former name that it still bears is no former one.
    present = {name.text for name in names if name.kind is not NameKind.FORMER}
    starts = [day for value, _ in found["start"] if (day := first_day(value))]
    ends = [day for value, _ in found["end"] if (day := last_day(value))]
    return Thing(
        iri,
        tuple(name for name in names if name.kind is not NameKind.FORMER or name.text not in present),
        tuple(Identifier(value, scheme) for value, scheme in found["identifier"]),
        tuple(value for value, _ in found["website"]),
        tuple(Name(value, language) for value, language in found["context"]),
        found["country"][0][0] if found["country"] else "",
        min(starts, default=None),
        max(ends, default=None),
        tuple(Name(value, language) for value, language in found["keyword"]),
        tuple(Name(value, language) for value, language in found["description"]),
        tuple(
            Stated(Identifier(value, scheme), doubt)
            for aspect, doubt in _DOUBTS.items()
            for value, scheme in found[aspect]
        ),
    )


_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def first_day(written: str) -> date | None:
    """The day *written* as a year, a month or a day begins with; None where it is no date."""
    match = _DAY.match(written)
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) if match else None
    except ValueError:
        return None


def last_day(written: str) -> date | None:
    """The day that a year ends with, where only the year is *written*; otherwise as `first_day`."""
    return first_day(f"{written}-12-31" if re.fullmatch(r"\d{4}", written) else written)
