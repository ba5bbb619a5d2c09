"""The command that gives the graph to other tools."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from pathlib import Path
from typing import Annotated

import typer

from pscvc_kg.cli import options
from pscvc_kg.cli.options import ExportForm, Language, examples
from pscvc_kg.errors import UsageError

app = typer.Typer()


@app.command(
    epilog=examples(
        "pscvc export dcat -o catalogue.ttl",
        "pscvc export datacube --indicator applications-online --store chains/ --format jsonld",
    )
)
def export(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="dcat: submissions and sources; cpsv-ap: services; datacube: observations; csvw: tables; "
            "trig: the graph.",
        ),
    ],
    store: options.StoreToRead = None,
    as_of: options.StateAsOf = None,
    organization: Annotated[
        str | None,
        typer.Option(
            "--organization", metavar="ID", envvar="PSCVC_ORGANIZATION", help="Only what is of this one."
        ),
    ] = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            "--indicator", metavar="NAME", envvar="PSCVC_INDICATOR", help="Only what this one measures."
        ),
    ] = None,
    graph: Annotated[
        str | None,
        typer.Option(
            "--graph", metavar="NAME", envvar="PSCVC_GRAPH", help="For trig: only this named graph."
        ),
    ] = None,
    format: Annotated[
        ExportForm | None,
        typer.Option(envvar="PSCVC_FORMAT", help="How to write it; without it, the usual form."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            envvar="PSCVC_OUTPUT",
            help="Write it to this file; csvw: into this folder, which is made.",
        ),
    ] = None,
    left_out: Annotated[
        Path | None,
        typer.Option(
            "--left-out",
            metavar="FILE.csv",
            envvar="PSCVC_LEFT_OUT",
            help="Write all records and statements that are left out to this table.",
        ),
    ] = None,
    lang: options.Lang = Language.en,
) -> None:
    """Give the graph to portals, statistics and other tools.

    Without --format, the ending of the name says how it is written: .ttl, .jsonld, .rdf, .nt, .trig, .nq.
    A record that a form cannot hold is left out; stderr says how many for which reason, --left-out which.
    """
    from pscvc_kg import api, exporting
    from pscvc_kg.cli.show import keep_apart, progress, readable, say, say_folder, standing, warn
    from pscvc_kg.render.export import left_out_csv, left_out_text, one_file

    keep_apart(output, left_out)
    form = None if format is None else str(format)
    if format is None and output is not None and output.suffix and name != exporting.TABLES:
        form = options.form_of(None, output, exporting.forms(name))
    exporting.check(name, form=form, graph=graph, organization=organization, indicator=indicator)
    if name == exporting.TABLES and output is None:
        raise UsageError(f"{name} is several tables; name the folder to write them into with --output FOLDER")
    with (
        progress("working-export", str(lang)) as tell,
        readable(store) as opened,
        standing(opened, as_of) as chosen,
    ):
        made = api.export(
            name,
            chosen,
            form=form,
            organization=organization,
            indicator=indicator,
            graph=graph,
            progress=tell,
        )
    if output is not None and len(made.files) > 1:
        say_folder(made.files, output)
    else:
        say(one_file, made, str(lang), output)
    if left_out is not None:
        say(left_out_csv, made, str(lang), left_out)
    for sentence in left_out_text(made, str(lang)):
        warn(sentence)
