"""Open data that we know: where each source is, under which licence, and how it is fetched and kept.

One module a source, each with its ``SOURCE``. Nothing is fetched unless somebody asks for that very source.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping

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
        raise UsageError(f"no source is called '{name}'; there are: {', '.join(known)}")
    return known[name]
