"""The commands by which submissions and registers are checked and taken."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from pathlib import Path
from typing import Annotated

import typer

from pscvc_kg.cli import options
from pscvc_kg.cli.options import (
    Engine,
    Language,
    ReportForm,
    Severity,
    ValidationForm,
    examples,
)
from pscvc_kg.errors import InputError, UsageError

app = typer.Typer()


@app.command(epilog=examples("pscvc demo", "pscvc demo --lang fr --output demo-output/"))
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
    epilog=examples(
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
    format: options.ValidationFormat = None,
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
    form = options.form_of(format, output, ValidationForm.__members__)
    if form == ValidationForm.xlsx and output is None:
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
    say(report_form(form, files), report, str(lang), output)
    return 1 if report.reaches(str(fail_on)) else 0


@app.command(
    epilog=examples(
        "pscvc load sid_registry.csv org_var.csv --store chains/",
        "pscvc load cp-pc-2425-eng.csv services.rdf data.json --store chains/",
    )
)
def load(
    files: options.Files,
    store: options.Store,
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """Put registers and open data into a graph.

    Each table is recognised by its columns, each catalogue in RDF or JSON by what stands in it. A part that
    is loaded again replaces the earlier one.
    """
    from pscvc_kg import api
    from pscvc_kg.cli.show import progress, say
    from pscvc_kg.render import LOADED_FORMS

    with api.open(store, sources=files) as graph, progress("working-load", str(lang)) as tell:
        loaded = api.load(files, graph, progress=tell)
    say(LOADED_FORMS[str(format)], loaded, str(lang), None)


@app.command(
    epilog=examples(
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
