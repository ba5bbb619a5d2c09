"""One page of headed tables in both languages, which needs no network and no script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pscvc_kg import __version__
from pscvc_kg.render.page import plain
from pscvc_kg.render.report_words import REPORT_WORDS
from pscvc_kg.render.words import LANGUAGES

Said = Mapping[str, str]
"""A text by language, or markup; what is no markup is escaped."""


@dataclass(frozen=True)
class Section:
    """A table under a heading; ``numbers`` are columns that end together, ``kind`` a class of the style."""

    heading: Said
    columns: tuple[Said, ...]
    rows: tuple[Sequence[Said], ...]
    numbers: tuple[int, ...] = ()
    note: Said | None = None
    kind: str = ""


def in_each(say: Callable[[str], str]) -> Said:
    """What *say* gives for each language."""
    return {language: say(language) for language in LANGUAGES}


def sheet(
    title: Said,
    lead: Sequence[Said],
    sections: Iterable[Section],
    lang: str,
    *,
    picture: Said | None = None,
    foot: Sequence[Said] = (),
) -> str:
    """A page that shows *lang* first. It holds no script, and its policy forbids any.

    *picture* is markup that stands above the tables; *foot* are lines under everything.
    """
    from markupsafe import Markup

    from pscvc_kg.render.templating import both, breakable, policy, templates

    def _breakable(text: str) -> Markup:
        return text if isinstance(text, Markup) else breakable(plain(text))

    environment = templates()
    style = Markup(environment.get_template("sheet.css.j2").render())
    return environment.get_template("sheet.html.j2").render(
        title=title,
        lead=lead,
        sections=sections,
        picture=picture,
        foot=foot,
        lang=lang,
        languages=LANGUAGES,
        style=style,
        policy=policy(style),
        both=both,
        shown=lambda texts: both({one: _breakable(texts[one]) for one in LANGUAGES}),
        words=_words,
        version=__version__,
    )


def _words(key: str, **values: object) -> Said:
    return {language: text.format(**values) for language, text in REPORT_WORDS[key].items()}
