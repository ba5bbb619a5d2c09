"""What differs between two submissions, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pscvc_kg.render.difference_parts import (
    Called,
    Names,
    arrow,
    between,
    by_kind,
    by_record,
    cell_of,
    change_of,
    counts_of,
    headed,
    map_places,
    parts,
    rows_of,
    small,
    uncompared_of,
    values_of,
    what_is,
)
from pscvc_kg.render.life_words import life
from pscvc_kg.render.page import Page, join, plain
from pscvc_kg.render.places import LONGEST, cut, place_text
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.submissions import Difference, Figure, Record


def difference_text(difference: Difference, lang: str, page: Page, names: Names | None = None) -> str:
    """What differs, for a person: by record, each figure with what it was, what it is, and its cells."""
    called = Called(difference, names, lang)
    lines = [page.paint(line, "bold") for line in page.wrap(between(difference, called))]
    lines += page.wrap(counts_of(difference, lang))
    if difference.lost:
        lines += page.wrap(life("lost", lang, files=", ".join(difference.lost)))
    for about, figures in by_record(difference):
        lines += ["", page.paint(called.thing(about), "bold")]
        rows = rows_of(figures)
        if rows:
            lines += [page.paint(line, "dim") for line in page.wrap(arrow(map_places(rows, lang)), indent=2)]
        for figure in figures:
            lines += _figure_lines(figure, called, page, with_rows=not rows)
    for key, records in (("came", difference.came), ("went", difference.went)):
        for kind, own in by_kind(records):
            lines += ["", page.paint(headed(key, kind, len(own), called), "bold")]
            lines += _record_lines(own, called, page)
    if difference.uncompared:
        lines += ["", page.paint(life("uncompared", lang), "bold")]
        for only, what, number in uncompared_of(difference.uncompared, called):
            lines += page.wrap(f"- {what}{word('colon', lang)} {number} ({only})", indent=2, hanging=2)
    return join(lines)


def _record_lines(records: Sequence[Record], called: Called, page: Page) -> Iterator[str]:
    for record in records:
        place = f" ({place_text(record.location, called.lang)})" if record.location else ""
        yield from page.wrap(f"- {called.thing(record.about)}{place}", indent=2, hanging=2)


def _figure_lines(figure: Figure, called: Called, page: Page, *, with_rows: bool) -> Iterator[str]:
    """One figure, with its cells beside it where they fit, else below; long texts on lines of their own."""
    old, new = _said(figure, called)
    what = f"  - {what_is(figure, called)}{word('colon', called.lang)} "
    change = change_of(figure, called.lang)
    cells = _cells(figure, called.lang, with_rows=with_rows)
    text = f"{what}{old} → {new}" + (f" ({change})" if change else "")
    room = page.width - len(text) - len(cells)
    if room >= 2:
        yield plain(text) + " " * room + page.paint(cells, "dim")
        return
    if len(text) <= page.width:
        yield from page.wrap(text.strip(), indent=2, hanging=2)
    else:
        yield from page.wrap(what.strip(), indent=2)
        for key, value in (("before", old), ("after", new)):
            line = f"{small(life(key, called.lang))}{word('colon', called.lang)} {value}"
            yield from page.wrap(line, indent=6, hanging=2)
    yield from (page.paint(line, "dim") for line in page.wrap(cells, indent=6, hanging=2))


def _said(figure: Figure, called: Called) -> tuple[str, str]:
    """What each says; of two long texts what differs, with a little around it."""
    old, new = (values_of(side, figure.unit, called) for side in (figure.before, figure.after))
    if figure.before.values and figure.after.values and max(len(old), len(new)) > LONGEST // 2:
        start, old_part, new_part, end = parts(old, new)
        old, new = (start + cut(part + end) for part in (old_part, new_part))
    return cut(old), cut(new)


def _cells(figure: Figure, lang: str, *, with_rows: bool) -> str:
    """The cells of both sides: their columns alone where the rows stand above."""
    return arrow([cell_of(side, lang, with_row=with_rows) for side in (figure.before, figure.after)])
