"""Links in the graph: each mapping set in a named graph of its own, with who decided what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pscvc_kg import chain, current
from pscvc_kg.errors import InputError
from pscvc_kg.log_terms import Clock, file_name, invalidated, now, number_of, time_of
from pscvc_kg.namespaces import CODE, DATA, DCT, GRAPH_LOG, PROV, RDF_TYPE, XSD
from pscvc_kg.store import Store, Term, canonical, statements

from . import sssom
from .deciding import Standing, State, is_of_person, people_said, standings
from .sssom import Link, LinkSet

_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_PAV = "http://purl.org/pav/"
_LAYOUT = CODE + "layout/sssom"
_TITLE = {"en": "Reviewed links", "fr": "Liens révisés"}
_SOURCE, _PREDICATE, _TARGET = (
    _OWL + name for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")
)
_JUSTIFICATION, _MODIFIER = sssom.SSSOM + "mapping_justification", sssom.SSSOM + "predicate_modifier"
_MAPPINGS, _SET = sssom.SSSOM + "mappings", sssom.SSSOM + "MappingSet"
_SLOTS: dict[str, tuple[str, str]] = {
    "subject_label": (sssom.SSSOM + "subject_label", ""),
    "object_label": (sssom.SSSOM + "object_label", ""),
    "author_id": (_PAV + "authoredBy", "iri"),
    "author_label": (sssom.SSSOM + "author_label", ""),
    "reviewer_id": (sssom.SSSOM + "reviewer_id", "iri"),
    "reviewer_label": (sssom.SSSOM + "reviewer_label", ""),
    "mapping_date": (DCT + "created", "date"),
    "review_date": (sssom.SSSOM + "review_date", "date"),
    "confidence": (sssom.SSSOM + "confidence", "decimal"),
    "mapping_tool": (sssom.SSSOM + "mapping_tool", ""),
    "mapping_tool_version": (sssom.SSSOM + "mapping_tool_version", ""),
    "other": (sssom.SSSOM + "other", ""),
    "comment": (_RDFS + "comment", ""),
}
"""The columns of the standard with the properties that it gives them, and the datatype of their values."""
_PREDICATES = (sssom.EXACT, sssom.CLOSE, sssom.RELATED, sssom.SKOS + "broadMatch", sssom.SKOS + "narrowMatch")


@dataclass(frozen=True)
class Kept:
    """What became of a mapping set: its graph, whether that is new, and how many links stand how.

    ``open`` counts the names of which a person has to choose one of several, or none.

    ``state`` is ``new``, ``replaced`` (the earlier version is kept, off `current`) or ``unchanged``;
    ``carried`` counts earlier decisions of people that the file no longer holds and that hold all the same.
    """

    set: str
    graph: str
    state: str
    accepted: int
    rejected: int
    none: int
    open: int
    carried: int


def known(store: Store) -> tuple[Link, ...]:
    """Every row of the links that *store* keeps: the tool's, then what people said of them, by day."""
    rows = (link for _, link in _records(store))
    return tuple(sorted(rows, key=lambda link: (is_of_person(link), link.slots.get("review_date", ""))))


def _records(store: Store) -> list[tuple[str, Link]]:
    graphs = [source.graph for source in current.live_sources(store) if source.layout == _LAYOUT]
    if not graphs:
        return []
    facts: dict[tuple[str, str], dict[str, str]] = {}
    for mapping_set, record, says, value in store.query(current.rule("link-records"), graph=graphs).texts():
        facts.setdefault((mapping_set, record), {})[says] = value
    return [(mapping_set, _link(said)) for (mapping_set, _), said in facts.items()]


def _link(said: dict[str, str]) -> Link:
    slots = {name: said[iri] for name, (iri, _) in _SLOTS.items() if iri in said}
    return Link(
        said[_SOURCE], said[_PREDICATE], said[_TARGET], said[_JUSTIFICATION], _MODIFIER in said, slots
    )


def accept(store: Store, links: LinkSet, file: str, sha256: str, *, by: str = "", clock: Clock = now) -> Kept:
    """Keep what is decided of *links* in *store*: accepted links hold, rejected ones are remembered.

    What a person still has to look at stays in the file. What people decided of this set earlier and the file
    no longer says is kept, too.

    Raises:
        InputError: A link is between things that the graph does not know, or it says what only promotion may.
    """
    promoted = {link.pair for _, link in _records(store) if link.predicate == sssom.SAME_AS}
    for link in links.links:
        if link.predicate == sssom.SAME_AS:
            if link.pair not in promoted:
                raise InputError(
                    f"{file}: {link.subject_label} is said to be owl:sameAs {link.object_label}; that is "
                    "said by promotion only: accept them as skos:exactMatch, then pscvc link --promote"
                )
        elif link.predicate not in _PREDICATES:
            raise InputError(
                f"{file}: {link.predicate} is no relation of a link; write skos:exactMatch, "
                "skos:closeMatch or skos:relatedMatch"
            )
    return keep(store, links, file, sha256, by=by, clock=clock)


def keep(store: Store, links: LinkSet, file: str, sha256: str, *, by: str, clock: Clock = now) -> Kept:
    """As `accept`, of links that are known to be sound."""
    if not links.iri.startswith(sssom.LINKS):
        # Somebody else's set has its own name; its graph is ours.
        links = replace(links, metadata={**links.metadata, "mapping_set_id": sssom.set_iri(links.iri)})
    carried = _carried(store, links)
    links = sssom.appended(links, carried)
    found = standings(links.links)
    same = [link for link in links.links if link.predicate == sssom.SAME_AS]
    _require_known(store, found, file)
    triples = canonical(_graph(links, found, same, _unlabelled(store, found)))
    moment = clock()
    digest = f"sssom sha256:{hashlib.sha256(triples).hexdigest()}"
    earlier = [source for source in current.live_sources(store) if source.part == links.iri]
    counts = {state: sum(each.state is state for each in found) for state in State}
    tally = (
        counts[State.ACCEPTED],
        counts[State.REJECTED],
        counts[State.NONE],
        len({each.last.subject for each in found if each.state is State.REVIEW}),
        len(carried),
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


def _carried(store: Store, links: LinkSet) -> tuple[Link, ...]:
    """What people decided of this set earlier on pairs of which the file has no decision, and promotions."""
    earlier = [link for mapping_set, link in _records(store) if mapping_set == links.iri]
    decided = {link.pair for link in people_said(links.links) if link.predicate != sssom.SAME_AS}
    same = {link.pair for link in links.links if link.predicate == sssom.SAME_AS}
    return tuple(
        link
        for link in people_said(earlier)
        if link.pair not in (same if link.predicate == sssom.SAME_AS else decided)
    )


def _require_known(store: Store, found: Sequence[Standing], file: str) -> None:
    """Refuse links of which neither end is in the graph: they were found in another one."""
    ends = {
        iri
        for each in found
        if each.state is State.ACCEPTED
        for iri in each.last.pair
        if iri != sssom.NO_TERM_FOUND
    }
    there = _known_things(store, ends)
    for each in found:
        if each.state is State.ACCEPTED and there.isdisjoint(each.last.pair):
            raise InputError(
                f"{file}: neither {each.last.subject_label} nor {each.last.object_label} "
                f"({each.last.object}) is in this graph; name the graph that the links were found in, "
                "or link again"
            )


def _known_things(store: Store, iris: Iterable[str]) -> set[str]:
    ordered = sorted(set(iris))
    if not ordered:
        return set()
    rows = store.query(current.rule("link-ends"), values={"thing": [Term(iri) for iri in ordered]})
    return {row[0] for row in rows.texts()}


def _unlabelled(store: Store, found: Sequence[Standing]) -> set[str]:
    """The subjects that nothing else in the graph names: rows of lists, entries of others' catalogues."""
    subjects = {each.last.subject for each in found}
    return subjects - _known_things(store, {iri for iri in subjects if not iri.startswith(DATA + "list/")})


def _graph(
    links: LinkSet, found: Sequence[Standing], same: Sequence[Link], unlabelled: Iterable[str]
) -> Iterable[bytes]:
    title = str(links.metadata.get("mapping_set_title") or links.iri.rpartition("/")[2])
    about = [(RDF_TYPE, Term(_SET)), (DCT + "title", Term(title, "literal"))]
    if licence := links.metadata.get("license"):
        about.append((DCT + "license", Term(str(licence), "literal")))
    yield statements(links.iri, about)
    open_labels = set(unlabelled)
    for each in found:
        if each.state not in (State.ACCEPTED, State.REJECTED, State.NONE):
            continue
        if each.proposed is not each.last:
            yield _record(links.iri, each.proposed)
            yield statements(
                _name(links.iri, each.last),
                [(PROV + "wasDerivedFrom", Term(_name(links.iri, each.proposed)))],
            )
        yield _record(links.iri, each.last)
        if each.state is State.ACCEPTED:
            yield statements(each.last.subject, [(each.last.predicate, Term(each.last.object))])
        if each.last.subject in open_labels and "subject_label" in each.last.slots:
            label = Term(each.last.slots["subject_label"], "literal")
            yield statements(each.last.subject, [(_RDFS + "label", label)])
    for link in same:
        yield _record(links.iri, link)
        yield statements(link.subject, [(sssom.SAME_AS, Term(link.object))])


def _name(mapping_set: str, link: Link) -> str:
    """A name for the row by what it says, so that the same row is the same thing in every version."""
    said = [link.subject, link.predicate, link.object, link.justification, str(link.negated)]
    said += [f"{name}={link.slots[name]}" for name in sorted(link.slots)]
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return f"{mapping_set}#{digest[:16]}"


def _record(mapping_set: str, link: Link) -> bytes:
    facts = [
        (RDF_TYPE, Term(_OWL + "Axiom")),
        (_SOURCE, Term(link.subject)),
        (_PREDICATE, Term(link.predicate)),
        (_TARGET, Term(link.object)),
        (_JUSTIFICATION, Term(link.justification)),
    ]
    if link.negated:
        facts.append((_MODIFIER, Term(sssom.NOT, "literal")))
    for name, (iri, kind) in _SLOTS.items():
        if text := link.slots.get(name):
            if kind == "iri":
                facts += [(iri, Term(part)) for part in text.split("|")]
            else:
                facts.append((iri, Term(text, "literal", datatype=XSD + kind if kind else None)))
    name = _name(mapping_set, link)
    return statements(mapping_set, [(_MAPPINGS, Term(name))]) + statements(name, facts)


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
        ("http://rdfs.org/ns/void#entities", number_of(pairs)),
        *((DCT + "title", Term(title, "literal", lang)) for lang, title in _TITLE.items()),
    ]
    if by:
        facts.append((DCT + "creator", Term(by, "literal")))
    about_file = [
        (RDF_TYPE, Term(PROV + "Entity")),
        (DCT + "title", Term(file, "literal")),
        (DCT + "identifier", Term(f"sha256:{sha256}", "literal")),
        (DCT + "license", Term(licence, "literal")),
    ]
    return statements(graph, facts) + statements(file_name(sha256), about_file)
