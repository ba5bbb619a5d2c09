"""How a command shows its result on stdout and its progress on stderr."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pscvc_kg import api
from pscvc_kg.errors import InputError
from pscvc_kg.render.page import Page, plain
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.submissions import Receipt

Result = TypeVar("Result")
PLAIN = Page(width=100)
"""What a file or a pipe gets, so that two runs give the same bytes wherever they run."""


def page() -> Page:
    """The page that stdout is: as wide as the terminal, coloured unless NO_COLOR is set."""
    if not sys.stdout.isatty():
        return PLAIN
    width = min(max(shutil.get_terminal_size().columns, 60), 140)
    return Page(width=width, colour="NO_COLOR" not in os.environ)


def say(form: Callable[[Result, str, Page], str], result: Result, lang: str, output: Path | None) -> None:
    """Write a result in one of its forms to stdout, or to the file *output*."""
    if output is None:
        sys.stdout.write(form(result, lang, page()))
        return
    try:
        output.write_bytes(form(result, lang, PLAIN).encode())
    except OSError as error:
        raise InputError(
            f"{output} cannot be written ({error.strerror}); name a file in a folder that exists"
        ) from error


def names_in(receipt: Receipt, graph: api.Graph, lang: str) -> dict[str, str]:
    """What the organizations and periods of a receipt are called."""
    pairs = [(one.organization, one.period) for one in receipt.accepted]
    pairs += [(one.organization, one.period) for one in receipt.refused]
    return graph.labels({iri for pair in pairs for iri in pair if iri}, lang)


@contextlib.contextmanager
def existing(store: str | None) -> Iterator[api.Graph | None]:
    """The graph in the folder *store*, which must exist, or None where no store was named."""
    if store is None:
        yield None
        return
    with api.open(store, create=False) as graph:
        yield graph


@contextlib.contextmanager
def readable(store: str | None) -> Iterator[api.Graph]:
    """The graph in the folder *store*, which must exist, or the shipped data where no store was named."""
    with api.shipped() if store is None else api.open(store, create=False) as graph:
        yield graph


@contextlib.contextmanager
def working(what: str, lang: str) -> Iterator[None]:
    """Show on a terminal that work is going on; elsewhere, nothing. *what* is a key of the words."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(word(what, lang)):
        yield


@contextlib.contextmanager
def progress(what: str, lang: str) -> Iterator[Callable[[int, int, str], None]]:
    """A function to tell how far the work is; it draws a bar on a terminal, elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda _done, _total, _about: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[about]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(word(what, lang), total=None, about="")
        yield lambda done, total, about: bar.update(task, completed=done, total=total, about=plain(about))
