"""What differs between two submissions as text, as a page, as a table and for a program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING

from pscvc_kg import vocabulary
from pscvc_kg.render.life_words import LIFE_WORDS, life
from pscvc_kg.render.page import Page, join, plain
from pscvc_kg.render.places import LONGEST, cut, location_json, place_text
from pscvc_kg.render.report_csv import BOM, safe_cell
from pscvc_kg.render.sheet import Said, Section, in_each, sheet
from pscvc_kg.render.words import word, write_number
from pscvc_kg.report import Location

if TYPE_CHECKING:
    from pscvc_kg.store import Term
    from pscvc_kg.submissions import Difference, Figure, Record, Side, Uncompared

Names = Mapping[str, Mapping[str, str]]
"""What everything is called, by language and IRI."""
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SHARE = "share"
_PLAIN_UNITS = ("", "count", _SHARE)
"""Units that the number itself shows."""
_AROUND = 30
"""How many signs of what is the same stand around what differs in a long text."""


class _Names:
    """What things are called in one language: records as the submissions call them, others as the graph."""

    def __init__(self, difference: Difference, names: Names | None, lang: str) -> None:
        self.lang = lang
        self._titles = difference.titles
        self._known = (names or {}).get(lang, {})

    def __call__(self, iri: str) -> str:
        titles = self._titles.get(iri, {})
        own = titles.get(self.lang) or next((titles[one] for one in sorted(titles)), "")
        # A store made by an earlier version has that version's names of terms.
        return plain(own or vocabulary.label(iri, self.lang) or self._known.get(iri) or _last(iri))

    def thing(self, iri: str) -> str:
        """What a record is called, with its identifier, by which people know it."""
        name, identifier = self(iri), _last(iri)
        return name if name == identifier else f"{name} ({identifier})"


def _last(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


def difference_text(difference: Difference, lang: str, page: Page, names: Names | None = None) -> str:
    """What differs, for a person: by record, each figure with what it was, what it is, and its cells."""
    called = _Names(difference, names, lang)
    lines = [page.paint(line, "bold") for line in page.wrap(_between(difference, called))]
    lines += page.wrap(_counts(difference, lang))
    if difference.lost:
        lines += page.wrap(life("lost", lang, files=", ".join(difference.lost)))
    for about, figures in _by_record(difference):
        lines += ["", page.paint(called.thing(about), "bold")]
        rows = _rows_of(figures)
        if rows:
            lines += [page.paint(line, "dim") for line in page.wrap(_arrow(map_places(rows, lang)), indent=2)]
        for figure in figures:
            lines += _figure_lines(figure, called, page, with_rows=not rows)
    for key, records in (("came", difference.came), ("went", difference.went)):
        for kind, own in _by_kind(records):
            lines += ["", page.paint(_headed(key, kind, len(own), called), "bold")]
            lines += _record_lines(own, called, page)
    if difference.uncompared:
        lines += ["", page.paint(life("uncompared", lang), "bold")]
        for only, what, number in _uncompared(difference.uncompared, called):
            lines += page.wrap(f"- {what}{word('colon', lang)} {number} ({only})", indent=2, hanging=2)
    return join(lines)


def _by_kind(records: Sequence[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Records of one class after the other, each in the order of the rows."""
    for kind in sorted({each.kind for each in records}):
        yield kind, [each for each in records if each.kind == kind]


def _headed(key: str, kind: str, number: int, called: _Names) -> str:
    """What stands over records that came or went: ``Came: public service (3)``."""
    what = f"{life(key, called.lang)}{word('colon', called.lang)} {_small(called(kind))}"
    return f"{what if kind else life(key, called.lang)} ({write_number(number, called.lang)})"


def _record_lines(records: Sequence[Record], called: _Names, page: Page) -> Iterator[str]:
    for record in records:
        place = f" ({place_text(record.location, called.lang)})" if record.location else ""
        yield from page.wrap(f"- {called.thing(record.about)}{place}", indent=2, hanging=2)


def _by_record(difference: Difference) -> Iterator[tuple[str, list[Figure]]]:
    for about, figures in groupby(difference.figures, key=lambda each: each.about):
        yield about, list(figures)


def _between(difference: Difference, called: _Names) -> str:
    """What is compared: whose, for which periods, and in which submissions of theirs."""
    owners = [called(organization) for organization in difference.organization]
    sides = [
        life(
            "numbered",
            called.lang,
            period=_small(called(period)),
            numbers=", ".join(str(number) for number in sorted(each.number for each in chapters)),
        )
        for period, chapters in zip(difference.period, (difference.before, difference.after), strict=True)
    ]
    if owners[0] == owners[1]:
        return f"{owners[0]}{word('colon', called.lang)} {sides[0]} → {sides[1]}"
    return f"{owners[0]}, {sides[0]} → {owners[1]}, {sides[1]}"


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _great(name: str) -> str:
    return name[:1].upper() + name[1:]


def _counts(difference: Difference, lang: str) -> str:
    if not (difference.figures or difference.came or difference.went):
        return life("same", lang)
    numbers = {key: len(getattr(difference, key)) for key in ("changed", "added", "gone", "came", "went")}
    written = {key: write_number(number, lang) for key, number in numbers.items()}
    return life("counts", lang, same=write_number(difference.same, lang), **written)


def _figure_lines(figure: Figure, called: _Names, page: Page, *, with_rows: bool) -> Iterator[str]:
    """One figure, with its cells beside it where they fit, else below; long texts on lines of their own."""
    old, new = _said(figure, called)
    what = f"  - {_what(figure, called)}{word('colon', called.lang)} "
    change = _change(figure, called.lang)
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
            line = f"{_small(life(key, called.lang))}{word('colon', called.lang)} {value}"
            yield from page.wrap(line, indent=6, hanging=2)
    yield from (page.paint(line, "dim") for line in page.wrap(cells, indent=6, hanging=2))


def _what(figure: Figure | Uncompared, called: _Names) -> str:
    """What a figure is: the indicator or property, what of it, a text's language, a number's unit."""
    text = _great(called(figure.what))
    if figure.aspect not in ("", figure.what) and not figure.aspect.endswith(
        ("#value", "#hasCharacteristic")
    ):
        text += f", {_small(called(figure.aspect))}"
    unit = getattr(figure, "unit", "")
    notes = [_in_language(figure.language, called.lang)]
    if _last(unit) not in _PLAIN_UNITS:
        notes.append(_small(vocabulary.label(unit, called.lang) or _last(unit)))
    notes = [note for note in notes if note]
    return f"{text} ({', '.join(notes)})" if notes else text


def _in_language(language: str, lang: str) -> str:
    return life(f"in-{language}", lang) if f"in-{language}" in LIFE_WORDS else language


def _said(figure: Figure, called: _Names) -> tuple[str, str]:
    """What each says; of two long texts what differs, with a little around it."""
    old, new = (_values(side, figure.unit, called) for side in (figure.before, figure.after))
    if figure.before.values and figure.after.values and max(len(old), len(new)) > LONGEST // 2:
        start, old_part, new_part, end = parts(old, new)
        old, new = (start + cut(part + end) for part in (old_part, new_part))
    return cut(old), cut(new)


def _values(side: Side, unit: str, called: _Names) -> str:
    if not side.values:
        return life("nothing", called.lang)
    return plain(", ".join(sorted(_value(term, unit, called) for term in side.values)))


def _value(term: Term, unit: str, called: _Names) -> str:
    if term.kind == "iri":
        return called(term.value)
    number = _as_number(term)
    if number is None:
        return term.value
    if _last(unit) == _SHARE:
        return word("percent", called.lang, n=write_number(_tidy(number * 100), called.lang))
    return write_number(number, called.lang)


def _as_number(term: Term) -> Decimal | None:
    if term.datatype not in (f"{_XSD}decimal", f"{_XSD}integer"):
        return None
    try:
        number = Decimal(term.value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 20 else None


def _tidy(number: Decimal) -> Decimal:
    """*number* without the zeros at its end."""
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


def parts(old: str, new: str) -> tuple[str, str, str, str]:
    """What both begin with, how each goes on, what both end with, by whole words; cut where they agree."""
    count = _alike(old, new)
    # A word ends where each of them ends or goes on with a space.
    if any(text[count : count + 1].strip() for text in (old, new)):
        count = old.rfind(" ", 0, count) + 1
    start = old[:count]
    own = [old[count:], new[count:]]
    ending = _alike(own[0][::-1], own[1][::-1])
    rest = own[0][len(own[0]) - ending :]
    rest = rest[rest.find(" ") :] if " " in rest else ""
    old_part, new_part = (text[: len(text) - len(rest)] for text in own)
    if len(start) > 2 * _AROUND:
        start = "…" + start[-_AROUND:].partition(" ")[2]
    if len(rest) > 2 * _AROUND:
        rest = rest[:_AROUND].rpartition(" ")[0] + "…"
    return start, old_part, new_part, rest


def _alike(one: str, other: str) -> int:
    """How many signs of both are the same from the beginning."""
    shorter = min(len(one), len(other))
    return next((index for index in range(shorter) if one[index] != other[index]), shorter)


def _change(figure: Figure, lang: str) -> str:
    """By how much a number changed, in percent, a share in points; "" where that means nothing."""
    old, new = (
        _as_number(side.values[0]) if len(side.values) == 1 else None
        for side in (figure.before, figure.after)
    )
    if old is None or new is None:
        return ""
    if _last(figure.unit) == _SHARE:
        return _signed(_tidy(((new - old) * 100).quantize(Decimal("0.01"))), life, "points", lang)
    if old <= 0 or new < 0:
        return ""
    if new > 10 * old:
        return f"×\u2060{write_number(_tidy((new / old).quantize(Decimal(1))), lang)}"
    percent = (new - old) / old * 100
    exact = percent.quantize(Decimal("0.1") if abs(percent) < 10 else Decimal(1))
    return _signed(_tidy(exact), word, "percent", lang) if exact else ""


def _signed(number: Decimal, words: object, key: str, lang: str) -> str:
    assert callable(words)
    sign = "+" if number > 0 else "−" if number < 0 else "±"
    return sign + str(words(key, lang, n=write_number(abs(number), lang)))


def _rows_of(figures: Sequence[Figure]) -> tuple[Location, Location] | None:
    """The row of each side, where all *figures* stand in the same two."""
    found = []
    for sides in ([one.before for one in figures], [one.after for one in figures]):
        places = [place for side in sides for place in _places(side)]
        rows = {Location(place.file, place.sheet, place.row) for place in places}
        if len(rows) != 1:
            return None
        found.append(rows.pop())
    return found[0], found[1]


def _places(side: Side) -> list[Location]:
    return [place for place in (side.location, *side.others) if place]


def map_places(places: Sequence[Location | None], lang: str) -> list[str]:
    """Each place in words."""
    return [place_text(place, lang) if place else life("no-place", lang) for place in places]


def _arrow(texts: Sequence[str]) -> str:
    """``before → after``, once where both are the same."""
    return " → ".join(dict.fromkeys(texts))


def _cells(figure: Figure, lang: str, *, with_rows: bool) -> str:
    """The cells of both sides: their columns alone where the rows stand above."""
    return _arrow([_cell(side, lang, with_row=with_rows) for side in (figure.before, figure.after)])


def _cell(side: Side, lang: str, *, with_row: bool) -> str:
    place = side.location
    if place is None:
        return life("no-place", lang)
    if side.computed_from:
        ends = ", ".join(each.column or "" for each in side.computed_from)
        computed = life("computed", lang, columns=ends)
        row = Location(place.file, place.sheet, place.row)
        return f"{place_text(row, lang)}, {computed}" if with_row else computed
    if with_row:
        return "; ".join(place_text(each, lang) for each in _places(side))
    if place.column is None:
        return life("no-place", lang)
    return f"{place.column} ({place.header})" if place.header else place.column


def _uncompared(several: Sequence[Uncompared], called: _Names) -> Iterator[tuple[str, str, str]]:
    """Which side has it, what it is, and how many there are."""
    for one in several:
        only = life("only-after" if one.after else "only-before", called.lang)
        yield only, _what(one, called), write_number(one.count, called.lang)


def difference_html(
    difference: Difference, lang: str, _page: Page | None = None, names: Names | None = None
) -> str:
    """What differs as one page in both languages that needs no network and no script."""
    called = {language: _Names(difference, names, language) for language in LIFE_WORDS["difference"]}
    lead = [
        in_each(lambda one: _between(difference, called[one])),
        in_each(lambda one: _counts(difference, one)),
    ]
    if difference.lost:
        lead.append(in_each(lambda one: life("lost", one, files=", ".join(difference.lost))))
    return sheet(LIFE_WORDS["difference"], lead, _sections(difference, called), lang)


def _sections(difference: Difference, called: Mapping[str, _Names]) -> Iterator[Section]:
    keys = ("figure", "before", "after", "change", "cell-before", "cell-after")
    heads = tuple(LIFE_WORDS[key] for key in keys)
    for about, figures in _by_record(difference):
        rows = _rows_of(figures)
        note = in_each(lambda one, at=rows: _arrow(map_places(at, one))) if rows else None  # type: ignore[misc]
        heading = in_each(lambda one, thing=about: called[one].thing(thing))  # type: ignore[misc]
        table = tuple(_figure_row(figure, called, with_row=not rows) for figure in figures)
        yield Section(heading, heads, table, (3,), note, "differing")
    for key, records in (("came", difference.came), ("went", difference.went)):
        for kind, own in _by_kind(records):
            heads = (LIFE_WORDS["record"], LIFE_WORDS["where"])
            heading = _heading(key, kind, len(own), called)
            yield Section(heading, heads, tuple(_record_row(each, called) for each in own))
    if difference.uncompared:
        heads = tuple(LIFE_WORDS[key] for key in ("figure", "which", "how-many"))
        told = {one: list(_uncompared(difference.uncompared, called[one])) for one in called}
        cells = [
            tuple(in_each(lambda one, row=row, at=at: told[one][row][at]) for at in (1, 0, 2))  # type: ignore[misc]
            for row in range(len(difference.uncompared))
        ]
        yield Section(LIFE_WORDS["uncompared"], heads, tuple(cells), (2,))


def _heading(key: str, kind: str, number: int, called: Mapping[str, _Names]) -> Said:
    return in_each(lambda one: _headed(key, kind, number, called[one]))


def _figure_row(figure: Figure, called: Mapping[str, _Names], *, with_row: bool) -> tuple[Said, ...]:
    marked = {one: _marked(figure, called[one]) for one in called}
    return (
        in_each(lambda one: _what(figure, called[one])),
        in_each(lambda one: marked[one][0]),
        in_each(lambda one: marked[one][1]),
        in_each(lambda one: _change(figure, one)),
        in_each(lambda one: _cell(figure.before, one, with_row=with_row)),
        in_each(lambda one: _cell(figure.after, one, with_row=with_row)),
    )


def _marked(figure: Figure, called: _Names) -> tuple[str, str]:
    """What each says, as markup: in texts that both state, what differs is marked."""
    from markupsafe import Markup, escape

    sides = (figure.before, figure.after)
    old, new = (_values(side, figure.unit, called) for side in sides)
    empty = [Markup("<i>{}</i>").format(text) for text in (old, new)]
    if not (figure.before.values and figure.after.values):
        return tuple(  # type: ignore[return-value]
            escape(text) if side.values else no
            for side, text, no in zip(sides, (old, new), empty, strict=True)
        )
    if any(term.kind == "iri" or _as_number(term) is not None for side in sides for term in side.values):
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


def _record_row(record: Record, called: Mapping[str, _Names]) -> tuple[Said, Said]:
    return (
        in_each(lambda one: called[one].thing(record.about)),
        in_each(lambda one: map_places([record.location], one)[0]),
    )


_PLACE = ("file", "sheet", "row", "column", "header")


def difference_csv(
    difference: Difference, lang: str, _page: Page | None = None, names: Names | None = None
) -> bytes:
    """Every figure that differs, and every record that came or went, in a row; safe in a spreadsheet."""
    called = _Names(difference, names, lang)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    places = [f"{side}_{part}" for side in ("before", "after") for part in _PLACE]
    writer.writerow(["what", "record", "name", "figure", "language", "before", "after", *places])
    for figure in difference.figures:
        both = figure.before.values and figure.after.values
        kind = "changed" if both else "added" if figure.after.values else "gone"
        cells = [kind, figure.about, called(figure.about), _what(figure, called), figure.language]
        for side in (figure.before, figure.after):
            cells.append("; ".join(_raw(term, called) for term in side.values))
        for side in (figure.before, figure.after):
            cells += _place_cells(side.location)
        writer.writerow(map(safe_cell, cells))
    for kind, records in (("came", difference.came), ("went", difference.went)):
        for record in records:
            sides = [_place_cells(None), _place_cells(record.location)]
            before, after = sides if kind == "came" else sides[::-1]
            cells = [kind, record.about, called(record.about), "", "", "", "", *before, *after]
            writer.writerow(map(safe_cell, cells))
    return (BOM + text.getvalue()).encode(errors="replace")


def _raw(term: Term, called: _Names) -> str:
    """A value for a spreadsheet: a code by its name, a number with the digits that it has."""
    return called(term.value) if term.kind == "iri" else term.value


def _place_cells(place: Location | None) -> list[str]:
    return [str(getattr(place, name) or "") if place else "" for name in _PLACE]


def difference_json(
    difference: Difference, lang: str, _page: Page | None = None, names: Names | None = None
) -> str:
    """What differs, for a program."""
    content = {
        **{
            side: {
                "organization": difference.organization[at],
                "period": difference.period[at],
                "numbers": sorted(each.number for each in chapters),
            }
            for at, (side, chapters) in enumerate(
                (("before", difference.before), ("after", difference.after))
            )
        },
        "same": difference.same,
        "figures": [
            {
                "about": each.about,
                "what": each.what,
                "aspect": each.aspect,
                "language": each.language or None,
                "unit": each.unit or None,
                "before": _side_json(each.before),
                "after": _side_json(each.after),
            }
            for each in difference.figures
        ],
        **{
            key: [
                {
                    "about": each.about,
                    "class": each.kind or None,
                    "location": location_json(each.location) if each.location else None,
                }
                for each in records
            ]
            for key, records in (("came", difference.came), ("went", difference.went))
        },
        "not_compared": [
            {
                "only": "after" if each.after else "before",
                "what": each.what,
                "aspect": each.aspect or None,
                "language": each.language or None,
                "count": each.count,
            }
            for each in difference.uncompared
        ],
        "files_not_kept": list(difference.lost),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _side_json(side: Side) -> dict[str, object]:
    return {
        "values": [term.value for term in side.values],
        "location": location_json(side.location) if side.location else None,
        "others": [location_json(place) for place in side.others],
        "computed_from": [location_json(place) for place in side.computed_from],
    }
