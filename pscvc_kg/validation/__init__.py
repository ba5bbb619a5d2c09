"""Validation: the shapes applied to what was submitted, every finding at its cell, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pscvc_kg import __version__, days, reading, registers, vocabulary
from pscvc_kg.documents import Document, is_document
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import InputError, UsageError
from pscvc_kg.mapping import nothing_known
from pscvc_kg.reading import Reading
from pscvc_kg.report import Checked, Finding, Input, NotChecked, Report, Rule
from pscvc_kg.validation import catalogue
from pscvc_kg.validation.baselines import read_baseline
from pscvc_kg.validation.catalogue import Profile, profiles
from pscvc_kg.validation.comparing import compared
from pscvc_kg.validation.engines import ENGINES, Engine, Row, in_order
from pscvc_kg.validation.evidence import (
    Collected,
    Gathered,
    applicable,
    background,
    collect,
    gather,
    is_narrow,
    live_registers,
)
from pscvc_kg.validation.findings import NO_COLUMN, asked, findings, unsilenced, words
from pscvc_kg.validation.guarding import refuse_too_much
from pscvc_kg.validation.rechecking import Rechecker
from pscvc_kg.validation.supplied import SuppliedShapes, read_background, read_shapes
from pscvc_kg.validation.waiving import read_waivers, waived

if TYPE_CHECKING:
    from pscvc_kg.layouts import Recognised
    from pscvc_kg.mapping import Lookup, Mapped
    from pscvc_kg.report import Text
    from pscvc_kg.store import Store

__all__ = ["DEFAULT_PROFILE", "Found", "check_graph", "profiles", "rules", "rules_version", "validate"]

DEFAULT_PROFILE = "core"
_TEST_DAY = "2025-03-01"
_COLUMNS = (("targetClass", reading.TABLE_CLASS),)
"""The target of the rules about the columns of a table."""


def validate(
    files: Iterable[str | Path],
    *,
    profile: str | None = None,
    store: Store | None = None,
    as_of: str | None = None,
    engine: str = "fast",
    baseline: Path | None = None,
    waivers: Path | None = None,
    focus: Sequence[str] = (),
    shapes: Sequence[Path] = (),
    background: Sequence[Path] = (),
) -> Report:
    """What the rules of *profile* find in *files*, checked against what *store* knows.

    Args:
        files: Tables of known layouts. They stand in for what the same organizations submitted before for the
            same periods.
        profile: A set of rules; when None the one that the layouts call for, else ``core``.
        store: The graph that knows registers, other submissions and earlier years; without it, the rules that
            need them are reported as not checked.
        as_of: The day that rules take for today (``2025-03-01``); today when None.
        engine: ``fast``, or ``pyshacl`` for the reference.
        baseline: An earlier report in JSON: the new one says what is new, fixed and remaining since.
        waivers: A table of findings that somebody answers for; they are set apart.
        focus: Instead of files: IRIs of records in *store* to check again, each with what it is about and
            what hangs on it. What registers say is gathered the first time and kept until the store changes.
        shapes: RDF files with shapes to run unchanged beside the profile's rules, on what the files say.
        background: RDF files that these shapes may look at, too: a vocabulary with its classes.

    Raises:
        InputError: A file cannot be read, has an unknown layout or is a register.
        UsageError: There is no such profile or engine, *as_of* is no day, or no live submission has a record.
        PscvcError: A shape is broken.
    """
    day, apply = _day(as_of), _engine(engine)
    before = read_baseline(baseline) if baseline is not None else None
    answered_for = read_waivers(waivers) if waivers is not None else ()
    theirs = read_shapes(shapes, (rule.code for rule in rules())) if shapes else None
    beside = read_background(background)
    if focus:
        if list(files):
            raise UsageError("focus names records of a store; give no files with it")
        again, nodes = _checked_again(store, profile, focus, day, apply)
        report = waived(again, answered_for)
        return report if before is None else compared(report, before, nodes)
    wanted = catalogue.profile(profile).registers if profile is not None else registers.contexts()
    lookups = (
        registers.lookups(lambda text: store.query(text).texts()) if store is not None else nothing_known
    )
    # One worker: what is collected comes in one piece after another, each after what it waits for.
    with ThreadPoolExecutor(max_workers=1) as pool:
        # The store reads the registers while Python reads the files; it does not wait to know the profile.
        live = pool.submit(live_registers, store, [name for name in wanted if not is_narrow(name)])
        paths = [Path(file) for file in files]
        documents = reading.read_documents(paths)
        tables = reading.recognise(path for path in paths if not is_document(path))
        reading.refuse_reference_data(tables, registers_only=True)
        chosen = catalogue.profile(profile or _called_for(table.layout.profile for table in tables))
        known = pool.submit(lambda: collect(chosen, live.result()))
        narrow = partial(live_registers, store, [name for name in chosen.registers if is_narrow(name)])
        read, collected = _told(tables, documents, lookups, known, narrow, pool)
        report = _report(read, chosen, collected.result, day, apply, theirs, beside)
    report = waived(report, answered_for)
    return report if before is None else compared(report, before)


_RECHECKERS: WeakKeyDictionary[EmbeddedStore, Rechecker] = WeakKeyDictionary()
"""What was last gathered from each store, for the next record that is checked again."""


def _checked_again(
    store: Store | None, profile: str | None, focus: Sequence[str], day: date, engine: Engine
) -> tuple[Report, frozenset[str]]:
    """The report on records of *store*, and the nodes that were looked at."""
    if not isinstance(store, EmbeddedStore):
        raise UsageError("focus names records of a store; give the store, too")
    again = _RECHECKERS.get(store)
    if again is None or not again.is_current:
        again = _RECHECKERS[store] = Rechecker(store)
    records = [again.find(iri) for iri in dict.fromkeys(focus)]
    chosen = catalogue.profile(profile or _called_for(record.layouts[0].profile for record in records))
    found: dict[str, Finding] = {}
    counts: Counter[str] = Counter()
    for record in records:
        some, gathered = again.check(record, chosen, day, engine)
        found |= {finding.fingerprint: finding for finding in some}
        counts.update(gathered.counts)
    in_order = tuple(sorted(found.values(), key=lambda finding: finding.order))
    report = _as_report(chosen, day, (), in_order, replace(gathered, counts=dict(counts)))
    return report, frozenset(node.value for record in records for node in record.nodes)


def _told(
    tables: Sequence[Recognised],
    documents: Sequence[Document],
    lookups: Lookup,
    known: Future[Collected],
    narrow: Callable[..., Mapping[str, bytes]],
    pool: Executor,
) -> tuple[Reading, Future[Collected]]:
    """The reading of *tables* and *documents*, and *known* with all that it says.

    It also gets the *narrow* registers, once it is known what these name.

    What one table says is taken in by *pool*, whose only worker has *known* first, while the next is mapped.
    """
    mapped: list[Mapped] = []
    taking = [pool.submit(_state_document, known, document) for document in documents]
    for one in reading.map_each(tables, lookups):
        mapped.append(one)
        taking.append(pool.submit(lambda triples: known.result().state(triples), one.triples))
    read = Reading(tuple(tables), tuple(mapped), tuple(documents))

    def last() -> Collected:
        for taken in taking:
            taken.result()
        known.result().know(narrow(stated=known.result().store))
        known.result().state(read.table_facts)
        return known.result()

    return read, pool.submit(last)


def _state_document(known: Future[Collected], document: Document) -> None:
    try:
        known.result().state(document.triples, checked=False)
    except SyntaxError as error:
        line = document.numbers[error.lineno - 1] if document.numbers and error.lineno else error.lineno
        place = f", line {line}" if line else ""
        raise InputError(f"{document.file}{place}: {error.msg}; correct it") from error


@dataclass(frozen=True)
class Found:
    """One thing that a rule finds in a graph, with its words; for what was not read from a table."""

    rule: Rule
    focus: str
    path: str | None
    value: str | None
    message: Text


def check_graph(
    triples: bytes, profile: str = DEFAULT_PROFILE, engine: str = "fast", as_of: str = _TEST_DAY
) -> tuple[Found, ...]:
    """What the rules of *profile* find in *triples* (N-Triples), registers that they need included."""
    named = catalogue.profile(profile)
    collected = collect(named, {}, alone=False)
    collected.state(triples)
    rows, gathered, chosen = _applied((triples,), named, lambda: collected, _day(as_of), _engine(engine))
    return tuple(
        Found(
            rule, row.focus.value, row.path, getattr(row.value, "value", None), words(row, chosen, gathered)
        )
        for row in unsilenced(rows, chosen)
        for rule in (chosen.by_iri[row.rule].rule,)
    )


def rules(profile: str | None = None) -> tuple[Rule, ...]:
    """The rules of *profile*, of all profiles when None, sorted by profile and code."""
    names = profiles() if profile is None else (profile,)
    found = {shape.rule.iri: shape.rule for name in names for shape in catalogue.profile(name).shapes}
    return tuple(sorted(found.values(), key=lambda rule: (rule.profile, rule.code)))


def rules_version() -> str:
    """The version of the rule set."""
    return catalogue.profile(DEFAULT_PROFILE).version


def _report(
    read: Reading,
    profile: Profile,
    collected: Callable[[], Collected],
    day: date,
    engine: Engine,
    supplied: SuppliedShapes | None,
    background: bytes,
) -> Report:
    refuse_too_much(collected().store, ", ".join(dict.fromkeys(one.file for one in read.inputs)))
    rows, gathered, _ = _applied(read.stated, profile, collected, day, engine)
    checked: tuple[Checked, ...] = ()
    if supplied is not None:
        data = b"".join((*read.stated, background))
        theirs, rules_of_theirs = supplied.as_rules(supplied.rows(data, engine))
        rows = in_order([*rows, *theirs])
        profile = replace(profile, shapes=(*profile.shapes, *rules_of_theirs))
        checked = supplied.checked(data)
    rows, beyond = asked(rows, read.locator)
    found = findings(rows, profile, gathered, read.locator, read.inputs[0].file)
    report = _as_report(profile, day, read.inputs, found, gathered, beyond)
    if supplied is None:
        return report
    return replace(
        report,
        supplied=supplied.files,
        checked=(*report.checked, *checked),
        asked=report.asked | supplied.asked,
    )


def _as_report(
    profile: Profile,
    day: date,
    inputs: tuple[Input, ...],
    found: tuple[Finding, ...],
    gathered: Gathered,
    beyond: frozenset[str] = frozenset(),
) -> Report:
    return Report(
        profile=profile.name,
        rules=profile.version,
        as_of=day.isoformat(),
        inputs=inputs,
        findings=found,
        not_checked=tuple(
            NotChecked(profile.by_iri[iri].rule, why) for iri, why in sorted(gathered.unchecked.items())
        ),
        limited=tuple(
            [NotChecked(profile.by_iri[iri].rule, why) for iri, why in sorted(gathered.limited.items())]
            + [NotChecked(profile.by_iri[iri].rule, NO_COLUMN) for iri in sorted(beyond)]
        ),
        checked=tuple(
            Checked(iri, count, profile.by_iri[iri].rule.title, profile.by_iri[iri].targets == _COLUMNS)
            for iri, count in sorted(gathered.counts.items())
            if iri not in gathered.unchecked
        ),
        asked=frozenset(gathered.counts.keys() - gathered.unchecked.keys()),
        ontology=vocabulary.version(),
        package=__version__,
        suppress_below=profile.suppresses_below,
    )


def _applied(
    stated: tuple[bytes, ...], profile: Profile, collected: Callable[[], Collected], day: date, engine: Engine
) -> tuple[list[Row], Gathered, Profile]:
    """The rows of the rules that can be checked; those in SHACL Core do not wait for what is *collected*."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        core = pool.submit(lambda: engine.core(profile, b"".join((*stated, background(profile, day)))))
        gathered = gather(stated, profile, collected(), day)
        idle = [iri for iri, count in gathered.counts.items() if not count]
        found = engine.queries(applicable(profile, [*gathered.unchecked, *idle]), gathered.evidence)
        rows = [row for row in [*core.result(), *found] if row.rule not in gathered.unchecked]
    return in_order(rows), gathered, profile


def _called_for(named: Iterable[str | None]) -> str:
    """The profile that the layouts of the files call for; of two, the one that builds on the other."""
    names = sorted({name for name in named if name is not None} - {DEFAULT_PROFILE})
    if len(names) > 1:
        raise UsageError(
            f"the files call for several profiles ({', '.join(names)}); name one with --profile."
        )
    return names[0] if names else DEFAULT_PROFILE


def _engine(name: str) -> Engine:
    if name not in ENGINES:
        raise UsageError(f"no engine is called '{name}'; there are: {', '.join(sorted(ENGINES))}.")
    return ENGINES[name]


def _day(text: str | None) -> date:
    return date.today() if text is None else days.day(text)
