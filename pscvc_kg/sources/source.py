"""What is known of a source before anything is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pscvc_kg import resources

if TYPE_CHECKING:
    from pscvc_kg.report import Text


@dataclass(frozen=True)
class File:
    """A file of a source: the name that it is kept under, and its address, relative to the source's."""

    name: str
    path: str = ""


@dataclass(frozen=True)
class Source:
    """A source of open data.

    ``address`` is where its files lie, its endpoint is, or its portal answers; ``page`` is for people.
    ``way`` is how it is read: ``files`` (each downloaded), ``sparql`` (``queries/sources/<name>.rq`` is
    asked) or ``ckan`` (the portal's list, page after page). ``layouts`` are the layouts and kinds that `load`
    and `accept` then recognise in what was fetched. ``elsewhere`` is the title of the same kind of data at
    another ``{host}``, where that would be another publisher's; ``ending`` then goes into files' names.
    """

    name: str
    title: Text
    publisher: Text
    page: str
    address: str
    licence: str
    way: str
    layouts: tuple[str, ...]
    files: tuple[File, ...] = ()
    elsewhere: Text | None = None
    ending: str = ""

    @property
    def query(self) -> str:
        """What a source that is an endpoint is asked."""
        return self.query_file.read_text(encoding="utf-8")

    @property
    def query_file(self) -> Path:
        """Where that stands."""
        return resources.QUERIES / "sources" / f"{self.name}.rq"

    def at(self, host: str) -> Source:
        """The same kind of data at another *host*, kept under other names; itself where it is ours."""
        if self.elsewhere is None or host == urlsplit(self.address).netloc:
            return self
        ending = "-" + re.sub(r"[^A-Za-z0-9.-]", "-", host)
        return replace(
            self,
            title={language: text.replace("{host}", host) for language, text in self.elsewhere.items()},
            publisher={"en": host, "fr": host},
            licence="as its publisher states",
            page="",
            ending=ending,
        )

    def kept_as(self, name: str) -> str:
        """The name that a file called *name* is kept under."""
        stem, _, kind = name.rpartition(".")
        return f"{stem}{self.ending}.{kind}"
