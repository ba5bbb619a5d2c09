"""Agencies' submissions go into the graph, each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pscvc_kg import chain, change, current, reading, registers
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import InputError, PscvcError, UsageError
from pscvc_kg.folder import require_room
from pscvc_kg.layouts import Layout, Recognised, Share
from pscvc_kg.mapping import Lookup, Mapped, fold_key
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT, GRAPH_LOG, key_segment
from pscvc_kg.report import Report, Text
from pscvc_kg.store import Store, Term, statements
from pscvc_kg.tables import Row

from . import log, originals
from .assessment import about_assessment
from .holding import Record, Stopped, location_of, stopped
from .receipt import Accepted, Held, Receipt, Refused
from .suppressing import suppressed

Pair = tuple[str, str]
"""The IRIs of an organization and of a period."""


@dataclass(frozen=True)
class _Delivery:
    """What one organization says for one period in this run: by table number, from 1, its rows."""

    organization: str
    period: str
    organization_cell: str
    period_cell: str
    rows: Mapping[int, Sequence[Row]]

    @property
    def records(self) -> list[Record]:
        return [Record(number, row.number) for number, rows in self.rows.items() for row in rows]


@dataclass
class _Run:
    """What all submissions of one call share, and what has become of them so far."""

    store: Store
    paths: Sequence[Path]
    read: reading.Reading
    lookups: Lookup
    report: Report
    moment: datetime
    stopped: Stopped
    hold: bool
    by: str
    live: Sequence[current.Said]
    numbers: Mapping[Pair, int]
    accepted: list[Accepted] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


def accept(
    files: Iterable[str | Path],
    report: Report,
    store: Store,
    *,
    hold: bool = False,
    organization: str | None = None,
    period: str | None = None,
    by: str = "",
    clock: log.Clock = log.now,
    progress: log.Progress = log.silent,
) -> Receipt:
    """Take the submissions in *files* into *store*: one for each organization and period, in one commit each.

    Args:
        files: The files that *report* was made of.
        report: What the rules found in them; a submission with a violation is refused.
        store: Where they go. It knows the organizations.
        hold: Hold the records with violations and what depends on them, and take the rest.
        organization: Take only this one's: its identifier, its name in the file, or its IRI.
        period: Take only this period's: its label (``2023-2024``) or its IRI.
        by: Who accepts; the log keeps it.
        clock: Gives the time that the log states.
        progress: Told before each submission.

    Raises:
        InputError: A file cannot be read, is of no known layout or no submission, or is not what was checked.
        UsageError: Nothing in the files is of *organization* and *period*.
        StoreError: The store refused; submissions written before are whole.
    """
    lookups = registers.lookups(lambda query: store.query(query).texts())
    paths = [Path(file) for file in files]
    read = reading.map_tables(submitted(paths), lookups)
    require_room(store.where, paths)
    _check(read, report)
    deliveries = _chosen(_deliveries(read), organization, period)
    live, numbers = current.live_submissions(store), _numbers(store)
    run = _Run(
        store, paths, read, lookups, report, clock(), stopped(read, report), hold, by.strip(), live, numbers
    )
    if len(deliveries) >= MANY and _is_less_work_anew(run):
        current.mark(store)
    for done, delivery in enumerate(deliveries):
        progress(done, len(deliveries) + 1, f"{delivery.organization_cell} {delivery.period_cell}".strip())
        _decide(run, delivery)
    # Nothing is said to be accepted before it is on the disk.
    store.flush()
    progress(len(deliveries), len(deliveries) + 1, "current")
    if current.is_stale(store):
        current.refresh(store)
    held = sorted(run.held, key=lambda each: each.order)
    return Receipt(tuple(run.accepted), tuple(run.refused), tuple(held))


MANY = 30
"""From so many submissions on, as in a national file, `current` may be made anew once, not kept up."""
_FOLLOWING = 8
"""How many times as long it takes to follow what one statement changes as to make one of `current` anew."""


def _is_less_work_anew(run: _Run) -> bool:
    """Whether making `current` anew after all submissions takes less time than keeping it up by each."""
    said = sum(each.triples.count(b"\n") for each in run.read.mapped)
    return _FOLLOWING * said > said + run.store.size(GRAPH_CURRENT)


def submitted(files: Iterable[str | Path]) -> tuple[Recognised, ...]:
    """The tables of *files*, all of them submissions.

    Raises:
        InputError: A file cannot be read, is of no known layout, or is no submission.
    """
    tables = reading.recognise(files)
    reading.refuse_reference_data(tables)
    for table in tables:
        if table.layout.owner is None or table.layout.period is None:
            raise PscvcError(
                f"{table.layout.name}.rq: the header of a submission needs the keys 'owner' and 'period'."
            )
    return tables


def _check(read: reading.Reading, report: Report) -> None:
    """Refuse a report about other files: it would let through what nobody has checked."""
    checked = {(each.file, each.sheet, each.sha256) for each in report.inputs}
    for each in read.inputs:
        if (each.file, each.sheet, each.sha256) not in checked:
            raise InputError(
                f"{each.file}: the report is not about this file as it is now; validate it again."
            )


def _deliveries(read: reading.Reading) -> list[_Delivery]:
    """The submissions in what was read, by organization and period."""
    found: dict[Pair, dict[int, Sequence[Row]]] = {}
    for number, mapped in enumerate(read.mapped, start=1):
        for pair, own in mapped.shares().items():
            found.setdefault(pair, {})[number] = own
    return [_delivery(read, pair, found[pair]) for pair in sorted(found)]


def _delivery(read: reading.Reading, pair: Pair, rows: Mapping[int, Sequence[Row]]) -> _Delivery:
    number, first = next((number, own[0]) for number, own in rows.items())
    table = read.tables[number - 1]
    owner, period = (
        first.cells[table.columns[share.column]].strip()
        if share.column in table.columns
        else table.groups.get(share.column, "")
        for share in _shares(table.layout)
    )
    return _Delivery(*pair, owner, period, rows)


def _shares(layout: Layout) -> tuple[Share, Share]:
    assert layout.owner is not None
    assert layout.period is not None
    return layout.owner, layout.period


def _chosen(deliveries: list[_Delivery], organization: str | None, period: str | None) -> list[_Delivery]:
    """Those of *deliveries* that the caller named."""
    chosen = [
        each
        for each in deliveries
        if _is_called(organization, each.organization, each.organization_cell)
        and _is_called(period, each.period, each.period_cell)
    ]
    if deliveries and not chosen:
        wanted = " ".join(filter(None, (organization, period)))
        first = f"{deliveries[0].organization_cell} {deliveries[0].period_cell}"
        raise UsageError(f"nothing in the files is of {wanted}; they hold, for instance, {first}.")
    return chosen


def _is_called(wanted: str | None, iri: str, cell: str) -> bool:
    names = (iri, iri.rpartition("/")[2], cell)
    return wanted is None or fold_key(wanted) in map(fold_key, names)


def _decide(run: _Run, delivery: _Delivery) -> None:
    """Take one submission or refuse it, and note what became of it."""
    out = [record for record in delivery.records if record in run.stopped]
    findings = tuple(
        sorted(
            {id(each): each for record in out for each in run.stopped.findings.get(record, ())}.values(),
            key=lambda each: each.order,
        )
    )
    reason = _whose(run, delivery)
    if reason is None and out and not run.hold:
        reason = _VIOLATIONS
    if reason is not None:
        count = len(delivery.records)
        run.refused.append(Refused(delivery.organization, delivery.period, count, reason, findings))
        return
    run.held += [_held(run, delivery, record) for record in out]
    run.accepted.append(_take(run, delivery, set(out)))


_VIOLATIONS: Text = {
    "en": "Some of its records break a rule, or need one that does; correct them, or take the others with "
    "--hold.",
    "fr": "Certains de ses enregistrements enfreignent une règle, ou en exigent un qui le fait; corrigez-les "
    "ou prenez les autres avec --hold.",
}
_NOBODYS: Text = {
    "en": "These rows do not say whose they are or for which period; fill in both columns.",
    "fr": "Ces lignes ne disent pas de qui elles sont ni pour quelle période; remplissez les deux colonnes.",
}


def _whose(run: _Run, delivery: _Delivery) -> Text | None:
    """Why nobody can say whose submission this is, or for which period; None when that is known."""
    if not delivery.organization or not delivery.period:
        return _NOBODYS
    layout = run.read.tables[next(iter(delivery.rows)) - 1].layout
    owner, _ = _shares(layout)
    for part in layout.iris[owner.iri].fields:
        rule = layout.derive.get(part)
        if rule and rule.lookup and fold_key(delivery.organization_cell) not in run.lookups(rule.lookup):
            return _no_such_organization(delivery.organization_cell, registers.registers()[rule.lookup].label)
    return None


def _no_such_organization(name: str, register: Text) -> Text:
    return {
        "en": f"The store has no organization called “{name}” ({register['en']}); load the register that "
        "names it, or correct the name.",
        "fr": f"Le graphe n'a aucune organisation appelée «\u00a0{name}\u00a0» ({register['fr']}); chargez "
        "le registre qui la nomme, ou corrigez le nom.",
    }


def _held(run: _Run, delivery: _Delivery, record: Record) -> Held:
    mapped = run.read.mapped[record.table - 1]
    index = next(index for index, row in enumerate(mapped.rows) if row.number == record.row)
    return Held(
        location_of(mapped.recognised, record.row),
        mapped.layout.name,
        mapped.key(index),
        delivery.organization,
        delivery.period,
        run.stopped.findings.get(record, ()),
        tuple(
            location_of(run.read.tables[needed.table - 1], needed.row)
            for needed in run.stopped.needs.get(record, ())
        ),
    )


def _take(run: _Run, delivery: _Delivery, left_out: set[Record]) -> Accepted:
    """Write one submission without the records *left_out*, unless the same content is live already."""
    pair = (delivery.organization, delivery.period)
    mapped = []
    for number, rows in delivery.rows.items():
        sound = [row for row in rows if Record(number, row.number) not in left_out]
        if sound:
            mapped.append(run.read.map_again(number, sound, run.lookups))
    if not mapped:
        return _take_nothing(run, delivery)
    live = [said for said in run.live if (said.owner, said.period) == pair]
    digests = log.digests(mapped)
    if {*digests} <= {earlier.digest for earlier in live}:
        same = max((each for each in live if each.digest in digests), key=lambda each: each.number)
        return _receipt(pair, same.number, same.submission, mapped, new=False)
    layouts = {log.layout_iri(each.layout) for each in mapped}
    replaced = [earlier for earlier in live if earlier.layout in layouts]
    return _write(run, pair, mapped, mapped, digests, replaced, held=len(left_out))


def _take_nothing(run: _Run, delivery: _Delivery) -> Accepted:
    """Write in the log that a submission came of which every record is held. It replaces nothing."""
    pair = (delivery.organization, delivery.period)
    delivered = [run.read.map_again(number, rows, run.lookups) for number, rows in delivery.rows.items()]
    digests = [f"none of {digest}" for digest in log.digests(delivered)]
    values = {"owner": Term(pair[0]), "period": Term(pair[1])}
    known: dict[tuple[str, str], set[str]] = {}
    for graph, number, digest in run.store.query(
        current.rule("delivered-digests"), graph=GRAPH_LOG, values=values
    ).texts():
        known.setdefault((graph, number), set()).add(digest)
    for (graph, number), theirs in known.items():
        if theirs == {*digests}:
            return Accepted(*pair, int(number), graph, 0, (), new=False)
    return _write(run, pair, [], delivered, digests, [], held=sum(len(each.rows) for each in delivered))


def _write(
    run: _Run,
    pair: Pair,
    mapped: Sequence[Mapped],
    delivered: Sequence[Mapped],
    digests: Iterable[str],
    replaced: Sequence[current.Said],
    *,
    held: int,
) -> Accepted:
    """Write one submission in one commit: its statements, its log, and what it changes in `current`."""
    number = run.numbers.get(pair, 0) + 1
    graph = f"{current.SUBMISSIONS}{_path(pair[0])}/{_path(pair[1], 1)}/{number}"
    said: dict[str, bytes] = {}
    hidden = 0
    for each in mapped:
        own = current.graph_of(graph, each.layout.name)
        shown, number_hidden = suppressed(each.triples, run.report.suppress_below)
        said[own] = said.get(own, b"") + shown + _marks(each, graph)
        hidden += number_hidden
    entry = log.about_delivery(graph, mapped, digests, run.moment)
    superseded = sorted({earlier.submission for earlier in replaced})
    entry += statements(graph, log.submission_facts(*pair, number, superseded))
    context = [source.graph for source in current.live_sources(run.store)]
    entry += about_assessment(graph, delivered, run.report, run.moment, context=context, by=run.by, held=held)
    entry += b"".join(chain.about_graph(own, triples, part_of=graph) for own, triples in said.items())
    files = {each.recognised.table.sha256 for each in delivered}
    said[originals.GRAPH_ORIGINALS] = originals.keep(run.store, run.paths, files)
    sealed = chain.entry(run.store, entry)
    names = {log.layout_iri(each.layout): each.layout.name for each in mapped}
    digest_of = {digest.partition(" ")[0]: digest for digest in digests}
    come = {
        current.Said(graph, layout, *pair, number, digest_of[name]): said[current.graph_of(graph, name)]
        for layout, name in names.items()
    }
    try:
        changed = change.of(run.store, run.live, come, replaced)
    except change.TooMuch:
        run.store.commit({**said, GRAPH_LOG: sealed + current.STALE}, drop=current.supposed(run.store))
        return _receipt(pair, number, graph, mapped, suppressed=hidden)
    run.live = changed.live
    gone = {GRAPH_CURRENT: changed.remove} if changed.remove else None
    add = {**said, GRAPH_LOG: sealed, GRAPH_CURRENT: changed.add}
    run.store.commit(add, remove=gone, drop=current.supposed(run.store))
    return _receipt(pair, number, graph, mapped, suppressed=hidden)


def _receipt(
    pair: Pair, number: int, graph: str, mapped: Iterable[Mapped], *, new: bool = True, suppressed: int = 0
) -> Accepted:
    mapped = list(mapped)
    layouts = tuple(sorted({each.layout.name for each in mapped}))
    records = sum(len(each.rows) for each in mapped)
    return Accepted(*pair, number, graph, records, layouts, new, suppressed)


def _marks(mapped: Mapped, graph: str) -> bytes:
    """That what a table says of its period is reported in the submission *graph*."""
    scratch = "urn:pscvc:table"
    with EmbeddedStore() as memory:
        memory.load(mapped.triples, scratch)
        return memory.construct(
            current.rule("dated-nodes"), graph=scratch, values={"submission": Term(graph)}
        )


def _path(iri: str, skipped: int = 0) -> str:
    """The parts of a graph's name that *iri* gives: ``…/data/ca/organization/1`` gives ``ca/1``.

    Of a second IRI in the same name the first *skipped* parts, the jurisdiction, are left out.
    """
    if not iri.startswith(DATA):
        return key_segment(iri)
    jurisdiction, _kind, *rest = iri.removeprefix(DATA).split("/")
    return "/".join([jurisdiction, *rest][skipped:])


def _numbers(store: Store) -> dict[Pair, int]:
    """The number of the last submission of each organization for each period, whatever became of it."""
    rows = store.query(current.rule("submission-numbers"), graph=GRAPH_LOG).texts()
    return {(owner, period): int(number) for owner, period, number in rows}
