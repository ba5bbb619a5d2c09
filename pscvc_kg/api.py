"""What ``import pscvc_kg`` gives: the jobs, and a graph that they are done on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pscvc_kg.report import SEVERITIES, Report, Rule

if TYPE_CHECKING:
    from pscvc_kg.exporting import Exported
    from pscvc_kg.linking.evaluating import Evaluation
    from pscvc_kg.linking.hand_overs.deciding import Decided
    from pscvc_kg.linking.hand_overs.table import Row
    from pscvc_kg.linking.keeping import Kept
    from pscvc_kg.linking.keeping import Withdrawn as WithdrawnLinks
    from pscvc_kg.linking.promoting import Promoted
    from pscvc_kg.linking.sssom import LinkSet
    from pscvc_kg.past import Past
    from pscvc_kg.questions import Answer, Choice
    from pscvc_kg.store import Rows, Store
    from pscvc_kg.submissions import Backup, Chapter, Difference, Loaded, Receipt, Verified, Withdrawn

Files = str | Path | Iterable[str | Path]
Progress = Callable[[int, int, str], None]
"""Called with how many steps are done, of how many, and what the next one is about."""


def _silent(_done: int, _total: int, _about: str) -> None:
    """The progress that nobody watches."""


@dataclass(frozen=True)
class Graph:
    """A store and what can be asked of it. Close it, or use it in a ``with``, so that others can open it.

    ``past`` is the day as which it stands, where it is a graph as it stood (see `as_of`).
    """

    store: Store
    past: Past | None = None

    def as_of(self, day: str) -> Graph:
        """This graph as it stood at the end of *day* (UTC), in memory: any question can be asked of it.

        What was withdrawn since is gone at every date; answers say how many submissions that were. It is made
        anew, which takes as long as `load` does: ask several questions of one. Close it, too.

        Raises:
            UsageError: *day* is no day, or nothing had been loaded or accepted by then.

        >>> with shipped() as graph, graph.as_of("2099-12-31") as later:
        ...     later.ask("hand-overs").as_of
        '2099-12-31'
        """
        from pscvc_kg import days
        from pscvc_kg.past import as_it_stood

        _on_folder(self)
        past = as_it_stood(self.store, days.day(day))
        return Graph(past.store, past)

    def ask(
        self, question: str, /, *, lang: str = "en", **values: str | int | Decimal | bool | Sequence[str]
    ) -> Answer:
        """Answer a question of ``queries/questions/`` with its parameters; see ``pscvc ask`` for the list.

        A value is an IRI, an identifier or a label; what a parameter is called and may be, the list says.

        >>> with shipped() as graph:
        ...     answer = graph.ask("standards-missed", organization="cra-arc")
        >>> [column.name for column in answer.columns][:3]
        ['organization', 'period', 'standards']
        >>> answer.as_of is not None and len(answer.sources) > 0
        True
        """
        from pscvc_kg.questions import ask

        answer = ask(self.store, question, lang=lang, **values)
        if self.past is None:
            return answer
        return replace(answer, as_of=self.past.day.isoformat(), withdrawn=self.past.withdrawn)

    def choices(self, question: str, parameter: str, *, lang: str = "en") -> tuple[Choice, ...]:
        """What *parameter* of a question may be in this graph, by label; nothing for numbers and free text.

        >>> with shipped() as graph:
        ...     [one.label for one in graph.choices("hand-overs", "chain")][:1]
        ["A child's first passport"]
        """
        from pscvc_kg.questions import choices
        from pscvc_kg.questions import question as named

        return choices(self.store, named(question), parameter, lang=lang)

    def sparql(self, query: str, *, limit: float = 30.0, rows: int | None = 10_000) -> Rows | bytes:
        """Answer free SPARQL on the current state: rows, or N-Triples for a CONSTRUCT or DESCRIBE.

        The query is stopped after *limit* seconds. Of an answer with more than *rows* rows these are given,
        and its ``more`` is true; None gives all.

        Raises:
            UsageError: It is no query, would change the graph or ask another machine, or takes more time, or
                more memory (1 GB) than it may.
            StoreError: The store cannot be read, or the endpoint refuses or fails.

        >>> with shipped() as graph:
        ...     found = graph.sparql("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }")
        >>> found.columns
        ('n',)
        """
        from pscvc_kg.errors import UsageError
        from pscvc_kg.limiting import answer
        from pscvc_kg.outbound import UPDATES, chooses_graphs, form

        if limit <= 0 or (rows is not None and rows < 1):
            raise UsageError("the limits of a query are more than 0; give seconds and rows")
        if (word := form(query)) in UPDATES:
            raise UsageError(
                f"{word} would change the graph, and free SPARQL only reads it; use load or accept"
            )
        if chooses_graphs(query):
            raise UsageError(
                "FROM would read other graphs than the one that questions read; leave it out, or name a "
                "graph in the pattern: GRAPH <…> { … }"
            )
        return answer(self.store, query, seconds=limit, rows=rows)

    def labels(self, iris: Iterable[str], lang: str = "en") -> dict[str, str]:
        """What things are called in this graph, by their IRIs."""
        from pscvc_kg.questions import called

        return called(self.store, iris, lang)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open(
    where: str | Path | None = None, *, create: bool = True, sources: Files = (), submissions: Files = ()
) -> Graph:
    """Open the graph at *where*, a folder that is made when absent if *create*, or one in memory.

    *where* may also be the http(s) address of a SPARQL 1.1 endpoint, to be asked. A name and a password for
    it stand in the address or in the environment variables PSCVC_USER and PSCVC_PASSWORD.

    A folder is made only when the *sources* and *submissions* that are to go into it can be read. Of a store
    that failed its check (see `verify`), stderr says so at each opening.

    >>> with open() as graph:                            # in memory: nothing is in it but the vocabulary
    ...     len(graph.ask("hand-overs").rows)
    0
    """
    from pscvc_kg.folder import is_address, is_store, no_folder
    from pscvc_kg.store import open_store

    if is_address(str(where)):
        if sources or submissions:
            raise no_folder(str(where))
        return Graph(open_store(str(where)))
    if where is not None and create and not is_store(where):
        from pscvc_kg import submissions as job

        job.sources(_paths(sources))
        job.submitted(_paths(submissions))
    store = open_store(where, create=create)
    if where is not None:
        _say_if_failed(where)
    return Graph(store)


def _say_if_failed(where: str | Path) -> None:
    """Say on stderr that the store at *where* failed its check: no answer comes from it without that."""
    from pscvc_kg import seal

    if failed := seal.sentence(str(where)):
        print(f"pscvc: {failed}", file=sys.stderr)


def validate(
    files: Files = (),
    *,
    profile: str | None = None,
    store: Graph | None = None,
    as_of: str | None = None,
    engine: str = "fast",
    baseline: str | Path | None = None,
    waivers: str | Path | None = None,
    focus: str | Sequence[str] = (),
    shapes: Files = (),
    background: Files = (),
) -> Report:
    """Check *files* against the rules of *profile* and what *store* knows; every finding is at its cell.

    With *baseline*, an earlier report in JSON, the report says what is new, fixed, remaining and not looked
    for; the table *waivers* names findings that somebody answers for until a day. Instead of files, *focus*
    names records of *store* by their IRIs, to check again what was accepted: the first time takes as long as
    gathering the registers, each further one milliseconds. The RDF files *shapes* hold shapes to run beside
    our rules, on what *files* say together with the RDF files *background*.

    >>> from pscvc_kg.resources import STORY
    >>> with shipped() as graph:
    ...     report = validate(STORY / "standards-2023-2024.csv", store=graph, as_of="2025-03-01")
    >>> worst = report.findings[0]
    >>> worst.rule.code, worst.location.row, worst.location.header
    ('qa_performance_over_100', 22, 'volume_meeting_target')
    >>> report.conforms
    False
    """
    from pscvc_kg.validation import validate

    if store is not None:
        _on_folder(store)
    return validate(
        _paths(files),
        profile=profile,
        store=store.store if store else None,
        as_of=as_of,
        engine=engine,
        baseline=Path(baseline) if baseline is not None else None,
        waivers=Path(waivers) if waivers is not None else None,
        focus=[focus] if isinstance(focus, str) else focus,
        shapes=_paths(shapes),
        background=_paths(background),
    )


def template(path: str | Path, *, profile: str = "core", lang: str = "en") -> None:
    """Write the workbook that an agency fills in for *profile* to *path*, in English or French."""
    from pscvc_kg.template import write
    from pscvc_kg.validation import rules_version

    write(path, profile, lang, rules_version())


def load(files: Files, store: Graph, *, progress: Progress = _silent) -> Loaded:
    """Put registers and open data into *store*; the same part loaded again replaces itself.

    >>> from pscvc_kg.resources import STORY
    >>> with open() as graph:
    ...     loaded = load(STORY / "hand-overs.csv", graph)
    ...     len(graph.ask("hand-overs").rows)
    21
    """
    from pscvc_kg.submissions import load

    _on_folder(store)
    return load(_paths(files), store.store, progress=progress)


def accept(
    files: Files,
    report: Report,
    store: Graph,
    *,
    hold: bool = False,
    organization: str | None = None,
    period: str | None = None,
    by: str = "",
    progress: Progress = _silent,
) -> Receipt:
    """Take the submissions in *files* into *store*, each whole or not at all; *report* says what was found.

    With *hold*, sound records go in, and those with violations are held with what depends on them. The log
    keeps what *report* set apart as waived, and *by*, who accepts.

    >>> from pscvc_kg.resources import STORY
    >>> files = STORY / "services-2023-2024.csv"
    >>> with open() as graph:
    ...     loaded = load([STORY / "organization-names.csv", STORY / "organization-identifiers.csv"], graph)
    ...     report = validate(files, store=graph, as_of="2025-03-01")
    ...     receipt = accept(files, report, graph, hold=True, organization="cra-arc")
    ...     [(chapter.number, chapter.state) for chapter in history(graph)]
    [(1, 'holds')]
    """
    from pscvc_kg.submissions import accept

    _on_folder(store)
    return accept(
        _paths(files),
        report,
        store.store,
        hold=hold,
        organization=organization,
        period=period,
        by=by,
        progress=progress,
    )


def withdraw(submission: str, store: Graph, *, reason: str, by: str = "") -> Withdrawn:
    """Take back a *submission*, written ``ORG/PERIOD`` or ``ORG/PERIOD/NUMBER``: gone from every answer.

    The log keeps that it was there, and *reason*. Without a number all of the organization's submissions for
    the period are withdrawn; else that one, and what it had replaced holds again.
    """
    from pscvc_kg.submissions import named, withdraw

    _on_folder(store)
    organization, period, number = named(submission)
    return withdraw(store.store, organization, period, reason=reason, by=by, number=number)


def history(
    store: Graph, *, organization: str | None = None, period: str | None = None, as_of: str | None = None
) -> tuple[Chapter, ...]:
    """The life of every submission in *store*, or of those of one organization or period, as of a day."""
    from pscvc_kg.submissions import history

    _on_folder(store)
    return history(store.store, organization=organization, period=period, as_of=as_of)


def candidates(
    store: Graph, *, patterns: Sequence[str] = (), decided: bool = False, progress: Progress = _silent
) -> tuple[Row, ...]:
    """Hand-overs that nobody stated and that something in *store* speaks for, with the evidence at its cell.

    One row each, of the *patterns* of these names, or of all; those that a person decided on only where
    *decided*, with those that were accepted and that nothing speaks for any more. They are kept in graphs of
    their own, which go with whatever changes what they were drawn from.

    >>> with shipped() as graph:
    ...     [(row["from_name_en"], row["to_name_en"]) for row in candidates(graph)]
    []
    """
    from pscvc_kg.linking.hand_overs import deciding, table
    from pscvc_kg.linking.hand_overs.patterns import patterns as known

    _on_folder(store)
    everything = _supposed(store, patterns, progress)
    before = deciding.earlier(store.store)
    rows = deciding.undecided(everything, before)
    table.keep(store.store, rows, patterns or known())
    if not decided:
        return rows
    everything += tuple(
        row
        for row in deciding.unsupported(store.store, everything)
        if not patterns or row["pattern"] in patterns
    )
    return deciding.with_decisions(everything, before)


def decide(file: str | Path, store: Graph, *, by: str, progress: Progress = _silent) -> Decided:
    """Take what the table *file*, as `candidates` rows are written, decides: all of it or nothing.

    What is accepted becomes a hand-over; what is rejected is not proposed again. A later decision on a
    candidate replaces the earlier one, which the log keeps.
    """
    import tempfile
    from datetime import UTC, datetime

    from pscvc_kg.linking.hand_overs import deciding, table
    from pscvc_kg.linking.hand_overs.patterns import patterns as known
    from pscvc_kg.submissions import load

    _on_folder(store)
    everything = _supposed(store, (), progress)
    decided, rows = deciding.decisions(Path(file), store.store, everything, by, datetime.now(UTC))
    if rows:
        with tempfile.TemporaryDirectory() as folder:
            load(deciding.write(rows, Path(folder)), store.store, progress=progress, checked=table.LAYOUT)
    left = deciding.undecided(everything, deciding.earlier(store.store))
    table.keep(store.store, left, known())
    return decided


def _supposed(store: Graph, patterns: Sequence[str], progress: Progress) -> tuple[Row, ...]:
    """The rows of all candidates, decided on or not, with the cells where their evidence stands."""
    from pscvc_kg.linking.hand_overs.proposing import Evidence, propose
    from pscvc_kg.linking.hand_overs.table import as_rows
    from pscvc_kg.report import Location
    from pscvc_kg.submissions import places

    def locate(evidence: Iterable[Evidence]) -> dict[Evidence, Location]:
        wanted = {each: (each.subject, each.path, each.value) for each in evidence}
        found = places(store.store, wanted.values())
        return {each: found[statement] for each, statement in wanted.items() if statement in found}

    return as_rows(store.store, propose(store.store, patterns, progress), locate)


def diff(before: str, after: str, store: Graph, *, as_of: str | None = None) -> Difference:
    """What differs between two submissions, written ``ORG/PERIOD`` or ``ORG/PERIOD/NUMBER``, at its cells.

    Without a number it is what holds, or held at the end of the day *as_of*.
    """
    from pscvc_kg.submissions import diff

    _on_folder(store)
    return diff(store.store, before, after, as_of=as_of)


def today() -> date:
    """The day that decisions of now bear (UTC)."""
    return datetime.now(UTC).date()


def link(
    target: str | Path,
    store: Graph,
    *,
    kind: str = "organization",
    relation: str | None = None,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    earlier: LinkSet | None = None,
    lang: str = "en",
    progress: Progress = _silent,
) -> LinkSet:
    """The links of a list, or of what *store* itself holds of a kind, to the things of *kind* in *store*.

    Nothing is written: `pscvc_kg.linking.sssom.written` makes the file of it, and `accept_links` keeps it.
    *earlier* are links of an earlier run: what people decided in them, or in the store, holds.

    >>> from pscvc_kg.resources import LIST
    >>> with shipped() as graph:
    ...     links = link(LIST / "names.csv", graph)
    >>> links.links[0].subject_label, links.links[0].object_label, links.links[0].other["verdict"]
    ('Canada Revenue Agency', 'Canada Revenue Agency', 'accept')
    """
    from pscvc_kg.linking.finding import find

    return find(
        target,
        store.store,
        kind=kind,
        relation=relation,
        name=name,
        columns=columns,
        earlier=earlier,
        lang=lang,
        day=today(),
        progress=progress,
    )


def read_decisions(workbook: str | Path, links: LinkSet, *, by: str) -> LinkSet:
    """*links* with what *by* decided in the filled-in *workbook* of their review, after what was there."""
    from pscvc_kg.linking.sssom import appended
    from pscvc_kg.linking.workbook import read_decisions

    return appended(links, read_decisions(workbook, links, by, today()))


def accept_links(path: str | Path, store: Graph, *, by: str = "") -> Kept:
    """Keep the decided links of the SSSOM file at *path* in *store*: the accepted ones hold from now on."""
    from pscvc_kg.linking import keeping, sssom

    _on_folder(store)
    file = Path(path)
    links = sssom.read(file)
    return keeping.accept(store.store, links, file.name, sssom.sha256(file), by=by)


def promote_links(path: str | Path, store: Graph, *, by: str) -> tuple[LinkSet, Promoted]:
    """Make the accepted links of the file at *path* ``owl:sameAs`` in *store*, but for those that cannot be.

    What comes back are the links with the rows that say so, to be written to the file, and what was refused.
    """
    from pscvc_kg.linking import keeping, promoting, sssom

    _on_folder(store)
    file = Path(path)
    links = sssom.read(file)
    promoted = promoting.promote(store.store, links, by, today())
    after = sssom.appended(links, promoted.links)
    if promoted.links:
        keeping.keep(store.store, after, file.name, sssom.sha256(file), by=by)
    return after, promoted


def withdraw_links(name: str, store: Graph, *, reason: str, by: str) -> WithdrawnLinks:
    """Take the links of the list called *name* back from *store*; the log keeps who did so and why."""
    from pscvc_kg.linking import keeping

    _on_folder(store)
    return keeping.withdraw(store.store, name, reason=reason, by=by)


def evaluate_links(
    gold: str | Path, store: Graph, *, kind: str = "organization", progress: Progress = _silent
) -> Evaluation:
    """How good links to the things of *kind* in *store* are, on the names with right answers in *gold*."""
    from pscvc_kg.linking.evaluating import evaluate, read_gold
    from pscvc_kg.linking.gathering import gather
    from pscvc_kg.linking.matching import Matcher

    cases = read_gold(gold)
    matcher = Matcher(gather(store.store, f"{kind}s"))
    return evaluate(matcher, cases, lambda done: progress(done, len(cases), ""))


def publish(store: Graph, where: str) -> None:
    """Send the state of *store* to the SPARQL endpoint at *where*, which then answers alike.

    What questions read, the log and the ontology go there, each as a named graph that replaces the one there.
    The environment variable PSCVC_GRAPHS names the address of the endpoint's graph store protocol.

    Raises:
        StoreError: The endpoint cannot be reached, refuses, or names no graph store.
    """
    from pscvc_kg.endpoint import Endpoint, publish

    with Endpoint(where) as endpoint:
        publish(store.store, endpoint)


def verify(where: str | Path, *, progress: Progress = _silent) -> Verified:
    """Check the store in the folder *where*: files, indexes, graphs, log, and what `current` says.

    Where it finds faults, each later opening says so on stderr, until a check finds none.
    """
    from pscvc_kg.submissions import verify

    return verify(where, progress=progress)


def backup(where: str | Path, target: str | Path, *, progress: Progress = _silent) -> Backup:
    """Copy the store at *where*, which may be in use, to the new folder *target*, verified and sealed."""
    from pscvc_kg.submissions import backup

    _say_if_failed(where)
    return backup(where, target, progress=progress)


def restore(backup: str | Path, where: str | Path, *, progress: Progress = _silent) -> Backup:
    """Verify *backup* and put a copy of it at *where*, which must be new."""
    from pscvc_kg.submissions import restore

    return restore(backup, where, progress=progress)


def ask(
    question: str,
    /,
    store: Graph | None = None,
    *,
    lang: str = "en",
    as_of: str | None = None,
    **values: str | int | Decimal | bool | Sequence[str],
) -> Answer:
    """Answer a question on *store*, or on the shipped data when None, as it stood on the day *as_of*.

    >>> answer = ask("hand-overs", chain="birth-of-a-child", lang="fr")
    >>> answer.columns[0].label["fr"], len(answer.rows) > 10
    ('Organisation qui transmet', True)
    """
    with ExitStack() as closing:
        graph = store if store is not None else closing.enter_context(shipped())
        if as_of is not None:
            graph = closing.enter_context(graph.as_of(as_of))
        return graph.ask(question, lang=lang, **values)


def draw(answer: Answer) -> str:
    """The picture of *answer*, SVG in the answer's language, as its question says that it is drawn.

    Raises:
        UsageError: The question has no picture.

    >>> draw(ask("hand-overs", chain="birth-of-a-child")).startswith("<svg")
    True
    """
    from pscvc_kg.render.pictures import answer_svg

    return answer_svg(answer, answer.lang)


def export(
    name: str,
    store: Graph | None = None,
    *,
    form: str | None = None,
    organization: str | None = None,
    indicator: str | None = None,
    graph: str | None = None,
    progress: Progress = _silent,
) -> Exported:
    """*store*, or the shipped data, in a form of other tools: dcat, cpsv-ap, datacube, csvw or trig.

    What comes back has ``content``, or for tables ``files`` by name, and ``left_out``: records that could not
    go in, each with the reason.

    >>> made = export("cpsv-ap", organization="cra-arc")
    >>> b"a cpsv:PublicService" in made.content
    True
    """
    from pscvc_kg.exporting import export

    with ExitStack() as closing:
        opened = store if store is not None else closing.enter_context(shipped())
        return export(
            opened.store,
            name,
            form=form,
            graph=graph,
            progress=progress,
            organization=organization,
            indicator=indicator,
        )


def shipped() -> Graph:
    """The shipped story in memory: its registers loaded, its submissions accepted where sound."""
    from pscvc_kg import resources

    graph = open()
    sources, submissions = sort_by_kind(sorted(resources.STORY.glob("*.csv")))
    load(sources, graph)
    accept(submissions, validate(submissions, store=graph), graph, hold=True)
    return graph


def rules(profile: str | None = None) -> tuple[Rule, ...]:
    """The rules of *profile*, or of all profiles, by severity and name."""
    from pscvc_kg.validation import catalogue

    names = catalogue.profiles() if profile is None else [profile]
    found = {shape.rule.iri: shape.rule for name in names for shape in catalogue.profile(name).shapes}
    return tuple(
        sorted(found.values(), key=lambda rule: (SEVERITIES.index(rule.severity), rule.code, rule.iri))
    )


def rule(name: str, profile: str | None = None) -> Rule:
    """The rule with that code, name or IRI; raises UsageError that names the nearest.

    >>> rule("qa_unregistered_sid").title["fr"]
    "L'identifiant de service figure au registre"
    """
    from difflib import get_close_matches

    from pscvc_kg.errors import UsageError

    by_name: dict[str, Rule] = {}
    for one in rules(profile):
        by_name |= dict.fromkeys((one.iri, one.iri.rpartition("#")[2], one.code), one)
    if name not in by_name:
        near = get_close_matches(name, by_name, n=3, cutoff=0.5)
        hint = f"; did you mean: {', '.join(near)}?" if near else ""
        raise UsageError(f"no rule is called '{name}'{hint}; see the list: pscvc rules")
    return by_name[name]


def sort_by_kind(files: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The files that are reference data, and those that agencies submit, as their layouts say."""
    from pscvc_kg.layouts import recognise
    from pscvc_kg.tables import read_tables

    kinds: dict[str, list[Path]] = {"source": [], "submission": []}
    for file in files:
        kinds[recognise(read_tables(file)[0]).layout.kind].append(file)
    return kinds["source"], kinds["submission"]


def _on_folder(graph: Graph) -> None:
    """Refuse an endpoint for a job that needs more of a graph than its answers."""
    from pscvc_kg.folder import is_address, no_folder

    if is_address(graph.store.where):
        raise no_folder(graph.store.where)


def _paths(files: Files) -> list[Path]:
    return [Path(files)] if isinstance(files, (str, Path)) else [Path(file) for file in files]
