"""A file of open data read: which kinds of catalogues it holds, what its records say, what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from textwrap import shorten
from urllib.parse import unquote

import pyoxigraph as ox

from pscvc_kg.documents import FORMATS, Found, read_found, read_json
from pscvc_kg.documents.facts import VALUE
from pscvc_kg.documents.refusing import is_iri
from pscvc_kg.errors import InputError
from pscvc_kg.imports.kinds import Kind, kinds
from pscvc_kg.imports.personal import Persons, persons
from pscvc_kg.mapping import Lookup, fold_key
from pscvc_kg.namespaces import BASE, COLUMN, DATA, JSON, RDF_TYPE, ROW

_TYPE = ox.NamedNode(RDF_TYPE)
_RECORD = ox.NamedNode(ROW + "record")
_NAMELESS = BASE + ".well-known/genid/"
"""What a node without a name is called once it has been read."""
_JSON = ".json"
_AT_ONCE = 64
"""Records of a JSON document that a query reads together."""


@dataclass(frozen=True, order=True)
class LeftOut:
    """A record, or something that it says, that was left out: in which line (0: unknown), and why.

    ``whole`` is whether the record itself is left out. The kinds are ``address`` (an IRI that is none),
    ``language`` (a tag that is none),
    ``nested`` (a statement about a statement), ``needs`` (a key without which it has no name), ``twice`` (a
    record of the same name stands before it), ``ours`` (it speaks of what
    our vocabulary or our registers name) and ``nothing``.
    """

    file: str
    record: str
    kind: str
    value: str
    line: int = 0
    whole: bool = False


@dataclass(frozen=True, eq=False)
class Imported:
    """What the records of one kind in a file say, as N-Triples in the ontology's terms.

    ``found`` is how many records of the kind the file has, ``taken`` how many of them say something;
    ``left_out`` says of the others why. ``personal`` and ``unread`` count what was not read, by its name,
    because it may be about individuals, or because the query does not ask for it. ``asked`` are the values
    that a register was asked about in vain: register and value. ``names`` are the IRIs of the records.
    """

    kind: Kind
    file: str
    sha256: str
    triples: bytes
    found: int
    taken: int
    left_out: tuple[LeftOut, ...]
    personal: tuple[tuple[str, int], ...]
    unread: tuple[tuple[str, int], ...]
    asked: tuple[tuple[str, str, str], ...] = ()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Recognised:
    """A file of open data and the kinds of catalogues that it holds."""

    found: Found
    kinds: tuple[Kind, ...]


def recognise(path: Path, known: Mapping[str, Kind] | None = None) -> Recognised:
    """Which kinds of catalogues the file at *path* holds, by what stands in it.

    Raises:
        InputError: It cannot be read, or holds none that we know.
    """
    known = kinds() if known is None else known
    plain = path.suffix.lower() == _JSON
    if plain:
        found = read_json(path)
        roots = _predicates(found.triples, JSON)
        plain_kinds = [kind for kind in known.values() if kind.form == "json"]
        if _says_what_its_keys_mean(found.triples):
            plain_kinds = []
        if held := [kind for kind in plain_kinds if roots >= set(kind.root)]:
            return Recognised(found, tuple(held))
        if failed := next((kind for kind in plain_kinds if kind.failed and kind.failed in roots), None):
            raise _of_an_error(found, failed)
    found = read_found(path)
    types = {_text(triple.object) for triple in _parsed(found.triples) if triple.predicate == _TYPE}
    types |= {each.object for each in found.dropped if each.predicate == RDF_TYPE}
    held = [kind for kind in known.values() if kind.form == "rdf" and types & set(kind.records)]
    if not held:
        names = ", ".join(kind.label["en"] for kind in known.values() if plain or kind.form == "rdf")
        raise InputError(
            f"{path}: holds none of the catalogues that we know ({names}); name one of these, or a table"
        )
    return Recognised(found, tuple(held))


def _of_an_error(found: Found, kind: Kind) -> InputError:
    """What to tell of an answer in which a server says that it failed, with its own words for it."""
    document = _Document(list(_parsed(found.triples)))
    own = [*document.texts(JSON, kind.failed), *document.texts(f"{JSON}/{kind.failed}", "message")]
    said = f" ({shorten(own[0], 200, placeholder='…')})" if own else ""
    return InputError(
        f"{found.file}: the server answered that it failed{said}, and the file holds no "
        f"{kind.label['en']}; fetch it again from its source"
    )


def is_catalogue(path: Path) -> bool:
    """Whether *path* is open data in RDF or JSON by its name."""
    return path.suffix.lower() in FORMATS


def read(
    recognised: Recognised, lookups: Lookup, is_ours: Callable[[str], bool] = lambda _iri: True
) -> Iterator[Imported]:
    """What the file says, kind by kind.

    Args:
        recognised: The file.
        lookups: Gives the registers that a kind asks.
        is_ours: Whether a name of our data is one of which registers or submissions speak, and of which the
            file may therefore say nothing; so it is with all names of ours unless it is said.
    """
    reads = frozenset().union(*(kind.reads for kind in recognised.kinds), {RDF_TYPE})
    for kind in recognised.kinds:
        yield _Reader(kind, recognised.found, lookups, is_ours).imported(reads)


class _Reader:
    """Reads the records of one kind out of one file."""

    def __init__(self, kind: Kind, found: Found, lookups: Lookup, is_ours: Callable[[str], bool]) -> None:
        self._kind, self._found, self._lookups, self._known = kind, found, lookups, is_ours
        self._facts = list(_parsed(found.triples))
        self._left_out: list[LeftOut] = []
        self._asked: set[tuple[str, str, str]] = set()

    def imported(self, reads: frozenset[str]) -> Imported:
        """What they say; *reads* is what any kind reads of the file."""
        kind, file = self._kind, self._found.file
        personal, facts = _without(self._facts, persons(), set(kind.personal))
        unread = _counted(fact for fact in facts if fact.predicate.value not in reads)
        records, facts = self._json(facts) if kind.form == "json" else self._rdf(facts)
        triples, named = self._constructed(facts, records)
        names = {record for several in named.values() for record in several}
        taken = {_place(record) for record in set(records) & names}
        lost = {each.record for each in self._left_out if each.whole}
        for record in sorted(set(records) - names):
            if _place(record) not in lost:
                self._leave(record, "nothing", "", whole=True)
        lost = {each.record for each in self._left_out if each.whole}
        return Imported(
            kind,
            file,
            self._found.sha256,
            triples,
            len({*map(_place, records)} | lost),
            len(taken - lost),
            tuple(sorted(set(self._left_out))),
            personal,
            unread,
            tuple(sorted(self._asked)),
            frozenset(named),
        )

    def _is_ours(self, subject: str, mints: tuple[str, ...] = ()) -> bool:
        """Whether *subject* is a name of ours, which no catalogue may give, but for what its kind *mints*.

        Otherwise anybody's catalogue could call an organization of a register by another name. Of our data,
        what nobody else speaks of is nobody's: a catalogue that we exported is read again elsewhere.
        """
        if not subject.startswith(BASE) or subject.startswith((_NAMELESS, *mints)):
            return False
        return not subject.startswith(DATA) or self._known(subject)

    def _leave(self, record: str, kind: str, value: str, line: int = 0, *, whole: bool = False) -> None:
        self._left_out.append(LeftOut(self._found.file, _place(record), kind, value, line, whole))

    def _rdf(self, facts: list[ox.Triple]) -> tuple[list[str], list[ox.Triple]]:
        """The records of an RDF document, and what it says without what we may not say."""
        classes = set(self._kind.records)
        lost = {
            each.subject
            for each in self._found.dropped
            if each.predicate == RDF_TYPE and each.object in classes
        }
        for each in self._found.dropped:
            self._leave(each.subject, each.kind, each.value, each.line, whole=each.subject in lost)
        records = dict.fromkeys(
            _text(fact.subject) for fact in facts if fact.predicate == _TYPE and _text(fact.object) in classes
        )
        for record in [record for record in records if self._is_ours(record)]:
            self._leave(record, "ours", "", whole=True)
            del records[record]
        return list(records), [fact for fact in facts if not self._is_ours(_text(fact.subject))]

    def _json(self, facts: list[ox.Triple]) -> tuple[list[str], list[ox.Triple]]:
        """The records of a JSON document, and what it says with what registers know of it."""
        document = _Document(facts)
        records = [node for path in self._kind.records for node in document.entries(path)]
        known, lost = set(records), set[str]()
        for record in records:
            for need in self._kind.needs:
                if not any(document.texts(record, name) for name in need.split("|")):
                    self._leave(record, "needs", need.replace("|", " / "), whole=True)
                    lost.add(record)
        kept = []
        for fact in facts:
            if fact.predicate.value in self._kind.addresses and not is_iri(_text(fact.object)):
                self._leave(_record_of(_text(fact.subject), known), "address", _text(fact.object))
            elif _text(fact.subject) not in lost:
                kept.append(fact)
        return records, kept + list(self._resolved(document))

    def _resolved(self, document: _Document) -> Iterator[ox.Triple]:
        """What registers know of values, as facts beside them."""
        for rule in self._kind.resolves:
            if not any(text.startswith(rule.begins) for text in document.texts(JSON, rule.root)):
                continue
            register = self._lookups(rule.register)
            predicate = ox.NamedNode(COLUMN + rule.gives)
            for node in document.under(rule.of):
                for text in document.texts(node, rule.key):
                    if value := register.get(fold_key(text)):
                        yield ox.Triple(ox.NamedNode(node), predicate, ox.Literal(value))
                    else:
                        self._asked.add((rule.register, f"{rule.of}.{rule.key}", text))

    def _lots(self, facts: Iterable[ox.Triple], records: Sequence[str]) -> Iterator[list[ox.Triple]]:
        """*facts* by some records at a time, each lot with what stands outside of records.

        A query joins what it finds in all of them, and takes a time that grows with their number squared.
        """
        known = set(records)
        own: dict[str, list[ox.Triple]] = {}
        shared = []
        for fact in facts:
            subject, value = _record_of(_text(fact.subject), known), _text(fact.object)
            if subject in known:
                own.setdefault(subject, []).append(fact)
            elif value in known and isinstance(fact.object, ox.NamedNode):
                own.setdefault(value, []).append(fact)
            else:
                shared.append(fact)
        for start in range(0, len(records), _AT_ONCE):
            lot = [own.get(record, ()) for record in records[start : start + _AT_ONCE]]
            yield [*shared, *chain.from_iterable(lot)]

    def _constructed(
        self, facts: list[ox.Triple], records: Sequence[str]
    ) -> tuple[bytes, dict[str, list[str]]]:
        """The triples that the query makes of *facts*, and by the IRI of each record where it comes from."""
        lots = self._lots(facts, records) if self._kind.form == "json" else [facts]
        built = [triple for lot in lots for triple in _construct(self._kind.query, lot)]
        names: dict[str, list[str]] = {}
        for triple in built:
            if triple.predicate == _RECORD:
                names.setdefault(_text(triple.subject), []).append(_text(triple.object))
        order = {record: number for number, record in enumerate(records)}
        again = set()
        for name, several in sorted(names.items()):
            first, *others = sorted(several, key=lambda record: order.get(record, -1))
            if self._is_ours(name, self._kind.mints):
                self._leave(first, "ours", name, whole=True)
            for other in others:
                self._leave(other, "twice", name, whole=True)
                again.add(other)
        if again:
            kept = [fact for fact in facts if _text(fact.subject) not in again]
            return self._constructed(kept, records)
        lines = set()
        for triple in built:
            subject = _text(triple.subject)
            if not self._is_ours(subject, self._kind.mints):
                lines |= set() if triple.predicate == _RECORD else {f"{triple} .\n"}
            elif subject not in names:
                self._leave(subject, "ours", triple.predicate.value)
        return "".join(sorted(lines)).encode(), names


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """The IRI or the text of *term*; the door lets no statement about a statement in."""
    assert not isinstance(term, ox.Triple)
    return term.value


def _parsed(triples: bytes) -> Iterator[ox.Triple]:
    # The worker wrote them, each IRI checked.
    return (quad.triple for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES, lenient=True))


def _predicates(triples: bytes, subject: str) -> set[str]:
    """The names of the columns of *subject*."""
    start = f"<{subject}> <{COLUMN}".encode()
    lines = (line.removeprefix(start) for line in triples.splitlines() if line.startswith(start))
    return {line.partition(b">")[0].decode() for line in lines}


def _says_what_its_keys_mean(triples: bytes) -> bool:
    """Whether a JSON document has a context of its own: it is JSON-LD, whatever its keys are called."""
    return f"<{JSON}> <{COLUMN}%40context> <".encode() in triples


def _construct(query: str, facts: Iterable[ox.Triple]) -> list[ox.Triple]:
    store = ox.Store()
    store.bulk_extend(ox.Quad(*fact) for fact in facts)
    built = store.query(query)
    assert isinstance(built, ox.QueryTriples)
    return list(built)


def _without(
    facts: Iterable[ox.Triple], known: Persons, named: set[str]
) -> tuple[tuple[tuple[str, int], ...], list[ox.Triple]]:
    """*facts* without what is, or may be, about individuals; and how often what was taken out stood there."""
    facts = list(facts)
    people = {
        _text(fact.subject)
        for fact in facts
        if fact.predicate == _TYPE and _text(fact.object) in known.classes
    }
    counts: Counter[str] = Counter()
    kept = []
    gone = set(people)
    for fact in facts:
        subject, predicate = _text(fact.subject), fact.predicate.value
        if subject in people:
            if fact.predicate == _TYPE and _text(fact.object) in known.classes:
                counts[_text(fact.object)] += 1
        elif predicate in known.properties or predicate in named:
            counts[predicate] += 1
            if isinstance(fact.object, ox.NamedNode):
                gone.add(_text(fact.object))
        elif isinstance(fact.object, ox.Literal) or _text(fact.object) not in people:
            kept.append(fact)
    return tuple(sorted(counts.items())), [fact for fact in kept if not _within(_text(fact.subject), gone)]


def _within(subject: str, gone: set[str]) -> bool:
    """Whether *subject* is an object of JSON inside one that was taken out."""
    if not subject.startswith(JSON):
        return False
    parts = subject.split("/")
    return any("/".join(parts[:length]) in gone for length in range(1, len(parts) + 1))


def _counted(facts: Iterable[ox.Triple]) -> tuple[tuple[str, int], ...]:
    counts = Counter(fact.predicate.value for fact in facts if not fact.predicate.value.endswith(".entry"))
    return tuple(sorted((name, count) for name, count in counts.items() if name != VALUE))


class _Document:
    """The objects of a JSON document and the texts that stand in them."""

    def __init__(self, facts: Iterable[ox.Triple]) -> None:
        self._nodes: dict[tuple[str, str], list[str]] = {}
        self._texts: dict[tuple[str, str], list[str]] = {}
        for fact in facts:
            key = _text(fact.subject), fact.predicate.value.removeprefix(COLUMN)
            found = self._nodes if isinstance(fact.object, ox.NamedNode) else self._texts
            found.setdefault(key, []).append(_text(fact.object))

    def texts(self, node: str, key: str) -> list[str]:
        """What stands under *key* in the object *node*; of a plain value in a list, the value itself."""
        return self._texts.get((node, key)) or self._texts.get((node, "value"), [])

    def under(self, key: str) -> list[str]:
        """The objects that stand under *key* anywhere."""
        return sorted({node for (_, name), nodes in self._nodes.items() if name == key for node in nodes})

    def entries(self, path: str) -> list[str]:
        """The entries of the list at *path*: objects, or what stands for plain values."""
        *before, last = path.split(".")
        node = "/".join([JSON, *before])
        found = self._nodes.get((node, last), []) + self._nodes.get((node, f"{last}.entry"), [])
        return sorted((each for each in found if each.startswith(f"{node}/{last}/")), key=_number)


def _number(node: str) -> int:
    return int(node.rpartition("/")[2])


def _place(record: str) -> str:
    """A record as people find it: by its address, or by where it stands in a JSON document."""
    if not record.startswith(f"{JSON}/"):
        return record
    *before, number = (unquote(part) for part in record.removeprefix(f"{JSON}/").split("/"))
    return f"$.{'.'.join(before)}[{number}]"


def _record_of(node: str, known: Collection[str]) -> str:
    """The record, of those *known*, in which *node* stands; else the document."""
    while node not in known and "/" in node:
        node = node.rpartition("/")[0]
    return node
