"""What goes into the graph: registers and open data are loaded, agencies' submissions are accepted."""

from __future__ import annotations

from pscvc_kg import chain

from .accepting import accept, submitted
from .keeping import Backup, backup, restore
from .loading import Loaded, Outdated, Part, Unresolved, load, sources
from .receipt import Accepted, Held, Receipt, Refused
from .verifying import Fault, Verified, verify
from .withdrawing import Withdrawn, withdraw

__all__ = [
    "Accepted",
    "Backup",
    "Fault",
    "Held",
    "Loaded",
    "Outdated",
    "Part",
    "Receipt",
    "Refused",
    "Unresolved",
    "Verified",
    "Withdrawn",
    "accept",
    "backup",
    "chain",
    "load",
    "restore",
    "sources",
    "submitted",
    "verify",
    "withdraw",
]
