"""From a list, or from what the graph itself holds, to the links that are proposed for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pscvc_kg import __version__
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.report import Text
from pscvc_kg.store import Store

from . import keeping, sssom
from .deciding import merged
from .gathering import gather
from .lists import read_list
from .proposing import Owners, Progress, as_links, propose
from .records import kept_rows
from .requiring import require_kind, require_one_list
from .sssom import LinkSet
from .things import Thing

KINDS = ("organization", "service", "programme", "dataset")
"""What can be linked: each has its query in ``queries/linking/``."""

COMPARED: Mapping[str, Text] = {
    "organization": {
        "en": "Compared with the organizations of the graph: {n}.",
        "fr": "Comparés aux organisations du graphe\u00a0: {n}.",
    },
    "service": {
        "en": "Compared with the services of the graph: {n}.",
        "fr": "Comparés aux services du graphe\u00a0: {n}.",
    },
    "programme": {
        "en": "Compared with the programmes of the graph: {n}.",
        "fr": "Comparés aux programmes du graphe\u00a0: {n}.",
    },
    "dataset": {
        "en": "Compared with the data sets of the graph: {n}.",
        "fr": "Comparés aux jeux de données du graphe\u00a0: {n}.",
    },
}
"""Against how many things a list was held, so that a name without a match says something."""


def find(
    target: str | Path,
    store: Store,
    *,
    kind: str = "organization",
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    relation: str | None = None,
    earlier: LinkSet | None = None,
    lang: str = "en",
    day: date,
    progress: Progress = lambda _done, _total, _about: None,
) -> LinkSet:
    """The links that are proposed for *target* in *store*, with what people decided before.

    Args:
        target: The file of a list; or a kind, for what the graph holds of it.
        store: The graph.
        kind: What the things of the list are linked to.
        name: What the list is called; after its file when None.
        columns: What columns of the list mean, where their headers do not say so.
        relation: ``exact``, ``close`` or ``related``; ``related`` between two kinds, else ``exact``.
        earlier: The links of an earlier run, whose decisions hold and are kept.
        lang: The language of names and reasons.
        day: The date of the links.
        progress: Told how far it is.

    Raises:
        InputError: The list cannot be read, the graph holds nothing to link to, or it keeps the links of
            another list of this name.
        UsageError: A kind, relation or column is not known, *earlier* is of another list, or the links that
            there are of this one are to another kind.
    """
    for given, choices in ((kind, KINDS), (relation or "exact", tuple(sssom.PREDICATES))):
        if given not in choices:
            raise UsageError(f"'{given}' is none of: {', '.join(choices)}")
    inside = str(target) in KINDS and not Path(target).exists()
    targets = gather(store, f"{kind}s")
    if not targets:
        raise InputError(f"the graph holds no {kind} to link to; load what names them, or name another graph")
    written = earlier.links if earlier else ()
    remarks: tuple[Text, ...] = ()
    if inside:
        things: Sequence[Thing] = gather(store, f"{target}s")
        title, source = name or f"{target}s-to-{kind}s", f"{target}s of the graph"
    else:
        listed = read_list(target, name or sssom.name_of(Path(target)), columns)
        things, title, remarks = listed.things, listed.name, listed.remarks
        source = f"{listed.file}, {listed.rows} rows, sha256 {listed.sha256}"
    across = inside and str(target) != kind
    predicate = sssom.PREDICATES[relation or ("related" if across else "exact")]
    about = predicate == sssom.RELATED
    own = {thing.iri for thing in things}
    if earlier and own.isdisjoint(link.subject for link in written):
        raise UsageError(
            f"the file holds the links of another list ({earlier.iri}), which would be lost; name "
            "another file with -o"
        )
    sets = kept_rows(store)
    of_list = sets.get(sssom.set_iri(title), ())
    require_one_list(title, own, of_list, source.partition(",")[0])
    require_kind(store, kind, (*of_list, *written), title, source.partition(",")[0])
    owners = None if kind == "organization" else Owners(gather(store, "organizations"))
    # What other lists say of the same things is known; what they say of other targets is no link of this.
    kept = keeping.of_sets(sets)
    meant = {each.iri for each in targets} | {link.object for link in of_list} | {sssom.NO_TERM_FOUND}
    said = merged((link for link in kept if link.subject in own and link.object in meant), written)
    known = [*(link for link in kept if link.subject not in own), *said]
    matches = propose(things, targets, known, owners=owners, about=about, progress=progress)
    metadata = _metadata(title, source, day, earlier)
    links = as_links(matches, metadata, said, predicate=predicate, lang=lang, day=day)
    header = {name: metadata[name] for name in metadata if name not in _OF_ROWS}
    known_things = {lang: text.format(n=len(targets)) for lang, text in COMPARED[kind].items()}
    return replace(links, metadata=header, remarks=(*remarks, known_things))


def _metadata(title: str, source: str, day: date, earlier: LinkSet | None) -> dict[str, Any]:
    own = {
        "mapping_set_id": sssom.set_iri(title),
        "mapping_set_title": title,
        "license": sssom.UNSPECIFIED_LICENCE,
        "mapping_tool": "pscvc",
        "mapping_tool_version": __version__,
        "mapping_date": day.isoformat(),
        "object_source": sssom.OBJECTS,
        "comment": source,
    }
    # What a person wrote into the header stays: a licence, a title, who made it.
    kept = {} if earlier is None else {k: v for k, v in earlier.metadata.items() if k not in _OURS}
    return {**own, **kept}


_OF_ROWS = ("mapping_tool", "mapping_tool_version", "mapping_date")
"""What the tool's rows say each: in the header it would be said of people's rows, too."""
_OURS = (*_OF_ROWS, "comment", "object_source")
