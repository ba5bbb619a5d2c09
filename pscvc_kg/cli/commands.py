"""The ``pscvc`` program: its commands in the order of its help. Each reads its options and calls one job."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from typing import Annotated

import typer

from pscvc_kg.cli import asking, fetching, giving, keeping, linking, proposing, serving, taking
from pscvc_kg.cli.options import examples

app = typer.Typer(
    name="pscvc",
    help="Public sector value chains as a graph: validate what agencies submit, accept it, and ask questions "
    "across organizations.",
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for part in (taking, keeping, linking, proposing, asking, giving, serving, fetching):
    app.registered_commands += part.app.registered_commands


def _version(wanted: bool) -> None:
    if wanted:
        from pscvc_kg import __version__

        typer.echo(f"pscvc {__version__}")
        raise typer.Exit


@app.callback(
    epilog=examples("pscvc demo", "pscvc validate si_2024.csv ss_2024.csv --store registers/"),
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
