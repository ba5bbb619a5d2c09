"""Open data that we know: where each source is, under which licence, and how it is fetched and kept.

One module a source, each with its ``SOURCE``. Nothing is fetched unless somebody asks for that very source.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from pscvc_kg.errors import UsageError

from .keeping import Kept, Origin, fetch, origin_of
from .source import File, Source

__all__ = ["File", "Kept", "Origin", "Source", "fetch", "origin_of", "source", "sources"]


@functools.cache
def sources() -> Mapping[str, Source]:
    """Every source by name."""
    modules = (importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__))
    found = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def source(name: str) -> Source:
    """The source called *name*.

    Raises:
        UsageError: There is none; the message names those there are.
    """
    known = sources()
    if name not in known:
        near = _meant(name, known.values())
        hint = f"did you mean {near}?" if near else f"there are: {', '.join(known)}"
        raise UsageError(f"no source is called '{name}'; {hint}")
    return known[name]


def _meant(name: str, known: Iterable[Source]) -> str:
    """The name of the one source of which *name* is nearly the name or title, or a part of one; else ""."""
    asked = name.strip().casefold()
    called = {text.casefold(): each.name for each in known for text in (each.name, *each.title.values())}
    near = get_close_matches(asked, called, n=1, cutoff=0.75)
    within = {of for text, of in called.items() if len(asked) > 2 and asked in text}
    return called[near[0]] if near else within.pop() if len(within) == 1 else ""
