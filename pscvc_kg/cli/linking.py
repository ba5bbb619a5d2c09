"""The command that links: proposes, lets a person decide, and keeps what was decided."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pscvc_kg.cli import options
from pscvc_kg.cli.options import Kind, Language, Relation, ReportForm, examples
from pscvc_kg.errors import UsageError

if TYPE_CHECKING:
    from pscvc_kg.linking.sssom import LinkSet

app = typer.Typer()


@app.command(
    epilog=examples(
        "pscvc link names.csv --store chains/ -o names.sssom.tsv",
        'pscvc link --review names.sssom.tsv --by "A. Clerk"',
    )
)
def link(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET",
            help="A list to link, CSV or XLSX; or a kind such as dataset: what the graph holds of it.",
        ),
    ] = None,
    store: options.StoreToRead = None,
    kind: Annotated[
        Kind, typer.Option(envvar="PSCVC_KIND", help="What in the graph the list may mean.")
    ] = Kind.organization,
    relation: Annotated[
        Relation | None,
        typer.Option(
            envvar="PSCVC_RELATION", help="What a link says; related between two kinds, else exact."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", envvar="PSCVC_NAME", help="What the list is called; else its file."
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="WHAT=HEADER",
            envvar="PSCVC_COLUMN",
            help="What a column is: name, acronym, identifier, website, language, context, keywords, "
            "country, date, start, end, iri.",
        ),
    ] = None,
    accept: Annotated[
        Path | None,
        typer.Option(
            "--accept", metavar="LINKS", help="Keep the decided links of this file in the graph of --store."
        ),
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option(
            "--review", metavar="LINKS", help="Decide on its open links; with -o FILE.xlsx in a workbook."
        ),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", metavar="XLSX", help="With --review: read the filled-in workbook back."),
    ] = None,
    promote: Annotated[
        Path | None,
        typer.Option(
            "--promote", metavar="LINKS", help="Make its accepted links owl:sameAs, where nothing forbids it."
        ),
    ] = None,
    withdraw: Annotated[
        str | None,
        typer.Option(
            "--withdraw", metavar="NAME", help="Take the links of the list of that name back from the graph."
        ),
    ] = None,
    reason: Annotated[
        str,
        typer.Option(
            "--reason", metavar="TEXT", envvar="PSCVC_REASON", help="With --withdraw: why; the log keeps it."
        ),
    ] = "",
    evaluate: Annotated[
        Path | None,
        typer.Option(
            "--evaluate", metavar="GOLD", help="Say how good links are, on names with their right answers."
        ),
    ] = None,
    by: options.By = "",
    format: Annotated[
        ReportForm | None,
        typer.Option("--format", envvar="PSCVC_FORMAT", help="For a person, or for a program."),
    ] = None,
    output: options.Output = None,
    lang: options.Lang = Language.en,
) -> int:
    """Link names to what the graph knows.

    A person decides what is doubtful. Links are SSSOM. What a person rejected is not proposed again;
    decisions are added, never overwritten.
    """
    asked = {
        "TARGET": target,
        "--accept": accept,
        "--review": review,
        "--promote": promote,
        "--withdraw": withdraw,
        "--evaluate": evaluate,
    }
    chosen = [option for option, value in asked.items() if value is not None]
    if len(chosen) != 1:
        if not chosen:
            raise UsageError("say what to link or what to do with links. See: pscvc link --help")
        raise UsageError(f"{' and '.join(chosen)} are two things to do; call pscvc link once for each")
    if decisions is not None and review is None:
        raise UsageError("--decisions reads a workbook of a review; name the links: --review LINKS")
    from pscvc_kg.cli.show import keep_apart

    keep_apart(output, target, accept, decisions, evaluate)
    language = str(lang)
    if accept is not None or withdraw is not None or evaluate is not None:
        form = options.form_of(format, output, ReportForm.__members__)
    else:
        form = str(format or ReportForm.text)
        _require_ending(output, review is not None and decisions is None)
    if target is not None:
        return _propose(target, store, kind, relation, name, _columns(column or ()), form, output, language)
    if accept is not None:
        return _accept(accept, store, by, form, output, language)
    if promote is not None:
        return _promote(promote, store, by, form, output, language)
    if withdraw is not None:
        return _withdraw(withdraw, store, by, reason, form, output, language)
    if evaluate is not None:
        return _evaluate(evaluate, store, str(kind), form, output, language)
    assert review is not None
    return _review(review, decisions, by, output, language)


def _propose(
    target: str,
    store: str | None,
    kind: str,
    relation: str | None,
    name: str | None,
    columns: dict[str, str],
    form: str,
    output: Path | None,
    lang: str,
) -> int:
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import progress, readable, say, warn
    from pscvc_kg.linking import sssom
    from pscvc_kg.render import LINKS_FORMS
    from pscvc_kg.render.link_steps import next_steps
    from pscvc_kg.render.link_words import said

    if store is None:
        warn(said("shipped", lang))
    earlier = sssom.read(output) if output is not None and output.exists() else None
    with readable(store) as graph, progress("working-link", lang) as tell:
        links = api.link(
            target,
            graph,
            kind=str(kind),
            relation=str(relation) if relation else None,
            name=name,
            columns=columns,
            earlier=earlier,
            lang=lang,
            progress=tell,
        )
    if output is not None:
        say(_file, links, lang, output)
    say(LINKS_FORMS[form], links, lang, None)
    if output is not None and form == "text":
        say(lambda path, lang, page: said("written", lang, file=path) + "\n", output, lang, None)
    if form == "text":
        say(partial(next_steps, path=output, store=store), links, lang, None)
    return 0


def _file(links: "LinkSet", lang: str, page: object) -> str:
    from pscvc_kg.linking import sssom

    return sssom.written(links)


def _require_ending(output: Path | None, workbook: bool) -> None:
    """Refuse an *output* whose name says another form than links have; where *workbook*, that one, too.

    Raises:
        UsageError: It would be written in a form that the name does not say.
    """
    suffix = output.suffix.lower() if output else ""
    if suffix in ("", ".txt", ".tsv") or (suffix == ".xlsx" and workbook):
        return
    sentence = f"'{output}': links are written as SSSOM, a table; end the file's name in .sssom.tsv"
    if suffix == ".xlsx":
        sentence += f"; the workbook to decide in is made of that file: pscvc link --review LINKS -o {output}"
    elif workbook:
        sentence += ", or in .xlsx for the workbook to decide in"
    raise UsageError(sentence)


def _columns(texts: Iterable[str]) -> dict[str, str]:
    """The header of each column that the call names, by what the column is."""
    from pscvc_kg.linking.lists import HEADERS

    found: dict[str, str] = {}
    for text in texts:
        what, _, header = text.partition("=")
        if what not in HEADERS or not header:
            raise UsageError(
                f"--column {text}: write WHAT=HEADER, where WHAT is one of {', '.join(HEADERS)}, and HEADER "
                "a column of the list"
            )
        if what in found:
            raise UsageError(
                f"--column {text}: {what}={found[what]} is named as well; name one column for {what}"
            )
        found[what] = header
    return found


def _accept(path: Path, store: str | None, by: str, form: str, output: Path | None, lang: str) -> int:
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import say, working
    from pscvc_kg.render import KEPT_FORMS
    from pscvc_kg.render.link_steps import kept_steps

    with api.open(_there(store), create=False) as graph, working("working-accept", lang):
        kept = api.accept_links(path, graph, by=by)
    say(KEPT_FORMS[form], kept, lang, output)
    if form == "text" and output is None:
        say(partial(kept_steps, store=_there(store)), kept, lang, None)
    return 0


def _there(store: str | None) -> str:
    if store is None:
        raise UsageError("name the graph that keeps the links: --store WHERE")
    return store


def _promote(path: Path, store: str | None, by: str, form: str, output: Path | None, lang: str) -> int:
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.show import say, working
    from pscvc_kg.render import PROMOTED_FORMS

    with api.open(_there(store), create=False) as graph, working("working-link", lang):
        links, promoted = api.promote_links(path, graph, by=by)
        names = graph.labels({iri for each in promoted.refused for iri in each.through}, lang)
    if promoted.links:
        say(_file, links, lang, output or path)
    say(partial(PROMOTED_FORMS[form], names=names), promoted, lang, None)
    return 1 if promoted.refused else 0


def _withdraw(
    name: str, store: str | None, by: str, reason: str, form: str, output: Path | None, lang: str
) -> int:
    from pscvc_kg import api
    from pscvc_kg.cli.show import say, working
    from pscvc_kg.render import TAKEN_BACK_FORMS

    with api.open(_there(store), create=False) as graph, working("working-withdraw", lang):
        taken = api.withdraw_links(name, graph, reason=reason, by=by)
    say(TAKEN_BACK_FORMS[form], taken, lang, output)
    return 0


def _evaluate(gold: Path, store: str | None, kind: str, form: str, output: Path | None, lang: str) -> int:
    from pscvc_kg import api
    from pscvc_kg.cli.show import progress, readable, say
    from pscvc_kg.render import EVALUATION_FORMS

    with readable(store) as graph, progress("working-link", lang) as tell:
        found = api.evaluate_links(gold, graph, kind=kind, progress=tell)
    say(EVALUATION_FORMS[form], found, lang, output)
    return 0


def _review(path: Path, decisions: Path | None, by: str, output: Path | None, lang: str) -> int:
    from functools import partial

    from pscvc_kg import api
    from pscvc_kg.cli.reviewing import decide_each
    from pscvc_kg.cli.show import say
    from pscvc_kg.linking import sssom
    from pscvc_kg.linking.deciding import to_review
    from pscvc_kg.linking.workbook import review_workbook
    from pscvc_kg.render.link_steps import next_steps
    from pscvc_kg.render.link_words import said

    links = sssom.read(path)
    left = len(to_review(links))
    if decisions is not None:
        after = api.read_decisions(decisions, links, by=by)
        say(_file, after, lang, output or path)
        numbers = {"n": len(after.links) - len(links.links), "left": len(to_review(after))}
        say(lambda each, lang, page: said("added", lang, **each) + "\n", numbers, lang, None)
        say(partial(next_steps, path=output or path), after, lang, None)
        return 0
    if output is not None and output.suffix.lower() == ".xlsx":
        back = f"pscvc link --review {path} --decisions {output} --by {said('by', lang)}"
        say(lambda each, lang, page: review_workbook(each, lang, back), links, lang, output)
        told = {"n": left, "file": output, "command": back}
        say(lambda each, lang, page: said("workbook", lang, **each) + "\n", told, lang, None)
        return 0
    return decide_each(links, output or path, by, lang)
