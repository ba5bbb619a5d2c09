"""Links of lists and records to the things of a graph, and what people decide on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg.api.given import Progress, silent
from pscvc_kg.api.graph import Graph, on_folder

if TYPE_CHECKING:
    from pscvc_kg.linking.evaluating import Evaluation
    from pscvc_kg.linking.keeping import Kept, Withdrawn
    from pscvc_kg.linking.promoting import Promoted
    from pscvc_kg.linking.sssom import LinkSet


def today() -> date:
    """The day that decisions of now bear (UTC)."""
    return datetime.now(UTC).date()


def link(
    target: str | Path,
    store: Graph,
    *,
    kind: str = "organization",
    relation: str | None = None,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    earlier: LinkSet | None = None,
    lang: str = "en",
    progress: Progress = silent,
) -> LinkSet:
    """The links of a list, or of what *store* itself holds of a kind, to the things of *kind* in *store*.

    Nothing is written: `pscvc_kg.linking.sssom.written` makes the file of it, and `accept_links` keeps it.
    *earlier* are links of an earlier run: what people decided in them, or in the store, holds.

    >>> from pscvc_kg import shipped
    >>> from pscvc_kg.resources import LIST
    >>> with shipped() as graph:
    ...     links = link(LIST / "names.csv", graph)
    >>> links.links[0].subject_label, links.links[0].object_label, links.links[0].other["verdict"]
    ('Canada Revenue Agency', 'Canada Revenue Agency', 'accept')
    """
    from pscvc_kg.linking.finding import find

    return find(
        target,
        store.store,
        kind=kind,
        relation=relation,
        name=name,
        columns=columns,
        earlier=earlier,
        lang=lang,
        day=today(),
        progress=progress,
    )


def read_decisions(workbook: str | Path, links: LinkSet, *, by: str) -> LinkSet:
    """*links* with what *by* decided in the filled-in *workbook* of their review, after what was there."""
    from pscvc_kg.linking.reading_review import read_decisions
    from pscvc_kg.linking.sssom import appended

    return appended(links, read_decisions(workbook, links, by, today()))


def accept_links(path: str | Path, store: Graph, *, by: str) -> Kept:
    """Keep the decided links of the SSSOM file at *path* in *store*: the accepted ones hold from now on.

    *by* answers for those that the tool accepted and nobody looked at, too.
    """
    from pscvc_kg.linking import keeping, sssom

    on_folder(store)
    file = Path(path)
    links = sssom.read(file)
    return keeping.accept(store.store, links, file.name, sssom.sha256(file), by=by)


def promote_links(path: str | Path, store: Graph, *, by: str) -> tuple[LinkSet, Promoted]:
    """Make the accepted links of the file at *path* ``owl:sameAs`` in *store*, but for those that cannot be.

    What comes back are the links with the rows that say so, to be written to the file, and what was refused.
    """
    from pscvc_kg.linking import keeping, promoting, sssom

    on_folder(store)
    file = Path(path)
    links = sssom.read(file)
    promoted = promoting.promote(store.store, links, by, today())
    after = sssom.appended(links, promoted.links)
    if promoted.links:
        keeping.keep(store.store, after, file.name, sssom.sha256(file), by=by)
    return after, promoted


def withdraw_links(name: str, store: Graph, *, reason: str, by: str) -> Withdrawn:
    """Take the links of the list called *name* back from *store*; the log keeps who did so and why."""
    from pscvc_kg.linking import keeping

    on_folder(store)
    return keeping.withdraw(store.store, name, reason=reason, by=by)


def evaluate_links(
    gold: str | Path, store: Graph, *, kind: str = "organization", progress: Progress = silent
) -> Evaluation:
    """How good links to the things of *kind* in *store* are, on the names with right answers in *gold*."""
    from pscvc_kg.linking.evaluating import evaluate, read_gold
    from pscvc_kg.linking.gathering import gather
    from pscvc_kg.linking.matching import Matcher

    cases = read_gold(gold)
    matcher = Matcher(gather(store.store, f"{kind}s"))
    return evaluate(matcher, cases, lambda done: progress(done, len(cases), ""))
