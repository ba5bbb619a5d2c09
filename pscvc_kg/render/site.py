"""Pages about every term, construct, proposition, rule and question, as files that need no network."""

from __future__ import annotations

import functools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox
from jinja2 import Environment

from pscvc_kg import resources, vocabulary
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.namespaces import BASE
from pscvc_kg.render.page import Page
from pscvc_kg.render.picture import WIDTH, picture
from pscvc_kg.render.templating import templates
from pscvc_kg.render.words import LANGUAGES, word
from pscvc_kg.terms import Catalogue, Cell, Entry, catalogue, kinds, lists, prefixes

_MARK = ".pscvc-site"
"""The sign that a folder holds such a site and nothing that anybody else put there."""
_WHOLE = "pscvc.ttl"
"""The whole vocabulary in one file."""


@dataclass(frozen=True)
class Written:
    """A site in ``folder`` with so many pages about things, both languages together."""

    folder: Path
    pages: int


def write_site(
    folder: Path, tell: Callable[[int, int, str], None] = lambda _done, _total, _about: None
) -> Written:
    """Write the site into *folder*, which is new, empty, or holds a site of before; *tell* how far it is.

    It is written beside the folder and moved there when it is whole: a run cut short leaves a site of before
    as it was. What lies under another version stays.

    Raises:
        UsageError: The folder is a file or holds something else.
        InputError: It cannot be written.
    """
    try:
        place = _resolved(folder)
        _see_that_there_is_room(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pscvc-site-", dir=place.parent) as beside:
            pages = _write(Path(beside), tell)
            place.mkdir(exist_ok=True)
            for part in sorted(Path(beside).iterdir()):
                _replace(place / part.name, part)
    except OSError as error:
        why = error.strerror or error
        raise InputError(
            f"{folder} cannot be written ({why}); name a folder in which you may write"
        ) from error
    return Written(folder, pages)


def _write(folder: Path, tell: Callable[[int, int, str], None]) -> int:
    """Write the whole site into the empty *folder*; how many pages about things it has."""
    catalogues = [catalogue(language) for language in LANGUAGES]
    total = sum(entry.home is None for one in catalogues for entry in one.entries.values())
    for done, (place, text) in enumerate(_files(catalogues), start=1):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        tell(min(done, total), total, place)
    for place in ("ontology", f"{vocabulary.version()}/ontology"):
        shutil.copytree(resources.ONTOLOGY, folder / place, ignore=shutil.ignore_patterns("w3id"))
    triples = (quad.triple for quad in ox.parse(vocabulary.ontology_triples(), format=ox.RdfFormat.N_TRIPLES))
    names = {prefix: space for space, prefix in prefixes().items()}
    (folder / _WHOLE).write_bytes(ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=names) or b"")
    (folder / _MARK).write_text(f"pscvc {vocabulary.version()}\n", encoding="utf-8")
    return total


def _resolved(folder: Path) -> Path:
    """Where *folder* really is; a link that leads to itself is an OSError, as it is since Python 3.13."""
    try:
        return folder.resolve()
    except RuntimeError as error:
        raise OSError("the link leads to itself") from error


def _see_that_there_is_room(folder: Path) -> None:
    """Refuse a *folder* that holds anything but a site of before."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the pages")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise UsageError(f"{folder} holds other files; name a new or an empty folder for the pages")


def _replace(old: Path, new: Path) -> None:
    """Put the file or folder *new* in the place of *old*."""
    if old.is_dir() and not old.is_symlink():
        shutil.rmtree(old)
    elif old.is_symlink():
        old.unlink()
    new.replace(old)


def site_json(written: Written, lang: str, page: Page | None = None) -> str:
    """Where the site is and how many pages it has, for a program."""
    return json.dumps({"folder": str(written.folder), "pages": written.pages}, ensure_ascii=False) + "\n"


def site_text(written: Written, lang: str, page: Page) -> str:
    """Where the site is and where to begin."""
    start = written.folder / "index.html"
    return word("site-written", lang, pages=written.pages, folder=written.folder, start=start) + "\n"


def _files(catalogues: list[Catalogue]) -> Iterator[tuple[str, str]]:
    """The place and the text of each file."""
    environment = _environment()
    yield "index.html", environment.get_template("languages.html.j2").render(version=vocabulary.version())
    yield "style.css", environment.get_template("style.css.j2").render()
    for known in catalogues:
        yield from _Pages(known, environment).files()


@functools.cache
def _environment() -> Environment:
    environment = templates()
    environment.filters |= {
        "anchor": anchor,
        "by_aspect": _by_aspect,
        "capitalise": _capitalised,
    }
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
        for one in lists():
            yield self._page("list", f"{one.name}.html", list=one, groups=list(self._groups(one.name)))
        titles = {one.name: one.title[self._language] for one in lists()}
        for entry in self._known.all():
            within = kinds()[entry.kind].within
            if within is not None:
                yield self._page(
                    "entry",
                    _path(entry.iri),
                    entry=entry,
                    within=(within, titles[within]),
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
            lists=lists(),
            kinds=kinds(),
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
            return _path(iri) if kinds()[entry.kind].within else None
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
        return {one.name: sum(kinds()[kind].within == one.name for kind in found) for one in lists()}

    def _groups(self, name: str) -> Iterator[tuple[str, list[Entry]]]:
        """The headings of a list with what stands under each; an entry of several groups stands in each."""
        shown = [kind for kind in kinds().values() if kind.within == name]
        under: dict[str, list[Entry]] = {}
        for kind in shown:
            otherwise = kind.several[self._language] if len(shown) > 1 else ""
            for entry in self._known.entries.values():
                if entry.kind == kind.name:
                    for heading in map(self._known.label, entry.groups) if entry.groups else (otherwise,):
                        under.setdefault(heading, []).append(entry)
        for heading in sorted(under, key=lambda one: not one):  # what has no heading stands last
            yield heading, sorted(under[heading], key=_order)


def _order(entry: Entry) -> tuple[object, ...]:
    """By number where there are numbers (F2 before F10), else by label."""
    digits = "".join(filter(str.isdigit, entry.identifier))
    return (0, int(digits), "") if kinds()[entry.kind].numbered and digits else (1, 0, entry.label.casefold())


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
