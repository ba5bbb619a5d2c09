"""A graph in a form of other tools, or sent to an endpoint."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from pscvc_kg.api.given import Progress, silent
from pscvc_kg.api.graph import Graph
from pscvc_kg.api.story import shipped

if TYPE_CHECKING:
    from pscvc_kg.exporting import Exported


def export(
    name: str,
    store: Graph | None = None,
    *,
    form: str | None = None,
    organization: str | None = None,
    indicator: str | None = None,
    graph: str | None = None,
    progress: Progress = silent,
) -> Exported:
    """*store*, or the shipped data, in a form of other tools: dcat, cpsv-ap, datacube, csvw or trig.

    What comes back has ``content``, or for tables ``files`` by name, and ``left_out``: records that could not
    go in, each with the reason.

    >>> made = export("cpsv-ap", organization="cra-arc")
    >>> b"a cpsv:PublicService" in made.content
    True
    """
    from pscvc_kg.exporting import export

    with ExitStack() as closing:
        opened = store if store is not None else closing.enter_context(shipped())
        return export(
            opened.store,
            name,
            form=form,
            graph=graph,
            progress=progress,
            organization=organization,
            indicator=indicator,
        )


def publish(store: Graph, where: str) -> None:
    """Send the state of *store* to the SPARQL endpoint at *where*, which then answers alike.

    What questions read, the log and the ontology go there, each as a named graph that replaces the one there.
    The environment variable PSCVC_GRAPHS names the address of the endpoint's graph store protocol.

    Raises:
        StoreError: The endpoint cannot be reached, refuses, or names no graph store.
    """
    from pscvc_kg.endpoint import Endpoint, publish

    with Endpoint(where) as endpoint:
        publish(store.store, endpoint)
