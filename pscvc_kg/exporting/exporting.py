"""An export is made: its parts run, what they say is checked, and it is written in the form asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import UsageError
from pscvc_kg.exporting import quads, tables
from pscvc_kg.exporting.catalogue import EXPORT, GATHERED, Export, export_named, exports
from pscvc_kg.exporting.layout_words import about_layouts
from pscvc_kg.exporting.leaving_out import LeftOut, readable, sound
from pscvc_kg.exporting.naming import chosen
from pscvc_kg.exporting.writing import GRAPH_FORMS, written
from pscvc_kg.store import Store, Term

QUADS = "trig"
"""The export that is the graph itself, with its named graphs."""
TABLES = "csvw"
"""The export that is a folder of tables."""
_GATHERED = "urn:pscvc:gathered"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Exported:
    """What an export is: a file, or for tables several by name; and what could not go into it."""

    name: str
    files: Mapping[str, bytes]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def content(self) -> bytes:
        """The one file that it is; of tables, what describes them, which comes last."""
        return list(self.files.values())[-1]


def names() -> tuple[str, ...]:
    """What the exports are called."""
    return tuple(sorted({*exports(), QUADS}))


def forms(name: str) -> tuple[str, ...]:
    """The forms in which the export of that name is written, the usual one first."""
    if name == QUADS:
        return tuple(quads.FORMS)
    return ("csv",) if export_named(name, (QUADS,)).name == TABLES else tuple(GRAPH_FORMS)


def check(name: str, *, form: str | None = None, graph: str | None = None, **choice: str | None) -> None:
    """Refuse, before any work, an export that there is none of; see `export` for what is given.

    Raises:
        UsageError: There is no such export, form or parameter.
    """
    known = forms(name)
    if form is not None and form not in known:
        raise UsageError(f"{name} is not written as {form}; take one of: {', '.join(known)}")
    given = {parameter for parameter, text in choice.items() if text is not None}
    if name == QUADS:
        if given:
            raise UsageError(
                f"{name} writes whole graphs; leave --{min(given)} out, or choose one with --graph"
            )
        return
    if graph is not None:
        raise UsageError(f"only {QUADS} writes a graph of your choice; leave --graph out")
    if unknown := sorted(given - export_named(name).parameters.keys()):
        raise UsageError(f"{name} cannot be limited to one {unknown[0]}; leave --{unknown[0]} out")


def export(
    store: Store,
    name: str,
    *,
    form: str | None = None,
    graph: str | None = None,
    progress: Progress = lambda _done, _total, _about: None,
    **choice: str | None,
) -> Exported:
    """The graph in *store* as the export *name* says it, of what is chosen only (``organization``, …).

    Args:
        store: The graph, or an endpoint.
        name: One of `names`.
        form: One of `forms`; the first of them when None.
        graph: Of quads, this named graph only.
        progress: Told how far it is.
        choice: By parameter, what people call it.

    Raises:
        UsageError: There is no such export, form, parameter or thing.
        StoreError: The store cannot be read.
    """
    given = {parameter: text for parameter, text in choice.items() if text is not None}
    check(name, form=form, graph=graph, **given)
    wanted = form or forms(name)[0]
    if name == QUADS:
        return Exported(name, {EXPORT: quads.written(store, wanted, graph, progress)})
    asked = export_named(name)
    terms = {
        parameter: chosen(store, parameter, text, asked.parameters[parameter])
        for parameter, text in given.items()
    }
    if name == TABLES:
        files, twice = tables.written(store, asked, terms, progress)
        return Exported(name, files, tuple(sorted(twice, key=_order)))
    triples, gone = _made(store, asked, terms, progress)
    content, changed = written(triples, asked.prefixes, wanted)
    return Exported(name, {EXPORT: content}, tuple(sorted(gone | changed, key=_order)))


def _made(
    store: Store, asked: Export, terms: Mapping[str, Term], progress: Progress
) -> tuple[set[ox.Triple], set[LeftOut]]:
    """The statements of the export, sound, and what was left out."""
    said: set[ox.Triple] = set()
    gone: set[LeftOut] = set()
    steps = len(asked.building) + 1
    with EmbeddedStore() as gathered:
        gathered.load(about_layouts(), _GATHERED)
        for done, part in enumerate(asked.building):
            progress(done, steps, part.name)
            values = {name: terms[name] for name in part.among if name in terms}
            if part.reads == (GATHERED,):
                triples = gathered.construct(part.text, graph=_GATHERED, values=values)
            else:
                triples = store.construct(part.text, graph=part.reads, values=values)
            found = list(readable(triples, part.pages))
            gone.update(one for one in found if isinstance(one, LeftOut))
            statements = [one for one in found if not isinstance(one, LeftOut)]
            if part.gives == GATHERED:
                text = ox.serialize(statements, format=ox.RdfFormat.N_TRIPLES)
                gathered.load(text or b"", _GATHERED)
            else:
                said.update(statements)
    progress(steps - 1, steps, "")
    kept, faulty = sound(asked, said)
    progress(steps, steps, "")
    return kept, gone | faulty


def _order(one: LeftOut) -> tuple[str, str, str]:
    return one.record, one.reason["en"], one.value
