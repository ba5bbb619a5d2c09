"""A graph that the jobs are done on, and opening it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pscvc_kg.api.given import Files, paths

if TYPE_CHECKING:
    from pscvc_kg.past import Past
    from pscvc_kg.questions import Answer, Choice
    from pscvc_kg.store import Rows, Store


@dataclass(frozen=True)
class Graph:
    """A store and what can be asked of it. Close it, or use it in a ``with``, so that others can open it.

    ``past`` is the day as which it stands, where it is a graph as it stood (see `as_of`).
    """

    store: Store
    past: Past | None = None

    def as_of(self, day: str) -> Graph:
        """This graph as it stood at the end of *day* (UTC), in memory: any question can be asked of it.

        What was withdrawn since is gone at every date; answers say how many submissions that were. It is made
        anew, which takes as long as `load` does: ask several questions of one. Close it, too.

        Raises:
            UsageError: *day* is no day, or nothing had been loaded or accepted by then.

        >>> from pscvc_kg import shipped
        >>> with shipped() as graph, graph.as_of("2099-12-31") as later:
        ...     later.ask("hand-overs").as_of
        '2099-12-31'
        """
        from pscvc_kg import days
        from pscvc_kg.past import as_it_stood

        on_folder(self)
        past = as_it_stood(self.store, days.day(day))
        return Graph(past.store, past)

    def ask(
        self, question: str, /, *, lang: str = "en", **values: str | int | Decimal | bool | Sequence[str]
    ) -> Answer:
        """Answer a question of ``queries/questions/`` with its parameters; see ``pscvc ask`` for the list.

        A value is an IRI, an identifier or a label; what a parameter is called and may be, the list says.

        >>> from pscvc_kg import shipped
        >>> with shipped() as graph:
        ...     answer = graph.ask("standards-missed", organization="cra-arc")
        >>> [column.name for column in answer.columns][:3]
        ['organization', 'period', 'standards']
        >>> answer.as_of is not None and len(answer.sources) > 0
        True
        """
        from pscvc_kg.questions import ask

        answer = ask(self.store, question, lang=lang, **values)
        if self.past is None:
            return answer
        return replace(answer, as_of=self.past.day.isoformat(), withdrawn=self.past.withdrawn)

    def choices(self, question: str, parameter: str, *, lang: str = "en") -> tuple[Choice, ...]:
        """What *parameter* of a question may be in this graph, by label; nothing for numbers and free text.

        >>> from pscvc_kg import shipped
        >>> with shipped() as graph:
        ...     [one.label for one in graph.choices("hand-overs", "chain")][:1]
        ["A child's first passport"]
        """
        from pscvc_kg.questions import choices
        from pscvc_kg.questions import question as named

        return choices(self.store, named(question), parameter, lang=lang)

    def sparql(self, query: str, *, limit: float = 30.0, rows: int | None = 10_000) -> Rows | bytes:
        """Answer free SPARQL on the current state: rows, or N-Triples for a CONSTRUCT or DESCRIBE.

        The query is stopped after *limit* seconds. Of an answer with more than *rows* rows these are given,
        and its ``more`` is true; None gives all.

        Raises:
            UsageError: It is no query, would change the graph or ask another machine, or takes more time, or
                more memory (1 GB) than it may.
            StoreError: The store cannot be read, or the endpoint refuses or fails.

        >>> from pscvc_kg import shipped
        >>> with shipped() as graph:
        ...     found = graph.sparql("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }")
        >>> found.columns
        ('n',)
        """
        from pscvc_kg.errors import UsageError
        from pscvc_kg.limiting import answer
        from pscvc_kg.outbound import UPDATES, chooses_graphs, form

        if limit <= 0 or (rows is not None and rows < 1):
            raise UsageError("the limits of a query are more than 0; give seconds and rows")
        if (word := form(query)) in UPDATES:
            raise UsageError(
                f"{word} would change the graph, and free SPARQL only reads it; use load or accept"
            )
        if chooses_graphs(query):
            raise UsageError(
                "FROM would read other graphs than the one that questions read; leave it out, or name a "
                "graph in the pattern: GRAPH <…> { … }"
            )
        return answer(self.store, query, seconds=limit, rows=rows)

    def labels(self, iris: Iterable[str], lang: str = "en") -> dict[str, str]:
        """What things are called in this graph, by their IRIs."""
        from pscvc_kg.questions import called

        return called(self.store, iris, lang)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open(
    where: str | Path | None = None, *, create: bool = True, sources: Files = (), submissions: Files = ()
) -> Graph:
    """Open the graph at *where*, a folder that is made when absent if *create*, or one in memory.

    *where* may also be the http(s) address of a SPARQL 1.1 endpoint, to be asked. A name and a password for
    it stand in the address or in the environment variables PSCVC_USER and PSCVC_PASSWORD.

    A folder is made only when the *sources* and *submissions* that are to go into it can be read. Of a store
    that failed its check (see `verify`), stderr says so at each opening.

    >>> with open() as graph:                            # in memory: nothing is in it but the vocabulary
    ...     len(graph.ask("hand-overs").rows)
    0
    """
    from pscvc_kg.folder import is_address, is_store, no_folder
    from pscvc_kg.store import open_store

    if is_address(str(where)):
        if sources or submissions:
            raise no_folder(str(where))
        return Graph(open_store(str(where)))
    if where is not None and create and not is_store(where):
        from pscvc_kg import submissions as job

        job.sources(paths(sources))
        job.submitted(paths(submissions))
    store = open_store(where, create=create)
    if where is not None:
        say_if_failed(where)
    return Graph(store)


def on_folder(graph: Graph) -> None:
    """Refuse an endpoint for a job that needs more of a graph than its answers."""
    from pscvc_kg.folder import is_address, no_folder

    if is_address(graph.store.where):
        raise no_folder(graph.store.where)


def say_if_failed(where: str | Path) -> None:
    """Say on stderr that the store at *where* failed its check: no answer comes from it without that."""
    from pscvc_kg import seal

    if failed := seal.sentence(str(where)):
        print(f"pscvc: {failed}", file=sys.stderr)
