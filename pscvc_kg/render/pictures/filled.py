"""The places of a picture as an answer fills them: its numbers, and what its things are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer, Column

Key = tuple[str, ...]
"""What tells two things of a picture apart: the IRI of each, or the text where there is none."""


@dataclass(frozen=True)
class Filled:
    """An answer seen through the places of the picture of its question."""

    answer: Answer

    def at(self, place: str) -> tuple[int, ...]:
        """Which columns of the answer fill the place; none where the picture does not use it."""
        assert self.answer.question.picture is not None
        names = self.answer.question.picture.columns.get(place, ())
        index = {column.name: number for number, column in enumerate(self.answer.columns)}
        return tuple(index[name] for name in names)

    def column(self, place: str) -> Column:
        """The column that fills a place of one column."""
        return self.answer.columns[self.at(place)[0]]

    def key(self, row: int, place: str) -> Key:
        """What tells the thing apart that stands in this place of this row."""
        cells, iris = self.answer.rows[row], self.answer.iris[row]
        return tuple(iris[at] or str(cells[at] if cells[at] is not None else "") for at in self.at(place))

    def name(self, row: int, place: str) -> str:
        """What it is called: its parts, the same only once."""
        cells = self.answer.rows[row]
        return " · ".join(dict.fromkeys(str(cells[at]) for at in self.at(place) if cells[at] is not None))

    def coded(self, row: int, place: str) -> int | None:
        """Which of the codes of the place stands in this row: its number among them, None for any other.

        A code is that of the column, or the last part of the IRI behind the cell.
        """
        assert self.answer.question.picture is not None
        (at,) = self.at(place)
        column, cell, iri = self.column(place), self.answer.rows[row][at], self.answer.iris[row][at]
        codes = self.answer.question.picture.codes[place]
        for number, code in enumerate(codes):
            if iri is not None and iri.rsplit("/", 1)[-1] == code:
                return number
            if iri is None and cell in (code, *column.values.get(code, {}).values()):
                return number
        return None

    def number(self, row: int, place: str) -> Decimal | None:
        """The number in this place, if there is one."""
        value = self.answer.rows[row][self.at(place)[0]]
        return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def sliced(answer: Answer, lang: str) -> tuple[Answer, list[str]]:
    """The rows with the last value in the place ``slice``, and what is to be said of those left out.

    What lies in several slices may not stand in one picture: years would be added up.
    """
    seen = Filled(answer)
    if not seen.at("slice"):
        return answer, []
    keys = [seen.key(row, "slice") for row in range(len(answer.rows))]
    kept = max(keys, default=())
    rows = [row for row, key in enumerate(keys) if key == kept]
    if not rows:
        return answer, []
    name, others = seen.name(rows[0], "slice"), len(set(keys)) - 1
    said = [name] if not others else [word("slice", lang, shown=name, n=others)]
    return pick(answer, rows), said


def pick(answer: Answer, rows: Sequence[int]) -> Answer:
    """The answer with these rows only."""
    return replace(
        answer,
        rows=tuple(answer.rows[row] for row in rows),
        iris=tuple(answer.iris[row] for row in rows),
    )
