"""The picture of an answer as SVG: bars, or a chain whose organizations are lanes. Text stays text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from pscvc_kg.errors import UsageError
from pscvc_kg.render.lanes import Box, lanes
from pscvc_kg.render.page import Page, plain
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer

WIDTH = 1280
MOST_BARS = 25
"""More bars than this are not drawn; the picture says how many there are."""

# Okabe and Ito's blue, with white, black and a grey that all keep 4.5:1 on white.
_BAR, _INK, _SOFT, _BAND = "#0072b2", "#1a1a1a", "#555555", "#f2f5f8"
_SIGN, _BOLD_SIGN = 0.56, 0.68
"""How wide a sign of a sans-serif font is, in its height: what wraps leaves room for wide ones."""
_MARGIN = 30


def answer_svg(answer: Answer, lang: str, page: Page | None = None) -> str:
    """The picture alone, as a file of its own.

    Raises:
        UsageError: The question has no picture.
    """
    if answer.question.picture is None:
        raise UsageError(
            f"the question '{answer.question.name}' has no picture; "
            "ask for --format table, csv, json, md, html or xlsx"
        )
    return str(picture(answer, lang)) + "\n"


def picture(answer: Answer, lang: str, *, alone: bool = True) -> Markup:
    """The picture of an answer whose question has one.

    *alone*, it holds its question, what was chosen, source, licence and day; on a page these stand around it.
    """
    from pscvc_kg.render.answer import source_lines

    assert answer.question.picture is not None
    chosen = "; ".join(
        f"{answer.question.parameter(name).label[lang]}{word('colon', lang)} {', '.join(texts)}"
        for name, texts in answer.values.items()
    )
    top, parts = 24, []
    if alone:
        top, lines = _lines(answer.question.summary[lang], _MARGIN, 44, 24, WIDTH - 2 * _MARGIN, bold=True)
        parts.append(lines)
        top += 4
        if chosen:
            top, lines = _lines(chosen, _MARGIN, top, 16, WIDTH - 2 * _MARGIN, colour=_SOFT)
            parts.append(lines)
    draw = {"bars": _bars, "chain": _chain}[answer.question.picture.kind]
    said, body, width, y = draw(answer, lang, top + 26)
    line = "; ".join(text for text in (chosen, said) if text)
    parts += [_text(said, _MARGIN, top, 16, colour=_SOFT), *body]
    if alone:
        y += 30
        for text in source_lines(answer, lang):
            y, lines = _lines(text, _MARGIN, y, 13, width - 2 * _MARGIN, colour=_SOFT)
            parts.append(lines)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="figured" role="img" lang="{lang}" '
        'viewBox="0 0 {width} {height}" '
        'width="{width}" height="{height}" font-family="system-ui, Noto Sans, Arial, sans-serif">\n'
        "<title>{title}</title>\n<desc>{desc}</desc>\n"
        '<rect width="{width}" height="{height}" fill="#ffffff"/>\n{body}\n</svg>'
    ).format(
        lang=lang,
        width=width,
        height=round(y + 10),
        title=plain(answer.question.summary[lang]),
        desc=plain(line or answer.question.description[lang]),
        body=Markup("\n").join(parts),
    )


def _bars(answer: Answer, lang: str, top: int) -> tuple[str, list[Markup], int, int]:
    """One bar a row that has a number, in the order of the answer."""
    from pscvc_kg.render.answer import cell, header

    assert answer.question.picture is not None
    columns = answer.question.picture.columns
    at = {column.name: index for index, column in enumerate(answer.columns)}
    value = at[columns["value"][0]]
    rows = [row for row in answer.rows if isinstance(row[value], (int, Decimal))]
    named = [at[name] for name in columns["label"]]
    constant = [i for i in named[1:] if len({row[i] for row in rows}) == 1]
    said = [header(answer.columns[value], lang), *(str(rows[0][i]) for i in constant)]
    if len(rows) > MOST_BARS:
        said.append(word("drawn", lang, n=MOST_BARS, all=len(rows)))
    if len(rows) < len(answer.rows):
        said.append(word("no-number", lang, n=len(answer.rows) - len(rows)))
    shown = rows[:MOST_BARS]
    most = max((abs(Decimal(row[value])) for row in shown), default=Decimal(0)) or Decimal(1)  # type: ignore[arg-type]
    start, room, y = 470, WIDTH - 470 - 190, top + 10
    body: list[Markup] = []
    for row in shown:
        text = " · ".join(str(row[i]) for i in named if i not in constant and row[i] is not None)
        lines = _wrapped(text, 16, start - _MARGIN - 14)
        height = max(len(lines) * 20, 28)
        middle = y + height / 2
        first = middle - (len(lines) - 1) * 10 + 5
        body += [_text(one, start - 12, first + 20 * n, 16, anchor="end") for n, one in enumerate(lines)]
        length = round(float(abs(Decimal(row[value])) / most) * room, 1)  # type: ignore[arg-type]
        body.append(_rect(start, middle - 11, length, 22, _BAR))
        number = cell(answer.columns[value], row[value], lang)
        body.append(_text(number, start + length + 8, middle + 5, 16))
        y += height + 10
    body.append(_path(f"M{start} {top} V{y}", _INK))
    return "; ".join(said), body, WIDTH, y


def _chain(answer: Answer, lang: str, top: int) -> tuple[str, list[Markup], int, int]:
    """Organizations as lanes, stages as boxes in the order of the hand-overs, each hand-over numbered."""
    assert answer.question.picture is not None
    names = ("from", "from_stage", "object", "to", "to_stage")
    at = {column.name: index for index, column in enumerate(answer.columns)}
    index = [at[answer.question.picture.columns[name][0]] for name in names]
    links = [tuple(str(row[i] or "") for i in index) for row in answer.rows]
    plan = lanes([((a, b), (c, d)) for a, b, _, c, d in links], top)
    width = max(WIDTH, plan.width)
    body: list[Markup] = []
    for number, (name, y, height) in enumerate(plan.bands):
        body.append(_rect(_MARGIN, y, width - 2 * _MARGIN, height, _BAND if number % 2 == 0 else "#ffffff"))
        lines = _wrapped(name, 15, plan.label - 20, bold=True)
        first = y + height / 2 - (len(lines) - 1) * 9 + 5
        body += [_text(one, _MARGIN + 10, first + 18 * n, 15, bold=True) for n, one in enumerate(lines)]
    for link in plan.lines:
        body.append(_path(link.way, _INK, dashed=link.back))
        body.append(Markup('<path d="M{} {} l-10 -5 v10 z" fill="{}"/>').format(*link.end, _INK))
    for box in plan.boxes:
        body += _box(box)
    for number, (x, y) in enumerate((link.start for link in plan.lines), 1):
        body.append(Markup('<circle cx="{}" cy="{}" r="10" fill="{}"/>').format(x + 12, y, _BAR))
        body.append(_text(str(number), x + 12, y + 4, 12, anchor="middle", colour="#ffffff", bold=True))
    y = plan.bottom + 34
    for number, ((_, stage, thing, _, after), line) in enumerate(zip(links, plan.lines, strict=True), 1):
        text = f"{number} {thing or '—'} ({stage} → {after})"
        if line.back:
            text += f" — {word('goes-back', lang)}"
        y, lines_ = _lines(text, _MARGIN, y, 15, width - 2 * _MARGIN)
        body.append(lines_)
    return "", body, width, y


def _box(box: Box) -> Iterator[Markup]:
    yield _rect(box.x, box.y, box.width, box.height, "#ffffff", _BAR)
    first = box.y + box.height / 2 - (len(box.lines) - 1) * 9 + 5
    for number, line in enumerate(box.lines):
        yield _text(line, box.x + box.width / 2, first + 18 * number, 15, anchor="middle")


def _wrapped(text: str, size: int, room: float, *, bold: bool = False) -> list[str]:
    return textwrap.wrap(
        plain(text), max(int(room / (size * (_BOLD_SIGN if bold else _SIGN))), 8), break_on_hyphens=True
    ) or [""]


def _lines(
    text: str, x: int, y: float, size: int, room: float, *, bold: bool = False, colour: str = _INK
) -> tuple[int, Markup]:
    """*text* wrapped into *room*, and where the line under it stands."""
    lines = _wrapped(text, size, room, bold=bold)
    step = round(size * 1.4)
    drawn: Iterable[Markup] = (
        _text(line, x, y + step * number, size, bold=bold, colour=colour) for number, line in enumerate(lines)
    )
    return round(y + step * len(lines)), Markup("\n").join(drawn)


def _text(
    text: str, x: float, y: float, size: int, *, anchor: str = "start", bold: bool = False, colour: str = _INK
) -> Markup:
    more = Markup(' font-weight="700"') if bold else ""
    return Markup('<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}>{}</text>').format(
        _n(x), _n(y), size, anchor, colour, more, escape(plain(text))
    )


def _rect(x: float, y: float, width: float, height: float, fill: str, edge: str = "") -> Markup:
    more = Markup(' stroke="{}" stroke-width="2" rx="6"').format(edge) if edge else ""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>').format(
        _n(x), _n(y), _n(width), _n(height), fill, more
    )


def _path(way: str, colour: str, *, dashed: bool = False) -> Markup:
    more = Markup(' stroke-dasharray="7 5"') if dashed else ""
    return Markup('<path d="{}" fill="none" stroke="{}" stroke-width="1.5"{}/>').format(way, colour, more)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
