"""The life of submissions: who said what, when, checked under which rules, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pscvc_kg import current, days
from pscvc_kg.namespaces import GRAPH_LOG, GRAPH_ONTOLOGY, SHAPE
from pscvc_kg.store import Store

from .naming import is_called, submitter

HOLDS = "holds"
PARTLY = "partly-replaced"
REPLACED = "replaced"
EMPTY = "nothing-taken"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Chapter:
    """One submission: the *number*-th of an organization for a period (both IRIs), and what became of it.

    Attributes:
        accepted: The moment, in UTC, as xsd:dateTime.
        records: How many were taken.
        held: How many were held; None where the log does not say it.
        layouts: Names.
        files: Names as people know them, with the SHA-256 names of their bytes.
        rules: Profile and version, such as ``gc/0.1.0``.
        as_of: The day for which it was checked.
        by: Who accepted it; "" where nobody said so.
        waived: How many findings somebody answered for.
        state: ``holds``, ``partly-replaced``, ``replaced``, ``nothing-taken`` or ``withdrawn``.
        replaced_by: The numbers of the submissions that replaced layouts of it.
        standing: The layouts of it that nothing has replaced.
        withdrawn: The moment; "" where it is not withdrawn. With it the reason, and who decided it.
    """

    graph: str
    organization: str
    period: str
    number: int
    accepted: str
    records: int
    held: int | None
    layouts: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    rules: str
    as_of: str
    by: str
    waived: int
    state: str = HOLDS
    replaced_by: tuple[int, ...] = ()
    standing: tuple[str, ...] = ()
    withdrawn: str = ""
    reason: str = ""
    withdrawn_by: str = ""


def history(
    store: Store, *, organization: str | None = None, period: str | None = None, as_of: str | None = None
) -> tuple[Chapter, ...]:
    """Every submission that *store* knows of, by organization, the latest period and the latest number first.

    Args:
        store: The graph.
        organization: Only of this one, by any of its names.
        period: Only for this one, by its label or IRI.
        as_of: Only those accepted by the end of this day (UTC), as they stood then; what was withdrawn since
            is gone at every date.

    Raises:
        UsageError: It never submitted, not for that period, or *as_of* is no day.
    """
    day = days.day(as_of).isoformat() if as_of is not None else None
    chapters = [
        each for each in _chapters(store) if day is None or (each.accepted[:10] <= day and not each.withdrawn)
    ]
    if organization is not None:
        owner, when = submitter(store, organization, period)
        chapters = [each for each in chapters if each.organization == owner and when in (None, each.period)]
    elif period is not None:
        chapters = [each for each in chapters if is_called(each.period, period)]
    return tuple(_with_states(chapters))


def _chapters(store: Store) -> list[Chapter]:
    details: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for graph, kind, detail, title in store.query(current.rule("history-details"), graph=GRAPH_LOG).texts():
        details[graph, kind].append((detail, title))
    found = []
    for row in store.query(current.rule("history"), graph=(GRAPH_LOG, GRAPH_ONTOLOGY)).texts():
        graph, owner, period, version, time, records, held, day, by, end, reason, withdrawer = row
        found.append(
            Chapter(
                graph=graph,
                organization=owner,
                period=period,
                number=int(version),
                accepted=time,
                records=int(records),
                held=int(held) if held else None,
                layouts=tuple(sorted(iri.rpartition("/")[2] for iri, _ in details[graph, "layout"])),
                files=tuple(sorted((title, name) for name, title in details[graph, "file"])),
                rules=", ".join(sorted(iri.removeprefix(SHAPE) for iri, _ in details[graph, "rules"])),
                as_of=day,
                by=by,
                waived=len(details[graph, "waived"]),
                withdrawn=end,
                reason=reason,
                withdrawn_by=withdrawer,
            )
        )
    return found


def _with_states(chapters: Sequence[Chapter]) -> Iterable[Chapter]:
    """*chapters* with what became of each: a later one of the same owner and period replaces its layouts."""
    same: dict[tuple[str, str], list[Chapter]] = defaultdict(list)
    for each in chapters:
        if not each.withdrawn:
            same[each.organization, each.period].append(each)
    for each in chapters:
        later = [one for one in same[each.organization, each.period] if one.number > each.number]
        # What replaced it is the next that has the layout: the one after that replaces the next.
        by = {
            layout: min(one.number for one in later if layout in one.layouts)
            for layout in each.layouts
            if any(layout in one.layouts for one in later)
        }
        standing = tuple(layout for layout in each.layouts if layout not in by)
        if each.withdrawn:
            yield replace(each, state=WITHDRAWN)
        elif not each.layouts:
            yield replace(each, state=EMPTY)
        else:
            state = HOLDS if not by else PARTLY if standing else REPLACED
            numbers = tuple(sorted({*by.values()}))
            yield replace(each, state=state, replaced_by=numbers, standing=standing)
