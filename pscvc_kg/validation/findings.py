"""From the rows of an engine to findings: each at its cell, with its words, none said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pyoxigraph as ox

from pscvc_kg import vocabulary
from pscvc_kg.locating import TABLE
from pscvc_kg.namespaces import PSC
from pscvc_kg.report import SEVERITIES, Finding, Location, Text
from pscvc_kg.validation.catalogue import Profile, Shape, Term
from pscvc_kg.validation.engines import Row
from pscvc_kg.validation.evidence import Gathered
from pscvc_kg.validation.wording import LANGUAGES, Label, filled, variables

_VALUE = PSC + "value"
NO_COLUMN: Text = {
    "en": "Some of the tables have no column for what it asks",
    "fr": "Certains des tableaux n'ont pas de colonne pour ce qu'elle demande",
}
_NAME = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


class Places(Protocol):
    """Where things stand in what was read: `Locator`, or `StoredLocator` for what a store holds."""

    def locate(
        self, focus: str, path: str | None = None, value: str | None = None, language: str | None = None
    ) -> Location | None:
        """The place that says *value* under *path* of *focus*; None where nothing speaks of *focus*."""

    def asks(self, focus: str, path: str) -> bool:
        """Whether there is a place for what *path* says of *focus*."""

    def expect(self, focuses: Iterable[str]) -> None:
        """What will be asked for, to be looked for at once."""

    def identity(self, focus: str) -> str:
        """*focus* without what changes as rows come and go."""

    def cell(self, location: Location, value: str | None = None) -> str | None:
        """What stands at *location*; None where it is no cell."""

    def record(self, location: Location) -> tuple[tuple[str, str], ...]:
        """What names the record at *location*: headers and texts."""

    def content(self, focus: str) -> str:
        """What the row of *focus* says: tells apart those that have one identity."""


@dataclass(frozen=True)
class _Placed:
    """A row with its cell; ``afar`` where that is in another sheet than the record, for which it speaks."""

    row: Row
    location: Location
    afar: bool = False

    @property
    def spot(self) -> tuple[Location, str]:
        """The cell; where it is none, the node, too: one line or header row may speak of several."""
        is_cell = self.location.row is not None and self.location.column is not None
        return self.location, "" if is_cell else self.row.focus.value

    @property
    def is_about_columns(self) -> bool:
        return self.row.focus.value.startswith(TABLE)


def findings(
    rows: Iterable[Row], profile: Profile, gathered: Gathered, places: Places, file: str
) -> tuple[Finding, ...]:
    """The findings about what was read, sorted; what rows say of registers or vocabulary is left out.

    *file* is where stands what no *places* know.
    """
    rows = list(rows)
    places.expect(row.focus.value for row in rows)
    placed = list(_placed(unsilenced(rows, profile), profile, gathered, places, file))
    silenced = {(rule, each.spot) for each in placed for rule in profile.by_iri[each.row.rule].silences}
    lacking = {each.location for each in placed if each.is_about_columns and each.location.column is None}
    kept = [
        each
        for each in placed
        # What each record lacks for want of a column is said once, of the table.
        if (each.row.rule, each.spot) not in silenced
        and (each.is_about_columns or each.location not in lacking)
    ]
    told = _told_once(_once_a_table(kept), profile)
    found = [_finding(each, profile, gathered, places) for each in told]
    return _told_apart(sorted(found, key=lambda finding: finding.order), places)


def asked(rows: Iterable[Row], places: Places) -> tuple[list[Row], frozenset[str]]:
    """*rows* without those that lack what the files have no place for, and the rules that ask for it.

    A table of earlier years is not at fault for what was not yet asked, and nobody could mend it there.
    """
    kept, beyond = [], set[str]()
    for row in rows:
        lacking = row.value is None and row.path is not None and not _of(row, "place")
        if lacking and not places.asks(row.focus.value, row.path or ""):
            beyond.add(row.rule)
        else:
            kept.append(row)
    return kept, frozenset(beyond)


def _once_a_table(placed: Iterable[_Placed]) -> Iterator[_Placed]:
    """*placed*, each rule once for what all records of a table lack for want of an optional column."""
    said = set()
    for each in sorted(placed, key=lambda each: str(each.row.focus)):
        if not each.is_about_columns and each.location.column is None and each.location.row is not None:
            if (each.row.rule, each.location) in said:
                continue
            said.add((each.row.rule, each.location))
        yield each


def _told_once(placed: Iterable[_Placed], profile: Profile) -> Iterator[_Placed]:
    """*placed* without what a more telling rule says of the same cell, and without what is said of it twice.

    One cell may speak for many records: the period of a whole workbook. What is wrong with the cell itself
    tells more than what they lack for it.
    """
    placed = list(placed)
    wrong = [
        each
        for each in placed
        if profile.by_iri[each.row.rule].rule.severity == SEVERITIES[0] and not each.afar
    ]
    near = {each.spot for each in wrong}
    telling = {each.spot for each in wrong if not profile.by_iri[each.row.rule].gives_way}
    said: set[tuple[str, Location, str | None]] = set()
    for each in placed:
        gives_way = profile.by_iri[each.row.rule].gives_way
        if (gives_way and each.spot in telling) or (each.afar and each.spot in near):
            continue
        key = (each.row.rule, each.location, _text(each.row.value))
        if each.location.column is None or key not in said:
            said.add(key)
            yield each


def _told_apart(found: Sequence[Finding], places: Places) -> tuple[Finding, ...]:
    """*found*, those of records with one key told apart: a fingerprint is of one finding.

    What tells them apart is all that their rows say, and not their order: who corrects one of two must not
    give its fingerprint, and the waiver of it, to the other. Only of rows that say the same in every cell is
    each as good as the other.
    """
    prints = [finding.fingerprint for finding in found]
    shared = Counter(prints)
    seen: Counter[str] = Counter()
    told = []
    for finding, fingerprint in zip(found, prints, strict=True):
        if shared[fingerprint] > 1:
            identity = f"{finding.identity}#{places.content(finding.focus)}#{finding.term or ''}"
            finding = replace(finding, identity=identity)
            seen[finding.fingerprint] += 1
            if (count := seen[finding.fingerprint]) > 1:
                finding = replace(finding, identity=f"{identity}#{count}")
        told.append(finding)
    return tuple(told)


def unsilenced(rows: Iterable[Row], profile: Profile) -> list[Row]:
    """*rows* without what another row about the same node makes superfluous."""
    rows = list(rows)
    silenced = {(rule, str(row.focus)) for row in rows for rule in profile.by_iri[row.rule].silences}
    return [row for row in rows if (row.rule, str(row.focus)) not in silenced]


def words(row: Row, profile: Profile, gathered: Gathered) -> Text:
    """The message about *row* in every language, with the hint where all that it shows was found."""
    shape = profile.by_iri[row.rule]
    own: Mapping[str, Term] = {"this": row.focus} | ({"value": row.value} if row.value is not None else {})
    bindings: Mapping[str, Term] = {**(row.bindings[0] if row.bindings else {}), **own}
    label = _label(gathered)
    said = {}
    for language in LANGUAGES:
        said[language] = filled(shape.rule.message[language], bindings, language, label)
        if shape.hint and variables(shape.hint[language]) <= bindings.keys():
            said[language] += " " + filled(shape.hint[language], bindings, language, label)
    return said


def _label(gathered: Gathered) -> Label:
    """What the vocabulary calls an IRI, a common noun, else what the registers do, a proper one."""

    def label(iri: str, language: str) -> tuple[str, bool] | None:
        known = vocabulary.label(iri, language)
        if known is not None:
            return known, True
        quads = gathered.evidence.store.quads_for_pattern(ox.NamedNode(iri), _NAME, None, ox.DefaultGraph())
        names = sorted(
            (quad.object.language != language, quad.object.value)
            for quad in quads
            if isinstance(quad.object, ox.Literal)
        )
        return (names[0][1], False) if names else None

    return label


def _placed(
    rows: Iterable[Row], profile: Profile, gathered: Gathered, places: Places, file: str
) -> Iterator[_Placed]:
    """Each row with the cell that it is about."""
    for row in rows:
        focus = row.focus.value
        place = _of(row, "place")
        if place is not None:
            location = places.locate(place, _VALUE)
        else:
            location = _told_by(row, profile.by_iri[row.rule], places)
        if location is None:
            location = places.locate(focus)
        if location is None:
            if gathered.foreign(row.focus):
                continue
            location = Location(file)
        home = places.locate(focus) if location.sheet is not None else None
        yield _Placed(row, location, home is not None and home.sheet != location.sheet)


def _told_by(row: Row, shape: Shape, places: Places) -> Location | None:
    """Where *row* is about: without a path, the first cell in which one of the alternatives would stand."""
    focus = row.focus.value
    language = shape.language or getattr(row.value, "language", None)
    location = places.locate(focus, row.path, _text(row.value), language)
    if row.path is not None or row.value is not None:
        return location
    other = (places.locate(focus, path) for path in shape.alternatives)
    return next((place for place in other if place not in (None, location)), location)


def _finding(placed: _Placed, profile: Profile, gathered: Gathered, places: Places) -> Finding:
    row = placed.row
    related = {location for location in _related(row, places) if location != placed.location}
    return Finding(
        rule=profile.by_iri[row.rule].rule,
        location=placed.location,
        focus=row.focus.value,
        identity=places.identity(row.focus.value),
        message=words(row, profile, gathered),
        # A path of several steps, or back along a property, is no address.
        path=None if row.path is None or "<" in row.path else row.path,
        value=_text(row.value),
        cell=places.cell(placed.location, _text(row.value)),
        record=places.record(placed.location),
        related=tuple(sorted(related, key=_order)),
        component=row.component,
        term=None if row.value is None else str(row.value),
    )


def _related(row: Row, places: Places) -> Iterator[Location]:
    """The other cells that the rule's query names: of a node, or of another value of the same node."""
    for bindings in row.bindings:
        node, value = bindings.get("related"), bindings.get("relatedValue")
        found = None
        if isinstance(node, ox.NamedNode):
            found = places.locate(node.value, row.path or _VALUE)
        elif isinstance(value, ox.Literal):
            found = places.locate(row.focus.value, row.path, value.value, value.language)
        if found is not None:
            yield found


def _of(row: Row, name: str) -> str | None:
    """The IRI that the rule's query bound to *name*."""
    term = row.bindings[0].get(name) if row.bindings else None
    return term.value if isinstance(term, ox.NamedNode) else None


def _text(term: Term | None) -> str | None:
    return None if term is None else str(getattr(term, "value", term))


def _order(place: Location) -> tuple[str, str, int, int, str]:
    return (place.file, place.sheet or "", place.row or 0, len(place.column or ""), place.column or "")
