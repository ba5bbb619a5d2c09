"""What differs between two submissions, as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pscvc_kg.render.difference_parts import (
    Called,
    Names,
    arrow,
    as_number,
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
    uncompared_of,
    values_of,
    what_is,
)
from pscvc_kg.render.life_words import LIFE_WORDS, life
from pscvc_kg.render.page import Page
from pscvc_kg.render.sheet import Said, Section, in_each, sheet

if TYPE_CHECKING:
    from pscvc_kg.submissions import Difference, Figure, Record


def difference_html(
    difference: Difference, lang: str, _page: Page | None = None, names: Names | None = None
) -> str:
    """What differs as one page in both languages that needs no network and no script."""
    called = {language: Called(difference, names, language) for language in LIFE_WORDS["difference"]}
    lead = [
        in_each(lambda one: between(difference, called[one])),
        in_each(lambda one: counts_of(difference, one)),
    ]
    if difference.lost:
        lead.append(in_each(lambda one: life("lost", one, files=", ".join(difference.lost))))
    return sheet(LIFE_WORDS["difference"], lead, _sections(difference, called), lang)


def _sections(difference: Difference, called: Mapping[str, Called]) -> Iterator[Section]:
    keys = ("figure", "before", "after", "change", "cell-before", "cell-after")
    heads = tuple(LIFE_WORDS[key] for key in keys)
    for about, figures in by_record(difference):
        rows = rows_of(figures)
        note = in_each(lambda one, at=rows: arrow(map_places(at, one))) if rows else None  # type: ignore[misc]
        heading = in_each(lambda one, thing=about: called[one].thing(thing))  # type: ignore[misc]
        table = tuple(_figure_row(figure, called, with_row=not rows) for figure in figures)
        yield Section(heading, heads, table, (3,), note, "differing")
    for key, records in (("came", difference.came), ("went", difference.went)):
        for kind, own in by_kind(records):
            heads = (LIFE_WORDS["record"], LIFE_WORDS["where"])
            heading = _heading(key, kind, len(own), called)
            yield Section(heading, heads, tuple(_record_row(each, called) for each in own))
    if difference.uncompared:
        heads = tuple(LIFE_WORDS[key] for key in ("figure", "which", "how-many"))
        told = {one: list(uncompared_of(difference.uncompared, called[one])) for one in called}
        cells = [
            tuple(in_each(lambda one, row=row, at=at: told[one][row][at]) for at in (1, 0, 2))  # type: ignore[misc]
            for row in range(len(difference.uncompared))
        ]
        yield Section(LIFE_WORDS["uncompared"], heads, tuple(cells), (2,))


def _heading(key: str, kind: str, number: int, called: Mapping[str, Called]) -> Said:
    return in_each(lambda one: headed(key, kind, number, called[one]))


def _figure_row(figure: Figure, called: Mapping[str, Called], *, with_row: bool) -> tuple[Said, ...]:
    marked = {one: _marked(figure, called[one]) for one in called}
    return (
        in_each(lambda one: what_is(figure, called[one])),
        in_each(lambda one: marked[one][0]),
        in_each(lambda one: marked[one][1]),
        in_each(lambda one: change_of(figure, one)),
        in_each(lambda one: cell_of(figure.before, one, with_row=with_row)),
        in_each(lambda one: cell_of(figure.after, one, with_row=with_row)),
    )


def _marked(figure: Figure, called: Called) -> tuple[str, str]:
    """What each says, as markup: in texts that both state, what differs is marked."""
    from markupsafe import Markup, escape

    sides = (figure.before, figure.after)
    old, new = (values_of(side, figure.unit, called) for side in sides)
    empty = [Markup("<i>{}</i>").format(text) for text in (old, new)]
    if not (figure.before.values and figure.after.values):
        return tuple(  # type: ignore[return-value]
            escape(text) if side.values else no
            for side, text, no in zip(sides, (old, new), empty, strict=True)
        )
    if any(term.kind == "iri" or as_number(term) is not None for side in sides for term in side.values):
        return escape(old), escape(new)
    start, before, after, end = parts(old, new)
    tags = ((before, "del"), (after, "ins"))
    texts = [
        Markup("{}{}{}").format(
            start, Markup("<{0}>{1}</{0}>").format(Markup(tag), part) if part else "", end
        )
        for part, tag in tags
    ]
    return texts[0], texts[1]


def _record_row(record: Record, called: Mapping[str, Called]) -> tuple[Said, Said]:
    return (
        in_each(lambda one: called[one].thing(record.about)),
        in_each(lambda one: map_places([record.location], one)[0]),
    )
