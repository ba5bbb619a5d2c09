"""Validation: the shapes applied to what was submitted, every finding at its cell, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg import __version__, reading, registers, vocabulary
from pscvc_kg.errors import UsageError
from pscvc_kg.mapping import nothing_known
from pscvc_kg.reading import Reading
from pscvc_kg.report import Checked, NotChecked, Report, Rule
from pscvc_kg.validation import catalogue
from pscvc_kg.validation.catalogue import Profile, profiles
from pscvc_kg.validation.engines import ENGINES, Engine, Row, in_order
from pscvc_kg.validation.evidence import (
    Collected,
    Gathered,
    applicable,
    background,
    collect,
    gather,
    live_registers,
)
from pscvc_kg.validation.findings import findings, unsilenced, words

if TYPE_CHECKING:
    from pscvc_kg.layouts import Recognised
    from pscvc_kg.mapping import Lookup
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

    Raises:
        InputError: A file cannot be read or has an unknown layout.
        UsageError: There is no such profile or engine, or *as_of* is no day.
        PscvcError: A shape is broken.
    """
    day, apply = _day(as_of), _engine(engine)
    wanted = catalogue.profile(profile).registers if profile is not None else None
    lookups = (
        registers.lookups(lambda text: store.query(text).texts()) if store is not None else nothing_known
    )
    # One worker: what is collected comes in one piece after another, each after what it waits for.
    with ThreadPoolExecutor(max_workers=1) as pool:
        # The store reads the registers while Python reads the files; it does not wait to know the profile.
        live = pool.submit(live_registers, store, wanted)
        tables = reading.recognise(files)
        chosen = catalogue.profile(profile or _called_for(table.layout.profile for table in tables))
        known = pool.submit(lambda: collect(chosen, live.result()))
        read, collected = _told(tables, lookups, known, pool)
        return _report(read, chosen, collected.result, day, apply)


def _told(
    tables: Sequence[Recognised], lookups: Lookup, known: Future[Collected], pool: Executor
) -> tuple[Reading, Future[Collected]]:
    """The reading of *tables*, and *known* with all that it says.

    What one table says is taken in by *pool*, whose only worker has *known* first, while the next is mapped.
    """
    mapped, taking = [], []
    for one in reading.map_each(tables, lookups):
        mapped.append(one)
        taking.append(pool.submit(lambda triples: known.result().state(triples), one.triples))
    read = Reading(tuple(tables), tuple(mapped))

    def last() -> Collected:
        for taken in taking:
            taken.result()
        known.result().state(read.table_facts)
        return known.result()

    return read, pool.submit(last)


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
    collected = collect(named, {})
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
    read: Reading, profile: Profile, collected: Callable[[], Collected], day: date, engine: Engine
) -> Report:
    rows, gathered, _ = _applied(read.stated, profile, collected, day, engine)
    found = findings(rows, profile, gathered, read)
    return Report(
        profile=profile.name,
        rules=profile.version,
        as_of=day.isoformat(),
        inputs=read.inputs,
        findings=found,
        not_checked=tuple(
            NotChecked(profile.by_iri[iri].rule, why) for iri, why in sorted(gathered.unchecked.items())
        ),
        checked=tuple(
            Checked(iri, count, profile.by_iri[iri].rule.title, profile.by_iri[iri].targets == _COLUMNS)
            for iri, count in sorted(gathered.counts.items())
            if iri not in gathered.unchecked
        ),
        ontology=vocabulary.version(),
        package=__version__,
    )


def _applied(
    stated: tuple[bytes, ...], profile: Profile, collected: Callable[[], Collected], day: date, engine: Engine
) -> tuple[list[Row], Gathered, Profile]:
    """The rows of the rules that can be checked; those in SHACL Core do not wait for what is *collected*."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        core = pool.submit(lambda: engine.core(profile, b"".join((*stated, background(profile, day)))))
        gathered = gather(stated, profile, collected(), day)
        found = engine.queries(applicable(profile, gathered.unchecked), gathered.evidence)
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
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"'{text}' is not a day; write it as year-month-day, for instance 2025-03-01."
        ) from error
