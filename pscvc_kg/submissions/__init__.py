"""What goes into the graph: registers and open data are loaded, agencies' submissions are accepted."""

from __future__ import annotations

from .accepting import accept, submitted
from .loading import Loaded, Outdated, Part, Unresolved, load, sources
from .naming import named
from .receipt import Accepted, Held, Receipt, Refused
from .withdrawing import Withdrawn, withdraw

__all__ = [
    "Accepted",
    "Held",
    "Loaded",
    "Outdated",
    "Part",
    "Receipt",
    "Refused",
    "Unresolved",
    "Withdrawn",
    "accept",
    "load",
    "named",
    "sources",
    "submitted",
    "withdraw",
]
