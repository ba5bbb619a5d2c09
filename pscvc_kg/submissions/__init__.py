"""What goes into the graph: registers and open data are loaded, agencies' submissions are accepted."""

from __future__ import annotations

from .accepting import accept, submitted
from .differing import Difference, Figure, Record, Side, Uncompared, diff
from .history import Chapter, history
from .loading import Loaded, Outdated, Part, Unresolved, load, sources
from .naming import named
from .receipt import Accepted, Held, Receipt, Refused
from .withdrawing import Withdrawn, withdraw

__all__ = [
    "Accepted",
    "Chapter",
    "Difference",
    "Figure",
    "Held",
    "Loaded",
    "Outdated",
    "Part",
    "Receipt",
    "Record",
    "Refused",
    "Side",
    "Uncompared",
    "Unresolved",
    "Withdrawn",
    "accept",
    "diff",
    "history",
    "load",
    "named",
    "sources",
    "submitted",
    "withdraw",
]
