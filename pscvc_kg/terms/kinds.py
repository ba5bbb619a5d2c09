"""The kinds of things that have a page, and the lists of them, as queries/pages/things.rq names them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pscvc_kg import headers, resources
from pscvc_kg.report import Text

FOLDER = resources.QUERIES / "pages"


@dataclass(frozen=True)
class Kind:
    """One kind of things.

    Attributes:
        one: What one of them is called; ``several``, what several are.
        within: The list of pages in which it stands; None where it has its place on the page of something.
        listed: Whether it stands in the list of terms.
        numbered: Whether it is cited by a number: P03, I18, S07.a, F1.
    """

    name: str
    one: Text
    several: Text
    within: str | None
    listed: bool
    numbered: bool


@dataclass(frozen=True)
class List:
    """One list of pages, and what it holds in a sentence."""

    name: str
    title: Text
    about: Text


@functools.cache
def kinds(path: Path = FOLDER / "things.rq") -> Mapping[str, Kind]:
    """Every kind by name, in the order of a list."""
    header = headers.read(path)[0]
    return {
        name: Kind(
            name=name,
            one=headers.text_of(path, said, "one"),
            several=headers.text_of(path, said, "several"),
            within=said.get("list"),
            listed=said.get("listed", False),
            numbered=said.get("numbered", False),
        )
        for name, said in header["kinds"].items()
    }


@functools.cache
def lists(path: Path = FOLDER / "things.rq") -> tuple[List, ...]:
    """The lists of pages in the order of their menu."""
    said = headers.read(path)[0]["lists"].items()
    return tuple(
        List(name, headers.text_of(path, one, "title"), headers.text_of(path, one, "about"))
        for name, one in said
    )
