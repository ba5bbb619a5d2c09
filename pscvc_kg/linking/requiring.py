"""What links must keep to before a graph takes them: one list, of one kind, known here, no contradiction."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from pscvc_kg import current
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.namespaces import DATA
from pscvc_kg.store import Store, Term

from . import sssom
from .deciding import Standing, State, is_decision, standings
from .paging import every_row
from .promoting import refusal
from .sssom import Link


def require_one_list(name: str, entries: Collection[str], kept: Sequence[Link], place: str) -> None:
    """Refuse another list that happens to have the name of one whose links are kept.

    A list is the one that is kept when it shares at least half of the entries of the shorter of the two, and
    when at least half of the kept entries are in it or were decided by people, whose decisions outlive any
    file. So a list may grow, be corrected and lose entries, and two lists never replace each other.

    Args:
        name: What the list is called.
        entries: The IRIs of its entries.
        kept: The rows that the graph keeps under that name.
        place: The file, which the sentence names.

    Raises:
        InputError: It is another list.
    """
    theirs = {link.subject: link.subject_label for link in kept}
    if not theirs or not entries:
        return
    decided = {link.subject for link in kept if is_decision(link)}
    missing = sorted(theirs[iri] for iri in theirs if iri not in entries)
    lost = [iri for iri in theirs if iri not in entries and iri not in decided]
    shared = len(theirs) - len(missing)
    if 2 * shared >= min(len(theirs), len(entries)) and 2 * len(lost) <= len(theirs):
        return
    raise InputError(
        f"{place}: the graph keeps links of another list called {name}, of whose {len(theirs)} entries "
        f"{len(missing)} are not here, such as {missing[0]}, and would be lost; link this list under a name "
        f"of its own: pscvc link LIST --name NAME, or take the other back: pscvc link --withdraw {name}"
    )


def require_one_kind(
    store: Store, links: Iterable[Link], kept: Iterable[Link], name: str, place: str
) -> None:
    """Refuse *links* to things of another kind than those that the *kept* ones of the same list are to.

    Raises:
        InputError: A link is to a thing of none of the kinds that are kept.
    """
    links = tuple(links)
    before = {link.object for link in kept}
    kinds = kinds_of(store, before.union(link.object for link in links))
    wanted = set().union(*(kinds.get(iri, set()) for iri in before))
    for link in links:
        if wanted and (found := kinds.get(link.object)) and wanted.isdisjoint(found):
            raise InputError(
                f"{place}: {link.subject_label} is linked to {link.object_label}, of the kind {min(found)}, "
                f"and the links that are kept of {name} are to things of the kind {min(wanted)}; "
                + own_name(min(wanted), min(found))
            )


def require_kind(store: Store, kind: str, links: Iterable[Link], name: str, place: str) -> None:
    """Refuse to look for things of *kind* for a list whose *links* so far are to things of another kind.

    Raises:
        UsageError: There are links, and none is to a thing of *kind*.
    """
    there = set().union(*kinds_of(store, {link.object for link in links}).values())
    if there and kind not in there:
        raise UsageError(
            f"{place}: the links that there are of {name} are to things of the kind {min(there)}; "
            + own_name(min(there), kind)
        )


def own_name(there: str, wanted: str) -> str:
    """The remedy where links of two kinds would be mixed."""
    return (
        f"link the list with --kind {there}, or give its links to another kind a name and a file of their "
        f"own: pscvc link LIST --kind {wanted} --name NAME -o OTHER.sssom.tsv"
    )


def kinds_of(store: Store, iris: Iterable[str]) -> dict[str, set[str]]:
    """Of which kinds that lists are linked to each thing is; without those that are of none."""
    found: dict[str, set[str]] = {}
    values = [Term(iri) for iri in sorted(set(iris)) if iri != sssom.NO_TERM_FOUND]
    if values:
        rows = every_row(store, current.rule("kinds-of-things"), values={"thing": values})
        for thing, kind in rows.texts():
            found.setdefault(thing, set()).add(kind)
    return found


def require_no_contradiction(
    store: Store, found: Iterable[Standing], others: Mapping[str, Sequence[Link]], file: str
) -> None:
    """Refuse to make one of two things that cannot be one: by a link of the two, or of both to a third.

    Looks at what *found* accepts as the same, and at what the *others*, the rows of the sets that hold beside
    this one, say of the same things.

    Raises:
        InputError: The first such links that there are.
    """
    own = [each.last for each in found if is_exact(each)]
    theirs = [each.last for rows in others.values() for each in standings(rows) if is_exact(each)]
    ends = {iri for link in (*own, *theirs) for iri in link.pair if not _is_entry(iri)}
    known = known_things(store, ends)
    for link in own:
        if known.issuperset(link.pair) and (why := refusal(store, *link.pair)):
            raise InputError(
                f"{file}: {link.subject_label} is accepted as the same as {link.object_label}, and "
                f"{why['en']}; reject it, or link them as skos:closeMatch"
            )
    by_third: dict[str, dict[str, Link]] = {}
    for link in (*own, *theirs):
        for third, thing in (link.pair, reversed(link.pair)):
            if thing in known:
                by_third.setdefault(third, {}).setdefault(thing, link)
    for third in dict.fromkeys(iri for link in own for iri in link.pair):
        for (one, first), (other, second) in itertools.combinations(by_third.get(third, {}).items(), 2):
            if why := refusal(store, one, other):
                name = first.subject_label if first.subject == third else first.object_label
                raise InputError(
                    f"{file}: {name} is accepted as {_label(first, one)} and as {_label(second, other)}, "
                    f"and {why['en']}; reject one of them"
                )


def _label(link: Link, iri: str) -> str:
    return link.object_label if link.object == iri else link.subject_label


def _is_entry(iri: str) -> bool:
    """Whether it is the entry of a list, of which no register says anything."""
    return iri.startswith(DATA + "list/")


def is_exact(each: Standing) -> bool:
    """Whether it is accepted that the two are the same."""
    return each.state is State.ACCEPTED and each.last.predicate == sssom.EXACT


def require_known(store: Store, found: Sequence[Standing], file: str) -> None:
    """Refuse links of which neither end is in the graph: they were found in another one.

    Raises:
        InputError: The first of them.
    """
    ends = {
        iri
        for each in found
        if each.state is State.ACCEPTED
        for iri in each.last.pair
        if iri != sssom.NO_TERM_FOUND
    }
    there = known_things(store, ends)
    for each in found:
        if each.state is State.ACCEPTED and there.isdisjoint(each.last.pair):
            raise InputError(
                f"{file}: neither {each.last.subject_label} nor {each.last.object_label} "
                f"({each.last.object}) is in this graph; name the graph that the links were found in, "
                "or link again"
            )


def known_things(store: Store, iris: Iterable[str]) -> set[str]:
    """Those of *iris* that the graph says the class of."""
    ordered = sorted(set(iris))
    if not ordered:
        return set()
    rows = every_row(store, current.rule("link-ends"), values={"thing": [Term(iri) for iri in ordered]})
    return {row[0] for row in rows.texts()}


def name_in(iri: str) -> str:
    """What the mapping set of that IRI is called."""
    return unquote(iri.rpartition("/")[2])


def require_no_links(path: Path) -> None:
    """Refuse links where a list is wanted.

    Raises:
        InputError: The file at *path* begins as SSSOM does.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        start = file.read(10_000)
    if start.startswith(b"#") and b"\nsubject_id\t" in start:
        raise InputError(
            f"{path.name}: these are links and not a list; decide on them with: pscvc link --review "
            f"{path.name}, or keep them with: pscvc link --accept {path.name}"
        )
