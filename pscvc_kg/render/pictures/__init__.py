"""The picture of an answer as SVG, one module for each kind. Text stays text; no browser, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from pscvc_kg.errors import UsageError
from pscvc_kg.render.page import Page, plain
from pscvc_kg.render.pictures import bars, chain, flow, matrix, network, over_time
from pscvc_kg.render.pictures.shapes import MARGIN, SOFT, WIDTH, Drawn, lines
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer

_KINDS = {
    "bars": bars.draw,
    "chain": chain.draw,
    "flow": flow.draw,
    "lines": over_time.draw,
    "matrix": matrix.draw,
    "network": network.draw,
    "ties": network.draw_undirected,
}


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
    drawn = _KINDS[answer.question.picture.kind](answer, lang) if answer.rows else Drawn((), (), 0)
    room = WIDTH - 2 * MARGIN
    top, parts = 24, []
    if alone:
        top, said = lines(answer.question.summary[lang], MARGIN, 44, 24, room, bold=True)
        parts.append(said)
        top += 4
        if chosen:
            top, said = lines(chosen, MARGIN, top, 16, room, colour=SOFT)
            parts.append(said)
    about = "; ".join(drawn.said)
    about = about[:1].upper() + about[1:]
    if about:
        top, said = lines(about, MARGIN, top, 16, room, colour=SOFT)
        parts.append(said)
    parts.append(
        Markup('<g transform="translate(0 {})">\n{}\n</g>').format(top, Markup("\n").join(drawn.body))
    )
    y = top + drawn.height
    if alone:
        y += 30
        for text in source_lines(answer, lang):
            y, said = lines(text, MARGIN, y, 13, drawn.width - 2 * MARGIN, colour=SOFT)
            parts.append(said)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="figured" role="img" lang="{lang}" '
        'viewBox="0 0 {width} {height}" '
        'width="{width}" height="{height}" font-family="system-ui, Noto Sans, Arial, sans-serif">\n'
        "<title>{title}</title>\n<desc>{desc}</desc>\n"
        '<rect width="{width}" height="{height}" fill="#ffffff"/>\n{body}\n</svg>'
    ).format(
        lang=lang,
        width=drawn.width,
        height=round(y + 10),
        title=plain(answer.question.summary[lang]),
        desc=plain("; ".join(text for text in (chosen, about) if text) or answer.question.description[lang]),
        body=Markup("\n").join(parts),
    )
