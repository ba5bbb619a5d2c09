"""How a command shows its result on stdout and its progress on stderr."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pscvc_kg import api
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.render.page import Page, plain
from pscvc_kg.render.words import LANGUAGES, word

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


def keep_apart(output: Path | None, *read: Path | str | None) -> None:
    """Refuse, before any work, an *output* that is one of the files that are *read*: it would be lost.

    Raises:
        UsageError: It is the same file, under whatever name.
    """
    for path in read:
        if output is not None and path is not None and _is_same(output, Path(path)):
            raise UsageError(
                f"--output {output} would overwrite {path}, which is read; name another file to write"
            )


def _is_same(output: Path, read: Path) -> bool:
    """Whether both names lead to one file; a pipe or a device loses nothing."""
    try:
        if output.exists() and read.exists():
            return output.is_file() and output.samefile(read)
        return output.resolve() == read.resolve()
    except (OSError, RuntimeError, ValueError):
        return False  # no file has such a name, or a link leads to itself; reading or writing says so


def say(
    form: Callable[[Result, str, Page], str | bytes], result: Result, lang: str, output: Path | None
) -> None:
    """Write a result in one of its forms to stdout, or to the file *output*: whole or not at all.

    A form that is exact to the byte, such as one for a spreadsheet, comes as bytes and is not changed.
    """
    written = form(result, lang, page() if output is None else PLAIN)
    if output is not None:
        _write(output, written.encode(errors="replace") if isinstance(written, str) else written)
    elif isinstance(written, str):
        sys.stdout.write(written)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(written)


def say_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write *files* into the new *folder*, which appears whole or not at all.

    Raises:
        InputError: Something is there already, or it cannot be made.
    """
    place = folder.resolve()
    beside = place.with_name(f".{place.name[:100]}.{os.getpid()}.part")
    try:
        if place.exists() and not (place.is_dir() and not any(place.iterdir())):
            raise InputError(f"{folder} is there already; name a new folder, so that nothing is overwritten")
        try:
            beside.mkdir()
            for name, content in files.items():
                (beside / name).write_bytes(content)
            beside.replace(place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written ({error.strerror or error}); name a folder in one that exists"
        ) from error


def warn(sentence: str) -> None:
    """Say on stderr what a reader of the result must know."""
    sys.stdout.flush()
    print(f"pscvc: {sentence}", file=sys.stderr)


def _write(output: Path, content: bytes) -> None:
    """Put *content* into the file *output*: what was there stays until all of it is written."""
    try:
        if output.exists() and not output.is_file():
            output.write_bytes(content)  # a pipe or a device takes what comes
            return
        place = output.resolve()  # the file that a link names, and not the link, is replaced
        beside = place.with_name(f".{place.name[:100]}.{os.getpid()}.part")
        try:
            beside.write_bytes(content)
            if place.exists():
                shutil.copymode(place, beside)
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)
    except (
        OSError,
        RuntimeError,
    ) as error:  # a link that leads to itself is a RuntimeError before Python 3.13
        why = getattr(error, "strerror", None) or error
        raise InputError(
            f"{output} cannot be written ({why}); name a file in a folder that exists"
        ) from error


def names_in(receipt: Receipt, graph: api.Graph, lang: str) -> dict[str, str]:
    """What the organizations and periods of a receipt are called."""
    pairs = [(one.organization, one.period) for one in receipt.accepted]
    pairs += [(one.organization, one.period) for one in receipt.refused]
    return graph.labels({iri for pair in pairs for iri in pair if iri}, lang)


def names_of(iris: set[str], graph: api.Graph) -> dict[str, dict[str, str]]:
    """What things are called, in every language: a page shows them all."""
    return {lang: graph.labels(iris, lang) for lang in LANGUAGES}


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
    """The graph at *store*, which must exist, or the shipped data where no store was named."""
    with api.shipped() if store is None else api.open(store, create=False) as graph:
        yield graph


@contextlib.contextmanager
def standing(graph: api.Graph, as_of: str | None) -> Iterator[api.Graph]:
    """*graph*, or what it was at the end of the day *as_of*."""
    if as_of is None:
        yield graph
        return
    with graph.as_of(as_of) as past:
        yield past


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
