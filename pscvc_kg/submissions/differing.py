"""What differs between two submissions: each figure that changed, was added or went, at its cell."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pscvc_kg import current, reading, registers
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.locating import Locator
from pscvc_kg.report import Location
from pscvc_kg.store import Store, Term

from . import originals
from .history import Chapter, history
from .naming import named, submitter


@dataclass(frozen=True)
class Side:
    """What one submission says: its values (several where a cell holds several), and its cell where known."""

    values: tuple[Term, ...]
    location: Location | None = None


@dataclass(frozen=True)
class Figure:
    """One figure that differs: of what it is, what it says, and what each submission says of it.

    ``what`` is the indicator, the question or the property, ``aspect`` the property where it adds something:
    a target, a group's size. ``language`` is that of texts.
    """

    about: str
    what: str
    aspect: str
    language: str
    before: Side | None
    after: Side | None


@dataclass(frozen=True)
class Record:
    """A thing that only one of the submissions describes, and the row that does, where it is known."""

    about: str
    location: Location | None


@dataclass(frozen=True)
class Difference:
    """What differs from submissions *before* to those *after*: several where layouts came one by one."""

    organization: tuple[str, str]
    period: tuple[str, str]
    before: tuple[Chapter, ...]
    after: tuple[Chapter, ...]
    came: tuple[Record, ...]
    went: tuple[Record, ...]
    figures: tuple[Figure, ...]

    @property
    def changed(self) -> tuple[Figure, ...]:
        """Figures that both state otherwise."""
        return tuple(each for each in self.figures if each.before and each.after)

    @property
    def added(self) -> tuple[Figure, ...]:
        """Figures that only the later one states, of what both describe."""
        return tuple(each for each in self.figures if not each.before)

    @property
    def gone(self) -> tuple[Figure, ...]:
        """Figures that only the earlier one states, of what both describe."""
        return tuple(each for each in self.figures if not each.after)

    def iris(self) -> set[str]:
        """Everything that a reader wants a name for."""
        sides = [side for each in self.figures for side in (each.before, each.after) if side]
        values = {term.value for side in sides for term in side.values if term.kind == "iri"}
        named_ = {iri for each in self.figures for iri in (each.about, each.what, each.aspect)}
        return (
            values
            | named_
            | {each.about for each in (*self.came, *self.went)}
            | {*self.organization, *self.period}
        )


_Key = tuple[str, str, str, str]
"""About what, what, which aspect, in which language."""
_Cell = tuple[str, str, Term, Term]
"""Focus, path, the value that is shown, and the value that leads to the cell."""


def diff(store: Store, before: str, after: str) -> Difference:
    """What differs between two submissions, written ``ORG/PERIOD`` or ``ORG/PERIOD/NUMBER``.

    Without a number it is what holds now of that organization and period.

    Raises:
        UsageError: There is no such submission, or it is withdrawn.
    """
    sides = [_Submission(store, name) for name in (before, after)]
    old, new = (side.figures for side in sides)
    described = [{key[0] for key in figures} for figures in (old, new)]
    both = described[0] & described[1]
    differing = sorted(
        key for key in old.keys() | new.keys() if key[0] in both and _terms(old, key) != _terms(new, key)
    )
    figures = tuple(
        Figure(
            *key, *(side.side(figures_.get(key)) for side, figures_ in zip(sides, (old, new), strict=True))
        )
        for key in differing
    )
    came = tuple(Record(about, sides[1].place_of(about)) for about in sorted(described[1] - both))
    went = tuple(Record(about, sides[0].place_of(about)) for about in sorted(described[0] - both))
    return Difference(
        (sides[0].organization, sides[1].organization),
        (sides[0].period, sides[1].period),
        sides[0].chapters,
        sides[1].chapters,
        came,
        went,
        figures,
    )


def _terms(figures: Mapping[_Key, list[_Cell]], key: _Key) -> set[Term]:
    return {value for _focus, _path, value, _at in figures.get(key, ())}


class _Submission:
    """One side of a comparison: what it states, and where in its files."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        organization, period, number = named(name)
        self.organization, found = submitter(store, organization, period)
        assert found is not None
        self.period = found
        own = [
            each for each in history(store) if (each.organization, each.period) == (self.organization, found)
        ]
        self._graphs = self._choose(own, number, name)
        submissions = {graph.rpartition("/")[0] for graph in self._graphs}
        self.chapters = tuple(each for each in own if each.graph in submissions)
        self.figures = self._read()
        self._locator: Locator | None = None

    def _choose(self, own: Iterable[Chapter], number: int | None, name: str) -> list[str]:
        """The graphs that are meant: those of one submission, or what holds."""
        own = list(own)
        if number is None:
            live = current.live_submissions(self._store)
            graphs = [
                said.graph for said in live if (said.owner, said.period) == (self.organization, self.period)
            ]
            if not graphs:
                raise UsageError(f"nothing of {name} holds; it was withdrawn, or every record was held")
            return graphs
        chapter = next((each for each in own if each.number == number), None)
        if chapter is None:
            known = ", ".join(str(each.number) for each in sorted(own, key=lambda each: each.number))
            raise UsageError(f"there is no submission {number} of {name.rpartition('/')[0]}; only {known}")
        if chapter.withdrawn:
            raise UsageError(f"{name} was withdrawn on {chapter.withdrawn[:10]}: nothing of it is kept")
        return [current.graph_of(chapter.graph, layout) for layout in chapter.layouts]

    def _read(self) -> dict[_Key, list[_Cell]]:
        found: dict[_Key, list[_Cell]] = defaultdict(list)
        for about, what, aspect, value, focus, path, at in self._store.query(
            current.rule("figures"), graph=self._graphs
        ).rows:
            if about and what and aspect and value and focus and path:
                key = (about.value, what.value, aspect.value, value.language or "")
                found[key].append((focus.value, path.value, value, at or value))
        return found

    def side(self, cells: list[_Cell] | None) -> Side | None:
        """What was said under one key, with its cell."""
        if not cells:
            return None
        values = tuple(sorted({value for _focus, _path, value, _at in cells}))
        return Side(values, self._place(min(cells)))

    def place_of(self, about: str) -> Location | None:
        """The row that describes *about*."""
        cell = min(
            (cell for key, cells in self.figures.items() if key[0] == about for cell in cells), default=None
        )
        place = self._place(cell) if cell else None
        return None if place is None else Location(place.file, place.sheet, place.row, line=place.line)

    def _place(self, cell: _Cell) -> Location | None:
        focus, path, _value, at = cell
        if self._locator is None:
            self._locator = _read_again(self._store, self.chapters, (self.organization, self.period))
        return self._locator.locate(focus, path, at.value, at.language)


def _read_again(store: Store, chapters: Iterable[Chapter], pair: tuple[str, str]) -> Locator:
    """The locator of what the files of *chapters*, as they were sent, say of *pair*, an owner and a period.

    Of files that are gone it knows nothing.
    """
    files = {name: title for each in chapters for title, name in each.files}
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (name, title) in enumerate(sorted(files.items())):
            data = originals.read_named(store, name)
            if data is not None:
                path = Path(folder, str(number), Path(title).name)
                path.parent.mkdir()
                path.write_bytes(data)
                paths.append(path)
        lookups = registers.lookups(lambda query: store.query(query).texts())
        try:
            if not paths:
                return Locator(())
            read = reading.map_tables(reading.recognise(paths), lookups)
            own = ((number, mapped.shares().get(pair)) for number, mapped in enumerate(read.mapped, start=1))
            return Locator([read.map_again(number, rows, lookups) for number, rows in own if rows])
        except PscvcError:
            # A layout that this version no longer reads: what was said is known, its cell is not.
            return Locator(())
