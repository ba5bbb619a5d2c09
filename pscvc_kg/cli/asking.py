"""The commands that ask: a template to fill in, the rules, the terms, questions and queries."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pscvc_kg.cli import options
from pscvc_kg.cli.options import (
    AnswerForm,
    Language,
    ReportForm,
    RulesForm,
    examples,
)
from pscvc_kg.errors import InputError, UsageError

if TYPE_CHECKING:
    from pscvc_kg.api import Graph

app = typer.Typer()


@app.command(
    epilog=examples("pscvc template -o template.xlsx", "pscvc template --lang fr --output gabarit.xlsx")
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
    """Write the workbook that an agency fills in.

    It is made from the rules. Filled in, it goes to validate and accept as it is.
    """
    from pscvc_kg import api

    api.template(output, profile=profile or "core", lang=str(lang))


@app.command(epilog=examples("pscvc rules", "pscvc rules qa_performance_over_100 --lang fr"))
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


@app.command(epilog=examples("pscvc terms ServiceReport --lang fr", "pscvc terms --site site/"))
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
    """List the terms, explain one, or write pages about all.

    They are those of the ontology and the literature.
    """
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


@app.command(
    epilog=examples(
        "pscvc ask --find standards", "pscvc ask hand-overs chain=child-benefit --format csv > hand-overs.csv"
    )
)
def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="Its name; none: the list.")
    ] = None,
    values: Annotated[list[str] | None, typer.Argument(metavar="name=value", help="Its parameters.")] = None,
    find: options.Find = None,
    values_of: options.ValuesOf = None,
    store: options.StoreToRead = None,
    as_of: options.StateAsOf = None,
    format: options.AskFormat = None,
    output: options.Output = None,
    lang: options.Lang = Language.en,
) -> None:
    """Answer a question across organizations, or list them.

    Without --format, the ending of the file's name says how the answer is written: .csv, .json, .md, .html,
    .xlsx, .svg.
    """
    from pscvc_kg import questions
    from pscvc_kg.cli.show import readable, say, standing, working
    from pscvc_kg.render import CHOICES_FORMS, QUESTIONS_FORMS, answer_form

    if question is None or find is not None:
        if question is not None:
            raise UsageError("--find lists questions; leave QUESTION out")
        if values_of is not None:
            raise UsageError("--values lists what a parameter may be; name its QUESTION")
        form = options.form_of(format, output, QUESTIONS_FORMS)
        if form not in QUESTIONS_FORMS:
            raise UsageError(f"the list of questions is not written as {form}; name a QUESTION")
        listed = questions.questions() if find is None else questions.speaking_of(find)
        if not listed:
            raise UsageError(f"no question speaks of '{find}'; take another word, or see all: pscvc ask")
        say(QUESTIONS_FORMS[form], listed, str(lang), output)
        return
    asked = questions.question(question)
    if values_of is not None:
        asked.parameter(values_of)
        form = options.form_of(format, output, CHOICES_FORMS)
        if form not in CHOICES_FORMS:
            raise UsageError(f"values are not written as {form}; take one of: {', '.join(CHOICES_FORMS)}")
        with readable(store) as graph, working("working-ask", str(lang)), standing(graph, as_of) as graph:
            found = graph.choices(question, values_of, lang=str(lang))
        say(CHOICES_FORMS[form], (asked.parameter(values_of), found), str(lang), output)
        return
    form = options.form_of(format, output, AnswerForm.__members__)
    if form not in AnswerForm.__members__:
        raise UsageError(
            f"an answer is not written as {form}; take one of: {', '.join(AnswerForm.__members__)}. "
            f"The list of questions is: pscvc ask --format {form}"
        )
    chosen = _chosen(values or [])
    for name, several in chosen.items():
        asked.parameter(name)
        if not all(one.strip() for one in several):
            raise UsageError(
                f"{name} is given without a value; leave it out, or see what it may be: "
                f"pscvc ask {question} --values {name}"
            )
    with ExitStack() as closing:
        graph = closing.enter_context(readable(store))
        with working("working-ask", str(lang)):
            graph = closing.enter_context(standing(graph, as_of))
            answer = graph.ask(question, lang=str(lang), **chosen)
        say(answer_form(form, lambda one: graph.ask(question, lang=one, **chosen)), answer, str(lang), output)
        if form == "csv":  # rows alone: they say nothing of themselves
            _warn_of_withdrawn(graph, str(lang))


@app.command(
    epilog=examples(
        "pscvc draw birth-of-a-child -o birth.svg", "pscvc draw child-benefit --lang fr -o allocation.svg"
    )
)
def draw(
    chain: Annotated[str, typer.Argument(metavar="CHAIN", help="A chain, by its name, number or address.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.svg",
            envvar="PSCVC_OUTPUT",
            help="The picture to write instead of to stdout; replaced if it is there.",
        ),
    ] = None,
    store: options.StoreToRead = None,
    as_of: options.StateAsOf = None,
    lang: options.Lang = Language.en,
) -> None:
    """Draw a chain across organizations as a picture.

    Organizations are lanes, stages boxes, and arrows what goes from one to the next. The picture is SVG and
    shows the answer to the question chain-links.
    """
    from pscvc_kg.cli.show import readable, say, standing, working
    from pscvc_kg.render import ANSWER_FORMS

    if not chain.strip():
        raise typer.BadParameter("name a chain, for example birth-of-a-child", param_hint="CHAIN")
    options.form_of(None, output, ("svg",))
    with readable(store) as graph, working("working-ask", str(lang)), standing(graph, as_of) as graph:
        answer = graph.ask("chain-links", lang=str(lang), chain=chain)
    say(ANSWER_FORMS["svg"], answer, str(lang), output)


def _warn_of_withdrawn(graph: "Graph", lang: str) -> None:
    """Say on stderr what a past state leaves out, where the result itself has no place for it."""
    from pscvc_kg.cli.show import warn
    from pscvc_kg.render.words import count

    if graph.past and graph.past.withdrawn:
        warn(count(graph.past.withdrawn, "withdrawn_since", lang))


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
    epilog=examples(
        'pscvc sparql "SELECT ?class (COUNT(*) AS ?n) { ?x a ?class } GROUP BY ?class ORDER BY ?class"',
        "pscvc sparql query.rq --store chains/ --format csv",
    )
)
def sparql(
    query: Annotated[
        str, typer.Argument(metavar="QUERY_OR_FILE", help="SPARQL text, or a file that holds it.")
    ],
    store: options.StoreToRead = None,
    as_of: options.StateAsOf = None,
    format: options.RowsFormat = None,
    output: options.Output = None,
    limit: options.Limit = 30,
    rows: options.RowsAtMost = 10_000,
    lang: options.Lang = Language.en,
) -> None:
    """Ask the graph in SPARQL; read only.

    Updates and calls to other machines are refused. A CONSTRUCT or DESCRIBE is answered in N-Triples. Where
    there are more rows than are shown, stderr says so.
    """
    from pscvc_kg.cli.show import keep_apart, readable, say, standing, warn, working
    from pscvc_kg.render import ROWS_FORMS, triples_text
    from pscvc_kg.render.words import count, word

    form = options.form_of(format, output, ROWS_FORMS)
    keep_apart(output, query if _is_name(query) else None)
    text = _text_or_file(query)
    with readable(store) as graph, working("working-ask", str(lang)), standing(graph, as_of) as graph:
        result = graph.sparql(text, limit=limit, rows=rows or None)
        _warn_of_withdrawn(graph, str(lang))
    if isinstance(result, bytes):
        say(triples_text, result, str(lang), output)
    else:
        say(ROWS_FORMS[form], result, str(lang), output)
        if result.more:
            warn(word("more-rows", str(lang), shown=count(len(result.rows), "row", str(lang))))


def _is_name(query: str) -> bool:
    """Whether *query* may name a file: SPARQL text holds a sign that no such name has."""
    return not any(sign in query for sign in "{<\n")


def _text_or_file(query: str) -> str:
    """The query itself: what the file of that name holds, or the argument where it is no file's name."""
    if not query.strip():
        raise UsageError("the query is empty; give SPARQL in quotation marks, or the name of a file")
    if not _is_name(query):
        return query
    try:
        return Path(query).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{query} is neither a SPARQL query nor a file with one ({error.__class__.__name__}); "
            "give the query in quotation marks, or the name of a UTF-8 text file"
        ) from error
