"""What goes into the graph: registers and open data are loaded, agencies' submissions are accepted."""

from __future__ import annotations

from .accepting import accept, submitted
from .differing import Difference, Figure, Record, Side, Uncompared, diff
from .history import Chapter, history
from .keeping import Backup, backup, restore
from .loaded import LoadedPart, loaded_parts
from .loading import Loaded, load, sources
from .naming import named
from .overtaking import Outdated
from .parts import Part, Unresolved
from .placing import places
from .receipt import Accepted, Held, Receipt, Refused
from .unloading import Unloaded, is_loaded, unload
from .verifying import Fault, Verified, verify
from .withdrawing import Withdrawn, withdraw

__all__ = [
    "Accepted",
    "Backup",
    "Chapter",
    "Difference",
    "Fault",
    "Figure",
    "Held",
    "Loaded",
    "LoadedPart",
    "Outdated",
    "Part",
    "Receipt",
    "Record",
    "Refused",
    "Side",
    "Uncompared",
    "Unloaded",
    "Unresolved",
    "Verified",
    "Withdrawn",
    "accept",
    "backup",
    "diff",
    "history",
    "is_loaded",
    "load",
    "loaded_parts",
    "named",
    "places",
    "restore",
    "sources",
    "submitted",
    "unload",
    "verify",
    "withdraw",
]
