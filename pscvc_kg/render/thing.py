"""A page about one thing of the graph: small, for a frame in somebody's program, or whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from pscvc_kg import __version__
from pscvc_kg.namespaces import XSD
from pscvc_kg.render.page import plain
from pscvc_kg.render.words import write_day, write_number
from pscvc_kg.store import Term

Fact = tuple[str, Sequence[tuple[Term, str]]]
"""The label of a property, and its values, each with what it is called."""
_SOME = 3
"""So many values of a property on a small page."""
_LONG = 120
"""Signs of a value on a small page."""
_SHORT = 60
"""Signs after which no further value of a property stands on a small page."""
_NUMBERS = {XSD + kind for kind in ("integer", "decimal", "double")}
PAGE_WORDS = {
    "more": {"en": "and {} more", "fr": "et {} de plus"},
    "absent": {"en": "Not in the graph", "fr": "Absent du graphe"},
    "absent-why": {
        "en": "The graph has nothing at this address: it may have been withdrawn, or never been there.",
        "fr": "Le graphe n'a rien à cette adresse\u00a0: la chose a été retirée, ou n'y a jamais été.",
    },
    "cut": {
        "en": "The program that asks left out what follows # in the address. Open the address itself.",
        "fr": "Le programme a omis ce qui suit # dans l'adresse. Ouvrez l'adresse elle-même.",
    },
}


def thing_page(iri: str, title: str, about: str, facts: Iterable[Fact], lang: str, *, whole: bool) -> str:
    """The page about the thing *iri*: no script, nothing from the network, one link to the IRI itself."""
    shown = [(plain(label), _shown(values, lang, whole)) for label, values in facts]
    return _page(lang, whole, plain(title), plain(about), shown, iri)


def missing_page(lang: str) -> str:
    """The page where there is no such thing."""
    return _page(lang, False, PAGE_WORDS["absent"][lang], PAGE_WORDS["absent-why"][lang], [], "")


def cut_page(iri: str, lang: str) -> str:
    """The page where several things have an IRI that begins with *iri* and a ``#``."""
    return _page(lang, False, plain(f"{iri}#…"), PAGE_WORDS["cut"][lang], [], "")


def flyout(title: str, text: str) -> str:
    """A piece of HTML about what is suggested: a heading and a line, for the page of another program."""
    from markupsafe import Markup

    return Markup('<div class="fbs-flyout-content"><h1 id="fbs-flyout-title">{}</h1><p>{}</p></div>').format(
        plain(title), plain(text)
    )


def _page(
    lang: str, whole: bool, title: str, about: str, facts: Sequence[tuple[str, Sequence[str]]], iri: str
) -> str:
    from markupsafe import Markup

    from pscvc_kg.render.templating import policy, templates

    environment = templates()
    style = Markup(environment.get_template("thing.css.j2").render())
    return environment.get_template("thing.html.j2").render(
        lang=lang,
        whole=whole,
        title=title,
        about=about,
        facts=facts,
        iri=iri if iri.startswith(("http://", "https://")) else "",
        style=style,
        policy=policy(style),
        version=__version__,
    )


def _shown(values: Sequence[tuple[Term, str]], lang: str, whole: bool) -> list[str]:
    """Each value on the whole page; on the small one the first few in a line, cut where they are long."""
    texts = [plain(_text(value, name, lang)) for value, name in values]
    if whole:
        return texts
    some: list[str] = []
    for text in texts[:_SOME]:
        if some and sum(map(len, some)) + len(text) > _SHORT:
            break
        some.append(text if len(text) <= _LONG else text[: _LONG - 1].rstrip() + "…")
    if rest := len(texts) - len(some):
        if len(some[0]) > _SHORT:
            some = [some[0][: _SHORT - 1].rstrip() + "…"]
        some.append(PAGE_WORDS["more"][lang].format(write_number(rest, lang)))
    return [" · ".join(some)]


def _text(value: Term, name: str, lang: str) -> str:
    if value.kind == "iri":
        return name or value.value
    if value.datatype in _NUMBERS:
        try:
            return write_number(Decimal(value.value), lang)
        except InvalidOperation:
            return value.value
    if value.datatype == XSD + "date":
        return write_day(value.value, lang)
    return value.value
