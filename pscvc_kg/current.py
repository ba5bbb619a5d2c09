"""The graph `current`: what holds now, each triple once, with all that follows from it; questions read it."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from pscvc_kg import resources, vocabulary
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.namespaces import BASE, GRAPH, GRAPH_CURRENT, GRAPH_LOG, GRAPH_ONTOLOGY, PROV, PSC
from pscvc_kg.store import Store, Term, canonical

SOURCES = GRAPH + "source/"
SUBMISSIONS = GRAPH + "submission/"
CANDIDATES = GRAPH + "candidates/"
"""What was supposed of the state, and nobody stated: it goes with whatever changes that state."""

STALE = f"<{GRAPH_CURRENT}> <{PROV}wasInvalidatedBy> <{PSC}thisRun> .\n".encode()
"""The mark in graph/log that `current` is out of date: it enters with whatever changes the live state and
leaves when `current` has been rewritten."""


@dataclass(frozen=True, order=True)
class Source:
    """A live part of a register or of open data; ``layout`` and ``part`` are IRIs."""

    graph: str
    layout: str
    part: str
    digest: str


@dataclass(frozen=True)
class Said:
    """What a submission says in one layout, live: ``graph`` holds it, ``number`` counts from 1."""

    submission: str
    layout: str
    owner: str
    period: str
    number: int
    digest: str

    @property
    def graph(self) -> str:
        """The named graph of this layout's statements."""
        return graph_of(self.submission, self.layout.rpartition("/")[2])


def graph_of(submission: str, layout: str) -> str:
    """The named graph of what *submission* says in the layout of that name.

    One for each layout, because a later submission replaces only the layouts that it contains.
    """
    return f"{submission}/{layout}"


@functools.cache
def rule(name: str) -> str:
    """The text of ``queries/state/<name>.rq``."""
    return (resources.QUERIES / "state" / f"{name}.rq").read_text(encoding="utf-8")


def live_sources(store: Store) -> tuple[Source, ...]:
    """The registers and open data that *store* holds now, sorted by graph."""
    rows = store.query(rule("live-sources"), graph=GRAPH_LOG).texts()
    return tuple(Source(*row) for row in rows)


def live_submissions(store: Store) -> tuple[Said, ...]:
    """What organizations have said that nothing has replaced: latest period first, in it layout by layout."""
    rows = store.query(rule("live-submissions"), graph=(GRAPH_LOG, GRAPH_ONTOLOGY)).texts()
    return tuple(
        Said(submission, layout, owner, period, int(number), digest)
        for submission, layout, owner, period, number, digest in rows
    )


def supposed(store: Store) -> tuple[str, ...]:
    """The named graphs of what was supposed of the present state: no other may leave them behind."""
    return tuple(name for name in store.graphs() if name.startswith(CANDIDATES))


def refresh(store: Store) -> None:
    """Bring `current` up to date with what is live in *store*.

    An interruption leaves the mark in graph/log, and the next opening of the store does this again.
    """
    mark(store)
    _rewrite(store, GRAPH_ONTOLOGY, ontology())
    with build(store) as memory:
        triples = memory.dump(GRAPH_CURRENT)
    _rewrite(store, GRAPH_CURRENT, triples)
    store.commit({}, remove={GRAPH_LOG: STALE})
    store.flush()


def mark(store: Store) -> None:
    """Say in graph/log, on the disk, that `current` is out of date."""
    store.commit({GRAPH_LOG: STALE})
    store.flush()


def is_stale(store: Store) -> bool:
    """Whether `current` is marked as out of date."""
    mark_pattern = STALE.decode().replace(" .\n", "")
    return store.query(f"ASK {{ {mark_pattern} }}", graph=GRAPH_LOG).texts() == [("true",)]


def recover(store: Store) -> bool:
    """Undo what an interruption left: data that no entry of the log names, and a `current` out of date.

    Returns whether there was anything to do.
    """
    names = store.graphs()
    if GRAPH_LOG not in names:
        orphans = [name for name in names if name.startswith(SOURCES)]
    else:
        known = {row[0] for row in store.query(rule("known-graphs"), graph=GRAPH_LOG).texts()}
        orphans = [name for name in names if name.startswith(SOURCES) and name not in known]
    for name in orphans:
        store.remove(name)
    if stale := is_stale(store):
        refresh(store)
    return stale or bool(orphans)


def build(store: Store, known: Store | None = None) -> EmbeddedStore:
    """A store in memory whose graph `current` is what is live in *store*, with what follows from it.

    What is live is what its log says, or that of *known* where it is given.

    What submissions say of their period is added as it is. Of what they say of things as such, only what the
    ontology and the registers leave open is added, and of each layout only the latest period that describes a
    thing: whatever an earlier one said of it and the latest does not say was taken back.
    """
    memory = EmbeddedStore()
    memory.load(ontology(), GRAPH_CURRENT)
    for source in live_sources(known or store):
        memory.load(store.dump(source.graph), GRAPH_CURRENT)
    memory.load(selected(live_submissions(known or store), store.dump, memory), GRAPH_CURRENT)
    _add_what_follows(memory)
    return memory


def selected(live: Sequence[Said], dump: Callable[[str], bytes], memory: EmbeddedStore) -> bytes:
    """What *live* submissions say that holds now, dated and undated, as N-Triples.

    Args:
        live: What is live, latest period first.
        dump: Gives the statements of a named graph, or those of them that matter.
        memory: A store whose `current` holds what ontology and registers say; it is as it was afterwards.
    """
    later: dict[str, list[Term]] = {}
    found = []
    for (period, layout), group in itertools.groupby(live, key=lambda each: (each.period, each.layout)):
        # Two organizations that describe one thing in one period are both heard; a rule tells it.
        said = f"{layout}#{period}"
        for each in group:
            memory.load(dump(each.graph), said)
        found.append(memory.construct(rule("dated-statements"), graph=said))
        values = {"later": later.get(layout, [])}
        found.append(memory.construct(rule("undated-statements"), graph=said, values=values))
        later.setdefault(layout, []).append(Term(said))
    for graph in itertools.chain.from_iterable(later.values()):
        memory.remove(graph.value)
    return b"".join(found)


def _add_what_follows(memory: EmbeddedStore) -> None:
    """Add to `current` what the ontology's axioms and the rules of queries/rules/ derive from it."""
    from pscvc_kg import closure

    closure.close(memory.oxigraph, GRAPH_CURRENT)


@functools.cache
def ontology() -> bytes:
    """The ontology's triples with IRIs for its blank nodes, so that the same ontology is the same graph.

    Oxigraph names blank nodes anew at each load; what is named by RDFC-1.0 needs that no more. Numbers are as
    it spells them.
    """
    return named(vocabulary.ontology_triples())


def named(triples: bytes) -> bytes:
    """*triples* in canonical form, with IRIs for their blank nodes."""
    return canonical(_BLANK.sub(rb"<" + (BASE + ".well-known/genid/").encode() + rb"\1>", triples))


_BLANK = re.compile(rb"(?:^|(?<= ))_:(\w+)(?= (?:<|\.$))", re.MULTILINE)
"""A blank node where N-Triples has a subject or an object: at the start of a line or before its end."""


def _rewrite(store: Store, graph: str, triples: bytes) -> None:
    """Make *graph* hold exactly *triples* by writing what differs: removing is what costs most on a disk."""
    gone = set(store.dump(graph).splitlines(keepends=True))
    if not gone:
        store.load(triples, graph)
        return
    new = bytearray()
    for line in BytesIO(triples):
        if line in gone:
            gone.discard(line)
        else:
            new += line
    if gone:
        store.commit({}, remove={graph: b"".join(sorted(gone))})
    if new:
        store.load(bytes(new), graph)
