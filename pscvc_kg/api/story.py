"""The story that comes with the program, as a graph."""

from __future__ import annotations

from pscvc_kg.api.checking import validate
from pscvc_kg.api.graph import Graph, open
from pscvc_kg.api.submitting import accept, load, sort_by_kind


def shipped() -> Graph:
    """The shipped story in memory: its registers loaded, its submissions accepted where sound."""
    from pscvc_kg import resources

    graph = open()
    sources, submissions = sort_by_kind(sorted(resources.STORY.glob("*.csv")))
    load(sources, graph)
    accept(submissions, validate(submissions, store=graph), graph, hold=True)
    return graph
