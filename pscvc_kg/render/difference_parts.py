"""How what differs is said, part by part, in every form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING

from pscvc_kg import vocabulary
from pscvc_kg.render.life_words import LIFE_WORDS, life
from pscvc_kg.render.page import plain
from pscvc_kg.render.places import place_text
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


class Called:
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


def by_kind(records: Sequence[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Records of one class after the other, each in the order of the rows."""
    for kind in sorted({each.kind for each in records}):
        yield kind, [each for each in records if each.kind == kind]


def headed(key: str, kind: str, number: int, called: Called) -> str:
    """What stands over records that came or went: ``Came: public service (3)``."""
    what = f"{life(key, called.lang)}{word('colon', called.lang)} {small(called(kind))}"
    return f"{what if kind else life(key, called.lang)} ({write_number(number, called.lang)})"


def by_record(difference: Difference) -> Iterator[tuple[str, list[Figure]]]:
    """The figures that differ, record by record."""
    for about, figures in groupby(difference.figures, key=lambda each: each.about):
        yield about, list(figures)


def between(difference: Difference, called: Called) -> str:
    """What is compared: whose, for which periods, and in which submissions of theirs."""
    owners = [called(organization) for organization in difference.organization]
    sides = [
        life(
            "numbered",
            called.lang,
            period=small(called(period)),
            numbers=", ".join(str(number) for number in sorted(each.number for each in chapters)),
        )
        for period, chapters in zip(difference.period, (difference.before, difference.after), strict=True)
    ]
    if owners[0] == owners[1]:
        return f"{owners[0]}{word('colon', called.lang)} {sides[0]} → {sides[1]}"
    return f"{owners[0]}, {sides[0]} → {owners[1]}, {sides[1]}"


def small(name: str) -> str:
    """*name* within a sentence."""
    return name[:1].lower() + name[1:]


def _great(name: str) -> str:
    return name[:1].upper() + name[1:]


def counts_of(difference: Difference, lang: str) -> str:
    """How much differs and how much is the same, in a sentence."""
    if not (difference.figures or difference.came or difference.went):
        return life("same", lang)
    numbers = {key: len(getattr(difference, key)) for key in ("changed", "added", "gone", "came", "went")}
    written = {key: write_number(number, lang) for key, number in numbers.items()}
    return life("counts", lang, same=write_number(difference.same, lang), **written)


def what_is(figure: Figure | Uncompared, called: Called) -> str:
    """What a figure is: the indicator or property, what of it, a text's language, a number's unit."""
    text = _great(called(figure.what))
    if figure.aspect not in ("", figure.what) and not figure.aspect.endswith(
        ("#value", "#hasCharacteristic")
    ):
        text += f", {small(called(figure.aspect))}"
    unit = getattr(figure, "unit", "")
    notes = [_in_language(figure.language, called.lang)]
    if _last(unit) not in _PLAIN_UNITS:
        notes.append(small(vocabulary.label(unit, called.lang) or _last(unit)))
    notes = [note for note in notes if note]
    return f"{text} ({', '.join(notes)})" if notes else text


def _in_language(language: str, lang: str) -> str:
    return life(f"in-{language}", lang) if f"in-{language}" in LIFE_WORDS else language


def values_of(side: Side, unit: str, called: Called) -> str:
    """What one side says, in words; that it says nothing where it does not."""
    if not side.values:
        return life("nothing", called.lang)
    return plain(", ".join(sorted(_value(term, unit, called) for term in side.values)))


def _value(term: Term, unit: str, called: Called) -> str:
    if term.kind == "iri":
        return called(term.value)
    number = as_number(term)
    if number is None:
        return term.value
    if _last(unit) == _SHARE:
        return word("percent", called.lang, n=write_number(_tidy(number * 100), called.lang))
    return write_number(number, called.lang)


def as_number(term: Term) -> Decimal | None:
    """The number that *term* is; None where it is none, or one too large to be written out."""
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


def change_of(figure: Figure, lang: str) -> str:
    """By how much a number changed, in percent, a share in points; "" where that means nothing."""
    old, new = (
        as_number(side.values[0]) if len(side.values) == 1 else None for side in (figure.before, figure.after)
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


def rows_of(figures: Sequence[Figure]) -> tuple[Location, Location] | None:
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


def arrow(texts: Sequence[str]) -> str:
    """``before → after``, once where both are the same."""
    return " → ".join(dict.fromkeys(texts))


def cell_of(side: Side, lang: str, *, with_row: bool) -> str:
    """Where one side says it: a cell, or the cells that it was computed from."""
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


def uncompared_of(several: Sequence[Uncompared], called: Called) -> Iterator[tuple[str, str, str]]:
    """Which side has it, what it is, and how many there are."""
    for one in several:
        only = life("only-after" if one.after else "only-before", called.lang)
        yield only, what_is(one, called), write_number(one.count, called.lang)
