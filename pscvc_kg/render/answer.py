"""An answer as a person reads it, as a spreadsheet opens it and as a program reads it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from pscvc_kg import __version__, vocabulary
from pscvc_kg.namespaces import CODE
from pscvc_kg.render.page import Page, join, plain
from pscvc_kg.render.words import count, label, word, write_day, write_number

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer, Choice, Column, Parameter, Question, Value
    from pscvc_kg.store import Rows, Term

NUMBERS = ("integer", "decimal")
"""The types of columns whose cells are numbers."""
MOST_SOURCES = 3
"""So many sources of each licence are named under a table; what is made to be passed on names all."""
_UNITS = CODE + "unit/"


def answer_table(answer: Answer, lang: str, page: Page) -> str:
    """The answer for a person: the question, a table, and where the facts come from."""
    lines = [page.paint(line, "bold") for line in page.wrap(answer.question.summary[lang])]
    lines += _chosen(answer, lang, page)
    lines.append("")
    if answer.rows:
        # What was chosen stands above the table and is the same in every row.
        shown = [
            index
            for index, column in enumerate(answer.columns)
            if len(answer.values.get(column.name, ())) != 1
        ]
        columns = [answer.columns[index] for index in shown]
        rows = [_cells(columns, [row[index] for index in shown], lang) for row in answer.rows]
        right = [index for index, column in enumerate(columns) if column.type in NUMBERS]
        headers = [header(column, lang) for column in columns]
        lines += [*page.grid(headers, rows, right, once=True), ""]
    lines += [page.paint(line, "dim") for line in _foot(answer, lang, page, most=MOST_SOURCES)]
    return join(lines)


def _chosen(answer: Answer, lang: str, page: Page) -> Iterator[str]:
    for name, texts in answer.values.items():
        title = answer.question.parameter(name).label[lang]
        yield from page.wrap(f"{title}{word('colon', lang)} {'; '.join(texts)}", indent=2, hanging=2)


def _foot(answer: Answer, lang: str, page: Page, *, most: int | None = None) -> Iterator[str]:
    """Rows and day, and by licence what the answer is from: all, or *most* of each with how many more.

    Where the question names no source, that is all that the graph holds: what an answer rests on is unknown.
    """
    amount = count(len(answer.rows), "row", lang) if answer.rows else word("no_rows", lang)
    if answer.as_of:
        amount += f" ({word('as_of', lang)} {write_day(answer.as_of[:10], lang)})"
    yield from page.wrap(amount + ".")
    if answer.withdrawn:
        yield from page.wrap(count(answer.withdrawn, "withdrawn_since", lang) + ".")
    by_licence: dict[str, set[str]] = {}
    for source in answer.sources if answer.rows else ():
        by_licence.setdefault(source.licence or "", set()).add(source.title)
    for licence, titles in sorted(by_licence.items()):
        name = label("source" if answer.question.source else "graph-holds", lang)
        shown = sorted(titles)[:most]
        if more := len(titles) - len(shown):
            shown.append(word("more", lang, n=more))
        text = f"{name} {'; '.join(shown)}"
        yield from page.wrap(f"{text} ({licence})" if licence else text, hanging=2)


def source_lines(answer: Answer, lang: str) -> list[str]:
    """What a citation needs: rows and day, sources by licence, and the versions."""
    versions = word(
        "versions",
        lang,
        question=answer.question.name,
        version=answer.question.version,
        package=__version__,
        ontology=answer.ontology,
    )
    return [*_foot(answer, lang, Page(width=10_000)), versions]


def header(column: Column, lang: str) -> str:
    """What stands over a column: its label, and its unit where the numbers do not show it."""
    if column.type not in NUMBERS or column.unit in (None, "count", "share"):
        return column.label[lang]
    return f"{column.label[lang]} ({vocabulary.label(_UNITS + str(column.unit), lang) or column.unit})"


def _cells(columns: Sequence[Column], row: Sequence[Value], lang: str) -> list[str]:
    return [cell(column, value, lang) for column, value in zip(columns, row, strict=True)]


def cell(column: Column, value: Value, lang: str) -> str:
    """A value as a person reads it in *lang*: of thousands, not more than two digits behind the point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return word("yes" if value else "no", lang)
    if isinstance(value, (int, Decimal)):
        if column.unit == "share":
            return _percent(Decimal(value), lang)
        return write_number(_readable(value), lang)
    return value


def _readable(value: int | Decimal) -> int | Decimal:
    """*value* without the digits that only arithmetic gave it: 96465222664.4299999 is 96465222664.43."""
    if isinstance(value, int) or abs(value) < 1000:
        return value
    return min(value, round(value, 2), key=lambda each: len(str(each)))


def _percent(share: Decimal, lang: str) -> str:
    """A share as a percentage with the digits that it has: ``43.21%``, ``43,21 %``."""
    percent = (share * 100).normalize()
    text = write_number(percent if percent.as_tuple().exponent else int(percent), lang)
    return word("percent", lang, n=text)


def answer_csv(answer: Answer, lang: str, page: Page | None = None) -> str:
    """The rows for a spreadsheet: names in the first row, the IRI behind each label in a column beside it."""
    records = answer.records(iris=True)
    names = [
        name
        for column in answer.columns
        for name in ([column.name, f"{column.name}_iri"] if column.type == "resource" else [column.name])
    ]
    return _csv([names, *([_plain(record[name]) for name in names] for record in records)])


def answer_json(answer: Answer, lang: str, page: Page | None = None) -> str:
    """The answer for a program, with everything that is needed to cite it."""
    content = {
        "question": answer.question.name,
        "version": answer.question.version,
        "package": __version__,
        "ontology": answer.ontology,
        "as_of": answer.as_of,
        "withdrawn_since": answer.withdrawn,
        "language": lang,
        "summary": answer.question.summary[lang],
        "values": {name: list(texts) for name, texts in answer.values.items()},
        "sources": [
            {"title": source.title, "address": source.address, "licence": source.licence}
            for source in answer.sources
        ],
        "columns": [
            {"name": column.name, "label": column.label[lang], "type": column.type, "unit": column.unit}
            for column in answer.columns
        ],
        "rows": answer.records(iris=True),
        "query": answer.query,
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=_json_number) + "\n"


def answer_markdown(answer: Answer, lang: str, page: Page | None = None) -> str:
    """The answer as a Markdown table under its question."""
    headers = [header(column, lang) for column in answer.columns]
    rows = [_cells(answer.columns, row, lang) for row in answer.rows]
    right = [column.type in NUMBERS for column in answer.columns]
    foot = _foot(answer, lang, Page(width=10_000))
    table = _markdown(headers, rows, right)
    return "\n".join([f"**{answer.question.summary[lang]}**", "", table, "  \n".join(foot), ""])


def rows_table(rows: Rows, lang: str, page: Page) -> str:
    """The rows of a free query as a table under the names of its variables."""
    texts = rows.texts()
    right = [index for index in range(len(rows.columns)) if _all_numbers([row[index] for row in rows.rows])]
    lines = page.grid(rows.columns, texts, right) if texts else []
    lines += [*([""] if texts else []), page.paint(count(len(texts), "row", lang) + ".", "dim")]
    return join(lines)


def rows_csv(rows: Rows, lang: str, page: Page | None = None) -> str:
    """The rows of a free query in the W3C's CSV form."""
    return _csv([list(rows.columns), *map(list, rows.texts())])


def rows_json(rows: Rows, lang: str, page: Page | None = None) -> str:
    """The rows of a free query in the W3C's JSON form."""
    bindings = [
        {name: _binding(term) for name, term in zip(rows.columns, row, strict=True) if term is not None}
        for row in rows.rows
    ]
    content = {"head": {"vars": list(rows.columns)}, "results": {"bindings": bindings}}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def rows_markdown(rows: Rows, lang: str, page: Page | None = None) -> str:
    """The rows of a free query as a Markdown table."""
    right = [_all_numbers([row[index] for row in rows.rows]) for index in range(len(rows.columns))]
    return _markdown(rows.columns, rows.texts(), right)


def triples_text(triples: bytes, lang: str = "en", page: Page | None = None) -> str:
    """What a query built, as N-Triples: each once, sorted."""
    return "".join(sorted(set(triples.decode().splitlines(keepends=True))))


def questions_table(questions: Mapping[str, Question], lang: str, page: Page) -> str:
    """The list of questions: name, what it asks, and what may be chosen."""
    lines = [page.paint(word("questions", lang), "bold"), ""]
    for question in questions.values():
        lines.append(f"  {page.paint(question.name, 'bold')}")
        lines += page.wrap(question.summary[lang], indent=4)
        for parameter in question.parameters:
            needed = f"  ({word('required', lang)})" if parameter.required else ""
            lines.append(page.paint(f"      {parameter.name}={_shell(parameter.example)}{needed}", "dim"))
    lines += ["", *page.wrap(word("how_to_ask", lang))]
    return join(lines)


def questions_json(questions: Mapping[str, Question], lang: str, page: Page | None = None) -> str:
    """The list of questions for a program."""
    content = [
        {
            "question": question.name,
            "summary": question.summary[lang],
            "description": question.description[lang],
            "version": question.version,
            "tags": list(question.tags),
            "parameters": [
                {
                    "name": parameter.name,
                    "label": parameter.label[lang],
                    "type": parameter.type,
                    "example": parameter.example,
                    "required": parameter.required,
                }
                for parameter in question.parameters
            ],
        }
        for question in questions.values()
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def questions_csv(questions: Mapping[str, Question], lang: str, page: Page | None = None) -> str:
    """The list of questions for a spreadsheet."""
    return _csv([["question", "summary"], *([one.name, one.summary[lang]] for one in questions.values())])


def questions_markdown(questions: Mapping[str, Question], lang: str, page: Page | None = None) -> str:
    """The list of questions as a Markdown table."""
    rows = [[f"`{one.name}`", one.summary[lang]] for one in questions.values()]
    return _markdown(["", word("questions", lang)], rows, [False, False])


def choices_table(found: tuple[Parameter, Sequence[Choice]], lang: str, page: Page) -> str:
    """What a parameter may be, by label, with the shortest name by which each may be given."""
    parameter, several = found
    title = f"{parameter.label[lang]} ({parameter.name})"
    if parameter.among is None:
        said = word("any-value", lang, type=word(f"type-{parameter.type}", lang), example=parameter.example)
        return join([page.paint(title, "bold"), *page.wrap(said, indent=2)])
    rows = [(f"{parameter.name}={_shell(_shortest(one))}", one.label) for one in several]
    lines = page.definitions(rows, indent=2) if rows else [f"  {word('no_rows', lang)}."]
    return join(
        [page.paint(title, "bold"), *lines, "", page.paint(count(len(rows), "value", lang) + ".", "dim")]
    )


def choices_csv(found: tuple[Parameter, Sequence[Choice]], lang: str, page: Page | None = None) -> str:
    """What a parameter may be, for a spreadsheet."""
    rows = [[_shortest(one), one.label, one.iri] for one in found[1]]
    return _csv([["value", "label", "iri"], *rows])


def choices_json(found: tuple[Parameter, Sequence[Choice]], lang: str, page: Page | None = None) -> str:
    """What a parameter may be, for a program, with every name by which each may be given."""
    content = [{"iri": one.iri, "label": one.label, "names": list(one.names)} for one in found[1]]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _shortest(one: Choice) -> str:
    """The first of its surest names that needs no quotation marks, else the shortest."""
    return next((name for name in one.names if not re.search(r"[^\w.-]", name)), min(one.names, key=len))


def _shell(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _plain(value: Value) -> str:
    """A value as a program writes it, whatever the language."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _json_number(value: object) -> float | int:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} has no form in JSON")
    return int(value) if value == value.to_integral_value() else float(value)


def _markdown(headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    def line(cells: Sequence[str]) -> str:
        escaped = (plain(" ".join(cell.split())).replace("\\", "\\\\").replace("|", "\\|") for cell in cells)
        return f"| {' | '.join(escaped)} |"

    rule = f"|{'|'.join('--:' if flush else '---' for flush in right)}|"
    return "\n".join([line(headers), rule, *map(line, rows)]) + "\n"


def _all_numbers(cells: Sequence[Term | None]) -> bool:
    numbers = [
        cell is None or (cell.datatype or "").rpartition("#")[2] in ("integer", "decimal", "double", "float")
        for cell in cells
    ]
    return bool(numbers) and all(numbers)


def _binding(term: Term) -> dict[str, str]:
    binding = {"type": {"iri": "uri", "blank": "bnode"}.get(term.kind, "literal"), "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    if term.datatype:
        binding["datatype"] = term.datatype
    return binding
