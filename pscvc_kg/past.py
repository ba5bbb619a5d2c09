"""The graph as it stood at the end of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pscvc_kg import current
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import GRAPH_LOG, GRAPH_ONTOLOGY
from pscvc_kg.store import Store, Term


@dataclass(frozen=True)
class Past:
    """A graph in memory as it stood at the end of *day* (UTC), but for what was withdrawn since.

    Attributes:
        day: The day.
        store: Its ontology, log and `current`; whoever has it closes it.
        withdrawn: How many submissions had come by then, and were withdrawn on a later day: they are gone
            from every answer.
    """

    day: date
    store: EmbeddedStore
    withdrawn: int


def as_it_stood(store: Store, day: date) -> Past:
    """What *store* said at the end of *day*, made anew in memory, in the vocabulary of today.

    Raises:
        UsageError: Nothing had been loaded or accepted by then.
    """
    value = {"day": Term(day.isoformat(), "literal")}
    [row] = store.query(current.rule("deliveries-by"), graph=GRAPH_LOG, values=value).texts()
    delivered, withdrawn, first = row
    if not int(delivered):
        came = f"the first delivery came on {first[:10]}" if first else "nothing has been until today"
        raise UsageError(f"nothing had been loaded or accepted by {day.isoformat()}; {came}")
    log = store.construct(current.rule("log-as-of"), graph=GRAPH_LOG, values=value)
    with EmbeddedStore() as known:
        known.load(store.dump(GRAPH_ONTOLOGY), GRAPH_ONTOLOGY)
        known.load(log, GRAPH_LOG)
        memory = current.build(store, known)
    memory.load(store.dump(GRAPH_ONTOLOGY), GRAPH_ONTOLOGY)
    memory.load(log, GRAPH_LOG)
    return Past(day, memory, int(withdrawn))
