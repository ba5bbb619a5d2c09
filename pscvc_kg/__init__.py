"""pscvc_kg: a knowledge graph and semantic model of public sector value chains.

>>> import pscvc_kg as pscvc
>>> with pscvc.shipped() as graph:                   # or pscvc.open("chains/"), a folder of your own
...     answer = graph.ask("hand-overs", chain="birth-of-a-child")
>>> print(answer.records()[0]["object"])
Details of the birth registration, with the parent's consent
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "Graph",
    "PscvcError",
    "accept",
    "accept_links",
    "ask",
    "backup",
    "candidates",
    "decide",
    "diff",
    "draw",
    "evaluate_links",
    "export",
    "history",
    "link",
    "load",
    "open",
    "promote_links",
    "publish",
    "read_decisions",
    "restore",
    "shipped",
    "validate",
    "verify",
    "withdraw",
    "withdraw_links",
]

if TYPE_CHECKING:
    from pscvc_kg.api import (
        Graph,
        accept,
        accept_links,
        ask,
        backup,
        candidates,
        decide,
        diff,
        draw,
        evaluate_links,
        export,
        history,
        link,
        load,
        open,
        promote_links,
        publish,
        read_decisions,
        restore,
        shipped,
        validate,
        verify,
        withdraw,
        withdraw_links,
    )
    from pscvc_kg.errors import PscvcError


def __getattr__(name: str) -> object:
    """Find a public name when it is first used, so that importing the package costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'pscvc_kg' has no attribute {name!r}")
    if name == "PscvcError":
        from pscvc_kg.errors import PscvcError

        return PscvcError
    from pscvc_kg import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
