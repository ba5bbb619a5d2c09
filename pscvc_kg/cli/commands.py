"""The commands of ``pscvc``. Each reads its options, calls one job and shows what comes back."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from pathlib import Path
from typing import Annotated

import typer

from pscvc_kg.cli import options
from pscvc_kg.cli.options import (
    AnswerForm,
    DifferenceForm,
    Engine,
    HistoryForm,
    Language,
    ReportForm,
    RulesForm,
    Severity,
    ValidationForm,
)
from pscvc_kg.errors import InputError, UsageError

app = typer.Typer(
    name="pscvc",
    help="Public sector value chains as a graph: validate what agencies submit, accept it, and ask questions "
    "across organizations.",
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _examples(*lines: str) -> str:
    """The foot of a command's help: two calls that work."""
    # The backspace tells the help not to join the lines.
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def _version(wanted: bool) -> None:
    if wanted:
        from pscvc_kg import __version__

        typer.echo(f"pscvc {__version__}")
        raise typer.Exit


@app.callback(
    epilog=_examples("pscvc demo", "pscvc validate si_2024.csv ss_2024.csv --store registers/"),
)
def pscvc(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="PSCVC_DEBUG", help="Show a traceback when something fails.")
    ] = False,
) -> None:
    """Options of every command; --debug is read before this, so that it may stand anywhere."""


@app.command(epilog=_examples("pscvc demo", "pscvc demo --lang fr --output demo-output/"))
def demo(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Keep the files and the graph in this folder."),
    ] = None,
    lang: options.Lang = Language.en,
) -> None:
    """Show the main job on shipped real data."""
    from pscvc_kg.cli.demo import show

    show(output, str(lang))


@app.command(
    epilog=_examples(
        "pscvc validate si_2024.csv ss_2024.csv --store registers/",
        "pscvc validate services.xlsx --as-of 2025-03-01 --lang fr --format html -o report.html",
    )
)
def validate(
    files: options.Files,
    profile: options.Profile = None,
    store: options.StoreToCheckAgainst = None,
    as_of: options.AsOf = None,
    fail_on: Annotated[
        Severity,
        typer.Option(
            "--fail-on", envvar="PSCVC_FAIL_ON", help="The mildest finding that makes the status 1."
        ),
    ] = Severity.violation,
    format: options.ValidationFormat = ValidationForm.text,
    output: options.Output = None,
    lang: options.Lang = Language.en,
    engine: Annotated[
        Engine,
        typer.Option(
            envvar="PSCVC_ENGINE", help="What applies the shapes; pyshacl is slow and the reference."
        ),
    ] = Engine.fast,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="REPORT",
            envvar="PSCVC_BASELINE",
            help="An earlier report in JSON: say what is new, fixed and remaining since.",
        ),
    ] = None,
    shapes: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            envvar="PSCVC_SHAPES",
            help="RDF with shapes of your own, run unchanged beside our rules.",
        ),
    ] = None,
    background: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            envvar="PSCVC_BACKGROUND",
            help="RDF that these shapes may look at, too, such as a vocabulary.",
        ),
    ] = None,
    waivers: options.Waivers = None,
) -> int:
    """Check submissions; each finding at its cell.

    Findings are grouped by rule, each with what to do. The status is 1 where --fail-on says so.
    """
    from pscvc_kg import api
    from pscvc_kg.cli.show import existing, keep_apart, say, working
    from pscvc_kg.render import nothing_checked, report_form

    keep_apart(output, *files, baseline, waivers, *(shapes or ()), *(background or ()))
    if format == ValidationForm.xlsx and output is None:
        raise UsageError("a workbook is no text for a terminal; name its file with --output")
    with existing(store) as graph, working("working-check", str(lang)):
        report = api.validate(
            files,
            profile=profile,
            store=graph,
            as_of=as_of,
            engine=str(engine),
            baseline=baseline,
            waivers=waivers,
            shapes=shapes or (),
            background=background or (),
        )
    if report.nothing_checked:
        # Status 0 would say that the files are in order.
        raise InputError(nothing_checked(report))
    say(report_form(str(format), files), report, str(lang), output)
    return 1 if report.reaches(str(fail_on)) else 0


@app.command(
    epilog=_examples(
        "pscvc load sid_registry.csv org_var.csv --store chains/",
        "pscvc load cp-pc-2425-eng.csv cp-pc-2425-fra.csv --store chains/",
    )
)
def load(
    files: options.Files,
    store: options.Store,
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """Put registers and open data into a graph.

    Each file is recognised by its columns; a part that is loaded again replaces the earlier one.
    """
    from pscvc_kg import api
    from pscvc_kg.cli.show import progress, say
    from pscvc_kg.render import LOADED_FORMS

    with api.open(store, sources=files) as graph, progress("working-load", str(lang)) as tell:
        loaded = api.load(files, graph, progress=tell)
    say(LOADED_FORMS[str(format)], loaded, str(lang), None)


@app.command(
    epilog=_examples(
        "pscvc accept si_2024.csv ss_2024.csv --store chains/ --hold",
        "pscvc accept services.xlsx --store chains/ --as-of 2025-03-01",
    )
)
def accept(
    files: options.Files,
    store: options.Store,
    profile: options.Profile = None,
    as_of: options.AsOf = None,
    hold: Annotated[
        bool,
        typer.Option(
            "--hold", envvar="PSCVC_HOLD", help="Take the sound records, hold the others and say why."
        ),
    ] = False,
    org: Annotated[
        str | None,
        typer.Option(
            "--org", metavar="ID", envvar="PSCVC_ORG", help="Take only what this organization submits."
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period", metavar="P", envvar="PSCVC_PERIOD", help="Take only this period's submission."
        ),
    ] = None,
    waivers: options.Waivers = None,
    by: options.By = "",
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> int:
    """Validate submissions and take them into a graph.

    There is one for each organization and period; each goes in whole or not at all.
    """
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import names_in, progress, say, working
    from pscvc_kg.render import RECEIPT_FORMS

    with api.open(store, submissions=files) as graph:
        with working("working-check", str(lang)):
            report = api.validate(files, profile=profile, store=graph, as_of=as_of, waivers=waivers)
        with progress("working-accept", str(lang)) as tell:
            receipt = api.accept(
                files, report, graph, hold=hold, organization=org, period=period, by=by, progress=tell
            )
        names = names_in(receipt, graph, str(lang))
    say(partial(RECEIPT_FORMS[str(format)], names=names), receipt, str(lang), None)
    return 1 if receipt.refused else 0


@app.command(
    epilog=_examples(
        'pscvc withdraw cra-arc/2023-2024 --store chains/ --reason "sent by mistake"',
        'pscvc withdraw cra-arc/2023-2024/2 --store chains/ --reason "wrong file" --by "A. Clerk"',
    )
)
def withdraw(
    submission: Annotated[
        str,
        typer.Argument(
            metavar="ORG/PERIOD[/NUMBER]",
            help="Whose, for which period; without a number all of its submissions for it.",
        ),
    ],
    store: options.Store,
    reason: Annotated[str, typer.Option("--reason", envvar="PSCVC_REASON", help="Why; the log keeps it.")],
    by: options.By = "",
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """Take back what an organization submitted.

    It is gone from every answer; the log keeps that it was there. What it had replaced holds again.
    """
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import say, working
    from pscvc_kg.render import WITHDRAWN_FORMS

    with api.open(store, create=False) as graph:
        with working("working-withdraw", str(lang)):
            result = api.withdraw(submission, graph, reason=reason, by=by)
        names = graph.labels([result.organization, result.period], str(lang))
    say(partial(WITHDRAWN_FORMS[str(format)], names=names), result, str(lang), None)


@app.command(
    epilog=_examples(
        "pscvc history --store chains/",
        "pscvc history --store chains/ --org cra-arc --as-of 2025-03-01 --format html -o history.html",
    )
)
def history(
    store: options.Store,
    org: Annotated[
        str | None, typer.Option("--org", metavar="ID", envvar="PSCVC_ORG", help="Only this organization's.")
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="P", envvar="PSCVC_PERIOD", help="Only this period's.")
    ] = None,
    as_of: options.AsItStood = None,
    format: Annotated[
        HistoryForm, typer.Option(envvar="PSCVC_FORMAT", help="How to write it.")
    ] = HistoryForm.text,
    output: options.Output = None,
    lang: options.Lang = Language.en,
) -> None:
    """Tell who submitted what, when, checked by which rules, and what became of it."""
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import names_of, say
    from pscvc_kg.render import HISTORY_FORMS

    with api.open(store, create=False) as graph:
        chapters = api.history(graph, organization=org, period=period, as_of=as_of)
        names = names_of({iri for each in chapters for iri in (each.organization, each.period)}, graph)
    say(partial(HISTORY_FORMS[str(format)], names=names, as_of=as_of), chapters, str(lang), output)


@app.command(
    epilog=_examples(
        "pscvc diff cra-arc/2018-2019 cra-arc/2019-2020 --store chains/",
        "pscvc diff cra-arc/2023-2024/1 cra-arc/2023-2024/2 --store chains/ --format csv -o diff.csv",
    )
)
def diff(
    before: Annotated[
        str,
        typer.Argument(metavar="OLD", help="ORG/PERIOD or ORG/PERIOD/NUMBER; without a number, what holds."),
    ],
    after: Annotated[str, typer.Argument(metavar="NEW", help="Likewise.")],
    store: options.Store,
    as_of: options.AsItStood = None,
    format: Annotated[
        DifferenceForm, typer.Option(envvar="PSCVC_FORMAT", help="How to write it.")
    ] = DifferenceForm.text,
    output: options.Output = None,
    lang: options.Lang = Language.en,
) -> None:
    """Name each figure that changed, was added or went between two submissions, at its cell."""
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import names_of, say, working
    from pscvc_kg.render import DIFFERENCE_FORMS

    with api.open(store, create=False) as graph:
        with working("working-diff", str(lang)):
            difference = api.diff(before, after, graph, as_of=as_of)
        names = names_of(difference.iris(), graph)
    say(partial(DIFFERENCE_FORMS[str(format)], names=names), difference, str(lang), output)


@app.command(
    epilog=_examples("pscvc verify --store chains/", "pscvc verify --store backups/monday/ --format json")
)
def verify(
    store: options.StoreToCareFor,
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> int:
    """Check that a graph is whole: its files, its indexes, what each submission says, and the log.

    Where it finds faults, every later command says so until a check finds none.
    """
    from pscvc_kg import api
    from pscvc_kg.cli.show import progress, say
    from pscvc_kg.render import VERIFIED_FORMS

    with progress("working-verify", str(lang)) as tell:
        found = api.verify(store, progress=tell)
    say(VERIFIED_FORMS[str(format)], found, str(lang), None)
    return 1 if found.faults else 0


@app.command(
    epilog=_examples(
        "pscvc backup backups/monday/ --store chains/", "pscvc backup /mnt/other-disk/chains/ --store chains/"
    )
)
def backup(
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A new folder, better on another disk.")],
    store: options.StoreToCareFor,
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """Copy a graph, also while another process writes to it, and verify the copy."""
    from pscvc_kg import api
    from pscvc_kg.cli.show import progress, say
    from pscvc_kg.render import BACKUP_FORMS

    with progress("working-backup", str(lang)) as tell:
        made = api.backup(store, target, progress=tell)
    say(BACKUP_FORMS[str(format)], made, str(lang), None)


@app.command(
    epilog=_examples(
        "pscvc restore backups/monday/ --store chains/",
        "pscvc restore backups/monday/ --store to-look-at/",
    )
)
def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder that backup wrote.")],
    store: options.StoreToRestore,
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """Verify a backup and make a graph of it again.

    Nothing is overwritten: move a damaged graph away first.
    """
    from pscvc_kg import api
    from pscvc_kg.cli.show import progress, say
    from pscvc_kg.render import RESTORED_FORMS

    with progress("working-restore", str(lang)) as tell:
        made = api.restore(backup, store, progress=tell)
    say(RESTORED_FORMS[str(format)], made, str(lang), None)


@app.command(
    epilog=_examples("pscvc template -o template.xlsx", "pscvc template --lang fr --output gabarit.xlsx")
)
def template(
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.xlsx",
            envvar="PSCVC_OUTPUT",
            help="The workbook to write; replaced if it is there.",
        ),
    ],
    profile: options.Profile = None,
    lang: options.Lang = Language.en,
) -> None:
    """Write the workbook that an agency fills in, made from the rules.

    Filled in, it goes to validate and accept as it is.
    """
    from pscvc_kg import api

    api.template(output, profile=profile or "core", lang=str(lang))


@app.command(epilog=_examples("pscvc rules", "pscvc rules qa_performance_over_100 --lang fr"))
def rules(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One rule, by its name or code.")] = None,
    profile: options.Profile = None,
    format: options.RulesFormat = RulesForm.text,
    output: options.Output = None,
    lang: options.Lang = Language.en,
) -> None:
    """List the rules, or explain one.

    The form schema is the JSON Schema of what validate writes as JSON, with these rules.
    """
    from pscvc_kg import api
    from pscvc_kg.cli.show import say
    from pscvc_kg.render import RULES_FORMS

    found = api.rules(profile) if name is None else (api.rule(name, profile),)
    say(RULES_FORMS[str(format)], found, str(lang), output)


@app.command(epilog=_examples("pscvc terms ServiceReport --lang fr", "pscvc terms --site site/"))
def terms(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="A term, code, construct, proposition, publication, rule or question, by its name.",
        ),
    ] = None,
    site: options.Site = None,
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """List the terms of the ontology and the literature, explain one, or write pages about all of them."""
    from pscvc_kg.cli.show import progress, say
    from pscvc_kg.render import TERMS_FORMS
    from pscvc_kg.terms import catalogue

    if site is not None:
        from pscvc_kg.render.site import site_json, site_text, write_site

        if name is not None:
            raise UsageError("--site writes pages about all terms; leave NAME out")
        with progress("working-site", str(lang)) as tell:
            written = write_site(site, tell)
        say({"text": site_text, "json": site_json}[str(format)], written, str(lang), None)
        return
    found = catalogue(str(lang))
    say(TERMS_FORMS[str(format)], found.listed() if name is None else (found.named(name),), str(lang), None)


@app.command(epilog=_examples("pscvc ask", "pscvc ask hand-overs --format csv > hand-overs.csv"))
def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="Its name; none: the list.")
    ] = None,
    values: Annotated[list[str] | None, typer.Argument(metavar="name=value", help="Its parameters.")] = None,
    store: options.StoreToRead = None,
    format: options.AnswerFormat = AnswerForm.table,
    output: options.Output = None,
    lang: options.Lang = Language.en,
) -> None:
    """Answer a question across organizations, or list them."""
    from pscvc_kg import questions
    from pscvc_kg.cli.show import readable, say, working
    from pscvc_kg.render import ANSWER_FORMS, QUESTIONS_FORMS

    if question is None:
        say(QUESTIONS_FORMS[str(format)], questions.questions(), str(lang), output)
        return
    asked = questions.question(question)
    chosen = _chosen(values or [])
    for name in chosen:
        asked.parameter(name)
    with readable(store) as graph, working("working-ask", str(lang)):
        answer = graph.ask(question, lang=str(lang), **chosen)
    say(ANSWER_FORMS[str(format)], answer, str(lang), output)


def _chosen(values: list[str]) -> dict[str, list[str]]:
    """The parameters given as ``name=value``; a name may come several times."""
    chosen: dict[str, list[str]] = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"'{text}' is no parameter; write it as name=value")
        chosen.setdefault(name, []).append(value)
    return chosen


@app.command(
    epilog=_examples(
        'pscvc sparql "SELECT ?class (COUNT(*) AS ?n) { ?x a ?class } GROUP BY ?class ORDER BY ?class"',
        "pscvc sparql query.rq --store chains/ --format csv",
    )
)
def sparql(
    query: Annotated[
        str, typer.Argument(metavar="QUERY_OR_FILE", help="SPARQL text, or a file that holds it.")
    ],
    store: options.StoreToRead = None,
    format: options.AnswerFormat = AnswerForm.table,
    output: options.Output = None,
    lang: options.Lang = Language.en,
) -> None:
    """Ask the graph in SPARQL; read only.

    Updates and calls to other machines are refused. A CONSTRUCT or DESCRIBE is answered in N-Triples.
    """
    from pscvc_kg.cli.show import keep_apart, readable, say, working
    from pscvc_kg.render import ROWS_FORMS, triples_text

    keep_apart(output, query if _is_name(query) else None)
    text = _text_or_file(query)
    with readable(store) as graph, working("working-ask", str(lang)):
        result = graph.sparql(text)
    if isinstance(result, bytes):
        say(triples_text, result, str(lang), output)
    else:
        say(ROWS_FORMS[str(format)], result, str(lang), output)


def _is_name(query: str) -> bool:
    """Whether *query* may name a file: SPARQL text holds a sign that no such name has."""
    return not any(sign in query for sign in "{<\n")


def _text_or_file(query: str) -> str:
    """The query itself: what the file of that name holds, or the argument where it is no file's name."""
    if not _is_name(query):
        return query
    try:
        return Path(query).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{query} is neither a SPARQL query nor a file with one ({error.__class__.__name__}); "
            "give the query in quotation marks, or the name of a UTF-8 text file"
        ) from error
