"""How a command shows its result on stdout and its progress on stderr."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pscvc_kg import api
from pscvc_kg.errors import InputError
from pscvc_kg.render.page import Page

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


@contextlib.contextmanager
def existing(store: Path | None) -> Iterator[api.Graph | None]:
    """The graph in the folder *store*, which must exist, or None where no store was named."""
    if store is None:
        yield None
        return
    with api.open(store, create=False) as graph:
        yield graph


@contextlib.contextmanager
def working(english: str, french: str, lang: str) -> Iterator[None]:
    """Show on a terminal that work is going on; elsewhere, nothing."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{french if lang == 'fr' else english}…"):
        yield
