"""Whether a store is whole: its files, its indexes, its graphs, its log, and what `current` says."""

from __future__ import annotations

import errno
import gzip
import hashlib
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg import chain, current, migration, seal
from pscvc_kg.embedded import EmbeddedStore, matching
from pscvc_kg.folder import hold, is_store, no_store, refusal
from pscvc_kg.namespaces import GRAPH_CURRENT, GRAPH_LOG, GRAPH_ONTOLOGY
from pscvc_kg.report import Text

from . import log, originals


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: a file, an index, a graph, the log. *what* is a sentence without its end."""

    place: str
    what: Text


@dataclass(frozen=True)
class Verified:
    """What a check of a store looked at, the faults that it found, and what it found that is none.

    ``sealed`` is when the files were sealed, None where they never were; ``unsealed`` are the files that the
    seal does not speak of: they were checked by reading what is in them.
    """

    where: str
    sealed: str | None
    files: int
    unsealed: tuple[str, ...]
    graphs: int
    statements: int
    entries: int
    faults: tuple[Fault, ...]
    notes: tuple[Text, ...] = ()


@dataclass
class _Check:
    """A check that is going on."""

    folder: Path
    progress: log.Progress
    steps: int = 0
    done: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    graphs: dict[str, bytes] = field(default_factory=dict)

    def step(self, about: str) -> None:
        self.progress(self.done, max(self.steps, self.done + 1), about)
        self.done += 1

    def fault(self, place: str, english: str, french: str) -> None:
        self.faults.append(Fault(place, {"en": english, "fr": french}))

    @contextmanager
    def reading(self, place: str) -> Iterator[None]:
        """What the engine says while *place* is read is a fault, and no end of the check."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # a panic of the engine is no Exception
            why = " ".join(str(error).split()) or type(error).__name__
            self.fault(place, f"cannot be read ({why})", f"ne peut être lu ({why})")


def verify(
    where: str | Path,
    *,
    clock: log.Clock = log.now,
    progress: log.Progress = log.silent,
    indexes: bool = True,
    keep: bool = True,
) -> Verified:
    """Check everything that can be checked of the store in the folder *where*, and change nothing in it.

    Faults leave a mark beside it, of which each opening speaks until a check finds nothing.

    Args:
        where: The folder.
        clock: Gives the day that the mark states.
        progress: Told before each file, graph and index.
        indexes: Whether to read every index, and not only one.
        keep: Whether to leave the mark, or take it away.

    Raises:
        StoreError: There is no store, or another process has it.
    """
    folder = Path(where)
    if not is_store(where):
        raise no_store(str(where))
    held = _held(folder)
    try:
        check = _Check(folder, progress)
        sealed, unsealed = _files(check, held.unclean if held else (folder / seal.OPEN).exists())
        files = bool(check.faults)
        entries = _contents(check, indexes)
        result = Verified(
            str(where),
            sealed.moment if sealed else None,
            len(sealed.files) if sealed else 0,
            tuple(unsealed),
            len(check.graphs),
            sum(text.count(b"\n") for text in check.graphs.values()),
            entries,
            tuple(check.faults),
            tuple(check.notes),
        )
        if keep:
            seal.mark(folder, _mark(result, clock().date().isoformat(), files))
        return result
    finally:
        if held:
            held.release(clean=not held.unclean)


def _held(folder: Path) -> seal.Hold | None:
    """A hold on *folder*; None where nobody can write to it, such as a backup on a medium of that kind."""
    try:
        return hold(str(folder))
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return None
        raise refusal(str(folder), error) from error


def _mark(result: Verified, day: str, files: bool) -> seal.Failed | None:
    if not result.faults:
        return None
    first = result.faults[0]
    return seal.Failed(day, len(result.faults), f"{first.place} {first.what['en']}", files)


_CHANGED: dict[seal.Fault, tuple[str, str]] = {
    "missing": ("is missing", "manque"),
    "size": (
        "has not the size that it had when the store was closed",
        "n'a pas la taille qu'il avait à la fermeture du graphe",
    ),
    "content": (
        "is not, byte for byte, what it was when the store was closed",
        "n'est plus, octet par octet, ce qu'il était à la fermeture du graphe",
    ),
}


def _files(check: _Check, unclean: bool) -> tuple[seal.Seal | None, list[str]]:
    """Compare the files with their seal; the seal, and the files that it does not speak of."""
    sealed = None
    try:
        sealed = seal.read(check.folder)
    except seal.AlteredError:
        check.fault(seal.SEAL, "is not what was written", "n'est pas ce qui a été écrit")
    if sealed:
        check.steps = len(sealed.files)
        for name, how in seal.changed(check.folder, sealed, unclean=unclean, tell=check.step):
            check.fault(name, *_CHANGED[how])
    if sealed is None and not check.faults:
        check.notes.append(_NEVER)
    if unclean:
        check.notes.append(_UNCLEAN)
    return sealed, seal.unknown(check.folder, sealed, unclean=unclean)


_NEVER: Text = {
    "en": "The files have no seal yet; the next command that opens the store makes one.",
    "fr": "Les fichiers n'ont pas encore de sceau; la prochaine commande qui ouvre le graphe en fait un.",
}
_UNCLEAN: Text = {
    "en": "The work stopped before the files were sealed; what is not sealed was checked by reading it.",
    "fr": "Le travail s'est arrêté avant que les fichiers soient scellés; ce qui ne l'est pas a été vérifié "
    "par lecture.",
}
_EARLIER: Text = {
    "en": "An earlier version made the store, without sums and a sealed log; the next command that opens it "
    "adds them.",
    "fr": "Une version antérieure a fait ce graphe, sans sommes ni journal scellé; la prochaine commande qui "
    "l'ouvre les ajoute.",
}
_STALE: Text = {
    "en": "The graph current is out of date after an interruption; the next command that opens the store "
    "brings it up to date.",
    "fr": "Le graphe current est périmé après une interruption; la prochaine commande qui ouvre le graphe le "
    "met à jour.",
}
_LEFT: Text = {
    "en": "Data that was being loaded when the work stopped is still there; the next command that opens the "
    "store removes it.",
    "fr": "Des données dont le chargement s'est interrompu sont encore là; la prochaine commande qui ouvre "
    "le graphe les retire.",
}


def _contents(check: _Check, indexes: bool) -> int:
    """Read everything that the engine holds; how many entries the log has."""
    store = None
    with check.reading(str(check.folder)):
        store = EmbeddedStore(check.folder, read_only=True)
    if store is None:
        return 0
    with store:
        with check.reading("graphs"):
            names = store.graphs()
            check.steps += len(names) * (2 if indexes else 1) + 4
            for name in names:
                check.step(name)
                with check.reading(name):
                    check.graphs[name] = store.dump(name)
        if indexes:
            _indexes(check, store.oxigraph)
        entries = 0
        with check.reading(GRAPH_LOG):
            entries = chain.last_entry(store).number
            _log(check, store)
        with check.reading(originals.GRAPH_ORIGINALS):
            check.step(originals.GRAPH_ORIGINALS)
            _originals(check, store)
        with check.reading(GRAPH_CURRENT):
            check.step(GRAPH_CURRENT)
            _current(check, store)
    return entries


def _indexes(check: _Check, store: ox.Store) -> None:
    """Find each statement again in each of the six orders in which the engine keeps it."""
    orders = ("posg", "gpos", "ospg", "gosp", "spog")
    expected: dict[str, int] = {}
    terms: dict[str, set[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = {
        order: set() for order in ("s", "p", "o")
    }
    for name, text in check.graphs.items():
        graph = ox.NamedNode(name)
        check.step(name)
        own: Counter[str] = Counter()
        predicates, objects = set(), set()
        with check.reading(name):
            for quad in store.quads_for_pattern(None, None, None, graph):
                predicates.add(quad.predicate)
                objects.add(quad.object)
                terms["s"].add(quad.subject)
            for predicate in predicates:
                own["gpos"] += _count(store.quads_for_pattern(None, predicate, None, graph))
            for obj in objects:
                own["gosp"] += _count(matching(store, None, None, obj, graph))
            expected[name] = text.count(b"\n")
            for order in ("gpos", "gosp"):
                if own[order] != expected[name]:
                    _misses(check, order, own[order], expected[name], name)
        terms["p"] |= predicates
        terms["o"] |= objects
    total = sum(expected.values())
    found: Counter[str] = Counter()
    for order in orders:
        if order in ("gpos", "gosp"):
            continue
        check.step(order)
        with check.reading(order):
            for term in terms[order[0]]:
                pattern = [term if each == order[0] else None for each in "spo"]
                found[order] += _count(matching(store, *pattern))  # type: ignore[arg-type]
            if found[order] != total and not check.faults:
                _misses(check, order, found[order], total)


def _count(quads: Iterable[ox.Quad]) -> int:
    return sum(1 for _ in quads)


def _misses(check: _Check, order: str, found: int, expected: int, graph: str = "") -> None:
    check.fault(
        f"{order} {graph}".strip(),
        f"finds {found:,} statements of {expected:,}",
        f"trouve {found} énoncés sur {expected}",
    )


def _log(check: _Check, store: EmbeddedStore) -> None:
    """Compare the log with itself, and each graph with what the log says of it."""
    check.step(GRAPH_LOG)
    if GRAPH_LOG not in check.graphs:
        known: dict[str, chain.Sum] = {}
    elif migration.is_due(store):
        check.notes.append(_EARLIER)
        return
    else:
        known = chain.sums(store)
        check.faults += [Fault(GRAPH_LOG, what) for what in chain.faults(store)]
    for graph, said in known.items():
        triples = check.graphs.get(graph, b"")
        if said.withdrawn:
            if triples:
                check.fault(
                    graph, "is there, and the log says that it was withdrawn", "est là, or il a été retiré"
                )
        elif (count := triples.count(b"\n")) != said.triples:
            check.fault(
                graph,
                f"has {count:,} statements, and the log says {said.triples:,}",
                f"a {count} énoncés, or le journal en dit {said.triples}",
            )
        elif chain.summed(triples)[1] != said.checksum:
            check.fault(
                graph, "does not say what it said when it came", "ne dit plus ce qu'il disait à son arrivée"
            )
    for graph in sorted(set(check.graphs) - set(known)):
        if graph.startswith(current.SOURCES):
            if _LEFT not in check.notes:
                check.notes.append(_LEFT)
        elif graph not in _OWN_GRAPHS and not graph.startswith(current.CANDIDATES):
            check.fault(graph, "is of no entry of the log", "n'est d'aucune entrée du journal")


_OWN_GRAPHS = (GRAPH_CURRENT, GRAPH_LOG, GRAPH_ONTOLOGY, originals.GRAPH_ORIGINALS)


def _originals(check: _Check, store: EmbeddedStore) -> None:
    """Each file as it was sent has the hash that is its name."""
    for iri, packed in originals.everything(store):
        try:
            sound = log.file_name(hashlib.sha256(gzip.decompress(b64decode(packed))).hexdigest()) == iri
        except (ValueError, OSError, EOFError):
            sound = False
        if not sound:
            check.fault(iri, "is not the file that was sent", "n'est pas le fichier qui a été envoyé")


def _current(check: _Check, store: EmbeddedStore) -> None:
    """`current` is what would be made anew, and the ontology in the store is ours."""
    if GRAPH_CURRENT not in check.graphs and GRAPH_LOG not in check.graphs:
        return
    if _EARLIER in check.notes:
        return
    if current.is_stale(store):
        check.notes.append(_STALE)
        return
    with current.build(store) as memory:
        anew = memory.dump(GRAPH_CURRENT)
    _compare(check, GRAPH_CURRENT, anew)
    _compare(check, GRAPH_ONTOLOGY, current.ontology())


def _compare(check: _Check, graph: str, expected: bytes) -> None:
    there, due = set(check.graphs.get(graph, b"").splitlines()), set(expected.splitlines())
    if there != due:
        more, less = len(there - due), len(due - there)
        check.fault(
            graph,
            f"has {more:,} statements too many and lacks {less:,}",
            f"a {more} énoncés de trop et il en manque {less}",
        )
