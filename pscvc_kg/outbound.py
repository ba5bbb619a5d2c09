"""What a query would do beyond its graph: ask another machine (SERVICE, LOAD), or end the process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pscvc_kg.errors import UsageError

QUOTED = r"""\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>"{}|^`\\\s]*>|\#[^\n]*"""
"""What the words of a query are not looked for in: strings, IRIs and comments."""

_BEGINNING = re.compile(
    r"(?:\s|#[^\n]*(?:\n|$)|PREFIX\s+[^\s:]*:\s*<[^>]*>|PREFIX\s*:\s*<[^>]*>|BASE\s*<[^>]*>)*(?P<form>[A-Za-z]+)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
"""How an update begins."""
_DEEPEST = 200
"""Oxigraph's parser ends the process at some 4,000 levels; nobody writes 200."""
_NAME = re.compile(r"[?$][A-Za-z0-9_]+|(?<=:)[A-Za-z0-9_]+")
"""A variable, or a name after its prefix: no keyword can begin there."""
_SPACE = r"(?:\s|#[^\r\n]*[\r\n])*"
_CALL = re.compile(
    rf"SERVICE{_SPACE}(?:SILENT)?{_SPACE}(?:<[^<>{{}}]*>|[?$\s]|[^\s{{}}<>]{{0,999}}:[^\s{{}}]{{0,999}}){_SPACE}\{{",
    re.IGNORECASE,
)
"""All that can be a call of another machine, and more; ``_NAME`` leaves a space of a variable."""
_REASONS = {
    "SERVICE": "SERVICE would ask another machine and is refused; load that data into the store",
    "LOAD": "LOAD would fetch a document from another machine and is refused; load the file instead",
}
_NODES = {"ServiceGraphPattern": "SERVICE", "Load": "LOAD"}


def form(text: str) -> str:
    """The word that says what *text* is, in capitals (SELECT, INSERT, …); "" where there is none."""
    found = _BEGINNING.match(_unescaped(text))
    return found["form"].upper() if found else ""


def chooses_graphs(text: str) -> bool:
    """Whether the query *text* says by FROM which graphs it reads.

    >>> chooses_graphs("SELECT ?from FROM<urn:g> { ?from a <urn:FROM> }")
    True
    >>> chooses_graphs("SELECT ?from { ?from ex:from 'FROM <urn:g>' } # FROM <urn:g>")
    False
    """
    words = re.sub(QUOTED, " ", _unescaped(text), flags=re.DOTALL)
    return re.search(r"(?<![\w?$:.-])FROM(?![\w:])", words, re.IGNORECASE) is not None


def refuse_outbound(text: str, *, update: bool = False) -> None:
    """Refuse a query, or an *update*, that would leave this machine or nests too deep for a parser.

    Words alone do not tell: they stand in strings, names and comments, and hide between them, since a ``<``
    may begin an address or compare. Where what looks like a call stands anywhere, be it in a comment, rdflib
    parses the text and its tree is looked through.

    Raises:
        UsageError: It would, or it holds such a word and is no SPARQL.
    """
    depth = 0
    for match in re.finditer(rf"{QUOTED}|[({{]|[)}}]", text, re.DOTALL):
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(match[0], 0)
        if depth > _DEEPEST:
            raise UsageError(f"the query nests more than {_DEEPEST} levels deep; write it flatter")
    # The comments before anything else are surely comments: our own queries begin with a header.
    words = _NAME.sub(" ", re.sub(rf"^{_SPACE}", "", _unescaped(text)))
    if not (_CALL.search(words) or (update and re.search("LOAD", words, re.IGNORECASE))):
        return
    for name in _names(_parsed(text, update)):
        if name in _NODES:
            raise UsageError(_REASONS[_NODES[name]])


def _unescaped(text: str) -> str:
    """*text* with escapes replaced by the signs that they stand for: SPARQL allows them anywhere."""
    return _ESCAPED.sub(lambda match: _sign(int(match[1] or match[2], 16)), text)


def _sign(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _parsed(text: str, update: bool) -> Any:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery, parseUpdate

    try:
        return parseUpdate(text) if update else parseQuery(text)
    except ParseException as error:
        place = f"line {error.lineno}, column {error.column}"
    except RecursionError:
        place = "it nests too deep"
    except Exception as error:  # rdflib's parser lets many kinds through
        place = f"{type(error).__name__}"
    raise UsageError(
        f"the query cannot be read ({place}), and it holds the word SERVICE or LOAD, which are refused; "
        "write it as plain SPARQL 1.1"
    )


def _names(parsed: Any) -> Iterator[str]:
    """The names of all nodes of a parse tree of rdflib."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    waiting = [parsed]
    while waiting:
        node = waiting.pop()
        if isinstance(node, CompValue):
            yield node.name
            waiting.extend(node.values())
        elif isinstance(node, (ParseResults, list, tuple)):
            waiting.extend(node)
        elif isinstance(node, dict):
            waiting.extend(node.values())
