"""Whether a graph is whole, and its copies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg.api.given import Progress, silent
from pscvc_kg.api.graph import say_if_failed

if TYPE_CHECKING:
    from pscvc_kg.submissions import Backup, Verified


def verify(where: str | Path, *, progress: Progress = silent) -> Verified:
    """Check the store in the folder *where*: files, indexes, graphs, log, and what `current` says.

    Where it finds faults, each later opening says so on stderr, until a check finds none.
    """
    from pscvc_kg.submissions import verify

    return verify(where, progress=progress)


def backup(where: str | Path, target: str | Path, *, progress: Progress = silent) -> Backup:
    """Copy the store at *where*, which may be in use, to the new folder *target*, verified and sealed."""
    from pscvc_kg.submissions import backup

    say_if_failed(where)
    return backup(where, target, progress=progress)


def restore(backup: str | Path, where: str | Path, *, progress: Progress = silent) -> Backup:
    """Verify *backup* and put a copy of it at *where*, which must be new."""
    from pscvc_kg.submissions import restore

    return restore(backup, where, progress=progress)
