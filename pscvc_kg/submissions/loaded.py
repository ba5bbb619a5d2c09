"""What was loaded: each version of a register or catalogue, when, from which file, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from pscvc_kg import current, days
from pscvc_kg.namespaces import GRAPH_LOG
from pscvc_kg.store import Store

from .history import HOLDS, REPLACED, WITHDRAWN


@dataclass(frozen=True)
class LoadedPart:
    """A version of a part (``layout/part``): its file, the moment (UTC), and how many records it has.

    ``state`` is ``holds``, ``replaced`` or ``withdrawn``; ``ended`` is the moment when it ceased to hold, ""
    where it holds. A withdrawal has its ``reason`` and who decided it.
    """

    graph: str
    part: str
    file: str
    loaded: str
    records: int
    state: str
    ended: str = ""
    reason: str = ""
    withdrawn_by: str = ""


def loaded_parts(store: Store, *, as_of: str | None = None) -> tuple[LoadedPart, ...]:
    """Every version that *store* knows of, by part, the latest first.

    Args:
        store: The graph.
        as_of: Only what was loaded by the end of this day (UTC), as it stood then; what was withdrawn since
            is gone at every date.

    Raises:
        UsageError: *as_of* is no day.
    """
    day = days.day(as_of).isoformat() if as_of is not None else None
    found = []
    for row in store.query(current.rule("history-loaded"), graph=GRAPH_LOG).texts():
        graph, part, file, time, records, end, withdrawn, reason, by = row
        if day is not None and (time[:10] > day or withdrawn == "true"):
            continue
        ended = "" if day is not None and end[:10] > day else end
        state = WITHDRAWN if withdrawn == "true" else REPLACED if ended else HOLDS
        name = unquote(part.removeprefix(current.SOURCES))
        found.append(LoadedPart(graph, name, file, time, int(records), state, ended, reason, by))
    return tuple(found)
