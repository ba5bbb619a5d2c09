"""Links in the graph: each mapping set in a named graph of its own, with who decided what."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pscvc_kg import chain, current
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.log_terms import Clock, file_name, invalidated, now, number_of, time_of, withdrawn
from pscvc_kg.namespaces import CODE, DATA, DCT, GRAPH_LOG, PROV, RDF_TYPE
from pscvc_kg.store import Store, Term, canonical, statements

from . import sssom
from .deciding import (
    Standing,
    State,
    answering,
    in_order,
    is_decision,
    is_of_person,
    merged,
    promotions,
    standings,
)
from .records import MAPPING_SET, history, identity, kept_rows, name_of, numbered, record
from .requiring import (
    known_things,
    name_in,
    require_known,
    require_no_contradiction,
    require_one_kind,
    require_one_list,
)
from .sssom import Link, LinkSet

_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_VOID = "http://rdfs.org/ns/void#"
_LINKSET = _VOID + "Linkset"
_LAYOUT = CODE + "layout/sssom"
_TITLE = {"en": "Reviewed links", "fr": "Liens révisés"}


@dataclass(frozen=True)
class Kept:
    """What became of a mapping set: its graph, whether that is new, and how many links stand how.

    ``open`` counts the names of which a person has to choose one of several, or none.

    ``state`` is ``new``, ``replaced`` (the earlier version is kept, off `current`) or ``unchanged``;
    ``carried`` counts earlier decisions of people that the file no longer holds and that hold all the same,
    ``gone`` the links that held so far and do no longer.
    """

    set: str
    graph: str
    state: str
    accepted: int
    rejected: int
    none: int
    open: int
    carried: int
    gone: int


@dataclass(frozen=True)
class Withdrawn:
    """A mapping set that was taken back: its graph, and how many accepted links no longer hold."""

    set: str
    graph: str
    links: int


def known(store: Store) -> tuple[Link, ...]:
    """Every row of the links that *store* keeps: the tool's, then what people said of them, by day."""
    return of_sets(kept_rows(store))


def of_sets(sets: Mapping[str, Iterable[Link]]) -> tuple[Link, ...]:
    """The rows of all *sets*: the tool's, then what people said of them, by day."""
    rows = (link for links in sets.values() for link in links)
    return tuple(sorted(rows, key=lambda link: (is_of_person(link), link.slots.get("review_date", ""))))


def accept(store: Store, links: LinkSet, file: str, sha256: str, *, by: str, clock: Clock = now) -> Kept:
    """Keep what is decided of *links* in *store*: accepted links hold, rejected ones are remembered.

    What a person still has to look at stays in the file. What people decided of this set earlier and the file
    no longer says is kept, too; of two decisions on one pair the later one counts, whichever file says it.

    Raises:
        InputError: A link is between things that the graph does not know, it says what only promotion may,
            it makes one of two things that a register keeps apart, it is to a thing of another kind than the
            kept links of the list, or another list's links would be lost.
        UsageError: Nobody answers for it.
    """
    return _keep(store, links, file, sha256, by, clock, promoting=False)


def keep(store: Store, links: LinkSet, file: str, sha256: str, *, by: str, clock: Clock = now) -> Kept:
    """As `accept`, of links whose promotions are known to be sound."""
    return _keep(store, links, file, sha256, by, clock, promoting=True)


def _keep(
    store: Store,
    links: LinkSet,
    file: str,
    sha256: str,
    by: str,
    clock: Clock,
    *,
    promoting: bool,
) -> Kept:
    by = answering(by)
    if not re.fullmatch(re.escape(sssom.LINKS) + r"[A-Za-z0-9_.~%-]+", links.iri):
        # Somebody else's set has its own name; its graph is ours, and no other graph's.
        links = replace(links, metadata={**links.metadata, "mapping_set_id": sssom.set_iri(links.iri)})
    rows = kept_rows(store)
    may_be_same = {link.pair for each in rows.values() for link in promotions(each)}
    if promoting:
        may_be_same |= {link.pair for link in links.links}
    before = rows.pop(links.iri, ())
    name = name_in(links.iri)
    require_one_list(name, {link.subject for link in links.links}, before, file)
    require_one_kind(store, links.links, before, name, file)
    in_file = frozenset(mark for mark, _ in numbered(links.links))
    links = replace(links, links=merged(_decided_rows(before, links), links.links))
    found = standings(links.links)
    same = _promoted(links, found, may_be_same, file)
    require_known(store, found, file)
    require_no_contradiction(store, found, rows, file)
    triples = canonical(b"".join(_graph(links, found, same, _unlabelled(store, found))))
    moment = clock()
    digest = f"sssom sha256:{hashlib.sha256(triples).hexdigest()}"
    earlier = [source for source in current.live_sources(store) if source.part == links.iri]
    counts = {state: sum(each.state is state for each in found) for state in State}
    counting = [*(each.last for each in found if each.decided), *same]
    tally = (
        counts[State.ACCEPTED],
        counts[State.REJECTED],
        counts[State.NONE],
        len({each.last.subject for each in found if each.state is State.REVIEW}),
        sum((identity(link), 0) not in in_file for link in counting),
        len(_accepted(standings(before)) - _accepted(found)),
    )
    if unchanged := next((source for source in earlier if source.digest == digest), None):
        return Kept(links.iri, unchanged.graph, "unchanged", *tally)
    numbers = [int(name.rpartition("/")[2]) for name in store.graphs() if name.startswith(links.iri + "/")]
    graph = f"{links.iri}/{1 + max(numbers, default=0)}"
    entry = _entry(graph, links, digest, moment, file, sha256, by, len(found))
    entry += b"".join(invalidated(source.graph, moment) for source in earlier)
    entry += chain.about_graph(graph, triples)
    store.commit({graph: triples, GRAPH_LOG: chain.entry(store, entry) + current.STALE})
    store.flush()
    current.refresh(store)
    return Kept(links.iri, graph, "replaced" if earlier else "new", *tally)


def withdraw(store: Store, name: str, *, reason: str, by: str, clock: Clock = now) -> Withdrawn:
    """Take back the mapping set called *name*: its links and what was decided of them hold no longer.

    Its graph stays in *store*, off `current`, and the log says who took it back and why.

    Raises:
        UsageError: There is no such set, no reason, or nobody who answers for it.
    """
    if not reason.strip():
        raise UsageError("a withdrawal needs a reason, which the log keeps; give it with --reason")
    by = answering(by)
    live = {each.part: each.graph for each in current.live_sources(store) if each.layout == _LAYOUT}
    iri = name if name in live else sssom.set_iri(name)
    if iri not in live:
        there = ", ".join(name_in(each) for each in sorted(live)) or "none"
        raise UsageError(f"the graph keeps no links called '{name[:60]}'; it keeps: {there}")
    gone = _accepted(standings(kept_rows(store).get(iri, ())))
    entry = withdrawn([live[iri]], clock(), reason.strip(), by)
    store.commit({GRAPH_LOG: chain.entry(store, entry) + current.STALE})
    store.flush()
    current.refresh(store)
    return Withdrawn(iri, live[iri], len(gone))


def _accepted(found: Iterable[Standing]) -> set[tuple[str, str]]:
    return {each.last.pair for each in found if each.state is State.ACCEPTED}


def _decided_rows(before: Iterable[Link], links: LinkSet) -> Iterator[Link]:
    """What is kept of people's decisions, and what they were made on where the file no longer says it."""
    before = tuple(before)
    pairs = {link.pair for link in before if is_decision(link)}
    proposed = {link.pair for link in links.links if not is_decision(link)}
    for link in before:
        if is_decision(link) or (link.pair in pairs and link.pair not in proposed):
            yield link


def _promoted(
    links: LinkSet, found: Sequence[Standing], may_be_same: Collection[tuple[str, str]], file: str
) -> list[Link]:
    """The promotions that hold: those of links that are accepted as the same."""
    standing = {each.last.pair: each for each in found}
    same = []
    for link in promotions(links.links):
        each = standing.get(link.pair)
        if each is not None and each.state is State.REJECTED:
            continue
        if link.pair not in may_be_same:
            raise InputError(
                f"{file}: {link.subject_label} is said to be owl:sameAs {link.object_label}; that is "
                "said by promotion only: accept them as skos:exactMatch, then pscvc link --promote"
            )
        if each is not None and each.state is State.ACCEPTED and each.last.predicate == sssom.EXACT:
            same.append(link)
    return same


def _unlabelled(store: Store, found: Sequence[Standing]) -> set[str]:
    """The subjects that nothing else in the graph names: rows of lists, entries of others' catalogues."""
    subjects = {each.last.subject for each in found}
    return subjects - known_things(store, {iri for iri in subjects if not iri.startswith(DATA + "list/")})


def _graph(
    links: LinkSet, found: Sequence[Standing], same: Sequence[Link], unlabelled: Iterable[str]
) -> Iterable[bytes]:
    title = str(links.metadata.get("mapping_set_title") or links.iri.rpartition("/")[2])
    # An ontology's alignments are mapping sets, too; questions find the lists by this.
    about = [
        (RDF_TYPE, Term(MAPPING_SET)),
        (RDF_TYPE, Term(_LINKSET)),
        (DCT + "title", Term(title, "literal")),
    ]
    if licence := links.metadata.get("license"):
        about.append((DCT + "license", _licence(str(licence))))
    yield statements(links.iri, about)
    open_labels = set(unlabelled)
    promoted = {link.pair: link for link in same}
    decisions: dict[tuple[str, str], list[Link]] = {}
    for link in filter(is_decision, links.links):
        decisions.setdefault(link.pair, []).append(link)
    for each in found:
        if each.state not in (State.ACCEPTED, State.REJECTED, State.NONE):
            continue
        said = in_order(decisions.get(each.last.pair, ()))
        yield history(links.iri, said)
        if not is_decision(each.proposed):
            proposed = identity(each.proposed)
            yield record(links.iri, proposed)
            derived = [(PROV + "wasDerivedFrom", Term(name_of(links.iri, proposed)))]
            for (key, before), link in numbered(said):
                if link.predicate != sssom.SAME_AS:
                    yield statements(name_of(links.iri, key, before), derived)
        if each.state is State.ACCEPTED:
            yield statements(each.last.subject, [(each.last.predicate, Term(each.last.object))])
        if each.last.subject in open_labels and "subject_label" in each.last.slots:
            label = Term(each.last.slots["subject_label"], "literal")
            yield statements(each.last.subject, [(_LABEL, label)])
        if each.last.pair in promoted:
            yield statements(each.last.subject, [(sssom.SAME_AS, Term(each.last.object))])


def _licence(text: str) -> Term:
    return Term(text) if re.fullmatch(r'https?://[^\x00-\x20<>"{}|^`\\]+', text) else Term(text, "literal")


def _entry(
    graph: str, links: LinkSet, digest: str, moment: datetime, file: str, sha256: str, by: str, pairs: int
) -> bytes:
    """What the log says of the graph; as of any source, but that people made it."""
    licence = str(links.metadata.get("license") or sssom.UNSPECIFIED_LICENCE)
    facts = [
        (RDF_TYPE, Term(PROV + "Entity")),
        (RDF_TYPE, Term("http://www.w3.org/ns/dcat#Dataset")),
        (PROV + "generatedAtTime", time_of(moment)),
        (DCT + "identifier", Term(digest, "literal")),
        (DCT + "conformsTo", Term(_LAYOUT)),
        (DCT + "isVersionOf", Term(links.iri)),
        (PROV + "wasDerivedFrom", Term(file_name(sha256))),
        (_VOID + "entities", number_of(pairs)),
        *((DCT + "title", Term(title, "literal", lang)) for lang, title in _TITLE.items()),
        (DCT + "creator", Term(by, "literal")),
    ]
    about_file = [
        (RDF_TYPE, Term(PROV + "Entity")),
        (DCT + "title", Term(file, "literal")),
        (DCT + "identifier", Term(f"sha256:{sha256}", "literal")),
        (DCT + "license", Term(licence, "literal")),
    ]
    return statements(graph, facts) + statements(file_name(sha256), about_file)
