"""Pages about every term, construct, proposition, rule and question, as files that need no network."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from pscvc_kg import resources, vocabulary
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.namespaces import BASE
from pscvc_kg.render import kinds
from pscvc_kg.render.page import Page
from pscvc_kg.render.picture import WIDTH, picture
from pscvc_kg.render.words import LANGUAGES, word
from pscvc_kg.terms import Catalogue, Cell, Entry, catalogue

_MARK = "pscvc.ttl"
"""The whole vocabulary in one file, and the sign that a folder holds such a site."""

# What each list shows, in the order of the menu.
_LISTS = {
    "terms": ("class", "relation", "property"),
    "codes": ("code-list",),
    "constructs": ("construct",),
    "propositions": ("proposition",),
    "indicators": ("indicator",),
    "frameworks": ("framework",),
    "article": ("passage", "finding"),
    "works": ("work",),
    "rules": ("rule",),
    "questions": ("question",),
    "vocabularies": ("module", "alignment"),
}
NUMBERED = ("proposition", "indicator", "passage", "finding")
"""The kinds whose identifiers people cite: P03, I18, S07, F1."""
_LIST_OF = {kind: name for name, shown in _LISTS.items() for kind in shown}


@dataclass(frozen=True)
class Written:
    """A site in ``folder`` with so many pages of terms in each language."""

    folder: Path
    pages: int


def write_site(
    folder: Path, tell: Callable[[int, int, str], None] = lambda _done, _total, _about: None
) -> Written:
    """Write the site into *folder*, which is new, empty, or holds a site of before; *tell* how far it is.

    Raises:
        UsageError: The folder holds something else.
        InputError: It cannot be written.
    """
    catalogues = [catalogue(language) for language in LANGUAGES]
    _make_room(folder)
    total = sum(entry.home is None for one in catalogues for entry in one.entries.values())
    done = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARK).write_bytes(
            vocabulary.ontology_triples()
        )  # first, so that a run cut short can be repeated
        for place, text in _files(catalogues):
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            done += 1
            tell(min(done, total), total, place)
        for place in ("ontology", f"{vocabulary.version()}/ontology"):
            # as it is now, and under its version, which stays when a later one is written
            apart = shutil.ignore_patterns("w3id")
            shutil.copytree(resources.ONTOLOGY, folder / place, ignore=apart, dirs_exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written ({error.strerror}); name a folder in which you may write"
        ) from error
    return Written(folder, total)


def site_text(written: Written, lang: str, page: Page) -> str:
    """Where the site is and where to begin."""
    start = written.folder / lang / "index.html"
    return word("site-written", lang, pages=written.pages, folder=written.folder, start=start) + "\n"


def _make_room(folder: Path) -> None:
    """See that *folder* can take a site, and take away one of before: terms may have gone since."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the pages")
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / _MARK).is_file():
            raise UsageError(f"{folder} holds other files; name a new or an empty folder for the pages")
        for part in (*LANGUAGES, "ontology"):
            shutil.rmtree(folder / part, ignore_errors=True)


def _files(catalogues: list[Catalogue]) -> Iterator[tuple[str, str]]:
    """The place and the text of each file."""
    environment = _environment()
    yield "index.html", environment.get_template("languages.html.j2").render(version=vocabulary.version())
    yield "style.css", environment.get_template("style.css.j2").render()
    for known in catalogues:
        yield from _Pages(known, environment).files()


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pscvc_kg.render"),
        autoescape=lambda name: name is not None and ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"anchor": anchor, "capitalise": _capitalised, "by_aspect": _by_aspect}
    environment.tests["ours"] = lambda iri: iri.startswith(BASE)
    return environment


class _Pages:
    """The pages in one language."""

    def __init__(self, known: Catalogue, environment: Environment) -> None:
        self._known = known
        self._language = known.language
        self._environment = environment

    def files(self) -> Iterator[tuple[str, str]]:
        yield self._page("home", "index.html", counts=self._counts())
        for name, shown in _LISTS.items():
            yield self._page("list", f"{name}.html", name=name, groups=list(self._groups(name, shown)))
        for entry in self._known.all():
            if entry.kind in _LIST_OF:
                yield self._page(
                    "entry",
                    _path(entry.iri),
                    entry=entry,
                    list_name=_LIST_OF[entry.kind],
                    places=self._places(entry),
                )

    def _page(self, template: str, place: str, **values: object) -> tuple[str, str]:
        up = "../" * place.count("/")

        def href(iri: str) -> str | None:
            """Where a thing is read about from this page; None where it has no page."""
            target = self._address(iri)
            return target and (up + target)

        text = self._environment.get_template(f"{template}.html.j2").render(
            lang=self._language,
            other=next(language for language in LANGUAGES if language != self._language),
            place=place,
            up=up,
            href=href,
            lists=_LISTS,
            numbered=NUMBERED,
            one=functools.partial(kinds.one, lang=self._language),
            several=functools.partial(kinds.several, lang=self._language),
            label=self._known.label,
            drawn=picture,
            drawn_width=WIDTH,
            version=vocabulary.version(),
            **values,
        )
        return f"{self._language}/{place}", text

    def _address(self, iri: str) -> str | None:
        entry = self._known.entries.get(iri)
        if entry is None:
            return None
        if entry.home is None:
            return _path(iri) if entry.kind in _LIST_OF else None
        return f"{_path(entry.home)}#{anchor(iri)}"

    def _places(self, page: Entry) -> dict[tuple[str, int], str]:
        """The anchors of what has its place on *page* (a code, on its list), by section and row."""
        found: dict[str, tuple[str, int]] = {}
        for section in page.sections:
            for number, (first, *_) in enumerate(section.rows):
                entry = self._known.entries.get(first.iri or "")
                if entry is not None and entry.home == page.iri:
                    found.setdefault(entry.iri, (section.name, number))
        return {place: anchor(iri) for iri, place in found.items()}

    def _counts(self) -> dict[str, int]:
        found = [entry.kind for entry in self._known.entries.values()]
        return {name: sum(found.count(kind) for kind in shown) for name, shown in _LISTS.items()}

    def _groups(self, name: str, shown: tuple[str, ...]) -> Iterator[tuple[str, list[Entry]]]:
        """The headings of a list with what stands under each; an entry of several groups stands in each."""
        entries = [entry for entry in self._known.entries.values() if entry.kind in shown]
        under: dict[str, list[Entry]] = {}
        for entry in sorted(entries, key=lambda one: shown.index(one.kind)):
            for group in entry.groups or ("",):
                under.setdefault(self._heading(group, entry), []).append(entry)
        for heading in sorted(under, key=lambda one: not one):  # what has no heading stands last
            yield heading, sorted(under[heading], key=_order)

    def _heading(self, group: str, entry: Entry) -> str:
        if group:
            return self._known.label(group)
        return kinds.several(entry.kind, self._language) if len(_LISTS[_LIST_OF[entry.kind]]) > 1 else ""


def _order(entry: Entry) -> tuple[object, ...]:
    """By number where there are numbers (F2 before F10), else by label."""
    digits = "".join(filter(str.isdigit, entry.identifier))
    numbered = entry.kind in NUMBERED and digits
    return (0, int(digits), "") if numbered else (1, 0, entry.label.casefold())


def _path(iri: str) -> str:
    """The page of *iri* within a language: the path of the IRI."""
    return iri.removeprefix(BASE).replace("#", "/") + ".html"


def _capitalised(text: str) -> str:
    """*text* with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _by_aspect(rows: Iterable[tuple[Cell, ...]]) -> list[tuple[str, list[Cell]]]:
    """Facts (aspect, value) as each aspect with its values, in their order."""
    return [
        (aspect, [value for _, value in several])
        for aspect, several in groupby(rows, lambda row: row[0].text)
    ]


def anchor(iri: str) -> str:
    """The place of a code or statement on its page: the last part of its IRI."""
    return iri.rpartition("/")[2]
