"""A report as one page that needs no network and no script, in both languages, for people and for paper."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING

from pscvc_kg.namespaces import BASE
from pscvc_kg.render.page import Page, plain
from pscvc_kg.render.places import LONGEST, place_text
from pscvc_kg.render.report_words import REPORT_WORDS
from pscvc_kg.render.since import reason_text
from pscvc_kg.render.words import LANGUAGES, count, word, write_day, write_number
from pscvc_kg.report import Baseline, Finding, Location, Report, Rule, Text, Waiver

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

SHOWN = 50
"""How many places of one rule the page shows at most."""
ROOM = 1_300_000
"""How many bytes all places together may take: with the rest, the page stays below 2 MB."""
LONGEST_MESSAGE = 400
_RELATED = 3
_SPACES = re.compile("[ \\t-\\r]+")
"""No-break spaces are not among them: they hold the words of French together."""
_MARKUP_OF_ROW = 150
"""The bytes of the tags around one place."""


@dataclass(frozen=True)
class _Row:
    """One place as the page shows it; ``message`` only where the rule does not say the same everywhere."""

    place: Location
    record: str
    value: str | None
    message: Text | None
    related: tuple[str, ...]
    unseen: int
    is_new: bool = False

    @property
    def weight(self) -> int:
        """How many bytes of the page it takes."""
        from markupsafe import escape

        place = self.place
        texts = [place.file, place.sheet, place.column, place.header, self.record, self.value, *self.related]
        texts += (self.message or {}).values()
        return _MARKUP_OF_ROW + sum(len(escape(text).encode(errors="replace")) for text in texts if text)


@dataclass(frozen=True)
class _Section:
    """One rule that found something: ``message`` where it says the same everywhere, and its first places."""

    anchor: str
    rule: Rule
    count: int
    message: Text | None
    rows: Sequence[_Row]

    @property
    def lacks(self) -> list[str]:
        """The columns in which none of its places says anything."""
        told = {
            "sheet": any(row.place.sheet for row in self.rows),
            "record": any(row.record for row in self.rows),
            "column": any(row.place.column or row.place.header for row in self.rows),
            "value": any(row.related or row.value is not None for row in self.rows),
            "message": any(row.message for row in self.rows),
        }
        return [name for name, something in told.items() if not something]


def report_html(report: Report, lang: str, page: Page | None = None) -> str:
    """The report as a page that shows *lang* first; each rule has its first places, as there is room.

    The page holds no script, and its policy forbids any; only addresses of the web become links.
    """
    from markupsafe import Markup

    from pscvc_kg.render.templating import policy

    sections = _with_room(_sections(report))
    columns = _columns(sections)
    style = Markup(_environment().get_template("report.css.j2").render(columns=columns))
    template = _environment().get_template("report.html.j2")
    return template.render(
        report=report,
        lang=lang,
        languages=LANGUAGES,
        style=style,
        policy=policy(style),
        sections=sections,
        columns=columns,
        counts=report.by_severity(),
        unchecked=[
            (key, sorted(several, key=lambda one: one.rule.iri))
            for key, several in (("limited", report.limited), ("not_checked", report.not_checked))
            if several
        ],
        idle=sorted((one.title for one in report.checked if not one.focus_nodes), key=_in_english),
        clean=_clean(report),
        shown=SHOWN,
    )


def _sections(report: Report) -> Iterator[_Section]:
    for number, (rule, findings) in enumerate(report.by_rule(), 1):
        several = {tuple(finding.message[language] for language in LANGUAGES) for finding in findings}
        one = findings[0].message if len(several) == 1 else None
        rows = [
            replace(_row(finding, with_message=one is None), is_new=report.is_new(finding))
            for finding in findings[:SHOWN]
        ]
        yield _Section(f"rule-{number}", rule, len(findings), one, rows)


def _with_room(sections: Iterable[_Section]) -> list[_Section]:
    """The sections with as many places each, the same for all, as there is room for; one at least."""
    sections = list(sections)
    weights = zip_longest(*([row.weight for row in section.rows] for section in sections), fillvalue=0)
    fits = sum(total <= ROOM for total in accumulate(map(sum, weights)))
    return [replace(one, rows=one.rows[: max(fits, 1)]) for one in sections]


def _row(finding: Finding, with_message: bool) -> _Row:
    place = finding.location
    record = (f"{header} {_cut(text)}" for header, text in finding.record if header != place.header)
    value = finding.value if finding.cell is None else finding.cell
    return _Row(
        place=_shown(place),
        record=_cut(", ".join(record), LONGEST_MESSAGE),
        value=None if value is None or (finding.cell is None and place.column is None) else _cut(value),
        message=(
            {language: _cut(finding.message[language], LONGEST_MESSAGE) for language in LANGUAGES}
            if with_message
            else None
        ),
        related=tuple(_reference(_shown(other)) for other in finding.related[:_RELATED]),
        unseen=max(len(finding.related) - _RELATED, 0),
    )


def _shown(place: Location) -> Location:
    """*place* with texts that may be shown."""
    sheet = None if place.sheet is None else _cut(place.sheet)
    header = None if place.header is None else _cut(place.header)
    return Location(_cut(place.file), sheet, place.row, place.column, header, place.line)


def _reference(place: Location) -> str:
    """A place as a spreadsheet writes it, in no language: ``standards.csv N27 (total_volume)``."""
    parts = [place.file, place.sheet, f"{place.column or ''}{place.row or ''}" or None]
    return " ".join(part for part in parts if part) + (f" ({place.header})" if place.header else "")


def _cut(text: str, longest: int = LONGEST) -> str:
    """*text* on one line, without signs that would disturb others, cut where it is too long."""
    text = plain(_SPACES.sub(" ", text)).strip(" ")
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _columns(sections: Sequence[_Section]) -> list[str]:
    """What stands in the columns of every table of places, by the words over them."""
    rows = [row for section in sections for row in section.rows]
    wanted = {
        "file": True,
        "sheet": any(row.place.sheet is not None for row in rows),
        "row": True,
        "record": any(row.record for row in rows),
        "column": True,
        "value": True,
        "message": any(row.message for row in rows),
    }
    return [name for name, there in wanted.items() if there]


def _in_english(title: Text) -> str:
    return title["en"]


def _clean(report: Report) -> list[tuple[Text, int]]:
    """The rules that looked at something and found nothing: title and how many things they looked at."""
    found = {finding.rule.iri for finding in report.findings}
    clean = [one for one in report.checked if one.focus_nodes and one.shape not in found]
    return sorted(((one.title, one.focus_nodes) for one in clean), key=lambda each: each[0]["en"])


@functools.cache
def _environment() -> Environment:
    from pscvc_kg.render.templating import templates

    environment = templates()
    environment.globals |= {
        "say": _say,
        "said": _said,
        "labelled": _labelled,
        "place": _place,
        "reason": _reason,
        "since": _since,
        "both": _both,
        "amount": _amount,
        "day": _day,
        "number": _number,
    }
    environment.tests["ours"] = lambda iri: iri.startswith(BASE)
    environment.tests["address"] = lambda iri: iri.startswith(("http://", "https://"))
    environment.filters["cut"] = _cut
    return environment


def _both(texts: Text) -> Markup:
    """One text in every language, of which the page shows one at a time; once where they are the same."""
    from pscvc_kg.render.templating import both

    return both(texts)


def _said(key: str, lang: str, **values: object) -> str:
    """The words of the page called *key*, else those of every report."""
    if key not in REPORT_WORDS:
        return word(key, lang, **values)
    text = REPORT_WORDS[key][lang]
    return text.format(**values) if values else text


def _say(key: str, **values: object) -> Markup:
    """The words called *key* in every language; of a value in several languages each takes its own."""
    return _both(
        {
            language: _said(
                key,
                language,
                **{
                    name: value[language] if isinstance(value, dict) else value
                    for name, value in values.items()
                },
            )
            for language in LANGUAGES
        }
    )


def _labelled(key: str) -> Markup:
    """The words called *key* with the colon that each language puts after them."""
    return _both({language: _said(key, language) + word("colon", language) for language in LANGUAGES})


def _amount(number: int, thing: str) -> Markup:
    return _both({language: count(number, thing, language) for language in LANGUAGES})


def _number(number: int) -> dict[str, str]:
    return {language: write_number(number, language) for language in LANGUAGES}


def _place(place: Location) -> Markup:
    return _both({language: place_text(_shown(place), language) for language in LANGUAGES})


def _reason(waiver: Waiver) -> Markup:
    return _both({language: reason_text(waiver, language) for language in LANGUAGES})


def _since(baseline: Baseline) -> Markup:
    return _both(
        {
            language: word("since", language, file=baseline.file, day=write_day(baseline.as_of, language))
            for language in LANGUAGES
        }
    )


def _day(day: str) -> Markup:
    return _both({language: write_day(day, language) for language in LANGUAGES})
