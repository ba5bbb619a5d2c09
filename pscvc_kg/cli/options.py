"""The options that several commands share, each with its environment variable."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pscvc_kg.errors import UsageError

Language = StrEnum("Language", ["en", "fr"])
Severity = StrEnum("Severity", ["violation", "warning", "info"])
Engine = StrEnum("Engine", ["fast", "pyshacl"])
ReportForm = StrEnum("ReportForm", ["text", "json"])
ValidationForm = StrEnum("ValidationForm", ["text", "json", "csv", "html", "xlsx", "turtle"])
RulesForm = StrEnum("RulesForm", ["text", "json", "schema"])
HistoryForm = StrEnum("HistoryForm", ["text", "json", "html"])
DifferenceForm = StrEnum("DifferenceForm", ["text", "json", "csv", "html"])
AnswerForm = StrEnum("AnswerForm", ["table", "csv", "json", "md", "html", "xlsx", "svg"])
AskForm = StrEnum("AskForm", ["table", "csv", "json", "md", "html", "xlsx", "svg", "turtle"])
Kind = StrEnum("Kind", ["organization", "service", "programme", "dataset"])
Relation = StrEnum("Relation", ["exact", "close", "related"])
CandidatesForm = StrEnum("CandidatesForm", ["text", "csv", "xlsx", "json", "trig"])
RowsForm = StrEnum("RowsForm", ["table", "csv", "json", "md"])
ExportForm = StrEnum("ExportForm", ["turtle", "jsonld", "rdfxml", "ntriples", "trig", "nquads", "csv"])

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="Tables (CSV, XLSX) or, to validate or load, RDF.")
]
Lang = Annotated[Language, typer.Option("--lang", envvar="PSCVC_LANG", help="The language of what you read.")]
Store = Annotated[
    str,
    typer.Option(
        "--store", metavar="WHERE", envvar="PSCVC_STORE", help="The graph's folder; made when absent."
    ),
]
StoreToRead = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="WHERE",
        envvar="PSCVC_STORE",
        help="The graph's folder, or a SPARQL endpoint. Without it: the shipped data, in memory.",
    ),
]
StoreToServe = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="WHERE",
        envvar="PSCVC_STORE",
        help="The graph's folder, or a SPARQL endpoint, of which it serves what was there when it "
        "began. Without it: the shipped data, in memory.",
    ),
]
StoreThere = Annotated[
    str,
    typer.Option(
        "--store", metavar="WHERE", envvar="PSCVC_STORE", help="The graph's folder, which must exist."
    ),
]
StoreToRestore = Annotated[
    str, typer.Option("--store", metavar="WHERE", envvar="PSCVC_STORE", help="A new folder for the graph.")
]
StoreToCheckAgainst = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="WHERE",
        envvar="PSCVC_STORE",
        help="The folder of the graph that knows the registers; without it, some rules are not checked.",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        envvar="PSCVC_PROFILE",
        help="The set of rules; without it, the one that the files' layout calls for.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", envvar="PSCVC_AS_OF", help="The day that rules take for today."),
]
StateAsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        envvar="PSCVC_AS_OF",
        help="Ask the graph as it stood at the end of this day.",
    ),
]
Waivers = Annotated[
    Path | None,
    typer.Option(
        "--waivers",
        metavar="TABLE",
        envvar="PSCVC_WAIVERS",
        help="Findings that somebody answers for: fingerprint or rule, reason, owner, expires.",
    ),
]
By = Annotated[
    str, typer.Option("--by", metavar="NAME", envvar="PSCVC_BY", help="Who decides it; the log keeps it.")
]
AsItStood = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", envvar="PSCVC_AS_OF", help="As it stood at the end of this day (UTC)."
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="PATH", envvar="PSCVC_OUTPUT", help="Write the result to this file."
    ),
]
Limit = Annotated[
    float,
    typer.Option(
        "--limit", metavar="SECONDS", envvar="PSCVC_LIMIT", help="The query is stopped after so long."
    ),
]
RowsAtMost = Annotated[
    int,
    typer.Option("--rows", metavar="NUMBER", envvar="PSCVC_ROWS", help="Not more rows than these; 0: all."),
]
Site = Annotated[
    Path | None,
    typer.Option(
        "--site",
        metavar="DIR",
        help="Write a page about each, in both languages, into this folder.",
    ),
]
Find = Annotated[
    str | None,
    typer.Option(
        "--find",
        metavar="WORDS",
        envvar="PSCVC_FIND",
        help="List the questions that speak of it, in either language.",
    ),
]
ValuesOf = Annotated[
    str | None,
    typer.Option(
        "--values",
        metavar="NAME",
        envvar="PSCVC_VALUES",
        help="List what this parameter of QUESTION may be.",
    ),
]
RowsFormat = Annotated[
    RowsForm | None, typer.Option("--format", envvar="PSCVC_FORMAT", help="How to write the rows.")
]
AskFormat = Annotated[
    AskForm | None,
    typer.Option(
        "--format", envvar="PSCVC_FORMAT", help="How to write the answer; turtle: the list, as linked data."
    ),
]
ValidationFormat = Annotated[
    ValidationForm | None,
    typer.Option(
        "--format",
        envvar="PSCVC_FORMAT",
        help="For a person (text, html), a spreadsheet (csv) or a program (json, turtle).",
    ),
]
RulesFormat = Annotated[
    RulesForm,
    typer.Option(
        "--format",
        envvar="PSCVC_FORMAT",
        help="For a person, for a program, or the JSON Schema of a report.",
    ),
]
ReportFormat = Annotated[
    ReportForm, typer.Option("--format", envvar="PSCVC_FORMAT", help="For a person, or for a program.")
]


_FORM_OF_SUFFIX = {
    ".csv": "csv",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonld": "jsonld",
    ".md": "md",
    ".nq": "nquads",
    ".nt": "ntriples",
    ".rdf": "rdfxml",
    ".svg": "svg",
    ".trig": "trig",
    ".ttl": "turtle",
    ".xlsx": "xlsx",
}


def form_of(format: StrEnum | None, output: Path | None, forms: Iterable[str]) -> str:
    """The form that was chosen, else that which the ending of the file's name says, else the first.

    Raises:
        UsageError: The ending says a form that is not one of *forms*, or that we do not know.
    """
    first, *others = forms
    suffix = output.suffix.lower() if output else ""
    if format is not None or suffix in ("", ".txt"):
        return first if format is None else str(format)
    form = _FORM_OF_SUFFIX.get(suffix)
    if form not in (first, *others):
        raise UsageError(
            f"'{output}': this is not written as {suffix.removeprefix('.')}; end the file's name as one of "
            f"these says, or choose with --format: {', '.join([first, *others])}"
        )
    return form


def examples(*lines: str) -> str:
    """The foot of a command's help: two calls that work."""
    # The backspace tells the help not to join the lines.
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
