"""What differs between two submissions: each figure that changed, was added or went, at its cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pscvc_kg import current
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import GRAPH_ONTOLOGY
from pscvc_kg.report import Location
from pscvc_kg.store import Store, Term

from .asking import ANY, Asked, asked
from .finding_again import Found, find_again
from .history import Chapter, history
from .naming import named, submitter


@dataclass(frozen=True)
class Side:
    """What one submission says: its values (none, or several), and the cell.

    Without values it is the empty cell, where there is one; ``others`` are further cells, where rows differ.
    ``computed_from`` are the cells of a value that stands in none but was computed from several. The location
    has no column where the file is gone.
    """

    values: tuple[Term, ...]
    location: Location | None = None
    others: tuple[Location, ...] = ()
    computed_from: tuple[Location, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One figure that differs: of what it is, what it says, and what each submission says of it.

    ``what`` is the indicator, the question or the property, ``aspect`` the property where it adds something:
    a target, a group's size. ``language`` is that of texts, ``unit`` the IRI of what a number counts.
    """

    about: str
    what: str
    aspect: str
    language: str
    before: Side
    after: Side
    unit: str = ""


@dataclass(frozen=True)
class Record:
    """A thing that only one of the submissions describes, its class, and the row, where it is known."""

    about: str
    kind: str
    location: Location | None


@dataclass(frozen=True)
class Uncompared:
    """What only one of the submissions could say: the other's layouts have no column for it, or no such row.

    ``after`` says which one it is, ``what`` and ``aspect`` are those of a figure, or ``what`` is the class of
    things that only its layouts describe; ``count`` is how many there are.
    """

    after: bool
    what: str
    aspect: str
    language: str
    count: int


@dataclass(frozen=True)
class Difference:
    """What differs from submissions *before* to those *after*: several where layouts came one by one.

    Attributes:
        figures: Record by record as the rows stand in the later one, in a record by column.
        same: How many figures both state alike.
        uncompared: What only one of them could say.
        lost: The files that are not kept any more, so that no cell of them is known.
        titles: By the IRI of each record its titles by language, as the later one gives them, else the
            earlier one; under "" where no language is stated.
    """

    organization: tuple[str, str]
    period: tuple[str, str]
    before: tuple[Chapter, ...]
    after: tuple[Chapter, ...]
    came: tuple[Record, ...]
    went: tuple[Record, ...]
    figures: tuple[Figure, ...]
    same: int
    uncompared: tuple[Uncompared, ...]
    lost: tuple[str, ...]
    titles: Mapping[str, Mapping[str, str]]

    @property
    def changed(self) -> tuple[Figure, ...]:
        """Figures that both state, otherwise."""
        return tuple(each for each in self.figures if each.before.values and each.after.values)

    @property
    def added(self) -> tuple[Figure, ...]:
        """Figures that only the later one states, of what both describe."""
        return tuple(each for each in self.figures if not each.before.values)

    @property
    def gone(self) -> tuple[Figure, ...]:
        """Figures that only the earlier one states, of what both describe."""
        return tuple(each for each in self.figures if not each.after.values)

    def iris(self) -> set[str]:
        """Everything that a reader wants a name for."""
        found = {*self.organization, *self.period}
        found |= {iri for each in (*self.came, *self.went) for iri in (each.about, each.kind) if iri}
        found |= {iri for each in self.uncompared for iri in (each.what, each.aspect) if iri}
        for each in self.figures:
            found |= {each.about, each.what, each.aspect}
            terms = (*each.before.values, *each.after.values)
            found |= {term.value for term in terms if term.kind == "iri"}
        return found


class _Key(NamedTuple):
    about: str
    what: str
    aspect: str
    language: str


class _Cell(NamedTuple):
    """A value, and what leads to its cell.

    ``root`` is the report, or the thing, that the focus is part of, ``measured`` the indicator of a number.
    """

    value: Term
    focus: str
    path: str
    at: Term
    root: str
    measured: str

    @property
    def order(self) -> tuple[str, ...]:
        """Sorting key: by node, then by value."""
        return (self.focus, self.path, *_text(self.value))


def _by_order(cell: _Cell) -> tuple[str, ...]:
    return cell.order


def _text(term: Term) -> tuple[str, str]:
    """Sorting key of values: two may be alike but for their datatype."""
    return (term.value, term.datatype or "")


def diff(store: Store, before: str, after: str, *, as_of: str | None = None) -> Difference:
    """What differs between two submissions, written ``ORG/PERIOD`` or ``ORG/PERIOD/NUMBER``.

    Without a number it is what holds of that organization and period, or held at the end of the day *as_of*
    (UTC). Things are matched by what they are and figures by what they measure, wherever they stand.

    Raises:
        UsageError: There is no such submission, or it is withdrawn.
    """
    told = history(store, as_of=as_of)
    old, new = (_Submission(store, name, told, as_of) for name in (before, after))
    uncompared: Counter[_Lacking] = Counter()
    figures, same = _figures(store, old, new, uncompared)
    came = _alone(new, old, uncompared, after=True)
    went = _alone(old, new, uncompared, after=False)
    titles = {**old.titles, **new.titles}
    things = {each.about for each in figures} | {each.about for each in (*came, *went)}
    return Difference(
        organization=(old.organization, new.organization),
        period=(old.period, new.period),
        before=old.chapters,
        after=new.chapters,
        came=came,
        went=went,
        figures=figures,
        same=same,
        uncompared=tuple(Uncompared(*key, number) for key, number in sorted(uncompared.items())),
        lost=tuple(sorted({*old.found.lost, *new.found.lost})),
        titles={about: titles[about] for about in sorted(things & titles.keys())},
    )


_Lacking = tuple[bool, str, str, str]
"""What one of two submissions could not say: `Uncompared` without its count."""


def _figures(
    store: Store, old: _Submission, new: _Submission, uncompared: Counter[_Lacking]
) -> tuple[tuple[Figure, ...], int]:
    """The figures that differ of what both describe, and how many are the same."""
    units = {row[0]: row[1] for row in store.query(current.rule("units"), graph=GRAPH_ONTOLOGY).texts()}
    figures, same = [], 0
    for key in old.figures.keys() | new.figures.keys():
        if key.about not in old.things & new.things:
            continue
        before, after = old.values(key, apart_from=new), new.values(key, apart_from=old)
        if before == after:
            same += bool(before)
        elif not before and not old.asks(key):
            uncompared[True, key.what, key.aspect, key.language] += 1
        elif not after and not new.asks(key):
            uncompared[False, key.what, key.aspect, key.language] += 1
        else:
            unit = units.get(old.measured(key) or new.measured(key), "")
            figures.append(Figure(*key, old.side(key, before, new), new.side(key, after, old), unit))
    return tuple(sorted(figures, key=_order)), same


def _alone(
    own: _Submission, other: _Submission, uncompared: Counter[_Lacking], *, after: bool
) -> tuple[Record, ...]:
    """What only *own* describes, though *other* has rows for such things, in the order of the rows."""
    told = []
    for about in own.things - other.things:
        kinds = own.kinds.get(about, frozenset())
        if other.describes(kinds):
            told.append(Record(about, min(kinds, default=""), own.row_of(about)))
        else:
            uncompared[after, min(kinds, default=""), "", ""] += 1
    return tuple(sorted(told, key=lambda each: (_place(each.location), each.about)))


def _place(place: Location | None) -> tuple[bool, str, str, int, int, str]:
    """Sorting key: by place, what has none last."""
    if place is None:
        return (True, "", "", 0, 0, "")
    column = place.column or ""
    return (False, place.file, place.sheet or "", place.row or 0, len(column), column)


def _order(figure: Figure) -> tuple[object, ...]:
    """Sorting key: by the record's row, so that its figures stay together, then by column."""
    place = _place(figure.after.location or figure.before.location)
    rest = (figure.what, figure.aspect, figure.language)
    return (place[:4], figure.about, place[4:], rest)


class _Submission:
    """One side of a comparison: what it states, and where in its files."""

    def __init__(self, store: Store, name: str, told: Sequence[Chapter], as_of: str | None) -> None:
        self._store = store
        organization, period, number = named(name)
        self.organization, found = submitter(store, organization, period)
        assert found is not None
        self.period = found
        pair = (self.organization, self.period)
        own = [each for each in told if (each.organization, each.period) == pair]
        self.chapters, self._layouts = _chosen(own, number, name, as_of)
        self._graphs = [
            current.graph_of(each.graph, layout) for each in self.chapters for layout in self._layouts[each]
        ]
        self.figures = self._read()
        self.things = {key.about for key in self.figures}

    def _read(self) -> dict[_Key, list[_Cell]]:
        found: dict[_Key, list[_Cell]] = defaultdict(list)
        for about, what, aspect, value, focus, path, at, root, measured in self._store.query(
            current.rule("figures"), graph=self._graphs
        ).rows:
            if about and what and aspect and value and focus and path and root:
                key = _Key(about.value, what.value, aspect.value, value.language or "")
                found[key].append(
                    _Cell(
                        value,
                        focus.value,
                        path.value,
                        at or value,
                        root.value,
                        measured.value if measured else "",
                    )
                )
        return found

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """Of which classes each thing is."""
        found: dict[str, set[str]] = defaultdict(set)
        for thing, kind in self._store.query(current.rule("kinds"), graph=self._graphs).texts():
            found[thing].add(kind)
        return {thing: frozenset(several) for thing, several in found.items()}

    @cached_property
    def titles(self) -> dict[str, dict[str, str]]:
        """By the IRI of each thing its titles by language."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for thing, name in self._store.query(current.rule("titles"), graph=self._graphs).rows:
            if thing and name:
                found[thing.value].setdefault(name.language or "", name.value)
        return found

    @cached_property
    def _asked(self) -> Asked:
        return asked({layout for several in self._layouts.values() for layout in several})

    def values(self, key: _Key, *, apart_from: _Submission) -> set[Term]:
        """What is said under *key*; a link to what *apart_from* does not describe is told by that record."""
        said = {cell.value for cell in self.figures.get(key, ())}
        return {value for value in said if value.value not in self.things - apart_from.things}

    def measured(self, key: _Key) -> str:
        """The indicator in whose unit that figure is; "" where it counts something else, or nothing."""
        return next((cell.measured for cell in self.figures.get(key, ())), "")

    def asks(self, key: _Key) -> bool:
        """Whether its layouts have a column for that figure."""
        kinds = self.kinds.get(key.about) or {""}
        wanted = ((what, key.aspect, key.language) for what in (key.what, ANY))
        return any((kind, *rest) in self._asked.figures for rest in wanted for kind in kinds)

    def describes(self, kinds: Iterable[str]) -> bool:
        """Whether its layouts have rows about things of one of these classes."""
        return not kinds or not self._asked.kinds.isdisjoint(kinds)

    @cached_property
    def roots(self) -> dict[str, list[str]]:
        """The reports on each thing, and the thing itself, in order."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, cells in self.figures.items():
            found[key.about] |= {cell.root for cell in cells}
        return {about: sorted(several) for about, several in found.items()}

    @cached_property
    def found(self) -> Found:
        """The rows of its files."""
        nodes = {root for several in self.roots.values() for root in several} | self.things
        return find_again(self._store, [(each.files, self._layouts[each]) for each in self.chapters], nodes)

    def side(self, key: _Key, values: set[Term], other: _Submission) -> Side:
        """What is said under *key*, with its cell; without values, the empty cell beside *other*'s."""
        own = [cell for cell in self.figures.get(key, ()) if cell.value in values]
        if own:
            places = [place for cell in own if (place := self._cell_of(cell))]
            several = sorted(set(places), key=_place)
            first = min(own, key=_by_order)
            computed = self.found.locator.computed_from(first.focus, first.path)
            said = tuple(sorted(values, key=_text))
            return Side(said, several[0] if several else None, tuple(several[1:]), computed)
        theirs = min(other.figures[key], key=_by_order)
        rest = theirs.focus.removeprefix(theirs.root)
        thing_itself = theirs.root == key.about
        roots = [root for root in self.roots[key.about] if (root == key.about) == thing_itself]
        for root in roots:
            place = self.found.locator.locate(root + rest, theirs.path, None, key.language or None)
            if place is not None:
                return Side((), place)
        return Side((), next((place for root in roots if (place := self.found.row_of(root))), None))

    def _cell_of(self, cell: _Cell) -> Location | None:
        place = self.found.locator.locate(cell.focus, cell.path, cell.at.value, cell.at.language)
        return place or self.found.row_of(cell.root)

    def row_of(self, about: str) -> Location | None:
        """The row that describes *about*."""
        for root in self.roots[about]:
            place = self.found.locator.locate(root) or self.found.row_of(root)
            if place is not None:
                return Location(place.file, place.sheet, place.row, line=place.line)
        return None


def _chosen(
    told: Sequence[Chapter], number: int | None, name: str, as_of: str | None
) -> tuple[tuple[Chapter, ...], dict[Chapter, tuple[str, ...]]]:
    """The submissions that are meant and the layouts of each: one as it came, or what holds of all."""
    if number is None:
        layouts = {each: each.standing for each in told if each.standing}
        if not layouts:
            when = f"held on {as_of}" if as_of else "holds"
            raise UsageError(
                f"nothing of {name} {when}: it was withdrawn, or every record was held; see pscvc history"
            )
        return tuple(layouts), layouts
    chapter = next((each for each in told if each.number == number), None)
    whole = name.strip().rpartition("/")[0]
    if chapter is None:
        known = ", ".join(str(each.number) for each in sorted(told, key=lambda each: each.number))
        raise UsageError(f"there is no submission {number} of {whole}; only {known or 'none'}")
    if chapter.withdrawn:
        raise UsageError(f"{name} was withdrawn on {chapter.withdrawn[:10]}: nothing of it is kept")
    if not chapter.layouts:
        raise UsageError(f"of {name} nothing was taken: every record was held")
    return (chapter,), {chapter: chapter.layouts}
