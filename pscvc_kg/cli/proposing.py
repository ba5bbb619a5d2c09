"""The command for hand-overs that nobody stated: it lists them, and takes what a person decides of them."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from pathlib import Path
from typing import Annotated

import typer

from pscvc_kg.cli import options
from pscvc_kg.cli.options import CandidatesForm, Language, examples
from pscvc_kg.errors import UsageError

app = typer.Typer()


@app.command(
    epilog=examples(
        "pscvc candidates --store chains/ -o candidates.xlsx",
        'pscvc candidates --store chains/ --accept candidates.xlsx --by "A. Clerk"',
    )
)
def candidates(
    store: options.StoreToRead = None,
    pattern: Annotated[
        list[str] | None,
        typer.Option(
            "--pattern",
            metavar="NAME",
            envvar="PSCVC_PATTERN",
            help="Only what this pattern finds; may come several times.",
        ),
    ] = None,
    all: Annotated[
        bool,
        typer.Option("--all", envvar="PSCVC_ALL", help="Those that were decided on, too, with the decision."),
    ] = False,
    accept: Annotated[
        Path | None,
        typer.Option("--accept", metavar="FILE", help="Take what this list says in its column decision."),
    ] = None,
    by: options.By = "",
    format: Annotated[
        CandidatesForm | None,
        typer.Option(envvar="PSCVC_FORMAT", help="How to write them; xlsx and csv: to decide in; trig: RDF."),
    ] = None,
    output: options.Output = None,
    lang: options.Lang = Language.en,
) -> None:
    """List hand-overs that nobody stated, or decide on them.

    Each has something that speaks for it, and stands with that evidence at its cell, in a graph of its own.
    In the list as a table, write accept, reverse or reject into the column decision, and give it back with
    --accept: what is accepted becomes a hand-over.
    """
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import keep_apart, progress, readable, say, warn
    from pscvc_kg.linking.hand_overs.patterns import patterns
    from pscvc_kg.render import CANDIDATES_FORMS, DECIDED_FORMS
    from pscvc_kg.render.candidates import decide_steps, left_out_lines

    keep_apart(output, accept)
    form = options.form_of(format, output, CandidatesForm.__members__)
    if accept is None and form == CandidatesForm.xlsx and output is None:
        raise UsageError("a workbook is no text for a terminal; name its file with --output")
    if accept is None and form == CandidatesForm.trig and all:
        raise UsageError("trig has the candidates that are still open; leave --all out")
    if accept is None:
        with readable(store) as graph, progress("working-candidates", str(lang)) as tell:
            rows = api.candidates(graph, patterns=pattern or (), decided=all, progress=tell)
        labels = {name: one.label for name, one in patterns().items() if not pattern or name in pattern}
        say(partial(CANDIDATES_FORMS[form], labels=labels), rows, str(lang), output)
        if form in (CandidatesForm.csv, CandidatesForm.xlsx) and output is not None:
            steps = partial(decide_steps, path=output, store=store)
            say(steps, rows, str(lang), None)
        if form not in (CandidatesForm.text, CandidatesForm.json):
            for sentence in left_out_lines(rows, str(lang)):
                warn(sentence)
        return
    if store is None:
        raise UsageError("decisions are kept in a graph; name it with --store")
    if pattern or all:
        raise UsageError("--accept takes the whole list; leave --pattern and --all out")
    if form in (CandidatesForm.csv, CandidatesForm.xlsx, CandidatesForm.trig):
        raise UsageError("what was decided is written as text or json; the list itself has the decisions")
    with api.open(store, create=False) as graph, progress("working-decide", str(lang)) as tell:
        decided = api.decide(accept, graph, by=by, progress=tell)
    say(DECIDED_FORMS[form], decided, str(lang), output)
