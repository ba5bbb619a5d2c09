"""The commands by which open data is found and fetched: the only ones that ask another machine for data."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from pathlib import Path
from typing import Annotated

import typer

from pscvc_kg.cli import options
from pscvc_kg.cli.options import Language, ReportForm, examples

app = typer.Typer()


@app.command(epilog=examples("pscvc sources", "pscvc sources --format json --lang fr"))
def sources(
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """List the open data that we know.

    Says where each source is, under which licence, and as what its files are loaded. Nothing is fetched.
    """
    from pscvc_kg import sources as known
    from pscvc_kg.cli.show import say
    from pscvc_kg.render import SOURCES_FORMS

    say(SOURCES_FORMS[str(format)], tuple(known.sources().values()), str(lang), None)


@app.command(
    epilog=examples(
        "pscvc fetch infobase --output open-data/",
        "pscvc fetch cpsv-ap-services --address https://catalogue.example/sparql --output open-data/",
    )
)
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A source; `pscvc sources` lists them.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="The folder to keep the files in."),
    ],
    address: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            envvar="PSCVC_ADDRESS",
            help="Fetch it from there instead; the only way to an address of a private network.",
        ),
    ] = None,
    limit: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            envvar="PSCVC_FETCH_LIMIT",
            min=1,
            help="Each request is given up after so long.",
        ),
    ] = 120.0,
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """Fetch open data from its source into a folder.

    A file beside each says where it came from, when, under which licence, and its digest. What is there
    already under its name moves into the folder earlier/. Load the files with `pscvc load`.
    """
    from pscvc_kg import sources as known
    from pscvc_kg.cli.show import progress, say
    from pscvc_kg.render import FETCHED_FORMS
    from pscvc_kg.sources.fetching import Limits

    source = known.source(name)
    with progress("working-fetch", str(lang)) as tell:
        kept = known.fetch(source, output, address=address, limits=Limits(seconds=limit), progress=tell)
    say(FETCHED_FORMS[str(format)], (source, kept), str(lang), None)
