"""The commands for what a graph has taken: take it back, tell its history, look after it."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from pathlib import Path
from typing import Annotated

import typer

from pscvc_kg.cli import options
from pscvc_kg.cli.options import (
    DifferenceForm,
    HistoryForm,
    Language,
    ReportForm,
    examples,
)

app = typer.Typer()


@app.command(
    epilog=examples(
        'pscvc withdraw EstonianServices.rdf --store chains/ --reason "an old catalogue"',
        'pscvc withdraw cra-arc/2023-2024/2 --store chains/ --reason "wrong file" --by "A. Clerk"',
    )
)
def withdraw(
    what: Annotated[
        str,
        typer.Argument(
            metavar="ORG/PERIOD[/NUMBER]|FILE",
            help="A submission: whose, for which period; without a number all of its submissions for it. Or "
            "what was loaded: its file, or LAYOUT/PART.",
        ),
    ],
    store: options.StoreThere,
    reason: Annotated[str, typer.Option("--reason", envvar="PSCVC_REASON", help="Why; the log keeps it.")],
    by: options.By = "",
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """Take back what was submitted or loaded.

    That is a submission of an organization, or a register or catalogue. It is gone from every answer; the log
    keeps that it was there. What a submission had replaced holds again; what was loaded goes with its earlier
    versions.
    """
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import say, working
    from pscvc_kg.render import WITHDRAWN_FORMS

    with api.open(store, create=False) as graph:
        with working("working-withdraw", str(lang)):
            result = api.withdraw(what, graph, reason=reason, by=by)
        names = graph.labels(result.iris(), str(lang))
    say(partial(WITHDRAWN_FORMS[str(format)], names=names), result, str(lang), None)


@app.command(
    epilog=examples(
        "pscvc history --store chains/",
        "pscvc history --store chains/ --org cra-arc --as-of 2025-03-01 --format html -o history.html",
    )
)
def history(
    store: options.StoreThere,
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
    """Tell who submitted what, when, and what became of it.

    With each submission: its files, the rules that checked it, who accepted it, and what was held. Where
    neither organization nor period is asked for, also what was loaded, when and from which file.
    """
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import names_of, say
    from pscvc_kg.render import HISTORY_FORMS

    with api.open(store, create=False) as graph:
        chapters = api.history(graph, organization=org, period=period, as_of=as_of)
        loaded = api.loaded(graph, as_of=as_of) if org is None and period is None else ()
        names = names_of({iri for each in chapters for iri in (each.organization, each.period)}, graph)
    write = partial(HISTORY_FORMS[str(format)], names=names, as_of=as_of, loaded=loaded)
    say(write, chapters, str(lang), output)


@app.command(
    epilog=examples(
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
    store: options.StoreThere,
    as_of: options.AsItStood = None,
    format: Annotated[
        DifferenceForm, typer.Option(envvar="PSCVC_FORMAT", help="How to write it.")
    ] = DifferenceForm.text,
    output: options.Output = None,
    lang: options.Lang = Language.en,
) -> None:
    """Name each figure that differs between two submissions.

    It changed, was added or went; each is named at its cell in the files as they were submitted.
    """
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
    epilog=examples("pscvc verify --store chains/", "pscvc verify --store backups/monday/ --format json")
)
def verify(
    store: options.StoreThere,
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> int:
    """Check that a graph is whole, from its files to its log.

    Files, indexes, what each submission says, and the log. Where it finds faults, every later command says so
    until a check finds none.
    """
    from pscvc_kg import api
    from pscvc_kg.cli.show import progress, say
    from pscvc_kg.render import VERIFIED_FORMS

    with progress("working-verify", str(lang)) as tell:
        found = api.verify(store, progress=tell)
    say(VERIFIED_FORMS[str(format)], found, str(lang), None)
    return 1 if found.faults else 0


@app.command(
    epilog=examples(
        "pscvc backup backups/monday/ --store chains/", "pscvc backup /mnt/other-disk/chains/ --store chains/"
    )
)
def backup(
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A new folder, better on another disk.")],
    store: options.StoreThere,
    format: options.ReportFormat = ReportForm.text,
    lang: options.Lang = Language.en,
) -> None:
    """Copy a graph and verify the copy.

    Another process may write to the graph meanwhile.
    """
    from pscvc_kg import api
    from pscvc_kg.cli.show import progress, say
    from pscvc_kg.render import BACKUP_FORMS

    with progress("working-backup", str(lang)) as tell:
        made = api.backup(store, target, progress=tell)
    say(BACKUP_FORMS[str(format)], made, str(lang), None)


@app.command(
    epilog=examples(
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
